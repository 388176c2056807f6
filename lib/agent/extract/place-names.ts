/** Which place a run of plain words names: Brazil's municipalities, what they are called for short, and one slip of the thumb. */
import {
  LIKELIER,
  NAMESAKES,
  NEVER_BARE,
  OTHER_PLACES,
  PHRASES_TOO,
  SHORT_NAMES,
  WORDS_TOO,
} from './cities.ts';
import { MUNICIPALITIES } from './municipalities.ts';
import { plain } from './plain-text.ts';

/** How much else must speak for the place: a word that is more often something else needs most. */
export type Strength = 'sure' | 'word' | 'never_bare';
export type NamedPlace = {
  readonly city: string;
  /** Every unit that has one of the name, with how it is written there: Goiana is in PE, Goianá in MG. */
  readonly byUnit: ReadonlyMap<string, string>;
  /** The unit that is meant where none is said, if one can tell. */
  readonly unit: string | null;
  readonly strength: Strength;
};

/** Between the words of a name; left out when names are compared. */
export const CONNECTORS: ReadonlySet<string> = new Set(['de', 'da', 'do', 'das', 'dos', 'd', 'e']);
/** "Sta", "gov", "s": written out. A dot behind them has gone before. */
const ABBREVIATED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: 'sao',
    sta: 'santa',
    sto: 'santo',
    stos: 'santos',
    gov: 'governador',
    sen: 'senador',
    mal: 'marechal',
    cel: 'coronel',
    pres: 'presidente',
    dr: 'doutor',
    eng: 'engenheiro',
    cap: 'capitao',
    bal: 'balneario',
    vit: 'vitoria',
    cons: 'conselheiro',
    dep: 'deputado',
    gde: 'grande',
    nsa: 'nossa',
    sra: 'senhora',
    fco: 'francisco',
  }),
);
const NUMBERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ '2': 'dois', '3': 'tres', '4': 'quatro', '5': 'cinco', '7': 'sete', '9': 'nove' }),
);
/** "S J do Rio Preto", "S B do Una". */
const SAINTS: ReadonlyMap<string, string> = new Map([
  ['j', 'jose'],
  ['b', 'bento'],
]);
/** Longest name of the list, in words that count. */
export const LONGEST_NAME_WORDS = 6;

