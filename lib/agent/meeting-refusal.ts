/** What a lead says of time, parted into what it takes and what it refuses (T1). Pure. */
import { momentIn, type NamedMoment } from './extract/meeting-time.ts';
import { full } from './extract/plain-text.ts';

/** The lead's now. */
export type When = { readonly nowMs: number; readonly timezone: string };

const REFUSES =
  /\bnao pode(?: ser)?\b|\bso nao (?:posso|pode|da)\b|\bnao (?:e|seria) (?:bom|boa|legal)\b|\bagenda (?:\w+ ){0,2}(?:cheia|lotada|apertada)\b|\b(?:dia|semana) (?:cheio|cheia|lotad[oa])\b|\bnao (?:vou|posso|podemos|consigo|poderei|da|vai|tenho (?:como|tempo|horario)|serve|rola|quero|estou|to|estarei)\b|\b(?:tenho|vou pro|vou ao|vou na|marquei|to com|estou com) (?:um |uma |o |a |ja )?(?:medic[oa]|dentista|consulta|compromisso|exame|viagem|reuniao|prova|aula|plantao|trabalho|curso|evento|aniversario)\b|\be (?:feriado|folga)\b|\b(?:muito cedo|cedo demais|cedo pra mim|e cedo|muito tarde|tarde demais|sem condic(?:ao|oes)|atolad[oa]|enrolad[oa] na|fora da cidade|estou fora|to fora)\b|\bnao\s*$|(?<=\b(?:hoje|amanha|terca|quarta|quinta|sexta|segunda) )n\s*$|^nem\b|^nao (?:(?:na|a|de|no) )?(?:segunda|terca|quarta|quinta|sexta|amanha|hoje|dia)\b|\b(?:(?<!(?:do|no|meu|o|de) )trabalho|viajo|estou viajando|to viajando|impossivel|complicad[oa]|dificil|ruim|sem chance|nem pensar|ocupad[oa]|menos|exceto)\b/;

/** What the lead does on that day, told instead of a yes: "terça levo meu filho no médico". */
const STORY =
  /\b(?:segunda|terca|quarta|quinta|sexta|hoje|amanha|dia \d{1,2})(?:-feira| feira)?,? (?:eu |ja |que |la |so |ai )?(?:tenho|temos|tem|vou|vamos|to|tou|estou|estarei|estamos|ta|esta|e|fica|levo|dou|faco|trabalho|opera|preciso|saio|cuido|busco|pego|minha|meu|complica|eu|de plantao|de jeito nenhum|cheia|lotada)\b|^(?:tirando|fora|sem ser|menos|exceto|so nao)\b|\b(?:ta|esta) cheia\b|\bcheia$|\bplantao\b/;
const SUITS =
  /\b(?:pode|podemos|posso|consigo|serve|bom|boa|otim[oa]|melhor|prefiro|quero|queria|gostaria|marc\w+|agend\w+|ok|livre|tranquil[oa]|disponive(?:l|is)|sim|perfeito|fechado|combinado|liga|chama|pensando|pensei|acho que|vaga|horario|sugiro|tanto faz|legal|folga|certo)\b|\bda(?: sim| certo| pra mim| tambem)?[\s?!.]*$|\btem (?:na|as|de|alg|outr)/;

/** Says that some time does not suit. */
export const isRefusing = (text: string): boolean => {
  const said = full(text);
  return REFUSES.test(said) || (STORY.test(said) && !SUITS.test(said));
};

const DAY = '(?:segunda|terca|quarta|quinta|sexta|hoje|amanha|dia \\d{1,2})(?:[- ]feira)?';
const BUT_FOR = new RegExp(
  String.raw`\b(?:em vez|ao inves|no lugar|em lugar|sem ser|tirando|exceto|menos|fora)(?: (?:a|o|na|no|de|da|do|n[ao] dia))* (${DAY})`,
  'g',
);
const SWAPPED = new RegExp(
  String.raw`\b(?:troca|trocar|muda|mudar|passa|passar) (?:(?:a|o|de|da|do|essa|esse) )*(${DAY}) (?:pel[ao]|pra|para|por|pro) `,
  'g',
);

