/**
 * The beginning of a ladder and of a meeting's reminders, as the conversation knows it: what is planned with a reply, and the schedule
 * for it. A failure to arm is logged and left to reconcile; it never costs the reply (design §5 step 7).
 */
import type { BusinessHours } from '../calendar/business-hours.ts';
import type { Clock } from '../clock.ts';
import type { FollowUpConfig } from '../config.ts';
import type { LeadId } from '../lead.ts';
import type { FollowUpStep } from '../store/follow-up-rows.ts';
import type { PlannedFollowUp } from '../store/follow-ups.ts';
import type { MeetingId } from '../store/rows.ts';
import { type LadderRules, next } from './ladder-plan.ts';
import { nextReminder } from './reminder-plan.ts';
import type { Schedules } from './schedule.ts';
import { type TemplateValues, templateFor } from './template.ts';

/** A confirmed meeting. Times in epoch milliseconds. */
export type RemindedMeeting = {
  readonly id: MeetingId;
  readonly leadId: LeadId;
  readonly startsAtMs: number;
};

export type FollowUps = {
  /** What the ladder of a lead may use, the holidays loaded. */
  rules(values: TemplateValues): Promise<LadderRules>;
  hours(): Promise<BusinessHours>;
  /** The first step after a reply said now, to be stored with its end. */
  first(reply: {
    cycle: number;
    lastInboundMs: number | null;
    values: TemplateValues;
  }): Promise<PlannedFollowUp | null>;
  /** A schedule for what is planned; overdue, it is started at once. Never throws. */
  arm(leadId: LeadId, plan: PlannedFollowUp): Promise<void>;
  /** The next reminder of a meeting just booked or moved. Never throws. */
  armReminders(meeting: RemindedMeeting): Promise<void>;
};

export type FollowUpsDeps = {
  readonly schedules: Schedules;
  readonly config: FollowUpConfig['followUp'];
  /** Of the transport: null where there is no window. */
  readonly windowHours: number | null;
  /** Loaded when first needed: with the national holidays alone (F6). */
  readonly loadHours: () => Promise<BusinessHours>;
  readonly clock: Clock;
};

const HOUR_MS = 3_600_000;

/** The step that a plan is for, by the ladder's word. */
export function planOf(what: ReturnType<typeof next>, cycle: number): PlannedFollowUp | null {
  if (what.kind === 'none') return null;
  const step: FollowUpStep = what.kind === 'close' ? 'close' : what.step;
  return { cycle, step, dueAtMs: what.dueAtMs };
}

export function createFollowUps({
  schedules,
  config,
  windowHours,
  loadHours,
  clock,
}: FollowUpsDeps): FollowUps {
  let loading: Promise<BusinessHours> | null = null;
  const hours = (): Promise<BusinessHours> => {
    loading ??= loadHours();
    return loading;
  };
  const rules = async (values: TemplateValues): Promise<LadderRules> => ({
    stepsMs: config.ladderMs,
    closeAfterMs: config.closeAfterMs,
    hours: await hours(),
    windowMs: windowHours === null ? null : windowHours * HOUR_MS,
    hasTemplate: (step) => templateFor(step, { templates: config.templates, values }) !== null,
  });
  return {
    rules,
    hours,
    first: async ({ cycle, lastInboundMs, values }) => {
      const nowMs = clock.nowMs();
      return planOf(
        next({ stop: null, anchorMs: nowMs, lastInboundMs, done: [] }, nowMs, await rules(values)),
        cycle,
      );
    },
    arm: async (leadId, { cycle, step, dueAtMs }) => {
      await schedules.arm({ kind: 'step', leadId, cycle, step }, dueAtMs);
    },
    armReminders: async ({ id, leadId, startsAtMs }) => {
      const plan = nextReminder({
        startsAtMs,
        done: [],
        armed: null,
        nowMs: clock.nowMs(),
        hours: await hours(),
      }).next;
      if (plan)
        await schedules.arm(
          { kind: 'reminder', leadId, meetingId: id, startsAtMs, step: plan.step },
          plan.dueAtMs,
        );
    },
  };
}
