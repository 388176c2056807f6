/** Rows of Postgres as the product sees them: branded ids, times in epoch milliseconds, signals apart from the mirror. */
import * as z from 'zod/mini';
import { type Address, KommoContactId, KommoLeadId, LeadId, LeadKey, MessageId } from '../lead.ts';
import { Content } from '../lead-event.ts';
import { Phone } from '../phone.ts';
import { STAGE_PLACES, type StagePlace } from '../pipeline.ts';
import { LEDGER_KINDS, type LedgerKind, type ReasonOf } from '../reasons.ts';

const instant = z.pipe(
  z.string(),
  z.transform((iso: string) => Date.parse(iso)),
);
const maybeInstant = z.nullable(instant);

const LeadRow = z.object({
  id: LeadId,
  key: LeadKey,
  phone: z.nullable(Phone),
  lid: z.nullable(z.string()),
  bsuid: z.nullable(z.string()),
  reply_to: z.string(),
  profile_name: z.nullable(z.string()),
  kommo_lead_id: z.nullable(KommoLeadId),
  kommo_contact_ids: z.array(KommoContactId),
  contacts_looked_at: maybeInstant,
  contacts_looked_for: z.nullable(Phone),
  contact_phone: z.nullable(Phone),
  card_intent_at: maybeInstant,
  card_created_id: z.nullable(KommoLeadId),
  card_created_at: maybeInstant,
  stage_place: z.nullable(z.enum(STAGE_PLACES)),
  stage_pipeline_id: z.nullable(z.int()),
  stage_status_id: z.nullable(z.int()),
  stage_read_at: maybeInstant,
  opted_out_at: maybeInstant,
  human_stage_at: maybeInstant,
  human_reply_at: maybeInstant,
  human_reply_until: maybeInstant,
  bot_handoff_at: maybeInstant,
  card_returned_at: maybeInstant,
  epoch: z.int(),
  cycle: z.int(),
  facts: z.unknown(),
  dialogue: z.unknown(),
  loop: z.optional(z.unknown()),
  superseded_count: z.int(),
  last_inbound_at: maybeInstant,
  last_outbound_at: maybeInstant,
  opt_out_notice_at: maybeInstant,
  held_at: maybeInstant,
  held_cause: z.nullable(z.string()),
});

/** The signals that take a conversation from the bot, each in its own place (R14). Epoch milliseconds. */
export type Signals = {
  readonly optedOutAtMs: number | null;
  readonly humanStageAtMs: number | null;
  readonly humanReplyAtMs: number | null;
  /** When a person's reply stops silencing by itself. */
  readonly humanReplyUntilMs: number | null;
  readonly botHandoffAtMs: number | null;
  /** Last move by a person into one of the bot's stages. */
  readonly cardReturnedAtMs: number | null;
};

/** What is remembered of a lead's card and contacts, for whoever looks for them. Epoch milliseconds. */
export type CardMemory = {
  /** When everybody with the phone was last looked for in Kommo, and by which phone. */
  readonly lookedAtMs: number | null;
  readonly lookedFor: Phone | null;
  /** The phone that we know to stand on the contact. */
  readonly contactPhone: Phone | null;
  /** When a creation was last begun; Kommo may have made a card even if its answer was lost. */
  readonly intentAtMs: number | null;
  /** The last card that the bot made itself. */
  readonly createdId: KommoLeadId | null;
  readonly createdAtMs: number | null;
  /** When the mirrored stage was read live, and what it was. */
  readonly readAtMs: number | null;
  readonly stage: { readonly pipelineId: number; readonly statusId: number } | null;
};

export type LeadRecord = {
  readonly id: LeadId;
  readonly key: LeadKey;
  readonly address: Address;
  readonly profileName: string | null;
  readonly kommoLeadId: KommoLeadId | null;
  /** Every Kommo contact that carries the lead's phone. */
  readonly kommoContactIds: readonly KommoContactId[];
  readonly cardMemory: CardMemory;
  /** Mirror of the last live read; for people to look at, never a proof (H1). */
  readonly mirroredPlace: StagePlace | null;
  readonly signals: Signals;
  readonly epoch: number;
  readonly cycle: number;
  /** What the conversation knows; its own room parses it. */
  readonly facts: unknown;
  readonly dialogue: unknown;
  /** How far the talk runs in a circle; its own room parses it. */
  readonly loop?: unknown;
  readonly supersededCount: number;
  readonly lastInboundAtMs: number | null;
  readonly lastOutboundAtMs: number | null;
  readonly optOutNoticeAtMs: number | null;
  readonly heldAtMs: number | null;
  readonly heldCause: string | null;
};

