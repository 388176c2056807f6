/**
 * Reads by id, combined over all functions while they wait for the account's budget (design §6): who is granted a place asks for what
 * everybody in line wants of the same lists, and hands it on through Redis. Where nobody waits nothing is combined and nothing more is
 * asked of Redis, so an ordinary reply pays nothing; in a crowd the wait for the budget is the window.
 *
 * A look needs two lists, cards and contacts, so both are one want: one asking registers it, one brings the two of them, and who is granted
 * sends a request for each.
 *
 * A read counts for another only if it was sent after that other had registered its want, and is as old as the last moment at which the
 * want is known to have stood in line, on the reader's own clock (I2, I4): no clock of Redis', no clock of the sender's has a say, so none
 * of them can make a read younger than it is. A sender that dies is not waited for: its read would be too old soon, and the want stands in
 * line again where it stood. Failures travel too, for they only hold (I3). What travels is sealed, and lapses within seconds.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Read } from './answer.ts';
import type { KommoBreaker } from './breaker.ts';
import { createHands } from './combined-hand.ts';
import {
  type Entity,
  type Part,
  type Place,
  partOf,
  type Reading,
  readingOf,
  type Send,
} from './combined-part.ts';
import type { Priority } from './kommo.ts';
import { AHEAD_MAX_MS } from './lane.ts';
import type { KommoLimiter } from './limiter.ts';
import type { Carried, Want } from './line.ts';
import type { Begun } from './standing.ts';
import { LOST_MS } from './waiting.ts';

/** As many ids as one request carries (facts/kommo.md §2.2). */
export const ITEMS_MAX = 200;

/** The lists that one look needs: they are wanted as one, under one name, and whoever sends asks each of them. */
export type LookLists = ReadonlyMap<string, Send<Entity>>;

export type CombinedReads = {
  /**
   * These entities (at most `itemsMax`, {@link ITEMS_MAX} where it is not given) of the list `name`. `send` asks Kommo for the ids it is given; `place`: the right to do so has been
   * taken. `bodyOf` judges what another function has read: undefined is no answer. `lists`: `name` is one of these, and what is asked of
   * them in one moment is one want.
   */
  byId<T extends Entity>(options: {
    readonly name: string;
    readonly ids: readonly number[];
    readonly priority: Priority;
    readonly itemsMax?: number;
    /** What was read so recently is good enough: of what hardly ever changes. */
    readonly keptMs?: number;
    readonly send: Send<T>;
    readonly bodyOf: (body: unknown) => T | undefined;
    readonly lists?: LookLists;
  }): Promise<Read<T>>;
  /**
   * Puts the look that follows in line now, in one request with whatever else is asked of Redis in this moment, and reads nothing. It
   * counts for a look at these ids, or some of them, that begins within moments. Never throws.
   */
  prepare(wanted: ReadonlyMap<string, readonly number[]>): Promise<void>;
};

/** The name under which the lists of a look wait together. */
const LOOK = 'look';
const itemOf = (list: string, id: number): string => `${list}#${id}`;
const itemsOf = (parts: readonly Pick<Part, 'list' | 'ids'>[]): readonly string[] =>
  parts.flatMap(({ list, ids }) => ids.map((id) => itemOf(list, id)));
const idOf = (item: string): number => Number(item.split('#')[1]);
/** The ids of this list among items. */
const idsIn = (items: readonly string[], list: string): readonly number[] =>
  items
    .filter((item) => item.startsWith(`${list}#`))
    .map(idOf)
    .filter(Number.isSafeInteger);

/** What sharing over functions needs: the account's line, which hands things on as well. */
export type CombinedDeps = {
  readonly limiter: Pick<KommoLimiter, 'stand' | 'begin' | 'hand' | 'handed'>;
  readonly breaker: Pick<KommoBreaker, 'blockedHere'>;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
};

type Wanting = {
  readonly name: string;
  readonly priority: Priority;
  readonly itemsMax: number;
  readonly lists: LookLists | null;
};

