/** The first line that somebody reads who cannot start yet: without the modules, on an old Node, with a busy port, on a narrow screen. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wordsIn } from '../../../local/console/words.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BEGIN = join(ROOT, 'local/begin.mjs');
/** A narrow terminal: what is longer is no longer one line there. */
const COLUMNS = 60;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bastao-begin-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: dir,
    // A guard that is gone starts the product: that is red, and ends.
    timeout: 30_000,
    env: { PATH: process.env['PATH'], HOME: dir, COLUMNS: String(COLUMNS), ...env },
  });
  return [status, String(stdout), String(stderr)] as const;
};
const fits = (said: string): void => {
  expect(said.split('\n')).toEqual([expect.any(String), '']);
  expect(said.length - 1).toBeLessThanOrEqual(COLUMNS);
};

test.each([
  [['--lang', 'en'], {}, 'error: the modules are missing: run npm ci\n'],
  [['--lang=pt'], {}, 'erro: faltam os módulos: rode npm ci\n'],
  [[], { LANG: 'pt_BR.UTF-8' }, 'erro: faltam os módulos: rode npm ci\n'],
] as const)('V4 · without npm ci, npm start is one line that says what to do: %j %j', (args, env, line) => {
  cpSync(BEGIN, join(dir, 'local', 'begin.mjs'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{"scripts":{"start":"node local/begin.mjs"}}');
  const [status, stdout, stderr] = run('npm', ['start', '-s', '--', ...args], env);
  expect([status, stdout, stderr]).toEqual([1, '', line]);
  fits(stderr);
});

test.each([
  ['en', '18.20.8', 'error: Node 18.20.8 is too old: run it by npm start\n'],
  ['pt', '18.20.8', 'erro: o Node 18.20.8 é antigo: rode com npm start\n'],
  ['en', '22.17.1', 'error: Node 22.17.1 is too old: run it by npm start\n'],
  ['en', '23.5.0', 'error: Node 23.5.0 is too old: run it by npm start\n'],
] as const)('V4 · on an old Node, in %s, by hand, it is one line: %s', (language, version, line) => {
  // Whatever Node is older than the sources can be read by stands in the place of this one.
  const older = `data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"${version}"}})`;
  const [status, stdout, stderr] = run(process.execPath, ['--import', older, BEGIN, '--lang', language]);
  expect([status, stdout, stderr]).toEqual([1, '', line]);
  fits(stderr);
});

test.each(['en', 'pt'] as const)('V4 · a busy port, in %s, is one line', async (language) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  // A listener on TCP: an AddressInfo.
  const { port } = taken.address() as { port: number };
  symlinkSync(join(ROOT, 'local'), join(dir, 'local'));
  const [status, stdout, stderr] = run(process.execPath, [BEGIN, '--port', String(port), '--lang', language]);
  await new Promise((resolve) => taken.close(resolve));
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(`${wordsIn(language).error}: ${wordsIn(language).portTaken(port)}\n`);
  fits(stderr);
});

test('after the last port there is none: a free one is proposed', () => {
  expect(wordsIn('en').portTaken(65_535)).toContain('--port 0');
});

test.each(['en', 'pt'] as const)('V4 · on a narrow screen the help, in %s, breaks no word', (language) => {
  const [status, stdout] = run(process.execPath, [BEGIN, '--help', '--lang', language]);
  expect(status).toBe(0);
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(COLUMNS);
});
