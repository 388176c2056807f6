/**
 * How the scripted brain goes on where nothing closes the talk: which question comes next, in which words, with which times, and
 * what the dialogue keeps of it. Pure.
 */
import type { Answered } from './answers.ts';
import type { BrainReply, Conversation } from './brain.ts';
import { AFTER_THANKS, CONFIRMED_HERE, INVITED_BY_EMAIL, NOTHING_LEFT } from './closings.ts';
import { DIALOGUE_STAGES, type DialogueState, type QuestionKey } from './dialogue.ts';
import type { Facts, Flow } from './extract/facts.ts';
import { handedOver, NOT_SET } from './first-care.ts';
import { joined } from './joined.ts';
import { wording } from './knowledge/company.ts';
import { offerFrom } from './meeting-offer.ts';
import { nextQuestion, timesAsked } from './plan.ts';
import { isOnOffer, menuFor, solutionName, solutionPitch } from './playbook.ts';
import type { Verdict } from './qualification.ts';
import { STAGE_OF_QUESTION } from './questions.ts';
import type { Heard } from './read-burst.ts';
import { ask, remark } from './scripted-words.ts';

/** What one turn goes on from. */
export type Turn = {
  readonly conversation: Conversation;
  readonly before: { readonly facts: Facts; readonly dialogue: DialogueState };
  readonly heard: Heard;
  readonly reached: Verdict;
  readonly opening: string;
  readonly answered: Answered;
};

/** The next thing to ask, behind what is to be answered. */
export function goOn({ conversation, before, heard, reached, opening, answered }: Turn): BrainReply {
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
