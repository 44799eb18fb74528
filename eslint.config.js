// What is checked in the page's scripts and their tests: `npx eslint .`
import js from '@eslint/js';

// What every thread of a browser has.
const shared = { console: 'readonly', URL: 'readonly', URLSearchParams: 'readonly', fetch: 'readonly',
  performance: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', setInterval: 'readonly',
  clearInterval: 'readonly', Blob: 'readonly', crypto: 'readonly',
  Request: 'readonly', Response: 'readonly', AbortController: 'readonly',
  TextEncoder: 'readonly', TextDecoder: 'readonly' };
const page = { ...shared, localStorage: 'readonly', document: 'readonly', location: 'readonly', history: 'readonly',
  navigator: 'readonly', addEventListener: 'readonly', matchMedia: 'readonly',
  devicePixelRatio: 'readonly', innerWidth: 'readonly', innerHeight: 'readonly', Option: 'readonly',
  Worker: 'readonly', WebAssembly: 'readonly', ResizeObserver: 'readonly' };
const worker = { ...shared, self: 'readonly', navigator: 'readonly', WebAssembly: 'readonly',
  createImageBitmap: 'readonly', OffscreenCanvas: 'readonly' };
const serviceWorker = { ...shared, self: 'readonly', caches: 'readonly' };
// Tests hand functions over to the page and its worker.
const node = { ...page, ...worker, ...serviceWorker, process: 'readonly', Buffer: 'readonly', DataTransfer: 'readonly',
  File: 'readonly', PerformanceObserver: 'readonly', MutationObserver: 'readonly',
  ClipboardEvent: 'readonly', Image: 'readonly', MessageChannel: 'readonly', MessageEvent: 'readonly',
  atob: 'readonly', btoa: 'readonly', indexedDB: 'readonly',
  KeyboardEvent: 'readonly', sessionStorage: 'readonly', XMLHttpRequest: 'readonly', WebSocket: 'readonly',
  EventSource: 'readonly', DragEvent: 'readonly', WebGL2RenderingContext: 'readonly',
  requestAnimationFrame: 'readonly', getComputedStyle: 'readonly',
  DedicatedWorkerGlobalScope: 'readonly' };

export default [
  { ignores: ['build/', 'node_modules/', 'third_party/', 'runs/'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-implied-eval': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-shadow': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', 450],
    },
  },
  { files: ['web/page/**/*.js'], languageOptions: { globals: page } },
  { files: ['web/worker/**/*.js'], languageOptions: { globals: worker } },
  { files: ['web/shared/**/*.js'], languageOptions: { globals: shared } },
  { files: ['web/sw.js'], languageOptions: { globals: serviceWorker } },
  { files: ['web/**/*.mjs', 'tests/**/*.mjs', 'tools/*.mjs', '*.js'], languageOptions: { globals: node } },
];
