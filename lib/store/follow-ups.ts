/** Follow-ups and reminders by their SQL functions. */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import type { LeadId } from '../lead.ts';
import type { Json } from './database.types.ts';
import {
  type FollowUpRecord,
  type FollowUpStep,
  type FollowUpTurn,
  followUpFromRow,
  followUpTurnFromJson,
  type ReminderTurn,
  reminderTurnFromJson,
} from './follow-up-rows.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import { type Decision, type MeetingRecord, meetingFromRow, type Settlement } from './rows.ts';
import { json, type Rpc } from './rpc.ts';

/** A step as it is to be fired: fenced by the cycle. */
export type PlannedFollowUp = {
  readonly cycle: number;
  readonly step: FollowUpStep;
  readonly dueAtMs: number;
};

export const planJson = (plan: PlannedFollowUp | null): Json =>
  plan && json({ cycle: plan.cycle, step: String(plan.step), dueAt: toIso(plan.dueAtMs) });

export const followUpCalls = ({ call, rows }: Rpc) => ({
  /** What a firing starts from; null when the lead is gone (joined with another). */
  followUpTurn: async (leadId: LeadId, historyLimit: number, atMs: number): Promise<FollowUpTurn | null> => {
    const found = await call('follow_up_turn', {
      p_lead_id: leadId,
      p_history_limit: historyLimit,
      p_at: toIso(atMs),
    });
    return found === null ? null : followUpTurnFromJson(found);
  },
  /** Plans or moves a step; `held` counts one more time that nothing could be decided. False: the cycle is over. */
  planFollowUp: async (
    leadId: LeadId,
    plan: PlannedFollowUp,
    options: { held: boolean; decision: Decision | null; atMs: number },
  ): Promise<boolean> =>
    z.boolean().parse(
      await call('plan_follow_up', {
        p_lead_id: leadId,
        p_cycle: plan.cycle,
        p_step: String(plan.step),
        p_due_at: toIso(plan.dueAtMs),
        p_held: options.held,
        p_decision: json(options.decision),
        p_at: toIso(options.atMs),
      }),
    ),
  /** What became of a step, with the plan of the next one. True: that plan stands, and wants a schedule. */
  settleFollowUp: async (options: {
    leadId: LeadId;
    cycle: number;
    step: FollowUpStep;
    status: Exclude<FollowUpRecord['status'], 'planned'>;
    settlements: readonly Settlement[];
    decision: Decision | null;
    next: PlannedFollowUp | null;
    atMs: number;
  }): Promise<boolean> =>
    z.boolean().parse(
      await call('settle_follow_up', {
        p_lead_id: options.leadId,
        p_cycle: options.cycle,
        p_step: String(options.step),
        p_status: options.status,
        p_settlements: json(options.settlements),
        p_decision: json(options.decision),
        p_next: planJson(options.next),
        p_at: toIso(options.atMs),
      }),
    ),
  /** What is planned until then in cycles that still run, longest due first. */
  plannedFollowUps: async (dueBeforeMs: number, limit: number): Promise<readonly FollowUpRecord[]> =>
    (await rows('planned_follow_ups', { p_due_before: toIso(dueBeforeMs), p_limit: limit })).map(
      followUpFromRow,
    ),
  /** Leads to whom the bot spoke before then and for whom nothing is planned although nothing ended their ladder. */
  leadsWithoutLadder: async (spokenBeforeMs: number, limit: number): Promise<readonly LeadRecord[]> =>
    (await rows('leads_without_ladder', { p_spoken_before: toIso(spokenBeforeMs), p_limit: limit })).map(
      leadFromRow,
    ),
  /** What a reminder starts from; null when the lead is gone. */
  reminderTurn: async (leadId: LeadId, atMs: number): Promise<ReminderTurn | null> => {
    const found = await call('reminder_turn', { p_lead_id: leadId, p_at: toIso(atMs) });
    return found === null ? null : reminderTurnFromJson(found);
  },
  /** Confirmed meetings that begin after `fromMs` and not after `toMs`, soonest first. */
  meetingsAhead: async (
    period: { fromMs: number; toMs: number },
    limit: number,
  ): Promise<readonly MeetingRecord[]> =>
    (
      await rows('meetings_ahead', { p_from: toIso(period.fromMs), p_to: toIso(period.toMs), p_limit: limit })
    ).map(meetingFromRow),
});
