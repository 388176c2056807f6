/** Times that are held, guard by guard: whose meeting, which claim, until when, and what stands in the way (S1, S2, P5). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, HOUR_MS, MINUTE_MS, useDesk } from '../support/database.ts';
import { at, get, put, set } from './support.ts';

const desk = useDesk();
const NOBODY = '00000000-0000-4000-8000-0000000000ff';

type Row = Readonly<Record<string, unknown>>;
type Answer = { readonly outcome: string; readonly resumed?: boolean; readonly meeting?: Row };

/** Hours from the tests' now. */
const h = (hours: number): string => at(hours * HOUR_MS);
const past = at(-MINUTE_MS);
const soon = at(MINUTE_MS);
let made = 0;
/** A booked half hour, two hours ahead. */
const aMeeting = (leadId: string, over: Row = {}): Row => {
  made += 1;
  const from = over['starts_at'] === undefined ? h(2) : String(over['starts_at']);
  return {
    lead_id: leadId,
    status: 'booked',
    starts_at: from,
    ends_at: new Date(Date.parse(from) + 30 * MINUTE_MS).toISOString(),
    claim: 1,
    title: `Conversa ${made}`,
    created_at: at(-9),
    booked_at: over['status'] === 'claimed' ? null : at(-8),
    ...over,
  };
};
const claimed = (over: Row = {}): Row => ({
  status: 'claimed',
  claimed_until: soon,
  calendar_id: 'agenda',
  ...over,
});

/** Two leads, the second of whom is always somebody else. */
async function two(): Promise<{ d: Desk; ana: string; bia: string }> {
  const d = desk();
  const { id: bia } = await d.lead(anAddress({ phone: '+5581988880000' }));
  const { id: ana } = await d.lead();
  return { d, ana, bia };
}
const ask = async <T = Answer>(d: Desk, call: string, values: readonly unknown[]): Promise<T> =>
  (await d.row<{ answer: T }>(`select ${call} as answer`, values)).answer;
const list = async (d: Desk, call: string, values: readonly unknown[]): Promise<readonly Row[]> =>
  (
    await d.row<{ rows: readonly Row[] }>(
      `select coalesce(jsonb_agg(to_jsonb(m)), '[]') as rows from ${call} m`,
      values,
    )
  ).rows;
const cycleOf = async (d: Desk, id: string) => (await get<{ cycle: number }>(d, 'leads', id)).cycle;
const time = (text: unknown): number => Date.parse(String(text));

const book = (d: Desk, lead: string, from: string, calendar: string | null = 'agenda', to?: string) =>
  ask(d, 'public.book_meeting($1, $2, $3, $4, $5, $6, $7, $8)', [
    lead,
    from,
    to ?? new Date(Date.parse(from) + 30 * MINUTE_MS).toISOString(),
    calendar,
    'ana@example.com',
    'Conversa',
    60,
    at(0),
  ]);

test('S1 · a first time is claimed where a calendar has to agree, and booked where this table is the calendar', async () => {
  const { d, ana, bia } = await two();
  const cycle = await cycleOf(d, ana);
  const claim = await book(d, ana, h(2));
  expect(claim).toMatchObject({ outcome: 'claimed', resumed: false });
  expect(claim.meeting).toMatchObject({ claim: 1, calendar_id: 'agenda', booked_at: null });
  expect(time(claim.meeting?.['claimed_until'])).toBe(time(soon));
  expect(await cycleOf(d, ana)).toBe(cycle);

  const own = await book(d, bia, h(4), null);
  expect(own).toMatchObject({ outcome: 'booked', resumed: false });
  expect(own.meeting).toMatchObject({ claimed_until: null, calendar_id: null });
  expect(time(own.meeting?.['booked_at'])).toBe(time(at(0)));
  expect(await cycleOf(d, bia)).toBe(cycle + 1);
});

test('S1 · a claim of one’s own is taken up: another time, a new fence, a new end; others’ stay', async () => {
  const { d, ana, bia } = await two();
  const theirs = await put(d, 'meetings', aMeeting(bia, claimed({ starts_at: h(9) })));
  const mine = await put(d, 'meetings', aMeeting(ana, claimed()));
  const was = await get(d, 'meetings', theirs);
  const answer = await book(d, ana, h(3));
  expect(answer).toMatchObject({ outcome: 'claimed', resumed: true, meeting: { id: mine, claim: 2 } });
  expect(time(answer.meeting?.['starts_at'])).toBe(time(h(3)));
  expect(answer.meeting).toMatchObject({ email: 'ana@example.com', title: 'Conversa' });
  expect(await get(d, 'meetings', theirs)).toEqual(was);
});

