/** The scripted brain's own sentences: its opening, its remarks on what it cannot read, how each question is put. Pure. */

import type { Slot } from '../calendar/calendar.ts';
import type { Conversation } from './brain.ts';
import type { DialogueState, QuestionKey } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { timeOfDayGreeting } from './greeting.ts';
import { firstOffer, offerAgain, slotsLine } from './meeting-words.ts';
import { timesAsked } from './plan.ts';
import { questionText } from './questions.ts';
import type { Heard, Unreadable } from './read-burst.ts';

/** Who writes, said once. */
export function openingWords({ isFirstReply, now, timezone, agentName, companyName }: Conversation): string {
  return isFirstReply
    ? `${timeOfDayGreeting({ now, timezone })}! Aqui é ${agentName}, da ${companyName}.`
    : '';
}

/** The words of one question. `offers`: the times to put before the lead where it is about the meeting. */
export function ask(
  question: QuestionKey,
  {
    conversation,
    dialogue,
    offers,
    facts,
    heard,
    isNewlyQualified: isNew,
  }: {
    conversation: Conversation;
    dialogue: DialogueState;
    offers: readonly Slot[];
    facts: Facts;
    heard: Heard;
    isNewlyQualified: boolean;
  },
): string {
  const line = question === 'meeting_time' ? slotsLine(offers, conversation.timezone) : '';
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
export function remark(
  { unreadable }: Heard,
  { question }: { facts: Facts; question: QuestionKey | null },
): string {
  const [kind] = unreadable.filter((each) => each !== 'sticker');
  if (kind === undefined) return '';
  if (question === 'bill' && kind === 'document')
    return 'Recebi o arquivo da conta, e pra não errar no valor prefiro que você escreva o total.';
  if (question === 'bill' && kind === 'image')
    return 'Agradeço a foto da conta, e pra não errar no valor prefiro que você escreva.';
  return REMARKS[kind];
}
