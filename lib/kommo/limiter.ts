/**
 * The request budget of one Kommo account, shared by every function (design §6 Budget). Kommo allows 7 requests a second and answers
 * repeated excess by blocking the account (facts/kommo.md §3). A token bucket that refills `rps` a second and holds `burst` can never
 * grant more than rps + burst in any second: 5 + 2 = 7.
 *
 * Reads for the gate come first: a write takes from a second, smaller bucket before it takes from the shared one, and yields to any
 * gate read waiting in this process. Without Redis the same rate holds per process: the gate works on (H20).
 */
import { Ratelimit } from '@upstash/ratelimit';
import type { Redis } from '@upstash/redis';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Priority } from './kommo.ts';
import { createRedisGuard, type RedisGuard } from './redis-guard.ts';

export type KommoLimiter = {
  /**
   * Takes up to `count` places for reads of the gate's that are about to be sent, in one command. A place not used within
   * `RESERVED_MS` is given up: later it would no longer count in the second it was taken from. Never waits, never throws.
   */
  reserve(count: number): Promise<void>;
  /** Waits at most `maxWaitMs` for the right to send one request. Never throws. */
  take(priority: Priority): Promise<'granted' | 'over_budget'>;
};

/** Milliseconds to wait before it is worth asking again; 0 = granted. `count` places or none. */
type Bucket = { take(count?: number): Promise<number> };

/** With 5 a second and 2 at once, at most 7.5 requests then leave in any second: still Kommo's 7. */
const RESERVED_MS = 100;

/** The share of the budget that writes may use at most; the rest is always the gate's. */
const WRITE_SHARE = 0.6;

/**
 * A token bucket of this process. It moves with the clock, and with what was slept where a clock stands still.
 */
function createLocalBucket({
  intervalMs,
  burst,
  nowMs,
}: {
  intervalMs: number;
  burst: number;
  nowMs: () => number;
}): {
  takeNow(count?: number): number;
} {
  let tokens = burst;
  let refilledAtMs = nowMs();
  return {
    takeNow: (count = 1) => {
      const refills = Math.floor((nowMs() - refilledAtMs) / intervalMs);
      tokens = Math.min(burst, tokens + refills);
      refilledAtMs += refills * intervalMs;
      if (tokens < count) return Math.max(1, refilledAtMs + (count - tokens) * intervalMs - nowMs());
      tokens -= count;
      return 0;
    },
  };
}

/** One queue of one priority: served in order of arrival, one attempt at a time, so waiting costs no extra round trips. */
function createLane({
  bucket,
  maxWaitMs,
  nowMs,
  pause,
}: {
  bucket: Bucket;
  maxWaitMs: number;
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
}): { take(): Promise<'granted' | 'over_budget'>; isWaiting(): boolean } {
  const waiters: {
    readonly sinceMs: number;
    readonly resolve: (outcome: 'granted' | 'over_budget') => void;
  }[] = [];
  let isServing = false;

  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    for (let head = waiters[0]; head !== undefined; head = waiters[0]) {
      const leftMs = head.sinceMs + maxWaitMs - nowMs();
      const waitMs = leftMs < 0 ? null : await bucket.take();
      if (waitMs === null || waitMs > leftMs) {
        waiters.shift();
        head.resolve('over_budget');
      } else if (waitMs === 0) {
        waiters.shift();
        head.resolve('granted');
      } else await pause(waitMs);
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
 * `@upstash/ratelimit` reads the machine's clock itself: the shared bucket lives in real time, whatever `clock` says.
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

  const bucketOf = (name: string, ratePerSecond: number, size: number): Bucket => {
    const intervalMs = Math.max(1, Math.ceil(1000 / ratePerSecond));
    const local = createLocalBucket({ intervalMs, burst: size, nowMs });
    const shared =
      redis &&
      new Ratelimit({
        redis,
        prefix: `kommo:budget:${name}`,
        limiter: Ratelimit.tokenBucket(1, `${intervalMs} ms`, size),
        timeout: 0,
      });
    return {
      take: async (count = 1) => {
        if (!shared) return local.takeNow(count);
        const answer = await guard.attempt(() => shared.limit(accountKey, { rate: count }));
        if (answer.kind === 'down') return local.takeNow(count);
        if (answer.value.success) return 0;
        // The library counts in Date.now(); a clock that disagrees must not turn into a long or a busy wait.
        return Math.min(intervalMs, Math.max(1, answer.value.reset - clock.nowMs() + 1));
      },
    };
  };

  const all = bucketOf('all', rps, burst);
  let reserved = { count: 0, untilMs: 0 };
  const reservedNow = (): number => (nowMs() <= reserved.untilMs ? reserved.count : 0);
  const keepReserved = (count: number): void => {
    reserved = { count: reservedNow() + count, untilMs: nowMs() + RESERVED_MS };
  };
  /** The gate's: what was reserved for it goes first. */
  const forGate: Bucket = {
    take: async () => {
      const left = reservedNow();
      if (left === 0) return all.take();
      reserved = { ...reserved, count: left - 1 };
      return 0;
    },
  };
  const writes = bucketOf('write', Math.max(1, rps * WRITE_SHARE), 1);
  const gate = createLane({ bucket: forGate, maxWaitMs, nowMs, pause });
  let hasWriteSlot = false;
  let lastWriteAtMs = Number.NEGATIVE_INFINITY;
  const yieldMs = Math.max(1, Math.ceil(1000 / rps));
  const write = createLane({
    bucket: {
      take: async () => {
        if (gate.isWaiting()) return yieldMs;
        // After a quiet second the writes' own bucket is as good as full: both are asked in one request. A place of the shared one
        // that comes back without the other is the gate's.
        const isCalm = !hasWriteSlot && nowMs() - lastWriteAtMs > 1000;
        lastWriteAtMs = nowMs();
        if (isCalm) {
          const [ownWaitMs, sharedWaitMs] = await Promise.all([writes.take(), all.take()]);
          if (ownWaitMs === 0 && sharedWaitMs > 0) hasWriteSlot = true;
          if (ownWaitMs > 0 && sharedWaitMs === 0) keepReserved(1);
          return Math.max(ownWaitMs, sharedWaitMs);
        }
        const waitMs = hasWriteSlot ? 0 : await writes.take();
        if (waitMs > 0) return waitMs;
        // Kept until the shared bucket grants too, so a refusal there costs no second slot of the writes' own.
        hasWriteSlot = true;
        const sharedWaitMs = await all.take();
        if (sharedWaitMs === 0) hasWriteSlot = false;
        return sharedWaitMs;
      },
    },
    maxWaitMs,
    nowMs,
    pause,
  });

  return {
    reserve: async (count) => {
      const missing = Math.min(count, burst) - reservedNow();
      if (missing > 0 && !gate.isWaiting() && (await all.take(missing)) === 0) keepReserved(missing);
    },
    take: (priority) => (priority === 'gate' ? gate.take() : write.take()),
  };
}
