/** Reminders of a meeting over the whole stack: two for each, moved with it, dead with it. */
import { expect, test, vi } from 'vitest';
import type { StackOptions } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';
import { at, civil, storeOf, UNREPAIRED } from './support/silence.ts';

const world = useWorlds();
// Days of the stack's time in each test: a busy machine takes its own.
vi.setConfig({ testTimeout: 120_000 });
const TO_OFFER = ['oi', 'Mateus', '850', 'C', 'não', 'Recife', 'não tenho', 'não', 'sou eu', 'sim'] as const;

/** Mateus has a meeting on Thursday at two. Returns what he was told since. */
async function booked(options: Partial<StackOptions> = {}) {
  const w = await world({ provider: 'evolution', ...UNREPAIRED, ...options });
  for (const line of [...TO_OFFER, 'quinta às 14h', 'mateus@exemplo.com']) await w.says(line);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  let told = w.whatsapp.phone('+5581990000001').length;
  return Object.assign(w, {
    until: (time: string): Promise<void> => w.clock.advance(at(time) - w.clock.nowMs()),
    forget: () => {
      told = w.whatsapp.phone('+5581990000001').length;
    },
    since: () =>
      w.whatsapp
        .phone('+5581990000001')
        .slice(told)
        .flatMap(({ from, via, at: ms, text }) =>
          from === 'us' && via === 'api' ? [[civil(ms), text] as const] : [],
        ),
  });
}
const leads = async (w: World): Promise<number> =>
  (await w.supabase.db.query<{ count: number }>('select count(*)::int as count from public.leads')).rows[0]
    ?.count ?? 0;

for (const calendar of ['google', 'built_in'] as const) {
  test(`F17, F18 · ${calendar}: a booking brings exactly two reminders, with its link or without a blank one, and no lead is made for it`, async () => {
    const w = await booked({ calendar });
    await w.until('2026-11-28 18:00');
    expect(w.since().map(([time]) => time)).toEqual(['2026-11-25 14:00', '2026-11-26 12:00']);
    const [first, second] = w.since().map(([, text]) => text);
    expect(first).toMatch(
      /^Mateus, lembrando da nossa conversa com o especialista amanhã, quinta-feira, dia 26, às 14h\. /,
    );
    expect(second).toContain('hoje, quinta-feira, dia 26, às 14h.');
    for (const text of [first, second])
      expect(text).toMatch(
        calendar === 'google' ? /O link é https:\S+$/ : /Nosso especialista te chama na hora\.$/,
      );
    expect(await leads(w)).toBe(1);
    expect(w.kommo.control.cards()).toHaveLength(1);
    expect(w.stage()).toBe('REUNIÃO AGENDADA');
    expect((await w.decisions()).filter(({ reason }) => reason === 'reminder')).toHaveLength(2);
  });
}

test('F3, F18 · a schedule that fires twice reminds once', async () => {
  const w = await booked();
  w.scheduler.control.fireTwice(10);
  await w.until('2026-11-28 18:00');
  expect(w.since()).toHaveLength(2);
  expect(w.whatsapp.duplicates()).toEqual({});
});

test('F19 · a meeting that moves takes its reminders along', async () => {
  const w = await booked();
  await w.until('2026-11-25 10:00');
  await w.says('preciso remarcar');
  await w.says('sexta às 16h');
  expect(w.since().at(-1)?.[1]).toMatch(/^Reunião remarcada/);
  w.forget();
  await w.until('2026-11-30 18:00');
  expect(w.since().map(([time]) => time)).toEqual(['2026-11-26 16:00', '2026-11-27 14:00']);
  expect(w.since()[0]?.[1]).toContain('sexta-feira, dia 27, às 16h');
});

test('F19 · moved between the two, the new time has both reminders of its own', async () => {
  const w = await booked();
  await w.until('2026-11-25 15:00');
  expect(w.since()).toHaveLength(1);
  await w.says('preciso remarcar');
  await w.says('segunda às 15h');
  expect(w.since().at(-1)?.[1]).toMatch(/^Reunião remarcada/);
  w.forget();
  await w.until('2026-12-01 18:00');
  expect(w.since().map(([time]) => time)).toEqual(['2026-11-30 08:00', '2026-11-30 13:00']);
});

test('F19 · a meeting that is cancelled is not reminded of', async () => {
  const w = await booked();
  await w.until('2026-11-25 10:00');
  await w.says('quero cancelar a reunião');
  w.forget();
  await w.until('2026-11-28 18:00');
  expect(w.since()).toEqual([]);
});

test('F19 · cancelled between the gate and the commit: the commit itself refuses', async () => {
  const w = await booked();
  const store = storeOf(w);
  const { id } = await w.lead();
  const meeting = await store.meetingOf(id, w.clock.nowMs());
  const lead = await w.lead();
  await w.supabase.db.query(`update public.meetings set status = 'cancelled', claimed_until = null`);
  const refused = await store.commitSend({
    leadId: id,
    epoch: lead.epoch,
    cycle: lead.cycle,
    purpose: 'reminder',
    dedupeKey: `reminder:${meeting?.id}:${(meeting?.startsAtMs ?? 0) / 1000}:2h`,
    body: 'Lembrando',
    replyId: null,
    reply: null,
    decision: null,
    attempt: crypto.randomUUID(),
    observed: null,
    atMs: w.clock.nowMs(),
  });
  expect(refused).toEqual({ outcome: 'stale_cycle' });
});

test('H13 · a person has taken the card: the bot reminds of nothing, and the ledger says why', async () => {
  const w = await booked();
  w.moves('atendimento_humano', { told: false });
  await w.until('2026-11-28 18:00');
  expect(w.since()).toEqual([]);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

test('a lead with a meeting is not followed up, however long it keeps silent, and not even after it thanks', async () => {
  const w = await booked();
  await w.says('obrigado');
  w.forget();
  await w.until('2026-11-25 13:00');
  expect(w.since()).toEqual([]);
  await w.until('2026-11-30 18:00');
  expect(w.since()).toHaveLength(2);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
});

test('F17 · Kommo is down from before the reminder until after the meeting: it is skipped, not said late', async () => {
  const w = await booked();
  await w.until('2026-11-26 11:00');
  const before = w.since().length;
  w.kommo.control.down();
  await w.until('2026-11-26 14:10');
  w.kommo.control.up();
  await w.until('2026-11-26 18:00');
  expect(w.since()).toHaveLength(before);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'reminder_past' });
});

test('on the Cloud API a reminder outside the window goes as its template, or not at all', async () => {
  const template = '{"reminder_24h":{"name":"lembrete","language":"pt_BR","params":["name","meeting_time"]}}';
  const w = await booked({ provider: 'cloud', environment: { CLOUD_TEMPLATES: template } });
  w.cloud.control.template({
    name: 'lembrete',
    language: 'pt_BR',
    params: ['name', 'meeting_time'],
    body: '{{name}}, sua conversa é {{meeting_time}}.',
    state: 'approved',
    category: 'utility',
  });
  await w.until('2026-11-27 18:00');
  expect(w.since()).toEqual([['2026-11-25 14:00', 'Mateus, sua conversa é quinta-feira, dia 26, às 14h.']]);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'outside_window' });
});
