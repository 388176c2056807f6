/**
 * One canonical form of a phone number on every path (H6). Not a validator: libphonenumber calls a wa_id without the
 * ninth digit invalid (facts/whatsapp.md §4), so what the transport delivers is believed and only brought to one shape.
 */
import * as z from 'zod/mini';

/** E.164 with a plus sign. Brazilian mobile numbers carry the ninth digit. */
export const Phone = z
  .string()
  .check(z.regex(/^\+[1-9]\d{6,14}$/))
  .brand<'Phone'>();
export type Phone = z.infer<typeof Phone>;

const BRAZIL = '55';

/** Digits of a Brazilian national number (area code and subscriber), with the ninth digit where a mobile number lacks it. */
function withNinthDigit(national: string): string {
  const area = national.slice(0, 2);
  const subscriber = national.slice(2);
  // Eight digits starting with 0–5 are a landline or a special number and never gain a 9 (facts/whatsapp.md §8.5).
  return subscriber.length === 8 && /^[6-9]/.test(subscriber) ? `${area}9${subscriber}` : national;
}

/**
 * The canonical phone of anything that looks like one: a wa_id, a jid's user part, or what a seller typed into Kommo
 * ("(81) 99000-0001", "+55 81 9 9000-0001"). A number of 10 or 11 digits without a country code is taken as Brazilian.
 * Null when it cannot be a phone number.
 */
export function canonicalPhone(raw: string): Phone | null {
  const typed = raw.trim();
  if (/[a-z@]/i.test(typed)) return null;
  let digits = typed.replace(/\D/g, '').replace(/^00/, '');
  if (!typed.startsWith('+') && /^0[1-9]/.test(digits)) digits = digits.slice(1);
  if (!typed.startsWith('+') && (digits.length === 10 || digits.length === 11)) digits = BRAZIL + digits;
  // Too short to carry a country code: a local number without its area is nobody's.
  if (!typed.startsWith('+') && digits.length < 10) return null;
  if (digits.startsWith(BRAZIL) && (digits.length === 12 || digits.length === 13))
    digits = BRAZIL + withNinthDigit(digits.slice(2));
  const phone = Phone.safeParse(`+${digits}`);
  return phone.success ? phone.data : null;
}

/**
 * What to type into a substring search to find this phone in either spelling: the national digits without the country
 * code, with and without the ninth digit (facts/kommo.md §2.4). Most likely spelling first.
 */
export function searchVariants(phone: Phone): readonly string[] {
  const digits = phone.slice(1);
  if (!digits.startsWith(BRAZIL)) return [digits];
  const national = digits.slice(2);
  const isMobileWithNine = national.length === 11 && national[2] === '9' && /[6-9]/.test(national[3] ?? '');
  return isMobileWithNine ? [national, national.slice(0, 2) + national.slice(3)] : [national];
}
