/**
 * One turn (design §5), in this order: stop if a newer message waits, opt-out, card, gate, brain, look again, egress
 * bubble by bubble, CRM. Every way out is a fate and a line of the ledger (`turn-end.ts`); the order is the point of this
 * file, what each step does is next door.
 */

import type { BrainReply } from '../agent/brain.ts';
import { LOOP_CLOSING } from '../agent/loop-texts.ts';
import type { Egress } from '../handoff/egress.ts';
import type { Ahead, Gate, GateAnswer, Permit } from '../handoff/gate.ts';
import type { PauseFlags } from '../handoff/pause-flag.ts';
import { humanReplyStands } from '../handoff/verdict.ts';
import type { InboundMarks } from '../inbound-mark.ts';
import type { LeadKey } from '../lead.ts';
import type { LeadQuestion } from '../lead-question.ts';
import type { Delivery, Fate, LeadQueue } from '../queue.ts';
import { LONGEST_IN_LINE_MS, PROMPT_MS } from '../retry-policy.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord, TurnStart } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { splitAtReturn } from './burst.ts';
import { type CardKeeper, madeSince } from './card-link.ts';
import { knowledgeOf } from './conversation-view.ts';
import { countTurn, isClosedStill, type LoopLimits, loopCountOf, taught, wordsOfBurst } from './loop.ts';
import type { Meetings } from './meeting.ts';
import { createOptOuts, type OptOutDeps } from './opt-out-turn.ts';
import { ownWords, type PlannedReply, planFor, type ReplySender } from './reply-sender.ts';
import { createThinking, type ThinkingDeps } from './thinking.ts';
import { createEndTurn, DONE, type TurnCase, type TurnStop } from './turn-end.ts';

/** A reply gives way to a newer message this often in a row; then the lead is answered. */
const SUPERSEDED_MAX = 3;

export type TurnDeps = ThinkingDeps &
  Omit<OptOutDeps, 'end'> & {
    readonly store: Pick<
      Store,
      'closeBurst' | 'holdLead' | 'countSuperseded' | 'claimReturningTask' | 'reopenBurst'
    >;
    readonly queue: Pick<LeadQueue, 'send'>;
    readonly comeBackMs: () => number;
    readonly newId: () => string;
    readonly marks: Pick<InboundMarks, 'answeredAfter'>;
    readonly flags: Pick<PauseFlags, 'isRaisedAfter'>;
    readonly cards: CardKeeper;
    readonly gate: Pick<Gate, 'prepare' | 'shareReads'>;
    readonly egress: Pick<Egress, 'showTyping'>;
    readonly replySender: ReplySender;
    readonly meetings: Pick<Meetings, 'hasBooking'>;
    /** The burst with the words of its voice notes and bills, where they could be read. Never throws. */
    readonly readMedia: (burst: readonly MessageRecord[]) => Promise<readonly MessageRecord[]>;
    /** A person is told, once a day, about a lead whose cards are all closed. */
    readonly announceReturn: (lead: LeadRecord) => Promise<void>;
    /** What the lead asks and nothing answers goes onto the card, each question once (T5). */
    readonly announceQuestions: (lead: LeadRecord, questions: readonly LeadQuestion[]) => Promise<void>;
    /** A person is told that a talk ran in a circle (W8). */
    readonly announceLoop: (lead: LeadRecord) => Promise<void>;
    readonly loopLimits: LoopLimits;
    /** Brings the card up to date with the lead; queues itself when it fails, never throws for Kommo's sake. */
    readonly syncCard: (lead: LeadRecord) => Promise<void>;
    readonly returningLead: 'task' | 'new_card';
  };

export type Turn = {
  /** Answers what is pending of this lead, or says why not. Throws only what the queue should bring back. */
  run(start: TurnStart, delivery: Delivery, markKeys?: readonly LeadKey[]): Promise<Fate>;
};

/** A turn on its way to speech: what it began with, and what was asked ahead. */
type Way = {
  readonly start: TurnStart;
  readonly delivery: Delivery;
  readonly keys: readonly LeadKey[] | undefined;
  readonly ahead: Ahead;
};
type Speaking = {
  readonly lead: LeadRecord;
  readonly permit: Permit;
  readonly burst: readonly MessageRecord[];
};

/** What this reply owned that was not on the lead's list before. */
function newQuestions(lead: LeadRecord, { dialogue }: BrainReply): readonly LeadQuestion[] {
  const known = knowledgeOf(lead).dialogue.leadQuestions ?? [];
  return (dialogue.leadQuestions ?? []).filter(
    ({ text, about }) => !known.some((each) => each.text === text && each.about === about),
  );
}

