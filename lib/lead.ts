/** Who a lead is: the ids of ours and of Kommo (different types, C17 and F18), and the addresses one person writes from. */
import * as z from 'zod/mini';
import { Phone } from './phone.ts';

/** Our id of a lead (Postgres). */
export const LeadId = z.uuid().brand<'LeadId'>();
export type LeadId = z.infer<typeof LeadId>;

/** Our id of a message (Postgres). */
export const MessageId = z.uuid().brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/** Kommo's id of a card. */
export const KommoLeadId = z.int().check(z.positive()).brand<'KommoLeadId'>();
export type KommoLeadId = z.infer<typeof KommoLeadId>;

/** Kommo's id of a contact. */
export const KommoContactId = z.int().check(z.positive()).brand<'KommoContactId'>();
export type KommoContactId = z.infer<typeof KommoContactId>;

/**
 * Every name the transport gave for one person. `replyTo` is the transport's key, kept verbatim: a reply goes to exactly
 * that (facts/whatsapp.md §2.6). `phone` is null for a user behind a username (BSUID) or an unresolved LID.
 */
export const Address = z.object({
  phone: z.nullable(Phone),
  /** WhatsApp's hidden id, user part of `…@lid`. */
  lid: z.nullable(z.string().check(z.minLength(1), z.maxLength(64))),
  /** Business-scoped user id, opaque (`BR.…`). */
  bsuid: z.nullable(z.string().check(z.minLength(1), z.maxLength(160))),
  /** wa_id, jid or BSUID, verbatim. */
  replyTo: z.string().check(z.minLength(1), z.maxLength(200)),
});
export type Address = z.infer<typeof Address>;

/** The one key of a lead: the phone in E.164, else `lid:…`, else `bsuid:…`. */
export const LeadKey = z.string().check(z.minLength(3), z.maxLength(200)).brand<'LeadKey'>();
export type LeadKey = z.infer<typeof LeadKey>;

/** All keys under which an address is known, strongest first. Never empty for an address of a real sender. */
export function leadKeys(address: Pick<Address, 'phone' | 'lid' | 'bsuid'>): readonly LeadKey[] {
  const keys = [
    address.phone,
    address.lid && `lid:${address.lid}`,
    address.bsuid && `bsuid:${address.bsuid}`,
  ];
  return keys.filter((key) => key !== null && key !== '').map((key) => LeadKey.parse(key));
}
