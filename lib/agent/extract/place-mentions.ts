/** Every place that a text names, and how surely it is the lead's own: where it lives, where it comes from, what it is near to. */
import { LARGE } from './cities.ts';
import {
  CONNECTORS,
  LONGEST_NAME_WORDS,
  type NamedPlace,
  placeMeant,
  placeNamed,
  tokensOf,
} from './place-names.ts';
import { plain } from './plain-text.ts';
import { CODES, CODES_TOO, unitNamed } from './states.ts';

export type PlaceMention = {
  readonly place: NamedPlace;
  /** Its unit, where it stands beside the name. */
  readonly unitBeside: string | null;
  /** Four and more: the lead lives there; under one: another place, left out. */
  readonly rank: number;
  readonly isLarge: boolean;
  /** Nothing else stands in its clause. */
  readonly isBare: boolean;
};

const FILLERS: ReadonlySet<string> = new Set(
  'oi oie ola opa ei eai bom boa dia tarde noite e eh aqui aq aki ca sou somos de da do dos das em no na nos nas mesmo viu visse ne uai so sim tche bah kk kkk kkkk kkkkk rs rsrs mana mano maninha moca moco amigo amiga querida querido senhor senhora minha meu filho filha fia bem amor cidade municipio ja te falei disse respondi que q moro moramos mora fica ficamos fico eu a o claro por favor pfv pf obrigado obrigada obg conhece estamos estou to ta resido residimos vivo vivemos gente nois nos atualmente hoje agora interior capital uma um pequena aqui lindo linda maravilhosa querida pra mas entao olha rapaz homi menina mainha patrao chefe ué ue oxe oxente vixe eita egua pai brasil sempre terra boa abencoada seria d localizado localizada terrinha cidadezinha cidadinha so aqui lugar chamado chamada chama'.split(
    ' ',
  ),
);
/** Words of an answer without what stands around a place's name. */
export function withoutFillers(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !FILLERS.has(plain(word)));
  if (start < 0) return [];
  const end = words.findLastIndex((word) => !FILLERS.has(plain(word)));
  return words.slice(start, end + 1);
}

/** "Marília interior de SP", "Itaperuna noroeste fluminense": where in its unit, behind the name. */
const WHERE_IN_UNIT =
  /(?<=[a-z]{3,})(?<!\b(?:no|na|do|da|de|pro|ao|zona|grande|mato|moro|sou|la|e|fica|em|extremo)) (?:interior|litoral|noroeste|nordeste|sudoeste|sudeste|norte|sul|oeste|leste|regiao|zona|sertao|agreste|triangulo|fronteira) (?=(?:d[aeo]|mineir|fluminense|central|paulista|catarinense|gauch|paranaense|baian|cearense|potiguar|norte|sul|leste|oeste|rural|com)\w*)/g;

