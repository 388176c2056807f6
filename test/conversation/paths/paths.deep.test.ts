/** Every path of the conversation over the embedded stack, the card after every turn: by the scripted brain, and by a model that replays. */
import { describe, expect, test } from 'vitest';
import { rewords } from '../../agent/llm/support.ts';
import { useWorlds, type World } from '../../support/world.ts';
import { type CardShows, cardOf, JOANA, type Step, walk as walkPath } from './path.ts';

const world = useWorlds();

const FLOW = {
  A: { solution: 'Instalação Usina Própria', tags: ['SDR_IA', 'fluxo_instalacao_usina_propria'] },
  B: { solution: 'Aluguel de Lote', tags: ['SDR_IA', 'fluxo_aluguel_lote'] },
  C: { solution: 'Compra com Desconto', tags: ['SDR_IA', 'fluxo_compra_energia_desconto'] },
  D: { solution: 'Usina Investimento', tags: ['SDR_IA', 'fluxo_usina_investimento'] },
} as const;

/** Name and bill known, the four solutions shown. */
const TO_MENU: readonly Step[] = [
  ['oi', { hears: /^Bom dia! Aqui é Helena.*Com quem eu falo\?$/ }],
  ['me chamo Joana', { name: 'Joana', score: 10, hears: /conta de luz/ }],
  ['850', { bill: 850, score: 23, stage: 'EM QUALIFICAÇÃO', hears: /\*A\*.*\*B\*.*\*C\*.*\*D\*/ }],
];
/** C chosen and its questions answered; the criteria come next. */
const TO_CRITERIA: readonly Step[] = [
  ...TO_MENU,
  ['C', { ...FLOW.C, score: 38, hears: /desconto/ }],
  ['não', { hears: /cidade/ }],
  ['Recife', { hears: /placas/ }],
];
/** Every criterion met: times are offered. */
const TO_OFFER: readonly Step[] = [
  ...TO_CRITERIA,
  ['não tenho', { score: 48, hears: /fidelidade/ }],
  ['não', { score: 58, hears: /decide/ }],
  ['sou eu', { score: 73, hears: /sentido/ }],
  [
    'sim',
    {
      score: 88,
      stage: 'QUALIFICADO',
      hears: /Joana, pelo que você me contou.*tenho .*às \d+h.*Qual fica melhor pra você\?$/,
    },
  ],
];
const BOOKED = { stage: 'REUNIÃO AGENDADA', hasLink: true } as const;

