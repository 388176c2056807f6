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
import type { KommoResult, Priority } from './kommo.ts';
import { createRedisGuard } from './redis-guard.ts';
import { createSeal } from './sealed.ts';

/** Kommo takes so many in one write (facts/kommo.md §2.3). */
export const WRITES_MAX = 50;
const FIRST_LOOK_MS = 250;
const NEXT_LOOK_MS = 200;
/** The client gives a request 12 s. */
const UNHEARD_MS = 13_000;
const KEPT_MS = 60_000;

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
  /** Writes of one name go together. */
  readonly name: string;
  readonly body: unknown;
  readonly priority: Priority;
  /** Writes all of these in one request and tells the outcome of each by its id; what it does not tell of is unknown. */
  readonly send: (
    items: readonly Item[],
    place: 'taken' | 'to_take',
  ) => Promise<ReadonlyMap<string, KommoResult<T>>>;
  /** What another function was told, judged: undefined is no answer. */
  readonly read: (value: unknown) => T | undefined;
};

export type CombinedWrites = {
  write<T>(write: Write<T>): Promise<KommoResult<T>>;
};

export function createCombinedWrites({
  redis,
  limiter,
  breaker,
  accountKey,
  token,
  clock,
  log,
}: CombinedDeps): CombinedWrites {
  const guard = createRedisGuard({ user: 'combined_writes', clock, log });
  const wants = createSeal({ token, context: 'write' });
  const outcomes = createSeal({ token, context: 'written' });
  const keyOf = (batch: string): string => `kommo:written:${accountKey}:${batch}`;
  const Want = z.object({ id: z.string(), body: z.unknown() });
  const itemIn = (text: string): readonly Item[] => {
    const want = Want.safeParse(wants.open(text));
    return want.success ? [want.data] : [];
  };

  const heard = async (batch: string, id: string, ageMs: number): Promise<z.infer<typeof Outcome> | null> => {
    let waitMs = Math.max(0, FIRST_LOOK_MS - ageMs);
    for (let waitedMs = 0; waitedMs < UNHEARD_MS; waitedMs += waitMs, waitMs = NEXT_LOOK_MS + waitedMs / 4) {
      await limiter.pause(waitMs);
      const answer = await guard.attempt(() => redis.hmget<Record<string, unknown>>(keyOf(batch), id));
      const opened = answer.kind === 'ok' ? outcomes.open(answer.value?.[id]) : undefined;
      const isIts = typeof opened === 'object' && opened !== null && 'id' in opened && opened.id === id;
      const outcome = isIts ? Outcome.safeParse(opened) : null;
      if (outcome?.success) return outcome.data;
    }
    return null;
  };

  return {
    write: async <T>({ name, body, priority, send, read }: Write<T>): Promise<KommoResult<T>> => {
      const mine: Item = { id: randomUUID(), body };
      const own = async (place: 'taken' | 'to_take') =>
        (await send([mine], place)).get(mine.id) ?? failure('malformed', { status: 200 });
      // The client says so without a place.
      if (await breaker.isOpen()) return own('to_take');
      const place = await limiter.stand({
        id: mine.id,
        priority,
        sinceMs: clock.nowMs(),
        once: true,
        want: { name, items: [wants.close(mine)], itemsMax: WRITES_MAX, lost: null },
      });
      switch (place.kind) {
        case 'over_budget':
          return failure('over_budget');
        case 'unknown':
          return failure('timeout');
        case 'granted': {
          const others = place.carried.flatMap(itemIn);
          if (others.length === 0) return own('taken');
          const told = await send([mine, ...others], 'taken');
          log.info('kommo.combined', { list: name, own: 1, items: others.length + 1 });
          const values = others.map(({ id }): [string, string] => [
            id,
            outcomes.close({ ...(told.get(id) ?? failure('malformed', { status: 200 })), id }),
          ]);
          await guard.attempt(() =>
            redis
              .pipeline()
              .hset(keyOf(place.batch), Object.fromEntries(values))
              .pexpire(keyOf(place.batch), KEPT_MS)
              .exec(),
          );
          return told.get(mine.id) ?? failure('malformed', { status: 200 });
        }
        case 'carried': {
          const outcome = await heard(place.batch, mine.id, place.ageMs);
          if (outcome === null) {
            log.warn('kommo.combined_lost', { list: name, items: 1 });
            return failure('timeout');
          }
          if (outcome.kind !== 'ok') return outcome;
          const value = read(outcome.value);
          return value === undefined ? failure('malformed', { status: 200 }) : { kind: 'ok', value };
        }
      }
    },
  };
}