const clausesOf = (text: string): readonly string[] =>
  plain(
    text
      .replace(/(?<![\p{L}])s\.?\s?([jb])\.\s?(?=\p{L})/giu, 's $1 ')
      .replace(/(?<![\p{L}])(st[ao]s?|gov|sen|mal|cel|pres|dr|eng|cap|s|bal|dep|n)\.\s?(?=\p{L})/giu, '$1 ')
      // "Vitória, a de Santo Antão", "Juazeiro, o da Bahia".
      .replace(/(?<=\p{L}), [ao] (?=d[aeo]s? \p{L})/gu, ' ')
      .replace(/\n|(?<=\p{L})\s+(?:[kK]{2,}|(?:rs)+)(?=\s)/gu, ', '),
  )
    .replace(WHERE_IN_UNIT, ', $&')
    // "Palmares terra dos poetas".
    .replace(
      /(?<=[a-z]{4})(?<!\b(?:minha|nossa|nesta|nessa)) (?=(?:a )?(?:terra|capital|princesa|rainha|berco|perola|veneza) d[aeo]s? )/g,
      ', ',
    )
    .replace(
      / (?:ha|faz|tem|desde) (?:(?:uns|mais|de|quase) )*(?:\d|que|crianca|sempre|pequen|menin|\w+ anos)(?!.*\b(?:moro|mora|vivo|resido|em)\b).*$/,
      '',
    )
    .replace(/ e (?=(?:eu|moro|trabalho|minha|meu|hoje|agora|atualmente) )/g, ', ')
    .split(/[,.;!()/:?]|\s[-–—]+\s|\b(?:mas|porem|so que|e sim)\b/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');

const PREPOSITION = String.raw`(?: (?:de|do|da|dos|das|a|ao|as|com|em|no|na|d|pra|pro|para|o|e|eh|que|la|aqui|uns|umas|\d+))*$`;
/** Near to it, or not it: another place. */
const NEAR = new RegExp(
  String.raw`\b(?:perto|pertinho|proxim[oa]|vizinh[oa]s?|lado|colad[oa]|pegad[oa]|grudad[oa]|encostad[oa]|junto|beirando|fronteira|divisa|limite|frente|caminho|saida|entre|longe|km|quilometros|minutos|horas?|depois|antes|atras|regiao(?: metropolitana)?|metropolitana|grande|interior|litoral|sertao|agreste|vale|serra|baixada|(?<!zona )(?:norte|sul|leste|oeste)|terra|estado|governo|prefeitura|banco|conhec\w+|(?:voces?|vcs?) (?:sao|ficam|e|tem(?: loja| filial)?)|nao (?:moro|sou|e|fica|estou|to)(?: mais)?)${PREPOSITION}`,
);
const ADDRESS =
  /\b(?:bairro|distrito|povoado|comunidade|assentamento|rua|r|av|avenida|condominio|conjunto|loteamento|residencial|edificio|praca|travessa|estrada|rodovia|colegio|shopping|hospital|igreja|banco)(?: (?:de|do|da|dos|das|sao|santa|santo|dr|doutor|presidente|nova|novo))*$/;
const OF_OTHERS =
  /\b(?:mae|pais?|filh[oa]s?|irma|irmao|irmaos|sogr[oa]|prim[oa]|ti[oa]|cunhad[oa]|amig[oa]|vizinh[oa]|av[oo]|vo|patrao|sede|matriz|filial)(?: \w+)? (?:mora|moram|e|vive|vivem|fica|sao|ta|esta)(?: la)? (?:em|no|na|de|do|da)$/;
const ELSEWHERE = new RegExp(
  String.raw`\b(?:trabalh\w+|nasci|nascid[oa]|cri(?:ei|amos)|cresci|passei|fui|vim|vindo|mud(?:ei|amos|ou)|sai|estud\w+|viaj\w+|escritorio|criad[oa]|indo|vou|origem|loja de|morei|morava)${PREPOSITION}`,
);
const LIVES =
  /\b(?:moro|moramos|mora|morando|resido|residimos|vivo|vivemos|fico|ficamos|fica|ficam|localizad[oa]|instalar|instalacao|imovel|casa|apartamento|apto|predio|galpao|loja|empresa|terreno|sitio|fazenda|chacara|botar|municipio)\b/;
const MOVED = /\bmud(?:ei|amos|ou|ada|ado)\b.* (?:pra|para|pro)$/;
const BILL_OF =
  /\b(?:conta|contas|luz|fatura|instalacao)(?: de luz| de energia)? (?:e|eh|fica|vem|ta|esta|seria)(?: la| aqui)? (?:de|em|do|da|no|na)$/;
const AT = /(?:^| )(?:em|no|na|aqui|aq|ca)$/;
const IN_CITY = /\b(?:cidade|municipio)(?: \w+)?(?: (?:e|eh))?(?: (?:de|da|do|em))?$/;
const COMES_FROM = /\b(?:sou|somos|natural|falo|falando)(?: (?:aqui|la|mesmo|daqui))?(?: (?:de|do|da|d))$/;
const ANY_LEAD = /(?:^| )(?:em|no|na|de|do|da|e|eh|pra|para|aqui|aq|d|que|q|sou|cidade|municipio|ca)$/;

type Span = { readonly place: NamedPlace; readonly from: number; readonly to: number };

/** The longest names from the left; the name of a unit hides what stands inside it. */
function spansIn(tokens: readonly string[]): readonly Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    const first = tokens[from] ?? '';
    if (CONNECTORS.has(first) && first !== 'do') continue;
    for (let to = Math.min(tokens.length, from + LONGEST_NAME_WORDS + 4); to > from; to -= 1) {
      if (CONNECTORS.has(tokens[to - 1] ?? '')) continue;
      const words = tokens.slice(from, to);
      const place = placeNamed(words);
      const isUnit = words.length > 1 && unitNamed(keyed(words)) !== null && !BOTH.has(keyed(words));
      if (place === null && !isUnit) continue;
      if (place !== null && !isUnit) spans.push({ place, from, to });
      from = to - 1;
      break;
    }
  }
  return spans;
}
/** Cities and units alike. */
const BOTH = new Set(['sao paulo', 'rio janeiro']);
const keyed = (tokens: readonly string[]): string =>
  tokens.filter((token) => !CONNECTORS.has(token)).join(' ');

