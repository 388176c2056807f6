import type { Knowledge } from '../../lib/agent/knowledge/schema.ts';

/** The module that the functions bundle. The keys of the solutions are a type of their own, so that no code names one that is gone. */
export const generatedFrom = (
  knowledge: Knowledge,
): string => `/** Generated from knowledge/*.md by npm run knowledge. Do not edit. */

export const SOLUTION_KEYS = [${knowledge.solutions.map(({ key }) => `'${key}'`).join(', ')}] as const;

export const COMPILED: unknown = ${JSON.stringify(knowledge, null, 1)};
`;
