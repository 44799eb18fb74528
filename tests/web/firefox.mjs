// @ts-check
// Firefox on a screen of its own, for the tests. Without a window it offers no WebGL on a machine
// without a graphics card; with one, in a virtual screen, it draws in software.
import { spawn } from 'node:child_process';
import puppeteer from 'puppeteer-core';

/** @typedef {import('puppeteer-core').Page} Page */

/** @returns {Promise<{display: string, close: () => void}>} a virtual screen */
async function screen() {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const number = await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdout.once('data', (text) => resolve(String(text).trim()));
  });
  return { display: `:${number}`, close: () => void server.kill() };
}

/** @param {Record<string, unknown>} [prefs] preferences of its own */
export async function launchFirefox(prefs = {}) {
  const { display, close } = await screen();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    headless: false,
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    env: { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: '1' },
    extraPrefsFirefox: { 'webgl.force-enabled': true, ...prefs },
    timeout: 120_000,
  }).catch((error) => {
    close();
    throw error;
  });
  return {
    version: await browser.version(),
    open: (/** @type {string} */ url) => openPage(browser, url),
    close: async () => {
      await browser.close();
      close();
    },
  };
}

/**
 * The page in a profile of its own, and what the browser complained about.
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url
 */
async function openPage(browser, url) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.evaluateOnNewDocument(() => {
    const seen = /** @type {any} */ (globalThis);
    seen.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(url);
  return { page, context, complaints, requests };
}
