/**
 * One firing of a meeting's reminders (F17, F18, F19): only while the meeting stands at the time that the reminder was armed for, which
 * the commit checks once more; through the same gate and egress as everything that is said.
 */
import type { Clock } from '../clock.ts';
import type { CardFinder } from '../handoff/card-finder.ts';
import type { Egress, MessageTemplate } from '../handoff/egress.ts';
import type { Gate } from '../handoff/gate.ts';
import { openLinked } from '../handoff/open-linked.ts';
import type { Log } from '../log.ts';
import type { Reason, ReasonOf, SilenceReason } from '../reasons.ts';
import { FOLLOW_UP_HOLD_MS } from '../retry-policy.ts';
import type { Decision, LeadRecord, LedgerLine, MeetingRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { REMINDER_STEPS, type ReminderFiring, type ReminderStep, reminderKey } from './firing.ts';
import type { FollowUps } from './planner.ts';
import { nextReminder } from './reminder-plan.ts';
import type { Schedules } from './schedule.ts';
import { templateFor } from './template.ts';
import type { Waiting } from './waiting.ts';
import type { FollowUpTexts } from './writer.ts';

const HOUR_MS = 3_600_000;
/** A free text planned closer to the window's end than this may not arrive in time. */
const WINDOW_MARGIN_MS = 5 * 60_000;

export type Reminded =
  /** The lead, or its meeting at that time, is no more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'deferred'; readonly dueAtMs: number }
  | { readonly kind: 'silent'; readonly reason: Reason }
  | { readonly kind: 'sent'; readonly step: ReminderStep }
  /** Every reminder of this meeting is said or past. */
  | { readonly kind: 'done' };

export type ReminderDeps = {
  readonly store: Pick<Store, 'reminderTurn' | 'appendDecision' | 'settleSends'>;
  readonly waiting: Waiting;
  readonly gate: Pick<Gate, 'open'>;
  readonly finder: CardFinder;
  readonly egress: Pick<Egress, 'send' | 'isUnsent'>;
  readonly schedules: Schedules;
  readonly followUps: Pick<FollowUps, 'hours'>;
  readonly texts: FollowUpTexts;
  readonly templates: Parameters<typeof templateFor>[1]['templates'];
  /** Of the transport: null where there is no window. */
  readonly windowHours: number | null;
  readonly clock: Clock;
  readonly log: Log;
};

export type Reminders = {
  /** @throws {StoreError} when Postgres cannot be asked: the invocation is repeated. */
  fire(firing: ReminderFiring): Promise<Reminded>;
};

export function createReminders(deps: ReminderDeps): Reminders {
  const { store, waiting, gate, finder, egress, schedules, texts, clock, log } = deps;

  const arm = async (firing: ReminderFiring, step: ReminderStep, dueAtMs: number): Promise<Reminded> => {
    await schedules.arm({ ...firing, step }, dueAtMs);
    return { kind: 'deferred', dueAtMs };
  };
  const line = <K extends Decision['kind']>(
    lead: LeadRecord,
    kind: K,
    reason: ReasonOf<K>,
    step: ReminderStep,
  ): LedgerLine<K> => ({
    kind,
    reason,
    evidence: { epoch: lead.epoch, cycle: lead.cycle, step },
    stageAgeMs: null,
  });

  const wordsFor = (
    lead: LeadRecord,
    meeting: MeetingRecord,
    step: ReminderStep,
  ):
    | { readonly text: string; readonly template: MessageTemplate | null }
    | { readonly nothing: SilenceReason } => {
    const { windowHours } = deps;
    const isOpen =
      windowHours === null ||
      (lead.lastInboundAtMs !== null &&
        clock.nowMs() <= lead.lastInboundAtMs + windowHours * HOUR_MS - WINDOW_MARGIN_MS);
    if (isOpen) {
      const written = texts.remind({ lead, startsAtMs: meeting.startsAtMs, meetLink: meeting.meetLink });
      return written.kind === 'text' ? { text: written.text, template: null } : { nothing: 'no_text' };
    }
    const template = templateFor(step, { templates: deps.templates, values: texts.values(lead, meeting) });
    return template ? { text: `[modelo ${template.name}]`, template } : { nothing: 'outside_window' };
  };

  const say = async (firing: ReminderFiring, lead: LeadRecord, meeting: MeetingRecord): Promise<Reminded> => {
    const { step, startsAtMs } = firing;
    const silent = async (decision: Decision): Promise<Reminded> => {
      await store.appendDecision(lead.id, decision, clock.nowMs());
      return { kind: 'silent', reason: decision.reason };
    };
    const opened = await openLinked({ gate, finder }, lead, 'reminder');
    if (opened.kind === 'no_card') return silent(line(lead, 'silence', 'card_absent', step));
    if (opened.kind === 'hold') {
      await store.appendDecision(lead.id, line(lead, 'hold', opened.cause, step), clock.nowMs());
      return arm(firing, step, clock.nowMs() + FOLLOW_UP_HOLD_MS);
    }
    const { answer } = opened;
    if (answer.kind === 'silence') return silent(answer.decision);
    if (answer.kind === 'hold') {
      await store.appendDecision(lead.id, answer.decision, clock.nowMs());
      return arm(firing, step, clock.nowMs() + FOLLOW_UP_HOLD_MS);
    }
    const words = wordsFor(lead, meeting, step);
    if ('nothing' in words) return silent(line(lead, 'silence', words.nothing, step));
    const sent = await egress.send(answer.permit, {
      to: lead.address,
      text: words.text,
      dedupeKey: reminderKey({ meetingId: meeting.id, startsAtMs, step }),
      replyId: null,
      plan: null,
      ...(words.template && { template: words.template }),
    });
    switch (sent.kind) {
      case 'sent': {
        const { decision } = sent.permit;
        await store.settleSends([sent.settlement], clock.nowMs());
        await store.appendDecision(
          lead.id,
          { ...decision, reason: 'reminder', evidence: { ...decision.evidence, step } },
          clock.nowMs(),
        );
        return { kind: 'sent', step };
      }
      case 'already':
        return { kind: 'sent', step };
      case 'refused':
        await store.settleSends([sent.settlement], clock.nowMs());
        return silent(line(lead, 'silence', `whatsapp_${sent.refusal}`, step));
      case 'held':
        return arm(firing, step, clock.nowMs() + FOLLOW_UP_HOLD_MS);
      case 'fenced':
        // The lead wrote, or the meeting moved, between the gate and the commit: looked at anew, it is one or the other.
        return arm(firing, step, clock.nowMs() + FOLLOW_UP_HOLD_MS);
    }
  };

  return {
    fire: async (firing) => {
      const turn = await store.reminderTurn(firing.leadId, clock.nowMs());
      if (
        !turn?.meeting ||
        turn.meeting.id !== firing.meetingId ||
        turn.meeting.startsAtMs !== firing.startsAtMs
      )
        return { kind: 'gone' };
      const { lead, meeting } = turn;
      const hours = await deps.followUps.hours();
      const planAfter = (done: readonly ReminderStep[], armed: ReminderStep | null) =>
        nextReminder({ startsAtMs: meeting.startsAtMs, done, armed, nowMs: clock.nowMs(), hours });
      const said = REMINDER_STEPS.filter(
        (step) =>
          turn.reminded.includes(step) &&
          !egress.isUnsent(reminderKey({ meetingId: meeting.id, startsAtMs: meeting.startsAtMs, step })),
      );
      const { skipped, next } = planAfter(said, firing.step);
      for (const step of skipped)
        await store.appendDecision(lead.id, line(lead, 'silence', 'reminder_past', step), clock.nowMs());
      if (!next) return { kind: 'done' };
      if (next.dueAtMs > clock.nowMs()) return arm(firing, next.step, next.dueAtMs);
      // What the lead has just written may be about the meeting; and while everybody is stopped, nobody is reminded (V5).
      if (turn.isStopped || turn.pending || (await waiting.hasAnswer(lead, turn.sequence)))
        return arm(firing, next.step, clock.nowMs() + FOLLOW_UP_HOLD_MS);

      const outcome = await say({ ...firing, step: next.step }, lead, meeting);
      log.info('reminder.fired', { leadId: lead.id, step: next.step, outcome: outcome.kind });
      if (outcome.kind === 'deferred') return outcome;
      const following = planAfter([...said, next.step], next.step).next;
      if (following) await schedules.arm({ ...firing, step: following.step }, following.dueAtMs);
      return outcome;
    },
  };
}