/** The unit that begins at `at`, "pe", "da bahia", and whether it is sure to be one. */
function unitAt(tokens: readonly string[], at: number): string | null {
  const rest = tokens.slice(at);
  const [first = ''] = rest;
  if (CODES.has(first.toUpperCase()) && (!CODES_TOO.has(first) || rest.length === 1))
    return first.toUpperCase();
  const named = /^(?:d[eoa]|no|na|em)$/.test(first) ? rest.slice(1) : rest;
  for (const length of [4, 3, 2, 1]) {
    const words = named.slice(0, length);
    if (words.length === length && !CONNECTORS.has(words[0] ?? '')) {
      const unit = unitNamed(keyed(words));
      if (unit !== null && (unit !== 'PA' || named !== rest)) return unit;
    }
  }
  return CODES.has((named[0] ?? '').toUpperCase()) && named.length === 1 && named !== rest
    ? (named[0] ?? '').toUpperCase()
    : null;
}

/** Every place that `text` names, weakest first left out. */
export function mentionsIn(text: string): readonly PlaceMention[] {
  const clauses = clausesOf(text).map(tokensOf);
  return clauses.flatMap((tokens, at) =>
    spansIn(tokens).flatMap((span): readonly PlaceMention[] => {
      const next = clauses[at + 1] ?? [];
      const unitBeside =
        unitAt(tokens, span.to) ??
        (span.to === tokens.length && withoutFillers(next).length <= 4 ? unitAt(next, 0) : null);
      const rank = rankOf(span, { tokens, at, unitBeside });
      if (rank < 1) return [];
      return [
        {
          place: span.place,
          unitBeside,
          rank,
          isLarge: LARGE.has(plain(span.place.city)),
          isBare: withoutFillers(tokens).length === span.to - span.from,
        },
      ];
    }),
  );
}

