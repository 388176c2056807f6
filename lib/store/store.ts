/**
 * Postgres through SQL functions only (`supabase.rpc`): each call is one round trip and one transaction. What a function
 * refuses is a returned word; what went wrong is thrown, and the queue brings the turn back.
 */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { type Address, type LeadId, type LeadKey, leadKeys, MessageId } from '../lead.ts';
import type { Content, StatusEvent } from '../lead-event.ts';
import { cardCalls } from './cards.ts';
import { addressArgs, chatCalls } from './chats.ts';
import { followUpCalls, type PlannedFollowUp, planJson } from './follow-ups.ts';
import { lateCalls } from './late-refusals.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import { meetingCalls } from './meetings.ts';
import { ownMoveCalls } from './own-moves.ts';
import { repairCalls } from './repairs.ts';
import {
  type Decision,
  type DecisionRecord,
  type Disposition,
  decisionFromRow,
  type MessageRecord,
  messageFromRow,
  type Settlement,
  type TurnStart,
  turnFromJson,
} from './rows.ts';
import { createRpc, json } from './rpc.ts';
import { mirrorJson, type PendingMirror, signalCalls, type TakeoverSignal } from './signals.ts';
import { switchCalls } from './switches.ts';

export type InboundMessage = {
  readonly providerId: string;
  readonly kind: string;
  readonly body: string | null;
  readonly content: Content;
  readonly quotes: string | null;
  readonly sentAtMs: number;
  readonly disposition: Extract<Disposition, 'pending' | 'placeholder' | 'stale' | 'noted'>;
};

/** What is left on the card when somebody else takes over. */
export type HandoffPart = 'note' | 'task';

/** What is stored with a reply's first bubble. `key` is built from the newest message that it answers. */
export type ReplyPlan = {
  readonly key: string;
  readonly bubbles: readonly string[];
  readonly intent: string;
  readonly facts: unknown;
  readonly dialogue: unknown;
  /** How far the talk runs in a circle (conversation/loop.ts). Absent: as it was. */
  readonly loop?: unknown;
  readonly answers: readonly MessageId[];
};

/** `reply` is the anchor of the ladder; a follow-up and a reminder are not (design §7). */
export const SEND_PURPOSES = [
  'reply',
  'opt_out_confirmation',
  'opt_out_notice',
  'follow_up',
  'reminder',
] as const;
export type SendPurpose = (typeof SEND_PURPOSES)[number];

const CommitRow = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('committed'), messageId: MessageId, replyId: z.nullable(z.uuid()) }),
  z.object({
    outcome: z.literal('duplicate'),
    messageId: MessageId,
    replyId: z.nullable(z.uuid()),
    status: z.string(),
    /** How long ago it was committed. */
    ageMs: z.int(),
  }),
  /** `stopped`: by an operator, for everybody. `replyId`: whose bubble this attempt held until now; it has not left. */
  z.object({ outcome: z.enum(['taken_over', 'stale_cycle', 'stopped']), replyId: z.optional(z.uuid()) }),
]);
export type CommitOutcome = z.infer<typeof CommitRow>;

/**
 * The store over one Supabase project. Every call ends within 5 s.
 * @throws {StoreError} from every method: unreachable or refused. A row that does not fit the code is a bug, and zod's error (H15).
 */
