/** What the console shows, guard by guard: of each lead its own, of each list its page */
import { expect, test } from 'vitest';
import { anAddress, type Desk, useDesk } from '../support/database.ts';
import { aMessage, at, EVERY_SIGNAL, put, set } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;

const aDecision = (d: Desk, lead: string, kind: string, reason: string, evidence: Row = {}) =>
  d.row<{ id: number }>(
    `insert into public.decisions (lead_id, at, kind, reason, epoch, evidence) values ($1, $2, $3, $4, 0, $5) returning id`,
    [lead, at(0), kind, reason, JSON.stringify(evidence)],
  );
const aStep = (
  d: Desk,
  lead: string,
  over: { cycle?: number; step?: string; due: number; status?: string },
) =>
  d.supabase.db.query(
    `insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values ($1, $2, $3, $4, $5, $6)`,
    [
      lead,
      over.cycle ?? 0,
      over.step ?? '1',
      over.status ?? 'planned',
      at(over.due),
      over.status === undefined ? null : at(-1),
    ],
  );
const aLead = async (d: Desk, over: Row = {}, phone = '+5581990000001'): Promise<string> => {
  const { id } = await d.lead(anAddress({ phone }));
  await set(d, 'leads', id, over);
  return id;
};
const shown = (d: Desk, id: string): Promise<Row> =>
  d
    .row<{ is: Row }>('select public.console_lead(l, $2) as is from public.leads l where id = $1', [
      id,
      at(0),
    ])
    .then(({ is }) => is);
const instant = (value: unknown): number | null => (value == null ? null : Date.parse(String(value)));
const ms = (offset: number): number => Date.parse(at(offset));
/** Every row that a function answers with. */
const all = async (d: Desk, call: string, values: readonly unknown[]): Promise<readonly Row[]> =>
  (await d.supabase.db.query<{ is: Row }>(`select to_jsonb(t) as is from ${call} t`, [...values])).rows.map(
    ({ is }) => is,
  );

/** [what stands on the row, the row, by which signal a person has it, since when, until when] */
const HELD_BY: readonly (readonly [string, Row, string | null, number | null, number | null])[] = [
  ['nothing', {}, null, null, null],
  ['every signal', EVERY_SIGNAL, 'opt_out', -70, null],
  ['a stop alone', { opted_out_at: at(-70) }, 'opt_out', -70, null],
  ['all but a stop', { ...EVERY_SIGNAL, opted_out_at: null }, 'human_stage', -71, null],
  [
    'a handover and a person’s reply',
    { bot_handoff_at: at(-74), human_reply_at: at(-73), human_reply_until: at(9) },
    'bot_handoff',
    -74,
    null,
  ],
  [
    'a handover that the card’s return did not outlive',
    { bot_handoff_at: at(-74), card_returned_at: at(-75) },
    'bot_handoff',
    -74,
    null,
  ],
  [
    'a handover that the card’s return ended, and a reply since',
    { bot_handoff_at: at(-74), card_returned_at: at(-73), human_reply_at: at(-72), human_reply_until: at(9) },
    'human_reply',
    -72,
    9,
  ],
  ['a person’s reply', { human_reply_at: at(-73), human_reply_until: at(9) }, 'human_reply', -73, 9],
  ['a person’s reply that is over', { human_reply_at: at(-73), human_reply_until: at(0) }, null, null, null],
];
test.each(HELD_BY)(
  'a lead with %s on its row: who has it, and by what',
  async (_, row, signal, since, until) => {
    const d = desk();
    const lead = await shown(d, await aLead(d, { ...row, held_at: null, held_cause: null }));
    expect([lead['holder'], lead['signal'], instant(lead['since']), instant(lead['until'])]).toEqual([
      signal === null ? 'bot' : 'person',
      signal,
      since === null ? null : ms(since),
      until === null ? null : ms(until),
    ]);
  },
);

