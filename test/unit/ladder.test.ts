/** The ladder's boundaries that no played ladder reaches, and where it stands by the rows. */
import { beforeAll, expect, test } from 'vitest';
import type { BusinessHours } from '../../lib/calendar/business-hours.ts';
import { loadBusinessHours } from '../../lib/calendar/business-hours.ts';
import { type LadderRules, type LadderState, next, STEP_GAP_MS } from '../../lib/follow-up/ladder-plan.ts';
import { stateOf } from '../../lib/follow-up/ladder-state.ts';
import { parseWeeklyHours } from '../../lib/weekly-hours.ts';
import { HOUR_MS, NOW_MS, quiet } from '../handoff/support/evidence.ts';
import { aFollowUp, aLeadRecord, aTurn, LEAD_ID } from './support/leads.ts';

const MINUTE_MS = 60_000;
let hours: BusinessHours;
beforeAll(async () => {
  hours = await loadBusinessHours({
    hours: parseWeeklyHours('mon-sun 00:00-24:00'),
    timezone: 'America/Sao_Paulo',
    daysOff: 'national',
  });
});
const rules = (over: Partial<LadderRules> = {}): LadderRules => ({
  stepsMs: [2 * HOUR_MS],
  closeAfterMs: 24 * HOUR_MS,
  hours,
  windowMs: 24 * HOUR_MS,
  hasTemplate: () => false,
  ...over,
});
const state = (over: Partial<LadderState> = {}): LadderState => ({
  stop: null,
  anchorMs: NOW_MS,
  lastInboundMs: NOW_MS,
  done: [],
  ...over,
});
/** When the window's usable part ends for a step two hours after the anchor, so that it ends on that very step. */
const ENDS_ON_STEP = NOW_MS + 2 * HOUR_MS - 24 * HOUR_MS + 5 * MINUTE_MS;

test('F5 · a step exactly at the end of the window is text; a millisecond later it is pulled in or skipped', () => {
  expect(next(state({ lastInboundMs: ENDS_ON_STEP }), NOW_MS, rules())).toEqual({
    kind: 'step',
    step: 1,
    dueAtMs: NOW_MS + 2 * HOUR_MS,
    how: 'text',
  });
  expect(next(state({ lastInboundMs: ENDS_ON_STEP - 1 }), NOW_MS, rules())).toEqual({
    kind: 'step',
    step: 1,
    dueAtMs: NOW_MS + 2 * HOUR_MS - 25 * MINUTE_MS - 1,
    how: 'text',
  });
  // Nothing earlier than the step before: pulled in exactly to the end it goes, a millisecond behind it is skipped.
  const done = (atMs: number) => [{ step: 1, atMs, isSent: false }];
  const two = rules({ stepsMs: [HOUR_MS, 30 * HOUR_MS] });
  const endMs = NOW_MS + 24 * HOUR_MS - 5 * MINUTE_MS;
  expect(next(state({ done: done(endMs) }), NOW_MS, two)).toEqual({
    kind: 'step',
    step: 2,
    dueAtMs: endMs,
    how: 'text',
  });
  expect(next(state({ done: done(endMs + 1) }), NOW_MS, two)).toMatchObject({ kind: 'skip', step: 2 });
});

test('F5 · a Cloud lead that never wrote has no window: a template, or nothing', () => {
  const never = state({ lastInboundMs: null });
  expect(next(never, NOW_MS, rules())).toEqual({
    kind: 'skip',
    step: 1,
    dueAtMs: NOW_MS + 2 * HOUR_MS,
    reason: 'outside_window',
  });
  expect(next(never, NOW_MS, rules({ hasTemplate: (step) => step === 1 }))).toMatchObject({
    how: 'template',
  });
  expect(next(never, NOW_MS, rules({ windowMs: null }))).toMatchObject({ how: 'text' });
  // Not even one whose window would reach back to the beginning of time.
  expect(next(never, NOW_MS, rules({ windowMs: NOW_MS * 2 }))).toMatchObject({ kind: 'skip' });
});

test('a bot that never spoke has no ladder, whatever was said before', () => {
  expect(next(state({ anchorMs: null }), NOW_MS, rules())).toEqual({ kind: 'none', reason: 'never_spoke' });
});

test('F1 · the gap is counted from the furthest step that was sent, in whatever order they are told', () => {
  const three = rules({ windowMs: null, stepsMs: [HOUR_MS, 2 * HOUR_MS, 30 * HOUR_MS] });
  const sent = [
    { step: 2, atMs: NOW_MS + 29 * HOUR_MS, isSent: true },
    { step: 1, atMs: NOW_MS + 1 * HOUR_MS, isSent: true },
  ];
  for (const done of [sent, sent.toReversed()])
    expect(next(state({ done }), NOW_MS, three)).toMatchObject({
      step: 3,
      dueAtMs: NOW_MS + 29 * HOUR_MS + STEP_GAP_MS,
    });
  const skipped = sent.map((each) => ({ ...each, isSent: false }));
  expect(next(state({ done: skipped }), NOW_MS, three)).toMatchObject({
    step: 3,
    dueAtMs: NOW_MS + 30 * HOUR_MS,
  });
});

