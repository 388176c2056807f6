/** What so many leads say in a long run, drawn from a seed: the answers that the talk asks for, in no order, and what else people send. */
import type { LeadContent } from '../../local/emulators/whatsapp/vocabulary.ts';
import { PLANTED_EMAIL, PLANTED_WORD } from '../support/planted.ts';

/** mulberry32: the same numbers from the same seed, everywhere. */
export function createDraw(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const said = (text: string): LeadContent => ({ kind: 'text', text });

/** `turn`: how many bursts this lead has written. */
export function contentOf(draw: (below: number) => number, turn: number, name: string): LeadContent {
  const first = name.split(' ')[0] ?? name;
  const number = 300 + draw(4_000);
  switch (turn === 0 ? 0 : 1 + draw(22)) {
    case 0:
      return said(`oi, bom dia, vi o anúncio da ${PLANTED_WORD}`);
    case 1:
      return said(`meu nome é ${first}`);
    case 2:
      return said(`minha conta vem ${number} reais`);
    case 3:
      return said(`moro em Recife, perto da ${PLANTED_WORD}`);
    case 4:
      return said(`quantos anos de garantia? pergunto por ${number} motivos`);
    case 5:
      return said(`e se eu tiver ${2 + draw(9)} medidores?`);
    case 6:
      return said(`sim, quero saber mais, a conta passou de ${number}`);
    case 7:
      return said(`não tenho contrato com ninguém, já são ${2 + draw(30)} anos`);
    case 8:
      return said(`sou eu quem decide, eu e mais ${1 + draw(9)}`);
    case 9:
      return said(`meu e-mail é ${PLANTED_EMAIL}`);
    case 10:
      return { kind: 'sticker' };
    case 11:
      return { kind: 'image', caption: `a conta da ${PLANTED_WORD}` };
    case 12:
      return { kind: 'voice' };
    case 13:
      return { kind: 'location', latitude: -8.05, longitude: -34.9, place: PLANTED_WORD };
    case 14:
      return { kind: 'document', fileName: `${PLANTED_WORD}.pdf` };
    case 15:
      return said(`😀👍🏽 e\u0301 isso mesmo, ${PLANTED_WORD} ${number}`);
    case 16:
      return said(`${PLANTED_WORD} `.repeat(40 + draw(200)));
    case 17:
      return { kind: 'contact_card', cardName: name, phone: '+558199123999' };
    default:
      return said(`então, sobre o item ${number} da ${PLANTED_WORD}: como fica?`);
  }
}
