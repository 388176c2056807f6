/** The events of one Google calendar: what the API accepts, keeps and shows of them. */
import type { VirtualClock } from '../../clock.ts';
import type { Access } from './accounts.ts';
import {
  duplicate,
  emptyRange,
  forbidden,
  gone,
  guestQuota,
  guestsForbidden,
  invalid,
  notFound,
  required,
} from './errors.ts';

/** An event as the emulator keeps it. */
export type StoredEvent = {
  readonly id: string;
  status: 'confirmed' | 'cancelled';
  summary: string;
  description: string | null;
  startsAtMs: number;
  endsAtMs: number;
  /** As the event names it; the calendar's own where it names none. */
  timeZone: string;
  attendees: readonly string[];
  /** Who has answered the invitation, and how. */
  responses: Readonly<Record<string, 'accepted' | 'declined' | 'tentative'>>;
  meetLink: string | null;
  /** Asked for, and not made yet. */
  isLinkPending: boolean;
  requestId: string | null;
  isTransparent: boolean;
  readonly createdAtMs: number;
  updatedAtMs: number;
  sequence: number;
};

export type Events = {
  readonly all: Map<string, StoredEvent>;
  insert(options: { body: Json; access: Access; conferenceVersion: string | null }): Response;
  get(id: string): Response;
  patch(id: string, body: Json): Response;
  remove(id: string): Response;
  list(query: URLSearchParams): Response;
  /** Merged and cut to the period, as freeBusy answers. */
  busy(period: { fromMs: number; toMs: number }): readonly { readonly start: string; readonly end: string }[];
  /** The next `times` conferences get their link only when the event is read again. */
  delayLinks(times: number): void;
  /** So many guests more may be invited; then every event with a guest is refused. */
  allowGuests(count: number): void;
  /** A person enters an event. Returns its id. */
  add(event: { startsAtMs: number; endsAtMs: number; summary?: string; isTransparent?: boolean }): string;
};

export type Json = Readonly<Record<string, unknown>>;

const EVENT_ID = /^[a-v0-9]{5,1024}$/;
/** A time with its offset; without one it needs a zone by name. */
const WITH_OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;

const object = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** `-03:00` for that zone at that instant. */
function offsetOf(ms: number, timeZone: string): string {
  const part = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName');
  const offset = part?.value.replace('GMT', '') ?? '';
  return offset === '' ? '+00:00' : offset;
}

/** As Google writes a time: in the calendar's zone, with its offset. */
function civil(ms: number, timeZone: string): string {
  const offset = offsetOf(ms, timeZone);
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  const shiftMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return `${new Date(ms + shiftMs).toISOString().slice(0, 19)}${offset}`;
}

/** The instant of `{dateTime, timeZone}`, or why there is none. */
function instantOf(value: unknown, name: 'start' | 'end'): number | Response {
  const when = object(value);
  const dateTime = text(when?.['dateTime']);
  if (!when || dateTime === null) return required(`Missing ${name} time.`);
  if (!WITH_OFFSET.test(dateTime)) {
    // A naive time in a named zone: allowed by Google. None of ours may send one (S2), so the emulator does not know how.
    return invalid(
      text(when['timeZone']) === null
        ? `Missing time zone definition for ${name} time.`
        : 'Naive times are not emulated.',
    );
  }
  const ms = Date.parse(dateTime);
  return Number.isNaN(ms) ? invalid('Bad Request') : ms;
}

