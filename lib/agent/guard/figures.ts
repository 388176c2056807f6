/**
 * Figures with what they count. One may be said only of the solution or topic to which it belongs, and as carefully as its
 * passage says it: "até 20%" may not become "20%" (L5, T14).
 */
import { decimalOf } from '../extract/amount.ts';
import type { Facts } from '../extract/facts.ts';
import { type Sentence, stemsOf } from './sentences.ts';

/** `start`: where it stands in the plain text. */
export type Figure = { readonly unit: string; readonly value: number; readonly start: number };

const SMALL = [
  'um',
  'dois',
  'tres',
  'quatro',
  'cinco',
  'seis',
  'sete',
  'oito',
  'nove',
  'dez',
  'onze',
  'doze',
  'treze',
  'quatorze',
  'quinze',
  'dezesseis',
  'dezessete',
  'dezoito',
  'dezenove',
];
const VALUES: ReadonlyMap<string, number> = new Map<string, number>([
  ...SMALL.map((word, index) => [word, index + 1] as const),
  ['uma', 1],
  ['duas', 2],
  ['catorze', 14],
]);
const WRITTEN = String.raw`(?:\d+(?:[.,]\d+)*|(?:${[...VALUES.keys()].join('|')})\b)(?:\s(?:mil|milhao|milhoes)\b)?`;
const UNITS: readonly (readonly [unit: string, pattern: string])[] = [
  ['percent', '%|por ?cento'],
  ['brl', String.raw`reais|real\b|contos?\b|pilas?\b`],
  ['year', 'anos?'],
  ['month', 'mes(?:es)?'],
  ['week', 'semanas?'],
  ['day', 'dias?'],
  ['minute', 'minutos?|min'],
  ['time', String.raw`vezes|x\b|parcelas?|prestacoes`],
  ['plate', 'placas?|paineis|painel|modulos?'],
  ['kwh', 'kwh|quilowatts?[- ]hora'],
  ['kw', 'kwp?|quilowatts?|mw'],
  ['area', 'm2|m²|metros?|kg|quilos?'],
];
const UNIT = `(?:${UNITS.map(([, pattern]) => pattern).join('|')})`;
const FIGURE = new RegExp(
  String.raw`(?<money>r\$\s*)?(?<![\d.,\p{L}])(?:(?<low>${WRITTEN})\s*(?:%\s*)?(?:a|e|ate|ou|-|–)\s*(?:r\$\s*)?)?(?<written>${WRITTEN})(?:\s*(?<unit>${UNIT})(?![\p{L}\d]))?`,
  'gu',
);

/** What reads as no number, or as one beyond counting, is a figure that no passage names. */
const beyond = (value: number): number => (Number.isFinite(value) ? value : Number.MAX_SAFE_INTEGER);
const numberOf = (written: string): number => {
  const [number = '', thousand] = written.split(/\s/);
  const base = VALUES.get(number) ?? decimalOf(number);
  return beyond(thousand === undefined ? base : base * (thousand === 'mil' ? 1000 : 1_000_000));
};
const unitOf = (written: string): string =>
  UNITS.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'u').test(written))?.[0] ?? 'bare';

/** The figures of plain text, with their units; a number without one is `bare`, a spelled "um" alone is none. */
export function figuresIn(said: string): readonly Figure[] {
  return [...said.matchAll(FIGURE)].flatMap(({ groups = {}, index: start }) => {
    const { money, low, written = '', unit } = groups;
    const is = money !== undefined ? 'brl' : unit === undefined ? 'bare' : unitOf(unit);
    const spelled = !/\d/.test(written);
    if (is === 'bare' && spelled && !/mil/.test(written)) return [];
    // "um dia", "uma vez": an article.
    if (spelled && numberOf(written) === 1) return [];
    return [
      ...(low === undefined || (is === 'bare' && !/\d/.test(low))
        ? []
        : [{ unit: is, value: numberOf(low), start }]),
      { unit: is, value: numberOf(written), start },
    ];
  });
}

/** One sentence of the company's, plain, with the solutions it speaks of; none where it is general. */
export type SourceSentence = { readonly said: string; readonly topics: ReadonlySet<string> };

export type FigureGround = {
  readonly company: readonly SourceSentence[];
  readonly facts: Facts;
  readonly readBackBrl: number | null;
  /** The solutions a sentence speaks of, by itself or by what was said before it; empty: none in particular. */
  readonly topics: ReadonlySet<string>;
  /** Were these named by the sentence itself? */
  readonly isNamed: boolean;
  /** Plain: the days and hours that may be named. */
  readonly times: string;
};

