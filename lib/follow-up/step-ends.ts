/** How a firing of the ladder ends: settled, put off, held, ended; each is one write that keeps the next step with it. */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { HoldReason, ReasonOf, SilenceReason } from '../reasons.ts';
import { FOLLOW_UP_HOLD_MS } from '../retry-policy.ts';
import type { FollowUpRecord, FollowUpStep, FollowUpTurn } from '../store/follow-up-rows.ts';
import type { PlannedFollowUp } from '../store/follow-ups.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Decision, LedgerLine, Settlement } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { LadderState } from './ladder-plan.ts';
import { next } from './ladder-plan.ts';
import type { FollowUps } from './planner.ts';
import { planOf } from './planner.ts';
import type { StoppedFirst } from './say-first.ts';
import type { FollowUpTexts } from './writer.ts';

/** What a firing came to. */
export type Fired =
  | { readonly kind: 'gone' }
  /** The cycle is over: something happened since this was armed. */
  | { readonly kind: 'stale' }
  /** An answer from the lead stands in line; its turn begins a new cycle. */
  | { readonly kind: 'lead_wrote' }
  | { readonly kind: 'deferred'; readonly dueAtMs: number }
  | { readonly kind: 'held'; readonly cause: HoldReason }
  | {
      readonly kind: 'settled';
      readonly step: FollowUpStep;
      readonly status: Exclude<FollowUpRecord['status'], 'planned'>;
    };

/** One firing on its way: what it started from, the ladder's state, and the step it is about. */
export type Case = { readonly turn: FollowUpTurn; readonly state: LadderState; readonly step: FollowUpStep };

export function createStepEnds({
  store,
  followUps,
  texts,
  clock,
  log,
}: {
  store: Pick<Store, 'planFollowUp' | 'settleFollowUp'>;
  followUps: FollowUps;
  texts: FollowUpTexts;
  clock: Clock;
  log: Log;
}) {
  const line = <K extends Decision['kind']>(
    lead: LeadRecord,
    kind: K,
    reason: ReasonOf<K>,
    step: FollowUpStep,
  ): LedgerLine<K> => ({
    kind,
    reason,
    evidence: { epoch: lead.epoch, cycle: lead.cycle, step },
    stageAgeMs: null,
  });
  const rulesFor = (lead: LeadRecord) => followUps.rules(texts.values(lead, null));

  const settle = async (
    { turn: { lead }, state, step }: Case,
    status: Exclude<FollowUpRecord['status'], 'planned'>,
    { decision, settlements = [] }: { decision: Decision | null; settlements?: readonly Settlement[] },
  ): Promise<Fired> => {
    const atMs = clock.nowMs();
    const isOver = step === 'close' || status === 'ended' || status === 'handed_over' || status === 'closed';
    const done = isOver ? null : { step, atMs, isSent: status === 'sent' };
    const plan =
      done && planOf(next({ ...state, done: [...state.done, done] }, atMs, await rulesFor(lead)), lead.cycle);
    const stands = await store.settleFollowUp({
      leadId: lead.id,
      cycle: lead.cycle,
      step,
      status,
      settlements,
      decision,
      next: plan,
      atMs,
    });
    log.info('follow_up.settled', {
      leadId: lead.id,
      cycle: lead.cycle,
      step,
      status,
      reason: decision?.reason,
    });
    if (stands && plan) await followUps.arm(lead.id, plan);
    return { kind: 'settled', step, status };
  };
  const end = (it: Case, reason: SilenceReason): Promise<Fired> =>
    settle(it, 'ended', { decision: line(it.turn.lead, 'silence', reason, it.step) });

  const putOff = async ({ turn: { lead }, step }: Case, dueAtMs: number): Promise<Fired> => {
    const plan: PlannedFollowUp = { cycle: lead.cycle, step, dueAtMs };
    const stands = await store.planFollowUp(lead.id, plan, {
      held: false,
      decision: null,
      atMs: clock.nowMs(),
    });
    if (!stands) return { kind: 'stale' };
    log.info('follow_up.deferred', { leadId: lead.id, cycle: lead.cycle, step, dueAtMs });
    await followUps.arm(lead.id, plan);
    return { kind: 'deferred', dueAtMs };
  };

  /** Nothing proves either way: later, and the ledger says why. */
  const hold = async (
    { turn: { lead }, step }: Case,
    cause: HoldReason,
    decision: Decision | null,
  ): Promise<Fired> => {
    const atMs = clock.nowMs();
    const plan: PlannedFollowUp = { cycle: lead.cycle, step, dueAtMs: atMs + FOLLOW_UP_HOLD_MS };
    const stands = await store.planFollowUp(lead.id, plan, {
      held: true,
      decision: decision ?? line(lead, 'hold', cause, step),
      atMs,
    });
    if (!stands) return { kind: 'stale' };
    log.warn('follow_up.held', { leadId: lead.id, cycle: lead.cycle, step, cause });
    await followUps.arm(lead.id, plan);
    return { kind: 'held', cause };
  };

  /** What stopped a follow-up ends it, or moves it on. */
  const stop = async (it: Case, stopped: StoppedFirst): Promise<Fired> => {
    // Something happened since this was armed: what is planned is the new cycle's.
    if (stopped.kind === 'silence' && stopped.reason === 'stale_cycle') return { kind: 'stale' };
    if (stopped.kind === 'silence')
      return stopped.decision ? settle(it, 'ended', { decision: stopped.decision }) : end(it, stopped.reason);
    // V5: stopped for everybody is no hold of this lead's; neither is a place in line.
    return stopped.cause === 'stopped' || stopped.cause === 'over_budget'
      ? putOff(it, clock.nowMs() + FOLLOW_UP_HOLD_MS)
      : hold(it, stopped.cause, stopped.decision);
  };

  return { line, rulesFor, settle, end, putOff, hold, stop };
}
