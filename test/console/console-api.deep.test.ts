/** The deployed console over the real handlers, SQL and clients: who is let in, what they may do, and under which name it is done. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, expect, test } from 'vitest';
import { createConsoleApi } from '../../lib/app/console-api.ts';
import { loadConsoleConfig } from '../../lib/config.ts';
import { MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();
const ANA = 'token-of-ana-0123456789-0123456789';
const BRUNO = 'token-of-bruno-0123456789-012345678';
const HOST = 'console456.execute-api.sa-east-1.amazonaws.com';
const STRANGERS_A_MINUTE = 20;

const pageDirectory = mkdtempSync(join(tmpdir(), 'page-'));
mkdirSync(join(pageDirectory, 'assets'));
writeFileSync(join(pageDirectory, 'index.html'), '<!doctype html><title>Bastão</title>');
writeFileSync(join(pageDirectory, 'assets', 'index-1.js'), 'let a = 1;');
afterAll(() => rmSync(pageDirectory, { recursive: true }));

type Answer = { status: number; body: unknown; headers: Record<string, unknown> };
type Asked = {
  token?: string | null;
  method?: string;
  body?: unknown;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  ip?: string;
};

function consoleOf(w: World, consumer?: { switch(isEnabled: boolean): Promise<void> }) {
  const config = loadConsoleConfig({
    ...w.environment,
    CONSOLE_TOKENS: `Ana: ${ANA}, Bruno:${BRUNO}`,
    LEAD_QUEUE_CONSUMER: 'local-conversation-source',
  });
  const app = createConsoleApi(config, {
    clock: w.clock,
    log: w.log,
    newId: () => 'id',
    pageDirectory,
    ...(consumer && { consumer }),
  });
  return async (
    path: string,
    { token = ANA, method = 'GET', body, query = {}, headers = {}, ip = '203.0.113.7' }: Asked = {},
  ): Promise<Answer> => {
    const event = {
      rawPath: path,
      queryStringParameters: query,
      headers: { host: HOST, ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
      requestContext: { http: { method, sourceIp: ip } },
      isBase64Encoded: false,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    } as unknown as APIGatewayProxyEventV2;
    const { statusCode = 0, body: text = '', headers: given = {}, isBase64Encoded } = await app.handle(event);
    const whole = isBase64Encoded ? gunzipSync(Buffer.from(text, 'base64')).toString() : text;
    return {
      status: statusCode,
      headers: given,
      body: String(given['content-type']).startsWith('application/json') ? JSON.parse(whole) : whole,
    };
  };
}

test('V3 · without a token, with half of one or with a longer one nothing is told, and it is limited', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w);
  const { log } = await ask('/console-api/session').then(() => ({ log: w.logLines }));
  for (const token of [null, '', ANA.slice(0, -1), `${ANA}x`, `${ANA} ${BRUNO}`, 'Ana'])
    expect(await ask('/console-api/leads', { token }), String(token)).toMatchObject({
      status: 401,
      body: { refusal: 'unauthorized' },
    });
  for (let tried = 6; tried < STRANGERS_A_MINUTE; tried += 1)
    expect((await ask('/console-api/leads', { token: 'guess' })).status).toBe(401);
  expect(await ask('/console-api/leads', { token: 'guess' })).toMatchObject({ status: 429 });
  // Whoever has a token is not locked out by those who guess, and another address guesses for itself.
  expect((await ask('/console-api/leads')).status).toBe(200);
  expect((await ask('/console-api/leads', { token: 'guess', ip: '203.0.113.8' })).status).toBe(401);
  expect(log.join('\n')).not.toContain(ANA.slice(0, 12));
});

test('it shows the lead, the talk, the ledger and the numbers as the rows have them', async () => {
  const w = await world();
  await w.says('Oi, quanto custa?');
  const ask = consoleOf(w);
  expect((await ask('/console-api/session')).body).toMatchObject({ mode: 'deployed', person: 'Ana' });
  expect((await ask('/console-api/leads')).body).toMatchObject({
    items: [{ key: MATEUS.phone, name: 'Mateus', holder: 'bot', hasCard: true, stage: 'novo_lead' }],
    next: null,
  });
  const query = { lead: MATEUS.phone };
  const talk = (await ask('/console-api/talk', { query })).body as { author: string; text: string }[];
  expect(talk.map(({ author }) => author)).toEqual(['lead', 'bot']);
  expect(talk[1]?.text).toBe(w.fromBot()[0]);
  expect((await ask('/console-api/ledger', { query })).body).toMatchObject({ items: [{ kind: 'speak' }] });
  expect((await ask('/console-api/status')).body).toMatchObject({
    stoppedAt: null,
    farEnds: { kommo: 'up', postgres: 'up', redis: 'up' },
  });
  expect((await ask('/console-api/report', { query: { period: 'week' } })).body).toMatchObject({
    period: { kind: 'week', first: '2026-11-23' },
    report: { newcomers: { leads: 1, answered: 1, answeredByBot: 1 } },
  });
  expect((await ask('/console-api/report', { query: { period: 'year' } })).status).toBe(400);
});

test('R2 · whoever takes a lead and gives it back stands in the ledger by name, and the bot obeys', async () => {
  const w = await world();
  await w.says('oi');
  const spoken = w.fromBot().length;
  const ask = consoleOf(w);
  const body = { lead: MATEUS.phone };
  expect((await ask('/console-api/take', { method: 'POST', body })).status).toBe(200);
  await w.says('alguém?');
  expect(w.fromBot()).toHaveLength(spoken);
  expect((await ask('/console-api/give-back', { method: 'POST', body, token: BRUNO })).status).toBe(200);
  await w.says('minha conta vem 600');
  expect(w.fromBot().length).toBeGreaterThan(spoken);
  const acts = (await w.decisions()).filter(({ kind }) => kind === 'takeover' || kind === 'release');
  expect(acts.map(({ kind, evidence }) => [kind, evidence['author']])).toEqual([
    ['takeover', 'Ana'],
    ['release', 'Bruno'],
  ]);
  expect(await ask('/console-api/take', { method: 'POST', body: { lead: '+5581990009999' } })).toMatchObject({
    status: 404,
  });
});

test('V5 · parar silences everybody at once, switches the consumer off, and says who did it; it cannot be undone here', async () => {
  const w = await world();
  await w.says('oi');
  const spoken = w.fromBot().length;
  const switched: boolean[] = [];
  const ask = consoleOf(w, { switch: async (isEnabled) => void switched.push(isEnabled) });
  expect((await ask('/console-api/speech', { method: 'POST', body: { isOn: true } })).status).toBe(400);
  expect((await ask('/console-api/speech', { method: 'POST', body: { isOn: false } })).status).toBe(200);
  expect(switched).toEqual([false]);
  expect((await ask('/console-api/status')).body).toMatchObject({
    stoppedAt: w.clock.nowMs(),
    stoppedBy: 'Ana',
  });
  // Who stopped it first keeps the name.
  await ask('/console-api/speech', { method: 'POST', body: { isOn: false }, token: BRUNO });
  expect((await ask('/console-api/status')).body).toMatchObject({ stoppedBy: 'Ana' });
  await w.says('tem alguém aí?');
  expect(w.fromBot()).toHaveLength(spoken);
});

test('V5 · the consumer is really off: what is written meanwhile burns no receive', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w);
  await ask('/console-api/speech', { method: 'POST', body: { isOn: false } });
  await w.seconds(20);
  await w.says('tem alguém aí?');
  expect(w.sqs.control.messages('lead-events.fifo').map(({ state }) => state)).not.toContain('in_flight');
  expect(w.sqs.control.messages('lead-events.fifo').length).toBeGreaterThan(0);
});

test('V5 · with Redis down, after too many requests, and with AWS refusing, the bot can still be stopped', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w, { switch: () => Promise.reject(new Error('AccessDenied')) });
  for (let asked = 0; asked < 240; asked += 1) await ask('/console-api/session');
  expect((await ask('/console-api/session')).status).toBe(429);
  expect((await ask('/console-api/session', { token: BRUNO })).status).toBe(200);
  w.upstash.control.down();
  expect((await ask('/console-api/speech', { method: 'POST', body: { isOn: false } })).status).toBe(200);
  expect((await ask('/console-api/status', { token: BRUNO })).body).toMatchObject({
    stoppedBy: 'Ana',
    farEnds: { redis: 'down' },
  });
  w.upstash.control.up();
  expect(w.logLines.some((line) => line.includes('console.consumer_not_switched'))).toBe(true);
});

test('it does nothing else: no path plays, writes or moves, whatever is posted', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w);
  const before = JSON.stringify([w.received(), w.stage(), await w.decisions()]);
  for (const path of [
    '/lead-says',
    '/lead-sends',
    '/person-answers',
    '/move',
    '/clock',
    '/kommo',
    '/fault',
    '/story',
    '/__proto__',
    '/constructor',
    '/leads',
  ])
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect(
        (
          await ask(`/console-api${path}`, {
            method,
            body: { lead: MATEUS.phone, from: MATEUS.phone, text: 'x' },
          })
        ).status,
        path,
      ).toBe(400);
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    { lead: 1 },
    { lead: MATEUS.phone, more: 1 },
    { lead: 'x'.repeat(5_000) },
  ])
    expect((await ask('/console-api/take', { method: 'POST', body })).status).toBe(400);
  expect(JSON.stringify([w.received(), w.stage(), await w.decisions()])).toBe(before);
});

test('a page of another site is refused, token or not, and is given no CORS', async () => {
  const w = await world();
  const ask = consoleOf(w);
  const evil = await ask('/console-api/session', { headers: { origin: 'https://evil.example' } });
  expect(evil.status).toBe(400);
  expect((await ask('/console-api/session', { headers: { origin: `https://${HOST}` } })).status).toBe(200);
  const asked = await ask('/console-api/take', { method: 'OPTIONS', headers: { origin: `https://${HOST}` } });
  expect(asked.status).toBe(400);
  for (const { headers } of [evil, asked])
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('the page is served without a token and tells nothing: its files, no inline script, in no frame', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w);
  const page = await ask('/', { token: null });
  expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>Bastão</title>' });
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self'.*frame-ancestors 'none'/);
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.headers['strict-transport-security']).toBeDefined();
  const script = await ask('/assets/index-1.js', { token: null });
  expect(script.headers['cache-control']).toContain('immutable');
  for (const path of ['/assets/../../package.json', '/assets/none.js', '/package.json', '/console-apis'])
    expect((await ask(path, { token: null })).status, path).toBe(400);
});

test('what is new is told since the last question: the lead, the talk, and who was forgotten', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w);
  type Told = { cursor: string; events: { type: string; keys?: string[]; leads?: { key: string }[] }[] };
  const changes = async (since: string): Promise<Told> =>
    (await ask('/console-api/changes', { query: { since, lead: MATEUS.phone } })).body as Told;
  const first = await changes('');
  expect(first.events.map(({ type }) => type)).toEqual(['status']);
  await w.minutes(2);
  await w.says('minha conta vem 600');
  const second = await changes(first.cursor);
  expect(second.events.find(({ type }) => type === 'leads')?.leads?.map(({ key }) => key)).toEqual([
    MATEUS.phone,
  ]);
  expect(second.events.find(({ type }) => type === 'talk')?.keys).toEqual([MATEUS.phone]);
  await w.supabase.db.exec('select public.erase_lead(id) from public.leads');
  const third = await changes(second.cursor);
  expect(third.events.find(({ type }) => type === 'gone')?.keys).toEqual([MATEUS.phone]);
  expect((await changes('nonsense')).events.map(({ type }) => type)).toEqual(['status']);
});

test('I3 · with Postgres down it says so, and never an empty board', async () => {
  const w = await world();
  await w.says('oi');
  const ask = consoleOf(w);
  w.supabase.control.down(503);
  expect(await ask('/console-api/leads')).toMatchObject({ status: 503, body: { refusal: 'failed' } });
  w.supabase.control.up();
  expect((await ask('/console-api/leads')).status).toBe(200);
});

test('H16 · tokens that are short, shared, nameless or none stop the start by name, and are not quoted', () => {
  const load = (tokens: string) => () =>
    loadConsoleConfig({
      CONSOLE_TOKENS: tokens,
      LEAD_QUEUE_CONSUMER: 'a',
      SUPABASE_URL: 'https://a',
      SUPABASE_SERVICE_KEY: 'a',
      UPSTASH_REDIS_REST_URL: 'https://a',
      UPSTASH_REDIS_REST_TOKEN: 'a',
    });
  const long = 'canary-0123456789-0123456789-0123';
  expect(load(`Ana:${long}`)).not.toThrow();
  for (const tokens of [
    '',
    ' ',
    ',',
    long,
    `Ana:${long},Ana:${long}1`,
    `Ana:${long},Bruno:${long}`,
    'Ana:canary-short',
    `Ana:${long}:x`,
    `<b>:${long}`,
    `:${long}`,
    `Ana:canary 0123456789-0123456789-0123`,
  ]) {
    expect(load(tokens), tokens).toThrow(/CONSOLE_TOKENS/);
    try {
      load(tokens)();
    } catch (error) {
      expect(String(error)).not.toContain('canary');
    }
  }
});
