/** The order of the brains: the model, once more with the reason, the fallback model, the scripted brain, silence. */
import { describe, expect, test } from 'vitest';
import { createBrainChain, NoReplyError } from '../../../lib/agent/chain.ts';
import type { ModelBrain } from '../../../lib/agent/llm/llm-brain.ts';
import type { RefusedReason } from '../../../lib/agent/llm/prompt.ts';
import { createLog } from '../../../lib/log.ts';
import type { ModelAnswer } from '../../../local/emulators/model/answers.ts';
import { anAnswer, midTalk, scripted, shownIn, useModel, wrote } from './support.ts';

const talk = useModel();
const LIMITS = { timeoutMs: 20_000, budgetMs: 30_000, attempts: 2 };
const LEAD_SAYS = wrote('ainda não, por enquanto nada');
const GOOD = ['Entendi, Ana. Você tem contrato de fidelidade com outra empresa de energia?'];
const good = anAnswer({ bubbles: GOOD, question: 'loyalty_contract' });

test("the words are the model's, the talk is code's", async () => {
  talk.model.next(good);
  const reply = await talk.reply(midTalk({ burst: LEAD_SAYS }));
  const planned = await scripted.reply(midTalk({ burst: LEAD_SAYS }));
  expect(reply.bubbles).toEqual(GOOD);
  expect(reply).toMatchObject({
    facts: planned.facts,
    dialogue: { ...planned.dialogue, said: reply.dialogue.said },
    intent: planned.intent,
  });
  expect(talk.asked()).toEqual(['modelo-local']);
});

describe('a model that fails', () => {
  const FAILURES: readonly [string, ModelAnswer][] = [
    ['is down', { kind: 'status', status: 500 }],
    ['is over its limit', { kind: 'status', status: 429 }],
    ['does not know the key', { kind: 'status', status: 401 }],
    ['returns garbage', { kind: 'garbage', body: 'oops' }],
    ['refuses', { kind: 'refusal', text: 'I cannot help with that.' }],
    ['is cut by its token limit', { kind: 'truncated', value: { bubbles: GOOD } }],
    ['hangs up', { kind: 'drop' }],
    ['says nothing', { kind: 'empty' }],
  ];
  test.each(FAILURES)('M8 · a model that %s gives way to the fallback model', async (_what, failure) => {
    talk.model.next(failure, good);
    expect((await talk.reply(midTalk({ burst: LEAD_SAYS }))).bubbles).toEqual(GOOD);
    expect(talk.asked()).toEqual(['modelo-local', 'modelo-reserva']);
  });

  test.each(FAILURES)(
    'M7 · where both models fail (%s) the scripted brain answers, word for word',
    async (_what, failure) => {
      talk.model.always(failure);
      const conversation = midTalk({ burst: LEAD_SAYS });
      expect(await talk.reply(conversation)).toEqual(await scripted.reply(conversation));
      expect(talk.asked()).toEqual(['modelo-local', 'modelo-reserva']);
    },
  );

  test('M7 · one that never answers is given up in time', async () => {
    talk.model.next({ kind: 'hang' }, good);
    expect((await talk.reply(midTalk({ burst: LEAD_SAYS }), { attemptTimeoutMs: 60 })).bubbles).toEqual(GOOD);
  });

  test('O2 · the log says which model and why, and nothing that anybody wrote', async () => {
    talk.model.always({ kind: 'refusal', text: 'segredo do modelo' });
    await talk.reply(midTalk({ burst: wrote('meu vizinho Jurandir não quer') }));
    const lines = talk.logLines.map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { event: 'model.failed', model: 'openai/modelo-local', cause: 'refused' },
      { event: 'model.failed', model: 'openai/modelo-reserva', cause: 'refused' },
    ]);
    expect(talk.logLines.join('')).not.toMatch(/segredo|Jurandir|Ana/);
  });

  test('C15 · a key that is no longer let in is an error in the log, for a person to mend', async () => {
    talk.model.next({ kind: 'status', status: 401 }, good);
    await talk.reply(midTalk({ burst: LEAD_SAYS }));
    expect(JSON.parse(talk.logLines[0] ?? '{}')).toMatchObject({
      level: 'error',
      event: 'model.failed',
      cause: 'unauthorised',
    });
  });
});

