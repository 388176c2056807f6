/**
 * Which account a number means to WhatsApp: any spelling of one phone is one account (facts/whatsapp.md §4, §8.5). A
 * Brazilian mobile number is the same with its ninth digit and without; a number without a country code is dialled from Brazil.
 */

const MOBILE_WITHOUT_NINE = /^55(\d{2})([6-9]\d{7})$/;

/** E.164 with its plus sign; null when it cannot be a phone. */
export function phoneNumber(spelled: string): string | null {
  if (/[a-z@]/i.test(spelled)) return null;
  const isInternational = /^\s*(\+|00)/.test(spelled);
  const digits = spelled.replace(/\D/g, '').replace(/^0+/, '');
  const dialled = !isInternational && /^\d{10,11}$/.test(digits) ? `55${digits}` : digits;
  return /^\d{7,15}$/.test(dialled) ? `+${dialled.replace(MOBILE_WITHOUT_NINE, '55$19$2')}` : null;
}
