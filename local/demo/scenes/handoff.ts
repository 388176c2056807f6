/** The incident this product exists for, and the way back. */
import {
  botIsSilent,
  botMentions,
  botSends,
  fateOf,
  hookWasLost,
  silentBecause,
  stageIs,
} from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

export const handoff: readonly Scene[] = [
  {
    title: {
      pt: 'Marcos assume o card, o aviso do Kommo se perde',
      en: "Marcos takes the card, Kommo's webhook is lost",
    },
    play: async (world) => {
      world.marcosMoves('atendimento_humano', { told: false });
      await world.minutes(1);
      world.says('oi?');
      await world.seconds(TURN_SECONDS);
    },
    expects: [
      hookWasLost,
      botIsSilent,
      silentBecause('human_stage'),
      fateOf('oi?', 'silenced'),
      stageIs('ATENDIMENTO HUMANO'),
    ],
  },
  {
    title: {
      pt: 'Marcos devolve o card, e também esse aviso se perde',
      en: 'Marcos gives the card back, and that webhook is lost too',
    },
    play: async (world) => {
      world.marcosMoves('em_qualificacao', { told: false });
      await world.minutes(1);
      world.says('Quero a opção C');
      await world.seconds(TURN_SECONDS);
    },
    expects: [
      hookWasLost,
      botSends(2),
      botMentions('compra de energia com desconto'),
      fateOf('Quero a opção C', 'answered'),
      fateOf('oi?', 'silenced'),
    ],
  },
];
