/**
 * The deterministic brain: the whole talk of the playbook without a model. It is the default, and the fallback when a
 * model fails. Hear the burst, judge the facts, close or ask the next thing; the same conversation gives the same reply.
 */

import { answerTo } from './answers.ts';
import type { Brain, BrainReply, Conversation } from './brain.ts';
import {
  AFTER_THANKS,
  afterGoodbye,
  CONFIRMED_HERE,
  goodbye,
  INVITED_BY_EMAIL,
  investorClosing,
  NOTHING_LEFT,
  personClosing,
} from './closings.ts';
import { DIALOGUE_STAGES, type DialogueState, type QuestionKey } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { timeOfDayGreeting } from './greeting.ts';
import { meetingReply, outcomeReply, standingReply } from './meeting-dialogue.ts';
import { firstOffer, offerAgain, offerFrom, slotsLine } from './meeting-offer.ts';
import { nextQuestion, timesAsked } from './plan.ts';
import { menuFor, solutionOf, solutionPitch } from './playbook.ts';
import { type Verdict, verdict } from './qualification.ts';
import { questionText, STAGE_OF_QUESTION } from './questions.ts';
import { type Heard, hear, type Unreadable } from './read-burst.ts';

/** The scripted brain; it never throws and never waits. */
export const createScriptedBrain = (): Brain => ({ reply: async (conversation) => replyTo(conversation) });

function replyTo(conversation: Conversation): BrainReply {
  const opening = openingWords(conversation);
  const { outcome } = conversation.meeting;
  if (outcome !== null) return opened(opening, outcomeReply(conversation, outcome));
  const before = returned(conversation);
  const heard = hear({ ...before, burst: conversation.burst });
  const reached = verdict(heard.facts, conversation);
  const wasClosed = before.dialogue.stage === 'encerrado';
  const explanation = joined([
    remark(heard, { facts: heard.facts, question: null }),
    answers(heard, conversation),
  ]);
  // Before anything else: whoever wants the meeting moved or gone must not hear a pitch.
  const appointment = meetingReply({ conversation, before, heard, reached, explanation });
  if (appointment !== null) return opened(opening, appointment);
  const close = (text: string, intent: BrainReply['intent']): BrainReply => ({
    facts: heard.facts,
    dialogue: { ...before.dialogue, stage: 'encerrado', lastQuestion: null },
    bubbles: [joined([opening, text])],
    intent,
    meetingRequest: null,
  });
  if (heard.facts.wantsHuman === true)
    return wasClosed && heard.isThanks
      ? close(AFTER_THANKS, 'continue')
      : close(personClosing(heard.facts), 'wants_human');
  if (heard.facts.chosenFlow !== null && solutionOf(heard.facts.chosenFlow).handsOver) {
    return wasClosed && heard.isThanks
      ? close(AFTER_THANKS, 'continue')
      : close(investorClosing(heard.facts), 'investor');
  }
  const standing = standingReply({ conversation, before, heard, explanation });
  if (standing !== null) return opened(opening, standing);
  if (reached.kind === 'disqualified') {
    if (!wasClosed) return close(goodbye(reached.criterion, heard.facts), 'disqualified');
    const answer = answers(heard, conversation);
    return close(answer || (heard.isThanks ? AFTER_THANKS : afterGoodbye(reached.criterion)), 'continue');
  }
  return goOn({ conversation, before, heard, reached, opening });
}

const opened = (opening: string, reply: BrainReply): BrainReply => {
  const [first, ...rest] = reply.bubbles;
  return first === undefined ? reply : { ...reply, bubbles: [joined([opening, first]), ...rest] };
};

/**
 * A talk that was handed to a person and is ours again: the old wish is served. Thanks right after the handover are
 * not a return.
 */
function returned({ facts, dialogue, burst }: Conversation): { facts: Facts; dialogue: DialogueState } {
  const handedOver =
    facts.wantsHuman === true || (facts.chosenFlow !== null && solutionOf(facts.chosenFlow).handsOver);
  if (dialogue.stage !== 'encerrado' || !handedOver || hear({ facts, dialogue, burst }).isThanks)
    return { facts, dialogue };
  const keepsFlow = facts.chosenFlow !== null && !solutionOf(facts.chosenFlow).handsOver;
  return { facts: { ...facts, wantsHuman: null, chosenFlow: keepsFlow ? facts.chosenFlow : null }, dialogue };
}

type Turn = {
  readonly conversation: Conversation;
  readonly before: { readonly facts: Facts; readonly dialogue: DialogueState };
  readonly heard: Heard;
  readonly reached: Verdict;
  readonly opening: string;
};

