/**
 * Google Calendar for what the product uses of it: a service account's tokens, freeBusy, and the events of one calendar, with
 * Google's own errors, over real HTTP. As strict as the real one: an id is never given out twice, an account that acts for
 * nobody gets neither guests nor a Meet link, a calendar that is not shared is told inside a 200.
 */
import type { VirtualClock } from '../../clock.ts';
import { createFaults, type UnnamedFault } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import { type Access, createAccounts, GOOGLE_ACCOUNT } from './accounts.ts';
import { emptyRange, insufficientScope, invalid, invalidCredentials, notFound, outage } from './errors.ts';
import { createEvents, type Json, type StoredEvent } from './events.ts';

export type GoogleOperation = 'token' | 'freeBusy' | 'insert' | 'get' | 'patch' | 'delete' | 'list';

export type GoogleFault = UnnamedFault & { readonly on?: GoogleOperation };

export type GoogleRequestLog = { readonly operation: GoogleOperation; readonly atMs: number };

export type GoogleCalendarEmulator = {
  /** Serves `/token` and `/calendar/v3/…`: mount it where `GOOGLE_API_URL` points. */
  readonly handler: HttpHandler;
  /** `GOOGLE_SERVICE_ACCOUNT`: the key file of the one account there is. */
  serviceAccount(): string;
  readonly control: {
    /** What is in the calendar, earliest first; deleted ones too when asked for. */
    events(options?: { deleted?: boolean }): readonly Readonly<StoredEvent>[];
    /** A person enters something. Returns the event's id. */
    add(event: { startsAtMs: number; endsAtMs: number; summary?: string; isTransparent?: boolean }): string;
    /** A person drags an event to another time. */
    drag(id: string, span: { startsAtMs: number; endsAtMs: number }): void;
    /** A person deletes an event. */
    delete(id: string): void;
    /** Befalls the next `times` calls of `on`, any call when absent. A status is worded as Google words it: 403 is the rate limit. */
    fault(fault: GoogleFault): void;
    down(status?: number): void;
    up(): void;
    /** Whether the account may act for users of its Workspace: without, no token for a subject. */
    delegate(isDelegated: boolean): void;
    /** Whether the calendar is shared with the account. */
    share(isShared: boolean): void;
    revokeTokens(): void;
    delayLinks(times: number): void;
    /** Calls since the start, carried out or not. */
    readonly requests: readonly GoogleRequestLog[];
  };
};

const TIME_ZONE = 'America/Sao_Paulo';
const EVENTS_PATH = /^\/calendar\/v3\/calendars\/([^/]+)\/events(?:\/([^/]+))?$/;
const SCOPE = 'https://www.googleapis.com/auth/calendar';
const REQUESTS_MAX = 10_000;

type Route = { readonly operation: GoogleOperation; run(access: Access, body: Json): Response };

