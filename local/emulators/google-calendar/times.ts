/** Times and values as Google's bodies carry them. */
import { invalid, required } from './errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A time with its offset; without one it needs a zone by name. */
const WITH_OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;

/** Null for what is no object. */
export const object = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** `-03:00` for that zone at that instant. */
function offsetOf(ms: number, timeZone: string): string {
  const part = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName');
  const offset = part?.value.replace('GMT', '') ?? '';
  return offset === '' ? '+00:00' : offset;
}

/** As Google writes a time: in the calendar's zone, with its offset. */
export function civil(ms: number, timeZone: string): string {
  const offset = offsetOf(ms, timeZone);
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  const shiftMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return `${new Date(ms + shiftMs).toISOString().slice(0, 19)}${offset}`;
}

/** The instant of `{dateTime, timeZone}`, or why there is none. */
export function instantOf(value: unknown, name: 'start' | 'end'): number | Response {
  const when = object(value);
  const dateTime = text(when?.['dateTime']);
  if (!when || dateTime === null) return required(`Missing ${name} time.`);
  if (!WITH_OFFSET.test(dateTime)) {
    // A naive time in a named zone: allowed by Google. None of ours may send one (S2), so the emulator does not know how.
    return invalid(
      text(when['timeZone']) === null
        ? `Missing time zone definition for ${name} time.`
        : 'Naive times are not emulated.',
    );
  }
  const ms = Date.parse(dateTime);
  return Number.isNaN(ms) ? invalid('Bad Request') : ms;
}
