/** Civil time of a zone, and back (F13): UTC everywhere else, a zone only here. Pure; the zone's rules are those of `Intl`. */

/** A day of the civil calendar, `YYYY-MM-DD`. */
export type CivilDate = string;

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timezone, format);
  return format;
}

/** How far the zone's clocks are ahead of UTC at that instant. */
function offsetMs(ms: number, timezone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timezone).formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wholeSecondMs = Math.floor(ms / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
}

/** The day that the zone's calendars show at that instant. */
export const civilDateAt = (ms: number, timezone: string): CivilDate =>
  new Date(ms + offsetMs(ms, timezone)).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** The day `days` later. */
export const addDays = (date: CivilDate, days: number): CivilDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** 0 is Sunday. */
export const weekdayOf = (date: CivilDate): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/**
 * When the zone's clocks show that minute of that day. In the hour that a change of clocks skips: as much later; in the one it
 * repeats: the first.
 */
export function instantOf({
  date,
  minute,
  timezone,
}: {
  date: CivilDate;
  minute: number;
  timezone: string;
}): number {
  const civilMs = Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS;
  // The two offsets that can be in force around it; the earlier instant that really shows this time is the one meant.
  const candidates = [civilMs - DAY_MS, civilMs + DAY_MS]
    .map((near) => civilMs - offsetMs(near, timezone))
    .sort((a, b) => a - b);
  const shown = candidates.find((candidate) => candidate + offsetMs(candidate, timezone) === civilMs);
  return shown ?? civilMs - offsetMs(civilMs - DAY_MS, timezone);
}
