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

// Phones as people type them into a CRM: with a trunk zero, a carrier code, words, two numbers in one field, an extension (W1). They are
// compared by the digits that they contain; what comes close without being certain is a hint, and a hint only silences.
/** Nobody types more into a phone field; what follows is not read. */
const READ_MAX_LENGTH = 500;
/** A number with country code, trunk zero and carrier code: no run of one number is longer. */
const NUMBER_DIGITS_MAX = 17;
/** What may stand within one number. A slash, a comma and a word stand between numbers. */
const RUN = /[+\d](?:[\s().\-–—−‐‑·_*']*\d)*/gu;
const EXTENSION = /(?:\b(?:ramal|ram|ext|extens[aã]o|extension|r)\.?:?|#|\bx)\s*$/iu;
/** "0xx81", "0**81", "(0__81)": the place of a carrier that the caller may choose. */
const ANY_CARRIER = /[0o][\s(-]*(?:xx|\*\*|__|nn|yy)[\s)-]*/giu;
const FORMAT_CHARACTERS = /\p{Cf}/gu;

/** One run of digits of the text, group by group. `isPlus`: it starts with a plus sign. `before`: what stands between it and the run before. */
type Run = { readonly groups: readonly string[]; readonly isPlus: boolean; readonly before: string };

const plain = (typed: string): string =>
  typed.slice(0, READ_MAX_LENGTH).normalize('NFKC').replace(FORMAT_CHARACTERS, '').replace(ANY_CARRIER, ' 0');

function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let end = 0;
  for (const match of text.matchAll(RUN)) {
    const before = text.slice(end, match.index);
    end = match.index + match[0].length;
    const groups = match[0].match(/\d+/g);
    if (groups && !EXTENSION.test(before)) runs.push({ groups, isPlus: match[0].startsWith('+'), before });
  }
  return runs;
}

const digitsOf = ({ groups }: Run): string => groups.join('');
const isLocal = (digits: string): boolean => /^(?:9\d{8}|[2-9]\d{7})$/.test(digits);

/** Area code and subscriber, after a trunk zero and a carrier code where there are any; null for what is no Brazilian number. */
function nationalOf(digits: string): string | null {
  const isWhole = (national: string): boolean => /^[1-9][1-9](?:9\d{8}|[2-9]\d{7})$/.test(national);
  if (isWhole(digits)) return digits;
  const trunk = /^0+/.exec(digits)?.[0].length ?? 0;
  if (trunk === 0) return null;
  const rest = digits.slice(trunk);
  if (isWhole(rest)) return rest;
  // 0 + two digits of the carrier + the number.
  return isWhole(rest.slice(2)) ? rest.slice(2) : null;
}

/** The Brazilian phone that exactly these digits are, or null. */
function brazilian(digits: string, isPlus: boolean): Phone | null {
  if (digits.length > NUMBER_DIGITS_MAX) return null;
  const international = isPlus ? digits : digits.replace(/^00(?=55)/, '');
  const national =
    (isPlus ? null : nationalOf(digits)) ??
    (international.startsWith(BRAZIL) ? nationalOf(international.slice(BRAZIL.length)) : null);
  return national === null ? null : canonicalPhone(`+${BRAZIL}${national}`);
}

/** All groups as Brazilian numbers one after the other, or null where that leaves a rest. */
function partition({ groups, isPlus }: Run): readonly Phone[] | null {
  /** From the end: how the groups from here on are numbers, null where they are not. */
  const ways: (readonly Phone[] | null)[] = groups.map(() => null);
  ways.push([]);
  for (let from = groups.length - 1; from >= 0; from -= 1) {
    let digits = '';
    for (let to = from; to < groups.length && digits.length <= NUMBER_DIGITS_MAX; to += 1) {
      digits += groups[to];
      const rest = ways[to + 1];
      const phone = rest ? brazilian(digits, isPlus && from === 0) : null;
      if (rest && phone) ways[from] = [phone, ...rest];
    }
  }
  return ways[0] ?? null;
}

/** The longest number at each place; what is none is passed over. A local number takes the area of the one before it. */
function inOrder({ groups, isPlus }: Run, areaBefore: string | null): readonly Phone[] {
  const phones: Phone[] = [];
  let area = areaBefore;
  for (let from = 0; from < groups.length; ) {
    let digits = '';
    let next = from + 1;
    let best: Phone | null = null;
    for (let to = from; to < groups.length && digits.length <= NUMBER_DIGITS_MAX; to += 1) {
      digits += groups[to];
      const local = area !== null && isLocal(digits) ? `${area}${digits}` : digits;
      const phone = brazilian(local, isPlus && from === 0);
      if (phone) [best, next] = [phone, to + 1];
    }
    if (best) {
      phones.push(best);
      area = areaOf(best);
    }
    from = next;
  }
  return phones;
}

const areaOf = (phone: Phone): string | null => (phone.startsWith('+55') ? phone.slice(3, 5) : null);

/** "81/99000-0001": an area code that a slash or a comma parts from its number belongs to it. */
function joined(runs: readonly Run[]): readonly Run[] {
  const whole: Run[] = [];
  for (const run of runs) {
    const last = whole.at(-1);
    const isArea = last !== undefined && /^(?:55)?0?(?:\d{2})?[1-9][1-9]$/.test(digitsOf(last));
    if (isArea && last && isLocal(digitsOf(run)) && /^[\s/,.;:|-]*$/.test(run.before))
      whole.splice(-1, 1, { ...last, groups: [...last.groups, ...run.groups] });
    else whole.push(run);
  }
  return whole;
}

/**
 * Every phone that a text typed by a person contains, in its order, in canonical form; numbers without a country code are taken as
 * Brazilian. Empty for a text without a whole number. Never throws, linear in the text.
 */
export function typedPhones(typed: string): readonly Phone[] {
  const phones: Phone[] = [];
  for (const run of joined(runsOf(plain(typed)))) {
    const last = phones.at(-1);
    const area = last ? areaOf(last) : null;
    const digits = digitsOf(run);
    // "3000-0004/0005": the second number differs in its last four digits.
    if (last && digits.length === 4 && /^\s*\/\s*$/.test(run.before)) {
      phones.push(Phone.parse(last.slice(0, -4) + digits));
      continue;
    }
    const found = partition(run) ?? inOrder(run, area);
    if (found.length > 0) phones.push(...found);
    else {
      const foreign = run.isPlus || digits.startsWith('00') || digits.length >= 12 ? digits : null;
      const phone = foreign && canonicalPhone(`${run.isPlus ? '+' : ''}${foreign}`);
      if (phone) phones.push(phone);
    }
  }
  return [...new Set(phones)];
}

/** The spellings that one phone's digits may end in: as it is, and without the ninth digit. */
function spellings(phone: Phone): readonly string[] {
  const digits = phone.slice(1);
  const hasNinth = /^55\d{2}9\d{8}$/.test(digits);
  return hasNinth ? [digits, digits.slice(0, 4) + digits.slice(5)] : [digits];
}

export type TypedMatch = 'same' | 'hint' | 'none';

/**
 * Is this text the phone? `same`: one of its numbers is. `hint`: its digits hold the area code and the last eight digits one after the
 * other, or it is the number without its area code: enough to be silent for, never enough to speak for.
 */
export function matchTyped(typed: string, phone: Phone): TypedMatch {
  if (typedPhones(typed).includes(phone)) return 'same';
  const runs = joined(runsOf(plain(typed)));
  const whole = runs.map(digitsOf).join('');
  const own = spellings(phone);
  if (phone.startsWith('+55') && own.some((digits) => whole.includes(digits.slice(2)))) return 'hint';
  const isTail = (digits: string): boolean =>
    digits.length >= SEARCH_DIGITS && own.some((spelling) => spelling.endsWith(digits.replace(/^0+/, '')));
  return runs.some((run) => isTail(digitsOf(run))) ? 'hint' : 'none';
}

const SEARCH_DIGITS = 8;

/** What every spelling of this phone ends in, for a search by substring (facts/kommo.md §10.1): its last eight digits. */
export const sharedDigits = (phone: Phone): string => phone.slice(1).slice(-SEARCH_DIGITS);