export function createStore({ url, serviceKey }: { url: string; serviceKey: string }) {
  const rpc = createRpc({ url, serviceKey });
  const { call, rows, maybeLead, theLead } = rpc;

  return {
    /** Records messages of one person and returns what the turn starts from (I5). `sequence`: the newest one's place in the queue. */
    ingestInbound: async (options: {
      from: Address;
      profileName: string | null;
      messages: readonly InboundMessage[];
      sequence?: string | null;
      historyLimit: number;
      atMs: number;
      /** `suppressionDigests` of the address. */
      digests?: readonly string[];
    }): Promise<TurnStart> =>
      turnFromJson(
        await call('ingest_inbound', {
          ...addressArgs(options.from),
          p_profile_name: options.profileName,
          p_messages: json(
            options.messages.map(({ sentAtMs, ...message }) => ({ ...message, sentAt: toIso(sentAtMs) })),
          ),
          p_sequence: options.sequence || null,
          p_history_limit: options.historyLimit,
          p_at: toIso(options.atMs),
          p_digests: [...(options.digests ?? [])],
        }),
      ),
    /** What a turn without a new message starts from: a held one, driven again. */
    turnOf: async (leadId: LeadId, historyLimit: number): Promise<TurnStart> =>
      turnFromJson(await call('turn_of', { p_lead_id: leadId, p_history_limit: historyLimit })),

    /** What an open reply of which nothing left was for is pending again (P22): all that is pending now, in order of writing. */
    reopenBurst: async (leadId: LeadId): Promise<readonly MessageRecord[]> =>
      (await rows('reopen_burst', { p_lead_id: leadId })).map(messageFromRow),

    leadById: (leadId: LeadId) => maybeLead('lead_by_id', { p_lead_id: leadId }),
    leadByKey: (key: LeadKey) => maybeLead('lead_by_key', { p_key: key }),
    /** The lead behind an address, created when unknown (R12: a takeover may come before the first message). */
    resolveLead: async (address: Address, atMs: number): Promise<LeadRecord> => {
      const id = z.string().parse(await call('resolve_lead', { ...addressArgs(address), p_at: toIso(atMs) }));
      return theLead('lead_by_id', { p_lead_id: id });
    },
    joinIdentity: (options: { before: Address; after: Address; atMs: number }) =>
      maybeLead('join_identity', {
        ...addressArgs(options.after),
        p_before_keys: [...leadKeys(options.before)],
        p_at: toIso(options.atMs),
      }),

    /** I1, I6: the right to send one bubble, or the reason why not. */
    commitSend: async (options: {
      leadId: LeadId;
      epoch: number;
      cycle: number;
      purpose: SendPurpose;
      dedupeKey: string;
      body: string;
      replyId: string | null;
      reply: ReplyPlan | null;
      decision: Decision | null;
      /** P7: asked again with the same one, the same right comes back. */
      attempt: string;
      /** The live read that the permit rests on, mirrored first (H14); null where it stands in the row already. */
      observed: PendingMirror | null;
      /** What the transport answered to the bubble before: kept in the same transaction, whatever the outcome. */
      settlements: readonly Settlement[];
      atMs: number;
    }): Promise<CommitOutcome> =>
      CommitRow.parse(
        await call('commit_send', {
          p_lead_id: options.leadId,
          p_epoch: options.epoch,
          p_cycle: options.cycle,
          p_purpose: options.purpose,
          p_dedupe_key: options.dedupeKey,
          p_body: options.body,
          p_reply_id: options.replyId,
          p_reply: json(options.reply),
          p_decision: json(options.decision),
          p_attempt: options.attempt,
          p_at: toIso(options.atMs),
          p_observed: mirrorJson(options.observed),
          p_settlements: json(options.settlements),
        }),
      ),
    /** Frees the key of a bubble that certainly did not leave. */
    releaseSend: async (messageId: MessageId): Promise<void> =>
      void (await call('release_send', { p_message_id: messageId })),
    settleSends: async (settlements: readonly Settlement[], atMs: number): Promise<void> =>
      void (await call('settle_sends', {
        p_settlements: json(settlements),
        p_at: toIso(atMs),
        p_lead_id: null,
      })),
    /**
     * Ends a reply; the lead as it then stands tells whether the bot still holds it (R3). `followUp` begins the ladder, if its cycle
     * still runs; null: this reply wants none.
     */
    finishReply: (options: {
      leadId: LeadId;
      replyId: string | null;
      outcome: string;
      settlements: readonly Settlement[];
      signal: TakeoverSignal | null;
      followUp: PlannedFollowUp | null;
      atMs: number;
    }) =>
      theLead('finish_reply', {
        p_lead_id: options.leadId,
        p_reply_id: options.replyId,
        p_outcome: options.outcome,
        p_settlements: json(options.settlements),
        p_signal: options.signal,
        p_follow_up: planJson(options.followUp),
        p_at: toIso(options.atMs),
      }),
    /** Silence: the burst is history, and not answered later (I7). */
    closeBurst: async (
      leadId: LeadId,
      messageIds: readonly MessageId[] | 'all',
      decision: Decision,
      atMs: number,
    ): Promise<void> =>
      void (await call('close_burst', {
        p_lead_id: leadId,
        p_message_ids: messageIds === 'all' ? null : [...messageIds],
        p_decision: json(decision),
        p_at: toIso(atMs),
      })),
    /** One line of the ledger, where nothing else changes. */
    appendDecision: async (leadId: LeadId, decision: Decision, atMs: number): Promise<void> =>
      void (await call('append_decision', {
        p_lead_id: leadId,
        p_decision: json(decision),
        p_at: toIso(atMs),
      })),
    /** Hold: the burst stays pending; `park` hands it to reconcile. */
    holdLead: async (
      leadId: LeadId,
      options: { park: boolean; decision: Decision; atMs: number },
    ): Promise<void> =>
      void (await call('hold_lead', {
        p_lead_id: leadId,
        p_park: options.park,
        p_decision: json(options.decision),
        p_at: toIso(options.atMs),
      })),
    heldLeads: async (limit: number): Promise<readonly LeadRecord[]> =>
      (await rows('held_leads', { p_limit: limit })).map(leadFromRow),
    /** True at most once a day: a person is told that a lead with closed cards came back. */
    claimReturningTask: async (leadId: LeadId, atMs: number): Promise<boolean> =>
      z.boolean().parse(await call('claim_returning_task', { p_lead_id: leadId, p_at: toIso(atMs) })),
    /** R20: one note and one task for one handover. */
    claimHandoffPart: async (leadId: LeadId, part: HandoffPart, waitSeconds: number, atMs: number) =>
      z.enum(['write', 'check', 'wait', 'done']).parse(
        await call('claim_handoff_part', {
          p_lead_id: leadId,
          p_part: part,
          p_wait_seconds: waitSeconds,
          p_at: toIso(atMs),
        }),
      ),
    settleHandoffPart: async (
      leadId: LeadId,
      part: HandoffPart,
      written: boolean,
      atMs: number,
    ): Promise<void> =>
      void (await call('settle_handoff_part', {
        p_lead_id: leadId,
        p_part: part,
        p_written: written,
        p_at: toIso(atMs),
      })),
    countSuperseded: async (leadId: LeadId): Promise<number> =>
      z.int().parse(await call('count_superseded', { p_lead_id: leadId })),

    /** Many at a time, in one transaction; answers in the order given. `not_ours`: no send of the bot has this id. */
    recordStatuses: async (
      statuses: readonly Pick<StatusEvent, 'providerId' | 'callbackId' | 'status' | 'errorCode'>[],
    ) =>
      z.array(z.enum(['recorded', 'not_ours'])).parse(
        await call('record_statuses', {
          p_statuses: json(
            statuses.map(({ providerId, callbackId, status, errorCode }) => ({
              providerId,
              callbackId,
              status,
              errorCode,
            })),
          ),
        }),
      ),
    ...chatCalls(rpc),
    ...cardCalls(rpc),
    ...meetingCalls(rpc),
    ...followUpCalls(rpc),
    ...repairCalls(rpc),
    ...ownMoveCalls(rpc),
    ...lateCalls(rpc),
    ...signalCalls(rpc),
    ...switchCalls(rpc),

    decisionsOf: async (leadId: LeadId, limit: number): Promise<readonly DecisionRecord[]> =>
      (await rows('decisions_of', { p_lead_id: leadId, p_limit: limit })).map(decisionFromRow),
    messagesOf: async (leadId: LeadId, limit: number): Promise<readonly MessageRecord[]> =>
      (await rows('messages_of', { p_lead_id: leadId, p_limit: limit })).map(messageFromRow),
  };
}

export type Store = ReturnType<typeof createStore>;
