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
  /** The look that began at `atMs` is done. @throws when Postgres cannot be reached. */
  keep(name: string, atMs: number): Promise<void>;
};

export function createCheckpoints({
  store,
  clock,
}: {
  store: Pick<Store, 'lastLook' | 'keepLook'>;
  clock: Clock;
}): Checkpoints {
  const known = new Map<string, number>();
  const last = async (name: string): Promise<number | null> => {
    const remembered = known.get(name);
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
    keep: async (name, atMs) => {
      await store.keepLook(name, atMs);
      known.set(name, atMs);
    },
  };
}
