/**
 * Several functions before one line, in time that moves only while all of them sleep: each is either asleep or asking Redis, so whatever
 * the machine does, every run is the same.
 */
import { vi } from 'vitest';
import { createKommoLimiter } from '../../../lib/kommo/limiter.ts';
import { recordedLog, START_MS } from './builders.ts';
import { createFakeRedis, type FakeRedis } from './redis.ts';

export type LineWorld = {
  readonly redis: FakeRedis;
  readonly clock: { nowMs(): number };
  sleep(ms: number): Promise<void>;
  /** Runs as one more function, until it has ended. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** From now on this one neither sleeps nor asks: it was killed. */
  die(): Promise<never>;
  /** `oversleepsMs`: it wakes so much later than it meant to. */
  limiter(oversleepsMs?: number): ReturnType<typeof createKommoLimiter>;
  close(): Promise<void>;
};

export async function openLineWorld(
  /** Redis' own clock, in milliseconds beside everybody else's. */
  redisAheadMs: () => number = () => 0,
): Promise<LineWorld> {
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  const clock = { nowMs: () => Date.now() };
  const redis = await createFakeRedis({ nowMs: () => Date.now() + redisAheadMs() });
  const sleepers: { readonly dueMs: number; readonly wake: () => void }[] = [];
  let running = 0;
  const driver = setInterval(() => {
    const next = sleepers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
    if (!next || sleepers.length < running) return;
    sleepers.splice(sleepers.indexOf(next), 1);
    vi.setSystemTime(Math.max(Date.now(), next.dueMs));
    next.wake();
  }, 1);
  const sleep = (ms: number): Promise<void> =>
    new Promise((wake) => sleepers.push({ dueMs: Date.now() + ms, wake }));
  return {
    redis,
    clock,
    sleep,
    run: async (work) => {
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
      }
    },
    die: () => {
      running -= 1;
      return new Promise<never>(() => {});
    },
    limiter: (oversleepsMs = 0) =>
      createKommoLimiter({
        redis: redis.client(),
        rps: 5,
        functions: 3,
        accountKey: 'a',
        clock,
        log: recordedLog(),
        sleep: (ms) => sleep(ms + oversleepsMs),
        redisTimeoutMs: 20_000,
      }),
    close: async () => {
      clearInterval(driver);
      await redis.close();
      vi.useRealTimers();
    },
  };
}
