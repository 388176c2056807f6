/** How long Kommo's token still lasts: nothing fails until it does, so a person is told in time (docs/runbook.md). */
import type { Clock } from '../clock.ts';
import { expiryOf } from '../kommo/token.ts';
import type { Log } from '../log.ts';

const DAY_MS = 24 * 3_600_000;

/** Whole days until it ends, on the log, from which the alarm is counted. Nothing for a token that tells no end. */
export function watchToken({ token, clock, log }: { token: string; clock: Clock; log: Log }): void {
  const endsAtMs = expiryOf(token);
  if (endsAtMs !== null)
    log.info('vitals.kommo_token', { daysLeft: Math.floor((endsAtMs - clock.nowMs()) / DAY_MS) });
}
