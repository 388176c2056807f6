/** One target, so many inputs from a seed. The first broken promise is shrunk and told with everything that repeats it. */
import fc from 'fast-check';
import { type Cost, costOf, MAX_MIB, MAX_MS } from './measure.ts';
import type { AnyTarget, Player } from './target.ts';

export type Finding = {
  /** What broke: a crash, a promise, or a limit. */
  readonly why: string;
  /** The smallest input found, ready for the corpus. */
  readonly input: unknown;
  /** Where fast-check finds it again. */
  readonly path: string | null;
};

export type Outcome = {
  readonly target: string;
  readonly inputs: number;
  readonly maxMs: number;
  readonly maxMib: number;
  readonly finding: Finding | null;
};

/** The dearest part's cost. @throws where the input crashes it, breaks a promise or costs more than a call may. */
export async function playOnce({ ready }: Player<unknown>, input: unknown): Promise<Cost> {
  const { parts, check } = ready(input);
  let [ms, mib] = [0, 0];
  for (const { name, work } of parts) {
    const cost = await costOf(work);
    if (cost.ms > MAX_MS) throw new Error(`${name}: ${Math.round(cost.ms)} ms of CPU time`);
    if (cost.mib > MAX_MIB) throw new Error(`${name}: the heap grew by ${Math.round(cost.mib)} MiB`);
    [ms, mib] = [Math.max(ms, cost.ms), Math.max(mib, cost.mib)];
  }
  check?.();
  return { ms, mib };
}

export async function fuzz(
  target: AnyTarget,
  { runs, seed, path }: { runs: number; seed: number; path?: string | undefined },
): Promise<Outcome> {
  const player = await target.start();
  let [inputs, maxMs, maxMib] = [0, 0, 0];
  try {
    const details = await fc.check(
      fc.asyncProperty(target.inputs, async (input: unknown) => {
        inputs += 1;
        const { ms, mib } = await playOnce(player, input);
        maxMs = Math.max(maxMs, ms);
        maxMib = Math.max(maxMib, mib);
      }),
      { numRuns: runs, seed, ...(path !== undefined && { path }) },
    );
    const error: unknown = details.errorInstance;
    return {
      target: target.name,
      inputs,
      maxMs,
      maxMib,
      finding: details.failed
        ? {
            why:
              error instanceof Error
                ? `${error.name}: ${error.message}\n${error.stack ?? ''}`
                : String(error),
            input: details.counterexample?.[0],
            path: details.counterexamplePath,
          }
        : null,
    };
  } finally {
    await player.close();
  }
}
