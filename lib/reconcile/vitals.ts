/**
 * The vital signs that no event tells: what a person must know although nothing happens any more. Each is one line a
 * minute at most, which `metrics.ts` turns into a gauge; a sign that cannot be read is left out, never guessed.
 */
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

/** A disabled hook costs minutes of knowledge, never a leak: the gate reads the stage itself. One request in this time is enough. */
const HOOK_EVERY_MS = 10 * 60_000;
/** What is looked for is minutes late already. */
const FOLLOW_UPS_EVERY_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** The Scheduler is exact to a minute, and a held follow-up is moved by five. */
const OVERDUE_MS = 6 * 60_000;
/** More than this is not worth counting: something is down. */
const COUNTED_MAX = 100;
const HOOK_PATH = '/webhooks/kommo/';

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
  /** Looks at what is due and writes it to the log. Never throws. */
  check(): Promise<void>;
};

/** Once per container: it remembers when it last asked. */
export function createVitals({
  store,
  kommo,
  token,
  clock,
  log,
}: {
  store: Pick<Store, 'plannedFollowUps'>;
  kommo: Pick<Kommo, 'webhooks'>;
  /** KOMMO_TOKEN; only its expiry is read. */
  token: string;
  clock: Clock;
  log: Log;
}): Vitals {
  let hookAskedAtMs = Number.NEGATIVE_INFINITY;
  const hook = async (): Promise<void> => {
    if (clock.nowMs() - hookAskedAtMs < HOOK_EVERY_MS) return;
    hookAskedAtMs = clock.nowMs();
    const found = await kommo.webhooks();
    if (found.kind === 'failed') return;
    const ours = found.kind === 'ok' ? found.value.filter(({ destination }) => destination.includes(HOOK_PATH)) : [];
    // Nobody subscribed is as deaf as a subscription that Kommo gave up.
    const isDown = ours.length === 0 || ours.some(({ disabled }) => disabled);
    (isDown ? log.error : log.info)('vitals.kommo_hook', { down: isDown ? 1 : 0, subscriptions: ours.length });
  };
  let followUpsAskedAtMs = Number.NEGATIVE_INFINITY;
  const followUps = async (): Promise<void> => {
    if (clock.nowMs() - followUpsAskedAtMs < FOLLOW_UPS_EVERY_MS) return;
    followUpsAskedAtMs = clock.nowMs();
    const overdue = await store.plannedFollowUps(clock.nowMs() - OVERDUE_MS, COUNTED_MAX);
    log.info('vitals.follow_ups', { overdue: overdue.length });
  };
  return {
    check: async () => {
      const daysLeft = tokenDaysLeft(token, clock.nowMs());
      if (daysLeft !== null) log.info('vitals.kommo_token', { daysLeft });
      const looked = await Promise.allSettled([hook(), followUps()]);
      for (const outcome of looked) if (outcome.status === 'rejected') log.warn('vitals.unreadable', { error: outcome.reason });
    },
  };
}
