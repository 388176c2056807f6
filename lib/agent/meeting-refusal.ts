/** What a lead says of time, parted into what it takes and what it refuses (T1). Pure. */
import { civilDateAt, weekdayOf } from '../calendar/zone.ts';
import { momentIn, type NamedMoment } from './extract/meeting-time.ts';
import { full, withSpokenCommas } from './extract/plain-text.ts';
import { timeWordsOf } from './extract/time-words.ts';

/** The lead's now. */
export type When = { readonly nowMs: number; readonly timezone: string };

const REFUSES =
  /\b(?:imprevisto|enrolad[oa])\b|\b(?:ta|esta) (?:todo |toda )?(?:tomad|comprometid|reservad)[oa]\b|\b(?:embaca|complica|enrola|azeda|queima|pega mal|aperta pra mim)\b|\bia (?:ser|dar|poder)\b|\bnao me serve\b|\b(?:nada de|nem amarrad[oa]|ta osso|fora de cogitacao)\b|\bja era\b|\be dia d[eoa]\b|\bnn\b|\bnao (?:tem|ha) (?:\w+ )?(?:como|condic\w+|jeito|chance|tempo|horario|vaga|folga|espaco)\b|\bde (?:jeito|maneira|modo|forma) (?:nenhum[a]?|algum[a]?|maneira)\b|\b(?:lotad[oa]|corrid[oa]|puxad[oa]|tumultuad[oa]|inviavel|descartad[oa])\b|\b(?:tambem|tb) n\s*$|\bda nao\b|\bposso nao\b|\bnao pode(?: ser)?\b|\bso nao (?:posso|pode|da)\b|\bnao (?:e|seria) (?:bom|boa|legal)\b|\bagenda (?:\w+ ){0,2}(?:cheia|lotada|apertada)\b|\b(?:dia|semana) (?:cheio|cheia|lotad[oa])\b|\bnao (?:vou|posso|podemos|consigo|poderei|da|vai|tenho (?:como|tempo|horario)|serve|rola|quero|estou|to|estarei)\b|\b(?:tenho|tem|temos|ela tem|ele tem|vou pro|vou ao|vou na|marquei|to com|estou com) (?:um |uma |o |a |ja )?(?:medic[oa]|dentista|consulta|compromisso|exame|viagem|reuniao|prova|aula|plantao|trabalho|curso|evento|aniversario)\b|\be (?:feriado|folga)\b|\b(?:muito cedo|cedo demais|cedo pra mim|e cedo|muito tarde|tarde demais|sem condic(?:ao|oes)|atolad[oa]|enrolad[oa] na|fora da cidade|estou fora|to fora)\b|\bnao\s*$|(?<=\b(?:hoje|amanha|terca|quarta|quinta|sexta|segunda) )n\s*$|^nem\b|\bnem (?:rola|da\b|posso|consigo|tem como|sonhando|a pau|que a vaca|vem|inventa)|^nao (?:(?:na|a|de|no) )?(?:segunda|terca|quarta|quinta|sexta|amanha|hoje|dia)\b|\b(?:(?<!(?:do|no|meu|o|de) )trabalho|viajo|estou viajando|to viajando|impossivel|complicad[oa]|dificil|ruim|sem chance|nem pensar|ocupad[oa]|menos|exceto)\b/;

/** What the lead does on that day, told instead of a yes: "terça levo meu filho no médico". */
const STORY =
  /\b(?:segunda|terca|quarta|quinta|sexta|hoje|amanha|dia \d{1,2})(?:-feira| feira)?,? (?:eu |ja |que |la |so |ai )?(?:tenho|temos|tem|vou|vamos|to|tou|estou|estarei|estamos|ta|esta|e|fica|levo|dou|faco|trabalho|opera|preciso|saio|cuido|busco|pego|minha|meu|complica|eu|de plantao|de jeito nenhum|cheia|lotada)\b|^(?:tirando|fora|sem ser|menos|exceto|so nao)\b|\b(?:ta|esta) cheia\b|\bcheia$|\bplantao\b/;
const SUITS =
  /\b(?:pode|podemos|posso|consigo|serve|bom|boa|otim[oa]|melhor|prefiro|quero|queria|gostaria|marc(?!ad)\w+|agend\w+|ok|livre|tranquil[oa]|disponive(?:l|is)|sim|perfeito|fechado|combinado|liga|chama|pensando|pensei|acho que|vaga|horario|sugiro|tanto faz|legal|folga|certo|topo|topamos|aceito|encaixo|rola|bate|confirmo|combina|favoravel|adoraria|bora|vamos|fechou|apareco|atendo)\b|\bda(?: sim| certo| pra mim| tambem)?[\s?!.]*$|\btem (?:na|as|de|alg|outr)/;

