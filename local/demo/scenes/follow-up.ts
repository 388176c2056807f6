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
    title: 'Mateus escreve, e no meio da conversa para de responder',
    play: async (world) => {
      for (const text of ['Oi, bom dia!', 'Meu nome é Mateus', 'Minha conta vem uns 850 reais']) {
        world.says(text);
        await world.seconds(TURN_SECONDS);
      }
    },
    expects: [botSends(3), stageIs('EM QUALIFICAÇÃO')],
  },
  {
    title: 'Meia hora de silêncio: a primeira retomada',
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
    title: 'Um dia: a segunda',
    play: (world) => world.untilTime('2026-11-24 20:00'),
    expects: [botSpeaksAt('24/11 10:00'), wordsAreNew, cardStays],
  },
  {
    title: 'Dois dias: a terceira, e última',
    play: (world) => world.untilTime('2026-11-25 20:00'),
    expects: [botSpeaksAt('25/11 10:00'), wordsAreNew, cardStays],
  },
  {
    title: 'Mais um dia: o card vai para NÃO INTERESSADO, uma vez',
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
