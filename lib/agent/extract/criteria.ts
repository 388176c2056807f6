/** Qualifying criteria that a lead states unasked: own plant, loyalty contract, who decides. A question states nothing. */
import type { QuestionKey } from '../dialogue.ts';
import { decisionAnswered } from './answered/decision.ts';
import { loyaltyAnswered } from './answered/loyalty.ts';
import { ownPlantAnswered } from './answered/own-plant.ts';
import type { Facts } from './facts.ts';
import { full } from './plain-text.ts';
import { stated } from './stated.ts';

type Criteria = Pick<Facts, 'hasOwnPlant' | 'wantsNewPlant' | 'hasLoyaltyContract' | 'decisionMaker'>;

const PLANT = `(?:placas?|paine(?:l|is)|usina|energia solar|sistema (?:solar|fotovoltaico)|gerador solar|solar instalad[oa])`;
const FEW = String.raw`(?:(?:um|umas?|duas|varias|\d+|minhas?|propri[oa]s?|ja|as?|em casa|instalad[oa]s?|nenhuma?|la|aqui) )*`;
const COMPETITOR = `(?:origo|setta|outra empresa|outra companhia|concorrente|outro fornecedor|fidelidade)`;
const DECIDER = `(?:ele|ela|eles|esposa|marido|esposo|mulher|pai|mae|socio|socia|chefe|dono|dona|quem decide|diretor|diretora|filh[oa]|sindico)`;

type Statement = { readonly states: Partial<Criteria>; readonly said: RegExp };

/** First match of a key wins, so the negative form stands before the positive one it contains. */
const STATEMENTS: readonly Statement[] = [
  {
    states: { hasOwnPlant: false },
    said: new RegExp(
      String.raw`\b(?:nao (?:tenho|temos|possuo|tem|instalei)|nunca (?:tive|tivemos|instalei|instalamos|coloquei|botei|comprei|usei|pus)|sem) (?:(?:contrato|fidelidade)[^,.;]{0,24} nem )?${FEW}${PLANT}\b`,
    ),
  },
  {
    states: { wantsNewPlant: false },
    said: /\bnao (?:quero|penso em|pretendo|preciso de|preciso) (?:de )?(?:outra|uma nova|ampliar|aumentar|expandir|mais placas)\b/,
  },
  {
    states: { wantsNewPlant: true, hasOwnPlant: true },
    said: new RegExp(
      String.raw`\b(?:quero|queria|penso em|pretendo|gostaria de|preciso) (?:(?:de )?(?:outra|uma nova|mais uma|mais) ${PLANT}|(?:ampliar|expandir|aumentar) (?:o |a |meu |minha |as )?(?:sistema|usina|geracao|placas))\b`,
    ),
  },
  {
    states: { hasOwnPlant: true },
    said: new RegExp(
      String.raw`\b(?:ja )?(?<!(?:nunca|nao|pensei em|penso em|quase) )(?:tenho|temos|possuo|instalei|coloquei|botei|comprei) ${FEW}${PLANT}\b`,
    ),
  },
  {
    states: { hasLoyaltyContract: false },
    said: /\bnao (?:tenho|temos|tem|possuo) (?:nenhum |nenhuma |mais )*(?:[^,.;]{0,32} nem )?(?:contrato|fidelidade)\b|\bsem (?:contrato|fidelidade)\b|\bcontrato (?:com .{2,30} )?(?:ja )?(?:acabou|venceu|terminou|encerrou|expirou|foi cancelado)\b|\bcancelei (?:o|meu|esse) contrato\b/,
  },
  {
    states: { hasLoyaltyContract: true },
    said: new RegExp(
      String.raw`\b(?:tenho|temos|estou com|to com|assinei|pres[oa] (?:a|em|com|n[oau]m?a?)) (?:um |uma |o |ja )*(?:contrato )?(?:(?:de|com|na|a) )*(?:um |uma )?${COMPETITOR}\b`,
    ),
  },
  {
    states: { decisionMaker: false },
    said: new RegExp(
      String.raw`\b${DECIDER} nao (?:vai|pode|podera|consegue|quer|tem como|gosta de) (?:participar|ir|entrar|estar|falar|conversar)\b`,
    ),
  },
  {
    states: { decisionMaker: true },
    said: new RegExp(
      String.raw`\bquem decide (?:sou eu|aqui sou eu)\b|(?<!nao )\beu (?:mesm[oa] |que |quem |sozinh[oa] )?decido\b|\beu (?:que|quem) (?:decido|resolvo|mando|pago)\b|(?<!nao )\bsou (?:eu )?(?:o |a )?(?:don[oa](?= (?:d[aeo]|aqui|sim)\b(?! casa\b)|[\s.,!]*$)|titular|proprietari[oa]|responsavel pela conta|decisor)\b|\ba decisao e minha\b|\b${DECIDER} (?:tambem )?(?:vai|pode|consegue|topa|quer|aceitou) (?:participar|estar junto|entrar|ir junto)\b`,
    ),
  },
];

