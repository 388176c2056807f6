/** Splits a run over worker processes and puts it together again: the result is the same whatever their number. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sha256 } from './journal.ts';
import { worldsFor } from './plan.ts';
import { type Total, totalOf, type WorldTally } from './tally.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** A worker that has played so many worlds makes room for a new one: whatever grows in it is gone. */
const WORLDS_A_WORKER = 400;

export type SystemRun = {
  readonly system: string;
  readonly total: Total;
  readonly worlds: number;
  /** sha256 over the worlds' journals, in their order: equal for equal seeds. */
  readonly journal: string;
};

type Job = { readonly system: string; readonly seed: number; readonly world: number };
export type Answer = { readonly system: string; readonly tally: WorldTally };

/** @throws when a worker dies: a run with holes is none. */
export async function runSystems({
  systems,
  seed,
  takeovers,
  workers,
  onProgress = () => {},
}: {
  systems: readonly string[];
  seed: number;
  takeovers: number;
  workers: number;
  onProgress?: (answer: Answer, done: number, of: number) => void;
}): Promise<readonly SystemRun[]> {
  const worlds = worldsFor(seed, takeovers);
  const jobs = systems.flatMap((system) => worlds.map(({ index }): Job => ({ system, seed, world: index })));
  const answers: Answer[] = [];
  let next = 0;

  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let child: ChildProcess | null = null;
      let played = 0;
      const give = (): void => {
        const job = jobs[next];
        if (!job) {
          child?.kill();
          resolve();
          return;
        }
        next += 1;
        if (!child || played >= WORLDS_A_WORKER) {
          child?.kill();
          played = 0;
          child = start();
        }
        played += 1;
        child.send(job);
      };
      const start = (): ChildProcess => {
        const process = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
        process.on('message', (answer: Answer) => {
          answers.push(answer);
          onProgress(answer, answers.length, jobs.length);
          give();
        });
        process.on('exit', (code, signal) => {
          if (signal === null && code !== 0) reject(new Error(`a worker ended with ${code}`));
        });
        return process;
      };
      give();
    });
  await Promise.all(Array.from({ length: workers }, work));

  return systems.map((system) => {
    const tallies = answers
      .filter((answer) => answer.system === system)
      .map(({ tally }) => tally)
      .toSorted((a, b) => a.world - b.world);
    if (tallies.length !== worlds.length)
      throw new Error(`${system}: ${tallies.length} of ${worlds.length} worlds`);
    return {
      system,
      total: totalOf(tallies),
      worlds: tallies.length,
      journal: sha256(tallies.map(({ journal }) => journal)),
    };
  });
}
