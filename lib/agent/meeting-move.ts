/** A booked meeting that the lead wants at another time (T2). Pure. */
import type { BrainReply } from './brain.ts';
import { momentIn } from './extract/meeting-time.ts';
import { yesNoIn } from './extract/yes-no.ts';
import { fits, intentOf, offerFrom } from './meeting-offer.ts';
import { isRefusing } from './meeting-refusal.ts';
import { offerText, pickOf, request, type Step, say } from './meeting-step.ts';
import {
  moveTo,
  NO_TIMES_TO_MOVE,
  offerToMove,
  slotsLine,
  standingMeeting,
  timeWords,
} from './meeting-words.ts';

export function moving(step: Step): BrainReply {
  const { conversation } = step;
  const { slots, booking } = conversation.meeting;
  const pick = pickOf(step);
  if (pick?.kind === 'time' && pick.startsAtMs !== booking?.startsAtMs)
    return request(step, { kind: 'move', startsAtMs: pick.startsAtMs });
  // Asked whether it should move, and it should not.
  const wasAsked = step.before.dialogue.lastQuestion === 'meeting_time';
  if (
    pick === null &&
    booking !== null &&
    wasAsked &&
    intentOf(step.heard.lines) !== 'reschedule' &&
    step.heard.lines.some((line) => yesNoIn(line) === 'no')
  )
    return say(step, { text: standingMeeting(booking, conversation.timezone), question: null });
  const free = slots.filter(({ startsAtMs }) => startsAtMs !== booking?.startsAtMs);
  const offers = pick?.kind === 'among' ? pick.slots : offerFrom(free, conversation.timezone);
  const line = slotsLine(offers, conversation.timezone);
  if (line === '') return say(step, { text: NO_TIMES_TO_MOVE, question: 'meeting_time' });
  const text = pick === null || pick.kind === 'time' ? offerToMove(line) : offerText(pick, line);
  return say(step, {
    text,
    question: 'meeting_time',
    slotsOffered: offers.map(({ startsAtMs }) => startsAtMs),
    intent: 'meeting_offer',
  });
}

/** T2: with a meeting ahead, another day or hour is a wish to move; one line asks before anything moves. */
export function wishedElsewhere(step: Step, bookedMs: number): BrainReply | null {
  const { timezone, meeting } = step.conversation;
  const pick = pickOf(step);
  if (pick === null || (pick.kind === 'time' && pick.startsAtMs === bookedMs)) return null;
  if (pick.kind !== 'time') {
    // "Quinta, né?" names the day of the meeting itself.
    const sameDay = pick.kind === 'among' && namesOnlyTheDayOf(bookedMs, step);
    return sameDay ? null : moving(step);
  }
  const isFree = meeting.slots.some(({ startsAtMs }) => startsAtMs === pick.startsAtMs);
  if (!isFree && meeting.slots.length > 0 && pick.startsAtMs <= (meeting.slots.at(-1)?.startsAtMs ?? 0))
    return moving(step);
  return say(step, {
    text: moveTo(timeWords(pick.startsAtMs, timezone)),
    question: 'meeting_time',
    slotsOffered: [pick.startsAtMs],
    intent: 'meeting_offer',
  });
}

/** Everything that the lead named fits the meeting as it stands. */
function namesOnlyTheDayOf(bookedMs: number, { conversation, heard }: Step): boolean {
  const moment = momentIn(heard.lines.join(' '), {
    nowMs: conversation.now,
    timezone: conversation.timezone,
  });
  return (
    moment !== null &&
    moment.date !== null &&
    !isRefusing(heard.lines.join(' ')) &&
    fits(bookedMs, moment, conversation.timezone)
  );
}
