/**
 * Which solution a lead picks (N3). A letter, a number or an ordinal means nothing without the menu that was shown;
 * names are read by what the lead says of them: wanted, refused, or merely asked about. Only the lead's words come here.
 */
import { solutionsNamedIn } from '../playbook.ts';
import { describedIn } from './described-choice.ts';
import { FLOWS, type Flow } from './facts.ts';
import { likelyOf } from './likeness/likeness.ts';
import { leavesOpen, meantFlowIn, offersLand } from './meant.ts';
import { letterSettledOn } from './menu-letter.ts';
import { placePicked } from './menu-pick.ts';
import { full, readable, wordsOnly } from './plain-text.ts';
import { statedClauses } from './stated.ts';

export type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'chosen'; readonly flow: Flow }
  | { readonly kind: 'rejected'; readonly flows: readonly Flow[] }
  /** Several named, none decided. */
  | { readonly kind: 'ambiguous'; readonly flows: readonly Flow[] }
  /** The lead asks about a solution rather than taking it ("tem desconto?"). */
  | { readonly kind: 'question'; readonly flow: Flow };

const ORDINALS: readonly RegExp[] = [
  /\b(?:primeir(?:[oa]|ona|inha)\b|1(?:[ao]\b|[ªº]))/,
  /\b(?:segund[oa]|2[aoªº])(?! feira|-feira)\b/,
  /\b(?:terceir[oa]\b|3(?:[ao]\b|[ªº]))/,
  /\b(?:quart[oa]|4[aoªº])(?! feira|-feira)\b/,
];
const LAST = /^(?:(?:a|o|acho que|prefiro|quero|gostei|mais|da|do)\s+)*(?:ultim[oa])(?: opcao)?$/;
const LETTER =
  /^(?:(?:pensando bem|olha|bom|ok|ta|certo|hum|interessante|interessou|vamo|vamos|bora|simbora|claro que|claro|quero|prefiro|escolho|gostei|fico com|vou de|vou na|vou com|seria|acho que|acredito que|opcao|letra|e|a|da|na|de|com|alternativa|item|pode ser|sim|me interessa|interessei|tenho interesse|eu|queria|mais|mim|por favor|entao)\s+)*([a-h])(?:\s+(?:de (?:amor|aviao|abelha|agua|ana|(?!desconto)(?=(?!a)\1)\w+)|na cabeca|com certeza|sem duvida|claro|entao|por favor|mesmo|pf|pfv|ne|eu acho|acho|parece melhor|e melhor|me interessa|sim|obrigad[oa]))*$/;
const DIGIT =
  /^(?:(?:quero|prefiro|escolho|gostei|fico com|vou de|vou na|vou com|seria|acho que|opcao|numero|nº|nr|n|a|da|na|de|com|alternativa|item|pode ser|sim|eu|queria|mais|entao)\s+)*([1-8])(?:\s+(?:por favor|mesmo|pf|pfv|ne|acho|sim))*$/;
const SPELLED: readonly string[] = ['um', 'dois', 'tres', 'quatro', 'cinco', 'seis'];
const MOVED_TO =
  /\b(?:troca|trocar|muda|mudar|passa|volta|vamos|bora|fico|verdade (?:e|quero|prefiro|eu quero)) (?:pra|para|com|de|na|a|pela)?\s?(?:a )?(?:opcao |letra )?([a-h])\b(?= *(?:$|[,.!]| mesmo| entao))/;
const PREFERRED =
  /\b(?:prefiro|mais|melhor|quero) (?:a )?(?:opcao |letra )?([b-h]|(?<=\b(?:a|opcao|letra) )a) (?:do que|que|doque|ao inves d[aeo]|em vez d[aeo]|mesmo|sim)\b/;
const NUMBERED = /^(?:a |o |e |quero |prefiro )*(?:numero|n) (um|dois|tres|quatro|cinco|seis)$/;
const MARKED = /\b(?:opcao|letra|alternativa|item)\s+([a-h]|[1-8]|um|dois|tres|quatro|cinco|seis)\b/;

const REFUSAL =
  /\b(?:nao (?:quero|gostei|tenho interesse|me interessa|penso|pretendo|gosto|curti|e|preciso|posso|da|tenho como|seria|tenho)|sem|nada de|menos|nem|deixa de|desisti d[aeo]|tirando|exceto|fora)\b/;
const WISH =
  /\b(?:quero|queria|prefiro|escolho|gostei|gostaria|interess\w*|fico com|vou de|vou na|vou com|melhor|pode ser|penso em|pretendo|seria|topo|bora de|fechar|preferencia|opto|mudei de ideia)\b/;
