/** Where the plant or the bill is: city, federative unit, home or business. */
import { cut } from '../../text.ts';
import { CITIES_BY_STATE, NAMESAKES, SHORT_NAMES, WORDS_TOO } from './cities.ts';
import { plain, readable } from './plain-text.ts';

export type Place = { readonly city: string | null; readonly state: string | null };

const STATES: Readonly<Record<string, string>> = {
  acre: 'AC',
  alagoas: 'AL',
  amapa: 'AP',
  amazonas: 'AM',
  bahia: 'BA',
  ceara: 'CE',
  'distrito federal': 'DF',
  'espirito santo': 'ES',
  goias: 'GO',
  maranhao: 'MA',
  'mato grosso do sul': 'MS',
  'mato grosso': 'MT',
  'minas gerais': 'MG',
  paraiba: 'PB',
  parana: 'PR',
  pernambuco: 'PE',
  piaui: 'PI',
  'rio de janeiro': 'RJ',
  'rio grande do norte': 'RN',
  'rio grande do sul': 'RS',
  rondonia: 'RO',
  roraima: 'RR',
  'santa catarina': 'SC',
  'sao paulo': 'SP',
  sergipe: 'SE',
  tocantins: 'TO',
};
const CODES: ReadonlySet<string> = new Set([...Object.values(STATES), 'PA']);

/** Cities as they are written, with their unit. The first of a name wins: ours before a namesake far away. */
const CITIES: ReadonlyMap<string, Place> = new Map(
  Object.entries(CITIES_BY_STATE)
    .flatMap(([unit, cities]) =>
      cities.split(',').map((city) => {
        const name = plain(city);
        return [name, { city, state: NAMESAKES.has(name) ? null : unit }] as const;
      }),
    )
    .toReversed(),
);
/** The same and what they are called for short. */
const NAMED: readonly (readonly [string, Place])[] = [
  ...CITIES,
  // "ji parana"
  ...[...CITIES]
    .filter(([name]) => name.includes('-'))
    .map(([name, place]) => [name.replaceAll('-', ' '), place] as const),
  ...Object.entries(SHORT_NAMES).flatMap(([short, city]) => {
    const place = CITIES.get(plain(city));
    return place === undefined ? [] : [[short, place] as const];
  }),
];
/** Longest first: "Cabo de Santo Agostinho" before any shorter name inside it. */
const MATCHERS: readonly (readonly [RegExp, Place])[] = NAMED.toSorted(
  ([left], [right]) => right.length - left.length,
).map(([name, place]) => [
  WORDS_TOO.has(name)
    ? new RegExp(
        String.raw`^(?:(?:e|eh|fica|moro|sou|aqui|na|no|em|de|cidade|e em|a cidade e) )*${name}[\s.!]*(?:$|\s*[,/(-]\s*[a-z]{2}\)?\s*$|\bpe$)|\bem ${name}\b|\b(?:rural|interior|cidade|municipio|centro|distrito|litoral|periferia) d[eo] ${name}\b`,
      )
    : new RegExp(String.raw`\b(?:em|de|no|na|do|da|e|pra|para)\s+${name}\b|^${name}\b|[-,./(]\s*${name}\b`),
  place,
]);

/** "Casa forte recife": behind its district. */
const endsWithCity = (said: string): readonly [RegExp, Place] | undefined =>
  said.split(' ').length > DISTRICT_MAX_WORDS || /\?/.test(said)
    ? undefined
    : ENDINGS.find(([ending]) => ending.test(said));
const DISTRICT_MAX_WORDS = 5;
const ENDINGS = NAMED.filter(([name]) => !WORDS_TOO.has(name))
  .toSorted(([left], [right]) => right.length - left.length)
  .map(([name, place]) => [new RegExp(String.raw`\b${name}[\s.!]*$`), place] as const);

const IN_PLACE =
  /\b(?:moro|fico|ficamos|resido|estou|to|sou|mora|fica|aqui|e|vivo|cidade|casa|loja|empresa|instalar|instalacao)\s+(?:e\s+|fica\s+)?(?:em|de|no|na|do|da)\s+/;
const NO_CITY =
  /\b(?:nao|sim|sei|quanto|quero|tenho|qual|porque|como|isso|voces?|vc|conta|reais|talvez|rua|avenida|numero|praia|casa|interior|centro|sitio|fazenda|loja|empresa|litoral|apartamento|condominio|chacara|perto|longe|zona|bairro|depois|antes|falo|digo|mando|prefiro|posso|ainda|quem|para que|pra que|aqui mesmo|brasil|mesma|mesmo)\b|\?|\d|@/;

/** `asked`: the city was just asked, so an unknown one is taken as it is written. */
export function placeIn(written: string, { asked }: { asked: boolean }): Place | null {
  const text = withoutOthers(writtenOut(written));
  const said = plain(text);
  const state = stateIn(text);
  if (asked || IN_PLACE.test(`${said} `)) {
    const known = MATCHERS.find(([named]) => named.test(said)) ?? (asked ? endsWithCity(said) : undefined);
    // The unit a lead writes beats the one we would guess: namesakes are common.
    if (known) return { city: known[1].city, state: state ?? known[1].state };
  }
  const isStateAlone =
    state !== null &&
    STATES[said.replace(/^(?:(?:em|no|na|e|aqui|sou|de|do|da|moro|fica|estado|interior) )+/, '')] === state;
  const named = behindIn(text);
  if (asked && !isStateAlone && !IS_PARA.test(text.normalize('NFC')) && !NO_CITY.test(plain(named))) {
    const city = unknownCity(named);
    if (city !== null) return { city, state };
  }
  return state !== null && asked ? { city: null, state } : null;
}

