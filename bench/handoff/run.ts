/** Splits a run over worker processes and puts it together again: the result is the same whatever their number. */
import { fileURLToPath } from 'node:url';
import { type Hand, startHand } from '../../test/support/hand.ts';
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

/** @throws when a worker dies, with the world it was at: a run with holes is none. */
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
  const waiting = [...jobs];
  const hands = new Set<Hand<Job, Answer>>();
  const start = (): Hand<Job, Answer> => {
    const hand = startHand<Job, Answer>(WORKER);
    hands.add(hand);
    return hand;
  };
  const work = async (): Promise<void> => {
    let hand: Hand<Job, Answer> | null = null;
    let played = 0;
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      if (hand && played >= WORLDS_A_WORKER) {
        hand.end();
        hand = null;
      }
      if (!hand) {
        hand = start();
        played = 0;
      }
      played += 1;
      const answer: Answer = await hand.ask(job, `${job.system}, seed ${job.seed}, world ${job.world}`);
      answers.push(answer);
      onProgress(answer, answers.length, jobs.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    for (const hand of hands) hand.end();
  }

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
