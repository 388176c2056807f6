/** The calendar put together from one configuration: Google's where one is named, else our own table. */
import type { Clock } from '../clock.ts';
import type { ConversationConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type CalendarDeps, createCalendar } from './bookings.ts';
import { type BusinessHours, loadBusinessHours } from './business-hours.ts';
import type { Calendar } from './calendar.ts';
import { createFollowEvent, type FollowEvent } from './follow-event.ts';
import { createGoogleCalendar, type GoogleCalendar } from './google-calendar.ts';
import { createGoogleHttp } from './google-http.ts';
import { createTokenSource } from './google-token.ts';
import type { HttpTimeouts } from './json-http.ts';

/** A booking makes four requests at most: together they stay well under the minute that a turn has. */
const GOOGLE_TIMEOUTS: HttpTimeouts = { connectMs: 3000, headersMs: 6000, totalMs: 8000 };

export type CalendarConfig = Pick<
  ConversationConfig,
  'google' | 'googleCalendarId' | 'businessHours' | 'timezone' | 'meetingMinutes' | 'meetingNoticeMinutes'
>;

type Connected = { readonly calendar: GoogleCalendar; readonly calendarId: string };

/** Null where no calendar of Google's is named. @throws {Error} for a private key that is none. */
function connectGoogle({
  config,
  clock,
  log,
  timeouts,
}: {
  config: Pick<CalendarConfig, 'google' | 'googleCalendarId' | 'timezone'>;
  clock: Clock;
  log: Log;
  timeouts: HttpTimeouts;
}): Connected | null {
  if (!config.google || config.googleCalendarId === null) return null;
  const { account, subject, apiUrl } = config.google;
  const tokens = createTokenSource({ account, subject, clock, timeouts });
  const http = createGoogleHttp({ apiUrl, tokens, clock, log, timeouts });
  return {
    calendar: createGoogleCalendar({ http, timezone: config.timezone, log }),
    calendarId: config.googleCalendarId,
  };
}

/** What follows events of Google's for whoever books nothing (P5). `close` ends connections. @throws {Error} for a private key that is none. */
export function connectFollowing(options: {
  config: Pick<CalendarConfig, 'google' | 'googleCalendarId' | 'timezone'>;
  store: Pick<Store, 'followEvent'>;
  clock: Clock;
  log: Log;
}): { readonly followEvent: FollowEvent; close(): Promise<void> } {
  const google = connectGoogle({ ...options, timeouts: GOOGLE_TIMEOUTS });
  return {
    followEvent: createFollowEvent({ ...options, google: google?.calendar ?? null }),
    close: async () => google?.calendar.close(),
  };
}

/** `close` ends connections; a Lambda never calls it. @throws {Error} for a private key that is none. */
export function connectCalendar(options: {
  config: CalendarConfig;
  store: CalendarDeps['store'];
  clock: Clock;
  log: Log;
  timeouts?: HttpTimeouts;
}): { readonly calendar: Calendar; close(): Promise<void> } {
  const { config, store, clock, log, timeouts = GOOGLE_TIMEOUTS } = options;
  const { timezone } = config;
  const google = connectGoogle({ config, clock, log, timeouts });
  let hours: Promise<BusinessHours> | null = null;
  const calendar = createCalendar({
    store,
    google,
    followEvent: createFollowEvent({ google: google?.calendar ?? null, store, log }),
    businessHours: () => {
      hours ??= loadBusinessHours({ hours: config.businessHours, timezone, daysOff: 'national_and_bank' });
      return hours;
    },
    meetingMinutes: config.meetingMinutes,
    noticeMinutes: config.meetingNoticeMinutes,
    clock,
    log,
  });
  return { calendar, close: async () => google?.calendar.close() };
}
