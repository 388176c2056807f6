/**
 * A Google calendar as bookings need it: what is busy, and one event per meeting under an id made from the meeting's own, so that
 * asking twice makes one event. Google never gives the id of a deleted event out again (409 on insert, 403 on update), and a
 * person may have deleted ours: an event's id therefore counts on, and the first that was not deleted is the meeting's.
 */
import * as z from 'zod/mini';
import type { Log } from '../log.ts';
import type { MeetingId } from '../store/rows.ts';
import type { GoogleAnswer, GoogleFailure, GoogleHttp } from './google-http.ts';
import type { Span } from './slots.ts';

/** The meeting's event in Google. */
export type CalendarEvent = Span & { readonly eventId: string; readonly meetLink: string | null };

export type EventPlace =
  | { readonly kind: 'found'; readonly event: CalendarEvent }
  /** There is none; the next one may have this id. */
  | { readonly kind: 'absent'; readonly eventId: string }
  | GoogleFailure;

/** What an event is made of. */
export type EventDetails = Span & {
  readonly meetingId: MeetingId;
  readonly title: string;
  readonly email: string | null;
};

/** The id of a calendar and a meeting in it. */
export type MeetingRef = { readonly calendarId: string; readonly meetingId: MeetingId };

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

const When = z.looseObject({ dateTime: z.optional(z.string()), date: z.optional(z.string()) });
const EventBody = z.looseObject({
  id: z.string(),
  status: z.optional(z.string()),
  start: z.optional(When),
  end: z.optional(When),
  hangoutLink: z.optional(z.string()),
  conferenceData: z.optional(
    z.looseObject({
      createRequest: z.optional(
        z.looseObject({ status: z.optional(z.looseObject({ statusCode: z.optional(z.string()) })) }),
      ),
      entryPoints: z.optional(
        z.array(z.looseObject({ entryPointType: z.optional(z.string()), uri: z.optional(z.string()) })),
      ),
    }),
  ),
});
type EventBody = z.infer<typeof EventBody>;

const FreeBusyBody = z.looseObject({
  calendars: z.record(
    z.string(),
    z.looseObject({
      errors: z.optional(z.array(z.looseObject({ reason: z.optional(z.string()) }))),
      busy: z.optional(z.array(z.looseObject({ start: z.string(), end: z.string() }))),
    }),
  ),
});

const instant = (when: z.infer<typeof When> | undefined): number =>
  Date.parse(when?.dateTime ?? when?.date ?? '');
const meetLinkOf = ({ hangoutLink, conferenceData }: EventBody): string | null =>
  hangoutLink ??
  conferenceData?.entryPoints?.find(({ entryPointType }) => entryPointType === 'video')?.uri ??
  null;
const isLinkPending = (body: EventBody): boolean =>
  meetLinkOf(body) === null && body.conferenceData?.createRequest?.status?.statusCode === 'pending';

const eventOf = (body: EventBody): CalendarEvent => ({
  eventId: body.id,
  startsAtMs: instant(body.start),
  endsAtMs: instant(body.end),
  meetLink: meetLinkOf(body),
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

/** What an account without a user to act for may not do, by Google's own words. */
const refusesConference = ({ status, message }: { status: number; message: string }): boolean =>
  status === 400 && /conference type/i.test(message);
const refusesGuests = ({ status, reason }: { status: number; reason: string }): boolean =>
  status === 403 && reason === 'forbiddenForServiceAccounts';

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

  const insertOnce = (
    calendarId: string,
    eventId: string,
    details: EventDetails,
    extras: { meet: boolean; guests: boolean },
  ) =>
    http.ask({
      method: 'POST',
      path: calendarPath(calendarId),
      query: { conferenceDataVersion: '1', sendUpdates: 'all' },
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
          cause: `google_calendar_${error.reason ?? 'unreadable'}`,
          mayHaveHappened: false,
        };
      const busy = (calendar.busy ?? []).map(({ start, end }) => ({
        startsAtMs: Date.parse(start),
        endsAtMs: Date.parse(end),
      }));
      return { kind: 'ok', busy };
    },

    find: async ({ calendarId, meetingId }) => {
      for (let attempt = 0; attempt < EVENTS_MAX; attempt += 1) {
        const eventId = eventIdOf(meetingId, attempt);
        const answer = await get(calendarId, eventId);
        if (answer.kind === 'failed') return { ...answer, mayHaveHappened: false };
        if (answer.status === 404) return { kind: 'absent', eventId };
        if (answer.status === 410) continue;
        if (answer.status >= 300) return refusal(answer);
        const body = EventBody.safeParse(answer.body);
        if (!body.success) return malformed(false);
        if (body.data.status !== 'cancelled') return { kind: 'found', event: eventOf(body.data) };
      }
      return { kind: 'failed', cause: 'too_many_deleted_events', mayHaveHappened: false };
    },

    insert: async (calendarId, eventId, details) => {
      const extras = { meet: true, guests: true };
      let answer = await insertOnce(calendarId, eventId, details, extras);
      // A meeting without a link or an invitation is better than none; a person reads the log and adds them.
      while (
        answer.kind === 'answered' &&
        ((extras.meet && refusesConference(answer)) || (extras.guests && refusesGuests(answer)))
      ) {
        if (refusesConference(answer)) extras.meet = false;
        else extras.guests = false;
        log.error('google.not_delegated', {
          meetingId: details.meetingId,
          meet: extras.meet,
          guests: extras.guests,
        });
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
      const result = written(
        await http.ask({
          method: 'PATCH',
          path: eventPath(calendarId, eventId),
          query: { sendUpdates: 'all' },
          body: times(span),
        }),
      );
      return result.kind === 'failed' ? result : { kind: 'ok', event: eventOf(result.body) };
    },

    remove: async (calendarId, eventId) => {
      const answer = await http.ask({
        method: 'DELETE',
        path: eventPath(calendarId, eventId),
        query: { sendUpdates: 'all' },
      });
      if (answer.kind === 'failed') return answer;
      return answer.status < 300 || answer.status === 404 || answer.status === 410
        ? { kind: 'ok' }
        : refusal(answer);
    },

    close: http.close,
  };
}
