/** What a queued copy of a person's act is compared with, and whose a person's message is, guard by guard (P20, W16, R19). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, useDesk } from '../support/database.ts';
import { aMessage, at, get, put, set } from './support.ts';

const desk = useDesk();
const DAY_MS = 24 * 3_600_000;
type Row = Readonly<Record<string, unknown>>;

const SECONDS = Date.parse(at(0)) / 1000;
const MOVE = `move:15000001:${SECONDS}`;
const onRecord = async (d: Desk, ...acts: readonly string[]): Promise<readonly string[]> =>
  (
    await d.row<{ acts: readonly string[] }>(
      `select coalesce(jsonb_agg(a order by a), '[]') as acts from public.acts_on_record($1) a`,
      [acts],
    )
  ).acts;

/** [which act, its lead's row, what else is there, whether it is on record] */
const MOVES: readonly (readonly [string, Row, boolean])[] = [
  ['a takeover by that very move', { human_stage_moved_at: at(0) }, true],
  ['a takeover by a later move', { human_stage_moved_at: at(1) }, true],
  ['a takeover by an earlier move', { human_stage_moved_at: at(-1) }, false],
  ['a read sent well after it', { stage_read_at: at(5001) }, true],
  ['a read just behind it', { stage_read_at: at(5000) }, false],
  ['neither', {}, false],
];
test.each(MOVES)('R9, P20 · a move is on record with %s', async (_, lead, is) => {
  const d = desk();
  const { id: other } = await d.lead(anAddress({ phone: '+5581988880000' }));
  await set(d, 'leads', other, {
    kommo_lead_id: 15_000_002,
    human_stage_moved_at: at(9),
    stage_read_at: at(9_000_000),
  });
  const { id } = await d.lead();
  await set(d, 'leads', id, { kommo_lead_id: 15_000_001, ...lead });
  expect(await onRecord(d, MOVE, 'note:77')).toEqual(is ? [MOVE] : []);
});

test('P20 · an act that was judged is on record, by its own name', async () => {
  const d = desk();
  await d.row('select public.judge_act($1, $2)::text as done', ['note:7', at(0)]);
  expect(await onRecord(d, 'note:7', 'note:8')).toEqual(['note:7']);
});

test('P20, W15 · a message is on record by the transport’s id or its echo’s, and while nobody has claimed it', async () => {
  const d = desk();
  const { id } = await d.lead();
  await put(d, 'messages', aMessage(id, { author: 'person', direction: 'out', provider_id: 'w1' }));
  await put(d, 'messages', aMessage(id, { direction: 'out', provider_id: 'w2', echo_id: 'e2' }));
  await d.supabase.db.query(
    `insert into public.unclaimed_takeovers (provider_id, key, body, sent_at, until_at, recorded_at) values ('w3', 'lid:9@lid', 'oi', $1, $1, $1)`,
    [at(0)],
  );
  const names = ['w1', 'w2', 'e2', 'w3', 'w4'].map((name) => `message:${name}`);
  expect(await onRecord(d, ...names)).toEqual(['message:e2', 'message:w1', 'message:w2', 'message:w3']);
  // Another kind of act of the same name is none of these.
  expect(await onRecord(d, 'note:...w1', '12345678w3', '12345678e2')).toEqual([]);
});

type Chat = {
  readonly keys?: readonly string[];
  readonly phone?: string | null;
  readonly lid?: string | null;
  readonly bsuid?: string | null;
  readonly quotes?: string | null;
  readonly id?: string;
  readonly sentAt?: string;
};
const chatOf = async (
  d: Desk,
  {
    keys = ['lid:9@lid'],
    phone = null,
    lid = null,
    bsuid = null,
    quotes = null,
    id = 'p1',
    sentAt = at(-60),
  }: Chat,
) =>
  (
    await d.row<{ leads: readonly { readonly id: string }[] }>(
      `select coalesce(jsonb_agg(to_jsonb(l)), '[]') as leads
         from public.chat_of_person_message($1, $2, $3, $4, $5, $6, $7, 'Oi, sou o Marcos', $8, 3600, $9) l`,
      [keys, phone, lid, bsuid, phone ?? keys[0] ?? 'x', quotes, id, sentAt, at(0)],
    )
  ).leads.map(({ id: found }) => found);
const unclaimed = async (d: Desk): Promise<readonly Row[]> =>
  (
    await d.row<{ rows: readonly Row[] }>(
      `select coalesce(jsonb_agg(to_jsonb(u) order by u.provider_id), '[]') as rows from public.unclaimed_takeovers u`,
    )
  ).rows;
const addressesOf = async (d: Desk, id: string): Promise<readonly string[]> =>
  (
    await d.row<{ keys: readonly string[] }>(
      `select coalesce(jsonb_agg(key order by key), '[]') as keys from public.lead_addresses where lead_id = $1`,
      [id],
    )
  ).keys;
/** Somebody whose phone, bubble and words are there before anybody is asked for. */
async function aHome(): Promise<{ d: Desk; other: string; id: string; phone: string }> {
  const d = desk();
  const { id: other } = await d.lead(anAddress({ phone: '+5581988880000' }));
  await put(d, 'messages', aMessage(other, { direction: 'out', provider_id: 'w-other', status: 'sent' }));
  const lead = await d.lead();
  return { d, other, id: lead.id, phone: lead.key };
}

