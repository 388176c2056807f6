/** Kommo cannot be read: nobody knows who holds the lead, so the turn waits, and is answered once when it can be known. */
import { botIsSilent, botSends, fateOf, turnIsHeld } from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

const QUESTION = 'Moro em Olinda';

export const outage: readonly Scene[] = [
  {
    title: 'O Kommo fica dez minutos fora do ar',
    play: async (world) => {
      world.marcosNotes('/bot');
      await world.seconds(TURN_SECONDS);
      world.kommoGoesDown();
      world.says(QUESTION);
      await world.minutes(10);
    },
    expects: [botIsSilent, turnIsHeld, fateOf(QUESTION, 'pending')],
  },
  {
    title: 'O Kommo volta, e a mensagem que esperava é respondida uma vez',
    play: async (world) => {
      world.kommoComesBack();
      await world.minutes(12);
    },
    expects: [botSends(1), fateOf(QUESTION, 'answered')],
  },
];
