/** Interest that a lead states: true, false, or null for nothing said. Refusing one solution is not refusing us. */
import { full, wordsOnly } from './plain-text.ts';

const NOT_INTERESTED =
  /\bnao (?:tenho|estou com|to com|teria) (?:mais )?(?:nenhum )?interesse(?! (?:em|na|no|nessa|nesse|pela|pelo) (?:instala\w+|lote|alugue\w*|compra\w*|desconto|invest\w+|placas?|usina|opcao|primeira|segunda|terceira|quarta|a\b|b\b|c\b|d\b))|\bsem interesse\b|\b(?:nao|n) (?:me )?interess(?:a|ou|o|ado|ada)(?: mais)?\s*(?:$|[.,!;]|por|obrigad)|\b(?:perdi o interesse|desisti(?! d)|deixa pra la|deixa quieto|nao quero mais(?: isso| nada)?\s*(?:$|[.,!;]|obrigad))|\bnao quero (?:nada|contratar nada|saber disso|comprar nada)\b/;
const BARE_REFUSAL: ReadonlySet<string> = new Set([
  'nao quero',
  'nao obrigado',
  'nao obrigada',
  'nao quero obrigado',
  'nao quero obrigada',
  'nao quero nao',
  'quero nao',
  'dispenso',
  'agora nao',
  'nao agora',
]);
const INTERESTED =
  /\b(?:tenho(?: muito| sim| todo| total)* interesse|estou interessad[oa]|to interessad[oa]|(?:me|muito) interess(?:ei|ou|a|ado|ada)|gostei|quero (?:fechar|contratar|seguir|continuar|marcar|agendar|participar|sim)|vamos (?:fechar|seguir|marcar|agendar)|bora (?:fechar|marcar)|mudei de ideia|quero uma proposta|pode seguir)\b/;

/** `asked`: a question about interest was just put, so a bare "não quero" refuses the whole. */
export function interestIn(text: string, { asked }: { asked: boolean }): boolean | null {
  const said = full(text);
  if (NOT_INTERESTED.test(said)) return false;
  if (asked && BARE_REFUSAL.has(wordsOnly(text))) return false;
  if (
    /\bnao (?:gostei|me interess|quero|(?:tenho|estou com|to com|teria)(?: \w+){0,2} interesse)/.test(said) ||
    said.includes('?')
  )
    return null;
  return INTERESTED.test(said) ? true : null;
}
