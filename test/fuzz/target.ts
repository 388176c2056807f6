/** Something that strangers' input reaches, what such input looks like, and what must hold whatever it is. */
import type fc from 'fast-check';
import type * as z from 'zod';

/** One started target. */
export type Player<Input> = {
  /** What is to be measured with this input, made ready: the making counts for nothing. */
  ready(input: Input): Case;
  close(): Promise<void>;
};

export type Case = {
  /** Each is measured by itself, in this order. */
  readonly parts: readonly Part[];
  /** Judges what the parts came to. @throws where a promise is broken. */
  check?(): void;
};

/** Called once, and again to be measured anew: it must not mind. @throws where it crashes. */
export type Part = { readonly name: string; work(): unknown };

export type Target<Input> = {
  readonly name: string;
  /** What is fed, in a few words. */
  readonly what: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** A case of the corpus. */
  readonly schema: z.ZodType<Input>;
  start(): Promise<Player<Input>>;
};

/** A target of any input: only what it made itself is given back to it. */
// biome-ignore lint/suspicious/noExplicitAny: an existential type, which TypeScript cannot say
export type AnyTarget = Target<any>;

/** Throws with these words unless it holds. */
export function holds(condition: boolean, words: string): asserts condition {
  if (!condition) throw new Error(words);
}

/** Every text in a value that is to be stored or sent: Postgres and SQS refuse these. */
export function assertStorable(value: unknown): void {
  const text = JSON.stringify(value) ?? '';
  holds(!/\\u0000|\\ud[89a-f][0-9a-f]{2}|[\ufffe\uffff]/.test(text), 'a text that no store takes');
}
