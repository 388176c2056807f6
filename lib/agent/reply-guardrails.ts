/**
 * The last look at a reply, whichever brain wrote it (M9, M10): what must never reach a lead. A reason is a refusal of
 * the whole reply; the caller tries another brain or holds the turn. A model's reply passes `guard/judge.ts` besides.
 */

import { BUBBLES_MAX } from './brain.ts';
import { decimalOf, scanAmounts } from './extract/amount.ts';
import type { Facts } from './extract/facts.ts';
import { spelledToDigits } from './extract/number-words.ts';
import { plain } from './extract/plain-text.ts';
import { forbiddenAct } from './guard/forbidden.ts';
import { sentencesOf } from './guard/sentences.ts';
import type { PlaybookNumbers } from './playbook.ts';

export const INVALID_REASONS = [
  'empty',
  'too_many_bubbles',
  'asks_documents',
  'asks_payment',
  'claims_person',
  'template',
  'tool_syntax',
  'several_questions',
  'emoji',
  'unknown_amount',
  'unknown_percent',
] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

const TEMPLATE =
  /\{\{|\}\}|\$\{|\{[\p{L}_.]+\}|\[[\p{L}_ ]{2,40}\]|<[\p{L}_ ]{2,40}>|%s\b|\bundefined\b|\bnull\b|\bNaN\b|\bInvalid Date\b|\[object /u;
// Each part is bounded, or a model that repeats "a(=" stops the turn for seconds (V6).
const TOOL_SYNTAX =
  /<\/?[\p{L}!][^>]{0,300}>|```|<\||\|>|\b(?:tool|function)[_ ]?calls?\b|\btools?\.\w+|\w\([^)=:{"']{0,300}[=:{"'][^)]{0,300}\)|"(?:name|arguments|tool|function|facts|bubbles|intent)"\s*:|RESPOSTA_FINAL|\[(?:INST|\/INST|TOOL)/iu;
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** Numbers that may be said: the lead's own (`readBackBrl`: the one being confirmed) and the playbook's. */
type Sources = {
  readonly facts: Facts;
  readonly numbers: PlaybookNumbers;
  readonly readBackBrl?: number | null | undefined;
};

/** The first reason why this reply must not be sent, or null. */
export function invalidReply(bubbles: readonly string[], sources: Sources): InvalidReason | null {
  if (bubbles.length === 0 || bubbles.some((bubble) => bubble.trim() === '')) return 'empty';
  if (bubbles.length > BUBBLES_MAX) return 'too_many_bubbles';
  for (const bubble of bubbles) {
    const reason = invalidBubble(bubble, sources);
    if (reason !== null) return reason;
  }
  return null;
}

/** May this be said back to the lead? A name that the last look would refuse leaves the lead without any answer. */
export const maySayBack = (words: string): boolean =>
  ![TOOL_SYNTAX, TEMPLATE, EMOJI].some((shape) => shape.test(words)) &&
  sentencesOf([words]).every((sentence) => forbiddenAct(sentence) === null);

/** The whole of it is a list or an object of JSON with a text in it. */
function isJson(bubble: string): boolean {
  const whole = bubble.trim();
  return /^[[{]/.test(whole) && /[\]}]$/.test(whole) && whole.includes('"');
}

function invalidBubble(bubble: string, sources: Sources): InvalidReason | null {
  if (TOOL_SYNTAX.test(bubble) || isJson(bubble)) return 'tool_syntax';
  if (TEMPLATE.test(bubble)) return 'template';
  for (const sentence of sentencesOf([bubble])) {
    const act = forbiddenAct(sentence);
    if (act !== null) return act;
  }
  if (EMOJI.test(bubble)) return 'emoji';
  if ((bubble.match(/\?/g) ?? []).length > 1) return 'several_questions';
  if (hasUnknownAmount(bubble, sources)) return 'unknown_amount';
  if (hasUnknownPercent(bubble, sources)) return 'unknown_percent';
  return null;
}

/** Half a real of tolerance: "R$ 850" for a bill of 849,90. */
const TOLERANCE_BRL = 0.5;

function hasUnknownAmount(bubble: string, { facts, numbers, readBackBrl }: Sources): boolean {
  const own = [facts.billBrl, readBackBrl ?? null].filter((value) => value !== null);
  const allowed = [...numbers.amountsBrl, ...facts.bills, ...own];
  return scanAmounts(bubble).amounts.some(
    ({ valueBrl, isMarked }) =>
      isMarked && !allowed.some((known) => Math.abs(known - valueBrl) <= TOLERANCE_BRL),
  );
}

function hasUnknownPercent(bubble: string, { facts, numbers }: Sources): boolean {
  const allowed = [
    ...numbers.percents,
    ...(facts.currentDiscountPercent === null ? [] : [facts.currentDiscountPercent]),
  ];
  const said = [...spelledToDigits(plain(bubble)).matchAll(/(\d+(?:[.,]\d+)?)\s?(?:%|por ?cento)/g)].map(
    ([, written = '']) => decimalOf(written),
  );
  return said.some((percent) => !allowed.includes(percent));
}