test('W16 · a person’s message that is kept already is its lead’s, whatever address it shows', async () => {
  const { d, other, id, phone } = await aHome();
  await put(d, 'messages', aMessage(id, { author: 'person', direction: 'out', provider_id: 'p1' }));
  const { phone: theirs } = await get<{ phone: string }>(d, 'leads', other);
  expect(await chatOf(d, { keys: [theirs], phone: theirs })).toEqual([id]);
  expect(await addressesOf(d, id)).toEqual([phone]);
});
test('W15 · a lead’s own message of that id is no person’s', async () => {
  const { d, id } = await aHome();
  await put(d, 'messages', aMessage(id, { provider_id: 'p1' }));
  expect(await chatOf(d, {})).toEqual([]);
  expect(await unclaimed(d)).toMatchObject([{ provider_id: 'p1', key: 'lid:9@lid' }]);
});

test('W16 · by an address that is known; one of the keys is enough, and the others are learnt', async () => {
  const { d, id, phone } = await aHome();
  expect(await chatOf(d, { keys: [phone, 'lid:9@lid'], lid: '9@lid' })).toEqual([id]);
  expect(await addressesOf(d, id)).toEqual([phone, 'lid:9@lid']);
  expect(await unclaimed(d)).toEqual([]);
});

test('W16, R19 · by the bubble that it quotes: the hidden ids are that lead’s from here on, and nobody else’s', async () => {
  const { d, other, id, phone } = await aHome();
  await put(d, 'messages', aMessage(id, { direction: 'out', provider_id: 'w-own', status: 'sent' }));
  const was = await get(d, 'leads', other);
  expect(await chatOf(d, { quotes: 'w-own', lid: '9@lid', bsuid: 'BR.9' })).toEqual([id]);
  expect(await addressesOf(d, id)).toEqual([phone, 'lid:9@lid']);
  expect(await get(d, 'leads', id)).toMatchObject({ lid: '9@lid', bsuid: 'BR.9' });
  expect(await get(d, 'leads', other)).toEqual(was);
  // What it was known by stays.
  expect(
    await chatOf(d, { keys: ['lid:8@lid'], quotes: 'w-own', lid: '8@lid', bsuid: 'BR.8', id: 'p2' }),
  ).toEqual([id]);
  expect(await get(d, 'leads', id)).toMatchObject({ lid: '9@lid', bsuid: 'BR.9' });
  expect(await unclaimed(d)).toEqual([]);
});
test('W16 · an address that is known counts more than what is quoted', async () => {
  const { d, id, phone } = await aHome();
  expect(await chatOf(d, { keys: [phone], quotes: 'w-other' })).toEqual([id]);
});

test('W16 · by a phone that nobody has: a lead of its own', async () => {
  const { d, other, id } = await aHome();
  const [found] = await chatOf(d, { keys: ['+5581977770000'], phone: '+5581977770000' });
  expect(found).toBeDefined();
  expect([other, id]).not.toContain(found);
  expect(await get(d, 'leads', String(found))).toMatchObject({ phone: '+5581977770000' });
  expect(await unclaimed(d)).toEqual([]);
});
test('W16 · what is quoted counts more than a phone that nobody has', async () => {
  const { d, other } = await aHome();
  expect(await chatOf(d, { keys: ['+5581977770000'], phone: '+5581977770000', quotes: 'w-other' })).toEqual([
    other,
  ]);
});

test('W16 · by nothing that is known: it waits under its address, from when it was sent, once', async () => {
  const { d } = await aHome();
  expect(await chatOf(d, { quotes: 'w-nobody' })).toEqual([]);
  const [waits] = await unclaimed(d);
  expect(Date.parse(String(waits?.['until_at']))).toBe(Date.parse(at(-60)) + 3_600_000);
  await chatOf(d, { sentAt: at(-50) });
  // A clock that is ahead does not make the pause longer.
  await chatOf(d, { id: 'p2', sentAt: at(DAY_MS) });
  const rows = await unclaimed(d);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toEqual(waits);
  expect(Date.parse(String(rows[1]?.['until_at']))).toBe(Date.parse(at(0)) + 3_600_000);
  expect(await chatOf(d, { keys: [], id: 'p3' })).toEqual([]);
  expect(await unclaimed(d)).toHaveLength(2);
});
test('W16 · what nobody claimed within thirty days of its end is forgotten', async () => {
  const { d, phone } = await aHome();
  for (const [name, untilMs] of [
    ['old', -30 * DAY_MS - 1],
    ['young', -30 * DAY_MS],
  ] as const)
    await d.supabase.db.query(
      `insert into public.unclaimed_takeovers (provider_id, key, body, sent_at, until_at, recorded_at) values ($1, 'lid:7@lid', 'oi', $2, $2, $2)`,
      [name, at(untilMs)],
    );
  await chatOf(d, { keys: [phone] });
  expect((await unclaimed(d)).map(({ provider_id: name }) => name)).toEqual(['young']);
});
