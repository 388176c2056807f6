/**
 * What a person can do to the running stack, and what can be seen of it: the verbs behind `/_local`. No HTTP here, no
 * rules of the product: everything happens through the emulators' own controls or is read from the store.
 */

import { decisionIn, type Language } from '../../lib/language.ts';
import { timeInWords } from '../../lib/reasons-pt.ts';
import { SELLERS } from '../account.ts';
import type { CardView } from '../emulators/kommo/card.ts';
import type { LeadContent } from '../emulators/whatsapp/vocabulary.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';
import { type Seller, type StageName, speakerOf, worldOf } from '../world.ts';
import { wordsIn } from './words.ts';

export const SELLER_NAMES = ['marcos', 'paula'] as const satisfies readonly Seller[];

const DECISIONS_SHOWN = 200;
const STAGE_NAMES: readonly StageName[] = [
  'novo_lead',
  'em_qualificacao',
  'qualificado',
  'desqualificado',
  'reuniao_agendada',
  'atendimento_humano',
  'nao_interessado',
  'won',
  'lost',
];

const SENDABLE = {
  voice: { kind: 'voice' },
  photo: { kind: 'image', caption: 'minha conta de luz' },
  location: { kind: 'location', latitude: -8.0476, longitude: -34.877, place: 'Recife' },
} as const satisfies Record<string, LeadContent>;

const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim()
    .replace(/[\s-]+/g, '_');

/** The stage of that name, written as in Kommo or as a key: "Atendimento humano", `atendimento_humano`. */
export const stageNamed = (name: string): StageName | null =>
  STAGE_NAMES.find((stage) => stage === folded(name)) ?? null;
export const stageNames = (): string => STAGE_NAMES.join(', ');

export type ShownMessage = {
  readonly at: string;
  readonly who: string;
  readonly text: string;
  readonly status: string;
};
export type ShownCard = Pick<CardView, 'leadId' | 'name' | 'stage' | 'pipeline' | 'tags' | 'fields'> & {
  readonly phones: readonly string[];
  readonly notes: readonly string[];
  readonly tasks: readonly string[];
};
export type ShownDecision = {
  readonly at: string;
  readonly what: string;
  /** Why the bot spoke, waited or kept silent, as the ledger has it. */
  readonly reason: string;
  readonly stageSeen: string | null;
  readonly stageAgeMs: number | null;
};

export type Actions = {
  leadSays(message: { from: string; name?: string | undefined; text: string }): string;
  /** A voice note, the photo of a bill, or where the lead is. */
  leadSends(message: { from: string; what: 'voice' | 'photo' | 'location' }): string;
  /** False: Kommo has no such card. `told: false`: Kommo's hook about it is lost. */
  moveCard(move: {
    leadId: number;
    stage: StageName;
    user: (typeof SELLER_NAMES)[number];
    told: boolean;
  }): boolean;
  personAnswers(answer: { to: string; text: string }): string;
  /** Resolves when everything that falls due meanwhile is done. */
  advance(ms: number): Promise<void>;
  kommo(isUp: boolean): void;
  kommoIsUp(): boolean;
  phone(number: string): readonly ShownMessage[];
  cards(): readonly ShownCard[];
  /** Null: nobody is known by that phone. */
  decisions(phone: string): Promise<readonly ShownDecision[] | null>;
  nowMs(): number;
};

export function createActions(
  stack: StackWithoutDatabase,
  { provider, lang }: { provider: 'cloud' | 'evolution'; lang: Language },
): Actions {
  const world = worldOf(stack, { provider });
  const { whatsapp } = world;
  const { kommo, clock } = stack;
  let advancing: Promise<void> = Promise.resolve();
  let isUp = true;

  return {
    leadSays: ({ from, name, text }) =>
      whatsapp.leadSays({ from, text, ...(name !== undefined && { name }) }),
    leadSends: ({ from, what }) => whatsapp.leadSends({ from, ...SENDABLE[what] }),
    moveCard: ({ leadId, stage, user, told }) => {
      if (!world.cards().some((card) => card.leadId === leadId)) return false;
      world.moveCard({ leadId, stage, userId: SELLERS[user], told });
      return true;
    },
    personAnswers: (answer) => whatsapp.personAnswers(answer),
    advance: (ms) => {
      // One at a time: two at once would each fire what the other waits for.
      advancing = advancing.then(() => clock.advance(ms));
      return advancing;
    },
    kommo: (up) => {
      isUp = up;
      if (up) kommo.control.up();
      else kommo.control.down();
    },
    kommoIsUp: () => isUp,
    phone: (number) =>
      world.screen(number).map((message) => ({
        at: timeInWords(message.at),
        who: wordsIn(lang).speakers[speakerOf(message)],
        text: message.text,
        status: message.status,
      })),
    cards: () =>
      world.cards().map(({ leadId, name, stage, pipeline, tags, fields, contacts, notes, tasks }) => ({
        leadId,
        name,
        stage,
        pipeline,
        tags,
        fields,
        phones: contacts.flatMap(({ phones }) => phones),
        notes: notes.map(({ text }) => text),
        tasks: tasks.map(({ text }) => text),
      })),
    decisions: async (phone) => {
      const lead = await world.lead(phone);
      if (!lead) return null;
      const decisions = await world.decisionsOf(lead, DECISIONS_SHOWN);
      return decisions.map((decision) => ({
        at: timeInWords(decision.at),
        what: decisionIn(lang, decision),
        reason: decision.reason,
        stageSeen: typeof decision.evidence['stage'] === 'string' ? decision.evidence['stage'] : null,
        stageAgeMs: decision.stage_age_ms,
      }));
    },
    nowMs: clock.nowMs,
  };
}
