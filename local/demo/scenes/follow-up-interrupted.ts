/** The same ladder with something in between each time: an answer, a seller, a weekend, Kommo and the Scheduler down, a goodbye. */
import {
  botIsSilent,
  botMentions,
  botSends,
  botSpeaksAt,
  cardStays,
  fateOf,
  hookWasLost,
  movesOnceTo,
  silentBecause,
  stageIs,
  tagIs,
  turnIsHeld,
  wordsAreNew,
} from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

export const followUpInterrupted: readonly Scene[] = [
  {
    title: 'Mateus volta por conta própria, e é atendido',
    play: async (world) => {
      world.says('Desculpa a demora!');
      await world.seconds(TURN_SECONDS);
    },
    expects: [fateOf('Desculpa a demora!', 'answered'), movesOnceTo('EM QUALIFICAÇÃO')],
  },
  {
    title: 'Ele responde dez minutos antes da retomada: ela não sai',
    play: async (world) => {
      await world.minutes(20);
      world.says('Quero a opção C');
      await world.minutes(25);
    },
    expects: [
      botSends(2),
      fateOf('Quero a opção C', 'answered'),
      botMentions('compra de energia com desconto'),
    ],
  },
  {
    title: 'O novo silêncio se conta do começo',
    play: (world) => world.minutes(10),
    expects: [botSends(1), wordsAreNew],
  },
  {
    title: 'Marcos assume o card sem que ninguém avise, e Mateus segue calado',
    play: async (world) => {
      await world.untilTime('2026-11-27 10:45');
      world.marcosMoves('atendimento_humano', { told: false });
      await world.untilTime('2026-11-28 11:00');
    },
    expects: [hookWasLost, botIsSilent, silentBecause('human_stage'), movesOnceTo('ATENDIMENTO HUMANO')],
  },
  {
    title: 'No sábado Marcos devolve o card, Mateus escreve, e não responde mais',
    play: async (world) => {
      world.marcosMoves('em_qualificacao', { told: true });
      await world.minutes(1);
      world.says('Voltei');
      await world.seconds(TURN_SECONDS);
    },
    expects: [botSends(1), fateOf('Voltei', 'answered')],
  },
  {
    title: 'No fim de semana ninguém é procurado',
    play: (world) => world.untilTime('2026-11-30 07:55'),
    expects: [botIsSilent, cardStays],
  },
  {
    title: 'Segunda às 8h a retomada vence, e o Kommo está fora do ar',
    play: async (world) => {
      world.kommoGoesDown();
      await world.minutes(21);
    },
    expects: [botIsSilent, turnIsHeld],
  },
  {
    title: 'O Kommo volta, e a retomada sai uma vez',
    play: async (world) => {
      world.kommoComesBack();
      await world.minutes(9);
    },
    expects: [botSends(1), wordsAreNew],
  },
  {
    title: 'Mateus responde e cala de novo, e a retomada vence com o agendador fora do ar por uma hora',
    play: async (world) => {
      world.says('Moro em Recife');
      await world.minutes(20);
      world.schedulerGoesDown();
      await world.minutes(60);
    },
    expects: [botSends(1), fateOf('Moro em Recife', 'answered')],
  },
  {
    title: 'O agendador volta: a retomada sai uma vez, e nada vem de enxurrada',
    play: async (world) => {
      world.schedulerComesBack();
      await world.untilTime('2026-11-30 16:30');
    },
    expects: [botSpeaksAt('30/11 09:45'), wordsAreNew],
  },
  {
    title: 'Mateus pede para parar, e nunca mais é procurado',
    play: async (world) => {
      world.says('PARAR');
      await world.untilTime('2026-12-03 20:00');
    },
    expects: [botSends(1), tagIs('opt-out'), stageIs('EM QUALIFICAÇÃO')],
  },
];
