/**
 * One firing of the ladder (design §7): H13, R7, F1, F5, F11, C9. In this order: is the cycle still the lead's, does an answer stand in
 * line, is it time (quiet hours put off, never drop), what does the gate say, what is there to say, egress; then the next step.
 *
 * Nothing is claimed ahead: the commit in egress is the claim, under a key made of lead, cycle and step. Whatever dies before it has
 * lost no step, for the row is still planned; whatever dies after it has said it, and the next firing finds the commit and goes on.
 */
import type { Clock } from '../clock.ts';
import type { CardFinder } from '../handoff/card-finder.ts';
import type { Egress } from '../handoff/egress.ts';
import type { Gate, Permit } from '../handoff/gate.ts';
import { mayReengage } from '../handoff/verdict.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { Sync } from '../kommo/sync.ts';
import type { Log } from '../log.ts';
import type { LadderStop } from '../reasons.ts';
import { FOLLOW_UP_HOLD_MS, FOLLOW_UP_HOLDS_MAX, IN_FLIGHT_MS } from '../retry-policy.ts';
import type { FollowUpSend, FollowUpTurn } from '../store/follow-up-rows.ts';
import type { LedgerLine, Settlement } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { type StepFiring, stepKey } from './firing.ts';
import { type LadderState, type Next, next } from './ladder-plan.ts';
import { stateOf } from './ladder-state.ts';
import type { FollowUps } from './planner.ts';
import { createFirst, type FirstWords } from './say-first.ts';
import { type Case, createStepEnds, type Fired } from './step-ends.ts';
import { templateFor } from './template.ts';
import type { Waiting } from './waiting.ts';
import type { FollowUpTexts } from './writer.ts';

const HISTORY_LIMIT = 30;

export const NO_ANSWER_TAG = 'sem-resposta';

export type ExecutorDeps = {
  readonly store: Pick<Store, 'followUpTurn' | 'planFollowUp' | 'settleFollowUp'>;
  readonly waiting: Waiting;
  readonly gate: Pick<Gate, 'open'>;
  readonly finder: CardFinder;
  readonly egress: Pick<Egress, 'send' | 'isUnsent'>;
  readonly sync: Pick<Sync, 'apply'>;
  readonly tasks: Pick<PersonTasks, 'write'>;
  readonly followUps: FollowUps;
  readonly texts: FollowUpTexts;
  readonly templates: Parameters<typeof templateFor>[1]['templates'];
  readonly clock: Clock;
  readonly log: Log;
};

export type Executor = {
  /** @throws {StoreError} when Postgres cannot be asked: the invocation is repeated, and nothing is lost. */
  fire(firing: StepFiring): Promise<Fired>;
};

