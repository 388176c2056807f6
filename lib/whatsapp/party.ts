/**
 * Who stands behind an address of WhatsApp's: a person by phone, a person by LID, or one who is no lead (facts/whatsapp.md §9.2).
 * The one table of who is nobody; a person is never dropped without a word (W9).
 */
import { canonicalPhone, type Phone } from '../phone.ts';

export type Party =
  /** `jid`: what a reply goes to; WhatsApp's own spelling of the number, without device, agent or hosting. */
  | { readonly kind: 'phone'; readonly phone: Phone; readonly jid: string }
  | { readonly kind: 'lid'; readonly lid: string; readonly jid: string }
  /** Groups, lists, bots, WhatsApp itself: dropped, and nobody needs to know. */
  | { readonly kind: 'nobody'; readonly reason: Nobody }
  /** May be a person whom we cannot reach: dropped with a warning. */
  | { readonly kind: 'stranger'; readonly reason: 'other_network' | 'unreadable_address' };
type Nobody = 'group' | 'status_broadcast' | 'broadcast' | 'newsletter' | 'call' | 'bot' | 'whatsapp';

const PHONE_SERVERS: ReadonlySet<string> = new Set(['s.whatsapp.net', 'c.us', 'hosted']);
const LID_SERVERS: ReadonlySet<string> = new Set(['lid', 'hosted.lid']);
const NOBODY: ReadonlyMap<string, Nobody> = new Map([
  ['g.us', 'group'],
  ['broadcast', 'broadcast'],
  ['newsletter', 'newsletter'],
  ['call', 'call'],
  ['bot', 'bot'],
]);
/** Meta AI and the bots of its range. */
const BOT_NUMBER = /^(?:1313555\d{4}|131655500\d{2})$/;
/** WhatsApp's own: the account of its notices, and the users that stand for no one. */
const WHATSAPP_NUMBERS: ReadonlySet<string> = new Set(['', '0', 'server', '16505361212']);

/**
 * Can these digits be a phone number? Brazil: 12 or 13, and with 13 the ninth digit is a 9. The North American and Russian plans
 * have 11. 14 and 15 digits are LIDs (13 to 15 were seen), whatever E.164 would allow (W2).
 */
export function couldBePhone(digits: string): boolean {
  if (!/^[1-9]\d{6,12}$/.test(digits)) return false;
  if (digits.startsWith('55')) return digits.length === 12 || /^55\d\d9\d{8}$/.test(digits);
  return digits.startsWith('1') || digits.startsWith('7') ? digits.length === 11 : true;
}

/** Is this number, digits as in a wa_id, nobody who could be a lead? */
export function nobodyByNumber(digits: string): Nobody | null {
  if (BOT_NUMBER.test(digits)) return 'bot';
  return WHATSAPP_NUMBERS.has(digits) ? 'whatsapp' : null;
}

/** Reads a jid: `user[_agent][:device]@server`. */
export function partyOf(jid: string): Party {
  const at = jid.lastIndexOf('@');
  const server = jid.slice(at + 1).toLowerCase();
  const user = (at < 0 ? jid : jid.slice(0, at)).replace(/:\d*$/, '').replace(/_\d*$/, '');
  if (at < 0) return { kind: 'stranger', reason: 'unreadable_address' };
  if (jid === 'status@broadcast') return { kind: 'nobody', reason: 'status_broadcast' };
  const crowd = NOBODY.get(server);
  if (crowd !== undefined) return { kind: 'nobody', reason: crowd };
  const isLid = LID_SERVERS.has(server);
  if (!isLid && !PHONE_SERVERS.has(server)) return { kind: 'stranger', reason: 'other_network' };
  const nobody = nobodyByNumber(user);
  if (nobody !== null) return { kind: 'nobody', reason: nobody };
  if (isLid)
    return /^[\w.-]{1,64}$/.test(user)
      ? { kind: 'lid', lid: user, jid: `${user}@lid` }
      : { kind: 'stranger', reason: 'unreadable_address' };
  if (!/^\d{5,20}$/.test(user)) return { kind: 'stranger', reason: 'unreadable_address' };
  // A jid begins with its country code; the plus says so, or 11 digits of another country would be read as Brazilian.
  const phone = couldBePhone(user) ? canonicalPhone(`+${user}`) : null;
  return phone === null
    ? { kind: 'lid', lid: user, jid: `${user}@lid` }
    : { kind: 'phone', phone, jid: `${user}@s.whatsapp.net` };
}
