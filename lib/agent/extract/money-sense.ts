/**
 * What surrounds the figures of a bill: words that are said to somebody and not of the bill, figures that another one puts right, and
 * the contrast between the lead's bill and everything else that costs money.
 */
import type { Amount } from './amount.ts';
import { full, plain, readable } from './plain-text.ts';

/** "380 kkkk" is laughter, and no thousand. */
const LAUGHTER =
  /(?<![\p{L}])(?:(?!(?:k|ka|ha|he|hua)h?(?![\p{L}\p{N}]))(?:k|ka|ha|he|hua)+h?|(?:rs)+|rsrs\w*)(?![\p{L}\p{N}])/gu;

/** "Meu filho, vem 315": nobody pays there. */
const SPOKEN_TO =
  /(?<!\b(?:d[oae]s?|com|pr[oa]|para|os?|as?|que|por|ao|mora|moro|e) )\b(?:(?:o|ô|oh|olha|ai|ah) )?(?:meu|minha) (?:filh[oa]|net[oa]|amig[oa]|querid[oa]|jovem|irmao|irma|rei|bem|amor|patrao|consagrado|nobre|senhora?|fi|fia)\b(?!(?: [\p{L}]+){0,4}? (?:paga\w*|gasta\w*|mora\w*|recebe|ganha|usa|instal\w+|comprou|dele|dela)\b)(?! (?:tem|d[aeo]|que|disse|falou|leu|viu|ta|esta|olhou|mandou|achou|botou|me|vai|aqui|e (?:eu|d))\b)/gu;
const ASIDE =
  /\b(?:igual (?:a )?preco de \w+|moc[oa]|mano|tche|bah|uai|oxe|homi|rapaz|guri|pia|vivente|cara|menina|visse|viu|ne|querid[oa]|por favor|obrigad[oa]|ave maria|nossa senhora|misericordia|credo|jesus|ixi|vixe|eita|afe)\b/g;
const READERS =
  'mainha|painho|voinh[oa]|genros?|noras?|irma|irmao|sogr[oa]|mae|pai|avo|filh[oa]s?|net[oa]s?|sobrinh[oa]s?|namorad[oa]|marido|esposa|esposo|mulher|companheir[oa]|soci[oa]|patroa|contador[a]?|secretari[oa]|sindic[oa]|zelador|tesoureir[oa]|financeiro|administradora|gerente|funcionari[oa]|rapaz da loja';
/** Who only reads the bill aloud has none of its own in it; "a dele" would be. */
const READ_ALOUD = new RegExp(
  String.raw`\b(?:(?:o|a|meu|minha|nosso|nossa) )?(?:meu |minha )?(?:${READERS}) (?:aqui |agora |ja |la |que (?:paga|cuida|ve|sabe) )*(?:ta |esta |que |me |aqui |do lado |no meu ouvido |acabou de )*(?:dizendo|brigando|gritando|reclamando|corrigindo|falando|dizer|disse|falou|diz|fala|lembrou|corrigiu|viu|olhou|conferiu|confirmou|leu|achou|passou(?! a )|avisou|pegou|gritou)(?: (?:aqui|agora|direito|la|ali|a conta|a fatura|na conta|o papel|o valor exato|o valor certo|o valor))*(?:,| que| e)?(?! (?:\w+ ){0,2}d(?:ele|ela)s?\b)(?! (?:paga|gasta|ganha|recebe|tem)\b)`,
  'g',
);
const WITHOUT_EXTRAS =
  /\b(?:sem|fora|tirando|com|incluindo) (?:a |o |as |os )?(?:multas?|juros|atraso|iluminacao(?: publica)?|taxa(?: de iluminacao)?|bandeira|parcelamento)\b/g;

/** "A da igreja vem 900, mas nem sou eu que pago". */
export const paysNot = (scanned: string): boolean =>
  /\b(?:nem|nao) (?:sou|e|somos) (?:eu |nos |a gente )?(?:que|quem) (?:pag|gast)\w+/.test(scanned) &&
  /\b(?:a|o) d[aeo]s? \w+/.test(scanned);

