/**
 * A Google calendar as bookings need it: what is busy, and one event per meeting under an id made from the meeting's own, so that
 * asking twice makes one event. Google never gives the id of a deleted event out again (409 on insert, 403 on update), and a
 * person may have deleted ours: an event's id therefore counts on, and the first that was not deleted is the meeting's.
 */

import * as z from 'zod/mini';
import type { Log } from '../log.ts';
import type { MeetingId } from '../store/rows.ts';
import { codeWord } from '../text.ts';
import { type CalendarEvent, EventBody, eventOf, isLinkPending } from './google-event.ts';
import type { GoogleAnswer, GoogleFailure, GoogleHttp } from './google-http.ts';
import type { Span } from './slots.ts';

export type EventPlace =
  | { readonly kind: 'found'; readonly event: CalendarEvent }
  /** There is none; the next one may have this id. `wasDeleted`: there was one. Google says no more of a calendar that is not shared. */
  | { readonly kind: 'absent'; readonly eventId: string; readonly wasDeleted: boolean }
  | GoogleFailure;

/** What an event is made of. */
export type EventDetails = Span & {
  readonly meetingId: MeetingId;
  readonly title: string;
  readonly email: string | null;
};

/** The id of a calendar and a meeting in it. `email`: the lead's, where its own answer to the invitation must not count as the host's. */
export type MeetingRef = {
  readonly calendarId: string;
  readonly meetingId: MeetingId;
  readonly email?: string | null;
};

export type GoogleCalendar = {
  busy(
    calendarId: string,
    span: Span,
  ): Promise<{ readonly kind: 'ok'; readonly busy: readonly Span[] } | GoogleFailure>;
  find(ref: MeetingRef): Promise<EventPlace>;
  /** `conflict`: the id was used before, by this meeting's own event. */
  insert(
    calendarId: string,
    eventId: string,
    details: EventDetails,
  ): Promise<
    { readonly kind: 'ok'; readonly event: CalendarEvent } | { readonly kind: 'conflict' } | GoogleFailure
  >;
  /** Gives the event another time; its guests, link and title stay. */
  moveTo(
    calendarId: string,
    eventId: string,
    span: Span,
  ): Promise<{ readonly kind: 'ok'; readonly event: CalendarEvent } | GoogleFailure>;
  /** An event that is gone already is gone. */
  remove(calendarId: string, eventId: string): Promise<{ readonly kind: 'ok' } | GoogleFailure>;
  close(): Promise<void>;
};

/** More deletions of one meeting's event than this are no accident. */
const EVENTS_MAX = 8;

/** Ids are base32hex (0-9, a-v): the meeting's hexadecimal digits, and from the second event on `v` and a number. */
export const eventIdOf = (meetingId: MeetingId, attempt: number): string =>
  `${meetingId.replaceAll('-', '').toLowerCase()}${attempt === 0 ? '' : `v${attempt}`}`;

const FreeBusyBody = z.looseObject({
  calendars: z.record(
    z.string(),
    z.looseObject({
      errors: z.optional(z.array(z.looseObject({ reason: z.optional(z.string()) }))),
      busy: z.optional(z.array(z.looseObject({ start: z.string(), end: z.string() }))),
    }),
  ),
});

/** Google refused: nothing was done. */
const refusal = ({ status, reason }: Extract<GoogleAnswer, { kind: 'answered' }>): GoogleFailure => ({
  kind: 'failed',
  cause: `google_${status}${reason === '' ? '' : `_${reason}`}`,
  mayHaveHappened: false,
});
const malformed = (mayHaveHappened: boolean): GoogleFailure => ({
  kind: 'failed',
  cause: 'malformed',
  mayHaveHappened,
});

/**
 * What is given up before a booking fails (P8), one after the other: Google refuses guests (no delegation, its quota of guests, an address
 * that is none), Meet links, or invitations, and says so in many words. A meeting without them is better than none.
 */
type Extras = { readonly guests: boolean; readonly meet: boolean; readonly invitations: boolean };

function withLess(extras: Extras, { message }: { message: string }): Extras | null {
  if (extras.meet && /conference/i.test(message)) return { ...extras, meet: false };
  if (extras.guests) return { ...extras, guests: false };
  if (extras.meet) return { ...extras, meet: false };
  return extras.invitations ? { ...extras, invitations: false } : null;
}
/** Refused as it is: nothing was done, and less may be taken. */
const mayTakeLess = ({ status }: { status: number }): boolean => status === 400 || status === 403;

const calendarPath = (calendarId: string): string => `/calendars/${encodeURIComponent(calendarId)}/events`;
const eventPath = (calendarId: string, eventId: string): string =>
  `${calendarPath(calendarId)}/${encodeURIComponent(eventId)}`;

