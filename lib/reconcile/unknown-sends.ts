/**
 * Bubbles of which nobody knows whether they arrived: the transport's answer was lost and no status came. They are never sent
 * again (I6), so a person is asked to look, once a lead.
 */
import type { Clock } from '../clock.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from './checkpoint.ts';

/** A status comes within seconds where it comes at all; a phone that is off delays "delivered", not "sent". */
const SETTLES_WITHIN_MS = 10 * 60_000;
const CHECKPOINT = 'unknown_sends';
const EVERY_MS = 5 * 60_000;
const SENDS_PER_RUN = 50;

export type UnknownSendsDeps = {
  readonly store: Pick<Store, 'unsettledSends' | 'flagSends' | 'leadById'>;
  readonly checkpoints: Checkpoints;
  readonly tasks: Pick<PersonTasks, 'write'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Returns how many bubbles were flagged. What Kommo did not take is flagged in a later run. @throws when Postgres cannot be reached. */
export async function flagUnknownSends({
  store,
  checkpoints,
  tasks,
  clock,
  log,
}: UnknownSendsDeps): Promise<number> {
  const nowMs = clock.nowMs();
  if (!(await checkpoints.isDue(CHECKPOINT, EVERY_MS))) return 0;
  const unsettled = await store.unsettledSends(nowMs - SETTLES_WITHIN_MS, SENDS_PER_RUN);
  let flagged = 0;
  for (const [leadId, sends] of Map.groupBy(unsettled, (send) => send.leadId)) {
    const lead = await store.leadById(leadId);
    if (lead && lead.kommoLeadId !== null) {
      const told = await tasks.write({
        kind: 'unknown_send',
        kommoLeadId: lead.kommoLeadId,
        sinceMs: nowMs - SETTLES_WITHIN_MS,
      });
      if (told.kind === 'failed') continue;
    }
    await store.flagSends(
      sends.map(({ id }) => id),
      nowMs,
    );
    flagged += sends.length;
    log.error('egress.unconfirmed', { leadId, sends: sends.length });
  }
  checkpoints.keep(CHECKPOINT, nowMs);
  return flagged;
}
