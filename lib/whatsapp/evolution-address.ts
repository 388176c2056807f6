/**
 * Who an Evolution message is from or to, across the versions that fill the key differently (facts/whatsapp.md §1.6, §8.3).
 * Two people are never joined by an address that may be our own number's (R19).
 */
import type { Address } from '../lead.ts';
import { canonicalPhone, type Phone } from '../phone.ts';
import type { EvolutionKey } from './evolution-payload.ts';

const PHONE_JID = '@s.whatsapp.net';
const LID_JID = '@lid';

/** A jid without the device that wrote: `5581…:12@s.whatsapp.net` → `5581…@s.whatsapp.net`. */
const withoutDevice = (jid: string): string => jid.replace(/:\d+(?=@)/, '');
const userOf = (jid: string): string => jid.slice(0, jid.indexOf('@'));

function phoneOf(jid: string): Phone | null {
  const user = userOf(jid);
  // A jid always begins with its country code; the plus says so, or 11 digits of another country would be read as Brazilian.
  return jid.endsWith(PHONE_JID) && /^\d+$/.test(user) ? canonicalPhone(`+${user}`) : null;
}
const isLid = (jid: string): boolean => jid.endsWith(LID_JID) && /^[\w.-]{1,64}$/.test(userOf(jid));

/** What kind of chat this is, where it is no conversation with one person. */
export function crowdOf(
  remoteJid: string | null,
): 'group' | 'status_broadcast' | 'broadcast' | 'newsletter' | null {
  if (remoteJid === null) return null;
  if (remoteJid.endsWith('@g.us')) return 'group';
  if (remoteJid === 'status@broadcast') return 'status_broadcast';
  if (remoteJid.endsWith('@broadcast')) return 'broadcast';
  return remoteJid.endsWith('@newsletter') ? 'newsletter' : null;
}

/**
 * The customer of this chat; null when the key names nobody but our own number (`owner`, the envelope's `sender`).
 *
 * In a message of ours the other spellings may be our own (§1.6, §8.3), and our LID is in no envelope. So of such a key only
 * the first address that is not our phone counts, with the phone that belongs to a LID chat; a LID beside a phone is dropped:
 * were it ours, every customer would become one lead.
 */
export function evolutionAddress({
  key,
  owner,
}: {
  key: EvolutionKey;
  owner: string | null;
}): Address | null {
  const ownPhone = owner === null ? null : phoneOf(withoutDevice(owner));
  const spellings = [key.remoteJid, key.remoteJidAlt, key.fromMe ? null : key.senderPn, key.previousRemoteJid]
    .filter((jid) => jid !== null)
    .map(withoutDevice);
  const phoneJid = spellings.find((jid) => {
    const phone = phoneOf(jid);
    return phone !== null && phone !== ownPhone;
  });
  const lidJid = spellings.find(isLid);
  if (phoneJid === undefined)
    return lidJid === undefined ? null : { phone: null, lid: userOf(lidJid), bsuid: null, replyTo: lidJid };
  const chatIsLid = isLid(withoutDevice(key.remoteJid));
  const lid = lidJid !== undefined && (!key.fromMe || chatIsLid) ? userOf(lidJid) : null;
  return { phone: phoneOf(phoneJid), lid, bsuid: null, replyTo: phoneJid };
}
