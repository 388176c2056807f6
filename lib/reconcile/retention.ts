/** What was said is forgotten after RETENTION_DAYS; the ledger, which holds nobody's words, stays (design §8). */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Looks } from './look.ts';

const LOOK = 'retention';
const EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 3_600_000;
const MESSAGES_PER_CALL = 1000;

/** Returns how many messages were emptied; null when it was not due. More than one call takes are left for the next run. @throws when Postgres cannot be reached. */
export async function forgetOldTexts({
  store,
  looks,
  clock,
  retentionDays,
  log,
}: {
  readonly store: Pick<Store, 'purgeTexts'>;
  readonly looks: Looks;
  readonly clock: Clock;
  readonly retentionDays: number;
  readonly log: Log;
}): Promise<number | null> {
  const nowMs = clock.nowMs();
  if (!(await looks.isDue(LOOK, EVERY_MS))) return null;
  const purged = await store.purgeTexts(nowMs - retentionDays * DAY_MS, MESSAGES_PER_CALL);
  if (purged < MESSAGES_PER_CALL) await looks.keep(LOOK, nowMs);
  if (purged > 0) log.info('reconcile.purged', { messages: purged });
  return purged;
}
