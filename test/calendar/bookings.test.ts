/** Booking, moving and cancelling, in Google's calendar and in ours alone. */
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConversationConfig } from '../../lib/config.ts';
import { at, MINUTE_MS, TITLE, useCalendarWorlds } from './support/calendar-world.ts';

const world = useCalendarWorlds();
const TUESDAY_10 = '2026-11-24 10:00';
const TUESDAY_11 = '2026-11-24 11:00';

describe.each(['google', 'built_in'] as const)('a calendar in %s', (calendar) => {
  test('C5 S2 · a booking is what the calendar then says of the lead, at that instant and for half an hour', async () => {
    const w = await world({ calendar });
    expect(await w.calendar.current(w.ana)).toBeNull();
    const outcome = await w.books(w.ana, TUESDAY_10);
    expect(outcome).toMatchObject({
      kind: 'booked',
      booking: { leadId: w.ana, startsAtMs: at(TUESDAY_10), endsAtMs: at('2026-11-24 10:30') },
    });
    expect(await w.calendar.current(w.ana)).toEqual('booking' in outcome && outcome.booking);
    expect(await w.calendar.current(w.bruno)).toBeNull();
    expect(w.inGoogle()).toEqual(calendar === 'google' ? [`${TITLE} ${TUESDAY_10}`] : []);
  });

  test('S1 · two leads want one time at once: one has it, the other is told', async () => {
    const w = await world({ calendar });
    const outcomes = await Promise.all([w.books(w.ana, TUESDAY_10), w.books(w.bruno, TUESDAY_10)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['booked', 'taken']);
    expect(w.google.control.events()).toHaveLength(calendar === 'google' ? 1 : 0);
    expect(
      (await Promise.all([w.calendar.current(w.ana), w.calendar.current(w.bruno)])).filter(Boolean),
    ).toHaveLength(1);
  });

  test('S1 · meetings of an hour that overlap by half are one too many', async () => {
    const w = await world({ calendar, environment: { MEETING_MINUTES: '60' } });
    expect(await w.books(w.ana, TUESDAY_10)).toMatchObject({ kind: 'booked' });
    expect(await w.books(w.bruno, '2026-11-24 10:30')).toEqual({ kind: 'taken' });
    expect(await w.books(w.bruno, '2026-11-24 09:30')).toEqual({ kind: 'taken' });
    expect(await w.books(w.bruno, TUESDAY_11)).toMatchObject({ kind: 'booked' });
  });

  test('S1 · a lead has one meeting: booked again at its time it is the same, at another it has moved', async () => {
    const w = await world({ calendar });
    const first = await w.books(w.ana, TUESDAY_10);
    expect(await w.books(w.ana, TUESDAY_10)).toEqual(first);
    expect(await w.books(w.ana, TUESDAY_11)).toMatchObject({
      kind: 'booked',
      booking: { startsAtMs: at(TUESDAY_11) },
    });
    expect(w.google.control.events()).toHaveLength(calendar === 'google' ? 1 : 0);
    expect(await w.books(w.bruno, TUESDAY_10)).toMatchObject({ kind: 'booked' });
  });

  test.each([
    ['2026-11-23 10:30', 'past'],
    ['2026-11-23 09:00', 'past'],
    ['2026-11-20 10:00', 'past'],
    ['2026-11-24 07:30', 'closed'],
    ['2026-11-24 17:45', 'closed'],
    ['2026-11-24 18:00', 'closed'],
    ['2026-11-28 10:00', 'closed'],
    ['2026-11-29 10:00', 'closed'],
    ['2026-12-25 10:00', 'closed'],
    ['2027-02-09 10:00', 'closed'],
    ['2026-11-24 10:07', 'closed'],
  ] as const)('S2 · %s is refused as %s, for a booking and for a move', async (time, reason) => {
    const w = await world({ calendar });
    expect(await w.books(w.ana, time)).toEqual({ kind: 'refused', reason });
    await w.books(w.ana, TUESDAY_10);
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(time) })).toEqual({
      kind: 'refused',
      reason,
    });
    expect(await w.calendar.current(w.ana)).toMatchObject({ startsAtMs: at(TUESDAY_10) });
  });

  test('S2 · a meeting that is moved keeps its length and frees its old time', async () => {
    const w = await world({ calendar, environment: { MEETING_MINUTES: '60' } });
    await w.books(w.ana, TUESDAY_10);
    // Half an hour later: into the hour it holds itself.
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at('2026-11-24 10:30') })).toMatchObject({
      kind: 'booked',
      booking: { startsAtMs: at('2026-11-24 10:30'), endsAtMs: at('2026-11-24 11:30') },
    });
    expect(await w.books(w.bruno, '2026-11-24 09:30')).toMatchObject({ kind: 'booked' });
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at('2026-11-24 10:00') })).toEqual({
      kind: 'taken',
    });
    expect(await w.calendar.current(w.ana)).toMatchObject({ startsAtMs: at('2026-11-24 10:30') });
  });

  test('S2 · whoever has no meeting can neither move nor cancel one', async () => {
    const w = await world({ calendar });
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(TUESDAY_10) })).toEqual({ kind: 'none' });
    expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'none' });
  });

  test('a cancelled meeting is gone, its time is free, and the lead may book again', async () => {
    const w = await world({ calendar });
    await w.books(w.ana, TUESDAY_10);
    expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'cancelled' });
    expect(await w.calendar.current(w.ana)).toBeNull();
    expect(w.inGoogle()).toEqual([]);
    expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'none' });
    expect(await w.books(w.bruno, TUESDAY_10)).toMatchObject({ kind: 'booked' });
    expect(await w.books(w.ana, TUESDAY_11)).toMatchObject({ kind: 'booked' });
  });

  test('a meeting that took place is nobody’s next one', async () => {
    const w = await world({ calendar });
    await w.books(w.ana, TUESDAY_10);
    await w.minutes(24 * 60 + 31);
    expect(await w.calendar.current(w.ana)).toBeNull();
    expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'none' });
    expect(await w.books(w.ana, '2026-11-25 10:00')).toMatchObject({ kind: 'booked' });
  });

  test('I6 · a booking starts a new cycle, once; a move and a cancellation do not', async () => {
    const w = await world({ calendar });
    const before = await w.lead(w.ana);
    await w.books(w.ana, TUESDAY_10);
    await w.books(w.ana, TUESDAY_10);
    expect(await w.lead(w.ana)).toMatchObject({ cycle: before.cycle + 1, epoch: before.epoch });
    await w.calendar.move({ leadId: w.ana, startsAtMs: at(TUESDAY_11) });
    await w.calendar.cancel({ leadId: w.ana });
    expect((await w.lead(w.ana)).cycle).toBe(before.cycle + 1);
  });

  test('S4 · times are offered from two hours on, inside opening hours, and never where something is', async () => {
    const w = await world({ calendar });
    await w.books(w.ana, '2026-11-23 14:00');
    if (calendar === 'google') {
      w.google.control.add({ startsAtMs: at('2026-11-23 15:10'), endsAtMs: at('2026-11-23 15:40') });
      w.google.control.add({
        startsAtMs: at('2026-11-23 16:00'),
        endsAtMs: at('2026-11-23 18:00'),
        isTransparent: true,
      });
    }
    const answer = await w.calendar.availability({ fromMs: w.clock.nowMs(), limit: 300 });
    const times = answer.kind === 'ok' ? answer.slots.map(({ startsAtMs }) => startsAtMs) : [];
    const today = times.filter((ms) => ms < at('2026-11-24 00:00'));
    const free = [
      '12:00',
      '12:30',
      '13:00',
      '13:30',
      '14:30',
      '15:00',
      '15:30',
      '16:00',
      '16:30',
      '17:00',
      '17:30',
    ];
    const expected =
      calendar === 'google' ? free.filter((time) => time !== '15:00' && time !== '15:30') : free;
    expect(today).toEqual(expected.map((time) => at(`2026-11-23 ${time}`)));
    // A fortnight without Saturdays, Sundays and holidays: 11 today, 20 on each of 9 days, 8 until noon of the last.
    expect(times.filter((ms) => ms >= at('2026-11-24 00:00'))).toHaveLength(9 * 20 + 8);
    expect(answer).toMatchObject({
      kind: 'ok',
      slots: expect.arrayContaining([{ startsAtMs: at(TUESDAY_10), endsAtMs: at('2026-11-24 10:30') }]),
    });
    expect(await w.calendar.availability({ fromMs: at('2026-11-27 17:00'), limit: 3 })).toEqual({
      kind: 'ok',
      slots: ['2026-11-27 17:00', '2026-11-27 17:30', '2026-11-30 08:00'].map((time) => ({
        startsAtMs: at(time),
        endsAtMs: at(time) + 30 * MINUTE_MS,
      })),
    });
  });

  test('S4 · whoever asks what is free waits for nobody: twenty at once, each two reads, none turned away', async () => {
    const w = await world({ calendar });
    await w.calendar.availability({ fromMs: w.clock.nowMs(), limit: 1 });
    w.traffic.length = 0;
    const asked = Array.from({ length: 20 }, () =>
      w.calendar.availability({ fromMs: w.clock.nowMs(), limit: 5 }),
    );
    const answers = await Promise.all([...asked, w.books(w.ana, TUESDAY_10)]);
    expect(answers.slice(0, 20).map(({ kind }) => kind)).toEqual(Array(20).fill('ok'));
    const reads = w.traffic.filter(({ path }) => /busy_meetings|freeBusy/.test(path));
    // The booking asks Google once as well.
    expect(reads).toHaveLength(calendar === 'google' ? 41 : 20);
  });
});

