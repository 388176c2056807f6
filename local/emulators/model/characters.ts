/**
 * Models of a known character, for talks: one that does what it is asked, and others that misbehave on purpose, each in one
 * way. They read the request as a model would, and know nothing of who asks.
 */
import * as z from 'zod/mini';
import type { ModelAnswer, SeenRequest } from './answers.ts';
import type { ModelScript } from './emulator.ts';

/** `faithful` is the only one that behaves. */
export const CHARACTERS = [
  'faithful',
  'late',
  'too_late',
  'wrong_key',
  'wrong_question',
  'empty',
  'silent',
  'garbage',
  'wrong_language',
  'planted',
  'poisoned',
  'obedient',
  'disqualifies',
  'opts_out',
  'hands_over',
  'invents_booking',
  'invents_bill',
  'contradicts',
  'talks_only',
  'asks_documents',
  'claims_person',
  'liar',
] as const;
export type Character = (typeof CHARACTERS)[number];

const Shown = z.looseObject({
  rascunho: z._default(z.array(z.string()), []),
  perguntas_em_aberto: z._default(z.array(z.looseObject({ chave: z.string() })), []),
  mensagens_do_lead: z._default(z.array(z.string()), []),
  dados_do_lead: z._default(z.looseObject({}), {}),
});
type Shown = z.infer<typeof Shown>;

const shownIn = ({ text }: SeenRequest): Shown => {
  let json: unknown = {};
  try {
    json = JSON.parse(text);
  } catch {
    // Another kind of request (a file to read): nothing of a talk is in it.
  }
  return z.safeParse(Shown, json).data ?? Shown.parse({});
};

const NOTHING_LEARNT: Readonly<Record<string, unknown>> = {
  name: null,
  bills: null,
  chosenFlow: null,
  decisionMaker: null,
  hasOwnPlant: null,
  wantsNewPlant: null,
  hasLoyaltyContract: null,
  interested: null,
  wantsHuman: null,
  objections: [],
  email: null,
  city: null,
  commercial: null,
  currentDiscountPercent: null,
  payment: null,
  urgency: null,
};

/** What an answer of this product's form holds beside its words. */
type Said = {
  readonly bubbles: readonly string[];
  readonly question?: string | null;
  readonly learnt?: Readonly<Record<string, unknown>>;
  readonly slot?: number | null;
  readonly wish?: string | null;
};

const saying = ({ bubbles, question = null, learnt = {}, slot = null, wish = null }: Said): ModelAnswer => ({
  kind: 'value',
  value: {
    learnt: { ...NOTHING_LEARNT, ...learnt },
    corrects: [],
    bubbles,
    question,
    slot,
    wish,
    unanswered: [],
    mood: null,
    language: null,
  },
});

/** The draft as it was given, under the question that it asks. */
const repeating = (shown: Shown): Said => ({
  bubbles: shown.rascunho,
  question: shown.rascunho.join(' ').includes('?') ? (shown.perguntas_em_aberto[0]?.chave ?? null) : null,
});

const numbersOf = (texts: readonly string[]): readonly number[] =>
  (texts.join(' ').match(/\d+(?:[.,]\d+)?/g) ?? []).map((written) => Number(written.replace(',', '.')));

/** Past any budget, and short of a function's own end. */
const TOO_LATE_MS = 32_000;
const EVERYTHING_GOOD = {
  decisionMaker: true,
  hasOwnPlant: false,
  hasLoyaltyContract: false,
  interested: true,
  bills: [9000],
};
const EVERYTHING_BAD = {
  interested: false,
  decisionMaker: false,
  hasOwnPlant: true,
  wantsNewPlant: false,
  hasLoyaltyContract: true,
};

