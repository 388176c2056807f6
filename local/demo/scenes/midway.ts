/** The narrow moments: while the bot thinks, and between two bubbles of one reply. No hook arrives in either. */
import { botIsSilent, botSends, fateOf, hookWasLost, silentBecause, stageIs } from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

export const midway: readonly Scene[] = [
  {
    title: {
      pt: 'O card muda de mãos enquanto o robô pensa',
      en: 'The card changes hands while the bot thinks',
    },
    play: async (world) => {
      world.says('Não tenho fidelidade com ninguém');
      await world.untilThinking();
      await world.seconds(1);
      world.marcosMoves('atendimento_humano', { told: false });
      await world.seconds(TURN_SECONDS);
    },
    expects: [
      hookWasLost,
      botIsSilent,
      silentBecause('human_stage'),
      fateOf('Não tenho fidelidade com ninguém', 'silenced'),
    ],
  },
  {
    title: {
      pt: 'O card muda de mãos entre uma mensagem e a outra',
      en: 'The card changes hands between two messages',
    },
    play: async (world) => {
      world.marcosMoves('em_qualificacao', { told: false });
      await world.minutes(1);
      world.says('Pensando bem, prefiro a opção A');
      await world.untilBotSpeaks();
      world.marcosMoves('atendimento_humano', { told: false });
      await world.minutes(2);
    },
    expects: [hookWasLost, botSends(1), silentBecause('taken_over'), stageIs('ATENDIMENTO HUMANO')],
  },
];
