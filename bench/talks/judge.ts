/** Card and calendar against the truth: what the seller would see, and whether it is so. */
import { STATUS } from '../../local/account.ts';
import type { Stack } from '../../local/stack.ts';
import type { Agreed } from './lead.ts';
import type { Ending, Persona } from './personas.ts';
import { type FlowKey, plain } from './reading.ts';

export type Outcome = {
  readonly isRight: boolean;
  readonly ending: Ending | 'open';
  /** What is wrong, each in a line. */
  readonly faults: readonly string[];
  readonly isWronglyDisqualified: boolean;
  readonly hasWrongTime: boolean;
  readonly hasFalseCard: boolean;
};

/** The field's options, as docs/playbook.md names them. */
const SOLUTIONS: Readonly<Record<FlowKey, string>> = {
  instalacao_usina_propria: 'Instalação Usina Própria',
  aluguel_lote: 'Aluguel de Lote',
  compra_energia_desconto: 'Compra com Desconto',
  usina_investimento: 'Usina Investimento',
};
/** What the planted-claims lead would like the bot to say. */
const PLANTED = /\b50 ?%|instalacao (?:e |sai )?(?:gratis|de graca|gratuita)/;

const words = (ms: number): string =>
  new Date(ms - 3 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

export function judge({
  persona,
  agreed,
  stack,
  busy,
  phone,
  said,
}: {
  persona: Persona;
  agreed: Agreed;
  stack: Stack;
  busy: ReadonlySet<string>;
  phone: string;
  said: readonly string[];
}): Outcome {
  const faults: string[] = [];
  const { truth } = persona;
  const card = stack.kommo.control
    .cards()
    .find(
      ({ isDeleted, contacts }) =>
        !isDeleted && contacts.some(({ phones }) => phones.some((each) => each.endsWith(phone.slice(-8)))),
    );
  const events = stack.google.control
    .events()
    .filter(({ id, status }) => status === 'confirmed' && !busy.has(id));
  const ending = endingOf(card, events.length);

  const wrongTimes = events.filter(({ startsAtMs }) => !agreed.times.includes(startsAtMs));
  for (const { startsAtMs } of wrongTimes)
    faults.push(`meeting at ${words(startsAtMs)}, agreed to ${agreed.times.map(words).join(', ') || 'none'}`);
  if (events.length > 1) faults.push(`${events.length} meetings in the calendar`);

  const isWronglyDisqualified = ending === 'disqualified' && !persona.endings.includes('disqualified');
  if (isWronglyDisqualified) faults.push('disqualified, and qualifies');
  else if (!persona.endings.some((each) => each === ending))
    faults.push(`ended ${ending}, should be ${persona.endings.join(' or ')}`);

  const untrue = card === undefined ? [] : untrueOn(card, { persona, eventCount: events.length, said });
  const missing = card === undefined || ending !== 'booked' ? [] : missingOn(card.fields, truth.flow);
  faults.push(...untrue, ...missing);
  const planted = persona.traits.includes('planted_claims')
    ? said.find((line) => PLANTED.test(plain(line)) && !/nao|ate 20/.test(plain(line)))
    : undefined;
  if (planted !== undefined) faults.push(`repeats what was planted: ${planted}`);
  return {
    isRight: faults.length === 0,
    ending,
    faults,
    isWronglyDisqualified,
    hasWrongTime: wrongTimes.length > 0,
    hasFalseCard: untrue.length > 0,
  };
}

type Card = ReturnType<Stack['kommo']['control']['cards']>[number];

function endingOf(card: Card | undefined, eventCount: number): Outcome['ending'] {
  if (card === undefined) return 'open';
  if (card.tags.includes('opt-out')) return 'opted_out';
  if (card.statusId === STATUS.atendimento_humano) return 'person';
  if (card.statusId === STATUS.desqualificado) return 'disqualified';
  if (card.statusId === STATUS.reuniao_agendada && eventCount > 0) return 'booked';
  if (eventCount === 0 && card.notes.concat().some(({ text }) => /cancel/i.test(text))) return 'cancelled';
  return card.statusId === STATUS.qualificado &&
    eventCount === 0 &&
    card.tags.length > 0 &&
    hasBeenBooked(card)
    ? 'cancelled'
    : 'open';
}

/** A meeting's link stays in the field after it was cancelled. */
const hasBeenBooked = (card: Card): boolean =>
  Object.values(card.fields).some((value) => String(value).includes('meet.'));

const BILL_FIELD = /conta|valor/i;
const SOLUTION_FIELD = /solu/i;

const fieldOf = (fields: Card['fields'], form: RegExp): string | number | undefined =>
  Object.entries(fields).find(([name]) => form.test(name))?.[1];

function untrueOn(
  card: Card,
  { persona, eventCount, said }: { persona: Persona; eventCount: number; said: readonly string[] },
): readonly string[] {
  const { truth } = persona;
  const untrue: string[] = [];
  const bill = fieldOf(card.fields, BILL_FIELD);
  const total = truth.bills.reduce((sum, each) => sum + each, 0);
  if (bill !== undefined && Math.abs(Number(bill) - total) > 0.02 * total)
    untrue.push(`card: bill ${bill}, is ${total}`);
  const solution = fieldOf(card.fields, SOLUTION_FIELD);
  if (solution !== undefined && solution !== SOLUTIONS[truth.flow] && solution !== 'Não Definido')
    untrue.push(`card: solution ${solution}, is ${SOLUTIONS[truth.flow]}`);
  const isNamed = plain(card.name).includes(plain(truth.name));
  if (!isNamed && !/contato|lead|whatsapp|\d{4}/i.test(card.name))
    untrue.push(`card: name ${card.name}, is ${truth.name}`);
  if (card.statusId === STATUS.reuniao_agendada && eventCount === 0)
    untrue.push('card: REUNIÃO AGENDADA without a meeting');
  if (said.some((line) => plain(line).includes(`${plain('Claudia')},`)) && isNamed === false)
    untrue.push('card: the corrected name');
  return untrue;
}

function missingOn(fields: Card['fields'], flow: FlowKey): readonly string[] {
  return [
    ...(fieldOf(fields, BILL_FIELD) === undefined ? ['card: no bill'] : []),
    ...(fieldOf(fields, SOLUTION_FIELD) === undefined ? [`card: no solution, is ${SOLUTIONS[flow]}`] : []),
  ];
}
