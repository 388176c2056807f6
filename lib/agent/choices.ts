/**
 * After two tries a closed question is put in another way: with its answers to tap (T11). The bubble names them in numbered lines,
 * which is all that a transport without buttons needs; a tap, a number or the answer itself then say the same. Pure.
 */
import type { Slot } from '../calendar/calendar.ts';
import type { BrainReply, BurstPart, Conversation } from './brain.ts';
import type { AnswerOption, DialogueState, QuestionKey } from './dialogue.ts';
import { FLOWS } from './extract/facts.ts';
import { wordsOnly } from './extract/plain-text.ts';
import { wordings } from './knowledge/company.ts';
import { SLOT_CHOICE_PREFIX } from './meeting-offer.ts';
import { shortTime } from './meeting-words.ts';
import { CHOICES_FROM_ASK, timesAsked } from './plan.ts';
import { solutionOf } from './playbook.ts';

/** The reply, its last bubble with the answers where it puts a closed question for the third time or later. */
export function withChoices(
  reply: BrainReply,
  { dialogue: before, timezone }: Pick<Conversation, 'dialogue' | 'timezone'>,
): BrainReply {
  const { options: _, ...dialogue } = reply.dialogue;
  const question = dialogue.lastQuestion;
  const body = reply.bubbles.at(-1);
  const bare: BrainReply = { ...reply, dialogue };
  if (question === null || body === undefined || reply.meetingRequest !== null) return bare;
  const tries = timesAsked(dialogue, question);
  const isPutNow = tries > timesAsked(before, question) && body.trimEnd().endsWith('?');
  if (!isPutNow || tries < CHOICES_FROM_ASK) return bare;
  const options = optionsOf(question, { dialogue, timezone });
  if (options.length < 2) return bare;
  const lines = options.map(({ title }, index) => `${index + 1}. ${title}`);
  return {
    ...bare,
    dialogue: { ...dialogue, options: [...options] },
    bubbles: [...reply.bubbles.slice(0, -1), [body, ...lines].join('\n')],
    choices: { body, options },
  };
}

const YES = 'sim';
const NO = 'nao';

function optionsOf(
  question: QuestionKey,
  { dialogue, timezone }: { dialogue: DialogueState; timezone: string },
): readonly AnswerOption[] {
  switch (question) {
    case 'solution':
      return (dialogue.menuShown ?? []).map((flow) => ({ id: flow, title: solutionOf(flow).button }));
    case 'meeting_time':
      return timesOf(dialogue.slotsOffered ?? [], timezone);
    case 'bill':
      return dialogue.pendingBillBrl == null ? [] : yesOrNo(question, wordings('choices_confirm', {}));
    case 'own_plant':
    case 'new_plant':
    case 'loyalty_contract':
    case 'decision_maker':
    case 'decision_maker_attends':
    case 'interest':
    case 'prefers_person':
      return yesOrNo(question, wordings(`choices_${question}`, {}));
    case 'name':
    case 'city':
    case 'payment':
    case 'urgency':
    case 'current_discount':
    case 'email':
    case 'open':
      return [];
  }
}

/** The first wording is the yes, the second the no. */
const yesOrNo = (question: QuestionKey, [yes, no]: readonly string[]): readonly AnswerOption[] =>
  yes === undefined || no === undefined
    ? []
    : [
        { id: `${YES}:${question}`, title: yes },
        { id: `${NO}:${question}`, title: no },
      ];

const timesOf = (offered: readonly Slot['startsAtMs'][], timezone: string): readonly AnswerOption[] =>
  offered.map((startsAtMs) => ({
    id: `${SLOT_CHOICE_PREFIX}${new Date(startsAtMs).toISOString()}`,
    title: shortTime(startsAtMs, timezone),
  }));

/** "2", "2.", "opção 2": a number alone. */
const NUMBER = /^(?:opcao |numero |a |o )?(\d{1,2})$/;

/**
 * The burst with what was tapped, or typed in its place, as the lead meant it. A yes or no counts for the question that it was put
 * for; tapped later it is read by its own words.
 */
export function asAnswered(conversation: Conversation): Conversation {
  const { dialogue, burst } = conversation;
  const answered = burst.map((part) => spoken(typed(part, dialogue), dialogue));
  return answered.every((part, index) => part === burst[index])
    ? conversation
    : { ...conversation, burst: answered };
}

function typed(part: BurstPart, { options }: DialogueState): BurstPart {
  if (part.kind !== 'text' || options === undefined) return part;
  const said = wordsOnly(part.text);
  const place = Number(NUMBER.exec(said)?.[1] ?? Number.NaN) - 1;
  const option = options[place] ?? options.find(({ title }) => wordsOnly(title) === said);
  return option === undefined ? part : { kind: 'choice', id: option.id, text: option.title };
}

function spoken(part: BurstPart, { lastQuestion }: DialogueState): BurstPart {
  if (part.kind !== 'choice') return part;
  const [answer, question] = part.id.split(':');
  if (question === lastQuestion && (answer === YES || answer === NO))
    return { kind: 'text', text: answer === YES ? 'sim' : 'não' };
  // The button's short name is nobody's words; the solution's own is read like any other.
  const flow = FLOWS.find((key) => key === part.id);
  return flow === undefined ? part : { ...part, text: solutionOf(flow).name };
}
