/**
 * One clock for the whole embedded stack. `live`: real time plus whatever was skipped, timers fire by themselves.
 * `manual`: time stands still until `advance`, which fires every due timer in order and waits for the work it started,
 * so a test of three days takes seconds and never sleeps.
 */

/** Who tells the time. */
export type Clock = { nowMs(): number };

export type VirtualClock = Clock & {
  /** Runs `task` at now + `ms`. Returns a cancel function. */
  after(ms: number, task: () => unknown): () => void;
  /** Resolves when `ms` have passed on this clock. The caller does not count as busy meanwhile. */
  sleep(ms: number): Promise<void>;
  /** The caller does not count as busy until `wait` settles, whatever that waits for on this clock. */
  asleep(wait: Promise<void>): Promise<void>;
  /**
   * What each of these works came to by `untilMs`, in their order. Each counts as busy for itself, so that one which sleeps does
   * not keep time from passing; the caller is busy again when this resolves, whatever goes on.
   */
  settleBy<T extends readonly Promise<unknown>[]>(
    untilMs: number,
    works: readonly [...T],
  ): Promise<{ readonly [I in keyof T]: SettledWork<Awaited<T[I]>> }>;
  /** Counts `work` as busy until it settles, so `advance` waits for it. Rejections are reported to `onError`. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Of a live clock alone: time stands still from `pause` to `resume`, but for `advance`. */
  readonly hold?: { pause(): void; resume(): void; isPaused(): boolean };
  /** Moves time on, firing due timers in order; resolves when the stack is idle. Works in both modes. */
  advance(ms: number): Promise<void>;
  /** Resolves when nothing is running (timers in the future do not count). */
  idle(): Promise<void>;
  /** Cancels every timer; later ones never fire. */
  stop(): void;
};

export type SettledWork<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

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
  let pausedAtMs: number | null = null;
  let order = 0;
  let busy = 0;
  let stopped = false;
  let wake: NodeJS.Timeout | undefined;
  const timers = new Set<Timer>();
  let idleWaiters: (() => void)[] = [];

  const nowMs = (): number => (mode === 'manual' ? manualNow : (pausedAtMs ?? Date.now() + skippedMs));
  const skip = (ms: number): void => {
    if (pausedAtMs === null) skippedMs += ms;
    else pausedAtMs += ms;
  };

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

  // `wait` settles within a timer's task, which counts as busy until the next macrotask: no moment of idleness lies between.
  const asleep = async (wait: Promise<void>): Promise<void> => {
    end();
    await wait.finally(begin);
  };

  const fire = (timer: Timer): void => {
    timers.delete(timer);
    track((async () => timer.task())()).catch(onError);
  };

  const arm = (): void => {
    if (mode !== 'live' || stopped) return;
    clearTimeout(wake);
    if (pausedAtMs !== null) return;
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

  /** Works counted by an earlier wait that they outlasted. */
  const counted = new WeakSet<Promise<unknown>>();
  const settleBy: VirtualClock['settleBy'] = (untilMs, works) =>
    new Promise((resolve) => {
      const outcomes: SettledWork<unknown>[] = works.map(() => ({ kind: 'late' }));
      let left = works.length;
      let isOver = false;
      const over = (): void => {
        if (isOver) return;
        isOver = true;
        cancel();
        begin();
        // One outcome for each work, in its place: the compiler cannot count them. A copy, for what is late may still end.
        resolve([...outcomes] as never);
      };
      const cancel = after(untilMs - nowMs(), over);
      for (const [index, work] of works.entries()) {
        const isNew = !counted.has(work);
        counted.add(work);
        if (isNew) begin();
        const ended = (outcome: SettledWork<unknown>): void => {
          outcomes[index] = outcome;
          left -= 1;
          if (left === 0) over();
          if (isNew) end();
        };
        work.then(
          (value) => ended({ kind: 'done', value }),
          (error: unknown) => ended({ kind: 'failed', error }),
        );
      }
      end();
      if (left === 0) over();
    });

  return {
    nowMs,
    after,
    settleBy,
    track,
    idle,
    sleep: (ms) => asleep(new Promise((resolve) => after(ms, () => resolve()))),
    asleep,
    advance: async (ms) => {
      const target = nowMs() + ms;
      await idle();
      for (let next = nextTimer(); next && next.dueMs <= target; next = nextTimer()) {
        if (mode === 'manual') manualNow = Math.max(manualNow, next.dueMs);
        else skip(Math.max(0, next.dueMs - nowMs()));
        fire(next);
        await idle();
      }
      if (mode === 'manual') manualNow = Math.max(manualNow, target);
      else skip(Math.max(0, target - nowMs()));
      arm();
    },
    ...(mode === 'live' && {
      hold: {
        pause: () => {
          pausedAtMs ??= nowMs();
          arm();
        },
        resume: () => {
          if (pausedAtMs === null) return;
          skippedMs = pausedAtMs - Date.now();
          pausedAtMs = null;
          arm();
        },
        isPaused: () => pausedAtMs !== null,
      },
    }),
    stop: () => {
      stopped = true;
      clearTimeout(wake);
      timers.clear();
    },
  };
}