/** "Gov. Valadares", "sta cruz", "já falei que é Gurupi": the name written out, and alone. */
const SHORTENED_NAMES: readonly (readonly [RegExp, string])[] = [
  [/(?<![\p{L}])gov\.?\s(?=\p{L})/giu, 'Governador '],
  [/(?<![\p{L}])sta\.?\s(?=\p{L})/giu, 'Santa '],
  [/(?<![\p{L}])sto\.?\s(?=\p{L})/giu, 'Santo '],
  [/(?<![\p{L}])(?:n\.?\s?sra?|nsa)\.?\s(?=\p{L})/giu, 'Nossa Senhora '],
  [/(?<![\p{L}])s\.\s(?=\p{L})/giu, 'São '],
  [/(?<![\p{L}])(?:pres|pte)\.?\s(?=\p{L})/giu, 'Presidente '],
  [/(?<![\p{L}])(?:mal)\.\s(?=\p{L})/giu, 'Marechal '],
];
const SAID_BEFORE =
  /^(?:j[áa] (?:te )?(?:falei|disse|respondi)(?: que| q)?(?: é| eh)?|(?:a gente |n[óo]s )?(?:estamos|ficamos|moramos|somos|tamo|tamos)(?: em| de| no| na)?|acho que é)\s+/iu;
const ADDRESSED =
  /,\s*(?:mana|mano|mo[çc][ao]|viu|visse|conhece\??|sabe\??|amig[oa]|meu filho|minha filha|gente|uai|tch[êe]|bah)[\s!.?]*$/iu;
const writtenOut = (written: string): string =>
  SHORTENED_NAMES.reduce(
    (text, [form, word]) => text.replace(form, word),
    readable(written).replace(ADDRESSED, '').replace(SAID_BEFORE, ''),
  );

/** "Não moro em Recife", "perto de Limoeiro": named, and not where it is. */
const withoutOthers = (written: string): string =>
  readable(written)
    .normalize('NFC')
    .replace(
      /\bn[ãa]o (?:moro|mora|fica|é|e|sou|estou|t[ôo]) (?:mais )?(?:em|de|no|na|do|da) [\p{L} ]{3,40}(?:,|\bmas\b|\be sim\b)\s*/giu,
      ' ',
    )
    .replace(
      /(?:,\s*)?\b(?:(?:fronteira|divisa) com|(?:do lado|perto|pertinho|pr[óo]xim[oa]|vizinh[oa]|ao lado) (?:de|do|da|a|ao|à))(?: o| a)? [\p{L} ]{3,40}$/iu,
      ' ',
    )
    .trim();

/** "O imóvel fica em Tamandaré", "no sítio, em Bonito": the place stands behind the last "em". */
const behindIn = (text: string): string =>
  /^(?:[\p{L} ]{0,40}\b(?:im[óo]vel|casa|loja|empresa|s[íi]tio|conta|apartamento|ch[áa]cara|fazenda|terreno)\b[\p{L} ]{0,20}[,]?\s(?:fica |é |e |est[áa] |localizad[oa] )?(?:l[áa] |aqui )?(?:em|no|na))\s+([\p{L}' -]{3,40})$/iu.exec(
    text.trim(),
  )?.[1] ?? text;

function stateIn(text: string): string | null {
  const code = /(?:^|[\s,/(-])([A-Za-z]{2})[\s).!]*$/.exec(readable(text).trim())?.[1]?.toUpperCase();
  if (code !== undefined && CODES.has(code) && code !== 'SE') return code;
  const said = plain(text);
  const named = Object.keys(STATES).find((name) => new RegExp(String.raw`\b${name}\b`).test(said));
  return named === undefined ? null : (STATES[named] ?? null);
}

/** The state, which without its accent is a preposition. */
const IS_PARA = /^(?:(?:sou|moro|aqui|fica|é|no|do|em)\s+)*Pará[\s.!]*$/u;
const SMALL = new Set(['de', 'do', 'da', 'dos', 'das', 'e']);

function unknownCity(text: string): string | null {
  const words = (readable(text).match(/[\p{L}'-]+/gu) ?? []).filter(
    (word, index, all) => !(index === all.length - 1 && all.length > 1 && CODES.has(word.toUpperCase())),
  );
  while (/^(?:moro|fico|fica|e|em|no|na|aqui|sou|de|do|da|cidade|minha|a|o)$/.test(plain(words[0] ?? '-')))
    words.shift();
  if (words.length === 0 || words.length > 5 || (words[0] ?? '').length < 3) return null;
  const city = words
    .map((word, index) =>
      index > 0 && SMALL.has(plain(word))
        ? word.toLowerCase()
        : word.charAt(0).toLocaleUpperCase('pt-BR') + word.slice(1).toLocaleLowerCase('pt-BR'),
    )
    .join(' ');
  return cut(city, 80);
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
