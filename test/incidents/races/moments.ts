/**
 * Moments inside a turn: a brain that takes its time, and a database at one of whose calls something else happens in the
 * world. Time passes on the stack's clock only, so what a seller does meanwhile reaches us as it would: by webhook, or not.
 */
import { afterEach } from 'vitest';
import type { Brain, BrainReply, Conversation } from '../../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../../lib/agent/scripted.ts';
import type { SupabaseEmulator } from '../../../local/emulators/supabase/emulator.ts';
import { SELLERS, type StackOptions } from '../../../local/stack.ts';
import { useDatabase } from '../../support/database.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';

/** What happens at a call of the SQL function `fn`, and how long the call then takes on the stack's clock. */
type Moment = {
  /** `settling`: what WhatsApp answered is kept, with the next bubble's commit or by itself. */
  readonly fn: string;
  /** `before`: the call has not been carried out yet. `after`: it has, and its answer is on the way. */
  readonly side?: 'before' | 'after';
  readonly ms: number;
  readonly happens: () => void;
};

export type MomentWorld = World & {
  /** At the next call of `moment.fn`. Several wait in order. */
  at(moment: Moment): void;
  /** How long a call to the database takes from now on, but for those that tell an echo. Zero while a test asks questions of its own: it has no turn to wait in. */
  databaseTakes(ms: number): void;
  /** Moments that have not come. */
  pendingMoments(): number;
};

type MomentOptions = Partial<Omit<StackOptions, 'brains' | 'supabase'>> & {
  /** How long the brain thinks, on the stack's clock. */
  readonly thinksForMs?: number;
  /** What the brain says in the place of the scripted reply, from the scripted one. */
  readonly says?: (reply: BrainReply, turn: number, conversation: Conversation) => readonly string[];
};

/**
 * What a webhook calls to tell our own echo from a person. Evolution answers a send only after its webhook has been
 * answered: time that passed here would have to pass for the webhook and for the turn that waits for it.
 */
const OF_AN_ECHO: ReadonlySet<string> = new Set([
  'chat_of_person_message',
  'lead_by_id',
  'record_person_message',
]);

const settles = async (request: Request): Promise<boolean> =>
  (await request.clone().text()).includes('"providerId"');

const RPC = /\/rpc\/([^/?]+)/;

/** Call once at the top of a test file, in the place of `useWorlds`. */
export function useMoments(): (options?: MomentOptions) => Promise<MomentWorld> {
  const world = useWorlds();
  const database = useDatabase();
  let moments: Moment[] = [];
  afterEach(() => {
    moments = [];
  });

  return async ({ thinksForMs = 0, says = (reply: BrainReply) => reply.bubbles, ...options } = {}) => {
    let clock: World['clock'] | null = null;
    let callMs = 0;
    const pass = async (ms: number): Promise<void> => {
      if (ms > 0) await clock?.sleep(ms);
    };
    const supabase: SupabaseEmulator = {
      ...database(),
      handler: async (request) => {
        const fn = RPC.exec(request.url)?.[1];
        const isSettling = fn === 'settle_sends' || (fn === 'commit_send' && (await settles(request)));
        const moment = moments.find(
          (candidate) => candidate.fn === fn || (isSettling && candidate.fn === 'settling'),
        );
        if (!moment) {
          if (!OF_AN_ECHO.has(fn ?? '')) await pass(callMs);
          return database().handler(request);
        }
        moments = moments.filter((candidate) => candidate !== moment);
        const answer = moment.side === 'after' ? await database().handler(request) : null;
        moment.happens();
        await pass(moment.ms);
        return answer ?? database().handler(request);
      },
    };
    const scripted = createScriptedBrain();
    let turn = 0;
    const brain: Brain = {
      reply: async (conversation) => {
        const reply = await scripted.reply(conversation);
        await pass(thinksForMs);
        turn += 1;
        return { ...reply, bubbles: says(reply, turn, conversation) };
      },
    };
    const w = await world({ ...options, supabase, brains: [brain] });
    clock = w.clock;
    return Object.assign(w, {
      at: (moment: Moment) => {
        moments.push(moment);
      },
      databaseTakes: (ms: number) => {
        callMs = ms;
      },
      pendingMoments: () => moments.length,
    });
  };
}

/** Every way in which a person takes the conversation, told to us or not. */
export const TAKEOVERS = {
  'a card moved and told': (w) => w.moves('atendimento_humano'),
  'a card moved while the hook was lost': (w) => w.moves('atendimento_humano', { told: false }),
  'an answer from the phone': (w) =>
    void w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' }),
  "an answer in Kommo's chat": (w) =>
    void w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi, aqui é o Marcos', userId: SELLERS.marcos }),
} as const satisfies Record<string, (w: World) => void>;

/** Takeovers that a webhook tells us about. */
export const TOLD = [
  'a card moved and told',
  'an answer from the phone',
  "an answer in Kommo's chat",
] as const;

/** Names a test for each takeover. */
export const takeovers = (): [name: keyof typeof TAKEOVERS, happens: (w: World) => void][] =>
  (Object.keys(TAKEOVERS) as (keyof typeof TAKEOVERS)[]).map((name) => [name, TAKEOVERS[name]]);
