/** What holds when two book at once, when answers are lost, and when a worker dies between our row and Google. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../lib/store/store.ts';
import { at, type CalendarWorld, TITLE, useCalendarWorlds } from './support/calendar-world.ts';

const world = useCalendarWorlds();
const TEN = '2026-11-24 10:00';
const ELEVEN = '2026-11-24 11:00';
/** Each over real HTTP and a real Postgres. */
const RACES = 10;
const RACES_TIMEOUT_MS = 90_000;

/** Schedules both legs of a call: when it arrives, and when its answer does (CONTRIBUTING.md). */
const overTheWire =
  <A extends unknown[], R>(scheduler: fc.Scheduler, name: string, effect: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    await scheduler.schedule(Promise.resolve(), `→ ${name}`);
    const answer = await effect(...args);
    await scheduler.schedule(Promise.resolve(), `← ${name}`);
    return answer;
  };
const scheduled =
  (scheduler: fc.Scheduler, who: string) =>
  (store: Store): Store => ({
    ...store,
    bookMeeting: overTheWire(scheduler, `${who} claims`, store.bookMeeting),
    moveMeeting: overTheWire(scheduler, `${who} claims a move`, store.moveMeeting),
    confirmMeeting: overTheWire(scheduler, `${who} confirms`, store.confirmMeeting),
    releaseMeeting: overTheWire(scheduler, `${who} releases`, store.releaseMeeting),
    cancelMeeting: overTheWire(scheduler, `${who} cancels`, store.cancelMeeting),
    meetingOf: overTheWire(scheduler, `${who} looks`, store.meetingOf),
  });

/** Every booking that was told, and what Google and our rows hold: they agree, and no two overlap. */
async function isConsistent(w: CalendarWorld): Promise<void> {
  const events = w.google.control.events();
  for (const [index, event] of events.entries())
    expect(event.endsAtMs).toBeLessThanOrEqual(events[index + 1]?.startsAtMs ?? Number.POSITIVE_INFINITY);
  const bookings = [await w.calendar.current(w.ana), await w.calendar.current(w.bruno)].filter(
    (booking) => booking !== null,
  );
  expect(events.map(({ startsAtMs }) => startsAtMs)).toEqual(
    bookings.map(({ startsAtMs }) => startsAtMs).sort((a, b) => a - b),
  );
}

describe('at once', () => {
  test(
    'S1 · one time, two leads, in any interleaving: exactly one is told that it is booked',
    async () => {
      let contended = 0;
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const w = await world();
          const [first, second] = [
            w.worker(scheduled(scheduler, 'Ana')),
            w.worker(scheduled(scheduler, 'Bruno')),
          ];
          const book = { startsAtMs: at(TEN), email: null, title: TITLE };
          const outcomes = await scheduler.waitFor(
            Promise.all([first.book({ leadId: w.ana, ...book }), second.book({ leadId: w.bruno, ...book })]),
          );
          expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['booked', 'taken']);
          const order = scheduler.report().map(({ label }) => label);
          // Both had asked before either was confirmed: the race did occur.
          if (
            Math.max(order.indexOf('→ Ana claims'), order.indexOf('→ Bruno claims')) <
            order.findIndex((label) => label.endsWith(' confirms'))
          )
            contended += 1;
          await isConsistent(w);
        }),
        { numRuns: RACES },
      );
      expect(contended).toBeGreaterThan(0);
    },
    RACES_TIMEOUT_MS,
  );

  test(
    'S1 · moves, bookings and cancellations crossing each other leave one meeting a lead, as Google has it',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const w = await world();
          await w.books(w.ana, TEN);
          const [one, two] = [w.worker(scheduled(scheduler, 'one')), w.worker(scheduled(scheduler, 'two'))];
          const outcomes = await scheduler.waitFor(
            Promise.all([
              one.move({ leadId: w.ana, startsAtMs: at(ELEVEN) }),
              two.book({ leadId: w.bruno, startsAtMs: at(ELEVEN), email: null, title: TITLE }),
              two.cancel({ leadId: w.ana }),
            ]),
          );
          // Who was told of a time has it, unless it was cancelled afterwards.
          const [moved, booked] = outcomes;
          expect(moved.kind === 'booked' && booked.kind === 'booked').toBe(false);
          if (booked.kind === 'booked')
            expect(await w.calendar.current(w.bruno)).toMatchObject({ startsAtMs: at(ELEVEN) });
          await isConsistent(w);
        }),
        { numRuns: RACES },
      );
    },
    RACES_TIMEOUT_MS,
  );

  test('S1 · twenty leads and five times: five meetings', async () => {
    const w = await world({ calendar: 'built_in' });
    const leads = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        w.store.resolveLead(
          { phone: null, lid: `10000000000${index}`, bsuid: null, replyTo: `${index}@lid` },
          w.clock.nowMs(),
        ),
      ),
    );
    const times = ['09:00', '09:30', '10:00', '10:30', '11:00'].map((time) => `2026-11-24 ${time}`);
    const outcomes = await Promise.all(
      leads.map(({ id }, index) => w.books(id, times[index % times.length] ?? TEN)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'booked')).toHaveLength(5);
    expect(outcomes.filter(({ kind }) => kind === 'taken')).toHaveLength(15);
  });
});

