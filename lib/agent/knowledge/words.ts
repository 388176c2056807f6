/** Words as the search compares them: hurried spelling made whole, endings cut off, the smallest words left out. */
import { stemmer } from '@orama/stemmers/portuguese';
import { plainWords } from '../extract/plain-text.ts';

/** One spelling for what leads write in several: what is shortened, and words that ask for the same. */
const SAME: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    advogado: 'adv',
    apartamento: 'ap apto predio',
    app: 'aplicativo cel celular',
    aumenta: 'sobe',
    aumentar: 'subir',
    aumentou: 'subiu',
    beleza: 'blz',
    boleto: 'boletos',
    casa: 'moradia residencia',
    chuva: 'chove chovem chovendo nublado',
    como: 'cm cmo',
    conserto: 'arruma arrumar conserta consertar',
    depois: 'dps',
    devolver: 'devolve reembolso',
    dinheiro: 'grana',
    distribuidora: 'celpe coelba companhia concessionaria cosern enel energisa equatorial neoenergia',
    e: 'eh',
    email: 'mail',
    endereco: 'escritorio sede',
    energia: 'luz',
    esposa: 'conjuge esposo marido mulher',
    esta: 'ta',
    estao: 'tao',
    estou: 'to tou',
    favor: 'pf pfv',
    fica: 'localizada localizados situada',
    golpe: 'enganacao fraude pegadinha piramide',
    gratuito: 'graca gratis gratuita',
    hoje: 'hj',
    imposto: 'tributo',
    instagram: 'insta',
    instala: 'bota coloca',
    instalar: 'botar colocar',
    instalei: 'botei coloquei',
    instalou: 'botou colocou',
    juros: 'juro',
    limpar: 'lava lavar',
    mae: 'mainha',
    mesmo: 'msm',
    falecido: 'falecer faleceu morreu',
    muita: 'mta',
    muito: 'mt mto',
    nao: 'n nn num',
    obrigado: 'obg',
    orcamento: 'proposta',
    pagamento: 'pagto',
    pai: 'painho',
    papelada: 'papel',
    parcela: 'prestacao',
    parcelas: 'prestacoes',
    placa: 'modulo painel',
    placas: 'modulos paineis',
    porque: 'pq pqe',
    quando: 'qdo qnd',
    quantas: 'qtas',
    quanto: 'qnt qnto qt qto',
    quantos: 'qntos qtos qts',
    que: 'oq oque q',
    robo: 'bot chatbot ia maq maquina robozinho',
    sitio: 'chacara fazenda granja',
    sobra: 'excedente sobrar',
    tambem: 'tb tbm',
    telefone: 'fone',
    tudo: 'td',
    valor: 'custo preco',
    vence: 'caduca expira',
    voce: 'ce tu vc',
    voces: 'ces vcs',
    whatsapp: 'whats zap',
  }).flatMap(([word, others]) => others.split(' ').map((other) => [other, word])),
);

const LEFT_OUT: ReadonlySet<string> = new Set(
  'o a os as um uma uns umas de do da dos das e em no na nos nas pra para pro pros por que eu se me isso isto ai ne la pelo pela com ao aos seu sua teu tua meu minha esse essa este esta aquele aquela la ja so bem entao mas ou oi ola bom boa dia tarde noite viu visse oxe kkk kk ah eita moca amigo senhora ser sera foi ha'.split(
    ' ',
  ),
);

/** Said of the day rather than of greeting, these count: "de noite", "todo dia". */
const KEPT: ReadonlySet<string> = new Set(['noite', 'dia']);

/** The stems of a text, in order; never empty unless the text has no word. */
export function stemsOf(text: string): readonly string[] {
  const words = plainWords(text).map((word) => (Object.hasOwn(SAME, word) ? (SAME[word] ?? word) : word));
  const kept = words.filter((word) => !LEFT_OUT.has(word) || KEPT.has(word));
  return (kept.length > 0 ? kept : words).map((word) => stemOf(word));
}

const stemOf = (word: string): string => (/\d/.test(word) ? word : stemmer(word));
