/** What many worlds came to: counts, delays, and which fault met what how often. */
import type { Answer } from './worker.ts';

export type Tally = {
  add(answer: Answer): void;
  readonly worlds: number;
  readonly bad: number;
  readonly coverage: ReadonlyMap<string, number>;
  lines(): readonly string[];
  flat(more: Record<string, number>): Record<string, unknown>;
};

const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted.length === 0
    ? null
    : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);

export function createTally(): Tally {
  const coverage = new Map<string, number>();
  const seeds: number[] = [];
  const deltasMs: number[] = [];
  let [worlds, takeovers, kills, cpuMs, virtualMs] = [0, 0, 0, 0, 0];
  const flat: Tally['flat'] = (more) => {
    const sorted = deltasMs.toSorted((a, b) => a - b);
    return {
      ...more,
      worlds,
      bad: seeds.length,
      takeovers,
      kills,
      sendsAfterTakeover: sorted.length,
      deltaP50Ms: quantile(sorted, 0.5),
      deltaP99Ms: quantile(sorted, 0.99),
      deltaMaxMs: quantile(sorted, 1),
      cpuMsPerWorld: Math.round(cpuMs / Math.max(1, worlds)),
      simulatedHours: Math.round(virtualMs / 3_600_000),
      badSeeds: seeds.toSorted((a, b) => a - b),
    };
  };
  return {
    add: (answer) => {
      worlds += 1;
      takeovers += answer.takeovers;
      kills += answer.kills;
      cpuMs += answer.cpuMs;
      virtualMs += answer.virtualMs;
      deltasMs.push(...answer.deltasMs);
      if (answer.violations.length > 0) seeds.push(answer.seed);
      for (const [key, count] of answer.coverage) coverage.set(key, (coverage.get(key) ?? 0) + count);
    },
    get worlds() {
      return worlds;
    },
    get bad() {
      return seeds.length;
    },
    coverage,
    lines: () =>
      Object.entries(flat({})).map(([name, value]) => `${name.padEnd(20)} ${JSON.stringify(value)}`),
    flat,
  };
}

/** One row for each fault and what it met, by who held the conversation. */
export function coverageTable(coverage: ReadonlyMap<string, number>): readonly string[] {
  const rows = new Map<string, Record<string, number>>();
  for (const [key, count] of coverage) {
    const [fault = '', what = '', holder = ''] = key.split(' | ');
    const name = `${fault.padEnd(12)} ${what}`;
    rows.set(name, { ...rows.get(name), [holder]: count });
  }
  const head = `${'fault met'.padEnd(52)} the bot holds  a person holds`;
  const lines = [...rows]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, row]) => {
      const cell = (holder: string): string => String(row[holder] ?? 0).padStart(13);
      return `${name.padEnd(52)} ${cell('the bot holds')}  ${cell('a person holds')}`;
    });
  return lines.length === 0 ? [] : [head, ...lines];
}
