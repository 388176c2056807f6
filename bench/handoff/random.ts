/** Chance that can be played again: mulberry32 (Tommy Ettinger, public domain), 32 bits of state, plenty for drawing moments. */
export type Draw = {
  /** From 0 up to 1, 1 left out. */
  next(): number;
  /** Whole milliseconds from `from` to `to`. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
};

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (from, to) => Math.round(from + next() * (to - from)),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const [chosen] = list.slice(Math.floor(next() * list.length));
      if (chosen === undefined) throw new RangeError('nothing to pick from');
      return chosen;
    },
  };
}

/** Another stream for each purpose, so that one more draw in one place moves nothing in another. */
export const seedOf = (...parts: readonly number[]): number =>
  parts.reduce((seed, part) => Math.imul(seed ^ part, 0x9e37_79b1) ^ (seed >>> 15), 0x811c_9dc5) >>> 0;
