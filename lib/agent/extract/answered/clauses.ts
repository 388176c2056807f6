/** An answer, apart from what the lead asks around it (T4): clause by clause, as the questions that can end a talk are answered. */
import { full, plain, withSpokenCommas } from '../plain-text.ts';
import { beforeTheSupposition } from '../stated.ts';
import { saidYesNoIn } from '../yes-no.ts';

/** How a clause begins that asks. */
const ASKS =
  /^(?:(?:e|mas|ai|entao|ah|agora|so) )*(?:como|qual|quais|quant[oa]s?|quando|onde|por ?que|pq|que|q|o que|oq|sera|cade|tem (?:como|problema|algum\w*|perigo|limite|custo|licitacao|horario|gente|financiamento|garantia|jeito|saida|(?:multa|carencia|fidelidade)(?!.*\b(?:da outra|meu|minha|deles|delas|la)\b))|tera|pode[m]?|posso|poderia[m]?|consigo|conseguem?|da pra|daria|vale|serve|funciona|atende[m]?|voces?|vcs?|ces?|vc|isso|esse desconto|essa|precisa[m]?|aceita[m]?|faz(?:em)?|fica|parcela[m]?|emite[m]?|financia[m]?|trabalham|quem (?:e que|limpa|fiscaliza|garante|faz|vem|paga (?:a multa|por isso))|e se|(?:e )?[oa] de voces|(?:e )?[oa] de vcs|mando|resolve sem|existe|ha|houve|cabe|muda|estraga|aguenta|espero)\b/;
/** Inside a clause, where its question begins. */
const BEGINS_TO_ASK =
  / (?=(?:(?:e|mas|ai) )?(?:e se|se eu|quando comeca|quanto (?:custa|e|tempo)|como (?:que|q|eu|faz|funciona|fica|vejo)|tem como|da pra|sera que|por ?que|pq|posso|voces|vcs|ces|vc)\b)| (?=e (?:quanto|qual|quem|como|quando|onde|precisa|o que)\b)/;
const SUPPOSES =
  /(?<!\b(?:sei|saber|ver|vendo|lembro|certeza|ideia) )\bse (?:(?:eu|a|o|minha|meu|a minha|o meu|conta|a conta|ele|ela|caso) ){0,3}(?:for|fosse|der|desse|vier|viesse|ficar|ficasse|pagar|pagasse|tiver|tivesse|tenho|quiser|botar|colocar)\b/;
const BEFORE =
  /^(?:(?:oxe|oxente|vixe|rapaz|olha|poxa|bom|boa|moc[ao]|uai|ue|bah|tche|egua|mano|mana|entao|ah|opa|eita|oi|meu (?:bem|amor)|k{2,}|hum+|aff|gente|assim|tipo|pois|e que|ora|homi|deixa eu pensar|na verdade|infelizmente|graças a deus|gracas a deus) )+(?=\S)/;

/** "Tem sim, meu filho": said to us. */
const VOCATIVE =
  /^((?:(?:ja|nao|sim|tem|tenho|temos|eu|nada|nunca|ainda|aqui|e|sou|num|n) )*(?:ja|nao|sim|tem|tenho|temos|nada|nunca|ainda|sou|eu)) (?:(?:meu|minha) (?:filh[oa]|fi[oa]?|amor|bem|querid[oa]|patrao|chefe|amig[oa]|rei)|fi[ao]?|senhora?|sinhor[a]?|sinho|sinha|moc[oa]|patrao|chefe|querid[oa]|amig[oa]|visse|viu|mano|homi)$/;

/** "Minha mãe disse que já": what somebody of the home says for it. */
const REPORTED =
  /^(?:(?:o |a )?(?:meu|minha|nosso|nossa) |o |a )?(?:mae|pai|filh[oa]|marido|esposo|esposa|mulher|patroa|vei[oa]|irma[o]?|net[oa]|sindic[oa]|gerente|secretari[oa]|el[ae]) (?:me |ta |aqui |ja )*(?:disse|falou|diz|fala|dizendo|falando|contou|confirmou|garantiu|jura|lembrou) (?:que|q) (?=\w)/;
/** "Que eu saiba não". */
const AS_FAR =
  /^(?:(?:pelo|do|ate onde|o) )?que (?:eu )?(?:me )?(?:saiba|lembre|lembro|recorde|conste|sei|tenha (?:\w+))(?: e)?[, ]+(?=\w)|^(?:ate onde eu sei|pelo que sei|salvo engano|se nao me engano)[, ]+(?=\w)/;

