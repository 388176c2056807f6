/**
 * Questions that leads put beside their answers, in their own words (the types and ids of docs/facts/solar.md, section 2), and
 * how an answer to each is known. Judged on the reply without accents, in small letters.
 */

export type SideQuestion = {
  /** The type's id in docs/facts/solar.md. */
  readonly id: string;
  readonly words: readonly string[];
  /** What a reply that answers it speaks of. */
  readonly answer: RegExp;
};

export const SIDE_QUESTIONS: readonly SideQuestion[] = [
  {
    id: 'PR1',
    words: ['qual o valor disso aí?', 'quanto é que fica?'],
    answer: /valor|preco|depende|especialista/,
  },
  {
    id: 'PR4',
    words: ['tem taxa de adesão?', 'pago alguma coisa antes?'],
    answer: /taxa|adesao|pag|investimento/,
  },
  {
    id: 'PR6',
    words: ['tem alguma taxa escondida?', 'cadê a pegadinha?'],
    answer: /taxa|cobranca|contrato|minim|iluminacao|reajust/,
  },
  { id: 'FI1', words: ['tem financiamento?', 'dá pra financiar tudo?'], answer: /financ|banco/ },
  { id: 'FI3', words: ['qual o juros?', 'taxa de quanto por mês?'], answer: /juros|banco|taxa/ },
  { id: 'FI4', words: ['tô com nome sujo, passa?', 'consulta spc?'], answer: /credito|banco/ },
  { id: 'FI12', words: ['em quanto tempo se paga?', 'qual o payback?'], answer: /anos|pag/ },
  {
    id: 'EC2',
    words: ['zera a conta?', 'nunca mais pago luz?'],
    answer: /zer|minim|iluminacao|disponibilidade/,
  },
  {
    id: 'EC3',
    words: ['vocês garantem esses 20?', 'e se não economizar?'],
    answer: /contrato|ate 20|garant/,
  },
  {
    id: 'EC7',
    words: ['e a iluminação pública?', 'a taxa da prefeitura sai?'],
    answer: /iluminacao|municip|prefeitura/,
  },
  { id: 'EC8', words: ['e a bandeira vermelha?', 'muda quando fica vermelha?'], answer: /bandeira/ },
  { id: 'CF1', words: ['como funciona?', 'do que se trata?'], answer: /placa|credito|energia|desconto/ },
  {
    id: 'CF5',
    words: ['onde fica a usina?', 'de onde vem essa energia?'],
    answer: /usina|goiana|pernambuco|sol/,
  },
  { id: 'CF6', words: ['o que são créditos?', 'crédito vence?'], answer: /credito|60 meses/ },
  {
    id: 'CF7',
    words: ['vem dois boletos?', 'pago duas contas?'],
    answer: /boleto|duas contas|distribuidora|fatura/,
  },
  {
    id: 'CF8',
    words: ['continuo pagando a celpe?', 'largo a neoenergia?'],
    answer: /distribuidora|celpe|neoenergia|continua/,
  },
  { id: 'CF10', words: ['a conta sai do meu nome?', 'tem que passar titularidade?'], answer: /titular|nome/ },
  { id: 'CF11', words: ['tem obra?', 'precisa quebrar parede?'], answer: /obra|instal|telhado/ },
  { id: 'CF14', words: ['isso é legalizado?', 'a aneel permite?'], answer: /lei|14\.?300|aneel/ },
  {
    id: 'CF19',
    words: ['dá pra vender o que sobra?', 'a celpe me paga a sobra?'],
    answer: /credito|vend|sobra/,
  },
  { id: 'LE2', words: ['e o fio b?', 'quanto é o fio b em 2026?'], answer: /fio b|60/ },
  { id: 'LE3', words: ['vão taxar o sol?', 'tem imposto do sol?'], answer: /imposto|taxa|fio b|rede/ },
  { id: 'TE1', words: ['funciona na chuva?', 'e em dia nublado?'], answer: /chuva|nublad|menos/ },
  { id: 'TE2', words: ['e de noite?', 'de noite fico no escuro?'], answer: /noite|rede|credito/ },
  {
    id: 'TE3',
    words: ['se faltar energia funciona?', 'fico com luz no apagão?'],
    answer: /deslig|bateria|rede/,
  },
  { id: 'TE4', words: ['precisa de bateria?', 'vem com bateria?'], answer: /bateria/ },
  { id: 'TE6', words: ['meu telhado é de barro, dá?', 'é laje, serve?'], answer: /telha|laje|fixa|visita/ },
  { id: 'TE7', words: ['telhado de amianto dá?', 'é brasilit, pode?'], answer: /amianto|telha|visita/ },
  { id: 'TE8', words: ['pesa muito?', 'o telhado aguenta?'], answer: /peso|pesa|kg|quilo|telhado/ },
  {
    id: 'TE14',
    words: ['qual a marca da placa?', 'o inversor é de qual marca?'],
    answer: /marca|inversor|equipamento/,
  },
  { id: 'TE17', words: ['dura quanto tempo?', 'depois de 25 anos joga fora?'], answer: /25|anos/ },
  {
    id: 'PZ1',
    words: ['quanto tempo pra instalar?', 'demora muito?'],
    answer: /dias|meses|prazo|demora|semanas/,
  },
  {
    id: 'PZ2',
    words: ['quando começa o desconto?', 'já vem na próxima conta?'],
    answer: /90 dias|assinatura/,
  },
  { id: 'GA1', words: ['qual a garantia?', 'garantia de quantos anos?'], answer: /garantia|anos/ },
  { id: 'GA5', words: ['precisa limpar?', 'chuva limpa?'], answer: /limp|lav|agua/ },
  { id: 'GA7', words: ['tem seguro?', 'e se roubar as placas?'], answer: /seguro|roub/ },
  {
    id: 'CO1',
    words: ['isso é golpe?', 'é verdade mesmo?'],
    answer: /golpe|desconfi|perguntar|cnpj|contrato|confer/,
  },
  { id: 'CO2', words: ['vocês têm cnpj?', 'manda o cnpj'], answer: /cnpj/ },
  {
    id: 'CO3',
    words: ['onde fica a empresa?', 'qual o endereço?'],
    answer: /endereco|fica|recife|goiana|pernambuco/,
  },
  { id: 'CO5', words: ['tem cliente aqui na cidade?', 'quem já fez?'], answer: /cliente|referencia|obra/ },
  { id: 'CO7', words: ['tem site?', 'qual o insta?'], answer: /site|insta/ },
  {
    id: 'CO11',
    words: ['são parceiros da celpe?', 'vocês são do governo?'],
    answer: /parceir|governo|celpe|neoenergia|vinculo/,
  },
  {
    id: 'CO12',
    words: ['como conseguiu meu número?', 'quem passou meu zap?'],
    answer: /numero|contato|origem/,
  },
  { id: 'CT1', words: ['quanto tempo de contrato?', 'fico preso quantos anos?'], answer: /contrato|meses/ },
  { id: 'CT2', words: ['tem fidelidade?', 'tem multa?'], answer: /fidelidade|multa|contrato/ },
  {
    id: 'CT3',
    words: ['posso cancelar quando quiser?', 'e se eu quiser sair?'],
    answer: /cancel|sair|contrato/,
  },
  { id: 'CT6', words: ['tem reajuste?', 'aumenta todo ano?'], answer: /reajust|ipca/ },
  {
    id: 'IM2',
    words: ['moro em apartamento, dá?', 'no ap dá pra fazer?'],
    answer: /apartamento|telhado|condominio|desconto/,
  },
  { id: 'IM4', words: ['e se eu mudar de casa?', 'levo as placas?'], answer: /mud|endereco|leva/ },
  { id: 'IM5', words: ['e se eu vender a casa?', 'passa pro novo dono?'], answer: /vend|dono|imovel/ },
  { id: 'RE1', words: ['atende caruaru?', 'e petrolina?'], answer: /atend|regi|caruaru|petrolina|cidade/ },
  {
    id: 'RO1',
    words: ['você é robô?', 'tô falando com ia?'],
    answer: /assistente virtual|automatic|robo|virtual/,
  },
  { id: 'RO3', words: ['qual empresa é?', 'quem é você?'], answer: /solar|assistente|aqui e|sou / },
  { id: 'DA1', words: ['tenho que dar cpf?', 'precisa do rg?'], answer: /cpf|rg|documento/ },
  { id: 'RN1', words: ['a reunião é por vídeo?', 'por onde é a reunião?'], answer: /meet|video|online|link/ },
  { id: 'RN4', words: ['demora quanto a reunião?', 'é rapidinho?'], answer: /minut|rapid|hora|dura/ },
  { id: 'RN5', words: ['tem compromisso?', 'sou obrigado a fechar?'], answer: /compromisso|obrig|decid/ },
];

/** What is said where the answer is left to a person: noted, not at hand, for the specialist. */
export const OWNED =
  /\b(?:deixei|ja esta|ja ta|ficou|esta|fica)\b.{0,40}anotad|anotei|nao tenho (?:aqui|essa|esse|como)|especialista (?:te )?(?:responde|explica|mostra|confirma|ve)|pessoa da (?:nossa )?equipe|prefiro nao te dizer|deixei registrad|levo essa|lista do especialista|quem responde|quem te responde/;

export type QuestionFate = 'answered' | 'owned' | 'ignored';

/** `reply`: everything said until the lead writes again, small letters without accents. */
export function fateOf(question: SideQuestion, reply: string): QuestionFate {
  if (OWNED.test(reply)) return 'owned';
  return question.answer.test(reply) ? 'answered' : 'ignored';
}
