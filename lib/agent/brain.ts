/**
 * What every brain is: facts and dialogue in, facts, dialogue and one to three bubbles out. A brain proposes; the verdict
 * and the stage are code (qualification.ts), and every reply passes validators.ts whichever brain wrote it.
 */
import type { Slot } from '../calendar/calendar.ts';
import type { DialogueState, ReplyChoices } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';

/** What a reply means for the turn, beyond its text. */
export const INTENTS = [
  'continue',
  'qualified',
  'disqualified',
  'wants_human',
  'investor',
  'meeting_offer',
  'booked',
  'cancelled_meeting',
] as const;
export type Intent = (typeof INTENTS)[number];

/** Bubbles in one reply (design §5). */
export const BUBBLES_MAX = 3;

/** One message of the burst, as a brain sees it; `Content` of lib/lead-event.ts is assignable to it. */
export type BurstPart =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The ad that brought it: read for its subject, never repeated. */
      readonly ad?: { readonly id: string; readonly about: string | null } | undefined;
    }
  | { readonly kind: 'choice'; readonly id: string; readonly text: string }
  | { readonly kind: 'form'; readonly text: string }
  | {
      readonly kind: 'voice' | 'audio' | 'image' | 'video' | 'document' | 'sticker';
      readonly caption: string | null;
    }
  | { readonly kind: 'location'; readonly label: string | null }
  | { readonly kind: 'contact_card'; readonly name: string }
  | { readonly kind: 'order'; readonly text: string }
  | { readonly kind: 'unsupported' };

/** `person` is a seller who wrote to the lead. */
export type HistoryMessage = {
  readonly author: 'lead' | 'bot' | 'person';
  readonly text: string;
  readonly at: number;
};

/** What became of the meeting that the brain's last reply asked for; code carried it out, the brain only words it (C5). */
export type MeetingOutcome =
  | { readonly kind: 'booked' | 'moved'; readonly startsAtMs: number; readonly meetLink: string | null }
  | { readonly kind: 'taken' | 'refused' | 'cancelled' | 'unavailable' | 'none' };

/** The calendar as the brain may mention it. Times are epoch milliseconds. */
export type MeetingView = {
  /** Offered or offerable now, earliest first; empty while nothing may be offered or the calendar cannot be read. */
  readonly slots: readonly Slot[];
  /** The lead's meeting, as the calendar has it. */
  readonly booking: { readonly startsAtMs: number; readonly meetLink: string | null } | null;
  /** Set when the brain is asked a second time, after its request was carried out. */
  readonly outcome: MeetingOutcome | null;
};

/** What the brain wants done in the calendar. It does nothing itself: the turn asks the gate, then the calendar. */
export type MeetingRequest =
  | { readonly kind: 'book'; readonly startsAtMs: number; readonly email: string | null }
  | { readonly kind: 'move'; readonly startsAtMs: number }
  | { readonly kind: 'cancel' };

export type Conversation = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name: greetings, days and hours. */
  readonly timezone: string;
  readonly agentName: string;
  readonly companyName: string;
  readonly minBillBrl: number;
  /** 0 to 100, the scale of qualification.ts. */
  readonly minScore: number;
  /** True until the lead has had a first reply: it alone greets (M11). */
  readonly isFirstReply: boolean;
  readonly facts: Facts;
  readonly dialogue: DialogueState;
  /** Oldest first, bounded by the caller; without the burst. */
  readonly history: readonly HistoryMessage[];
  /** What is to be answered now, oldest first. */
  readonly burst: readonly BurstPart[];
  /** The name on the lead's WhatsApp: a hint, never a fact. */
  readonly profileName: string | null;
  readonly meeting: MeetingView;
};

/** What a model used up for one reply, the answers that were not said included. Ids and numbers only. */
export type Spent = {
  readonly model: string;
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** USD; null where no price is set. */
  readonly costUsd: number | null;
  readonly ms: number;
};

export type BrainReply = {
  readonly facts: Facts;
  readonly dialogue: DialogueState;
  /** One to `BUBBLES_MAX`, none empty; may be none beside a `meetingRequest`, for only its outcome is told. */
  readonly bubbles: readonly string[];
  /**
   * `qualified`: the reply in which the criteria were met, already offering the meeting. `meeting_offer`: a later one
   * that offers times or asks for one. `disqualified`, `wants_human`, `investor`: the one closing message. `booked`,
   * `cancelled_meeting`: the words after the calendar confirmed it.
   */
  readonly intent: Intent;
  /**
   * Carried out by the turn, which then asks once more with `meeting.outcome`, and with these facts and this dialogue; only
   * that second reply is said. Null in a second reply.
   */
  readonly meetingRequest: MeetingRequest | null;
  /** The answers that the last bubble offers; its text names them too. */
  readonly choices?: ReplyChoices;
  /** Absent where no model was asked. */
  readonly spent?: Spent;
};

export type Brain = { reply(conversation: Conversation): Promise<BrainReply> };
