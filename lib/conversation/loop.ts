/**
 * W8 · Two bots would talk for ever. A talk runs in a circle when the lead's words come for the third time in a row (a short
 * answer: the fourth), or when so many turns in so many minutes taught nothing new. Pure: what was counted so far, this turn, the
 * verdict.
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { MessageRecord } from '../store/rows.ts';
import { cut } from '../text.ts';

/** LOOP_TURNS and LOOP_MINUTES. */
export type LoopLimits = { readonly loopTurns: number; readonly loopMinutes: number };

const SAME_WORDS_MAX = 3;
/** "sim", "sim", "sim": an answer as short as this may be the same to three questions, and teach something each time. */
const SHORT_ANSWER_MAX = 12;
/** A closed question is put three times (T11): only whoever answers it so once more, when the talk has gone on, is in a circle. */
const SHORT_WORDS_MAX = 4;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const LoopCount = z.object({
  /** What the lead last said, and how many turns in a row. */
  words: z.nullable(z.string()),
  sameCount: z.int(),
  /** Did one of those turns teach something? */
  sameTaught: z.boolean(),
  /** When the last turns that taught nothing took place, epoch milliseconds. */
  fruitlessAtMs: z.array(z.number()),
  /** The last closing line, and what it closed; null: none yet. */
  closed: z.nullable(z.object({ atMs: z.number(), by: z.enum(['same_words', 'fruitless']) })),
});
/** Kept with the lead (`leads.loop`), written with each reply. */
export type LoopCount = z.infer<typeof LoopCount>;
const NOTHING: LoopCount = { words: null, sameCount: 0, sameTaught: false, fruitlessAtMs: [], closed: null };

/** What is kept of this lead; a row that was never counted has none. */
export function loopCountOf(kept: unknown): LoopCount {
  const parsed = LoopCount.safeParse(kept);
  return parsed.success ? parsed.data : NOTHING;
}

/** More tells no two bursts apart; half a character would be refused by Postgres (W10). */
const WORDS_MAX = 500;

/** The words of a burst as they are compared: case, accents, signs and spaces do not count. Null: no words at all. */
export function wordsOfBurst(burst: readonly Pick<MessageRecord, 'body'>[]): string | null {
  const text = burst.map(({ body }) => body ?? '').join(' ');
  const plain = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const words = plain === '' ? text.trim() : plain;
  return words === '' ? null : cut(words, WORDS_MAX);
}

/** Did this turn teach anything about the lead? Facts come back from Postgres in another order. */
export const taught = (before: unknown, after: unknown): boolean =>
  !isDeepStrictEqual(plainJson(before), plainJson(after));
const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/**
 * Has this talk been closed, and does it run in the same circle still? Other words open one that the same words closed;
 * a pause as long as the window opens one that led nowhere. `heardAtMs`: the lead's message before this burst.
 */
export function isClosedStill(
  count: LoopCount,
  {
    words,
    heardAtMs,
    nowMs,
    limits,
  }: { words: string | null; heardAtMs: number | null; nowMs: number; limits: LoopLimits },
): boolean {
  if (count.closed === null) return false;
  if (count.closed.by === 'same_words') return words === count.words;
  return heardAtMs !== null && nowMs - heardAtMs < limits.loopMinutes * MINUTE_MS;
}

export type LoopVerdict = {
  readonly kind: 'goes_on' | 'close' | 'silence';
  /** What to keep with the reply. */
  readonly count: LoopCount;
};

/** This turn counted in. `close`: say the closing line; `silence`: it was said within a day already. */
export function countTurn(
  count: LoopCount,
  {
    words,
    hasTaught,
    nowMs,
    limits,
  }: { words: string | null; hasTaught: boolean; nowMs: number; limits: LoopLimits },
): LoopVerdict {
  const isSame = words !== null && words === count.words;
  const sameCount = isSame ? count.sameCount + 1 : 1;
  const sameTaught = hasTaught || (isSame && count.sameTaught);
  const sinceMs = nowMs - limits.loopMinutes * MINUTE_MS;
  const fruitlessAtMs = hasTaught ? [] : [...count.fruitlessAtMs.filter((atMs) => atMs > sinceMs), nowMs];
  const isShort = words !== null && words.length <= SHORT_ANSWER_MAX && /[\p{L}\p{N}]/u.test(words);
  const by =
    sameCount >= (isShort ? SHORT_WORDS_MAX : SAME_WORDS_MAX) && !(isShort && sameTaught)
      ? 'same_words'
      : fruitlessAtMs.length >= limits.loopTurns
        ? 'fruitless'
        : null;
  const counted: LoopCount = { words, sameCount, sameTaught, fruitlessAtMs, closed: count.closed };
  if (by === null) return { kind: 'goes_on', count: counted };
  const isSaid = count.closed !== null && nowMs - count.closed.atMs < DAY_MS;
  return {
    kind: isSaid ? 'silence' : 'close',
    count: isSaid ? counted : { ...counted, closed: { atMs: nowMs, by } },
  };
}
