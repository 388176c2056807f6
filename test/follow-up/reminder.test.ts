/** When a reminder is due: counted from the start, inside opening hours, skipped once past (F17). */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type BusinessHours, loadBusinessHours } from '../../lib/calendar/business-hours.ts';
import { nextReminder, reminderDueMs } from '../../lib/follow-up/reminder-plan.ts';
import { parseWeeklyHours } from '../../lib/weekly-hours.ts';
import { at, civil, HOUR, MINUTE } from './support/silence.ts';

let hours: BusinessHours;
beforeAll(async () => {
  hours = await loadBusinessHours({
    hours: parseWeeklyHours('mon-fri 08:00-18:00'),
    timezone: 'America/Sao_Paulo',
    daysOff: 'national',
  });
});
const due = (start: string) =>
  (['24h', '2h'] as const).map((step) => civil(reminderDueMs(step, { startsAtMs: at(start), hours })));

test.each([
  ['2026-11-25 10:00', '2026-11-24 10:00', '2026-11-25 08:00'],
  ['2026-11-25 14:30', '2026-11-24 14:30', '2026-11-25 12:30'],
  // Two hours before nine nobody is written to: at the opening, an hour before.
  ['2026-11-25 09:00', '2026-11-24 09:00', '2026-11-25 08:00'],
  // Eight is the opening itself: the evening before.
  ['2026-11-25 08:00', '2026-11-24 08:00', '2026-11-24 17:30'],
  // Monday morning: Friday before people leave; Monday afternoon: Monday's opening.
  ['2026-11-30 10:00', '2026-11-27 17:30', '2026-11-30 08:00'],
  ['2026-11-30 15:00', '2026-11-30 08:00', '2026-11-30 13:00'],
  // The day after Christmas weekend.
  ['2026-12-28 09:00', '2026-12-24 17:30', '2026-12-28 08:00'],
])('a meeting on %s: reminded at %s and at %s', (start, first, second) => {
  expect(due(start)).toEqual([first, second]);
});

const next = (start: string, now: string, rest: Partial<Parameters<typeof nextReminder>[0]> = {}) =>
  nextReminder({ startsAtMs: at(start), nowMs: at(now), done: [], armed: null, hours, ...rest });

test('F17 · booked five hours before, only the second reminder is left; booked an hour before, none', () => {
  expect(next('2026-11-25 15:00', '2026-11-25 10:00').next?.step).toBe('2h');
  expect(next('2026-11-25 15:00', '2026-11-25 14:00')).toEqual({ skipped: [], next: null });
});
test('F17 · a reminder that an outage held up is said late while it is of use, and skipped when it is not', () => {
  expect(next('2026-11-25 15:00', '2026-11-25 09:00', { armed: '24h' })).toMatchObject({
    skipped: [],
    next: { step: '24h', dueAtMs: at('2026-11-25 09:00') },
  });
  expect(next('2026-11-25 15:00', '2026-11-25 09:01', { armed: '24h' })).toMatchObject({
    skipped: ['24h'],
    next: { step: '2h' },
  });
  expect(next('2026-11-25 15:00', '2026-11-25 14:31', { armed: '2h' })).toEqual({
    skipped: ['2h'],
    next: null,
  });
});
test('F17, F6 · no reminder is ever due in quiet hours, nor after the meeting has begun, nor the second before the first', () => {
  fc.assert(
    fc.property(fc.integer({ min: at('2026-01-01 00:00'), max: at('2027-12-31 00:00') }), (anyMs) => {
      // Meetings are in opening hours, on the half hour.
      const startsAtMs = Math.ceil(hours.nextOpening(anyMs) / (30 * MINUTE)) * 30 * MINUTE;
      if (!hours.isOpen(startsAtMs)) return;
      const first = reminderDueMs('24h', { startsAtMs, hours });
      const second = reminderDueMs('2h', { startsAtMs, hours });
      for (const ms of [first, second]) {
        expect(hours.isOpen(ms)).toBe(true);
        expect(ms).toBeLessThanOrEqual(startsAtMs - 30 * MINUTE);
      }
      // Before a Monday at eight both fall on Friday evening, and once the first is said the second is past: one message.
      if (second === first)
        expect(
          nextReminder({ startsAtMs, nowMs: first, done: ['24h'], armed: '24h', hours }).next,
        ).toBeNull();
      else expect(second - first).toBeGreaterThanOrEqual(4 * HOUR);
    }),
  );
});
