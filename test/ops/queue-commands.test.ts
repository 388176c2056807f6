/** redrive, invoke and smoke: messages that failed, functions by hand, and a dry run that reaches nobody. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MATEUS, useWorlds, type World } from '../support/world.ts';
import { inbound, putDead } from './support/dead-letters.ts';
import { ops } from './support/ops.ts';

const aWorld = useWorlds();

const deadLetters = (world: World): number => world.sqs.control.messages('lead-events-dead.fifo').length;

test('O5 · dead letters are shown for what they are, and a look moves nothing', async () => {
  const world = await aWorld();
  await putDead(world, inbound(world, { id: 'wamid.dead' }), MATEUS.phone);
  expect(deadLetters(world)).toBe(1);

  const ran = await ops(world, ['redrive']);

  expect(ran.code).toBe(0);
  expect(ran.out).toContain("a lead's message (text)");
  expect(ran.out).toContain('--all');
  expect(ran.out).not.toMatch(/orçamento|990000001/);
  expect(deadLetters(world)).toBe(1);
  expect((await ops(world, ['redrive'])).out).toContain('1 seen');
});

test('I5 · a dead letter goes back and is answered once, however often redrive runs', async () => {
  // Evolution: there the lead need not have written to be written to.
  const world = await aWorld({ provider: 'evolution' });
  await putDead(world, inbound(world, { id: 'wamid.fresh' }), MATEUS.phone);

  const ran = await ops(world, ['redrive', '--all', '--json']);
  expect(ran.json()).toMatchObject({ ok: true, redriven: 1 });
  await ops(world, ['redrive', '--all']);
  await world.seconds(20);

  expect(deadLetters(world)).toBe(0);
  expect(world.fromBot()).not.toEqual([]);
  expect(world.whatsapp.duplicates()).toEqual({});
  expect((await world.messages()).filter(({ author }) => author === 'lead')).toHaveLength(1);
});

test('R18 · a message too old is shown as such, goes to the history, and is not answered late', async () => {
  const world = await aWorld();
  await putDead(world, inbound(world, { id: 'wamid.old', agoMs: 3_600_000 }), MATEUS.phone);

  const ran = await ops(world, ['redrive', '--all']);
  await world.seconds(20);

  expect(ran.out).toContain('too old to be answered');
  expect(world.fromBot()).toEqual([]);
  expect((await world.messages()).map(({ disposition }) => disposition)).toEqual(['stale']);
  expect((await world.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'too_old' });
});

test('a person is asked letter by letter; what is left stays, what nobody can read is never moved', async () => {
  const world = await aWorld();
  await putDead(world, inbound(world, { id: 'wamid.1' }), 'a');
  await putDead(world, inbound(world, { id: 'wamid.22' }), 'b');
  await putDead(world, '{"v":99}', 'c');

  const ran = await ops(world, ['redrive'], { answers: ['n', 'y'] });

  expect(ran.out).toContain('unreadable');
  expect(ran.out).toContain('3 seen, 1 back in the queue, 2 left');
  expect(deadLetters(world)).toBe(2);
  expect((await ops(world, ['redrive', '--all'])).code).toBe(1);
  expect(deadLetters(world)).toBe(1);
});

test('one letter by its id; an id that is not there is said so', async () => {
  const world = await aWorld();
  await putDead(world, inbound(world, { id: 'wamid.1' }), 'a');
  const [letter] = (await ops(world, ['redrive', '--json'])).json()['letters'] as { messageId: string }[];
  expect((await ops(world, ['redrive', '--id', 'nothing'])).code).toBe(1);
  expect((await ops(world, ['redrive', '--id', letter?.messageId ?? ''])).code).toBe(0);
  expect(deadLetters(world)).toBe(0);
  expect((await ops(world, ['redrive', '--all', '--id', 'x'])).code).toBe(2);
});

const eventFile = (event: unknown): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'ops-')), 'event.json');
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event));
  return path;
};

test('invoke runs one function with one event, and gives its answer', async () => {
  const world = await aWorld();
  const ran = await ops(world, ['invoke', 'conversation', '--event', eventFile({ Records: [] }), '--json']);
  expect(ran.json()).toMatchObject({ ok: true, functionError: null, payload: { batchItemFailures: [] } });
  expect((await ops(world, ['invoke', 'reconcile'])).code).toBe(0);
});

test('invoke says what is wrong: no such function, no event, no JSON, not deployed, an error of the function', async () => {
  const world = await aWorld({ functions: { conversation: () => Promise.reject(new Error('boom')) } });
  expect((await ops(world, ['invoke', 'nothing'])).code).toBe(2);
  expect((await ops(world, ['invoke', 'conversation'])).code).toBe(2);
  expect((await ops(world, ['invoke', 'conversation', '--event', '/nowhere.json'])).code).toBe(2);
  expect((await ops(world, ['invoke', 'conversation', '--event', eventFile('{')])).code).toBe(2);
  const elsewhere = await ops(world, ['invoke', 'reconcile'], {
    environment: { FUNCTION_NAME_PREFIX: 'bastao-nowhere-' },
  });
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.err).toContain('is the stage deployed');
  const failing = await ops(world, [
    'invoke',
    'conversation',
    '--event',
    eventFile({ Records: [] }),
    '--json',
  ]);
  expect(failing.code).toBe(1);
  expect(failing.json()).toMatchObject({ functionError: 'Unhandled' });
  expect(world.failures).toHaveLength(1);
  // Readonly to everybody else: here the failure is the point.
  (world.failures as string[]).length = 0;
});

test('on a deployed stage invoke asks first', async () => {
  const world = await aWorld();
  const environment = { SST_RESOURCE_App: JSON.stringify({ name: 'bastao', stage: 'production' }) };
  expect((await ops(world, ['invoke', 'reconcile'], { environment })).code).toBe(2);
  expect((await ops(world, ['invoke', 'reconcile'], { environment, answers: ['n'] })).code).toBe(1);
  expect((await ops(world, ['invoke', 'reconcile', '--yes'], { environment })).code).toBe(0);
});

const rowCounts = async (world: World): Promise<unknown> =>
  (
    await world.supabase.db.query(
      'select (select count(*)::int from leads) as leads, (select count(*)::int from messages) as messages, (select count(*)::int from decisions) as decisions',
    )
  ).rows[0];

for (const provider of ['cloud', 'evolution'] as const)
  test(`I9 · smoke drives the real functions over ${provider}, and nothing reaches anybody: no message, no card, no row`, async () => {
    const world = await aWorld({ provider });
    world.kommo.control.clearRequests();

    const ran = await ops(world, ['smoke'], { environment: { PUBLIC_URL: world.url } });
    await world.minutes(2);

    expect(ran.out).not.toMatch(/^(warning|failed)/m);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/conversation, silent in atendimento humano +silence/);
    expect(ran.out).toMatch(/conversation, brain +\d bubbles, thrown away/);
    expect(world.whatsapp.sent).toEqual([]);
    // Reconcile asks whether the instance is open; that reaches nobody.
    expect(world.whatsapp.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(world.kommo.control.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(world.kommo.control.cards()).toEqual([]);
    expect(await rowCounts(world)).toEqual({ leads: 0, messages: 0, decisions: 0 });
    expect((await world.upstash.control.keys()).filter((key) => key.startsWith('rehearsal:'))).toEqual([]);
  });

test('H16 · smoke fails where the deployed stage ids would let the bot speak in a person’s stage', async () => {
  const world = await aWorld();
  world.kommo.control.renameStage({ statusId: 81000016, to: 'Com vendedor' });
  const ran = await ops(world, ['smoke', '--url', world.url]);
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(/failed +conversation, silent in atendimento humano/);
});

test('smoke tells a door that takes a wrong secret for ours from one that is well', async () => {
  const world = await aWorld();
  const ran = await ops(world, ['smoke', '--url', world.url], {
    environment: { KOMMO_WEBHOOK_SECRET: 'not-deployed-yet' },
  });
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(/failed +kommo-webhook, ours +answers 401 instead of 200/);
});

test('a conversation function that does not answer is a failure in bounded time, not a wait for ever', async () => {
  const world = await aWorld();
  world.upstash.control.fault({ kind: 'status', status: 500, name: 'SET', times: 1000 });
  const ran = await ops(world, ['smoke', '--url', world.url]);
  expect(ran.code).toBe(1);
  expect(ran.out).toContain('did not answer within 90 s');
});
