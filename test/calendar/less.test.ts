/** P8: what Google refuses of an event's extras is given up before the booking is. */
import { expect, test } from 'vitest';
import { at, TITLE, useCalendarWorlds } from './support/calendar-world.ts';

const world = useCalendarWorlds();
const booking = (leadId: string, time: string, email: string | null = 'ana@exemplo.com') =>
  ({ leadId, startsAtMs: at(time), email, title: TITLE }) as Parameters<
    Awaited<ReturnType<typeof world>>['calendar']['book']
  >[0];

test('P8 · with the quota of guests used up the meeting is booked without them, its link kept, the address written down', async () => {
  const w = await world();
  w.google.control.allowGuests(0);
  const done = await w.calendar.book(booking(w.ana, '2026-11-25 10:00'));
  expect(done).toMatchObject({
    kind: 'booked',
    booking: { meetLink: expect.stringContaining('meet.google.com') },
  });
  expect(w.google.control.events()).toMatchObject([
    { attendees: [], description: expect.stringContaining('ana@exemplo.com') },
  ]);
  expect(w.logLines.join()).toContain('quotaExceeded');
});

test('P8 · an address that Google takes for none costs the invitation, not the meeting', async () => {
  const w = await world();
  const done = await w.calendar.book(booking(w.ana, '2026-11-25 10:00', 'ana@exemplo'));
  expect(done).toMatchObject({ kind: 'booked', booking: { meetLink: expect.any(String) } });
  expect(w.google.control.events()).toMatchObject([{ attendees: [] }]);
});

test('P8 · an account that acts for nobody loses the link first and then the guests, and books', async () => {
  const w = await world({ environment: { GOOGLE_SUBJECT: '' } });
  const done = await w.calendar.book(booking(w.ana, '2026-11-25 10:00'));
  expect(done).toMatchObject({ kind: 'booked', booking: { meetLink: null } });
});

test('P8 · whatever is refused for good is refused once for each extra, and then the time is free again', async () => {
  const w = await world();
  w.google.control.fault({ kind: 'status', status: 400, on: 'insert', times: 4 });
  expect(await w.calendar.book(booking(w.ana, '2026-11-25 10:00'))).toMatchObject({ kind: 'failed' });
  expect(w.google.control.requests.filter(({ operation }) => operation === 'insert')).toHaveLength(4);
  expect(await w.calendar.book(booking(w.bruno, '2026-11-25 10:00'))).toMatchObject({ kind: 'booked' });
});

test('P8 · a meeting is moved, and cancelled, also where nobody may be told of it', async () => {
  const w = await world();
  await w.calendar.book(booking(w.ana, '2026-11-25 10:00'));
  w.google.control.fault({ kind: 'status', status: 400, on: 'patch', times: 1 });
  expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at('2026-11-26 10:00') })).toMatchObject({
    kind: 'booked',
  });
  w.google.control.fault({ kind: 'status', status: 400, on: 'delete', times: 1 });
  expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'cancelled' });
  expect(w.google.control.events()).toEqual([]);
});
