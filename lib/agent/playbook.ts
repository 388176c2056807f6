/** The solutions as the conversation uses them: menu, names, pitches. What is sold and how it is said stands in knowledge/solutions. */
import { FLOWS, type Flow, type Objection } from './extract/facts.ts';
import { plain, plainWords } from './extract/plain-text.ts';
import { figuresIn } from './guard/figures.ts';
import { filledSentences, KNOWLEDGE, wording } from './knowledge/company.ts';
import type { Solution as Stored } from './knowledge/schema.ts';

export type Solution = Stored & { readonly flow: Flow };
type Premium = NonNullable<Stored['premium']>;

/** In the order of the menu: the first is A. */
export const SOLUTIONS: readonly Solution[] = KNOWLEDGE.solutions.flatMap((solution) => {
  const flow = FLOWS.find((key) => key === solution.key);
  return flow === undefined ? [] : [{ ...solution, flow }];
});

/** The row of a flow. */
export function solutionOf(flow: Flow): Solution {
  const found = SOLUTIONS.find((solution) => solution.flow === flow);
  if (found === undefined) throw new Error(`no solution for flow ${flow}`);
  return found;
}

/** Does a person take over once it is chosen? */
export const handsOver = (flow: Flow): boolean => solutionOf(flow).handsOverWith !== null;

/** The tag of a chosen flow on the card. */
export const flowTag = (flow: Flow): `fluxo_${Flow}` => `fluxo_${flow}`;

/** The tag of an objection on the card. */
export const objectionTag = (objection: Objection): `objecao_${Objection}` => `objecao_${objection}`;

/** Bill and state where known; an unknown one excludes nothing. */
type Lead = { readonly billBrl: number | null; readonly state: string | null };

const isWithin = (states: readonly string[] | null, state: string | null): boolean =>
  states === null || state === null || states.includes(state);

/** May this lead have it, as far as is known? */
export function isOnOffer(flow: Flow, { billBrl, state }: Lead): boolean {
  const { minBillBrl, states } = solutionOf(flow).eligibility;
  return (minBillBrl === null || billBrl === null || billBrl >= minBillBrl) && isWithin(states, state);
}

/** The flows on offer to this lead, in menu order. */
export const menuFor = (lead: Lead): readonly Flow[] => FLOWS.filter((flow) => isOnOffer(flow, lead));

/** The premium variant where bill and state reach it. */
const premiumOf = ({ premium }: Solution, { billBrl, state }: Lead): Premium | null =>
  premium !== null && billBrl !== null && billBrl >= premium.fromBillBrl && isWithin(premium.states, state)
    ? premium
    : null;

/** The name this lead sees: the premium variant's where the bill reaches it. */
export function solutionName(flow: Flow, lead: Lead): string {
  const solution = solutionOf(flow);
  return premiumOf(solution, lead)?.name ?? solution.name;
}

/** What this lead hears of a solution; a sentence whose slot is empty or past its day is left out. `now`: epoch milliseconds. */
export function solutionPitch(flow: Flow, lead: Lead, now: number): string {
  const solution = solutionOf(flow);
  const pitch = filledSentences(premiumOf(solution, lead)?.pitch ?? solution.pitch, {}, now);
  return pitch === '' ? `*${solutionName(flow, lead)}*: ${solution.short}.` : pitch;
}

/** Everything that may be said of a solution to this lead, for the figures in it. */
export const solutionTexts = (flow: Flow, lead: Lead, now: number): string =>
  `${solutionName(flow, lead)} ${solutionOf(flow).short} ${solutionPitch(flow, lead, now)}`;

const patternOf = (names: readonly string[]): RegExp =>
  new RegExp(
    `\\b(?:${[...names]
      .sort((one, other) => other.length - one.length)
      .map((name) => plainWords(name).join('[ _-]+'))
      .join('|')})\\b`,
  );

const NAMED = new Map(SOLUTIONS.map(({ flow, names, name }) => [flow, patternOf([...names, name])]));
const DECISIVE = new Map(
  SOLUTIONS.flatMap(({ flow, key, decisiveNames }) =>
    decisiveNames.length === 0 ? [] : [[flow, patternOf([...decisiveNames, key])]],
  ),
);

/** The solutions that a text calls by one of their names. */
export const solutionsNamedIn = (text: string): readonly Flow[] => {
  const said = plain(text);
  return FLOWS.filter((flow) => NAMED.get(flow)?.test(said));
};

/** Is it named so plainly that no menu is needed? */
export const isNamedDecisively = (flow: Flow, text: string): boolean =>
  DECISIVE.get(flow)?.test(plain(text)) ?? false;

/** Sums (BRL) and percentages that some passage says; where each may stand is for `guard/figures.ts` to judge. */
export type PlaybookNumbers = {
  readonly amountsBrl: readonly number[];
  readonly percents: readonly number[];
};
const FIGURES = [
  ...KNOWLEDGE.slots.map(({ value, contradiction }) => (contradiction === null ? (value ?? '') : '')),
  ...KNOWLEDGE.solutions.flatMap(({ pitch, premium, short }) => [pitch, premium?.pitch ?? '', short]),
  ...KNOWLEDGE.passages.flatMap(({ answer, meanwhile }) => [answer ?? '', meanwhile ?? '']),
].flatMap((text) => figuresIn(plain(text)));
const valuesIn = (unit: 'brl' | 'percent'): readonly number[] => [
  ...new Set(FIGURES.filter((figure) => figure.unit === unit).map(({ value }) => value)),
];
export const PLAYBOOK_NUMBERS: PlaybookNumbers = {
  amountsBrl: valuesIn('brl'),
  percents: valuesIn('percent'),
};

/** The letter of a place in the menu. */
export const menuLetter = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** The menu in one flowing line; letters in bold, no list. */
export function menuLine(menu: readonly Flow[], lead: Lead): string {
  return inOneLine(
    menu.map(
      (flow, index) => `*${menuLetter(index)}* ${solutionName(flow, lead)}, ${solutionOf(flow).short}`,
    ),
    '; ',
  );
}

/** The menu again, letters and names alone. */
export function menuNames(menu: readonly Flow[], lead: Lead): string {
  return inOneLine(
    menu.map((flow, index) => `*${menuLetter(index)}* ${solutionName(flow, lead)}`),
    ', ',
  );
}

const inOneLine = (options: readonly string[], separator: string): string => {
  const last = options.at(-1) ?? '';
  return options.length > 1 ? `${options.slice(0, -1).join(separator)}${separator}ou ${last}` : last;
};

/** How many ways the menu shows, in words. */
export const menuCount = (menu: readonly Flow[]): string => wording('menu_counts', {}, menu.length - 1);
