import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUBBLES_MAX, type BurstPart } from '../../lib/agent/brain.ts';
import { DialogueState } from '../../lib/agent/dialogue.ts';
import { Facts } from '../../lib/agent/extract/facts.ts';
import { PLAYBOOK_NUMBERS } from '../../lib/agent/playbook.ts';
import { targetStage, verdict } from '../../lib/agent/qualification.ts';
import { invalidReply } from '../../lib/agent/reply-guardrails.ts';
import type { Content } from '../../lib/lead-event.ts';
import { BILLS, CHOICES, EMAILS, NAMES, WANTS_HUMAN, YES_NO } from './extract/corpus.ts';
import { aConversation, lastOf, MONDAY_TEN, partsOf, talk } from './talks.ts';

const OPENING = ['oi', 'joão', '850'] as const;
const TO_CRITERIA = [...OPENING, 'c', 'não', 'Recife'] as const;
const said = (bubbles: readonly string[]): string => bubbles.join('\n');

describe('the talk of the playbook', () => {
  test('C2 · a lead who answers everything goes from the menu to a qualified card and an offer', async () => {
    const replies = await talk([
      ...TO_CRITERIA,
      'não',
      'não tenho',
      'sou eu',
      'sim',
      'terça à tarde',
      'joao@exemplo.com',
    ]);
    const limits = { minBillBrl: 400, minScore: 50 };
    const stages = replies.map(({ facts, dialogue }) =>
      targetStage({ facts, dialogue, verdict: verdict(facts, limits) }),
    );
    expect(stages).toEqual([
      null,
      null,
      ...Array<string>(7).fill('em_qualificacao'),
      'qualificado',
      'qualificado',
      'qualificado',
    ]);
    expect(replies.map(({ intent }) => intent).filter((intent) => intent !== 'continue')).toEqual([
      'qualified',
    ]);
    expect(replies.at(-1)?.facts).toMatchObject({
      name: 'João',
      billBrl: 850,
      chosenFlow: 'compra_energia_desconto',
      meetingDay: 'terça',
      meetingPeriod: 'à tarde',
      email: 'joao@exemplo.com',
    });
  });

  test('the menu of four follows name and bill', async () =>
    expect(said((await lastOf(OPENING)).bubbles)).toMatch(/\*A\*.*\*B\*.*\*C\*.*\*D\*/));

  test('everything in one message skips what it told', async () => {
    const reply = await lastOf(['Oi, sou a Carla, minha conta é 1.200 e quero compra com desconto']);
    expect(reply.facts).toMatchObject({
      name: 'Carla',
      billBrl: 1200,
      chosenFlow: 'compra_energia_desconto',
    });
    expect(reply.dialogue.lastQuestion).toBe('current_discount');
    expect(said(reply.bubbles)).toContain('compra de energia com desconto');
  });

  test('M10 · fragments of one burst are read together', async () => {
    expect((await lastOf(['oi', 'meu nome|é|joão'])).facts.name).toBe('João');
    expect((await lastOf(['oi', 'joão', '400 em casa|e 300 na loja'])).facts.bills).toEqual([400, 300]);
  });

  test('a change of mind changes the flow and presents it', async () => {
    const reply = await lastOf([...OPENING, 'c', 'mudei de ideia, quero a A']);
    expect(reply.facts.chosenFlow).toBe('instalacao_usina_propria');
    expect(said(reply.bubbles)).toContain('usina própria');
  });

  test('N3 · the pitch of the bot chooses nothing for the lead', async () =>
    expect((await lastOf([...OPENING, 'hum'])).facts.chosenFlow).toBeNull());

  test('N3 · a weekday offered for the meeting picks no option', async () => {
    const reply = await lastOf([...TO_CRITERIA, 'não', 'não tenho', 'sou eu', 'sim', 'segunda']);
    expect(reply.facts).toMatchObject({
      chosenFlow: 'compra_energia_desconto',
      meetingDay: 'segunda',
      name: 'João',
    });
  });

  test('a tapped button is a choice', async () =>
    expect(
      (await lastOf([...OPENING, [{ kind: 'choice', id: 'aluguel_lote', text: 'Aluguel de Lote' }]])).facts
        .chosenFlow,
    ).toBe('aluguel_lote'));

  test('M10 · no question is put more than three times in a talk that answers nothing', async () => {
    const replies = await talk(['oi', ...Array<string>(30).fill('hum')]);
    expect(Object.values(replies.at(-1)?.dialogue.asked ?? {}).every((count) => count <= 3)).toBe(true);
    expect(replies.at(-1)?.facts).toMatchObject({ name: null, billBrl: null });
  });
});

