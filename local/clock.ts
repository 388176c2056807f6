/**
 * One clock for the whole embedded stack. `live`: real time plus whatever was skipped, timers fire by themselves.
 * `manual`: time stands still until `advance`, which fires every due timer in order and waits for the work it started,
 * so a test of three days takes seconds and never sleeps.
 */
import type { Clock } from '../lib/clock.ts';

export type VirtualClock = Clock & {
  /** Runs `task` at now + `ms`. Returns a cancel function. */
  after(ms: number, task: () => unknown): () => void;
  /** Resolves when `ms` have passed on this clock. The caller does not count as busy meanwhile. */
  sleep(ms: number): Promise<void>;
  /** Counts `work` as busy until it settles, so `advance` waits for it. Rejections are reported to `onError`. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Moves time on, firing due timers in order; resolves when the stack is idle. Works in both modes. */
  advance(ms: number): Promise<void>;
  /** Resolves when nothing is running (timers in the future do not count). */
  idle(): Promise<void>;
  /** Cancels every timer; later ones never fire. */
  stop(): void;
};

type Timer = { readonly dueMs: number; readonly order: number; readonly task: () => unknown };

/** A longer setTimeout overflows; a live timer further away is simply looked at again. */
const LIVE_LOOK_AHEAD_MS = 60_000;

/** `startMs`: the first instant of a manual clock; a live one starts now. */
export function createVirtualClock({
  mode,
  startMs = Date.now(),
  onError = (error: unknown) => {
    throw error;
  },
}: {
  mode: 'live' | 'manual';
  startMs?: number;
  onError?: (error: unknown) => void;
}): VirtualClock {
  let manualNow = startMs;
  let skippedMs = 0;
  let order = 0;
  let busy = 0;
  let stopped = false;
  let wake: NodeJS.Timeout | undefined;
  const timers = new Set<Timer>();
  let idleWaiters: (() => void)[] = [];

  const nowMs = (): number => (mode === 'manual' ? manualNow : Date.now() + skippedMs);

  const nextTimer = (): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers)
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order))
        next = timer;
    return next;
  };

  const settleIdle = (): void => {
    if (busy > 0) return;
    const waiting = idleWaiters;
    idleWaiters = [];
    for (const resolve of waiting) resolve();
  };
  const begin = (): void => {
    busy += 1;
  };
  const end = (): void => {
    busy -= 1;
    // One macrotask later: what the finished work started (a response being read) begins before idleness is declared.
    if (busy <= 0) setImmediate(settleIdle);
  };

  const track = <T>(work: Promise<T>): Promise<T> => {
    begin();
    return work.finally(end);
  };

  const fire = (timer: Timer): void => {
    timers.delete(timer);
    track((async () => timer.task())()).catch(onError);
  };

  const arm = (): void => {
    if (mode !== 'live' || stopped) return;
    clearTimeout(wake);
    const next = nextTimer();
    if (!next) return;
    wake = setTimeout(
      () => {
        for (let due = nextTimer(); due && due.dueMs <= nowMs(); due = nextTimer()) fire(due);
        arm();
      },
      Math.min(Math.max(next.dueMs - nowMs(), 0), LIVE_LOOK_AHEAD_MS),
    );
  };

  const idle = async (): Promise<void> => {
    do {
      await new Promise<void>((resolve) => {
        idleWaiters.push(resolve);
        setImmediate(settleIdle);
      });
    } while (busy > 0);
  };

  const after = (ms: number, task: () => unknown): (() => void) => {
    if (stopped) return () => {};
    order += 1;
    const timer: Timer = { dueMs: nowMs() + Math.max(0, ms), order, task };
    timers.add(timer);
    arm();
    return () => {
      timers.delete(timer);
    };
  };

  return {
    nowMs,
    after,
    track,
    idle,
    sleep: (ms) => {
      end();
      return new Promise<void>((resolve) => {
        after(ms, () => {
          begin();
          resolve();
        });
      });
    },
    advance: async (ms) => {
      const target = nowMs() + ms;
      await idle();
      for (let next = nextTimer(); next && next.dueMs <= target; next = nextTimer()) {
        if (mode === 'manual') manualNow = Math.max(manualNow, next.dueMs);
        else skippedMs += Math.max(0, next.dueMs - nowMs());
        fire(next);
        await idle();
      }
      if (mode === 'manual') manualNow = Math.max(manualNow, target);
      else skippedMs += Math.max(0, target - nowMs());
      arm();
    },
    stop: () => {
      stopped = true;
      clearTimeout(wake);
      timers.clear();
    },
  };
}