/** [the lead, what stands on its row, its last decision, whether it is nobody's, since when, and why] */
const WAITS: readonly (readonly [string, Row, string, readonly Row[], boolean, number | null, string])[] = [
  ['parked', { held_at: at(-40), held_cause: 'timeout' }, 'hold', [{}], true, -40, 'timeout'],
  ['back in the queue', {}, 'hold', [{ sent_at: at(-20) }, { sent_at: at(-10) }], true, -20, 'why'],
  [
    'back in the queue after an answer',
    {},
    'hold',
    [{ sent_at: at(-30), disposition: 'answered' }, { sent_at: at(-20) }],
    true,
    -20,
    'why',
  ],
  ['answered', {}, 'hold', [{ disposition: 'answered' }], false, null, 'why'],
  ['being answered', {}, 'speak', [{}], false, null, 'why'],
];
test.each(WAITS)(
  'a lead that is %s is nobody’s as long as a message of its own waits for a proof',
  async (_, row, kind, messages, isNobodys, since, cause) => {
    const d = desk();
    const id = await aLead(d, row);
    const other = await aLead(d, {}, '+5581990000002');
    for (const message of messages) await put(d, 'messages', aMessage(id, message));
    await put(d, 'messages', aMessage(other, { sent_at: at(-99) }));
    await aDecision(d, id, kind, 'why');
    await aDecision(d, other, kind === 'hold' ? 'silence' : 'hold', 'theirs');
    const lead = await shown(d, id);
    expect([lead['holder'], lead['heldCause']]).toEqual([isNobodys ? 'nobody' : 'bot', cause]);
    expect(instant(lead['since'])).toBe(since === null ? null : ms(since));
  },
);
test('a lead that waits and that a person has is the person’s', async () => {
  const d = desk();
  const id = await aLead(d, { human_stage_at: at(-9), held_at: at(-5), held_cause: 'timeout' });
  await put(d, 'messages', aMessage(id));
  await aDecision(d, id, 'hold', 'timeout');
  expect(await shown(d, id)).toMatchObject({ holder: 'person', signal: 'human_stage' });
});

test('a takeover is told by the newest act of this lead that set this very signal', async () => {
  const d = desk();
  const id = await aLead(d, { human_stage_at: at(-9) });
  const other = await aLead(d, {}, '+5581990000002');
  await aDecision(d, id, 'takeover', 'live_read', { signal: 'human_stage', author: 1 });
  await aDecision(d, id, 'takeover', 'card', { signal: 'human_stage', author: 7 });
  await aDecision(d, id, 'release', 'card', { signal: 'human_stage', author: 8 });
  await aDecision(d, id, 'takeover', 'phone', { signal: 'human_reply', author: 9 });
  await aDecision(d, other, 'takeover', 'hook', { signal: 'human_stage', author: 10 });
  expect((await shown(d, id))['takeover']).toEqual({ reason: 'card', author: 7 });
});

test('the next follow-up is the first that is planned for this lead in this cycle', async () => {
  const d = desk();
  const id = await aLead(d, { cycle: 1 });
  const other = await aLead(d, { cycle: 1 }, '+5581990000002');
  await aStep(d, id, { cycle: 1, step: '3', due: 60 });
  await aStep(d, id, { cycle: 1, step: '2', due: 50 });
  await aStep(d, id, { cycle: 1, step: '1', due: 10, status: 'sent' });
  await aStep(d, id, { cycle: 0, due: 20 });
  await aStep(d, other, { cycle: 1, due: 30 });
  expect(instant((await shown(d, id))['nextFollowUpAt'])).toBe(ms(50));
});

test('a lead waits for an answer while the last word of its talk is its own', async () => {
  const d = desk();
  const id = await aLead(d);
  const other = await aLead(d, {}, '+5581990000002');
  const waitingSince = async () => instant((await shown(d, id))['waitingSince']);
  expect(await waitingSince()).toBeNull();
  await put(d, 'messages', aMessage(id, { sent_at: at(-20) }));
  await put(d, 'messages', aMessage(other, { sent_at: at(-10), direction: 'out', status: 'sent' }));
  expect(await waitingSince()).toBe(ms(-20));
  await put(d, 'messages', aMessage(id, { sent_at: at(-5), direction: 'out', status: 'sent' }));
  await put(d, 'messages', aMessage(other, { sent_at: at(-4) }));
  expect(await waitingSince()).toBeNull();
});

