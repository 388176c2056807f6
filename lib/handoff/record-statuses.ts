/**
 * How far our sends got, put on record: all in one transaction. A `failed` one whose bubble may be said again is judged by itself, under
 * its lead's lock (late-refusal.ts). One that Postgres refuses is found by asking for each alone, and fails alone.
 */
import type { StatusEvent } from '../lead-event.ts';
import type { Fate } from '../queue.ts';
import { StoreError } from '../store/rpc.ts';
import type { Store } from '../store/store.ts';
import type { LateRefusals } from './late-refusal.ts';

const DONE: Fate = { kind: 'done' };
const againFor = (error: unknown): Fate => ({
  kind: 'again',
  cause: error instanceof Error ? error.name : 'unknown',
});
/** The database itself does not answer: to ask it for each one would only take longer. */
const isOutage = (error: unknown): boolean => error instanceof StoreError && error.isPassing;

const nameOf = ({ providerId, callbackId, status, errorCode }: StatusEvent): string =>
  JSON.stringify([providerId, callbackId, status, errorCode]);

/** What becomes of each, in the order given. Never throws. */
export type RecordStatuses = (statuses: readonly StatusEvent[]) => Promise<readonly Fate[]>;

export function createRecordStatuses({
  store,
  late,
}: {
  readonly store: Pick<Store, 'recordStatuses'>;
  readonly late: LateRefusals;
}): RecordStatuses {
  const recorded = async (statuses: readonly StatusEvent[]): Promise<readonly Fate[]> => {
    if (statuses.length === 0) return [];
    try {
      const outcomes = await store.recordStatuses(statuses);
      for (const [index, status] of statuses.entries())
        if (status.status === 'failed') await late.tell(status, outcomes[index] ?? 'not_ours');
      return statuses.map(() => DONE);
    } catch (error) {
      if (statuses.length === 1 || isOutage(error)) return statuses.map(() => againFor(error));
    }
    const fates: Fate[] = [];
    for (const status of statuses) fates.push(...(await recorded([status])));
    return fates;
  };
  const judged = async (status: StatusEvent): Promise<Fate> => {
    try {
      return await late.takeBack(status);
    } catch (error) {
      return againFor(error);
    }
  };
  return async (statuses) => {
    // A standard queue and the provider both repeat themselves.
    const distinct = [...new Map(statuses.map((status) => [nameOf(status), status])).values()];
    const fates = new Map<string, Fate>();
    // What arrived is on record before what failed is judged: of two that came together, the arrival counts.
    const told = distinct.filter((status) => !late.reopens(status));
    for (const [index, fate] of (await recorded(told)).entries()) {
      const status = told[index];
      if (status) fates.set(nameOf(status), fate);
    }
    for (const status of distinct)
      if (late.reopens(status)) fates.set(nameOf(status), await judged(status));
    return statuses.map((status) => fates.get(nameOf(status)) ?? DONE);
  };
}