test.each(['over', 'cancelled', 'released', 'surplus'])(
  'S1 · a meeting that is %s is not the lead’s own: a new one is made',
  async (status) => {
    const { d, ana } = await two();
    const old = await put(d, 'meetings', aMeeting(ana, { status, starts_at: h(8) }));
    const was = await get(d, 'meetings', old);
    expect(await book(d, ana, h(2))).toMatchObject({ outcome: 'claimed', resumed: false });
    expect(await get(d, 'meetings', old)).toEqual(was);
  },
);

/** [what the lead has, its meeting, what is answered to the wish for two hours from now] */
const OWN: readonly (readonly [string, Row, string])[] = [
  ['this time', {}, 'booked'],
  ['another time', { starts_at: h(5) }, 'other_time'],
  [
    'this time, and is moving away',
    { next_starts_at: h(5), next_ends_at: h(6), claimed_until: soon },
    'other_time',
  ],
  ['a time that is past', { starts_at: h(-3) }, 'claimed'],
];
test.each(OWN)('S1 · a lead whose booked meeting has %s', async (_, over, outcome) => {
  const { d, ana } = await two();
  const mine = await put(d, 'meetings', aMeeting(ana, over));
  expect(await book(d, ana, h(2))).toMatchObject({ outcome });
  expect(await get(d, 'meetings', mine)).toMatchObject({
    status: outcome === 'claimed' ? 'over' : 'booked',
    claim: 1,
  });
});

/** [what holds the time, the other's meeting, what is answered to the wish for 2:00 to 2:30] */
const IN_THE_WAY: readonly (readonly [string, Row, string])[] = [
  ['a booked meeting', {}, 'taken'],
  ['a claim', claimed(), 'taken'],
  ['a surplus event', { status: 'surplus' }, 'taken'],
  ['a claim that ran out', claimed({ claimed_until: past }), 'abandoned'],
  ['a claim that ends now', claimed({ claimed_until: at(0) }), 'abandoned'],
  ['a surplus event whose claim ran out', { status: 'surplus', claimed_until: past }, 'abandoned'],
  [
    'where a meeting is being moved to',
    { starts_at: h(7), next_starts_at: h(2), next_ends_at: h(2.5), claimed_until: soon },
    'taken',
  ],
  [
    'where a meeting was being moved to',
    { starts_at: h(7), next_starts_at: h(2), next_ends_at: h(2.5), claimed_until: past },
    'abandoned',
  ],
  ['nothing: it is over', { status: 'over' }, 'claimed'],
  ['nothing: it is off', { status: 'cancelled' }, 'claimed'],
  ['nothing: it is free again', { status: 'released' }, 'claimed'],
  ['nothing: it ends as this begins', { starts_at: h(1.5) }, 'claimed'],
  ['nothing: it begins as this ends', { starts_at: h(2.5) }, 'claimed'],
  [
    'nothing: it is being moved elsewhere',
    { starts_at: h(7), next_starts_at: h(5), next_ends_at: h(6), claimed_until: soon },
    'claimed',
  ],
];
test.each(IN_THE_WAY)('S1 · the time is held by %s', async (_, over, outcome) => {
  const { d, ana, bia } = await two();
  await put(d, 'meetings', aMeeting(bia, over));
  expect(await book(d, ana, h(2))).toMatchObject({ outcome });
  // A move asks the same.
  const mine = await put(
    d,
    'meetings',
    aMeeting(outcome === 'claimed' ? bia : ana, {
      starts_at: h(20),
      calendar_id: 'agenda',
      status: 'surplus',
    }),
  );
  if (outcome === 'claimed') return;
  await set(d, 'meetings', mine, { status: 'booked' });
  expect(await move(d, ana, h(2))).toMatchObject({ outcome });
});

const move = (d: Desk, lead: string, to: string) =>
  ask(d, 'public.move_meeting($1, $2, $3, $4)', [lead, to, 60, at(0)]);

