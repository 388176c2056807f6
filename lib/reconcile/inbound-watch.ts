/**
 * V2: a business that nobody writes to for a whole working day is more often deaf than lonely: a webhook address that was never
 * set, a secret that one end missed, a number that moved away. No door counts what never arrives.
 */
import type { BusinessHours } from '../calendar/business-hours.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from './checkpoint.ts';

const CHECKPOINT = 'inbound';
const EVERY_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
/** Silence is not counted further back. */
const LOOKS_BACK_MS = 30 * 24 * HOUR_MS;

/** How long it was open between the two, in milliseconds. */
export function openMs(hours: BusinessHours, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  return hours
    .openings({ fromMs, toMs })
    .reduce(
      (sum, { startsAtMs, endsAtMs }) => sum + Math.min(endsAtMs, toMs) - Math.max(startsAtMs, fromMs),
      0,
    );
}

/**
 * Logs the vital sign; null where it was not due, is switched off, the bot is stopped (what arrives waits in the queue) or nobody
 * ever wrote. @throws when Postgres cannot be reached.
 */
export async function watchInbound({
  store,
  checkpoints,
  loadHours,
  silenceHours,
  clock,
  log,
}: {
  readonly store: Pick<Store, 'lastInboundAt' | 'speechStoppedAt'>;
  readonly checkpoints: Checkpoints;
  readonly loadHours: () => Promise<BusinessHours>;
  /** 0: never. */
  readonly silenceHours: number;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<boolean | null> {
  const nowMs = clock.nowMs();
  if (silenceHours === 0 || !(await checkpoints.isDue(CHECKPOINT, EVERY_MS))) return null;
  const lastMs = (await store.speechStoppedAt()) === null ? await store.lastInboundAt() : null;
  checkpoints.keep(CHECKPOINT, nowMs);
  if (lastMs === null) return null;
  const fromMs = Math.max(lastMs, nowMs - LOOKS_BACK_MS);
  const openHours = openMs(await loadHours(), { fromMs, toMs: nowMs }) / HOUR_MS;
  const isSilent = openHours >= silenceHours;
  (isSilent ? log.error : log.info)('vitals.inbound', {
    silent: isSilent ? 1 : 0,
    openHours: Math.floor(openHours),
  });
  return isSilent;
}