describe('a lost answer', () => {
  test.each([1, 2])(
    'I6 S1 · Google made the event and the answer was lost %s times: one event, booked',
    async (times) => {
      const w = await world();
      w.google.control.fault({ kind: 'drop_after_commit', times, on: 'insert' });
      expect(await w.books(w.ana, TEN)).toMatchObject({
        kind: 'booked',
        booking: { meetLink: expect.any(String) },
      });
      expect(w.inGoogle()).toEqual([`${TITLE} ${TEN}`]);
    },
  );

  test('I6 S2 · the answer to a move was lost: it has moved', async () => {
    const w = await world();
    await w.books(w.ana, TEN);
    w.google.control.fault({ kind: 'drop_after_commit', times: 2, on: 'patch' });
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(ELEVEN) })).toMatchObject({
      kind: 'booked',
    });
    await isConsistent(w);
  });

  test('S2 · a move that Google refuses leaves the meeting, its event and both times as they were', async () => {
    const w = await world();
    await w.books(w.ana, TEN);
    w.google.control.fault({ kind: 'status', status: 403, times: 1, on: 'patch' });
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(ELEVEN) })).toEqual({
      kind: 'failed',
      cause: 'rate_limited',
    });
    await isConsistent(w);
    expect(await w.books(w.bruno, ELEVEN)).toMatchObject({ kind: 'booked' });
    expect(await w.books(w.bruno, TEN)).toEqual({ kind: 'taken' });
  });

  test('S2 · a move whose fate is unknown holds both times, and is taken back when nobody takes it up', async () => {
    let google: 'up' | 'dies_with_the_patch' | 'dark' = 'up';
    const w = await world({
      network: ({ mount, method }) => {
        if (mount !== '/google' || google === 'up') return 'up';
        if (google === 'dark') return 'cut';
        if (method !== 'PATCH') return 'up';
        google = 'dark';
        return 'cut_answer';
      },
    });
    await w.books(w.ana, TEN);
    google = 'dies_with_the_patch';
    expect(await w.calendar.move({ leadId: w.ana, startsAtMs: at(ELEVEN) })).toMatchObject({
      kind: 'failed',
    });
    google = 'up';
    expect(w.inGoogle()).toEqual([`${TITLE} ${ELEVEN}`]);
    expect(await w.calendar.current(w.ana)).toMatchObject({ startsAtMs: at(TEN) });
    expect(await w.books(w.bruno, TEN)).toEqual({ kind: 'taken' });
    expect(await w.books(w.bruno, ELEVEN)).toEqual({ kind: 'taken' });
    await w.minutes(3);
    expect(await w.books(w.bruno, ELEVEN)).toMatchObject({ kind: 'booked' });
    await isConsistent(w);
  });

  test('the answer to a cancellation was lost: cancelled again, and gone', async () => {
    const w = await world();
    await w.books(w.ana, TEN);
    w.google.control.fault({ kind: 'drop_after_commit', times: 2, on: 'delete' });
    expect(await w.calendar.cancel({ leadId: w.ana })).toMatchObject({ kind: 'failed' });
    expect(await w.calendar.cancel({ leadId: w.ana })).toEqual({ kind: 'cancelled' });
    await isConsistent(w);
  });

  test('a Google that hangs is given up, and nobody is told of a booking', async () => {
    const w = await world({ patienceMs: 1500 });
    w.google.control.fault({ kind: 'hang', times: 1, on: 'insert' });
    expect(await w.books(w.ana, TEN)).toEqual({ kind: 'failed', cause: 'lost_answer' });
    expect(await w.calendar.current(w.ana)).toBeNull();
    w.google.control.up();
    expect(await w.books(w.ana, TEN)).toMatchObject({ kind: 'booked' });
    await isConsistent(w);
  });
});

