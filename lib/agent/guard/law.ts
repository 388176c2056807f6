/** What sellers of solar energy tell wrongly (docs/facts/solar.md §0): false whatever a lead or a model says. */
import { denies, type Sentence } from './sentences.ts';

const FALSE: readonly RegExp[] = [
  // 1, 3: the share of Fio B follows the calendar; what comes in 2029 is not set.
  /\b(?:trav|congel|fix|garant|segur)\w*(?: \w+){0,6} (?:fio b|regra (?:antiga|atual)|60 ?%)|\bfio b\b(?: \w+){0,5} (?:trav|congel|fix|garantid|pra sempre|zer|nao (?:vai )?(?:paga|muda|aumenta|incide))\w*|\b(?:nao|sem) (?:paga|pagar|vai pagar|incide|tem) (?:o )?fio b\b|\b(?:2029|dois mil e vinte e nove)\b(?: \w+){0,6} (?:100 ?%|integral|tudo|nada)/,
  // 4: the discount is on the compensated energy.
  /\b(?:desconto|\d+ ?%)(?: \w+){0,4} (?:na|da|sobre a) (?:conta|fatura) (?:inteira|toda|total|completa|cheia)\b|\bem toda a (?:conta|fatura)\b|\bna conta inteira\b/,
  // 5: nobody leaves its distributor.
  /\b(?:deixa\w*|para|sai\w*|livr\w+|larg\w+|cancel\w+|abandon\w+|desliga\w*|se despede|tchau|adeus)(?: \w+){0,4} (?:a |da |de ser cliente da |com a |na |pra )?(?:celpe|neoenergia|energisa|distribuidora|concessionaria)\b|\b(?:troc|mud)\w+ de (?:distribuidora|concessionaria|companhia)\b|\bportabilidade\b/,
  // 6: guarantee and performance are two things.
  /\b(?:garantia)(?: \w+){0,3} (?:vitalicia|total|pra sempre|eterna|ilimitada)\b/,
  // 7: an on-grid plant goes off with the grid.
  /\b(?:nunca|jamais)(?: \w+){0,3} (?:falt\w+|fica\w* sem|acab\w+)\b(?: \w+){0,2} ?(?:luz|energia|forca)?|\b(?:quando|se|mesmo)(?: \w+){0,4} (?:falt\w+|cai\w*|acab\w+|apagao|queda|sem (?:luz|energia))\b(?!.*\bbateria)(?:\W+\w+){0,6}\W+(?:sua casa|voce|as placas|o sistema|a usina|tudo|continua|segue|funciona)\b(?! (?:desliga|para|nao))(?:\W+\w+){0,3}\W*(?:continua|segue|funciona|tem luz|com luz|ligad|iluminad|gera)\w*|\b(?:funciona|continua|segue|fica)\w*(?: \w+){0,4} (?:no apagao|sem a rede|quando falta(?:r)? (?:luz|energia)|na falta de (?:luz|energia)|mesmo sem (?:luz|energia|rede))\b(?!.*\bbateria)/,
  // 8: credits stay with the distributor and the holder.
  /\b(?:credito|energia|sobra|desconto)s?(?: \w+){0,6} (?:pra|para|com|em) (?:qualquer|quem voce quiser|todo mundo|outra pessoa|seu vizinho|o vizinho|amigos|outro estado|qualquer um|onde (?:voce )?quiser)\b|\b(?:vend\w+|revend\w+)(?: \w+){0,4} (?:sobra|excedente|credito)s?\b|\b(?:sobra|excedente|credito)s?(?: \w+){0,5} (?:vira\w*|em|por|pra virar) dinheiro\b|\bcelpe (?:te )?(?:paga|compra|deposita)\b|\bcreditos? (?:nunca|nao) (?:venc|expir|perd|acab)\w*/,
  // 10: no tax on the sun, and no sale of energy to a home.
  /\b(?:imposto|taxacao|taxa) do sol (?:existe|vai|e|comeca|chega)\b|\bgoverno(?: \w+){0,4} (?:da|paga|banca|fornece|distribui|doa)(?: \w+){0,3} (?:placas?|paineis|usina|energia)\b/,
  // Rights that the consumer code gives, and rivals of whom nobody speaks ill (playbook).
  /\b(?:nao tem|perde|sem|nao existe)(?: \w+){0,2} direito\b(?! d[aeo] (?:imagem))|\bnao (?:devolv|reembols)\w+|\bnao (?:pode|da pra) (?:cancelar|desistir|se arrepender)\b/,
  /\b(?:[a-z]+|ela|eles|elas|concorren\w+|outra empresa|outras empresas|os outros) (?:e|sao|so|vai|vao|esta|estao)(?: \w+){0,2} (?:pessim\w+|horrive\w+|ruim|ruins|picareta\w*|golpista\w*|enganan?\w*|roub\w+|falid[oa]\w*|falir|quebrand\w*|quebrar|mentiros\w+|fria|furada|cheia de reclamac\w+|um lixo|caloteir\w+)\b|\b(?:cheia de reclamac\w+|nao presta|enrola (?:todo mundo|o cliente|os clientes))\b/,
  // What depends on a visit, a bank or a distributor is theirs to say.
  /\b(?:aprov\w+|passa|libera\w*|consegue)(?: \w+){0,4} (?:mesmo )?(?:com )?(?:nome sujo|restricao|negativad[oa]|score baixo|serasa)\b|\b(?:nome sujo|restricao|negativad[oa]|score baixo|serasa)\b(?: \w+){0,5} (?:aprova|passa|libera|consegue|financia|da certo|nao tem problema)\w*|\b(?:parcela|prestacao)(?: \w+){0,4} (?:menor|mais barata|igual|cabe|mais baixa)(?: \w+){0,3} (?:conta|luz)\b|\b(?:seu|o) telhado (?:aguenta|serve|suporta|comporta)\b|\b(?:a )?(?:celpe|neoenergia|energisa|distribuidora|aneel)(?: \w+){0,3} (?:aprova|libera|autoriza)(?: \w+){0,2} (?:sempre|com certeza|rapid\w+|na hora|sem problema)\b|\b(?:pode|da pra) (?:ligar|usar)(?: \w+){0,4} antes d[ae] (?:aprovacao|vistoria|liberacao|celpe|energisa)\b/,
];
const OPPOSITE = /\b(?:nao|nunca|ninguem|nem|desconfi\w+|mito|engan\w+|depende\w*|golpe)\b/;

/** Does the sentence assert one of them? "Você não deixa de ser cliente da Neoenergia" asserts the opposite. */
export const saysFalseLaw = ({ said, clauses, isQuestion }: Sentence): boolean =>
  !isQuestion &&
  FALSE.some((pattern) => {
    const found = pattern.exec(said);
    if (found === null) return false;
    const clause = clauses.find((each) => pattern.test(each)) ?? said;
    const before = clause.slice(0, Math.max(clause.indexOf(found[0]), 0));
    return !denies(before) && !(OPPOSITE.test(before) || /\bnao (?:e|da|pode)\b/.test(before));
  });
