/** What the chat itself tells beside new messages: edits, deletions, WhatsApp's own preferences, and whose chat a message of ours is in. */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { type Address, leadKeys } from '../lead.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import type { Rpc } from './rpc.ts';

/** An address as the SQL functions take it. */
export const addressArgs = (address: Address) => ({
  p_keys: [...leadKeys(address)],
  p_phone: address.phone,
  p_lid: address.lid,
  p_bsuid: address.bsuid,
  p_reply_to: address.replyTo,
});
const NOBODY_NAMED = { p_keys: [], p_phone: null, p_lid: null, p_bsuid: null, p_reply_to: '' };

const AmendmentRow = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('waiting') }),
  z.object({ outcome: z.enum(['applied', 'outdated']), lead: z.unknown(), isPending: z.boolean() }),
]);

/** `waiting`: its message is not here yet. `isPending`: the message was, or is now, to be answered. */
export type AmendmentOutcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'applied' | 'outdated'; readonly lead: LeadRecord; readonly isPending: boolean };

export const chatCalls = ({ call, maybeLead }: Rpc) => ({
  /** Applies an edit (`text`) or a deletion (null) to its message, or keeps it until that comes. `reopen`: answer it as if just written. */
  amendMessage: async (amendment: {
    targetId: string;
    chat: Address | null;
    text: string | null;
    editedAtMs: number | null;
    reopen: boolean;
    atMs: number;
  }): Promise<AmendmentOutcome> => {
    const row = AmendmentRow.parse(
      await call('amend_message', {
        p_keys: amendment.chat === null ? [] : [...leadKeys(amendment.chat)],
        p_target_id: amendment.targetId,
        p_amendment: amendment.text === null ? 'deleted' : 'edited',
        p_body: amendment.text,
        p_edited_at: amendment.editedAtMs === null ? null : toIso(amendment.editedAtMs),
        p_reopen: amendment.reopen,
        p_at: toIso(amendment.atMs),
      }),
    );
    return row.outcome === 'waiting'
      ? { kind: 'waiting' }
      : { kind: row.outcome, lead: leadFromRow(row.lead), isPending: row.isPending };
  },
  /** Words read from an attachment, kept with its message. */
  keepWords: async (providerId: string, words: string): Promise<void> =>
    void (await call('keep_words', { p_provider_id: providerId, p_body: words })),
  /** Whose chat a message of ours is in; null when nobody known is named, and then the takeover waits under its address (W2). */
  chatOfPersonMessage: (message: {
    to: Address | null;
    quotes: string | null;
    providerId: string;
    text: string;
    sentAtMs: number;
    pauseSeconds: number;
    atMs: number;
  }): Promise<LeadRecord | null> =>
    maybeLead('chat_of_person_message', {
      ...(message.to === null ? NOBODY_NAMED : addressArgs(message.to)),
      p_quotes: message.quotes,
      p_provider_id: message.providerId,
      p_body: message.text,
      p_sent_at: toIso(message.sentAtMs),
      p_pause_seconds: message.pauseSeconds,
      p_at: toIso(message.atMs),
    }),
  /** The lead's own switch for promotions: `stop` ends ladder and reminders (W7). */
  recordPreference: async (
    from: Address,
    preference: { wish: 'stop' | 'resume'; givenAtMs: number; atMs: number },
  ): Promise<void> =>
    void (await call('record_preference', {
      ...addressArgs(from),
      p_wish: preference.wish,
      p_given_at: toIso(preference.givenAtMs),
      p_at: toIso(preference.atMs),
    })),
});