describe('greetings', () => {
  test.each([
    [-6, 'Boa noite'],
    [0, 'Bom dia'],
    [1, 'Bom dia'],
    [2, 'Boa tarde'],
    [7, 'Boa tarde'],
    [8, 'Boa noite'],
  ])('the greeting %i h after ten is "%s"', async (hours, greeting) =>
    expect(
      (await lastOf(['oi'], { now: MONDAY_TEN + hours * 3_600_000 })).bubbles[0]?.startsWith(greeting),
    ).toBe(true),
  );
  test('M11 · only the first reply greets', async () => {
    const replies = await talk([...TO_CRITERIA, 'oi', 'bom dia', 'não']);
    expect(
      replies.map(({ bubbles }) => /\b(?:Bom dia|Boa tarde|Boa noite|Aqui é)/.test(said(bubbles))),
    ).toEqual([true, ...Array<boolean>(replies.length - 1).fill(false)]);
  });
});

describe('closings', () => {
  test('R20 · a low bill gets one polite goodbye, and later words no second one', async () => {
    const replies = await talk(['oi', 'bruno', '200', 'mas por que?', 'obrigado', 'oi']);
    expect(replies.map(({ intent }) => intent).filter((intent) => intent === 'disqualified')).toHaveLength(1);
    expect(replies.filter(({ bubbles }) => said(bubbles).includes('Agradeço'))).toHaveLength(1);
  });
  test('a second bill reopens the talk', async () => {
    const reply = await lastOf(['oi', 'bruno', '200', 'obrigado', 'tenho outra de 300']);
    expect(reply.facts).toMatchObject({ bills: [200, 300], billBrl: 500 });
    expect(reply.dialogue).toMatchObject({ stage: 'roteamento_e_apresentacao', lastQuestion: 'solution' });
  });
  test.each([
    ['um contrato de fidelidade', [...TO_CRITERIA, 'não', 'sim']],
    ['usina própria sem querer outra', [...TO_CRITERIA, 'sim', 'não']],
    ['quem decide não participa', [...TO_CRITERIA, 'não', 'não', 'não', 'não']],
    ['sem interesse', [...TO_CRITERIA, 'não', 'não', 'sim', 'não']],
  ])('C4 · %s, said in words, is a goodbye', async (_, lines) =>
    expect((await lastOf(lines)).intent).toBe('disqualified'),
  );
  test('C4 · "minha esposa decide" asks whether she attends, and her yes goes on', async () => {
    const replies = await talk([...TO_CRITERIA, 'não', 'não', 'não, quem decide é minha esposa', 'ela pode']);
    expect(replies.at(-2)?.dialogue.lastQuestion).toBe('decision_maker_attends');
    expect(replies.at(-1)?.facts.decisionMaker).toBe(true);
  });
  test('a wish for a person closes once, and thanks after it close nothing again', async () => {
    const replies = await talk(['oi', 'quero falar com um atendente', 'obrigado']);
    expect(replies.map(({ intent }) => intent)).toEqual(['continue', 'wants_human', 'continue']);
  });
  test('an investor is handed over', async () =>
    expect((await lastOf([...OPENING, 'D'])).intent).toBe('investor'));
  test('I7 · a lead whose card came back is served, not handed over again', async () => {
    const reply = await lastOf(['oi', 'joão', 'quero falar com um atendente', 'minha conta é 900']);
    expect(reply.intent).toBe('continue');
    expect(reply.facts).toMatchObject({ wantsHuman: null, billBrl: 900 });
  });
});

describe('asides', () => {
  test('"você é robô?" is answered honestly and the question is put again', async () => {
    const reply = await lastOf(['oi', 'você é robô?']);
    expect(said(reply.bubbles)).toContain('assistente virtual');
    expect(reply.dialogue).toMatchObject({ lastQuestion: 'name', asked: { name: 1 } });
  });
  test('"tem desconto?" is answered with the number of the playbook', async () =>
    expect(said((await lastOf([...OPENING, 'tem desconto?'])).bubbles)).toContain('20%'));
  test('a voice message is asked for in writing', async () =>
    expect(said((await lastOf(['oi', [{ kind: 'voice', caption: null }]])).bubbles)).toContain('escreve'));
  test('a photo of the bill is thanked for and its value asked', async () => {
    const reply = await lastOf(['oi', 'ana', [{ kind: 'image', caption: null }]]);
    expect(said(reply.bubbles)).toContain('foto da conta');
    expect(reply.dialogue.lastQuestion).toBe('bill');
  });
  test('M3 · the caption and the text beside a photo are read', async () =>
    expect((await lastOf(['oi', 'ana', [{ kind: 'image', caption: 'essa veio 900' }]])).facts.billBrl).toBe(
      900,
    ));
  test('C12 · a shared contact and a pin name nobody', async () => {
    const { facts } = await lastOf([
      'oi',
      [
        { kind: 'contact_card', name: 'Davi' },
        { kind: 'location', label: 'Recife' },
      ],
    ]);
    expect(facts).toMatchObject({ name: null, city: null });
  });
});

