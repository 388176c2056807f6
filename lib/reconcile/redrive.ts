/** Held turns go back in line once Kommo answers again: one event a lead, so one reply a lead, not one a message (design §8). */
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { Log } from '../log.ts';
import type { LeadQueue } from '../queue.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';

/** More than Kommo's budget drains in a minute, and what PostgREST answers at once. */
const LEADS_PER_RUN = 1000;
/** So long tasks for people are written in one run; the rest is the next minute's. */
const TASKS_MS = 15_000;
const HOUR_MS = 3_600_000;

export type RedriveDeps = {
  readonly store: Pick<Store, 'heldLeads' | 'closeBurst' | 'speechStoppedAt'>;
  /** The probe: after a block, its success closes the breaker for everybody. */
  readonly kommo: Pick<Kommo, 'account'>;
  readonly tasks: Pick<PersonTasks, 'write'>;
  readonly clock: Clock;
  /** HOLD_MAX_HOURS: an answer later than this is a person's to give. */
  readonly holdMaxHours: number;
  readonly queue: Pick<LeadQueue, 'sendMany'>;
  readonly newId: () => string;
  readonly log: Log;
};

/** Returns how many leads were put back in line; none while Kommo cannot be read. @throws when Postgres or SQS cannot be reached. */
export async function redriveHeld({
  store,
  kommo,
  tasks,
  queue,
  clock,
  holdMaxHours,
  newId,
  log,
}: RedriveDeps): Promise<number> {
  const held = await store.heldLeads(LEADS_PER_RUN);
  // Each minute, also when none: an alarm that hears nothing rings too.
  log.info('vitals.held', { leads: held.length });
  if (held.length === 0) return 0;
  // V5: their turns would only hold once more.
  if ((await store.speechStoppedAt()) !== null) return 0;
  const probe = await kommo.account();
  if (probe.kind !== 'ok') {
    log.warn('reconcile.waiting', {
      leads: held.length,
      cause: probe.kind === 'failed' ? probe.cause : probe.kind,
    });
    return 0;
  }
  const handToPerson = async (lead: LeadRecord): Promise<void> => {
    if (lead.kommoLeadId !== null) {
      const told = await tasks.write({
        kind: 'held_too_long',
        kommoLeadId: lead.kommoLeadId,
        sinceMs: lead.heldAtMs ?? 0,
      });
      // Without the task nobody would know: the lead stays held and is looked at again in a minute.
      if (told.kind === 'failed') return;
    }
    await store.closeBurst(
      lead.id,
      'all',
      { kind: 'close', reason: 'held_too_long', evidence: { cause: lead.heldCause }, stageAgeMs: null },
      clock.nowMs(),
    );
    log.error('reconcile.held_too_long', { leadId: lead.id, cause: lead.heldCause });
  };
  const isTooOld = ({ heldAtMs }: LeadRecord): boolean =>
    heldAtMs !== null && clock.nowMs() - heldAtMs > holdMaxHours * HOUR_MS;
  // Whoever wrote last still looks at the phone.
  const waiting = held
    .filter((lead) => !isTooOld(lead))
    .sort((a, b) => (b.lastInboundAtMs ?? 0) - (a.lastInboundAtMs ?? 0));
  await queue.sendMany(
    waiting.map((lead) => ({
      body: { source: 'self', event: { kind: 'redrive', leadId: lead.id } },
      // The moment of holding is part of the id: SQS swallows a second copy while the first is under way.
      place: { group: lead.key, dedupe: `redrive:${lead.id}:${lead.heldAtMs}` },
    })),
    newId(),
  );
  if (waiting.length > 0) log.info('reconcile.redriven', { leads: waiting.length });
  // Behind those who may still be answered: a task that Kommo refuses keeps nobody waiting.
  const tasksUntilMs = clock.nowMs() + TASKS_MS;
  for (const lead of held.filter(isTooOld)) if (clock.nowMs() < tasksUntilMs) await handToPerson(lead);
  return waiting.length;
}
