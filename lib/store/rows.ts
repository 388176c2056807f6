/** Rows of Postgres as the product sees them: branded ids, times in epoch milliseconds, signals apart from the mirror. */
import * as z from 'zod/mini';
import { LeadId, MessageId } from '../lead.ts';
import { Content } from '../lead-event.ts';
import { LEDGER_KINDS, type LedgerKind, type ReasonOf } from '../reasons.ts';
import { instant, type LeadRecord, leadFromRow, maybeInstant } from './lead-rows.ts';

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

/** What became of one committed bubble. */
export type Settlement = {
  readonly messageId: MessageId;
  readonly status: Extract<BubbleStatus, 'sent' | 'unknown' | 'failed'>;
  readonly providerId: string | null;
  readonly replyTo: string | null;
  readonly errorCode: number | null;
  readonly stageAgeMs: number | null;
};
