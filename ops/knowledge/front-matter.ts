/** A Markdown file as the company writes it: YAML between two `---`, then text. Whatever is wrong is told with file and line. */
import { isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';

/** What the company must repair, one line each: `answers/garantia.md:7: …`. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export type Source = { readonly path: string; readonly text: string };

export type FrontMatter = {
  readonly data: unknown;
  /** The text behind the front matter. */
  readonly body: string;
  /** The line of the file on which the body begins. */
  readonly bodyLine: number;
  /** The line on which the value at this path stands; the nearest one above it where there is none. */
  lineOf(path: readonly PropertyKey[]): number;
};

/** @throws {KnowledgeError} where there is no front matter, or YAML cannot be read. */
export function frontMatterOf({ path, text }: Source): FrontMatter {
  const lines = text.split('\n');
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  if (end === -1)
    throw new KnowledgeError([`${path}:1: the file begins with front matter between two lines ---`]);
  const counter = new LineCounter();
  const document = parseDocument(lines.slice(1, end).join('\n'), { lineCounter: counter });
  const { errors } = document;
  if (errors.length > 0)
    throw new KnowledgeError(
      errors.map(
        ({ pos: [from], message }) => `${path}:${counter.linePos(from).line + 1}: ${firstLine(message)}`,
      ),
    );
  return {
    data: document.toJS(),
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
    lineOf: (keys) => {
      for (let length = keys.length; length > 0; length -= 1) {
        const node = document.getIn(keys.slice(0, length), true);
        if (isNode(node) && node.range) return counter.linePos(node.range[0]).line + 1;
      }
      return 1;
    },
  };
}

const firstLine = (message: string): string => message.split('\n')[0] ?? message;

/** The front matter as its schema reads it. @throws {KnowledgeError} that names each wrong field with its line. */
export function readAs<T extends z.ZodType>(
  schema: T,
  { path }: Source,
  { data, lineOf }: FrontMatter,
): z.infer<T> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new KnowledgeError(
    parsed.error.issues.map((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
      const keys = unknown === undefined ? issue.path : [...issue.path, unknown];
      return `${path}:${lineOf(keys)}: ${keys.join('.')}: ${issue.message}`;
    }),
  );
}

/** One flowing line of a text. */
export const flowing = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A part of a body under a `## heading`; the part before the first has the heading ''. */
export type Section = {
  readonly heading: string;
  readonly line: number;
  readonly lines: readonly { readonly text: string; readonly line: number }[];
};

export function sectionsOf({ body, bodyLine }: Pick<FrontMatter, 'body' | 'bodyLine'>): readonly Section[] {
  const sections: { heading: string; line: number; lines: { text: string; line: number }[] }[] = [
    { heading: '', line: bodyLine, lines: [] },
  ];
  for (const [index, text] of body.split('\n').entries()) {
    const line = bodyLine + index;
    const heading = /^##\s+(.*\S)\s*$/.exec(text)?.[1];
    if (heading !== undefined) sections.push({ heading, line, lines: [] });
    else if (text.trim() !== '' && !/^#\s/.test(text))
      sections.at(-1)?.lines.push({ text: text.trim(), line });
  }
  return sections;
}
