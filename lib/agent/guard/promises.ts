/**
 * Sentences that bind the company to what nobody has confirmed: a visit, a contract, a meeting that the calendar does not
 * have, a guarantee, something free, a hurry that is not true. What a passage of the company says in the same words, it may say too.
 */
import { asksForWill, isConditional, negates, type Sentence, stemsOf } from './sentences.ts';

const MEETING = '(?:reuniao|conversa|horario|encontro|call|chamada|ligacao|agenda|agendamento|videochamada)';
const DONE =
  '(?:marcad|agendad|reservad|confirmad|garantid|separad|bloquead|fechad|combinad|remarcad|reagendad|cancelad|desmarcad)[oa]s?';
const DID_BOOK =
  /\b(?:ja |acabei de |acabo de )?(?:marquei|agendei|reservei|confirmei|separei|bloqueei|remarquei|reagendei|cancelei|desmarquei|mudei|troquei|adiei|antecipei|transferi|(?:acabei|acabo) de (?:marcar|agendar|reservar|confirmar|remarcar|cancelar|desmarcar))\b/;
const IS_BOOKED = new RegExp(
  String.raw`\b${MEETING}\b(?: \w+){0,5} (?:esta|ta|ficou|foi|fica|ja esta|ja ta|segue|continua)(?: \w+){0,2} ${DONE}\b|\b(?:esta|ta|ficou|fica|foi|ja|tudo|deixei|deixo)(?: \w+){0,2} (?:marcad|agendad|reservad|remarcad|reagendad|cancelad|desmarcad)[oa]s?\b|\b(?:marcad|agendad|reservad|confirmad|remarcad)[oa] (?:entao )?(?:pra|para|com sucesso|as)\b|\b${MEETING} (?:confirmad|marcad|agendad|reservad)[oa]\b|\b(?:sua|a|nossa) ${MEETING} (?:ja )?(?:e|sera|vai ser|ficou|fica) (?:pra |na |no |em |as |mesmo )*(?:hoje|amanha|segunda|terca|quarta|quinta|sexta|dia \d|\d+ ?h)|\bte (?:espero|esperamos|aguardo|aguardamos) (?:la |aqui )?(?:hoje|amanha|segunda|terca|quarta|quinta|sexta|no dia|dia|as|na)\b|\b(?:ate|nos vemos|a gente se ve|nos falamos) (?:la|amanha|segunda|terca|quarta|quinta|sexta|hoje)\b`,
);
/** Said of a meeting that the calendar has: only its own day and hour make it true. */
const CHANGED = /\b(?:cancel|desmarc|remarc|reagend)(?:ei|ad[oa])\b/;

const WHEN =
  '(?:hoje|amanha|depois de amanha|agora|ja ja|daqui a pouco|em (?:\\d+|um|uma|dois|duas|tres|poucos|poucas|alguns) (?:minuto|hora|dia|semana)s?|ainda hoje|(?:na |nesta |essa |esta )?(?:segunda|terca|quarta|quinta|sexta|sabado|domingo)|semana que vem|essa semana|esta semana|mes que vem|esse mes|este mes|as \\d+|dia \\d+|ate (?:amanha|sexta|o fim|o final|dia))';
const ACTOR =
  '(?:tecnic\\w+|engenheir\\w+|equipe|instalador\\w*|especialista\\w*|consultor\\w*|vendedor\\w*|gerente|alguem|pessoal|rapaz|eletricista|a gente|nos|eu|ele|ela|eles|colega)';
const VISITS = new RegExp(
  String.raw`\b${ACTOR}\b(?: (?!se\b|caso\b|quando\b)\w+){0,6} (?:pass(?:a|am|o|amos|ar|ara)|vai|vao|vou|vamos|ir|ira|chega\w*|visit\w+|comparec\w+|aparec\w+|medir|olhar|esta|estara|estao|vai estar)\b(?: \w+){0,6} (?:ai|na (?:sua|tua) (?:casa|loja|empresa|residencia)|no (?:seu|teu) (?:imovel|endereco|telhado|local)|ate (?:voce|a sua casa|ai)|seu (?:telhado|imovel)|sua casa)\b|\b(?:vou|vamos|ja vou|ja vamos|estou|to|estamos|acabei de)(?: \w+){0,2} (?:mand\w+|envi\w+|envie|despach\w+|encaminh\w+)(?: \w+){0,2} (?:um |uma |o |a |nosso |nossa )?(?:tecnico|engenheiro|equipe|instalador|pessoa|rapaz|eletricista|vistoria)|\b(?:visita|vistoria|instalacao|montagem)\b(?: \w+){0,4} (?:esta|ta|ficou|foi|fica|sera|vai ser|acontece|comeca|e|ja)(?: \w+){0,2} (?:${DONE}|${WHEN})`,
);
const CALLS_THEN = new RegExp(
  String.raw`\b(?:te (?:liga|ligo|ligamos|chama|procura|retorna)|(?:vai|vou|vamos|vao|ira) (?:te |lhe )?(?:ligar|chamar|procurar|retornar|entrar em contato|instalar|entregar|montar|mandar|enviar|visitar|passar)|(?:entra|entro|entramos) em contato|(?:mando|envio|entrego|instalo|instalamos|entregamos|mandamos|enviamos|comecamos|montamos|ligamos)|chegam?|comeca a (?:economizar|pagar menos)|(?:fica|estara|vai estar|ta|esta) (?:tudo )?(?:instalad|pront|funcionand|ligad)[oa])\b(?: \w+){0,7} ${WHEN}\b|\b${WHEN} (?:mesmo )?(?:\w+ ){0,4}(?:te liga|te ligo|vai te ligar|vou te ligar|passa ai|vai ai|chega ai|instalam\w*|(?:esta|ta|fica) (?:tudo )?(?:instalad|pront)[oa])\b`,
);
const PAPER =
  '(?:contrato|proposta|financiamento|credito|cadastro|projeto|adesao|vaga|homologacao|instalacao|pedido|orcamento|desconto|lote|usina|parcelamento|limite|emprestimo|beneficio)';
