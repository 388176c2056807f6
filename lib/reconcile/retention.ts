/** What was said is forgotten after RETENTION_DAYS; the ledger, which holds nobody's words, stays (design §8). */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from './checkpoint.ts';

const CHECKPOINT = 'retention';
const EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 3_600_000;
const MESSAGES_PER_CALL = 1000;

/** Returns how many messages were emptied; null when it was not due. More than one call takes are left for the next run. @throws when Postgres cannot be reached. */
export async function forgetOldTexts({
  store,
  checkpoints,
  clock,
  retentionDays,
  log,
}: {
  readonly store: Pick<Store, 'purgeTexts'>;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly retentionDays: number;
  readonly log: Log;
}): Promise<number | null> {
  const nowMs = clock.nowMs();
  if (!(await checkpoints.isDue(CHECKPOINT, EVERY_MS))) return null;
  const purged = await store.purgeTexts(nowMs - retentionDays * DAY_MS, MESSAGES_PER_CALL);
  if (purged < MESSAGES_PER_CALL) checkpoints.keep(CHECKPOINT, nowMs);
  if (purged > 0) log.info('reconcile.purged', { messages: purged });
  return purged;
}