describe.each(['scripted', 'llm'] as const)('%s', (brain) => {
  const open = async (): Promise<World> => {
    if (brain === 'scripted') return world();
    const w = await world({ environment: { LLM_PROVIDER: 'openai', LLM_FALLBACK_PROVIDER: 'openai' } });
    w.model.control.always(rewords);
    return w;
  };
  const walk = (w: World, steps: readonly Step[], from?: CardShows) =>
    walkPath(w, steps, from, { words: brain === 'scripted' ? 'exact' : 'any' });

  describe('each of the four solutions', () => {
    test('C1, C2, C5, S3 · A: qualified, booked by day and hour, confirmed with the link', async () => {
      const w = await open();
      await walk(w, [
        ...TO_MENU,
        ['A', { ...FLOW.A, score: 38, hears: /90%/ }],
        ['moro em Recife', { hears: /financiar/ }],
        ['financiado', { hears: /este mês/ }],
        ['este mês', { hears: /placas/ }],
        ['não tenho', { score: 48 }],
        ['não', { score: 58 }],
        ['sou eu', { score: 73 }],
        ['sim', { score: 88, stage: 'QUALIFICADO' }],
        ['quarta às 10', { hears: /^Quarta-feira, dia 25, às 10h, anotado\. Qual e-mail/ }],
        [
          'joana@exemplo.com',
          { ...BOOKED, hears: /^Reunião marcada, Joana: quarta-feira, dia 25, às 10h\. O link é https:/ },
        ],
        ['obrigada', { hears: /^Por nada/ }],
      ]);
      expect(w.failures).toEqual([]);
    });

    test('C5 · B: an afternoon is offered by the hour, the first is picked, and no e-mail is no obstacle', async () => {
      const w = await open();
      await walk(w, [
        ...TO_MENU.slice(0, 2),
        ['2000', { bill: 2000, score: 28, stage: 'EM QUALIFICAÇÃO' }],
        ['B', { ...FLOW.B, score: 43, hears: /Goiana/ }],
        ['Olinda', { hears: /90 dias/ }],
        ['sem pressa', { hears: /placas/ }],
        ['não', { score: 53 }],
        ['não', { score: 63 }],
        ['sim', { score: 78 }],
        ['sim', { score: 93, stage: 'QUALIFICADO' }],
        ['pode ser de tarde', { hears: /^Tenho .*Qual fica melhor/ }],
        ['a primeira', { hears: /anotado\. Qual e-mail/ }],
        ['não tenho e-mail', { ...BOOKED, hears: /^Reunião marcada, Joana/ }],
      ]);
    });

    test('C5 · C: the premium variant from R$ 4.000, and another time after all', async () => {
      const w = await open();
      await walk(w, [
        ...TO_MENU.slice(0, 2),
        ['4500', { bill: 4500, score: 35, stage: 'EM QUALIFICAÇÃO', hears: /Ganho da Usina/ }],
        ['C', { ...FLOW.C, score: 50, hears: /20%/ }],
        ['não', { hears: /cidade/ }],
        ['Recife', { hears: /placas/ }],
        ['não', { score: 60 }],
        ['não', { score: 70 }],
        ['sim', { score: 85 }],
        ['sim', { score: 100, stage: 'QUALIFICADO' }],
        ['quinta de manhã', { hears: /^Tenho quinta-feira, dia 26, às 8h/ }],
        ['às 8', { hears: /^Quinta-feira, dia 26, às 8h, anotado/ }],
        ['na verdade sexta às 9h', { hears: /^Sexta-feira, dia 27, às 9h, anotado/ }],
        ['joana@exemplo.com', { ...BOOKED, hears: /sexta-feira, dia 27, às 9h/ }],
      ]);
    });

    test('R20 · D: one closing message, the card in ATENDIMENTO HUMANO with note and task, then silence', async () => {
      const w = await open();
      await walk(w, [
        ...TO_MENU.slice(0, 2),
        ['5000', { bill: 5000, score: 35, stage: 'EM QUALIFICAÇÃO' }],
        [
          'D',
          {
            ...FLOW.D,
            score: 50,
            stage: 'ATENDIMENTO HUMANO',
            notes: 1,
            tasks: 1,
            hears: /especialista da nossa equipe/,
          },
        ],
        ['obrigada', { hears: 'nothing' }],
        ['alô?', { hears: 'nothing' }],
      ]);
      const { card } = cardOf(w);
      expect(card.notes[0]?.text).toMatch(
        /quer Usina de Investimento[\s\S]*Joana, \+5581990000031[\s\S]*R\$ 5\.000 por mês[\s\S]*Usina de Investimento[\s\S]*Lead: D/,
      );
      expect(card.tasks[0]).toMatchObject({ responsibleUserId: card.responsibleUserId, isCompleted: false });
    });
  });

  describe('disqualified', () => {
    test('C3, C4 · by a low bill', async () => {
      await walk(await open(), [
        ...TO_MENU.slice(0, 2),
        ['200', { bill: 200, score: 21, stage: 'DESQUALIFICADO', hears: /Agradeço/ }],
        ['obrigada', { hears: /^Por nada/ }],
      ]);
    });
    test.each<[string, readonly Step[]]>([
      [
        'no interest',
        [
          ['não tenho', { score: 48 }],
          ['não', { score: 58 }],
          ['sou eu', { score: 73 }],
          ['não, perdi o interesse', { stage: 'DESQUALIFICADO', hears: /respeito a sua decisão/ }],
        ],
      ],
      [
        'an own plant and no wish for another',
        [
          ['tenho sim', { hears: /nova usina/ }],
          ['não', { stage: 'DESQUALIFICADO', tags: FLOW.C.tags, hears: /já tem a sua usina/ }],
        ],
      ],
      [
        'a loyalty contract elsewhere',
        [
          ['não tenho', { score: 48 }],
          ['tenho sim', { stage: 'DESQUALIFICADO', hears: /contrato em andamento/ }],
        ],
      ],
      [
        'a decision maker who does not attend',
        [
          ['não tenho', { score: 48 }],
          ['não', { score: 58 }],
          ['não, é meu marido', { hears: /participar/ }],
          ['não pode', { stage: 'DESQUALIFICADO', hears: /quem decide/ }],
        ],
      ],
    ])('C4 · by %s', async (_, steps) => {
      await walk(await open(), [...TO_CRITERIA, ...steps]);
    });
  });

  test('R20 · asks for a person: one closing message, note, task, silence', async () => {
    await walk(await open(), [
      ...TO_MENU.slice(0, 2),
      [
        'quero falar com uma pessoa',
        { stage: 'ATENDIMENTO HUMANO', notes: 1, tasks: 1, hears: /^Joana, combinado, uma pessoa/ },
      ],
      ['oi?', { hears: 'nothing' }],
    ]);
  });

  test('N3 · changes her mind: the card follows, and no tag is taken away', async () => {
    await walk(await open(), [
      ...TO_MENU,
      ['C', { ...FLOW.C, score: 38 }],
      [
        'mudei de ideia, quero a A',
        {
          solution: FLOW.A.solution,
          score: 53,
          tags: [...FLOW.C.tags, 'fluxo_instalacao_usina_propria'],
          hears: /usina própria/,
        },
      ],
    ]);
  });

  test('C2 · gives everything in one message: qualified at once, then booked', async () => {
    await walk(await open(), [
      [
        'Oi, sou a Joana, minha conta é 1.200, quero a compra com desconto, não tenho placas nem contrato de fidelidade, eu que decido e tenho interesse',
        {
          ...FLOW.C,
          name: 'Joana',
          bill: 1200,
          score: 90,
          stage: 'QUALIFICADO',
          hears: /^Bom dia! Aqui é Helena[\s\S]*Qual fica melhor pra você\?$/,
        },
      ],
      [
        'pode ser amanhã às 9h, meu e-mail é joana@exemplo.com',
        { ...BOOKED, hears: /^Reunião marcada, Joana: terça-feira, dia 24, às 9h/ },
      ],
    ]);
  });

  test('M10 · answers in fragments: one burst, one reply', async () => {
    const w = await open();
    await walk(w, [
      ['oi', {}],
      [['meu nome', 'é', 'Joana'], { name: 'Joana', score: 10, hears: /^Prazer, Joana/ }],
      [['400 em casa', 'e 450 na loja'], { bill: 850, score: 23, stage: 'EM QUALIFICAÇÃO' }],
      [['deixa eu ver', 'a C'], { ...FLOW.C, score: 38 }],
    ]);
    expect(w.fromBot(JOANA).filter((text) => text.startsWith('Prazer'))).toHaveLength(1);
  });

  test('goes quiet half-way: nothing changes meanwhile, and the talk goes on where it was', async () => {
    const w = await open();
    const before = await walk(w, TO_MENU);
    const heard = w.fromBot(JOANA);
    // Short of the first follow-up.
    await w.minutes(20);
    expect(cardOf(w).shows).toEqual(before);
    expect(w.fromBot(JOANA)).toEqual(heard);
    await walk(w, [['C', { ...FLOW.C, score: 38, hears: /desconto/ }]], before);
  });

  describe('returns after DESQUALIFICADO', () => {
    test('I8 · with a second bill: back to EM QUALIFICAÇÃO, and on to a meeting', async () => {
      await walk(await open(), [
        ...TO_MENU.slice(0, 2),
        ['200', { bill: 200, score: 21, stage: 'DESQUALIFICADO' }],
        ['tenho outra de 650', { bill: 850, score: 23, stage: 'EM QUALIFICAÇÃO', hears: /\*A\*/ }],
        ...TO_OFFER.slice(3),
        ['quarta às 10', {}],
        ['joana@exemplo.com', BOOKED],
      ]);
    });
    test('I8 · qualified by the return: one row of the table at a time', async () => {
      await walk(await open(), [
        ...TO_CRITERIA,
        ['não tenho', { score: 48 }],
        ['não', { score: 58 }],
        ['sou eu', { score: 73 }],
        ['não', { stage: 'DESQUALIFICADO' }],
        [
          'mudei de ideia, tenho interesse',
          { stage: 'EM QUALIFICAÇÃO', score: 88, hears: /Qual fica melhor/ },
        ],
        ['quarta às 10', { stage: 'QUALIFICADO', hears: /e-mail/ }],
        ['joana@exemplo.com', BOOKED],
      ]);
    });
    test('I8 · a card that a person put into DESQUALIFICADO stays there', async () => {
      const w = await open();
      const before = await walk(w, TO_MENU);
      w.moves('desqualificado');
      await w.seconds(20);
      await walk(w, [['C', { ...FLOW.C, score: 38, hears: /desconto/ }]], {
        ...before,
        stage: 'DESQUALIFICADO',
      });
    });
  });

  describe('the meeting', () => {
    test('C5 · neither the word "horário" nor a time named too early books anything', async () => {
      const w = await open();
      await walk(w, [
        ...TO_MENU,
        ['C', { ...FLOW.C, score: 38 }],
        ['qual o horário de vocês? quero agendar quarta às 10', { hears: /segunda a sexta/ }],
      ]);
      expect(cardOf(w).shows).toMatchObject({ stage: 'EM QUALIFICAÇÃO', hasLink: false });
    });

    test('moved and cancelled by chat, before anything else', async () => {
      const w = await open();
      await walk(w, [
        ...TO_OFFER,
        ['quarta às 10', {}],
        ['joana@exemplo.com', { ...BOOKED, hears: /quarta-feira, dia 25, às 10h/ }],
        ['não vou poder na quarta', { hears: /^Dá pra mudar sim|^Tenho|^Nesse horário/ }],
        ['quinta às 15h', { hears: /^Reunião remarcada, Joana: quinta-feira, dia 26, às 15h/ }],
        ['que horas é a reunião mesmo?', { hears: /quinta-feira, dia 26, às 15h/ }],
        ['quero cancelar a reunião', { stage: 'QUALIFICADO', hears: /^Reunião cancelada, Joana/ }],
        [
          'quero marcar sexta às 9h',
          { stage: 'REUNIÃO AGENDADA', hears: /^Reunião marcada, Joana: sexta-feira, dia 27, às 9h/ },
        ],
      ]);
    });

    test('CANCELAR is the meeting while there is one, and an opt-out without', async () => {
      const w = await open();
      const before = await walk(w, [
        ...TO_OFFER,
        ['quarta às 10', {}],
        ['joana@exemplo.com', BOOKED],
        ['CANCELAR', { stage: 'QUALIFICADO', hears: /^Reunião cancelada/ }],
        ['CANCELAR', { tags: [...FLOW.C.tags, 'opt-out'], hears: /não vou mais te mandar/ }],
        ['oi', { hears: /VOLTAR/ }],
      ]);
      expect(before.stage).toBe('QUALIFICADO');
    });

    test('a time outside the hours, a day without time and a time that is taken', async () => {
      const w = await open();
      await walk(w, [
        ...TO_OFFER,
        ['sábado', { hears: /segunda a sexta, das 8h às 17h/ }],
        ['às 10 da noite', { hears: /segunda a sexta, das 8h às 17h/ }],
        ['sexta', { hears: /^Tenho sexta-feira, dia 27, às 8h, às .* ou às .*Qual fica melhor/ }],
        ['quarta às 10h15', { hears: /^Nesse horário não tenho vaga, mas tenho quarta-feira, dia 25/ }],
        ['dia 30 às 14h', { hears: /^Segunda-feira, dia 30, às 14h, anotado/ }],
        ['joana@exemplo.com', { ...BOOKED, hears: /segunda-feira, dia 30, às 14h/ }],
      ]);
    });

    test('I8 · a card that a person moved away from where the bot had put it is not moved there again', async () => {
      const w = await open();
      const before = await walk(w, [...TO_OFFER, ['quarta às 10', {}], ['joana@exemplo.com', BOOKED]]);
      w.moves('em_qualificacao');
      await w.seconds(20);
      await walk(
        w,
        [
          ['obrigada', {}],
          ['que horas é mesmo?', {}],
        ],
        { ...before, stage: 'EM QUALIFICAÇÃO' },
      );
    });
  });
});
