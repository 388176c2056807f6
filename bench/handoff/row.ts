/** What a run leaves behind: data, from which every figure on a page is made. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { USUAL_MS } from '../../test/simulation/engine/latency.ts';
import { ANSWER_WITHIN_MS, GRACE_MS, JUDGE_VERSION } from './judge.ts';
import { PLAN_VERSION, worldsFor } from './plan.ts';
import { THINK_MS } from './play.ts';
import type { SystemRun } from './run.ts';
import { OURS, SYSTEMS } from './systems/systems.ts';

export const BENCH_VERSION = 1;

const RESULTS = fileURLToPath(new URL('./results', import.meta.url));

const Rate = z.object({ per1000: z.number(), low: z.number(), high: z.number() });
const Spread = z.object({ count: z.number(), p50: z.number(), p99: z.number(), max: z.number() });
const Counts = z.record(z.string(), z.number());

const SystemRow = z.object({
  system: z.string(),
  isOurs: z.boolean(),
  rules: z.array(z.string()),
  worlds: z.number(),
  /** sha256 over the journals: equal whenever the same seed is played on the same code. */
  journal: z.string(),
  takeovers: z.number(),
  takeoversByScene: Counts,
  leaks: z.number(),
  leaksPer1000: z.number(),
  leakedTakeovers: z.number(),
  leakedRate: Rate,
  leaksByCause: Counts,
  leaksByScene: Counts,
  overSilence: z.number(),
  overSilenceRate: Rate,
  livenessMisses: z.number(),
  duplicates: z.number(),
  lost: z.number(),
  lateAnswers: z.number(),
  asked: z.number(),
  delta: Spread,
  silenceTold: Spread,
  silenceUntold: Spread,
  deltaHistogram: z.array(z.object({ upToMs: z.number().nullable(), count: z.number() })),
  found: z.array(
    z.object({
      world: z.number(),
      kind: z.string(),
      lead: z.string(),
      scene: z.string(),
      at: z.number(),
      what: z.string(),
    }),
  ),
  errors: z.number(),
});
export type SystemRow = z.infer<typeof SystemRow>;

const Row = z.object({
  bench: z.number(),
  judge: z.number(),
  plan: z.number(),
  commit: z.string(),
  seed: z.number(),
  asked: z.number(),
  worlds: z.number(),
  scenes: z.array(z.string()),
  modelMs: z.array(z.number()),
  roundTripsMs: z.record(z.string(), z.number()),
  graceMs: z.number(),
  answerWithinMs: z.number(),
  machine: z.string(),
  date: z.string(),
  command: z.string(),
  seconds: z.number(),
  systems: z.array(SystemRow),
});
export type Row = z.infer<typeof Row>;

const git = (...args: readonly string[]): string =>
  execFileSync('git', [...args], { encoding: 'utf8' }).trim();

/** Asked before a run, whose code it names: the commit, with a plus where what runs is not what was committed; results and pages do not count. */
export function commitNow(): string {
  const changed = git('status', '--porcelain', '--untracked-files=no')
    .split('\n')
    .some((line) => line !== '' && !/bench\/handoff\/results|docs\//.test(line));
  return git('rev-parse', '--short', 'HEAD') + (changed ? '+' : '');
}

export async function rowOf(
  runs: readonly SystemRun[],
  {
    seed,
    takeovers,
    commit,
    command,
    seconds,
  }: { seed: number; takeovers: number; commit: string; command: string; seconds: number },
): Promise<Row> {
  const worlds = worldsFor(seed, takeovers);
  const systems = await Promise.all(
    runs.map(async ({ system, total, worlds: played, journal }): Promise<SystemRow> => {
      const rules = (await SYSTEMS[system]?.())?.rules ?? [];
      return SystemRow.parse({
        ...total,
        system,
        isOurs: system === OURS,
        rules: [...rules],
        worlds: played,
        journal,
      });
    }),
  );
  const [cpu] = cpus();
  return {
    bench: BENCH_VERSION,
    judge: JUDGE_VERSION,
    plan: PLAN_VERSION,
    commit,
    seed,
    asked: takeovers,
    worlds: worlds.length,
    scenes: [...new Set(worlds.flatMap(({ rounds }) => rounds.map(({ scene }) => scene)))].toSorted(),
    modelMs: [...THINK_MS],
    roundTripsMs: Object.fromEntries(
      Object.entries(USUAL_MS).map(([mount, [out, back]]) => [mount.slice(1), out + back]),
    ),
    graceMs: GRACE_MS,
    answerWithinMs: ANSWER_WITHIN_MS,
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`,
    date: new Date().toISOString().slice(0, 16),
    command,
    seconds: Math.round(seconds),
    systems,
  };
}

export function saveRow(row: Row): string {
  const path = join(RESULTS, `${row.date.replaceAll(':', '')}-seed-${row.seed}-${row.asked}.json`);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(path, `${JSON.stringify(row, null, 1)}\n`);
  return path;
}

/** Rows that this version of the benchmark would have made, the largest first; the others are void. */
export function validRows(): { valid: readonly Row[]; voided: number } {
  const names = existsSync(RESULTS) ? readdirSync(RESULTS) : [];
  const rows = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => Row.parse(JSON.parse(readFileSync(join(RESULTS, name), 'utf8'))));
  const valid = rows.filter(
    ({ bench, judge, plan }) => bench === BENCH_VERSION && judge === JUDGE_VERSION && plan === PLAN_VERSION,
  );
  return {
    valid: valid.toSorted((a, b) => b.asked - a.asked || b.date.localeCompare(a.date)),
    voided: rows.length - valid.length,
  };
}

/** What other tools read: one flat object. */
export function flatOf({ systems }: Row): Readonly<Record<string, number>> {
  const flat: Record<string, number> = {};
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  for (const row of systems) {
    if (row.isOurs) {
      flat['handoff.takeovers'] = row.takeovers;
      flat['handoff.leaks'] = row.leaks;
      flat['handoff.over_silence'] = row.overSilence;
      flat['handoff.duplicates'] = row.duplicates;
      flat['handoff.lost'] = row.lost;
      flat['handoff.late_answers'] = row.lateAnswers;
      flat['handoff.liveness_misses'] = row.livenessMisses;
      flat['handoff.delta_p50_ms'] = rounded(row.delta.p50);
      flat['handoff.delta_p99_ms'] = rounded(row.delta.p99);
      flat['handoff.delta_max_ms'] = rounded(row.delta.max);
      flat['handoff.leaked_per_1000_upper'] = rounded(row.leakedRate.high);
    } else {
      flat[`baseline.${row.system}.leaks_per_1000`] = rounded(row.leaksPer1000);
      flat[`baseline.${row.system}.leaked_takeovers_per_1000`] = rounded(row.leakedRate.per1000);
    }
  }
  return flat;
}
