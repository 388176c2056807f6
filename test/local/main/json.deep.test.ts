/** `npm start -- --json`: for programs, one line and nothing else. */
import { spawn } from 'node:child_process';
import { copyFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ACCOUNT } from '../../../local/stack.ts';
import { type Started, useStarts } from './start.ts';

// Each test starts whole processes: seconds on a quiet machine, and nothing here depends on how many.
vi.setConfig({ testTimeout: 240_000 });

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { aFolder, started } = useStarts();

const MATEUS = { from: '+5581990000001', name: 'Mateus' } as const;
const says = async (run: Started, text: string) => {
  expect(await run.local('lead-says', { ...MATEUS, text })).toMatchObject({ status: 200 });
  expect(await run.local('clock', { advance: '30s' })).toMatchObject({ status: 200 });
};

test('--json prints one line and nothing else, and every address in it answers as itself', async () => {
  const run = await started({ dir: await aFolder() });
  const { gateway, local, kommo, cloud, evolution, supabase, upstash, sqs, scheduler, lambda } =
    run.addresses;
  const status = async (url: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(url, init)).status;
  const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

  expect(await status(`${kommo}/api/v4/account`, bearer(ACCOUNT.kommoToken))).toBe(200);
  expect(await status(`${cloud}/v26.0/${ACCOUNT.phoneNumberId}`, bearer(ACCOUNT.cloudToken))).toBe(200);
  expect(
    await status(`${evolution}/instance/connectionState/${ACCOUNT.evolutionInstance}`, {
      headers: { apikey: ACCOUNT.evolutionApiKey },
    }),
  ).toBe(200);
  const rpc = { method: 'POST', headers: { apikey: ACCOUNT.serviceKey }, body: '{"p_limit":1}' };
  expect(await status(`${supabase}/rest/v1/rpc/held_leads`, rpc)).toBe(200);
  expect(await status(`${upstash}/ping`, bearer(ACCOUNT.redisToken))).toBe(200);
  expect(
    await status(sqs, { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.ListQueues' }, body: '{}' }),
  ).toBe(403);
  expect(await status(`${scheduler}/schedules`)).toBe(403);
  expect(await status(`${lambda}/2015-03-31/functions/reconcile/invocations`, { method: 'POST' })).toBe(403);
  expect(await status(`${gateway}/webhooks/kommo/wrong/`, { method: 'POST' })).toBe(401);
  expect(await status(local)).toBe(200);

  await says(run, 'oi');
  const { stdout } = await run.stop();
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
});

test('V4 · npm start -s -- --json is truly one line, through npm itself', async () => {
  const dir = await aFolder();
  // The package as npm sees it, in a folder of its own: what is kept of the run stays there.
  await copyFile(join(ROOT, 'package.json'), join(dir, 'package.json'));
  for (const name of ['local', 'node_modules']) await symlink(join(ROOT, name), join(dir, name));
  const child = spawn('npm', ['start', '-s', '--', '--json', '--port', '0'], { cwd: dir, detached: true });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await vi.waitFor(() => expect(out).toContain('\n'), { timeout: 60_000, interval: 50 });
    const { local } = z.object({ local: z.string() }).parse(JSON.parse(out));
    await fetch(`${local}/lead-says`, { method: 'POST', body: JSON.stringify({ ...MATEUS, text: 'oi' }) });
    await fetch(`${local}/clock`, { method: 'POST', body: '{"advance":"30s"}' });
  } finally {
    // npm and what it started: the group of its own.
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
  }
  expect(out.split('\n')).toEqual([expect.stringMatching(/^\{.*\}$/), '']);
});
