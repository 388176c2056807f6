/** Which hours a report is about: a day, a week or a month of the company's own calendar. Pure. */
import { addDays, type CivilDate, civilDateAt, instantOf, weekdayOf } from '../calendar/zone.ts';

export const PERIODS = ['day', 'week', 'month'] as const;
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

/** The first and the last. */
function daysOf(kind: PeriodKind, day: CivilDate): readonly [CivilDate, CivilDate] {
  switch (kind) {
    case 'day':
      return [day, day];
    case 'week': {
      const monday = addDays(day, -((weekdayOf(day) + DAYS_IN_WEEK - 1) % DAYS_IN_WEEK));
      return [monday, addDays(monday, DAYS_IN_WEEK - 1)];
    }
    case 'month': {
      const first = `${day.slice(0, 7)}-01`;
      // No month is longer than 31 days, and none shorter than 28: 32 days on is always in the next.
      const next = addDays(first, 32);
      return [first, addDays(`${next.slice(0, 7)}-01`, -1)];
    }
  }
}

/**
 * The day `on`, or the week from Monday to Sunday or the month in which it is; a day with a change of clocks has 23 or 25 hours.
 * `on` null: today. Null for what is no day.
 */
export function periodOf(
  kind: PeriodKind,
  { on, nowMs, timezone }: { readonly on: string | null; readonly nowMs: number; readonly timezone: string },
): Period | null {
  if (on !== null && !isDay(on)) return null;
  const [first, last] = daysOf(kind, on ?? civilDateAt(nowMs, timezone));
  const beginOf = (date: CivilDate): number => instantOf({ date, minute: 0, timezone });
  return { kind, first, last, fromMs: beginOf(first), toMs: beginOf(addDays(last, 1)) };
}
