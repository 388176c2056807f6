/** HandoffBench's judge: every verdict, seen on journals of a few lines. */
import { expect, test } from 'vitest';
import { type Entry, type EntryOf, type Journal, markOf } from '../../../bench/handoff/journal.ts';
import { ANSWER_WITHIN_MS, GRACE_MS, judge } from '../../../bench/handoff/judge.ts';

const LEAD = 'L0';
const HOUR = 3_600_000;
const about = { lead: LEAD, scene: 'R2' } as const;

const said = (at: number, mark: string | null, more: Partial<EntryOf<'said'>> = {}): Entry => ({
  kind: 'said',
  at,
  ...about,
  mark,
  content: 'text',
  asks: true,
  ...more,
});
const taken = (at: number, more: Partial<EntryOf<'taken'>> = {}): Entry => ({
  kind: 'taken',
  at,
  ...about,
  by: 'board',
  notice: 'told',
  knowableAt: at,
  ...more,
});
const returned = (at: number): Entry => ({ kind: 'returned', at, ...about, notice: 'told' });
const sent = (at: number, text: string, more: Partial<EntryOf<'sent'>> = {}): Entry => ({
  kind: 'sent',
  at,
  arrivedAt: at + 50,
  lead: LEAD,
  what: 'message',
  text,
  ...more,
});
const verdictOf = (entries: readonly Entry[], journal: Partial<Journal> = {}) =>
  judge({ entries, history: { [LEAD]: null }, endedAt: 10 * HOUR, ...journal });
const reply = (mark: string, part = 'um'): string => `Sobre ${mark}, parte ${part}`;

test('I2 · a send within the grace of a takeover is exposure, one after it is a leak', () => {
  const within = verdictOf([said(0, '#a'), taken(1000), sent(1000 + GRACE_MS, reply('#a'))]);
  expect(within.leaks).toEqual([]);
  expect(within.deltas).toEqual([GRACE_MS]);
  const after = verdictOf([said(0, '#a'), taken(1000), sent(1001 + GRACE_MS, reply('#a'))]);
  expect(after.leaks).toMatchObject([{ cause: 'in_flight', afterMs: GRACE_MS + 1, scene: 'R2' }]);
  expect(after.leakedTakeovers).toBe(1);
});

test('R2, R7, R15 · what leaks is told apart: a reply in flight, one to newer words, a follow-up, a side channel', () => {
  const { leaks, leakedTakeovers, takeovers } = verdictOf([
    said(0, '#a'),
    taken(1000),
    said(5000, '#b'),
    sent(9000, reply('#a')),
    sent(9500, reply('#b')),
    sent(9700, '', { what: 'typing' }),
    sent(2 * HOUR, 'Ainda por aí?'),
  ]);
  expect(leaks.map(({ cause }) => cause)).toEqual(['in_flight', 'new_message', 'side_channel', 'follow_up']);
  expect([takeovers, leakedTakeovers]).toEqual([1, 1]);
});

test('R15 · the answer to what carries no words is a leak like any other, and no follow-up', () => {
  const entries = [taken(0), said(5000, null, { content: 'voice' }), sent(9000, 'Sobre isso, parte um')];
  expect(verdictOf(entries).leaks).toMatchObject([{ cause: 'new_message' }]);
});

test('R13 · a person’s message counts from when anybody could hear of it, and for a day', () => {
  const by = { by: 'phone', notice: 'late', knowableAt: 30_000 } as const;
  expect(verdictOf([said(0, '#a'), taken(1000, by), sent(20_000, reply('#a'))]).leaks).toEqual([]);
  expect(verdictOf([said(0, '#a'), taken(1000, by), sent(40_000, reply('#a'))]).leaks).toHaveLength(1);
  const nextDay = 25 * HOUR;
  const answered = [taken(0, { by: 'phone' }), said(nextDay, '#a'), sent(nextDay + 9000, reply('#a'))];
  expect(verdictOf(answered, { endedAt: 30 * HOUR })).toMatchObject({ leaks: [], overSilence: [] });
});

test('R14 · the day of an answer by phone ends, the card that moved meanwhile stays with the person', () => {
  const nextDay = 25 * HOUR;
  const entries = [
    taken(0, { by: 'phone' }),
    taken(60_000),
    said(nextDay, '#a'),
    sent(nextDay + 9000, reply('#a')),
  ];
  const { leaks, takeovers } = verdictOf(entries, { endedAt: 30 * HOUR });
  expect(leaks).toMatchObject([{ cause: 'new_message' }]);
  expect(takeovers).toBe(1);
});

test('I7, W13 · everything said while the bot has the card is to be answered, not only the last word', () => {
  const entries = [
    said(0, '#a'),
    said(1000, null, { content: 'sticker', asks: false }),
    said(200_000, '#b'),
    sent(209_000, reply('#b')),
  ];
  expect(verdictOf(entries).overSilence).toMatchObject([{ what: '#a never answered' }]);
  expect(verdictOf([...entries, sent(210_000, reply('#a'))])).toMatchObject({
    overSilence: [],
    livenessMisses: [{ what: '#a answered after 210000 ms' }],
  });
});

