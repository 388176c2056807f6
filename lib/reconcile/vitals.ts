/**
 * The vital signs that no event tells: what a person must know although nothing happens any more. Each is one line a
 * minute at most, which `metrics.ts` turns into a gauge; a sign that cannot be read is left out, never guessed.
 */
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 24 * 3_600_000;
/** The Scheduler is exact to a minute, and a held follow-up is moved by five. */
const OVERDUE_MS = 6 * 60_000;
/** More than this is not worth counting: something is down. */
const COUNTED_MAX = 100;

const Claims = z.object({ exp: z.int() });

/** Whole days until the long-lived token ends, by its own `exp`; null for a token that is no JWT (facts/kommo.md §2.2). */
export function tokenDaysLeft(token: string, nowMs: number): number | null {
  const claims = token.split('.')[1];
  if (claims === undefined) return null;
  try {
    const parsed = z.safeParse(Claims, JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
    return parsed.success ? Math.floor((parsed.data.exp * 1000 - nowMs) / DAY_MS) : null;
  } catch {
    return null;
  }
}

export type Vitals = {
  /** Looks at what is due and writes it to the log. @throws when Postgres cannot be reached. */
  check(): Promise<void>;
};

export function createVitals({
  store,
  token,
  clock,
  log,
}: {
  store: Pick<Store, 'plannedFollowUps'>;
  /** KOMMO_TOKEN; only its expiry is read. */
  token: string;
  clock: Clock;
  log: Log;
}): Vitals {
  const followUps = async (): Promise<void> => {
    const overdue = await store.plannedFollowUps(clock.nowMs() - OVERDUE_MS, COUNTED_MAX);
    log.info('vitals.follow_ups', { overdue: overdue.length });
  };
  return {
    check: async () => {
      const daysLeft = tokenDaysLeft(token, clock.nowMs());
      if (daysLeft !== null) log.info('vitals.kommo_token', { daysLeft });
      await followUps();
    },
  };
}
