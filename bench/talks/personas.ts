/**
 * Made-up leads. The truth about each is hidden from the bot; it comes out as the bot asks, in the lead's own way. Seeds change
 * words, slips, side questions and times, never the truth.
 */
import type { FlowKey } from './reading.ts';
import type { Style } from './style.ts';

export type Ending = 'booked' | 'cancelled' | 'disqualified' | 'person' | 'opted_out';

export type Truth = {
  readonly name: string;
  /** BRL a month; several homes are several bills. */
  readonly bills: readonly number[];
  readonly flow: FlowKey;
  readonly city: string;
  readonly pays: 'financiamento' | 'a_vista';
  readonly hasPlant: boolean;
  readonly wantsMore: boolean;
  readonly hasContract: boolean;
  readonly decides: 'alone' | 'together' | 'other_comes' | 'other_absent';
  readonly isInterested: boolean;
  readonly email: string | null;
};

/** How the bill is told. */
export type BillTelling =
  | 'digits'
  | 'words'
  | 'cents'
  | 'range'
  | 'apart'
  | 'neighbour'
  | 'rent'
  | 'kwh'
  | 'question';

/** How a time is found. */
export type TimeFinding =
  | 'offered'
  | 'ordinal'
  | 'own'
  | 'spelled'
  | 'refuses'
  | 'afternoon'
  | 'busy'
  | 'day_first'
  | 'date';

export type Trait =
  /** First a wrong sum, a turn later the right one. */
  | 'corrects_bill'
  | 'corrects_name'
  /** Puts a question first and answers a turn later. */
  | 'answers_late'
  /** Everything in the first message. */
  | 'tells_all_first'
  | 'asks_about_option'
  | 'changes_mind'
  | 'hesitates'
  | 'angry'
  | 'suspicious'
  | 'grieving'
  | 'planted_claims'
  | 'wants_person'
  | 'stops'
  | 'moves'
  | 'moves_bare'
  | 'cancels'
  | 'second_number'
  | 'comes_back'
  | 'no_email'
  | 'thanks_after'
  | 'asks_after'
  | 'emoji';

export type Persona = {
  readonly id: string;
  readonly truth: Truth;
  /** Any of these is right. */
  readonly endings: readonly Ending[];
  readonly style: Style;
  readonly billAs: BillTelling;
  readonly time: TimeFinding;
  readonly traits: readonly Trait[];
  /** How many side questions a talk holds at most. */
  readonly questions: number;
};

const PLAIN: Style = {
  accents: 'kept',
  letters: 'as_is',
  slips: 0,
  short: false,
  spoken: false,
  bursts: false,
};
const QUICK: Style = {
  accents: 'dropped',
  letters: 'lower',
  slips: 0.15,
  short: true,
  spoken: false,
  bursts: false,
};
const BURSTY: Style = { ...QUICK, bursts: true };
const SPOKEN: Style = { ...PLAIN, letters: 'lower', spoken: true };
const LOUD: Style = { ...PLAIN, letters: 'upper', slips: 0.1 };
const NFD: Style = { ...PLAIN, accents: 'nfd' };
const SLIPPING: Style = { ...QUICK, slips: 0.4 };

const HOME: Truth = {
  name: 'Ana',
  bills: [900],
  flow: 'instalacao_usina_propria',
  city: 'Recife',
  pays: 'financiamento',
  hasPlant: false,
  wantsMore: false,
  hasContract: false,
  decides: 'alone',
  isInterested: true,
  email: 'ana.lead@example.com',
};

function persona(
  id: string,
  truth: Partial<Truth>,
  change: Partial<Omit<Persona, 'id' | 'truth'>> = {},
): Persona {
  return {
    id,
    truth: { ...HOME, ...truth },
    endings: ['booked'],
    style: PLAIN,
    billAs: 'digits',
    time: 'offered',
    traits: [],
    questions: 1,
    ...change,
  };
}

const C = 'compra_energia_desconto';
const B = 'aluguel_lote';
const D = 'usina_investimento';

