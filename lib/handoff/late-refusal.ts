/**
 * A send that the transport took and refused afterwards (W4, W14): the bubble is settled as failed, and what may still be said waits
 * for the repair instead of being lost. It reached nobody, so to say it later is no second copy (I6).
 */
import type { Clock } from '../clock.ts';
import type { LeadId } from '../lead.ts';
import type { StatusEvent } from '../lead-event.ts';
import type { Log } from '../log.ts';
import type { TakenBack } from '../store/late-refusals.ts';
import type { Store } from '../store/store.ts';
import { type Refused, waits } from '../whatsapp/refusal.ts';
import type { Suspicions } from '../whatsapp/suspicions.ts';

const RETRY_MS = 5 * 60_000;

export type LateRefusalDeps = {
  readonly store: Pick<Store, 'takeBackSend'>;
  /** What a failure with this code asks of us; null where the provider names none. */
  readonly refusalOf: (code: number | null) => Refused;
  readonly suspicions: Suspicions;
  /** The reminder with this key is due again at that time. */
  readonly rearmReminder: (reminder: { leadId: LeadId; key: string; dueAtMs: number }) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

/** The two kinds of `failed` statuses. */
export type LateRefusals = {
  /** Whether this one's bubble may be said again, once what refused it is repaired. */
  reopens(event: StatusEvent): boolean;
  /** Opens again what such a one refused. @throws {StoreError} when Postgres cannot be asked: the queue brings it back. */
  takeBack(event: StatusEvent): Promise<TakenBack>;
  /** Tells people of one that is on record. Never throws. */
  tell(event: StatusEvent, outcome: string, leadId: LeadId | null): Promise<void>;
};

export function createLateRefusals({
  store,
  refusalOf,
  suspicions,
  rearmReminder,
  clock,
  log,
}: LateRefusalDeps): LateRefusals {
  return {
    reopens: ({ status, errorCode }) => status === 'failed' && waits(refusalOf(errorCode).refusal),
    takeBack: async (event) => {
      const refused = refusalOf(event.errorCode);
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
      if (taken.outcome === 'taken_back' && taken.kind === 'reminder')
        await rearmReminder({ leadId: taken.leadId, key: taken.key, dueAtMs: nowMs + RETRY_MS });
      return taken;
    },
    tell: async (event, outcome, leadId) => {
      const first = refusalOf(event.errorCode);
      const { scope, refusal, code, alarm } = leadId ? await suspicions.judged(first, leadId) : first;
      log.error('whatsapp.not_delivered', { outcome, leadId, scope, refusal, code });
      if (alarm && outcome !== 'not_ours') log.error('whatsapp.alarm', { leadId, scope, refusal, code });
    },
  };
}
