/**
 * The one line before Kommo in which the requests of every function stand (design §6 Budget): a token bucket and, in the same key of
 * Redis, who waits for it. A grant costs one command. Whoever is refused learns how long to wait, or that the wait would be too long,
 * before it has spent anything.
 *
 * In order: the gate's reads, first contacts, writes, reconcile's probe; within one kind, by arrival. A kind whose first waiter
 * has had nothing for its share of time goes first, so that a crowd of reads starves nobody. A waiter that does not come back is forgotten.
 *
 * Who waits for something that one request can bring to many (`Want`) stands together with all who wait for the like: as one request, at
 * the place of the first of them. Whoever of them asks first when that place is due sends for all, and the line hands over what the
 * others want. So the wait for the budget is the window in which requests are combined, and where nobody waits nothing is combined.
 *
 * One command does everything of a look: it takes a place, tells how long to wait and who of a party goes first, brings what another has
 * handed over, and the breaker's state with it. A place that is due within moments is given at once, to be used then.
 */
import { createHash } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Priority } from './kommo.ts';
import { SCRIPT } from './line-script.ts';

/** Rank in line, and after how long in vain the first of this kind goes before all others; null: it always does. */
const KINDS: Readonly<Record<Priority, { readonly rank: number; readonly shareMs: number | null }>> = {
  gate: { rank: 0, shareMs: null },
  first: { rank: 1, shareMs: 1000 },
  write: { rank: 2, shareMs: 1000 },
  probe: { rank: 3, shareMs: 5000 },
};

/** The part of the rate that writes take at most: the rest is always the gate's. */
export const WRITE_SHARE = 0.6;
/** A waiter this late for its own turn has died or been frozen. */
const FORGOTTEN_MS = 1000;
const KEPT_MS = 60_000;

export type Ticket = {
  /** Names the waiter from one asking to the next. */
  readonly id: string;
  readonly priority: Priority;
  /** Places, all or none. */
  readonly count: number;
  /** How long it would wait at most; 0: not at all. */
  readonly patienceMs: number;
};

export type Place =
  /** To be used after `waitMs`. */
  | { readonly kind: 'granted'; readonly waitMs: number }
  | { readonly kind: 'waits'; readonly waitMs: number }
  /** The wait is longer than its patience, and nothing stands in line for it any more. `backMs`: its turn to come back, after all who left before. */
  | { readonly kind: 'leaves'; readonly waitMs: number; readonly backMs: number };

/** What a waiter wants that may come with another's request. */
export type Want = {
  /** Wants of one name go together. */
  readonly name: string;
  readonly items: readonly string[];
  /** What of it takes a request of its own, so that all who want the like need a place for each; none: as many as its ticket says. */
  readonly parts: readonly string[];
  /** Items of one part (else of all) in one request, one’s own among them. */
  readonly itemsMax: number;
  /** The batch that was to bring it and did not: it stands in line again, where it stood. */
  readonly lost: string | null;
  /** Where its outcome is looked for: another name after each loss, so that what comes too late is never taken for what was asked since. */
  readonly hand: string;
};

/** Somebody else's want, granted along with one's own. `hand`: where its outcome belongs. */
export type Carried = { readonly hand: string; readonly items: readonly string[] };

export type Stand =
  /** So many requests may leave now, for these as well. `batch` names them. */
  | {
      readonly kind: 'granted';
      readonly batch: string;
      readonly places: number;
      readonly carried: readonly Carried[];
    }
  /** Another's request was granted for this want as well, `ageMs` ago by the clocks of two functions. */
  | { readonly kind: 'carried'; readonly batch: string; readonly ageMs: number }
  /** What another's request has brought. */
  | { readonly kind: 'handed'; readonly text: string }
  /** `isNew`: the line did not know this ticket. `isFirst`: of all who want the like, it is to ask when the place is due. */
  | { readonly kind: 'waits'; readonly waitMs: number; readonly isNew: boolean; readonly isFirst: boolean }
  | { readonly kind: 'leaves'; readonly waitMs: number; readonly backMs: number };

/** The client's own script object hashes beside the call: its first one would wait for a thread while requests stand in line. */
const SCRIPT_SHA1 = createHash('sha1').update(SCRIPT).digest('hex');

/** What the client makes of a string that looks like JSON is the breaker's own business. */
const Answer = z.tuple(
  [z.enum(['granted', 'carried', 'handed', 'waits', 'leaves']), z.unknown()],
  z.union([z.string(), z.number()]),
);

const NOTHING_SHARED: Want = { name: '', items: [], parts: [], itemsMax: 0, lost: null, hand: '' };

/** As the script tells it: a name, how many items, and these. */
function carriedIn(words: readonly (string | number)[]): readonly Carried[] {
  const carried: Carried[] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at + 1]);
    carried.push({ hand: String(words[at]), items: words.slice(at + 2, at + 2 + count).map(String) });
    at += 2 + count;
  }
  return carried;
}