const SETTLED =
  '(?:pront|aprovad|assinad|fechad|garantid|liberad|confirmad|reservad|ativad|enviad|emitid|feit|autorizad|separad|contratad|concluid|pre-aprovad)[oa]s?';
const PAPER_DONE = new RegExp(
  String.raw`\b(?:seu |sua |o |a )${PAPER}\b(?: \w+){0,4} (?:ja |agora )?(?:esta|ta|foi|ficou|saiu|fica|sera|vai ser|sai)\b(?: \w+){0,3}? ${SETTLED}|\b${PAPER} (?:aprovad|assinad|liberad|fechad|pre-aprovad|garantid|confirmad|emitid)[oa]\b|\b(?:voce|vc)(?: \w+){0,2} (?:foi|esta|ta|ficou)(?: \w+){0,2} (?:aprovad|contratad|selecionad|premiad|cadastrad|contemplad|inscrit|sortead)[oa]|\b(?:ja |acabei de |vou ja )?(?:aprovei|liberei|passei|repassei|levei|submeti|protocolei|fechei|cadastrei|solicitei|emiti|gerei|contratei|assinei|encomendei|pedi|encaminhei|enviei|mandei|dei entrada|abri)\b(?: \w+){0,4} (?:${PAPER}|boleto|cpf|nota|e-?mail|equipamento|placas?|homologacao|chamado|processo|papelada|minuta)`,
);
const DID_ERASE =
  /\b(?:apaguei|exclui|deletei|removi|limpei)\b(?: \w+){0,4} (?:dados|cadastro|numero|contato|conversa|historico|informac\w+)\b/;
/** Who we are belongs to the sheet. */
const AFFILIATION =
  /\b(?:somos|fazemos parte|trabalhamos|temos parceria|a empresa e)(?: \w+){0,5} (?:governo|celpe|neoenergia|energisa|aneel|banco|parceir\w+|autorizad\w+|credenciad\w+|oficia(?:l|is)|prefeitura|distribuidora|concessionaria)\b/;
const IN_WRITING = /\b(?:em|no|por|pelo|com) (?:contrato|escrito)\b/;

const GUARANTEES =
  /\b(?:(?:eu |a gente |nos |te )*(?:garanto|garantimos|prometo|prometemos|asseguro|asseguramos)|a gente (?:garante|promete|assegura)|(?:eu )?juro|assino embaixo|dou minha palavra|palavra de honra|(?:com )?certeza absoluta|(?:sem|nao tem|nao ha|nao existe) (?:erro|risco (?:nenhum|algum)|nenhum risco)|risco zero|(?:e|ta|esta) (?:tudo )?garantid[oa](?! (?:em|no|por|pel))|100 ?%|cem por cento|(?:economia|desconto|aprovacao|lucro|retorno|rendimento|credito) (?:e |sao |esta )?(?:garantid[oa]|cert[oa]|assegurad[oa])|(?:com certeza|sem duvida|certamente|pode (?:apostar|ter certeza|confiar) que)(?: \w+){0,3} (?:vai|vao|economiz\w+|baix\w+|cai|zer\w+|aprov\w+|consegue|recuper\w+|lucr\w+))\b/;
