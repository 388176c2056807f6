/**
 * What a WhatsApp transport can do for us, whichever provider is behind it. Whether to send is not decided here: only
 * `handoff/egress` may reach `send`, `markRead` and `typing` (I9; CI checks the import).
 */
import type { Address } from '../lead.ts';
import type { MediaRef } from '../lead-event.ts';
import type { Refused } from './refusal.ts';

/** One message to one lead. `callbackId` is the id of our outbox row; Cloud carries it back in statuses. */
export type Outbound = {
  readonly to: Address;
  readonly callbackId: string;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    /** A question with its answers; `text` is both in words, for a transport that has nothing to tap. */
    | {
        readonly kind: 'choices';
        readonly text: string;
        readonly body: string;
        readonly options: readonly { readonly id: string; readonly title: string }[];
      }
    | {
        readonly kind: 'template';
        readonly name: string;
        readonly language: string;
        readonly params: readonly TemplateParam[];
      };
};
export type TemplateParam = { readonly name: string; readonly text: string };

/** The outcome of one send. `unknown`: it may have left; never repeated blindly (I6). */
export type SendResult =
  /** `replyTo`: the transport's own key for this lead, to be stored and replied to verbatim; null where it named none. */
  | { readonly kind: 'accepted'; readonly providerId: string; readonly replyTo: string | null }
  | { readonly kind: 'unknown'; readonly cause: string }
  | Refused;

/** The bytes of an attachment, or why they could not be had. */
export type MediaResult =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array; readonly mimeType: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'failed'; readonly cause: string };

export type WhatsAppTransport = {
  readonly provider: 'cloud' | 'evolution';
  /** Hours a free-form message may follow the lead's last one; null where there is no window (Evolution). */
  readonly windowHours: number | null;
  /** Sends once and never repeats by itself: there is no idempotency key on either transport. Never throws. */
  send(outbound: Outbound): Promise<SendResult>;
  /** Read receipt with a typing indicator, in one call where the provider has it. Failure is not worth a turn: never throws. */
  showTyping(options: { to: Address; messageId: string }): Promise<void>;
  /** Downloads the lead's attachment, at most `maxBytes`. Never throws. */
  fetchMedia(media: MediaRef, options: { maxBytes: number }): Promise<MediaResult>;
};
