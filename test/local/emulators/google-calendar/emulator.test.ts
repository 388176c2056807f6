/** The Google Calendar emulator is as strict as the real one: tokens, ids, errors, conferences, busy times. */
import { createSign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../../local/clock.ts';
import { GOOGLE_ACCOUNT } from '../../../../local/emulators/google-calendar/accounts.ts';
import {
  createGoogleCalendarEmulator,
  type GoogleCalendarEmulator,
} from '../../../../local/emulators/google-calendar/emulator.ts';
import { type HttpStack, serve } from '../../../../local/emulators/http.ts';

const SCOPES =
  'https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy';
const ID = '0123456789abcdef0123456789abcdef';
const TEN = '2026-11-24T10:00:00-03:00';
const HALF_PAST = '2026-11-24T10:30:00-03:00';
const ELEVEN = '2026-11-24T11:00:00-03:00';

let clock: VirtualClock;
let google: GoogleCalendarEmulator;
let http: HttpStack;
let token = '';
beforeEach(async () => {
  clock = createVirtualClock({ mode: 'manual', startMs: Date.parse('2026-11-23T13:00:00Z') });
  google = createGoogleCalendarEmulator({ clock, publicUrl: () => `${http.url}/google` });
  http = await serve({ mounts: { '/google': google.handler } });
  token = String((await exchange()).body['access_token']);
});
afterEach(async () => {
  google.control.up();
  await http.close();
});

type Answer = { readonly status: number; readonly body: Record<string, unknown> };
const read = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
};

async function exchange(
  claims: Record<string, unknown> = {},
  tamper = (assertion: string): string => assertion,
): Promise<Answer> {
  const key: { private_key: string; client_email: string; token_uri: string } = JSON.parse(
    google.serviceAccount(),
  );
  const now = clock.nowMs() / 1000;
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const standard = {
    iss: key.client_email,
    scope: SCOPES,
    aud: key.token_uri,
    iat: now,
    exp: now + 3600,
    sub: GOOGLE_ACCOUNT.subject,
  };
  const signed = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded({ ...standard, ...claims })}`;
  const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(key.private_key).toString('base64url')}`;
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: tamper(assertion),
  });
  return read(await fetch(key.token_uri, { method: 'POST', body }));
}

