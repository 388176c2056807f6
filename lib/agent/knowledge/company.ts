/** The company's knowledge, checked once at start, and its texts filled in. What is empty, contradictory or past its day is not said. */
import * as z from 'zod/mini';
import { COMPILED } from './compiled.generated.ts';
import { Knowledge, type Passage, type Slot } from './schema.ts';
import type { WORDINGS, WordingKey } from './wording-keys.ts';

/** Everything in knowledge/. @throws at start, naming file and line of each entry that is wrong. */
export const KNOWLEDGE: Knowledge = checked(COMPILED);

/** @throws {Error} that names the place of each wrong entry. */
export function checked(compiled: unknown): Knowledge {
  const parsed = z.safeParse(Knowledge, compiled);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `knowledge/${placeIn(compiled, path)}: ${message}`,
  );
  throw new Error(`the company's knowledge cannot be used\n${problems.join('\n')}`);
}

/** The entry's own file and line, and the field within it. */
function placeIn(compiled: unknown, path: readonly PropertyKey[]): string {
  const [list = '', index = '', ...field] = path;
  const at = fieldOf(fieldOf(fieldOf(compiled, list), index), 'at');
  return typeof at === 'string' ? `${at} ${field.map(String).join('.')}` : path.map(String).join('.');
}

const fieldOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const SLOTS: ReadonlyMap<string, Slot> = new Map(KNOWLEDGE.slots.map((slot) => [slot.key, slot]));

/** Brazil's day at that moment, as 2026-12-31: what a `valid_until` is compared with. */
const dayAt = (now: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo', dateStyle: 'short' }).format(now);

/** Is this still within its time? `validUntil` is the last day that counts. */
export const isValid = (validUntil: string | null, now: number): boolean =>
  validUntil === null || dayAt(now) <= validUntil;

/** The value of a slot that may be said now, or null. `now`: epoch milliseconds. */
export function slotValue(key: string, now: number): string | null {
  const slot = SLOTS.get(key);
  if (slot === undefined || slot.contradiction !== null || !isValid(slot.validUntil, now)) return null;
  return slot.value;
}

const PASSAGES: ReadonlyMap<string, Passage> = new Map(
  KNOWLEDGE.passages.map((passage) => [passage.id, passage]),
);

/** The passage of that id, while the company keeps it. */
export const passageOf = (id: string): Passage | undefined => PASSAGES.get(id);

const PLACEHOLDER = /\{(\w+)\}/g;

type Values = Readonly<Record<string, string>>;

/** A text with its values and slots filled in; null where one of them is empty. */
export function filled(text: string, values: Values, now: number): string | null {
  let isComplete = true;
  const whole = text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name] ?? slotValue(name, now);
    if (value === null) isComplete = false;
    return value ?? '';
  });
  return isComplete ? whole : null;
}

/** The sentences of a text that can be filled, the others left out; '' for none. */
export const filledSentences = (text: string, values: Values, now: number): string =>
  sentencesOf(text)
    .map((sentence) => filled(sentence, values, now))
    .filter((sentence) => sentence !== null)
    .join(' ');

/** "R$ 1.500 por mês. Depois…" breaks once: a dot inside a number ends nothing. */
export const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?])\s+(?=\p{Lu}|\{|\*)/u);

const WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  KNOWLEDGE.wordings.map(({ key, texts }) => [key, texts]),
);

type ValuesOf<K extends WordingKey> = Readonly<Record<(typeof WORDINGS)[K][number], string>>;

/** Slots in these texts have no last day, so no clock is needed. */
const ANY_TIME = 0;

/** Every wording of a text, filled in, in the order of the file: the first is the one to begin with. */
export const wordings = <K extends WordingKey>(key: K, values: ValuesOf<K>): readonly string[] =>
  (WORDS.get(key) ?? []).map((text) => filledSentences(text, values, ANY_TIME)).filter((text) => text !== '');

/** One wording; past the last, the last. `nth` counts from 0. */
export function wording<K extends WordingKey>(key: K, values: ValuesOf<K>, nth = 0): string {
  const texts = wordings(key, values);
  return texts[Math.min(nth, texts.length - 1)] ?? '';
}

/** Who speaks, as values for passages and voice. */
export const valuesOf = ({ agentName, companyName }: { agentName: string; companyName: string }): Values => ({
  agent: agentName,
  company: companyName,
});