const OTHER_DECIDES = new RegExp(
  String.raw`\b(?:isso e|e|fica) com (?:a |o )?(?:minha|meu)\b|\ba decisao e d[aeo]s? (?:minha|meu)\b|\b(?:minha|meu) \w+ (?:que )?cuida disso\b|^(?:e )?(?:sou )?(?:eu e (?!deus)|eu com|junto com|depende d[aeo]|e minha e d[aeo]|nos dois|os dois|a gente (?:decide|resolve|ve)|a gente ve)\b|\b(?:consultar|perguntar|falar|ver|conversar) (?:pr[ao]|pra|com) (?:o |a )?(?:meu|minha|don[oa]|ele|ela)\b|\bconsultar (?:o |a )?(?:meu|minha)\b|^(?:e )?(?:o |a )?(?:sindic[oa]|patrao|patroa|mainha|painho|inquilin[oa]|proprietari[oa])\b|^(?:e )?(?:o |a )?(?:meu|minha) (?:patrao|patroa|irmao|irma|sogr[oa]|avo|ti[oa])[.! ]*$|^el[ae] (?:que|quem) (?:decide|manda|resolve|paga)\b|\bo don[oa] (?:e|da casa e) (?:o |a )?(?:meu|minha)\b|\bnao (?:posso )?decido (?:so|sozinh[oa])\b|\b(?:minha|meu|o|a|nosso|nossa) ${DECIDER} (?:e )?(?:que|quem) (?:decide|resolve|manda|paga|cuida|ve isso)\b|\bquem (?:decide|resolve|manda|paga|cuida)\b.{0,12}\b(?:e|sao) (?:o |a |os )?(?:meu|minha|meus|nosso|outra pessoa|${DECIDER})|\bnao sou eu (?:que|quem)\b|\bnao decido\b|\bdecid(?:o|imos) (?:junto )?com\b|\b(?:preciso|tenho que|vou) (?:falar|conversar|ver) com (?:o |a )?(?:meu|minha|nosso|nossa)\b|^(?:e )?(?:o |a )?(?:meu|minha) (?:esposa|esposo|marido|mulher|pai|mae|soci[oa]|chefe|filh[oa])[.! ]*$`,
);