/** Says that some time does not suit. */
export const isRefusing = (text: string): boolean => {
  const said = full(text);
  return (
    REFUSES.test(said) ||
    NEVER_THEN.test(said) ||
    (STORY.test(said) && !SUITS.test(said) && !AT_HAND.test(said)) ||
    isOtherStory(said)
  );
};

/** What a lead does on a day, said without a word of suiting: "quinta vacino o gado", "quarta o salão lota". */
const BESIDE_A_TIME =
  /\b(?:segunda|terca|quarta|quinta|sexta|sabado|domingo|hoje|amanha|depois de amanha|dia \d{1,2}|feira|que vem|semana|proxim[ao]|mes|manha|tarde|noite|cedo|cedinho|comeco|fim|final|meio dia|almoco|(?:de|da|do|na|no|a|as|o|os|e|eh|em|pra|para|por|pela|pelas|la|umas|uns|ate|so|mesmo|mesma|ja|entao|ai|ta|ok|viu|ne|uai|bah|tche|sim|com|que|q|um|uma|mas|ou|nessa|nesse|essa|esse|desse|dessa|hora|horas|horario|dia|ponto|mais|menos|por favor|pf|pfv|obrigad[oa]|oi|ola|moc[ao]|amig[oa]|querid[oa]|meu|minha|bem|amor|filh[oa]|fia|senhora?|video|chamada|telefone|ligacao|reuniao|conversa|voces?|vcs?|consultor[a]?|especialista|zap|whatsapp|whats|online|meet|gente|bom|boa|dia|ah|olha|rapaz|homi|mano|kk+|rs+))\b|\d+(?:[:h]\d{0,2})?|[^a-z ]/g;
const AT_HAND =
  /\b(?:livre|folga|disponive(?:l|is)|tranquil[oa]|a toa|(?:to|tou|estou|fico|ficarei|ta|estar|estarei) (?:\w+ )?(?:por aqui|em casa|na sede|no escritorio|na loja|na cidade|online)|sem nada|desocupad[oa]|a disposicao|aposentad[oa]|problema|duvida|sem falta|com certeza|sem erro)\b/;
/** An hour in any form, or a bound. */
const HAS_TIME = /(?<!\bdia )\b\d|\bmeio dia\b/;
const STORY_WORDS_MIN = 2;
const ALL_DAY = /\bo dia (?:todo|inteiro)\b|\b(?:manha|tarde) (?:toda|inteira)\b/;
/** Where the lead is at that hour, or what is then: said with an hour it is a story too. */
const THEN_ELSEWHERE =
  /\b(?:to|tou|estou|estarei|vou ta|vou estar) (?:em|n[oa]s?|com|indo|fazendo|sem|de (?:plantao|servico|viagem))\b|\be (?:a |o |hora d[aeo] )?(?:missa|culto|feira|aniversario|consulta|prova|velorio|enterro|jogo|aula|audiencia|plantao|ensaio|terapia|fisioterapia)\b/;
const isOtherStory = (said: string): boolean => {
  const isOpen = SUITS.test(said) || AT_HAND.test(said);
  if (isOpen || !new RegExp(String.raw`\b${DAY}`).test(said)) return false;
  if (THEN_ELSEWHERE.test(said)) return true;
  if (HAS_TIME.test(timeWordsOf(said))) return false;
  const others = said.replace(BESIDE_A_TIME, ' ').split(/\s+/);
  return ALL_DAY.test(said) || others.filter((word) => word !== '').length >= STORY_WORDS_MIN;
};

const DAY =
  '(?:segunda|terca|quarta|quinta|sexta|hoje|depois de amanha|amanha|dia \\d{1,2})(?:[- ]feira)?(?: que vem)?';
const DAYS = String.raw`${DAY}(?:(?: e|,| ou| nem) (?:a |na |no |dia )?${DAY}){0,3}`;
const BUT_FOR = new RegExp(
  String.raw`\b(?:em vez|ao inves|no lugar|em lugar|sem ser|tirando|exceto|menos|fora)(?: (?:a|o|na|no|de|da|do|n[ao] dia))* (${DAYS})`,
  'g',
);
const SWAPPED = new RegExp(
  String.raw`\b(?:troca|trocar|muda|mudar|passa|passar) (?:(?:a|o|de|da|do|essa|esse) )*(${DAY}) (?:pel[ao]|pra|para|por|pro) `,
  'g',
);

/** "Quinta não posso prefiro sexta": no comma stands between the refused day and the other. */
const THEN_ANOTHER = new RegExp(
  String.raw`(${DAY}[^,.;!?]{0,30}?\b(?:(?:nao|n) (?:posso|da|consigo|rola|vai dar|tem como|tem condicao|vou poder|serve|quero)|tambem n(?:ao)?|sem chance|impossivel|nem pensar)(?: (?:nao|pra mim))?) (?=(?:(?:so|mas|prefiro|pode|ser|melhor|quero|na|a|no|pra|bora|marca|consigo|posso|entao|ai) ){0,3}${DAY})`,
  'g',
);