const HEDGE =
  /\b(?:ate|cerca|torno|aproximad\w+|costuma\w*|geral(?:mente)?|pode\w*|cheg\w+|mais de|media|uns|umas|por volta|quase|a partir|entre)\b/;
const OF_THE_LEAD =
  /\b(?:contas?|faturas?|luz|energia|pag\w+|gast\w+|valor\w*|media|consumo|boletos?|vem|somad\w*|total)\b/;
const PRICES =
  /\b(?:cust\w+|preco|sai por|sairia por|fica por|orcamento|economi[sz]\w+|econom\w+|desconto|cai (?:pra|para)|baixa (?:pra|para)|passa (?:a|pra)|reduz\w*|parcela\w*|prestac\w+|invest\w+|pix|taxa|entrada|cobr\w+|mensalidade|aluguel|pel[ao]s? (?:instalacao|usina|lote|projeto|placas|sistema|kit))\b/;
const OWN_DISCOUNT = /\b(?:seu|ja|hoje|atual|voce|outra|tem)\b/;
const TOLERANCE_BRL = 0.5;
/** "as duas opções", "1 hora": so small a bare number says nothing of the business. */
const SMALLEST_BARE = 4;

const isSame = (a: Figure, b: Figure): boolean =>
  (a.unit === b.unit || a.unit === 'bare' || b.unit === 'bare') &&
  Math.abs(a.value - b.value) <= (a.unit === 'brl' ? TOLERANCE_BRL : 0.001);

/** The first figure that nobody has said of this, or null. */
export function unsourcedFigure({ said }: Sentence, ground: FigureGround): Figure | null {
  if (DISOWNS.test(said)) return null;
  const stems = stemsOf(said);
  const spoken = said.replace(HOURS, ' ');
  for (const figure of figuresIn(spoken)) {
    if (isLeads(figure, said, ground)) continue;
    if (
      figure.unit === 'bare' &&
      (figure.value <= SMALLEST_BARE || numbersOf(ground.times).has(figure.value))
    )
      continue;
    const owners = ground.isNamed ? ownersOf(figure, ground.company) : NOBODY;
    const isHedged = isHedgedAt(spoken, figure);
    const isSourced = ground.company.some(
      ({ said: source, topics }) =>
        isOfTopic(topics.size === 0 ? owners : topics, ground.topics) &&
        figuresIn(source).some(
          (known) =>
            isSame(known, figure) &&
            (isHedged || isCalendarYear(figure) || !isHedgedAt(source, known)) &&
            isQualifiedAlike(said, source, known),
        ) &&
        (sharesConcept(said, source) || [...stemsOf(source)].some((stem) => stems.has(stem))) &&
        areOfOneKind(said, source) &&
        isOfOnePeriod(said, source),
    );
    if (!isSourced) return figure;
  }
  return null;
}

/** "Essa garantia de 30 anos eu não confirmo": the figure is another's, and is not taken over. */
const DISOWNS =
  /\bnao (?:confirmo|confirmamos|garanto|garantimos|prometo|prometemos|(?:posso|vou|quero|devo) (?:te |lhe )?(?:confirmar|garantir|prometer)|tenho como (?:confirmar|garantir)|consigo (?:confirmar|garantir)|e (?:verdade|isso|nosso|nossa)|existe|oferecemos|fazemos|trabalhamos)\b|\bnenhuma empresa\b|\b(?:desconfi\w+|golpe|promessa)\b/;
const NOBODY: ReadonlySet<string> = new Set();
/** So far in front of its figure a careful word stands. */
const HEDGE_REACH = 32;
const isHedgedAt = (said: string, { start }: Figure): boolean =>
  HEDGE.test(said.slice(Math.max(0, start - HEDGE_REACH), start + 1).replace(/^.*[,;] /, '')) ||
  /^\S+(?: \S+)? ou mais\b/.test(said.slice(start)) ||
  /\b(?:em media|costuma\w*|em geral|o comum|normalmente|no mercado)\b/.test(said);

const isOfTopic = (topics: ReadonlySet<string>, spokenOf: ReadonlySet<string>): boolean =>
  topics.size === 0 || spokenOf.size === 0 || [...topics].some((topic) => spokenOf.has(topic));

