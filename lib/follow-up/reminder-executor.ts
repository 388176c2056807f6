/**
 * One firing of a meeting's reminders (F17, F18, F19): only while the meeting stands at the time that the reminder was armed for, which
 * the commit checks once more; through the same gate and egress as everything that is said.
 */
import type { FollowEvent } from '../calendar/follow-event.ts';
import type { Clock } from '../clock.ts';
import type { CardFinder } from '../handoff/card-finder.ts';
import type { Egress } from '../handoff/egress.ts';
import type { Gate } from '../handoff/gate.ts';
import type { Log } from '../log.ts';
import type { Reason, ReasonOf } from '../reasons.ts';
import { FOLLOW_UP_HOLD_MS } from '../retry-policy.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Decision, LedgerLine, MeetingRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { REMINDER_STEPS, type ReminderFiring, type ReminderStep, reminderKey } from './firing.ts';
import type { FollowUps } from './planner.ts';
import { nextReminder, reminderDueMs } from './reminder-plan.ts';
import { createFirst, type FirstWords } from './say-first.ts';
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
  readonly followUps: Pick<FollowUps, 'hours' | 'armReminders'>;
  /** P5: what became of the meeting's event since it was booked. */
  readonly followEvent: FollowEvent;
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
  const { store, waiting, egress, schedules, texts, clock, log } = deps;
  const first = createFirst(deps);

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

  const wordsFor = (lead: LeadRecord, meeting: MeetingRecord, step: ReminderStep): FirstWords => {
    const { windowHours } = deps;
    const isOpen =
      windowHours === null ||
      (lead.lastInboundAtMs !== null &&
        clock.nowMs() <= lead.lastInboundAtMs + windowHours * HOUR_MS - WINDOW_MARGIN_MS);
    if (isOpen) {
      const written = texts.remind({ lead, startsAtMs: meeting.startsAtMs, meetLink: meeting.meetLink });
      return written.kind === 'text'
        ? { kind: 'text', text: written.text, template: null }
        : { kind: 'nothing', reason: 'no_text' };
    }
    const template = templateFor(step, { templates: deps.templates, values: texts.values(lead, meeting) });
    return template
      ? { kind: 'text', text: `[modelo ${template.name}]`, template }
      : { kind: 'nothing', reason: 'outside_window' };
  };

  const say = async (
    firing: ReminderFiring,
    { lead, meeting, sequence }: { lead: LeadRecord; meeting: MeetingRecord; sequence: string | null },
  ): Promise<Reminded> => {
    const { step, startsAtMs } = firing;
    const silent = async (decision: Decision): Promise<Reminded> => {
      await store.appendDecision(lead.id, decision, clock.nowMs());
      return { kind: 'silent', reason: decision.reason };
    };
    const later = (): Promise<Reminded> => arm(firing, step, clock.nowMs() + FOLLOW_UP_HOLD_MS);
    const sent = await first.say({
      lead,
      purpose: 'reminder',
      sequence,
      dedupeKey: reminderKey({ meetingId: meeting.id, startsAtMs, step }),
      mayGo: () => null,
      words: () => wordsFor(lead, meeting, step),
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
      case 'nothing':
        return silent(line(lead, 'silence', sent.reason, step));
      case 'lead_wrote':
        return later();
      case 'hold':
        if (sent.decision) await store.appendDecision(lead.id, sent.decision, clock.nowMs());
        return later();
      case 'silence':
        if (sent.decision) return silent(sent.decision);
        // The lead wrote, or the meeting moved, between the gate and the commit: looked at anew, it is one or the other.
        return sent.reason === 'card_absent' ? silent(line(lead, 'silence', sent.reason, step)) : later();
    }
  };

  return {
    fire: async (firing) => {
      const turn = await store.reminderTurn(firing.leadId, clock.nowMs());
      if (!turn?.meeting || turn.meeting.id !== firing.meetingId) return { kind: 'gone' };
      if (turn.meeting.startsAtMs !== firing.startsAtMs) {
        // It has another time by now, given by the lead or by a person in the calendar (P5): that one is reminded of.
        await deps.followUps.armReminders(turn.meeting);
        return { kind: 'gone' };
      }
      const { lead, meeting } = turn;
      const hours = await deps.followUps.hours();
      const planAfter = (done: readonly ReminderStep[], armed: ReminderStep | null) =>
        nextReminder({ startsAtMs: meeting.startsAtMs, done, armed, nowMs: clock.nowMs(), hours });
      const said = REMINDER_STEPS.filter(
        (step) =>
          (turn.reminded.includes(step) &&
            !egress.isUnsent(reminderKey({ meetingId: meeting.id, startsAtMs: meeting.startsAtMs, step }))) ||
          // It may have left, and its row be lost with the hours that the backup does not have (V5).
          (turn.restoredAtMs !== null &&
            reminderDueMs(step, { startsAtMs: meeting.startsAtMs, hours }) <= turn.restoredAtMs),
      );
      const { skipped, next } = planAfter(said, firing.step);
      for (const step of skipped)
        await store.appendDecision(lead.id, line(lead, 'silence', 'reminder_past', step), clock.nowMs());
      if (!next) return { kind: 'done' };
      if (next.dueAtMs > clock.nowMs()) return arm(firing, next.step, next.dueAtMs);
      // What the lead has just written may be about the meeting; and while everybody is stopped, nobody is reminded (V5).
      if (turn.isStopped || turn.pending || (await waiting.hasAnswer(lead, turn.sequence)))
        return arm(firing, next.step, clock.nowMs() + FOLLOW_UP_HOLD_MS);

      const followed = await deps.followEvent(meeting);
      switch (followed.kind) {
        case 'stands':
          break;
        case 'moved':
          await deps.followUps.armReminders(followed.meeting);
          return { kind: 'gone' };
        case 'gone':
          // Reconcile closes it and tells a person.
          await store.appendDecision(
            lead.id,
            line(lead, 'silence', 'meeting_gone', next.step),
            clock.nowMs(),
          );
          return { kind: 'silent', reason: 'meeting_gone' };
        case 'unclear':
          // Silence on any hint: what may not be is not reminded of.
          await store.appendDecision(
            lead.id,
            line(lead, 'hold', 'calendar_unreadable', next.step),
            clock.nowMs(),
          );
          return arm(firing, next.step, clock.nowMs() + FOLLOW_UP_HOLD_MS);
      }

      const outcome = await say({ ...firing, step: next.step }, { lead, meeting, sequence: turn.sequence });
      log.info('reminder.fired', { leadId: lead.id, step: next.step, outcome: outcome.kind });
      if (outcome.kind === 'deferred') return outcome;
      const following = planAfter([...said, next.step], next.step).next;
      if (following) await schedules.arm({ ...firing, step: following.step }, following.dueAtMs);
      return outcome;
    },
  };
}
