/** Kommo cannot be read: nobody knows who holds the lead, so the turn waits, and is answered once when it can be known. */
import { botIsSilent, botSends, fateOf, turnIsHeld } from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

const QUESTION = 'Moro em Olinda';

export const outage: readonly Scene[] = [
  {
    title: { pt: 'O Kommo fica dez minutos fora do ar', en: 'Kommo is down for ten minutes' },
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
    title: {
      pt: 'O Kommo volta, e a mensagem que esperava é respondida uma vez',
      en: 'Kommo comes back, and the message that waited is answered once',
    },
    play: async (world) => {
      world.kommoComesBack();
      await world.minutes(12);
    },
    expects: [botSends(1), fateOf(QUESTION, 'answered')],
  },
];