test('S2 · a move keeps the length, holds both times and is another claim; in our own calendar it is done', async () => {
  const { d, ana, bia } = await two();
  await put(d, 'meetings', aMeeting(bia, { starts_at: h(30) }));
  const mine = await put(d, 'meetings', aMeeting(ana, { calendar_id: 'agenda', ends_at: h(3) }));
  const first = await move(d, ana, h(5));
  expect(first).toMatchObject({
    outcome: 'claimed',
    resumed: false,
    meeting: { id: mine, claim: 2, status: 'booked' },
  });
  expect(
    [first.meeting?.['starts_at'], first.meeting?.['next_starts_at'], first.meeting?.['next_ends_at']].map(
      time,
    ),
  ).toEqual([h(2), h(5), h(6)].map(time));
  expect(time(first.meeting?.['claimed_until'])).toBe(time(soon));
  // To where it is while it is being moved away: a move as well.
  expect(await move(d, ana, h(2))).toMatchObject({
    outcome: 'claimed',
    resumed: true,
    meeting: { claim: 3 },
  });
  await set(d, 'meetings', mine, { next_starts_at: null, next_ends_at: null, claimed_until: null });
  expect(await move(d, ana, h(2))).toMatchObject({ outcome: 'booked', meeting: { claim: 3 } });

  const ours = await put(d, 'meetings', aMeeting(bia, { starts_at: h(40), status: 'released' }));
  await d.supabase.db.query(`delete from public.meetings where lead_id = $1 and id <> $2`, [bia, ours]);
  await set(d, 'meetings', ours, { status: 'booked' });
  const moved = await move(d, bia, h(41));
  expect(moved).toMatchObject({ outcome: 'booked', meeting: { claim: 2, next_starts_at: null } });
  expect(time(moved.meeting?.['starts_at'])).toBe(time(h(41)));
});

test.each(['claimed', 'over', 'cancelled', 'released', 'surplus'])(
  'S2 · nothing to move: it is %s',
  async (status) => {
    const { d, ana, bia } = await two();
    await put(d, 'meetings', aMeeting(bia, { starts_at: h(9) }));
    await put(d, 'meetings', aMeeting(ana, { status, claimed_until: status === 'claimed' ? soon : null }));
    expect(await move(d, ana, h(5))).toEqual({ outcome: 'none' });
  },
);

const confirm = (d: Desk, id: string, claim = 1, link: string | null = 'https://meet.example/x') =>
  ask(d, 'public.confirm_meeting($1, $2, $3, $4)', [id, claim, link, at(0)]);

test('S1 · a claim that is confirmed is booked at its time, once; a move is where it went; the other’s is not touched', async () => {
  const { d, ana, bia } = await two();
  const theirs = await put(d, 'meetings', aMeeting(bia, claimed({ starts_at: h(9) })));
  const was = await get(d, 'meetings', theirs);
  const mine = await put(d, 'meetings', aMeeting(ana, claimed()));
  const cycle = await cycleOf(d, ana);
  const booked = await confirm(d, mine);
  expect(booked).toMatchObject({
    outcome: 'booked',
    meeting: { id: mine, status: 'booked', claimed_until: null, meet_link: 'https://meet.example/x' },
  });
  expect(
    [booked.meeting?.['starts_at'], booked.meeting?.['ends_at'], booked.meeting?.['booked_at']].map(time),
  ).toEqual([h(2), h(2.5), at(0)].map(time));
  expect(await cycleOf(d, ana)).toBe(cycle + 1);

  await set(d, 'meetings', mine, {
    next_starts_at: h(5),
    next_ends_at: h(6),
    claimed_until: soon,
    booked_at: at(-7),
  });
  const moved = await confirm(d, mine, 1, null);
  expect(moved.meeting).toMatchObject({
    next_starts_at: null,
    next_ends_at: null,
    meet_link: 'https://meet.example/x',
  });
  expect(
    [moved.meeting?.['starts_at'], moved.meeting?.['ends_at'], moved.meeting?.['booked_at']].map(time),
  ).toEqual([h(5), h(6), at(-7)].map(time));
  // A meeting that was booked already begins no new round.
  expect(await cycleOf(d, ana)).toBe(cycle + 1);
  expect(await get(d, 'meetings', theirs)).toEqual(was);
});

test.each(['over', 'cancelled', 'released', 'surplus'])(
  'S1 · what is %s cannot be confirmed',
  async (status) => {
    const { d, ana } = await two();
    const mine = await put(d, 'meetings', aMeeting(ana, { status }));
    expect(await confirm(d, mine)).toEqual({ outcome: 'gone' });
    expect(await confirm(d, NOBODY)).toEqual({ outcome: 'gone' });
  },
);

