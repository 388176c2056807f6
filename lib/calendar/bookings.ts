/**
 * Bookings: S1, S2, S4. Our own row is claimed first, under a lock in Postgres; then Google is asked whether the time is free and
 * gets the event, under an id made from ours; then the claim is confirmed. Only a confirmed claim is told to anybody as booked.
 *
 * - Google says no, or certainly did nothing: the claim is released at once.
 * - Google's answer is lost: the event is looked for. Found, it is confirmed; else the claim is left to run out, for the request
 *   may still arrive. The turn's retry takes the same claim up again, and so finds or makes the same event.
 * - A claim that ran out is undone by whoever comes by: its event is taken out of the calendar first, then its time is free.
 *
 * Google has no conditional insert: a person who enters an event by hand in the instant between question and insert is not seen.
 */
import type { Clock } from '../clock.ts';
import type { LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { TakenTime } from '../store/meetings.ts';
import type { MeetingRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { BusinessHours } from './business-hours.ts';
import type { Booking, BookOutcome, Calendar } from './calendar.ts';
import { type Claimed, createEventPlace, type Failed } from './event-place.ts';
import type { FollowEvent } from './follow-event.ts';
import type { GoogleCalendar } from './google-calendar.ts';
import { fitsAnOpening, freeSlots, type Span } from './slots.ts';

/** How far ahead times are offered. */
const HORIZON_MS = 14 * 24 * 60 * 60_000;
/** Longer than a booking's requests can take together, shorter than anybody would wait to see the time again. */
const CLAIM_SECONDS = 120;

export type CalendarDeps = {
  readonly store: Pick<
    Store,
    | 'bookMeeting'
    | 'moveMeeting'
    | 'confirmMeeting'
    | 'releaseMeeting'
    | 'cancelMeeting'
    | 'meetingOf'
    | 'busyMeetings'
    | 'takeAbandonedMeetings'
    | 'followEvent'
  >;
  /** Null: the meetings of ours are the calendar. */
  readonly google: { readonly calendar: GoogleCalendar; readonly calendarId: string } | null;
  /** P5: what became of the event since. */
  readonly followEvent: FollowEvent;
  /** Loaded when first needed. */
  readonly businessHours: () => Promise<BusinessHours>;
  readonly meetingMinutes: number;
  /** No time nearer than this is offered. One that was offered stays good for half as long. */
  readonly noticeMinutes: number;
  readonly clock: Clock;
  readonly log: Log;
};

const bookingOf = (meeting: MeetingRecord): Booking => ({
  id: meeting.id,
  leadId: meeting.leadId,
  startsAtMs: meeting.startsAtMs,
  endsAtMs: meeting.endsAtMs,
  meetLink: meeting.meetLink,
});
/**
 * The calendar of the company. Throws only what the store throws: then the turn comes back and finds its own claim.
 * @throws {StoreError} from every method.
 */
export function createCalendar(deps: CalendarDeps): Calendar {
  const { store, clock, log } = deps;
  const durationMs = deps.meetingMinutes * 60_000;
  const noticeMs = deps.noticeMinutes * 60_000;

  const { calendarOf, takeBack, place } = createEventPlace(deps);

  const failedFor = (meeting: MeetingRecord, { cause }: { readonly cause: string }): Failed => {
    log.warn('calendar.failed', { leadId: meeting.leadId, meetingId: meeting.id, cause });
    return { kind: 'failed', cause };
  };

  const whyNot = async (span: Span): Promise<BookOutcome | null> => {
    if (span.startsAtMs < clock.nowMs() + noticeMs / 2) return { kind: 'refused', reason: 'past' };
    const hours = await deps.businessHours();
    const openings = hours.openings({ fromMs: span.startsAtMs, toMs: span.endsAtMs });
    return fitsAnOpening(span, openings) ? null : { kind: 'refused', reason: 'closed' };
  };

  /** Takes claims that ran out back out of the calendar. What cannot be undone now is tried again by the next who comes by. */
  const undoAbandoned = async (): Promise<void> => {
    for (const meeting of await store.takeAbandonedMeetings(CLAIM_SECONDS, clock.nowMs())) {
      const undone = await takeBack(meeting);
      if (undone === null) await store.releaseMeeting(meeting.id, meeting.claim);
      log.warn('calendar.abandoned', {
        leadId: meeting.leadId,
        meetingId: meeting.id,
        cause: undone?.cause ?? 'undone',
      });
    }
  };
  /** From a claim to a booking. */
  const complete = async (claimed: Claimed): Promise<BookOutcome> => {
    const { meeting, resumed } = claimed;
    const home = calendarOf(meeting);
    if (home === null || home === 'unreachable') {
      await store.releaseMeeting(meeting.id, meeting.claim);
      return failedFor(meeting, { cause: 'no_google_calendar' });
    }
    const { google, calendarId } = home;
    const event = await place(google, calendarId, claimed);
    if (event === null) {
      // A claim taken up again may have left its event at another time.
      const undone = resumed ? await takeBack(meeting) : null;
      if (undone === null) await store.releaseMeeting(meeting.id, meeting.claim);
      return { kind: 'taken' };
    }
    if ('kind' in event) {
      // What an earlier attempt left may still be there: then it is the claim's end that undoes it.
      if (!event.mayHaveHappened && !resumed) await store.releaseMeeting(meeting.id, meeting.claim);
      return failedFor(meeting, event);
    }
    const confirmed = await store.confirmMeeting({
      id: meeting.id,
      claim: meeting.claim,
      meetLink: event.meetLink,
      atMs: clock.nowMs(),
    });
    if (confirmed.outcome === 'booked') {
      log.info('calendar.booked', {
        leadId: meeting.leadId,
        meetingId: meeting.id,
        startsAtMs: confirmed.meeting.startsAtMs,
      });
      return { kind: 'booked', booking: bookingOf(confirmed.meeting) };
    }
    // Cancelled or released while Google was slow: nobody else will take this event out.
    if (confirmed.outcome === 'gone') await google.remove(calendarId, event.eventId);
    return failedFor(meeting, { cause: confirmed.outcome });
  };

  /** Takes a time, once more where only claims that ran out were in the way. */
  const taking = async (take: () => Promise<TakenTime>): Promise<TakenTime> => {
    const first = await take();
    if (first.outcome !== 'abandoned') return first;
    await undoAbandoned();
    const second = await take();
    return second.outcome === 'abandoned' ? { outcome: 'taken' } : second;
  };

  const move = async (
    leadId: LeadId,
    startsAtMs: number,
  ): Promise<BookOutcome | { readonly kind: 'none' }> => {
    const current = await store.meetingOf(leadId, clock.nowMs());
    if (current?.status !== 'booked') return { kind: 'none' };
    const refused = await whyNot({
      startsAtMs,
      endsAtMs: startsAtMs + current.endsAtMs - current.startsAtMs,
    });
    if (refused) return refused;
    const taken = await taking(() =>
      store.moveMeeting({ leadId, startsAtMs, claimSeconds: CLAIM_SECONDS, atMs: clock.nowMs() }),
    );
    switch (taken.outcome) {
      case 'booked':
        return { kind: 'booked', booking: bookingOf(taken.meeting) };
      case 'claimed':
        return complete(taken);
      case 'none':
        return { kind: 'none' };
      case 'taken':
      case 'abandoned':
        return { kind: 'taken' };
      case 'other_time':
        throw new Error('a move knows no other time');
    }
  };

  return {
    availability: async ({ fromMs, limit }) => {
      const hours = await deps.businessHours();
      const earliestMs = Math.max(fromMs, clock.nowMs() + noticeMs);
      const period = { startsAtMs: earliestMs, endsAtMs: earliestMs + HORIZON_MS };
      const [ours, theirs] = await Promise.all([
        store.busyMeetings({ fromMs: period.startsAtMs, toMs: period.endsAtMs }),
        deps.google?.calendar.busy(deps.google.calendarId, period) ?? { kind: 'ok' as const, busy: [] },
      ]);
      if (theirs.kind === 'failed') return { kind: 'failed', cause: theirs.cause };
      if (ours.some(({ claimedUntilMs }) => claimedUntilMs !== null && claimedUntilMs <= clock.nowMs()))
        await undoAbandoned();
      const slots = freeSlots({
        openings: hours.openings({ fromMs: period.startsAtMs, toMs: period.endsAtMs }),
        busy: [
          ...theirs.busy,
          ...ours.flatMap((meeting) => [meeting, ...(meeting.next ? [meeting.next] : [])]),
        ],
        fromMs: period.startsAtMs,
        toMs: period.endsAtMs,
        durationMs,
        limit,
      });
      return { kind: 'ok', slots };
    },

    book: async ({ leadId, startsAtMs, email, title }) => {
      const span = { startsAtMs, endsAtMs: startsAtMs + durationMs };
      const refused = await whyNot(span);
      if (refused) return refused;
      const taken = await taking(() =>
        store.bookMeeting({
          leadId,
          ...span,
          calendarId: deps.google?.calendarId ?? null,
          email,
          title,
          claimSeconds: CLAIM_SECONDS,
          atMs: clock.nowMs(),
        }),
      );
      switch (taken.outcome) {
        case 'booked':
          return { kind: 'booked', booking: bookingOf(taken.meeting) };
        case 'claimed':
          return complete(taken);
        case 'other_time': {
          // One meeting a lead: to book another time is to move it.
          const moved = await move(leadId, startsAtMs);
          return moved.kind === 'none' ? { kind: 'failed', cause: 'gone' } : moved;
        }
        case 'taken':
        case 'abandoned':
          return { kind: 'taken' };
        case 'none':
          throw new Error('a booking needs no earlier one');
      }
    },

    move: ({ leadId, startsAtMs }) => move(leadId, startsAtMs),

    cancel: async ({ leadId }) => {
      const meeting = await store.meetingOf(leadId, clock.nowMs());
      if (!meeting) return { kind: 'none' };
      const home = calendarOf(meeting);
      if (home === 'unreachable') return failedFor(meeting, { cause: 'no_google_calendar' });
      if (home) {
        // The event first: an answer lost here leaves a booking that is cancelled again, not an event that nobody knows.
        const found = await home.google.find({ calendarId: home.calendarId, meetingId: meeting.id });
        const removed =
          found.kind === 'found' ? await home.google.remove(home.calendarId, found.event.eventId) : found;
        if (removed.kind === 'failed') return failedFor(meeting, removed);
      }
      await store.cancelMeeting(leadId, clock.nowMs());
      return meeting.status === 'booked' ? { kind: 'cancelled' } : { kind: 'none' };
    },

    current: async (leadId) => {
      const meeting = await store.meetingOf(leadId, clock.nowMs());
      if (meeting?.status !== 'booked') return null;
      const followed = await deps.followEvent(meeting);
      switch (followed.kind) {
        case 'stands':
        case 'moved':
          return bookingOf(followed.meeting);
        case 'gone':
          // Closed by reconcile, which tells a person; no time is told of it from here on.
          log.warn('calendar.event_gone', { leadId, meetingId: meeting.id, why: followed.why });
          return null;
        case 'unclear':
          // Google's silence takes no meeting away: what was confirmed is what we know.
          log.warn('calendar.failed', { leadId, meetingId: meeting.id, cause: followed.cause });
          return bookingOf(meeting);
      }
    },
  };
}
