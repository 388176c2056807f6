/** Sums verdicts to what a row of the table says. Counts add up, so a run may be split over as many workers as there are. */
import { CAUSES, type Cause, countBy, type Finding, type Verdict } from './judge.ts';
import { type Rate, rateOf, type Spread, spreadOf } from './statistics.ts';

/** Findings of one kind that a row keeps, to be played again by their world. */
const EXAMPLES = 20;

export type Found = Finding & { readonly world: number; readonly kind: string };

/** One world's part of a row, as a worker hands it over. */
export type WorldTally = {
  readonly world: number;
  /** sha256 of the world's journal. */
  readonly journal: string;
  readonly takeovers: number;
  readonly takeoversByScene: Readonly<Record<string, number>>;
  readonly leakedTakeovers: number;
  readonly leaksByCause: Readonly<Record<string, number>>;
  readonly leaksByScene: Readonly<Record<string, number>>;
  readonly leaks: number;
  readonly overSilence: number;
  readonly livenessMisses: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly lateAnswers: number;
  readonly asked: number;
  readonly deltas: readonly number[];
  readonly told: readonly number[];
  readonly untold: readonly number[];
  readonly found: readonly Found[];
  readonly errors: number;
};

export function tallyOf(
  verdict: Verdict,
  { world, journal, errors }: { world: number; journal: string; errors: number },
): WorldTally {
  const kinds = {
    leak: verdict.leaks,
    over_silence: verdict.overSilence,
    duplicate: verdict.duplicates,
    lost: verdict.lost,
    late_answer: verdict.lateAnswers,
    liveness_miss: verdict.livenessMisses,
  } as const;
  const found = Object.entries(kinds).flatMap(([kind, list]) =>
    list
      .slice(0, EXAMPLES)
      .map(({ lead, scene, at, what }): Found => ({ world, kind, lead, scene, at, what })),
  );
  return {
    world,
    journal,
    takeovers: verdict.takeovers,
    takeoversByScene: verdict.takeoversByScene,
    leakedTakeovers: verdict.leakedTakeovers,
    leaksByCause: countBy(verdict.leaks.map(({ cause }) => cause)),
    leaksByScene: countBy(verdict.leaks.map(({ scene }) => scene)),
    leaks: verdict.leaks.length,
    overSilence: verdict.overSilence.length,
    livenessMisses: verdict.livenessMisses.length,
    duplicates: verdict.duplicates.length,
    lost: verdict.lost.length,
    lateAnswers: verdict.lateAnswers.length,
    asked: verdict.asked,
    deltas: verdict.deltas,
    told: verdict.silence.told,
    untold: verdict.silence.untold,
    found,
    errors,
  };
}

export type Total = {
  readonly takeovers: number;
  readonly takeoversByScene: Readonly<Record<string, number>>;
  readonly leaks: number;
  readonly leaksPer1000: number;
  /** The share of takeovers after which anything leaked, with its 95 % bounds. */
  readonly leakedTakeovers: number;
  readonly leakedRate: Rate;
  readonly leaksByCause: Readonly<Record<Cause, number>>;
  readonly leaksByScene: Readonly<Record<string, number>>;
  readonly overSilence: number;
  readonly overSilenceRate: Rate;
  readonly livenessMisses: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly lateAnswers: number;
  readonly asked: number;
  /** Milliseconds from a takeover to the last send after it, where there was one. */
  readonly delta: Spread;
  /** Milliseconds from a takeover to silence, over all takeovers. */
  readonly silenceTold: Spread;
  readonly silenceUntold: Spread;
  /** How many takeovers fall silent within so many milliseconds; the last entry holds the rest. */
  readonly deltaHistogram: readonly { readonly upToMs: number | null; readonly count: number }[];
  readonly found: readonly Found[];
  readonly errors: number;
};

const EDGES_MS = [0, 50, 100, 200, 400, 700, 1_000, 1_250, 2_000, 5_000, 10_000, 20_000, 60_000];

export function totalOf(worlds: readonly WorldTally[]): Total {
  const sum = (pick: (world: WorldTally) => number): number =>
    worlds.reduce((total, world) => total + pick(world), 0);
  const sums = (pick: (world: WorldTally) => Readonly<Record<string, number>>): Record<string, number> => {
    const total: Record<string, number> = {};
    for (const world of worlds)
      for (const [key, count] of Object.entries(pick(world))) total[key] = (total[key] ?? 0) + count;
    return Object.fromEntries(Object.entries(total).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  };
  const takeovers = sum((world) => world.takeovers);
  const asked = sum((world) => world.asked);
  const leaks = sum((world) => world.leaks);
  const overSilence = sum((world) => world.overSilence);
  const leakedTakeovers = sum((world) => world.leakedTakeovers);
  const byCause = sums((world) => world.leaksByCause);
  const silences = worlds.flatMap(({ told, untold }) => [...told, ...untold]);
  let below = Number.NEGATIVE_INFINITY;
  const deltaHistogram = [...EDGES_MS, null].map((upToMs) => {
    const count = silences.filter((ms) => ms > below && (upToMs === null || ms <= upToMs)).length;
    below = upToMs ?? below;
    return { upToMs, count };
  });
  return {
    takeovers,
    takeoversByScene: sums((world) => world.takeoversByScene),
    leaks,
    leaksPer1000: (leaks / takeovers) * 1000,
    leakedTakeovers,
    leakedRate: rateOf(leakedTakeovers, takeovers),
    leaksByCause: Object.fromEntries(CAUSES.map((cause) => [cause, byCause[cause] ?? 0])) as Record<
      Cause,
      number
    >, // Every cause has its entry: the list above is all of them.
    leaksByScene: sums((world) => world.leaksByScene),
    overSilence,
    overSilenceRate: rateOf(overSilence, Math.max(asked, 1)),
    livenessMisses: sum((world) => world.livenessMisses),
    duplicates: sum((world) => world.duplicates),
    lost: sum((world) => world.lost),
    lateAnswers: sum((world) => world.lateAnswers),
    asked,
    delta: spreadOf(worlds.flatMap(({ deltas }) => deltas)),
    silenceTold: spreadOf(worlds.flatMap(({ told }) => told)),
    silenceUntold: spreadOf(worlds.flatMap(({ untold }) => untold)),
    deltaHistogram,
    found: worlds.flatMap(({ found }) => found).slice(0, 200),
    errors: sum((world) => world.errors),
  };
}
