/**
 * What the company knows, as the agent uses it: passages for what a lead asks, the figures that may be said beside them, the
 * company's own contacts. All of it follows from the Markdown in knowledge/.
 */
import type { BurstPart } from '../brain.ts';
import type { Facts, Flow } from '../extract/facts.ts';
import { solutionsNamedIn, solutionTexts } from '../playbook.ts';
import { questionsIn } from './asked.ts';
import { filled, filledSentences, isValid, KNOWLEDGE, sentencesOf, slotValue, valuesOf } from './company.ts';
import { type Figure, figuresIn, isSameFigure } from './figures.ts';
import type { Passage } from './schema.ts';
import { nearest, THRESHOLD } from './search.ts';

export { type Figure, figuresIn } from './figures.ts';
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
const MARGIN = 0.04;
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

/** The passage that answers or owns this question; null where none is near enough, or two are equally near. */
export function hitFor(question: string, chosenFlow: Flow | null): Hit | null {
  const [first, second] = hitsFor(question, chosenFlow);
  if (first === undefined || first.score < THRESHOLD) return null;
  return second !== undefined && first.score < 0.95 && first.score - second.score < MARGIN ? null : first;
}

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

const NO_NAMES: Names = { agentName: '', companyName: '' };

const saidBy = (passage: Passage, now: number): string => {
  const { answer, meanwhile } = wordsOf(passage, { now, ...NO_NAMES });
  return `${answer ?? ''} ${meanwhile}`;
};

/**
 * The figures of these words that no passage lets them say there. A figure belongs to the solution or topic of its passage: 90 % beside
 * the solution whose file says 90 % is fine, beside another it is foreign. What a sentence is about: the solutions it names,
 * else those named before it in the same reply, else the chosen one; and the topics that the burst or the sentence itself asks about.
 * The lead's own bill and discount, hours of the calendar and the like are the caller's to allow (`own`).
 */
export function foreignFigures(
  bubbles: readonly string[],
  {
    facts,
    now,
    burst,
    own,
  }: Asking & { readonly burst: readonly BurstPart[]; readonly own: readonly Figure[] },
): readonly Figure[] {
  const asked = passagesFor(burst, { facts, now }).filter(({ score }) => score >= THRESHOLD);
  const foreign: Figure[] = [];
  let about: readonly Flow[] = facts.chosenFlow === null ? [] : [facts.chosenFlow];
  for (const sentence of bubbles.flatMap(sentencesOf).flatMap((each) => each.split(/;\s+/))) {
    const named = solutionsNamedIn(sentence);
    if (named.length > 0) about = named;
    const figures = figuresIn(sentence).filter((figure) => !own.some((known) => isSameFigure(figure, known)));
    if (figures.length === 0) continue;
    const topics = [...asked.map(({ passage }) => passage), ...topicsOf(sentence, now)].filter(
      ({ solutions }) =>
        solutions.length === 0 ||
        about.length === 0 ||
        solutions.some((flow) => about.some((each) => each === flow)),
    );
    const allowed = [
      ...about.map((flow) => solutionTexts(flow, facts, now)),
      ...topics.map((passage) => saidBy(passage, now)),
    ].flatMap(figuresIn);
    foreign.push(...figures.filter((figure) => !allowed.some((known) => isSameFigure(figure, known))));
  }
  return foreign;
}

/** Passages that say what this sentence says: most of the passage's own figures and one of its rarer words stand in it. */
function topicsOf(sentence: string, now: number): readonly Passage[] {
  const near = new Set(
    nearest(sentence)
      .slice(0, 3)
      .map(({ passage }) => passage),
  );
  return KNOWLEDGE.passages.filter((passage) => near.has(passage) || saysTheSame(passage, sentence, now));
}

function saysTheSame(passage: Passage, sentence: string, now: number): boolean {
  const said = sentence.trim();
  return said.length > 20 && saidBy(passage, now).includes(said.replace(/[.!]$/, ''));
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
