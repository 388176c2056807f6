/**
 * The business as data: four solutions, their eligibility, pitch and questions, and the numbers that may be said.
 * Facts of the company are from docs/playbook.md; the words are ours. Texts follow its tone: warm, short, one flowing line,
 * no lists, no emoji, `*bold*` with single asterisks.
 */
import type { QuestionKey } from './dialogue.ts';
import { FLOWS, type Flow, type Objection } from './extract/facts.ts';

/** A variant of a solution, for larger bills. */
export type Premium = { readonly fromBillBrl: number; readonly name: string; readonly pitch: string };

export type Solution = {
  readonly flow: Flow;
  readonly name: string;
  /** Null where any bill or any state will do. */
  readonly eligibility: { readonly minBillBrl: number | null; readonly states: readonly string[] | null };
  /** A few words beside the name, in the menu. */
  readonly short: string;
  /** What the lead hears once the solution is chosen. */
  readonly pitch: string;
  readonly premium: Premium | null;
  /** Asked once each, before the criteria. */
  readonly questions: readonly QuestionKey[];
  /** A person takes over at once. */
  readonly handsOver: boolean;
};

/** In the order of the menu: the first is A. */
export const SOLUTIONS: readonly Solution[] = [
  {
    flow: 'instalacao_usina_propria',
    name: 'Instalação de Usina Própria',
    eligibility: { minBillBrl: null, states: null },
    short: 'com as placas no seu imóvel',
    pitch:
      'Com a *usina própria* a economia na conta chega a 90%, o investimento costuma se pagar em cerca de 3 anos e o sistema dura mais de 25.',
    premium: null,
    questions: ['city', 'payment', 'urgency'],
    handsOver: false,
  },
  {
    flow: 'aluguel_lote',
    name: 'Aluguel de Lote',
    eligibility: { minBillBrl: null, states: null },
    short: 'quando o telhado não serve ou o consumo é grande',
    pitch:
      'No *aluguel de lote* a sua usina fica num terreno nosso em Goiana, com espaço para 64 placas, por R$ 500 mensais, sem depender do seu telhado.',
    premium: null,
    questions: ['city', 'urgency'],
    handsOver: false,
  },
  {
    flow: 'compra_energia_desconto',
    name: 'Compra de Energia com Desconto',
    eligibility: { minBillBrl: null, states: null },
    short: 'sem obra e sem investimento',
    pitch:
      'Na *compra de energia com desconto* são até 20% a menos na conta, garantidos em contrato, sem obra e sem investimento, e o desconto começa cerca de 90 dias depois da assinatura.',
    premium: {
      fromBillBrl: 4000,
      name: 'Compra de Energia com Ganho da Usina',
      pitch:
        'Na *compra de energia com ganho da usina* são 20% a menos na conta, garantidos em contrato, sem obra e sem investimento, e em Pernambuco a usina passa a ser sua depois de 6 anos.',
    },
    questions: ['current_discount', 'city'],
    handsOver: false,
  },
  {
    flow: 'usina_investimento',
    name: 'Usina de Investimento',
    eligibility: { minBillBrl: null, states: null },
    short: 'para quem quer investir em energia',
    pitch:
      'A *usina de investimento* é para quem quer aplicar em geração de energia, e essa conversa é direto com nossa equipe.',
    premium: null,
    questions: [],
    handsOver: true,
  },
];

/** Percentages and sums (BRL) that the playbook says and a reply may therefore say (M10). */
export type PlaybookNumbers = {
  readonly amountsBrl: readonly number[];
  readonly percents: readonly number[];
};
export const PLAYBOOK_NUMBERS: PlaybookNumbers = { amountsBrl: [500, 4000], percents: [1.5, 20, 90] };

/** The row of a flow. */
export function solutionOf(flow: Flow): Solution {
  const found = SOLUTIONS.find((solution) => solution.flow === flow);
  if (found === undefined) throw new Error(`no solution for flow ${flow}`);
  return found;
}

/** The tag of a chosen flow on the card. */
export const flowTag = (flow: Flow): `fluxo_${Flow}` => `fluxo_${flow}`;

/** The tag of an objection on the card. */
export const objectionTag = (objection: Objection): `objecao_${Objection}` => `objecao_${objection}`;

/** Bill and state where known; an unknown one excludes nothing. */
type Lead = { readonly billBrl: number | null; readonly state: string | null };

/** The flows on offer to this lead, in menu order. */
export function menuFor({ billBrl, state }: Lead): readonly Flow[] {
  return FLOWS.filter((flow) => {
    const { minBillBrl, states } = solutionOf(flow).eligibility;
    return (
      (minBillBrl === null || billBrl === null || billBrl >= minBillBrl) &&
      (states === null || state === null || states.includes(state))
    );
  });
}

const isPremium = (
  solution: Solution,
  billBrl: number | null,
): solution is Solution & { readonly premium: Premium } =>
  solution.premium !== null && billBrl !== null && billBrl >= solution.premium.fromBillBrl;

/** The name this lead sees: the premium variant's where the bill reaches it. */
export function solutionName(flow: Flow, { billBrl }: Pick<Lead, 'billBrl'>): string {
  const solution = solutionOf(flow);
  return isPremium(solution, billBrl) ? solution.premium.name : solution.name;
}

/** What this lead hears of a solution. The plant becomes the client's in Pernambuco only, so elsewhere that is not said. */
export function solutionPitch(flow: Flow, { billBrl, state }: Lead): string {
  const solution = solutionOf(flow);
  const mayOwn = state === null || state === 'PE';
  return isPremium(solution, billBrl) && mayOwn ? solution.premium.pitch : solution.pitch;
}

/** The letter of a place in the menu. */
export const menuLetter = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** The menu in one flowing line; letters in bold, no list. */
export function menuLine(menu: readonly Flow[], { billBrl }: Pick<Lead, 'billBrl'>): string {
  return inOneLine(
    menu.map(
      (flow, index) => `*${menuLetter(index)}* ${solutionName(flow, { billBrl })}, ${solutionOf(flow).short}`,
    ),
    '; ',
  );
}

/** The menu again, letters and names alone. */
export function menuNames(menu: readonly Flow[], { billBrl }: Pick<Lead, 'billBrl'>): string {
  return inOneLine(
    menu.map((flow, index) => `*${menuLetter(index)}* ${solutionName(flow, { billBrl })}`),
    ', ',
  );
}

const inOneLine = (options: readonly string[], separator: string): string => {
  const last = options.at(-1) ?? '';
  return options.length > 1 ? `${options.slice(0, -1).join(separator)}${separator}ou ${last}` : last;
};
