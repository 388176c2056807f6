/**
 * The request budget of one Kommo account, shared by every function (design §6 Budget). Kommo allows 7 requests a second and answers
 * repeated excess by blocking the account (facts/kommo.md §3). A token bucket that refills `rps` a second and holds `burst` can never
 * grant more than rps + burst in any second: 5 + 2 = 7.
 *
 * Who waits, waits in one order over all functions (`line.ts`). While Redis is down each function works on alone under its share of the
 * rate, as many as may run at once: the gate decides all the same (H20), and together they stay below what gets the account blocked.
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { turnsAtOnce } from '../retry-policy.ts';
import type { KommoBreaker } from './breaker.ts';
import type { Priority } from './kommo.ts';
import { AHEAD_MAX_MS, createLane, createLocalBucket, type Lane } from './lane.ts';
import { createSharedLine, type Place, type Ticket, WRITE_SHARE } from './line.ts';
import { createRedisGuard, type RedisGuard } from './redis-guard.ts';
import { createStanding, type Standing } from './standing.ts';

export type KommoLimiter = Standing & {
  /**
   * Takes up to `count` places for reads of the gate's that are about to be sent, in one command. A place not used within
   * `AHEAD_MAX_MS` is given up: later it would no longer count in the second it was taken from. Never waits, never throws.
   */
  reserve(count: number): Promise<void>;
  /**
   * Puts the search for a first contact in line, for a `take` that begins within moments, in one command. Never waits, never throws.
   */
  beginFirst(): Promise<void>;
  /**
   * The right to send one request, within `maxWaitMs`. What is asked for together is granted or refused together, at once where the
   * line is longer than that: half a turn's requests are of no use. Never throws.
   */
  take(priority: Priority): Promise<'granted' | 'over_budget'>;
  /** Hands to others what was done for them: for each `hand` that was carried, its text. Never throws. */
  hand(texts: ReadonlyMap<string, string>, options?: { readonly keptMs: number }): Promise<void>;
  /** What was handed over under this name; null where nothing is, or Redis is down. Never throws. */
  handed(name: string): Promise<string | null>;
  /** After `over_budget`: how long until it is the turn of whoever was refused here last, in milliseconds; 0 where nobody knows. */
  comeBackMs(): number;
  /** Waits on this limiter's clock. */
  pause(ms: number): Promise<void>;
};

/**
 * A place that is due so soon, within one slot, is given to a waiter now, to be used then: one asking less, and no slot is slept through.
 * A crowd's first contacts are served one by one, so that theirs is nearly a whole slot.
 */
const SOON_MS: Readonly<Record<Priority, number>> = { gate: 0, first: 180, write: 100, probe: 100 };
/** What was handed over is of use so long. */
const HANDED_KEPT_MS = 30_000;

/**
 * `accountKey` names the account in Redis; `redis` null keeps the budget in this process. `functions`: how many may run at once, and
 * share the rate while they cannot see each other. `breaker` hears with every place what Redis says of it. After `redisTimeoutMs` a
 * slow Redis counts as down. `sleep` and `random` are parameters for tests.
 * The shared line lives in real time, whatever `clock` says.
 */
