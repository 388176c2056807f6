/** The scripted brain's own sentences: its opening, its remarks on what it cannot read, how each question is put. Pure. */

import type { Slot } from '../calendar/calendar.ts';
import type { Conversation } from './brain.ts';
import type { DialogueState, QuestionKey } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { timeOfDayGreeting } from './greeting.ts';
import { wording } from './knowledge/company.ts';
import { firstOffer, offerAgain, slotsLine } from './meeting-words.ts';
import { timesAsked } from './plan.ts';
import { questionText } from './questions.ts';
import type { Heard } from './read-burst.ts';

/** Who writes, said once. */
export function openingWords({ isFirstReply, now, timezone, agentName, companyName }: Conversation): string {
  return isFirstReply
    ? wording('opening', {
        greeting: timeOfDayGreeting({ now, timezone }),
        agent: agentName,
        company: companyName,
      })
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
    return `${wording('pleased', { name: firstName })} ${text}`;
  if (question === 'meeting_time' && isNew)
    return firstName === undefined
      ? wording('next_step', {})
      : wording('next_step_named', { name: firstName });
  if (question === 'email') return wording('noted', { wish: capitalised(wishText(facts)), question: text });
  return text;
}

function missingOfWish({ meetingDay, meetingPeriod }: Facts, isOutOfHours: boolean): string {
  if (isOutOfHours) return wording('wish_out_of_hours', {});
  if (meetingDay === null) return wording('wish_day', {});
  return meetingPeriod === null ? wording('wish_period', {}) : wording('wish_day_and_period', {});
}

const wishText = ({ meetingDay, meetingPeriod }: Facts): string =>
  `${meetingDay ?? ''} ${/^\d/.test(meetingPeriod ?? '') ? `às ${meetingPeriod}` : (meetingPeriod ?? '')}`.trim();

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('pt-BR') + text.slice(1);

/** What is said of parts without text. A photo while the bill is wanted is the photo of the bill. */
export function remark(
  { unreadable }: Heard,
  { question }: { facts: Facts; question: QuestionKey | null },
): string {
  const kind = unreadable.find((each) => each !== 'sticker');
  if (kind === undefined) return '';
  if (question === 'bill' && kind === 'image') return wording('remark_bill_photo', {});
  if (question === 'bill' && kind === 'document') return wording('remark_bill_file', {});
  return wording(`remark_${kind}`, {});
}
