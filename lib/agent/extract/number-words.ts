/** Spelled numbers, as they are spoken into a phone: "mil e quinhentos", "dois mil", "duzentos e cinquenta". */

const UNITS = ['um', 'dois', 'tres', 'quatro', 'cinco', 'seis', 'sete', 'oito', 'nove'] as const;
const TEENS = [
  'dez',
  'onze',
  'doze',
  'treze',
  'quatorze',
  'quinze',
  'dezesseis',
  'dezessete',
  'dezoito',
  'dezenove',
] as const;
const TENS = [
  'vinte',
  'trinta',
  'quarenta',
  'cinquenta',
  'sessenta',
  'setenta',
  'oitenta',
  'noventa',
] as const;
const HUNDREDS = [
  'cem',
  'duzentos',
  'trezentos',
  'quatrocentos',
  'quinhentos',
  'seiscentos',
  'setecentos',
  'oitocentos',
  'novecentos',
] as const;

const VALUES: ReadonlyMap<string, number> = new Map<string, number>([
  ...UNITS.map((word, index) => [word, index + 1] as const),
  ...TEENS.map((word, index) => [word, index + 10] as const),
  ...TENS.map((word, index) => [word, (index + 2) * 10] as const),
  ...HUNDREDS.map((word, index) => [word, (index + 1) * 100] as const),
  ['uma', 1],
  ['duas', 2],
  ['catorze', 14],
  ['cento', 100],
  ['treis', 3],
  ['dezeseis', 16],
  ['dezesete', 17],
  ['cincoenta', 50],
]);

/** Hundreds as they are heard and typed: "novecento", "oitosentos", "oito centos", "quinhentão". */
const HUNDREDS_TYPED: readonly (readonly [RegExp, string])[] = [
  [/\bdu[sz]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'duzentos'],
  [/\btre[sz]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'trezentos'],
  [/\bquatro ?[cs]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'quatrocentos'],
  [/\bquin[h]?e[nt]*(?:os?|us|ao|inho|inhos)\b/g, 'quinhentos'],
  [/\bsei[s]? ?[cs]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'seiscentos'],
  [/\bsete ?[cs]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'setecentos'],
  [/\boito ?[cs]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'oitocentos'],
  [/\bnove ?[cs]+ent(?:o|os|us|ao|inho|inhos|im|ins)\b/g, 'novecentos'],
  [/\bcen(?:zinho|zao|tinho|tao)\b/g, 'cem'],
  [/\bvint(?:ao|inho|inha|im)\b/g, 'vinte'],
  [/\b(trint|quarent|cinquent|cincoent|sessent|setent|oitent|novent)(?:ao|inha|inho|ona|im)\b/g, '$1a'],
  // "Um barão e duzentos" is 1.200.
  [/\b(?:um|1) bar(?:ao|aozinho)\b/g, 'mil'],
  [/\b(dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|\d{1,2}) bar(?:ao|oes)\b/g, '$1 mil'],
  [/\bmil(?:ao|zinho|zao|aozinho)\b/g, 'mil'],
  // "6oo": letters for zeros.
  [/\b(\d{1,3})(?:oo|ooo)\b/g, '$100'],
];

const WORD = `(?:${[...VALUES.keys(), 'mil'].join('|')})`;
const RUN = new RegExp(String.raw`(?<![\p{L}\p{N}])${WORD}(?:\s+(?:e\s+)?${WORD})*(?![\p{L}\p{N}])`, 'gu');

/** A spelled number below twenty, as part of a pattern; and its two digits as cents. */
export const SMALL_NUMBER = [...UNITS, ...TEENS, 'uma', 'duas', 'catorze'].join('|');
export const centsOf = (word: string): string => String(VALUES.get(word) ?? 0).padStart(2, '0');

/** Below this a word is more often an article or a count ("um amigo", "duas contas") than a sum. */
const SMALLEST_SPELLED = 20;

const sumOf = (run: string): number => {
  let total = 0;
  let group = 0;
  for (const word of run.split(/\s+/)) {
    if (word === 'mil') {
      total += (group === 0 ? 1 : group) * 1000;
      group = 0;
    } else group += VALUES.get(word) ?? 0;
  }
  return total + group;
};

/**
 * Writes spelled numbers of plain text as digits; "mil" after a digit stays ("4 mil e quinhentos" → "4 mil e 500").
 * Small ones stay words, and so does a run that counts up rather than adds up ("trezentos e quatrocentos" is two sums).
 */
export function spelledToDigits(plainText: string): string {
  const percentsAsSigns = HUNDREDS_TYPED.reduce(
    (said, [form, word]) => said.replace(form, word),
    plainText.replace(/\bpor ?cento\b/g, '%'),
  );
  return percentsAsSigns.replace(RUN, (run, offset: number) => {
    if (run.startsWith('mil') && /\d\s*$/.test(percentsAsSigns.slice(0, offset))) {
      return run
        .replace(/^mil\s*(e\s+)?/, (head) => (run === 'mil' ? head : 'mil e '))
        .replace(/(?<=mil e ).+/, (rest) => String(sumOf(rest)));
    }
    const parts = splitWhereItGrows(run);
    if (parts.length === 1 && (run === 'mil' ? 1000 : sumOf(run)) < SMALLEST_SPELLED) return run;
    return parts.map((part) => String(sumOf(part))).join(' e ');
  });
}

/** One number only falls (or meets "mil"): a word as large as the one before it starts another number. */
function splitWhereItGrows(run: string): readonly string[] {
  const numbers: string[] = [];
  let current: string[] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const word of run.split(/\s+/).filter((each) => each !== 'e')) {
    const value = VALUES.get(word) ?? 1000;
    const fits = word === 'mil' ? !current.includes('mil') : magnitude(value) < magnitude(last);
    if (current.length > 0 && !fits) {
      numbers.push(current.join(' '));
      current = [];
    }
    current.push(word);
    last = value;
  }
  return [...numbers, current.join(' ')];
}

const magnitude = (value: number): number => (value >= 1000 ? 4 : value >= 100 ? 3 : value >= 20 ? 2 : 1);
