/** Rows of follow-ups and reminders: what is planned, and all that a firing needs to know. */
import * as z from 'zod/mini';
import { LeadId, MessageId } from '../lead.ts';
import { instant, type LeadRecord, leadFromRow, maybeInstant } from './lead-rows.ts';
import {
  BUBBLE_STATUSES,
  type BubbleStatus,
  type MeetingRecord,
  meetingFromRow,
  type TurnStart,
  turnFromJson,
} from './rows.ts';

/** A rung of the ladder, numbered from 1, or its end. */
export type FollowUpStep = number | 'close';

export const FollowUpStep = z.pipe(
  z.string(),
  z.transform((step: string): FollowUpStep => (step === 'close' ? step : Number(step))),
);

export const FOLLOW_UP_STATUSES = [
  'planned',
  'sent',
  'refused',
  'skipped',
  'closed',
  'ended',
  'handed_over',
] as const;

const FollowUpRow = z.object({
  lead_id: LeadId,
  cycle: z.int(),
  step: FollowUpStep,
  status: z.enum(FOLLOW_UP_STATUSES),
  due_at: instant,
  hold_count: z.int(),
  settled_at: maybeInstant,
});

/** What is planned for a silent lead in one cycle, or what became of it. */
export type FollowUpRecord = {
  readonly leadId: LeadId;
  readonly cycle: number;
  readonly step: FollowUpStep;
  readonly status: (typeof FOLLOW_UP_STATUSES)[number];
  readonly dueAtMs: number;
  /** How often nothing could be decided when it was due. */
  readonly holdCount: number;
  readonly settledAtMs: number | null;
};

export function followUpFromRow(row: unknown): FollowUpRecord {
  const r = FollowUpRow.parse(row);
  return {
    leadId: r.lead_id,
    cycle: r.cycle,
    step: r.step,
    status: r.status,
    dueAtMs: r.due_at,
    holdCount: r.hold_count,
    settledAtMs: r.settled_at,
  };
}

const FollowUpTurnRow = z.object({
  spokenAt: maybeInstant,
  sequence: z.nullable(z.string()),
  followUps: z.array(z.unknown()),
  sends: z.array(
    z.object({ step: FollowUpStep, id: MessageId, status: z.enum(BUBBLE_STATUSES), sentAt: instant }),
  ),
  meeting: z.unknown(),
});

/** A follow-up of this cycle that was committed: it left, or may have. */
export type FollowUpSend = {
  readonly step: FollowUpStep;
  readonly messageId: MessageId;
  readonly status: BubbleStatus;
  readonly sentAtMs: number;
};

/** What a firing starts from. */
export type FollowUpTurn = TurnStart & {
  /** The bot's last message of this cycle that was no follow-up. */
  readonly spokenAtMs: number | null;
  /** Place in the queue of the newest message taken in. */
  readonly sequence: string | null;
  /** Of this cycle. */
  readonly followUps: readonly FollowUpRecord[];
  readonly sends: readonly FollowUpSend[];
  /** Ahead, confirmed or only claimed. */
  readonly meeting: MeetingRecord | null;
};

export function followUpTurnFromJson(json: unknown): FollowUpTurn {
  const t = FollowUpTurnRow.parse(json);
  return {
    ...turnFromJson(json),
    spokenAtMs: t.spokenAt,
    sequence: t.sequence,
    followUps: t.followUps.map(followUpFromRow),
    sends: t.sends.map(({ step, id, status, sentAt }) => ({ step, messageId: id, status, sentAtMs: sentAt })),
    meeting: t.meeting === null || t.meeting === undefined ? null : meetingFromRow(t.meeting),
  };
}

const ReminderTurnRow = z.object({
  lead: z.unknown(),
  sequence: z.nullable(z.string()),
  stopped: z.boolean(),
  pending: z.boolean(),
  meeting: z.unknown(),
  restoredAt: maybeInstant,
  reminded: z.array(z.string()),
});

/** A lead with its confirmed meeting ahead, if any. `reminded`: the reminders of that meeting at that time that were committed. */
export type ReminderTurn = {
  readonly lead: LeadRecord;
  readonly sequence: string | null;
  /** An operator stopped the bot for everybody (V5). */
  readonly isStopped: boolean;
  /** A message from the lead waits for its turn. */
  readonly pending: boolean;
  readonly meeting: MeetingRecord | null;
  readonly reminded: readonly string[];
  /** When a backup was last restored, epoch milliseconds: which reminders that were due before it have left, nobody knows. */
  readonly restoredAtMs: number | null;
};

export function reminderTurnFromJson(json: unknown): ReminderTurn {
  const t = ReminderTurnRow.parse(json);
  return {
    lead: leadFromRow(t.lead),
    sequence: t.sequence,
    isStopped: t.stopped,
    pending: t.pending,
    meeting: t.meeting === null || t.meeting === undefined ? null : meetingFromRow(t.meeting),
    reminded: t.reminded,
    restoredAtMs: t.restoredAt,
  };
}
