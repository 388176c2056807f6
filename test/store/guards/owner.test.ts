/** Who holds a lead, by the row alone: each signal, each of its times, each boundary (I1, R9, R14). */
import { expect, test } from 'vitest';
import { HOUR_MS, NOW_MS, useDesk } from '../support/database.ts';
import { at, get, set, somebodyElse } from './support.ts';

const desk = useDesk();
const CREATED = 16_000_001;
const OTHER = 16_000_002;

const OWNERS: readonly (readonly [string, Readonly<Record<string, string>>, 'bot' | 'human'])[] = [
  ['no signal', {}, 'bot'],
  ['an opt-out', { opted_out_at: at(-1) }, 'human'],
  ['an opt-out, and a return after it', { opted_out_at: at(-2), card_returned_at: at(-1) }, 'human'],
  ['a person’s stage', { human_stage_at: at(-1) }, 'human'],
  ['a person’s stage, and a return after it', { human_stage_at: at(-2), card_returned_at: at(-1) }, 'human'],
  ['the bot’s hand-over', { bot_handoff_at: at(-1) }, 'human'],
  ['the bot’s hand-over, returned before', { bot_handoff_at: at(-1), card_returned_at: at(-2) }, 'human'],
  [
    'the bot’s hand-over, returned in its moment',
    { bot_handoff_at: at(-1), card_returned_at: at(-1) },
    'human',
  ],
  ['the bot’s hand-over, returned after', { bot_handoff_at: at(-2), card_returned_at: at(-1) }, 'bot'],
  ['a return alone', { card_returned_at: at(-1) }, 'bot'],
  ['a person’s reply', { human_reply_at: at(-2), human_reply_until: at(1) }, 'human'],
  ['a person’s reply that ends now', { human_reply_at: at(-2), human_reply_until: at(0) }, 'bot'],
  ['a person’s reply without an end', { human_reply_at: at(-2) }, 'bot'],
  ['an end without a reply', { human_reply_until: at(1) }, 'bot'],
  [
    'a person’s reply, returned before',
    { human_reply_at: at(-2), human_reply_until: at(1), card_returned_at: at(-3) },
    'human',
  ],
  [
    'a person’s reply, returned in its moment',
    { human_reply_at: at(-2), human_reply_until: at(1), card_returned_at: at(-2) },
    'human',
  ],
  [
    'a person’s reply, returned after',
    { human_reply_at: at(-2), human_reply_until: at(1), card_returned_at: at(-1) },
    'bot',
  ],
];
test.each(OWNERS)('I1 · a row with %s', async (_name, row, owner) => {
  const found = await desk().row(
    'select public.owner_at(jsonb_populate_record(null::public.leads, $1::jsonb), $2::timestamptz) as owner',
    [JSON.stringify(row), at(0)],
  );
  expect(found).toEqual({ owner });
});

type Times = Readonly<Record<string, number | null>>;
/** The lead's times after `do`, in milliseconds from now; what was set before is given likewise. */
async function timesAfter(
  before: Times,
  act: (id: string) => readonly [sql: string, values: readonly unknown[]],
): Promise<{ times: Times; epoch: number; ledger: readonly string[] }> {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  for (const [column, ms] of Object.entries(before))
    if (ms !== null)
      await d.supabase.db.query(`update public.leads set ${column} = $2 where id = $1`, [id, at(ms)]);
  const [sql, values] = act(id);
  await d.supabase.db.query(sql, [...values]);
  const row = await d.row<Record<string, string | number | null>>(
    'select to_jsonb(l) as l, l.* from public.leads l where id = $1',
    [id],
  );
  const times = Object.fromEntries(
    Object.keys(before).map((column) => {
      const value = row[column];
      return [column, value === null || value === undefined ? null : new Date(value).getTime() - NOW_MS];
    }),
  );
  const ledger = (await d.store.decisionsOf(id as never, 20)).map(({ kind, reason }) => `${kind} ${reason}`);
  return { times, epoch: Number(row['epoch']), ledger };
}

const take =
  (signal: string, signalAt: number, now: number, until: number | null = null) =>
  (id: string) =>
    [
      'select public.record_takeover($1, $2, $3, $4, $5)',
      [id, signal, at(signalAt), until === null ? null : at(until), at(now)],
    ] as const;

