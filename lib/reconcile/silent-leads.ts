/**
 * LEAD_RETENTION_DAYS (V9): a lead of whom nothing was heard for so long is erased, phone, name and facts too. What it asked for stays: whoever
 * had stopped us is known again by a digest. Off by default; its card in Kommo is not ours.
 */
import type { Clock } from '../clock.ts';
import type { PauseFlags } from '../handoff/pause-flag.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { suppressionDigests } from '../suppression.ts';
import type { Checkpoints } from './checkpoint.ts';

const CHECKPOINT = 'silent_leads';
const EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Of one run: each is a transaction of its own over all tables, some milliseconds. */
const LEADS_PER_RUN = 40;

/** Returns how many leads were erased; null when it was not due or is off. What one run leaves is the next one's. @throws when Postgres cannot be reached. */
export async function forgetSilentLeads({
  store,
  flags,
  checkpoints,
  clock,
  leadRetentionDays,
  suppressionSalt,
  log,
}: {
  readonly store: Pick<Store, 'silentLeads' | 'eraseSilentLead'>;
  readonly flags: Pick<PauseFlags, 'clear'>;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly leadRetentionDays: number | null;
  readonly suppressionSalt: string;
  readonly log: Log;
}): Promise<number | null> {
  if (leadRetentionDays === null || !(await checkpoints.isDue(CHECKPOINT, EVERY_MS))) return null;
  const nowMs = clock.nowMs();
  const sinceMs = nowMs - leadRetentionDays * DAY_MS;
  const silent = await store.silentLeads(sinceMs, LEADS_PER_RUN);
  let erased = 0;
  for (const { id, keys } of silent) {
    if (!(await store.eraseSilentLead(id, sinceMs, suppressionDigests(keys, suppressionSalt)))) continue;
    erased += 1;
    // The one key of theirs in Redis that does not end by itself.
    await Promise.all(keys.map(flags.clear));
  }
  if (silent.length < LEADS_PER_RUN) checkpoints.keep(CHECKPOINT, nowMs);
  if (erased > 0) log.info('reconcile.erased', { leads: erased });
  return erased;
}
