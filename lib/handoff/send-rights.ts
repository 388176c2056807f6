/**
 * The rights to send that this process has asked for and under which nothing has left (P7). A commit carries the attempt's token:
 * asked again with it, Postgres gives the same right back, so the lost answer of a commit is no lost bubble. Another process has
 * another token: it cannot know whether a POST began, and to it the bubble is uncertain.
 */
import { randomUUID } from 'node:crypto';

/** Far more than one process has under way; what is forgotten is uncertain from then on, never said twice. */
const KEPT_MAX = 1_000;

export type SendRights = {
  /** The token to ask with: the one of an attempt under which nothing left, else a new one. */
  attemptFor(dedupeKey: string): string;
  /** A POST begins: from here on the message may be on the lead's phone. */
  spend(dedupeKey: string): void;
  /** The transport refused it with nothing sent. */
  giveBack(dedupeKey: string, attempt: string): void;
  /** Whether this process asked for the right and knows that nothing has left under it. */
  isUnspent(dedupeKey: string): boolean;
};

export function createSendRights(): SendRights {
  const unspent = new Map<string, string>();
  const keep = (dedupeKey: string, attempt: string): string => {
    unspent.set(dedupeKey, attempt);
    const [oldest = dedupeKey] = unspent.keys();
    if (unspent.size > KEPT_MAX) unspent.delete(oldest);
    return attempt;
  };
  return {
    attemptFor: (dedupeKey) => unspent.get(dedupeKey) ?? keep(dedupeKey, randomUUID()),
    spend: (dedupeKey) => void unspent.delete(dedupeKey),
    giveBack: (dedupeKey, attempt) => void keep(dedupeKey, attempt),
    isUnspent: (dedupeKey) => unspent.has(dedupeKey),
  };
}