function rankOf(
  { place, from, to }: Span,
  { tokens, at, unitBeside }: { tokens: readonly string[]; at: number; unitBeside: string | null },
): number {
  const before = tokens.slice(0, from).join(' ');
  // "Alter do Chão, distrito de Santarém".
  const district = /^(?:(.+) )?(?:distrito|povoado|vila) (?:de|do|da)$/.exec(before);
  if (district !== null && (at > 0 || withoutFillers((district[1] ?? '').split(' ')).join('') !== ''))
    return 3.6;
  if (NEAR.test(before) || ADDRESS.test(before) || OF_OTHERS.test(before)) return 0;
  const isBare =
    withoutFillers(tokens.slice(0, from)).length === 0 &&
    withoutFillers(tokens.slice(to)).every((word) => unitBeside !== null && isOfUnit(word));
  const isAt = AT.test(before);
  const isIn = /(?:^| )em$/.test(before) || IN_CITY.test(before);
  // "Sertão do Ceará" is no town of that name: it is in another unit.
  const hasUnit = unitBeside !== null && place.byUnit.has(unitBeside);
  if (place.strength === 'never_bare' && !isIn && !(isBare && hasUnit)) return 0;
  const comesFrom = COMES_FROM.test(before);
  const isAlone = isBare && !/(?:^| )(?:n|d)[oa]s?$/.test(before);
  // "BSB, Asa Norte": what stands for a city alone stands for it before its parts.
  const isSign = from === 0 && /^(?:bh|bhte|bsb|cwb|gyn|ssa|poa|mcz|pvh)$/.test(tokens[0] ?? '');
  const isSaid =
    isSign || isIn || isAlone || hasUnit || MOVED.test(before) || (comesFrom && before.endsWith(' de'));
  // Where the bill is, whatever else is named; "a conta é de luz" names no town.
  if (BILL_OF.test(before) && tokens[from] !== 'luz' && tokens[from] !== 'energia') return 4.5;
  if (place.strength === 'word' && !isSaid) return 0;
  if (MOVED.test(before)) return 4;
  if (ELSEWHERE.test(before)) return 1;
  if ((isAt || IN_CITY.test(before)) && LIVES.test(before)) return 4;
  if (isIn && IN_CITY.test(before)) return 3.6;
  if (unitBeside !== null) return comesFrom ? 2.5 : 3.5;
  if (isAt) return 3.2;
  if (comesFrom) return 2;
  if (isBare) return 3;
  const leads = from === 0 || ANY_LEAD.test(before);
  return leads || to - from > 1 ? 1.5 : 0;
}

const isOfUnit = (word: string): boolean =>
  CONNECTORS.has(word) || CODES.has(word.toUpperCase()) || unitNamed(word) !== null || UNIT_WORDS.has(word);
const UNIT_WORDS = new Set(
  'rio grande norte sul mato grosso espirito santo santa catarina minas gerais sao paulo no na janeiro'.split(
    ' ',
  ),
);

/** A unit that is named anywhere: alone it is no city. */
export function unitIn(text: string): string | null {
  const written = /(?:^|[\s,/(-])([A-Z]{2})[\s).!]*$/.exec(text.trim())?.[1];
  if (written !== undefined && CODES.has(written)) return written;
  if (/\bPar[aá]\b|\b(?:n|d)?o par[aá]\b/.test(text)) return 'PA';
  const clauses = clausesOf(text).map(tokensOf);
  for (const tokens of clauses)
    for (let at = 0; at < tokens.length; at += 1) {
      const unit = unitAt(tokens, at);
      if (unit !== null && (!CODES.has((tokens[at] ?? '').toUpperCase()) || at === tokens.length - 1))
        return unit;
    }
  return null;
}

/** Where no name stands in the text: the one that its clause can mean, cut short or with a slip. */
export function placeSpelled(text: string): Pick<PlaceMention, 'place'> | null {
  for (const clause of [...new Set(clausesOf(text))].slice(0, SPELLED_CLAUSES_MAX)) {
    const tokens = tokensOf(clause);
    const lead = tokens.findLastIndex(
      (token, at) => at > 0 && /^(?:em|no|na|de|do|da)$/.test(token) && LIVES_AT.test(tokens[at - 1] ?? ''),
    );
    for (const words of [withoutFillers(tokens), withoutFillers(tokens.slice(lead + 1))]) {
      const own = words.filter(
        (word, at) => !(at === words.length - 1 && at > 0 && CODES.has(word.toUpperCase())),
      );
      if (own.length === 0 || own.length > LONGEST_NAME_WORDS) continue;
      const before = tokens.slice(0, tokens.indexOf(own[0] ?? '')).join(' ');
      if (NEAR.test(before) || ADDRESS.test(before) || ADDRESS.test(own[0] ?? '')) continue;
      const place = unitNamed(keyed(own)) === null ? placeMeant(own) : null;
      if (place !== null) return { place };
    }
  }
  return null;
}
/** Each is compared with every name of its length: who tells a town tells it sooner (V6). */
const SPELLED_CLAUSES_MAX = 24;
const LIVES_AT = /^(?:moro|moramos|resido|vivo|fica|fico|sou|aqui|casa|estou|to|cidade|e)$/;