const ASKS =
  /^(?:(?:o senhor |a senhora |voce |vc |entao )?(?:me )?(?:explica|explique|fala|fale|conta|detalha)(?: (?:melhor|mais|um pouco))?|como(?! (?:eu )?(?:moro|sou|nao|tenho|ja|estou|to|minha|meu|aqui)\b)|qual|quais|quanto|quanta|que|o que|oque|tem|existe|voces|vcs|vc|me (?:explica|fala|diz)|pode (?:me )?explicar|explica|e se|sera|da pra|seria possivel|por ?que|onde|quando|queria (?:saber|entender)|quero (?:saber|entender|tirar)|gostaria de (?:saber|entender))\b/;

/** A clause that is nothing but a letter, a number or "a última", with what people put around it. */
const PICK_MAX_CHARS = 200;

/** "A A A": one answer, sent three times. */
const SAID_AGAIN = /^([\p{L}\d]+)(?:[ .,!]+\1)+[.,! ]*$/u;
/** "Letra dê de dado". */
const SPELLED_LETTER = /\b(letra |^a )([bcd])e(?= de \w+|[ .!]*$|,)/;
const VOCATIVE_END =
  /[ ,]+(?:moc[oa]|meu filho|minha filha|amig[oa]|querid[oa]|mano|irmao|tche|uai|bah|homi|rapaz|guri|vivente|viu|visse|meu bem|meu rei|cara|parceiro|patrao|so|fia|senhora?)[ .!]*$/;

/** Surer than this of what a line is like, it takes that solution. */
const LIKE_ENOUGH = 0.3;

/** Fewer words name a place of the menu, or nothing. */
const DESCRIBES_FROM_WORDS = 3;

/** `menu`: flows in the order last shown, or null when no menu was. */
export function choiceIn(written: string, menu: readonly Flow[] | null): Choice {
  if (isFlow(written)) return { kind: 'chosen', flow: written };
  const text = readable(written).replace(/\s*\n+\s*/g, ', ');
  if (FEARS.test(full(text)) || offersLand(full(text))) return { kind: 'none' };
  const choice = namedOrPlaced(text, menu);
  if (menu === null || choice.kind === 'chosen') return choice;
  const meant = meantFlowIn(full(text));
  // A solution that was refused by its name is not what is meant.
  const isRefused =
    choice.kind === 'rejected' &&
    meant !== 'compra_energia_desconto' &&
    choice.flows.some((flow) => flow === meant);
  if (meant !== null) return isRefused ? choice : { kind: 'chosen', flow: meant };
  const isDescribed =
    choice.kind === 'none' &&
    !text.includes('?') &&
    wordsOnly(text).split(' ').length >= DESCRIBES_FROM_WORDS &&
    !leavesOpen(full(text));
  const like = isDescribed ? likelyOf('choice', text, { margin: LIKE_ENOUGH }) : null;
  return like === null || !menu.includes(like) ? choice : { kind: 'chosen', flow: like };
}

const FEARS =
  /\bvendo (?:um |o |meu )(?:lote|terren)|\b(?:sou|trabalho (?:com|como|de)) .{0,24}\b(?:instalo|vendo|monto|faco instalacao|instalador[a]?|eletricista)\b|\b(?:medo|receio|pavor) de (?:investir|instalar|botar|colocar|alugar|arrendar|aplicar|por)\b/;

function namedOrPlaced(text: string, menu: readonly Flow[] | null): Choice {
  const said = full(text)
    .replace(VOCATIVE_END, '')
    .replace(SAID_AGAIN, '$1')
    .replace(SPELLED_LETTER, (_, head: string, letter: string) => `${head}${letter}`);
  // T4: asking about is not choosing, with or without a question mark; "C, tem fidelidade?" chooses before it asks.
  const answer = statedClauses(said)
    .filter((clause) => !EXPLAINS.test(clause) && !ASKS.test(clause))
    .join(', ');
  const byPlace = menu === null || answer === '' ? null : placeIn(answer, menu);
  if (byPlace !== null) return byPlace;
  if (PUTS_OFF.test(said)) return { kind: 'none' };
  if (menu !== null && FREE_OF_WORKS.test(answer)) return { kind: 'chosen', flow: 'compra_energia_desconto' };
  const described = menu === null || answer === '' ? null : describedIn(answer);
  if (described !== null) return { kind: 'chosen', flow: described };
  const isQuestion = said.includes('?') || answer === '';
  if (!isQuestion || answer === '' || answer === said) return namedIn(said, { isQuestion, menu });
  const chosen = namedIn(answer, { isQuestion: false, menu: null });
  return chosen.kind === 'chosen' ? chosen : namedIn(said, { isQuestion, menu });
}

