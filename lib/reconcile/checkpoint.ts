/**
 * When a repair last looked. Kept in Postgres, for containers come and go, and remembered here, so that a minute in which
 * nothing is due asks nothing.
 */
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

export type Checkpoints = {
  /** Epoch milliseconds; null: never. @throws when Postgres cannot be reached. */
  last(name: string): Promise<number | null>;
  /** @throws when Postgres cannot be reached. */
  isDue(name: string, everyMs: number): Promise<boolean>;
  /** The look that began at `atMs` is done; written by `write`. Until then a container that dies looks again, from the older mark. */
  keep(name: string, atMs: number): void;
  /** Writes what was kept since, in one call. @throws when Postgres cannot be reached; the marks wait for the next. */
  write(): Promise<void>;
};

export function createCheckpoints({
  store,
  clock,
}: {
  store: Pick<Store, 'lastLook' | 'keepLooks'>;
  clock: Clock;
}): Checkpoints {
  const known = new Map<string, number>();
  const unwritten = new Map<string, number>();
  const last = async (name: string): Promise<number | null> => {
    const remembered = unwritten.get(name) ?? known.get(name);
    if (remembered !== undefined) return remembered;
    const kept = await store.lastLook(name);
    if (kept !== null) known.set(name, kept);
    return kept;
  };
  return {
    last,
    isDue: async (name, everyMs) => {
      const lastMs = await last(name);
      return lastMs === null || clock.nowMs() - lastMs >= everyMs;
    },
    keep: (name, atMs) => void unwritten.set(name, atMs),
    write: async () => {
      if (unwritten.size === 0) return;
      const looks = new Map(unwritten);
      await store.keepLooks(looks);
      for (const [name, atMs] of looks) {
        known.set(name, atMs);
        if (unwritten.get(name) === atMs) unwritten.delete(name);
      }
    },
  };
}
