/** Every reader of a lead's words, found where it stands: one that is added tomorrow is fed too. */

import { type Reader, readers } from '../support/readers.ts';
import { type AnyTarget, holds } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

/** What any reader may answer: no number that is none, no half of a character. */
function assertSane(value: unknown, depth = 0): void {
  if (typeof value === 'number') holds(Number.isFinite(value), `a number that is none: ${value}`);
  if (typeof value === 'string') holds(value.length <= 70_000, 'an answer longer than the question');
  if (typeof value !== 'object' || value === null || depth > 6) return;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) assertSane(inner, depth + 1);
}

const target = ([name, read]: readonly [string, Reader]): AnyTarget => ({
  name,
  what: 'a message of up to 65,536 characters',
  inputs: someText(),
  schema: Text,
  start: async () => ({
    ready: (input: Text) => {
      const text = textOf(input);
      let answer: unknown;
      return {
        work: () => {
          answer = read(text);
        },
        check: () => assertSane(answer),
      };
    },
    close: async () => {},
  }),
});

export const readerTargets = async (): Promise<readonly AnyTarget[]> => (await readers()).map(target);