test('F1 · steps meant closer than the gap stay as close as they are meant', () => {
  const close = rules({ windowMs: null, stepsMs: [HOUR_MS, 2 * HOUR_MS] });
  const done = [{ step: 1, atMs: NOW_MS + 3 * HOUR_MS, isSent: true }];
  expect(next(state({ done }), NOW_MS, close)).toMatchObject({ step: 2, dueAtMs: NOW_MS + 4 * HOUR_MS });
});

test('a ladder without steps is no ladder, and says so', () => {
  expect(() => next(state(), NOW_MS, rules({ stepsMs: [] }))).toThrow('a ladder has steps');
});

test('the close is counted from the last step, and never lies in the past', () => {
  const done = [{ step: 1, atMs: NOW_MS + HOUR_MS, isSent: true }];
  expect(next(state({ done }), NOW_MS, rules())).toEqual({ kind: 'close', dueAtMs: NOW_MS + 25 * HOUR_MS });
  const lateMs = NOW_MS + 99 * HOUR_MS;
  expect(next(state({ done }), lateMs, rules())).toEqual({ kind: 'close', dueAtMs: lateMs });
});

const stopIn = (over: Parameters<typeof aTurn>[0], talk: 'disqualified' | 'ended' | null = null) =>
  stateOf(aTurn(over), talk, NOW_MS).stop;
const signals = (over: Partial<typeof quiet>) => ({ lead: aLeadRecord({ signals: { ...quiet, ...over } }) });
const meeting = { id: 'm' } as unknown as NonNullable<ReturnType<typeof aTurn>['meeting']>;
const STOPS: readonly (readonly [
  string,
  Parameters<typeof aTurn>[0],
  'disqualified' | 'ended' | null,
  string | null,
])[] = [
  ['nothing stands against it', {}, null, null],
  ['a step is planned', { followUps: [aFollowUp()] }, null, null],
  ['the talk ended', {}, 'ended', 'ended'],
  ['the lead is disqualified', {}, 'disqualified', 'disqualified'],
  [
    'it was closed',
    { followUps: [aFollowUp(), aFollowUp({ step: 'close', status: 'closed', settledAtMs: 1 })] },
    null,
    'closed',
  ],
  [
    'it ended',
    { followUps: [aFollowUp(), aFollowUp({ step: 2, status: 'ended', settledAtMs: 1 })] },
    null,
    'ended',
  ],
  ['a person has it', { followUps: [aFollowUp({ status: 'handed_over', settledAtMs: 1 })] }, null, 'ended'],
  ['opt-out', signals({ optedOutAtMs: 0 }), null, 'opted_out'],
  ['a person’s stage', signals({ humanStageAtMs: 0 }), null, 'taken_over'],
  ['the bot handed over', signals({ botHandoffAtMs: 0 }), null, 'taken_over'],
  [
    'a person replied',
    signals({ humanReplyAtMs: NOW_MS - 1, humanReplyUntilMs: NOW_MS + 1 }),
    null,
    'taken_over',
  ],
  [
    'a person replied long ago',
    signals({ humanReplyAtMs: NOW_MS - 2, humanReplyUntilMs: NOW_MS }),
    null,
    null,
  ],
  ['a meeting is ahead', { meeting }, null, 'booked'],
  ['its turn is held', { lead: aLeadRecord({ heldAtMs: 0 }) }, null, 'held'],
];
test.each(STOPS)('R7, H13 · the rows say: %s', (_name, turn, talk, stop) => {
  expect(stopIn(turn, talk)).toBe(stop);
});

test('a close that was settled is no step of the ladder, and neither is one that was committed', () => {
  const close = aFollowUp({ step: 'close', status: 'skipped', settledAtMs: NOW_MS });
  expect(stateOf(aTurn({ followUps: [close] }), null, NOW_MS).done).toEqual([]);
});

test('F15 · the commits are the truth about what was said; the rows tell of the other steps, and a planned one is not over', () => {
  const send = {
    step: 1 as const,
    messageId: LEAD_ID as never,
    status: 'sent' as const,
    sentAtMs: NOW_MS + 1,
  };
  const { done, anchorMs, lastInboundMs } = stateOf(
    aTurn({
      sends: [send, { ...send, step: 'close', sentAtMs: NOW_MS + 9 }],
      followUps: [
        aFollowUp({ step: 1, status: 'sent', settledAtMs: NOW_MS + 7 }),
        aFollowUp({ step: 2, status: 'skipped', settledAtMs: NOW_MS + 2 }),
        aFollowUp({ step: 3, status: 'sent', settledAtMs: NOW_MS + 3 }),
        aFollowUp({ step: 4, status: 'planned' }),
        aFollowUp({ step: 5, status: 'planned', settledAtMs: NOW_MS }),
        aFollowUp({ step: 6, status: 'refused', settledAtMs: null }),
        aFollowUp({ step: 'close', status: 'closed', settledAtMs: NOW_MS + 4 }),
      ],
    }),
    null,
    NOW_MS,
  );
  expect(done).toEqual([
    { step: 1, atMs: NOW_MS + 1, isSent: true },
    { step: 2, atMs: NOW_MS + 2, isSent: false },
    { step: 3, atMs: NOW_MS + 3, isSent: true },
  ]);
  expect([anchorMs, lastInboundMs]).toEqual([NOW_MS, NOW_MS - 60_000]);
});
