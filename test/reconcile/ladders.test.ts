/** Ladders and reminders that lost what was to wake them: each is broken first, and then left alone with reconcile. */
import { expect, test, vi } from 'vitest';
import type { StackOptions } from '../../local/stack.ts';
import { at, HOUR, MINUTE, type SilentWorld, silentLead } from '../follow-up/support/silence.ts';
import { CLARA, MATEUS, useWorlds } from '../support/world.ts';

// Hours of repairs, each minute of them: seconds on a quiet machine, and nothing here depends on how many.
vi.setConfig({ testTimeout: 120_000 });

const world = useWorlds();
const GROUP = 'bastao-local';
const RUI = { phone: '+5581990000003', name: 'Rui' } as const;
const IARA = { phone: '+5581990000004', name: 'Iara' } as const;

/** A silent lead in a world that repairs itself every minute; nights may be slept through, for nothing breaks in them. */
async function repaired(options: Partial<StackOptions> & { anchor?: string } = {}) {
  const held: { w?: SilentWorld } = {};
  let isAwake = true;
  const w = await silentLead(world, {
    ...options,
    functions: {
      reconcile: async () => {
        if (isAwake) await held.w?.reconcile();
      },
    },
  });
  held.w = w;
  return Object.assign(w, {
    /** Until then nobody repairs. */
    sleepUntil: async (time: string): Promise<void> => {
      isAwake = false;
      await w.until(time);
      isAwake = true;
    },
    loses: async (what: 'lead' | 'meeting'): Promise<void> => {
      const { id } = await w.lead();
      expect(w.scheduler.control.lose(`${what}-${id}`, GROUP)).toBe(true);
    },
    alarms: () => w.logLines.filter((line) => line.includes('"follow_up.overdue"')),
    fired: () => w.lambda.control.invocationCounts.get('follow-up-executor') ?? 0,
  });
}
/** Minutes from one civil time to another. */
const minutesBetween = (from: string, to: string | undefined): number => (at(to ?? '') - at(from)) / MINUTE;

test('F10 · a schedule deleted by hand: the step is said once, within minutes of its time, and the ladder goes on', async () => {
  const w = await repaired();
  await w.until('2026-11-23 10:20');
  await w.loses('lead');
  await w.until('2026-11-23 11:30');
  expect(w.times()).toHaveLength(1);
  expect(minutesBetween('2026-11-23 10:30', w.times()[0])).toBeGreaterThanOrEqual(0);
  expect(minutesBetween('2026-11-23 10:30', w.times()[0])).toBeLessThanOrEqual(5);
  expect(w.alarms()).toEqual([]);
  await w.sleepUntil('2026-11-24 10:01');
  expect(w.times().slice(1)).toEqual(['2026-11-24 10:00']);
});

test('C9 · the schedule of the close is deleted: the card is moved all the same, once', async () => {
  const w = await repaired({ environment: { FOLLOW_UP_LADDER: '30m', CLOSE_AFTER: '1h' } });
  await w.until('2026-11-23 11:00');
  await w.loses('lead');
  await w.until('2026-11-23 12:00');
  expect(w.stage()).toBe('NÃO INTERESSADO');
  expect((await w.reasons()).filter((reason) => reason.startsWith('close'))).toEqual(['close: no_answer']);
});

test('F5 · a schedule deleted for a step that falls due as the company closes: nothing is said at night, and it is said in the morning', async () => {
  const w = await repaired({ anchor: '2026-11-24 17:29' });
  await w.loses('lead');
  await w.until('2026-11-24 18:30');
  expect(w.times()).toEqual([]);
  await w.sleepUntil('2026-11-25 08:10');
  expect(w.times()).toEqual(['2026-11-25 08:00']);
});

