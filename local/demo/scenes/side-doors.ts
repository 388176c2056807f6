/** A person takes the conversation where nobody looks, and news comes late or in the wrong order. */
import { botIsSilent, fateOf, fieldIs, movesOnceTo, silentBecause, stageIs } from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

const CORRECTED = 'Minha conta vem 870 reais';

const CLOSED = 'Fechado - perdido';

export const sideDoors: readonly Scene[] = [
  {
    title: {
      pt: 'Um /bot antigo chega atrasado, quando Marcos já respondeu',
      en: 'An old /bot arrives late, when Marcos has answered',
    },
    play: async (world) => {
      world.marcosMoves('em_qualificacao', { told: true });
      await world.minutes(1);
      world.marcosNotes('/bot', { arrivesInMinutes: 5 });
      await world.minutes(1);
      world.marcosAnswersByPhone('Oi Mateus, é o Marcos. Vejo isso para você.');
      await world.minutes(6);
      world.says('Obrigado, Marcos!');
      await world.seconds(TURN_SECONDS);
    },
    expects: [botIsSilent, silentBecause('human_reply'), fateOf('Obrigado, Marcos!', 'silenced')],
  },
  {
    title: {
      pt: 'Marcos devolve a conversa, e Mateus corrige o que escreveu: a correção chega antes',
      en: 'Marcos gives the conversation back, and Mateus corrects what he wrote: the correction arrives first',
    },
    play: async (world) => {
      world.marcosNotes('/bot');
      await world.minutes(1);
      await world.saysAndCorrects('Minha conta vem 80 reais', CORRECTED);
      await world.minutes(1);
    },
    expects: [fateOf(CORRECTED, 'answered'), fieldIs('Valor Conta Energia', '870')],
  },
  {
    title: {
      pt: 'O dono da conta fecha o card, com o mesmo usuário que o robô usa',
      en: 'The owner closes the card, with the very user that the bot uses',
    },
    play: async (world) => {
      world.ownerCloses();
      await world.minutes(2);
      world.says('Ainda tem alguém aí?');
      await world.minutes(2);
    },
    expects: [botIsSilent, movesOnceTo(CLOSED), stageIs(CLOSED), fateOf('Ainda tem alguém aí?', 'silenced')],
  },
  {
    title: {
      pt: 'Marcos reabre o card, e o robô volta a atender',
      en: 'Marcos opens the card again, and the bot attends',
    },
    play: async (world) => {
      world.marcosMoves('em_qualificacao', { told: true });
      await world.minutes(1);
      world.says('Oi, voltei');
      await world.seconds(TURN_SECONDS);
    },
    expects: [fateOf('Oi, voltei', 'answered'), stageIs('EM QUALIFICAÇÃO')],
  },
  {
    title: {
      pt: 'Paula assume Mateus em um segundo contato, com o telefone escrito à mão',
      en: 'Paula takes Mateus on a second contact, with the phone typed by hand',
    },
    play: async (world) => {
      world.paulaTakesSecondContact();
      await world.minutes(1);
      world.says('Consegue me ligar hoje?');
      await world.seconds(TURN_SECONDS);
    },
    expects: [botIsSilent, silentBecause('human_stage'), fateOf('Consegue me ligar hoje?', 'silenced')],
  },
];