export function createTurn(deps: TurnDeps): Turn {
  const { store, marks, flags, cards, gate, egress, replySender, clock, log } = deps;
  const end = createEndTurn(deps);
  const optOuts = createOptOuts({ ...deps, end });
  const thinking = createThinking(deps);

  /** Since when nobody may have looked at this lead's card; null for a turn that begins at once. */
  const unseenSince = ({ lead, burst }: TurnStart, { attempt }: Delivery): number | null => {
    const sinceMs = Math.min(...burst.map(({ sentAtMs }) => sentAtMs), clock.nowMs());
    const isPrompt = lead.heldAtMs === null && attempt === 1 && clock.nowMs() - sinceMs <= PROMPT_MS;
    if (isPrompt) return null;
    return burst.length > 0 ? sinceMs : clock.nowMs() - LONGEST_IN_LINE_MS;
  };

  /** Is there still a reason to say this? A newer message supersedes the reply, a pause younger than the permit stops it. */
  const overtaken = async (
    permit: Permit,
    lead: LeadRecord,
    keys: readonly LeadKey[] | undefined,
    sequenceNumber: string,
  ): Promise<'paused' | 'superseded' | null> => {
    // In the same moment, so in the same request.
    gate.shareReads();
    const [mark, paused] = await Promise.all([
      keys ? marks.answeredAfter(keys, sequenceNumber) : 'newest',
      flags.isRaisedAfter(lead.key, permit.epoch),
    ]);
    if (paused) return 'paused';
    if (mark !== 'newer') return null;
    return (await store.countSuperseded(lead.id)) <= SUPERSEDED_MAX ? 'superseded' : null;
  };

  /** The gate's word, once the lead has a card that Kommo still knows. */
  const ask = async (way: Way): Promise<GateAnswer | Extract<TurnStop, { kind: 'hold' }>> => {
    const { start, delivery, ahead } = way;
    const beganAtMs = clock.nowMs();
    let linked = await cards.ensure(start.lead);
    if (linked.kind === 'hold') return linked;
    const unseenSinceMs = madeSince(linked.lead, beganAtMs) ? null : unseenSince(start, delivery);
    let answer = await gate.open(linked.lead, 'reply', { unseenSinceMs, ahead });
    if (answer.stage.kind === 'absent') {
      linked = await cards.relink(answer.lead);
      if (linked.kind === 'hold') return linked;
      answer = await gate.open(linked.lead, 'reply', { unseenSinceMs });
    }
    if (answer.kind !== 'silence' || answer.reason !== 'closed_card') return answer;
    if (deps.returningLead === 'task') {
      if (await store.claimReturningTask(answer.lead.id, clock.nowMs()))
        await deps.announceReturn(answer.lead);
      return answer;
    }
    linked = await cards.renew(answer.lead);
    return linked.kind === 'hold' ? linked : gate.open(linked.lead);
  };

  /** W8: does this talk run in a circle that was closed already? */
  const isCircle = ({ start }: Way, { lead, burst }: Speaking): boolean => {
    const heard = start.history.filter(({ author }) => author === 'lead').map(({ sentAtMs }) => sentAtMs);
    return isClosedStill(loopCountOf(lead.loop), {
      words: wordsOfBurst(burst),
      heardAtMs: heard.length > 0 ? Math.max(...heard) : null,
      nowMs: clock.nowMs(),
      limits: deps.loopLimits,
    });
  };

  /** The reply as it leaves: the brain's own, or the one line that ends a circle; null: that line was said already. */
  const wordsOf = ({ lead, burst }: Speaking, reply: BrainReply) => {
    // What happens around a meeting is progress, whatever the facts say.
    const isProgress = ['booked', 'meeting_offer', 'cancelled_meeting'].includes(reply.intent);
    const { kind, count } = countTurn(loopCountOf(lead.loop), {
      words: wordsOfBurst(burst),
      hasTaught: isProgress || taught(lead.facts, reply.facts),
      nowMs: clock.nowMs(),
      limits: deps.loopLimits,
    });
    if (kind === 'silence') return null;
    return { ...(kind === 'close' ? ownWords(lead, LOOP_CLOSING, 'loop') : reply), loop: count };
  };

  const answer = async ({ start, delivery, keys }: Way, it: Speaking): Promise<Fate> => {
    const { lead, permit, burst } = it;
    const here: TurnCase = { lead, burst, delivery };
    const hearAndThink = async (): Promise<BrainReply | 'stop' | null> => {
      // Only behind the gate does a model hear a lead; and whoever says "pare" aloud has said it.
      const heard = await deps.readMedia(burst);
      return (await optOuts.isAsked({ ...here, burst: heard }))
        ? 'stop'
        : thinking.think({ start, lead, burst: heard });
    };
    const reply = await hearAndThink();
    if (reply === 'stop') return optOuts.take(here);
    if (!reply) return end(here, { kind: 'hold', cause: 'no_brain' });
    const why = await overtaken(permit, lead, keys, delivery.sequenceNumber);
    if (why === 'superseded') {
      log.info('turn.superseded', { leadId: lead.id });
      return DONE;
    }
    // P22: the notice behind the pause may be older than the card's return. The next look says who has the card.
    if (why === 'paused') return end(here, { kind: 'hold', cause: 'stage_conflict' });

    const ready = await thinking.arrange({ start, lead, burst, permit, reply });
    if (ready.kind !== 'ready') return end(here, ready);
    const words = wordsOf(it, ready.reply);
    if (words === null) return end(here, { kind: 'silence', reason: 'loop' });
    const plan = planFor(lead, burst, words);
    if (!plan) return DONE;
    const spoken = await replySender.speak({
      permit: ready.permit,
      lead: ready.lead,
      plan,
      openReplyId: null,
    });
    if (spoken.kind !== 'spoken') return end(here, spoken);
    if (words.intent !== 'loop') await deps.announceQuestions(lead, newQuestions(lead, ready.reply));
    if (words.intent === 'loop') {
      log.warn('turn.loop', { leadId: lead.id });
      await deps.announceLoop(lead);
    }
    return DONE;
  };

  const answerBurst = async (way: Way, it: Speaking): Promise<Fate> => {
    const newest = it.burst.at(-1);
    if (!newest) return DONE;
    // On its way before any bubble, and no bubble waits for its answer.
    const typing =
      newest.providerId === null
        ? null
        : egress.showTyping(it.permit, { to: it.lead.address, messageId: newest.providerId });
    try {
      return await answer(way, it);
    } finally {
      await typing;
    }
  };

  /**
   * Something happened since this reply was fixed. Where nothing of it left, what it was for is answered anew: what happened may have been
   * an old notice (P22). Else the rest of it is not said late.
   */
  const withoutOutdated = async (
    start: TurnStart,
    { lead, permit }: Pick<Speaking, 'lead' | 'permit'>,
    delivery: Delivery,
  ): Promise<TurnStart> => {
    const { openReply, history } = start;
    if (!openReply || openReply.epoch === permit.epoch) return start;
    const burst = await store.reopenBurst(lead.id);
    if (burst.length === start.burst.length)
      await end({ lead, burst: [], delivery }, { kind: 'silence', reason: 'reply_outdated' });
    const ids = new Set(burst.map(({ id }) => id));
    return { ...start, openReply: null, burst, history: history.filter(({ id }) => !ids.has(id)) };
  };

  const speakTo = async (given: Way): Promise<Fate> => {
    const { delivery } = given;
    const answer = await ask(given);
    if (answer.kind !== 'speak') {
      const lead = 'lead' in answer ? answer.lead : given.start.lead;
      return end({ lead, burst: given.start.burst, delivery }, answer);
    }
    const { lead, permit } = answer;
    const start = await withoutOutdated(given.start, answer, delivery);
    const way: Way = { ...given, start };
    const { before, after: burst } = splitAtReturn(start.burst, lead.signals.cardReturnedAtMs);
    const here: TurnCase = { lead, burst, delivery };
    if (before.length > 0)
      await end({ ...here, burst: before }, { kind: 'silence', reason: 'said_before_return' });

    const open = start.openReply;
    if (open) {
      // A crashed turn: what it meant to say is fixed, only what has not left goes out (I6).
      const plan: PlannedReply = { key: open.key, bubbles: open.bubbles, intent: open.intent, stored: null };
      const spoken = await replySender.speak({ permit, lead, plan, openReplyId: open.id });
      if (spoken.kind !== 'spoken') return end(here, spoken);
    }
    if (burst.length === 0) return DONE;
    const it: Speaking = { lead, permit, burst };
    return isCircle(way, it) ? end(here, { kind: 'silence', reason: 'loop' }) : answerBurst(way, it);
  };

  return {
    run: async (start, delivery, keys) => {
      const it: TurnCase = { lead: start.lead, burst: start.burst, delivery };
      if (start.burst.length === 0 && !start.openReply) {
        // A worker killed behind its last bubble never wrote the card: the second delivery does, unless a person writes now (R3).
        if (delivery.attempt > 1 && !humanReplyStands({ signals: start.lead.signals, nowMs: clock.nowMs() }))
          await deps.syncCard(start.lead);
        return start.lead.heldAtMs === null ? DONE : end(it, { kind: 'close', reason: 'nothing_pending' });
      }
      if (start.isStopped) return end(it, { kind: 'hold', cause: 'stopped' });
      const [mark, ahead] = await Promise.all([
        keys && delivery.sequenceNumber !== ''
          ? marks.answeredAfter(keys, delivery.sequenceNumber)
          : 'unknown',
        gate.prepare(start.lead),
      ]);
      // The newest of the burst answers for all of it.
      if (mark === 'newer' && start.lead.supersededCount < SUPERSEDED_MAX) return DONE;
      let current = start;
      if (start.lead.signals.optedOutAtMs !== null) {
        const outcome = await optOuts.answer(it);
        if ('kind' in outcome) return outcome;
        current = { ...start, lead: outcome };
      }
      const now: TurnCase = { ...it, lead: current.lead };
      if (await optOuts.isAsked(now)) return optOuts.take(now);
      return speakTo({ start: current, delivery, keys, ahead });
    },
  };
}
