/**
 * Verifies the infrastructure without an account: unpacks SST's platform from the npm package (once; about a minute), checks
 * sst.config.ts and infra/ against its types, evaluates the program for two stages with Pulumi's mocks and tests what it
 * would make. What is left to `sst deploy` is the engine: AWS's own refusals.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const Package = z.object({ dependencies: z.object({ sst: z.string() }) });
const { sst: version } = Package.parse(
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
).dependencies;

/** SST's official switches: no Pulumi engine, no Bun, nobody told; its types and sources are in its binary (facts/serverless.md §2). */
const OFFLINE = { SST_SKIP_DEPENDENCY_CHECK: '1', SST_NO_BUN: '1', DO_NOT_TRACK: '1' };

function step(
  what: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): void {
  console.log(`\n== ${what}`);
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exit(status ?? 1);
}

const versionFile = join(ROOT, '.sst/platform/version');
const isUnpacked =
  existsSync(join(ROOT, '.sst/platform/node_modules/@pulumi/aws')) &&
  existsSync(versionFile) &&
  readFileSync(versionFile, 'utf8').includes(version);
if (!isUnpacked)
  step(
    `unpack the platform of SST ${version}`,
    join(ROOT, 'node_modules/.bin/sst'),
    ['install', '--stage', 'ci'],
    OFFLINE,
  );

step('types of sst.config.ts and infra/', process.execPath, [
  'node_modules/typescript/bin/tsc',
  '--noEmit',
  '-p',
  'infra/tsconfig.json',
]);
step('the program, evaluated', process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  'infra',
  ...process.argv.slice(2),
]);
