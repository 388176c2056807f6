/** What of a lead's words asks something. Leads leave out question marks, and put them behind what asks nothing. */
import { likenessOf } from '../extract/likeness/likeness.ts';
import { full, plain, readable } from '../extract/plain-text.ts';
import { asksAtItsEnd, framesQuestion, tellsOnly } from './ask-forms.ts';

export type Asked = {
  /** As the lead wrote it: the part that asks. */
  readonly text: string;
  /** What stands around it, nearest first: "me chamo Ana, moro em apartamento, dá certo?". */
  readonly around: readonly string[];
  /** A question mark, or words that can only ask. */
  readonly isExplicit: boolean;
};

const FILLER =
  /^(?:(?:e|mas|oi+|ola|opa|bom dia|boa tarde|boa noite|ah|eita|entao|moca|moco|amig[oa]|olha|ei|ta|ok|certo|sim|nao(?! (?:entend|quero|sei|queria|preciso|gostaria|tem\b|precisa|paga|e\b|cobra))|so|por favor|desculpa|beleza|blz|hum+|vixe|oxe|oxente|uai|bah|egua|mano|gente|agora|inclusive|alias|outra coisa|mais uma coisa|so mais uma|a proposito|e ai|dai|ai|primeiro|antes|me diz|me diga|diz ai|diga|uma duvida|duvida|pergunta|tenho uma duvida|tenho uma pergunta)[\s,.:!]+)+/;
const ASKS =
  /^(?:(?:minha|a|uma|tenho uma|a minha) (?:duvida|pergunta) (?:e|era|seria)|(?:me )?resum(?:e|a|ir)|como|qual|quais|qnt[oa]?s?|qto?a?s?|quant[oa]s?|onde|aonde|cade|quem|quando|qdo|qnd|oq|oque|o q(?:ue)?|pq|por ?que?|pra q(?:ue)?|q(?:ue)? (?:empresa|hora|horas|dia|horario|negocio|desconto|usina|marca)|em (?:qual|quais|qto|quanto|qts|quantas)|de (?:onde|quem|qual|qto|quanto|quantos)|sera q(?:ue)?|tem como|da pra saber|me (?:explica|explique|fala|diz|passa|manda|mostra|conta)|(?:nao|num|n) entendi|explica|explique|quero (?:saber|entender|tirar uma duvida)|queria (?:saber|entender|tirar uma duvida)|(?:(?:tu|voces?|vcs?|vc|ces|alguem|a senhora|o senhor) )?(?:quero|queria|gostaria|preciso|desejo|necessito|solicito|requeiro|peco|pode(?:ria)?|podem|consegue|posso)(?: (?:de|que|muito|so|apenas|me|voces?|vcs?|por favor|dar|ter|receber|pedir|solicitar|obter|passar|mandar|enviar))* (?:saber|entender|conhecer melhor|perguntar|esclarec\w+|informar|dizer|explicar|(?:explic|inform|esclarec|detalh|envi|mand|pass)(?:asse|esse|isse|uem|em|assem|essem)\w*|informac\w+|mais (?:detalhes|informac\w+|sobre)|maiores (?:detalhes|informac\w+)|detalhes|uma simulacao|um orcamento)|(?:e|seria) possivel|vale a pena (?=\w)(?!sim\b|demais|muito|mesmo)|(?:e )?(?:verdade|serio) (?:que|isso)|mais (?:informac\w+|detalhes)|fiquei (?:curios[oa]|na duvida)|(?:minha|uma) curiosidade|fal[ae] (?:mais|sobre)|cont[ae] mais|simula|faz (?:uma|um) (?:simulacao|orcamento)|manda (?:o|a|um|uma) (?!foto)|mostra|do q(?:ue)? se trata|a partir de (?:qual|quanto)|(?:isso|essa empresa|isso ai) e (?:um |uma )?(?:golpe|confiavel|segur[oa]|verdade|seri[oa]|legalizad\w+|fraude|piramide|pegadinha|mentira)|e (?:um )?(?:golpe|fraude|piramide|confiavel)|se (?:falt\w+|quebr\w+|chov\w+|roub\w+|acab\w+|estrag\w+|precisar|chover|der|eu (?:quiser|mudar|vender|morrer|cancelar|parar|sair|precisar)|nao (?:gerar|funcionar|gostar|der|pagar))|(?:vc|voce) e (?:um |uma )?(?:robo|bot|ia|gente|humano|humana|pessoa|real|maquina|de verdade)|(?:voces|vcs|ces|vc|voce|a empresa de voces) (?:ja |tambem |so |ai )*(?:tem (?!razao|toda)|tao (?:em|n)|atendem?|vem|vao ate|faz(?:em)?|trabalham?|cobram?|aceitam?|parcelam?|financiam?|vendem?|instalam?|emitem?|garantem?|dao (?!uma |muito)|alugam?|compram?|conhecem?|sabem?(?: (?:se|quanto|como|qual))?$|oferecem|cobrem|entregam|fornecem|precisam d|olham|visitam|existem|retiram|desmontam|pagam (?:quanto|por|pel)|podem (?:vir|fazer|instalar|atender|dar|parcelar|me (?:dizer|falar|explicar))|ficam (?:onde|em|n[oa])|sao d[aeo]))\b/;