test('one hour without a Scheduler over the due times of four leads: no step is lost, none is said twice, and nobody gets two within four hours', async () => {
  const w = await repaired();
  for (const who of [CLARA, RUI, IARA]) {
    await w.says('oi', who);
    await w.says(who.name, who);
    await w.minutes(4);
  }
  await w.until('2026-11-23 10:20');
  const everybody = [MATEUS, CLARA, RUI, IARA];
  const told = new Map(everybody.map((who) => [who, w.fromBot(who).length]));
  w.scheduler.control.down();
  await w.until('2026-11-23 10:40');
  // She answers while nothing can be armed: her plan has no schedule at all.
  await w.says('850', IARA);
  told.set(IARA, w.fromBot(IARA).length);
  await w.until('2026-11-23 11:20');
  for (const who of everybody) expect(w.fromBot(who)).toHaveLength(told.get(who) ?? 0);
  expect(w.logLines.some((line) => line.includes('follow_up.not_armed'))).toBe(true);

  w.scheduler.control.up();
  await w.until('2026-11-23 12:00');
  for (const who of everybody)
    expect({ who, said: w.fromBot(who).length }).toEqual({ who, said: (told.get(who) ?? 0) + 1 });
  await w.sleepUntil('2026-11-24 12:30');
  for (const who of everybody) {
    const times = w.whatsapp
      .phone(who.phone)
      .flatMap(({ from, via, at: sentMs }) => (from === 'us' && via === 'api' ? [sentMs] : []))
      .slice(told.get(who));
    expect({ who, said: times.length }).toEqual({ who, said: 2 });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(4 * HOUR);
  }
  expect(w.whatsapp.duplicates()).toEqual({});
});

test('F10 · a worker that died before it planned: the ladder is begun again, in time for its first step', async () => {
  const w = await repaired();
  await w.loses('lead');
  await w.supabase.db.query('delete from public.follow_ups');
  await w.until('2026-11-23 10:10');
  expect(await w.steps()).toEqual({ '1': 'planned' });
  const fired = w.fired();
  await w.until('2026-11-23 11:00');
  expect(w.times()).toEqual(['2026-11-23 10:30']);
  // Found once, and then left to its schedule.
  expect(w.fired()).toBe(fired + 1);
});

test('H13 · a takeover that nobody told us about, the schedule lost as well: reconcile finds both, and nothing is said', async () => {
  const w = await repaired();
  await w.until('2026-11-23 10:20');
  w.moves('atendimento_humano', { told: false });
  await w.loses('lead');
  await w.until('2026-11-23 10:23');
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
  await w.until('2026-11-23 12:00');
  // Its cycle is over, so there is nothing to wake.
  expect(w.fired()).toBe(0);
  expect(w.times()).toEqual([]);
  expect(w.stage()).toBe('ATENDIMENTO HUMANO');
  expect(await w.store.plannedFollowUps(w.clock.nowMs(), 10)).toEqual([]);
  expect(w.alarms()).toEqual([]);
});

test('H13 · the card is moved untold between the look of reconcile and the wake: the gate sees it', async () => {
  const w = await repaired();
  await w.loses('lead');
  await w.sleepUntil('2026-11-23 10:35');
  const { leadId, cycle, step } = (await w.store.plannedFollowUps(w.clock.nowMs(), 1))[0] ?? {};
  w.moves('atendimento_humano', { told: false });
  await w.fire({ kind: 'step', leadId, cycle, step });
  await w.until('2026-11-23 10:50');
  expect(w.times()).toEqual([]);
  expect(await w.reasons()).toContain('silence: human_stage');
});

test('a plan overdue for more than ten minutes is an alarm, until it is said', async () => {
  const w = await repaired();
  await w.loses('lead');
  await w.sleepUntil('2026-11-23 10:45');
  expect(w.times()).toEqual([]);
  await w.minutes(10);
  expect(w.times()).toHaveLength(1);
  expect(w.alarms()).toHaveLength(1);
  expect(JSON.parse(w.alarms()[0] ?? '{}')).toMatchObject({ plans: 1 });
});

test('many ladders at once are woken some each minute, the longest overdue first, and none is forgotten', async () => {
  const w = await repaired();
  await w.loses('lead');
  await w.sleepUntil('2026-11-23 10:35');
  await w.supabase.db.exec(`
    with others as (
      insert into public.leads (key, phone, reply_to, cycle, created_at)
      select '+55819910000' || lpad(n::text, 2, '0'), '+55819910000' || lpad(n::text, 2, '0'), '+55819910000' || lpad(n::text, 2, '0'), 1, now()
      from generate_series(1, 40) n returning id
    )
    insert into public.follow_ups (lead_id, cycle, step, status, due_at) select id, 1, '1', 'planned', '2026-11-23T13:31:00Z' from others`);
  await w.reconcile();
  await w.clock.idle();
  expect(w.fired()).toBe(30);
  expect(w.times()).toHaveLength(1);
  await w.reconcile();
  await w.clock.idle();
  expect(w.fired()).toBe(41);
  await w.reconcile();
  expect(w.fired()).toBe(41);
});