/** Plain clauses of what the lead states, in order. */
export function answerClauses(text: string): readonly string[] {
  const read = withSpokenCommas(text)
    .replace(/…|\.{2,}/g, '. ')
    .replace(/\s(?:\p{Extended_Pictographic}|(?<!k)kk+(?!k)|rs)+(?=\s)/giu, ',');
  return full(plain(read))
    .split(/(?<=[!?;])\s*|(?<=\.)\s+|\n/)
    .flatMap((sentence) => {
      const clauses = sentence
        .split(/,(?!\d)|:(?![\d/])|\b(?:mas|porem|so que)\b/)
        .map((clause) => clause.trim().replace(BEFORE, ''))
        .filter((clause) => clause !== '');
      return sentence.includes('?') ? beforeTheQuestion(clauses) : clauses;
    })
    .map((clause) =>
      clause
        .replace(/[.!?;\s]+$/, '')
        .trim()
        .replace(VOCATIVE, '$1'),
    )
    .map((clause) => beforeTheSupposition(clause.replace(REPORTED, '').replace(AS_FAR, ''), SUPPOSES))
    .flatMap((clause) => piecesOf(clause))
    .filter((clause) => clause !== '');
}

/** V6: longer than anybody's sentence, a clause is looked through in pieces. */
const CLAUSE_MAX_CHARS = 400;
const piecesOf = (clause: string): readonly string[] =>
  clause.length <= CLAUSE_MAX_CHARS
    ? [clause]
    : (clause.match(new RegExp(String.raw`.{1,${CLAUSE_MAX_CHARS}}(?= |$)`, 'g')) ?? []).map((piece) =>
        piece.trim(),
      );

/** Of a sentence that ends in a question mark, what it states before. */
function beforeTheQuestion(clauses: readonly string[]): readonly string[] {
  const asking = clauses.findIndex((clause) => ASKS.test(clause));
  const stated = clauses.slice(0, asking < 0 ? -1 : Math.min(asking, clauses.length - 1));
  const last = clauses.slice(stated.length)[0] ?? '';
  const head = asking < 0 || stated.length === 0 ? (last.split(BEGINS_TO_ASK)[0] ?? '') : '';
  return head === '' || head === last || ASKS.test(head) ? stated : [...stated, head];
}

/** Where the lead says that it does not know, or will look. */
export const IS_UNSURE =
  /\b(?:nao|nem|num) (?:sei|lembro|me lembro|recordo|saberia|tenho certeza|tenho (?:a menor |muita )?ideia|faco (?:a menor )?ideia)\b(?! (?:que|q) (?:isso )?existi)|\bsei (?:la|nao|nem|dizer nao|dizer)\b|\b(?:tenho|teria|tem|preciso|precisa|vou|ia|deixa eu|deixe eu|posso|quero|queria) (?:que |q |ter que |de )?(?:dar uma )?(?:olhar|olhada|ver|verificar|confirmar|perguntar|conferir|checar|consultar|procurar|saber|responder|descobrir|lembrar)\b|\b(?:pode|poderia) ser que\b|\bpode (?:ate |bem )?(?:ter|haver|estar|existir)\b|\bdev[oe] (?:ter|haver|estar)\b|^talvez\b|\btalvez (?:o|a|eu|meu|minha)\b|^depende\b|\bquem (?:sabe|mexe|cuida|ve|resolve) (?:disso|com isso|dessas? (?:coisas?|parte)|d[ao]s? \w+) (?:e|sao)\b|\bcomo (?:vejo|descubro|eu vejo|sei)\b|\b(?:acho|creio) (?:que|q) (?!nao|nunca|nada)/;
/** What it does not know is whether that is there at all. */
export const DOUBTS =
  /\b(?:nao|nem|num) (?:sei|lembro|me lembro|tenho certeza)(?: (?:direito|bem))? (?:se|o que|que tipo|quando|ate quando)\b|\bsei la se\b|\bsera que e isso\b/;

/** A bare yes or no among the clauses: the first that says one. Null where none does, or one is unsure. */
export function plainAnswer(clauses: readonly string[]): 'yes' | 'no' | null {
  for (const clause of clauses) {
    const answer = saidYesNoIn(clause);
    if (answer === 'unsure') return null;
    if (answer !== null) return answer;
  }
  return null;
}

