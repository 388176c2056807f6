/** Chance with a seed: the same seed, the same draws, on every machine (mulberry32). */
export type Random = {
  /** From 0 to just under 1. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** @throws for an empty list. */
  pick<T>(list: readonly T[]): T;
};

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    between: (from, to) => from + next() * (to - from),
    chance: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      // The index is below the length, checked above.
      return list[int(list.length)] as (typeof list)[number];
    },
  };
}
