/** What a lead's messages are to a turn: which need an answer, and how the brain reads them. Pure. */

import { isOptIn, isOptOut } from '../agent/opt-out.ts';
import { dispositionOf } from '../disposition.ts';
import type { InboundEvent } from '../lead-event.ts';
import type { MessageRecord } from '../store/rows.ts';
import type { InboundMessage } from '../store/store.ts';
import { cut } from '../text.ts';
import { wordsOf } from '../whatsapp/content.ts';

/** The message as it is recorded. */
export function toInboundMessage(
  event: InboundEvent,
  { enqueuedAtMs, maxAgeMinutes }: { enqueuedAtMs: number; maxAgeMinutes: number },
): InboundMessage {
  const content = withAd(event);
  return {
    providerId: event.messageId,
    kind: content.kind,
    body: wordsOf(content) || null,
    content,
    quotes: event.quotes,
    sentAtMs: event.sentAt * 1000,
    disposition: dispositionOf(event, { arrivedAtMs: enqueuedAtMs, maxAgeMinutes }),
  };
}

/** The ad travels with the words it brought. */
const withAd = ({ content, adId, adAbout }: InboundEvent): InboundEvent['content'] =>
  content.kind === 'text' && adId !== null && adId !== ''
    ? { ...content, ad: { id: cut(adId, 100), about: adAbout ?? null } }
    : content;

export type Wish = 'stop' | 'come_back';
const wishIn = (body: string | null): Wish | null =>
  body === null ? null : isOptOut(body) ? 'stop' : isOptIn(body) ? 'come_back' : null;

/** What the lead last asked for in these messages: to stop, to come back, or neither. One of a burst is enough. */
export function lastWish(burst: readonly Pick<MessageRecord, 'body'>[]): Wish | null {
  return burst.map(({ body }) => wishIn(body)).findLast((wish) => wish !== null) ?? null;
}

/** When it asked for it, by the provider's clock, epoch milliseconds; null: it did not (V1: a release is as old as its word). */
export function wishedAtMs(
  burst: readonly Pick<MessageRecord, 'body' | 'sentAtMs'>[],
  wish: Wish,
): number | null {
  return burst.findLast(({ body }) => wishIn(body) === wish)?.sentAtMs ?? null;
}

const SECOND_MS = 1000;

/**
 * R18: what was said before a person gave the card back is not answered late. Both times are whole seconds out there; in
 * the same second the lead is answered.
 */
export function splitAtReturn(
  burst: readonly MessageRecord[],
  cardReturnedAtMs: number | null,
): { before: readonly MessageRecord[]; after: readonly MessageRecord[] } {
  if (cardReturnedAtMs === null) return { before: [], after: burst };
  const cut = Math.floor(cardReturnedAtMs / SECOND_MS) * SECOND_MS;
  return {
    before: burst.filter(({ sentAtMs }) => sentAtMs < cut),
    after: burst.filter(({ sentAtMs }) => sentAtMs >= cut),
  };
}
