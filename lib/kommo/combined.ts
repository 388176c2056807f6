/**
 * Reads by id, combined over all functions while they wait for the account's budget (design §6): who is granted a place asks for what
 * everybody in line wants of the same list, and hands it on through Redis. Where nobody waits nothing is combined and nothing more is
 * asked of Redis, so an ordinary reply pays nothing; in a crowd the wait for the budget is the window.
 *
 * A read counts for another only if it was sent after that other had registered its want, and is as old as the last moment at which the
 * want is known to have stood in line, on the reader's own clock (I2, I4): no clock of Redis', no clock of the sender's has a say, so none
 * of them can make a read younger than it is. A sender that dies is not waited for: its read would be too old soon, and the want stands in
 * line again where it stood. Failures travel too, for they only hold (I3). What travels is sealed, and lapses within seconds.
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { KOMMO_CAUSES } from '../reasons.ts';
import { failure, type Read } from './answer.ts';
import type { KommoBreaker } from './breaker.ts';
import type { Priority } from './kommo.ts';
import type { KommoLimiter } from './limiter.ts';
import { createRedisGuard } from './redis-guard.ts';
import { createSeal } from './sealed.ts';

/** As many ids as one request carries. */
const ITEMS_MAX = 100;
/** Kommo's usual answer; the first look for another's is then. */
const FIRST_LOOK_MS = 200;
const NEXT_LOOK_MS = 100;
/** A read so old authorises nothing (STAGE_MAX_AGE_MS), so nobody waits longer for another's. */
const LOST_MS = 1000;
const KEPT_MS = 3000;

const Handed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('item'), body: z.unknown() }),
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('failed'), cause: z.enum(KOMMO_CAUSES) }),
  /** Together it could not be read; perhaps because of another's item. */
  z.object({ kind: z.literal('alone') }),
]);
type Handed = z.infer<typeof Handed>;

export type CombinedReads = {
  /**
   * These entities (at most 100) of the list `name`. `send` asks Kommo for the ids it is given; `place`: the right to do so has been
   * taken. `bodyOf` judges what another function has read: undefined is no answer.
   */
  byId<T extends { readonly id: number }>(options: {
    readonly name: string;
    readonly ids: readonly number[];
    readonly priority: Priority;
    readonly send: (ids: readonly number[], place: 'taken' | 'to_take') => Promise<Read<T>>;
    readonly bodyOf: (body: unknown) => T | undefined;
  }): Promise<Read<T>>;
};

const itemOf = (id: number): string => `#${id}`;

/** What sharing over functions needs: the account's line, and a Redis to hand things on. */
export type CombinedDeps = {
  readonly redis: Redis;
  readonly limiter: Pick<KommoLimiter, 'stand' | 'pause'>;
  readonly breaker: Pick<KommoBreaker, 'isOpen'>;
  readonly accountKey: string;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
};

