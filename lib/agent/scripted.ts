/**
 * The deterministic brain: the whole conversation of the playbook without a model. It is the default, and the fallback when a
 * model fails. Hear the burst, judge the facts, close or ask the next thing; the same conversation gives the same reply.
 */

import { type Answered, answersTo, noted } from './answers.ts';
import { type Brain, type BrainReply, BUBBLES_MAX, type Conversation } from './brain.ts';
import {
  AFTER_THANKS,
  afterGoodbye,
  CONFIRMED_HERE,
  goodbye,
  INVITED_BY_EMAIL,
  MEETING_TROUBLE,
  NOTHING_LEFT,
  personClosing,
  solutionClosing,
} from './closings.ts';
import { type Confirmation, toConfirm } from './confirm.ts';
import { DIALOGUE_STAGES, type DialogueState, type QuestionKey } from './dialogue.ts';
import type { Facts, Flow } from './extract/facts.ts';
import { isMeetingTrouble } from './extract/meeting-intent.ts';
import { adWords, type Care, cared, caredReply, careFor, handedOver, NOT_SET } from './first-care.ts';
import { wording } from './knowledge/company.ts';
import { meetingReply, outcomeReply, standingReply } from './meeting-dialogue.ts';
import { offerFrom } from './meeting-offer.ts';
import { nextQuestion, timesAsked } from './plan.ts';
import { handsOver, isOnOffer, menuFor, solutionName, solutionPitch } from './playbook.ts';
import { type Criterion, type Verdict, verdict } from './qualification.ts';
import { STAGE_OF_QUESTION } from './questions.ts';
import { type Heard, hear } from './read-burst.ts';
import { remembered, withoutRepeats } from './repeats.ts';
import { ask, openingWords, remark } from './scripted-words.ts';

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

type Turn = {
  readonly conversation: Conversation;
  readonly before: { readonly facts: Facts; readonly dialogue: DialogueState };
  readonly heard: Heard;
  readonly reached: Verdict;
  readonly opening: string;
  readonly answered: Answered;
};

function goOn({ conversation, before, heard, reached, opening, answered }: Turn): BrainReply {
  const gone = goneChoice(heard.facts);
  const facts: Facts = gone === null ? heard.facts : { ...heard.facts, chosenFlow: null };
  const dialogue: DialogueState =
    gone === null
      ? before.dialogue
      : { ...before.dialogue, asked: { ...before.dialogue.asked, solution: 0 } };
  const asksForBill =
    facts.billBrl === null && heard.unreadable.some((kind) => kind === 'image' || kind === 'document');
  const planned =
    asksForBill && timesAsked(dialogue, 'bill') <= 2
      ? 'bill'
      : nextQuestion({
          facts,
          dialogue,
          verdict: reached,
          otherDecides: heard.otherDecides,
          hasSlots: conversation.meeting.slots.length > 0,
        });
  const question = offersPerson(dialogue, answered) ? 'prefers_person' : planned;
  // T7: our own stopper ends no talk with a lead that qualified and has no meeting.
  if (
    question === null &&
    reached.kind === 'qualified' &&
    conversation.meeting.booking === null &&
    dialogue.lastQuestion !== 'email' &&
    !heard.isThanks
  )
    return handedOver({
      reason: 'meeting_not_set',
      text: joined([opening, answered.text, NOT_SET]),
      facts,
      dialogue,
    });
  const explained = joined([
    opening,
    remark(heard, { facts, question }),
    answered.text,
    gone === null ? '' : wording('menu_not_there', { solution: solutionName(gone, heard.facts) }),
  ]);
  const presents =
    facts.chosenFlow !== null &&
    facts.chosenFlow !== before.facts.chosenFlow &&
    question !== 'name' &&
    question !== 'bill';
  const owesPitch =
    facts.chosenFlow !== null && !hasPresented(dialogue) && question !== 'name' && question !== 'bill';
  const pitch =
    (presents || owesPitch) && facts.chosenFlow !== null
      ? solutionPitch(facts.chosenFlow, facts, conversation.now)
      : '';
  const asked =
    question === null
      ? rest({ heard, explained, lastQuestion: dialogue.lastQuestion })
      : question !== planned
        ? wording('owned_offer_person', {}, timesAsked(dialogue, question))
        : ask(question, {
            conversation,
            dialogue,
            offers: question === 'meeting_time' ? offered({ conversation, dialogue }) : [],
            facts,
            heard,
            isNewlyQualified: isNewlyQualified({ reached, dialogue }),
          });
  const bubbles = (
    question === 'name' && before.facts.name === null && explained !== ''
      ? [joined([explained, asked])]
      : [explained, explained.includes(pitch) ? '' : pitch, asked]
  ).filter((bubble) => bubble !== '');
  return {
    facts,
    dialogue: {
      ...advance({
        dialogue,
        question,
        facts,
        wasOnlyExplained: heard.topics.length > 0 && question === dialogue.lastQuestion,
        hasPitched: pitch !== '',
      }),
      ...(question === 'meeting_time' && {
        slotsOffered: offered({ conversation, dialogue }).map(({ startsAtMs }) => startsAtMs),
      }),
    },
    bubbles: bubbles.length > 0 ? bubbles : [NOTHING_LEFT],
    intent:
      question === 'meeting_time'
        ? isNewlyQualified({ reached, dialogue })
          ? 'qualified'
          : 'meeting_offer'
        : 'continue',
    meetingRequest: null,
  };
}

