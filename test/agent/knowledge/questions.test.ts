import { describe, expect, test } from 'vitest';
import { emptyFacts } from '../../../lib/agent/extract/facts.ts';
import { KNOWLEDGE } from '../../../lib/agent/knowledge/company.ts';
import { wordsOf } from '../../../lib/agent/knowledge/index.ts';
import { isOnOffer, PLAYBOOK_NUMBERS, SOLUTIONS, solutionPitch } from '../../../lib/agent/playbook.ts';
import { invalidReply } from '../../../lib/agent/reply-guardrails.ts';
import { lastOf, MONDAY_TEN, talk } from '../talks.ts';

const NAMES = { agentName: 'Helena', companyName: 'Solar Exemplo' };
const said = (bubbles: readonly string[]): string => bubbles.join('\n');
const START = ['oi', 'ana'] as const;

describe('T5 · a question is answered, and the talk goes on', () => {
  test.each<[string, RegExp]>([
    ['funciona na chuva?', /geram menos/],
    ['e se faltar energia, funciona?', /desliga sozinha/],
    ['qnt tempo vale os crédito?', /60 meses/],
    ['e o fio b?', /60% dele em 2026/],
    ['moro em apartamento, dá certo?', /sem instalar nada/],
    ['qual o horario de atendimento?', /segunda a sexta/],
    ['vai zerar a minha conta?', /não zera/],
  ])('“%s”', async (question, answer) => {
    const { bubbles, dialogue } = await lastOf([...START, question]);
    expect(said(bubbles)).toMatch(answer);
    expect(dialogue.lastQuestion).toBe('bill');
    expect(dialogue.leadQuestions ?? []).toEqual([]);
  });

  test('two questions in one message are both answered', async () => {
    const { bubbles } = await lastOf([...START, 'funciona na chuva? e o crédito vence?']);
    expect(said(bubbles)).toMatch(/geram menos/);
    expect(said(bubbles)).toMatch(/60 meses/);
  });

  test('an answer that carries a question keeps both', async () => {
    const { facts, bubbles } = await lastOf([...START, '950, e funciona na chuva?']);
    expect(facts.billBrl).toBe(950);
    expect(said(bubbles)).toMatch(/geram menos/);
  });
});

describe('T5 · what nothing answers is owned: said, kept with the lead, never ignored', () => {
  test.each<[string, string, string | null]>([
    ['an empty slot', 'qual o cnpj de vocês?', 'cnpj'],
    ['a slot with a contradiction', 'a titularidade da conta muda?', 'titularidade'],
    ['a passage that only a person answers', 'qual a taxa de juros do financiamento?', 'juros'],
    ['nothing near', 'vocês patrocinam o time de vôlei do bairro?', null],
  ])('%s', async (_, question, about) => {
    const { bubbles, dialogue } = await lastOf([...START, question]);
    expect(said(bubbles)).toMatch(/anot|por escrito/i);
    expect(dialogue.leadQuestions?.map((each) => each.about)).toEqual([about]);
    expect(dialogue.lastQuestion).toBe('bill');
  });

  test('two replies in a row without an answer offer a person', async () => {
    const replies = await talk([...START, 'qual o cnpj de vocês?', 'qual a taxa de juros?', 'sim']);
    expect(replies.at(-2)?.dialogue.lastQuestion).toBe('prefers_person');
    expect(replies.at(-1)?.intent).toBe('wants_human');
  });

  test('the same question again offers a person', async () => {
    const replies = await talk([...START, 'qual o cnpj?', '850', 'mas e o cnpj de vocês?']);
    expect(replies.at(-1)?.dialogue.lastQuestion).toBe('prefers_person');
    expect(replies.at(-1)?.dialogue.leadQuestions).toHaveLength(1);
  });

  test('a customer with trouble and a threat of court get a person at once, and no sales question', async () => {
    for (const text of ['já sou cliente e minha fatura veio errada', 'vou processar vocês'])
      expect(await lastOf([...START, text])).toMatchObject({
        intent: 'wants_human',
        facts: { wantsHuman: true },
      });
  });

  test('no owned line is repeated word for word in four questions', async () => {
    const questions = ['qual o cnpj?', 'qual o endereço da empresa?', 'qual o site?', 'tem reclame aqui?'];
    const replies = await talk([...START, ...questions]);
    const lines = replies.slice(-4).map(({ bubbles }) => bubbles[0]);
    expect(new Set(lines).size).toBe(lines.length);
  });
});

