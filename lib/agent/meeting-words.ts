/** What the lead reads about a meeting: times in words, offers, reminders, and what the calendar answered. Pure. */
import type { Slot } from '../calendar/calendar.ts';
import { addDays, civilDateAt, instantOf } from '../calendar/zone.ts';
import type { MeetingOutcome } from './brain.ts';
import { wording } from './knowledge/company.ts';

/** Minutes since midnight in the zone. */
export const minuteOf = (ms: number, timezone: string): number =>
  Math.round((ms - instantOf({ date: civilDateAt(ms, timezone), minute: 0, timezone })) / 60_000);

/** "quarta-feira, dia 25, às 10h". */
export function timeWords(startsAtMs: number, timezone: string): string {
  return `${dayWords(startsAtMs, timezone)}, às ${hourWords(startsAtMs, timezone)}`;
}

/** "qua 25/11, 10h": at most 20 characters, for a button. */
export function shortTime(startsAtMs: number, timezone: string): string {
  const weekday = new Intl.DateTimeFormat('pt-BR', { weekday: 'short', timeZone: timezone }).format(
    startsAtMs,
  );
  const [, month, day] = civilDateAt(startsAtMs, timezone).split('-');
  return `${weekday.slice(0, 3)} ${day}/${month}, ${hourWords(startsAtMs, timezone)}`;
}

function dayWords(ms: number, timezone: string): string {
  const weekday = new Intl.DateTimeFormat('pt-BR', { weekday: 'long', timeZone: timezone }).format(ms);
  return `${weekday}, dia ${Number(civilDateAt(ms, timezone).slice(8))}`;
}

function hourWords(ms: number, timezone: string): string {
  const minute = minuteOf(ms, timezone);
  const rest = minute % 60;
  return `${Math.floor(minute / 60)}h${rest === 0 ? '' : String(rest).padStart(2, '0')}`;
}

/** "terça-feira, dia 24, às 9h ou às 14h, ou quarta-feira, dia 25, às 10h": one flowing line, no list. */
export function slotsLine(slots: readonly Slot[], timezone: string): string {
  const days = new Map<string, string[]>();
  for (const { startsAtMs } of slots) {
    const day = dayWords(startsAtMs, timezone);
    days.set(day, [...(days.get(day) ?? []), `às ${hourWords(startsAtMs, timezone)}`]);
  }
  const parts = [...days].map(([day, hours]) => `${day}, ${orList(hours)}`);
  return parts.length > 1 ? `${parts.slice(0, -1).join('; ')}; ou ${parts.at(-1)}` : (parts[0] ?? '');
}

const orList = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} ou ${words.at(-1)}` : (words[0] ?? '');

/** The first offer: what follows from having qualified, and real times. */
export const firstOffer = ({ firstName, line }: { firstName: string | undefined; line: string }): string =>
  firstName === undefined
    ? wording('offer_first', { times: line })
    : wording('offer_first_named', { times: line, name: firstName });

export const offerAgain = (line: string): string => wording('offer_again', { times: line });
export const offerInstead = (line: string): string => wording('offer_instead', { times: line });
export const offerWithinHours = (line: string): string => wording('offer_within_hours', { times: line });
export const offerToMove = (line: string): string => wording('offer_to_move', { times: line });
/** One line before a meeting moves. */
export const moveTo = (time: string): string => wording('move_to', { time });
/** One line before a meeting is given up. */
export const cancelIt = (time: string): string => wording('cancel_it', { time });
/** One line before a time that was said among other things is taken. */
export const rightTime = (time: string): string =>
  wording('right_time', { time: `${time.charAt(0).toLocaleUpperCase('pt-BR')}${time.slice(1)}` });
export const NO_TIMES_TO_MOVE = wording('no_times_to_move', {});
/** The lead wants to cancel or move what is not there. */
export const NO_MEETING = wording('no_meeting', {});

/** "Sua conversa é quarta-feira, dia 25, às 10h." with its link. */
export function standingMeeting(
  { startsAtMs, meetLink }: { startsAtMs: number; meetLink: string | null },
  timezone: string,
): string {
  const standing = wording('standing', { time: timeWords(startsAtMs, timezone) });
  return meetLink === null ? standing : `${standing} ${wording('link', { link: meetLink })}`;
}

/** "Mateus, lembrando da nossa conversa amanhã, quarta-feira, dia 25, às 10h." with its link, or without a blank one (F17). */
export function reminderWords(
  {
    startsAtMs,
    meetLink,
    firstName,
  }: { startsAtMs: number; meetLink: string | null; firstName: string | undefined },
  { nowMs, timezone }: { nowMs: number; timezone: string },
): string {
  const today = civilDateAt(nowMs, timezone);
  const day = civilDateAt(startsAtMs, timezone);
  const near = day === today ? 'hoje, ' : day === addDays(today, 1) ? 'amanhã, ' : '';
  const link = meetLink === null ? wording('called_in_time', {}) : wording('link', { link: meetLink });
  const time = timeWords(startsAtMs, timezone);
  const reminder =
    firstName === undefined
      ? wording('reminder', { near, time })
      : wording('reminder_named', { near, time, name: firstName });
  return `${reminder} ${link}`;
}

/** What the lead hears after the calendar answered. `offers` are the times that are free now. */
export function outcomeWords(
  outcome: MeetingOutcome,
  {
    firstName,
    hasEmail,
    offers,
    timezone,
    isStillBooked,
  }: {
    firstName: string | undefined;
    hasEmail: boolean;
    offers: readonly Slot[];
    timezone: string;
    isStillBooked: boolean;
  },
): string {
  const line = slotsLine(offers, timezone);
  switch (outcome.kind) {
    case 'booked':
    case 'moved': {
      const time = timeWords(outcome.startsAtMs, timezone);
      const done =
        firstName === undefined
          ? wording(outcome.kind, { time })
          : wording(`${outcome.kind}_named`, { time, name: firstName });
      if (outcome.meetLink !== null) return `${done} ${wording('link', { link: outcome.meetLink })}`;
      return `${done} ${hasEmail ? wording('details_in_invite', {}) : wording('called_in_time', {})}`;
    }
    case 'cancelled':
      return firstName === undefined
        ? wording('cancelled', {})
        : wording('cancelled_named', { name: firstName });
    case 'none':
      return line === '' ? NO_MEETING : `${NO_MEETING} ${offerAgain(line)}`;
    case 'taken':
      return line === '' ? wording('taken', {}) : wording('taken_with_times', { times: line });
    case 'refused':
      return line === '' ? wording('refused', {}) : wording('refused_with_times', { times: line });
    case 'unavailable':
      return wording(isStillBooked ? 'unavailable_still_booked' : 'unavailable', {});
  }
}
