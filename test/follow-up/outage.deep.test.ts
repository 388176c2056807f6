/** What breaks around the ladder, and what it costs: time, never a step, never a second copy. */
import { expect, test, vi } from 'vitest';
import type { FollowUpWriter } from '../../lib/conversation/follow-up-texts.ts';
import type { Network } from '../../local/emulators/http.ts';
import { useWorlds } from '../support/world.ts';
import { at, civil, silentLead } from './support/silence.ts';

const world = useWorlds();
// Days of the stack's time in each test: a busy machine takes its own.
vi.setConfig({ testTimeout: 120_000 });

test('I3, F9 · Kommo cannot be read for half an hour: the step is tried every five minutes and then said, once', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  w.kommo.control.down();
  await w.until('2026-11-23 10:59');
  expect(w.times()).toEqual([]);
  expect((await w.reasons()).filter((reason) => reason.startsWith('hold')).length).toBeGreaterThanOrEqual(5);
  w.kommo.control.up();
  await w.until('2026-11-23 11:20');
  expect(w.times()).toHaveLength(1);
  // What was held is no step: the ladder goes on as it was meant.
  await w.until('2026-11-24 10:01');
  expect(w.times()).toHaveLength(2);
});

test.each([
  ['had the card meanwhile and gave it back, told by nobody: the step is not said', true, []],
  ['had it not: it is', false, ['2026-11-23 10:55']],
])('R18, I8 · a step that Kommo’s outage held; a person %s', async (_name, hadIt, said) => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  w.kommo.control.down();
  await w.until('2026-11-23 10:40');
  if (hadIt) {
    w.moves('atendimento_humano', { told: false });
    await w.until('2026-11-23 10:45');
    w.moves('em_qualificacao', { told: false });
  }
  await w.until('2026-11-23 10:51');
  w.kommo.control.up();
  await w.until('2026-11-23 11:20');
  expect(w.times()).toEqual(said);
  expect(await w.steps()).toMatchObject({ '1': hadIt ? 'ended' : 'sent' });
});

test('held twelve times, it is a person’s: one task on the card, and the bot chases no more', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  w.kommo.control.down();
  await w.until('2026-11-23 12:00');
  w.kommo.control.up();
  await w.until('2026-11-23 14:00');
  const tasks = w.kommo.control.card(w.cardId()).tasks;
  expect(tasks.map(({ text }) => text)).toEqual([expect.stringContaining('parou de responder')]);
  await w.until('2026-11-28 12:00');
  expect(w.times()).toEqual([]);
  expect(w.kommo.control.card(w.cardId()).tasks).toHaveLength(1);
  expect(await w.steps()).toEqual({ '1': 'handed_over' });
  expect((await w.reasons()).at(-1)).toBe('close: follow_up_held_too_long');
  expect(w.stage()).toBe('NOVO LEAD');
});

test('F10 · the Scheduler is down when the ladder is to be armed: the reply is said once, and the plan is found and woken later', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:10');
  w.scheduler.control.down();
  await w.says('850');
  const said = w.fromBot().length;
  w.scheduler.control.up();
  expect(w.fromBot().at(-1)).toContain('850');
  expect(w.logLines.some((line) => line.includes('follow_up.not_armed'))).toBe(true);
  await w.until('2026-11-23 10:45');
  expect(w.fromBot()).toHaveLength(said);

  const [overdue, ...others] = await w.store.plannedFollowUps(w.clock.nowMs(), 10);
  expect(others).toEqual([]);
  expect(overdue).toMatchObject({ step: 1, status: 'planned', holdCount: 0 });
  expect(civil(overdue?.dueAtMs ?? 0)).toBe('2026-11-23 10:40');
  await w.fire({ kind: 'step', leadId: overdue?.leadId, cycle: overdue?.cycle, step: overdue?.step });
  expect(w.fromBot()).toHaveLength(said + 1);
  expect(await w.store.plannedFollowUps(w.clock.nowMs(), 10)).toEqual([]);
  // From here the schedule stands again.
  await w.until('2026-11-24 10:11');
  expect(w.fromBot()).toHaveLength(said + 2);
});