test('T5 · what asks nothing is taken for no question', async () => {
  for (const text of [
    'tudo bem?',
    '850',
    'sim',
    'uns 900, né?',
    'Recife',
    'pode ser',
    'quero sim',
    'minha esposa decide',
    'não tenho email',
  ])
    expect((await lastOf([...START, text])).dialogue.leadQuestions ?? [], text).toEqual([]);
});

describe('T14 · every text comes from a passage, and none of the invented sentences is left', () => {
  const texts = [
    ...SOLUTIONS.flatMap(({ flow }) =>
      [null, 5000].map((billBrl) => solutionPitch(flow, { billBrl, state: null }, MONDAY_TEN)),
    ),
    ...KNOWLEDGE.passages.flatMap((passage) => {
      const { answer, meanwhile } = wordsOf(passage, { now: MONDAY_TEN, ...NAMES });
      return [answer ?? '', meanwhile];
    }),
    ...KNOWLEDGE.wordings.flatMap((wording) => wording.texts),
  ].filter((text) => text !== '');

  test('nobody indicated the number, no base in Pernambuco, no guaranteed 20 %, no plant after six years', () => {
    const invented =
      /alguém (?:se interessou|indicou)|nossa base é|garantid[oa]s? em contrato|20% (?:líquid|garantid)|depois de 6 anos|se pagar em cerca de 3 anos|livre da concession|consultora|pessoa de verdade/i;
    expect(texts.filter((text) => invented.test(text))).toEqual([]);
  });

  test('every text passes the last look, so that no answer of the company’s own holds a turn', () => {
    const refused = texts
      .filter((text) => !text.includes('{'))
      .map((text) => [text, invalidReply([text], { facts: emptyFacts, numbers: PLAYBOOK_NUMBERS })] as const);
    expect(refused.filter(([, reason]) => reason !== null)).toEqual([]);
  });

  test('a passage and a slot past their day are not said any more', () => {
    const after = Date.parse('2027-01-02T12:00:00-03:00');
    const fioB = KNOWLEDGE.passages.find(({ id }) => id === 'fio_b');
    if (fioB === undefined) throw new Error('no passage');
    expect(wordsOf(fioB, { now: MONDAY_TEN, ...NAMES }).answer).toContain('2026');
    expect(wordsOf(fioB, { now: after, ...NAMES })).toEqual({ answer: null, meanwhile: '' });
    const pitch = (now: number): string =>
      solutionPitch('instalacao_usina_propria', { billBrl: null, state: null }, now);
    expect(pitch(MONDAY_TEN)).toContain('até 90%');
    expect(pitch(after)).not.toContain('90%');
    expect(pitch(after)).toContain('mais de 25 anos');
  });

  test('the lot in Pernambuco is not offered to a bill in Paraíba, and a choice of it is taken back', async () => {
    expect(isOnOffer('aluguel_lote', { billBrl: 850, state: 'PB' })).toBe(false);
    const { facts, dialogue, bubbles } = await lastOf([...START, '850', 'b', 'João Pessoa']);
    expect(facts.chosenFlow).toBeNull();
    expect(dialogue.menuShown).not.toContain('aluguel_lote');
    expect(said(bubbles)).toMatch(/não se aplica/);
  });
});

test('T14 · the first message says that an assistant that is no person writes', async () =>
  expect(said((await lastOf(['oi'])).bubbles)).toMatch(/assistente virtual/));
