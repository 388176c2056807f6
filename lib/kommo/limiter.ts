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
  /** Waits at most `maxWaitMs` for the right to send one request. Never throws. */
  take(priority: Priority): Promise<'granted' | 'over_budget'>;
};

/** Milliseconds to wait before it is worth asking again; 0 = granted. */
type Bucket = { take(): Promise<number> };

/** The share of the budget that writes may use at most; the rest is always the gate's. */
const WRITE_SHARE = 0.6;

/**
 * A token bucket of this process. It moves with the clock, and with what was slept where a clock stands still.
 */
function createLocalBucket({ intervalMs, burst, nowMs }: { intervalMs: number; burst: number; nowMs: () => number }): {
  takeNow(): number;
} {
  let tokens = burst;
  let refilledAtMs = nowMs();
  return {
    takeNow: () => {
      const refills = Math.floor((nowMs() - refilledAtMs) / intervalMs);
      tokens = Math.min(burst, tokens + refills);
      refilledAtMs += refills * intervalMs;
      if (tokens < 1) return Math.max(1, refilledAtMs + intervalMs - nowMs());
      tokens -= 1;
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
  const waiters: { readonly sinceMs: number; readonly resolve: (outcome: 'granted' | 'over_budget') => void }[] = [];
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
      new Ratelimit({ redis, prefix: `kommo:budget:${name}`, limiter: Ratelimit.tokenBucket(1, `${intervalMs} ms`, size), timeout: 0 });
    return {
      take: async () => {
        if (!shared) return local.takeNow();
        const answer = await guard.attempt(() => shared.limit(accountKey));
        if (answer.kind === 'down') return local.takeNow();
        if (answer.value.success) return 0;
        // The library counts in Date.now(); a clock that disagrees must not turn into a long or a busy wait.
        return Math.min(intervalMs, Math.max(1, answer.value.reset - clock.nowMs() + 1));
      },
    };
  };

  const shared = bucketOf('all', rps, burst);
  const writes = bucketOf('write', Math.max(1, rps * WRITE_SHARE), 1);
  const gate = createLane({ bucket: shared, maxWaitMs, nowMs, pause });
  let hasWriteSlot = false;
  const yieldMs = Math.max(1, Math.ceil(1000 / rps));
  const write = createLane({
    bucket: {
      take: async () => {
        if (gate.isWaiting()) return yieldMs;
        const waitMs = hasWriteSlot ? 0 : await writes.take();
        if (waitMs > 0) return waitMs;
        // Kept until the shared bucket grants too, so a refusal there costs no second slot of the writes' own.
        hasWriteSlot = true;
        const sharedWaitMs = await shared.take();
        if (sharedWaitMs === 0) hasWriteSlot = false;
        return sharedWaitMs;
      },
    },
    maxWaitMs,
    nowMs,
    pause,
  });

  return { take: (priority) => (priority === 'gate' ? gate.take() : write.take()) };
}
