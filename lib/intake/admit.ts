/**
 * What both doors do with what they were told (I5, P13, P19): everything goes into the queue and, side by side, what a person
 * did goes on record; neither waits for the other, and neither failure hides the other. A door answers in time whatever is
 * slow behind it: what is not on record by then is kept as a pending takeover, and what could not be kept at all is told to
 * the sender, who sends it again.
 */
import type { WaitingClock } from '../clock.ts';
import type { PendingTakeovers, PersonsAct } from '../handoff/pending-takeover.ts';
import type { Log } from '../log.ts';
import type { Enqueued } from './enqueue.ts';

/** From the request's arrival, so that the answer is out within the 1.5 s of the design (Kommo disables hooks that are late). */
const RECORD_WITHIN_MS = 800;
const ANSWER_WITHIN_MS = 1_300;

/** Something a person did, and how it goes on record. */
export type ActToRecord = { readonly act: PersonsAct; readonly record: () => Promise<unknown> };

export type AdmitOptions = {
  readonly startedAtMs: number;
  /** Puts everything in the queue. */
  readonly enqueue: () => Promise<readonly Enqueued[]>;
  readonly acts: readonly ActToRecord[];
  /** Hints about what stands in line now. Never throws. */
  readonly mark?: (enqueued: readonly Enqueued[]) => Promise<void>;
  /** The hints that recording began. Never throws. */
  readonly flagged: () => Promise<void>;
};

export type AdmitDeps = {
  readonly pending: Pick<PendingTakeovers, 'keep'>;
  readonly clock: WaitingClock;
  readonly log: Log;
};

/** True: everything is kept, and the sender may forget it. */
export type Admit = (options: AdmitOptions) => Promise<boolean>;

/** What nobody answered for is not done. */
const LATE = { kind: 'late' } as const;
const isDone = ({ kind }: { readonly kind: string }): boolean => kind === 'done';

export function createAdmit({ pending, clock, log }: AdmitDeps): Admit {
  return async ({ startedAtMs, enqueue, acts, flagged, mark = async () => {} }) => {
    const enqueued = enqueue();
    const recorded = acts.map(({ record }) => record());
    const [first, ...records] = await clock.settleBy(startedAtMs + RECORD_WITHIN_MS, [enqueued, ...recorded]);
    const unrecorded = acts.flatMap((item, index) => {
      const outcome = records[index] ?? LATE;
      if (isDone(outcome)) return [];
      log.error('takeover.deferred', {
        kind: item.act.kind,
        error: outcome.kind === 'failed' ? outcome.error : outcome.kind,
      });
      return [{ act: item.act, work: recorded[index] ?? Promise.resolve() }];
    });
    // One request to Redis for both.
    const hints = Promise.all([
      Promise.all(unrecorded.map(({ act }) => pending.keep(act))),
      first.kind === 'done' ? mark(first.value) : undefined,
      flagged(),
    ]);
    const [last, hinted, ...late] = await clock.settleBy(startedAtMs + ANSWER_WITHIN_MS, [
      enqueued,
      hints,
      ...unrecorded.map(({ work }) => work),
    ]);
    const kept = hinted.kind === 'done' ? hinted.value[0] : [];
    const lost = unrecorded.filter((_, index) => !kept[index] && !isDone(late[index] ?? LATE));
    for (const { act } of lost) log.error('takeover.not_kept', { kind: act.kind });
    if (last.kind !== 'done')
      log.error('webhook.not_stored', { error: last.kind === 'failed' ? last.error : last.kind });
    return last.kind === 'done' && lost.length === 0;
  };
}
