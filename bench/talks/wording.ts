/** What a lead says to each question, in several wordings. ` | ` is where a burst may break. */
import type { Persona, Truth } from './personas.ts';
import type { Random } from './random.ts';
import type { FlowKey } from './reading.ts';

const UNITS = [
  '',
  'um',
  'dois',
  'três',
  'quatro',
  'cinco',
  'seis',
  'sete',
  'oito',
  'nove',
  'dez',
  'onze',
  'doze',
  'treze',
  'quatorze',
  'quinze',
  'dezesseis',
  'dezessete',
  'dezoito',
  'dezenove',
];
const TENS = [
  '',
  '',
  'vinte',
  'trinta',
  'quarenta',
  'cinquenta',
  'sessenta',
  'setenta',
  'oitenta',
  'noventa',
];
const HUNDREDS = [
  '',
  'cento',
  'duzentos',
  'trezentos',
  'quatrocentos',
  'quinhentos',
  'seiscentos',
  'setecentos',
  'oitocentos',
  'novecentos',
];

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' e ');

/** 1 to 9999, as it is said. */
export function spelled(value: number): string {
  if (value === 100) return 'cem';
  const thousands = Math.floor(value / 1000);
  const rest = value % 1000;
  const tens = rest % 100;
  const below =
    rest === 100
      ? 'cem'
      : joined([
          HUNDREDS[Math.floor(rest / 100)] ?? '',
          ...(tens < 20 ? [UNITS[tens] ?? ''] : [TENS[Math.floor(tens / 10)] ?? '', UNITS[tens % 10] ?? '']),
        ]);
  const head = thousands === 0 ? '' : thousands === 1 ? 'mil' : `${UNITS[thousands]} mil`;
  if (head === '' || below === '') return head || below;
  return rest % 100 === 0 || rest < 100 ? `${head} e ${below}` : `${head} ${below}`;
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '.');

/** Digits as people type them. */
export function digits(value: number, random: Random): string {
  if (!Number.isInteger(value)) {
    const [whole = '0', cents = '00'] = value.toFixed(2).split('.');
    return random.pick([`${whole},${cents}`, `R$ ${whole},${cents}`]);
  }
  return random.pick([String(value), `R$ ${grouped(value)}`, `${value} reais`, grouped(value)]);
}

export function billWords({ truth, billAs }: Pick<Persona, 'truth' | 'billAs'>, random: Random): string {
  const [first = 0, second = 0] = truth.bills;
  const sum = truth.bills.reduce((total, each) => total + each, 0);
  const said = digits(first, random);
  switch (billAs) {
    case 'digits':
      return random.pick([
        said,
        `uns ${said}`,
        `em média ${said}`,
        `vem ${said}`,
        `pago ${said}`,
        `tá vindo ${said}`,
      ]);
    case 'words':
      return random.pick([
        `${spelled(first)} reais`,
        `eu pago uns ${spelled(first)} por mês`,
        `tá vindo ${spelled(first)}`,
      ]);
    case 'cents': {
      const whole = Math.floor(first);
      const cents = Math.round((first - whole) * 100);
      return random.pick([
        `${spelled(whole)} reais e ${spelled(cents)} centavos`,
        said,
        `${whole} reais e ${cents} centavos`,
      ]);
    }
    case 'range':
      return random.pick([
        `entre ${sum - 100} e ${sum + 100}`,
        `de ${sum - 100} a ${sum + 100}`,
        `uns ${sum - 50} a ${sum + 50}`,
      ]);
    case 'apart':
      return random.pick([
        `são duas contas, uma de ${first} e outra de ${second}`,
        `casa ${first}, loja ${second}`,
        `tenho duas: ${first} e ${second}`,
      ]);
    case 'neighbour':
      return random.pick([
        `meu vizinho pagava 1400 e agora paga 200, a minha é ${said}`,
        `a minha vem ${said}, a do meu irmão vem 300`,
        `a conta da minha mãe é 350 | a minha é ${said}`,
      ]);
    case 'rent':
      return random.pick([
        `pago 1100 de aluguel e ${first} de luz`,
        `${said} de luz, fora os 1100 do aluguel`,
        `de luz dá ${said} | de aluguel já são 1100`,
      ]);
    case 'kwh':
      return random.pick([`uns 480 kwh, dá ${said}`, `${said}, 480 kwh`, `vem ${said} (480 kWh)`]);
    case 'question':
      return random.pick([
        `${first}, tem como baixar?`,
        `${said} tem como diminuir?`,
        `pago ${said}, baixa pra quanto?`,
      ]);
  }
}

export function nameWords({ name }: Truth, random: Random): string {
  return random.pick([
    name,
    `sou ${name}`,
    `me chamo ${name}`,
    `${name}, e você?`,
    `meu nome é ${name}`,
    `aqui é ${name}`,
  ]);
}