const ABSOLUTE =
  /\b(?:zer(?:a|ar|e|amos|ou|o)\b(?: \w+){0,3} (?:conta|fatura|luz|boleto)|(?:conta|fatura|boleto)(?: \w+){0,4} (?:zerad[oa]|zer(?:a|o|ar)|vai a zero|some|desaparece|acaba)|(?:luz|energia|eletricidade|conta|placas?|instalacao|usina|kit|sistema|painel|paineis) (?:de graca|gratis|gratuit[oa])|livr[ea]\w*(?: \w+){0,3} (?:da|de vez da|das) (?:celpe|neoenergia|energisa|concessionaria|distribuidora|conta|contas)|nunca mais (?:vai )?(?:pag\w+|ter|receb\w+|fal\w+|se preocup\w+)|(?:nao|sem) (?:vai )?(?:pag\w+|ter)(?: mais)? (?:mais )?(?:nada|conta de luz|luz|energia)(?: pra sempre| nunca mais)?\b(?! (?:a mais|pra|por|agora|aqui|antes|ate|enquanto|se|de entrada|adiantado))|(?:cai|reduz|baixa|diminui|fica)\w*(?: \w+){0,3} (?:pela metade|a metade|na metade|um terco|quase nada|quase zero|so a taxa)|metade d[ao] (?:conta|valor|preco)|o dobro|o triplo|vitalici[oa]|pra vida toda|se paga (?:sozinh[oa]|rapidinho)|energia ilimitada|a vontade sem pagar|(?:melhor|maior|menor|mais barat[oa]) (?:preco |desconto |empresa )?d[oa] (?:mercado|brasil|regiao|nordeste|estado)|(?:nao|nunca) (?:sobe|aumenta|reajusta|muda|falta|quebra|da defeito|estraga)\b(?: \w+){0,2} (?:nunca|mais|pra sempre|luz|energia)?|isent[oa] de (?:imposto|icms|taxa|tudo)|fio b (?:nao|congelad|travad)\w*|trav\w+ (?:o |a )?(?:fio b|taxa|tarifa|percentual))\b/;
const FREE =
  /\b(?:gratis|gratuit[oa]s?|de graca|cortesia|brindes?|bonus|cashback|sorteio|premio|voucher|cupom|por nossa conta|por conta da (?:empresa|casa)|nao cobramos|isent[oa]s?|isencao|sem juros|juros zero|zero de (?:entrada|juros)|sem entrada|sem consulta|sem analise de credito|sem comprovar)\b/;
/** Terms that bind, the "não" a part of them. */
const TERMS =
  /\b(?:(?:nao tem|nao ha|nao existe|nao cobra\w*|sem|zero)(?: \w+){0,2} (?:fidelidade|multa|carencia|reajuste|taxa de (?:adesao|cancelamento|entrada|instalacao)|burocracia|prazo minimo)|(?:sai|cancela|desiste|encerra|para)(?: \w+){0,3} (?:quando|na hora que|a hora que|a qualquer (?:momento|hora)) ?(?:quiser|voce quiser|bem entender)?|devol\w+ (?:todo |tudo |o |seu )*(?:dinheiro|valor|que pagou)|dinheiro de volta)\b/;
const PRESSES =
  /\b(?:(?:so|somente|apenas) (?:hoje|ate hoje|ate amanha|esta semana|essa semana|este mes|agora)|ultim[oa]s? (?:vagas?|dias?|horas?|chances?|unidades?|lotes?|oportunidade)|(?:poucas|restam|ultimas|so tem|so temos)(?: \w+){0,2} (?:vagas?|lotes?|unidades?)|vagas? (?:limitad|acabando|esgotando)\w*|(?:oferta|promocao|desconto|condicao|preco|vaga)(?: \w+){0,3} (?:acaba|termina|expira|encerra|vence|vale so|especial|imperdivel|relampago|exclusiv[oa])|tempo limitado|corre que|aproveit[ae] (?:agora|hoje|antes)|se nao (?:fechar|fizer|decidir|assinar)(?: \w+){0,3} (?:hoje|agora|perde)|antes que (?:acabe|suba|aumente|seja tarde)|nao perca|(?:vai|voce) perder? (?:a vaga|o desconto|a chance|dinheiro))\b/;
const CONFIRMS_PLANTED =
  /\b(?:(?:conforme|como|igual) (?:\w+ )?(?:te )?(?:prometid|combinad|acordad|prometemos|prometi|combinamos|falamos|falei|disse|dissemos|garanti|informei|voce (?:disse|falou|mencionou)|ele (?:disse|falou|prometeu))\w*|(?:o |a )?(?:nosso |nossa |meu |minha )?(?:gerente|vendedor\w*|colega|supervisor\w*|chefe|diretor\w*|equipe|[a-z]+) (?:prometeu|te prometeu|autorizou|liberou|ja liberou|garantiu|te garantiu|ofereceu|te ofereceu|ja (?:combinou|acertou|fechou))(?! (?:que )?nao)|(?:vale|valendo|valido|continua valendo|mantid[oa]|mantemos|mantenho|honramos|honro|cumprimos|cumpro|vou honrar|vamos honrar|vou manter)(?: \w+){0,3} (?:oferta|promessa|valor|preco|desconto|condicao|combinado|acordo|prometido|sim|promocao)|(?:sim|isso mesmo|exato|confirmo|correto|certo)\W+(?:\w+ ){0,4}(?:prometid[oa]|combinado|desconto de|oferta|promocao|gratis|de graca))\b/;
