/**
 * Who an Evolution message is from or to, across the versions that fill the key differently (facts/whatsapp.md §1.6, §8.3, §9.2).
 * Two people are never joined by an address that may be our own number's (R19).
 */
import type { Address } from '../lead.ts';
import type { EvolutionKey } from './evolution-payload.ts';
import { type Party, partyOf } from './party.ts';

export type ChatPartner =
  | { readonly kind: 'person'; readonly address: Address }
  | { readonly kind: 'nobody'; readonly reason: string }
  /** Somebody's, but whose the key does not say. `reason`: for the log. */
  | { readonly kind: 'unnamed'; readonly reason: string };

/** What kind of chat this is, where it is no conversation with one person; null where it is one, or unknown. */
export function crowdOf(remoteJid: string | null): string | null {
  const party = remoteJid === null ? null : partyOf(remoteJid);
  return party?.kind === 'nobody' ? party.reason : null;
}

/** The person a jid alone names; null when it names nobody to answer. */
export function addressOfJid(jid: string | null): Address | null {
  const party = jid === null ? null : partyOf(jid);
  if (party?.kind === 'phone') return { phone: party.phone, lid: null, bsuid: null, replyTo: party.jid };
  return party?.kind === 'lid' ? { phone: null, lid: party.lid, bsuid: null, replyTo: party.jid } : null;
}

/**
 * The customer of this chat.
 *
 * In a message of ours the other spellings may be our own (§1.6, §8.3), and our LID is in no envelope. So of such a key only
 * the first address that is not our phone (`owner`, the envelope's `sender`) counts, with the phone that belongs to a LID chat; a
 * LID beside a phone is dropped: were it ours, every customer would become one lead.
 */
export function evolutionAddress({ key, owner }: { key: EvolutionKey; owner: string | null }): ChatPartner {
  const chat = partyOf(key.remoteJid);
  if (chat.kind === 'nobody') return chat;
  const ourselves = owner === null ? null : partyOf(owner);
  const ownPhone = ourselves?.kind === 'phone' ? ourselves.phone : null;
  const isOurs = (party: Party): boolean => party.kind === 'phone' && party.phone === ownPhone;
  const spellings = [
    chat,
    ...[key.remoteJidAlt, key.fromMe ? null : key.senderPn, key.previousRemoteJid].flatMap((jid) =>
      jid === null ? [] : [partyOf(jid)],
    ),
  ];
  const byPhone = spellings.find((party) => party.kind === 'phone' && !isOurs(party));
  const byLid = spellings.find((party) => party.kind === 'lid');
  if (byPhone?.kind === 'phone') {
    const lid = byLid?.kind === 'lid' && (!key.fromMe || chat.kind === 'lid') ? byLid.lid : null;
    return { kind: 'person', address: { phone: byPhone.phone, lid, bsuid: null, replyTo: byPhone.jid } };
  }
  if (byLid?.kind === 'lid')
    return { kind: 'person', address: { phone: null, lid: byLid.lid, bsuid: null, replyTo: byLid.jid } };
  if (chat.kind === 'stranger') return { kind: 'unnamed', reason: chat.reason };
  // 2.3.7 writes our own number over the customer's LID (§8.3); without a LID in play this is the chat with ourselves.
  return key.fromMe && key.addressingMode === 'lid'
    ? { kind: 'unnamed', reason: 'overwritten_address' }
    : { kind: 'nobody', reason: 'self_chat' };
}
