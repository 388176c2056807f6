/** Two leads that turn out to be one person, guard by guard: what stands of each, and what of a third stays where it is (R14, R19, I5). */
import { expect, test } from 'vitest';
import { type Desk, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, EVERY_SIGNAL, get, put, set } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;

const named = async (d: Desk, lid: string): Promise<string> =>
  (await d.store.resolveLead({ phone: null, lid, bsuid: null, replyTo: `${lid}@lid` }, NOW_MS)).id;

/** Somebody with a row of every kind that a joined lead hands over. */
async function withEverything(d: Desk, lid: string, n: number) {
  const id = await named(d, lid);
  const open = await put(d, 'replies', aReply(id));
  const asked = await put(d, 'messages', aMessage(id, { disposition: 'answered', reply_id: open }));
  const begun = await put(d, 'replies', aReply(id));
  await put(d, 'messages', aMessage(id, { direction: 'out', reply_id: begun }));
  const answered = await put(d, 'messages', aMessage(id, { disposition: 'answered', reply_id: begun }));
  const ended = await put(d, 'replies', aReply(id, { finished_at: at(-5), outcome: 'sent' }));
  const old = await put(d, 'messages', aMessage(id, { disposition: 'answered', reply_id: ended }));
  const meeting = await put(d, 'meetings', aMeeting(id, n));
  const over = await put(d, 'meetings', { ...aMeeting(id, n + 50), status: 'over', booked_at: at(-900 + n) });
  const { db } = d.supabase;
  await db.query(
    `insert into public.amendments (lead_id, target_id, kind, recorded_at) values ($1, $2, 'deleted', $3)`,
    [id, `${lid}-waits`, at(0)],
  );
  await db.query(
    `insert into public.handled_notes (note_id, command, lead_id, given_at) values ($2, 'bot', $1, $3)`,
    [id, n, at(0)],
  );
  await db.query(`select public.append_decision($1, '{"kind": "hold", "reason": "timeout"}', $2)`, [
    id,
    at(0),
  ]);
  return { id, open, asked, begun, answered, ended, old, meeting, over };
}
const aMeeting = (id: string, n: number): Row => ({
  lead_id: id,
  status: 'booked',
  starts_at: at(n * 3_600_000),
  ends_at: at(n * 3_600_000 + 60_000),
  claim: 1,
  title: 'Conversa',
  created_at: at(-9),
  booked_at: at(-100 + n),
});
/** Everything that is this lead's, table by table. */
const all = async (d: Desk, id: string): Promise<string> =>
  JSON.stringify(
    await d.row(
      'select public.export_lead($1) as rows, (select to_jsonb(l) from public.leads l where id = $1) as l',
      [id],
    ),
  );
const notes = (d: Desk) =>
  d.supabase.db.query('select note_id::int as n, lead_id as of from public.handled_notes order by note_id');

const merge = (d: Desk, into: string, from: string) =>
  d.supabase.db.query('select public.merge_leads($1, $2)', [into, from]);

test('R19 · what was said, booked, decided and waits goes over to the lead that stays; a third keeps all of its own', async () => {
  const d = desk();
  const third = await withEverything(d, '777', 1);
  await set(d, 'leads', third.id, EVERY_SIGNAL);
  const into = await withEverything(d, '800', 2);
  const from = await withEverything(d, '900', 3);
  const before = await all(d, third.id);
  await merge(d, into.id, from.id);
  expect(await all(d, third.id)).toBe(before);
  const owners = async (table: string) =>
    (
      await d.supabase.db.query<{ n: number }>(
        `select count(*)::int as n from public.${table} where lead_id = $1`,
        [into.id],
      )
    ).rows[0]?.n;
  expect([await owners('messages'), await owners('replies'), await owners('meetings')]).toEqual([8, 6, 4]);
  expect([await owners('decisions'), await owners('amendments'), await owners('lead_addresses')]).toEqual([
    2, 2, 2,
  ]);
  expect((await notes(d)).rows).toEqual([
    { n: 1, of: third.id },
    { n: 2, of: into.id },
    { n: 3, of: into.id },
  ]);
  expect((await d.supabase.db.query('select id from public.leads where id = $1', [from.id])).rows).toEqual(
    [],
  );
});

test('I5 · what a reply that never began was to answer is pending again; what was answered, or is the other’s, is not', async () => {
  const d = desk();
  const into = await withEverything(d, '800', 2);
  const from = await withEverything(d, '900', 3);
  await put(
    d,
    'messages',
    aMessage(from.id, { direction: 'out', author: 'person', reply_id: from.open, provider_id: 'p1' }),
  );
  await merge(d, into.id, from.id);
  const state = async (id: string) => (await get(d, 'messages', id))['disposition'];
  expect(await Promise.all([from.asked, from.answered, from.old].map(state))).toEqual([
    'pending',
    'answered',
    'answered',
  ]);
  expect(await Promise.all([into.asked, into.answered, into.old].map(state))).toEqual([
    'answered',
    'answered',
    'answered',
  ]);
  const p1 = await d.row('select disposition, reply_id from public.messages where provider_id = $1', ['p1']);
  expect(p1).toEqual({ disposition: null, reply_id: from.open });
  const finished = async (id: string) => (await get(d, 'replies', id))['finished_at'];
  const ms = async (id: string) => new Date(String(await finished(id))).getTime() - NOW_MS;
  expect([await ms(from.open), await ms(from.begun), await ms(from.ended)]).toEqual([-9, -9, -5]);
  expect([await finished(into.open), await finished(into.begun)]).toEqual([null, null]);
});

