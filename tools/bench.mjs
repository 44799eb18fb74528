// @ts-check
// ./run bench [--json FILE]: the trainer's and the page's measurements, each beside its baseline in
// the same run, as one JSON document.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

/** @param {string[]} args @returns {string | null} */
function jsonPath(args) {
  if (args.length === 0) return null;
  if (args.length === 2 && args[0] === '--json') return args[1];
  console.error('Usage: ./run bench [--json FILE]');
  process.exit(2);
}

/**
 * Runs one benchmark that writes JSON to the path after its last argument.
 * @param {string} folder @param {string} name @param {string[]} command
 */
function measure(folder, name, command) {
  const path = join(folder, `${name}.json`);
  const [program, ...rest] = command;
  const done = spawnSync(program, [...rest, '--json', path], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) {
    console.error(`The benchmark '${name}' failed (${done.error?.message ?? `exit code ${done.status}`}).`);
    process.exit(1);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

const target = jsonPath(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'lesionlens-bench-'));
try {
  const report = {
    machine: { cpu: cpus()[0].model, cores: cpus().length, memory_gib: Math.round(totalmem() / 2 ** 30) },
    trainer: measure(folder, 'trainer', ['build/native/lesionlens-bench']),
    page: measure(folder, 'page', [process.execPath, 'tests/web/bench.mjs']),
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (target) writeFileSync(target, text);
  else process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
