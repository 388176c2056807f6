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
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { KOMMO_CAUSES } from '../reasons.ts';
import { failure, type Read } from './answer.ts';
import type { KommoBreaker } from './breaker.ts';
import type { Priority } from './kommo.ts';
import type { KommoLimiter } from './limiter.ts';
import { createSeal } from './sealed.ts';
import { LOST_MS } from './waiting.ts';

/** As many ids as one request carries (facts/kommo.md §2.2). */
export const ITEMS_MAX = 200;

const Handed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('item'), body: z.unknown() }),
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('failed'), cause: z.enum(KOMMO_CAUSES) }),
  /** Together it could not be read; perhaps because of another's item. */
  z.object({ kind: z.literal('alone') }),
]);
type Handed = z.infer<typeof Handed>;
/** Under the name of its hand: what was meant for another want is nobody's here. */
const Hand = z.object({
  hand: z.string(),
  items: z.array(z.object({ id: z.int(), handed: Handed })),
});

export type CombinedReads = {
  /**
   * These entities (at most `itemsMax`, {@link ITEMS_MAX} where it is not given) of the list `name`. `send` asks Kommo for the ids it is given; `place`: the right to do so has been
   * taken. `bodyOf` judges what another function has read: undefined is no answer.
   */
  byId<T extends { readonly id: number }>(options: {
    readonly name: string;
    readonly ids: readonly number[];
    readonly priority: Priority;
    readonly itemsMax?: number;
    /** What was read so recently is good enough: of what hardly ever changes. */
    readonly keptMs?: number;
    readonly send: (ids: readonly number[], place: 'taken' | 'to_take') => Promise<Read<T>>;
    readonly bodyOf: (body: unknown) => T | undefined;
  }): Promise<Read<T>>;
};

const itemOf = (id: number): string => `#${id}`;

/** What sharing over functions needs: the account's line, which hands things on as well. */
export type CombinedDeps = {
  readonly limiter: Pick<KommoLimiter, 'stand' | 'hand' | 'handed'>;
  readonly breaker: Pick<KommoBreaker, 'blockedHere'>;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
};

export function createCombinedReads({ limiter, breaker, token, clock, log }: CombinedDeps): CombinedReads {
  const seal = createSeal({ token, context: 'combined' });

  const handOn = async <T extends { readonly id: number }>(
    read: Read<T> | 'alone',
    wants: readonly { readonly hand: string; readonly ids: readonly number[] }[],
    options?: { readonly keptMs: number },
  ): Promise<void> => {
    const found = new Map(
      read !== 'alone' && read.kind === 'ok' ? read.items.map((each) => [each.id, each]) : [],
    );
    const handedOf = (id: number): Handed => {
      if (read === 'alone') return { kind: 'alone' };
      if (read.kind === 'failed') return { kind: 'failed', cause: read.cause };
      return found.has(id) ? { kind: 'item', body: found.get(id) } : { kind: 'absent' };
    };
    const textOf = (hand: string, ids: readonly number[]): string =>
      seal.close({ hand, items: ids.map((id) => ({ id, handed: handedOf(id) })) });
    await limiter.hand(new Map(wants.map(({ hand, ids }) => [hand, textOf(hand, ids)])), options);
  };

  /** What was handed on for these; null where it is not ours to believe. */
  const opened = (text: string | null, hand: string, ids: readonly number[]): readonly Handed[] | null => {
    const given = Hand.safeParse(seal.open(text));
    if (!given.success || given.data.hand !== hand) return null;
    const byId = new Map(given.data.items.map(({ id, handed }) => [id, handed]));
    const all = ids.flatMap((id) => byId.get(id) ?? []);
    return all.length === ids.length ? all : null;
  };

  return {
    byId: async ({ name, ids, priority, itemsMax = ITEMS_MAX, keptMs = 0, send, bodyOf }) => {
      // The client says so without a place.
      if (ids.length > itemsMax || breaker.blockedHere()) return send(ids, 'to_take');
      const keptName = `kept:${name}`;
      const kept = keptMs > 0 ? opened(await limiter.handed(keptName), keptName, ids) : null;
      if (kept?.every(({ kind }) => kind === 'item')) {
        const items = kept.flatMap((each) => (each.kind === 'item' ? (bodyOf(each.body) ?? []) : []));
        if (items.length === ids.length) return { kind: 'ok', items, sentAtMs: clock.nowMs() - keptMs };
      }
      const keep = async (read: Read<{ readonly id: number }>): Promise<void> => {
        if (keptMs > 0 && read.kind === 'ok') await handOn(read, [{ hand: keptName, ids }], { keptMs });
      };
      const sinceMs = clock.nowMs();
      let id = randomUUID();
      let lost: string | null = null;
      for (let losses = 0; ; losses += 1) {
        const hand = `${id}.${losses}`;
        const want = { name, items: ids.map(itemOf), parts: [], itemsMax, lost, hand };
        const place = await limiter.stand({ id, priority, sinceMs, want });
        if (place.kind === 'over_budget' || place.kind === 'unknown') return failure('over_budget');
        if (place.kind === 'lost') {
          log.warn('kommo.combined_lost', { list: name, items: ids.length });
          lost = place.batch;
          continue;
        }
        if (place.kind === 'granted') {
          const others = place.carried.map(({ hand: otherHand, items }) => ({
            hand: otherHand,
            ids: items.map((item) => Number(item.slice(1))).filter(Number.isSafeInteger),
          }));
          const all = [...new Set([...ids, ...others.flatMap((other) => other.ids)])];
          const read = await send(all, 'taken');
          await keep(read);
          if (others.length === 0) return read;
          // One odd record, or one that is refused, must not hold all who came along (P9).
          const isOdd = read.kind === 'failed' && (read.cause === 'malformed' || read.cause === 'rejected');
          await handOn(isOdd ? 'alone' : read, others);
          log.info('kommo.combined', { list: name, own: ids.length, items: all.length });
          if (isOdd) return send(ids, 'to_take');
          if (read.kind !== 'ok') return read;
          const own = read.items.filter(({ id }) => ids.includes(id));
          const { sentAtMs } = read;
          return own.length > 0 ? { kind: 'ok', items: own, sentAtMs } : { kind: 'absent', sentAtMs };
        }
        // So late that a gate would ask again: it asks at once, as somebody new.
        if (priority === 'gate' && clock.nowMs() - place.wantedAtMs > LOST_MS) {
          id = randomUUID();
          lost = null;
          continue;
        }
        const handed = opened(place.text, hand, ids);
        if (handed === null) return send(ids, 'to_take');
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
