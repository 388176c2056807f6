/**
 * Random interleavings of what leads, sellers and outages do to a ladder. The whole stack plays some of them; the executor with its
 * store and its clients, where a play costs a quarter, the many. What is promised is in support/judge.ts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadBusinessHours } from '../../lib/calendar/business-hours.ts';
import { parseWeeklyHours } from '../../lib/weekly-hours.ts';
import { type FiringStack, openFiringStack } from './support/firing.ts';
import { judge, type Tally } from './support/judge.ts';
import { Play, type Scale } from './support/play.ts';
import { type Script, someScript } from './support/script.ts';
import { MINUTE } from './support/silence.ts';

const RUNS = Number(process.env['FOLLOW_UP_RUNS'] ?? 2000);
const SEED = Number(process.env['FOLLOW_UP_SEED'] ?? 20261123);
const STEPS_MAX = 8;
const TIMEOUT_MS = 60 * MINUTE;

const hours = await loadBusinessHours({
  hours: parseWeeklyHours('mon-fri 08:00-18:00'),
  timezone: 'America/Sao_Paulo',
  daysOff: 'national',
});

/** Nothing of an earlier play is left but the clock. */
async function cleared(w: FiringStack): Promise<void> {
  w.calm();
  await w.supabase.control.reset();
  await w.supabase.db.exec('delete from witness.leaks');
  for (const { name, groupName } of w.scheduler.control.schedules('bastao-local'))
    w.scheduler.control.lose(name, groupName);
  w.kommo.control.clearRequests();
  w.kommo.control.hooks.clearDeliveries();
}

async function play(
  w: FiringStack,
  script: Script,
  { scale, tally, steps }: { scale: Scale; tally: Tally; steps: number },
): Promise<void> {
  await cleared(w);
  const it = new Play(w, script, scale);
  try {
    await it.run();
    await judge(it, { hours, steps, tally });
  } catch (error) {
    const shown = it.lead && it.bubbles().map(({ at, text }) => `  ${new Date(at).toISOString()} ${text}`);
    throw new Error(
      [
        error instanceof Error ? error.message : String(error),
        'It went:',
        ...it.story,
        JSON.stringify((await w.supabase.db.query('select at, kind, reason, evidence from public.decisions order by id')).rows, null, 0),
        JSON.stringify((await w.supabase.db.query('select step, status, cycle, due_at from public.follow_ups')).rows),
        JSON.stringify((await w.supabase.db.query('select cycle, spoken_cycle, epoch, human_stage_at, stage_place from public.leads')).rows),
        'The phone:',
        ...shown,
      ].join('\n'),
      {
        cause: error,
      },
    );
  }
}

async function hold(
  scale: Scale,
  { w, runs, steps }: { w: FiringStack; runs: number; steps: number },
): Promise<void> {
  const tally: Tally = { followUps: 0, closes: 0, uninterrupted: 0, silenced: 0, handedOver: 0 };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  try {
    await fc.assert(
      fc.asyncProperty(someScript(STEPS_MAX), (script) => play(w, script, { scale, tally, steps })),
      { numRuns: runs, seed: SEED },
    );
  } finally {
    const { user, system } = process.cpuUsage(cpu);
    const each = {
      wallMs: Math.round((performance.now() - startedAt) / runs),
      cpuMs: Math.round((user + system) / 1000 / runs),
    };
    process.stdout.write(
      `${scale}: ${JSON.stringify({ plays: runs, ...each, ...tally, deaths: w.deaths() })}\n`,
    );
    await w.close();
  }
  // The promises were put to the test, not merely kept.
  for (const [what, count] of Object.entries({ ...tally, deaths: w.deaths() }))
    if (runs >= 200 && what !== 'handedOver') expect(count, what).toBeGreaterThan(runs / 100);
}

test('I1, I6, F1, F5, F15, H13, R7, R14, C9 · the executor: no interleaving nags, repeats, loses a ladder or closes twice', {
  timeout: TIMEOUT_MS,
}, async () => {
  const w = await openFiringStack({ provider: 'evolution', environment: { FOLLOW_UP_LADDER: '30m,24h' } });
  // What webhooks would bring, the play writes itself.
  w.evolution.control.drop(Number.MAX_SAFE_INTEGER);
  w.kommo.control.hooks.drop('all');
  await hold('executor', { w, runs: RUNS, steps: 2 });
});

test('the same on the whole stack, with its webhooks, queue and conversation', {
  timeout: TIMEOUT_MS,
}, async () => {
  const w = await openFiringStack({ provider: 'cloud' });
  await hold('whole', { w, runs: Math.ceil(RUNS / 10), steps: 3 });
});
