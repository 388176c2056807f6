/** Who a lead is and what a turn starts from, guard by guard (W2, R19, O4, H6, I5). */
import { expect, test } from 'vitest';
import { type Desk, NOW_MS, SECOND_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;
type Known = {
  readonly keys?: readonly string[] | null;
  readonly phone?: string;
  readonly lid?: string;
  readonly bsuid?: string;
  readonly replyTo?: string;
};
const PHONE = '+5581990000001';
const resolved = async (d: Desk, { keys, phone, lid, bsuid, replyTo = '5581990000001' }: Known) => {
  const named = [phone, lid && `lid:${lid}`, bsuid && `bsuid:${bsuid}`].filter((key) => key !== undefined);
  const { id } = await d.row<{ id: string }>('select public.resolve_lead($1, $2, $3, $4, $5, $6) as id', [
    keys === undefined ? named : keys,
    phone ?? null,
    lid ?? null,
    bsuid ?? null,
    replyTo,
    at(0),
  ]);
  return id;
};
/** The version of the row: who writes nothing leaves it. */
const version = async (d: Desk, id: string): Promise<string> =>
  (await d.row<{ v: string }>("select xmin || ' ' || ctid as v from public.leads where id = $1", [id])).v;

test.each([[null], [[]]])('an address without a key (%j) is refused', async (keys) => {
  await expect(resolved(desk(), { keys, phone: PHONE })).rejects.toThrow('an address needs a key');
});

test('W2 · digits known as a LID are that LID and no phone, and are answered there', async () => {
  const d = desk();
  const id = await resolved(d, { lid: '5581990000001', replyTo: '5581990000001@lid' });
  expect(await resolved(d, { phone: PHONE })).toBe(id);
  expect(await get(d, 'leads', id)).toMatchObject({
    key: 'lid:5581990000001',
    phone: null,
    lid: '5581990000001',
    reply_to: '5581990000001@lid',
  });
});

test.each<[string, Known, Row]>([
  [
    'a new phone; groups and flags keep the first',
    { lid: '9', phone: '+5581990000007' },
    { key: PHONE, phone: '+5581990000007' },
  ],
  ['a new LID', { phone: PHONE, lid: '10' }, { lid: '10', phone: PHONE }],
  ['a new BSUID', { phone: PHONE, bsuid: 'BR.2' }, { bsuid: 'BR.2', lid: '9' }],
  [
    'another address for replies, and nothing else',
    { lid: '9', replyTo: '9@lid' },
    { key: PHONE, phone: PHONE, lid: '9', bsuid: 'BR.1', reply_to: '9@lid' },
  ],
])('O4, R19 · a known lead gains %s', async (_name, told, expected) => {
  const d = desk();
  const id = await resolved(d, { phone: PHONE, lid: '9', bsuid: 'BR.1' });
  expect(await resolved(d, told)).toBe(id);
  expect(await get(d, 'leads', id)).toMatchObject(expected);
});

test('R19 · a lead without a phone keeps its key when it is answered elsewhere', async () => {
  const d = desk();
  const id = await resolved(d, { lid: '9', replyTo: '9@lid' });
  await resolved(d, { lid: '9', replyTo: '9@hosted' });
  expect(await get(d, 'leads', id)).toMatchObject({ key: 'lid:9', phone: null, reply_to: '9@hosted' });
});

test.each<[string, Known]>([
  ['all of it', { phone: PHONE, lid: '9', bsuid: 'BR.1' }],
  ['its phone', { phone: PHONE }],
  ['its LID', { lid: '9' }],
  ['its BSUID', { bsuid: 'BR.1' }],
])('R19 · a lead that tells %s, known already, is not written anew', async (_name, told) => {
  const d = desk();
  const id = await resolved(d, { phone: PHONE, lid: '9', bsuid: 'BR.1' });
  const was = await version(d, id);
  await resolved(d, told);
  expect(await version(d, id)).toBe(was);
});

test.each<[string, string, number, number]>([
  ['in its time', PHONE, 60, 1],
  ['whose time is over', PHONE, -60, 1],
  ['to somebody else', '+5581990000002', 60, 0],
])('H6, R19 · a person’s words from before there was a lead, %s', async (_name, key, untilSeconds, words) => {
  const d = desk();
  await d.supabase.db.query(
    `insert into public.unclaimed_takeovers (key, provider_id, body, sent_at, until_at, recorded_at)
       values ($1, 'before', 'Oi, aqui é o Marcos.', $2, $3, $2)`,
    [key, at(-120 * SECOND_MS), at(untilSeconds * SECOND_MS)],
  );
  const id = await resolved(d, { phone: PHONE });
  const lead = await get(d, 'leads', id);
  const { n } = await d.row<{ n: number }>(
    "select count(*)::int as n from public.messages where lead_id = $1 and author = 'person'",
    [id],
  );
  expect([n, lead['human_reply_at'] !== null]).toEqual([words, words === 1 && untilSeconds > 0]);
});

const turnOf = async (d: Desk, id: string) =>
  (
    await d.row<{
      turn: { lead: Row; burst: readonly Row[]; history: readonly Row[]; openReply: Row | null };
    }>('select public.turn_of($1, 30) as turn', [id])
  ).turn;

test('I5, R19 · a turn starts from this lead alone; nothing pending is an empty burst', async () => {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const turn = await turnOf(d, id);
  expect([turn.lead['id'], turn.burst, turn.history, turn.openReply]).toEqual([id, [], [], null]);
});

test('I5, M8 · the burst is what waits and stands; the history is what was said, arrived and was not taken back', async () => {
  const d = desk();
  const { id } = await d.lead();
  const say = (body: string | null, over: Row = {}) => put(d, 'messages', aMessage(id, { body, ...over }));
  await say('espera');
  await say('apagada', { deleted_at: at(1) });
  await say('respondida', { disposition: 'answered' });
  await say('respondida e apagada', { disposition: 'answered', deleted_at: at(1) });
  await say(null, { disposition: 'noted' });
  await say('saiu', { direction: 'out', status: 'sent', provider_id: 'o1' });
  await say('não saiu', { direction: 'out', status: 'failed', provider_id: 'o2' });
  await say('da pessoa', { direction: 'out', author: 'person', provider_id: 'o3' });
  const { burst, history } = await turnOf(d, id);
  expect(burst.map(({ body }) => body)).toEqual(['espera']);
  expect(history.map(({ body }) => body)).toEqual(['respondida', 'saiu', 'da pessoa']);
});

test('I5 · only a reply that has not ended is open', async () => {
  const d = desk();
  const { id } = await d.lead();
  await put(d, 'replies', aReply(id, { created_at: at(0), finished_at: at(1), outcome: 'sent' }));
  expect((await turnOf(d, id)).openReply).toBeNull();
  const open = await put(d, 'replies', aReply(id, { created_at: at(-SECOND_MS) }));
  expect((await turnOf(d, id)).openReply?.['id']).toBe(open);
});

test('I5, R19 · silence about one lead leaves what another lead’s open reply is for', async () => {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  await d.store.closeBurst(
    (await d.now(id)).id,
    'all',
    { kind: 'silence', reason: 'opted_out', evidence: {}, stageAgeMs: null },
    NOW_MS,
  );
  const { n } = await d.row<{ n: number }>(
    "select count(*)::int as n from public.messages where disposition = 'silenced'",
  );
  expect(n).toBe(0);
});

const ripened = (d: Desk, id: string) =>
  d.supabase.db.query<{ turn: Row }>('select public.ripen_placeholders($1, $2, $3, 30, $4) as turn', [
    id,
    at(-SECOND_MS),
    at(-3600 * SECOND_MS),
    at(0),
  ]);
const waiting = { disposition: 'placeholder', body: null, recorded_at: at(-10 * SECOND_MS) } as const;
const MINUTES = -60 * SECOND_MS;

test.each<[string, Row, Row | null, string]>([
  ['waited long enough', {}, null, 'pending'],
  ['is young', { recorded_at: at(0) }, null, 'placeholder'],
  ['is too old to be answered', { recorded_at: at(100 * MINUTES) }, null, 'noted'],
  ['was taken back', { deleted_at: at(0) }, null, 'noted'],
  ['was followed by words that wait', {}, {}, 'noted'],
  ['was followed by words that were answered', {}, { disposition: 'answered' }, 'noted'],
  ['was followed by words that were silenced', {}, { disposition: 'silenced' }, 'noted'],
  ['was followed by what needs no answer', {}, { disposition: 'noted' }, 'pending'],
  ['was followed by our own words', {}, { direction: 'out', status: 'sent', provider_id: 'o' }, 'pending'],
])('W3 · content that never came and %s', async (_name, over, later, disposition) => {
  const d = desk();
  await somebodyElse(d);
  const clara = await put(
    d,
    'messages',
    aMessage(
      (await d.store.resolveLead({ phone: null, lid: '778', bsuid: null, replyTo: '778@lid' }, NOW_MS)).id,
      waiting,
    ),
  );
  const old = await put(
    d,
    'messages',
    aMessage((await get(d, 'messages', clara))['lead_id'] as string, {
      ...waiting,
      recorded_at: at(100 * MINUTES),
    }),
  );
  const { id } = await d.lead();
  const said = await put(
    d,
    'messages',
    aMessage(id, { body: 'antes', disposition: 'answered', recorded_at: at(100 * MINUTES) }),
  );
  const placeholder = await put(d, 'messages', aMessage(id, { ...waiting, ...over }));
  if (later) await put(d, 'messages', aMessage(id, later));
  // What another lead wrote since says nothing of this one.
  await put(d, 'messages', aMessage((await get(d, 'messages', clara))['lead_id'] as string));
  expect((await ripened(d, id)).rows.length).toBe(1);
  const dispositions = [];
  for (const each of [placeholder, said, clara, old])
    dispositions.push((await get(d, 'messages', each))['disposition']);
  expect(dispositions).toEqual([disposition, 'answered', 'placeholder', 'placeholder']);
  const { n } = await d.row<{ n: number }>(
    "select count(*)::int as n from public.decisions where lead_id = $1 and reason = 'too_old'",
    [id],
  );
  expect(n).toBe(disposition === 'noted' && over['recorded_at'] !== undefined ? 1 : 0);
});

test('W3 · of a lead that is not there no turn starts', async () => {
  expect((await ripened(desk(), '00000000-0000-4000-8000-0000000000ff')).rows).toEqual([]);
});

test('W3 · leads whose content has not come are those with a placeholder that waited, each once', async () => {
  const d = desk();
  const ripe = async () =>
    (
      await d.supabase.db.query<{ id: string }>('select id from public.ripe_placeholders($1, 9)', [
        at(-SECOND_MS),
      ])
    ).rows.map(({ id }) => id);
  await somebodyElse(d);
  const { id } = await d.lead();
  await put(d, 'messages', aMessage(id, { recorded_at: at(-10 * SECOND_MS), disposition: 'answered' }));
  const young = await put(d, 'messages', aMessage(id, { ...waiting, recorded_at: at(0) }));
  expect(await ripe()).toEqual([]);
  await set(d, 'messages', young, { recorded_at: at(-2 * SECOND_MS) });
  expect(await ripe()).toEqual([id]);
});

test('I5 · only leads that are held wait for a dependency', async () => {
  const d = desk();
  const { id } = await d.lead();
  const held = async () => (await d.store.heldLeads(9)).map((lead) => lead.id);
  expect(await held()).toEqual([]);
  await set(d, 'leads', id, { held_at: at(0), held_cause: 'timeout' });
  expect(await held()).toEqual([id]);
});
