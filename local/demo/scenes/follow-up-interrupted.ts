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
    title: {
      pt: 'Mateus volta por conta própria, e é atendido',
      en: 'Mateus comes back by himself, and is answered',
    },
    play: async (world) => {
      world.says('Desculpa a demora!');
      await world.seconds(TURN_SECONDS);
    },
    expects: [fateOf('Desculpa a demora!', 'answered'), movesOnceTo('EM QUALIFICAÇÃO')],
  },
  {
    title: {
      pt: 'Ele responde dez minutos antes da retomada: ela não sai',
      en: 'He answers ten minutes before the follow-up: it is not sent',
    },
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
    title: { pt: 'O novo silêncio se conta do começo', en: 'The new silence counts from its own beginning' },
    play: (world) => world.minutes(10),
    expects: [botSends(1), wordsAreNew],
  },
  {
    title: {
      pt: 'Marcos assume o card sem que ninguém avise, e Mateus segue calado',
      en: 'Marcos takes the card untold, and Mateus stays quiet',
    },
    play: async (world) => {
      await world.untilTime('2026-11-27 10:45');
      world.marcosMoves('atendimento_humano', { told: false });
      await world.untilTime('2026-11-28 11:00');
    },
    expects: [hookWasLost, botIsSilent, silentBecause('human_stage'), movesOnceTo('ATENDIMENTO HUMANO')],
  },
  {
    title: {
      pt: 'No sábado Marcos devolve o card, Mateus escreve, e não responde mais',
      en: 'On Saturday Marcos gives the card back, Mateus writes, and then answers no more',
    },
    play: async (world) => {
      world.marcosMoves('em_qualificacao', { told: true });
      await world.minutes(1);
      world.says('Voltei');
      await world.seconds(TURN_SECONDS);
    },
    expects: [botSends(1), fateOf('Voltei', 'answered')],
  },
  {
    title: { pt: 'No fim de semana ninguém é procurado', en: 'Nobody is written to on a weekend' },
    play: (world) => world.untilTime('2026-11-30 07:55'),
    expects: [botIsSilent, cardStays],
  },
  {
    title: {
      pt: 'Segunda às 8h a retomada vence, e o Kommo está fora do ar',
      en: 'Monday at 8 the follow-up is due, and Kommo is down',
    },
    play: async (world) => {
      world.kommoGoesDown();
      await world.minutes(21);
    },
    expects: [botIsSilent, turnIsHeld],
  },
  {
    title: {
      pt: 'O Kommo volta, e a retomada sai uma vez',
      en: 'Kommo comes back, and the follow-up is sent once',
    },
    play: async (world) => {
      world.kommoComesBack();
      await world.minutes(9);
    },
    expects: [botSends(1), wordsAreNew],
  },
  {
    title: {
      pt: 'Mateus responde e cala de novo, e a retomada vence com o agendador fora do ar por uma hora',
      en: 'Mateus answers and goes quiet again; the follow-up is due while the scheduler is down for an hour',
    },
    play: async (world) => {
      world.says('Moro em Recife');
      await world.minutes(20);
      world.schedulerGoesDown();
      await world.minutes(60);
    },
    expects: [botSends(1), fateOf('Moro em Recife', 'answered')],
  },
  {
    title: {
      pt: 'O agendador volta: a retomada sai uma vez, e nada vem de enxurrada',
      en: 'The scheduler comes back: the follow-up is sent once, and nothing floods in',
    },
    play: async (world) => {
      world.schedulerComesBack();
      await world.untilTime('2026-11-30 16:30');
    },
    expects: [botSpeaksAt('30/11 09:45'), wordsAreNew],
  },
  {
    title: {
      pt: 'Mateus pede para parar, e nunca mais é procurado',
      en: 'Mateus asks to stop, and is never written to again',
    },
    play: async (world) => {
      world.says('PARAR');
      await world.untilTime('2026-12-03 20:00');
    },
    expects: [botSends(1), tagIs('opt-out'), stageIs('EM QUALIFICAÇÃO')],
  },
];