const OR_ELSE =
  /\bou (?:e|eh) (?:so |tudo |mais )?(?:conversa|mentira|golpe|papo|enrolacao|furada|balela|propaganda|enganacao)\b/;
/** "E se eu me mudar". */
const WHAT_IF = /^(?:(?:mas|ah|ok|certo|entao|ai|ta) )*e se (?!voce\b|vc\b)\w+/;
/** A verb in front asks without a mark: "tem site", "precisa assinar contrato". To a yes-or-no question it may be the answer. */
const VERB_FIRST =
  /^e (?:a|o|as|os) (?!minh|meu|senhor|dona|noss|cidade|nome|conta|valor e)\w{4,}(?: d[aeo]s? \w+)?$|^(?:(?:e|mas|ai|ou) )*(?:tem (?!sim\b|nao\b|que\b|mes\b|vez\b|dia\b|hora\b|gente\b|uns?\b|umas?\b|duas\b|dois\b|tres\b|varias|muit|\d)|tem que (?:pagar|assinar|trocar|comprar|instalar|ter|dar|fazer|autorizar|mudar|reformar)\b|precisa (?!ver\b|pensar\b|falar\b)|da (?:pra|para) (?!ver\b|mim\b|ser\b|voltar\b)|posso (?:passar|instalar|usar|botar|colocar|pagar|parcelar|cancelar|vender|mudar|levar|transferir|ligar|ampliar|juntar|financiar|alugar|desistir|escolher|trocar|por)\b|funciona (?!sim\b)|(?:isso|isso ai|esse negocio|essa placa|essas placas|as placas|o sistema|a usina|o desconto|a placa|a empresa|o contrato|a instalacao|a garantia|essa energia|o painel|a bateria|o inversor) (?:funcionam?|servem?|vale[m]?|da certo|da pra|tem|cobre|inclui|dura[m]?|demora|precisa|estraga[m]?|queima[m]?|pega|gera[m]?|paga|conta|entra|compensa|cai|zera|abate|aguenta[m]?|esquenta|molha|e (?:daqui|segur|garantid|fix|de graca|por conta|obrigatori|confiav|registrad|parcelad)\w*)(?! sim\b)|vai ter (?:que|de) |tenho que (?:mudar|trocar|assinar|comprar|autorizar|reformar) |pode ser (?=em nome|no nome|parcelad|no cartao)|e (?:a|o) \w+ (?:aceita|deixa|permite|paga|cobra|instala|cuida|garante|continua|entra|cobre) |ja (?:tem|fizeram|instalaram|atenderam) (?:cliente|alguem|obra|instalac)\w*|(?:esse|essa|o|este) (?:desconto|contrato|plano|projeto|negocio|servico|preco|credito) (?:e (?!de |d[oa] |nos|meu|minh)\w+(?:id|ad|fix|segur|certo)\w*|vale |tem |muda |acaba )|e obrigad[oa] a |vai (?:quebrar|furar|precisar|custar|demorar) |preciso (?:ter|assinar|pagar|trocar|levar|estar|autorizar|comprar|reformar|aumentar|mudar) |da (?:certo|problema|choque|muito trabalho|trabalho) |(?:roda|gera|aguenta|estraga|queima|dura|zera|molha|abate|libera|aprova|fazem?) (?!sim\b|por\b|favor)|serve (?!sim\b)|aceita[m]? (?!sim\b)|cobra[m]? |vale a pena|compensa\b|demora (?!sim\b)|parcela[m]? (?!de\b)|financia[m]? |atende[m]? |instala[m]? |(?:isso |isso ai |esse negocio |a instalacao |a visita |o desconto )?e (?:de graca|gratis|gratuit[oa]|pag[oa]|car[oa]|segur[oa]|garantid[oa]|confiavel|seri[oa]|obrigatori[oa]|demorad[oa]|permitid[oa]|legalizad[oa]|fix[oa]|pra sempre)\b)/;
