/** Held turns go back in line once Kommo answers again: one event a lead, so one reply a lead, not one a message (design §8). */
import type { Kommo } from '../kommo/kommo.ts';
import type { Log } from '../log.ts';
import type { LeadQueue } from '../queue.ts';
import type { Store } from '../store/store.ts';

const LEADS_PER_RUN = 100;

export type RedriveDeps = {
  readonly store: Pick<Store, 'heldLeads'>;
  /** The probe: after a block, its success closes the breaker for everybody. */
  readonly kommo: Pick<Kommo, 'account'>;
  readonly queue: Pick<LeadQueue, 'send'>;
  readonly newId: () => string;
  readonly log: Log;
};

/** Returns how many leads were put back in line; none while Kommo cannot be read. @throws when Postgres or SQS cannot be reached. */
export async function redriveHeld({ store, kommo, queue, newId, log }: RedriveDeps): Promise<number> {
  const held = await store.heldLeads(LEADS_PER_RUN);
  if (held.length === 0) return 0;
  const probe = await kommo.account();
  if (probe.kind !== 'ok') {
    log.warn('reconcile.waiting', { leads: held.length, cause: probe.kind === 'failed' ? probe.cause : probe.kind });
    return 0;
  }
  for (const lead of held) {
    await queue.send(
      { source: 'self', event: { kind: 'redrive', leadId: lead.id } },
      // The moment of holding is part of the id: SQS swallows a second copy while the first is under way.
      { group: lead.key, dedupe: `redrive:${lead.id}:${lead.heldAtMs}`, correlationId: newId() },
    );
  }
  log.info('reconcile.redriven', { leads: held.length });
  return held.length;
}
