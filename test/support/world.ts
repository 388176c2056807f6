/**
 * The world of a test: the real functions over the embedded stack, told in the field's words. One database per worker
 * (it takes a second to start), emptied for each test; everything else is new each time. Time moves only when the test says.
 */
import { afterEach, expect } from 'vitest';
import type { LeadRecord } from '../../lib/store/lead-rows.ts';
import type { DecisionRecord, MessageRecord } from '../../lib/store/rows.ts';
import { createStack, type Stack, type StackOptions } from '../../local/stack.ts';
import { type StageName, speakerOf, worldOf } from '../../local/world.ts';
import { useDatabase } from './database.ts';

/** Monday 10:00 in São Paulo. */
export const START_MS = Date.parse('2026-11-23T13:00:00Z');
export const MATEUS = { phone: '+5581990000001', name: 'Mateus' } as const;
export const CLARA = { phone: '+5511990000002', name: 'Clara' } as const;

const SECOND = 1000;
/** Past the debounce, so the turn of what was just said is over. */
const TURN_MS = 8 * SECOND;

export type World = Stack & {
  readonly logLines: readonly string[];
  /** The WhatsApp emulator of the provider under test. */
  readonly whatsapp: Stack['cloud']['control'] | Stack['evolution']['control'];
  /** The lead writes, and the world goes on until the turn is over. */
  says(text: string, who?: { phone: string; name: string }): Promise<void>;
  /** The lead writes, and no time passes. */
  saysNow(text: string, who?: { phone: string; name: string }): void;
  seconds(count: number): Promise<void>;
  minutes(count: number): Promise<void>;
  /** Hours and days in which little happens: reconcile, which every minute finds nothing, comes every half an hour. */
  hours(count: number): Promise<void>;
  /** What the lead's phone shows of us, bots and people, in order. */
  received(who?: { phone: string }): readonly string[];
  /** What the lead got from the bot alone, in order. */
  fromBot(who?: { phone: string }): readonly string[];
  /** The lead's only card in Kommo, by the name of the person or the first one. */
  cardId(): number;
  /** The stage's name on that card. */
  stage(): string;
  /** A seller moves the card. `told: false`: Kommo's hook about it is lost. */
  moves(stage: StageName, options?: { told?: boolean; userId?: number }): void;
  lead(who?: { phone: string }): Promise<LeadRecord>;
  decisions(who?: { phone: string }): Promise<readonly DecisionRecord[]>;
  messages(who?: { phone: string }): Promise<readonly MessageRecord[]>;
};

/** Call once at the top of a test file; then `world()` in each test. The database is emptied between tests. */
export function useWorlds(): (options?: Partial<StackOptions>) => Promise<World> {
  const database = useDatabase();
  let open: Stack[] = [];
  // Runs before the database is emptied: hooks of one kind run last first.
  afterEach(async () => {
    const closing = open;
    open = [];
    const failures = closing.flatMap((stack) => stack.failures);
    for (const stack of closing) await stack.close();
    expect(failures).toEqual([]);
  });

  return async (options = {}) => {
    const logLines: string[] = [];
    const provider = options.provider ?? 'cloud';
    const stack = await createStack({
      mode: 'manual',
      provider,
      startMs: START_MS,
      supabase: database(),
      log: (line) => logLines.push(line),
      ...options,
    });
    open.push(stack);
    const field = worldOf(stack, { provider });
    const lead = async ({ phone }: { phone: string } = MATEUS): Promise<LeadRecord> => {
      const found = await field.lead(phone);
      if (!found) throw new Error(`nobody is known as ${phone}`);
      return found;
    };
    const card = () => {
      const [first] = field.cards();
      if (!first) throw new Error('there is no card in Kommo');
      return first;
    };
    const saysNow: World['saysNow'] = (text, who = MATEUS) =>
      void field.whatsapp.leadSays({ from: who.phone, name: who.name, text });
    return Object.assign(stack, {
      logLines,
      whatsapp: field.whatsapp,
      saysNow,
      says: async (text: string, who?: { phone: string; name: string }) => {
        saysNow(text, who);
        await stack.clock.advance(TURN_MS);
      },
      seconds: (count: number) => stack.clock.advance(count * SECOND),
      minutes: (count: number) => stack.clock.advance(count * 60 * SECOND),
      hours: async (count: number) => {
        stack.reconcileEvery(30 * 60 * SECOND);
        await stack.clock.advance(count * 3600 * SECOND).finally(() => stack.reconcileEvery(0));
      },
      received: ({ phone }: { phone: string } = MATEUS) =>
        field.screen(phone).flatMap(({ from, text }) => (from === 'lead' ? [] : [text])),
      fromBot: ({ phone }: { phone: string } = MATEUS) =>
        field.screen(phone).flatMap((message) => (speakerOf(message) === 'bot' ? [message.text] : [])),
      cardId: () => card().leadId,
      stage: () => card().stage,
      moves: (stage: StageName, options: { told?: boolean; userId?: number } = {}) =>
        field.moveCard({ leadId: card().leadId, stage, ...options }),
      lead,
      decisions: async (who?: { phone: string }) => field.decisionsOf(await lead(who), 100),
      messages: async (who?: { phone: string }) => field.messagesOf(await lead(who), 200),
    });
  };
}