/** "Desconto é bom, mas deixa eu ver com calma". */
const PUTS_OFF =
  /\b(?:deixa eu (?:ver|pensar|analisar)|(?:depois|mais tarde|amanha) (?:eu )?(?:vejo|olho|falo|escolho|decido|respondo)|vou (?:pensar|analisar|estudar)|ainda nao (?:sei|escolhi|decidi)|nao (?:escolhi|decidi) ainda)\b/;

/** "Do que se trata? Me explica a opção B": the second sentence asks as well. */
const EXPLAINS =
  /^(?:e |entao |o senhor |a senhora |voce |vc )*(?:me |pode me |so me )?(?:explica\w*|explique|fala mais|fale mais|conta mais|detalha\w*)\b/;

/** The one solution without works or money down. */
const FREE_OF_WORKS =
  /^(?:(?:pagar|menos|economizar|so|apenas|algo|alguma coisa|quero|prefiro|a|o|uma|aquela|essa|esta|aquele|opcao|que|e|fica|seja|seria|gostei|da|de)\s+)*(?:sem|nao (?:precisa|tem|precise|gasta|preciso|exige|paga|mexe)(?: de| fazer| mexer em| n[oa])?) (?:mexer n[oa] (?:telhado|casa)|telhado|instalar(?: (?:nada|placas?))?|placas?|obras?|reforma|investi\w+|gast\w+|instalar nada|instalacao|nada|quebra\w*)\b/;

const isFlow = (text: string): text is Flow => FLOWS.some((flow) => flow === text);

/** "A C e não a A" takes one. */
const AND_NOT = /\be nao (?:a |o )?(?:opcao |letra )?[a-h1-8]\b/;