/** The solutions whose own sentences name this figure: said in general, it is still theirs. */
const ownersOf = (figure: Figure, company: readonly SourceSentence[]): ReadonlySet<string> =>
  new Set(
    company
      .filter(({ said }) => figuresIn(said).some((known) => isSame(known, figure)))
      .flatMap(({ topics }) => [...topics]),
  );

const PERIODS: readonly RegExp[] = [
  /\bpor dia\b|\bdiari\w+/,
  /\bpor semana\b/,
  /\bpor mes\b|\bao mes\b|\bmensa\w+/,
  /\bpor ano\b|\bao ano\b|\banua\w+/,
];
const isOfOnePeriod = (said: string, source: string): boolean => {
  const [a, b] = [said, source].map((text) => PERIODS.findIndex((period) => period.test(text)));
  return a === -1 || b === -1 || a === b;
};

/** What a figure may be about. Where the sentence names one of these, so must its source: 25 years of use are no 25 of guarantee. */
const CONCEPTS: readonly RegExp[] = [
  /\bgarant(?:ia|ias)\b/,
  /\bdescontos?\b|\ba menos\b/,
  /\beconomi\w+/,
  /\bcontrato\b|\bprazo\b|\bfidelidade\b/,
  /\bjuros\b/,
  /\bparcel\w+|\bprestac\w+/,
  /\blotes?\b|\baluguel\b|\bterreno\b/,
  /\bse paga\w*|\bpayback\b|\bretorno\b|\brecuper\w+|\bse pagar\b/,
  /\bdura\w*|\bvida util\b/,
  /\bmulta\b/,
  /\breajust\w+|\bipca\b|\baument\w+/,
  /\bfio b\b/,
  /\bcreditos?\b/,
];
/** What stands right behind a figure and makes it another one: 30 years of performance are no 30 of guarantee. */
const QUALIFIER = /^\S+(?: anos)? (?:de |do |da )?(?<qualifier>desempenho|performance|produto)\b/;
const isQualifiedAlike = (said: string, source: string, { start }: Figure): boolean => {
  const behind = source.slice(start).replace(/^\d+ (?:a|ate) /, '');
  const qualifier = QUALIFIER.exec(behind)?.groups?.['qualifier'];
  return qualifier === undefined || said.includes(qualifier);
};
const isCalendarYear = ({ unit, value }: Figure): boolean => unit === 'bare' && value > 1990 && value < 2100;

const sharesConcept = (said: string, source: string): boolean =>
  CONCEPTS.some((concept) => concept.test(said) && concept.test(source));

function areOfOneKind(said: string, source: string): boolean {
  const named = CONCEPTS.filter((concept) => concept.test(said));
  return named.every((concept) => concept.test(source));
}

const HOURS =
  /\b(?:[01]?\d|2[0-3])\s?(?:h|hs|hrs|horas?)(?:\s?\d{2})?\b|\b\d{1,2}:\d{2}\b|\bdia \d{1,2}(?:\/\d{1,2})?\b|\b\d{1,2} de (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)\b/g;
const numbersOf = (text: string): ReadonlySet<number> =>
  new Set((text.match(/\d+(?:[.,]\d+)*/g) ?? []).map(decimalOf));

function isLeads(figure: Figure, said: string, { facts, readBackBrl }: FigureGround): boolean {
  if (figure.unit === 'percent')
    return figure.value === facts.currentDiscountPercent && OWN_DISCOUNT.test(said);
  if (figure.unit !== 'brl' && figure.unit !== 'bare') return false;
  const own = [facts.billBrl, readBackBrl, ...facts.bills].filter((value) => value !== null);
  return (
    own.some((value) => Math.abs(value - figure.value) <= TOLERANCE_BRL) &&
    OF_THE_LEAD.test(said) &&
    !PRICES.test(said)
  );
}

const HOUR = /\b([01]?\d|2[0-3])\s?(?:h|hs|hrs|horas?|:(?=\d{2}))/g;
const hoursIn = (said: string): readonly number[] =>
  [...said.matchAll(HOUR)].map(([, hour = '']) => Number(hour));

/** An hour that neither the calendar nor a passage names. */
export const hasUnknownHour = (said: string, known: string): boolean => {
  const hours = new Set(hoursIn(known));
  return hoursIn(said).some((hour) => !hours.has(hour));
};