test('a plan that its ladder outlived, for the configuration has fewer steps now, is nobody’s to wake', async () => {
  const w = await repaired({ environment: { FOLLOW_UP_LADDER: '30m', CLOSE_AFTER: '1h' } });
  await w.sleepUntil('2026-11-23 12:00');
  expect(w.stage()).toBe('NÃO INTERESSADO');
  const fired = w.fired();
  await w.supabase.db.exec(`insert into public.follow_ups (lead_id, cycle, step, status, due_at)
    select id, cycle, '3', 'planned', '2026-11-23T14:00:00Z' from public.leads`);
  await w.minutes(5);
  expect(w.fired()).toBe(fired);
  expect(w.alarms()).toEqual([]);
});

test('the executor cannot be started: the run counts as failed, and a later one finds the step as it was', async () => {
  const w = await repaired();
  await w.loses('lead');
  await w.sleepUntil('2026-11-23 10:35');
  w.lambda.control.fault({ kind: 'status', status: 500, name: 'follow-up-executor', times: 2 });
  await expect(w.reconcile()).rejects.toBeInstanceOf(AggregateError);
  expect(w.times()).toEqual([]);
  await w.minutes(2);
  expect(w.times()).toHaveLength(1);
});

/** Mateus has a meeting on Thursday at two. */
async function booked() {
  const w = await repaired();
  for (const line of [
    '850',
    'C',
    'não',
    'Recife',
    'não tenho',
    'não',
    'sou eu',
    'sim',
    'quinta às 14h',
    'mateus@exemplo.com',
  ])
    await w.says(line);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  const told = w.times().length;
  return Object.assign(w, { reminded: () => w.times().slice(told) });
}

test('F17, F18 · the schedule of a reminder is deleted: it comes within minutes of its time, once, and so does the next', async () => {
  const w = await booked();
  await w.sleepUntil('2026-11-25 13:50');
  await w.loses('meeting');
  await w.until('2026-11-25 15:00');
  expect(w.reminded()).toHaveLength(1);
  expect(minutesBetween('2026-11-25 14:00', w.reminded()[0])).toBeGreaterThanOrEqual(0);
  expect(minutesBetween('2026-11-25 14:00', w.reminded()[0])).toBeLessThanOrEqual(10);
  await w.sleepUntil('2026-11-27 18:00');
  expect(w.reminded().slice(1)).toEqual(['2026-11-26 12:00']);
  expect(w.whatsapp.duplicates()).toEqual({});
});

test('F18 · a reminder that left in time is not woken again, and a meeting that was cancelled is not reminded of', async () => {
  const w = await booked();
  await w.sleepUntil('2026-11-25 13:50');
  await w.until('2026-11-25 14:02');
  const fired = w.fired();
  await w.until('2026-11-25 14:30');
  expect(w.reminded()).toEqual(['2026-11-25 14:00']);
  await w.loses('meeting');
  await w.says('quero cancelar a reunião');
  await w.sleepUntil('2026-11-26 11:50');
  const heard = w.reminded();
  await w.until('2026-11-26 12:30');
  expect(w.reminded()).toEqual(heard);
  expect(w.fired()).toBe(fired);
});

test('F17 · whoever has just agreed on a time is not reminded of it, though the hour of the reminder has only just passed', async () => {
  const w = await repaired({ anchor: '2026-11-25 13:56' });
  for (const line of [
    '850',
    'C',
    'não',
    'Recife',
    'não tenho',
    'não',
    'sou eu',
    'sim',
    'quinta às 14h',
    'mateus@exemplo.com',
  ]) {
    if (line === 'mateus@exemplo.com') await w.until('2026-11-25 14:01');
    await w.says(line);
  }
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  const told = w.times().length;
  await w.until('2026-11-25 14:30');
  expect(w.times()).toHaveLength(told);
});
