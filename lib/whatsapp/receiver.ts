/** What a webhook of a transport needs: proof of origin on the raw bytes, and every item of the payload in our words. */
import type { WhatsAppEvent } from '../lead-event.ts';

/** `misconfigured`: our own secret is missing; answered 5xx, never 401, for Evolution gives up for ever on a 401. */
export type Authentication = 'ok' | 'refused' | 'misconfigured';

export type Normalised =
  | {
      readonly kind: 'events';
      readonly events: readonly WhatsAppEvent[];
      readonly ignored: readonly string[];
    }
  | { readonly kind: 'malformed'; readonly reason: string };

export type Receiver = {
  /** Constant-time check of the raw body and lower-case headers. */
  authenticate(request: {
    headers: Readonly<Record<string, string | undefined>>;
    body: Uint8Array;
  }): Authentication;
  /** Every entry, change and item of the body, in order. NUL characters are stripped (Postgres refuses them). Never throws. */
  normalise(body: Uint8Array): Normalised;
};