export function createCombinedReads({
  redis,
  limiter,
  breaker,
  accountKey,
  token,
  clock,
  log,
}: CombinedDeps): CombinedReads {
  const guard = createRedisGuard({ user: 'combined_reads', clock, log });
  const seal = createSeal({ token, context: 'combined' });
  const keyOf = (batch: string): string => `kommo:batch:${accountKey}:${batch}`;

  const handOn = async <T extends { readonly id: number }>(
    batch: string,
    read: Read<T> | 'alone',
    ids: readonly number[],
  ): Promise<void> => {
    const found = new Map(
      read !== 'alone' && read.kind === 'ok' ? read.items.map((each) => [each.id, each]) : [],
    );
    const handedOf = (id: number): Handed => {
      if (read === 'alone') return { kind: 'alone' };
      if (read.kind === 'failed') return { kind: 'failed', cause: read.cause };
      return found.has(id) ? { kind: 'item', body: found.get(id) } : { kind: 'absent' };
    };
    const values = Object.fromEntries(ids.map((id) => [itemOf(id), seal.close({ id, ...handedOf(id) })]));
    await guard.attempt(() =>
      redis.pipeline().hset(keyOf(batch), values).pexpire(keyOf(batch), KEPT_MS).exec(),
    );
  };

  /** What was handed on under this name, once all of it is there. Null: not yet, or never. */
  const lookFor = async (batch: string, ids: readonly number[]): Promise<readonly Handed[] | null> => {
    const answer = await guard.attempt(() =>
      redis.hmget<Record<string, unknown>>(keyOf(batch), ...ids.map(itemOf)),
    );
    if (answer.kind === 'down' || answer.value === null) return null;
    const handed: Handed[] = [];
    for (const id of ids) {
      const opened = seal.open(answer.value[itemOf(id)]);
      const isIts = typeof opened === 'object' && opened !== null && 'id' in opened && opened.id === id;
      const parsed = isIts ? Handed.safeParse(opened) : null;
      if (!parsed?.success) return null;
      handed.push(parsed.data);
    }
    return handed;
  };

  const handedOn = async (
    { batch, ageMs }: { readonly batch: string; readonly ageMs: number },
    ids: readonly number[],
  ): Promise<readonly Handed[] | null> => {
    let waitedMs = ageMs;
    for (let waitMs = Math.max(0, FIRST_LOOK_MS - ageMs); waitedMs <= LOST_MS; waitMs = NEXT_LOOK_MS) {
      await limiter.pause(waitMs);
      waitedMs += waitMs;
      const handed = await lookFor(batch, ids);
      if (handed) return handed;
    }
    return null;
  };

  return {
    byId: async ({ name, ids, priority, send, bodyOf }) => {
      // The client says so without a place.
      if (ids.length > ITEMS_MAX || (await breaker.isOpen())) return send(ids, 'to_take');
      const ticket = { id: randomUUID(), priority, sinceMs: clock.nowMs() };
      let lost: string | null = null;
      for (;;) {
        const place = await limiter.stand({
          ...ticket,
          want: { name, items: ids.map(itemOf), itemsMax: ITEMS_MAX, lost },
        });
        if (place.kind === 'over_budget' || place.kind === 'unknown') return failure('over_budget');
        if (place.kind === 'granted') {
          const others = place.carried.map((item) => Number(item.slice(1))).filter(Number.isSafeInteger);
          const all = [...new Set([...ids, ...others])];
          const read = await send(all, 'taken');
          if (others.length === 0) return read;
          // One odd record, or one that is refused, must not hold all who came along (P9).
          const isOdd = read.kind === 'failed' && (read.cause === 'malformed' || read.cause === 'rejected');
          await handOn(place.batch, isOdd ? 'alone' : read, others);
          log.info('kommo.combined', { list: name, own: ids.length, items: all.length });
          if (isOdd) return send(ids, 'to_take');
          if (read.kind !== 'ok') return read;
          const own = read.items.filter(({ id }) => ids.includes(id));
          const { sentAtMs } = read;
          return own.length > 0 ? { kind: 'ok', items: own, sentAtMs } : { kind: 'absent', sentAtMs };
        }
        const handed = await handedOn(place, ids);
        if (handed === null) {
          log.warn('kommo.combined_lost', { list: name, items: ids.length });
          lost = place.batch;
          continue;
        }
        const failed = handed.find((each) => each.kind === 'failed');
        if (failed) return failure(failed.cause);
        const bodies = handed.flatMap((each) => (each.kind === 'item' ? [bodyOf(each.body)] : []));
        const items = bodies.filter((body) => body !== undefined);
        if (handed.some(({ kind }) => kind === 'alone') || items.length < bodies.length)
          return send(ids, 'to_take');
        const sentAtMs = place.wantedAtMs;
        return items.length > 0 ? { kind: 'ok', items, sentAtMs } : { kind: 'absent', sentAtMs };
      }
    },
  };
}
