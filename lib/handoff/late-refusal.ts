/**
 * A send that the transport took and refused afterwards (W4, W14): the bubble is settled as failed, and what may still be said waits
 * for the repair instead of being lost. It reached nobody, so to say it later is no second copy (I6).
 */
import type { Clock } from '../clock.ts';
import type { LeadId } from '../lead.ts';
import type { StatusEvent } from '../lead-event.ts';
import type { Log } from '../log.ts';
import type { Fate } from '../queue.ts';
import type { Store } from '../store/store.ts';
import { type Refused, waits } from '../whatsapp/refusal.ts';
import type { Suspicions } from '../whatsapp/suspicions.ts';

const DONE: Fate = { kind: 'done' };
const RETRY_MS = 5 * 60_000;

export type LateRefusalDeps = {
  readonly store: Pick<Store, 'takeBackSend' | 'recordStatus'>;
  /** What a failure with this code asks of us; null where the provider names none. */
  readonly refusalOf: (code: number | null) => Refused;
  readonly suspicions: Suspicions;
  /** The reminder with this key is due again at that time. */
  readonly rearmReminder: (reminder: { leadId: LeadId; key: string; dueAtMs: number }) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Judges a `failed` status. @throws {StoreError} when Postgres cannot be asked: the queue brings it back. */
export function createLateRefusals({
  store,
  refusalOf,
  suspicions,
  rearmReminder,
  clock,
  log,
}: LateRefusalDeps): (event: StatusEvent) => Promise<Fate> {
  /** What waits is open again; null: not one of those, or not ours. */
  const settle = async (
    event: StatusEvent,
    refused: Refused,
  ): Promise<{ readonly outcome: string; readonly leadId: LeadId | null } | 'busy'> => {
    if (!waits(refused.refusal)) return { outcome: await store.recordStatus(event), leadId: null };
    const nowMs = clock.nowMs();
    const reason = `whatsapp_${refused.scope === 'account' ? 'hold_all' : refused.refusal}` as const;
    const taken = await store.takeBackSend({
      providerId: event.providerId,
      callbackId: event.callbackId,
      errorCode: event.errorCode,
      decision: { kind: 'hold', reason, evidence: { code: event.errorCode }, stageAgeMs: null },
      retryAtMs: nowMs + RETRY_MS,
      atMs: nowMs,
    });
    switch (taken.outcome) {
      case 'busy':
        return 'busy';
      case 'not_ours':
        return { outcome: taken.outcome, leadId: null };
      case 'final':
        return { outcome: taken.outcome, leadId: taken.leadId };
      case 'taken_back':
        if (taken.kind === 'reminder')
          await rearmReminder({ leadId: taken.leadId, key: taken.key, dueAtMs: nowMs + RETRY_MS });
        return { outcome: taken.outcome, leadId: taken.leadId };
    }
  };

  return async (event) => {
    const refused = refusalOf(event.errorCode);
    const settled = await settle(event, refused);
    if (settled === 'busy') return { kind: 'again', cause: 'send_not_ended' };
    const { outcome, leadId } = settled;
    const { scope, refusal, code, alarm } = leadId ? await suspicions.judged(refused, leadId) : refused;
    log.error('whatsapp.not_delivered', { outcome, leadId, scope, refusal, code });
    if (alarm && outcome !== 'not_ours') log.error('whatsapp.alarm', { leadId, scope, refusal, code });
    return DONE;
  };
}
