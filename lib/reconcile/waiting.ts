/** A minute in which nothing waits costs one question, not one for each list. */
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

type Lists = Pick<Store, 'ripePlaceholders' | 'plannedFollowUps' | 'leadsWithoutLadder'>;
export type WaitingLists = Lists & {
  /** How many leads are held; a thousand stands for more. */
  heldCount(): Promise<number>;
};

/**
 * The store's lists, read only where this run's question found something. The question is asked with the first list: what comes to wait
 * after it is the next minute's. @throws as the lists do.
 */
export function listsThatWait({
  store,
  clock,
}: {
  readonly store: Lists & Pick<Store, 'waitingWork'>;
  readonly clock: Clock;
}): WaitingLists {
  let asked: ReturnType<Store['waitingWork']> | null = null;
  const waiting = async () => {
    asked ??= store.waitingWork(clock.nowMs());
    try {
      return await asked;
    } catch (error) {
      // The next list asks for itself.
      asked = null;
      throw error;
    }
  };
  return {
    heldCount: async () => (await waiting()).held,
    ripePlaceholders: async (beforeMs, limit) =>
      (await waiting()).placeholders ? store.ripePlaceholders(beforeMs, limit) : [],
    plannedFollowUps: async (dueBeforeMs, limit) =>
      (await waiting()).follow_ups ? store.plannedFollowUps(dueBeforeMs, limit) : [],
    leadsWithoutLadder: async (spokenBeforeMs, limit) =>
      (await waiting()).ladders ? store.leadsWithoutLadder(spokenBeforeMs, limit) : [],
  };
}
