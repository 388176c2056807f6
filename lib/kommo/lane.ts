/** How the requests of one process wait: a budget of its own, and a lane for each kind. */
import type { Place } from './line.ts';

/** Who is next in line and whose place is not due yet looks again so soon. */
export const NEXT_LOOK_MS = 100;

/** A token bucket of this process. It moves with the clock, and with what was slept where a clock stands still. */
export function createLocalBucket({
  intervalMs,
  burst,
  nowMs,
}: {
  intervalMs: number;
  burst: number;
  nowMs: () => number;
}): {
  takeNow(count: number): number;
  /** Empty; full anywhere from half of what that takes to half as much again, by `chance` (0 to 1). */
  restart(chance: number): void;
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
    restart: (chance) => {
      tokens = 0;
      refilledAtMs = nowMs() + (chance - 0.5) * burst * intervalMs;
    },
  };
}

export type Lane = {
  take(): Promise<'granted' | 'over_budget'>;
  /** Asks now for a `take` that begins within moments: the same asking is not repeated then. */
  begin(): Promise<void>;
  isWaiting(): boolean;
};

/** What was asked ahead is of use so long. With 5 a second and 2 at once, at most 7.5 requests then leave in any second: still Kommo's 7. */
export const AHEAD_MAX_MS = 100;

/** One kind of request of this process: served in order of arrival, all that wait in one ticket, so waiting costs no extra round trips. */
export function createLane({
  ask,
  burst,
  maxWaitMs,
  soonMs,
  nowMs,
  pause,
}: {
  ask: (count: number, patienceMs: number) => Promise<Place>;
  burst: number;
  maxWaitMs: number;
  /** `ask` gives a place that is due so soon. */
  soonMs: number;
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
}): Lane {
  const waiters: {
    readonly sinceMs: number;
    readonly resolve: (outcome: 'granted' | 'over_budget') => void;
  }[] = [];
  let isServing = false;
  let begun: { readonly place: Place; readonly atMs: number } | null = null;
  /** What was asked ahead, as it stands now. */
  const takeBegun = (): Place | null => {
    const ahead = begun;
    begun = null;
    const passedMs = ahead ? nowMs() - ahead.atMs : 0;
    return ahead && passedMs <= AHEAD_MAX_MS
      ? { ...ahead.place, waitMs: Math.max(0, ahead.place.waitMs - passedMs) }
      : null;
  };

  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    // What is asked for in the same moment goes in one ticket.
    await Promise.resolve();
    for (let head = waiters[0]; head !== undefined; head = waiters[0]) {
      const leftMs = head.sinceMs + maxWaitMs - nowMs();
      const count = Math.min(waiters.length, burst);
      const ahead = count === 1 ? takeBegun() : null;
      const place: Place =
        leftMs < 0 ? { kind: 'leaves', waitMs: 0, backMs: 0 } : (ahead ?? (await ask(count, leftMs)));
      if (place.kind === 'waits') {
        await pause(place.waitMs > soonMs ? place.waitMs - soonMs : Math.min(place.waitMs, NEXT_LOOK_MS));
        continue;
      }
      if (place.kind === 'granted' && place.waitMs > 0) await pause(place.waitMs);
      const outcome = place.kind === 'leaves' ? 'over_budget' : 'granted';
      for (const { resolve } of waiters.splice(0, count)) resolve(outcome);
    }
    isServing = false;
  };

  return {
    take: () =>
      new Promise((resolve, reject) => {
        waiters.push({ sinceMs: nowMs(), resolve });
        serve().catch(reject);
      }),
    begin: async () => {
      if (waiters.length > 0) return;
      begun = null;
      const place = await ask(1, maxWaitMs);
      begun = { place, atMs: nowMs() };
    },
    isWaiting: () => waiters.length > 0,
  };
}