/** [signal, its column, before, told at, recorded at, after, is news]. */
const SIGNALS: readonly (readonly [string, string, number | null, number, number, number, boolean])[] = [
  ['opt_out', 'opted_out_at', null, -5, 0, -5, true],
  ['opt_out', 'opted_out_at', -9, -5, 0, -5, false],
  ['opt_out', 'opted_out_at', -2, -5, 0, -2, false],
  ['human_stage', 'human_stage_at', null, -5, 0, 0, true],
  ['human_stage', 'human_stage_at', -9, -5, 0, 0, false],
  ['human_stage', 'human_stage_at', 7, -5, 0, 7, false],
  ['human_reply', 'human_reply_at', null, -5, 0, -5, true],
  ['human_reply', 'human_reply_at', -9, -5, 0, -5, true],
  ['human_reply', 'human_reply_at', -2, -5, 0, -2, false],
  ['human_reply', 'human_reply_at', -5, -5, 0, -5, false],
  ['human_reply', 'human_reply_at', null, 50, 0, 0, true],
  ['human_reply', 'human_reply_at', 0, 50, 0, 0, false],
  ['bot_handoff', 'bot_handoff_at', null, -5, 0, -5, true],
  ['bot_handoff', 'bot_handoff_at', -9, -5, 0, -5, true],
  ['bot_handoff', 'bot_handoff_at', -2, -5, 0, -2, false],
  ['bot_handoff', 'bot_handoff_at', -5, -5, 0, -5, false],
];
test.each(SIGNALS)(
  'R9 · %s in %s: stood at %s, told of %i, at %i: stands at %i, news: %s',
  async (signal, column, before, told, now, after, isNews) => {
    const { times, epoch, ledger } = await timesAfter({ [column]: before }, take(signal, told, now));
    expect(times).toEqual({ [column]: after });
    expect(epoch).toBe(1);
    expect(ledger.length).toBe(isNews ? 1 : 0);
  },
);

/** When the card says it was moved: [stage stood, moved before, told of, recorded at, moved after, is news]. */
const MOVES: readonly (readonly [number | null, number | null, number, number, number, boolean])[] = [
  [null, null, -5, 0, -5, true],
  [-9, -9, -5, 0, -5, true],
  [-9, -5, -5, 0, -5, false],
  [-9, -2, -5, 0, -2, false],
  [null, -2, -5, 0, -2, true],
  [null, null, 50, 0, 0, true],
  [-9, 0, 50, 0, 0, false],
];
test.each(MOVES)(
  'R9 · a move: the stage stood at %s, of a move at %s, told of %i at %i: moved at %i, news: %s',
  async (stood, moved, told, now, after, isNews) => {
    const { times, ledger } = await timesAfter(
      { human_stage_at: stood, human_stage_moved_at: moved },
      take('human_stage', told, now),
    );
    expect(times['human_stage_moved_at']).toBe(after);
    expect(ledger.length).toBe(isNews ? 1 : 0);
  },
);

test.each([
  [null, 10, 10],
  [5, 10, 10],
  [20, 10, 20],
])('R11 · a reply’s end stood at %s, told %i: %i', async (before, told, after) => {
  const { times } = await timesAfter({ human_reply_until: before }, take('human_reply', -5, 0, told));
  expect(times['human_reply_until']).toBe(after);
});

test.each([
  ['opt_out', 'opt_out'],
  ['human_stage', 'card'],
  ['human_reply', 'phone'],
  ['bot_handoff', 'bot_handoff'],
])('V8 · %s without a source is in the ledger as %s', async (signal, reason) => {
  expect((await timesAfter({}, take(signal, -1, 0))).ledger).toEqual([`takeover ${reason}`]);
});

test('V8 · a takeover with a source is in the ledger as that', async () => {
  const { ledger } = await timesAfter({}, (id) => [
    `select public.record_takeover($1, 'opt_out', $2, null, $2, '{"reason": "live_read"}')`,
    [id, at(0)],
  ]);
  expect(ledger).toEqual(['takeover live_read']);
});

/** [returned before, told of, recorded at, returned after, released]. */
const RETURNS: readonly (readonly [number | null, number, number | null, number, boolean])[] = [
  [null, -5, 0, -5, true],
  [-9, -5, 0, -5, true],
  [-5, -5, 0, -5, false],
  [-2, -5, 0, -2, false],
  [null, 50, 0, 0, true],
  [null, 50, null, 50, true],
  [0, 50, 0, 0, false],
];
test.each(RETURNS)(
  'R9, V1 · returned at %s, told of %i at %s: returned at %i, a release: %s',
  async (before, told, now, after, released) => {
    const { times, epoch, ledger } = await timesAfter({ card_returned_at: before }, (id) => [
      'select public.record_return($1, $2, $3)',
      [id, at(told), now === null ? null : at(now)],
    ]);
    expect(times).toEqual({ card_returned_at: after });
    expect(epoch).toBe(released ? 1 : 0);
    expect(ledger).toEqual(released ? ['release card'] : []);
  },
);

