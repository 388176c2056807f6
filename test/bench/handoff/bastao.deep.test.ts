/** HandoffBench on Bastão itself, in small: that a seed says everything, and that its far ends are really asked. */
import { expect, test } from 'vitest';
import { sha256 } from '../../../bench/handoff/journal.ts';
import { judge } from '../../../bench/handoff/judge.ts';
import { planWorld, type WorldPlan } from '../../../bench/handoff/plan.ts';
import { playWorld } from '../../../bench/handoff/play.ts';
import { bastao, phoneOf } from '../../../bench/handoff/systems/bastao.ts';

/** One round of world `index`, with its first leads alone. */
function small(index: number, round: number): WorldPlan {
  const plan = planWorld(7, index);
  const leads = plan.leads.slice(0, 4);
  const rounds = plan.rounds.slice(round, round + 1).map((each) => ({
    ...each,
    steps: each.steps.filter(({ lead }) => lead === null || leads.some((name) => lead.startsWith(name))),
  }));
  return { ...plan, leads, rounds };
}

for (const [index, round] of [
  [0, 1],
  [1, 3],
  [4, 1],
] as const)
  test(`I1, I7 · world ${index}, round ${round}: one journal from one seed, nothing leaked and everybody answered`, async () => {
    const plan = small(index, round);
    const journals = [await playWorld(bastao, plan), await playWorld(bastao, plan)] as const;
    expect(sha256(journals[0])).toBe(sha256(journals[1]));
    expect(judge(journals[0])).toMatchObject({
      leaks: [],
      overSilence: [],
      duplicates: [],
      lost: [],
      lateAnswers: [],
    });
    const { entries } = journals[0];
    expect(entries.filter(({ kind }) => kind === 'sent').length).toBeGreaterThan(8);
    expect(judge(journals[0]).takeovers).toBeGreaterThan(0);
  });

test('R19 · each lead has a phone of its own, and namesakes share its last eight digits', () => {
  const leads = Array.from({ length: 10 }, (_, index) => `L${index}`);
  const phones = [...leads, ...leads.map((lead) => `${lead}N3`), 'L0N4'].map(phoneOf);
  expect(new Set(phones).size).toBe(phones.length);
  expect(phones.every((phone) => /^\+55\d{11}$/.test(phone))).toBe(true);
  expect(phoneOf('L0').slice(-8)).toBe(phoneOf('L1').slice(-8));
});
