/**
 * Writes of one kind, combined over all functions while they wait for the account's budget (design §6): who is granted a place writes for
 * everybody in line, in one request, and hands each its own outcome. Where nobody waits nothing is combined.
 *
 * No write is made twice (C18): a want that may have been carried off is not sent by its owner. Whoever hears nothing of it treats it as
 * a write whose answer was lost, which every caller can.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { KOMMO_CAUSES } from '../reasons.ts';
import { failure } from './answer.ts';
import type { CombinedDeps } from './combined.ts';
import type { KommoFailure, KommoResult, Priority } from './kommo.ts';
import { createSeal } from './sealed.ts';

/** Kommo takes so many in one write (facts/kommo.md §2.3). */
export const WRITES_MAX = 50;

/** One of many: `id` names it within its request. */
export type Item = { readonly id: string; readonly body: unknown };

const Outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok'), value: z.unknown() }),
  z.object({ kind: z.literal('absent') }),
  z.object({
    kind: z.literal('failed'),
    cause: z.enum(KOMMO_CAUSES),
    status: z.nullable(z.int()),
    retryAfterMs: z.nullable(z.number()),
    problems: z.array(z.object({ code: z.string(), path: z.string() })),
  }),
]);

export type Write<T> = {
  /** Writes of one name go together; a read of that name is another matter. */
  readonly name: string;
  readonly body: unknown;
  readonly priority: Priority;
  /** Places that it takes alone and now, and those that it takes once it has waited; 1 where it does not say. */
  readonly places?: { readonly now: number; readonly later: number };
  /**
   * Writes all of these in one request, the own one first, and tells the outcome of each by its id; what it does not tell of is unknown.
   * `places`: how many have been taken for it.
   */
  readonly send: (items: readonly Item[], places: number) => Promise<ReadonlyMap<string, KommoResult<T>>>;
  /** What another function was told, judged: undefined is no answer. */
  readonly read: (value: unknown) => T | undefined;
};

export type CombinedWrites = {
  write<T>(write: Write<T>): Promise<KommoResult<T>>;
};

export function createCombinedWrites({ limiter, breaker, token, clock, log }: CombinedDeps): CombinedWrites {
  const wants = createSeal({ token, context: 'write' });
  const outcomes = createSeal({ token, context: 'written' });
  const Want = z.object({ id: z.string(), body: z.unknown() });
  const Told = z.object({ id: z.string(), outcome: Outcome });
  const unheard = (): KommoFailure => failure('malformed', { status: 200 });

  return {
    write: async <T>({ name, body, priority, places, send, read }: Write<T>): Promise<KommoResult<T>> => {
      const mine: Item = { id: randomUUID(), body };
      const own = async (taken: number) => (await send([mine], taken)).get(mine.id) ?? unheard();
      // The client says so without a place.
      if (breaker.blockedHere()) return own(0);
      const place = await limiter.stand({
        id: mine.id,
        priority,
        sinceMs: clock.nowMs(),
        once: true,
        ...(places && { places }),
        want: {
          name: `write:${name}`,
          items: [wants.close(mine)],
          parts: [],
          itemsMax: WRITES_MAX,
          lost: null,
          hand: mine.id,
        },
      });
      switch (place.kind) {
        case 'over_budget':
          return failure('over_budget');
        case 'unknown':
          return failure('timeout');
        case 'lost':
          log.warn('kommo.combined_lost', { list: name, items: 1 });
          return failure('timeout');
        case 'granted': {
          const others = place.carried.flatMap(({ hand, items: [text] }) => {
            const want = Want.safeParse(wants.open(text));
            // Its hand is its id, or it is nobody's.
            return want.success && want.data.id === hand ? [want.data] : [];
          });
          if (others.length === 0) return own(place.places);
          const told = await send([mine, ...others], place.places);
          log.info('kommo.combined', { list: name, own: 1, items: others.length + 1 });
          const outcomeOf = (id: string): KommoResult<T> => told.get(id) ?? unheard();
          await limiter.hand(
            new Map(others.map(({ id }) => [id, outcomes.close({ id, outcome: outcomeOf(id) })])),
          );
          return outcomeOf(mine.id);
        }
        case 'handed': {
          const heard = Told.safeParse(outcomes.open(place.text));
          // Somebody's words that are not ours to believe: it may have been written.
          if (!heard.success || heard.data.id !== mine.id) return failure('timeout');
          const { outcome } = heard.data;
          if (outcome.kind !== 'ok') return outcome;
          const value = read(outcome.value);
          return value === undefined ? unheard() : { kind: 'ok', value };
        }
      }
    },
  };
}
