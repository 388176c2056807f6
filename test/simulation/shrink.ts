/** The shortest history that still breaks the same promise in the same way: deeds are left out, faults switched off, as long as it does. */
import { NO_FAULTS } from './faults.ts';
import type { Violation } from './judge.ts';
import type { Act, Plan } from './plan.ts';

/** What is broken, without whose message it was and how late: another history breaks the same if this is the same. */
export const wayOf = ({ id, says }: Violation): string =>
  `${id}: ${says.replaceAll(/“[^”]*”/g, '“”').replaceAll(/#[a-z]+|[+\d.]+|Mateus|Clara/g, '·')}`;

/** Plans one step simpler than this one, the boldest first. */
function* simpler(plan: Plan): Generator<Plan> {
  const { acts } = plan;
  for (let size = Math.ceil(acts.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < acts.length; from += size)
      yield { ...plan, acts: [...acts.slice(0, from), ...acts.slice(from + size)] };
  for (const key of ['fault', 'kill', 'stall', 'slow', 'skewMs'] as const)
    if (plan.rates[key] !== NO_FAULTS[key])
      yield { ...plan, rates: { ...plan.rates, [key]: NO_FAULTS[key] } };
  if (plan.isOneHome) yield { ...plan, isOneHome: false };
  if (plan.people > 1)
    yield { ...plan, people: 1, isOneHome: false, acts: acts.map((act): Act => ({ ...act, who: 0 })) };
  if (plan.bubbles > 1) yield { ...plan, bubbles: 1 };
  if (plan.thinkMs > 0) yield { ...plan, thinkMs: 0 };
  for (const [index, act] of acts.entries()) {
    if (act.aim && act.aim.nth > 1)
      yield { ...plan, acts: acts.with(index, { ...act, aim: { ...act.aim, nth: 1 } }) };
    const plain: Act | null =
      act.kind === 'moves' && act.told !== 'told'
        ? { ...act, told: 'told' }
        : act.kind === 'moves' && act.by !== 'marcos'
          ? { ...act, by: 'marcos' }
          : null;
    if (plain) yield { ...plan, acts: acts.with(index, plain) };
  }
}

/** `breaks`: does this plan still break what the first one broke? At most `triesMax` worlds are played. */
export async function shrink(
  plan: Plan,
  breaks: (plan: Plan) => Promise<boolean>,
  triesMax: number,
): Promise<{ readonly plan: Plan; readonly tries: number }> {
  let best = plan;
  let tries = 0;
  for (let isSimpler = true; isSimpler; ) {
    isSimpler = false;
    for (const candidate of simpler(best)) {
      if (tries >= triesMax) return { plan: best, tries };
      tries += 1;
      if (!(await breaks(candidate))) continue;
      best = candidate;
      isSimpler = true;
      break;
    }
  }
  return { plan: best, tries };
}

/** A test to paste. */
export const asTest = (plan: Plan, promise: string): string => `
test('${promise} · what this history broke stays whole', async () => {
  const { violations } = await play(${JSON.stringify(plan, null, 2).replaceAll('\n', '\n  ')});
  expect(violations).toEqual([]);
});
`;