test('S1, R19 · of two meetings ahead the one booked last stays; one that is over stays over', async () => {
  const d = desk();
  const third = await withEverything(d, '777', 1);
  const into = await withEverything(d, '800', 2);
  const from = await withEverything(d, '900', 3);
  await merge(d, into.id, from.id);
  const status = async (id: string) => (await get(d, 'meetings', id))['status'];
  expect(await Promise.all([from.meeting, into.meeting, third.meeting].map(status))).toEqual([
    'booked',
    'surplus',
    'booked',
  ]);
  expect(await Promise.all([from.over, into.over].map(status))).toEqual(['over', 'over']);
});

test('M5 · one message that both have is one afterwards, and another’s of the same id is another', async () => {
  const d = desk();
  const [third, into, from] = [await named(d, '777'), await named(d, '800'), await named(d, '900')];
  const theirs = await put(d, 'messages', aMessage(third, { provider_id: 'w1' }));
  const mine = await put(d, 'messages', aMessage(into, { provider_id: 'w1' }));
  await put(d, 'messages', aMessage(from, { provider_id: 'w1' }));
  const other = await put(d, 'messages', aMessage(from, { provider_id: 'w2' }));
  await put(d, 'messages', aMessage(third, { provider_id: 'w2' }));
  await merge(d, into, from);
  const { rows } = await d.supabase.db.query<{ id: string }>(
    'select id from public.messages where lead_id = $1',
    [into],
  );
  expect(rows.map(({ id }) => id).sort()).toEqual([mine, other].sort());
  expect((await get(d, 'messages', theirs))['lead_id']).toBe(third);
});

/** Of each the later one stands. */
const LATER = [
  'card_intent_at',
  'card_created_at',
  'opted_out_at',
  'human_stage_at',
  'human_stage_moved_at',
  'human_reply_at',
  'human_reply_until',
  'bot_handoff_at',
  'card_returned_at',
  'last_inbound_at',
  'last_outbound_at',
  'opt_out_notice_at',
  'proactive_ended_at',
  'proactive_resumed_at',
  'returning_task_at',
] as const;
const times = (ms: number): Row => Object.fromEntries(LATER.map((column) => [column, at(ms)]));

async function joined(into: Row, from: Row): Promise<Row> {
  const d = desk();
  const [a, b] = [await named(d, '800'), await named(d, '900')];
  await set(d, 'leads', a, into);
  await set(d, 'leads', b, from);
  await merge(d, a, b);
  const row = await get(d, 'leads', a);
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      key.endsWith('_at') || key === 'human_reply_until'
        ? value === null
          ? null
          : new Date(String(value)).getTime() - NOW_MS
        : value,
    ]),
  );
}
const LATE = { ...times(-1), held_at: at(-1), card_attempts: 2, epoch: 7, cycle: 7, card_created_id: 1 };
const EARLY = { ...times(-5), held_at: at(-5), card_attempts: 1, epoch: 4, cycle: 4, card_created_id: 5 };
const STRONGEST = {
  ...Object.fromEntries(LATER.map((column) => [column, -1])),
  held_at: -5,
  card_attempts: 2,
  epoch: 8,
  cycle: 8,
  card_created_id: 1,
};
test.each([
  ['the lead that stays', LATE, EARLY],
  ['the lead that goes', EARLY, LATE],
])('R14 · of each signal the later one stands, where %s has it', async (_who, into, from) => {
  expect(await joined(into, from)).toMatchObject(STRONGEST);
});
const KNOWN = {
  kommo_lead_id: 1,
  contact_phone: '+5581990000001',
  profile_name: 'Ana',
  held_cause: 'timeout',
  ...times(-1),
  card_created_id: 1,
};
const OTHERWISE = {
  kommo_lead_id: 5,
  contact_phone: '+5581990000005',
  profile_name: 'Bia',
  held_cause: 'refused',
  card_created_id: 5,
};
const LEFT = {
  kommo_lead_id: 1,
  contact_phone: '+5581990000001',
  profile_name: 'Ana',
  held_cause: 'timeout',
  card_created_id: 1,
  ...Object.fromEntries(LATER.map((column) => [column, -1])),
};
test('R19 · what only the lead that goes has is taken over', async () => {
  expect(await joined({}, KNOWN)).toMatchObject(LEFT);
});
test('R19 · what the lead that stays has is kept', async () => {
  expect(await joined(KNOWN, OTHERWISE)).toMatchObject(LEFT);
});