/** Said in answer to the question, these mean what they mean nowhere else. */
const ANSWERS: Readonly<Partial<Record<QuestionKey, readonly Statement[]>>> = {
  own_plant: [
    {
      states: { hasOwnPlant: false },
      said: /\b(?:zero|nenhuma|sem) (?:placas?|paine(?:l|is))\b|\b(?:ja )?(?:tive|tinha)\b.{0,40}\b(?:cancel\w+|vend\w+|tir\w+|desinstal\w+|nessa nao|nesta nao|aqui nao|outra casa)\b|^(?:ja )?(?:tirei|vendi|desinstalei|retirei|removi)\b/,
    },
    {
      states: { hasOwnPlant: true },
      said: /^(?:sim )?(?:eu )?(?:ja )?(?:instalei|instalamos|botei|coloquei|possuo|possuimos|uso)(?! (?:nada|nao))\b|^(?:sim )?(?:ja )?(?:tenho|tem) (?:tudo )?(?:instalad[oa]s?|um sistema|o sistema|sistema)\b/,
    },
  ],
  new_plant: [
    {
      states: { wantsNewPlant: true },
      said: /(?<!nao (?:\w+ )?)\b(?:ampliar|aumentar|expandir|crescer|dobrar)\b|(?<!nao (?:\w+ )?)\bmais placas?\b/,
    },
  ],
  loyalty_contract: [
    {
      states: { hasLoyaltyContract: true },
      said: /^(?:nao )?(?:ja |ainda )?(?:sou|somos|to|estou) (?:cliente )?(?:d[aeo]|com a|n[ao]) (?:origo|setta|reverde|outra|uma|cooperativa)\b|^(?:ja )?(?:assino|assinei|pago) (?:a |com a |uma |outra )?(?:origo|setta|reverde|outra|cooperativa|fornecedora)\b|^tenho um que\b|^(?:ainda )?(?:tenho|tem|falta\w*) (?:\w+ )?\d+ mes(?:es)?\b|\bpres[oa] ate\b|^(?:to|estou|tem) com multa\b|^(?:sim |ja |ainda )?(?:faco parte|participo|sou membro) de\b|^tem multa\b|^(?:ainda )?falta\w* (?:\w+ ){0,2}(?:anos?|mes|meses)\b|^(?:so )?(?:vence|acaba|termina|vai) (?:em|ate|no|so|dia)\b|^ate (?:20\d\d|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)\b|^(?:sim )?tenho (?:um |uma )?(?:contrato|plano|fidelidade)\b(?! com (?:voces|vcs))|^tenho da\b|^(?:sim )?tenho, d[aeo]\b|^fidelidade de\b|^tenho mas\b|^(?:sim,? )?tenho,? com (?:fidelidade|contrato|multa|prazo)\b|^(?:sim |ja |ainda |eu )*(?:tenho|temos|estou|to|fechei|assinei|fiz) (?:um |uma |contrato |plano |desconto )*(?:com|na|no|da|pela|pelo) (?!a? ?(?:celpe|neoenergia|energisa|equatorial|enel|voces|vcs|medo|pressa|duvida|conta|dinheiro|eu|nome|casa))\w|^tenho (?:sim )?(?:ate|mas acaba|e vence)\b/,
    },
    {
      states: { hasLoyaltyContract: false },
      said: /^(?:to |estou |sou )?livre\b|\b(?:conta|luz) normal\b|\bnormal d[ae] (?:celpe|neoenergia|energisa)\b|\b(?:direto|so|somente|apenas|normal|mesmo)\b.{0,20}\b(?:celpe|neoenergia|energisa|equatorial|coelba|cosern|enel|distribuidora)\b|\b(?:celpe|neoenergia|energisa|equatorial|coelba|cosern|enel)\b.{0,12}\b(?:mesmo|so|normal)\b|\bnunca (?:tive|fechei|assinei|fiz)\b|\bda companhia mesmo\b|^(?:e )?a normal\b|\bnao tenho mais\b|\b(?:contrato|fidelidade) nenhum[a]?\b|\b(?:mas )?sem (?:fidelidade|multa|contrato)\b|^nao e (?:vc|voce|vcs)\b|\b(?:ninguem|nenhuma empresa)$|^(?:ja )?(?:encerrei|cancelei|rescindi|sai de la)\b|^(?:nao )?(?:e )?so (?:mesmo )?(?:com )?(?:a )?(?:celpe|neoenergia|energisa|enel|equatorial|coelba|cosern|distribuidora|conta normal)\b|\b(?:tinha|tive)\b.{0,40}\b(?:acab\w+|venc\w+|termin\w+|cancel\w+|encerr\w+)\b|\b(?:acabou|venceu|terminou|ja cancelei)\b/,
    },
  ],
  decision_maker: [
    {
      states: { decisionMaker: true },
      said: /^(?:e |e tudo |tudo )?comigo(?: mesm[oa])?\b|\bpode (?:falar|tratar|resolver|ver) (?:tudo )?comigo\b|\bquem paga (?:a conta )?sou eu\b|^(?:so|tudo|somente) eu\b(?! e)|\bsou (?:o )?don[oa] d[aeo] (?:casa|conta|imovel|apartamento|loja|empresa)\b|^(?:a )?(?:casa|conta|decisao|loja|empresa) (?:e|ta|esta|fica) (?:minha|comigo|no meu nome)\b|^e minha\b(?! (?:e|esposa|mulher|mae|irma|filha|sogra|avo|tia|chefe|socia))|^(?:so )?eu (?:pago|mando|resolvo)\b|\bpode ser comigo\b|\b(?:quem manda|quem decide) (?:aqui )?sou eu\b|^mando eu\b|^eu e deus\b|\bsou (?:viuv[oa]|solteir[oa]|divorciad[oa]|separad[oa]|sozinh[oa])\b|(?<!nao )\bdecido (?:sozinh[oa]|eu)\b|\b(?:moro|vivo) (?:so|sozinh[oa])\b|^(?:so )?eu (?:mesm[oa]|sozinh[oa])\b|\b(?:eu|eu que|quem) (?:resolvo|cuido|administro|mando)\b|\b(?:nos dois|a gente|eu e \w+ \w+) (?:decid\w+|resolv\w+)\b.{0,30}\b(?:vamos|vai|os dois|juntos)\b/,
    },
  ],
  decision_maker_attends: [
    {
      states: { decisionMaker: true },
      said: /\b(?:vou|posso) (?:chamar|levar|trazer|avisar|botar|colocar) (?:ele|ela|eles|meu|minha)\b|\b(?:ele|ela|eles) (?:vao|vai|pode|podem|consegue) (?:sim|estar|participar|vir|entrar)\b/,
    },
  ],
};

