/** P5: the seller drags, deletes or declines the meeting in Google, and tells nobody. */
import { expect, test, vi } from 'vitest';
import type { StackOptions } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';
import { at, civil, storeOf, UNREPAIRED } from './support/silence.ts';

const world = useWorlds();
// Days of the stack's time in each test: a busy machine takes its own.
vi.setConfig({ testTimeout: 120_000 });
const TO_OFFER = ['oi', 'Mateus', '850', 'C', 'não', 'Recife', 'não tenho', 'não', 'sou eu', 'sim'] as const;

/** Mateus has a meeting on Thursday at two, in Google. */
async function booked(options: Partial<StackOptions> = {}) {
  const w = await world({ provider: 'evolution', calendar: 'google', ...UNREPAIRED, ...options });
  for (const line of [...TO_OFFER, 'quinta às 14h', 'mateus@exemplo.com']) await w.says(line);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  const told = w.whatsapp.phone('+5581990000001').length;
  const [event] = w.google.control.events();
  if (!event) throw new Error('the meeting is not in Google');
  return Object.assign(w, {
    eventId: event.id,
    until: (time: string): Promise<void> => w.clock.advance(at(time) - w.clock.nowMs()),
    since: () =>
      w.whatsapp
        .phone('+5581990000001')
        .slice(told)
        .flatMap(({ from, via, at: ms, text }) =>
          from === 'us' && via === 'api' ? [[civil(ms), text] as const] : [],
        ),
  });
}
const meeting = async (w: World) => storeOf(w).meetingOf((await w.lead()).id, w.clock.nowMs());
const tasks = (w: World) => w.kommo.control.card(w.cardId()).tasks.map(({ text }) => text);

for (const [what, done, says] of [
  ['deletes', (w: World, id: string) => w.google.control.delete(id), 'foi apagada na agenda'],
  ['declines', (w: World, id: string) => w.google.control.decline(id), 'foi recusada na agenda'],
] as const)
  test(`P5 · the seller ${what} the meeting in Google: no reminder goes, it is closed, its time is free, and a person is asked, once`, async () => {
    const w = await booked();
    await w.until('2026-11-24 10:00');
    done(w, w.eventId);
    await w.reconcile();
    await w.seconds(20);
    expect(await meeting(w)).toBeNull();
    expect(tasks(w).filter((text) => text.includes(says))).toHaveLength(1);
    await w.until('2026-11-27 18:00');
    expect(w.since()).toEqual([]);
    await w.reconcile();
    expect(tasks(w).filter((text) => text.includes(says))).toHaveLength(1);
  });

test('P5 · deleted in the minute before the reminder: the event is read before anything is said', async () => {
  const w = await booked();
  await w.until('2026-11-25 13:59');
  w.google.control.delete(w.eventId);
  await w.until('2026-11-27 18:00');
  expect(w.since()).toEqual([]);
});

test('P5 · the seller drags the meeting: both reminders are of the new time, and the lead is told that one', async () => {
  const w = await booked();
  await w.until('2026-11-24 10:00');
  w.google.control.drag(w.eventId, {
    startsAtMs: at('2026-11-27 16:00'),
    endsAtMs: at('2026-11-27 16:30'),
  });
  await w.says('que dia é mesmo a reunião?');
  expect(w.since().at(-1)?.[1]).toMatch(/27|sexta/);
  expect(
    w
      .since()
      .map(([, text]) => text)
      .join(' '),
  ).not.toMatch(/quinta|dia 26/);
  const answered = w.since().length;
  await w.until('2026-11-28 18:00');
  const reminders = w.since().slice(answered);
  expect(reminders).toHaveLength(2);
  for (const [, text] of reminders) expect(text).toContain('sexta-feira, dia 27, às 16h');
  expect(reminders.map(([time]) => time.slice(0, 13))).toEqual(['2026-11-26 16', '2026-11-27 14']);
});

test('P5 · while Google cannot be read nothing is reminded of; absent is not gone: the meeting stands', async () => {
  const w = await booked();
  await w.until('2026-11-25 13:50');
  w.google.control.share(false);
  await w.until('2026-11-25 14:30');
  expect(w.since()).toEqual([]);
  expect(await meeting(w)).toMatchObject({ status: 'booked' });
  expect(tasks(w)).toEqual([]);
  w.google.control.share(true);
  await w.until('2026-11-25 15:00');
  expect(w.since()).toHaveLength(1);
  expect((await w.decisions()).map(({ reason }) => reason)).toContain('calendar_unreadable');
});
