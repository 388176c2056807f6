/** What the executor asks of whoever knows the conversation: the words, and whether there is anything to come back to. The conversation fills it. */
import type { HoldReason, SilenceReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord } from '../store/rows.ts';
import type { TemplateValues } from './template.ts';

/** A follow-up's words, or why there are none. `failed`: later perhaps (F11: an invalid text is never sent, and never replaced by a stock one). */
export type Written =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nothing'; readonly reason: SilenceReason }
  | { readonly kind: 'failed'; readonly cause: HoldReason };

export type FollowUpTexts = {
  /** What the conversation itself says against following this lead up; null: nothing. */
  stopOf(lead: LeadRecord): 'disqualified' | 'ended' | null;
  /** The words of one step, about the lead's own conversation. `step` counts from 1 and `of` is the last. Never throws for a model's sake. */
  write(asked: {
    lead: LeadRecord;
    history: readonly MessageRecord[];
    step: number;
    of: number;
  }): Promise<Written>;
  /** The words of a reminder; exact times are code's (C5). */
  remind(asked: { lead: LeadRecord; startsAtMs: number; meetLink: string | null }): Written;
  values(lead: LeadRecord, meeting: { startsAtMs: number; meetLink: string | null } | null): TemplateValues;
};
