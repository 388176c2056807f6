/** What is deployed: the bundles of `npm run build`, in a process of their own, with nothing but an environment. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { ACCOUNT } from '../../local/stack.ts';
import { useWorlds } from '../support/world.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const world = useWorlds();

/** Imports one bundle in a fresh Node, gives its handler one event, and returns what it answered. */
async function invoke(
  name: string,
  environment: Readonly<Record<string, string>>,
  event: unknown,
): Promise<unknown> {
  const code = `
    const { handler } = await import(${JSON.stringify(`${ROOT}/dist/functions/${name}/index.mjs`)});
    process.stdout.write('ANSWER ' + JSON.stringify((await handler(${JSON.stringify(event)}, {})) ?? null));
    process.exit(0);`;
  const aws = { AWS_REGION: 'sa-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...aws, ...environment },
    timeout: 20_000,
  });
  return JSON.parse(stdout.slice(stdout.indexOf('ANSWER ') + 'ANSWER '.length));
}

const request = (method: string, path: string, query: Record<string, string> = {}) => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: new URLSearchParams(query).toString(),
  queryStringParameters: query,
  headers: {},
  requestContext: { http: { method, path } },
  isBase64Encoded: false,
});

beforeAll(async () => {
  await run(process.execPath, ['scripts/build.ts'], { cwd: ROOT, timeout: 60_000 });
});

test('each bundle starts from its environment alone and its handler answers', async () => {
  const w = await world();
  const challenge = {
    'hub.mode': 'subscribe',
    'hub.verify_token': ACCOUNT.cloudVerifyToken,
    'hub.challenge': '1158201444',
  };
  expect(
    await invoke('whatsapp-webhook', w.environment, request('GET', '/webhooks/whatsapp/cloud', challenge)),
  ).toMatchObject({
    statusCode: 200,
    body: '1158201444',
  });
  expect(
    await invoke('kommo-webhook', w.environment, request('POST', '/webhooks/kommo/wrong')),
  ).toMatchObject({ statusCode: 401 });
  expect(await invoke('conversation', w.environment, { Records: [] })).toEqual({ batchItemFailures: [] });
  w.traffic.length = 0;
  expect(await invoke('reconcile', w.environment, {})).toBeNull();
  // Over the wire, through the parts of undici and of Supabase's client that are bundled.
  expect(w.traffic).toContainEqual(
    expect.objectContaining({ mount: '/kommo', path: '/api/v4/webhooks', status: 200 }),
  );
  expect(w.traffic).toContainEqual(
    expect.objectContaining({ mount: '/supabase', path: '/rest/v1/rpc/waiting_work', status: 200 }),
  );
  expect(await invoke('follow-up-executor', w.environment, {})).toEqual({ outcome: 'unreadable' });
});

test('a bundle without its variables does not start, and names every one of them', async () => {
  const start = invoke('conversation', { WHATSAPP_PROVIDER: 'cloud' }, { Records: [] });
  await expect(start).rejects.toThrow(
    /KOMMO_TOKEN is missing.*CLOUD_TOKEN is missing.*SUPABASE_URL is missing/s,
  );
});
