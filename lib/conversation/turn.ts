/**
 * One turn (design §5), in this order: stop if a newer message waits, opt-out, card, gate, brain, look again, egress
 * bubble by bubble, CRM. Every way out is a fate and a line of the ledger; the order is the point of this file, what each
 * step does is next door.
 */

import type { Brain, BrainReply, MeetingRequest, MeetingView } from '../agent/brain.ts';
import { isBareCancel } from '../agent/extract/meeting-intent.ts';
import { isOptOut } from '../agent/opt-out.ts';
import { OPT_OUT_CONFIRMATION, OPT_OUT_NOTICE } from '../agent/opt-out-texts.ts';
import type { Clock } from '../clock.ts';
import type { Egress } from '../handoff/egress.ts';
import type { Gate, Permit } from '../handoff/gate.ts';
import type { PauseFlags } from '../handoff/pause-flag.ts';
import { humanReplyStands } from '../handoff/verdict.ts';
import type { InboundMarks } from '../inbound-mark.ts';
import type { LeadKey } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Delivery, Fate } from '../queue.ts';
import type { HoldReason, ReasonOf, SilenceReason } from '../reasons.ts';
import { HOLD_ATTEMPTS, LONGEST_IN_LINE_MS, PROMPT_MS } from '../retry-policy.ts';
import type { Decision, LeadRecord, LedgerLine, MessageRecord, TurnStart } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { lastWish, splitAtReturn, wishedAtMs } from './burst.ts';
import type { CardKeeper } from './card-link.ts';
import { type Persona, toConversation } from './conversation-view.ts';
import type { Meetings } from './meeting.ts';
import { type PlannedReply, planFor, type ReplyIntent, type Speaker } from './reply-sender.ts';

const DONE: Fate = { kind: 'done' };
/** A reply gives way to a newer message this often in a row; then the lead is answered. */
const SUPERSEDED_MAX = 3;

export type TurnDeps = {
  readonly store: Pick<
    Store,
    | 'closeBurst'
    | 'holdLead'
    | 'countSuperseded'
    | 'recordTakeover'
    | 'releaseSignals'
    | 'claimReturningTask'
    | 'leadById'
  >;
  readonly marks: Pick<InboundMarks, 'answeredAfter'>;
  readonly flags: Pick<PauseFlags, 'isRaisedAfter'>;
  readonly cards: CardKeeper;
  readonly gate: Pick<Gate, 'open' | 'renew' | 'prepare' | 'shareReads'>;
  readonly egress: Pick<Egress, 'showTyping'>;
  readonly speaker: Speaker;
  readonly meetings: Pick<Meetings, 'look' | 'carryOut' | 'hasBooking'>;
  /** In the order they are tried; the last one must not fail for lack of a network. */
  readonly brains: readonly Brain[];
  /** The burst with the words of its voice notes and bills, where they could be read. Never throws. */
  readonly readMedia: (burst: readonly MessageRecord[]) => Promise<readonly MessageRecord[]>;
  /** A person is told, once a day, about a lead whose cards are all closed. */
  readonly announceReturn: (lead: LeadRecord) => Promise<void>;
  /** Brings the card up to date with the lead; queues itself when it fails, never throws for Kommo's sake. */
  readonly syncCard: (lead: LeadRecord) => Promise<void>;
  readonly returningLead: 'task' | 'new_card';
  readonly persona: Persona;
  readonly clock: Clock;
  readonly log: Log;
};

export type Turn = {
  /** Answers what is pending of this lead, or says why not. Throws only what the queue should bring back. */
  run(start: TurnStart, delivery: Delivery, markKeys?: readonly LeadKey[]): Promise<Fate>;
};

