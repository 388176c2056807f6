/** A seed is a history: the same bytes in every process, in whatever order the worlds are played. */
import { expect, test } from 'vitest';
import { createCrew } from './crew.ts';

const SEEDS = Array.from({ length: 50 }, (_, index) => 7_000 + index);

/** The journals' hashes of these seeds, played one after the other in a process of its own. */
async function journalsOf(seeds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const crew = createCrew({ workers: 1 });
  try {
    const journals = new Map<number, string>();
    for (const seed of seeds) journals.set(seed, (await crew.play({ plan: seed, without: [] })).journal);
    return journals;
  } finally {
    crew.close();
  }
}

test('every request and answer of 50 worlds is the same in another process and in reverse order', async () => {
  const [forwards, backwards] = await Promise.all([journalsOf(SEEDS), journalsOf(SEEDS.toReversed())]);
  const differing = SEEDS.filter((seed) => forwards.get(seed) !== backwards.get(seed));
  expect(differing).toEqual([]);
}, 900_000);