describe('a worker that dies', () => {
  test('S1 · after our claim, before Google: told to nobody, held two minutes, then free', async () => {
    const w = await world();
    w.google.control.fault({ kind: 'drop', times: 2, on: 'insert' });
    expect(await w.books(w.ana, TEN)).toEqual({ kind: 'failed', cause: 'lost_answer' });
    expect(await w.calendar.current(w.ana)).toBeNull();
    expect(await w.books(w.bruno, TEN)).toEqual({ kind: 'taken' });
    await w.minutes(2);
    expect(await w.books(w.bruno, TEN)).toMatchObject({ kind: 'booked' });
    await isConsistent(w);
  });

  test('S1 I6 · after Google, before the confirmation: the retried turn finds its own event', async () => {
    const w = await world();
    w.supabase.control.fault({ fn: 'confirm_meeting', kind: 'drop', times: 1 });
    await expect(w.books(w.ana, TEN)).rejects.toThrow('confirm_meeting');
    expect(await w.calendar.current(w.ana)).toBeNull();
    const before = await w.lead(w.ana);
    expect(await w.books(w.ana, TEN)).toMatchObject({
      kind: 'booked',
      booking: { meetLink: expect.any(String) },
    });
    expect((await w.lead(w.ana)).cycle).toBe(before.cycle + 1);
    await isConsistent(w);
  });

  test('S1 I6 · confirmed, and the answer was lost: the retried turn is told the same', async () => {
    const w = await world();
    w.supabase.control.fault({ fn: 'confirm_meeting', kind: 'drop_after_commit', times: 1 });
    await expect(w.books(w.ana, TEN)).rejects.toThrow('confirm_meeting');
    expect(await w.books(w.ana, TEN)).toMatchObject({ kind: 'booked' });
    await isConsistent(w);
  });

  test('S1 · after Google, and the lead then wants another time: one event, there', async () => {
    const w = await world();
    w.supabase.control.fault({ fn: 'confirm_meeting', kind: 'drop', times: 1 });
    await expect(w.books(w.ana, TEN)).rejects.toThrow('confirm_meeting');
    expect(await w.books(w.ana, ELEVEN)).toMatchObject({ kind: 'booked' });
    expect(await w.books(w.bruno, TEN)).toMatchObject({ kind: 'booked' });
    await isConsistent(w);
  });

  test('S1 · after Google, for ever: its event goes when somebody asks what is free', async () => {
    const w = await world();
    w.supabase.control.fault({ fn: 'confirm_meeting', kind: 'drop', times: 1 });
    await expect(w.books(w.ana, TEN)).rejects.toThrow('confirm_meeting');
    await w.minutes(3);
    const offered = async (): Promise<boolean> => {
      const answer = await w.calendar.availability({ fromMs: at(TEN), limit: 1 });
      return answer.kind === 'ok' && answer.slots[0]?.startsAtMs === at(TEN);
    };
    await offered();
    expect(w.inGoogle()).toEqual([]);
    expect(await offered()).toBe(true);
  });

  test('S1 · one that was only slow cannot confirm what another took up: its event goes', async () => {
    const w = await world();
    let slow: () => void = () => {};
    const isSlow = new Promise<void>((resolve) => {
      slow = resolve;
    });
    let arrived: () => void = () => {};
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const sleeper = w.worker((store) => ({
      ...store,
      confirmMeeting: async (options) => {
        arrived();
        await isSlow;
        return store.confirmMeeting(options);
      },
    }));
    const late = sleeper.book({ leadId: w.ana, startsAtMs: at(TEN), email: null, title: TITLE });
    await hasArrived;
    await w.minutes(3);
    expect(await w.books(w.bruno, TEN)).toMatchObject({ kind: 'booked' });
    slow();
    expect(await late).toEqual({ kind: 'failed', cause: 'gone' });
    await isConsistent(w);
  });
});