/** "Em vez de terça, quinta" and "troca a terça pela quinta" refuse one day in the clause that takes another. "Não pode ser terça?" asks for it. */
const withRefusalsApart = (said: string): string =>
  said
    .replace(/\bnao (?:pode|da)(?: pra)? ser\b(?=[^.,;!]*\?)/g, 'pode ser')
    .replace(BUT_FOR, ', nao $1, ')
    .replace(SWAPPED, 'nao $1, ');

/** "Não posso quarta, pode ser quinta?": what is spoken for, and the moments that are refused. */
export function partedByRefusal(line: string, when: When): { kept: string; refused: readonly NamedMoment[] } {
  const clauses = withRefusalsApart(full(line))
    .replace(/\b(?:de|da) (?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?(?= (?:pra|para)\b)/g, ' ')
    .split(/[,.;!?](?!\d)|\bmas\b|\be sim\b/);
  // "Sexta é aniversário da minha filha, não dá": the refusal stands behind its day.
  const isRefusal = (clause: string): boolean =>
    isRefusing(clause) || BARE_REFUSAL.test(clauses[clauses.indexOf(clause) + 1] ?? '');
  const spoken = clauses.filter((clause) => !NO_PICK.test(clause) || HAS_HOUR.test(clause));
  return {
    kept: spoken.filter((clause) => !isRefusal(clause)).join(', '),
    refused: spoken
      .filter(isRefusal)
      .flatMap((clause) => daysApart(clause, when))
      .filter(
        ({ date, minute, week, half }) => date !== null || minute !== null || week !== null || half !== null,
      ),
  };
}

const BARE_REFUSAL =
  /^\s*(?:ai )?nao (?:da|vai dar|posso|consigo|rola|tem como|vou poder)(?: (?:nao|pra mim))?\s*$/;
/** The lead will write, or tells what was: neither takes a time. */
const NO_PICK =
  /\b(?:te|lhe|vos) (?:respondo|confirmo|aviso|retorno|falo|digo|ligo|chamo|mando|conto)\b|\beu (?:te )?(?:vejo|aviso|respondo|retorno|confirmo|ligo|falo|digo)\b|\b(?:paguei|fui|tive|estava|veio|chegou|liguei|falei|mandei|comprei|venceu|fiz|recebi|faltou)\b/;
const HAS_HOUR = /\d\s?(?:h|:)|\b(?:as|umas|pelas) \w/;

/** "Terça e quarta": each of the days, where there are several. */
function daysApart(clause: string, when: When): readonly NamedMoment[] {
  const parts = clause.split(/\b(?:e|nem|ou)\b|,/).map((part) => momentIn(part, when));
  const named = parts.filter((moment) => moment !== null);
  const days = new Set(named.map(({ date }) => date));
  if (named.length > 1 && !days.has(null) && days.size > 1) return named;
  const whole = momentIn(clause, when);
  return whole === null ? [] : [whole];
}

/** One moment, or those between which the lead leaves it open. */
export function alternativesIn(kept: string, when: When): readonly NamedMoment[] {
  const named = daysApart(kept, when);
  if (named.length > 1) return sharingHalf(named);
  const whole = momentIn(kept, when);
  return whole === null ? [] : [whole];
}

/** "Quinta ou sexta de tarde", "quinta ou sexta às 10": what stands at the end holds for both. */
function sharingHalf(moments: readonly NamedMoment[]): readonly NamedMoment[] {
  const last = moments.at(-1);
  return moments.map((moment) =>
    moment.half === null && moment.minute === null && moment.from === null && moment.until === null
      ? {
          ...moment,
          minute: last?.minute ?? null,
          half: last?.half ?? null,
          from: last?.from ?? null,
          until: last?.until ?? null,
        }
      : moment,
  );
}
