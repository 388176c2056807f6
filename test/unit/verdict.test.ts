/** What the judge's helpers say alone: whom the bot writes to first, and how long a person's words stand. */
import { expect, test } from 'vitest';
import { botHandoffStands, humanReplyStands, mayReengage, nothingStands } from '../../lib/handoff/verdict.ts';
import { STAGE_PLACES, type StagePlace } from '../../lib/pipeline.ts';
import { absent, card, NOW_MS, quiet, seen, unreadable } from '../handoff/support/evidence.ts';

/** Design §6, column "re-engaged", copied by hand. */
const WRITTEN_FIRST: readonly StagePlace[] = ['novo_lead', 'em_qualificacao', 'qualificado'];

test.each(STAGE_PLACES)(
  'H13 · a quiet lead with one card in %s is written to first only where design §6 says so',
  (place) => {
    expect(mayReengage(seen(card('yes', place)))).toBe(WRITTEN_FIRST.includes(place));
  },
);

test.each([
  ['no card was seen', seen()],
  ['the card is gone', absent],
  ['Kommo does not answer', unreadable('timeout')],
  ['one of two cards is past it', seen(card('yes'), card('yes', 'reuniao_agendada'))],
  ['the first of two cards is past it', seen(card('yes', 'desqualificado'), card('yes'))],
] as const)('H13 · nobody is written to first when %s', (_why, stage) => {
  expect(mayReengage(stage)).toBe(false);
});

test('a lead all of whose cards are before a meeting is written to first', () => {
  expect(mayReengage(seen(card('yes'), card('yes', 'qualificado')))).toBe(true);
});

const AT = NOW_MS - 10;
const UNTIL = NOW_MS + 10;
const REPLIES: readonly (readonly [string, Partial<typeof quiet>, boolean])[] = [
  ['with both its times', { humanReplyAtMs: AT, humanReplyUntilMs: UNTIL }, true],
  ['without an end', { humanReplyAtMs: AT }, false],
  ['without a beginning', { humanReplyUntilMs: UNTIL }, false],
  ['that never was', {}, false],
  ['that ends now', { humanReplyAtMs: AT, humanReplyUntilMs: NOW_MS }, false],
  ['that ends in a millisecond', { humanReplyAtMs: AT, humanReplyUntilMs: NOW_MS + 1 }, true],
  [
    'with a return behind it',
    { humanReplyAtMs: AT, humanReplyUntilMs: UNTIL, cardReturnedAtMs: AT + 1 },
    false,
  ],
  [
    'with a return in its moment',
    { humanReplyAtMs: AT, humanReplyUntilMs: UNTIL, cardReturnedAtMs: AT },
    true,
  ],
];
test.each(REPLIES)('R11 · a person’s reply %s', (_name, signals, stands) => {
  // Whatever the clock: epoch zero must not pass for "no time".
  expect(humanReplyStands({ nowMs: NOW_MS, signals: { ...quiet, ...signals } })).toBe(stands);
});

test('R11 · a reply without a beginning does not stand at the beginning of time either', () => {
  expect(humanReplyStands({ nowMs: -1, signals: { ...quiet, humanReplyUntilMs: 5 } })).toBe(false);
  expect(humanReplyStands({ nowMs: -1, signals: { ...quiet, humanReplyAtMs: -5 } })).toBe(false);
});

test('R11 · where nobody moved the card back, nothing is released, at whatever time', () => {
  expect(
    humanReplyStands({ nowMs: -1, signals: { ...quiet, humanReplyAtMs: -5, humanReplyUntilMs: 5 } }),
  ).toBe(true);
});

test('R17 · the bot’s own hand-over stands until a person moved the card back after it', () => {
  const handed = { ...quiet, botHandoffAtMs: NOW_MS };
  expect(botHandoffStands({ signals: quiet })).toBe(false);
  expect(botHandoffStands({ signals: handed })).toBe(true);
  expect(botHandoffStands({ signals: { ...handed, cardReturnedAtMs: NOW_MS } })).toBe(true);
  expect(botHandoffStands({ signals: { ...handed, cardReturnedAtMs: NOW_MS + 1 } })).toBe(false);
});

test('H14 · nothing stands where no signal is in the row, whatever its time; a return of the card is none', () => {
  expect(nothingStands({ ...quiet, cardReturnedAtMs: 0, humanReplyUntilMs: 0 })).toBe(true);
});
test.each(['optedOutAtMs', 'humanStageAtMs', 'humanReplyAtMs', 'botHandoffAtMs'] as const)(
  'H14, R14 · %s in the row stands, even at the beginning of time and long over',
  (signal) => {
    expect(nothingStands({ ...quiet, [signal]: 0 })).toBe(false);
  },
);