test('V8 · a return with a source is in the ledger as that', async () => {
  const { ledger } = await timesAfter({}, (id) => [
    `select public.record_return($1, $2, $2, '{"reason": "live_read"}')`,
    [id, at(-HOUR_MS)],
  ]);
  expect(ledger).toEqual(['release live_read']);
});

/** [which card was moved, when, the made card's creation, the takeover, released]: in seconds. */
const MADE: readonly (readonly [number | null, number, number | null, number | null, boolean])[] = [
  [CREATED, -10, -20, -30, true],
  [CREATED, -20, -20, -30, true],
  [CREATED, -21, -20, -30, false],
  [CREATED, -10, -30, -20, false],
  [CREATED, -10, -20, -20, false],
  [CREATED, -10, null, -20, false],
  [CREATED, -10, -20, null, false],
  [OTHER, -10, -20, -30, false],
  [null, -10, -20, -30, false],
];
test.each(MADE)(
  'P3 · card %s moved to the bot at %i, one made at %s, a person’s since %s: released %s',
  async (moved, movedAt, createdAt, takenAt, released) => {
    const d = desk();
    await somebodyElse(d);
    const { id } = await d.lead();
    const seconds = (count: number | null): string | null => (count === null ? null : at(count * 1000));
    await set(d, 'leads', id, {
      card_created_id: CREATED,
      card_created_at: createdAt === null ? null : at(createdAt * 1000 + 700),
      human_stage_at: takenAt === null ? null : at(takenAt * 1000 + 700),
      human_stage_moved_at: seconds(takenAt),
    });
    const others = () =>
      d.supabase.db.query('select to_jsonb(l) as l from public.leads l where id <> $1', [id]);
    const before = await others();
    await d.supabase.db.query('select public.record_return($1, $2, $3, null, $4)', [
      id,
      seconds(movedAt),
      at(0),
      moved,
    ]);
    expect((await others()).rows).toEqual(before.rows);
    const row = await get(d, 'leads', id);
    expect(row['human_stage_at'] === null).toBe(released || takenAt === null);
    expect(row['human_stage_moved_at'] === null).toBe(released || takenAt === null);
    expect(row['epoch']).toBe(released ? 2 : 1);
    const ledger = (await d.store.decisionsOf(id, 9)).map(({ kind }) => kind);
    expect(ledger).toHaveLength(released ? 2 : 1);
  },
);

test.each<[string, number, number]>([
  ['a shorter pause leaves the longer one', 60, 30],
  ['a longer pause is the new one', 30, 60],
])('H12 · %s, and the ledger says until when', async (_name, first, second) => {
  const d = desk();
  const { id } = await d.lead();
  for (const [index, minutes] of [first, second].entries())
    await d.supabase.db.query('select public.record_takeover($1, $2, $3, $4, $5)', [
      id,
      'human_reply',
      at(index * 1000),
      at(minutes * 60_000),
      at(index * 1000),
    ]);
  const { rows } = await d.supabase.db.query<{ until: string }>(
    "select evidence ->> 'until' as until from public.decisions where lead_id = $1 order by id",
    [id],
  );
  const until = [first, Math.max(first, second)].map((minutes) => NOW_MS + minutes * 60_000);
  expect(rows.map((row) => Date.parse(row.until))).toEqual(until);
});

test('H12 · a takeover that ends by itself says until when, and no other does', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.supabase.db.query('select public.record_takeover($1, $2, $3, $4, $3)', [
    id,
    'bot_handoff',
    at(0),
    at(60_000),
  ]);
  const { until } = await d.row<{ until: string | null }>(
    "select evidence ->> 'until' as until from public.decisions where lead_id = $1",
    [id],
  );
  expect(until).toBeNull();
});

test('V5 · who stopped the bot first is on record until it is started, and then nobody is', async () => {
  const d = desk();
  const stop = (ms: number | null, by: string | null) =>
    d.supabase.db.query('select public.stop_speech($1, $2)', [ms === null ? null : at(ms), by]);
  const state = () =>
    d.row<{ at: Date | string | null; by: string | null }>(
      "select to_jsonb(stopped_at) #>> '{}' as at, stopped_by as by from public.switches where name = 'speech'",
    );
  await stop(0, 'Marcos');
  await stop(1000, 'Paula');
  expect((await state()).by).toBe('Marcos');
  await stop(null, 'Paula');
  expect(await state()).toEqual({ at: null, by: null });
  await stop(2000, 'Paula');
  expect((await state()).by).toBe('Paula');
});