/** "Isso ainda vai dar conversa": begins as a yes does, and says none. */
export const NO_ANSWER =
  /^(?:isso|ess[ea]s?|esta|este|aquilo) (?!(?:mesm[oa]|ai|sim|claro|exat\w*|comigo|eu|ne|tudo)\b)\w+ \w|^(?:ta|esta|tava|estava) (?!(?:bom|boa|certo|ok|tudo|sim|joia|otimo|beleza|combinado|legal|show)\b)\w+/;

/** No clause that says so is a yes or a no, whatever it denies. */
export const DOES_NOT_KNOW =
  /\b(?:nao|nem|num) (?:\w+ )?(?:sei|lembro|me lembro|recordo|saberia|faco (?:a menor )?ideia)\b(?! (?:que|q) (?:isso )?existi)|\bnao tenho (?:(?:muita|toda|a menor) )?(?:certeza|ideia|como (?:te |lhe )?(?:dizer|saber|responder|informar|lembrar|confirmar))\b|\bsei (?:la|nao)\b|\bnao (?:to|tou|estou) (?:lembrad|recordad|cert)[oa]\b|\bnao (?:faco questao|quero|vou|gosto|preciso) (?:de )?(?:responder|dizer|falar|informar)\b|\bnao (?:tenho|temos) (?:ess[ea]s?|est[ea]s?|tal|nenhuma|acesso a essa) (?:informac\w+|dados?|resposta)\b|\b(?:nao|nunca|nem) (?:\w+ )?(?:perguntei|reparei|olhei direito|prestei atencao|parei pra (?:ver|olhar)|entendo (?:do assunto|dessas|disso|de))\b|\bnao (?:me |nos )?(?:conheco (?:nada|direito|bem|o)|explic\w+|disser\w*|contou|mostr\w+)\b|\b(?:nao|nunca) subi\b|\b(?:nao|nem) (?:acompanho|entendo d|mexo com|participo diss)|\b(?:essa parte|ess[ea]s? (?:coisas?|assuntos?|negocios?)|isso|isso ai) (?:ai )?(?:e|fica) com (?:o|a|os|as|meu|minha|meus|minhas)\b|\b(?:quem|que) (?:sabe|sabia|mexe|mexia|cuida|cuidava|entende|entendia|respondia?|tomava conta|resolvia|via|olhava) (?:por |com |d|n)?(?:iss|ess|tud|ess|aquil)\w*/;

/** "Acho que acabou, mas não tenho certeza". */
export const isHedged = (clauses: readonly string[]): boolean =>
  clauses.some((clause) => /\b(?:acho|creio|parece|imagino|suponho|talvez|pode ser)\b/.test(clause)) &&
  clauses.some(
    (clause) =>
      DOES_NOT_KNOW.test(clause) ||
      /\b(?:teria|tenho|preciso|vou|tem) (?:que |de |q )?(?:olhar|ver|confirmar|conferir|verificar|perguntar|checar|procurar)\b|^como (?:eu )?sei\b/.test(
        clause,
      ),
  );

/** Says only that it will answer later: nothing is to be made out of it. */
export const PAUSES =
  /\b(?:so )?um (?:minuto|minutinho|instante|momento|segundo)\b|\b(?:espera|pera|perai|peraí|calma) ?(?:ai|um|so)?$|\bja (?:te |lhe |volto|falo|respondo|vejo)|\bvolto ja\b|\bdepois (?:te |lhe |eu |a gente )|\bte (?:respondo|falo|retorno|chamo|digo|ligo|aviso)\b|\bdaqui a pouco\b|\b(?:agora )?nao posso (?:falar|responder|atender|ver isso)\b|\b(?:to|tou|estou) (?:aqui )?(?:no transito|dirigindo|no trabalho|almocando|ocupad[oa]|na rua|em reuniao)\b/;

/** Keeps it to itself: no "no" to what was asked. */
export const WONT_SAY =
  /\bnao (?:faco questao|quero|vou|gosto|posso) (?:de )?(?:te |lhe )?(?:responder|dizer|informar)\b|\bnao me chamo\b|\bprefiro nao (?:responder|dizer|informar)\b/;

/** "Quero uma de 5kw", "quero um desconto": what it wants, and no answer to what it has. */
export const WISHES = /^(?:eu |so |na verdade |olha )*(?:quero|queria|gostaria|preciso|procuro|desejo)\b/;