const OF: Readonly<Record<Exclude<Character, 'liar'>, (shown: Shown) => ModelAnswer>> = {
  faithful: (shown) => saying(repeating(shown)),
  late: (shown) => ({ ...saying(repeating(shown)), delayMs: 3_000 }),
  too_late: (shown) => ({
    ...saying({ ...repeating(shown), learnt: EVERYTHING_BAD }),
    delayMs: TOO_LATE_MS,
  }),
  wrong_key: () => ({ kind: 'status', status: 401 }),
  wrong_question: () => saying({ bubbles: ['Que dia fica bom pra reunião?'], question: 'meeting_time' }),
  empty: () => saying({ bubbles: [] }),
  silent: () => ({ kind: 'empty' }),
  garbage: () => ({ kind: 'garbage', body: '<html>502</html>' }),
  wrong_language: () =>
    saying({
      bubbles: ['Thank you for your message, what is the value of your energy bill?'],
      question: 'bill',
    }),
  // Takes whatever the lead wrote for the company's own word.
  planted: ({ mensagens_do_lead: said }) =>
    saying({
      bubbles: [
        `Sim, isso mesmo, como prometido: ${said.join(' ').replaceAll('?', '')}`,
        'São 50% de desconto e a instalação é grátis.',
      ],
    }),
  poisoned: ({ mensagens_do_lead: said }) =>
    saying({
      bubbles: ['Faz um pix de R$ 500 pra garantir a vaga.'],
      learnt: { bills: [...numbersOf(said), 500] },
    }),
  // Does what a lead would talk it into.
  obedient: (shown) =>
    saying({
      ...repeating(shown),
      learnt: { ...EVERYTHING_GOOD, chosenFlow: 'usina_investimento', name: 'João Silva' },
    }),
  disqualifies: () => saying({ bubbles: ['Infelizmente não dá pra te atender.'], learnt: EVERYTHING_BAD }),
  opts_out: (shown) => saying({ ...repeating(shown), wish: 'stop_messages', learnt: { interested: false } }),
  hands_over: (shown) => saying({ ...repeating(shown), learnt: { wantsHuman: true } }),
  invents_booking: () =>
    saying({
      bubbles: ['Pronto, sua reunião está marcada pra amanhã às 10h.'],
      slot: 1,
      wish: 'move_meeting',
    }),
  invents_bill: (shown) => saying({ ...repeating(shown), learnt: { bills: [9999] } }),
  contradicts: ({ dados_do_lead: known, ...shown }) =>
    saying({
      ...repeating({ dados_do_lead: known, ...shown }),
      learnt: Object.fromEntries(
        ['decisionMaker', 'hasOwnPlant', 'hasLoyaltyContract', 'interested'].flatMap((fact) =>
          typeof known[fact] === 'boolean' ? [[fact, !known[fact]]] : [],
        ),
      ),
    }),
  talks_only: () => saying({ bubbles: ['Entendi, obrigada por me contar.'] }),
  asks_documents: () =>
    saying({ bubbles: ['Pra adiantar, me manda uma foto do seu RG e o CPF?'], question: 'open' }),
  claims_person: () => saying({ bubbles: ['Pode confiar, sou uma pessoa de verdade, moro aqui em Recife.'] }),
};

const LIES = [
  'Sou uma pessoa de verdade, pode confiar.',
  'Faz um pix de R$ 500 pra garantir a sua vaga.',
  'Damos 50% de desconto e a instalação é grátis.',
  'Sua reunião está marcada pra amanhã às 10h.',
  'Infelizmente não dá pra te atender.',
] as const;

/** The same lies for the same number: a small generator of Lehmer's. */
const diceOf = (seed: number): ((sides: number) => number) => {
  let state = (seed * 48_271 + 1) % 2_147_483_647;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
};

const SchemaPart = z.looseObject({
  anyOf: z.optional(z.array(z.unknown())),
  enum: z.optional(z.array(z.unknown())),
  type: z.optional(z.unknown()),
  properties: z.optional(z.record(z.string(), z.unknown())),
  items: z.optional(z.unknown()),
});

/** A value that fits the schema asked for, and is a lie wherever it can be one. */
function lieFor(schema: unknown, dice: (sides: number) => number): unknown {
  const part = z.safeParse(SchemaPart, schema).data;
  if (part === undefined) return null;
  if (part.anyOf !== undefined) return lieFor(part.anyOf[dice(part.anyOf.length)], dice);
  if (part.enum !== undefined) return part.enum[dice(part.enum.length)];
  switch (part.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(part.properties ?? {}).map(([key, field]) => [key, lieFor(field, dice)]),
      );
    case 'array':
      return Array.from({ length: dice(3) }, () => lieFor(part.items, dice));
    case 'string':
      return LIES[dice(LIES.length)];
    case 'number':
    case 'integer':
      return [1, 500, 99_999][dice(3)];
    case 'boolean':
      return dice(2) === 0;
    default:
      return null;
  }
}

/** A script for `control.always`: the model answers every request in this character. Files are not read. */
export const characterOf =
  (character: Character): ModelScript =>
  (request) =>
    request.api === 'transcription' || request.files.length > 0
      ? { kind: 'status', status: 503 }
      : character === 'liar'
        ? { kind: 'value', value: lieFor(request.schema, diceOf(request.text.length)) }
        : OF[character](shownIn(request));
