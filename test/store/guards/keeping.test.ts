/** What is kept, handed over, forgotten and reminded of, guard by guard (R20, V2, P5, design §8). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const NOBODY = '00000000-0000-4000-8000-0000000000ff';
type Row = Readonly<Record<string, unknown>>;

const claimPart = async (d: Desk, lead: string, part = 'note', now = at(0)): Promise<string> =>
  (await d.row<{ is: string }>('select public.claim_handoff_part($1, $2, 60, $3) as is', [lead, part, now]))
    .is;
const settlePart = (d: Desk, lead: string, written: boolean, part = 'note') =>
  d.row('select public.settle_handoff_part($1, $2, $3, $4)::text as done', [lead, part, written, at(1)]);
const partsOf = async (d: Desk, lead: string): Promise<readonly Row[]> =>
  (
    await d.row<{ rows: readonly Row[] }>(
      `select coalesce(jsonb_agg(to_jsonb(p) order by p.part), '[]') as rows from public.handoff_parts p where p.lead_id = $1`,
      [lead],
    )
  ).rows;
const aPart = (
  d: Desk,
  lead: string,
  over: { part?: string; claimed?: number; written?: number | null } = {},
) =>
  d.supabase.db.query(
    'insert into public.handoff_parts (lead_id, part, claimed_at, written_at) values ($1, $2, $3, $4)',
    [lead, over.part ?? 'note', at(over.claimed ?? -1), over.written == null ? null : at(over.written)],
  );

/** [what there is already, the part, what is answered, whether this caller holds it from now on] */
const PARTS: readonly (readonly [string, Parameters<typeof aPart>[2] | null, string, boolean])[] = [
  ['nothing', null, 'write', true],
  ['it, written since the bot’s last word', { written: -1 }, 'done', false],
  ['it, claimed a moment ago', { claimed: -59_999 }, 'wait', false],
  ['it, claimed a minute ago and never confirmed', { claimed: -60_000 }, 'check', true],
  ['it, claimed with the bot’s last word', { claimed: -100_000, written: -9 }, 'done', false],
  ['it, written before the bot’s last word', { claimed: -100_001, written: -100_000 }, 'write', true],
  ['it, claimed before the bot’s last word', { claimed: -100_001 }, 'write', true],
  ['only the other part', { part: 'task', written: -1 }, 'write', true],
];
test.each(PARTS)('R20 · a part of the handover, where there is %s', async (_, over, answer, isMine) => {
  const d = desk();
  const { id: other } = await d.lead(anAddress({ phone: '+5581988880000' }));
  await set(d, 'leads', other, { last_outbound_at: at(-5) });
  await aPart(d, other, { claimed: -1 });
  await aPart(d, other, { part: 'task', claimed: -1, written: -1 });
  const { id } = await d.lead();
  await set(d, 'leads', id, { last_outbound_at: at(-100_000) });
  if (over) await aPart(d, id, over);
  if (over?.part !== 'task') await aPart(d, id, { part: 'task', claimed: -70_000 });
  const [theirs, before] = [await partsOf(d, other), await partsOf(d, id)];
  expect(await claimPart(d, id)).toBe(answer);
  expect(await partsOf(d, other)).toEqual(theirs);
  const mine = (await partsOf(d, id)).find(({ part }) => part === 'note');
  if (isMine) {
    expect(Date.parse(String(mine?.['claimed_at']))).toBe(Date.parse(at(0)));
    expect(mine?.['written_at']).toBeNull();
  } else expect(await partsOf(d, id)).toEqual(before);
  expect((await partsOf(d, id)).filter(({ part }) => part === 'task')).toEqual(
    before.filter(({ part }) => part === 'task'),
  );
});
test('R20 · nothing is handed over of a lead to whom the bot never spoke, nor of nobody', async () => {
  const d = desk();
  const { id } = await d.lead();
  expect([await claimPart(d, id), await claimPart(d, NOBODY)]).toEqual(['done', 'done']);
  expect(await partsOf(d, id)).toEqual([]);
});
test('R20 · a part that was written stays; one that was not is anybody’s again; the other part and other leads stay as they are', async () => {
  const d = desk();
  const { id: other } = await d.lead(anAddress({ phone: '+5581988880000' }));
  const { id } = await d.lead();
  for (const lead of [other, id]) for (const part of ['note', 'task']) await aPart(d, lead, { part });
  const theirs = await partsOf(d, other);
  await settlePart(d, id, true);
  const [note, task] = await partsOf(d, id);
  expect(Date.parse(String(note?.['written_at']))).toBe(Date.parse(at(1)));
  expect(task?.['written_at']).toBeNull();
  await settlePart(d, id, false);
  expect(await partsOf(d, id)).toHaveLength(2);
  await settlePart(d, id, false, 'task');
  expect(await partsOf(d, id)).toEqual([note]);
  expect(await partsOf(d, other)).toEqual(theirs);
});