test('S1 · whoever took the meeting up later answers for it', async () => {
  const { d, ana } = await two();
  const mine = await put(d, 'meetings', aMeeting(ana, claimed({ claim: 2 })));
  const was = await get(d, 'meetings', mine);
  expect(await confirm(d, mine, 1)).toEqual({ outcome: 'superseded' });
  await d.row('select public.release_meeting($1, $2)::text as done', [mine, 1]);
  expect(await get(d, 'meetings', mine)).toEqual(was);
});

/** [status, the meeting before, the status after its claim is released] */
const RELEASED: readonly (readonly [string, string])[] = [
  ['claimed', 'released'],
  ['surplus', 'released'],
  ['booked', 'booked'],
  ['over', 'over'],
  ['cancelled', 'cancelled'],
];
test.each(RELEASED)(
  'S1 · a released claim: %s becomes %s, and its next time is free',
  async (status, after) => {
    const { d, ana, bia } = await two();
    const theirs = await put(d, 'meetings', aMeeting(bia, claimed({ starts_at: h(9) })));
    const was = await get(d, 'meetings', theirs);
    const moving = { next_starts_at: h(5), next_ends_at: h(6), claimed_until: soon };
    const mine = await put(d, 'meetings', aMeeting(ana, { status, ...moving }));
    await d.row('select public.release_meeting($1, $2)::text as done', [mine, 1]);
    const ended = status === 'over' || status === 'cancelled';
    const now = await get(d, 'meetings', mine);
    expect(now).toMatchObject({ status: after });
    expect(
      [now['next_starts_at'], now['next_ends_at'], now['claimed_until']].map((value) => value === null),
    ).toEqual(Array.from({ length: 3 }, () => !ended));
    expect(await get(d, 'meetings', theirs)).toEqual(was);
  },
);

test('P5 · what is past is over before anything else: a meeting that ends now, booked, of this lead', async () => {
  const { d, ana, bia } = await two();
  const ends = { starts_at: h(-1), ends_at: at(0) };
  const theirs = await put(d, 'meetings', aMeeting(bia, { starts_at: h(-3) }));
  const asked = await put(d, 'meetings', aMeeting(ana, { ...ends, status: 'surplus' }));
  const mine = await put(
    d,
    'meetings',
    aMeeting(ana, {
      starts_at: h(-2),
      ends_at: h(-1),
      next_starts_at: h(8),
      next_ends_at: h(9),
      claimed_until: soon,
    }),
  );
  expect(await list(d, 'public.cancel_meeting($1, $2)', [ana, at(0)])).toEqual([]);
  expect(await get(d, 'meetings', mine)).toMatchObject({
    status: 'over',
    next_starts_at: null,
    claimed_until: null,
  });
  expect(await get(d, 'meetings', asked)).toMatchObject({ status: 'surplus' });
  expect(await get(d, 'meetings', theirs)).toMatchObject({ status: 'booked' });
  await set(d, 'meetings', mine, { status: 'released' });
  const last = await put(d, 'meetings', aMeeting(ana, { starts_at: h(-0.5), ends_at: at(0) }));
  await list(d, 'public.cancel_meeting($1, $2)', [ana, at(0)]);
  expect(await get(d, 'meetings', last)).toMatchObject({ status: 'over' });
});

test.each(['claimed', 'booked'])(
  'S1 · a %s meeting is off: its fence goes up, and it holds no time',
  async (status) => {
    const { d, ana, bia } = await two();
    const theirs = await put(d, 'meetings', aMeeting(bia, { starts_at: h(9) }));
    const gone = await put(d, 'meetings', aMeeting(ana, { status: 'released', starts_at: h(11) }));
    const mine = await put(
      d,
      'meetings',
      aMeeting(ana, { status, claimed_until: soon, next_starts_at: h(5), next_ends_at: h(6) }),
    );
    expect(await list(d, 'public.cancel_meeting($1, $2)', [ana, at(0)])).toMatchObject([{ id: mine }]);
    expect(await get(d, 'meetings', mine)).toMatchObject({
      status: 'cancelled',
      claim: 2,
      next_starts_at: null,
      next_ends_at: null,
      claimed_until: null,
    });
    expect(await get(d, 'meetings', theirs)).toMatchObject({ status: 'booked' });
    expect(await get(d, 'meetings', gone)).toMatchObject({ status: 'released', claim: 1 });
  },
);

