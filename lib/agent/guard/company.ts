/** What the company says of itself, as the ground on which a reply may stand. */

import { answerTo, QUESTIONS_OF_LEADS } from '../answers.ts';
import type { Conversation } from '../brain.ts';
import { QUESTION_KEYS } from '../dialogue.ts';
import { FLOWS, type Flow, OBJECTIONS } from '../extract/facts.ts';
import { plain } from '../extract/plain-text.ts';
import { SOLUTIONS, solutionName, solutionOf, solutionPitch } from '../playbook.ts';
import { questionText } from '../questions.ts';
import type { SourceSentence } from './figures.ts';
import { sentencesOf, stemsOf } from './sentences.ts';

type Asker = Pick<Conversation, 'agentName' | 'companyName' | 'facts'>;

/** Every text of the company's that a model is shown, and of which solution it speaks. */
export function companyTexts({
  agentName,
  companyName,
  facts,
}: Asker): readonly { flow: Flow | null; text: string }[] {
  const answers = [
    ...QUESTIONS_OF_LEADS.map((question) => ({ kind: 'question' as const, question })),
    ...OBJECTIONS.map((objection) => ({ kind: 'objection' as const, objection })),
  ].map((topic) => answerTo(topic, { agentName, companyName, facts }));
  return [
    ...SOLUTIONS.map(({ flow, short }) => ({
      flow,
      text: `${solutionName(flow, facts)}, ${short}. ${solutionPitch(flow, facts)}`,
    })),
    // The menu names every solution beside the lead's own bill, and would lend its figure to each of them.
    ...QUESTION_KEYS.filter((question) => question !== 'solution').map((question) => ({
      flow: null,
      text: questionText(question, { timesAsked: 0, facts }),
    })),
    ...answers.filter((text) => text !== null).map((text) => ({ flow: null, text })),
  ];
}

/** Its sentences, each with the solutions that it speaks of. */
export const companySentences = (
  texts: readonly { flow: Flow | null; text: string }[],
): readonly SourceSentence[] =>
  texts.flatMap(({ flow, text }) =>
    sentencesOf([text]).map(({ said }) => {
      const named = flowsNamedIn(said);
      return { said, topics: named.size > 0 || flow === null ? named : new Set([flow]) };
    }),
  );

/** The words by which one solution is told from the others: those of its name that no other one's name or pitch uses. */
const TELLING: ReadonlyMap<Flow, readonly string[]> = new Map(
  FLOWS.map((flow) => {
    const others = SOLUTIONS.filter((solution) => solution.flow !== flow)
      .map(({ name, short, pitch }) => plain(`${name} ${short} ${pitch}`))
      .join(' ');
    const elsewhere = stemsOf(others);
    const { name, premium } = solutionOf(flow);
    const own = [...stemsOf(plain(`${name} ${premium?.name ?? ''}`))];
    return [flow, own.filter((stem) => !elsewhere.has(stem))] as const;
  }),
);

/** How texts call it: its name, and what its pitch sets in bold. */
const PHRASES: ReadonlyMap<Flow, readonly string[]> = new Map(
  FLOWS.map((flow) => {
    const { name, pitch, premium } = solutionOf(flow);
    const bold = `${pitch} ${premium?.pitch ?? ''}`.match(/\*[^*]+\*/g) ?? [];
    return [flow, [name, ...bold].map((phrase) => plain(phrase).replace(/\*/g, ''))] as const;
  }),
);

/** The solutions that a sentence names, by their names or else by a word that is one's alone. */
export function flowsNamedIn(said: string): ReadonlySet<Flow> {
  const stems = stemsOf(said);
  const named = FLOWS.filter((flow) => (PHRASES.get(flow) ?? []).some((phrase) => said.includes(phrase)));
  return new Set(
    named.length > 0
      ? named
      : FLOWS.filter((flow) => (TELLING.get(flow) ?? []).some((stem) => stems.has(stem))),
  );
}