describe('Google', () => {
  test('S2 · the event is in the configured calendar, at its instant, in its zone, with guest and Meet link', async () => {
    const w = await world();
    const outcome = await w.calendar.book({
      leadId: w.ana,
      startsAtMs: at(TUESDAY_10),
      email: 'ana@exemplo.example',
      title: TITLE,
    });
    const [event] = w.google.control.events();
    expect(event).toMatchObject({
      summary: TITLE,
      startsAtMs: at(TUESDAY_10),
      endsAtMs: at('2026-11-24 10:30'),
      timeZone: 'America/Sao_Paulo',
      attendees: ['ana@exemplo.example'],
    });
    expect(outcome).toMatchObject({ booking: { meetLink: event?.meetLink } });
    expect(event?.meetLink).toMatch(/^https:\/\/meet\.google\.com\//);
    await w.calendar.move({ leadId: w.ana, startsAtMs: at(TUESDAY_11) });
    const [moved] = w.google.control.events();
    expect(moved).toMatchObject({
      id: event?.id,
      startsAtMs: at(TUESDAY_11),
      endsAtMs: at('2026-11-24 11:30'),
      timeZone: 'America/Sao_Paulo',
      meetLink: event?.meetLink,
      attendees: ['ana@exemplo.example'],
    });
    expect(await w.calendar.current(w.ana)).toMatchObject({
      startsAtMs: at(TUESDAY_11),
      meetLink: event?.meetLink,
    });
    expect(w.traffic.every(({ path }) => !path.includes('primary'))).toBe(true);
  });

  test('S2 · `primary` is no calendar of the company, and an account is asked for', () => {
    expect(() => loadConversationConfig({ GOOGLE_CALENDAR_ID: 'primary' })).toThrow(
      /GOOGLE_CALENDAR_ID has to name a calendar/,
    );
    expect(() => loadConversationConfig({ GOOGLE_CALENDAR_ID: 'agenda@exemplo.example' })).toThrow(
      /GOOGLE_SERVICE_ACCOUNT is missing/,
    );
    expect(() =>
      loadConversationConfig({
        GOOGLE_CALENDAR_ID: 'a@b.example',
        GOOGLE_SERVICE_ACCOUNT: '{"client_email":"x@y"}',
      }),
    ).toThrow(ConfigError);
  });

  test('S1 · what a person entered by hand is in the way, of a booking and of a move', async () => {
    const w = await world();
    w.google.control.add({ startsAtMs: at('2026-11-24 10:15'), endsAtMs: at('2026-11-24 10:20') });
    expect(await w.books(w.ana, TUESDAY_10)).toEqual({ kind: 'taken' });
    expect(await w.calendar.current(w.ana)).toBeNull();
    await w.books(w.ana, TUESDAY_11);
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(TUESDAY_10) })).toEqual({ kind: 'taken' });
    expect(w.inGoogle()).toContain(`${TITLE} ${TUESDAY_11}`);
    // Neither attempt holds the time any longer.
    w.google.control.delete(w.google.control.events()[0]?.id ?? '');
    expect(await w.books(w.bruno, TUESDAY_10)).toMatchObject({ kind: 'booked' });
  });

  test('one token serves an hour of calls, a revoked one is replaced, an ended one renewed', async () => {
    const w = await world();
    const tokens = (): number =>
      w.google.control.requests.filter(({ operation }) => operation === 'token').length;
    await Promise.all([w.books(w.ana, TUESDAY_10), w.books(w.bruno, TUESDAY_11)]);
    await w.calendar.cancel({ leadId: w.bruno });
    expect(tokens()).toBe(1);
    w.google.control.revokeTokens();
    expect(await w.books(w.bruno, TUESDAY_11)).toMatchObject({ kind: 'booked' });
    expect(tokens()).toBe(2);
    await w.minutes(59);
    expect(await w.calendar.availability({ fromMs: w.clock.nowMs(), limit: 1 })).toMatchObject({
      kind: 'ok',
    });
    expect(tokens()).toBe(3);
  });

  test('an account that may act for nobody books without link and invitation, and says so', async () => {
    const w = await world({ environment: { GOOGLE_SUBJECT: '' } });
    const outcome = await w.calendar.book({
      leadId: w.ana,
      startsAtMs: at(TUESDAY_10),
      email: 'ana@exemplo.example',
      title: TITLE,
    });
    expect(outcome).toMatchObject({ kind: 'booked', booking: { meetLink: null } });
    expect(w.google.control.events()).toMatchObject([
      { attendees: [], meetLink: null, description: 'E-mail: ana@exemplo.example' },
    ]);
    expect(w.logLines.filter((line) => line.includes('google.not_delegated'))).toHaveLength(2);
  });

  test('a Meet link that Google makes a moment later is in the booking', async () => {
    const w = await world();
    w.google.control.delayLinks(1);
    expect(await w.books(w.ana, TUESDAY_10)).toMatchObject({
      booking: { meetLink: expect.stringContaining('meet.google.com') },
    });
  });

  test('an event that a person deleted: the lead moves the meeting, and has one again', async () => {
    const w = await world();
    await w.books(w.ana, TUESDAY_10);
    w.google.control.delete(w.google.control.events()[0]?.id ?? '');
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(TUESDAY_11) })).toMatchObject({
      kind: 'booked',
    });
    expect(w.inGoogle()).toEqual([`${TITLE} ${TUESDAY_11}`]);
    w.google.control.delete(w.google.control.events()[0]?.id ?? '');
    expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'cancelled' });
  });

  test.each([
    ['down', 'token_server_error'],
    ['unshared', 'google_calendar_notFound'],
    ['slow down', 'rate_limited'],
    ['not delegated', 'token_auth'],
  ] as const)(
    '%s: nothing is offered, nothing is booked, and the time is free when it is over',
    async (what, cause) => {
      const w = await world();
      const { control } = w.google;
      if (what === 'down') control.down(503);
      if (what === 'unshared') control.share(false);
      if (what === 'slow down') control.fault({ kind: 'status', status: 403, times: 2, on: 'freeBusy' });
      if (what === 'not delegated') control.delegate(false);
      expect(await w.calendar.availability({ fromMs: w.clock.nowMs(), limit: 1 })).toEqual({
        kind: 'failed',
        cause,
      });
      expect(await w.books(w.ana, TUESDAY_10)).toEqual({ kind: 'failed', cause });
      expect(await w.calendar.current(w.ana)).toBeNull();
      control.up();
      control.share(true);
      control.delegate(true);
      expect(await w.books(w.bruno, TUESDAY_10)).toMatchObject({ kind: 'booked' });
    },
  );

  test('O2 · no log line holds the key, a token or an e-mail', async () => {
    const w = await world();
    w.google.control.fault({ kind: 'status', status: 500, times: 2, on: 'insert' });
    await w.calendar.book({
      leadId: w.ana,
      startsAtMs: at(TUESDAY_10),
      email: 'ana@exemplo.example',
      title: TITLE,
    });
    await w.calendar.book({
      leadId: w.ana,
      startsAtMs: at(TUESDAY_10),
      email: 'ana@exemplo.example',
      title: TITLE,
    });
    const lines = w.logLines.join('\n');
    expect(lines).toContain('calendar.booked');
    expect(lines).not.toMatch(/PRIVATE KEY|local-google-token|ana@exemplo|eyJ/);
  });
});

test('R19 · two leads who turn out to be one keep the meeting booked last; the other’s event goes', async () => {
  const w = await world();
  await w.books(w.ana, TUESDAY_10);
  await w.minutes(1);
  await w.books(w.bruno, TUESDAY_11);
  await w.supabase.db.query('select public.merge_leads($1, $2)', [w.ana, w.bruno]);
  expect(await w.calendar.current(w.ana)).toMatchObject({ startsAtMs: at(TUESDAY_11) });
  // The loser's claim is taken back by whoever comes by.
  await w.calendar.availability({ fromMs: w.clock.nowMs(), limit: 1 });
  expect(w.inGoogle()).toEqual([`${TITLE} ${TUESDAY_11}`]);
});