/** `calendarId` is also the organiser; `timeZone` the calendar's. */
export function createEvents(options: { calendarId: string; timeZone: string; clock: VirtualClock }): Events {
  const { calendarId, timeZone, clock } = options;
  const all = new Map<string, StoredEvent>();
  let delayed = 0;
  let counter = 0;
  let guestsLeft = Number.POSITIVE_INFINITY;

  const meetLink = (): string => {
    counter += 1;
    const letters = [17_576, 676, 26, 1]
      .map((place) => String.fromCharCode(97 + (Math.floor(counter / place) % 26)))
      .join('');
    return `https://meet.google.com/sol-${letters}-bot`;
  };

  const shown = (event: StoredEvent): Json => {
    const head = {
      kind: 'calendar#event',
      etag: `"${event.updatedAtMs * 2}"`,
      id: event.id,
      status: event.status,
    };
    const code = event.meetLink?.split('/').at(-1);
    return {
      ...head,
      htmlLink: `https://www.google.com/calendar/event?eid=${event.id}`,
      created: new Date(event.createdAtMs).toISOString(),
      updated: new Date(event.updatedAtMs).toISOString(),
      summary: event.summary,
      ...(event.description !== null && { description: event.description }),
      creator: { email: calendarId },
      organizer: { email: calendarId, self: true },
      start: { dateTime: civil(event.startsAtMs, timeZone), timeZone: event.timeZone },
      end: { dateTime: civil(event.endsAtMs, timeZone), timeZone: event.timeZone },
      ...(event.isTransparent && { transparency: 'transparent' }),
      iCalUID: `${event.id}@google.com`,
      sequence: event.sequence,
      ...(event.attendees.length > 0 && {
        attendees: event.attendees.map((email) => ({
          email,
          ...(email === calendarId && { self: true, organizer: true }),
          responseStatus: event.responses[email] ?? 'needsAction',
        })),
      }),
      ...(event.meetLink !== null && { hangoutLink: event.meetLink }),
      ...(event.requestId !== null && {
        conferenceData: {
          createRequest: {
            requestId: event.requestId,
            conferenceSolutionKey: { type: 'hangoutsMeet' },
            status: { statusCode: event.isLinkPending ? 'pending' : 'success' },
          },
          ...(event.meetLink !== null && {
            entryPoints: [
              { entryPointType: 'video', uri: event.meetLink, label: event.meetLink.replace('https://', '') },
            ],
            conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
            conferenceId: code,
          }),
        },
      }),
      reminders: { useDefault: true },
      eventType: 'default',
    };
  };
  const answer = (event: StoredEvent): Response => Response.json(shown(event));

  const insert: Events['insert'] = ({ body, access, conferenceVersion }) => {
    const id = text(body['id']) ?? `evento${(all.size + 1).toString().padStart(6, '0')}`;
    if (!EVENT_ID.test(id)) return invalid('Invalid resource id value.');
    const startsAtMs = instantOf(body['start'], 'start');
    if (startsAtMs instanceof Response) return startsAtMs;
    const endsAtMs = instantOf(body['end'], 'end');
    if (endsAtMs instanceof Response) return endsAtMs;
    if (endsAtMs <= startsAtMs) return emptyRange();
    const guests = (Array.isArray(body['attendees']) ? body['attendees'] : []).map(
      (guest) => text(object(guest)?.['email']) ?? '',
    );
    if (guests.some((email) => !/^\S+@\S+\.\S+$/.test(email))) return invalid('Invalid attendee email.');
    if (guests.length > 0 && access.subject === null) return guestsForbidden();
    // So many invitations a day, of which nothing is documented but the refusal (lessons P8).
    if (guests.length > guestsLeft) return guestQuota();
    // Without conferenceDataVersion=1 Google ignores the conference and says nothing.
    const conference =
      conferenceVersion === '1' ? object(object(body['conferenceData'])?.['createRequest']) : null;
    if (
      conference &&
      (object(conference['conferenceSolutionKey'])?.['type'] !== 'hangoutsMeet' || access.subject === null)
    )
      return invalid('Invalid conference type value.');
    if (conference && text(conference['requestId']) === null)
      return required('Missing conference request id.');
    // A deleted event keeps its id for ever.
    if (all.has(id)) return duplicate();
    const isLinkPending = conference !== null && delayed > 0;
    if (isLinkPending) delayed -= 1;
    const event: StoredEvent = {
      id,
      status: 'confirmed',
      summary: text(body['summary']) ?? '',
      description: text(body['description']),
      startsAtMs,
      endsAtMs,
      timeZone: text(object(body['start'])?.['timeZone']) ?? timeZone,
      attendees: guests,
      responses: {},
      meetLink: conference && !isLinkPending ? meetLink() : null,
      isLinkPending,
      requestId: conference && text(conference['requestId']),
      isTransparent: body['transparency'] === 'transparent',
      createdAtMs: clock.nowMs(),
      updatedAtMs: clock.nowMs(),
      sequence: 0,
    };
    all.set(id, event);
    guestsLeft -= guests.length;
    return answer(event);
  };

  return {
    all,
    insert,
    get: (id) => {
      const event = all.get(id);
      if (!event) return notFound();
      if (event.isLinkPending) {
        event.isLinkPending = false;
        event.meetLink = meetLink();
      }
      return answer(event);
    },
    patch: (id, body) => {
      const event = all.get(id);
      if (!event) return notFound();
      if (event.status === 'cancelled') return forbidden();
      const startsAtMs = body['start'] === undefined ? event.startsAtMs : instantOf(body['start'], 'start');
      if (startsAtMs instanceof Response) return startsAtMs;
      const endsAtMs = body['end'] === undefined ? event.endsAtMs : instantOf(body['end'], 'end');
      if (endsAtMs instanceof Response) return endsAtMs;
      if (endsAtMs <= startsAtMs) return emptyRange();
      const named = object(body['start'])?.['timeZone'];
      Object.assign(event, {
        startsAtMs,
        endsAtMs,
        timeZone: text(named) ?? event.timeZone,
        summary: text(body['summary']) ?? event.summary,
        updatedAtMs: clock.nowMs(),
        sequence: event.sequence + 1,
      });
      return answer(event);
    },
    remove: (id) => {
      const event = all.get(id);
      if (!event) return notFound();
      if (event.status === 'cancelled') return gone();
      event.status = 'cancelled';
      event.updatedAtMs = clock.nowMs();
      return new Response(null, { status: 204 });
    },
    list: (query) => {
      const fromMs = Date.parse(query.get('timeMin') ?? '1970-01-01T00:00:00Z');
      const toMs = Date.parse(query.get('timeMax') ?? '9999-01-01T00:00:00Z');
      if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return invalid('Bad Request');
      if (toMs <= fromMs) return emptyRange();
      const items = [...all.values()]
        .filter(({ status }) => status === 'confirmed' || query.get('showDeleted') === 'true')
        .filter(({ startsAtMs, endsAtMs }) => endsAtMs > fromMs && startsAtMs < toMs)
        .sort((a, b) => a.startsAtMs - b.startsAtMs);
      return Response.json({
        kind: 'calendar#events',
        summary: calendarId,
        timeZone,
        accessRole: 'writer',
        items: items.map(shown),
      });
    },
    busy: ({ fromMs, toMs }) => {
      const merged: { startsAtMs: number; endsAtMs: number }[] = [];
      for (const { status, isTransparent, startsAtMs, endsAtMs } of [...all.values()].sort(
        (a, b) => a.startsAtMs - b.startsAtMs,
      )) {
        if (status === 'cancelled' || isTransparent || endsAtMs <= fromMs || startsAtMs >= toMs) continue;
        const last = merged.at(-1);
        if (last && startsAtMs <= last.endsAtMs) last.endsAtMs = Math.max(last.endsAtMs, endsAtMs);
        else merged.push({ startsAtMs, endsAtMs });
      }
      const written = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
      return merged.map(({ startsAtMs, endsAtMs }) => ({
        start: written(Math.max(startsAtMs, fromMs)),
        end: written(Math.min(endsAtMs, toMs)),
      }));
    },
    allowGuests: (count) => {
      guestsLeft = count;
    },
    delayLinks: (times) => {
      delayed += times;
    },
    add: ({ startsAtMs, endsAtMs, summary = 'Compromisso', isTransparent = false }) => {
      const id = `pessoal${(all.size + 1).toString().padStart(6, '0')}`;
      all.set(id, {
        id,
        status: 'confirmed',
        summary,
        description: null,
        startsAtMs,
        endsAtMs,
        timeZone,
        attendees: [],
        responses: {},
        meetLink: null,
        isLinkPending: false,
        requestId: null,
        isTransparent,
        createdAtMs: clock.nowMs(),
        updatedAtMs: clock.nowMs(),
        sequence: 0,
      });
      return id;
    },
  };
}
