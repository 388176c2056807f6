import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../local/clock.ts';
import {
  at,
  jsonFixture,
  MARCOS,
  STAGE,
  START_MS,
  startKommo,
  startReceiver,
  textFixture,
} from './kommo-stack.ts';

test('seven requests a second pass, the eighth is 429 with retry_after in the body, and time heals', async () => {
  const { call, clock } = await startKommo({ knobs: { limitPerSecond: 7 } });
  for (let request = 0; request < 7; request += 1)
    expect((await call('GET', '/api/v4/account')).status).toBe(200);
  const refused = await call('GET', '/api/v4/account');
  expect(refused.json).toEqual(at(await jsonFixture('errors.json'), 'too_many_429', 'body'));
  expect(refused.headers.has('retry-after')).toBe(false);
  await clock.advance(1_000);
  expect((await call('GET', '/api/v4/account')).status).toBe(200);
});

test('a 429 may be HTML, and after enough of them everything is a plain 403 until somebody unblocks', async () => {
  const { call, clock, control } = await startKommo({
    knobs: { limitPerSecond: 1, limitBody: 'html', blockAfter: 2 },
  });
  await call('GET', '/api/v4/account');
  const refused = await call('GET', '/api/v4/account');
  expect([refused.status, refused.contentType, refused.text]).toEqual([
    429,
    'text/html',
    await textFixture('429.html'),
  ]);
  await call('GET', '/api/v4/account');
  await clock.advance(3_600_000);
  const blocked = await call('GET', '/api/v4/account');
  expect([blocked.status, blocked.text, control.isBlocked()]).toEqual([
    403,
    (await textFixture('403.txt')).trim(),
    true,
  ]);
  control.unblock();
  expect((await call('GET', '/api/v4/account')).status).toBe(200);
});

test('by default there is no limit', async () => {
  const { call } = await startKommo();
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await call('GET', '/api/v4/account')).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test.each([
  [401, 'application/problem+json'],
  [402, 'application/problem+json'],
  [403, 'text/plain'],
  [429, 'application/problem+json'],
  [500, 'application/problem+json'],
  [502, 'text/html'],
  [504, 'text/html'],
])(
  'a fault of status %i has the body Kommo would send, as often as asked, and nothing is done',
  async (status, contentType) => {
    const { call, control } = await startKommo();
    control.fault({ match: { method: 'POST', path: '/api/v4/leads' }, times: 2, kind: 'status', status });
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await call('POST', '/api/v4/leads', [{ name: 'A' }])).toMatchObject({ status, contentType });
    expect(control.cards()).toEqual([]);
    expect((await call('POST', '/api/v4/leads', [{ name: 'A' }])).status).toBe(200);
  },
);

test('a fault touches only what it matches, and can be taken back', async () => {
  const { call, control } = await startKommo();
  const takeBack = control.fault({
    match: { path: /contacts\?.*query=/ },
    times: 'always',
    kind: 'status',
    status: 500,
    body: 'x',
    contentType: 'text/plain',
  });
  expect((await call('GET', '/api/v4/contacts')).status).toBe(204);
  expect((await call('GET', '/api/v4/leads?query=1')).status).toBe(204);
  expect(await call('GET', '/api/v4/contacts?query=1')).toMatchObject({
    status: 500,
    text: 'x',
    contentType: 'text/plain',
  });
  takeBack();
  expect((await call('GET', '/api/v4/contacts?query=1')).status).toBe(204);
});

test('C18 · a write whose answer is lost has been done: by 504 and by a cut connection', async () => {
  const { call, control } = await startKommo();
  control.fault({ match: { method: 'POST' }, times: 1, kind: 'status_after_commit', status: 504 });
  expect((await call('POST', '/api/v4/leads', [{ name: 'A' }])).status).toBe(504);
  control.fault({ match: { method: 'POST' }, times: 1, kind: 'drop_after_commit' });
  await expect(call('POST', '/api/v4/leads', [{ name: 'B' }])).rejects.toThrow();
  control.fault({ match: { method: 'POST' }, times: 1, kind: 'drop' });
  await expect(call('POST', '/api/v4/leads', [{ name: 'C' }])).rejects.toThrow();
  expect(control.cards().map(({ name }) => name)).toEqual(['A', 'B']);
  expect(control.requests.map(({ status, fault }) => [status, fault])).toEqual([
    [504, 'status_after_commit'],
    [0, 'drop_after_commit'],
    [0, 'drop'],
  ]);
});