const SHARES = Object.values(KINDS).flatMap(({ rank, shareMs }) =>
  shareMs === null ? [] : [String(rank), String(shareMs)],
);

/**
 * `intervalMs` apart, `burst` at once. Time is this machine's, as each of them tells it: Lambdas agree to a few milliseconds, and a
 * clock that is ahead refills nothing twice. `overheard`: the key of the breaker's state, which every answer brings
 * along to whoever `asking` names before.
 */
export function createSharedLine({
  redis,
  key,
  intervalMs,
  burst,
  overheard,
}: {
  readonly redis: Redis;
  readonly key: string;
  readonly intervalMs: number;
  readonly burst: number;
  readonly overheard: { readonly key: string; asking(): (stored: unknown) => void };
}): {
  /** `soonMs`: a place that is due so soon is given now. */
  ask(ticket: Ticket, options?: { readonly soonMs?: number }): Promise<Place>;
  /**
   * Asks for requests that may bring what others want as well. `patienceMs` 0 and nobody in the way: as `ask`. `asksAhead`: who is granted
   * may yet send nothing, so nobody's want is given to it.
   */
  stand(ticket: Ticket, want: Want, options?: { readonly asksAhead?: boolean }): Promise<Stand>;
  /** Hands to each of `texts`, by the name of its hand, what it waits for; kept for `keptMs`. */
  hand(texts: ReadonlyMap<string, string>, options: { readonly keptMs: number }): Promise<void>;
  /** What was handed over under this name; null where nothing is. */
  handed(name: string): Promise<string | null>;
} {
  const handOf = (name: string): string => `${key}:hand:${name}`;
  const run = async (keys: string[], args: string[]): Promise<unknown> => {
    try {
      return await redis.evalsha<string[], unknown>(SCRIPT_SHA1, keys, args);
    } catch (error) {
      // A Redis that has restarted, or never saw it, learns it here.
      if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error;
      return await redis.eval<string[], unknown>(SCRIPT, keys, args);
    }
  };
  const asked = async (
    { id, priority, count, patienceMs }: Ticket,
    { name, items, parts, itemsMax, lost, hand }: Want,
    { soonMs = 0, asksAhead = false }: { readonly soonMs?: number; readonly asksAhead?: boolean },
  ): Promise<{ readonly waitMs: number; readonly stand: Stand }> => {
    const spacingMs = priority === 'write' ? intervalMs / WRITE_SHARE : 0;
    const words = [Date.now(), intervalMs, burst, id, KINDS[priority].rank, count, Math.floor(patienceMs)];
    const wants = [name, itemsMax, lost ?? '', SHARES.length, hand, soonMs];
    const ways = [parts.join(' '), asksAhead ? '1' : ''];
    const tell = overheard.asking();
    const [kind, breaker, ...rest] = Answer.parse(
      await run(
        [key, overheard.key, handOf(hand)],
        [...words, spacingMs, FORGOTTEN_MS, KEPT_MS, ...wants, ...ways]
          .map(String)
          .concat(SHARES)
          .concat(items),
      ),
    );
    tell(breaker === '' ? null : breaker);
    const waitMs = kind === 'carried' || kind === 'handed' ? 0 : Number(rest[0]);
    switch (kind) {
      case 'granted':
        return {
          waitMs: Math.max(0, waitMs),
          stand: { kind, batch: id, places: Number(rest[1]), carried: carriedIn(rest.slice(2)) },
        };
      case 'carried':
        return { waitMs, stand: { kind, batch: String(rest[0]), ageMs: Math.max(0, Number(rest[1])) } };
      case 'handed':
        return { waitMs, stand: { kind, text: String(rest[0]) } };
      case 'waits':
        return {
          waitMs,
          stand: { kind, waitMs, isNew: Number(rest[1]) === 1, isFirst: Number(rest[2]) === 1 },
        };
      case 'leaves':
        return { waitMs, stand: { kind, waitMs, backMs: Number(rest[1]) } };
    }
  };
  return {
    stand: async (ticket, want, options = {}) => (await asked(ticket, want, options)).stand,
    ask: async (ticket, options = {}) => {
      const { waitMs, stand } = await asked(ticket, NOTHING_SHARED, options);
      return stand.kind === 'leaves'
        ? stand
        : { kind: stand.kind === 'granted' ? 'granted' : 'waits', waitMs };
    },
    hand: async (texts, { keptMs }) => {
      const pipeline = redis.pipeline();
      for (const [name, text] of texts) pipeline.set(handOf(name), text, { px: keptMs });
      await pipeline.exec();
    },
    handed: (name) => redis.get<string>(handOf(name)),
  };
}
