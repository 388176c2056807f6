/**
 * P5: what became of a meeting's event in Google since we put it there. People drag, delete and decline it, and tell nobody: so it is read
 * before a time is told, before a reminder goes, and by reconcile's look.
 */
import type { Log } from '../log.ts';
import type { MeetingRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { GoogleCalendar } from './google-calendar.ts';

export type Followed =
  /** As the calendar has it now; `moved`: a person gave it this time. */
  | { readonly kind: 'stands' | 'moved'; readonly meeting: MeetingRecord }
  /** A person deleted the event, or declined it. */
  | { readonly kind: 'gone'; readonly why: 'deleted' | 'declined' }
  /** Google does not say, or its time is another meeting's of ours: nothing is known. */
  | { readonly kind: 'unclear'; readonly cause: string };

export type FollowEvent = (meeting: MeetingRecord) => Promise<Followed>;

/** `google` null: the meetings of ours are the calendar. @throws {StoreError} where Postgres cannot be asked. */
export function createFollowEvent({
  google,
  store,
  log,
}: {
  google: Pick<GoogleCalendar, 'find'> | null;
  store: Pick<Store, 'followEvent'>;
  log: Log;
}): FollowEvent {
  return async (meeting) => {
    const { id: meetingId, calendarId, email } = meeting;
    // A claim, or a move under way, is nobody's drag.
    if (calendarId === null || meeting.status !== 'booked' || meeting.next !== null)
      return { kind: 'stands', meeting };
    if (google === null) return { kind: 'unclear', cause: 'no_google_calendar' };
    const place = await google.find({ calendarId, meetingId, email });
    if (place.kind === 'failed') return { kind: 'unclear', cause: place.cause };
    // A calendar that is no longer shared has no events either: absent is not gone.
    if (place.kind === 'absent')
      return place.wasDeleted ? { kind: 'gone', why: 'deleted' } : { kind: 'unclear', cause: 'event_unseen' };
    const { event } = place;
    if (event.isDeclined) return { kind: 'gone', why: 'declined' };
    if (event.startsAtMs === meeting.startsAtMs && event.endsAtMs === meeting.endsAtMs)
      return { kind: 'stands', meeting };
    if (!(event.endsAtMs > event.startsAtMs)) return { kind: 'unclear', cause: 'event_without_times' };
    const followed = await store.followEvent(meeting, event);
    if (followed === null) return { kind: 'unclear', cause: 'time_not_taken' };
    log.warn('calendar.followed', { leadId: meeting.leadId, meetingId, startsAtMs: event.startsAtMs });
    return { kind: 'moved', meeting: followed };
  };
}
