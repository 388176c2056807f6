/** A no that names its own subject answers no other question (T4). */
import { statedClauses } from './extract/stated.ts';
import type { QuestionKey } from './question-keys.ts';

/** Who has a discount has it from the other company. Subjects that a yes or no names itself: "não tenho desconto" says nothing of interest (T4). */
const SUBJECTS: readonly (readonly [questions: readonly QuestionKey[], said: RegExp])[] = [
  [['current_discount', 'loyalty_contract'], /\bdescontos?\b/],
  [['own_plant', 'new_plant', 'solution'], /\b(?:placas?|paine(?:l|is)|usina)\b/],
  [['loyalty_contract'], /\b(?:contrato|fidelidade)\b/],
  [['email'], /\be-?mail\b/],
  [['bill'], /\b(?:dinheiro|conta de luz)\b/],
];

/** Does the lead say that it lacks something other than what was asked about? */
export function answersElse(text: string, asked: QuestionKey | null): boolean {
  if (asked === null) return false;
  const [head = ''] = statedClauses(text);
  if (!/^(?:\w+ ){0,2}nao (?:tenho|temos|possuo|recebo|uso|sei)\b/.test(head)) return false;
  const named = SUBJECTS.filter(([, said]) => said.test(head));
  return named.length > 0 && !named.some(([questions]) => questions.includes(asked));
}
