/** What the company says of itself, as the ground on which a reply may stand: knowledge/, as it is today and for this lead. */
import type { Conversation } from '../brain.ts';
import { QUESTION_KEYS } from '../dialogue.ts';
import { FLOWS, type Flow } from '../extract/facts.ts';
import { plain } from '../extract/plain-text.ts';
import { KNOWLEDGE } from '../knowledge/company.ts';
import { wordsOf } from '../knowledge/index.ts';
import { SOLUTIONS, solutionsNamedIn, solutionTexts } from '../playbook.ts';
import { questionText } from '../questions.ts';
import type { SourceSentence } from './figures.ts';
import { sentencesOf } from './sentences.ts';

/** `flows`: the solutions it holds for; none where it is general. */
export type CompanyText = { readonly flows: readonly Flow[]; readonly text: string };

type Asker = Pick<Conversation, 'agentName' | 'companyName' | 'facts' | 'now'>;

/** Every text that says something of the business to this lead: solutions, passages, and the questions we ask. */
export function companyTexts({ agentName, companyName, facts, now }: Asker): readonly CompanyText[] {
  return [
    ...SOLUTIONS.map(({ flow }) => ({ flows: [flow], text: solutionTexts(flow, facts, now) })),
    ...KNOWLEDGE.passages.map((passage) => {
      const { answer, meanwhile } = wordsOf(passage, { agentName, companyName, now });
      return {
        flows: FLOWS.filter((flow) => passage.solutions.includes(flow)),
        text: `${answer ?? ''} ${meanwhile}`,
      };
    }),
    // The menu names every solution beside the lead's own bill, and would lend its figure to each of them.
    ...QUESTION_KEYS.filter((question) => question !== 'solution').map((question) => ({
      flows: [],
      text: questionText(question, { timesAsked: 0, facts }),
    })),
  ];
}

/** Its sentences, each with the solutions that it speaks of. */
export const companySentences = (texts: readonly CompanyText[]): readonly SourceSentence[] =>
  texts.flatMap(({ flows, text }) =>
    sentencesOf([text]).map(({ said }) => {
      const named = flowsNamedIn(said);
      return { said, topics: named.size > 0 ? named : new Set(flows) };
    }),
  );

/** How texts call it in full: its names, and what its pitch sets in bold. */
const PHRASES = SOLUTIONS.map(({ flow, name, pitch, premium }) => {
  const bold = `${pitch} ${premium?.pitch ?? ''}`.match(/\*[^*]+\*/g) ?? [];
  const phrases = [name, ...(premium === null ? [] : [premium.name]), ...bold];
  return { flow, phrases: phrases.map((phrase) => plain(phrase).replace(/\*/g, '')) };
});

/** The solutions that a sentence names in full, else by a word that leads use for one ("desconto", "lote"). */
export function flowsNamedIn(said: string): ReadonlySet<Flow> {
  const inFull = PHRASES.filter(({ phrases }) => phrases.some((phrase) => said.includes(phrase)));
  return new Set(inFull.length > 0 ? inFull.map(({ flow }) => flow) : solutionsNamedIn(said));
}