/** Contracts of another trade. */
const OTHER_TRADE =
  /\b(?:(?:d|n)?[ao] (?:vivo|claro|oi)|tim|internet|celular|telefone|telefonia|academia|tv|banda larga|plano de saude)\b/;

/** What the message states; a key not stated is absent. `asked`: the question just put. */
export function criteriaIn(
  text: string,
  { asked }: { asked: QuestionKey | null } = { asked: null },
): Partial<Criteria> {
  if (isLeftOpen(text, asked)) return {};
  const found: Partial<Criteria> = answeredIn(text, asked);
  const isElses = asked === 'decision_maker' && otherDecidesIn(text, { asked });
  // Sentence by sentence, for what stands in one clause may be finished by the next.
  for (const sentence of full(text).split(/(?<=[!?;])\s*|(?<=\.)\s+/)) {
    const said = stated(sentence);
    const statements = [...((asked === null ? undefined : ANSWERS[asked]) ?? []), ...STATEMENTS];
    for (const statement of statements) {
      if (!statement.said.test(said)) continue;
      for (const [key, value] of Object.entries(statement.states)) {
        const isOtherTrade = key === 'hasLoyaltyContract' && value === true && OTHER_TRADE.test(said);
        if (!(key in found) && !isOtherTrade && !(isElses && key === 'decisionMaker'))
          Object.assign(found, { [key]: value });
      }
    }
  }
  return found;
}

/** Is the question just put answered with "I do not know"? Then no word of the answer is a yes or a no. */
export function isLeftOpen(text: string, asked: QuestionKey | null): boolean {
  switch (asked) {
    case 'own_plant':
      return ownPlantAnswered(text) === 'open';
    case 'loyalty_contract':
      return loyaltyAnswered(text) === 'open';
    case 'decision_maker':
      return decisionAnswered(text) === 'open';
    default:
      return false;
  }
}

/** What the question just put is answered with, as a whole. */
function answeredIn(text: string, asked: QuestionKey | null): Partial<Criteria> {
  switch (asked) {
    case 'own_plant': {
      const hasOwnPlant = ownPlantAnswered(text);
      return typeof hasOwnPlant === 'boolean' ? { hasOwnPlant } : {};
    }
    case 'loyalty_contract': {
      const hasLoyaltyContract = loyaltyAnswered(text);
      return typeof hasLoyaltyContract === 'boolean' ? { hasLoyaltyContract } : {};
    }
    case 'decision_maker':
      return decisionAnswered(text) === 'self' ? { decisionMaker: true } : {};
    default:
      return {};
  }
}

/** Does the lead say that the decision is someone else's? No refusal yet: that person may still attend. `asked`: the question just put. */
export function otherDecidesIn(
  text: string,
  { asked }: { asked: QuestionKey | null } = { asked: null },
): boolean {
  if (asked === 'decision_maker') {
    const answered = decisionAnswered(text);
    if (answered !== null) return answered === 'other';
  }
  return OTHER_DECIDES.test(full(text)) && criteriaIn(text).decisionMaker === undefined;
}
