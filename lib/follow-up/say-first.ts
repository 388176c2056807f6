/**
 * The bot speaks first: a step of the ladder and a reminder go the same way. The gate's word, the words, a look at what came in
 * while they were found (R2, R7), egress. What each of these ends means is the caller's to say.
 */

import type { CardFinder } from '../handoff/card-finder.ts';
import type { Egress, MessageTemplate, Sent } from '../handoff/egress.ts';
import type { Gate, GateAnswer } from '../handoff/gate.ts';
import { openLinked } from '../handoff/open-linked.ts';
import type { Stop } from '../handoff/stop.ts';
import type { StageEvidence } from '../handoff/verdict.ts';
import type { HoldReason, SilenceReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Decision } from '../store/rows.ts';
import type { SendPurpose } from '../store/store.ts';
import type { Waiting } from './waiting.ts';

export type FirstWords =
  | { readonly kind: 'text'; readonly text: string; readonly template: MessageTemplate | null }
  /** There is nothing to say, now or later. */
  | { readonly kind: 'nothing'; readonly reason: SilenceReason }
  | { readonly kind: 'failed'; readonly cause: HoldReason };

/** `decision`: the gate's own line, where it was the gate that stopped; null: something came in since. */
export type StoppedFirst = Stop & { readonly decision: Decision | null };
export type OpenedFirst = Extract<GateAnswer, { kind: 'speak' }> | StoppedFirst;

export type SaidFirst =
  | Extract<Sent, { kind: 'sent' | 'already' | 'refused' }>
  | StoppedFirst
  | { readonly kind: 'nothing'; readonly reason: SilenceReason }
  /** An answer of the lead's stands in line. */
  | { readonly kind: 'lead_wrote' };

export type First = {
  /**
   * The gate's word on a lead that is written to first. `unseenSinceMs`: a person who has had the card since and gave it back, told by
   * nobody, ends what began before (R18, I8); null where nobody is looked for.
   */
  open(lead: LeadRecord, purpose: SendPurpose, unseenSinceMs?: number | null): Promise<OpenedFirst>;
  /** `sequence`: the newest message taken in. `mayGo`: why this stage is not written to first; null: it is. `unseenSinceMs`: as in `open`. */
  say(it: {
    readonly lead: LeadRecord;
    readonly purpose: SendPurpose;
    readonly unseenSinceMs?: number | null;
    readonly sequence: string | null;
    readonly dedupeKey: string;
    readonly mayGo: (stage: StageEvidence) => SilenceReason | null;
    readonly words: () => FirstWords | Promise<FirstWords>;
  }): Promise<SaidFirst>;
};

export function createFirst({
  gate,
  finder,
  egress,
  waiting,
}: {
  gate: Pick<Gate, 'open'>;
  finder: CardFinder;
  egress: Pick<Egress, 'send'>;
  waiting: Waiting;
}): First {
  const silence = (reason: SilenceReason): StoppedFirst => ({ kind: 'silence', reason, decision: null });

  const open: First['open'] = async (lead, purpose, unseenSinceMs = null) => {
    const opened = await openLinked({ gate, finder }, lead, purpose, { unseenSinceMs });
    switch (opened.kind) {
      case 'opened': {
        const { answer } = opened;
        if (answer.kind !== 'speak') return answer;
        // R7: the gate reads the row as it is now; a follow-up is of the cycle that fired it.
        if (purpose === 'follow_up' && answer.permit.cycle !== lead.cycle) return silence('stale_cycle');
        const { cardReturnedAtMs } = answer.lead.signals;
        return unseenSinceMs !== null && (cardReturnedAtMs ?? 0) > unseenSinceMs
          ? silence('taken_over')
          : answer;
      }
      // Nobody is written to first on account of a card that a person deleted.
      case 'no_card':
        return silence('card_absent');
      case 'hold':
        return { kind: 'hold', cause: opened.cause, decision: null };
    }
  };

  return {
    open,
    say: async ({ lead, purpose, unseenSinceMs, sequence, dedupeKey, mayGo, words }) => {
      const opened = await open(lead, purpose, unseenSinceMs);
      if (opened.kind !== 'speak') return opened;
      const against = mayGo(opened.stage);
      if (against !== null) return silence(against);
      const found = await words();
      if (found.kind === 'nothing') return found;
      if (found.kind === 'failed') return { kind: 'hold', cause: found.cause, decision: null };
      if (await waiting.hasAnswer(lead, sequence)) return { kind: 'lead_wrote' };
      if (await waiting.isPaused(lead, opened.permit.epoch)) return silence('taken_over');
      const sent = await egress.send(opened.permit, {
        to: lead.address,
        text: found.text,
        dedupeKey,
        replyId: null,
        plan: null,
        ...(found.template && { template: found.template }),
      });
      switch (sent.kind) {
        case 'hold':
          return { kind: 'hold', cause: sent.cause, decision: null };
        case 'silence':
          return silence(sent.reason);
        default:
          return sent;
      }
    },
  };
}