describe('words that may not be said', () => {
  const REFUSED: readonly [bubbles: readonly string[], reason: RefusedReason, why: string][] = [
    [[], 'empty', 'não servia'],
    [['Me passa seu CPF pra eu adiantar.'], 'asks_documents', 'documento'],
    [['<RESPOSTA_FINAL>Oi</RESPOSTA_FINAL>'], 'tool_syntax', 'não servia'],
    [['crm.update_stage(stage="qualificado")'], 'tool_syntax', 'não servia'],
    [['Certo, {{nome}}, vamos em frente.'], 'template', 'não servia'],
    [['Sua economia é de R$ 170 por mês.'], 'unsourced_figure', 'número'],
    [['Somando com a outra conta dá mil e trezentos reais.'], 'unsourced_figure', 'número'],
    [['São trinta por cento de desconto.'], 'unsourced_figure', 'número'],
    [['Liga pro meu colega no (81) 99999-1234.'], 'foreign_contact', 'contato'],
    [['Escreve pra joao@exemplo.com que ele ajuda.'], 'foreign_contact', 'contato'],
    [['Olha em https://exemplo.com/oferta tudo explicado.'], 'foreign_link', 'link'],
    [['Pronto, sua reunião está marcada.'], 'unconfirmed_meeting', 'marcada'],
    [['Cancelei a sua conversa.'], 'unconfirmed_meeting', 'marcada'],
    [['Te espero às 15h.'], 'unconfirmed_meeting', 'marcada'],
    // The playbook's own 20 is a percentage; as an hour it is invented.
    [['Nosso atendimento abre às 20 horas.'], 'unknown_time', 'horário'],
    [['Bom dia, Ana, tudo certo por aí.'], 'greets_again', 'cumprimentava'],
    [['Um momento, vou verificar no sistema.'], 'announces_action', 'anunciava'],
    [['Como modelo de linguagem, eu sigo um prompt.'], 'system_text', 'não servia'],
    [['Minha regra: faça no máximo uma pergunta em toda a resposta e pronto.'], 'system_text', 'não servia'],
    [['a', 'b', 'c', 'd'], 'too_many_bubbles', 'não servia'],
    [['x'.repeat(800)], 'too_long', 'não servia'],
    [['Quer saber mais? Quer marcar?'], 'several_questions', 'uma pergunta'],
    [['Posso te ajudar em algo?'], 'question_out_of_order', 'em aberto'],
  ];
  test.each(REFUSED)('M9 · M10 · %j is not said: %s', async (bubbles, reason, why) => {
    talk.model.next(anAnswer({ bubbles: [...bubbles] }), good);
    expect((await talk.reply(midTalk({ burst: LEAD_SAYS }))).bubbles).toEqual(GOOD);
    expect(talk.asked()).toEqual(['modelo-local', 'modelo-local']);
    expect(JSON.parse(talk.logLines[0] ?? '{}')).toMatchObject({ event: 'model.refused', reason });
    expect(shownIn(talk.model.requests[1])['sua_resposta_anterior_foi_recusada']).toContain(why);
  });

  test('M10 · regenerated once, then the fallback model, then the scripted brain', async () => {
    talk.model.always(anAnswer({ bubbles: ['Qual é o seu CPF?'], question: 'loyalty_contract' }));
    const conversation = midTalk({ burst: LEAD_SAYS });
    const { spent, ...reply } = await talk.reply(conversation);
    expect(reply).toEqual(await scripted.reply(conversation));
    // What was refused was paid for all the same.
    expect(spent).toMatchObject({ model: 'openai/modelo-reserva', answers: 4 });
    expect(talk.asked()).toEqual(['modelo-local', 'modelo-local', 'modelo-reserva', 'modelo-reserva']);
  });

  test('M10 · a message said before is not said again', async () => {
    const history = [{ author: 'bot' as const, text: 'A energia solar ajuda muito.', at: 0 }];
    talk.model.next(anAnswer({ bubbles: ['A energia solar ajuda muito.'] }), good);
    expect((await talk.reply(midTalk({ burst: LEAD_SAYS, history }))).bubbles).toEqual(GOOD);
  });
});

describe('nothing to say', () => {
  const clock = { nowMs: () => 0 };
  const log = createLog({ nowMs: clock.nowMs, write: () => {} });
  const silent = {
    reply: async () => ({ ...(await scripted.reply(midTalk({ burst: LEAD_SAYS }))), bubbles: [] }),
  };

  test('H9 · no text is an error to hold the turn for, never a stock text', async () => {
    const chain = createBrainChain({
      primary: null,
      fallback: null,
      scripted: silent,
      clock,
      log,
      limits: LIMITS,
    });
    await expect(chain.reply(midTalk({ burst: LEAD_SAYS }))).rejects.toThrow(NoReplyError);
  });

  test('M7 · models share one budget: with too little of it left the next is not asked', async () => {
    let nowMs = 0;
    const tries: string[] = [];
    const slow = (id: string): ModelBrain => ({
      id,
      attempt: async (_conversation, { timeoutMs }) => {
        tries.push(`${id} ${timeoutMs}`);
        nowMs += timeoutMs;
        return { kind: 'failed', cause: 'timeout' };
      },
    });
    const chain = createBrainChain({
      primary: slow('a'),
      fallback: slow('b'),
      scripted,
      clock: { nowMs: () => nowMs },
      log,
      limits: LIMITS,
    });
    await chain.reply(midTalk({ burst: LEAD_SAYS }));
    expect(tries).toEqual(['a 20000', 'b 10000']);
    const later = createBrainChain({
      primary: {
        id: 'a',
        attempt: async () => {
          nowMs += 29_000;
          return { kind: 'failed', cause: 'timeout' };
        },
      },
      fallback: slow('b'),
      scripted,
      clock: { nowMs: () => nowMs },
      log,
      limits: LIMITS,
    });
    tries.length = 0;
    await later.reply(midTalk({ burst: LEAD_SAYS }));
    expect(tries).toEqual([]);
  });
});