const AGREES =
  /^(?:sim|isso|isso mesmo|exato|exatamente|confirmo|correto|claro|com certeza|verdade|pode confiar)\b/;
const COMMITS =
  /\b(?:damos|dou|oferecemos|inclui\w*|inclus[oa]s?|cobrimos|cubro|devolvemos|reembols\w+|trocamos|troco|pagamos|pago|somos|temos|trabalhamos|bancamos|banco|parcelamos|aceitamos|aceito|instalamos|fazemos|faco|entregamos|garante|assumimos|assumo|abatemos|descontamos|damos de|quitamos|e nosso|e gratis|fica por)\b/;

type PromiseKind = 'unconfirmed_meeting' | 'promise' | 'absolute' | 'pressure' | 'planted';
export type PromiseGround = {
  /** Plain: what the company's passages say, sentence by sentence. */
  readonly company: readonly string[];
  /** Plain: what the lead wrote. */
  readonly lead: string;
  /** Is this what the calendar has? Null: it has nothing. */
  readonly booked: ((said: string) => boolean) | null;
};

/** What the sentence promises that nobody confirmed, or null. */
export function unconfirmedPromise(sentence: Sentence, ground: PromiseGround): PromiseKind | null {
  const { said, clauses } = sentence;
  const open = clauses.filter((clause) => !negates(clause)).join(', ');
  const isOpen = !isConditional(said) && !asksForWill(sentence);
  if ((DID_BOOK.test(open) || IS_BOOKED.test(open)) && isOpen) {
    if (ground.booked === null || CHANGED.test(open) || !ground.booked(said)) return 'unconfirmed_meeting';
    return null;
  }
  if (isOpen && (VISITS.test(open) || CALLS_THEN.test(open))) return 'promise';
  if (!asksForWill(sentence) && PAPER_DONE.test(open) && !IN_WRITING.test(open) && !isConditional(said))
    return 'promise';
  const claims = (pattern: RegExp): boolean =>
    clauses.some((clause) => asserts(clause, pattern) && !isBacked(clause, pattern, ground.company));
  if (claims(GUARANTEES) || DID_ERASE.test(open)) return 'promise';
  if (claims(ABSOLUTE) || claims(FREE) || claims(TERMS) || claims(AFFILIATION)) return 'absolute';
  if (clauses.some((clause) => asserts(clause, PRESSES))) return 'pressure';
  if (CONFIRMS_PLANTED.test(open)) return 'planted';
  return AGREES.test(said) && COMMITS.test(open) && restsOnTheLead(open, ground) ? 'planted' : null;
}

/** A "não" in front of the claim turns it round ("a conta nunca zera"); one that is part of it does not ("nunca mais paga"). */
function asserts(clause: string, pattern: RegExp): boolean {
  const found = pattern.exec(clause);
  if (
    found !== null &&
    /^\W*(?:\w+ )?nao (?:e|existe|tem|ha|da|fica)\b/.test(clause.slice(found.index + found[0].length))
  )
    return false;
  return (
    found !== null &&
    !negates(clause.slice(0, found.index)) &&
    !/\b(?:nao|nunca|nem|jamais) (?:\w+ )?(?:zer\w+|some|desaparece|vai a zero|acaba)/.test(found[0])
  );
}

/** A passage makes the same claim, in the same word, of the same thing. */
const isBacked = (clause: string, pattern: RegExp, company: readonly string[]): boolean => {
  const word = pattern.exec(clause)?.[0] ?? '';
  const ofClaim = stemsOf(word);
  const about = [...stemsOf(clause)].filter((stem) => !ofClaim.has(stem));
  return company.some((text) =>
    text
      .split(/[,;:]\s/)
      .some((part) => part.includes(word) && about.some((stem) => stemsOf(part).has(stem))),
  );
};

const BY_US = /\ba gente\b|\bnoss[oa]s?\b|\b\w+(?:amos|emos|imos)\b/;

/** Says yes to something that stands in the lead's words, and that we say of ourselves in no sentence of the company's. */
function restsOnTheLead(said: string, { company, lead }: PromiseGround): boolean {
  const planted = stemsOf(lead);
  const repeated = [...stemsOf(said)].filter((stem) => planted.has(stem));
  if (repeated.length === 0) return false;
  return !company.some((text) => {
    const known = stemsOf(text);
    return BY_US.test(text) && repeated.every((stem) => known.has(stem));
  });
}
