/** What was said of time, in one form: greetings gone, hours in digits, days in full. */
import { full } from './plain-text.ts';

const NUMBERS: readonly string[] = [
  'um',
  'dois',
  'tres',
  'quatro',
  'cinco',
  'seis',
  'sete',
  'oito',
  'nove',
  'dez',
  'onze',
  'doze',
  'treze',
  'quatorze',
  'quinze',
  'dezesseis',
  'dezessete',
  'dezoito',
  'dezenove',
];
/** Hours are feminine: "às duas". */
const HOURS = ['uma', 'duas', ...NUMBERS.slice(2)] as const;
const HOUR_WORD = HOURS.join('|');
const SPELLED_HOUR = new RegExp(
  String.raw`\b(as|das|pelas|umas|la pelas|ate) (${HOUR_WORD})\b(?! (?:da|de) (?:sexta|segunda|terca|quarta|quinta))|\b(${HOUR_WORD}) (?=(?:horas?|da (?:manha|tarde|noite)|e (?:meia|quinze|trinta|quarenta|vinte|dez|cinco|cinquenta))\b)`,
  'g',
);
/** "As 10 e quinze", "às 9 e 30", "10 e meia". */
const MINUTES: Readonly<Record<string, string>> = {
  meia: '30',
  cinco: '05',
  dez: '10',
  quinze: '15',
  vinte: '20',
  trinta: '30',
  quarenta: '40',
  'quarenta e cinco': '45',
  cinquenta: '50',
};
const HOUR_AND_MINUTES =
  /\b(as |das |pelas |umas )?(\d{1,2}) ?(?:h|hs|horas?)? e (meia|quarenta e cinco|cinco|dez|quinze|vinte|trinta|quarenta|cinquenta|[0-5][05])\b(?! (?:reais|mil|\d))/g;

const WEEKDAY = '(?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?';
const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\bhj\b/g, 'hoje'],
  [/\b(?:amn|amnh|amanh|amanhan|manha de manha)\b/g, 'amanha'],
  [/\bmeio[- ]dia e meia\b/g, '12h30'],
  [/\bmeio[- ]dia\b/g, '12h'],
  [/\bdia primeiro\b|\bdia 1[oº°]/g, 'dia 1'],
  // "5a às 15h", "3ª feira": the weekday by its number; "a 2ª opção" is none.
  ...(['segunda', 'terca', 'quarta', 'quinta', 'sexta'] as const).map(
    (day, index) =>
      [
        new RegExp(
          String.raw`\b${index + 2} ?[aª](?:[- ]?f(?:eira)?)?(?= (?:as|de|a partir|pela|\d)|,|$)`,
          'g',
        ),
        day,
      ] as const,
  ),
  ...(
    [
      ['seg', 'segunda'],
      ['ter', 'terca'],
      ['qua', 'quarta'],
      ['qui', 'quinta'],
      ['sex', 'sexta'],
      ['sab', 'sabado'],
      ['dom', 'domingo'],
    ] as const
  ).map(([short, day]) => {
    // "vou ter que ver" holds no Tuesday: short for a day only where a time, another day or nothing follows.
    const form = String.raw`(^|[,;] |\b(?:na|de|da|pra|ou|e|pode ser) )${short}(?=$|[,.;!?/]| (?:as|a |de|da|dia|pela|ou|e|cedo|tarde|depois|antes|umas|la |pode|nao|\d))`;
    return [new RegExp(form, 'g'), `$1${day}`] as const;
  }),
];
/** "Terça 1430". */
const RUN_TOGETHER = new RegExp(
  String.raw`\b(${WEEKDAY}|hoje|amanha|as),? (0?8|09|1[0-7])(00|15|30|45)\b`,
  'g',
);
/** "Terça, 14": behind a day a number of working hours is an hour. */
const BARE_HOUR = new RegExp(String.raw`\b(${WEEKDAY}|hoje|amanha),? (8|9|1[0-7])(?= *(?:[.!?]|$))`, 'g');

/** "Quinze pras três", "10 para as 9". */
const BEFORE_THE_HOUR = new RegExp(
  String.raw`\b(?:faltando |as )?(cinco|dez|quinze|vinte|5|10|15|20) (?:minutos )?(?:pr[ao]s?|pra|para) (?:as? |o )?(${HOUR_WORD}|\d{1,2})\b`,
  'g',
);

const TENS: Readonly<Record<string, number>> = { vinte: 20, trinta: 30 };
const SPELLED_DAY = new RegExp(
  String.raw`\bdia (?:(vinte|trinta)(?: e (${NUMBERS.slice(0, 9).join('|')}))?|(${NUMBERS.join('|')}))\b`,
  'g',
);
const DAYS_AHEAD = new RegExp(String.raw`\bdaqui (?:a )?(${NUMBERS.join('|')}) dias?\b`, 'g');

const numberOf = (word: string): number => NUMBERS.indexOf(word) + 1;

/** Plain text in which every reader of times looks. */
export function timeWordsOf(text: string): string {
  const greeted = full(text).replace(/\b(?:boa (?:tarde|noite)|bom dia)\b/g, ' ');
  return ABBREVIATIONS.reduce((said, [form, word]) => said.replace(form, word), greeted)
    .replace(
      SPELLED_DAY,
      (_, tens: string | undefined, unit: string | undefined, whole: string | undefined) =>
        `dia ${whole === undefined ? (TENS[tens ?? ''] ?? 0) + (unit === undefined ? 0 : numberOf(unit)) : numberOf(whole)}`,
    )
    .replace(DAYS_AHEAD, (_, days: string) => `daqui a ${numberOf(days)} dias`)
    .replace(/\bdaqui (?:a )?uma semana\b/g, 'daqui a 7 dias')
    .replace(BEFORE_THE_HOUR, (_, minutes: string, hour: string) => {
      const before = 60 - Number(MINUTES[minutes] ?? minutes);
      const at = /^\d/.test(hour) ? Number(hour) : HOURS.findIndex((word) => word === hour) + 1;
      return `as ${at === 1 ? 12 : at - 1}h${before}`;
    })
    .replace(
      SPELLED_HOUR,
      (_, lead: string | undefined, hour: string | undefined, bare: string | undefined) => {
        const digits = HOURS.findIndex((word) => word === (hour ?? bare)) + 1;
        return lead === undefined ? `${digits} ` : `${lead} ${digits}`;
      },
    )
    .replace(
      HOUR_AND_MINUTES,
      (_, lead: string | undefined, hour: string, minutes: string) =>
        `${lead ?? ''}${hour}h${MINUTES[minutes] ?? minutes}`,
    )
    .replace(RUN_TOGETHER, '$1 $2h$3')
    .replace(BARE_HOUR, '$1 $2h')
    .replace(/\btardinha\b/g, 'tarde');
}