export function createExecutor(deps: ExecutorDeps): Executor {
  const { store, waiting, finder, egress, sync, tasks, texts, clock, log } = deps;
  const first = createFirst(deps);

  const { line, rulesFor, settle, end, putOff, hold, stop } = createStepEnds(deps);

  /** Held too often: a person's to do. Without the task nobody would know, so it is tried until Kommo takes it. */
  const handToPerson = async (it: Case): Promise<Fired> => {
    const linked = await finder.linked(it.turn.lead);
    if (linked.kind === 'hold') return hold(it, linked.cause, null);
    const { lead } = linked;
    if (lead.kommoLeadId === null) return end(it, 'card_absent');
    const told = await tasks.write({
      kind: 'follow_up_failed',
      kommoLeadId: lead.kommoLeadId,
      sinceMs: it.state.anchorMs ?? 0,
    });
    if (told.kind === 'failed') return hold(it, told.cause, null);
    log.error('follow_up.handed_over', { leadId: lead.id, step: it.step });
    return settle(it, 'handed_over', { decision: line(lead, 'close', 'follow_up_held_too_long', it.step) });
  };

  const say = async (
    it: Case & { readonly step: number; readonly wasHeld: boolean },
    how: 'text' | 'template',
    of: number,
  ): Promise<Fired> => {
    const { lead, history, sequence } = it.turn;
    const said = await first.say({
      lead,
      purpose: 'follow_up',
      // On its time, reconcile would have seen whoever had the card meanwhile.
      unseenSinceMs: it.wasHeld ? it.state.anchorMs : null,
      sequence,
      dedupeKey: stepKey({ leadId: lead.id, cycle: lead.cycle, step: it.step }),
      mayGo: (stage) => (mayReengage(stage) ? null : 'stage_not_reengaged'),
      words: () => wordsFor(it, how, { of, history }),
    });
    switch (said.kind) {
      case 'sent':
        return settle(it, 'sent', {
          decision: spokenLine(said.permit, it.step, how, said.settlement.stageAgeMs),
          settlements: [said.settlement],
        });
      case 'already':
        // Another invocation says it now, or died saying it: which of the two, its age will tell.
        return said.certain
          ? settle(it, 'sent', { decision: spokenLine(said.permit, it.step, how, null) })
          : putOff(it, clock.nowMs() + 2 * IN_FLIGHT_MS);
      case 'refused':
        return settle(it, 'refused', {
          decision: line(lead, 'silence', `whatsapp_${said.refusal}`, it.step),
          settlements: [said.settlement],
        });
      case 'nothing':
        return settle(it, 'skipped', { decision: line(lead, 'silence', said.reason, it.step) });
      case 'lead_wrote':
        return said;
      case 'hold':
      case 'silence':
        return stop(it, said);
    }
  };

  const wordsFor = async (
    { turn: { lead }, step }: Case & { readonly step: number },
    how: 'text' | 'template',
    { of, history }: { of: number; history: FollowUpTurn['history'] },
  ): Promise<FirstWords> => {
    if (how === 'text') {
      const written = await texts.write({ lead, history, step, of });
      return written.kind === 'text' ? { ...written, template: null } : written;
    }
    const template = templateFor(step, { templates: deps.templates, values: texts.values(lead, null) });
    // What the template says is Meta's to know; the history keeps its name.
    return template
      ? { kind: 'text', text: `[modelo ${template.name}]`, template }
      : { kind: 'nothing', reason: 'outside_window' };
  };

  /** NÃO INTERESSADO, once: only under a live read that shows one of the bot's stages, and no answer since (C9, I8). */
  const close = async (it: Case): Promise<Fired> => {
    const { sequence } = it.turn;
    // A home's other number may have closed the card already, and a person opened it again: theirs is the last word (I8).
    const opened = await first.open(it.turn.lead, 'follow_up', it.state.anchorMs);
    if (opened.kind !== 'speak') return stop(it, opened);
    const { lead, permit, stage } = opened;
    const decision: LedgerLine<'close'> = {
      ...line(lead, 'close', 'no_answer', 'close'),
      stageAgeMs: permit.decision.stageAgeMs,
    };
    // A worker died behind the move: the card is there already, and by the gate's word it was ours to put there.
    if (
      stage.kind === 'seen' &&
      stage.cards.some(
        ({ place, kommoLeadId }) => place === 'nao_interessado' && kommoLeadId === lead.kommoLeadId,
      )
    )
      return settle(it, 'closed', { decision });
    if (!mayReengage(stage) || lead.kommoLeadId === null) return end(it, 'stage_not_reengaged');
    if (await waiting.hasAnswer(lead, sequence)) return { kind: 'lead_wrote' };
    const moved = await sync.apply({
      kommoLeadId: lead.kommoLeadId,
      desired: { stage: 'nao_interessado', fields: {}, tagsToAdd: [NO_ANSWER_TAG] },
      seen: permit.seen,
    });
    switch (moved.kind) {
      case 'written':
        return moved.refused?.includes('stage')
          ? end(it, 'stage_refused')
          : settle(it, 'closed', { decision });
      case 'unchanged':
        return settle(it, 'closed', { decision });
      case 'refused':
        return end(it, 'stage_refused');
      case 'not_ours':
        return end(it, 'stage_not_reengaged');
      case 'failed':
        return hold(it, moved.cause, null);
    }
  };

  /** A step that was committed and whose end was never written: its worker died behind the commit. */
  const finishLost = async (turn: FollowUpTurn, state: LadderState): Promise<Fired | null> => {
    const open = turn.followUps.find(
      ({ status, step }) => status === 'planned' && turn.sends.some((send) => send.step === step),
    );
    const send = open && turn.sends.find(({ step }) => step === open.step);
    if (!send) return null;
    return settle(
      {
        turn,
        state: { ...state, done: state.done.filter(({ step }) => step !== send.step) },
        step: send.step,
      },
      'sent',
      {
        decision: line(turn.lead, 'speak', 'follow_up', send.step),
        settlements: abandoned(send, clock.nowMs()),
      },
    );
  };

  const fire = async ({ leadId, cycle }: StepFiring): Promise<Fired> => {
    const found = await store.followUpTurn(leadId, HISTORY_LIMIT, clock.nowMs());
    if (!found) return { kind: 'gone' };
    const { lead } = found;
    // P7: a commit whose answer was lost before anything was posted is no send.
    const sends = found.sends.filter(
      ({ step }) =>
        step === 'close' || !egress.isUnsent(stepKey({ leadId: lead.id, cycle: lead.cycle, step })),
    );
    const turn = { ...found, sends };
    if (lead.cycle !== cycle) return { kind: 'stale' };
    if (turn.burst.length > 0 || (await waiting.hasAnswer(lead, turn.sequence)))
      return { kind: 'lead_wrote' };

    const state = stateOf(turn, texts.stopOf(lead), clock.nowMs());
    const lost = await finishLost(turn, state);
    if (lost) return lost;

    const rules = await rulesFor(lead);
    const what: Next = next(state, clock.nowMs(), rules);
    if (what.kind === 'none') return stopped({ turn, state, step: 1 }, what.reason);
    const it: Case = { turn, state, step: what.kind === 'close' ? 'close' : what.step };
    const row = turn.followUps.find(({ step }) => step === it.step);
    const heldUntilMs = row !== undefined && row.holdCount > 0 && row.status === 'planned' ? row.dueAtMs : 0;
    const dueAtMs = Math.max(what.dueAtMs, heldUntilMs);
    if (dueAtMs > clock.nowMs()) return putOff(it, dueAtMs);
    // V5: stopped for everybody is no hold of this lead's, and counts as none.
    if (turn.isStopped) return putOff(it, clock.nowMs() + FOLLOW_UP_HOLD_MS);
    if (row !== undefined && row.holdCount >= FOLLOW_UP_HOLDS_MAX) return handToPerson(it);
    switch (what.kind) {
      case 'skip':
        return settle(it, 'skipped', { decision: line(lead, 'silence', what.reason, what.step) });
      case 'step':
        return say(
          { ...it, step: what.step, wasHeld: row !== undefined && row.holdCount > 0 },
          what.how,
          rules.stepsMs.length,
        );
      case 'close':
        return close(it);
    }
  };

  /** Nothing to follow up: what is planned of this cycle ends, with its reason. */
  const stopped = (it: Case, reason: LadderStop): Promise<Fired> | Fired => {
    const planned = it.turn.followUps.find(({ status }) => status === 'planned');
    if (reason === 'held') return { kind: 'lead_wrote' };
    if (reason === 'closed' || (reason === 'ended' && !planned)) return { kind: 'stale' };
    return end({ ...it, step: planned?.step ?? it.step }, reason);
  };

  return { fire };
}

const spokenLine = (
  permit: Permit,
  step: number,
  how: 'text' | 'template',
  stageAgeMs: number | null,
): LedgerLine<'speak'> => ({
  ...permit.decision,
  reason: 'follow_up',
  evidence: { ...permit.decision.evidence, step, how },
  stageAgeMs: stageAgeMs ?? permit.decision.stageAgeMs,
});

/** A commit whose answer never came: it may be on the lead's phone; a status or a person settles it, never a second copy (I6). */
const abandoned = ({ messageId, status, sentAtMs }: FollowUpSend, nowMs: number): readonly Settlement[] =>
  status === 'committed' && nowMs - sentAtMs > IN_FLIGHT_MS
    ? [{ messageId, status: 'unknown', providerId: null, replyTo: null, errorCode: null, stageAgeMs: null }]
    : [];
