/**
 * A schedule's expression as a timetable: `at(…)`, `rate(…)` and `cron(…)` in an IANA time zone, in AWS's own dialect
 * (six cron fields, Sunday is 1, one of day-of-month and day-of-week is `?`). croner does the calendar.
 */
import { Cron } from 'croner';
import { invalid } from './refusal.ts';

/** When a schedule is due. Times are milliseconds since the epoch. */
export type Timetable = {
  readonly kind: 'once' | 'recurring';
  /** The first occurrence at `fromMs` or later; null when there is none. */
  next(fromMs: number): number | null;
};

const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/;
const RATE = /^rate\((\d{1,9}) (minutes?|hours?|days?)\)$/;
const CRON = /^cron\(([^()]+)\)$/;
const CRON_FIELDS = 6;
const CRON_FIELD = /^[0-9A-Za-z*?,/#-]+$/;
const MINUTE_MS = 60_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  minute: MINUTE_MS,
  hour: 60 * MINUTE_MS,
  day: 1440 * MINUTE_MS,
};

/** Zones that were found valid: a recurring schedule asks anew each time it fires, and building a formatter is dear. */
const knownTimezones = new Set<string>();

/** @throws SchedulerRefusal for what is no IANA zone; an offset such as `-03:00` is none. */
export function assertTimezone(timezone: string): void {
  if (knownTimezones.has(timezone)) return;
  try {
    if (!/^[A-Za-z]/.test(timezone)) throw new RangeError('an offset');
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    knownTimezones.add(timezone);
  } catch {
    throw invalid(`Invalid ScheduleExpressionTimezone ${timezone}.`);
  }
}

function once(local: string, timezone: string): Timetable | null {
  const asUtc = new Date(`${local}Z`);
  // `2026-02-30` is a date to `Date`, and another one.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(local)) return null;
  const atMs = new Cron(local, { timezone, paused: true }).nextRun(new Date(0))?.getTime();
  return atMs === undefined ? null : { kind: 'once', next: (fromMs) => (atMs >= fromMs ? atMs : null) };
}

function rate({
  count,
  unit,
  anchorMs,
}: {
  count: number;
  unit: string;
  anchorMs: number;
}): Timetable | null {
  const periodMs = count * (UNIT_MS[unit.replace(/s$/, '')] ?? 0);
  if (periodMs <= 0) return null;
  return {
    kind: 'recurring',
    next: (fromMs) => anchorMs + Math.max(0, Math.ceil((fromMs - anchorMs) / periodMs)) * periodMs,
  };
}

function cron(text: string, timezone: string): Timetable | null {
  const fields = text.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  // Naming both days is refused by AWS; croner would join them by "or".
  if (fields.length !== CRON_FIELDS || (dayOfMonth === '?') === (dayOfWeek === '?')) return null;
  if (!fields.every((field) => CRON_FIELD.test(field)) || [minutes, hours, month, year].includes('?'))
    return null;
  const pattern = ['0', ...fields.map((field) => (field === '?' ? '*' : field))].join(' ');
  try {
    // `sloppyRanges`: AWS writes `0/15` where others write `*/15`.
    const calendar = new Cron(pattern, {
      timezone,
      mode: '7-part',
      alternativeWeekdays: true,
      sloppyRanges: true,
      paused: true,
    });
    return { kind: 'recurring', next: (fromMs) => calendar.nextRun(new Date(fromMs - 1))?.getTime() ?? null };
  } catch {
    return null;
  }
}

/**
 * `anchorMs`: what a rate counts from; its first occurrence is there (AWS: with no StartDate, at once).
 * @throws SchedulerRefusal for an expression or a zone that AWS refuses.
 */
export function parseExpression({
  expression,
  timezone,
  anchorMs,
}: {
  expression: string;
  timezone: string;
  anchorMs: number;
}): Timetable {
  assertTimezone(timezone);
  const [, local] = AT.exec(expression) ?? [];
  const [, count, unit] = RATE.exec(expression) ?? [];
  const [, fields] = CRON.exec(expression) ?? [];
  let timetable: Timetable | null = null;
  if (local !== undefined) timetable = once(local, timezone);
  else if (count !== undefined && unit !== undefined)
    timetable = rate({ count: Number(count), unit, anchorMs });
  else if (fields !== undefined) timetable = cron(fields, timezone);
  if (timetable === null) throw invalid(`Invalid Schedule Expression ${expression}.`);
  return timetable;
}
