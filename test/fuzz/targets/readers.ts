/** Every reader of a lead's words, found where it stands, so that one which is added tomorrow is fed too. Each is measured by itself. */
import { readers } from '../support/readers.ts';
import { type AnyTarget, holds, type Target } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

/** What any reader may answer: no number that is none, nothing longer than it was given. */
function assertSane(value: unknown, reader: string, depth = 0): void {
  if (typeof value === 'number') holds(Number.isFinite(value), `${reader}: a number that is none: ${value}`);
  if (typeof value === 'string')
    holds(value.length <= 70_000, `${reader}: an answer longer than the question`);
  if (typeof value !== 'object' || value === null || depth > 6) return;
  for (const inner of Array.isArray(value) ? value : Object.values(value))
    assertSane(inner, reader, depth + 1);
}

const target: Target<Text> = {
  name: 'readers',
  what: 'a message of up to 65,536 characters, to each function that reads one',
  inputs: someText(),
  schema: Text,
  start: async () => {
    const all = await readers();
    return {
      ready: (input) => {
        const text = textOf(input);
        const answers: unknown[] = [];
        return {
          parts: all.map(([name, read], index) => ({
            name,
            work: () => {
              answers[index] = read(text);
            },
          })),
          check: () => {
            for (const [index, [name]] of all.entries()) assertSane(answers[index], name);
          },
        };
      },
      close: async () => {},
    };
  },
};

export const readerTargets: readonly AnyTarget[] = [target];
