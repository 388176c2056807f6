/** The whole ladder: a lead that stops answering is written to three times, each time anew, and then left in peace. */
import {
  botIsSilent,
  botMentions,
  botSends,
  botSpeaksAt,
  cardStays,
  ledgerSays,
  movesOnceTo,
  stageIs,
  tagIs,
  wordsAreNew,
} from '../expectation.ts';
import { type Scene, TURN_SECONDS } from '../scene.ts';

const GIVEN_UP = 'NÃO INTERESSADO';

export const followUp: readonly Scene[] = [
  {
    title: {
      pt: 'Mateus escreve, e no meio da conversa para de responder',
      en: 'Mateus writes, and stops answering midway',
    },
    play: async (world) => {
      for (const text of ['Oi, bom dia!', 'Meu nome é Mateus', 'Minha conta vem uns 850 reais']) {
        world.says(text);
        await world.seconds(TURN_SECONDS);
      }
    },
    expects: [botSends(3), stageIs('EM QUALIFICAÇÃO')],
  },
  {
    title: {
      pt: 'Meia hora de silêncio: a primeira retomada',
      en: 'Half an hour of silence: the first follow-up',
    },
    play: (world) => world.minutes(31),
    expects: [
      botSpeaksAt('23/11 10:30'),
      botMentions('Mateus'),
      wordsAreNew,
      ledgerSays('speak', 'follow_up'),
      cardStays,
    ],
  },
  {
    title: { pt: 'Um dia: a segunda', en: 'A day: the second' },
    play: (world) => world.untilTime('2026-11-24 20:00'),
    expects: [botSpeaksAt('24/11 10:00'), wordsAreNew, cardStays],
  },
  {
    title: { pt: 'Dois dias: a terceira, e última', en: 'Two days: the third, and last' },
    play: (world) => world.untilTime('2026-11-25 20:00'),
    expects: [botSpeaksAt('25/11 10:00'), wordsAreNew, cardStays],
  },
  {
    title: {
      pt: 'Mais um dia: o card vai para NÃO INTERESSADO, uma vez',
      en: 'One more day: the card goes to NÃO INTERESSADO, once',
    },
    play: (world) => world.untilTime('2026-11-26 10:30'),
    expects: [
      botIsSilent,
      movesOnceTo(GIVEN_UP),
      stageIs(GIVEN_UP),
      tagIs('sem-resposta'),
      ledgerSays('close', 'no_answer'),
    ],
  },
];
