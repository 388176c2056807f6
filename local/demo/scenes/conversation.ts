/** The ordinary case, so that the silences after it mean something. */
import { botMentions, botSends, fieldIs, stageIs } from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

export const conversation: readonly Scene[] = [
  {
    title: { pt: 'Mateus escreve e o robô atende', en: 'Mateus writes, and the bot answers' },
    play: async (world) => {
      for (const text of [
        'Oi, bom dia! Vi o anúncio de vocês',
        'Meu nome é Mateus',
        'Minha conta vem uns 850 reais',
      ]) {
        world.says(text);
        await world.seconds(TURN_SECONDS);
      }
    },
    expects: [
      botSends(3),
      botMentions('Helena'),
      stageIs('EM QUALIFICAÇÃO'),
      fieldIs('Valor Conta Energia', '850'),
    ],
  },
];
