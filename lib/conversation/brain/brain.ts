/**
 * What every brain is: facts and dialogue in, facts, dialogue and one to three bubbles out. A brain proposes; the verdict
 * and the stage are code (qualification.ts), and every reply passes validators.ts whichever brain wrote it.
 */
import type { Facts } from '../facts/facts.ts';
import type { DialogueState } from './dialogue.ts';

/** What a reply means for the turn, beyond its text. */
export const INTENTS = ['continue', 'qualified', 'disqualified', 'wants_human', 'investor', 'meeting_offer'] as const;
export type Intent = (typeof INTENTS)[number];

/** Bubbles in one reply (design §5). */
export const BUBBLES_MAX = 3;

/** One message of the burst, as a brain sees it; `Content` of lib/lead-event.ts is assignable to it. */
export type BurstPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly id: string; readonly text: string }
  | { readonly kind: 'form'; readonly text: string }
  | { readonly kind: 'voice' | 'audio' | 'image' | 'video' | 'document' | 'sticker'; readonly caption: string | null }
  | { readonly kind: 'location'; readonly label: string | null }
  | { readonly kind: 'contact_card'; readonly name: string }
  | { readonly kind: 'order'; readonly text: string }
  | { readonly kind: 'unsupported' };

/** `person` is a seller who wrote to the lead. */
export type HistoryMessage = { readonly author: 'lead' | 'bot' | 'person'; readonly text: string; readonly at: number };

export type Conversation = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name, for the greeting alone. */
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
};

export type BrainReply = {
  readonly facts: Facts;
  readonly dialogue: DialogueState;
  /** One to `BUBBLES_MAX`, none empty. */
  readonly bubbles: readonly string[];
  /**
   * `qualified`: the reply in which the criteria were met, already offering the meeting. `meeting_offer`: a later one
   * that asks for day and period. `disqualified`, `wants_human`, `investor`: the one closing message.
   */
  readonly intent: Intent;
};

export type Brain = { reply(conversation: Conversation): Promise<BrainReply> };
