/** What the brain is given to read: who said what, what is known, and nothing of a row it cannot understand (M11, M12). */
import { expect, test } from 'vitest';
import { openingDialogue } from '../../lib/agent/dialogue.ts';
import { emptyFacts } from '../../lib/agent/extract/facts.ts';
import { knowledgeOf, toConversation } from '../../lib/conversation/conversation-view.ts';
import { aLead, aMessage, NOW_MS } from './support/rows.ts';

const persona = {
  agentName: 'Helena',
  companyName: 'Solar Exemplo',
  timezone: 'America/Sao_Paulo',
  minBillBrl: 400,
  minScore: 50,
};
const talk = (parts: Partial<Parameters<typeof toConversation>[0]> = {}) =>
  toConversation({ lead: aLead(), burst: [], history: [], nowMs: NOW_MS, persona, ...parts });
const fromBot = aMessage({
  direction: 'out',
  author: 'bot',
  body: 'Olá!',
  content: null,
  disposition: null,
  status: 'sent',
});
const fromPerson = aMessage({
  direction: 'out',
  author: 'person',
  body: 'Aqui é o Marcos',
  content: null,
  disposition: null,
});

test('M11 · the first reply is the one before which the bot said nothing, whoever else spoke', () => {
  expect(talk().isFirstReply).toBe(true);
  expect(talk({ history: [aMessage(), fromPerson] }).isFirstReply).toBe(true);
  expect(talk({ history: [aMessage(), fromBot] }).isFirstReply).toBe(false);
});

test('M12 · what is to be answered now is not in the history as well', () => {
  const { burst, history } = talk({
    burst: [aMessage({ content: { kind: 'text', text: 'agora' } })],
    history: [aMessage({ body: 'antes' })],
  });
  expect(burst).toEqual([{ kind: 'text', text: 'agora' }]);
  expect(history.map(({ text }) => text)).toEqual(['antes']);
});

test('an automatic greeting is the company’s word to the brain, as a person’s is', () => {
  const auto = aMessage({
    direction: 'out',
    author: 'auto',
    body: 'Obrigado pelo contato!',
    content: null,
    disposition: null,
  });
  expect(talk({ history: [auto, fromPerson, fromBot] }).history.map(({ author }) => author)).toEqual([
    'person',
    'person',
    'bot',
  ]);
});

test('a message without words leaves no empty line in the history', () => {
  expect(talk({ history: [aMessage({ body: null }), aMessage({ body: 'oi' })] }).history.length).toBe(1);
});

const PARTS = [
  [
    'a filled form is its text',
    { kind: 'form', fields: { a: '1' }, text: 'a: 1' },
    { kind: 'text', text: 'a: 1' },
  ],
  [
    'a tap is a choice',
    { kind: 'choice', id: 'A', text: 'Opção A' },
    { kind: 'choice', id: 'A', text: 'Opção A' },
  ],
  [
    'a place is its label, not its coordinates',
    { kind: 'location', latitude: -8, longitude: -34, label: 'Recife' },
    { kind: 'location', label: 'Recife' },
  ],
  [
    'what we do not understand says only that',
    { kind: 'unsupported', what: 'poll', placeholder: false },
    { kind: 'unsupported' },
  ],
] as const;
test.each(PARTS)('M3 · %s', (_name, content, part) => {
  expect(talk({ burst: [aMessage({ content })] }).burst).toEqual([part]);
});

test('M14 · facts of an older form, or none, count as nothing learnt, never as an error', () => {
  for (const facts of [null, 'x', { name: 7 }, { billBrl: 'muito' }, []])
    expect(knowledgeOf(aLead({ facts, dialogue: { stage: 'estágio_1' } }))).toEqual({
      facts: emptyFacts,
      dialogue: openingDialogue,
    });
});

test('what was learnt is read back as it was stored, with the keys of today filled in', () => {
  const { facts } = knowledgeOf(aLead({ facts: { name: 'Mateus', billBrl: 820 } }));
  expect(facts).toEqual({ ...emptyFacts, name: 'Mateus', billBrl: 820 });
});

test('a broken dialogue costs the facts nothing', () => {
  expect(knowledgeOf(aLead({ facts: { name: 'Mateus' }, dialogue: 3 }))).toMatchObject({
    facts: { name: 'Mateus' },
    dialogue: openingDialogue,
  });
});
