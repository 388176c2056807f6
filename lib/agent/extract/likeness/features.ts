/** What a text is weighed by: its words, alone and two and three together, as they stand and as what they mean, and the parts of each word. */
import { full } from '../plain-text.ts';
import { CONCEPTS } from './concepts.ts';

/** What it is about stands in the first words; a voice note goes on. */
const WORDS_MAX = 60;
const LETTERS_MAX = 24;
const PARTS = [3, 4, 5] as const;
const SHORTEST = 3;

/** Marks of the beginning and the end, so that "não" alone is not "não" within. */
const BEGIN = '^';
const END = '$';

/** Each feature once. Letters a–z, digits and `^$#?,@_<>` and spaces only. */
export function featuresOf(text: string): ReadonlySet<string> {
  const said = full(text).replace(/\d[\d.,]*/g, (number) => (number.length === 1 ? number : '#'));
  const words = (said.match(/[a-z0-9#]+|[?,]/g) ?? [])
    .slice(0, WORDS_MAX)
    .map((word) => word.slice(0, LETTERS_MAX));
  const line = [BEGIN, ...words, END];
  const meant = line.map((word) => CONCEPTS.get(word) ?? word);
  const found = new Set<string>();
  for (let at = 0; at < line.length; at += 1)
    for (let length = 1; length <= 3 && at + length <= line.length; length += 1) {
      found.add(line.slice(at, at + length).join(' '));
      found.add(`@${meant.slice(at, at + length).join(' ')}`);
    }
  for (const word of words)
    if (word.length >= SHORTEST) for (const part of partsOf(`<${word}>`)) found.add(`_${part}`);
  return found;
}

const partsOf = (word: string): readonly string[] =>
  PARTS.flatMap((length) =>
    Array.from({ length: Math.max(0, word.length - length + 1) }, (_, at) => word.slice(at, at + length)),
  );
