/** What a calendar can do for a lead: one booking each, and every failure a value (S1, S4). */
import type { LeadId } from '../lead.ts';
import type { MeetingId } from '../store/rows.ts';

/** A time that may be offered. Epoch milliseconds. */
export type Slot = { readonly startsAtMs: number; readonly endsAtMs: number };

/** A lead's one meeting. */
export type Booking = {
  readonly id: MeetingId;
  readonly leadId: LeadId;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly meetLink: string | null;
};

export type BookOutcome =
  | { readonly kind: 'booked'; readonly booking: Booking }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: 'past' | 'closed' }
  | { readonly kind: 'failed'; readonly cause: string };

export type Calendar = {
  availability(options: {
    fromMs: number;
    limit: number;
  }): Promise<
    | { readonly kind: 'ok'; readonly slots: readonly Slot[] }
    | { readonly kind: 'failed'; readonly cause: string }
  >;
  /**
   * A new booking starts a new cycle of the lead (design §7), in the transaction that confirms it: a permit of before is then
   * void (`stale_cycle`), so whoever goes on to speak asks the gate again. `move` and `cancel` leave the cycle alone.
   */
  book(options: {
    leadId: LeadId;
    startsAtMs: number;
    email: string | null;
    title: string;
  }): Promise<BookOutcome>;
  move(options: { leadId: LeadId; startsAtMs: number }): Promise<BookOutcome | { readonly kind: 'none' }>;
  cancel(options: {
    leadId: LeadId;
  }): Promise<
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'none' }
    | { readonly kind: 'failed'; readonly cause: string }
  >;
  current(leadId: LeadId): Promise<Booking | null>;
};