async function bodyOf(request: Request): Promise<Json | null> {
  const raw = await request.text();
  if (raw === '') return {};
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

/** `publicUrl`: where `handler` is mounted. */
export function createGoogleCalendarEmulator({
  clock,
  publicUrl,
}: {
  clock: VirtualClock;
  publicUrl: () => string;
}): GoogleCalendarEmulator {
  const tokenUri = (): string => `${publicUrl()}/token`;
  const accounts = createAccounts({ clock, tokenUri });
  const events = createEvents({ calendarId: GOOGLE_ACCOUNT.calendarId, timeZone: TIME_ZONE, clock });
  const faults = createFaults({ clock, answerWith: outage });
  const requests: GoogleRequestLog[] = [];
  let isShared = true;

  const isReadable = (calendarId: string): boolean => isShared && calendarId === GOOGLE_ACCOUNT.calendarId;

  const freeBusy = (body: Json): Response => {
    const fromMs = Date.parse(String(body['timeMin']));
    const toMs = Date.parse(String(body['timeMax']));
    if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return invalid('Bad Request');
    if (toMs <= fromMs) return emptyRange();
    const items = Array.isArray(body['items']) ? body['items'] : [];
    const ids = items.map((item) =>
      typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : '',
    );
    const calendars = ids.map((id) => [
      id,
      isReadable(id)
        ? { busy: events.busy({ fromMs, toMs }) }
        : { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] },
    ]);
    return Response.json({
      kind: 'calendar#freeBusy',
      timeMin: new Date(fromMs).toISOString(),
      timeMax: new Date(toMs).toISOString(),
      calendars: Object.fromEntries(calendars),
    });
  };

  const may = (access: Access, ...scopes: readonly string[]): boolean =>
    [SCOPE, ...scopes.map((scope) => `${SCOPE}.${scope}`)].some((scope) => access.scopes.has(scope));

  /** What a request asks for; null where the API has nothing. */
  const routeOf = ({ method }: Request, { pathname, searchParams }: URL): Route | null => {
    if (method === 'POST' && pathname === '/calendar/v3/freeBusy')
      return {
        operation: 'freeBusy',
        run: (access, body) => (may(access, 'freebusy', 'readonly') ? freeBusy(body) : insufficientScope()),
      };
    const [, encoded, encodedId] = EVENTS_PATH.exec(pathname) ?? [];
    if (encoded === undefined) return null;
    const calendarId = decodeURIComponent(encoded);
    const id = encodedId === undefined ? null : decodeURIComponent(encodedId);
    const guarded = (operation: GoogleOperation, run: Route['run']): Route => ({
      operation,
      run: (access, body) => {
        if (!may(access, 'events')) return insufficientScope();
        return isReadable(calendarId) ? run(access, body) : notFound();
      },
    });
    switch (`${method} ${id === null ? 'events' : 'event'}`) {
      case 'POST events':
        return guarded('insert', (access, body) =>
          events.insert({ body, access, conferenceVersion: searchParams.get('conferenceDataVersion') }),
        );
      case 'GET events':
        return guarded('list', () => events.list(searchParams));
      case 'GET event':
        return guarded('get', () => events.get(id ?? ''));
      case 'PATCH event':
        return guarded('patch', (_access, body) => events.patch(id ?? '', body));
      case 'DELETE event':
        return guarded('delete', () => events.remove(id ?? ''));
      default:
        return null;
    }
  };

  const noted = (operation: GoogleOperation): void => {
    requests.push({ operation, atMs: clock.nowMs() });
    if (requests.length > REQUESTS_MAX) requests.splice(0, REQUESTS_MAX / 2);
  };

  const existing = (id: string): StoredEvent => {
    const event = events.all.get(id);
    if (!event) throw new Error(`no event ${id} in the calendar`);
    return event;
  };

  return {
    handler: async (request) => {
      const url = new URL(request.url);
      if (request.method === 'POST' && url.pathname === '/token') {
        noted('token');
        return faults.run(['token'], () => accounts.exchange(request));
      }
      const route = routeOf(request, url);
      if (!route)
        return new Response('<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>', { status: 404 });
      noted(route.operation);
      return faults.run([route.operation], async () => {
        const access = accounts.accessOf(request);
        if (!access) return invalidCredentials();
        const body = await bodyOf(request);
        return body === null ? invalid('Parse Error') : route.run(access, body);
      });
    },
    serviceAccount: () => accounts.keyFile(tokenUri()),
    control: {
      events: ({ deleted = false } = {}) =>
        [...events.all.values()]
          .filter(({ status }) => deleted || status === 'confirmed')
          .sort((a, b) => a.startsAtMs - b.startsAtMs),
      add: events.add,
      drag: (id, span) => void Object.assign(existing(id), span),
      delete: (id) => {
        existing(id).status = 'cancelled';
      },
      fault: ({ on, ...fault }) => faults.add({ ...fault, ...(on !== undefined && { name: on }) }),
      down: (status) => faults.down(status),
      up: () => faults.up(),
      delegate: accounts.delegate,
      share: (shared) => {
        isShared = shared;
      },
      revokeTokens: accounts.revokeTokens,
      delayLinks: events.delayLinks,
      requests,
    },
  };
}