export function createTurn(deps: TurnDeps): Turn {
  const { store, marks, flags, cards, gate, egress, speaker, meetings, brains, clock, log } = deps;

  const hold = async (lead: LeadRecord, delivery: Delivery, decision: Decision): Promise<Fate> => {
    const park = delivery.attempt >= HOLD_ATTEMPTS;
    await store.holdLead(lead.id, { park, decision, atMs: clock.nowMs() });
    if (!park) return { kind: 'again', cause: decision.reason };
    log.error('turn.held', { leadId: lead.id, cause: decision.reason });
    return DONE;
  };
  const holdFor = (lead: LeadRecord, delivery: Delivery, cause: HoldReason): Promise<Fate> =>
    hold(lead, delivery, { kind: 'hold', reason: cause, evidence: { epoch: lead.epoch }, stageAgeMs: null });

  const silence = async (
    lead: LeadRecord,
    burst: readonly MessageRecord[],
    decision: Decision,
  ): Promise<Fate> => {
    await store.closeBurst(
      lead.id,
      burst.map(({ id }) => id),
      decision,
      clock.nowMs(),
    );
    return DONE;
  };
  const line = <K extends Decision['kind']>(
    kind: K,
    reason: ReasonOf<K>,
    lead: LeadRecord,
  ): LedgerLine<K> => ({
    kind,
    reason,
    evidence: { epoch: lead.epoch, cycle: lead.cycle },
    stageAgeMs: null,
  });

  /**
   * Something happened since the permit. Another message from the lead is no reason for silence: it may ask for no answer of
   * its own, so what waits is looked at once more (W13).
   */
  const fenced = (
    lead: LeadRecord,
    burst: readonly MessageRecord[],
    delivery: Delivery,
    reason: SilenceReason,
  ): Promise<Fate> =>
    reason === 'stale_cycle'
      ? holdFor(lead, delivery, reason)
      : silence(lead, burst, line('silence', reason, lead));

  /** Since when nobody may have looked at this lead's card; null for a turn that begins at once. */
  const unseenSince = ({ lead, burst }: TurnStart, { attempt }: Delivery): number | null => {
    const sinceMs = Math.min(...burst.map(({ sentAtMs }) => sentAtMs), clock.nowMs());
    const isPrompt = lead.heldAtMs === null && attempt === 1 && clock.nowMs() - sinceMs <= PROMPT_MS;
    if (isPrompt) return null;
    return burst.length > 0 ? sinceMs : clock.nowMs() - LONGEST_IN_LINE_MS;
  };

  /** The product's own text, which teaches nothing about the lead. */
  const said = (lead: LeadRecord, text: string, intent: ReplyIntent) => ({
    bubbles: [text],
    intent,
    facts: lead.facts,
    dialogue: lead.dialogue,
  });

  /** The lead stopped us before: come back by its own word, or be told once a day how to. */
  const optedOut = async ({ lead, burst }: TurnStart, delivery: Delivery): Promise<Fate | LeadRecord> => {
    if (lastWish(burst) === 'come_back')
      return store.releaseSignals(lead.id, ['opt_out'], {
        givenAtMs: wishedAtMs(burst, 'come_back') ?? 0,
        source: { reason: 'lead_came_back', author: 'lead' },
        atMs: clock.nowMs(),
      });
    const linked = await cards.ensure(lead);
    if (linked.kind === 'hold') return holdFor(lead, delivery, linked.cause);
    const answer = await gate.open(linked.lead, 'opt_out_notice');
    if (answer.kind === 'hold') return hold(answer.lead, delivery, answer.decision);
    if (answer.kind === 'speak') {
      const plan = planFor(answer.lead, burst, said(answer.lead, OPT_OUT_NOTICE, 'opt_out_notice'));
      const spoken =
        plan && (await speaker.speak({ permit: answer.permit, lead: answer.lead, plan, openReplyId: null }));
      if (spoken?.kind === 'held') return holdFor(answer.lead, delivery, spoken.cause);
      if (spoken?.kind === 'spoken') return DONE;
    }
    return silence(lead, burst, line('silence', 'opt_out', lead));
  };

  /** The lead says stop: one confirmation where the bot may speak, and the signal whatever Kommo says. */
  const optOut = async (lead: LeadRecord, burst: readonly MessageRecord[]): Promise<Fate> => {
    const linked = await cards.ensure(lead);
    const answer = linked.kind === 'linked' ? await gate.open(linked.lead) : null;
    if (answer?.kind === 'speak') {
      const plan = planFor(answer.lead, burst, said(answer.lead, OPT_OUT_CONFIRMATION, 'opt_out'));
      const spoken =
        plan && (await speaker.speak({ permit: answer.permit, lead: answer.lead, plan, openReplyId: null }));
      if (spoken?.kind === 'spoken') return DONE;
    }
    const atMs = clock.nowMs();
    await store.recordTakeover({
      leadId: lead.id,
      signal: 'opt_out',
      signalAtMs: Math.min(wishedAtMs(burst, 'stop') ?? burst.at(-1)?.sentAtMs ?? atMs, atMs),
      untilMs: null,
      atMs,
    });
    return silence(lead, burst, line('close', 'opt_out', lead));
  };

  /** `view`: the calendar after a request was carried out; else it is looked at. */
  const think = async (
    start: TurnStart,
    lead: LeadRecord,
    burst: readonly MessageRecord[],
    view: MeetingView | null,
  ): Promise<BrainReply | null> => {
    const conversation = toConversation({
      ...start,
      lead,
      burst,
      nowMs: clock.nowMs(),
      persona: deps.persona,
    });
    const meeting = view ?? (await meetings.look(lead, conversation));
    for (const brain of brains) {
      try {
        const reply = await brain.reply({ ...conversation, meeting });
        // H9: nothing said is no reply; the next brain is asked, and failing that the turn waits. A wish for the calendar is worded
        // once it was carried out.
        if (reply.meetingRequest !== null || reply.bubbles.some((text) => text.trim() !== '')) return reply;
        log.error('brain.empty', { leadId: lead.id });
      } catch (error) {
        log.error('brain.failed', { leadId: lead.id, error });
      }
    }
    return null;
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

  /**
   * The whole wish is "cancelar", and there is a meeting to cancel: the meeting's then, and no opt-out. On a second delivery it
   * may be gone already.
   */
  const stops = async (
    lead: LeadRecord,
    burst: readonly MessageRecord[],
    delivery: Delivery,
  ): Promise<boolean> => {
    if (lastWish(burst) !== 'stop') return false;
    if (burst.some(({ body }) => body !== null && isOptOut(body) && !isBareCancel(body))) return true;
    const wasCutOff = delivery.attempt > 1 && lead.mirroredPlace === 'reuniao_agendada';
    return !wasCutOff && !(await meetings.hasBooking(lead));
  };

  type Ready = {
    readonly kind: 'ready';
    readonly lead: LeadRecord;
    readonly permit: Permit;
    readonly reply: BrainReply;
  };
  /** Does in the calendar what the brain asked for, and lets it word what became of it. */
  const arrange = async (
    start: TurnStart,
    { lead, permit, burst, reply }: Omit<Ready, 'kind'> & { burst: readonly MessageRecord[] },
    meetingRequest: MeetingRequest,
  ): Promise<Ready | { kind: 'fenced'; reason: SilenceReason } | { kind: 'held'; cause: HoldReason }> => {
    // R3: a deed is asked for like a bubble, by a live read.
    const renewal = await gate.renew(permit);
    if (renewal.kind !== 'renewed') return renewal;
    const meeting = await meetings.carryOut(lead, { facts: reply.facts, meetingRequest });
    // A booking begins a new cycle, so that nothing follows up the conversation before it: its own words need a permit of that cycle.
    const fresh = await store.leadById(lead.id);
    if (!fresh) return { kind: 'fenced', reason: 'lead_gone' };
    const answer = await gate.open(fresh);
    if (answer.kind === 'hold') return { kind: 'held', cause: answer.cause };
    if (answer.kind === 'silence') return { kind: 'fenced', reason: answer.reason };
    if (answer.permit.epoch !== permit.epoch) return { kind: 'fenced', reason: 'taken_over' };
    const told = await think(
      start,
      { ...answer.lead, facts: reply.facts, dialogue: reply.dialogue },
      burst,
      meeting,
    );
    return told
      ? { kind: 'ready', lead: answer.lead, permit: answer.permit, reply: told }
      : { kind: 'held', cause: 'no_brain' };
  };

  const speakTo = async (
    start: TurnStart,
    delivery: Delivery,
    keys: readonly LeadKey[] | undefined,
  ): Promise<Fate> => {
    let linked = await cards.ensure(start.lead);
    if (linked.kind === 'hold') return holdFor(start.lead, delivery, linked.cause);
    const unseen = { unseenSinceMs: unseenSince(start, delivery) };
    let answer = await gate.open(linked.lead, 'reply', unseen);
    if (answer.stage.kind === 'absent') {
      linked = await cards.relink(answer.lead);
      if (linked.kind === 'hold') return holdFor(start.lead, delivery, linked.cause);
      answer = await gate.open(linked.lead, 'reply', unseen);
    }
    if (answer.kind === 'silence' && answer.reason === 'closed_card') {
      if (deps.returningLead === 'task') {
        if (await store.claimReturningTask(answer.lead.id, clock.nowMs()))
          await deps.announceReturn(answer.lead);
      } else {
        linked = await cards.renew(answer.lead);
        if (linked.kind === 'hold') return holdFor(start.lead, delivery, linked.cause);
        answer = await gate.open(linked.lead);
      }
    }
    if (answer.kind === 'hold') return hold(answer.lead, delivery, answer.decision);
    if (answer.kind === 'silence') return silence(answer.lead, start.burst, answer.decision);

    const { lead, permit } = answer;
    const { before, after: burst } = splitAtReturn(start.burst, lead.signals.cardReturnedAtMs);
    if (before.length > 0) await silence(lead, before, line('silence', 'said_before_return', lead));

    const open = start.openReply;
    if (open && open.epoch === permit.epoch) {
      // A crashed turn: what it meant to say is fixed, only what has not left goes out (I6).
      const plan: PlannedReply = { key: open.key, bubbles: open.bubbles, intent: open.intent, stored: null };
      const spoken = await speaker.speak({ permit, lead, plan, openReplyId: open.id });
      if (spoken.kind === 'held') return holdFor(lead, delivery, spoken.cause);
      if (spoken.kind === 'fenced') return fenced(lead, burst, delivery, spoken.reason);
      if (burst.length === 0) return DONE;
    } else if (open) {
      // Something happened since: the rest of an old reply is not said late.
      await silence(lead, [], line('silence', 'reply_outdated', lead));
    }
    const newest = burst.at(-1);
    if (!newest) return DONE;

    const typing =
      newest.providerId === null
        ? Promise.resolve()
        : egress.showTyping(permit, { to: lead.address, messageId: newest.providerId });
    const hearAndThink = async (): Promise<BrainReply | 'stop' | null> => {
      // Only behind the gate does a model hear a lead; and whoever says "pare" aloud has said it.
      const heard = await deps.readMedia(burst);
      return (await stops(lead, heard, delivery)) ? 'stop' : think(start, lead, heard, null);
    };
    const [reply] = await Promise.all([hearAndThink(), typing]);
    if (reply === 'stop') return optOut(lead, burst);
    if (!reply) return holdFor(lead, delivery, 'no_brain');
    const why = await overtaken(permit, lead, keys, delivery.sequenceNumber);
    if (why === 'superseded') {
      log.info('turn.superseded', { leadId: lead.id });
      return DONE;
    }
    if (why === 'paused') return silence(lead, burst, line('silence', 'taken_over', lead));

    const ready: Awaited<ReturnType<typeof arrange>> =
      reply.meetingRequest === null
        ? { kind: 'ready', lead, permit, reply }
        : await arrange(start, { lead, permit, burst, reply }, reply.meetingRequest);
    if (ready.kind === 'held') return holdFor(lead, delivery, ready.cause);
    if (ready.kind === 'fenced') return fenced(lead, burst, delivery, ready.reason);
    const plan = planFor(lead, burst, ready.reply);
    if (!plan) return DONE;
    const spoken = await speaker.speak({ permit: ready.permit, lead: ready.lead, plan, openReplyId: null });
    switch (spoken.kind) {
      case 'spoken':
        return DONE;
      case 'held':
        return holdFor(lead, delivery, spoken.cause);
      case 'fenced':
        return fenced(lead, burst, delivery, spoken.reason);
    }
  };

  return {
    run: async (start, delivery, markKeys) => {
      if (start.burst.length === 0 && !start.openReply) {
        // A worker killed behind its last bubble never wrote the card: the second delivery does, unless a person writes now (R3).
        if (delivery.attempt > 1 && !humanReplyStands({ signals: start.lead.signals, nowMs: clock.nowMs() }))
          await deps.syncCard(start.lead);
        return start.lead.heldAtMs === null
          ? DONE
          : silence(start.lead, [], line('close', 'nothing_pending', start.lead));
      }
      if (start.isStopped) return holdFor(start.lead, delivery, 'stopped');
      const [mark] = await Promise.all([
        markKeys && delivery.sequenceNumber !== ''
          ? marks.answeredAfter(markKeys, delivery.sequenceNumber)
          : 'unknown',
        gate.prepare(start.lead),
      ]);
      if (mark === 'newer') {
        // The newest of the burst answers for all of it.
        if (start.lead.supersededCount < SUPERSEDED_MAX) return DONE;
      }
      let current = start;
      if (start.lead.signals.optedOutAtMs !== null) {
        const outcome = await optedOut(start, delivery);
        if ('kind' in outcome) return outcome;
        current = { ...start, lead: outcome };
      }
      if (await stops(current.lead, current.burst, delivery)) return optOut(current.lead, current.burst);
      return speakTo(current, delivery, markKeys);
    },
  };
}
