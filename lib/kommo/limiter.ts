/**
 * The request budget of one Kommo account, shared by every function (design §6 Budget). Kommo allows 7 requests a second and answers
 * repeated excess by blocking the account (facts/kommo.md §3). A token bucket that refills `rps` a second and holds `burst` can never
 * grant more than rps + burst in any second: 5 + 2 = 7.
 *
 * Who waits, waits in one order over all functions (`line.ts`). While Redis is down each function works on alone under its share of the
 * rate: the gate decides all the same (H20), and twenty of them do not get the account blocked.
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Priority } from './kommo.ts';
import { createSharedLine, type Place, type Ticket, type Want, WRITE_SHARE } from './line.ts';
import { createRedisGuard, type RedisGuard } from './redis-guard.ts';

export type KommoLimiter = {
  /**
   * Takes up to `count` places for reads of the gate's that are about to be sent, in one command. A place not used within
   * `RESERVED_MS` is given up: later it would no longer count in the second it was taken from. Never waits, never throws.
   */
  reserve(count: number): Promise<void>;
  /**
   * The right to send one request, within `maxWaitMs`. What is asked for together is granted or refused together, at once where the
   * line is longer than that: half a turn's requests are of no use. Never throws.
   */
  take(priority: Priority): Promise<'granted' | 'over_budget'>;
  /**
   * As `take`, for a request that may bring what others want as well, or may come with another's. `sinceMs`: when this want began to
   * wait. Never throws. While Redis is down each function sends for itself.
   */
  stand(options: {
    /** Names the want from one standing in line to the next. */
    readonly id: string;
    readonly priority: Priority;
    readonly want: Want;
    readonly sinceMs: number;
    /** What must not be done twice: nobody sends for itself what may be on its way with another's request. */
    readonly once?: true;
  }): Promise<SharedPlace>;
  /** Waits on this limiter's clock. */
  pause(ms: number): Promise<void>;
};

export type SharedPlace =
  /** One request may leave. `batch`: under which name the others look for what was carried for them. */
  | { readonly kind: 'granted'; readonly batch: string; readonly carried: readonly string[] }
  /**
   * Another's request was granted for this want. `wantedAtMs`, on this function's clock: that request was sent later than this, whatever
   * Redis' clock or anybody else's says, for the want still stood in line then.
   */
  | {
      readonly kind: 'carried';
      readonly batch: string;
      readonly ageMs: number;
      readonly wantedAtMs: number;
    }
  /** Of what is done once: Redis failed while the want stood in line, so it may have been carried, and nobody can say. */
  | { readonly kind: 'unknown' }
  /** Nothing stands in line any more. */
  | { readonly kind: 'over_budget' };

/** With 5 a second and 2 at once, at most 7.5 requests then leave in any second: still Kommo's 7. */
const RESERVED_MS = 100;

/** A want that waits is seen in line so often: by so much a read that comes with another's may look older than it is. */
const WINDOW_MS = 150;

/** What one function may take of the rate while it cannot see the others. */
const LONE_SHARE = 0.2;

/** A token bucket of this process. It moves with the clock, and with what was slept where a clock stands still. */
function createLocalBucket({
  intervalMs,
  burst,
  nowMs,
}: {
  intervalMs: number;
  burst: number;
  nowMs: () => number;
}): {
  takeNow(count: number): number;
} {
  let tokens = burst;
  let refilledAtMs = nowMs();
  return {
    takeNow: (count) => {
      const refills = Math.floor((nowMs() - refilledAtMs) / intervalMs);
      tokens = Math.min(burst, tokens + refills);
      refilledAtMs += refills * intervalMs;
      if (tokens < count) return Math.max(1, refilledAtMs + (count - tokens) * intervalMs - nowMs());
      tokens -= count;
      return 0;
    },
  };
}

type Lane = { take(): Promise<'granted' | 'over_budget'>; isWaiting(): boolean };

/** One kind of request of this process: served in order of arrival, all that wait in one ticket, so waiting costs no extra round trips. */
function createLane({
  ask,
  burst,
  maxWaitMs,
  nowMs,
  pause,
}: {
  ask: (count: number, patienceMs: number) => Promise<Place>;
  burst: number;
  maxWaitMs: number;
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
}): Lane {
  const waiters: {
    readonly sinceMs: number;
    readonly resolve: (outcome: 'granted' | 'over_budget') => void;
  }[] = [];
  let isServing = false;

  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    // What is asked for in the same moment goes in one ticket.
    await Promise.resolve();
    for (let head = waiters[0]; head !== undefined; head = waiters[0]) {
      const leftMs = head.sinceMs + maxWaitMs - nowMs();
      const count = Math.min(waiters.length, burst);
      const place = leftMs < 0 ? { waitMs: 0, leaves: true } : await ask(count, leftMs);
      if (!place.leaves && place.waitMs > 0) await pause(place.waitMs);
      else
        for (const { resolve } of waiters.splice(0, count)) resolve(place.leaves ? 'over_budget' : 'granted');
    }
    isServing = false;
  };

  return {
    take: () =>
      new Promise((resolve, reject) => {
        waiters.push({ sinceMs: nowMs(), resolve });
        serve().catch(reject);
      }),
    isWaiting: () => waiters.length > 0,
  };
}

