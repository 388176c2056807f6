/** How a person types: the same words, as they come out of a thumb. Digits and e-mails stay as they are. */
import type { Random } from './random.ts';

export type Style = {
  readonly accents: 'kept' | 'dropped' | 'nfd';
  readonly letters: 'as_is' | 'lower' | 'upper';
  /** Chance of one slip in a message. */
  readonly slips: number;
  /** vc, q, nao, tb, hj. */
  readonly short: boolean;
  /** Spoken into the phone: no punctuation, filler words. */
  readonly spoken: boolean;
  /** One thought in several messages. */
  readonly bursts: boolean;
};

const SHORT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\bvocês\b/gi, 'vcs'],
  [/\bvocê\b/gi, 'vc'],
  [/\bque\b/gi, 'q'],
  [/\bnão\b/gi, 'nao'],
  [/\btambém\b/gi, 'tb'],
  [/\bporque\b/gi, 'pq'],
  [/\bquanto\b/gi, 'qto'],
  [/\bmuito\b/gi, 'mto'],
  [/\bhoje\b/gi, 'hj'],
  [/\bbeleza\b/gi, 'blz'],
  [/\bmesmo\b/gi, 'msm'],
];
const FILLERS = ['olha', 'então assim', 'é', 'bom', 'ah'] as const;
/** A slip in a name, a day or a sum would be another answer, not a slip. */
const KEPT =
  /\d|@|^\p{Lu}|centos|^(?:segunda|terça|quarta|quinta|sexta|hoje|amanhã|mil|reais|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|nenhum)/u;

/** In a short word a slip makes another word. */
const SLIP_LETTERS = 7;
const lettersIn = (word: string): number => word.replace(/\P{L}/gu, '').length;

function slip(text: string, random: Random): string {
  const words = text.split(' ');
  const candidates = words.flatMap((word, index) =>
    lettersIn(word) >= SLIP_LETTERS && !KEPT.test(word) ? [index] : [],
  );
  if (candidates.length === 0) return text;
  const at = random.pick(candidates);
  const word = words[at] ?? '';
  const spot = 2 + random.int(word.length - 4);
  const slipped = random.chance(0.5)
    ? word.slice(0, spot) + word.slice(spot + 1)
    : word.slice(0, spot) + (word[spot + 1] ?? '') + (word[spot] ?? '') + word.slice(spot + 2);
  return words.with(at, slipped).join(' ');
}

const withoutAccents = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** One thought as the messages that arrive, in order. ` | ` marks where a burst may break. */
export function typed(thought: string, style: Style, random: Random): readonly string[] {
  let text = thought;
  if (style.short) for (const [form, short] of SHORT_FORMS) text = text.replace(form, short);
  if (style.spoken && random.chance(0.5)) text = `${random.pick(FILLERS)} ${text}`;
  if (random.chance(style.slips)) text = slip(text, random);
  if (style.spoken && !text.includes('@'))
    text = text.replace(/(?<!\d)[,.!](?!\d)/g, '').replace(/\s+\?/g, '?');
  if (style.accents === 'dropped') text = withoutAccents(text);
  if (style.letters !== 'as_is' && !text.includes('@'))
    text = style.letters === 'lower' ? text.toLowerCase() : text.toUpperCase();
  const parts = style.bursts
    ? text.split(/ \| |(?<=[?!]) (?=\p{L})/u)
    : [text.replaceAll(' | ', random.chance(0.5) ? '. ' : ', ')];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (style.accents === 'nfd' ? part.normalize('NFD') : part));
}
