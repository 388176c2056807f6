/**
 * Which passage a question is nearest to. BM25 (MiniSearch) finds candidates among all the ways of asking in knowledge/answers, typos
 * forgiven; a candidate counts by how much of both questions the other one covers, weighed by how rare each word is, so that
 * the score is 0 to 1 whatever the length.
 */
import MiniSearch from 'minisearch';
import { KNOWLEDGE } from './company.ts';
import type { Passage } from './schema.ts';
import { stemsOf } from './words.ts';

/** From here on a passage answers; below, the question is owned. The curve is printed by test/agent/knowledge/labelled.test.ts. */
export const THRESHOLD = 0.62;
/** How much the words of all of a passage's wordings count beside its nearest one. */
const WHOLE_PASSAGE = 0.4;
/** So many candidates are weighed. */
const CANDIDATES = 60;
/** A word matched with a typo counts so much of itself. */
const TYPO = 0.8;
/** Shorter words have no typos: "luz" is not "luz" with one letter changed. */
const TYPO_MIN_CHARS = 5;
const TYPO_SHARE = 0.2;
/** A shorter stem may be anything. */
const UNKNOWN_MIN_CHARS = 6;
/** Two rare words or three common ones; a question that shares less ("qual melhor?") fits many passages, and counts by half. */
const ENOUGH_SHARED = 4;
const THIN = 0.5;
/** The lead's own words stand in the passage, however few. */
const VERBATIM = 0.99;

export type Found = { readonly passage: Passage; readonly score: number };

type Entry = {
  readonly id: number;
  readonly passage: Passage;
  readonly stems: readonly string[];
};

export type PassageIndex = {
  readonly entries: readonly Entry[];
  readonly mini: MiniSearch<Entry>;
  readonly weightOf: (stem: string) => number;
  readonly isKnown: (stem: string) => boolean;
  readonly stemsOfPassage: ReadonlyMap<Passage, ReadonlySet<string>>;
};

/** Built when the first question is asked: most turns ask none. */
let built: PassageIndex | null = null;

const index = (): PassageIndex => {
  built ??= indexOf(KNOWLEDGE.passages);
  return built;
};

export function indexOf(passages: readonly Passage[]): PassageIndex {
  const entries = passages
    .flatMap((passage) =>
      passage.questions.map((question) => ({ passage, stems: unique(stemsOf(question)) })),
    )
    .map((entry, id) => ({ ...entry, id }));
  const stemsOfPassage = new Map<Passage, Set<string>>();
  for (const { passage, stems } of entries) {
    const known = stemsOfPassage.get(passage) ?? new Set<string>();
    for (const stem of stems) known.add(stem);
    stemsOfPassage.set(passage, known);
  }
  // Rare among passages, not among wordings: a word that one passage repeats stays its own.
  const passagesWith = new Map<string, number>();
  for (const stems of stemsOfPassage.values())
    for (const stem of stems) passagesWith.set(stem, (passagesWith.get(stem) ?? 0) + 1);
  const mini = new MiniSearch<Entry>({
    fields: ['stems'],
    extractField: (entry, field) => (field === 'id' ? String(entry.id) : entry.stems.join(' ')),
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    searchOptions: {
      // A word that is known is no typo of another: "contrato" is not "contato".
      fuzzy: (term) => (term.length >= TYPO_MIN_CHARS && !passagesWith.has(term) ? TYPO_SHARE : false),
    },
  });
  mini.addAll(entries);
  const weightOf = (stem: string): number =>
    Math.log(1 + passages.length / (0.5 + (passagesWith.get(stem) ?? 0)));
  return { entries, mini, weightOf, isKnown: (stem) => passagesWith.has(stem), stemsOfPassage };
}

/** Does it speak of something that no passage speaks of ("painel de perovskita")? */
export function speaksOfUnknown(question: string): boolean {
  const { mini, isKnown } = index();
  return unique(stemsOf(question)).some(
    (stem) => stem.length >= UNKNOWN_MIN_CHARS && !isKnown(stem) && mini.search(stem).length === 0,
  );
}

/** The passages nearest to a question, best first, each once. */
export function nearest(question: string, within: PassageIndex = index()): readonly Found[] {
  const { entries, mini, weightOf, isKnown, stemsOfPassage } = within;
  // "950, tem como baixar?": a sum that no passage names says nothing of what is asked.
  const asked = unique(stemsOf(question)).filter((stem) => !/^\d/.test(stem) || isKnown(stem));
  const weigh = (stems: readonly string[], share: (stem: string) => number): number =>
    stems.reduce((total, stem) => total + weightOf(stem) * share(stem), 0);
  const whole = weigh(asked, () => 1);
  const best = new Map<Passage, number>();
  for (const { id, queryTerms, terms } of mini.search(asked.join(' ')).slice(0, CANDIDATES)) {
    const entry = entries[Number(id)];
    if (entry === undefined) continue;
    const matched = new Set(queryTerms);
    const found = new Set(terms);
    const ofAsked = weigh(asked, (stem) => (matched.has(stem) ? (found.has(stem) ? 1 : TYPO) : 0)) / whole;
    const ofEntry = weigh(entry.stems, (stem) => (found.has(stem) ? 1 : 0)) / weigh(entry.stems, () => 1);
    // Of the typos, what this wording matched counts for the passage too.
    const ofPassage =
      weigh(asked, (stem) =>
        stemsOfPassage.get(entry.passage)?.has(stem) ? 1 : matched.has(stem) ? TYPO : 0,
      ) / whole;
    const score = (1 - WHOLE_PASSAGE) * Math.sqrt(ofAsked * ofEntry) + WHOLE_PASSAGE * ofPassage;
    const shared = weigh(asked, (stem) => (stemsOfPassage.get(entry.passage)?.has(stem) ? 1 : 0));
    const counted = shared < ENOUGH_SHARED && score < VERBATIM ? score * THIN : score;
    if (counted > (best.get(entry.passage) ?? 0)) best.set(entry.passage, counted);
  }
  return [...best]
    .map(([passage, score]) => ({ passage, score }))
    .sort((one, other) => other.score - one.score);
}

const unique = (stems: readonly string[]): readonly string[] => [...new Set(stems)];
