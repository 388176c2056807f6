/** How other leads' talks end: one books a meeting and sends a photo of the bill, one is handed to a person, one does not qualify. */
import {
  botIsSilent,
  botMentions,
  botSends,
  cardStays,
  fieldIs,
  movesOnceTo,
  oneTaskWaits,
  silentBecause,
  stageIs,
} from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

const RENATA = { phone: '+5581990000002', name: 'Renata' } as const;
const OTAVIO = { phone: '+5581990000003', name: 'Otávio' } as const;
const BIANCA = { phone: '+5581990000004', name: 'Bianca' } as const;

const says =
  (...texts: readonly string[]): Scene['play'] =>
  async (world) => {
    for (const text of texts) {
      world.says(text);
      await world.seconds(TURN_SECONDS);
    }
  };

export const otherLeads: readonly Scene[] = [
  {
    title: {
      pt: 'Renata manda uma foto da conta, e o robô pergunta o valor',
      en: 'Renata sends a photo of the bill, and the bot asks for its value',
    },
    play: async (world) => {
      await world.untilTime('2026-12-04 10:00');
      world.meets(RENATA);
      await says('Oi, quero economizar na conta', 'Renata')(world);
      world.sendsPhoto();
      await world.seconds(TURN_SECONDS);
      await says('850')(world);
    },
    expects: [
      botSends(5),
      botMentions('foto da conta'),
      fieldIs('Valor Conta Energia', '850'),
      stageIs('EM QUALIFICAÇÃO'),
    ],
  },
  {
    title: { pt: 'Ela responde ao que falta, e está qualificada', en: 'She answers the rest, and qualifies' },
    play: says('A', 'moro em Recife', 'financiado', 'este mês', 'não tenho', 'não', 'sou eu', 'sim'),
    expects: [movesOnceTo('QUALIFICADO'), fieldIs('Solução Solar', 'Instalação Usina Própria')],
  },
  {
    title: { pt: 'Ela marca a reunião', en: 'She books the meeting' },
    play: async (world) => {
      await says('quarta às 10', 'renata@exemplo.com')(world);
      // The calendar is asked before the answer, and the card moved after it.
      await world.seconds(TURN_SECONDS);
    },
    expects: [
      botMentions('Reunião marcada, Renata: quarta-feira, dia 9, às 10h'),
      botMentions('https://'),
      movesOnceTo('REUNIÃO AGENDADA'),
    ],
  },
  {
    title: {
      pt: 'Otávio quer investir: o robô se despede uma vez, e uma pessoa assume',
      en: 'Otávio wants to invest: the bot takes its leave once, and a person takes over',
    },
    play: async (world) => {
      world.meets(OTAVIO);
      await says('oi', 'Otávio', '5000', 'D')(world);
    },
    expects: [botMentions('especialista da nossa equipe'), stageIs('ATENDIMENTO HUMANO'), oneTaskWaits],
  },
  {
    title: { pt: 'Ele escreve de novo: a vez é da pessoa', en: "He writes again: it is the person's turn" },
    play: says('obrigado', 'alô?'),
    expects: [botIsSilent, silentBecause('human_stage'), cardStays],
  },
  {
    title: {
      pt: 'Bianca paga pouco de luz: o robô agradece e não insiste',
      en: "Bianca's bill is small: the bot says thank you and does not insist",
    },
    play: async (world) => {
      world.meets(BIANCA);
      await says('bom dia', 'me chamo Bianca', '200')(world);
      await world.untilTime('2026-12-07 18:00');
    },
    expects: [botSends(3), botMentions('Agradeço'), movesOnceTo('DESQUALIFICADO')],
  },
  {
    title: {
      pt: 'Na véspera da reunião, Renata é lembrada',
      en: 'The day before the meeting, Renata is reminded',
    },
    play: async (world) => {
      world.meets(RENATA);
      await world.untilTime('2026-12-08 20:00');
    },
    expects: [botSends(1), botMentions('Renata, lembrando'), cardStays],
  },
];
