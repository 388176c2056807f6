/**
 * The running stack in the field's words: what leads, sellers and the weather do, and what phones, cards and ledger show. The
 * demo, the console and the tests act on it through here, each with its own cast. Everything happens through the emulators'
 * own controls or is read from the store; no rule of the product is known here.
 */
import { LeadKey } from '../lib/lead.ts';
import { canonicalPhone } from '../lib/phone.ts';
import type { LeadRecord } from '../lib/store/lead-rows.ts';
import type { DecisionRecord, MessageRecord } from '../lib/store/rows.ts';
import { createStore } from '../lib/store/store.ts';
import { SELLERS, STATUS } from './account.ts';
import type { CardView } from './emulators/kommo/card.ts';
import type { ScreenMessage } from './emulators/whatsapp/screens.ts';
import type { Stack, StackWithoutDatabase } from './stack-options.ts';

export type Seller = keyof typeof SELLERS;
export type StageName = keyof typeof STATUS;
export type Speaker = 'lead' | 'bot' | 'person';

export type World = {
  /** The WhatsApp emulator of the provider in use. */
  readonly whatsapp: Stack['cloud']['control'] | Stack['evolution']['control'];
  /** In the order they were made. */
  cards(): readonly CardView[];
  /** A person moves a card; Marcos by default. `told: false`: Kommo's hooks about it are lost. */
  moveCard(move: { leadId: number; stage: StageName; userId?: number; told?: boolean }): void;
  /** What the phone shows, in order. */
  screen(phone: string): readonly ScreenMessage[];
  /** Null: nobody is known by that phone, in any spelling. */
  lead(phone: string): Promise<LeadRecord | null>;
  /** The newest `limit`, oldest first. */
  decisionsOf(lead: LeadRecord, limit: number): Promise<readonly DecisionRecord[]>;
  messagesOf(lead: LeadRecord, limit: number): Promise<readonly MessageRecord[]>;
};

/** Who wrote a line on the lead's screen: only what came through the product's own API is the bot's. */
export function speakerOf({ from, via }: Pick<ScreenMessage, 'from' | 'via'>): Speaker {
  if (from === 'lead') return 'lead';
  return from === 'us' && via === 'api' ? 'bot' : 'person';
}

export function worldOf(
  stack: StackWithoutDatabase,
  { provider }: { provider: 'cloud' | 'evolution' },
): World {
  const { kommo, environment } = stack;
  const whatsapp = stack[provider].control;
  const store = createStore({
    url: environment['SUPABASE_URL'] ?? '',
    serviceKey: environment['SUPABASE_SERVICE_KEY'] ?? '',
  });
  return {
    whatsapp,
    cards: () => kommo.control.cards(),
    moveCard: ({ leadId, stage, userId = SELLERS.marcos, told = true }) => {
      // Whether a hook is lost is decided when Kommo writes it, at the move.
      if (!told) kommo.control.hooks.drop('all');
      kommo.control.moveCard({ leadId, statusId: STATUS[stage], userId });
      if (!told) kommo.control.hooks.drop(0);
    },
    screen: (phone) => whatsapp.phone(phone),
    lead: (phone) => store.leadByKey(LeadKey.parse(canonicalPhone(phone) ?? phone)),
    decisionsOf: ({ id }, limit) => store.decisionsOf(id, limit),
    messagesOf: ({ id }, limit) => store.messagesOf(id, limit),
  };
}
