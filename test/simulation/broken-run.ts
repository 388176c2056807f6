/** `npm run simulate -- --broken`: each guard of the product taken out in turn, until the simulation misses it. */
import { type Crew, createCrew } from './crew.ts';
import type { FaultKind } from './faults.ts';
import { BROKEN_GUARDS, type BrokenGuard } from './guards.ts';
import type { Violation } from './judge.ts';
import { type Plan, planOf } from './plan.ts';
import { shrink, wayOf } from './shrink.ts';

/** So many worlds a guard may stay unmissed. */
const BROKEN_WORLDS = 300;

type BrokenOptions = {
  readonly from: number;
  readonly without: readonly FaultKind[];
  readonly workers: number;
  /** Worlds spent on a shorter history. */
  readonly tries: number;
  readonly json: boolean;
  readonly only?: string;
};

type Say = { readonly print: (line: string) => void; readonly progress: (line: string) => void };

type Miss = {
  readonly seed: number;
  readonly worlds: number;
  readonly violation: Violation;
  /** The shortest history that was found, as data and as told. */
  readonly plan: Plan;
  readonly story: readonly string[];
};

/** How many worlds until this guard is missed: a promise is broken without it that is kept with it. One process for each guard. */
async function missed(
  { name }: BrokenGuard,
  { whole, from, without, tries }: { whole: Crew } & BrokenOptions,
  { progress }: Say,
): Promise<Miss | null> {
  const crew = createCrew({ workers: 1, broken: name });
  const brokenBy = async (by: Crew, plan: Plan | number): Promise<readonly Violation[]> =>
    (await by.play({ plan, without })).violations;
  try {
    for (let seed = from; seed < from + BROKEN_WORLDS; seed += 1) {
      progress(`without “${name}”: world ${seed - from + 1} of ${BROKEN_WORLDS}`);
      const found = await brokenBy(crew, seed);
      if (found.length === 0) continue;
      const known = await brokenBy(whole, seed);
      const news = found.find((each) => !known.some(({ id }) => id === each.id));
      if (!news) continue;
      progress(`without “${name}”: seed ${seed} breaks ${news.id}; looking for a shorter history`);
      const isMissed = async (plan: Plan): Promise<boolean> =>
        (await brokenBy(crew, plan)).some((each) => wayOf(each) === wayOf(news));
      const { plan } = await shrink(planOf(seed), isMissed, tries);
      const { violations, story } = await crew.play({ plan, without });
      const violation = violations.find((each) => wayOf(each) === wayOf(news)) ?? news;
      return { seed, worlds: seed - from + 1, violation, plan, story };
    }
    return null;
  } finally {
    crew.close();
  }
}

const rowOf = ({ name, ids }: BrokenGuard, miss: Miss | null): string =>
  miss
    ? `| ${name} | ${ids} | ${miss.seed} | ${miss.worlds} | ${miss.violation.id} | ${miss.plan.acts.length} |`
    : `| ${name} | ${ids} | – | ${BROKEN_WORLDS} | not found | – |`;

/** A row for each guard and the history that misses it, as soon as it is found; true only if every one is. */
export async function broken(options: BrokenOptions, say: Say): Promise<boolean> {
  const { only, json, workers } = options;
  const guards = BROKEN_GUARDS.filter(({ name }) => only === undefined || name === only);
  if (guards.length === 0) throw new Error(`there is no guard called ${only}`);
  const left = [...guards];
  const whole = createCrew({ workers: 1 });
  const rows: Record<string, unknown>[] = [];
  const tell = (guard: BrokenGuard, miss: Miss | null): void => {
    const { name, ids } = guard;
    say.progress('');
    rows.push(miss ? { guard: name, ids, ...miss } : { guard: name, ids, worlds: BROKEN_WORLDS, seed: null });
    if (json) return;
    say.print(rowOf(guard, miss));
    if (!miss) return;
    for (const line of miss.story) say.print(`  - ${line}`);
    say.print(`  - ✗ ${miss.violation.id}: ${miss.violation.says}`);
    say.print(`  \`${JSON.stringify(miss.plan)}\``);
  };
  const work = async (): Promise<void> => {
    for (let guard = left.shift(); guard; guard = left.shift())
      tell(guard, await missed(guard, { whole, ...options }, say));
  };
  if (!json) {
    say.print('| guard taken out | protects | seed | worlds | promise broken | deeds |');
    say.print('|---|---|---|---|---|---|');
  }
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    whole.close();
  }
  const found = rows.filter(({ seed }) => seed !== null).length;
  if (json) say.print(JSON.stringify({ from: options.from, guards: guards.length, found, rows }));
  return found === guards.length;
}