export const opensWithVerb = (text: string): boolean =>
  !/ (?:sim|nao)[.! ]*$/.test(plain(text)) && (VERB_FIRST.test(plain(text)) || VERB_FIRST.test(bare(text)));
/** "tudo bem?", "né?": nothing is asked. */
const EMPTY =
  /^(?:(?:tudo|td) (?:bem|bom|certo|joia)|tudo|e ai|eai|e vc|e voce|com vc|com voce|ok|okay|ne|nao e|nao|sim|certo|ta|ta bom|tá|viu|entendeu|entende|beleza|blz|pode ser|pode|posso|alo|oi+|ola|bom dia|boa tarde|boa noite|como vai|como (?:vc|voce) (?:esta|ta|vai)|fechado|combinado|serio|mesmo|msm|que|quem|hein|hum+|o que|oi tudo bem|ola tudo bem|ai|q|kk+|ha+|sei la|sei nao|ah e|e mesmo|por que|pq|por que nao|como assim|so isso|quer ver|sabe|depois|agora|e depois|e agora)$/;

/** A voice note that was told its marks. */
const SPOKEN_MARK = /\s*\b(?:ponto de )?interroga[cç][aã]o\b/giu;

/** The questions of a text, in their order. What follows a comma asks for itself: "950, tem como baixar?". */
export function questionsIn(text: string): readonly Asked[] {
  return readable(text)
    .replace(SPOKEN_MARK, '?')
    .split(/(?<=[?!])\s*|(?<=[.;])\s+|\n+/)
    .flatMap((clause) => askedIn(clause.trim()))
    .filter(({ text: said }) => said !== '');
}

/** Surer than this of what a sentence is like, it asks, whatever it leaves out; and so sure, it tells, whatever it begins with. */
const LIKE_ENOUGH = 0.4;
const TELLS_FOR_SURE = 0.85;
/** "Ok, entendi como funciona". */
const UNDERSTOOD = /(?<!\bnao )\b(?:entendi|compreendi)\b/;
function asksUnmarked(clause: string, { byItsWords }: { byItsWords: boolean }): boolean {
  const { label, margin } = likenessOf('question', clause);
  if (byItsWords) return label === 'true' || margin < TELLS_FOR_SURE;
  const tells = tellsOnly(bare(clause), { clause: full(clause) }) || UNDERSTOOD.test(full(clause));
  return label === 'true' && margin >= LIKE_ENOUGH && !tells;
}

function askedIn(clause: string): readonly Asked[] {
  const isMarked = clause.includes('?');
  const parts = clause
    .replace(/[?!.;]+/g, ' ')
    .split(/,\s*|\s+mas\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const from = parts.findIndex(
    (part) =>
      (ASKS.test(bare(part)) && (isMarked || !tellsOnly(bare(part), { clause: full(clause) }))) ||
      WHAT_IF.test(full(part)) ||
      OR_ELSE.test(full(part)) ||
      asksAtItsEnd(bare(part)),
  );
  const framed = from >= 0 ? null : framesQuestion(full(clause));
  if (framed !== null) return [{ text: framed, around: [], isExplicit: true }];
  // The last part carries the mark where none begins like a question.
  const asking = from >= 0 ? parts.slice(from) : isMarked ? parts.slice(-1) : parts;
  const said = asking.join(', ');
  const words = bare(said);
  if (words === '' || EMPTY.test(words.replace(/[^\p{L}\p{N} ]/gu, '').trim())) {
    const before = parts.slice(0, -1).join(', ');
    const nearest = parts.at(-2) ?? '';
    // "Isso é golpe, né?", "quinta 8h tá bom, e brasilit, pode?": what is asked stands right before.
    return isMarked && nearest !== '' && !EMPTY.test(bare(nearest))
      ? [{ text: nearest, around: nearest === before ? [] : [before], isExplicit: true }]
      : [];
  }
  const around = [parts.slice(-2).join(', '), parts.join(', ')].filter((wider) => wider.length > said.length);
  const isExplicit = isMarked || asksUnmarked(clause, { byItsWords: from >= 0 });
  return [{ text: said, around, isExplicit }];
}

const bare = (text: string): string => full(text).replace(FILLER, '').trim();
