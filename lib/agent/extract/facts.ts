/**
 * What the conversation has learnt about a lead. Null is "not known yet", which never disqualifies (C4); false is
 * something the lead said. Stored as JSON: a key that an older row lacks reads as null.
 */
import * as z from 'zod/mini';
import { SOLUTION_KEYS } from '../knowledge/compiled.generated.ts';

/** The flows of the solutions (knowledge/solutions): one list for facts, menu, playbook and the tag `fluxo_<flow>` (C6). */
export const FLOWS = SOLUTION_KEYS;
export type Flow = (typeof FLOWS)[number];

/** Objections that the playbook answers; each becomes the tag `objecao_<objection>` (C6). */
export const OBJECTIONS = [
  'ja_tem_usina',
  'terreno_proprio',
  'ja_tem_desconto',
  'prazo_contrato',
  'cancelamento',
  'custo_depois',
  'manutencao',
  'preco',
  'desconfianca',
  'concorrente',
  'vou_pensar',
] as const;
export type Objection = (typeof OBJECTIONS)[number];

/** How the lead would pay for a plant. */
export const PAYMENTS = ['financiamento', 'a_vista'] as const;
export type Payment = (typeof PAYMENTS)[number];

/** How soon the lead wants it. */
export const URGENCIES = ['este_mes', 'noventa_dias', 'sem_pressa'] as const;
export type Urgency = (typeof URGENCIES)[number];

// The cast: zod types a default by the input of the inner schema, which stays open here; null is an input of every `nullable`.
const known = <T extends z.core.$ZodType>(schema: T) => z._default(z.nullable(schema), null as never);
const brl = z.number().check(z.nonnegative(), z.maximum(10_000_000));
/** A longer one could not be read again by the next turn. */
export const FACT_MAX_CHARS = 120;
const shortText = z.string().check(z.minLength(1), z.maxLength(FACT_MAX_CHARS));

export const Facts = z.object({
  name: known(shortText),
  /** What it was called before it put its name right: the card may still say so, by our own hand. */
  earlierNames: z._default(z.array(shortText), []),
  /** Sum of `bills`, BRL a month. */
  billBrl: known(brl),
  /** Each bill the lead named, BRL a month. */
  bills: z._default(z.array(brl), []),
  /** A solution that the company has given up since is none. */
  chosenFlow: z._default(z.catch(z.nullable(z.enum(FLOWS)), null), null),
  /** True: whoever decides will attend the meeting. */
  decisionMaker: known(z.boolean()),
  hasOwnPlant: known(z.boolean()),
  wantsNewPlant: known(z.boolean()),
  hasLoyaltyContract: known(z.boolean()),
  interested: known(z.boolean()),
  objections: z._default(z.array(z.enum(OBJECTIONS)), []),
  /** For the invitation to the meeting, nothing else. */
  email: known(shortText),
  wantsHuman: known(z.boolean()),
  city: known(shortText),
  /** Federative unit, two capitals. */
  state: known(shortText),
  commercial: known(z.boolean()),
  /** Percent off the bill that the lead has from someone else; 0 is "none". */
  currentDiscountPercent: known(z.number().check(z.nonnegative(), z.maximum(100))),
  payment: known(z.enum(PAYMENTS)),
  urgency: known(z.enum(URGENCIES)),
  /** The id of the ad that brought the lead. */
  adId: known(shortText),
  /** A wish, in the lead's words made canonical ("terça", "dia 12"); a meeting exists only in the calendar (C5). */
  meetingDay: known(shortText),
  /** "de manhã", "à tarde" or an hour ("15h"). */
  meetingPeriod: known(shortText),
});
export type Facts = z.infer<typeof Facts>;

const EARLIER_NAMES_MAX = 5;

/** `after`, with the name that it put right kept as an earlier one. */
export function withEarlierNames(before: Facts, after: Facts): Facts {
  const { name } = before;
  if (name === null || after.name === null || name === after.name || after.earlierNames.includes(name))
    return after;
  return { ...after, earlierNames: [...after.earlierNames, name].slice(-EARLIER_NAMES_MAX) };
}

/** Nothing known yet. */
export const emptyFacts: Facts = Object.freeze(Facts.parse({}));
