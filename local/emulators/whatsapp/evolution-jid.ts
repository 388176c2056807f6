/**
 * How Evolution turns a number into a jid, and how a person's chat is spelt in a message key by each build
 * (facts/whatsapp.md §1.6, §1.9, §8.3).
 */
import type { Contact, Contacts, LidProfile } from './contacts.ts';
import type { JsonObject } from './json.ts';

/**
 * `createJid` of Evolution: a value with an `@` is used verbatim; a bare Brazilian number of 13 digits loses its 9 unless the
 * DDD is below 31 or the subscriber starts below 7; 18 digits and more are a group.
 */
export function createJid(number: string): string {
  if (number.includes('@')) return number;
  const digits = number.replace(/\D/g, '');
  if (digits.length >= 18) return `${digits}@g.us`;
  const mobile = /^55(\d\d)\d(\d{8})$/.exec(digits);
  const [, area = '', subscriber = ''] = mobile ?? [];
  const keepsNine = Number(area) < 31 || Number(subscriber[0]) < 7;
  return mobile && !keepsNine ? `55${area}${subscriber}@s.whatsapp.net` : `${digits}@s.whatsapp.net`;
}

/** The jid by which a contact is known to WhatsApp: by phone, else by LID. */
export const jidOf = (contact: Contact): string =>
  contact.waId === null ? lidJid(contact) : `${contact.waId}@s.whatsapp.net`;
export const lidJid = (contact: Contact): string => `${contact.lid}@lid`;

/**
 * Whose chat a `number` names, or the jid WhatsApp does not know. Digits match with or without the ninth digit, for the server
 * answers with its own spelling; a jid is taken literally, so a wrong ninth digit in one reaches nobody.
 */
export function resolveNumber({
  number,
  contacts,
}: {
  number: string;
  contacts: Contacts;
}):
  | { readonly kind: 'known'; readonly contact: Contact; readonly jid: string }
  | { readonly kind: 'absent'; readonly jid: string } {
  const jid = createJid(number);
  if (jid.endsWith('@g.us')) return { kind: 'absent', jid };
  const literal = number.includes('@');
  const digits = number.replace(/\D/g, '');
  if (!literal && (digits.length < 8 || digits.length > 15)) return { kind: 'absent', jid };
  const contact = literal ? contacts.find(jid) : contacts.of(`+${digits}`);
  if (!contact?.onWhatsApp) return { kind: 'absent', jid };
  if (literal && jid !== jidOf(contact) && jid !== lidJid(contact)) return { kind: 'absent', jid };
  return { kind: 'known', contact, jid: literal ? jid : jidOf(contact) };
}

/** `ownerAlt`: the alt of a fromMe LID chat is the owner's own number, which 2.3.7 then writes over the customer's (§8.3). */
export type KeyView = {
  readonly contact: Contact;
  readonly id: string;
  readonly fromMe: boolean;
  readonly ownerAlt?: string | null;
};

/** Baileys writes a hosted chat's `remoteJid` with the device 99; a LID's or a phone's (§9.2). */
const asHosted = (jid: string): string =>
  jid.replace('@s.whatsapp.net', ':99@hosted').replace('@lid', ':99@hosted.lid');

/** `key` of a direct message as one build writes it. */
export function messageKey(view: KeyView, profile: LidProfile): JsonObject {
  const key = plainKey(view, profile);
  return view.contact.hosted ? { ...key, remoteJid: asHosted(String(key['remoteJid'])) } : key;
}

function plainKey({ contact, id, fromMe, ownerAlt = null }: KeyView, profile: LidProfile): JsonObject {
  const lid = lidJid(contact);
  const common = { fromMe, id, participant: '' };
  if (contact.waId === null) {
    if (profile === '2.2.3') return { remoteJid: lid, fromMe, id };
    return { remoteJid: lid, ...common, addressingMode: 'lid' };
  }
  const pn = ownerAlt ?? jidOf(contact);
  switch (profile) {
    case '2.2.3':
      return { remoteJid: lid, fromMe, id };
    case '2.3.4':
      return { remoteJid: pn, fromMe, id, senderPn: pn, participant: '', previousRemoteJid: lid };
    case '2.3.6':
      return { remoteJid: lid, remoteJidAlt: pn, ...common, addressingMode: 'lid' };
    case '2.3.7':
      return { remoteJid: pn, remoteJidAlt: pn, ...common, addressingMode: 'lid' };
    case '2.4':
    case 'pn':
      return { remoteJid: jidOf(contact), remoteJidAlt: lid, ...common, addressingMode: 'pn' };
  }
}
