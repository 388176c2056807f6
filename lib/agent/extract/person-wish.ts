/**
 * The wish for a person, by its parts: who is to come (somebody of the firm, never somebody of the lead's own), and what is to happen:
 * talk, be put through, be called back, be served; or the refusal to go on with a machine.
 */
import { readable } from './plain-text.ts';

/** Whoever works there, in every register; a possessive of the lead's own makes it somebody else. */
const STAFF = String.raw`(?:atendentes?|vendedor(?:a|es)?|consultor(?:a|es)?|gerentes?|supervisor(?:a)?|encarregad[oa]|responsave(?:l|is)|especialistas?|representantes?|corretor(?:a)?|tecnic[oa]s?|engenheir[oa]s?|chefes?|superior|diretor(?:a)?|dono|dona da (?:empresa|firma)|funcionari[oa]s?|colaborador(?:a)?|assessor(?:a)?|operador(?:a)?|executiv[oa]s?|analistas?|promotor(?:a)?|cabra|sujeito|entendid[oa]|comercial|equipe|time|pessoal(?: daí| dai| de voces| do comercial| da empresa)|setor (?:de )?(?:vendas|comercial|atendimento|financeiro)|comercial|patrao|moca|moco|rapaz|menina)`;
const SOMEBODY = String.raw`(?:pessoas?|gente|humano|humana|ser humano|ser vivente|alguem|alguma alma|alma viva|algum cristao|cristao|vivente|ser vivo|carne e osso|um(?:a)? d(?:e voces|e vcs|oces)|quem (?:e gente|e humano|seja gente)|ninguem ai)`;
const PERSON = String.raw`(?:${STAFF}|${SOMEBODY})`;
const DET = String.raw`(?:(?:um|uma|o|a|os|as|algum|alguma|qualquer|outra|outro|seu|sua|seus|suas|teu|tua|vosso|esse|essa|mais|tal|do|da|de|ao|pro|pra|com|por|numa?|pelo|pela|uns|umas) )*`;
/** Whose business it is: "com quem manda". */
const WHO_DECIDES = String.raw`quem (?:manda|entende|entenda|resolve|resolva|decide|sabe|saiba|possa|pode resolver|cuida|trabalha ai|conhece|de fato)`;
const TO_ME = String.raw`(?:comigo|cmg|com a gente|com nos|pra mim|com (?:o|a) (?:sindic[oa]|responsavel))`;

/** Works on the roof are for a technician, and no talk. */
const WORKS =
  /\b(?:instal\w+|manutenc\w+|consert\w+|medir|medicao|vistori\w+|limp\w+|orcar|ligar (?:as|o|a|os)|montar|terceirizad\w+|registrad\w+|clt|contrat\w+|treinad\w+|certificad\w+)\b/;

const TALK = String.raw`(?:fal(?:ar|a|o|e|ando)|convers(?:ar|a|o|e|ando)|prose(?:ar|a|io|ando)|trat(?:ar|o|ando)|resolv(?:er|o|e)|negociar|bater (?:um )?papo|trocar (?:uma )?ideia|tirar (?:as |uma |minhas )*duvidas?|dialogar|me comunicar|ser (?:mais )?(?:bem )?(?:atendid|ouvid|orientad|auxiliad|assessorad|ajudad)[oa]|atendimento|contato|reuniao|conversa|ligacao|retorno|papo|ajuda|suporte)`;
const WISHES = String.raw`(?:quero|queria|gostaria|preciso|necessito|prefiro|desejo|posso|podia|poderia|pode|podemos|da pra|daria pra|tem como|teria como|consigo|como (?:eu )?(?:faco|faz|posso|consigo)|deixa(?: eu| me)?|vamos|solicito|peco|exijo|aguardo|favor|so|tem jeito de|seria possivel|e possivel|qro|melhor|bora|quer|me deixa|necessario)`;

const BRINGS = String.raw`(?:pass(?:a|e|ar)|transf(?:ere|ira|erir)|encaminh(?:a|e|ar)|cham(?:a|e|ar)|coloc(?:a|ar)|coloque|bot(?:a|e|ar)|p(?:oe|onha|or)|conect(?:a|e|ar)|mand(?:a|e|ar)|envi(?:a|e|ar)|direcion(?:a|e|ar)|arrum(?:a|e|ar)|arranj(?:a|e|ar)|tra(?:z|ga)|(?<=\b(?:me|nos) )(?:da|de|ve)|acion(?:a|e|ar)|cade|kd|apresent(?:a|e)|escal(?:a|e)|design(?:a|e|ar)|disponibiliz(?:a|e|ar)|providenci(?:a|e|ar)|joga|taca)`;
const CALLS = String.raw`(?:lig(?:a|ue|ar|asse|uem)|telefon(?:a|e|ar|asse)|atend(?:a|er|e|esse|am)|retorn(?:a|e|ar|em)|cham(?:a|e|ar)|procur(?:a|e|ar)|respond(?:a|er|e)|ajud(?:a|e|ar)|orient(?:a|e|ar)|auxili(?:a|e|ar)|contat(?:a|e|ar)|explic(?:a|ar)|explique|visit(?:a|e|ar)|d(?:ar|e|a) (?:um|uma|o) (?:retorno|ligada|alo|toque|ligadinha|atencao|help))`;

