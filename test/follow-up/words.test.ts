/** What a silent lead is written: of its own talk, never twice the same, nothing that may not be said. */
import { expect, test, vi } from 'vitest';
import { type DialogueState, QUESTION_KEYS } from '../../lib/agent/dialogue.ts';
import { emptyFacts, type Facts } from '../../lib/agent/extract/facts.ts';
import { type FollowUpAsked, scriptedFollowUp } from '../../lib/agent/follow-up.ts';
import { PLAYBOOK_NUMBERS } from '../../lib/agent/playbook.ts';
import { invalidReply } from '../../lib/agent/reply-guardrails.ts';
import { aConversation } from '../agent/talks.ts';
import { useWorlds } from '../support/world.ts';
import { at, silentLead } from './support/silence.ts';

const LEADS: readonly Partial<Facts>[] = [
  {},
  { name: 'Mateus Andrade' },
  { name: 'Mateus', billBrl: 850, bills: [850] },
  { name: 'Mateus', billBrl: 850, bills: [850], chosenFlow: 'compra_energia_desconto' },
  { chosenFlow: 'instalacao_usina_propria' },
];
const talkAt = (lastQuestion: DialogueState['lastQuestion'], facts: Partial<Facts>) =>
  aConversation({
    facts: { ...emptyFacts, ...facts },
    dialogue: { stage: 'fluxo', lastQuestion, menuShown: null, asked: {} },
    isFirstReply: false,
  });

test.each([...QUESTION_KEYS, null])(
  'F11, M10 · stopped at %s: every word of every silence in a row passes the validators, and none comes twice',
  (question) => {
    for (const facts of LEADS) {
      const conversation = talkAt(question, facts);
      const said: string[] = [];
      // Three silences, one after the other.
      for (const asked of [1, 2, 3, 1, 2, 3].map((step): FollowUpAsked => ({ step, of: 3 }))) {
        const history = said.map((text) => ({ author: 'bot' as const, text, at: 0 }));
        const text = scriptedFollowUp({ ...conversation, history }, asked);
        if (text === null) continue;
        expect(invalidReply([text], { facts: conversation.facts, numbers: PLAYBOOK_NUMBERS })).toBeNull();
        expect(text).not.toMatch(/\s{2}|^[a-zà-ú]|, [.,]|undefined/);
        said.push(text);
      }
      expect(said.length).toBe(6);
      expect(new Set(said).size).toBe(said.length);
    }
  },
);

test('F1 · whoever has read everything there is to say is told nothing, rather than the same again', () => {
  const conversation = talkAt('bill', { name: 'Mateus' });
  const said: string[] = [];
  for (let silences = 0; silences < 10; silences += 1) {
    const text = scriptedFollowUp(
      { ...conversation, history: said.map((each) => ({ author: 'bot', text: each, at: 0 })) },
      { step: 1, of: 3 },
    );
    if (text !== null) said.push(text);
  }
  expect(said).toHaveLength(3);
});

test('the last one says that it is the last', () => {
  expect(scriptedFollowUp(talkAt('bill', { name: 'Mateus' }), { step: 3, of: 3 })).toMatch(/última mensagem/);
});

const world = useWorlds();
// Days of the stack's time in each test: a busy machine takes its own.
vi.setConfig({ testTimeout: 120_000 });
const withModel = { environment: { LLM_PROVIDER: 'openai' } } as const;

test('a model words the follow-up from the lead’s own talk', async () => {
  const w = await silentLead(world, withModel);
  w.model.control.always(() => ({
    kind: 'value',
    value: { text: 'Mateus, conseguiu achar a conta de luz? Um valor por alto já me ajuda.' },
  }));
  w.model.control.requests.length = 0;
  await w.clock.advance(at('2026-11-23 10:40') - w.clock.nowMs());
  expect(w.since().map(([, text]) => text)).toEqual([
    'Mateus, conseguiu achar a conta de luz? Um valor por alto já me ajuda.',
  ]);
  const [asked] = w.model.control.requests;
  expect(asked?.hasTools).toBe(false);
  expect(asked?.text).toContain('Mateus');
  expect(asked?.text).toContain('1 de 3');
});

test.each([
  ['asks for a document', { kind: 'value', value: { text: 'Mateus, me passa seu CPF que eu adianto?' } }],
  ['invents a number', { kind: 'value', value: { text: 'Mateus, dá pra economizar R$ 4.321 por ano!' } }],
  [
    'says a meeting is booked',
    { kind: 'value', value: { text: 'Mateus, sua reunião ficou marcada pra amanhã às 15h.' } },
  ],
  ['greets again', { kind: 'value', value: { text: 'Oi, tudo bem? Aqui é a Helena.' } }],
  ['is down', { kind: 'status', status: 503 }],
  ['answers no JSON', { kind: 'garbage', body: 'nope' }],
] as const)(
  'F11, M8 · a model that %s is not repeated: the scripted words are said, of the same talk',
  async (_what, answer) => {
    const w = await silentLead(world, withModel);
    w.model.control.always(() => answer);
    await w.clock.advance(at('2026-11-23 10:40') - w.clock.nowMs());
    expect(w.since().map(([, text]) => text)).toEqual([
      expect.stringMatching(/^Mateus, ficou faltando só saber quanto costuma vir/),
    ]);
  },
);
