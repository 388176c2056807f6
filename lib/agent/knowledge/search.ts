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
export const THRESHOLD = 0.6;
/** So many candidates are weighed. */
const CANDIDATES = 40;
/** A word matched with a typo counts so much of itself. */
const TYPO = 0.8;
/** Shorter words have no typos: "luz" is not "luz" with one letter changed. */
const TYPO_MIN_CHARS = 5;
const TYPO_SHARE = 0.2;

export type Found = { readonly passage: Passage; readonly score: number };

type Entry = {
  readonly id: number;
  readonly passage: Passage;
  readonly question: string;
  readonly stems: readonly string[];
};

type Index = {
  readonly entries: readonly Entry[];
  readonly mini: MiniSearch<Entry>;
  readonly weightOf: (stem: string) => number;
};

/** Built when the first question is asked: most turns ask none. */
let built: Index | null = null;

const index = (): Index => {
  built ??= indexOf(KNOWLEDGE.passages);
  return built;
};

export function indexOf(passages: readonly Passage[]): Index {
  const entries = passages
    .flatMap((passage) => passage.questions.map((question) => ({ passage, question })))
    .map((entry, id) => ({ ...entry, id, stems: stemsOf(entry.question) }));
  // Rare among passages, not among wordings: a word that one passage repeats stays its own.
  const passagesOf = new Map<string, Set<Passage>>();
  for (const { passage, stems } of entries)
    for (const stem of stems) passagesOf.set(stem, (passagesOf.get(stem) ?? new Set<Passage>()).add(passage));
  const mini = new MiniSearch<Entry>({
    fields: ['stems'],
    extractField: (entry, field) => (field === 'id' ? String(entry.id) : entry.stems.join(' ')),
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    searchOptions: {
      // A word that is known is no typo of another: "contrato" is not "contato".
      fuzzy: (term) => (term.length >= TYPO_MIN_CHARS && !passagesOf.has(term) ? TYPO_SHARE : false),
      prefix: false,
    },
  });
  mini.addAll(entries);
  const weightOf = (stem: string): number =>
    Math.log(1 + passages.length / (0.5 + (passagesOf.get(stem)?.size ?? 0)));
  return { entries, mini, weightOf };
}

/** The passages nearest to a question, best first, each once. `skip`: wordings that do not count, for measuring. */
export function nearest(
  question: string,
  { skip }: { skip?: (entry: { question: string }) => boolean } = {},
): readonly Found[] {
  const { entries, mini, weightOf } = index();
  const asked = stemsOf(question);
  const best = new Map<Passage, number>();
  const total = sum(unique(asked).map(weightOf));
  for (const { id, queryTerms, terms } of mini.search(asked.join(' ')).slice(0, CANDIDATES)) {
    const entry = entries[Number(id)];
    if (entry === undefined || skip?.(entry)) continue;
    const matched = new Set(queryTerms);
    const exact = new Set(terms);
    const ofAsked = sum(
      unique(asked).map((stem) => (matched.has(stem) ? weightOf(stem) * (exact.has(stem) ? 1 : TYPO) : 0)),
    );
    const ofEntry = sum(unique(entry.stems).map((stem) => (exact.has(stem) ? weightOf(stem) : 0)));
    const score = Math.sqrt((ofAsked / total) * (ofEntry / sum(unique(entry.stems).map(weightOf))));
    if (score > (best.get(entry.passage) ?? 0)) best.set(entry.passage, score);
  }
  return [...best]
    .map(([passage, score]) => ({ passage, score }))
    .sort((one, other) => other.score - one.score);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const unique = (stems: readonly string[]): readonly string[] => [...new Set(stems)];