const call = async (method: string, path: string, body?: unknown, bearer = token): Promise<Answer> =>
  read(
    await fetch(`${http.url}/google/calendar/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
const EVENTS = `/calendars/${encodeURIComponent(GOOGLE_ACCOUNT.calendarId)}/events`;
const anEvent = (extra: Record<string, unknown> = {}) => ({
  id: ID,
  summary: 'Reunião',
  start: { dateTime: TEN },
  end: { dateTime: HALF_PAST },
  ...extra,
});
const MEET = {
  conferenceData: { createRequest: { requestId: 'r1', conferenceSolutionKey: { type: 'hangoutsMeet' } } },
};
const refused = (status: number, reason: string) => ({
  status,
  body: { error: { code: status, errors: [{ reason }] } },
});

describe('tokens', () => {
  test('a claim signed with the key gives a bearer for an hour', async () => {
    expect(await exchange()).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3599 } });
    expect(await call('GET', EVENTS)).toMatchObject({ status: 200 });
    await clock.advance(3_600_000);
    expect(await call('GET', EVENTS)).toMatchObject(refused(401, 'authError'));
  });
  test.each([
    ['another key', {}, (assertion: string) => `${assertion.slice(0, -8)}AAAAAAAA`, 'Invalid JWT Signature.'],
    ['no JWT', {}, () => 'x.y', 'Failed to parse'],
    ['another account', { iss: 'x@y.iam.gserviceaccount.com' }, undefined, 'account not found'],
    ['another audience', { aud: 'https://oauth2.googleapis.com/token' }, undefined, 'audience'],
    ['a day long', { exp: Date.parse('2026-11-24T13:00:00Z') / 1000 }, undefined, 'short-lived'],
    ['from yesterday', { iat: 1_795_300_000, exp: 1_795_303_600 }, undefined, 'short-lived'],
  ] as const)('%s is refused', async (_what, claims, tamper, why) => {
    expect(await exchange(claims, tamper)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: expect.stringContaining(why) },
    });
  });
  test('acting for a user needs delegation; a scope allows no more than it says', async () => {
    google.control.delegate(false);
    expect(await exchange()).toMatchObject({ status: 401, body: { error: 'unauthorized_client' } });
    google.control.delegate(true);
    const narrow = await exchange({ scope: 'https://www.googleapis.com/auth/calendar.freebusy' });
    expect(await call('GET', EVENTS, undefined, String(narrow.body['access_token']))).toMatchObject(
      refused(403, 'insufficientPermissions'),
    );
  });
});

describe('events', () => {
  test('inserted, read, moved, listed and deleted as Google shows them', async () => {
    const made = await call(
      'POST',
      `${EVENTS}?conferenceDataVersion=1`,
      anEvent({ ...MEET, attendees: [{ email: 'ana@exemplo.example' }] }),
    );
    expect(made).toMatchObject({
      status: 200,
      body: {
        kind: 'calendar#event',
        id: ID,
        status: 'confirmed',
        start: { dateTime: TEN, timeZone: 'America/Sao_Paulo' },
        hangoutLink: expect.stringMatching(/^https:\/\/meet\.google\.com\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/),
        conferenceData: {
          createRequest: { status: { statusCode: 'success' } },
          entryPoints: [{ entryPointType: 'video' }],
        },
        attendees: [{ email: 'ana@exemplo.example', responseStatus: 'needsAction' }],
      },
    });
    const move = { start: { dateTime: '2026-11-24T13:30:00Z' }, end: { dateTime: '2026-11-24T14:00:00Z' } };
    expect(await call('PATCH', `${EVENTS}/${ID}`, move)).toMatchObject({
      body: {
        start: { dateTime: HALF_PAST },
        end: { dateTime: ELEVEN },
        hangoutLink: made.body['hangoutLink'],
        sequence: 1,
      },
    });
    expect(await call('GET', `${EVENTS}?timeMin=2026-11-24T13:45:00Z`)).toMatchObject({
      body: { items: [{ id: ID }] },
    });
    expect(await call('GET', `${EVENTS}?timeMin=2026-11-24T14:00:00Z`)).toMatchObject({
      body: { items: [] },
    });
    expect(await call('DELETE', `${EVENTS}/${ID}`)).toMatchObject({ status: 204 });
    expect(await call('GET', EVENTS)).toMatchObject({ body: { items: [] } });
  });

  test('I6 · an id is given out once: twice is 409, and so it is after the event was deleted', async () => {
    await call('POST', EVENTS, anEvent());
    expect(await call('POST', EVENTS, anEvent())).toMatchObject(refused(409, 'duplicate'));
    await call('DELETE', `${EVENTS}/${ID}`);
    expect(await call('POST', EVENTS, anEvent())).toMatchObject(refused(409, 'duplicate'));
    expect(await call('GET', `${EVENTS}/${ID}`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
    expect(await call('DELETE', `${EVENTS}/${ID}`)).toMatchObject(refused(410, 'deleted'));
    expect(await call('PATCH', `${EVENTS}/${ID}`, {})).toMatchObject(refused(403, 'forbidden'));
  });

  test.each([
    ['an id with a dash', { id: '0123-4567' }, 400, 'invalid'],
    ['no end', { end: undefined }, 400, 'required'],
    ['an end before its start', { end: { dateTime: '2026-11-24T09:00:00-03:00' } }, 400, 'timeRangeEmpty'],
    ['S2 · a time without zone or offset', { start: { dateTime: '2026-11-24T10:00:00' } }, 400, 'invalid'],
    ['a guest who is no address', { attendees: [{ email: 'ana' }] }, 400, 'invalid'],
  ])('%s is refused', async (_what, extra, status, reason) => {
    expect(await call('POST', EVENTS, anEvent(extra))).toMatchObject(refused(status, reason));
    expect(google.control.events()).toEqual([]);
  });

  test('who acts for nobody has neither guests nor Meet; without its version a conference is ignored', async () => {
    const own = String((await exchange({ sub: undefined })).body['access_token']);
    expect(await call('POST', `${EVENTS}?conferenceDataVersion=1`, anEvent(MEET), own)).toMatchObject({
      status: 400,
      body: { error: { message: 'Invalid conference type value.' } },
    });
    const guest = anEvent({ attendees: [{ email: 'ana@exemplo.example' }] });
    expect(await call('POST', EVENTS, guest, own)).toMatchObject(refused(403, 'forbiddenForServiceAccounts'));
    const plain = await call('POST', EVENTS, anEvent(MEET));
    expect(plain.status).toBe(200);
    expect(plain.body['hangoutLink']).toBeUndefined();
  });

  test('a conference may be pending until the event is read again', async () => {
    google.control.delayLinks(1);
    const made = await call('POST', `${EVENTS}?conferenceDataVersion=1`, anEvent(MEET));
    expect(made.body['hangoutLink']).toBeUndefined();
    expect(made).toMatchObject({
      body: { conferenceData: { createRequest: { status: { statusCode: 'pending' } } } },
    });
    expect(await call('GET', `${EVENTS}/${ID}`)).toMatchObject({ body: { hangoutLink: expect.any(String) } });
  });

  test('an unknown event, and a calendar that is not shared, are 404', async () => {
    expect(await call('GET', `${EVENTS}/${ID}`)).toMatchObject(refused(404, 'notFound'));
    expect(await call('POST', '/calendars/primary/events', anEvent())).toMatchObject(
      refused(404, 'notFound'),
    );
    google.control.share(false);
    expect(await call('POST', EVENTS, anEvent())).toMatchObject(refused(404, 'notFound'));
  });
});

describe('busy times', () => {
  const ask = (id: string = GOOGLE_ACCOUNT.calendarId) =>
    call('POST', '/freeBusy', { timeMin: TEN, timeMax: ELEVEN, items: [{ id }] });
  const at = (time: string): number => Date.parse(`2026-11-24T${time}:00-03:00`);

  test('are merged, cut to the period, without what is transparent or deleted', async () => {
    google.control.add({ startsAtMs: at('09:30'), endsAtMs: at('10:10') });
    google.control.add({ startsAtMs: at('10:10'), endsAtMs: at('10:20') });
    google.control.add({ startsAtMs: at('10:30'), endsAtMs: at('10:40'), isTransparent: true });
    google.control.delete(google.control.add({ startsAtMs: at('10:40'), endsAtMs: at('10:50') }));
    google.control.add({ startsAtMs: at('11:00'), endsAtMs: at('12:00') });
    expect(await ask()).toMatchObject({
      status: 200,
      body: {
        calendars: {
          [GOOGLE_ACCOUNT.calendarId]: {
            busy: [{ start: '2026-11-24T13:00:00Z', end: '2026-11-24T13:20:00Z' }],
          },
        },
      },
    });
  });
  test('of a calendar that may not be read are an error inside a 200', async () => {
    expect(await ask('outra@exemplo.example')).toMatchObject({
      status: 200,
      body: { calendars: { 'outra@exemplo.example': { errors: [{ reason: 'notFound' }], busy: [] } } },
    });
  });
  test('need a period', async () => {
    const backwards = { timeMin: ELEVEN, timeMax: TEN, items: [] };
    expect(await call('POST', '/freeBusy', backwards)).toMatchObject(refused(400, 'timeRangeEmpty'));
  });
});

describe('faults', () => {
  test('a status is worded as Google words it, for as often as it was asked', async () => {
    google.control.fault({ kind: 'status', status: 403, times: 1, on: 'list' });
    expect(await call('GET', EVENTS)).toMatchObject(refused(403, 'rateLimitExceeded'));
    expect(await call('GET', EVENTS)).toMatchObject({ status: 200 });
    google.control.down(503);
    expect(await call('GET', EVENTS)).toMatchObject(refused(503, 'backendError'));
  });
  test('a lost answer leaves the event; a dropped request leaves none', async () => {
    google.control.fault({ kind: 'drop', times: 1, on: 'insert' });
    await expect(call('POST', EVENTS, anEvent())).rejects.toThrow();
    expect(google.control.events()).toEqual([]);
    google.control.fault({ kind: 'drop_after_commit', times: 1, on: 'insert' });
    await expect(call('POST', EVENTS, anEvent())).rejects.toThrow();
    expect(google.control.events()).toMatchObject([{ id: ID }]);
  });
});
