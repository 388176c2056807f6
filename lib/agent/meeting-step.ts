/** What every reply about the meeting is made of: what was picked, what is said, what is asked of the calendar. Pure. */
import type { BrainReply, Conversation, MeetingRequest } from './brain.ts';
import type { DialogueState, QuestionKey } from './dialogue.ts';
import { type Pick, pickIn } from './meeting-offer.ts';
import { offerAgain, offerInstead, offerWithinHours } from './meeting-words.ts';
import { timesAsked } from './plan.ts';
import type { Heard } from './read-burst.ts';

type Before = Parameters<typeof pickOf>[0]['before'];

export type Step = {
  readonly conversation: Conversation;
  readonly before: Before;
  readonly heard: Heard;
  /** Answers to what else the lead asked; '' for none. */
  readonly explanation: string;
};

export function pickOf({
  conversation,
  before,
  heard,
}: {
  conversation: Conversation;
  before: { readonly facts: Conversation['facts']; readonly dialogue: DialogueState };
  heard: Heard;
}): Pick | null {
  const { meeting, now, timezone, burst } = conversation;
  return pickIn(burst, {
    lines: heard.lines,
    offered: before.dialogue.slotsOffered ?? [],
    slots: meeting.slots,
    when: { nowMs: now, timezone },
  });
}

export function offerText(pick: Exclude<Pick, { kind: 'time' }>, line: string): string {
  if (pick.kind === 'closed') return offerWithinHours(line);
  return pick.exact ? offerAgain(line) : offerInstead(line);
}

/** Nothing of a request is said: the words come with its outcome. */
export function request({ before, heard }: Step, meetingRequest: MeetingRequest): BrainReply {
  return {
    facts: heard.facts,
    dialogue: {
      ...before.dialogue,
      stage: 'agendamento',
      lastQuestion: null,
      ...(before.dialogue.cancelAsked === true && { cancelAsked: false }),
      slotPicked: meetingRequest.kind === 'cancel' ? null : meetingRequest.startsAtMs,
    },
    bubbles: [],
    intent: 'continue',
    meetingRequest,
  };
}

export function say(
  { before: { dialogue }, heard }: Step,
  said: {
    text: string;
    question: Extract<QuestionKey, 'meeting_time' | 'email'> | null;
    slotsOffered?: readonly number[];
    slotPicked?: number | null;
    intent?: BrainReply['intent'];
    wasOnlyExplained?: boolean;
    cancelAsked?: boolean;
  },
): BrainReply {
  const { question, slotsOffered, slotPicked } = said;
  return {
    facts: heard.facts,
    dialogue: {
      ...dialogue,
      stage: 'agendamento',
      lastQuestion: question,
      ...((said.cancelAsked === true || dialogue.cancelAsked === true) && {
        cancelAsked: said.cancelAsked === true,
      }),
      ...(question !== null && {
        asked: {
          ...dialogue.asked,
          [question]: timesAsked(dialogue, question) + (said.wasOnlyExplained === true ? 0 : 1),
        },
      }),
      ...(slotsOffered !== undefined && { slotsOffered: [...slotsOffered] }),
      ...(slotPicked !== undefined && { slotPicked }),
    },
    bubbles: [said.text],
    intent: said.intent ?? 'continue',
    meetingRequest: null,
  };
}
