/**
 * When the company is open (design §7): weekly hours in a zone, less its days off. Pure once built; a closing minute is closed,
 * an opening one is open (F6).
 */
import assert from 'node:assert/strict';
import { type WeeklyHours, weekdayAt } from '../weekly-hours.ts';
import { type DaysOff, type IsDayOff, loadDaysOff } from './holidays.ts';
import { addDays, type CivilDate, civilDateAt, instantOf, weekdayOf } from './zone.ts';

/** An unbroken stretch of being open. Epoch milliseconds; the end is no longer open. */
export type Opening = { readonly startsAtMs: number; readonly endsAtMs: number };

export type BusinessHours = {
  isOpen(ms: number): boolean;
  /** The instant itself where it is open, else the next one that is. Deferring to it drops nothing (F5). */
  nextOpening(ms: number): number;
  /** Every stretch that ends after `fromMs` and starts before `toMs`, whole, in order. */
  openings(period: { fromMs: number; toMs: number }): readonly Opening[];
};

/** Longer than any run of days off: hours that open on no day at all are a fault of configuration. */
const CLOSED_DAYS_MAX = 60;

/** @throws {assert.AssertionError} for hours that never open. */
export function createBusinessHours(options: {
  hours: WeeklyHours;
  timezone: string;
  isDayOff: IsDayOff;
}): BusinessHours {
  const { hours, timezone, isDayOff } = options;
  assert(
    hours.some((day) => day.length > 0),
    'business hours open at no time',
  );

  const openingsOn = (date: CivilDate): readonly Opening[] =>
    isDayOff(date)
      ? []
      : hours[weekdayAt(weekdayOf(date))].map(({ opensAtMinute, closesAtMinute }) => ({
          startsAtMs: instantOf({ date, minute: opensAtMinute, timezone }),
          endsAtMs: instantOf({ date, minute: closesAtMinute, timezone }),
        }));

  const isOpen = (ms: number): boolean =>
    openingsOn(civilDateAt(ms, timezone)).some(
      ({ startsAtMs, endsAtMs }) => startsAtMs <= ms && ms < endsAtMs,
    );

  return {
    isOpen,
    nextOpening: (ms) => {
      const today = civilDateAt(ms, timezone);
      for (let days = 0; days <= CLOSED_DAYS_MAX; days += 1) {
        const next = openingsOn(addDays(today, days)).find(({ endsAtMs }) => endsAtMs > ms);
        if (next) return Math.max(ms, next.startsAtMs);
      }
      throw new Error(`closed for more than ${CLOSED_DAYS_MAX} days`);
    },
    openings: ({ fromMs, toMs }) => {
      const found: Opening[] = [];
      for (
        let date = civilDateAt(fromMs, timezone);
        date <= civilDateAt(toMs, timezone);
        date = addDays(date, 1)
      )
        found.push(
          ...openingsOn(date).filter(({ startsAtMs, endsAtMs }) => endsAtMs > fromMs && startsAtMs < toMs),
        );
      return found;
    },
  };
}

/** The same with Brazil's days off. */
export const loadBusinessHours = async (options: {
  hours: WeeklyHours;
  timezone: string;
  daysOff: DaysOff;
}): Promise<BusinessHours> =>
  createBusinessHours({ ...options, isDayOff: await loadDaysOff(options.daysOff) });
