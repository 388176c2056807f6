/** The one way out of a turn that says nothing: a fate, and in the same transaction the line of the ledger that explains it (I10). */
import type { Clock } from '../clock.ts';
import type { Stop } from '../handoff/stop.ts';
import type { Log } from '../log.ts';
import type { Delivery, Fate, LeadQueue } from '../queue.ts';
import type { CloseReason, ReasonOf } from '../reasons.ts';
import { HOLD_ATTEMPTS, PROBED_SECONDS, WAITING_MAX_MS, waitingSeconds } from '../retry-policy.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Decision, LedgerLine, MessageRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

export const DONE: Fate = { kind: 'done' };

/** What the turn is about, as far as it got. */
export type TurnCase = {
  readonly lead: LeadRecord;
  readonly burst: readonly MessageRecord[];
  readonly delivery: Delivery;
};

/** `decision`: the gate's own line, where it was the gate that stopped. */
export type TurnStop =
  | (Stop & { readonly decision?: Decision })
  /** The bot's part is over: silence, by another name in the ledger. */
  | { readonly kind: 'close'; readonly reason: CloseReason };

export type EndTurn = (it: TurnCase, stop: TurnStop) => Promise<Fate>;

/** A line of the ledger about this lead, where no live read stands behind it. */
export const lineOf = <K extends Decision['kind']>(
  kind: K,
  reason: ReasonOf<K>,
  { epoch, cycle }: LeadRecord,
): LedgerLine<K> => ({ kind, reason, evidence: { epoch, cycle }, stageAgeMs: null });

export function createEndTurn({
  store,
  queue,
  newId,
  comeBackMs,
  clock,
  log,
}: {
  store: Pick<Store, 'closeBurst' | 'holdLead'>;
  queue: Pick<LeadQueue, 'send'>;
  newId: () => string;
  /** Until it is this turn's turn at the budget, as far as is known. */
  comeBackMs: () => number;
  clock: Clock;
  log: Log;
}): EndTurn {
  /**
   * The budget is used up: no outage, so the turn goes on waiting in the queue. Before the queue would give its message up, a fresh one
   * takes its place; what is pending of the lead is answered from there.
   */
  const wait = async ({ lead, delivery }: TurnCase, decision: Decision): Promise<Fate> => {
    await store.holdLead(lead.id, { park: false, decision, atMs: clock.nowMs() });
    if (delivery.attempt < HOLD_ATTEMPTS)
      return { kind: 'again', cause: decision.reason, seconds: waitingSeconds(comeBackMs()) };
    const id = newId();
    const waitingSince = delivery.waitingSinceMs ?? delivery.enqueuedAtMs;
    await queue.send(
      { source: 'self', event: { kind: 'redrive', leadId: lead.id, waitingSince } },
      { group: lead.key, dedupe: `waiting:${id}`, correlationId: id },
    );
    log.info('turn.waiting', { leadId: lead.id, ms: clock.nowMs() - waitingSince });
    return DONE;
  };
  const waitsStill = ({ delivery }: TurnCase, { reason }: Decision): boolean =>
    reason === 'over_budget' &&
    clock.nowMs() - (delivery.waitingSinceMs ?? delivery.enqueuedAtMs) < WAITING_MAX_MS;

  const hold = async (it: TurnCase, decision: Decision): Promise<Fate> => {
    if (waitsStill(it, decision)) return wait(it, decision);
    const { lead, delivery } = it;
    const park = delivery.attempt >= HOLD_ATTEMPTS;
    await store.holdLead(lead.id, { park, decision, atMs: clock.nowMs() });
    const isProbed = decision.reason === 'throttled' || decision.reason === 'breaker_open';
    if (!park)
      return {
        kind: 'again',
        cause: decision.reason,
        ...(isProbed && delivery.attempt === 1 && { seconds: PROBED_SECONDS }),
      };
    log.error('turn.held', { leadId: lead.id, cause: decision.reason });
    return DONE;
  };
  const silence = async ({ lead, burst }: TurnCase, decision: Decision): Promise<Fate> => {
    const ids = burst.map(({ id }) => id);
    await store.closeBurst(lead.id, ids, decision, clock.nowMs());
    return DONE;
  };
  return (it, stop) => {
    switch (stop.kind) {
      case 'hold':
        return hold(it, stop.decision ?? lineOf('hold', stop.cause, it.lead));
      case 'silence':
        // W13: another message of the lead's is no reason for silence. It may ask for no answer of its own, so what waits is
        // looked at once more.
        return stop.reason === 'stale_cycle'
          ? hold(it, lineOf('hold', stop.reason, it.lead))
          : silence(it, stop.decision ?? lineOf('silence', stop.reason, it.lead));
      case 'close':
        return silence(it, lineOf('close', stop.reason, it.lead));
    }
  };
}