const WANTS: readonly RegExp[] = [
  // A wish, a talk, a person: "gostaria, se possível, de ser atendida por um funcionário".
  new RegExp(
    String.raw`\b${WISHES}\b[^.!?;]{0,28}\b${TALK} (?:(?:diretamente|direto|logo|mesmo|e|so|urgente|agora|hoje|pessoalmente|melhor|sobre isso|negocio|isso|tudo|as coisas) )*(?:com|por|pelo|pela|de|do|da|pra|para) ${DET}(?:${PERSON}|${WHO_DECIDES})\b`,
  ),
  new RegExp(String.raw`^(?:e )?${TALK} (?:com|por|de|do) ${DET}(?:${PERSON}|${WHO_DECIDES})\b`),
  // Bring somebody: "bote seu chefe na linha", "me arruma uma moça pra falar".
  new RegExp(
    String.raw`(?<!nao )(?<!nao me )(?<!precisa )(?<!precisa me )\b(?:me |nos |pode |podem |favor |ai |pra |a )*${BRINGS}(?: (?:eu|me|ai|ja|logo|aqui|a ligacao|isso|o telefone|a conversa|a bola|em contato|pra falar|na linha|direto|meu contato|o contato|um contato|o numero|o telefone|de novo))* ${DET}(?:${PERSON}|${WHO_DECIDES})\b(?! (?:n?[oa]s?|d[aeo]s?) (?:conta|luz|enel|outra)| que (?:ja )?(?:instal|comprou|usa|fez))`,
  ),
  // Somebody is to call: "que um representante entre em contato comigo".
  new RegExp(
    String.raw`\b(?:que |pra |pro |melhor |prefiro |bom se |seria bom |pedir |pede |peco |peca |tem como |pode |poderia |avisa |diz |fala |favor |solicito |tem )[^.!?;]{0,24}\b${PERSON}\b(?: [\p{L}\p{N}]+){0,5}? (?:(?:me|nos) ${CALLS}|(?:fal(?:ar|a|e|em)|convers(?:ar|e)|trat(?:ar|e)) ${TO_ME}|(?:venha[m]?|viesse|vir|passe|passar) (?:aqui|em casa|na minha|no meu|ate aqui|conversar|me)|entr(?:ar|e|em|a) em contato|fac(?:a|am) contato|fazer contato|${CALLS} ${TO_ME})\b`,
    'u',
  ),
  new RegExp(
    String.raw`^(?:[^.!?;]{0,20} )?(?:um|uma|algum|alguma|alguem|o responsavel|o gerente|a gerente|gente)(?: [\p{L}\p{N}]+){0,4} (?:(?:pode|podia|poderia|consegue|conseguiria|tem como|vai|pra) )(?:me ${CALLS}|(?:falar|conversar) ${TO_ME}|entrar em contato)\b`,
    'u',
  ),
  // Is anybody there?
  new RegExp(
    String.raw`\b(?:tem|ha|existe|nao tem|haveria|teria|sera que tem|cade|onde (?:ta|tem|acho|encontro))(?: [\p{L}]+){0,2}? ${DET}(?:${SOMEBODY}|atendentes?|funcionari[oa]s?|vendedor(?:a|es)?|consultor(?:a|es)?|especialistas?|responsavel|gerente)(?: (?:ai|real|de verdade|de carne e osso|humana?|viv[oa]|n?[ae]?ss[ae] (?:firma|empresa|loja|negocio|numero|chat|whatsapp|zap)|n?[ae]?st[ae] (?:firma|empresa|numero|chat)|do outro lado|disponivel|online|on|na linha|livre|(?:pra|para|que) (?:me |possa (?:me )?|poder (?:me )?|pode (?:me )?)?(?:atend\w+|fal\w+|convers\w+|respond\w+|ajud\w+|explic\w+|resolv\w+)(?: comigo)?|que (?:me )?(?:atenda|responda|ajude|explique|entenda)))\b`,
  ),
  // No further with a machine.
  /\bnao (?:quero|vou|gosto|falo|converso|consigo|sei|trato|lido|me dou|confio|aguento|suporto|fico|tenho (?:paciencia|saco|idade)|da pra|quero mais|to aqui pra|curto|respondo|negocio|fecho)(?: (?:de|em|com|pra|ficar|mais|conversar?|falar?|falando|lidar|mexer|tratar|responder|fechar negocio|negociar|nada|bem|mexendo|perder tempo|digitar|papo|um|uma|o|a|essas?|esses?|esse negocio de|isso de|essa coisa de))* (?:robos?|bots?|maquinas?|ia|computador(?:es)?|chatbot|gravacao|sistema automatic\w+|resposta automatic\w+|mensagem automatic\w+|atendimento (?:automatic\w+|virtual|eletronico|robotizado)|assistente virtual|inteligencia artificial|automatic[oa]s?)\b(?! (?:nao|mesmo assim))/,
  /\b(?:robos?|bots?|maquina|esse negocio|ia|assistente virtual|chatbot) nao (?:resolve|adianta|entende|serve|ajuda|sabe|da|presta|me entende|explica)\b|\b(?:chega|basta|cansei|cansad[oa]|farto|saco cheio|odeio|detesto|nada|enjoei|larga) (?:d[aeo]ss?[ae]?s?|de falar com|de conversar com|com|de|esse|essa) (?:esse |essa |um |uma )?(?:robos?|bots?|maquinas?|chatbot|atendimento (?:automatic\w+|virtual)|mensagem automatic\w+|resposta automatic\w+)\b/,
  // A person, asked for by the bare word beside a verb of wish.
  /\b(?:quero|queria|preciso de|prefiro|exijo|necessito de|me ve|manda|so serve|quero e|preciso e de) (?:(?:um|uma|o|a|algum|alguma|mesmo|e|falar|de) )*(?:atendentes?|vendedor(?:a)?|consultor(?:a)?|gerente|humano|ser humano|gente(?: de verdade)?|pessoa(?: de verdade| real| humana)|alguem (?:de verdade|real|humano|que (?:me )?(?:entend|atend|expli|resolv|saib|fal|ajud)\w*|pra (?:me )?(?:entend|atend|expli|resolv|fal|convers|ajud)\w*)|representante|especialista|corretor(?:a)?|atendimento (?:humano|humanizado|pessoal|personalizado|presencial|telefonico|de verdade|com gente|por telefone))\b(?! que (?:instal|faca|faz|conserte|limpe))/,
  /\b(?:quero|prefiro|gosto de|so|queria|melhor|gostaria de|faco negocio|fecho)(?: (?:fal\w+|convers\w+|trat\w+|resolver?|resolvo|negoci\w+|fech\w+|atendimento|ver|conhecer|e|isso|negocio|de|se for|tudo|disso|sobre|essas|coisas))* (?:pessoalmente|presencial(?:mente)?|cara a cara|olho no olho|olhando no olho|tete a tete|ao vivo)\b/,
  /\b(?:nao )?tem (?:ninguem (?:ai|pra (?:me )?atender|que (?:me )?atenda)|quem (?:me |possa me |pode me )?(?:atend|ajud|expli|respond)\w+)\b/,
  new RegExp(
    String.raw`\b(?:agendar|marcar|pedir|solicitar|quero|queria|preciso de) (?:uma )?(?:visita|vinda|reuniao presencial)(?: (?:de|d[oa]|com))? ${DET}${STAFF}\b`,
  ),
  /\b(?:chefe|gerente|responsavel|dono|consultor\w*|vendedor\w*|atendente|engenheir\w+)\b.{0,30}\bfalar com el[ea]\b/,
  /\b(?:me )?atend(?:e|a|am|er|imento) (?:por|pelo|no|via) (?:telefone|ligacao|chamada|fixo)\b/,
  /\bque (?:me )?(?:atendeu|ligou|chamou|falou|visitou)\b.*\b(?:falar|conversar) com el[ea]\b|\b(?:falar|conversar) com el[ea] (?:de novo|novamente|outra vez)\b/,
  new RegExp(
    String.raw`\b(?:cair|chegar|tecl[oa]|digit[oa]|disc[oa]|aperto|clico)\b.{0,24}\b(?:num|em|com|pra|para|no|na|nao|ao) ${DET}(?:${SOMEBODY}|atendente|vendedora?|consultora?|gerente)\b`,
  ),
  /\b(?:robos?|bots?|maquina|computador) nao\b.*\b(?:gente|humano|pessoa|alguem)\b|\bnada de (?:robo|bot|maquina|computador)\b/,
  /\b(?:falar|conversar|tratar) com (?:o|a) \p{L}+ que (?:me )?(?:atendeu|ligou|vendeu|chamou|falou|visitou)\b/u,
  /\b(?:dono|gerente|responsavel|chefe|vendedora?|atendente|supervisora?)(?: d[aeo] (?:empresa|loja|firma|voces))? (?:ta|esta|se encontra|anda|tem como atender|pode (?:me )?atender)(?: por)? ?(?:ai|disponivel|on|online)?\b/,
  /^(?:me )?lig(?:a|ar|ue|uem) (?:aqui|nesse|neste|agora|as \d|depois|hoje|amanha)\b/,
  // By telephone.
  /\b(?:me (?:lig(?:a|ue|uem)|telefon(?:a|e|em))(?! (?:o|a|os|as) )|lig(?:a|ue|uem) (?:pra|para) (?:mim|ca|minha casa|meu (?:numero|celular|fixo|escritorio)|meu marido|minha esposa)|me (?:da|de) (?:um|uma) (?:ligada|ligadinha|toque|alo)|(?:aguardo|quero|prefiro|espero|solicito|peco|gostaria de|desejo|preciso de|favor) (?:uma |um |a |o )?(?:ligacao|contato telefonico|retorno (?:por telefone|telefonico)|telefonema)|(?:voces?|vcs?|vc|tem como|alguem|moca) (?:\w+ ){0,2}me (?:ligar|telefonar))\b/,
];
/** Done, planned with its own people, somebody else's, or a question about them. */
const NOT_NOW =
  /\bja (?:fui|tinha sido|fomos) (?:bem )?(?:atendid|ouvid|procurad)[oa]s?\b|\b(?:ja |eu |ontem |hoje )?(?:falei|conversei|tratei|liguei|consultei) com\b|\b(?:um|uma|o|a) (?:vendedora?|consultora?|tecnico|atendente|rapaz|moca) (?:ja )?(?:me )?(?:ligou|falou|disse|veio|passou|atendeu|prometeu|enganou|vendeu|mandou)\b/;
