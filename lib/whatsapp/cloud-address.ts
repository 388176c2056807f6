/** Who a Cloud API message is from or to (facts/whatsapp.md §2.6, §2.7). */
import type { Address } from '../lead.ts';
import { canonicalPhone } from '../phone.ts';
import type { CloudContact } from './cloud-payload.ts';
import { nobodyByNumber } from './party.ts';

/**
 * The address behind a wa_id and a business-scoped user id, either of which may be missing; null when nobody is named.
 * The wa_id is kept verbatim to reply to: Brazil's ninth digit is Meta's to decide, not ours.
 */
export function cloudAddress({ waId, bsuid }: { waId: string | null; bsuid: string | null }): Address | null {
  // A wa_id always begins with its country code; the plus says so, or 11 digits of another country would be read as Brazilian.
  const phone =
    waId !== null && /^\+?\d{7,13}$/.test(waId) ? canonicalPhone(`+${waId.replace('+', '')}`) : null;
  if (phone !== null && waId !== null) return { phone, lid: null, bsuid, replyTo: waId };
  return bsuid === null ? null : { phone: null, lid: null, bsuid, replyTo: bsuid };
}

/** Is this wa_id a bot's or WhatsApp's own? The reason, else null. */
export const nobodyBehind = (waId: string | null): string | null =>
  waId === null ? null : nobodyByNumber(waId.replace('+', ''));

/** Is this wa_id the business's own number, as the metadata show it? */
export const isOurselves = (waId: string | null, ourNumber: string | null): boolean =>
  waId !== null &&
  ourNumber !== null &&
  canonicalPhone(`+${waId.replace(/\D/g, '')}`) === canonicalPhone(`+${ourNumber.replace(/\D/g, '')}`);

/**
 * The contact of this value that is this person, by wa_id or user id; never by position: a batch lists several people (R19).
 * A contact that matches on one id and contradicts the other is nobody's.
 */
export function contactOf({
  waId,
  bsuid,
  contacts,
}: {
  waId: string | null;
  bsuid: string | null;
  contacts: readonly CloudContact[];
}): CloudContact | null {
  const agrees = (mine: string | null, theirs: string | null): boolean =>
    mine === null || theirs === null || mine === theirs;
  const shares = (mine: string | null, theirs: string | null): boolean => mine !== null && mine === theirs;
  return (
    contacts.find(
      ({ wa_id, user_id }) =>
        (shares(waId, wa_id) || shares(bsuid, user_id)) && agrees(waId, wa_id) && agrees(bsuid, user_id),
    ) ?? null
  );
}
