/** The federative units, as leads write them. Plain form. */

const NAMES: Readonly<Record<string, string>> = {
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
  'mato grosso sul': 'MS',
  'mato grosso': 'MT',
  'minas gerais': 'MG',
  minas: 'MG',
  paraiba: 'PB',
  para: 'PA',
  parana: 'PR',
  pernambuco: 'PE',
  piaui: 'PI',
  'rio janeiro': 'RJ',
  'rio grande norte': 'RN',
  'rio grande sul': 'RS',
  rondonia: 'RO',
  roraima: 'RR',
  'santa catarina': 'SC',
  'sao paulo': 'SP',
  sergipe: 'SE',
  tocantins: 'TO',
};
export const CODES: ReadonlySet<string> = new Set(Object.values(NAMES));
/** Small words too: a unit only at the very end behind a city, or in capitals. */
export const CODES_TOO: ReadonlySet<string> = new Set(['se', 'to', 'ma', 'pa', 'al', 'es', 'am', 'ac', 'go']);

/** The unit of exactly that name, connectors left out. "Para" is a word: only "no Pará", with its accent or its article. */
export const unitNamed = (key: string): string | null => NAMES[key] ?? null;

/** The capital of each unit, as it is written. */
export const CAPITALS: Readonly<Record<string, string>> = {
  AC: 'Rio Branco',
  AL: 'Maceió',
  AP: 'Macapá',
  AM: 'Manaus',
  BA: 'Salvador',
  CE: 'Fortaleza',
  DF: 'Brasília',
  ES: 'Vitória',
  GO: 'Goiânia',
  MA: 'São Luís',
  MT: 'Cuiabá',
  MS: 'Campo Grande',
  MG: 'Belo Horizonte',
  PA: 'Belém',
  PB: 'João Pessoa',
  PR: 'Curitiba',
  PE: 'Recife',
  PI: 'Teresina',
  RJ: 'Rio de Janeiro',
  RN: 'Natal',
  RS: 'Porto Alegre',
  RO: 'Porto Velho',
  RR: 'Boa Vista',
  SC: 'Florianópolis',
  SP: 'São Paulo',
  SE: 'Aracaju',
  TO: 'Palmas',
};