/** The lead's own people, and those who are no staff of ours. */
const OWN_PEOPLE =
  /\b(?:com|pro|pra|por|para|ao|a|o|d[oa]) (?:(?:o|a) )?(?:(?:meu|minha|nosso|nossa|meus|minhas) (?:[\p{L}]+)|(?:gerente|tecnico|moca|rapaz|pessoal|atendente) d[aeo] (?:banco|enel|neoenergia|celpe|cemig|copel|equatorial|energisa|light|cpfl|coelba|loja|outra|predio|condominio|concessionaria|distribuidora|(?:meu|minha) [\p{L}]+)|(?:responsavel|dono|dona) d[aeo] (?:casa|imovel|predio|terreno|conta|ponto|loja|lote))\b/gu;
const UNNEEDED =
  /\bnao (?:quero|precisa|preciso|necessito|gostaria|desejo|queria|faz questao|e necessario|e preciso|carece)(?: (?:de|que|mais|eu|falar|conversar|passar|chamar|mandar|transferir|me|ligar|incomodar|ser|atendid[oa]|com|pra|por|pro|um|uma|o|a|nenhum|nenhuma|outro|ninguem))*(?: (?:atendente|vendedora?|pessoa|humano|consultora?|gerente|ninguem|alguem|especialista|tecnico|gente|ligacao|ligar|ligue|liguem|me ligar))\b|\bnao (?:me liga|me ligue|me liguem|precisa (?:me )?ligar)\b/;

export const withoutOwnPeople = (said: string): string => said.replace(OWN_PEOPLE, ' com outros ');

/** True when some part of the text asks for a person. `said`: full text of the lead's, punctuation in place. */
export function wishesForPerson(said: string): boolean {
  const plainSaid = readable(said)
    .replace(
      /, se (?:for )?possivel,?|,? por (?:favor|gentileza|obsequio),?|,? se (?:puder|der)(?: ser)?,?/g,
      ' ',
    )
    .replace(/\s+/g, ' ');
  return plainSaid
    .split(/[.!?;\n]+/)
    .flatMap((sentence) => (/,/.test(sentence) ? [sentence, ...sentence.split(',')] : [sentence]))
    .map((clause) => withoutOwnPeople(clause).replace(/,/g, ' ').replace(/\s+/g, ' ').trim())
    .some(
      (clause) =>
        !UNNEEDED.test(clause) &&
        !NOT_NOW.test(clause) &&
        !WORKS.test(clause) &&
        WANTS.some((wish) => wish.test(clause)),
    );
}