export function createCombinedReads({ limiter, breaker, token, clock, log }: CombinedDeps): CombinedReads {
  const hands = createHands({ limiter, token });

  /** Sends for our own parts and for everybody who came along, a request for each list. */
  const sendFor = async (
    parts: readonly Part[],
    { name, lists }: Wanting,
    { places, carried }: { readonly places: number; readonly carried: readonly Carried[] },
  ): Promise<void> => {
    const wanted = [...carried.flatMap(({ items }) => items)];
    const own = parts.map(({ list }) => list);
    const others = [...(lists?.keys() ?? [])].filter(
      (list) => !own.includes(list) && idsIn(wanted, list).length > 0,
    );
    const readings = new Map<string, Reading>();
    await Promise.all(
      [...own, ...others].map(async (list, index) => {
        const part = parts.find((each) => each.list === list);
        const all = [...new Set([...(part?.ids ?? []), ...idsIn(wanted, list)])];
        const place: Place = index < places ? 'taken' : 'to_take';
        const send = lists?.get(list);
        const reading = part ? await part.read(all, place) : send && readingOf(await send(all, place));
        if (reading) readings.set(list, reading);
      }),
    );
    if (carried.length > 0) {
      await hands.on(carried, (item) => {
        const [list = ''] = item.split('#');
        return readings.get(list)?.handedOf(idOf(item)) ?? { kind: 'alone' };
      });
      log.info('kommo.combined', {
        list: name,
        own: itemsOf(parts).length,
        items: new Set([...itemsOf(parts), ...wanted]).size,
      });
    }
    // One odd record, or one that is refused, must not hold all who came along (P9).
    await Promise.all(
      parts.map((part) =>
        carried.length > 0 && readings.get(part.list)?.isOdd ? part.alone() : part.takeOwn(),
      ),
    );
  };

  const wantOf = (
    parts: readonly Pick<Part, 'list' | 'ids'>[],
    { name, itemsMax, lists }: Wanting,
  ): Omit<Want, 'lost' | 'hand'> => ({
    name,
    items: itemsOf(parts),
    parts: lists ? parts.map(({ list }) => list) : [],
    itemsMax,
  });

  /** Until each part has its outcome. */
  const stand = async (parts: readonly Part[], wanting: Wanting, begun: Begun | null): Promise<void> => {
    const { name, priority } = wanting;
    const wanted = begun ? begun.want : wantOf(parts, wanting);
    const places = Math.max(1, wanted.parts.length);
    const sinceMs = begun?.lookedAtMs ?? clock.nowMs();
    let id = begun?.id ?? randomUUID();
    let asked = begun;
    let lost: string | null = null;
    for (let losses = 0; ; losses += 1) {
      const hand = `${id}.${losses}`;
      const place = await limiter.stand({
        id,
        priority,
        sinceMs,
        want: { ...wanted, lost, hand },
        places: { now: places, later: places },
        begun: asked,
      });
      asked = null;
      switch (place.kind) {
        case 'over_budget':
        case 'unknown':
          for (const part of parts) part.fail('over_budget');
          return;
        case 'lost':
          log.warn('kommo.combined_lost', { list: name, items: wanted.items.length });
          lost = place.batch;
          continue;
        case 'granted':
          return sendFor(parts, wanting, place);
        case 'handed': {
          // So late that a gate would ask again: it asks at once, as somebody new.
          if (priority === 'gate' && clock.nowMs() - place.wantedAtMs > LOST_MS) {
            id = randomUUID();
            lost = null;
            continue;
          }
          const handed = hands.opened(place.text, hand);
          await Promise.all(
            parts.map((part) => part.take((each) => handed?.get(itemOf(part.list, each)), place.wantedAtMs)),
          );
          return;
        }
      }
    }
  };
  const standFor = (parts: readonly Part[], wanting: Wanting, begun: Begun | null = null): void => {
    stand(parts, wanting, begun).catch((error: unknown) => {
      for (const part of parts) part.throws(error);
    });
  };

  let prepared: Begun | null = null;
  /** The look that was put in line ahead, if it is for all of this. */
  const takePrepared = (parts: readonly Part[], priority: Priority): Begun | null => {
    const begun = prepared;
    prepared = null;
    if (priority !== 'gate' || !begun || clock.nowMs() - begun.lookedAtMs > AHEAD_MAX_MS) return null;
    return itemsOf(parts).every((item) => begun.want.items.includes(item)) ? begun : null;
  };

  /** What is asked of a look's lists in this moment, by kind. */
  const gathered = new Map<Priority, { readonly parts: Part[]; readonly wanting: Wanting }>();
  const joinLook = (part: Part, wanting: Wanting): void => {
    const { priority } = wanting;
    const look = gathered.get(priority);
    if (look && !look.parts.some(({ list }) => list === part.list)) return void look.parts.push(part);
    const parts = [part];
    gathered.set(priority, { parts, wanting });
    setImmediate(() => {
      if (gathered.get(priority)?.parts === parts) gathered.delete(priority);
      standFor(parts, wanting, takePrepared(parts, priority));
    });
  };

  return {
    prepare: async (asked) => {
      const parts = [...asked].flatMap(([list, ids]) => (ids.length > 0 ? [{ list, ids }] : []));
      const wanting: Wanting = { name: LOOK, priority: 'gate', itemsMax: ITEMS_MAX, lists: new Map() };
      const want = wantOf(parts, wanting);
      if (parts.length === 0 || want.items.length > ITEMS_MAX || breaker.blockedHere()) return;
      prepared = null;
      const id = randomUUID();
      prepared = await limiter.begin({
        id,
        priority: 'gate',
        want: { ...want, lost: null, hand: `${id}.0` },
        places: parts.length,
      });
    },
    byId: async ({ name, ids, priority, itemsMax = ITEMS_MAX, keptMs = 0, send, bodyOf, lists = null }) => {
      // The client says so without a place.
      if (ids.length > itemsMax || breaker.blockedHere()) return send(ids, 'to_take');
      const { part, outcome } = partOf({ list: name, ids, send, bodyOf });
      if (lists) {
        joinLook(part, { name: LOOK, priority, itemsMax, lists });
        return outcome;
      }
      const keptName = `kept:${name}`;
      const kept = keptMs > 0 ? hands.opened(await limiter.handed(keptName), keptName) : null;
      const items = ids.flatMap((id) => {
        const each = kept?.get(itemOf(name, id));
        return each?.kind === 'item' ? (bodyOf(each.body) ?? []) : [];
      });
      if (items.length === ids.length) return { kind: 'ok', items, sentAtMs: clock.nowMs() - keptMs };
      const wanting: Wanting = { name, priority, itemsMax, lists: null };
      if (keptMs === 0) {
        standFor([part], wanting);
        return outcome;
      }
      const readings: Reading[] = [];
      const keeping: Part = {
        ...part,
        read: async (...asked) => {
          const reading = await part.read(...asked);
          readings.push(reading);
          return reading;
        },
      };
      standFor([keeping], wanting);
      const found = await outcome;
      const own = readings.at(-1);
      if (own && found.kind === 'ok')
        await hands.on([{ hand: keptName, items: itemsOf([part]) }], (item) => own.handedOf(idOf(item)), {
          keptMs,
        });
      return found;
    },
  };
}
