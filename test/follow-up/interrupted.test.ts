/** Whatever speaks against a follow-up, at the worst moment: nothing is said, and the ledger tells why. */
import { expect, test, vi } from 'vitest';
import type { FollowUpWriter } from '../../lib/conversation/follow-up-texts.ts';
import { MATEUS, useWorlds } from '../support/world.ts';
import { MINUTE, type SilentWorld, silentLead } from './support/silence.ts';

const world = useWorlds();
// Days of the stack's time in each test: a busy machine takes its own.
vi.setConfig({ testTimeout: 120_000 });

/** A writer that does something while it thinks, once. */
function interruptedBy(act: () => Promise<void>): FollowUpWriter {
  let calls = 0;
  return async (_conversation, { step }) => {
    calls += 1;
    if (calls === 1) await act();
    return { kind: 'text', text: `retomada ${step}, tentativa ${calls}` };
  };
}
/** The same, with the world that it acts upon. */
async function thinking(
  act: (w: SilentWorld) => Promise<void> | void,
  anchor?: string,
): Promise<SilentWorld> {
  const held: { w?: SilentWorld } = {};
  const writer = interruptedBy(async () => {
    if (held.w) await act(held.w);
  });
  const w = await silentLead(world, { followUpWriter: writer, ...(anchor !== undefined && { anchor }) });
  held.w = w;
  return w;
}

test('H13 · a card moved to ATENDIMENTO HUMANO, every hook about it lost: no follow-up, and no close', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:20');
  w.moves('atendimento_humano', { told: false });
  await w.until('2026-11-27 12:00');
  expect(w.times()).toEqual([]);
  expect(w.stage()).toBe('ATENDIMENTO HUMANO');
  expect(w.tags()).not.toContain('sem-resposta');
  expect(await w.reasons()).toContain('silence: human_stage');
  expect(w.armed()).toEqual([]);
});

test('H13 · the same before the close: the card stays with the person', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-26 09:00');
  expect(w.times()).toHaveLength(3);
  w.moves('atendimento_humano', { told: false });
  await w.until('2026-11-28 12:00');
  expect(w.stage()).toBe('ATENDIMENTO HUMANO');
  expect(w.tags()).not.toContain('sem-resposta');
});

test.each(['reuniao_agendada', 'desqualificado', 'nao_interessado', 'won'] as const)(
  'R7, I8 · a person moved the card to %s: the lead is not written to, and the card stays there',
  async (stage) => {
    const w = await silentLead(world);
    await w.until('2026-11-23 10:20');
    w.moves(stage, { told: false });
    const before = w.stage();
    await w.until('2026-11-27 12:00');
    expect(w.times()).toEqual([]);
    expect(w.stage()).toBe(before);
    expect(w.tags()).not.toContain('sem-resposta');
  },
);

test('R7 · a person answers from the phone while the follow-up is armed: it is never said', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  w.whatsapp.personAnswers({ to: '+5581990000001', text: 'Oi Mateus, aqui é o Marcos.' });
  await w.until('2026-11-28 12:00');
  expect(w.times()).toEqual([]);
  expect(w.tags()).not.toContain('sem-resposta');
});

test('R7 · the answer stands in the queue when the follow-up fires: the lead gets one reply and no nudge', async () => {
  const w = await silentLead(world);
  // The step fires a second after the lead has written; its message is still waiting out the debounce.
  await w.clock.advance(30 * MINUTE - 10_000);
  const [anchored] = w.armed();
  const dueMs = Date.parse(`${anchored?.slice(3, -1)}Z`);
  await w.clock.advance(dueMs - 1000 - w.clock.nowMs());
  const before = w.fromBot().length;
  w.saysNow('850');
  await w.seconds(3);
  expect(w.fromBot()).toHaveLength(before);
  expect(w.lambda.control.invocationCounts.get('follow-up-executor')).toBe(1);
  await w.minutes(5);
  const replies = w.fromBot().slice(before);
  expect(replies.join(' ')).toContain('850');
  expect(replies.join(' ')).not.toContain('ficou faltando');
});

test('R2, R7 · the lead answers while the follow-up is being worded: it is not said', async () => {
  const w = await thinking(async (held) => {
    held.saysNow('850');
    await held.clock.sleep(1000);
  });
  await w.until('2026-11-23 10:40');
  expect(w.fromBot().join(' ')).not.toContain('retomada');
  expect(w.fromBot().at(-1)).toContain('850');
});

test('R7, I1 · a person takes over while the follow-up is being worded: it is not said', async () => {
  const w = await thinking(async (held) => {
    const { id } = await held.lead();
    const atMs = held.clock.nowMs();
    await held.store.recordTakeover({
      leadId: id,
      signal: 'human_reply',
      signalAtMs: atMs,
      untilMs: atMs + 24 * 60 * MINUTE,
      atMs,
    });
  });
  await w.until('2026-11-24 18:00');
  expect(w.times()).toEqual([]);
});

