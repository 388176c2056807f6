/** The chain of brains over a real socket: the product's client on one side, the model emulator on the other. */
import { afterEach, beforeEach } from 'vitest';
import * as z from 'zod/mini';
import type { BrainReply, Conversation } from '../../../lib/agent/brain.ts';
import { createBrainChain } from '../../../lib/agent/chain.ts';
import { openingDialogue, QUESTION_KEYS } from '../../../lib/agent/dialogue.ts';
import { emptyFacts, type Facts } from '../../../lib/agent/extract/facts.ts';
import type { Answer } from '../../../lib/agent/llm/answer.ts';
import { createLlmBrain } from '../../../lib/agent/llm/llm-brain.ts';
import { createModel } from '../../../lib/agent/llm/model.ts';
import { createScriptedBrain } from '../../../lib/agent/scripted.ts';
import { createLog } from '../../../lib/log.ts';
import { createVirtualClock } from '../../../local/clock.ts';
import { type HttpStack, serve } from '../../../local/emulators/http.ts';
import type { ModelAnswer, SeenRequest } from '../../../local/emulators/model/answers.ts';
import { createModelEmulator, type ModelControl } from '../../../local/emulators/model/emulator.ts';
import { aConversation, MONDAY_TEN } from '../talks.ts';

export const scripted = createScriptedBrain();
const KEY = 'local_model_key';

const nothing: Answer['learnt'] = {
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

const silent = { corrects: [], wish: null, unanswered: [], mood: null, language: null };

/** A model's answer that learnt nothing and asks nothing, but for `change`. */
export const anAnswer = ({
  learnt = {},
  ...change
}: Partial<Omit<Answer, 'learnt'>> & { learnt?: Partial<Answer['learnt']> } = {}): ModelAnswer => ({
  kind: 'value',
  value: {
    bubbles: ['Certo.'],
    question: null,
    slot: null,
    ...silent,
    ...change,
    learnt: { ...nothing, ...learnt },
  },
});

/** A lead in the middle of the talk: name, bill and menu are behind it. */
export const midTalk = (change: Partial<Conversation> = {}, facts: Partial<Facts> = {}): Conversation =>
  aConversation({
    isFirstReply: false,
    meeting: { slots: [], booking: null, outcome: null },
    facts: {
      ...emptyFacts,
      name: 'Ana',
      bills: [850],
      billBrl: 850,
      chosenFlow: 'compra_energia_desconto',
      ...facts,
    },
    dialogue: {
      ...openingDialogue,
      stage: 'fluxo',
      lastQuestion: 'own_plant',
      menuShown: [
        'instalacao_usina_propria',
        'aluguel_lote',
        'compra_energia_desconto',
        'usina_investimento',
      ],
      asked: { name: 1, bill: 1, solution: 1, current_discount: 1, city: 1, own_plant: 1 },
    },
    ...change,
  });

/** A lead who writes for the first time. */
export const firstTalk = (change: Partial<Conversation> = {}): Conversation =>
  aConversation({ meeting: { slots: [], booking: null, outcome: null }, ...change });

export const wrote = (...texts: readonly string[]) => texts.map((text) => ({ kind: 'text' as const, text }));

const Shown = z.object({
  rascunho: z.array(z.string()),
  perguntas_em_aberto: z.array(z.object({ chave: z.enum(QUESTION_KEYS) })),
});

/** A model that says the draft in its own way: the words change, the question stays. */
export const rewords = (request: SeenRequest): ModelAnswer => {
  if (request.api === 'transcription') return { kind: 'status', status: 500 };
  const { rascunho, perguntas_em_aberto } = Shown.parse(shownIn(request));
  return anAnswer({
    bubbles: rascunho.map((bubble) => `${bubble} Viu.`),
    question: rascunho.join().includes('?') ? (perguntas_em_aberto[0]?.chave ?? null) : null,
  });
};

/** What the model was shown as JSON. */
export const shownIn = (request: SeenRequest | undefined): Record<string, unknown> =>
  JSON.parse(request?.text ?? '{}');

/** Call once at the top of a test file. `reply` asks a chain of `modelo-local`, `modelo-reserva` and the scripted brain. */
export function useModel() {
  let stack: HttpStack;
  let control: ModelControl;
  const logLines: string[] = [];
  const clock = createVirtualClock({ mode: 'manual', startMs: MONDAY_TEN });

  beforeEach(async () => {
    const emulator = createModelEmulator({ clock, apiKey: KEY });
    control = emulator.control;
    stack = await serve({ mounts: { '/model': emulator.handler } });
    logLines.length = 0;
  });
  afterEach(async () => {
    control.heal();
    await stack.close();
  });

  const brain = (model: string) =>
    createLlmBrain({
      model: createModel({
        provider: 'openai',
        model,
        apiKey: KEY,
        baseUrl: `${stack.url}/model/v1`,
        audioModel: 'whisper-1',
      }),
      scripted,
    });
  return {
    logLines,
    get model(): ModelControl {
      return control;
    },
    reply: (conversation: Conversation, { attemptTimeoutMs = 5_000 } = {}): Promise<BrainReply> =>
      createBrainChain({
        primary: brain('modelo-local'),
        fallback: brain('modelo-reserva'),
        scripted,
        clock,
        log: createLog({ nowMs: clock.nowMs, write: (line) => logLines.push(line) }),
        limits: { timeoutMs: attemptTimeoutMs, budgetMs: 30_000, attempts: 2 },
      }).reply(conversation),
    asked: (): readonly string[] => control.requests.map(({ model }) => model),
  };
}