/** "Quarta tô de plantão troca pra quinta": what is said of the first day ends where another is put in its place. */
const PUT_OFF = new RegExp(
  String.raw`(${DAY} [^,.;!?]{3,40}?) (?=(?:(?:vamos|bora|pode|podemos|entao|melhor|prefiro|da pra|da|mas) )?(?:troc|mud|pass|jog|deix|remarc|empurr|adi|transf|marc|bot|fic)[a-z]{1,5} (?:isso |ela )?(?:pra|para|pro|por|na|no) (?:a |o )?${DAY})`,
  'g',
);
/** "Terça-feira, infelizmente, tenho perícia", "sexta? nunca": what is said of the day stands behind a word or a mark. */
const ASIDE = new RegExp(
  String.raw`(${DAY}),? (?:infelizmente|lamento|lamentavelmente|sinto muito|poxa|olha|desculp[ae]|me desculpe|perdao|ixi|vixe|eita|oxe|nossa|puxa|rapaz|moc[oa]),? (?=\w)`,
  'g',
);
const DAY_THEN_NEVER = new RegExp(
  String.raw`(${DAY}) ?(?:\?+!?|!+|,|\.{2,}) ?(?=(?:nunca|jamais|deus me livre|nem|nao|impossivel|sem|de jeito|ta doid|ta louc|ta maluc|esquece|eu hein|ixi|vixe|ih\b|complicado|dificil|negativo|fora de))`,
  'g',
);
const NEVER_THEN = new RegExp(
  String.raw`\b${DAY},? (?:(?:pra mim|comigo|eu|entao) )?(?:nunca|jamais|deus me livre|eu hein|ta doid[oa]|ta louc[oa]|ta maluc[oa]|esquece|negativo)\b`,
);
const A_TIME = String.raw`(?:\d{1,2}(?:h\d{0,2}|:\d\d)?|meio dia)`;
/** "Meio dia de quarta, que é meu intervalo": why it suits, and no word of the time. */
const WHY = new RegExp(
  String.raw`(\b(?:${A_TIME}[^,.;!?\d]{0,14}${DAY}|${DAY}[^,.;!?\d]{0,14}${A_TIME})) (?:que|porque|pois|pq) (?:e|eh|ai|ja|eu|nesse|nessa|esse|essa|to|estou|tou|meu|minha|o|a)\b(?![^,.;!?]*\bnao\b)[^,.;!?]*`,
  'g',
);

/** "Melhor quinta do que quarta". */
const RATHER = new RegExp(
  String.raw`\b(melhor|prefiro|antes|mais) ((?:a |na |o )?${DAY}) (?:do )?que (?:a |na |o )?(${DAY})`,
  'g',
);
const WORKDAYS = ['segunda', 'terca', 'quarta', 'quinta', 'sexta'] as const;
const DAYS_BETWEEN = new RegExp(
  String.raw`\bde (${WORKDAYS.join('|')})(?:[- ]feira)? (?:a|ate) (${WORKDAYS.join('|')})(?:[- ]feira)?\b`,
  'g',
);
/** "De terça a quinta": each of the days; the whole week is said of how somebody works. */
function daysFrom(from: string, until: string): string | null {
  const first = WORKDAYS.findIndex((day) => from.startsWith(day));
  const days = WORKDAYS.slice(first, WORKDAYS.findIndex((day) => until.startsWith(day)) + 1);
  return days.length < 2 || days.length === WORKDAYS.length ? null : days.join(' e ');
}

/** "Em vez de terça, quinta" and "troca a terça pela quinta" refuse one day in the clause that takes another. "Não pode ser terça?" asks for it. */
const withRefusalsApart = (said: string): string =>
  said
    .replace(/\bnao (?:pode|da)(?: pra)? ser\b(?=[^.,;!]*\?)/g, 'pode ser')
    .replace(/\bnao (?:me )?(?:atrapalha|incomoda|prejudica|impede)(?: (?:em )?nada| nao)?\b/g, 'pode')
    .replace(WHY, '$1')
    .replace(ASIDE, '$1 ')
    .replace(DAY_THEN_NEVER, '$1 ')
    .replace(THEN_ANOTHER, '$1, ')
    .replace(PUT_OFF, '$1, ')
    .replace(RATHER, '$1 $2, nao $3')
    .replace(DAYS_BETWEEN, (whole, from: string, until: string) => daysFrom(from, until) ?? whole)
    .replace(BUT_FOR, ', nao $1, ')
    .replace(SWAPPED, 'nao $1, ');