test('R5, I2 · the card is moved while a slow model words the follow-up, and nobody is told: the live read before the send sees it', async () => {
  const w = await thinking(async (held) => {
    held.moves('atendimento_humano', { told: false });
    await held.clock.sleep(5000);
  });
  await w.until('2026-11-24 18:00');
  expect(w.times()).toEqual([]);
  expect((await w.reasons()).at(-1)).toBe('silence: taken_over');
});

test('H13, I2 · the card is moved to DESQUALIFICADO, where the bot may only answer, while a slow model words the follow-up: it is not said', async () => {
  const w = await thinking(async (held) => {
    held.moves('desqualificado', { told: false });
    await held.clock.sleep(5000);
  });
  await w.until('2026-11-24 18:00');
  expect(w.times()).toEqual([]);
  expect((await w.reasons()).at(-1)).toBe('silence: stage_not_reengaged');
});

test('R8 · a firing that failed and is repeated after a takeover says nothing', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  w.supabase.control.down();
  await w.until('2026-11-23 10:31');
  w.supabase.control.up();
  w.moves('atendimento_humano', { told: false });
  await w.until('2026-11-23 12:00');
  expect(w.lambda.control.invocationCounts.get('follow-up-executor')).toBeGreaterThan(1);
  expect(w.times()).toEqual([]);
});

test('R14 · an opt-out stands above everything after it: the card goes to a person and comes back, and no follow-up is said', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:10');
  await w.says('PARAR');
  const confirmed = w.fromBot().length;
  w.moves('atendimento_humano');
  await w.hours(1);
  w.moves('em_qualificacao');
  await w.until('2026-11-28 12:00');
  expect(w.fromBot()).toHaveLength(confirmed);
  expect(w.tags()).not.toContain('sem-resposta');
  expect(w.armed()).toEqual([]);
});

test('R18 · handed back by a person, the lead is not chased for the talk before: only after the bot has spoken again', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:20');
  w.moves('atendimento_humano');
  await w.hours(2);
  w.moves('em_qualificacao');
  await w.until('2026-11-24 18:00');
  expect(w.times()).toEqual([]);

  await w.says('oi, voltei');
  await w.until('2026-11-25 09:00');
  expect(w.since().some(([, text]) => text.includes('ficou faltando'))).toBe(true);
});

test('a lead that was told goodbye is left in peace: no ladder is begun', async () => {
  const w = await silentLead(world);
  await w.says('850');
  await w.says('C');
  await w.says('não tenho interesse');
  expect(w.stage()).toBe('DESQUALIFICADO');
  const said = w.fromBot().length;
  await w.until('2026-11-28 12:00');
  expect(w.fromBot()).toHaveLength(said);
  expect(w.stage()).toBe('DESQUALIFICADO');
  expect(await w.steps()).toEqual({});
});

test('whoever asked for a person is not chased by the bot', async () => {
  const w = await silentLead(world);
  await w.says('quero falar com uma pessoa');
  const said = w.fromBot().length;
  await w.until('2026-11-28 12:00');
  expect(w.fromBot()).toHaveLength(said);
  expect(w.stage()).toBe('ATENDIMENTO HUMANO');
});

test('a lead that the bot never answered has no ladder (R12: a person was first)', async () => {
  const w = await world({ provider: 'evolution' });
  w.whatsapp.personAnswers({ to: '+5581990000001', text: 'Oi Mateus, aqui é o Marcos.' });
  await w.minutes(1);
  await w.says('oi');
  await w.minutes(60);
  expect(w.fromBot()).toEqual([]);
  expect(w.scheduler.control.schedules('bastao-local')).toEqual([]);
});

test('F20 · a firing about nobody, or about nothing readable, changes nothing and creates nobody', async () => {
  const w = await silentLead(world);
  const nobody = '00000000-0000-4000-8000-000000000000';
  for (const event of [
    { kind: 'step', leadId: nobody, cycle: 1, step: 1 },
    { kind: 'reminder', leadId: nobody, meetingId: nobody, startsAtMs: 1_796_000_000_000, step: '24h' },
    { kind: 'step', leadId: 'unknown_12345678', cycle: 1, step: 1 },
    {},
  ])
    expect(await w.fire(event)).toMatchObject({ kind: 'result' });
  const { rows } = await w.supabase.db.query<{ count: number }>(
    'select count(*)::int as count from public.leads',
  );
  expect(rows).toEqual([{ count: 1 }]);
  expect(w.times()).toEqual([]);
});

test('H12, H13 · a person answers while Postgres is down and a step falls due before that is on record: the step is held, and never said', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  await w.seconds(40);
  w.supabase.control.down();
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Aqui é o Marcos' });
  // Two deliveries of the queued copy fail; the third comes after the step's time.
  await w.seconds(15);
  w.supabase.control.up();
  await w.until('2026-11-27 12:00');
  expect(w.times()).toEqual([]);
  expect(await w.reasons()).toContain('hold: takeover_deferred');
  expect((await w.lead()).signals.humanReplyAtMs).not.toBeNull();
});