test('a stale read shows the card where it was, and not a card that was not', async () => {
  const { call, control, clock } = await startKommo();
  const { leadId } = control.addLead({ name: 'Ana', statusId: STAGE.novoLead });
  await clock.advance(10_000);
  control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: MARCOS });
  control.addLead({ name: 'Bruno', statusId: STAGE.novoLead });
  control.fault({ match: { method: 'GET' }, times: 2, kind: 'stale_read', ms: 5_000 });
  expect(at((await call('GET', `/api/v4/leads/${leadId}`)).json, 'status_id')).toBe(STAGE.novoLead);
  expect(at((await call('GET', '/api/v4/leads')).json, '_embedded', 'leads')).toMatchObject([
    { id: leadId, status_id: STAGE.novoLead },
  ]);
  const { json } = await call('GET', '/api/v4/leads');
  expect([at(json, '_embedded', 'leads', 0, 'id'), at(json, '_embedded', 'leads', 1, 'status_id')]).toEqual([
    16000002,
    STAGE.atendimentoHumano,
  ]);
});

test('a malformed answer is not JSON and a 200 can be a web page', async () => {
  const { call, control } = await startKommo();
  control.fault({ match: {}, times: 1, kind: 'malformed' });
  expect(await call('GET', '/api/v4/account')).toMatchObject({
    status: 200,
    contentType: 'application/hal+json',
    json: undefined,
  });
  control.fault({ match: {}, times: 1, kind: 'html_200' });
  expect(await call('GET', '/api/v4/account')).toMatchObject({
    status: 200,
    contentType: 'text/html; charset=UTF-8',
    json: undefined,
  });
});

test('latency passes on the stack’s clock, also for work the clock waits for', async () => {
  const { call, control, clock } = await startKommo();
  control.fault({ match: { path: '/api/v4/account' }, times: 1, kind: 'latency', ms: 1_500 });
  let answeredAtMs = 0;
  clock.after(0, async () => {
    await call('GET', '/api/v4/account');
    answeredAtMs = clock.nowMs();
  });
  await clock.advance(2_000);
  expect(answeredAtMs).toBe(START_MS + 1_500);
});

test('a hanging request is answered by nobody until the faults are cleared', async () => {
  const { call, control } = await startKommo();
  control.fault({ match: {}, times: 1, kind: 'hang' });
  const hanging = call('GET', '/api/v4/account').catch(() => 'cut');
  while (control.requests.length === 0) await new Promise(setImmediate);
  expect(control.requests[0]?.status).toBeNull();
  control.clearFaults();
  expect(await hanging).toBe('cut');
});

test('down answers 503 or cuts the connection, up ends it', async () => {
  const { call, control } = await startKommo();
  control.down();
  expect((await call('GET', '/api/v4/account')).status).toBe(503);
  control.down('drop');
  await expect(call('GET', '/api/v4/account')).rejects.toThrow();
  control.up();
  expect((await call('GET', '/api/v4/account')).status).toBe(200);
});

test('a snapshot is JSON, and the account goes on from it: cards, ids, subscriptions, hooks on their way', async () => {
  const receiver = await startReceiver();
  const first = await startKommo();
  await first.call('POST', '/api/v4/webhooks', {
    destination: receiver.destination,
    settings: ['status_lead'],
  });
  const { leadId } = first.control.addLead({
    name: 'Ana',
    phone: '+5581990000001',
    statusId: STAGE.novoLead,
    tags: ['SDR_IA'],
  });
  receiver.answer = 500;
  first.control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: MARCOS });
  await first.clock.advance(0);
  const state = JSON.parse(JSON.stringify(first.snapshot()));
  expect(state).toEqual(first.snapshot());

  receiver.answer = 200;
  const clock = createVirtualClock({ mode: 'manual', startMs: START_MS });
  const second = await startKommo({ clock, state });
  expect(second.control.card(leadId)).toEqual(first.control.card(leadId));
  expect(second.control.addLead({ name: 'Bruno', statusId: STAGE.novoLead }).leadId).toBe(leadId + 1);
  await clock.advance(5 * 60_000);
  expect(receiver.received.length).toBe(2);
  expect(second.control.hooks.deliveries).toMatchObject([{ attempt: 2, outcome: 'delivered' }]);
});