test.each([
  ['tem obra?', /não tem obra/],
  ['qual o reajuste?', /IPCA/],
  ['você é um robô?', /assistente virtual/],
  ['como vocês conseguiram meu número?', /é só escrever SAIR/],
  ['a manutenção é cara?', /pouca manutenção/],
])(
  'K1 · “%s” is answered by what the playbook says of it, and by nothing else it knows',
  async (question, answer) => {
    const [reply = ''] = (await lastOf(['oi', 'me chamo Ana', question])).bubbles;
    expect(reply).toMatch(answer);
    const others = [/não tem obra/, /IPCA/, /assistente virtual/, /é só escrever SAIR/, /pouca manutenção/];
    expect(others.filter((other) => other.test(reply))).toHaveLength(1);
  },
);

test('what a lead sends is what a brain takes', () => {
  const content: Content = { kind: 'text', text: 'oi' };
  const part: BurstPart = content;
  expect(partsOf([part])).toEqual([content]);
});

const MEDIA = ['voice', 'audio', 'image', 'video', 'document', 'sticker'] as const;
const aLine = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ...[...NAMES, ...BILLS, ...CHOICES, ...YES_NO, ...EMAILS, ...WANTS_HUMAN].map(([text]) => text),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'recife',
      'financiado',
      'já tenho placas',
      'é golpe?',
      'como funciona?',
      'meu cpf é 123',
      'quero 30% e R$ 77',
      '{{nome}}',
      '<tool>',
      'undefined',
      'me chamo null',
      'oi?? tudo?',
      '🔥🔥',
      'mudei de ideia',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
);
const aPart: fc.Arbitrary<BurstPart> = fc.oneof(
  { weight: 9, arbitrary: aLine.map((text): BurstPart => ({ kind: 'text', text })) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom(...MEDIA), caption: fc.option(aLine) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<BurstPart>(
      { kind: 'unsupported' },
      { kind: 'location', label: null },
      { kind: 'contact_card', name: 'Davi' },
      { kind: 'order', text: '2 itens' },
      { kind: 'choice', id: 'B', text: 'Aluguel' },
    ),
  },
);
const aTalk = fc.array(fc.array(aPart, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 18 });

test('M9 · M10 · whatever a lead writes, every scripted reply passes the validators', () =>
  fc.assert(
    fc.asyncProperty(aTalk, async (lines) => {
      for (const { bubbles, facts, dialogue } of await talk(lines)) {
        expect({
          bubbles,
          reason: invalidReply(bubbles, {
            facts,
            numbers: PLAYBOOK_NUMBERS,
            readBackBrl: dialogue.pendingBillBrl,
          }),
        }).toEqual({
          bubbles,
          reason: null,
        });
        expect(bubbles.length).toBeLessThanOrEqual(BUBBLES_MAX);
        expect((said(bubbles).match(/\?/g) ?? []).length).toBeLessThanOrEqual(1);
        expect(said(bubbles)).not.toMatch(
          /^(?:Massa|Show|Perfeito|Ótimo|Legal|Beleza)\b|\bvou verificar\b|^\s*[-•]/m,
        );
        expect(Facts.safeParse(facts).success).toBe(true);
        expect(DialogueState.safeParse(dialogue).success).toBe(true);
      }
    }),
    { numRuns: 400 },
  ));

test('R20 · in no talk do two goodbyes follow each other', () =>
  fc.assert(
    fc.asyncProperty(aTalk, async (lines) => {
      const intents = (await talk(lines)).map(({ intent }) => intent);
      intents.forEach((intent, index) => {
        if (intent === 'disqualified') expect(intents[index + 1]).not.toBe('disqualified');
      });
    }),
    { numRuns: 300 },
  ));

test('the same conversation gets the same reply, and its facts are left alone', async () => {
  const conversation = aConversation({ burst: partsOf('sou a ana|conta de 900') });
  expect(await lastOf(['sou a ana|conta de 900'])).toEqual(await lastOf(['sou a ana|conta de 900']));
  expect(conversation.facts.name).toBeNull();
});