/** A lead from its row. @throws {z.core.$ZodError} when the schema and the code disagree (H15). */
export function leadFromRow(row: unknown): LeadRecord {
  const r = LeadRow.parse(row);
  return {
    id: r.id,
    key: r.key,
    address: { phone: r.phone, lid: r.lid, bsuid: r.bsuid, replyTo: r.reply_to },
    profileName: r.profile_name,
    kommoLeadId: r.kommo_lead_id,
    kommoContactIds: r.kommo_contact_ids,
    cardMemory: {
      lookedAtMs: r.contacts_looked_at,
      lookedFor: r.contacts_looked_for,
      contactPhone: r.contact_phone,
      intentAtMs: r.card_intent_at,
      createdId: r.card_created_id,
      createdAtMs: r.card_created_at,
      readAtMs: r.stage_read_at,
      stage:
        r.stage_pipeline_id === null || r.stage_status_id === null
          ? null
          : { pipelineId: r.stage_pipeline_id, statusId: r.stage_status_id },
    },
    mirroredPlace: r.stage_place,
    signals: {
      optedOutAtMs: r.opted_out_at,
      humanStageAtMs: r.human_stage_at,
      humanReplyAtMs: r.human_reply_at,
      humanReplyUntilMs: r.human_reply_until,
      botHandoffAtMs: r.bot_handoff_at,
      cardReturnedAtMs: r.card_returned_at,
    },
    epoch: r.epoch,
    cycle: r.cycle,
    facts: r.facts,
    dialogue: r.dialogue,
    loop: r.loop,
    supersededCount: r.superseded_count,
    lastInboundAtMs: r.last_inbound_at,
    lastOutboundAtMs: r.last_outbound_at,
    optOutNoticeAtMs: r.opt_out_notice_at,
    heldAtMs: r.held_at,
    heldCause: r.held_cause,
  };
}

