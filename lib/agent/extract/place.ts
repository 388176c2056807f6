/** Where the plant or the bill is: city, federative unit, home or business. */
import { cut } from '../../text.ts';
import { NEVER_BARE } from './cities.ts';
import { NOT_A_NAME } from './name-words.ts';
import { mentionsIn, type PlaceMention, placeSpelled, unitIn, withoutFillers } from './place-mentions.ts';
import { plain, readable } from './plain-text.ts';
import { CAPITALS, CODES, unitNamed } from './states.ts';

export type Place = { readonly city: string | null; readonly state: string | null };

/** Unasked, only who says where it lives or where the roof is names a place. */
const LIVES_IN =
  /\b(?:moro|moramos|resido|residimos|vivo|vivemos|fico|ficamos|estou|estamos|to|sou|aqui|cidade|instalar|instalacao|(?:casa|loja|empresa|imovel|sitio|fazenda|galpao|predio|apartamento|conta) (?:e |fica |esta |ta |la |aqui )*)\s?(?:e |eh |fica )?(?:em|de|no|na|do|da)\s/;

/** `asked`: the city was just asked, so an unknown one is taken as it is written. */
export function placeIn(written: string, { asked }: { asked: boolean }): Place | null {
  const text = readable(written).normalize('NFC').trim();
  if (!asked && !LIVES_IN.test(`${plain(text)} `)) return null;
  const mentions = mentionsIn(text).filter(({ rank }) => asked || rank >= UNASKED_RANK);
  const best = bestOf(mentions);
  const unit = unitIn(text);
  const unknown = asked ? unknownIn(text) : null;
  if (best !== null && !(unknown?.isHome && best.rank < HOME_BEATS)) return placeOf(best, unit);
  if (!asked) return null;
  const capital = capitalIn(text);
  if (capital !== null) return capital;
  const spelled = NO_TOWN.test(plain(text)) ? null : placeSpelled(text);
  if (spelled !== null) return placeOf({ ...spelled, unitBeside: unit }, unit);
  const behind = behindDistrict(text);
  if (behind !== null) return behind;
  if (unknown !== null) return { city: cut(unknown.city, 80), state: unit };
  return unit === null ? null : { city: null, state: unit };
}

/** "RJ capital", "na capital do Ceará". */
function capitalIn(text: string): Place | null {
  const said = plain(text);
  const short = /\b([a-z]{2})[ ,-]{1,2}capital\b/.exec(said)?.[1]?.toUpperCase();
  const long = /\bcapital d[aeo] ([a-z]+(?: [a-z]+){0,3})/.exec(said)?.[1] ?? '';
  const words = long.split(' ').filter((word) => !SMALL.has(word));
  const named = words
    .map((_, index) => unitNamed(words.slice(0, index + 1).join(' ')))
    .findLast((unit) => unit !== null);
  const unit = short !== undefined && CODES.has(short) ? short : (named ?? null);
  const city = unit === null ? undefined : CAPITALS[unit];
  return city === undefined ? null : { city, state: unit };
}

/** Behind a word for living or standing there. */
const UNASKED_RANK = 2;
const HOME_BEATS = 3;

/** The strongest; of several, the one with its unit, then the big one ("Boa Viagem, Recife"), then the last. */
const bestOf = (mentions: readonly PlaceMention[]): PlaceMention | null => {
  const strongest = Math.max(...mentions.map(({ rank }) => rank));
  const equals = mentions.filter(({ rank }) => rank === strongest);
  // "Moro em Piedade, Jaboatão": a part of the big city that is named next.
  const [only] = equals;
  const next = only === undefined ? undefined : mentions[mentions.indexOf(only) + 1];
  if (
    equals.length === 1 &&
    only?.place.strength === 'word' &&
    !only.isLarge &&
    next?.isLarge &&
    next.isBare &&
    next.rank <= 3
  )
    return next;
  return (
    equals.find(({ unitBeside }) => unitBeside !== null) ??
    equals.find(({ isLarge }) => isLarge) ??
    equals.findLast(({ place }) => place.strength === 'sure') ??
    equals.at(-1) ??
    null
  );
};

/** The unit that the lead writes tells namesakes apart; one that has no such city is where it comes from. */
function placeOf(
  { place, unitBeside }: Pick<PlaceMention, 'place' | 'unitBeside'>,
  unit: string | null,
): Place {
  const said = unitBeside ?? unit;
  const there = said === null ? undefined : place.byUnit.get(said);
  if (there !== undefined) return { city: there, state: said };
  return { city: place.city, state: unitBeside === null ? place.unit : null };
}

/** Where somebody comes from, and no town. */
const NO_TOWN =
  /\b(?:gauch[oa]|mineir[oa]|baian[oa]|paraense|paranaense|catarinense|goian[oa]|carioca|fluminense|paulistan[oa]|cearense|potiguar|paraiban[oa]|pernambucan[oa]|alagoan[oa]|sergipan[oa]|maranhense|piauiense|tocantinense|amazonense|acrean[oa]|rondoniense|roraimense|amapaense|capixaba|brasiliense|nordestin[oa]|nortista|sulista|brasileir[oa])\b/;
