/** HandoffBench as a whole: plans, the baselines, and that a seed says everything. */
import { expect, test } from 'vitest';
import type { Bot } from '../../../bench/handoff/bot.ts';
import type { System } from '../../../bench/handoff/field.ts';
import { sha256 } from '../../../bench/handoff/journal.ts';
import { judge } from '../../../bench/handoff/judge.ts';
import { plainSystem } from '../../../bench/handoff/plain-field.ts';
import { planWorld, takeoversOf, worldsFor } from '../../../bench/handoff/plan.ts';
import { playWorld } from '../../../bench/handoff/play.ts';
import { flatOf, rowOf } from '../../../bench/handoff/row.ts';
import { DAY_LONG_SCENES, SCENES } from '../../../bench/handoff/scenes/scenes.ts';
import { onceBeforeModel } from '../../../bench/handoff/systems/once-before-model.ts';
import { redisPauseOnly } from '../../../bench/handoff/systems/redis-pause-only.ts';
import { sessionFlag } from '../../../bench/handoff/systems/session-flag.ts';
import { usualBot } from '../../../bench/handoff/systems/usual-bot.ts';
import { tallyOf, totalOf } from '../../../bench/handoff/tally.ts';

const SEED = 7;
/** Every scene once, the short ones: five a world. */
const WORLDS = Math.ceil(SCENES.length / 5);

async function tallied(system: System, worlds = WORLDS) {
  const tallies = [];
  for (let world = 0; world < worlds; world += 1) {
    const journal = await playWorld(system, planWorld(SEED, world));
    tallies.push(tallyOf(judge(journal), { world, journal: sha256(journal), errors: 0 }));
  }
  return totalOf(tallies);
}

test('R1 · a plan is data: equal for equal seeds, another for another, each scene in its turn', () => {
  expect(planWorld(SEED, 3)).toEqual(planWorld(SEED, 3));
  expect(planWorld(SEED, 3)).not.toEqual(planWorld(SEED + 1, 3));
  const played = worldsFor(SEED, 1_500).flatMap(({ rounds }) => rounds.map(({ scene }) => scene));
  for (const { id } of [...SCENES, ...DAY_LONG_SCENES]) expect(played, id).toContain(id);
  const sum = worldsFor(SEED, 1_500).reduce((total, plan) => total + takeoversOf(plan), 0);
  expect(sum).toBeGreaterThanOrEqual(1_500);
});

test('I7 · what must be answered has the time for it: no act of a round comes behind its end', () => {
  for (const plan of worldsFor(SEED, 1_500))
    for (const { steps, lengthMs, scene } of plan.rounds)
      expect(lengthMs - (steps.at(-1)?.at ?? 0), scene).toBeGreaterThanOrEqual(90_000);
});

const BASELINES: readonly System[] = [onceBeforeModel, redisPauseOnly, sessionFlag];

for (const system of BASELINES)
  test(`R2 · ${system.name} is played twice from one seed: every send in the same microsecond`, async () => {
    const journals = [];
    for (let time = 0; time < 2; time += 1) journals.push(await playWorld(system, planWorld(SEED, 0)));
    expect(sha256(journals[0])).toBe(sha256(journals[1]));
    expect(system.rules.length).toBeLessThanOrEqual(10);
  });

test('R2, R13 · each baseline leaks by its own hole: the look that is too old, the notice that is lost, the flag that is reset', async () => {
  const [once, redis, session] = await Promise.all(BASELINES.map((system) => tallied(system)));
  if (!once || !redis || !session) throw new Error('three baselines');
  // A live read knows of what nobody told.
  expect(once.leaksByScene['R12'] ?? 0).toBe(0);
  expect(redis.leaksByScene['R12'] ?? 0).toBeGreaterThan(0);
  expect(once.leaksByCause.in_flight).toBeGreaterThan(0);
  expect(session.leaksPer1000).toBeGreaterThan(redis.leaksPer1000);
  for (const { lost, takeovers } of [once, redis, session])
    expect([lost, takeovers > 100]).toEqual([0, true]);
});

test('I7 · silence is no way to win: a bot that never speaks leaks nothing and is over-silent everywhere', async () => {
  const mute = plainSystem({
    name: 'mute',
    rules: ['Says nothing.'],
    make: () =>
      usualBot({ mayReply: async () => false, mayFollowUp: async () => false, signal: async () => {} }),
  });
  const total = await tallied(mute, 2);
  expect([total.leaks, total.overSilence > 0, total.overSilence]).toEqual([0, true, total.asked]);
});

test('I5 · a bot that forgets what it heard loses it', async () => {
  const forgetful: System = plainSystem({
    name: 'forgetful',
    rules: ['Keeps the first message of a lead.'],
    make: (): Bot => {
      const heard = new Set<string>();
      return {
        message: async ({ lead, mark }, ends) => {
          if (!heard.has(lead)) await ends.database.append(lead, mark);
          heard.add(lead);
        },
        signal: async () => {},
        job: async () => {},
      };
    },
  });
  expect((await tallied(forgetful, 1)).lost).toBeGreaterThan(0);
});

test('I1 · a row holds what a stranger needs to run it again, and the flat object what CI reads', async () => {
  const total = await tallied(redisPauseOnly, 1);
  const run = { system: 'redis-pause-only', total, worlds: 1, journal: 'abc' };
  const row = await rowOf([run], {
    seed: SEED,
    takeovers: 30,
    commit: 'abc',
    command: 'npm run bench',
    seconds: 1,
  });
  expect(row).toMatchObject({ seed: SEED, asked: 30, modelMs: [2000, 14_000], judge: 1 });
  expect(row.machine).toContain('Node');
  expect(flatOf(row)['baseline.redis-pause-only.leaks_per_1000']).toBeCloseTo(total.leaksPer1000, 0);
});