export const PERSONAS: readonly Persona[] = [
  persona('ana-exact', { name: 'Ana' }, { questions: 0 }),
  persona('jose-quick', { name: 'José', bills: [650] }, { style: QUICK, time: 'own' }),
  persona('rita-bursts', { name: 'Rita', bills: [780], flow: C }, { style: BURSTY, questions: 2 }),
  persona(
    'biu-spoken',
    { name: 'Severino', bills: [1200] },
    { style: SPOKEN, billAs: 'words', time: 'spelled' },
  ),
  persona('cida-loud', { name: 'Cida', bills: [540], flow: C }, { style: LOUD, time: 'ordinal' }),
  persona('conceicao-nfd', { name: 'Conceição', bills: [1100] }, { style: NFD, time: 'spelled' }),
  persona('neto-slips', { name: 'Neto', bills: [870], flow: C }, { style: SLIPPING, time: 'own' }),
  persona(
    'paula-two-bills',
    { name: 'Paula', bills: [250, 310], flow: C },
    { billAs: 'apart', time: 'date' },
  ),
  persona('igor-neighbour', { name: 'Igor', bills: [950] }, { billAs: 'neighbour', style: QUICK }),
  persona('dayse-rent', { name: 'Dayse', bills: [640], flow: C }, { billAs: 'rent', style: QUICK }),
  persona('gilson-cents', { name: 'Gilson', bills: [482.9] }, { billAs: 'cents', time: 'refuses' }),
  persona('marta-range', { name: 'Marta', bills: [800], flow: C }, { billAs: 'range', time: 'afternoon' }),
  persona('davi-kwh', { name: 'Davi', bills: [560] }, { billAs: 'kwh', time: 'day_first' }),
  persona('lucia-asks', { name: 'Lúcia', bills: [950] }, { billAs: 'question', questions: 5, style: QUICK }),
  persona(
    'bruno-corrects',
    { name: 'Bruno', bills: [880], flow: C },
    { traits: ['corrects_bill'], style: QUICK },
  ),
  persona('carla-name', { name: 'Carla', bills: [700] }, { traits: ['corrects_name'] }),
  persona(
    'tadeu-late',
    { name: 'Tadeu', bills: [1300], flow: C },
    { traits: ['answers_late'], questions: 3 },
  ),
  persona('elisa-all-first', { name: 'Elisa', bills: [910] }, { traits: ['tells_all_first'], time: 'own' }),
  persona(
    'fabio-option',
    { name: 'Fábio', bills: [760], flow: C },
    { traits: ['asks_about_option'], style: QUICK },
  ),
  persona('helio-mind', { name: 'Hélio', bills: [1500], flow: C }, { traits: ['changes_mind'], time: 'own' }),
  persona('joana-hesitates', { name: 'Joana', bills: [690] }, { traits: ['hesitates'], questions: 2 }),
  persona(
    'raul-angry',
    { name: 'Raul', bills: [830], flow: C },
    { traits: ['angry'], endings: ['booked', 'person'], style: LOUD },
  ),
  persona(
    'ivete-suspicious',
    { name: 'Ivete', bills: [720], flow: C },
    { traits: ['suspicious'], endings: ['booked', 'person'], questions: 3 },
  ),
  persona(
    'neuza-grieving',
    { name: 'Neuza', bills: [610], flow: C },
    { traits: ['grieving'], endings: ['booked', 'person'] },
  ),
  persona('caio-planted', { name: 'Caio', bills: [1000] }, { traits: ['planted_claims'], questions: 2 }),
  persona(
    'marcos-spouse',
    { name: 'Marcos', bills: [990], decides: 'together' },
    { time: 'refuses', style: QUICK },
  ),
  persona(
    'simone-husband',
    { name: 'Simone', bills: [840], flow: C, decides: 'other_comes' },
    { time: 'spelled' },
  ),
  persona(
    'arnaldo-lot',
    { name: 'Arnaldo', bills: [1800], flow: B, city: 'Olinda' },
    { time: 'own', questions: 2 },
  ),
  persona(
    'vania-lot',
    { name: 'Vânia', bills: [2400], flow: B, city: 'Paulista' },
    { style: BURSTY, time: 'busy' },
  ),
  persona(
    'bakery-premium',
    { name: 'Ricardo', bills: [5200], flow: C, city: 'Caruaru' },
    { time: 'date', questions: 2 },
  ),
  persona(
    'pedro-more-plates',
    { name: 'Pedro', bills: [930], hasPlant: true, wantsMore: true },
    { time: 'own' },
  ),
  persona(
    'yara-cash',
    { name: 'Yara', bills: [1250], pays: 'a_vista', city: 'Petrolina' },
    { time: 'busy', traits: ['no_email'], style: SPOKEN },
  ),
  persona('leo-moves', { name: 'Leo', bills: [860], flow: C }, { traits: ['moves'], style: QUICK }),
  persona('bete-moves-bare', { name: 'Bete', bills: [770] }, { traits: ['moves_bare'], time: 'own' }),
  persona(
    'nilo-cancels',
    { name: 'Nilo', bills: [680], flow: C },
    { traits: ['cancels'], endings: ['cancelled'] },
  ),
  persona(
    'sonia-second-number',
    { name: 'Sônia', bills: [790], flow: C },
    { traits: ['second_number'], style: QUICK },
  ),
  persona('edu-thanks', { name: 'Edu', bills: [920] }, { traits: ['thanks_after', 'emoji'], style: BURSTY }),
  persona(
    'gloria-asks-after',
    { name: 'Glória', bills: [1150], flow: C },
    { traits: ['asks_after'], questions: 2 },
  ),
  persona(
    'rosa-no-email',
    { name: 'Rosa', bills: [590], flow: C, email: null },
    { traits: ['no_email'], time: 'day_first' },
  ),
  persona('otto-investor', { name: 'Otto', bills: [3000], flow: D }, { endings: ['person'], questions: 0 }),
  persona(
    'lia-wants-person',
    { name: 'Lia', bills: [820] },
    { traits: ['wants_person'], endings: ['person'], style: QUICK },
  ),
  persona(
    'beto-stops',
    { name: 'Beto', bills: [700] },
    { traits: ['stops'], endings: ['opted_out'], style: QUICK },
  ),
  persona(
    'rui-small-bill',
    { name: 'Rui', bills: [180], flow: C },
    { endings: ['disqualified'], questions: 0 },
  ),
  persona(
    'ines-contract',
    { name: 'Inês', bills: [880], flow: C, hasContract: true },
    { endings: ['disqualified'] },
  ),
  persona(
    'jairo-plant',
    { name: 'Jairo', bills: [1000], hasPlant: true },
    { endings: ['disqualified'], style: QUICK },
  ),
  persona(
    'dora-absent',
    { name: 'Dora', bills: [730], flow: C, decides: 'other_absent' },
    { endings: ['disqualified'] },
  ),
  persona(
    'aldo-no-interest',
    { name: 'Aldo', bills: [960], isInterested: false },
    { endings: ['disqualified'], style: SPOKEN },
  ),
  persona('mila-comes-back', { name: 'Mila', bills: [210, 330], flow: C }, { traits: ['comes_back'] }),
];
