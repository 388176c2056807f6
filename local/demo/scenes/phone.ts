/** A person answers without touching Kommo: the phone alone is enough to take the conversation. */
import { botIsSilent, fateOf, silentBecause } from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

export const phone: readonly Scene[] = [
  {
    title: {
      pt: 'Marcos responde pelo celular, com a resposta do robô já em preparo',
      en: "Marcos answers by phone while the bot's reply is being prepared",
    },
    play: async (world) => {
      world.says('Hoje não tenho desconto nenhum');
      await world.untilThinking();
      await world.seconds(1);
      world.marcosAnswersByPhone('Oi Mateus, aqui é o Marcos. Deixa que eu te explico.');
      await world.seconds(TURN_SECONDS);
    },
    expects: [
      botIsSilent,
      silentBecause('human_reply'),
      fateOf('Hoje não tenho desconto nenhum', 'silenced'),
    ],
  },
  {
    title: {
      pt: 'A conversa é de Marcos, e o robô não se mete',
      en: "The conversation is Marcos's, and the bot stays out",
    },
    play: async (world) => {
      world.says('Beleza, Marcos!');
      await world.seconds(TURN_SECONDS);
    },
    expects: [botIsSilent, silentBecause('human_reply'), fateOf('Beleza, Marcos!', 'silenced')],
  },
];