test('a lead goes by the name that it gave, else by that of its profile; its last word is its place, else its first sight', async () => {
  const d = desk();
  const told = async (over: Row) => {
    const id = await aLead(d, { ...over, created_at: at(-50) });
    const lead = await shown(d, id);
    return [lead['name'], instant(lead['latestAt'])];
  };
  expect(await told({ profile_name: 'Bia' })).toEqual(['Bia', ms(-50)]);
  expect(await told({ profile_name: 'Bia', facts: { name: 'Beatriz' }, last_inbound_at: at(-3) })).toEqual([
    'Beatriz',
    ms(-3),
  ]);
});

test('the board goes on after the last lead of the page before it, and nobody is left out or shown twice', async () => {
  const d = desk();
  const first = await aLead(d, { last_inbound_at: at(30), created_at: at(0) }, '+5581990000001');
  const silent = await aLead(d, { created_at: at(20) }, '+5581990000002');
  const same = [
    await aLead(d, { last_inbound_at: at(10) }, '+5581990000003'),
    await aLead(d, { last_inbound_at: at(10) }, '+5581990000004'),
  ].sort((a, b) => b.localeCompare(a));
  const page = async (before: string | null, id: string | null, limit: number) =>
    (await all(d, 'public.console_board($1, $2, $3, $4)', [before, id, at(0), limit])).map(
      (row) => row['id'],
    );
  expect(await page(null, null, 9)).toEqual([first, silent, ...same]);
  expect(await page(null, null, 2)).toEqual([first, silent]);
  expect(await page(at(30), first, 2)).toEqual([silent, same[0]]);
  expect(await page(at(20), silent, 9)).toEqual(same);
  expect(await page(at(10), same[0] ?? null, 9)).toEqual(same.slice(1));
  // An instant alone: nobody of that instant was shown.
  expect(await page(at(10), null, 9)).toEqual(same);
});

test('a talk and a ledger come newest first, each lead’s own, and go on below the last line of the page before', async () => {
  const d = desk();
  const id = await aLead(d);
  const other = await aLead(d, {}, '+5581990000002');
  for (const body of ['um', 'dois', 'três']) {
    await put(d, 'messages', aMessage(id, { body }));
    await aDecision(d, id, 'silence', body);
    await put(d, 'messages', aMessage(other, { body: `outro ${body}` }));
    await aDecision(d, other, 'silence', `outro ${body}`);
  }
  const talk = (below: unknown, limit: number) =>
    all(d, 'public.console_talk($1, $2, $3)', [id, below, limit]);
  const [third, second] = await talk(null, 2);
  expect([third?.['body'], second?.['body']]).toEqual(['três', 'dois']);
  expect((await talk(second?.['arrival'], 9)).map((row) => row['body'])).toEqual(['um']);

  const ledger = (below: unknown, limit: number) =>
    all(d, 'public.console_ledger($1, $2, $3)', [id, below, limit]);
  const [newest, middle] = await ledger(null, 2);
  expect([newest?.['reason'], middle?.['reason']]).toEqual(['três', 'dois']);
  expect((await ledger(middle?.['id'], 9)).map((row) => row['reason'])).toEqual(['um']);
});

test('news is what was decided since, once each and with the lead that it is about', async () => {
  const d = desk();
  const id = await aLead(d);
  const other = await aLead(d, {}, '+5581990000002');
  const { id: seen } = await aDecision(d, id, 'speak', 'seen');
  await aDecision(d, other, 'hold', 'theirs');
  await aDecision(d, id, 'silence', 'ours');
  const news = await all(d, 'public.console_news($1, $2)', [seen, 9]);
  expect(news.map(({ key, reason }) => [key, reason])).toEqual([
    ['+5581990000001', 'ours'],
    ['+5581990000002', 'theirs'],
  ]);
});

test('V5 · while speech is on there is no stop to show; once it is off, since when and by whom', async () => {
  const d = desk();
  const stop = () => all(d, 'public.console_stop()', []);
  expect(await stop()).toEqual([]);
  await d.row("select public.stop_speech($1, 'Marta')::text as done", [at(-7)]);
  const [told, ...more] = await stop();
  expect([instant(told?.['at']), told?.['by'], more]).toEqual([ms(-7), 'Marta', []]);
  await d.row('select public.stop_speech(null)::text as done');
  expect(await stop()).toEqual([]);
});