/** One form for every way of writing a name: no accents, hyphens, apostrophes, connectors or abbreviations. */
export function keyOf(tokens: readonly string[]): string {
  const kept = tokens
    .filter((token) => !CONNECTORS.has(token))
    .map((token) => token.replace(/^d(?=(?:agua|oeste|avila|arco|alho|ajuda|alianca|abadia)s?$)/, ''));
  return kept
    .map((token, index) => (index === 0 && kept.length > 1 ? (NUMBERS.get(token) ?? token) : token))
    .map((token, index) => (index === 1 && kept[0] === 's' ? (SAINTS.get(token) ?? token) : token))
    .map((token, index) => (index < kept.length - 1 ? (ABBREVIATED.get(token) ?? token) : token))
    .join(' ');
}
/** Plain words of one clause: "Sant'Ana" is one, "Ji-Paraná" two. */
export const tokensOf = (clause: string): readonly string[] =>
  plain(clause)
    .replace(/'/g, '')
    .match(/[\p{L}\p{N}@]+/gu) ?? [];

type Index = {
  readonly byKey: ReadonlyMap<string, NamedPlace>;
  readonly keysByLength: ReadonlyMap<number, readonly string[]>;
  /** First words that belong to one name alone. */
  readonly beginnings: ReadonlyMap<string, NamedPlace>;
};

function strengthOf(key: string): Strength {
  if (NEVER_BARE.has(key)) return 'never_bare';
  return WORDS_TOO.has(key) || PHRASES_TOO.has(key) || key.length < 4 ? 'word' : 'sure';
}

/** Built when the first place is looked for: most bursts name none. */
let built: Index | null = null;
function index(): Index {
  built ??= build();
  return built;
}

function build(): Index {
  const likelier = new Map(
    Object.entries(LIKELIER).flatMap(([unit, cities]) =>
      cities.split(',').map((city) => [city, unit] as const),
    ),
  );
  const byKey = new Map<string, NamedPlace>();
  for (const list of [MUNICIPALITIES, OTHER_PLACES])
    for (const [unit, cities] of Object.entries(list))
      for (const city of cities.split(',')) {
        const key = keyOf(tokensOf(city));
        const known = byKey.get(key);
        const byUnit = new Map([...(known?.byUnit ?? []), [unit, city]]);
        const isOne = byUnit.size === 1 && !NAMESAKES.has(key);
        const meant = [...byUnit].find(([each, name]) => likelier.get(name) === each)?.[0] ?? null;
        byKey.set(key, {
          city: (meant === null ? known?.city : byUnit.get(meant)) ?? city,
          byUnit,
          unit: isOne ? unit : meant,
          strength: strengthOf(key),
        });
      }
  const beginnings = beginningsOf(byKey);
  for (const [short, city] of Object.entries(SHORT_NAMES)) {
    const place = byKey.get(keyOf(tokensOf(city)));
    const key = keyOf(short.split(' '));
    if (place !== undefined && (!byKey.has(key) || key === 'poa'))
      byKey.set(short.startsWith('o ') || /^[nd]o /.test(short) ? short : key, {
        ...place,
        strength: strengthOf(key),
      });
  }
  const keysByLength = new Map<number, string[]>();
  for (const key of byKey.keys()) {
    const same = keysByLength.get(key.length);
    if (same === undefined) keysByLength.set(key.length, [key]);
    else same.push(key);
  }
  return { byKey, keysByLength, beginnings };
}

const BEGINNING_MIN_CHARS = 9;

function beginningsOf(byKey: ReadonlyMap<string, NamedPlace>): ReadonlyMap<string, NamedPlace> {
  const found = new Map<string, NamedPlace | null>();
  for (const [key, place] of byKey) {
    const tokens = key.split(' ');
    for (let length = 1; length < tokens.length; length += 1) {
      const beginning = tokens.slice(0, length).join(' ');
      if (beginning.length >= BEGINNING_MIN_CHARS)
        found.set(beginning, found.has(beginning) || byKey.has(beginning) ? null : place);
    }
  }
  return new Map([...found].flatMap(([key, place]) => (place === null ? [] : [[key, place] as const])));
}

/** The place of exactly that name, or null. */
export const placeNamed = (tokens: readonly string[]): NamedPlace | null =>
  index().byKey.get(keyOf(tokens)) ?? index().byKey.get(tokens.join(' ')) ?? null;

const SLIP_MIN_CHARS = 6;

/** The one place that such words can mean: cut short, or with one slip of the thumb in a name long enough. Null for several. */
export function placeMeant(tokens: readonly string[]): NamedPlace | null {
  const key = keyOf(tokens);
  if (key.length < SLIP_MIN_CHARS || /\d/.test(key) || index().byKey.has(key)) return null;
  const begun = index().beginnings.get(key);
  if (begun !== undefined) return begun;
  const near = [key.length - 1, key.length, key.length + 1]
    .flatMap((length) => index().keysByLength.get(length) ?? [])
    .filter(
      (name) =>
        name.length >= SLIP_MIN_CHARS && name[0] === key[0] && !NEVER_BARE.has(name) && isOneSlip(key, name),
    );
  const sounds = sounding(key);
  for (const names of [sounds.filter((name) => near.includes(name)), sounds, near]) {
    const places = new Set(names.map((name) => index().byKey.get(name)?.city));
    const [only] = names;
    if (places.size === 1 && only !== undefined) return index().byKey.get(only) ?? null;
  }
  return null;
}

/** Names that sound the same: "florianopoles", "goyania", "brazilia". */
function sounding(key: string): readonly string[] {
  const sound = soundOf(key);
  return [-2, -1, 0, 1, 2]
    .flatMap((more) => index().keysByLength.get(key.length + more) ?? [])
    .filter((name) => name[0] === key[0] && soundOf(name) === sound);
}

const soundOf = (key: string): string =>
  key
    .replace(/ /g, '')
    .replace(/ch|sh/g, 'x')
    .replace(/ss|ç|z|sc(?=[ei])|c(?=[ei])/g, 's')
    .replace(/qu(?=[ei])|k|q/g, 'c')
    .replace(/g(?=[ei])/g, 'j')
    .replace(/(?<![nl])h/g, '')
    .replace(/[ye]/g, 'i')
    .replace(/[wu]/g, 'o')
    .replace(/m(?![aeiou])/g, 'n')
    .replace(/(.)\1/g, '$1');

/** One letter left out, added, changed, or two swapped. */
function isOneSlip(one: string, other: string): boolean {
  if (one === other) return true;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end))
    end += 1;
  const left = one.slice(start, one.length - end);
  const right = other.slice(start, other.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
