/** What is heard, judged and found, as counts: the corpus of utterances by kind and part, the guardrails, the retrieval of questions. */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { pick } from '../../lib/agent/knowledge/index.ts';
import { nearest, THRESHOLD } from '../../lib/agent/knowledge/search.ts';
import { READERS } from '../../test/agent/corpus/readers.ts';
import { PARTS, type Part, rowsOf } from '../../test/agent/corpus/rows.ts';
import { candidatesIn, tallyOf } from '../../test/agent/guardrails/support.ts';
import { pathOf } from '../pages.ts';

export type Share = { readonly right: number; readonly of: number };
export type Kind = { readonly kind: string } & Readonly<Record<(typeof PARTS)[number], Share>>;
export type Hearing = {
  readonly kinds: readonly Kind[];
  readonly guardrails: {
    readonly harmful: number;
    readonly passed: number;
    readonly honest: number;
    readonly refused: number;
  };
  /** Of the questions that nobody looked at. */
  readonly questions: {
    readonly of: number;
    readonly right: number;
    readonly owned: number;
    readonly wrong: number;
  };
};

/** A kind is met from here on. */
export const MARK = 0.97;

async function shareOf(kind: string, part: Part): Promise<Share> {
  const read = READERS[kind];
  if (read === undefined) throw new Error(`no reader for ${kind}`);
  const rows = rowsOf(kind, part);
  let right = 0;
  for (const { text, expected } of rows) right += (await read(text, expected)).isRight ? 1 : 0;
  return { right, of: rows.length };
}

const Labelled = z.array(z.object({ question: z.string(), expected: z.array(z.string()) }));

function questionsFound(): Hearing['questions'] {
  const rows = Labelled.parse(
    JSON.parse(readFileSync(pathOf('test/agent/knowledge/labelled/held.json'), 'utf8')),
  );
  const found = rows.map(({ question, expected }) => {
    const picked = pick(
      nearest(question).map(({ passage, score }) => ({ id: passage.id, score })),
      THRESHOLD,
    );
    return picked === null ? 'owned' : expected.includes(picked.id) ? 'right' : 'wrong';
  });
  const count = (fate: string): number => found.filter((each) => each === fate).length;
  return { of: rows.length, right: count('right'), owned: count('owned'), wrong: count('wrong') };
}

/** Counts alone: no row of a part that is not to be looked at is told. */
export async function measureHearing(): Promise<Hearing> {
  const kinds: Kind[] = [];
  for (const kind of Object.keys(READERS))
    kinds.push({
      kind,
      looked: await shareOf(kind, 'looked'),
      held: await shareOf(kind, 'held'),
    });
  const tallies = ['./candidates-independent.json', './candidates-own.json'].map((file) =>
    tallyOf(candidatesIn(file)),
  );
  const sum = (of: (tally: (typeof tallies)[number]) => number): number =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    kinds,
    guardrails: {
      harmful: sum(({ harmful }) => harmful),
      passed: sum(({ passed }) => passed.length),
      honest: sum(({ honest }) => honest),
      refused: sum(({ refused }) => refused.length),
    },
    questions: questionsFound(),
  };
}

const ratio = ({ right, of }: Share): number => Number((right / of).toFixed(4));
/** A part without rows of the kind misses nothing and proves nothing: it is not met. */
export const isMet = ({ right, of }: Share): boolean => of > 0 && right / of >= MARK;

/** One flat object. */
export function flat({ kinds, guardrails, questions }: Hearing): Readonly<Record<string, number>> {
  return {
    'hearing.kinds': kinds.length,
    ...Object.fromEntries(
      PARTS.map((part) => [`hearing.kinds_met_${part}`, kinds.filter((kind) => isMet(kind[part])).length]),
    ),
    ...Object.fromEntries(
      kinds.flatMap((kind) =>
        PARTS.filter((part) => kind[part].of > 0).map((part) => [
          `hearing.${kind.kind}.${part}`,
          ratio(kind[part]),
        ]),
      ),
    ),
    'guardrails.harmful_passed': ratio({ right: guardrails.passed, of: guardrails.harmful }),
    'guardrails.honest_refused': ratio({ right: guardrails.refused, of: guardrails.honest }),
    'questions.right': ratio({ right: questions.right, of: questions.of }),
    'questions.owned': ratio({ right: questions.owned, of: questions.of }),
    'questions.wrong': ratio({ right: questions.wrong, of: questions.of }),
  };
}
