/**
 * The scripted brain's part about the meeting: picks become requests, what the calendar answered becomes words. Moving or
 * cancelling comes before everything else a lead says; nothing is asked for before all criteria hold (C5).
 */

import { civilDateAt } from '../calendar/zone.ts';
import type { BrainReply, Conversation, MeetingOutcome } from './brain.ts';
import { AFTER_THANKS, MEETING_TROUBLE, NOTHING_LEFT } from './closings.ts';
import { isPlainCancel } from './extract/meeting-intent.ts';
import { plain, plainWords } from './extract/plain-text.ts';
import { saidYesNoIn, yesNoIn } from './extract/yes-no.ts';
import { handedOver } from './first-care.ts';
import { wording } from './knowledge/company.ts';
import { moving, wishedElsewhere } from './meeting-move.ts';
import { intentOf, offerFrom, offersAfter, SLOT_CHOICE_PREFIX } from './meeting-offer.ts';
import { namesOneTime } from './meeting-refusal.ts';
import { offerText, pickOf, request, type Step, say } from './meeting-step.ts';
import {
  cancelIt,
  NO_MEETING,
  outcomeWords,
  rightTime,
  slotsLine,
  standingMeeting,
  timeWords,
} from './meeting-words.ts';
import { ASKS_MAX, timesAsked } from './plan.ts';
import type { Verdict } from './qualification.ts';
import { questionText } from './questions.ts';
import { type Heard, SPEAKS_OF_MEETING } from './read-burst.ts';

const STOP_HINT = wording('stop_hint', {});

const NO_EMAIL =
  /\bnao (?:tenho|uso|sei|quero|precisa|lembro|passo|passar|informo|informar)\b|\bsem e-?mail\b|\bpode ser (?:por aqui|sem)\b/;

const firstNameOf = ({ facts }: Heard | Conversation): string | undefined => facts.name?.split(' ')[0];

/** The reply where the meeting is the point of the turn; null where the conversation goes on as usual. */
export function meetingReply(step: Step & { readonly reached: Verdict }): BrainReply | null {
  const { conversation, before, heard, reached } = step;
  const { booking } = conversation.meeting;
  const picked = before.dialogue.slotPicked ?? null;
  const intent = intentOf(heard.lines);
  if (booking !== null && picked === null) {
    const lostInterest = heard.facts.interested === false && before.facts.interested !== false;
    const answer = heard.lines.map(saidYesNoIn).findLast((each) => each !== null) ?? null;
    if (before.dialogue.cancelAsked === true && answer === 'yes') return request(step, { kind: 'cancel' });
    if (before.dialogue.cancelAsked === true && answer === 'no')
      return say(step, { text: standingMeeting(booking, conversation.timezone), question: null });
    // A meeting is not given up on a word in passing.
    if (intent === 'cancel' && isPlainCancel(heard.lines)) return request(step, { kind: 'cancel' });
    if (intent === 'cancel' || lostInterest)
      return say(step, {
        text: cancelIt(timeWords(booking.startsAtMs, conversation.timezone)),
        question: null,
        cancelAsked: true,
      });
    if (intent === 'reschedule' || before.dialogue.lastQuestion === 'meeting_time') return moving(step);
    return intent === 'ask' ? null : wishedElsewhere(step, booking.startsAtMs);
  }
  if (intent === 'cancel' && before.dialogue.stage === 'agendamento' && heard.facts.interested !== false) {
    return say(step, { text: `${NO_MEETING} ${STOP_HINT}`, question: null, slotPicked: null });
  }
  // Never before all criteria hold, whatever time the lead names.
  if (reached.kind !== 'qualified' || heard.facts.wantsHuman === true) return null;
  return picked === null ? choosing(step) : confirming(step, picked);
}

/** With a meeting ahead nothing is asked any more: it is told when asked for, and questions are answered. */
export function standingReply(step: Step): BrainReply | null {
  const { conversation, heard, explanation } = step;
  const { booking } = conversation.meeting;
  if (booking === null) return null;
  // T2: on its day nobody is left with a line that says nothing.
  const isToday =
    civilDateAt(booking.startsAtMs, conversation.timezone) ===
    civilDateAt(conversation.now, conversation.timezone);
  const said = heard.lines.join(' ');
  const isPlain = heard.isThanks || (yesNoIn(said) !== null && plainWords(said).length <= SHORT_ANSWER_WORDS);
  if (isToday && intentOf(heard.lines) !== 'ask' && explanation === '' && !isPlain && heard.lines.length > 0)
    return handedOver({
      reason: 'meeting_trouble',
      text: MEETING_TROUBLE,
      facts: heard.facts,
      dialogue: step.before.dialogue,
    });
  const text =
    intentOf(heard.lines) === 'ask'
      ? standingMeeting(booking, conversation.timezone)
      : explanation || (heard.isThanks ? AFTER_THANKS : NOTHING_LEFT);
  return say(step, { text, question: null });
}

