/** Seven requests a second, then 429, then a block: on the stack's clock, so standing time is one second (facts/kommo.md §3). */
import type { Clock } from '../../clock.ts';
import type { KommoKnobs } from './knobs.ts';
import { type ApiAnswer, blocked, throttled } from './problems.ts';

const WINDOW_MS = 1000;

export type Limiter = {
  /** The refusal of a request that comes now, or null. A refused request counts as one. */
  refuse(): ApiAnswer | null;
  isBlocked(): boolean;
  /** As after a call to support: the block and the count of 429s are gone. */
  unblock(): void;
};

export function createLimiter({
  clock,
  knobs,
}: {
  clock: Clock;
  knobs: Pick<KommoKnobs, 'limitPerSecond' | 'limitBody' | 'blockAfter'>;
}): Limiter {
  let recentAtMs: readonly number[] = [];
  let refusals = 0;
  const isBlocked = (): boolean => refusals >= knobs.blockAfter;
  return {
    isBlocked,
    refuse: () => {
      if (knobs.limitPerSecond === null) return null;
      if (isBlocked()) return blocked();
      const nowMs = clock.nowMs();
      recentAtMs = [...recentAtMs.filter((atMs) => atMs > nowMs - WINDOW_MS), nowMs];
      if (recentAtMs.length <= knobs.limitPerSecond) return null;
      refusals += 1;
      return throttled(knobs.limitBody);
    },
    unblock: () => {
      refusals = 0;
      recentAtMs = [];
    },
  };
}
