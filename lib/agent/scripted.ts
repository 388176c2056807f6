/**
 * The deterministic brain: the whole conversation of the playbook without a model. It is the default, and the fallback when a
 * model fails. Hear the burst, judge the facts, close or ask the next thing; the same conversation gives the same reply.
 */

import { type Answered, answersTo, noted } from './answers.ts';
import { type Brain, type BrainReply, BUBBLES_MAX, type Conversation } from './brain.ts';
import {
  AFTER_THANKS,
  afterGoodbye,
  goodbye,
  MEETING_TROUBLE,
  personClosing,
  solutionClosing,
} from './closings.ts';
import { type Confirmation, toConfirm } from './confirm.ts';
import type { DialogueState } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { isMeetingTrouble } from './extract/meeting-intent.ts';
import { adWords, type Care, cared, caredReply, careFor, handedOver } from './first-care.ts';
import { joined } from './joined.ts';
import { meetingReply, outcomeReply, standingReply } from './meeting-dialogue.ts';
import { goOn, type Turn } from './next-step.ts';
import { timesAsked } from './plan.ts';
import { handsOver } from './playbook.ts';
import { type Criterion, verdict } from './qualification.ts';
import { type Heard, hear } from './read-burst.ts';
import { remembered, withoutRepeats } from './repeats.ts';
import { openingWords, remark } from './scripted-words.ts';

/** The scripted brain; it never throws and never waits. */
export const createScriptedBrain = ({
  speaksPortugueseOnly = true,
}: {
  /** False where a model words the reply in the lead's own language. */
  speaksPortugueseOnly?: boolean;
} = {}): Brain => ({
  reply: async (conversation) =>
    remembered(withoutRepeats(replyTo(conversation, { speaksPortugueseOnly }), conversation), conversation),
});

function replyTo(
  conversation: Conversation,
  { speaksPortugueseOnly }: { speaksPortugueseOnly: boolean },
): BrainReply {
  const opening = joined([openingWords(conversation), adWords(conversation)]);
  const { outcome } = conversation.meeting;
  if (outcome !== null)
    return opened(opening, withAnswers(conversation, outcomeReply(conversation, outcome)));
  const asFound = returned(conversation);
  const heard = hear({ ...asFound, burst: conversation.burst });
  const before = { ...asFound, dialogue: cared(asFound.dialogue, heard) };
  const answered = answersTo(heard.topics, conversation);
  const reply = replyWith({
    conversation,
    opening,
    before,
    heard,
    answered,
    care:
      heard.facts.wantsHuman === true
        ? null
        : careFor(heard, {
            dialogue: asFound.dialogue,
            companyName: conversation.companyName,
            speaksPortugueseOnly,
          }),
  });
  return { ...reply, dialogue: noted(reply.dialogue, answered) };
}

/** T5: what the lead asked is answered, whatever else the turn is about. Nothing is said before the calendar has answered. */
function answeredFirst(text: string, reply: BrainReply): BrainReply {
  const isSaid = text === '' || reply.meetingRequest !== null || reply.bubbles.join(' ').includes(text);
  return isSaid || reply.bubbles.length >= BUBBLES_MAX
    ? reply
    : { ...reply, bubbles: [text, ...reply.bubbles] };
}

/** The calendar's answer takes the turn; what else the lead asked is answered behind it. */
function withAnswers(conversation: Conversation, reply: BrainReply): BrainReply {
  const { facts, dialogue, burst } = conversation;
  const { topics } = hear({ facts, dialogue, burst });
  // Noted by the first half of this turn already.
  const { text } = answersTo(topics, { ...conversation, dialogue: { ...dialogue, leadQuestions: [] } });
  return text === '' ? reply : { ...reply, bubbles: [...reply.bubbles, text] };
}