/** The times to put before the lead now: others than last time, where there are others. */
function offered({
  conversation: { meeting, timezone },
  dialogue,
}: Pick<Turn, 'conversation'> & { dialogue: DialogueState }) {
  const others = meeting.slots.filter(
    ({ startsAtMs }) => !(dialogue.slotsOffered ?? []).includes(startsAtMs),
  );
  return offerFrom(others.length > 0 ? others : meeting.slots, timezone);
}

const isNewlyQualified = ({ reached, dialogue }: { reached: Verdict; dialogue: DialogueState }): boolean =>
  reached.kind === 'qualified' && timesAsked(dialogue, 'meeting_time') === 0;

const hasPresented = ({ stage, menuShown }: DialogueState): boolean =>
  menuShown !== null || stage === 'fluxo' || stage === 'agendamento';

/** Nothing to ask: an answer stands alone, else one short line. */
function rest({
  heard,
  explained,
  lastQuestion,
}: {
  heard: Heard;
  explained: string;
  lastQuestion: QuestionKey | null;
}): string {
  if (lastQuestion === 'email') return heard.facts.email === null ? CONFIRMED_HERE : INVITED_BY_EMAIL;
  if (explained !== '') return '';
  return heard.isThanks ? AFTER_THANKS : NOTHING_LEFT;
}

const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(' ');

/** T5: two replies in a row without an answer, or the same question again, and a person is offered, once. */
const offersPerson = (dialogue: DialogueState, { ownsSomething, asksAgain }: Answered): boolean =>
  (asksAgain || (ownsSomething && (dialogue.ownedInARow ?? 0) > 0)) &&
  timesAsked(dialogue, 'prefers_person') === 0;

/** A chosen solution that turns out not to be for this lead ("João Pessoa" after the lot in Pernambuco). */
const goneChoice = (facts: Facts): Flow | null =>
  facts.chosenFlow !== null && !isOnOffer(facts.chosenFlow, facts) ? facts.chosenFlow : null;

function advance({
  dialogue,
  question,
  facts,
  wasOnlyExplained,
  hasPitched,
}: {
  dialogue: DialogueState;
  question: QuestionKey | null;
  facts: Facts;
  wasOnlyExplained: boolean;
  hasPitched: boolean;
}): DialogueState {
  if (question === null)
    return {
      ...dialogue,
      stage: dialogue.stage === 'encerrado' || hasPitched ? 'fluxo' : dialogue.stage,
      lastQuestion: null,
    };
  // Asked again after an answer of ours, the question has not been refused.
  const count = timesAsked(dialogue, question) + (wasOnlyExplained ? 0 : 1);
  return {
    ...dialogue,
    stage: furthest(dialogue, STAGE_OF_QUESTION[question]),
    lastQuestion: question,
    menuShown: question === 'solution' ? [...menuFor(facts)] : dialogue.menuShown,
    asked: { ...dialogue.asked, [question]: count },
  };
}

/** A conversation goes forward only; one that was closed starts again where its next question belongs. */
function furthest({ stage }: DialogueState, next: DialogueState['stage']): DialogueState['stage'] {
  if (stage === 'encerrado') return next;
  return DIALOGUE_STAGES.indexOf(next) > DIALOGUE_STAGES.indexOf(stage) ? next : stage;
}
