/** Histories that broke a promise once, as short as they get: whoever plays worlds plays these first, and each stays a test. */
import { NO_FAULTS } from './faults.ts';
import type { Plan } from './plan.ts';

/** A plan of its own, not its seed's: what a seed means changes with the plans. */
export type Regression = { readonly name: string; readonly plan: Plan };

const CALM: Omit<Plan, 'seed' | 'acts'> = {
  provider: 'cloud',
  people: 1,
  isOneHome: false,
  thinkMs: 0,
  bubbles: 1,
  rates: NO_FAULTS,
};

export const REGRESSIONS: readonly Regression[] = [
  {
    name: 'P3 · a deletion that Kommo tells behind the turn which found the card gone still lets the lead have a new one',
    plan: {
      ...CALM,
      seed: 23,
      provider: 'evolution',
      acts: [
        { atMs: 180_000, who: 0, kind: 'says', words: 'sou o Mateus' },
        { atMs: 180_500, who: 0, kind: 'deletes_card' },
      ],
    },
  },
  {
    name: 'P3, I7 · a card taken and deleted, another one made: given back by a person, told by no hook, it is the bot’s again',
    plan: {
      ...CALM,
      seed: 13,
      acts: [
        { atMs: 187_685, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'told', by: 'marcos' },
        { atMs: 196_289, who: 0, kind: 'deletes_card' },
      ],
    },
  },
  {
    name: 'P3, I7 · … and so is a lead whose message waited on that card all the while',
    plan: {
      ...CALM,
      seed: 28,
      acts: [
        { atMs: 203_804, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'lost', by: 'paula' },
        { atMs: 209_834, who: 0, kind: 'says', words: 'tudo bem' },
        { atMs: 217_202, who: 0, kind: 'deletes_card' },
        { atMs: 268_928, who: 0, kind: 'says', words: 'não entendi' },
      ],
    },
  },
  {
    name: 'P3 · … while who holds a card that is gone holds the lead, and what is said then waits for a person’s move',
    plan: {
      ...CALM,
      seed: 33,
      acts: [
        { atMs: 36_044, who: 0, kind: 'moves', to: 'nao_interessado', told: 'lost', by: 'owner' },
        { atMs: 262_208, who: 0, kind: 'says', words: 'pode ser amanhã às 10h?' },
        { atMs: 269_825, who: 0, kind: 'deletes_card' },
        { atMs: 458_727, who: 0, kind: 'says', words: 'sou o Mateus' },
      ],
    },
  },
  {
    name: 'P6 · what a seller answers on the card of a home silences both of its numbers',
    plan: {
      ...CALM,
      seed: 160,
      provider: 'evolution',
      people: 2,
      isOneHome: true,
      acts: [
        { atMs: 15_830, who: 1, kind: 'answers', via: 'chat' },
        { atMs: 18_927, who: 0, kind: 'says', words: 'tudo bem' },
      ],
    },
  },
  {
    name: 'R18 · what is said in the very second of the return may be answered or not',
    plan: {
      ...CALM,
      seed: 196,
      provider: 'evolution',
      acts: [
        { atMs: 961_803, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'told', by: 'marcos' },
        { atMs: 1_141_803, who: 0, kind: 'says', words: 'oi?' },
        { atMs: 1_141_980, who: 0, kind: 'moves', to: 'em_qualificacao', told: 'told', by: 'marcos' },
      ],
    },
  },
  {
    name: 'P3, P22 · a card of ours deleted while Kommo refuses us for a quarter of an hour is found in the trash',
    plan: {
      ...CALM,
      seed: 373,
      provider: 'evolution',
      thinkMs: 14_000,
      acts: [
        { atMs: 67_070, who: 0, kind: 'outage', end: '/kommo', ms: 20_000, how: 'error' },
        { atMs: 249_657, who: 0, kind: 'deletes_card' },
      ],
    },
  },
  {
    name: '§6, I7 · the lead’s own card, closed beside an open one of its home, voids no answer that waits for WhatsApp',
    plan: {
      ...CALM,
      seed: 217,
      provider: 'evolution',
      people: 2,
      isOneHome: true,
      thinkMs: 3_000,
      bubbles: 2,
      acts: [
        { atMs: 186_286, who: 0, kind: 'says', words: 'opção B' },
        { atMs: 187_245, who: 1, kind: 'outage', end: '/sqs', ms: 20_000, how: 'refused' },
        { atMs: 191_670, who: 1, kind: 'says', words: 'a conta é R$ 850,00' },
        { atMs: 193_325, who: 0, kind: 'second_card', stage: 'lost' },
        { atMs: 224_016, who: 1, kind: 'moves', to: 'lost', told: 'told', by: 'paula' },
        { atMs: 226_327, who: 0, kind: 'outage', end: '/evolution', ms: 90_000, how: 'error' },
      ],
    },
  },
  {
    name: 'V1 · a container that dies with the confirmation of a stop on its way loses no stop: what is written next is not answered',
    plan: {
      ...CALM,
      seed: 157,
      provider: 'evolution',
      acts: [
        { atMs: 2_000, who: 0, kind: 'opts_out' },
        { atMs: 2_000, who: 0, kind: 'kills', how: 'crash', aim: { at: 'post', nth: 1, when: 'leaves' } },
        { atMs: 76_595, who: 0, kind: 'says', words: 'oi?' },
      ],
    },
  },
  {
    name: 'P6 · a person’s move of the one card of a home gives both of its numbers back, whichever it was made for',
    plan: {
      ...CALM,
      seed: 542,
      people: 2,
      isOneHome: true,
      acts: [
        { atMs: 1_000, who: 1, kind: 'answers', via: 'phone' },
        { atMs: 7_000, who: 1, kind: 'deletes_card' },
        { atMs: 30_000, who: 0, kind: 'moves', to: 'qualificado', told: 'told', by: 'paula' },
        { atMs: 90_000, who: 1, kind: 'says', words: 'tudo bem' },
      ],
    },
  },
  {
    name: 'I8 · a card that the other number’s ladder closed and a person opened again is not given up a second time',
    plan: {
      ...CALM,
      seed: 117,
      people: 2,
      isOneHome: true,
      acts: [
        { atMs: 552, who: 1, kind: 'says', words: 'tudo bem' },
        { atMs: 8_011, who: 1, kind: 'merges_cards' },
        { atMs: 259_170_000, who: 0, kind: 'outage', end: '/kommo', ms: 200_000, how: 'error' },
        { atMs: 259_380_000, who: 0, kind: 'moves', to: 'em_qualificacao', told: 'lost', by: 'marcos' },
        { atMs: 259_800_000, who: 0, kind: 'reads' },
      ],
    },
  },
];