function replyWith({
  conversation,
  opening,
  before,
  heard,
  answered,
  care,
}: {
  conversation: Conversation;
  opening: string;
  before: { readonly facts: Facts; readonly dialogue: DialogueState };
  heard: Heard;
  answered: Answered;
  care: Care | null;
}): BrainReply {
  const reached = verdict(heard.facts, conversation);
  const wasClosed = before.dialogue.stage === 'encerrado';
  const explanation = joined([remark(heard, { facts: heard.facts, question: null }), answered.text]);
  // T2: on the day of the meeting, somebody before a closed door is a person's to help, at once.
  if (conversation.meeting.booking !== null && heard.lines.some(isMeetingTrouble))
    return handedOver({
      reason: 'meeting_trouble',
      text: joined([opening, MEETING_TROUBLE]),
      facts: heard.facts,
      dialogue: before.dialogue,
    });
  if (care !== null && care.kind !== 'open_with')
    return caredReply(care, { dialogue: before.dialogue, facts: heard.facts, opening });
  // Before anything else: whoever wants the meeting moved or gone must not hear a pitch.
  const appointment = meetingReply({ conversation, before, heard, reached, explanation });
  if (appointment !== null) return opened(opening, answeredFirst(explanation, appointment));
  const close = (text: string, intent: BrainReply['intent']): BrainReply => ({
    facts: heard.facts,
    dialogue: { ...before.dialogue, stage: 'encerrado', lastQuestion: null },
    bubbles: [joined([opening, text])],
    intent,
    meetingRequest: null,
  });
  if (answered.needsPerson && heard.facts.wantsHuman !== true)
    return {
      ...close(joined([answered.withoutPromise, personClosing(heard.facts)]), 'wants_human'),
      facts: { ...heard.facts, wantsHuman: true },
    };
  if (heard.facts.wantsHuman === true)
    return wasClosed && heard.isThanks
      ? close(AFTER_THANKS, 'continue')
      : close(personClosing(heard.facts), 'wants_human');
  if (heard.facts.chosenFlow !== null && handsOver(heard.facts.chosenFlow)) {
    return wasClosed && heard.isThanks
      ? close(AFTER_THANKS, 'continue')
      : close(solutionClosing(heard.facts, heard.facts.chosenFlow), 'investor');
  }
  const standing = standingReply({ conversation, before, heard, explanation });
  if (standing !== null) return opened(opening, standing);
  if (reached.kind === 'disqualified') {
    const doubt = wasClosed ? null : toConfirm(reached.criterion, { dialogue: before.dialogue, heard });
    if (doubt !== null)
      return answeredFirst(explanation, confirming({ doubt, dialogue: before.dialogue, opening }));
    if (!wasClosed)
      return answeredFirst(answered.text, close(goodbye(reached.criterion, heard.facts), 'disqualified'));
    const again = heard.isThanks ? null : reopened(reached.criterion, { before, conversation });
    if (again !== null)
      return goOn({
        conversation,
        before,
        heard: again,
        reached: verdict(again.facts, conversation),
        opening,
        answered,
      });
    return close(
      answered.text || (heard.isThanks ? AFTER_THANKS : afterGoodbye(reached.criterion)),
      'continue',
    );
  }
  return goOn({
    conversation,
    before,
    heard,
    reached,
    opening: joined([opening, care?.text ?? '']),
    answered,
  });
}

/** After a goodbye anything but thanks takes the talk up again, unless the lead says the same once more. */
function reopened(
  criterion: Criterion,
  { before, conversation }: { before: Turn['before']; conversation: Conversation },
): Heard | null {
  const cleared = REOPENED_BY[criterion];
  if (cleared === undefined) return null;
  const again = hear({
    facts: { ...before.facts, ...cleared },
    dialogue: before.dialogue,
    burst: conversation.burst,
  });
  return verdict(again.facts, conversation).kind === 'disqualified' ? null : again;
}

const REOPENED_BY: Readonly<Partial<Record<Criterion, Partial<Facts>>>> = {
  interest: { interested: null },
  decision_maker: { decisionMaker: null },
  own_plant: { wantsNewPlant: null },
};

/** One short line, and the reading waits for its answer. */
function confirming({
  doubt,
  dialogue,
  opening,
}: {
  doubt: Confirmation;
  dialogue: DialogueState;
  opening: string;
}): BrainReply {
  const { question, text, facts, pendingBillBrl } = doubt;
  return {
    facts,
    dialogue: {
      ...dialogue,
      lastQuestion: question,
      asked: { ...dialogue.asked, [question]: timesAsked(dialogue, question) + 1 },
      ...(pendingBillBrl !== null && { pendingBillBrl }),
    },
    bubbles: [joined([opening, text])],
    intent: 'continue',
    meetingRequest: null,
  };
}

const opened = (opening: string, reply: BrainReply): BrainReply => {
  const [first, ...rest] = reply.bubbles;
  return first === undefined ? reply : { ...reply, bubbles: [joined([opening, first]), ...rest] };
};

/**
 * A conversation that was handed to a person and is ours again: the old wish is served. Thanks right after the handover are
 * not a return.
 */
function returned({ facts, dialogue, burst }: Conversation): { facts: Facts; dialogue: DialogueState } {
  const wasHandedOver =
    facts.wantsHuman === true || (facts.chosenFlow !== null && handsOver(facts.chosenFlow));
  if (dialogue.stage !== 'encerrado' || !wasHandedOver || hear({ facts, dialogue, burst }).isThanks)
    return { facts, dialogue };
  const keepsFlow = facts.chosenFlow !== null && !handsOver(facts.chosenFlow);
  return {
    facts: { ...facts, wantsHuman: null, chosenFlow: keepsFlow ? facts.chosenFlow : null },
    dialogue: { ...dialogue, handoffReason: null },
  };
}
