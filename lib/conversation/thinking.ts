/** What is to be said: the brains in their order, and a deed in the calendar between a wish and its words. */

import type { Brain, BrainReply, MeetingRequest, MeetingView } from '../agent/brain.ts';
import { withEarlierNames } from '../agent/extract/facts.ts';
import type { Clock } from '../clock.ts';
import type { Gate, Permit } from '../handoff/gate.ts';
import { holdFor, type Stop, silenceFor } from '../handoff/stop.ts';
import type { Log } from '../log.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord, TurnStart } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { type Persona, toConversation } from './conversation-view.ts';
import type { Meetings } from './meeting.ts';

export type ThinkingDeps = {
  readonly store: Pick<Store, 'leadById'>;
  readonly gate: Pick<Gate, 'open' | 'renew'>;
  readonly meetings: Pick<Meetings, 'look' | 'carryOut'>;
  /** In the order they are tried; the last one must not fail for lack of a network. */
  readonly brains: readonly Brain[];
  readonly persona: Persona;
  readonly clock: Clock;
  readonly log: Log;
};

/** `start`: what the turn began with. */
export type Thought = {
  readonly start: TurnStart;
  readonly lead: LeadRecord;
  readonly burst: readonly MessageRecord[];
};
export type Ready = {
  readonly kind: 'ready';
  readonly lead: LeadRecord;
  readonly permit: Permit;
  readonly reply: BrainReply;
};

export type Thinking = {
  /** Null when no brain found words. */
  think(about: Thought): Promise<BrainReply | null>;
  /** Does in the calendar what the reply asks for, and lets the brain word what became of it. */
  arrange(about: Thought & { readonly permit: Permit; readonly reply: BrainReply }): Promise<Ready | Stop>;
};

/** The words of an outcome are code's; what the reply before them cost goes with them. */
const paidFor = (told: BrainReply, { spent }: BrainReply): BrainReply =>
  spent === undefined ? told : { ...told, spent };

export function createThinking({
  store,
  gate,
  meetings,
  brains,
  persona,
  clock,
  log,
}: ThinkingDeps): Thinking {
  /** `view`: the calendar after a request was carried out; else it is looked at. */
  const think = async (
    { start, lead, burst }: Thought,
    view: MeetingView | null,
  ): Promise<BrainReply | null> => {
    const conversation = toConversation({ ...start, lead, burst, nowMs: clock.nowMs(), persona });
    const meeting = view ?? (await meetings.look(lead, conversation));
    for (const brain of brains) {
      try {
        const reply = await brain.reply({ ...conversation, meeting });
        // H9: nothing said is no reply; the next brain is asked, and failing that the turn waits. A wish for the calendar is worded
        // once it was carried out.
        if (reply.meetingRequest !== null || reply.bubbles.some((text) => text.trim() !== ''))
          return { ...reply, facts: withEarlierNames(conversation.facts, reply.facts) };
        log.error('brain.empty', { leadId: lead.id });
      } catch (error) {
        log.error('brain.failed', { leadId: lead.id, error });
      }
    }
    return null;
  };

  const carryOut = async (
    about: Thought & { readonly permit: Permit; readonly reply: BrainReply },
    meetingRequest: MeetingRequest,
  ): Promise<Ready | Stop> => {
    const { lead, permit, reply } = about;
    // R3: a deed is asked for like a bubble, by a live read.
    const renewal = await gate.renew(permit);
    if (renewal.kind !== 'renewed') return renewal;
    const meeting = await meetings.carryOut(lead, { facts: reply.facts, meetingRequest });
    // A booking begins a new cycle, so that nothing follows up the talk before it: its own words need a permit of that cycle.
    const fresh = await store.leadById(lead.id);
    if (!fresh) return silenceFor('lead_gone');
    const answer = await gate.open(fresh);
    if (answer.kind !== 'speak') return answer;
    if (answer.permit.epoch !== permit.epoch) return silenceFor('taken_over');
    const asTold = { ...answer.lead, facts: reply.facts, dialogue: reply.dialogue };
    const told = await think({ ...about, lead: asTold }, meeting);
    return told
      ? { kind: 'ready', lead: answer.lead, permit: answer.permit, reply: paidFor(told, reply) }
      : holdFor('no_brain');
  };

  return {
    think: (about) => think(about, null),
    arrange: async (about) => {
      const { meetingRequest } = about.reply;
      if (meetingRequest !== null) return carryOut(about, meetingRequest);
      return { kind: 'ready', lead: about.lead, permit: about.permit, reply: about.reply };
    },
  };
}
