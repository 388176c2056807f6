/**
 * Readers for the parts of a payload that a message can do without: an absent, null, empty or oddly typed one is null, and the
 * message around it survives. Both providers send the same field omitted, null or as an empty string (facts/whatsapp.md §8.9).
 */
import * as z from 'zod/mini';

/** Seconds since the epoch; a bigger value is no time of this century. */
const SECONDS_MAX = 10_000_000_000;

/** Text with something in it, else null. */
export const textOrNull = z.catch(z.nullable(z.string().check(z.minLength(1))), null);

/** A boolean; anything else is false. */
export const flag = z.catch(z.boolean(), false);

/** The items of a list, unread; not a list → none. */
export const itemsOrNone = z.catch(z.array(z.unknown()), []);

/** A nested object read with `shape`; not an object → null. */
export const partOrNull = <S extends Record<string, z.ZodMiniType>>(shape: S) =>
  z.catch(z.nullable(z.looseObject(shape)), null);

function wholeNumber(raw: unknown): number | null {
  if (typeof raw === 'string') return /^-?\d{1,15}$/.test(raw) ? Number(raw) : null;
  if (typeof raw === 'number') return Number.isSafeInteger(raw) ? raw : null;
  const long = Long.safeParse(raw);
  return long.success ? long.data.high * 2 ** 32 + (long.data.low >>> 0) : null;
}
/** How Evolution serialises a 64-bit number (facts/whatsapp.md §1.5). */
const Long = z.looseObject({ low: z.int(), high: z.int() });

/** A whole number, also written as text or as a Long. */
export const integerOrNull = z.catch(
  z.pipe(
    z.unknown(),
    z.transform((raw: unknown) => wholeNumber(raw)),
  ),
  null,
);

/** A time in epoch seconds, also written as text or as a Long. */
export const secondsOrNull = z.catch(
  z.pipe(
    z.unknown(),
    z.transform((raw: unknown) => {
      const seconds = wholeNumber(raw);
      return seconds !== null && seconds > 0 && seconds < SECONDS_MAX ? seconds : null;
    }),
  ),
  null,
);

/** A coordinate, also written as text. */
export const decimalOrNull = z.catch(
  z.pipe(
    z.unknown(),
    z.transform((raw: unknown) => {
      const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    }),
  ),
  null,
);

/** The id a provider gives to a message. */
export const MessageIdText = z.string().check(z.minLength(1), z.maxLength(300));

/** An id to point at, of a message or of media; null when it is none. */
export const idOrNull = z.catch(z.nullable(MessageIdText), null);

/** A body as JSON; undefined when it is none. */
export const jsonOf = (bytes: Uint8Array): unknown => parsedJson(new TextDecoder().decode(bytes));

/** A text inside a body as JSON; undefined when it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
