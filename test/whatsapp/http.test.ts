import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createHttp, endpoint } from '../../lib/whatsapp/http.ts';
import { answering, serve } from './support/server.ts';

const CONNECTIONS = 32;
const timeouts = { connectMs: 1_000, headersMs: 5_000, bodyMs: 5_000 };

test('I6 · a request given up while it waits for a connection is never written afterwards', async () => {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const provider = await serve(async (request, response) => {
    await released;
    await answering(200, {})(request, response);
  });
  const http = createHttp({ clock: { nowMs: () => 0 }, timeouts });
  const call = (path: string, totalMs: number) =>
    http.request({
      method: 'POST',
      url: endpoint(provider.url, path),
      headers: {},
      body: '{}',
      maxBytes: 100,
      totalMs,
    });

  const held = Array.from({ length: CONNECTIONS }, () => call('held', 5_000));
  while (provider.received.length < CONNECTIONS) await setTimeout(1);
  expect(await call('late', 50)).toEqual({ kind: 'not_sent', cause: 'timeout' });
  release();
  expect((await Promise.all(held)).map(({ kind }) => kind)).toEqual(
    Array.from({ length: CONNECTIONS }, () => 'answered'),
  );
  await call('after', 5_000);
  expect(provider.received.map(({ path }) => path)).not.toContain('/late');
});

test.each([
  ['http://127.0.0.1:4000/cloud/v26.0', 'http://127.0.0.1:4000/cloud/v26.0/1/messages'],
  ['http://127.0.0.1:4000/cloud/v26.0/', 'http://127.0.0.1:4000/cloud/v26.0/1/messages'],
  ['https://graph.facebook.com/v26.0', 'https://graph.facebook.com/v26.0/1/messages'],
  ['https://evo.example.com', 'https://evo.example.com/1/messages'],
])('under %s an endpoint is %s', (baseUrl, expected) => {
  expect(endpoint(baseUrl, '1/messages').href).toBe(expected);
});