export function createKommoLimiter({
  redis,
  rps,
  accountKey,
  clock,
  log,
  functions = turnsAtOnce(rps),
  breaker = { key: `kommo:breaker:${accountKey}`, overhear: () => {} },
  maxWaitMs = 3000,
  burst = 2,
  redisTimeoutMs = 500,
  sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random = Math.random,
}: {
  redis: Redis | null;
  rps: number;
  accountKey: string;
  clock: Clock;
  log: Log;
  functions?: number;
  breaker?: Pick<KommoBreaker, 'key' | 'overhear'>;
  maxWaitMs?: number;
  burst?: number;
  redisTimeoutMs?: number;
  sleep?: (ms: number) => Promise<void>;
  random?: () => number;
}): KommoLimiter {
  const guard: RedisGuard = createRedisGuard({ user: 'limiter', clock, log, timeoutMs: redisTimeoutMs });
  let floorMs = 0;
  const nowMs = (): number => {
    floorMs = Math.max(floorMs, clock.nowMs());
    return floorMs;
  };
  const pause = async (ms: number): Promise<void> => {
    const untilMs = nowMs() + ms;
    await sleep(ms);
    floorMs = Math.max(floorMs, untilMs);
  };

  const intervalMs = Math.max(1, Math.ceil(1000 / rps));
  const shared =
    redis &&
    createSharedLine({
      redis,
      key: `kommo:line:${accountKey}`,
      intervalMs,
      burst,
      overheard: {
        key: breaker.key,
        asking: () => {
          const askedAtMs = clock.nowMs();
          return (stored) => breaker.overhear(stored, askedAtMs);
        },
      },
    });
  const alone = redis ? functions : 1;
  const local = createLocalBucket({ intervalMs: intervalMs * alone, burst, nowMs });
  const localWrites = createLocalBucket({ intervalMs: (intervalMs * alone) / WRITE_SHARE, burst: 1, nowMs });
  const id = randomUUID();

  /** When the line last answered. */
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  let isAlone = false;
  /** One question to the line that all share. */
  const askLine = async <T>(
    question: (line: NonNullable<typeof shared>) => Promise<T>,
  ): Promise<T | null> => {
    if (!shared) return null;
    const answer = await guard.attempt(() => question(shared));
    if (answer.kind === 'ok') {
      answeredAtMs = nowMs();
      isAlone = false;
      return answer.value;
    }
    // Whatever was left over here was the line's: all of them begin anew, and none at the same moment as another.
    if (!isAlone) for (const bucket of [local, localWrites]) bucket.restart(random());
    isAlone = true;
    return null;
  };

  /** Alone: the gate first, and the writes by their share. */
  const askHere = ({ priority, count, patienceMs }: Ticket): Place => {
    const yields = priority !== 'gate' && gate.isWaiting();
    const ownMs = yields ? intervalMs : priority === 'write' ? localWrites.takeNow(1) : 0;
    const waitMs = ownMs > 0 ? ownMs : local.takeNow(count);
    if (waitMs > patienceMs) return { kind: 'leaves', waitMs, backMs: waitMs };
    return { kind: waitMs > 0 ? 'waits' : 'granted', waitMs };
  };
  let backAtMs = 0;
  const ask = async (ticket: Ticket, soonMs = 0): Promise<Place> => {
    const place = (await askLine((line) => line.ask(ticket, { soonMs }))) ?? askHere(ticket);
    if (place.kind === 'leaves' && place.backMs > 0) backAtMs = nowMs() + place.backMs;
    return place;
  };

  let reserved = { count: 0, untilMs: 0 };
  const reservedNow = (): number => (nowMs() <= reserved.untilMs ? reserved.count : 0);

  const laneOf = (priority: Priority): Lane => {
    const soonMs = shared ? SOON_MS[priority] : 0;
    return createLane({
      ask: async (count, patienceMs) => {
        const left = priority === 'gate' ? reservedNow() : 0;
        const used = Math.min(left, count);
        if (used > 0) reserved = { ...reserved, count: left - used };
        if (used === count) return { kind: 'granted', waitMs: 0 };
        // A place in hand is one request less to stand in line for.
        const ticket: Ticket = { id: `${id}:${priority}`, priority, count: count - used, patienceMs };
        const place = await ask(ticket, soonMs);
        if (used > 0 && place.kind !== 'granted')
          reserved = { count: reservedNow() + used, untilMs: nowMs() + AHEAD_MAX_MS };
        return place;
      },
      // A write at a time: none of them is of use only together with another.
      burst: priority === 'gate' ? burst : 1,
      maxWaitMs,
      soonMs,
      nowMs,
      pause,
    });
  };
  const gate = laneOf('gate');
  const lanes: Readonly<Record<Priority, Lane>> = {
    gate,
    first: laneOf('first'),
    write: laneOf('write'),
    probe: laneOf('probe'),
  };

  const standing = createStanding({
    line: shared && {
      stand: (ticket, want, options) => askLine((line) => line.stand(ticket, want, options)),
      ask: (ticket) => askLine((line) => line.ask(ticket)),
      answeredAtMs: () => (isAlone ? null : answeredAtMs),
    },
    lanes,
    clock,
    nowMs,
    pause,
    maxWaitMs,
    leaves: (backMs) => {
      backAtMs = nowMs() + backMs;
    },
  });

  return {
    reserve: async (count) => {
      const missing = Math.min(count, burst) - reservedNow();
      if (missing <= 0 || gate.isWaiting()) return;
      const place = await ask({ id: `${id}:ahead`, priority: 'gate', count: missing, patienceMs: 0 });
      if (place.kind === 'granted')
        reserved = { count: reservedNow() + missing, untilMs: nowMs() + AHEAD_MAX_MS };
    },
    beginFirst: () => lanes.first.begin(),
    take: (priority) => lanes[priority].take(),
    ...standing,
    hand: async (texts, { keptMs } = { keptMs: HANDED_KEPT_MS }) => {
      await askLine((line) => line.hand(texts, { keptMs }));
    },
    handed: (name) => askLine((line) => line.handed(name)),
    comeBackMs: () => Math.max(0, backAtMs - nowMs()),
    pause,
  };
}