const FLOW_NAMES: Readonly<Record<FlowKey, readonly string[]>> = {
  instalacao_usina_propria: ['quero instalar placa aqui', 'a usina própria', 'prefiro instalar as placas'],
  aluguel_lote: ['o aluguel de lote', 'a do lote', 'quero alugar o lote'],
  compra_energia_desconto: ['a compra com desconto', 'quero o desconto na conta', 'a do desconto'],
  usina_investimento: ['quero investir', 'a usina de investimento', 'sou investidor'],
};

export function flowWords(flow: FlowKey, letter: string | undefined, random: Random): string {
  const byName = random.pick(FLOW_NAMES[flow]);
  if (letter === undefined) return byName;
  return random.pick([
    letter,
    letter.toLowerCase(),
    `letra ${letter}`,
    `opção ${letter}`,
    `gostei da ${letter}`,
    `fico com a ${letter}`,
    byName,
  ]);
}

export function plantWords({ hasPlant }: Truth, random: Random): string {
  return hasPlant
    ? random.pick(['já tenho 6 placas', 'sim, tenho placa', 'tenho sim, botei ano passado'])
    : random.pick(['não', 'não tenho', 'nunca botei placa', 'ainda não', 'tenho não', 'não, nenhuma']);
}
export const moreWords = ({ wantsMore }: Truth, random: Random): string =>
  wantsMore
    ? random.pick(['sim, quero aumentar', 'quero ampliar', 'isso, quero mais placas'])
    : random.pick(['não', 'não, tá bom assim', 'não quero']);
export const contractWords = ({ hasContract }: Truth, random: Random): string =>
  hasContract
    ? random.pick(['sim, tenho contrato com outra', 'tenho, com fidelidade até 2028', 'tenho sim'])
    : random.pick(['não', 'não tenho', 'nenhum', 'tenho não', 'não, só a celpe mesmo']);
export const discountWords = (_: Truth, random: Random): string =>
  random.pick(['não tenho', 'nenhum', 'não, nada', 'não']);

export function decisionWords({ decides }: Truth, random: Random): string {
  switch (decides) {
    case 'alone':
      return random.pick(['sou eu', 'eu mesmo', 'sim, sou eu que decido', 'sim', 'só eu']);
    case 'together':
      return random.pick([
        'eu e minha esposa, ela participa também',
        'eu e minha esposa, os dois vão participar',
        'sou eu e minha mulher, a gente vai junto',
      ]);
    case 'other_comes':
    case 'other_absent':
      return random.pick(['quem decide é meu marido', 'meu marido que decide', 'não, é meu marido']);
  }
}
export const attendsWords = ({ decides }: Truth, random: Random): string =>
  decides === 'other_absent'
    ? random.pick(['não, ele não pode', 'não, ele não participa', 'ele não vai poder não'])
    : random.pick(['sim, consegue', 'consegue sim', 'ele participa sim', 'dá sim', 'sim']);
export const interestWords = ({ isInterested }: Truth, random: Random): string =>
  isInterested
    ? random.pick(['sim', 'faz sentido sim', 'tenho interesse', 'quero sim', 'bora', 'claro'])
    : random.pick(['não, obrigado', 'não tenho interesse', 'não quero seguir com isso não']);
export const paymentWords = ({ pays }: Truth, random: Random): string =>
  pays === 'a_vista'
    ? random.pick(['à vista', 'pago à vista'])
    : random.pick(['financiado', 'financiar', 'prefiro financiar', 'parcelado']);
export const urgencyWords = (_: Truth, random: Random): string =>
  random.pick(['este mês', 'nos próximos 90 dias', 'o quanto antes', 'sem pressa', 'uns 3 meses']);
export const cityWords = ({ city }: Truth, random: Random): string =>
  random.pick([city, `em ${city}`, `moro em ${city}`, `${city} mesmo`]);
export const openWords = (_: Truth, random: Random): string =>
  random.pick(['economizar na conta', 'baixar essa conta', 'o valor que vou economizar']);
export const emailWords = ({ email }: Truth, random: Random): string =>
  email === null
    ? random.pick(['não tenho email', 'não uso email', 'manda por aqui mesmo'])
    : random.pick([email, `é ${email}`, `pode mandar pra ${email}`]);
export const yesWords = (random: Random): string =>
  random.pick(['sim', 'isso', 'isso mesmo', 'certo', 'pode ser', 'sim, isso']);
export const openings = [
  'oi',
  'bom dia',
  'boa tarde, vi o anúncio de vocês',
  'olá',
  'oi, queria saber da energia solar',
  'opa',
  'oi, tudo bem?',
] as const;
