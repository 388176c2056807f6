/** A calendar over real HTTP: our database and Google's emulator on one virtual clock, and leads to book for. */
import { afterEach } from 'vitest';
import type { Calendar } from '../../../lib/calendar/calendar.ts';
import { connectCalendar } from '../../../lib/calendar/connection.ts';
import { loadConversationConfig } from '../../../lib/config.ts';
import type { LeadId } from '../../../lib/lead.ts';
import { createLog } from '../../../lib/log.ts';
import { Phone } from '../../../lib/phone.ts';
import { createStore, type Store } from '../../../lib/store/store.ts';
import { createVirtualClock, type VirtualClock } from '../../../local/clock.ts';
import { GOOGLE_ACCOUNT } from '../../../local/emulators/google-calendar/accounts.ts';
import {
  createGoogleCalendarEmulator,
  type GoogleCalendarEmulator,
} from '../../../local/emulators/google-calendar/emulator.ts';
import { type HttpStack, type Network, serve } from '../../../local/emulators/http.ts';
import type { SupabaseEmulator } from '../../../local/emulators/supabase/emulator.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import { useDatabase } from '../../support/database.ts';

/** Monday 10:00 in São Paulo. */
export const START_MS = Date.parse('2026-11-23T13:00:00Z');
export const MINUTE_MS = 60_000;
export const TITLE = 'Reunião de energia solar';
/** A civil time in São Paulo, which has kept one offset since 2019. */
export const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00-03:00`);

export type CalendarWorld = {
  readonly calendar: Calendar;
  readonly store: Store;
  readonly google: GoogleCalendarEmulator;
  readonly supabase: SupabaseEmulator;
  readonly clock: VirtualClock;
  readonly traffic: HttpStack['traffic'];
  readonly logLines: readonly string[];
  readonly ana: LeadId;
  readonly bruno: LeadId;
  /** Another worker over the same calendar, its store changed as told. */
  worker(change?: (store: Store) => Store): Calendar;
  books(leadId: LeadId, time: string): ReturnType<Calendar['book']>;
  minutes(count: number): Promise<void>;
  /** Titles and times in Google, as São Paulo's clocks show them. */
  inGoogle(): readonly string[];
  lead(leadId: LeadId): Promise<{ readonly cycle: number; readonly epoch: number }>;
};

export type CalendarWorldOptions = {
  readonly calendar?: 'google' | 'built_in';
  readonly environment?: Readonly<Record<string, string>>;
  readonly network?: Network;
  /** Milliseconds after which Google's answer is given up. */
  readonly patienceMs?: number;
};

const shown = (ms: number): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/Sao_Paulo',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ms);

/** Call once at the top of a test file; then `world()` in each test. The database is emptied between tests. */
export function useCalendarWorlds(): (options?: CalendarWorldOptions) => Promise<CalendarWorld> {
  const database = useDatabase();
  let closers: (() => Promise<unknown>)[] = [];
  const tidy = async (): Promise<void> => {
    for (const close of closers) await close();
    closers = [];
    database().control.up();
    await database().control.reset();
  };
  afterEach(tidy);

  return async ({ calendar: kind = 'google', environment = {}, network, patienceMs } = {}) => {
    if (closers.length > 0) await tidy();
    const supabase = database();
    const clock = createVirtualClock({ mode: 'manual', startMs: START_MS });
    let url = '';
    const google = createGoogleCalendarEmulator({ clock, publicUrl: () => `${url}/google` });
    const http = await serve({
      mounts: { '/supabase': supabase.handler, '/google': google.handler },
      ...(network && { network }),
    });
    url = http.url;
    const config = loadConversationConfig({
      KOMMO_BASE_URL: url,
      KOMMO_TOKEN: 'x',
      SUPPRESSION_SALT: 's'.repeat(32),
      KOMMO_PIPELINE_ID: '1',
      KOMMO_ACCOUNT_ID: '1',
      SCHEDULE_GROUP: 'bastao',
      SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/agenda',
      FOLLOW_UP_FUNCTION_ARN: 'arn:aws:lambda:sa-east-1:000000000000:function:follow-up-executor',
      WHATSAPP_PROVIDER: 'cloud',
      CLOUD_API_URL: url,
      CLOUD_PHONE_NUMBER_ID: '1',
      CLOUD_TOKEN: 'x',
      SUPABASE_URL: `${url}/supabase`,
      SUPABASE_SERVICE_KEY: ACCOUNT.serviceKey,
      UPSTASH_REDIS_REST_URL: url,
      UPSTASH_REDIS_REST_TOKEN: 'x',
      LEAD_QUEUE_URL: url,
      ...(kind === 'google' && {
        GOOGLE_CALENDAR_ID: GOOGLE_ACCOUNT.calendarId,
        GOOGLE_SERVICE_ACCOUNT: google.serviceAccount(),
        GOOGLE_SUBJECT: GOOGLE_ACCOUNT.subject,
        GOOGLE_API_URL: `${url}/google`,
      }),
      ...environment,
    });
    const logLines: string[] = [];
    const log = createLog({ nowMs: clock.nowMs, write: (line) => logLines.push(line) });
    const store = createStore({ url: `${url}/supabase`, serviceKey: ACCOUNT.serviceKey });
    const worker = (change: (store: Store) => Store = (same) => same): Calendar => {
      const connected = connectCalendar({
        config,
        store: change(store),
        clock,
        log,
        ...(patienceMs !== undefined && {
          timeouts: { connectMs: patienceMs, headersMs: patienceMs, totalMs: patienceMs },
        }),
      });
      closers.push(connected.close);
      return connected.calendar;
    };
    closers.push(() => http.close());
    closers.push(async () => google.control.up());
    closers.reverse();
    const person = async (phone: string): Promise<LeadId> =>
      (
        await store.resolveLead(
          { phone: Phone.parse(phone), lid: null, bsuid: null, replyTo: phone.slice(1) },
          clock.nowMs(),
        )
      ).id;
    const ana = await person('+5581990000001');
    const bruno = await person('+5511990000002');
    const calendar = worker();
    return {
      calendar,
      store,
      google,
      supabase,
      clock,
      traffic: http.traffic,
      logLines,
      ana,
      bruno,
      worker,
      books: (leadId, time) => calendar.book({ leadId, startsAtMs: at(time), email: null, title: TITLE }),
      minutes: (count) => clock.advance(count * MINUTE_MS),
      inGoogle: () =>
        google.control.events().map(({ summary, startsAtMs }) => `${summary} ${shown(startsAtMs)}`),
      lead: async (leadId) => {
        const found = await store.leadById(leadId);
        if (!found) throw new Error('the lead is gone');
        return found;
      },
    };
  };
}