/**
 * `accountKey` names the account in Redis; `redis` null keeps the budget in this process. After
 * `redisTimeoutMs` a slow Redis counts as down. `sleep` is a parameter for tests.
 * The shared line lives in real time, whatever `clock` says.
 */
export function createKommoLimiter({
  redis,
  rps,
  accountKey,
  clock,
  log,
  maxWaitMs = 3000,
  burst = 2,
  redisTimeoutMs = 500,
  sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: {
  redis: Redis | null;
  rps: number;
  accountKey: string;
  clock: Clock;
  log: Log;
  maxWaitMs?: number;
  burst?: number;
  redisTimeoutMs?: number;
  sleep?: (ms: number) => Promise<void>;
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
  const shared = redis && createSharedLine({ redis, key: `kommo:line:${accountKey}`, intervalMs, burst });
  const share = redis ? LONE_SHARE : 1;
  const local = createLocalBucket({ intervalMs: intervalMs / share, burst, nowMs });
  const localWrites = createLocalBucket({ intervalMs: intervalMs / share / WRITE_SHARE, burst: 1, nowMs });
  const id = randomUUID();

  /** Alone: the gate first, and the writes by their share. */
  const askHere = ({ priority, count, patienceMs }: Ticket): Place => {
    const yields = priority !== 'gate' && gate.isWaiting();
    const ownMs = yields ? intervalMs : priority === 'write' ? localWrites.takeNow(1) : 0;
    const waitMs = ownMs > 0 ? ownMs : local.takeNow(count);
    return { waitMs, leaves: waitMs > patienceMs };
  };
  const ask = async (ticket: Ticket): Promise<Place> => {
    if (!shared) return askHere(ticket);
    const answer = await guard.attempt(() => shared.ask(ticket));
    return answer.kind === 'down' ? askHere(ticket) : answer.value;
  };

  let reserved = { count: 0, untilMs: 0 };
  const reservedNow = (): number => (nowMs() <= reserved.untilMs ? reserved.count : 0);

  const laneOf = (priority: Priority): Lane =>
    createLane({
      ask: async (count, patienceMs) => {
        const left = priority === 'gate' ? reservedNow() : 0;
        const used = Math.min(left, count);
        if (used > 0) reserved = { ...reserved, count: left - used };
        if (used === count) return { waitMs: 0, leaves: false };
        // A place in hand is one request less to stand in line for.
        const place = await ask({ id: `${id}:${priority}`, priority, count: count - used, patienceMs });
        if (used > 0 && place.waitMs > 0)
          reserved = { count: reservedNow() + used, untilMs: nowMs() + RESERVED_MS };
        return place;
      },
      // A write at a time: none of them is of use only together with another.
      burst: priority === 'gate' ? burst : 1,
      maxWaitMs,
      nowMs,
      pause,
    });
  const gate = laneOf('gate');
  const lanes: Readonly<Record<Priority, Lane>> = {
    gate,
    first: laneOf('first'),
    write: laneOf('write'),
    probe: laneOf('probe'),
  };

  return {
    reserve: async (count) => {
      const missing = Math.min(count, burst) - reservedNow();
      if (missing <= 0 || gate.isWaiting()) return;
      const place = await ask({ id: `${id}:ahead`, priority: 'gate', count: missing, patienceMs: 0 });
      if (place.waitMs === 0) reserved = { count: reservedNow() + missing, untilMs: nowMs() + RESERVED_MS };
    },
    take: (priority) => lanes[priority].take(),
    stand: async ({ id: wantId, priority, want, sinceMs, once = false }) => {
      const alone = async (): Promise<SharedPlace> =>
        (await lanes[priority].take()) === 'granted'
          ? { kind: 'granted', batch: wantId, carried: [] }
          : { kind: 'over_budget' };
      // Places asked ahead are for the read that follows: nobody stood in line then.
      if (!shared || (priority === 'gate' && reservedNow() > 0)) return alone();
      if (once) {
        // Before anything of it can be carried off: is the line there at all?
        const free = await guard.attempt(() => shared.ask({ id: wantId, priority, count: 1, patienceMs: 0 }));
        if (free.kind === 'down') return alone();
        if (free.value.waitMs === 0) return { kind: 'granted', batch: wantId, carried: [] };
      }
      let wantedAtMs: number | null = null;
      let { lost } = want;
      for (;;) {
        // Without patience left it asks all the same: only so does it leave the line before another carries it off.
        const patienceMs = Math.max(0, sinceMs + maxWaitMs - nowMs());
        const askedAtMs = clock.nowMs();
        const ticket: Ticket = { id: wantId, priority, count: 1, patienceMs };
        const answer = await guard.attempt(() => shared.stand(ticket, { ...want, lost }));
        if (answer.kind === 'down') return once ? { kind: 'unknown' } : alone();
        const place = answer.value;
        switch (place.kind) {
          case 'granted':
            return place;
          case 'carried':
            return { ...place, wantedAtMs: wantedAtMs ?? askedAtMs };
          case 'leaves':
            return { kind: 'over_budget' };
          case 'waits':
            // Forgotten by the line: what became of it meanwhile is not known to it.
            if (once && wantedAtMs !== null && place.isNew) return { kind: 'unknown' };
            wantedAtMs = askedAtMs;
            lost = null;
            await pause(Math.min(place.waitMs, WINDOW_MS));
        }
      }
    },
    pause,
  };
}