test('F10 · a worker that died before the plan was stored: the lead is listed, and one wake mends it', async () => {
  const w = await silentLead(world);
  await w.supabase.db.query('delete from public.follow_ups');
  w.scheduler.control.lose(`lead-${(await w.lead()).id}`, 'bastao-local');
  await w.until('2026-11-23 10:20');
  const [lost, ...others] = await w.store.leadsWithoutLadder(w.clock.nowMs() - 60_000, 10);
  expect(others).toEqual([]);
  await w.fire({ kind: 'step', leadId: lost?.id, cycle: lost?.cycle, step: 1 });
  expect(w.times()).toEqual([]);
  expect(await w.store.leadsWithoutLadder(w.clock.nowMs(), 10)).toEqual([]);
  await w.until('2026-11-23 10:31');
  expect(w.times()).toEqual(['2026-11-23 10:30']);
});

test('an hour without a Scheduler loses no step, and nothing comes in a burst afterwards', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:20');
  w.scheduler.control.down();
  await w.until('2026-11-23 11:20');
  w.scheduler.control.up();
  await w.until('2026-11-27 18:00');
  expect(w.times()).toHaveLength(3);
  const [first = '', second = ''] = w.times();
  expect(at(second) - at(first)).toBeGreaterThanOrEqual(4 * 3_600_000);
  expect(w.stage()).toBe('NÃO INTERESSADO');
});

test('F14 · Redis is down: the ladder goes on, for it is not what triggers it', async () => {
  const w = await silentLead(world);
  w.upstash.control.down();
  await w.until('2026-11-23 10:40');
  // Its share of Kommo is small then (H20): at once, or with the next try, and once.
  expect(w.times()).toHaveLength(1);
  await w.until('2026-11-23 11:00');
  expect(w.times()).toHaveLength(1);
  w.upstash.control.up();
});

test('F11 · words that may not be said are not said, and nothing is said in their place: it is tried again until they may', async () => {
  let calls = 0;
  const writer: FollowUpWriter = async () => {
    calls += 1;
    const text = calls < 3 ? 'Oi {{nome}}, me passa seu CPF?' : 'Mateus, conseguiu ver o valor da conta?';
    return { kind: 'text', text };
  };
  const w = await silentLead(world, { followUpWriter: writer });
  await w.until('2026-11-23 10:39');
  expect(w.times()).toEqual([]);
  await w.until('2026-11-23 10:45');
  expect(w.since()).toEqual([['2026-11-23 10:40', 'Mateus, conseguiu ver o valor da conta?']]);
});

test('F11, M8 · a writer that throws is silence and another try, never a stock text', async () => {
  let calls = 0;
  const writer: FollowUpWriter = async () => {
    calls += 1;
    if (calls === 1) throw new Error('no words');
    return { kind: 'text', text: 'Mateus, seguimos?' };
  };
  const w = await silentLead(world, { followUpWriter: writer });
  await w.until('2026-11-23 10:45');
  expect(w.since()).toEqual([['2026-11-23 10:35', 'Mateus, seguimos?']]);
});

test('WhatsApp takes nothing for ten minutes: the step waits and is said once', async () => {
  const w = await silentLead(world, { provider: 'cloud' });
  await w.until('2026-11-23 10:29');
  w.cloud.control.failNext({ code: 130_429, as: 'sync', times: 2 });
  await w.until('2026-11-23 10:50');
  expect(w.times()).toEqual(['2026-11-23 10:40']);
});

test('I6 · WhatsApp’s answer is lost: the follow-up may be on the phone, so it is never said again', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:29');
  w.evolution.control.dropAnswer();
  await w.until('2026-11-23 18:00');
  expect(w.times()).toHaveLength(1);
  expect(w.whatsapp.duplicates()).toEqual({});
});

