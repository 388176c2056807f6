/** Bubbles that were taken and refused afterwards, and messages whose content never came: by their SQL functions (W3, W4, W14). */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { LeadId } from '../lead.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import { type Decision, type TurnStart, turnFromJson } from './rows.ts';
import { json, type Rpc } from './rpc.ts';

const TakenBack = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('not_ours') }),
  /** The turn or the firing that said it has not written its end: ask again. */
  z.object({ outcome: z.literal('busy') }),
  z.object({ outcome: z.literal('final'), leadId: LeadId }),
  z.object({
    outcome: z.literal('taken_back'),
    leadId: LeadId,
    kind: z.enum(['reply', 'follow_up', 'reminder']),
    /** Under which it had been committed. */
    key: z.string(),
  }),
]);
export type TakenBack = z.infer<typeof TakenBack>;

export const lateCalls = ({ call, rows }: Rpc) => ({
  /** A send that reached nobody is open again: a reply held, a follow-up planned for `retryAtMs`. */
  takeBackSend: async (options: {
    providerId: string;
    callbackId: string | null;
    errorCode: number | null;
    decision: Decision;
    retryAtMs: number;
    atMs: number;
  }): Promise<TakenBack> =>
    TakenBack.parse(
      await call('take_back_send', {
        p_provider_id: options.providerId,
        p_callback_id: options.callbackId,
        p_error_code: options.errorCode,
        p_decision: json(options.decision),
        p_retry_at: toIso(options.retryAtMs),
        p_at: toIso(options.atMs),
      }),
    ),
  /** Leads with a message that came without content before this moment and was never completed, longest first. */
  ripePlaceholders: async (beforeMs: number, limit: number): Promise<readonly LeadRecord[]> =>
    (await rows('ripe_placeholders', { p_before: toIso(beforeMs), p_limit: limit })).map(leadFromRow),
  /** Makes a lead's ripe placeholders ordinary messages; what the turn then starts from. Null: the lead is gone. */
  ripenPlaceholders: async (
    leadId: LeadId,
    options: { beforeMs: number; oldestMs: number; historyLimit: number; atMs: number },
  ): Promise<TurnStart | null> => {
    const [start] = await rows('ripen_placeholders', {
      p_lead_id: leadId,
      p_before: toIso(options.beforeMs),
      p_oldest: toIso(options.oldestMs),
      p_history_limit: options.historyLimit,
      p_at: toIso(options.atMs),
    });
    return start === undefined ? null : turnFromJson(start);
  },
});