test('S4 · a lead’s meeting is the one ahead, booked or claimed, and its own', async () => {
  const { d, ana, bia } = await two();
  await put(d, 'meetings', aMeeting(bia, { starts_at: h(9) }));
  const of = () => list(d, 'public.meeting_of($1, $2)', [ana, at(0)]);
  const mine = await put(d, 'meetings', aMeeting(ana));
  expect(await of()).toMatchObject([{ id: mine }]);
  await set(d, 'meetings', mine, { status: 'cancelled' });
  expect(await of()).toEqual([]);
  await set(d, 'meetings', mine, { status: 'booked', starts_at: h(-1), ends_at: at(0) });
  expect(await of()).toEqual([]);
});

test('S4 · ahead are the booked ones that begin in the period, its end with it, soonest first and no more than asked for', async () => {
  const { d, ana, bia } = await two();
  const { id: carla } = await d.lead(anAddress({ phone: '+5581977770000' }));
  await put(d, 'meetings', aMeeting(ana, { starts_at: h(3) }));
  await put(d, 'meetings', aMeeting(bia, { starts_at: h(2) }));
  await put(d, 'meetings', aMeeting(carla, claimed({ starts_at: h(2.5) })));
  const ahead = async (from: string, to: string, limit = 9) =>
    (await list(d, 'public.meetings_ahead($1, $2, $3)', [from, to, limit])).map(({ starts_at: from }) =>
      time(from),
    );
  expect(await ahead(h(1), h(3))).toEqual([time(h(2)), time(h(3))]);
  expect(await ahead(h(2), h(2.9))).toEqual([]);
  expect(await ahead(h(1), h(3), 1)).toEqual([time(h(2))]);
});

test.each(['claimed', 'booked', 'surplus', 'cancelled'])(
  'S1 · a claim that ran out is handed to one worker: %s',
  async (status) => {
    const { d, ana, bia } = await two();
    await put(d, 'meetings', aMeeting(bia, claimed({ starts_at: h(9) })));
    const mine = await put(d, 'meetings', aMeeting(ana, { status, claimed_until: at(0) }));
    const take = () => list(d, 'public.take_abandoned_meetings($1, $2)', [60, at(0)]);
    const taken = await take();
    expect(taken.map(({ id, claim }) => [id, claim])).toEqual(status === 'cancelled' ? [] : [[mine, 2]]);
    if (status !== 'cancelled') expect(time(taken[0]?.['claimed_until'])).toBe(time(soon));
    expect(await take()).toEqual([]);
  },
);

/** [what happened to it since, the meeting, whether the calendar's word still counts] */
const SINCE: readonly (readonly [string, Row, boolean])[] = [
  ['nothing', {}, true],
  ['another claim', { claim: 2 }, false],
  ['it is off', { status: 'cancelled' }, false],
  ['it is being moved', { next_starts_at: h(5), next_ends_at: h(6), claimed_until: soon }, false],
];
test.each(SINCE)(
  'P5 · the calendar moved or dropped the event, and since then: %s',
  async (_, over, counts) => {
    const { d, ana, bia } = await two();
    const theirs = await put(d, 'meetings', aMeeting(bia, { starts_at: h(9) }));
    const was = await get(d, 'meetings', theirs);
    const mine = await put(d, 'meetings', aMeeting(ana, over));
    const moved = await list(d, 'public.follow_event($1, $2, $3, $4)', [mine, 1, h(3), h(4)]);
    expect(moved).toHaveLength(counts ? 1 : 0);
    if (counts) expect(moved[0]).toMatchObject({ id: mine, claim: 2 });
    const dropped = await list(d, 'public.close_meeting($1, $2)', [mine, counts ? 2 : 1]);
    expect(dropped).toHaveLength(counts ? 1 : 0);
    if (counts) expect(dropped[0]).toMatchObject({ id: mine, status: 'cancelled', claim: 3 });
    expect(await get(d, 'meetings', theirs)).toEqual(was);
  },
);
test('P5, S1 · an event dragged onto another’s time stays where it was', async () => {
  const { d, ana, bia } = await two();
  await put(d, 'meetings', aMeeting(bia, { starts_at: h(9) }));
  const mine = await put(d, 'meetings', aMeeting(ana));
  expect(await list(d, 'public.follow_event($1, $2, $3, $4)', [mine, 1, h(9), h(10)])).toEqual([]);
  expect(await get(d, 'meetings', mine)).toMatchObject({ claim: 1 });
});
