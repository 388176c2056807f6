/** The server behind the page of `npm start`: who it answers, what it refuses, and that no event is lost by a break of the line. */
import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createActions } from '../../../local/console/actions.ts';
import { createPage } from '../../../local/page/page.ts';
import { createStack, type Stack } from '../../../local/stack.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const MATEUS = '+5581990000001';

let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function served(): Promise<Stack> {
  const page = createPage({ onDone: () => {} });
  const stack = await createStack({
    mode: 'live',
    provider: 'evolution',
    supabase: await database(),
    mounts: page.mounts,
  });
  page.open(stack, {
    provider: 'evolution',
    actions: createActions(stack, { provider: 'evolution', lang: 'pt' }),
    lang: 'pt',
    environmentFile: null,
  });
  close = async () => {
    page.close();
    await stack.close();
    expect(stack.failures).toEqual([]);
  };
  return stack;
}

/** As any program may ask, whatever it writes in its headers. */
const status = (
  stack: Stack,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<number> =>
  new Promise((resolve, reject) => {
    const asking = request(`${stack.url}${path}`, { method, headers }, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    asking.on('error', reject);
    asking.end(method === 'POST' ? '{"isUp":false}' : undefined);
  });

const post = async (
  stack: Stack,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${stack.url}/console-api${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

test('the page answers to this machine by name and to its own origin; another site, and a name that only leads here, change nothing', async () => {
  const stack = await served();
  const own = new URL(stack.url);
  expect(await status(stack, '/console-api/status', {})).toBe(200);
  expect(await status(stack, '/console-api/status', { host: `localhost:${own.port}` })).toBe(200);
  for (const headers of [
    { host: `rebound.example.com:${own.port}` },
    { origin: 'https://example.com' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
  ]) {
    expect(await status(stack, '/console-api/status', headers), JSON.stringify(headers)).toBe(403);
    expect(await status(stack, '/console-api/kommo', headers, 'POST'), JSON.stringify(headers)).toBe(403);
    expect(await status(stack, '/', headers), JSON.stringify(headers)).toBe(403);
  }
  // A form of another site is a navigation too: it opens the page, and does nothing.
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect(await status(stack, '/console-api/kommo', link, 'POST')).toBe(403);
  expect(
    await post(stack, '/move', { lead: MATEUS, stage: 'qualificado', seller: 'marcos', told: true }),
  ).toEqual({
    status: 404,
    body: { refusal: 'unknown_lead' },
  });
});

test.each([
  ['/lead-says', { from: 'somebody', text: 'oi' }],
  ['/lead-says', { from: MATEUS, text: '  ' }],
  ['/lead-says', { from: MATEUS, text: 'oi', admin: true }],
  ['/lead-sends', { from: MATEUS, what: 'virus' }],
  ['/move', { lead: MATEUS, stage: 'qualificado', seller: 'nobody', told: true }],
  ['/clock', { advanceMs: -1 }],
  ['/clock', { advanceMs: 30 * 24 * 3_600_000 }],
  ['/speech', {}],
  ['/nowhere', {}],
  ['/constructor', {}],
])('what does not fit is refused and changes nothing: %s %j', async (path, body) => {
  const stack = await served();
  expect(await post(stack, path, body)).toEqual({ status: 400, body: { refusal: 'bad_request' } });
  expect(stack.evolution.snapshot().phones).toEqual({});
});

/** Reads events until one is what is waited for. */
async function eventsUntil(
  stack: Stack,
  lastId: string,
  isIt: (event: { type: string }) => boolean,
): Promise<{ ids: string[]; types: string[] }> {
  const response = await fetch(`${stack.url}/console-api/events`, {
    headers: lastId === '' ? {} : { 'last-event-id': lastId },
  });
  const ids: string[] = [];
  const types: string[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [id = '', data = ''] = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const event: { type: string } = JSON.parse(data.slice('data: '.length));
      // A beat is no news and has no number of its own.
      if (event.type === 'beat') continue;
      ids.push(id.slice('id: '.length));
      types.push(event.type);
      if (!isIt(event)) continue;
      return { ids, types };
    }
  }
  throw new Error('the stream ended');
}

test('a page that lost its line gets what it missed, each event once; one that was away too long is told to read anew', async () => {
  const stack = await served();
  const listening = eventsUntil(stack, '', ({ type }) => type === 'leads');
  await post(stack, '/lead-says', { from: MATEUS, name: 'Mateus', text: 'oi' });
  const first = await listening;
  const lastId = first.ids.at(-1) ?? '';
  // Nobody listens now.
  await post(stack, '/lead-says', { from: '+5581990000002', name: 'Renata', text: 'bom dia' });
  const second = await eventsUntil(stack, lastId, ({ type }) => type === 'talk');
  expect(second.types).not.toContain('reload');
  expect(second.ids.filter((id) => first.ids.includes(id))).toEqual([]);

  const stranger = await eventsUntil(stack, 'another-7', ({ type }) => type === 'reload');
  expect(stranger.types[0]).toBe('reload');
});

test('the page comes with a policy that allows no inline script, and has none', async () => {
  const stack = await served();
  const response = await fetch(stack.url);
  const html = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
  expect([...html.matchAll(/<script(?![^>]* src=)/g)]).toEqual([]);
  expect(html).not.toMatch(/ on[a-z]+=|<style/);
  const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
  expect((await fetch(`${stack.url}${script}`)).headers.get('content-type')).toContain('text/javascript');
});
