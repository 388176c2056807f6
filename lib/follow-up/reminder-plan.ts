/**
 * When a lead is reminded of its meeting (design §7), pure: 24 h and 2 h before the start, counted from the start and never from now
 * (F17), in opening hours. A reminder whose hour is closed waits for the opening where that still leaves time, else it comes before
 * the last closing; one whose time has passed is skipped.
 */
import type { BusinessHours } from '../calendar/business-hours.ts';
import { REMINDER_STEPS, type ReminderStep } from './firing.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BEFORE_MS: Readonly<Record<ReminderStep, number>> = { '24h': 24 * HOUR_MS, '2h': 2 * HOUR_MS };
/** Later than this before the start a reminder is of no use: the first one stays clear of the second by the ladder's four hours. */
const LATEST_MS: Readonly<Record<ReminderStep, number>> = { '24h': 6 * HOUR_MS, '2h': 30 * MINUTE_MS };
/** Brought forward to an evening, it comes before people leave. */
const BEFORE_CLOSING_MS = 30 * MINUTE_MS;
/** Longer than any run of days off. */
const LOOK_BACK_MS = 14 * 24 * HOUR_MS;

/** `skipped`: reminders that were armed and can no longer be said. */
export type NextReminder = {
  readonly skipped: readonly ReminderStep[];
  readonly next: { readonly step: ReminderStep; readonly dueAtMs: number } | null;
};

/** When this reminder is due. */
export function reminderDueMs(
  step: ReminderStep,
  { startsAtMs, hours }: { startsAtMs: number; hours: BusinessHours },
): number {
  const meantMs = startsAtMs - BEFORE_MS[step];
  const openMs = hours.nextOpening(meantMs);
  if (openMs <= startsAtMs - LATEST_MS[step]) return openMs;
  const before = hours.openings({ fromMs: meantMs - LOOK_BACK_MS, toMs: meantMs }).at(-1);
  return before === undefined ? openMs : Math.max(before.startsAtMs, before.endsAtMs - BEFORE_CLOSING_MS);
}

/** The next reminder of a meeting. `armed`: the one that a schedule woke us for; it alone may be late, for an outage held it up. */
export function nextReminder({
  startsAtMs,
  done,
  armed,
  nowMs,
  hours,
}: {
  readonly startsAtMs: number;
  /** Those that have left. */
  readonly done: readonly ReminderStep[];
  readonly armed: ReminderStep | null;
  readonly nowMs: number;
  readonly hours: BusinessHours;
}): NextReminder {
  const skipped: ReminderStep[] = [];
  const first = armed === null ? 0 : REMINDER_STEPS.indexOf(armed);
  for (const step of REMINDER_STEPS.slice(first)) {
    if (done.includes(step)) continue;
    const dueAtMs = reminderDueMs(step, { startsAtMs, hours });
    if (dueAtMs > nowMs) return { skipped, next: { step, dueAtMs } };
    if (step !== armed) continue;
    const lateMs = hours.nextOpening(nowMs);
    if (lateMs <= startsAtMs - LATEST_MS[step]) return { skipped, next: { step, dueAtMs: lateMs } };
    skipped.push(step);
  }
  return { skipped, next: null };
}