/** Kills the executor's connection to a request: the request is lost, or carried out and its answer lost; and all after it, for a minute. */
async function firingThatDies(how: 'cut' | 'cut_answer', request: number, minute: string) {
  let isArmed = false;
  let seen = 0;
  let isDead = false;
  const requests: string[] = [];
  const network: Network = ({ mount, method, path }) => {
    if (!isArmed) return 'up';
    if (isDead) return 'cut';
    // Whether a read was carried out makes no difference to a worker that died of it; Kommo's hooks are not its own.
    if (method === 'GET' || mount === '/upstash' || mount === '/webhooks') return 'up';
    seen += 1;
    requests.push(`${method} ${mount}${path}`);
    if (seen < request) return 'up';
    isDead = true;
    return how;
  };
  const w = await silentLead(world, {
    network,
    environment: { FOLLOW_UP_LADDER: '30m', CLOSE_AFTER: '24h' },
  });
  await w.until(minute);
  isArmed = true;
  // The firing, and what Lambda repeats of it, die too; then the network is whole.
  await w.seconds(90);
  isArmed = false;
  return { w, requests, hasDied: () => isDead };
}

/** What reconcile does every minute: wakes whatever is overdue. */
async function reconciled(w: Awaited<ReturnType<typeof silentLead>>): Promise<void> {
  for (const { leadId, cycle, step } of await w.store.plannedFollowUps(w.clock.nowMs() - 120_000, 10))
    await w.fire({ kind: 'step', leadId, cycle, step });
}

for (const how of ['cut', 'cut_answer'] as const) {
  test(`F15, I6 · ${how}: a firing that dies at any of its requests loses no step and repeats none`, {
    timeout: 300_000,
  }, async () => {
    let isOver = false;
    for (let request = 1; !isOver && request < 30; request += 1) {
      const { w, hasDied, requests } = await firingThatDies(how, request, '2026-11-23 10:30');
      isOver = !hasDied();
      await w.minutes(10);
      await reconciled(w);
      await w.minutes(10);
      const where = { request, last: requests.at(-1) };
      expect({ ...where, copies: w.whatsapp.duplicates() }).toEqual({ ...where, copies: {} });
      // The two replies come before; asked for anew, the step may have found other words.
      const rows = (await w.messages()).filter(({ author }) => author === 'bot').slice(2);
      expect({ ...where, committed: rows.length, planned: (await w.steps())['close'] }).toEqual({
        ...where,
        committed: 1,
        planned: 'planned',
      });
      // Said, or, where the worker died between commit and send, known to be unknown.
      expect({ ...where, said: w.times().length === 1 || rows[0]?.status === 'unknown' }).toEqual({
        ...where,
        said: true,
      });
      // The next world has the same database, and nobody in it.
      await w.supabase.control.reset();
    }
    expect(isOver).toBe(true);
  });

  test(`F15, C9 · ${how}: a close that dies at any of its requests closes once`, {
    timeout: 300_000,
  }, async () => {
    let isOver = false;
    for (let request = 1; !isOver && request < 30; request += 1) {
      const { w, hasDied, requests } = await firingThatDies(how, request, '2026-11-24 10:30');
      isOver = !hasDied();
      await w.minutes(10);
      await reconciled(w);
      await w.minutes(10);
      const where = { request, last: requests.at(-1) };
      expect({ ...where, stage: w.stage(), steps: await w.steps() }).toEqual({
        ...where,
        stage: 'NÃO INTERESSADO',
        steps: { '1': 'sent', close: 'closed' },
      });
      expect((await w.reasons()).filter((reason) => reason.startsWith('close'))).toEqual([
        'close: no_answer',
      ]);
      await w.supabase.control.reset();
    }
    expect(isOver).toBe(true);
  });
}
