/** Which hours a report is about: a day or a week of the company's own calendar. Pure. */
import { addDays, type CivilDate, civilDateAt, instantOf, weekdayOf } from '../calendar/zone.ts';

export const PERIODS = ['day', 'week'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** `first` and `last`: its days. Epoch milliseconds: from `fromMs` up to and without `toMs`. */
export type Period = {
  readonly kind: PeriodKind;
  readonly first: CivilDate;
  readonly last: CivilDate;
  readonly fromMs: number;
  readonly toMs: number;
};

const DAYS_IN_WEEK = 7;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Is there such a day? `2026-02-30` is none. */
const isDay = (text: string): boolean =>
  DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;

/**
 * The day `on`, or the week from Monday to Sunday in which it is; a day with a change of clocks has 23 or 25 hours.
 * `on` null: today. Null for what is no day.
 */
export function periodOf(
  kind: PeriodKind,
  { on, nowMs, timezone }: { readonly on: string | null; readonly nowMs: number; readonly timezone: string },
): Period | null {
  if (on !== null && !isDay(on)) return null;
  const day = on ?? civilDateAt(nowMs, timezone);
  const first = kind === 'day' ? day : addDays(day, -((weekdayOf(day) + DAYS_IN_WEEK - 1) % DAYS_IN_WEEK));
  const last = kind === 'day' ? day : addDays(first, DAYS_IN_WEEK - 1);
  const beginOf = (date: CivilDate): number => instantOf({ date, minute: 0, timezone });
  return { kind, first, last, fromMs: beginOf(first), toMs: beginOf(addDays(last, 1)) };
}
