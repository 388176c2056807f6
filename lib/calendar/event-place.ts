import type { TakenTime } from '../store/meetings.ts';
import type { MeetingRecord } from '../store/rows.ts';
import type { BookOutcome } from './calendar.ts';
import { type EventPlace, eventIdOf, type GoogleCalendar } from './google-calendar.ts';
import type { CalendarEvent } from './google-event.ts';
import type { GoogleFailure } from './google-http.ts';
import { overlaps, type Span, without } from './slots.ts';

export type Claimed = Extract<TakenTime, { outcome: 'claimed' }>;
export type Failed = Extract<BookOutcome, { kind: 'failed' }>;

const sameTime = (a: Span, b: Span): boolean => a.startsAtMs === b.startsAtMs && a.endsAtMs === b.endsAtMs;
/** Where the meeting is to be once its claim is confirmed. */
const targetOf = (meeting: MeetingRecord): Span =>
  meeting.next ?? { startsAtMs: meeting.startsAtMs, endsAtMs: meeting.endsAtMs };

export function createEventPlace(deps: {
  readonly google: { readonly calendar: GoogleCalendar; readonly calendarId: string } | null;
}) {
  /** The Google calendar a meeting's event is in; null for a meeting of ours alone. */
  const calendarOf = (
    meeting: MeetingRecord,
  ): { readonly google: GoogleCalendar; readonly calendarId: string } | null | 'unreachable' => {
    if (meeting.calendarId === null) return null;
    return deps.google === null
      ? 'unreachable'
      : { google: deps.google.calendar, calendarId: meeting.calendarId };
  };

  const takeBack = async (meeting: MeetingRecord): Promise<Failed | GoogleFailure | null> => {
    const home = calendarOf(meeting);
    if (home === null) return null;
    if (home === 'unreachable') return { kind: 'failed', cause: 'no_google_calendar' };
    const { google, calendarId } = home;
    const place = await google.find({ calendarId, meetingId: meeting.id });
    if (place.kind === 'failed') return place;
    if (place.kind === 'absent') return null;
    const { eventId } = place.event;
    const held = { startsAtMs: meeting.startsAtMs, endsAtMs: meeting.endsAtMs };
    if (meeting.status === 'booked' && sameTime(place.event, held)) return null;
    const done =
      meeting.status === 'booked'
        ? await google.moveTo(calendarId, eventId, held)
        : await google.remove(calendarId, eventId);
    return done.kind === 'failed' ? done : null;
  };

  /** The event at its time, whatever was there before. Null: the time is not free in Google. */
  const place = async (
    google: GoogleCalendar,
    calendarId: string,
    { meeting, resumed }: Claimed,
  ): Promise<CalendarEvent | GoogleFailure | null> => {
    const target = targetOf(meeting);
    const details = { ...target, meetingId: meeting.id, title: meeting.title, email: meeting.email };
    const isNew = meeting.status === 'claimed' && !resumed;
    let found: EventPlace = isNew
      ? { kind: 'absent', eventId: eventIdOf(meeting.id, 0), wasDeleted: false }
      : await google.find({ calendarId, meetingId: meeting.id });
    if (found.kind === 'failed') return found;
    if (found.kind === 'found' && sameTime(found.event, target)) return found.event;

    const answer = await google.busy(calendarId, target);
    if (answer.kind === 'failed') return answer;
    const others = found.kind === 'found' ? without(answer.busy, found.event) : answer.busy;
    if (others.some((span) => overlaps(span, target))) return null;

    if (found.kind === 'absent') {
      const inserted = await google.insert(calendarId, found.eventId, details);
      if (inserted.kind === 'ok') return inserted.event;
      if (inserted.kind === 'failed' && !inserted.mayHaveHappened) return inserted;
      // The id was used, or the answer is lost: either way the event, if there is one, is found under it.
      found = await google.find({ calendarId, meetingId: meeting.id });
      if (found.kind === 'failed') return { ...found, mayHaveHappened: true };
      if (found.kind === 'absent') return { kind: 'failed', cause: 'lost_answer', mayHaveHappened: true };
      if (sameTime(found.event, target)) return found.event;
    }
    const { eventId } = found.event;
    const moved = await google.moveTo(calendarId, eventId, target);
    if (moved.kind === 'ok') return moved.event;
    if (!moved.mayHaveHappened) return moved;
    const after = await google.find({ calendarId, meetingId: meeting.id });
    return after.kind === 'found' && sameTime(after.event, target)
      ? after.event
      : { ...moved, mayHaveHappened: true };
  };

  return { calendarOf, takeBack, place };
}
