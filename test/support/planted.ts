/**
 * O2: people, words and keys that exist nowhere else, so that a line of a log which shows any of them is a leak, whichever
 * way it got there. What is planted goes in by the doors, by names on cards and by the configuration.
 */
import { ACCOUNT } from '../../local/stack.ts';

/** First names that no other fixture has. */
const FIRST_NAMES = ['Jurandira', 'Ubiraci', 'Potira', 'Anahi', 'Iracema'] as const;
const PREFIX = '9123';

/** Somebody nobody else is; 10,000 of them. */
export function plantedPerson(index: number): { readonly phone: string; readonly name: string } {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? FIRST_NAMES[0];
  return { phone: `+55819${PREFIX}${String(index % 10_000).padStart(4, '0')}`, name: `${first} Zurubim` };
}

/** A word for every text, and the address of every e-mail. */
export const PLANTED_WORD = 'jaborandi';
export const PLANTED_EMAIL = 'quixaba@pitomba.example';

const WORDS = new RegExp(['zurubim', PLANTED_WORD, 'pitomba', 'quixaba', ...FIRST_NAMES].join('|'), 'i');
/** In any spelling: E.164, digits alone, without the ninth digit, formatted, without the area. */
const PHONE = new RegExp(
  `81\\D{0,3}9?\\D{0,2}${PREFIX}\\D{0,2}\\d{4}(?!\\d)|(?<![\\w-])9?\\D?${PREFIX}[\\s.-]?\\d{4}(?![\\w-])`,
);
/** Every key of the account, by its name; what is no secret is left out. */
const KEYS: readonly (readonly [string, string])[] = [
  ...Object.entries(ACCOUNT).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && /secret|token|key/i.test(name) ? [[name, value]] : [],
  ),
  ['private key', 'PRIVATE KEY'],
];

/** What of all that stands in this line, in words that give nothing away. */
export function leaksIn(line: string): readonly string[] {
  return [
    ...(WORDS.test(line) ? ['a name, a text or an e-mail'] : []),
    ...(PHONE.test(line) ? ['a phone'] : []),
    ...KEYS.filter(([, value]) => line.includes(value)).map(([name]) => name),
  ];
}
