/** The command line itself: as a process of its own, its help, its settings, and what rotate says. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useWorlds, type World } from '../support/world.ts';
import { ops } from './support/ops.ts';

const aWorld = useWorlds();
const MAIN = fileURLToPath(new URL('../../ops/main.ts', import.meta.url));
const COMMANDS = readdirSync(new URL('../../ops/commands/', import.meta.url)).map((file) =>
  file.replace('.ts', ''),
);

const asProcess = (
  world: World,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = {
      PATH: process.env['PATH'],
      ...world.environment,
      AWS_REGION: 'sa-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...environment,
    };
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

test('as a process: JSON alone on stdout, no progress line into a pipe, the exit code of the outcome', async () => {
  const world = await aWorld({ mode: 'live' });
  const well = await asProcess(world, ['doctor', '--json']);
  expect(well.err).toBe('');
  expect(JSON.parse(well.out)).toMatchObject({ ok: true });
  expect(well.code).toBe(0);
  expect((await asProcess(world, ['doctor'], { KOMMO_TOKEN: 'wrong' })).code).toBe(1);
  expect((await asProcess(world, ['nothing'])).code).toBe(2);
});

test('every command has its help, and the program lists them all', async () => {
  const world = await aWorld();
  const { out, code } = await ops(world, ['--help']);
  expect(code).toBe(0);
  for (const name of COMMANDS) {
    expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    const help = await ops(world, [name, '--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain(`npm run ops -- ${name}`);
  }
});

test('a file of settings wins over what happens to be exported', async () => {
  const world = await aWorld();
  const path = join(mkdtempSync(join(tmpdir(), 'ops-')), 'stage.env');
  writeFileSync(path, `KOMMO_TOKEN=${world.environment['KOMMO_TOKEN']}\n`);
  const ran = await ops(world, ['rotate', 'KOMMO_TOKEN', '--env-file', path], {
    environment: { KOMMO_TOKEN: 'of another account' },
  });
  expect(ran.code).toBe(0);
  expect((await ops(world, ['held', '--env-file', '/nowhere'])).code).toBe(2);
});

test('--stage takes what sst shell holds, refuses another stage, and refuses to guess', async () => {
  const world = await aWorld();
  const { KOMMO_TOKEN, KOMMO_ACCOUNT_ID, ...rest } = world.environment;
  const environment = {
    ...Object.fromEntries(Object.keys(world.environment).map((name) => [name, undefined])),
    SST_RESOURCE_App: JSON.stringify({ name: 'bastao', stage: 'staging' }),
    SST_RESOURCE_KommoToken: JSON.stringify({ type: 'sst.sst.Secret', value: KOMMO_TOKEN }),
    SST_RESOURCE_Settings: JSON.stringify({
      type: 'sst.sst.Linkable',
      ...rest,
      KOMMO_ACCOUNT_ID: Number(KOMMO_ACCOUNT_ID),
    }),
  };
  const ran = await ops(world, ['doctor', '--stage', 'staging', '--json'], { environment });
  expect(ran.json()).toMatchObject({ ok: true, stage: 'staging' });

  const other = await ops(world, ['doctor', '--stage', 'production'], { environment });
  expect(other.code).toBe(2);
  expect(other.err).toContain('npx sst shell --stage production');
  const nothing = await ops(world, ['doctor', '--stage', 'production']);
  expect(nothing.code).toBe(2);
});

test('H16 · a missing setting is named with what it decides, and nothing is tried', async () => {
  const world = await aWorld();
  const ran = await ops(world, ['held'], { environment: { SUPABASE_URL: '' } });
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('SUPABASE_URL is missing (it decides where leads and messages are kept)');
});

test('O2 · rotate shows the steps of one secret and checks the one in use, without printing any', async () => {
  const world = await aWorld();
  const ran = await ops(world, ['rotate', 'kommo_webhook_secret']);
  expect(ran.code).toBe(0);
  expect(ran.out).toContain('npx sst secret set KommoWebhookSecret --stage <stage>');
  expect(ran.out).toContain('Kommo webhook');
  expect(ran.out).not.toContain(world.environment['KOMMO_WEBHOOK_SECRET']);
  expect(
    (await ops(world, ['rotate', 'KOMMO_TOKEN'], { environment: { KOMMO_TOKEN: 'revoked' } })).code,
  ).toBe(1);
  expect((await ops(world, ['rotate', 'NOTHING'])).code).toBe(2);
  expect((await ops(world, ['rotate'])).out).toContain('EVOLUTION_WEBHOOK_SECRET');
});