/** The text as figures are looked for in it: full, nobody spoken to, no laughter. */
export const forMoney = (text: string): string =>
  full(
    plain(readable(text).replace(/\s*\n+\s*/g, ', '))
      .replace(/(?<=\d)k{2,}\b/g, ' ')
      .replace(LAUGHTER, ' '),
  )
    .replace(SPOKEN_TO, ' ')
    .replace(READ_ALOUD, ' ')
    .replace(WITHOUT_EXTRAS, ' ')
    .replace(/(?<=\b(?:\d[\d.,]*|\p{L}+entos?|mil|cem) e )poco\b/gu, 'pouco')
    .replace(ASIDE, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** What shows that a figure takes the place of another, in every register. */
export const PUTS_RIGHT =
  /\b(?:foi mal|mal ai|mals|mea culpa|desculp\w+|descupl\w+|perdao|perdoe|perdoa|escusas|equivoc\w+|retific\w+|corrij\w+|corrig\w+|correcao|err(?:ei|ado|ada|o|amos)|erei|enganei|engano|enganad[oa]|confundi|confusao|troque\w*|trocad[oa]|trocou|inverti\w*|exager\w+|antig[oa]|hoje (?:e|ta|esta|vem|da|pago)|media (?:deu|da|fica|e)|arredond\w+|tirando|sem contar|descontando|chegou|acabou de (?:chegar|vir|sair)|piorou|melhorou|subiu|aumentou|baixou|caiu|diminuiu|saiu a|menti|mentira|minto|besteira|bobagem|viajei|me passei|acabei de|abri(?:r|ndo)?|no (?:app|aplicativo|site|papel|boleto)|chut(?:ei|e)|digit(?:ei|acao)|zeros? a (?:mais|menos)|faltou um|comi um|engoli um|corretor|(?:certo|certa|correto|correta|exat[oa]s?|real|verdadeir[oa]) (?:e|seria|foi|mesmo)|(?:o|a) (?:certo|certa|correto|correta)|valor (?:certo|correto|exato|real)|exat[oa]s?|precisamente|ao certo|certinho|na ponta do lapis|leia ?-?se|consider(?:e|a|ar)|desconsider\w*|esquec(?:e|a) (?:o|os|a|as|ess\w)|ignora|na verdade|na vdd|na real|pensando bem|ah nao|(?:ess[ea]|est[ea]) mes (?:foi|e|veio|deu)|(?:olhando|vendo|lendo|fazendo|conferindo|somando|checando) (?:\w+ ){0,3}|olhei|conferi|confirmei|achei (?:a|o)|peguei|vi (?:no|na|aqui|agora|que)|reparei|na mao|era pra ser|quis dizer|queria dizer|quer dizer|ou melhor|melhor dizendo|digo|alias|pera\w*|opa|ops|putz|ixi|vixe|e (?:mais|menos)|atualiz\w+|o outro valor|errata|a (?:nossa|minha) e|melhor (?:colocar|botar|por|considerar|deixar)|esqueci (?:os|dos) centavos|pode (?:por|botar|colocar|considerar|anotar|marcar)|anot[ae]|marc[ae]|no lugar|redondo|(?:baix|sob|aument|arredond|ajust|alter|marc|anot|corrij|mud)[ae]r? (?:ai |isso )?(?:pra|para|em)|anterior|antes|agora|media mesmo|nada disso|nao e|nao era|(?:a|o) d[ae]ss?[ea] mes|(?:a|o) dest[ea] mes|(?:a|o) (?:atual|de agora)|coloquei|botei|pus|falei|disse|informei|passei|te dei|mandei)\b/;
/** Hedges and copulas around a figure that stands for itself. */
const BARE_AROUND =
  /^(?:uns|umas|seria|lugar|no|e|eh|da|deu|dao|de|do|foi|era|sao|ta|fica|vem|veio|quase|cerca|por volta|em torno|na faixa|mais ou menos|mais|menos|so|apenas|acho|que|reais|real|r|conto|contos|pila|pilas|por|mes|mensal|total|tudo|mesmo|certo|isso|a|o|minha|conta|luz|energia|fatura|valor|ok|ta|sim|nao|nn|ai|aqui|entao|hoje|ao|certo|pra|ser|exato|redondo|arredondando|uai|tipo|eu|pago)$/;

export const SMALLEST_CORRECTION_BRL = 50;
const FAR_TIMES = 20;
/** "Subiu uns 100": by how much, not to what. */
const ONLY_MOVED_BY =
  /\b(?:subiu|aumentou|baixou|caiu|diminuiu|piorou|melhorou|reduziu)(?: (?:uns|umas|mais|quase|cerca de|r\$))*\s*$/;
const RANGE_MARK = /\b(?:entre|ate|a|ou)\b|-|~/;
const SEVERAL_MARK =
  /\b(?:tambem|(?:tenho|tem|pago|e) outr[oa]|outr[oa] (?:conta|casa|loja|de \d|de r|fatura|que)|mais (?:uma|um|\d|r\$)|alem|somando|soma|junto|juntas|as duas|verao|inverno|calor|frio|seca|chuva)\b/;

/** Which figure takes the known one's place: null for none. Never where bills are added, or a range is given. */
export function putRight(
  { scanned, amounts }: { scanned: string; amounts: readonly Amount[] },
  knownBrl: number,
): readonly Amount[] | null {
  const fresh = amounts.filter(({ valueBrl }) => valueBrl !== knownBrl);
  const [only] = fresh;
  if (only === undefined || SEVERAL_MARK.test(scanned)) return null;
  const saysKnown = fresh.length < amounts.length;
  const isNear = only.valueBrl >= knownBrl / FAR_TIMES && only.valueBrl <= knownBrl * FAR_TIMES;
  if (fresh.length > 1 || only.valueBrl < SMALLEST_CORRECTION_BRL) return null;
  if (saysKnown) {
    const [first, second] = amounts;
    const joint = first && second ? scanned.slice(first.end, second.start).trim() : '';
    return amounts.length === 2 && RANGE_MARK.test(joint) && /^(?:a|ate|ou|-|~|e)$/.test(joint)
      ? null
      : fresh;
  }
  if (!isNear || scanned.includes('?') || ONLY_MOVED_BY.test(scanned.slice(0, only.start))) return null;
  const around = `${scanned.slice(0, only.start)} ${scanned.slice(only.end)}`.match(/[\p{L}]+/gu) ?? [];
  return PUTS_RIGHT.test(scanned) || around.every((word) => BARE_AROUND.test(word)) ? fresh : null;
}

/** "Falei besteira, é a metade disso". */
export function putRightByHalves(scanned: string, knownBrl: number): number | null {
  if (
    (!PUTS_RIGHT.test(scanned) && !/^(?:e )?o (?:dobro|triplo)\b|^(?:e )?(?:a )?metade\b/.test(scanned)) ||
    /\bmetade (?:do|da|de) (?!iss|dess|que (?:eu )?(?:diss|fal|inform|mand|escrev|pass)|valor)/.test(scanned)
  )
    return null;
  if (/(?:^|[,.;] ?|\b(?:e|era|seria|foi)(?: so)? )(?:a )?metade\b/.test(scanned)) return knownBrl / 2;
  if (/(?:^|[,.;] ?|\b(?:e|era|seria|foi) )o triplo\b/.test(scanned)) return knownBrl * 3;
  return /(?:^|[,.;] ?|\b(?:e|era|seria|foi) )o dobro\b/.test(scanned) ? knownBrl * 2 : null;
}

const TAKEN_BACK =
  /\b(?:err(?:ei|ado|ada)|enganei|equivoc\w+|confundi|nao (?:e|era) (?:bem )?(?:esse|isso)|trocad[oa]|chutei)\b/;
const OF_THE_BILL = /\b(?:valor\w*|contas?|faturas?|boletos?|luz|energia|quanto (?:pago|vem)|esse preco)\b/;
const OF_ELSE =
  /\b(?:e-?mail|nome|cidade|horario|dia|telefone|numero|endereco|bairro|reuniao|opcao|letra|contrato)\b/;
const LATER =
  /\b(?:vou (?:olhar|ver|conferir|confirmar|buscar|pegar|procurar|checar|achar|perguntar)|depois|ja ja|daqui a pouco|mais tarde|te (?:mando|falo|passo|digo|aviso|confirmo|respondo)|mando (?:o|a) cert[oa]|confiro|amanha|quando (?:eu )?(?:chegar|achar|pegar)|nao (?:lembro|sei) (?:o|a|qual|quanto))\b/;

/** True where the lead takes its figure back and gives none yet: none is better than a false one. */
export const retractsBill = (text: string): boolean => {
  const said = forMoney(text);
  return (
    !/\d{2}/.test(said) &&
    TAKEN_BACK.test(said) &&
    OF_THE_BILL.test(said) &&
    !OF_ELSE.test(said) &&
    LATER.test(said) &&
    !said.includes('?')
  );
};

const BILL =
  /\b(?:luz|energia|contas?|faturas?|talao|boleto d[ae] (?:luz|energia)|kwh|celpe|neoenergia|energisa|cemig|copel|coelba|equatorial|enel|light|cpfl|celesc|rge)\b/;
const OWN =
  /\b(?:meu (?:ape|apto|ap|apartamento)|a minha|o meu|a nossa|o nosso|a daqui|la em casa|aqui em casa|la de casa|de casa|eu pago|a gente paga|pago|pra mim|da minha casa)\b/;
/** Words of a clause that say nothing of what the sum is of. */
const NEUTRAL =
  /^(?:\d.*|.{1,3}|uns|umas|mais|menos|quase|cerca|torno|volta|faixa|media|entre|pouco|poucos|tanto|reais|real|conto|contos|pila|pilas|mesmo|mesma|todo|toda|todos|meses|mensal|mensais|hoje|agora|atual|ontem|passado|passada|esse|essa|este|esta|nesse|nessa|neste|desse|desta|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|verao|inverno|calor|frio|seca|chuva|normal|normalmente|geralmente|costuma|antes|depois|minha|nossa|meu|nosso|dele|dela|deles|casa|casas|apartamento|apto|loja|lojas|sitio|fazenda|chacara|escritorio|galpao|comercio|empresa|padaria|restaurante|pousada|oficina|salao|clinica|consultorio|escola|igreja|fabrica|ponto|sala|matriz|filial|unidade|outra|outro|duas|dois|tres|cada|juntas|junto|total|soma|somando|tudo|acho|creio|chega|chegou|vinha|fica|ficou|gira|veio|vezes|quando|porque|tambem|ainda|esta|estava|foram|eram|pagava|pagamos|gasto|gastamos|gastava|apenas|valor|minimo|maximo|ultima|ultimo|ultimos|primeira|segunda|terceira|aqui|moro|onde|pessoas|gente|cima|baixo|frente|fundos|praia|interior|cidade|rua|irrigacao|poco|bomba|granja|camara|fria|freezer|aumentou|subiu|baixou|caiu|passou|aumento|subindo|absurdo|caro|cara|muito|demais|nunca|sempre|certo|exato|trabalho|area|comum|predio|condominio|barracao|deposito|rancho|curral|garagem|kitnet|estudio|lanchonete|sorveteria|acougue|barbearia|imovel|imoveis)$/;
const BOUNDARY =
  /[,;.!?](?!\d)|\be\b(?! (?:\d|uns|umas|quase|de|mais|r\$|cerca|so|tipo))|\b(?:mas|porem|enquanto|fora|so que|ja|sendo que)\b/g;

const MINE =
  /\b(?:meu (?:ape|apto|ap|apartamento)|minha casa)\b|\b(?:a|o) (?:minha|meu|nossa|nosso)\b(?! (?:casa )?d[aeo])/;
/** A place that is looked after, and not paid for. */
const A_OF_OTHERS =
  /\b(?:o predio|o condominio|a igreja|a firma|a fabrica|o bloco)(?: todo| toda| inteir[oa])? (?:da|paga|gasta|vem|e)\b|\b(?:a|o) d[aeo]s? (?:igreja|condominio|predio|area comum|escola|associacao|clube|firma|patrao|paroquia|capela|templo|prefeitura|camara|ong|centro|creche|sindicato|cooperativa|vizinh\w+|colega|amig\w+)\b/;

const OF_A_SHOP =
  /\b[dn][oa]s? (?:mercad\w+|supermercado|farmacia|hotel|bar|posto|academia|bodega|quitanda)\b/g;

/** The clause that a figure stands in; what follows it with "de" or "da" still belongs to it. */
function clauseOf(
  scanned: string,
  { start, end }: Amount,
  { from, to }: { from: number; to: number },
): string {
  const before = `${scanned.slice(from, start)}0`;
  const opens = [...before.matchAll(BOUNDARY)].at(-1);
  const after = scanned.slice(end, to);
  const [closes] = after.matchAll(BOUNDARY);
  return `${before.slice(opens === undefined ? 0 : opens.index + opens[0].length, -1)} ${after.slice(0, closes?.index)}`;
}

/** "Juntando água e luz dá 500, só a luz 390". */
const ONLY_LIGHT = /\b(?:so|somente|apenas) (?:a |de |da |na )?(?:conta de )?(?:luz|energia)\b/;
/** "A igreja paga 900, mas eu quero é pra casa, 270". */
const FOR_HOME =
  /\b(?:quero|queria|interessa|preciso|seria)(?: (?:ver|saber|fazer|mesmo|so|e))* (?:pra|para|a da|o da|na) (?:a )?(?:minha )?casa\b/;

/** Where one figure is plainly of the lead's bill, those of other things beside it are none. */
export function withoutOtherThings<T extends Amount>(scanned: string, placed: readonly T[]): readonly T[] {
  if (placed.length < 2) return placed;
  const alone = placed.filter((amount, index) =>
    ONLY_LIGHT.test(scanned.slice(placed[index - 1]?.end ?? 0, amount.start)),
  );
  if (alone.length > 0) return alone;
  const home = FOR_HOME.exec(scanned);
  const ofHome = home === null ? [] : placed.filter(({ start }) => start > home.index);
  if (ofHome.length > 0 && ofHome.length < placed.length) return withoutOtherThings(scanned, ofHome);
  const clauses = placed.map((amount, index) => {
    const previous = placed[index - 1];
    const next = placed[index + 1];
    return clauseOf(scanned, amount, { from: previous?.end ?? 0, to: next?.start ?? scanned.length });
  });
  const isTied = (clause: string): boolean => BILL.test(clause) || OWN.test(clause);
  if (!clauses.some(isTied)) return placed;
  const isOfAnother = (index: number): boolean => {
    const wide = scanned.slice(placed[index - 1]?.end ?? 0, placed[index]?.start);
    return A_OF_OTHERS.test(wide) && !MINE.test(wide);
  };
  const namesMine = placed.some((amount, index) =>
    MINE.test(scanned.slice(placed[index - 1]?.end ?? 0, amount.start)),
  );
  const kept = placed.filter((_, index) => {
    if (namesMine && isOfAnother(index)) return false;
    const clause = (clauses[index] ?? '').replace(OF_A_SHOP, ' ');
    return isTied(clause) || (clause.match(/[\p{L}\d]+/gu) ?? []).every((word) => NEUTRAL.test(word));
  });
  return kept.length === 0 ? placed : kept;
}
