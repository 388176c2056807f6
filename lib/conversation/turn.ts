/**
 * One turn (design §5), in this order: stop if a newer message waits, opt-out, card, gate, brain, look again, egress
 * bubble by bubble, CRM; where nothing is known against the lead, the brain comes before card and gate (`turn-order.ts`). Every way
 * out is a fate and a line of the ledger (`turn-end.ts`); the order is the point of this file, what each step does is next door.
 */
import type { BrainReply } from '../agent/brain.ts';
import type { Egress } from '../handoff/egress.ts';
import type { Ahead, Gate, GateAnswer, Permit } from '../handoff/gate.ts';
import type { PauseFlags } from '../handoff/pause-flag.ts';
import { humanReplyStands } from '../handoff/verdict.ts';
import type { InboundMarks } from '../inbound-mark.ts';
import type { LeadKey } from '../lead.ts';
import type { LeadQuestion } from '../lead-question.ts';
import type { Delivery, Fate, LeadQueue } from '../queue.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord, TurnStart } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { splitAtReturn } from './burst.ts';
import { type CardKeeper, madeSince } from './card-link.ts';
import { createCircle } from './circle.ts';
import { newQuestions } from './conversation-view.ts';
import type { LoopLimits } from './loop.ts';
import type { Meetings } from './meeting.ts';
import { createOptOuts, type OptOutDeps } from './opt-out-turn.ts';
import { type PlannedReply, planFor, type ReplySender } from './reply-sender.ts';
import { createThinking, type ThinkingDeps } from './thinking.ts';
import { createEndTurn, DONE, type TurnCase, type TurnStop } from './turn-end.ts';
import { findsWordsFirst, unseenSince } from './turn-order.ts';

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
    /** A model may think for longer than a stage read counts. */
    readonly thinksLong: boolean;
  };

export type Turn = {
  /** Answers what is pending of this lead, or says why not. Throws only what the queue should bring back. */
  run(start: TurnStart, delivery: Delivery, markKeys?: readonly LeadKey[]): Promise<Fate>;
};

/** A turn on its way to speech: what it began with, and what was asked ahead; null: its words are found first. */
type Way = {
  readonly start: TurnStart;
  readonly delivery: Delivery;
  readonly keys: readonly LeadKey[] | undefined;
  readonly ahead: Ahead | null;
};
type Speaking = {
  readonly lead: LeadRecord;
  readonly permit: Permit;
  readonly burst: readonly MessageRecord[];
};

/** Words, and what was asked ahead of the gate's look meanwhile; or the turn ended over them. */
type Found =
  | { readonly kind: 'found'; readonly reply: BrainReply; readonly ahead: Ahead | null }
  | { readonly kind: 'ended'; readonly fate: Fate };