function goOn({ conversation, before, heard, reached, opening }: Turn): BrainReply {
  const { dialogue } = before;
  const { facts } = heard;
  const asksForBill =
    facts.billBrl === null && heard.unreadable.some((kind) => kind === 'image' || kind === 'document');
  const question =
    asksForBill && timesAsked(dialogue, 'bill') <= 2
      ? 'bill'
      : nextQuestion({
          facts,
          dialogue,
          verdict: reached,
          otherDecides: heard.otherDecides,
          hasSlots: conversation.meeting.slots.length > 0,
        });
  const explained = joined([opening, remark(heard, { facts, question }), answers(heard, conversation)]);
  const presents =
    facts.chosenFlow !== null &&
    facts.chosenFlow !== before.facts.chosenFlow &&
    question !== 'name' &&
    question !== 'bill';
  const owesPitch =
    facts.chosenFlow !== null && !hasPresented(dialogue) && question !== 'name' && question !== 'bill';
  const pitch =
    (presents || owesPitch) && facts.chosenFlow !== null ? solutionPitch(facts.chosenFlow, facts) : '';
  const asked =
    question === null
      ? rest({ heard, explained, lastQuestion: dialogue.lastQuestion })
      : ask(question, {
          conversation,
          dialogue,
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

function ask(
  question: QuestionKey,
  {
    conversation,
    dialogue,
    facts,
    heard,
    isNewlyQualified: isNew,
  }: {
    conversation: Conversation;
    dialogue: DialogueState;
    facts: Facts;
    heard: Heard;
    isNewlyQualified: boolean;
  },
): string {
  const line =
    question === 'meeting_time' ? slotsLine(offered({ conversation, dialogue }), conversation.timezone) : '';
  if (line !== '')
    return isNew ? firstOffer({ firstName: facts.name?.split(' ')[0], line }) : offerAgain(line);
  if (question === 'meeting_time' && !isNew && heard.wish !== null)
    return missingOfWish(facts, heard.wish.isOutOfHours);
  const text = questionText(question, { timesAsked: timesAsked(dialogue, question), facts });
  const firstName = facts.name?.split(' ')[0];
  if (question === 'bill' && dialogue.lastQuestion === 'name' && firstName !== undefined)
    return `Prazer, ${firstName}. ${text}`;
  if (question === 'meeting_time' && isNew)
    return `${firstName === undefined ? 'Pelo' : `${firstName}, pelo`} que você me contou, o próximo passo é uma conversa com nosso especialista. Que dia e período ficam melhores pra você, de segunda a sexta?`;
  if (question === 'email') return `${capitalised(wishText(facts))}, anotado. ${text}`;
  return text;
}

function missingOfWish({ meetingDay, meetingPeriod }: Facts, isOutOfHours: boolean): string {
  if (isOutOfHours)
    return 'As conversas são de segunda a sexta, das 8h às 18h. Qual dia e período nesse intervalo ficam bons pra você?';
  if (meetingDay === null) return 'E qual dia da semana fica melhor pra você?';
  return meetingPeriod === null
    ? 'E você prefere de manhã ou à tarde?'
    : 'Qual dia e período ficam melhores pra você?';
}

const wishText = ({ meetingDay, meetingPeriod }: Facts): string =>
  `${meetingDay ?? ''} ${/^\d/.test(meetingPeriod ?? '') ? `às ${meetingPeriod}` : (meetingPeriod ?? '')}`.trim();

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('pt-BR') + text.slice(1);

const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(' ');

function openingWords({ isFirstReply, now, timezone, agentName, companyName }: Conversation): string {
  return isFirstReply
    ? `${timeOfDayGreeting({ now, timezone })}! Aqui é ${agentName}, da ${companyName}.`
    : '';
}

/** At most one answer: two explanations and a question are more than a lead reads. */
function answers({ topics }: Heard, conversation: Conversation): string {
  const texts = topics.map((topic) => answerTo(topic, conversation)).filter((text) => text !== null);
  return (conversation.isFirstReply ? texts.filter((text) => !text.startsWith('Aqui é ')) : texts)[0] ?? '';
}

const REMARKS: Readonly<Record<Unreadable, string>> = {
  voice: 'Por aqui ainda não consigo ouvir áudio, então me escreve que eu te respondo.',
  image: 'Agradeço a imagem, só que por aqui eu leio apenas mensagem escrita.',
  video: 'Agradeço o vídeo, só que por aqui eu leio apenas mensagem escrita.',
  document: 'Agradeço o documento, só que por aqui eu leio apenas mensagem escrita.',
  sticker: '',
  location: 'Agradeço a localização.',
  contact_card: 'Agradeço o contato, e por aqui sigo com você mesmo.',
  order: 'Agradeço o interesse, e por aqui eu te explico tudo antes de qualquer pedido.',
  unsupported: 'Essa mensagem não abriu por aqui, então me escreve em texto que eu te respondo.',
};

/** What is said of parts without text. A photo while the bill is wanted is the photo of the bill. */
function remark({ unreadable }: Heard, { question }: { facts: Facts; question: QuestionKey | null }): string {
  const [kind] = unreadable.filter((each) => each !== 'sticker');
  if (kind === undefined) return '';
  if (question === 'bill' && (kind === 'image' || kind === 'document'))
    return 'Agradeço a foto da conta, e pra não errar no valor prefiro que você escreva.';
  return REMARKS[kind];
}

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

/** A talk goes forward only; one that was closed starts again where its next question belongs. */
function furthest({ stage }: DialogueState, next: DialogueState['stage']): DialogueState['stage'] {
  if (stage === 'encerrado') return next;
  return DIALOGUE_STAGES.indexOf(next) > DIALOGUE_STAGES.indexOf(stage) ? next : stage;
}