test('I7 · what a person has, what a person took in time, and what the world had no time for is no over-silence', () => {
  expect(verdictOf([taken(0), said(1000, '#a')]).overSilence).toEqual([]);
  expect(verdictOf([said(0, '#a'), taken(ANSWER_WITHIN_MS - 1)]).overSilence).toEqual([]);
  expect(verdictOf([said(0, '#a'), taken(ANSWER_WITHIN_MS + 1)]).overSilence).toHaveLength(1);
  expect(verdictOf([said(0, '#a')], { endedAt: ANSWER_WITHIN_MS - 1 }).overSilence).toEqual([]);
  expect(verdictOf([taken(0), returned(60_000), said(61_000, '#a')]).overSilence).toHaveLength(1);
});

test('I7 · a fault gives an answer the time of a queue’s retries, and no leave to keep silent', () => {
  const fault: Entry = { kind: 'fault', at: 1000, scene: 'R16', of: 'crm', untilMs: 31_000 };
  expect(verdictOf([said(0, '#a'), fault, sent(600_000, reply('#a'))]).livenessMisses).toEqual([]);
  expect(verdictOf([said(0, '#a'), fault, sent(700_000, reply('#a'))]).livenessMisses).toHaveLength(1);
  expect(verdictOf([said(0, '#a'), fault]).overSilence).toHaveLength(1);
});

test('R18 · an answer after the return to words from before it is late, whoever had the card when they were said', () => {
  const entries = [taken(1000), said(2000, '#b'), returned(60_000), sent(70_000, reply('#b'))];
  expect(verdictOf(entries).lateAnswers).toMatchObject([{ what: '#b answered after the return' }]);
  const inFlight = [said(0, '#a'), taken(1000), returned(60_000), sent(70_000, reply('#a'))];
  expect(verdictOf(inFlight).lateAnswers).toHaveLength(1);
  const unseen = [said(0, '#a'), taken(1000), returned(1000 + GRACE_MS), sent(9000, reply('#a'))];
  expect(verdictOf(unseen).lateAnswers).toEqual([]);
});

test('I6 · one bubble of a reply comes once, however often its message is answered', () => {
  const once = [said(0, '#a'), sent(9000, reply('#a')), sent(9500, reply('#a', 'dois'))];
  expect(verdictOf(once).duplicates).toEqual([]);
  expect(verdictOf([...once, sent(20_000, `Sobre #a #b, parte um`)]).duplicates).toHaveLength(1);
  // What never arrived was not said.
  expect(verdictOf([...once, sent(20_000, reply('#a'), { arrivedAt: null })]).duplicates).toEqual([]);
});

test('R20, I6 · two unasked messages without a word between them are one too many', () => {
  const nudged = [said(0, '#a'), sent(1_800_000, 'Ainda por aí?')];
  expect(verdictOf([...nudged, sent(1_900_000, 'Ainda por aí?')]).duplicates).toHaveLength(1);
  expect(verdictOf([...nudged, said(1_850_000, '#b'), sent(1_900_000, 'Ainda por aí?')]).duplicates).toEqual(
    [],
  );
  expect(verdictOf([...nudged, sent(1_800_000 + 24 * HOUR, 'Ainda por aí?')]).duplicates).toEqual([]);
});

test('I5 · what the system has no record of is lost; where it keeps no history nothing is claimed', () => {
  const entries = [said(0, '#a'), said(1, '#b'), said(2, null, { content: 'sticker', asks: false })];
  expect(verdictOf(entries, { history: { [LEAD]: ['#b'] } }).lost).toMatchObject([
    { what: '#a is in no history' },
  ]);
  expect(verdictOf(entries).lost).toEqual([]);
});

test('R20 · a bot that hands over may say so, and nothing after it', () => {
  const handed = [said(0, '#a'), taken(8000, { by: 'bot' }), sent(11_000, reply('#a'))];
  expect(verdictOf(handed).leaks).toEqual([]);
  const more = [...handed, said(30_000, '#b'), sent(40_000, reply('#b'))];
  expect(verdictOf(more).leaks).toMatchObject([{ cause: 'new_message' }]);
});

test('W7 · after an opt-out an answer is no leak, a follow-up is', () => {
  const stop = [
    said(0, null, { asks: false }),
    taken(0, { by: 'opt_out' }),
    sent(9000, 'Tudo bem, paramos.'),
  ];
  expect(verdictOf(stop).leaks).toEqual([]);
  expect(verdictOf([...stop, sent(HOUR, 'Ainda por aí?')]).leaks).toMatchObject([{ cause: 'follow_up' }]);
});

test('I2 · the time to silence is told apart by whether the notice came', () => {
  const { silence } = verdictOf([
    said(0, '#a'),
    taken(1000),
    sent(1400, reply('#a')),
    returned(60_000),
    said(100_000, '#b'),
    taken(101_000, { notice: 'lost' }),
  ]);
  expect(silence).toEqual({ told: [400], untold: [0] });
});

test('I6 · marks are letters alone, each its own', () => {
  const marks = Array.from({ length: 2000 }, (_, index) => markOf(index));
  expect(new Set(marks).size).toBe(marks.length);
  expect(marks.every((mark) => /^#[a-z]{3,}$/.test(mark))).toBe(true);
});
