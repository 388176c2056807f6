/**
 * Says a planned reply bubble by bubble through egress, ends it, and lets the card show what was learnt. A takeover between
 * two bubbles stops the rest (R4); the CRM is written only while the bot still holds the lead (R3).
 */

import type { Spent } from '../agent/brain.ts';
import type { ReplyChoices } from '../agent/dialogue.ts';
import type { Clock } from '../clock.ts';
import type { FollowUps } from '../follow-up/planner.ts';
import type { FollowUpTexts } from '../follow-up/writer.ts';
import type { Egress } from '../handoff/egress.ts';
import type { Permit } from '../handoff/gate.ts';
import { holdFor, type Stop, silenceFor } from '../handoff/stop.ts';
import type { Log } from '../log.ts';
import { hasMeeting } from '../pipeline.ts';
import type { PlannedFollowUp } from '../store/follow-ups.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord, Settlement } from '../store/rows.ts';
import type { TakeoverSignal } from '../store/signals.ts';
import type { ReplyPlan, Store } from '../store/store.ts';
import type { SyncedTurn } from './card-sync.ts';

/** Why a reply is given, as stored with it; some end the bot's part. */
export const REPLY_INTENTS = [
  'continue',
  'qualified',
  'disqualified',
  'wants_human',
  'investor',
  'meeting_offer',
  'booked',
  'cancelled_meeting',
  'opt_out',
  'opt_out_notice',
  'loop',
] as const;
export type ReplyIntent = (typeof REPLY_INTENTS)[number];

/** A reply fixed before its first bubble leaves. `stored`: what goes into Postgres with the first bubble; null when resumed. */
export type PlannedReply = {
  readonly key: string;
  readonly bubbles: readonly string[];
  readonly intent: string;
  readonly stored: ReplyPlan | null;
  /** What a model used up for these words. */
  readonly spent?: Spent | undefined;
  /** The answers under the last bubble. One that is resumed goes without: its text names them. */
  readonly choices?: ReplyChoices | undefined;
};

export type Spoken = { readonly kind: 'spoken' } | Stop;

export type ReplySender = {
  speak(options: {
    permit: Permit;
    lead: LeadRecord;
    plan: PlannedReply;
    openReplyId: string | null;
  }): Promise<Spoken>;
};

/** A text of the product's own, which teaches nothing about the lead. */
export const ownWords = (lead: LeadRecord, text: string, intent: ReplyIntent) => ({
  bubbles: [text],
  intent,
  facts: lead.facts,
  dialogue: lead.dialogue,
});

/** I6: one burst, one reply. The key is built from the newest message that the reply answers, never from a clock. */
export function planFor(
  lead: LeadRecord,
  burst: readonly MessageRecord[],
  reply: {
    readonly bubbles: readonly string[];
    readonly intent: ReplyIntent;
    readonly facts: unknown;
    readonly dialogue: unknown;
    readonly loop?: unknown;
    readonly spent?: Spent | undefined;
    readonly choices?: ReplyChoices | undefined;
  },
): PlannedReply | null {
  const newest = burst.at(-1);
  if (!newest || reply.bubbles.length === 0) return null;
  // A message that was edited into a new wish is answered once more.
  const version = newest.editedAtMs ? `:${newest.editedAtMs}` : '';
  const key = `reply:${lead.id}:${newest.id}${version}`;
  return {
    key,
    bubbles: reply.bubbles,
    intent: reply.intent,
    spent: reply.spent,
    choices: reply.choices,
    stored: {
      key,
      bubbles: reply.bubbles,
      intent: reply.intent,
      facts: reply.facts,
      dialogue: reply.dialogue,
      loop: reply.loop,
      answers: burst.map(({ id }) => id),
    },
  };
}

/** As it stands in the ledger beside the decision to say these words. */
const costOf = ({ model, answers, inputTokens, outputTokens, costUsd }: Spent) => ({
  model,
  answers,
  tokensIn: inputTokens,
  tokensOut: outputTokens,
  costUsd,
});

/** The signal that a reply carries: recorded in the transaction that ends it. */
function signalOf(intent: string): TakeoverSignal | null {
  if (intent === 'opt_out') return 'opt_out';
  return intent === 'wants_human' || intent === 'investor' ? 'bot_handoff' : null;
}

/** As long as a function may run: a bubble committed so lately may be in another worker's hands. */
const IN_FLIGHT_MS = 60_000;

/** What ends the bot's part, or leaves it to the calendar: a lead that then keeps silent is not asked why. */
const ENDINGS: ReadonlySet<string> = new Set<ReplyIntent>([
  'disqualified',
  'wants_human',
  'investor',
  'booked',
  'cancelled_meeting',
  'opt_out',
  'opt_out_notice',
  'loop',
]);