export function createTurn(deps: TurnDeps): Turn {
  const { store, marks, flags, cards, gate, egress, replySender, clock, log } = deps;
  const end = createEndTurn(deps);
  const optOuts = createOptOuts({ ...deps, end });
  const thinking = createThinking(deps);
  const circle = createCircle(deps);
  /** When a gate of this container's could last not tell; long ago: the last one could. */
  let kommoHeldAtMs = Number.NEGATIVE_INFINITY;

  /** What card and gate will ask of Redis, in this moment's one request. */
  const prepare = async (lead: LeadRecord): Promise<Ahead> => {
    const [ahead] = await Promise.all([gate.prepare(lead), cards.prepare(lead)]);
    return ahead;
  };

  /** Is there still a reason to say this? A newer message supersedes the reply, a pause younger than the row stops it. */
  const overtaken = async (
    lead: LeadRecord,
    { keys, delivery: { sequenceNumber } }: Way,
  ): Promise<'paused' | 'superseded' | null> => {
    // In the same moment, so in the same request.
    gate.shareReads();
    const [mark, paused] = await Promise.all([
      keys ? marks.answeredAfter(keys, sequenceNumber) : 'newest',
      flags.isRaisedAfter(lead.key, lead.epoch),
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
    const unseenSinceMs = madeSince(linked.lead, beganAtMs)
      ? null
      : unseenSince(start, delivery, clock.nowMs());
    const open = (lead: LeadRecord, soon: Ahead | null) =>
      gate.open(lead, 'reply', { unseenSinceMs, ahead: soon, mirrors: 'with_commit' });
    // What was asked ahead knew of no card.
    const asked = start.lead.kommoLeadId === null ? await gate.prepare(linked.lead) : ahead;
    let answer = await open(linked.lead, asked);
    if (answer.stage.kind === 'absent') {
      linked = await cards.relink(answer.lead);
      if (linked.kind === 'hold') return linked;
      answer = await open(linked.lead, null);
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

  /** What is to be said to this burst, as long as there is a reason to say it. */
  const findWords = async (
    way: Way,
    { lead, burst }: Omit<Speaking, 'permit'>,
    { isAhead }: { readonly isAhead: boolean },
  ): Promise<Found> => {
    const { start, delivery } = way;
    const here: TurnCase = { lead, burst, delivery };
    const ended = (fate: Fate): Found => ({ kind: 'ended', fate });
    const heard = await deps.readMedia(burst);
    // Whoever says "pare" aloud has said it.
    if (await optOuts.isAsked({ ...here, burst: heard })) return ended(await optOuts.take(here));
    const reply = await thinking.think({ start, lead, burst: heard });
    if (!reply) return ended(await end(here, { kind: 'hold', cause: 'no_brain' }));
    const [why, ahead] = await Promise.all([overtaken(lead, way), isAhead ? prepare(lead) : null]);
    if (why === 'superseded') {
      log.info('turn.superseded', { leadId: lead.id });
      return ended(DONE);
    }
    // P22: the notice behind the pause may be older than the card's return. The next look says who has the card.
    if (why === 'paused') return ended(await end(here, { kind: 'hold', cause: 'stage_conflict' }));
    return { kind: 'found', reply, ahead };
  };

  const answer = async (way: Way, it: Speaking, words: BrainReply | null): Promise<Fate> => {
    const { start, delivery } = way;
    const { lead, permit, burst } = it;
    const here: TurnCase = { lead, burst, delivery };
    const found = words
      ? { kind: 'found' as const, reply: words }
      : await findWords(way, it, { isAhead: false });
    if (found.kind === 'ended') return found.fate;
    const ready = await thinking.arrange({ start, lead, burst, permit, reply: found.reply });
    if (ready.kind !== 'ready') return end(here, ready);
    const said = circle.wordsOf(it, ready.reply);
    if (said === null) return end(here, { kind: 'silence', reason: 'loop' });
    const plan = planFor(lead, burst, said);
    if (!plan) return DONE;
    const spoken = await replySender.speak({
      permit: ready.permit,
      lead: ready.lead,
      plan,
      openReplyId: null,
    });
    if (spoken.kind !== 'spoken') return end(here, spoken);
    if (said.intent !== 'loop') await deps.announceQuestions(lead, newQuestions(lead, ready.reply));
    if (said.intent === 'loop') {
      log.warn('turn.loop', { leadId: lead.id });
      await deps.announceLoop(lead);
    }
    return DONE;
  };

  const answerBurst = async (way: Way, it: Speaking, words: BrainReply | null): Promise<Fate> => {
    const newest = it.burst.at(-1);
    if (!newest) return DONE;
    // On its way before any bubble, and no bubble waits for its answer.
    const typing =
      newest.providerId === null
        ? null
        : egress.showTyping(it.permit, { to: it.lead.address, messageId: newest.providerId });
    try {
      return await answer(way, it, words);
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
    const first = given.ahead === null ? await findWords(given, given.start, { isAhead: true }) : null;
    if (first?.kind === 'ended') return first.fate;
    const answer = await ask(first ? { ...given, ahead: first.ahead } : given);
    kommoHeldAtMs = answer.kind === 'hold' ? clock.nowMs() : Number.NEGATIVE_INFINITY;
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
    if (circle.isClosed(start, it)) return end(here, { kind: 'silence', reason: 'loop' });
    // Found for this burst and under this fence, or found anew.
    const stands = before.length === 0 && lead.epoch === given.start.lead.epoch;
    return answerBurst(way, it, stands && first ? first.reply : null);
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
      const isFirst =
        deps.thinksLong &&
        findsWordsFirst(start, delivery, { nowMs: clock.nowMs(), kommoHeldAtMs }) &&
        !circle.isClosed(start, start);
      const [mark, ahead] = await Promise.all([
        keys && delivery.sequenceNumber !== ''
          ? marks.answeredAfter(keys, delivery.sequenceNumber)
          : 'unknown',
        isFirst ? null : prepare(start.lead),
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