test('design §8 · a look is kept by its own name, and an older mark replaces no newer one', async () => {
  const d = desk();
  const keep = (looks: Record<string, string>) =>
    d.row('select public.keep_looks($1)::text as done', [looks]);
  const last = (name: string) =>
    d
      .row<{ at: string | null }>("select (select to_jsonb(l) #>> '{}' from public.last_look($1) l) as at", [
        name,
      ])
      .then(({ at: is }) => (is === null ? null : Date.parse(is)));
  await keep({ cards: at(5), hooks: at(7) });
  expect(await last('cards')).toBe(Date.parse(at(5)));
  await keep({ cards: at(4), hooks: at(8) });
  expect([await last('cards'), await last('hooks'), await last('nothing')]).toEqual([
    Date.parse(at(5)),
    Date.parse(at(8)),
    null,
  ]);
});

/** [what waits, the row that waits, when the question is asked, what is answered] */
test('design §8 · one question for all lists: each says yes for what its own list would show', async () => {
  const d = desk();
  const { id } = await d.lead();
  const asked = async () => (await d.row<{ is: Row }>('select public.waiting_work($1) as is', [at(0)])).is;
  const nothing = { held: 0, placeholders: false, follow_ups: false, ladders: false };
  expect(await asked()).toEqual(nothing);
  await set(d, 'leads', id, { held_at: at(9), held_cause: 'timeout' });
  expect(await asked()).toEqual({ ...nothing, held: 1 });
  await set(d, 'leads', id, { held_at: null, held_cause: null, spoken_at: at(0), spoken_cycle: 0 });
  expect(await asked()).toEqual({ ...nothing, ladders: true });
  await set(d, 'leads', id, { ladder_cycle: 0 });
  const words = await put(d, 'messages', aMessage(id, { disposition: 'placeholder', recorded_at: at(-1) }));
  expect(await asked()).toEqual({ ...nothing, placeholders: true });
  await set(d, 'messages', words, { disposition: 'noted' });
  await d.supabase.db.query(
    `insert into public.follow_ups (lead_id, cycle, step, status, due_at) values ($1, 0, '1', 'planned', $2)`,
    [id, at(0)],
  );
  expect(await asked()).toEqual({ ...nothing, follow_ups: true });
});

test('V2 · the last word of a lead that is still kept, its text or its content', async () => {
  const d = desk();
  const { id } = await d.lead();
  const last = async () =>
    (
      await d.row<{ at: string | null }>(
        `select (select to_jsonb(l) #>> '{}' from public.last_inbound() l) as at`,
      )
    ).at;
  expect(await last()).toBeNull();
  await put(d, 'messages', aMessage(id, { recorded_at: at(1), content: null }));
  await put(d, 'messages', aMessage(id, { recorded_at: at(2), body: null, content: { kind: 'sticker' } }));
  await put(d, 'messages', aMessage(id, { recorded_at: at(3), body: null, content: null }));
  await put(d, 'messages', aMessage(id, { recorded_at: at(4), direction: 'out' }));
  expect(Date.parse(String(await last()))).toBe(Date.parse(at(2)));
  await d.supabase.db.query('delete from public.messages where body is null');
  expect(Date.parse(String(await last()))).toBe(Date.parse(at(1)));
});

