/**
 * How far our sends got, put on record: all in one transaction. A `failed` one whose bubble may be said again is judged by itself, under
 * its lead's lock (late-refusal.ts). One that Postgres refuses is found by asking for each alone, and fails alone.
 */
import type { StatusEvent } from '../lead-event.ts';
import type { Fate } from '../queue.ts';
import { StoreError } from '../store/rpc.ts';
import type { Store } from '../store/store.ts';
import type { LateRefusals } from './late-refusal.ts';

/** Where nobody knows what it is about, the answer of that very send may still be on its way to us (facts/whatsapp.md §2.3). */
const KNOWN_WITHIN_SECONDS = 20;

const DONE: Fate = { kind: 'done' };
const UNKNOWN: Fate = { kind: 'again', cause: 'not_ours', seconds: KNOWN_WITHIN_SECONDS };
const againFor = (error: unknown): Fate => ({
  kind: 'again',
  cause: error instanceof Error ? error.name : 'unknown',
});
/** The database itself does not answer: to ask it for each one would only take longer. */
const isOutage = (error: unknown): boolean => error instanceof StoreError && error.isPassing;

/** `attempt`: 1 on the first delivery. */
export type ToldStatus = { readonly status: StatusEvent; readonly attempt: number };
const nameOf = ({ status: { providerId, callbackId, status, errorCode } }: ToldStatus): string =>
  JSON.stringify([providerId, callbackId, status, errorCode]);
/** Nobody's, and not to be told apart from one that came before its send: it is asked about once more. */
const isEarly = ({ status, attempt }: ToldStatus, outcome: string): boolean =>
  outcome === 'not_ours' && status.callbackId === null && attempt === 1;

/** What becomes of each, in the order given. Never throws. */
export type RecordStatuses = (told: readonly ToldStatus[]) => Promise<readonly Fate[]>;

export function createRecordStatuses({
  store,
  late,
}: {
  readonly store: Pick<Store, 'recordStatuses'>;
  readonly late: LateRefusals;
}): RecordStatuses {
  const recorded = async (told: readonly ToldStatus[]): Promise<readonly Fate[]> => {
    if (told.length === 0) return [];
    try {
      const outcomes = await store.recordStatuses(told.map(({ status }) => status));
      const fates: Fate[] = [];
      for (const [index, each] of told.entries()) {
        const outcome = outcomes[index] ?? 'not_ours';
        fates.push(isEarly(each, outcome) ? UNKNOWN : DONE);
        if (each.status.status === 'failed' && !isEarly(each, outcome))
          await late.tell(each.status, outcome, null);
      }
      return fates;
    } catch (error) {
      if (told.length === 1 || isOutage(error)) return told.map(() => againFor(error));
    }
    const fates: Fate[] = [];
    for (const each of told) fates.push(...(await recorded([each])));
    return fates;
  };
  const judged = async (told: ToldStatus): Promise<Fate> => {
    try {
      const taken = await late.takeBack(told.status);
      if (taken.outcome === 'busy') return { kind: 'again', cause: 'send_not_ended' };
      if (isEarly(told, taken.outcome)) return UNKNOWN;
      await late.tell(told.status, taken.outcome, taken.outcome === 'not_ours' ? null : taken.leadId);
      return DONE;
    } catch (error) {
      return againFor(error);
    }
  };
  return async (told) => {
    // A standard queue and the provider both repeat themselves.
    const distinct = [...new Map(told.map((each) => [nameOf(each), each])).values()];
    const fates = new Map<string, Fate>();
    // What arrived is on record before what failed is judged: of two that came together, the arrival counts.
    const final = distinct.filter(({ status }) => !late.reopens(status));
    for (const [index, fate] of (await recorded(final)).entries()) {
      const each = final[index];
      if (each) fates.set(nameOf(each), fate);
    }
    for (const each of distinct) if (late.reopens(each.status)) fates.set(nameOf(each), await judged(each));
    return told.map((each) => fates.get(nameOf(each)) ?? DONE);
  };
}