/** A letter, number or ordinal of the menu. */
function placeIn(said: string, menu: readonly Flow[]): Choice | null {
  const clauses = said
    .split(/[,.;!\n]|\bmas\b/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
  for (const clause of clauses.toReversed()) {
    const index = indexIn(clause.replace(AND_NOT, ''), menu.length);
    if (index === null) continue;
    const flow = menu[index];
    if (flow === undefined) continue;
    const kept = clause.replace(AND_NOT, '').replace('sem duvida', '');
    if (REFUSAL.test(kept) || /\bnao\b/.test(kept)) return { kind: 'rejected', flows: [flow] };
    return { kind: 'chosen', flow };
  }
  return null;
}

function indexIn(clause: string, length: number): number | null {
  // "Entre A e C, fico com C": what it weighed is named, then one is taken.
  const compact = wordsOnly(clause).replace(
    /^entre (?:a |o )?(?:[a-h]|\w{4,}) e (?:a |o )?(?:[a-h]|\w{4,}) (?:eu )?(?=fico|prefiro|escolho|vou|quero|gostei|acho)/,
    '',
  );
  // "A e C", "D+": no pick of one.
  if (/\b(?:ou|entre)\b|^(?:a )?[a-h] e (?:a )?[a-h]$/.test(compact) || /^d\+/.test(clause.trim()))
    return null;
  const marked = MARKED.exec(compact)?.[1];
  const isShort = compact.length <= PICK_MAX_CHARS;
  const token =
    marked ??
    PREFERRED.exec(compact)?.[1] ??
    MOVED_TO.exec(compact)?.[1] ??
    (isShort ? (LETTER.exec(compact)?.[1] ?? DIGIT.exec(compact)?.[1]) : undefined) ??
    (SPELLED.includes(compact) ? compact : undefined) ??
    NUMBERED.exec(compact)?.[1] ??
    letterSettledOn(compact) ??
    undefined;
  const picked = token === undefined && isShort ? placePicked(compact, length) : null;
  if (picked !== null) return picked;
  if (token !== undefined) {
    if (/[a-h]/.test(token) && token.length === 1) return token.charCodeAt(0) - 'a'.charCodeAt(0);
    return SPELLED.includes(token) ? SPELLED.indexOf(token) : Number(token) - 1;
  }
  if (isShort && LAST.test(compact)) return length - 1;
  // "primeiro quero entender" is about order, not the menu; "segunda de manhã" of a day.
  if (
    compact.split(' ').length > 6 ||
    /\b(?:manha|tarde|noite|feira|vez|lugar|toda|todo|cada|proxima|falta|diz|manda|fala|quanto|preciso|entender|saber|explica|explique|explicar|diga|conta|horario|as|hora|vejo|ver|respondo|falo|te|ligo|volto|confirmo|aviso|semana)\b/.test(
      compact,
    )
  )
    return null;
  const ordinals = ORDINALS.flatMap((form, index) => (form.test(compact) ? [index] : []));
  const [ordinal] = ordinals;
  // "A segunda e a terceira": no pick of one.
  return ordinals.length === 1 && ordinal !== undefined ? ordinal : null;
}

/** Solutions named in words, clause by clause: "não quero instalação, prefiro o desconto" refuses one and takes the other. */
function namedIn(
  said: string,
  { isQuestion, menu }: { isQuestion: boolean; menu: readonly Flow[] | null },
): Choice {
  const wanted = new Set<Flow>();
  const refused = new Set<Flow>();
  const mentioned = new Set<Flow>();
  for (const clause of said.split(/[,.;!?\n]|\bmas\b|\be sim\b|(?<=\w )(?=sem (?!duvida|problema)\w)/)) {
    // "Não tenho placa solar" lacks it, and refuses nothing.
    const named = LACKS.test(clause) ? [] : flowsNamedIn(clause);
    const isRefusal = REFUSAL.test(clause) || /\bnao\s*$|^\s*nao (?:e |o |a )?\w+\s*$/.test(clause.trim());
    for (const flow of named) {
      if (isRefusal) refused.add(flow);
      else if (WISH.test(clause) && !ASKS.test(clause.trim())) wanted.add(flow);
      else mentioned.add(flow);
    }
  }
  const open = [...wanted].filter((flow) => !refused.has(flow));
  const [only] = open;
  if (isQuestion) {
    const asked = only ?? [...mentioned][0];
    return asked === undefined ? { kind: 'none' } : { kind: 'question', flow: asked };
  }
  if (open.length === 1 && only !== undefined) return { kind: 'chosen', flow: only };
  if (open.length > 1) return { kind: 'ambiguous', flows: open };
  const [first] = mentioned;
  // Unwished, a name is a choice only as the answer to a menu, and only if it stands nearly alone.
  if (
    menu !== null &&
    mentioned.size === 1 &&
    first !== undefined &&
    (said.split(' ').length <= 8 || isShortMention(said)) &&
    !isAside(clauseNaming(said))
  )
    return { kind: 'chosen', flow: first };
  if (menu !== null && mentioned.size === 1 && first !== undefined && refused.size > 0 && !refused.has(first))
    return { kind: 'chosen', flow: first };
  if (menu !== null && mentioned.size > 1) return { kind: 'ambiguous', flows: [...mentioned] };
  return refused.size > 0 ? { kind: 'rejected', flows: [...refused] } : { kind: 'none' };
}

/** The clause that names a solution, with nothing else in it. */
const clauseNaming = (said: string): string =>
  said.split(/[,.;!?\n]|\bmas\b/).find((clause) => flowsNamedIn(clause).length > 0) ?? said;
const MENTION_MAX_WORDS = 5;
const isShortMention = (said: string): boolean =>
  clauseNaming(said).trim().split(' ').length <= MENTION_MAX_WORDS;

const LACKS =
  /\bnao (?:tenho|temos|possuo|possuimos)\b(?! (?:mais |nenhum |muito )*(?:interesse|vontade|condic\w+|como|intencao))/;

const isAside = (said: string): boolean =>
  !TO_INVEST.test(said) &&
  /\b(?:ja (?:tenho|tive|pago|uso|moro)|tenho|moro|comprei|vendi|fiz|foi|pago|caro|cara|duvida|medo|eletrica|eletrico|entendi)\b/.test(
    said,
  );

/** What it has is there to be invested. */
const TO_INVEST = /\btenho (?:\S+ ){1,6}(?:pra|para|a) (?:investir|aplicar)\b/;

/** T4: words of another sense: a rented home, a discount that the lead has or lacks today. */
const RENTED_HOME =
  /\b(?:moro|casa|imovel|apartamento|apto|ape|loja|ponto|sala|galpao|predio|e|aqui) (?:e |de |no |na |em )*(?:alugad[oa]|aluguel)\b|\bpago (?:de )?aluguel\b|\b(?:o |meu )?aluguel (?:aqui |la )?(?:d[ao] (?:ponto|casa|loja|sala|apto|apartamento|galpao|imovel|predio|barraco)|ta|esta|subiu|vence|custa|e de|e \d)|\bsou inquilin[oa]\b/;
const DISCOUNT_AT_HAND =
  /\b(?:tenho|temos|recebo|ganho|aqui tem|ja tem) (?!(?:muito )?interesse)(?:\w+ ){0,2}descontos?\b/;

/** "Investir no meu telhado" is an installation. */
const INVESTS_AT_HOME =
  /\binvest\w+ (?:n[oa]|em) (?:meu|minha) (?:propri[oa] )?(?:telhado|casa|sistema|placas?|loja|empresa)\b/;

/** "usina de investimento" and "compra com ganho da usina" name one solution each, not two. */
const flowsNamedIn = (clause: string): readonly Flow[] =>
  solutionsNamedIn(
    clause.replace(RENTED_HOME, ' ').replace(DISCOUNT_AT_HAND, ' ').replace(INVESTS_AT_HOME, ' instalacao '),
  );
