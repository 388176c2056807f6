/** Who holds a conversation, moment by moment, told from what people did and from nothing else. */
import type { Entry, EntryOf, TakenBy } from './journal.ts';

/** A person's own message keeps the bot out for a day, unless somebody gives the conversation back before. */
export const REPLY_HOLDS_MS = 24 * 3_600_000;

export type Hold = {
  readonly lead: string;
  readonly scene: string;
  readonly from: number;
  /** Infinity: it never ended. */
  readonly to: number;
  readonly by: TakenBy;
  readonly notice: EntryOf<'taken'>['notice'];
  readonly knowableAt: number;
};

/**
 * The spans in which a person holds the lead's conversation, in order and apart from each other. A second act within a hold
 * (the card is moved after an answer by phone) starts none, but may make it longer.
 */
export function holdsOf(entries: readonly Entry[], lead: string): readonly Hold[] {
  const holds: Hold[] = [];
  let open: { first: EntryOf<'taken'>; byCard: boolean; until: number } | null = null;
  const end = (at: number): void => {
    if (!open) return;
    const { first } = open;
    holds.push({ ...first, from: first.at, to: at });
    open = null;
  };
  for (const entry of entries) {
    if (!('lead' in entry) || entry.lead !== lead) continue;
    // A person's answer alone ends by time; a card waits for a person.
    if (open && !open.byCard && open.until <= entry.at) end(open.until);
    if (entry.kind === 'returned') end(entry.at);
    if (entry.kind !== 'taken') continue;
    const byCard = entry.by !== 'phone' && entry.by !== 'chat';
    open ??= { first: entry, byCard: false, until: 0 };
    open.byCard ||= byCard;
    open.until = Math.max(open.until, entry.at + REPLY_HOLDS_MS);
  }
  if (open) end(open.byCard ? Number.POSITIVE_INFINITY : open.until);
  return holds;
}

/** The hold that covers this moment, if a person has the conversation then. */
export const holdAt = (holds: readonly Hold[], at: number): Hold | undefined =>
  holds.find(({ from, to }) => from <= at && at < to);
