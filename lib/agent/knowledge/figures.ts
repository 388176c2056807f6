/** Figures in a text, and where they may stand: a figure belongs to the solution or the topic of the passage that says it. */

import { spelledToDigits } from '../extract/number-words.ts';
import { plain } from '../extract/plain-text.ts';

/** A figure in words or digits, with what it counts. `year`: a calendar year. `count`: anything else ("64 placas"). */
export type Figure = {
  readonly unit:
    | 'brl'
    | 'percent'
    | 'years'
    | 'months'
    | 'weeks'
    | 'days'
    | 'hours'
    | 'minutes'
    | 'year'
    | 'count';
  readonly value: number;
};

const UNITS: readonly (readonly [Figure['unit'], RegExp])[] = [
  ['percent', /^\s?(?:%|por ?cento)/],
  ['years', /^ anos?\b/],
  ['months', /^ (?:meses|mes)\b/],
  ['weeks', /^ semanas?\b/],
  ['days', /^ dias?\b/],
  ['minutes', /^ ?(?:minutos?|min)\b/],
  ['hours', /^ ?(?:h|hs|horas?)\b(?!\s?\d)/],
  ['brl', /^ ?(?:mil )?(?:reais|real|conto|contos|pila)\b/],
];

const NUMBER = /(r\$ ?)?(\d+(?:\.\d{3})*(?:,\d+)?|\d+(?:[.,]\d+)?)( mil\b)?/g;
/** "de 36 a 40 meses": the first counts what the second counts. */
const RANGE = /^ ?(?:a|ate|e|ou|-) ?\d+(?:[.,]\d+)?/;

/** Every figure that a text names, spelled ones too. */
export function figuresIn(text: string): readonly Figure[] {
  const said = spelledToDigits(plain(text));
  return [...said.matchAll(NUMBER)].map((match) => {
    const [whole, mark, digits = '', thousands] = match;
    const value =
      Number(digits.replace(/\.(?=\d{3}\b)/g, '').replace(',', '.')) * (thousands === undefined ? 1 : 1000);
    const after = said.slice((match.index ?? 0) + whole.length);
    if (mark !== undefined) return { unit: 'brl', value };
    const unit = unitOf(after) ?? unitOf(after.replace(RANGE, ''));
    if (unit !== null) return { unit, value };
    return /^(?:19|20)\d\d$/.test(digits) ? { unit: 'year', value } : { unit: 'count', value };
  });
}

const unitOf = (after: string): Figure['unit'] | null =>
  UNITS.find(([, form]) => form.test(after))?.[0] ?? null;

/** Half a real of tolerance: "R$ 850" for a bill of 849,90. */
const TOLERANCE_BRL = 0.5;

export const isSameFigure = (one: Figure, other: Figure): boolean =>
  one.unit === other.unit && Math.abs(one.value - other.value) <= (one.unit === 'brl' ? TOLERANCE_BRL : 0);
