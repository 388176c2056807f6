/** Every reader of a lead's words, found where it stands, so that one which is added tomorrow is fed too. Each is measured by itself. */
import { readers } from '../support/readers.ts';
import { type AnyTarget, holds, type Target } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

/** A reader may write ", " where the lead wrote ",", or name a passage that it found; it may not fatten a text. */
const most = (text: string): number => 2 * text.length + 10_000;

/** What any reader may answer: no number that is none, no text longer than `chars`. */
function assertSane(
  value: unknown,
  { reader, chars, depth = 0 }: { reader: string; chars: number; depth?: number },
): void {
  if (typeof value === 'number') holds(Number.isFinite(value), `${reader}: a number that is none: ${value}`);
  if (typeof value === 'string')
    holds(value.length <= chars, `${reader}: an answer longer than the question`);
  if (typeof value !== 'object' || value === null || depth > 6) return;
  for (const inner of Array.isArray(value) ? value : Object.values(value))
    assertSane(inner, { reader, chars, depth: depth + 1 });
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
            for (const [index, [name]] of all.entries())
              assertSane(answers[index], { reader: name, chars: most(text) });
          },
        };
      },
      close: async () => {},
    };
  },
};

export const readerTargets: readonly AnyTarget[] = [target];