/** `timezone`: the one that Google shows the event in; its instant never depends on it (S2, F13). */
export function createGoogleCalendar({
  http,
  timezone,
  log,
}: {
  http: GoogleHttp;
  timezone: string;
  log: Log;
}): GoogleCalendar {
  const when = (ms: number) => ({ dateTime: new Date(ms).toISOString(), timeZone: timezone });
  const times = ({ startsAtMs, endsAtMs }: Span) => ({ start: when(startsAtMs), end: when(endsAtMs) });

  const get = (calendarId: string, eventId: string): Promise<GoogleAnswer> =>
    http.ask({ method: 'GET', path: eventPath(calendarId, eventId) });

  const written = (answer: GoogleAnswer): { kind: 'ok'; body: EventBody } | GoogleFailure => {
    if (answer.kind === 'failed') return answer;
    if (answer.status >= 300) return refusal(answer);
    const body = EventBody.safeParse(answer.body);
    return body.success ? { kind: 'ok', body: body.data } : malformed(true);
  };

  /** P8: where nobody may be told, it is done untold. */
  const withoutNotice = async (
    ask: (sendUpdates: string) => Promise<GoogleAnswer>,
  ): Promise<GoogleAnswer> => {
    const answer = await ask('all');
    return answer.kind === 'answered' && mayTakeLess(answer) ? ask('none') : answer;
  };

  const insertOnce = (calendarId: string, eventId: string, details: EventDetails, extras: Extras) =>
    http.ask({
      method: 'POST',
      path: calendarPath(calendarId),
      query: { conferenceDataVersion: '1', sendUpdates: extras.invitations ? 'all' : 'none' },
      body: {
        id: eventId,
        summary: details.title,
        ...times(details),
        ...(details.email !== null &&
          (extras.guests
            ? { attendees: [{ email: details.email }] }
            : { description: `E-mail: ${details.email}` })),
        ...(extras.meet && {
          conferenceData: {
            createRequest: { requestId: details.meetingId, conferenceSolutionKey: { type: 'hangoutsMeet' } },
          },
        }),
      },
    });

  return {
    busy: async (calendarId, { startsAtMs, endsAtMs }) => {
      const answer = await http.ask({
        method: 'POST',
        path: '/freeBusy',
        body: {
          timeMin: new Date(startsAtMs).toISOString(),
          timeMax: new Date(endsAtMs).toISOString(),
          items: [{ id: calendarId }],
        },
      });
      if (answer.kind === 'failed') return { ...answer, mayHaveHappened: false };
      if (answer.status >= 300) return refusal(answer);
      const body = FreeBusyBody.safeParse(answer.body);
      const calendar = body.success ? body.data.calendars[calendarId] : undefined;
      if (!calendar) return malformed(false);
      // A calendar that may not be read is told inside a 200; taken for "nothing busy" it would double-book.
      const [error] = calendar.errors ?? [];
      if (error)
        return {
          kind: 'failed',
          cause: `google_calendar_${codeWord(error.reason ?? 'unreadable')}`,
          mayHaveHappened: false,
        };
      const busy = (calendar.busy ?? []).map(({ start, end }) => ({
        startsAtMs: Date.parse(start),
        endsAtMs: Date.parse(end),
      }));
      return { kind: 'ok', busy };
    },

    find: async ({ calendarId, meetingId, email = null }) => {
      for (let attempt = 0; attempt < EVENTS_MAX; attempt += 1) {
        const eventId = eventIdOf(meetingId, attempt);
        const answer = await get(calendarId, eventId);
        if (answer.kind === 'failed') return { ...answer, mayHaveHappened: false };
        if (answer.status === 404) return { kind: 'absent', eventId, wasDeleted: attempt > 0 };
        if (answer.status === 410) continue;
        if (answer.status >= 300) return refusal(answer);
        const body = EventBody.safeParse(answer.body);
        if (!body.success) return malformed(false);
        if (body.data.status !== 'cancelled') return { kind: 'found', event: eventOf(body.data, email) };
      }
      return { kind: 'failed', cause: 'too_many_deleted_events', mayHaveHappened: false };
    },

    insert: async (calendarId, eventId, details) => {
      let extras: Extras | null = { meet: true, guests: details.email !== null, invitations: true };
      let answer = await insertOnce(calendarId, eventId, details, extras);
      // A person reads the log and adds what is missing.
      while (extras !== null && answer.kind === 'answered' && mayTakeLess(answer)) {
        const { reason } = answer;
        extras = withLess(extras, answer);
        if (extras === null) break;
        log.error('google.not_delegated', { meetingId: details.meetingId, ...extras, reason });
        answer = await insertOnce(calendarId, eventId, details, extras);
      }
      if (answer.kind === 'answered' && answer.status === 409) return { kind: 'conflict' };
      const result = written(answer);
      if (result.kind === 'failed') return result;
      if (!isLinkPending(result.body)) return { kind: 'ok', event: eventOf(result.body) };
      // Meet makes its link a moment later; asked once more, and if it is still not there the booking stands without.
      const later = written(await get(calendarId, eventId));
      return { kind: 'ok', event: eventOf(later.kind === 'ok' ? later.body : result.body) };
    },

    moveTo: async (calendarId, eventId, span) => {
      const patch = (sendUpdates: string) =>
        http.ask({
          method: 'PATCH',
          path: eventPath(calendarId, eventId),
          query: { sendUpdates },
          body: times(span),
        });
      const result = written(await withoutNotice(patch));
      return result.kind === 'failed' ? result : { kind: 'ok', event: eventOf(result.body) };
    },

    remove: async (calendarId, eventId) => {
      const answer = await withoutNotice((sendUpdates) =>
        http.ask({ method: 'DELETE', path: eventPath(calendarId, eventId), query: { sendUpdates } }),
      );
      if (answer.kind === 'failed') return answer;
      return answer.status < 300 || answer.status === 404 || answer.status === 410
        ? { kind: 'ok' }
        : refusal(answer);
    },

    close: http.close,
  };
}