/** "Não posso quarta, pode ser quinta?": what is spoken for, and the moments that are refused. */
export function partedByRefusal(line: string, when: When): { kept: string; refused: readonly NamedMoment[] } {
  const clauses = withRefusalsApart(full(withSpokenCommas(line).replace(/…|\.{2,}/g, '. ')))
    .replace(/\b(?:de|da) (?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?(?= (?:pra|para)\b)/g, ' ')
    .split(/[,.;!?](?!\d)|\bmas\b|\be sim\b/);
  // "Sexta é aniversário da minha filha, não dá": the refusal stands behind its day.
  const isRefusal = (clause: string): boolean =>
    isRefusing(clause) || BARE_REFUSAL.test(clauses[clauses.indexOf(clause) + 1] ?? '');
  const spoken = withoutReasons(clauses).filter(
    (clause) => !NO_PICK.test(clause) || HAS_HOUR.test(clause) || REFUSES.test(clause),
  );
  const refused = spoken
    .filter(isRefusal)
    .flatMap((clause) => daysApart(clause, when))
    .filter(
      ({ date, minute, week, half }) => date !== null || minute !== null || week !== null || half !== null,
    );
  const kept = spoken.filter((clause) => !isRefusal(clause)).join(', ');
  return { kept: isPutOff(refused, when) ? nextWeekInstead(kept, when) : kept, refused };
}

/** "Sexta não dá, deixa pra segunda", said on a Monday: the one behind the day that is refused. */
const isPutOff = (refused: readonly NamedMoment[], { nowMs, timezone }: When): boolean =>
  refused.some(({ date }) => date !== null && date > civilDateAt(nowMs, timezone));
const WEEKDAY_NAMES = ['domingo', 'segunda', 'terca', 'quarta', 'quinta', 'sexta', 'sabado'] as const;
function nextWeekInstead(kept: string, { nowMs, timezone }: When): string {
  const today = WEEKDAY_NAMES[weekdayOf(civilDateAt(nowMs, timezone))];
  return kept.replace(
    new RegExp(String.raw`\b${today}(?:[- ]feira)?(?! (?:que vem|da|dia|de manha|opcao))`, 'g'),
    (day) => `${day} que vem`,
  );
}

const BARE_REFUSAL =
  /^\s*(?:eu )?(?:vou viajar|to viajando|estou viajando|viajo|to fora|estarei fora|vou trabalhar|trabalho)\s*$|^\s*(?:ai |entao |e )?(?:sem (?:chance|condic\w+|jeito)|nem pensar|impossivel|esquece|complicado|dificil|fica (?:dificil|ruim|complicado|apertado))\s*$|^\s*(?:ai )?(?:e )?(?:nao|n) (?:tem como|tem condicao|tem jeito|consigo sair|da|vai dar|posso|consigo|rola|tem como|vou poder)(?: (?:nao|pra mim))?\s*$/;
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

/** "Saio do plantão às 7": why, and no time for a meeting where another clause names one. */
const REASON =
  /^\s*(?:(?:que|porque|pq|e|mas|eu|meu|minha|so) )*(?:saio|largo|chego|volto|entro|acordo|termino|fecho|abro|busco|pego|levo|almoco|trabalho|tomo|janto)\b/;
function withoutReasons(clauses: readonly string[]): readonly string[] {
  const hasOther = clauses.some(
    (clause) => !REASON.test(clause) && SUITS.test(clause) && HAS_HOUR.test(clause),
  );
  return hasOther ? clauses.filter((clause) => !REASON.test(clause)) : clauses;
}

const HOUR_NAMED = /\b\d{1,2}\s?(?:h\d{0,2}\b|:\d\d)|\b(?:as|umas|pelas) \d{1,2}\b/g;
const HEDGED =
  /\b(?:acho|talvez|estava|tava|daria|seria|poderia|quem sabe|se der|se puder|pensando|pensei|mais ou menos|depende|vou ver)\b/;
/** One day and one hour that suit, and no other figure: long as the sentence may be, it says one time. */
export function namesOneTime(text: string): boolean {
  if (isRefusing(text) || HEDGED.test(full(text))) return false;
  const clauses = withoutReasons(full(withSpokenCommas(text)).split(/[,.;!?](?!\d)|\bmas\b/));
  const said = timeWordsOf(clauses.join(', '));
  const days = said.match(new RegExp(DAY, 'g')) ?? [];
  const hours = said.match(HOUR_NAMED) ?? [];
  const figures = said.replace(HOUR_NAMED, ' ').match(/\d/g) ?? [];
  return SUITS.test(said) && days.length === 1 && hours.length === 1 && figures.length === 0;
}