export const BUBBLE_STATUSES = [
  'committed',
  'unknown',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
] as const;
export type BubbleStatus = (typeof BUBBLE_STATUSES)[number];
export const DISPOSITIONS = ['pending', 'placeholder', 'answered', 'silenced', 'stale', 'noted'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

const MessageRow = z.object({
  id: MessageId,
  direction: z.enum(['in', 'out']),
  author: z.enum(['lead', 'bot', 'person', 'auto']),
  provider_id: z.nullable(z.string()),
  kind: z.string(),
  body: z.nullable(z.string()),
  content: z.nullable(Content),
  sent_at: instant,
  edited_at: maybeInstant,
  disposition: z.nullable(z.enum(DISPOSITIONS)),
  status: z.nullable(z.enum(BUBBLE_STATUSES)),
  stage_age_ms: z.nullable(z.int()),
});

export type MessageRecord = {
  readonly id: MessageId;
  readonly direction: 'in' | 'out';
  readonly author: 'lead' | 'bot' | 'person' | 'auto';
  readonly providerId: string | null;
  readonly body: string | null;
  /** Inbound only. */
  readonly content: Content | null;
  readonly sentAtMs: number;
  /** When whoever wrote it last changed it. */
  readonly editedAtMs?: number | null;
  readonly disposition: Disposition | null;
  readonly status: BubbleStatus | null;
  readonly stageAgeMs: number | null;
};

export function messageFromRow(row: unknown): MessageRecord {
  const r = MessageRow.parse(row);
  return {
    id: r.id,
    direction: r.direction,
    author: r.author,
    providerId: r.provider_id,
    body: r.body,
    content: r.content,
    sentAtMs: r.sent_at,
    editedAtMs: r.edited_at,
    disposition: r.disposition,
    status: r.status,
    stageAgeMs: r.stage_age_ms,
  };
}

const ReplyRow = z.object({
  id: z.uuid(),
  dedupe_key: z.string(),
  bubbles: z.array(z.string()),
  intent: z.string(),
  epoch: z.int(),
});

/** A reply whose turn did not end: its bubbles are fixed, some may have left. */
export type OpenReply = {
  readonly id: string;
  readonly key: string;
  readonly bubbles: readonly string[];
  readonly intent: string;
  readonly epoch: number;
};

const TurnRow = z.object({
  lead: z.unknown(),
  stopped: z.boolean(),
  burst: z.array(z.unknown()),
  history: z.array(z.unknown()),
  openReply: z.nullable(ReplyRow),
  fresh: z.optional(z.int()),
});

/** What a turn starts from. `fresh`: how many of the messages handed in were new. */
export type TurnStart = {
  readonly lead: LeadRecord;
  readonly burst: readonly MessageRecord[];
  readonly history: readonly MessageRecord[];
  readonly openReply: OpenReply | null;
  readonly fresh: number;
  /** An operator stopped the bot for everybody (V5). */
  readonly isStopped: boolean;
};

export function turnFromJson(json: unknown): TurnStart {
  const t = TurnRow.parse(json);
  const { openReply } = t;
  return {
    lead: leadFromRow(t.lead),
    burst: t.burst.map(messageFromRow),
    history: t.history.map(messageFromRow),
    openReply: openReply && {
      id: openReply.id,
      key: openReply.dedupe_key,
      bubbles: openReply.bubbles,
      intent: openReply.intent,
      epoch: openReply.epoch,
    },
    fresh: t.fresh ?? 0,
    isStopped: t.stopped,
  };
}

/** A line of the ledger, as it is written. */
export type LedgerLine<K extends LedgerKind> = {
  readonly kind: K;
  readonly reason: ReasonOf<K>;
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>;
  readonly stageAgeMs: number | null;
};
export type Decision = { [K in LedgerKind]: LedgerLine<K> }[LedgerKind];

const DecisionRow = z.object({
  at: instant,
  kind: z.enum(LEDGER_KINDS),
  reason: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  epoch: z.int(),
  stage_age_ms: z.nullable(z.int()),
});
export type DecisionRecord = z.infer<typeof DecisionRow>;
export const decisionFromRow = (row: unknown): DecisionRecord => DecisionRow.parse(row);

/** Our id of a meeting (Postgres). */
export const MeetingId = z.uuid().brand<'MeetingId'>();
export type MeetingId = z.infer<typeof MeetingId>;

export const MEETING_STATUSES = ['claimed', 'booked', 'over', 'cancelled', 'released', 'surplus'] as const;

const MeetingRow = z.object({
  id: MeetingId,
  lead_id: LeadId,
  status: z.enum(MEETING_STATUSES),
  starts_at: instant,
  ends_at: instant,
  next_starts_at: maybeInstant,
  next_ends_at: maybeInstant,
  claim: z.int(),
  claimed_until: maybeInstant,
  calendar_id: z.nullable(z.string()),
  email: z.nullable(z.string()),
  title: z.string(),
  meet_link: z.nullable(z.string()),
  booked_at: maybeInstant,
});

/** A stretch of time, epoch milliseconds. */
type MeetingTime = { readonly startsAtMs: number; readonly endsAtMs: number };

export type MeetingRecord = MeetingTime & {
  readonly id: MeetingId;
  readonly leadId: LeadId;
  /** Only `booked` is a booking; `claimed` holds a time that the calendar has not confirmed. */
  readonly status: (typeof MEETING_STATUSES)[number];
  /** Where a booked meeting is being moved to; held as well, not confirmed. */
  readonly next: MeetingTime | null;
  /** Fencing token of what is under way. */
  readonly claim: number;
  readonly claimedUntilMs: number | null;
  /** Whose calendar its event is in; null: ours alone. */
  readonly calendarId: string | null;
  readonly email: string | null;
  readonly title: string;
  readonly meetLink: string | null;
  /** When the calendar first confirmed it; null: not yet. */
  readonly bookedAtMs: number | null;
};

export function meetingFromRow(row: unknown): MeetingRecord {
  const r = MeetingRow.parse(row);
  return {
    id: r.id,
    leadId: r.lead_id,
    status: r.status,
    startsAtMs: r.starts_at,
    endsAtMs: r.ends_at,
    next:
      r.next_starts_at === null || r.next_ends_at === null
        ? null
        : { startsAtMs: r.next_starts_at, endsAtMs: r.next_ends_at },
    claim: r.claim,
    claimedUntilMs: r.claimed_until,
    calendarId: r.calendar_id,
    email: r.email,
    title: r.title,
    meetLink: r.meet_link,
    bookedAtMs: r.booked_at,
  };
}

/** A rung of the ladder, numbered from 1, or its end. */
export type FollowUpStep = number | 'close';
const FollowUpStep = z.pipe(
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
  };
}

/** What became of one committed bubble. */
export type Settlement = {
  readonly messageId: MessageId;
  readonly status: Extract<BubbleStatus, 'sent' | 'unknown' | 'failed'>;
  readonly providerId: string | null;
  readonly replyTo: string | null;
  readonly errorCode: number | null;
  readonly stageAgeMs: number | null;
};
