/**
 * What the company knows, as the agent uses it: passages for what a lead asks, its own contacts, its way of writing. All of it follows from the Markdown in knowledge/.
 */
import type { BurstPart } from '../brain.ts';
import type { Facts, Flow } from '../extract/facts.ts';
import { questionsIn } from './asked.ts';
import { filled, filledSentences, isValid, KNOWLEDGE, slotValue, valuesOf } from './company.ts';
import type { Passage } from './schema.ts';
import { nearest, THRESHOLD } from './search.ts';

export { THRESHOLD } from './search.ts';

export type Hit = {
  readonly passage: Passage;
  /** The question as the lead wrote it. */
  readonly question: string;
  /** 0 to 1; `THRESHOLD` is where an answer begins. */
  readonly score: number;
};

/** `now`: epoch milliseconds, for what expires. */
export type Asking = {
  readonly facts: Pick<Facts, 'chosenFlow' | 'billBrl' | 'state'>;
  readonly now: number;
};
type Names = { readonly agentName: string; readonly companyName: string };

/** This much nearer than the second, or the question may mean either and is owned. */
const MARGIN = 0.12;
/** The lead's own words stand in the passage. */
const CERTAIN = 0.95;
const OF_THE_CHOSEN = 1.08;
const OF_ANOTHER = 0.85;
/** As many as a prompt has room for. */
const PASSAGES_MAX = 6;

/** The passages nearest to one question, best first; what belongs to the chosen solution counts for more. */
export function hitsFor(question: string, chosenFlow: Flow | null): readonly Hit[] {
  const weighed = nearest(question).map(({ passage, score }) => ({
    passage,
    question,
    score: score * favour(passage, chosenFlow),
  }));
  return weighed.sort((one, other) => other.score - one.score);
}

function favour({ solutions }: Passage, chosenFlow: Flow | null): number {
  if (chosenFlow === null || solutions.length === 0) return 1;
  return solutions.includes(chosenFlow) ? OF_THE_CHOSEN : OF_ANOTHER;
}

/** The one that is near enough, and nearer than every other; null where none is. `found`: best first. */
export function pick<T extends { readonly score: number }>(found: readonly T[], threshold: number): T | null {
  const [first, second] = found;
  if (first === undefined || first.score < threshold) return null;
  return second !== undefined && first.score < CERTAIN && first.score - second.score < MARGIN ? null : first;
}

/** The passage that answers or owns this question; null where none is near enough, or two are equally near. */
export const hitFor = (question: string, chosenFlow: Flow | null): Hit | null =>
  pick(hitsFor(question, chosenFlow), THRESHOLD);

export type PassageWords = {
  /** The whole answer; null: a slot is empty, the day is past, or a person alone answers. */
  readonly answer: string | null;
  /** What may be said while the question is owned; '' for nothing. */
  readonly meanwhile: string;
};

/** The words of a passage, filled from the company sheet. */
export function wordsOf(passage: Passage, { now, ...names }: Names & Pick<Asking, 'now'>): PassageWords {
  const values = valuesOf(names);
  const isCurrent = isValid(passage.validUntil, now);
  return {
    answer: passage.answer === null || !isCurrent ? null : filled(passage.answer, values, now),
    meanwhile:
      passage.meanwhile === null || !isCurrent ? '' : filledSentences(passage.meanwhile, values, now),
  };
}

const textOf = (part: BurstPart): string =>
  'text' in part ? part.text : 'caption' in part ? (part.caption ?? '') : '';

/** The passages nearest to what this burst asks, best first, a few at most: for a prompt. Empty where it asks nothing. */
export function passagesFor(burst: readonly BurstPart[], { facts }: Asking): readonly Hit[] {
  const best = new Map<Passage, Hit>();
  for (const { text } of questionsIn(burst.map(textOf).join('\n')))
    for (const hit of hitsFor(text, facts.chosenFlow))
      if (hit.score >= THRESHOLD / 2 && hit.score > (best.get(hit.passage)?.score ?? 0))
        best.set(hit.passage, hit);
  return [...best.values()].sort((one, other) => other.score - one.score).slice(0, PASSAGES_MAX);
}

/** What of the sheet is a way to reach or to check the company. */
const CONTACTS = [
  'cnpj',
  'endereco',
  'site',
  'instagram',
  'telefone',
  'avaliacoes',
  'contato_outros',
] as const;

/** Links, addresses, numbers and the CNPJ of the company sheet that may be said as they stand there. */
export const companyContacts = ({ now }: Pick<Asking, 'now'>): readonly string[] =>
  CONTACTS.map((slot) => slotValue(slot, now)).filter((value) => value !== null);

/** How the agent writes, with examples, for a model's rules. */
export const voiceFor = (names: Names): string => {
  const values: Readonly<Record<string, string>> = valuesOf(names);
  return KNOWLEDGE.voice.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
};
