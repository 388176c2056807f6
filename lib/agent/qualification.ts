/**
 * From facts to a verdict, and from the verdict to a stage: code, never the model (design §5.1, C2). A low score is not
 * a refusal and an unknown fact is not a failure (C3, C4); only a criterion that the lead failed in words disqualifies.
 */
import type { StageKey } from '../pipeline.ts';
import type { DialogueState } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { handsOver } from './playbook.ts';

/** What a lead must meet, in the order in which a failure is named. */
export const CRITERIA = ['bill', 'interest', 'own_plant', 'loyalty_contract', 'decision_maker'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** `score`: every criterion is met and the score is still below the minimum, so the conversation goes on. */
export type Missing = Criterion | 'score';

export type Verdict =
  | { readonly kind: 'undecided'; readonly missing: readonly Missing[] }
  | { readonly kind: 'qualified' }
  | { readonly kind: 'disqualified'; readonly criterion: Criterion };

/** Points, 100 in all: the one scale, here, in the card's field and in MIN_QUALIFICATION_SCORE (C3). */
export const SCORE_WEIGHTS = {
  name: 10,
  billKnown: 10,
  /** Grows with the bill up to `FULL_BILL_BRL`. */
  billSize: 15,
  chosenFlow: 15,
  decisionMaker: 15,
  noOwnPlant: 10,
  noLoyaltyContract: 10,
  interested: 15,
} as const;

/** The monthly bill, BRL, from which the size of the bill adds no more points: the premium threshold of the playbook. */
export const FULL_BILL_BRL = 4000;

type CriterionState = 'met' | 'failed' | 'unknown';

/** 0 to 100, an integer. What is not known gives no points and takes none away. */
export function score(facts: Facts): number {
  const size = Math.min((facts.billBrl ?? 0) / FULL_BILL_BRL, 1);
  const points = [
    facts.name === null ? 0 : SCORE_WEIGHTS.name,
    facts.billBrl === null ? 0 : SCORE_WEIGHTS.billKnown,
    SCORE_WEIGHTS.billSize * size,
    facts.chosenFlow === null ? 0 : SCORE_WEIGHTS.chosenFlow,
    facts.decisionMaker === true ? SCORE_WEIGHTS.decisionMaker : 0,
    ownPlant(facts) === 'met' ? SCORE_WEIGHTS.noOwnPlant : 0,
    facts.hasLoyaltyContract === false ? SCORE_WEIGHTS.noLoyaltyContract : 0,
    facts.interested === true ? SCORE_WEIGHTS.interested : 0,
  ];
  return Math.round(points.reduce((sum, each) => sum + each, 0));
}

/** `minBillBrl`: BRL a month, all bills summed. `minScore`: 0 to 100, must be reached. */
export function verdict(
  facts: Facts,
  { minBillBrl, minScore }: { minBillBrl: number; minScore: number },
): Verdict {
  const states: Readonly<Record<Criterion, CriterionState>> = {
    bill: facts.billBrl === null ? 'unknown' : facts.billBrl >= minBillBrl ? 'met' : 'failed',
    interest: told(facts.interested),
    own_plant: ownPlant(facts),
    loyalty_contract: told(facts.hasLoyaltyContract === null ? null : !facts.hasLoyaltyContract),
    decision_maker: told(facts.decisionMaker),
  };
  const failed = CRITERIA.find((criterion) => states[criterion] === 'failed');
  if (failed !== undefined) return { kind: 'disqualified', criterion: failed };
  const unknown = CRITERIA.filter((criterion) => states[criterion] === 'unknown');
  if (unknown.length > 0) return { kind: 'undecided', missing: unknown };
  return score(facts) >= minScore ? { kind: 'qualified' } : { kind: 'undecided', missing: ['score'] };
}

/**
 * The stage the card should be in, or null for "leave it". Whether the bot may move it there is the stage table's
 * (design §6). REUNIÃO AGENDADA never comes from here: only a confirmed event books (C5).
 */
export function targetStage({
  facts,
  dialogue,
  verdict: reached,
}: {
  facts: Facts;
  dialogue: DialogueState;
  verdict: Verdict;
}): StageKey | null {
  const goesToPerson =
    facts.wantsHuman === true || (facts.chosenFlow !== null && handsOver(facts.chosenFlow));
  if (goesToPerson) return 'atendimento_humano';
  if (reached.kind === 'disqualified') return 'desqualificado';
  if (reached.kind === 'qualified') return 'qualificado';
  return hasPresented(dialogue) ? 'em_qualificacao' : null;
}

/** Have the solutions been presented? Closed conversations answer by their menu, which a conversation closed early never saw. */
const hasPresented = ({ stage, menuShown }: DialogueState): boolean =>
  menuShown !== null || stage === 'roteamento_e_apresentacao' || stage === 'fluxo' || stage === 'agendamento';

const told = (value: boolean | null): CriterionState =>
  value === null ? 'unknown' : value ? 'met' : 'failed';

const ownPlant = ({ hasOwnPlant, wantsNewPlant }: Facts): CriterionState => {
  if (hasOwnPlant === null) return 'unknown';
  return hasOwnPlant ? told(wantsNewPlant) : 'met';
};