/** The second reply: what the calendar answered, in words. */
export function outcomeReply(conversation: Conversation, outcome: MeetingOutcome): BrainReply {
  const { facts, dialogue, meeting, timezone } = conversation;
  const offers = offersAfter(meeting, { wishedMs: dialogue.slotPicked ?? null, timezone });
  const asksAgain = outcome.kind === 'taken' || outcome.kind === 'refused';
  const isDone = outcome.kind === 'booked' || outcome.kind === 'moved';
  const text = outcomeWords(outcome, {
    firstName: firstNameOf(conversation),
    hasEmail: facts.email !== null,
    offers,
    timezone,
    isStillBooked: meeting.booking !== null,
  });
  return {
    facts,
    dialogue: {
      ...dialogue,
      stage: isDone || outcome.kind === 'cancelled' ? 'agendamento' : dialogue.stage,
      lastQuestion: asksAgain ? 'meeting_time' : null,
      ...(outcome.kind === 'cancelled' && { meetingCancelled: true }),
      ...(isDone && dialogue.meetingCancelled === true && { meetingCancelled: false }),
      slotsOffered: asksAgain ? offers.map(({ startsAtMs }) => startsAtMs) : [],
      // Where the calendar did not answer, the pick stands and is tried again with the lead's next message.
      slotPicked:
        outcome.kind === 'unavailable' && meeting.booking === null ? (dialogue.slotPicked ?? null) : null,
    },
    bubbles: [text],
    intent: isDone
      ? 'booked'
      : outcome.kind === 'cancelled'
        ? 'cancelled_meeting'
        : asksAgain
          ? 'meeting_offer'
          : 'continue',
    meetingRequest: null,
  };
}

/** Times are on the table, or the lead names one unasked. */
function choosing(step: Step): BrainReply | null {
  const { conversation, before, heard } = step;
  const isTapped = conversation.burst.some(
    (part) => part.kind === 'choice' && part.id.startsWith(SLOT_CHOICE_PREFIX),
  );
  const isRead =
    before.dialogue.stage === 'agendamento' ||
    isTapped ||
    // T7: "faz sentido?", "pode ser quinta às 3".
    before.dialogue.lastQuestion === 'interest' ||
    SPEAKS_OF_MEETING.test(plain(heard.lines.join(' ')));
  const pick = isRead ? pickOf(step) : null;
  if (pick === null || conversation.meeting.slots.length === 0) return null;
  if (pick.kind === 'time') return picking(step, pick.startsAtMs);
  const offers =
    pick.kind === 'among' ? pick.slots : offerFrom(conversation.meeting.slots, conversation.timezone);
  const line = slotsLine(offers, conversation.timezone);
  if (line === '') return null;
  return say(step, {
    text: offerText(pick, line),
    question: 'meeting_time',
    slotsOffered: offers.map(({ startsAtMs }) => startsAtMs),
    intent: timesAsked(before.dialogue, 'meeting_time') === 0 ? 'qualified' : 'meeting_offer',
  });
}

/** A time is picked: the e-mail is the one thing still asked, and only now. */
function picking(step: Step, startsAtMs: number): BrainReply {
  const { before, heard, conversation } = step;
  const { email } = heard.facts;
  const offered = before.dialogue.slotsOffered ?? [];
  // Said between other things, the time is read back first; the e-mail's question reads it back by itself.
  const isExact = offered.includes(startsAtMs) || !saysMoreThanATime(heard.lines);
  if (email !== null && !isExact && timesAsked(before.dialogue, 'meeting_time') < 2 * ASKS_MAX)
    return say(step, {
      text: rightTime(timeWords(startsAtMs, conversation.timezone)),
      question: 'meeting_time',
      slotsOffered: [startsAtMs],
      intent: timesAsked(before.dialogue, 'meeting_time') === 0 ? 'qualified' : 'meeting_offer',
    });
  if (email !== null || timesAsked(before.dialogue, 'email') >= ASKS_MAX)
    return request(step, { kind: 'book', startsAtMs, email });
  const words = timeWords(startsAtMs, conversation.timezone);
  const text = wording('noted', {
    wish: `${words.charAt(0).toLocaleUpperCase('pt-BR')}${words.slice(1)}`,
    question: questionText('email', { timesAsked: 0, facts: heard.facts }),
  });
  return say(step, {
    text,
    question: 'email',
    slotPicked: startsAtMs,
    intent: timesAsked(before.dialogue, 'meeting_time') === 0 ? 'qualified' : 'meeting_offer',
  });
}

const SHORT_ANSWER_WORDS = 4;
const TIME_WORDS_MAX = 12;
/** Of one day and one hour, and no refusal, a sentence may be longer. */
const ONE_TIME_WORDS_MAX = 20;
const saysMoreThanATime = (lines: readonly string[]): boolean => {
  const said = lines.join(' ');
  const words = plainWords(said).length;
  return words > TIME_WORDS_MAX && !(words <= ONE_TIME_WORDS_MAX && namesOneTime(said));
};

/** The e-mail was asked for: with it, without it, or at another time after all. */
function confirming(step: Step, picked: number): BrainReply | null {
  const { before, heard, explanation, conversation } = step;
  const pick = pickOf(step);
  if (pick?.kind === 'time' && pick.startsAtMs !== picked) return picking(step, pick.startsAtMs);
  if (pick !== null && pick.kind !== 'time' && heard.facts.email === null) {
    const offers =
      pick.kind === 'among' ? pick.slots : offerFrom(conversation.meeting.slots, conversation.timezone);
    const line = slotsLine(offers, conversation.timezone);
    if (line !== '')
      return say(step, {
        text: offerText(pick, line),
        question: 'meeting_time',
        slotPicked: null,
        slotsOffered: offers.map(({ startsAtMs }) => startsAtMs),
        intent: 'meeting_offer',
      });
  }
  const { email } = heard.facts;
  const declines = heard.lines.some((line) => yesNoIn(line) === 'no' || NO_EMAIL.test(plain(line)));
  const wasAsked = before.dialogue.lastQuestion === 'email';
  const isEnough =
    email !== null || declines || !wasAsked || timesAsked(before.dialogue, 'email') >= ASKS_MAX;
  if (isEnough && (email !== null || explanation === ''))
    return request(step, { kind: 'book', startsAtMs: picked, email });
  const question = questionText('email', { timesAsked: 1, facts: heard.facts });
  return say(step, {
    text: explanation === '' ? question : `${explanation} ${question}`,
    question: 'email',
    slotPicked: picked,
    wasOnlyExplained: explanation !== '',
  });
}