export type ReplySenderDeps = {
  readonly egress: Pick<Egress, 'send'>;
  readonly store: Pick<Store, 'finishReply' | 'settleSends' | 'appendDecision'>;
  readonly followUps: Pick<FollowUps, 'first' | 'arm'>;
  readonly texts: Pick<FollowUpTexts, 'stopOf' | 'values'>;
  /** Brings the card up to date with the lead; queues itself when it fails, never throws for Kommo's sake. */
  readonly syncCard: (lead: LeadRecord, turn: SyncedTurn) => Promise<void>;
  /** What was read leaves for other functions with the next request to Redis that begins now. */
  readonly shareReads: () => void;
  /** Puts the handover in line before it is recorded: whatever ends this turn, the card and its package follow. */
  readonly announceHandoff: (lead: LeadRecord) => Promise<void>;
  /** Note and task, at once; what fails is in line already. */
  readonly handOver: (lead: LeadRecord) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

export function createReplySender({
  egress,
  store,
  followUps,
  texts,
  syncCard,
  shareReads,
  announceHandoff,
  handOver,
  clock,
  log,
}: ReplySenderDeps): ReplySender {
  /** The first step of the ladder that this reply begins; null where a silent lead is left in peace. */
  const firstFollowUp = (
    permit: Permit,
    lead: LeadRecord,
    plan: PlannedReply,
  ): Promise<PlannedFollowUp | null> | null => {
    const told = plan.stored ? { ...lead, facts: plan.stored.facts, dialogue: plan.stored.dialogue } : lead;
    // As the gate has just seen it: with a meeting ahead there is nothing to come back to.
    if (ENDINGS.has(plan.intent) || hasMeeting(lead.mirroredPlace) || texts.stopOf(told) !== null)
      return null;
    return followUps.first({
      cycle: permit.cycle,
      lastInboundMs: lead.lastInboundAtMs,
      values: texts.values(told, null),
    });
  };

  return {
    speak: async ({ permit: given, lead, plan, openReplyId }) => {
      let permit = given;
      let replyId = openReplyId;
      let settlements: Settlement[] = [];
      const finish = (
        outcome: string,
        signal: TakeoverSignal | null,
        followUp: PlannedFollowUp | null = null,
      ): Promise<LeadRecord> =>
        store.finishReply({
          leadId: lead.id,
          replyId,
          outcome,
          settlements,
          signal,
          followUp,
          atMs: clock.nowMs(),
        });

      for (const [index, text] of plan.bubbles.entries()) {
        if (settlements.length > 0) {
          // Kept before the next bubble: a crash from here on must not lose what the transport answered.
          await store.settleSends(settlements, clock.nowMs());
          settlements = [];
        }
        const sent = await egress.send(permit, {
          to: lead.address,
          text,
          dedupeKey: `${plan.key}:${index}`,
          replyId,
          plan: index === 0 ? plan.stored : null,
          ...(plan.spent !== undefined && { evidence: costOf(plan.spent) }),
          ...(plan.choices !== undefined && index === plan.bubbles.length - 1 && { choices: plan.choices }),
        });
        permit = sent.permit;
        switch (sent.kind) {
          case 'sent':
            replyId = sent.replyId;
            settlements = [sent.settlement];
            break;
          case 'already':
            replyId = sent.replyId;
            // Two workers of one lead: the reply is the other one's, with its own words. Should that one die, it is resumed as stored.
            if ((plan.stored !== null && index === 0) || (!sent.certain && sent.ageMs < IN_FLIGHT_MS))
              return holdFor('reply_in_progress');
            if (!sent.certain) {
              // Committed by a turn that died: it may be on the lead's phone. Never a second copy (I6); a person is told.
              log.error('egress.unknown', { leadId: lead.id, messageId: sent.messageId, cause: 'crash' });
              settlements = [
                {
                  messageId: sent.messageId,
                  status: 'unknown',
                  providerId: null,
                  replyTo: null,
                  errorCode: null,
                  stageAgeMs: null,
                },
              ];
            }
            break;
          case 'silence':
            replyId = sent.replyId;
            // P22: nothing left, and what came in between may be an old notice, told late: the card is asked once more.
            if (index === 0 && sent.reason === 'taken_over') return holdFor('stage_conflict');
            await finish('fenced', null);
            return silenceFor(sent.reason);
          case 'hold':
            return holdFor(sent.cause);
          case 'refused':
            replyId = sent.replyId;
            settlements = [sent.settlement];
            await finish('refused', null);
            // I10: the lead heard nothing, and the ledger says why.
            await store.appendDecision(
              lead.id,
              {
                kind: 'silence',
                reason: `whatsapp_${sent.refusal}`,
                evidence: { code: sent.settlement.errorCode },
                stageAgeMs: null,
              },
              clock.nowMs(),
            );
            return { kind: 'spoken' };
        }
      }
      const signal = signalOf(plan.intent);
      if (signal === 'bot_handoff') await announceHandoff(lead);
      const followUp = await firstFollowUp(permit, lead, plan);
      const after = await finish('sent', signal, followUp);
      // Only as long as nothing happened since: whatever did has a ladder of its own, or none.
      const armed = followUp && after.cycle === followUp.cycle ? followUps.arm(lead.id, followUp) : null;
      // The card's write asks Redis for its place.
      shareReads();
      if (after.epoch === permit.epoch || signal !== null)
        await syncCard(after, { before: lead, intent: plan.intent, seen: permit.seen });
      if (signal === 'bot_handoff') await handOver(after);
      await armed;
      return { kind: 'spoken' };
    },
  };
}