/** "No centro de Gravatá", "casa forte recife": the city stands last. */
function behindDistrict(text: string): Place | null {
  const words = text.replace(/[\s.!]+$/, '').split(/\s+/);
  if (words.length < 2 || words.length > DISTRICT_MAX_WORDS || text.includes('?')) return null;
  const named =
    /^(?:n[oa]\s+)?(?:centro|zona rural|cidade|munic[ií]pio|periferia|litoral)\s+d[eao]\s+(.+)$/iu.exec(
      text,
    )?.[1];
  if (named === undefined && NO_CITY_WORD.test(plain(text))) return null;
  const best = bestOf(mentionsIn(named ?? words.at(-1) ?? ''));
  return best === null ? null : placeOf(best, null);
}
const DISTRICT_MAX_WORDS = 5;
const NO_CITY_WORD =
  /\b(?:grande|regiao|interior|na|no|nao|sim|quero|tenho|posso|falo|digo|depois|perto|longe|de|do|da|em|pra|para|e)\b|\d/;

const NO_CITY =
  /\b(?:nao|sim|sei|quanto|quero|tenho|qual|porque|como|isso|voces?|vcs?|conta|reais|talvez|rua|avenida|av|numero|praia|praias|casa|interior|centro|sitio|fazenda|loja|empresa|litoral|apartamento|condominio|chacara|perto|longe|zona|bairro|brasil|mesma|mesmo|atend\w+|sertao|agreste|regiao|roca|campo|serra|rural|urbana|norte|sul|leste|oeste|grande|gauch[oa]|mineir[oa]s?|baian[oa]|paraense|parnanguara|paranaense|catarinense|goian[oa]|carioca|fluminense|paulista|paulistan[oa]|cearense|potiguar|paraiban[oa]|pernambucan[oa]|alagoan[oa]|sergipan[oa]|maranhense|piauiense|tocantinense|amazonense|acrean[oa]|rondoniense|roraimense|amapaense|capixaba|brasiliense|nordestin[oa]|sulista|matuto|caipira|mato-?grossense|triangulo|vale|baixada|aldeia indigena|planeta|lua|mundo|mato|nomade|cigan[oa]|capital|fim do mundo|beira|buraco|cafundo\w*|casa do chapeu|onde|minha terra|aqui|ali|la|falei|disse|respondi|mandei|segredo|depende|varias|varios|duas|dois lugares|perguntar?|interessa|pergunta|qualquer|canto|todo|toda|reuniao|aguardo|plantao|posse|duvida|confianca|aperto|feira|servico|viagem|menor|estrangeir[oa]|gring[oa])\b|\?|\d|@/;
const IS_NO_WORD_OF_PLACE = new Set(
  'boa bom boas bons novo nova alto barro pedra rio sol luz santa pilar graca gloria barra lote sombra solar posto escola mae aurora vitoria branca clara rosa feira cabo paulista goiana natal campinas salvador santo cidade mar'.split(
    ' ',
  ),
);
/** "Moro em Aldeia": said to be its home, whatever else is named. */
const AT_HOME =
  /\b(?:moro|moramos|resido|vivo|casa (?:fica|e)|im[oó]vel (?:fica|[eé])|s[ií]tio (?:fica|[eé])|fica)\s+(?:l[aá] |aqui )?(?:em|no|na)\s+([\p{L}' -]{3,40})$/iu;
const SMALL = new Set(['de', 'do', 'da', 'dos', 'das', 'e']);
const LONGEST_UNKNOWN_WORDS = 4;

/** A village that no list has, taken as it is written. */
function unknownIn(text: string): { readonly city: string; readonly isHome: boolean } | null {
  for (const clause of text.split(/[,.;!\n()/]|\s[-–—]\s|(?<=\?)|\b(?:mas|porém|porem)\b/iu)) {
    const home = AT_HOME.exec(clause.trim())?.[1];
    const city = unknownOf(home ?? clause);
    if (city !== null) return { city, isHome: home !== undefined };
  }
  return null;
}

function unknownOf(clause: string): string | null {
  if (NO_CITY.test(plain(clause))) return null;
  const words = withoutFillers(clause.match(/[\p{L}'’-]+/gu) ?? []).filter(
    (word, index, all) => !(index === all.length - 1 && all.length > 1 && CODES.has(word.toUpperCase())),
  );
  if (words.length === 0 || words.length > LONGEST_UNKNOWN_WORDS || (words[0] ?? '').length < 3) return null;
  const isWord = words.some((word) => {
    const form = plain(word);
    return !SMALL.has(form) && NOT_A_NAME.has(form) && !IS_NO_WORD_OF_PLACE.has(form);
  });
  if (isWord || NEVER_BARE.has(plain(words.join(' '))) || unitIn(words.join(' ')) !== null) return null;
  return words
    .map((word, index) =>
      index > 0 && SMALL.has(plain(word))
        ? word.toLowerCase()
        : word.charAt(0).toLocaleUpperCase('pt-BR') + word.slice(1).toLocaleLowerCase('pt-BR'),
    )
    .join(' ');
}

const BUSINESS =
  /\b(?:empresa|loja|comercio|comercial|padaria|mercado|mercadinho|supermercado|restaurante|industria|fabrica|escritorio|clinica|farmacia|oficina|galpao|posto|hotel|pousada|academia|escola|igreja|granja)\b/;
const HOME = /\b(?:casa|residencia|residencial|apartamento|apto)\b/;

/** True where a business is named, false where only a home is, null where neither. */
export function commercialIn(text: string): boolean | null {
  const said = plain(text).replace(/\boutra empresa\b|\b(?:sua|a|essa|qual|que|da|de) empresa\b/g, ' ');
  if (BUSINESS.test(said)) return true;
  return HOME.test(said) ? false : null;
}