/** [which message, whether it is emptied and counted] */
const TEXTS: readonly (readonly [string, Row, number])[] = [
  ['of before then', {}, 1],
  ['of which only the text is left', { content: null }, 1],
  ['of which only the content is left', { body: null, content: { kind: 'sticker' } }, 1],
  ['of then', { recorded_at: at(0) }, 0],
  ['that waits for its answer', { disposition: 'pending' }, 0],
  ['that is empty already', { body: null, content: null }, 0],
];
test.each(TEXTS)('V2 · a text %s', async (_, over, purged) => {
  const d = desk();
  const { id } = await d.lead();
  const kept = await put(d, 'messages', aMessage(id, { disposition: 'noted', recorded_at: at(9) }));
  const text = await put(
    d,
    'messages',
    aMessage(id, {
      disposition: 'answered',
      recorded_at: at(-1),
      content: { kind: 'text', text: 'oi' },
      ...over,
    }),
  );
  const was = await get(d, 'messages', text);
  const { n } = await d.row<{ n: number }>('select public.purge_texts($1, 10) as n', [at(0)]);
  expect(n).toBe(purged);
  const now = await get(d, 'messages', text);
  expect(now).toEqual(purged === 1 ? { ...was, body: null, content: null } : was);
  expect(await get(d, 'messages', kept)).toMatchObject({ body: 'oi' });
});
test('V2 · the bubbles of ended replies of before then go with it, and of no other', async () => {
  const d = desk();
  const { id } = await d.lead();
  const reply = (over: Row) =>
    put(d, 'replies', aReply(id, { created_at: at(-9), finished_at: at(-8), outcome: 'sent', ...over }));
  const old = await reply({});
  const young = await reply({ created_at: at(0) });
  const open = await reply({ finished_at: null, outcome: null });
  await d.row('select public.purge_texts($1, 10) as n', [at(0)]);
  const bubbles = async (which: string) => (await get<{ bubbles: unknown }>(d, 'replies', which)).bubbles;
  expect([await bubbles(old), await bubbles(young), await bubbles(open)]).toEqual([[], ['Oi!'], ['Oi!']]);
});
test('V2 · no more than asked for at once, replies that are empty already not among them', async () => {
  const d = desk();
  const { id } = await d.lead();
  const reply = (createdAt: string, bubbles: readonly string[]) =>
    put(d, 'replies', aReply(id, { created_at: createdAt, finished_at: at(-1), outcome: 'sent', bubbles }));
  await reply(at(-9), []);
  const full = await reply(at(-8), ['Oi!']);
  for (const ms of [-5, -4])
    await put(d, 'messages', aMessage(id, { disposition: 'noted', recorded_at: at(ms) }));
  expect((await d.row<{ n: number }>('select public.purge_texts($1, 1) as n', [at(0)])).n).toBe(1);
  expect(await get(d, 'replies', full)).toMatchObject({ bubbles: [] });
});

test('P5, R19 · what a reminder starts from is this lead’s: its own meeting ahead, its own words, its own reminders of that time', async () => {
  const d = desk();
  await somebodyElse(d);
  const { id: other } = await d.lead(anAddress({ phone: '+5581988880000' }));
  await put(d, 'messages', aMessage(other));
  const { id } = await d.lead();
  type Turn = {
    lead: { id: string };
    pending: boolean;
    meeting: { id: string } | null;
    reminded: readonly string[];
    restoredAt: string | null;
  };
  const turn = async (): Promise<Turn | null> =>
    (await d.row<{ is: Turn | null }>('select public.reminder_turn($1, $2) as is', [id, at(0)])).is;
  expect(await turn()).toMatchObject({ lead: { id }, pending: false, meeting: null, reminded: [] });

  const meeting = (lead: string, over: Row = {}) =>
    put(d, 'meetings', {
      lead_id: lead,
      status: 'booked',
      starts_at: at(7_200_000),
      ends_at: at(9_000_000),
      claim: 1,
      title: 'Conversa',
      created_at: at(-9),
      ...over,
    });
  await meeting(other, { starts_at: at(72_000_000), ends_at: at(72_600_000) });
  await meeting(id, { status: 'cancelled' });
  expect((await turn())?.meeting).toBeNull();
  const mine = await meeting(id);
  expect((await turn())?.meeting).toMatchObject({ id: mine });

  const seconds = Date.parse(at(7_200_000)) / 1000;
  const said = (lead: string, key: string) =>
    put(d, 'messages', aMessage(lead, { direction: 'out', dedupe_key: key }));
  await said(id, `reminder:${mine}:${seconds}:24h`);
  await said(id, `reminder:${mine}:${seconds - 60}:1h`);
  await said(other, `reminder:${mine}:${seconds}:1h:other`);
  expect((await turn())?.reminded).toEqual(['24h']);

  const looked = (name: string, ms: number) =>
    d.row('select public.keep_looks($1)::text as done', [{ [name]: at(ms) }]);
  await looked('reminders', 5);
  expect((await turn())?.restoredAt).toBeNull();
  await looked('restored', 3);
  expect(Date.parse((await turn())?.restoredAt ?? '')).toBe(Date.parse(at(3)));

  const words = await put(d, 'messages', aMessage(id, { disposition: 'answered' }));
  expect((await turn())?.pending).toBe(false);
  await set(d, 'messages', words, { disposition: 'pending', deleted_at: at(0) });
  expect((await turn())?.pending).toBe(false);
  await set(d, 'messages', words, { deleted_at: null });
  expect((await turn())?.pending).toBe(true);

  await set(d, 'meetings', mine, { starts_at: at(-9), ends_at: at(0) });
  expect((await turn())?.meeting).toBeNull();
});
