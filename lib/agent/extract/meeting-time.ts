/**
 * Day and period a lead would like for the meeting. A wish: it books nothing and moves no card (C5). Read only when the
 * question was asked, so "boa noite" is a greeting (M10).
 */
import { addDays, type CivilDate, civilDateAt, instantOf, weekdayOf } from '../../calendar/zone.ts';
import { plain } from './plain-text.ts';

export type MeetingWish = {
  readonly day: string | null;
  readonly period: string | null;
  readonly isOutOfHours: boolean;
};

const DAYS: readonly (readonly [RegExp, string])[] = [
  [/\bsegunda\b/, 'segunda'],
  [/\bterca\b/, 'terça'],
  [/\bquarta\b/, 'quarta'],
  [/\bquinta\b/, 'quinta'],
  [/\bsexta\b/, 'sexta'],
  [/\bhoje\b/, 'hoje'],
  [/\bdepois de amanha\b/, 'depois de amanhã'],
  [/\bamanha\b/, 'amanhã'],
  [
    /\b(?:qualquer|todo|tanto faz o|todos os) dias?\b|\btanto faz\b|\bvoces? (?:escolhe|que sabe|decide)/,
    'qualquer dia',
  ],
  [/\bsemana que vem\b|\bproxima semana\b/, 'semana que vem'],
];
/** Playbook: Mon-Fri, 8 to 18. */
const OPENS_AT_HOUR = 8;
const CLOSES_AT_HOUR = 18;
const CLOSED_DAY = /\b(?:sabado|domingo|fim de semana|final de semana|feriado)\b/;

const HOUR =
  /\b(?:as |umas |pelas |la pelas |a partir das )?([01]?\d|2[0-3])\s?(?:h|hs|hrs|horas?|:)\s?([0-5]\d)?(?:\s?(?:h|min))?(?:\s+da\s+(manha|tarde|noite))?\b|\b(?:as|umas|pelas) ([1-9]|1\d|2[0-3])\b(?:\s+da\s+(manha|tarde|noite))?|\b([1-9]|1[0-2]) da (manha|tarde|noite)\b/;

const SPELLED_HOURS = [
  'uma',
  'duas',
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
] as const;
const SPELLED_HOUR = new RegExp(
  String.raw`\b(as|das|pelas|umas|la pelas|ate) (${SPELLED_HOURS.join('|')})\b(?! (?:da|de) (?:sexta|segunda|terca|quarta|quinta))|\b(${SPELLED_HOURS.join('|')}) (?=(?:horas?|da (?:manha|tarde|noite))\b)`,
  'g',
);
const ABBREVIATIONS: readonly (readonly [RegExp, string])[] = [
  [/\bhj\b/g, 'hoje'],
  [/\b(?:amn|amnh|amanh)\b/g, 'amanha'],
  [/\bmeio[- ]dia e meia\b/g, '12h30'],
  [/\bmeio[- ]dia\b/g, '12h'],
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
    const form = String.raw`(^|[,;] |\b(?:na|de|da|pra|ou|e|pode ser) )${short}(?=$|[,.;!?/]| (?:as|a |de|da|dia|pela|ou|e|\d))`;
    return [new RegExp(form, 'g'), `$1${day}`] as const;
  }),
];

/** What was said of time, greetings gone, hours in digits, days in full. */
function timeWordsOf(text: string): string {
  const greeted = plain(text).replace(/\b(?:boa (?:tarde|noite)|bom dia)\b/g, ' ');
  const full = ABBREVIATIONS.reduce((said, [form, word]) => said.replace(form, word), greeted);
  return full.replace(
    SPELLED_HOUR,
    (_, lead: string | undefined, hour: string | undefined, bare: string | undefined) => {
      const digits = SPELLED_HOURS.findIndex((word) => word === (hour ?? bare)) + 1;
      return lead === undefined ? `${digits} ` : `${lead} ${digits}`;
    },
  );
}

/** Null when the message names neither day nor period. */
export function meetingWishIn(text: string): MeetingWish | null {
  const said = timeWordsOf(text);
  const day = dayIn(said);
  const period = periodIn(said);
  const isOutOfHours = (CLOSED_DAY.test(said) && day === null) || period === 'closed';
  if (day === null && period === null && !isOutOfHours) return null;
  return { day, period: period === 'closed' ? null : period, isOutOfHours };
}

function dayIn(said: string): string | null {
  const named = DAYS.find(([form]) => form.test(said.replace(/\b(?:de|pela|da) manha\b/g, ' ')));
  if (named) return named[1];
  const dayOfMonth = /\bdia ([12]?\d|3[01])\b/.exec(said)?.[1];
  if (dayOfMonth !== undefined && dayOfMonth !== '0') return `dia ${dayOfMonth}`;
  return /\b(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|1[0-2])\b/.exec(said)?.[0] ?? null;
}

function periodIn(said: string): string | null {
  const hour = HOUR.exec(said);
  if (hour) {
    const written = Number(hour[1] ?? hour[4] ?? hour[6]);
    const half = hour[3] ?? hour[5] ?? hour[7];
    const base = (half === 'tarde' || half === 'noite') && written < 12 ? written + 12 : written;
    if (base < OPENS_AT_HOUR || base >= CLOSES_AT_HOUR) return 'closed';
    return hour[2] === undefined || hour[2] === '00' ? `${base}h` : `${base}h${hour[2]}`;
  }
  if (/\b(?:de|pela|da|na|a) manha\b|\bmanha\b|\bcedo\b|\bmatutino\b/.test(said)) return 'de manhã';
  if (/(?<!mais )\btarde\b(?! demais)|\bdepois do almoco\b|\bvespertino\b/.test(said)) return 'à tarde';
  if (/\bnoite\b|\bdepois das 18\b/.test(said)) return 'closed';
  return /\bqualquer (?:hora|horario|periodo)\b|\btanto faz\b/.test(said) ? 'em qualquer horário' : null;
}

/** A moment as a lead names it, each part as far as it was named. */
export type NamedMoment = {
  readonly date: CivilDate | null;
  /** "Semana que vem", without a day. */
  readonly week: { readonly from: CivilDate; readonly until: CivilDate } | null;
  /** The day was named by its weekday: where that day has nothing, a week later may be meant. */
  readonly isWeekday: boolean;
  /** Minute of the day. */
  readonly minute: number | null;
  /** "Depois das 17", "antes das 10": minutes of the day; the time itself stays open. */
  readonly from: number | null;
  readonly until: number | null;
  readonly half: 'morning' | 'afternoon' | null;
  /** Every day or hour will do. */
  readonly isAny: boolean;
  /** Named, and never open: a Saturday, ten at night. */
  readonly isClosed: boolean;
};

const WEEKDAYS: readonly RegExp[] = [
  /\bdomingo\b/,
  /\bsegunda(?:[- ]feira)?\b/,
  /\bterca(?:[- ]feira)?\b/,
  /\bquarta(?:[- ]feira)?\b/,
  /\bquinta(?:[- ]feira)?\b/,
  /\bsexta(?:[- ]feira)?\b/,
  /\bsabado\b/,
];
const MONTHS = [
  'janeiro',
  'fevereiro',
  'marco',
  'abril',
  'maio',
  'junho',
  'julho',
  'agosto',
  'setembro',
  'outubro',
  'novembro',
  'dezembro',
];
const NEXT_WEEK = /\b(?:semana que vem|proxima semana|outra semana|que vem)\b/;
const ANY =
  /\b(?:qualquer (?:um|uma|hora|horario|dia|periodo)|tanto faz|(?:voce|vc|voces|vcs) (?:escolhe|que sabe|decide)|o (?:que|q) for melhor|pode escolher|o mais (?:cedo|rapido|proximo)|quanto antes|assim que (?:der|possivel))\b/;
const MINUTES_A_DAY = 24 * 60;

/** Null when neither day nor time is named. `nowMs` in `timezone` is the lead's today; past days are next week's or next month's. */
export function momentIn(
  text: string,
  { nowMs, timezone }: { nowMs: number; timezone: string },
): NamedMoment | null {
  const said = timeWordsOf(text);
  const { from, until, rest } = boundsIn(said);
  const minute = minuteIn(rest);
  const today = civilDateAt(nowMs, timezone);
  const minuteNow = Math.floor((nowMs - instantOf({ date: today, minute: 0, timezone })) / 60_000);
  const date = dateIn(said, { today, isOverToday: minute !== null && minute <= minuteNow });
  const week = date === null && NEXT_WEEK.test(said) ? nextWeekFrom(today) : null;
  const period = periodIn(rest);
  const half = period === 'de manhã' ? 'morning' : period === 'à tarde' ? 'afternoon' : null;
  const isAny = ANY.test(said);
  const isWeekend = date !== null && [0, 6].includes(weekdayOf(date));
  const isClosed =
    isWeekend ||
    (CLOSED_DAY.test(said) && date === null) ||
    (minute === null ? period === 'closed' : minute < OPENS_AT_HOUR * 60 || minute >= CLOSES_AT_HOUR * 60);
  const isBounded = from !== null || until !== null;
  if (date === null && minute === null && half === null && week === null && !isBounded && !isAny && !isClosed)
    return null;
  const isWeekday =
    date !== null &&
    WEEKDAYS.some((form) => form.test(said)) &&
    !/\d\s?\/\s?\d|\bdia \d|\d de [a-z]{4}/.test(said);
  return { date, week, isWeekday, minute, from, until, half: minute === null ? half : null, isAny, isClosed };
}

/** Monday to Friday of the week after `today`'s. */
function nextWeekFrom(today: CivilDate): NamedMoment['week'] {
  const monday = addDays(today, (8 - weekdayOf(today)) % 7 || 7);
  return { from: monday, until: addDays(monday, 4) };
}

const BOUND =
  /\b(depois das?|apos as?|a partir das?|so (?:depois )?das?|antes das?|ate as?)(?: umas?)? (\d{1,2})(?:\s?(?:h|hs|horas?|:)\s?([0-5]\d)?)?(?![\d/])(?: da (?:manha|tarde|noite))?/g;

/** "Depois das 17", "antes das 10": a bound is no time. `rest` is what was said without it. */
function boundsIn(said: string): { from: number | null; until: number | null; rest: string } {
  let from: number | null = null;
  let until: number | null = null;
  const rest = said.replace(BOUND, (_, word: string, hour: string, minutes: string | undefined) => {
    const written = Number(hour);
    const minute = (written < OPENS_AT_HOUR - 1 ? written + 12 : written) * 60 + Number(minutes ?? 0);
    if (/^(?:antes|ate)/.test(word)) until = minute;
    else from = minute;
    return ' ';
  });
  return { from, until, rest };
}

/** "às 2" is two in the afternoon: nobody meets at two at night. */
function minuteIn(said: string): number | null {
  const hour = HOUR.exec(said);
  if (!hour) return null;
  const written = Number(hour[1] ?? hour[4] ?? hour[6]);
  const half = hour[3] ?? hour[5] ?? hour[7];
  const isAfternoon =
    half === 'tarde' || half === 'noite' || (half === undefined && written < OPENS_AT_HOUR - 1);
  const minutes = Number(hour[2] ?? 0) + (/\be meia\b/.test(said.slice(hour.index)) ? 30 : 0);
  return ((isAfternoon && written < 12 ? written + 12 : written) * 60 + minutes) % MINUTES_A_DAY;
}

function dateIn(
  said: string,
  { today, isOverToday }: { today: CivilDate; isOverToday: boolean },
): CivilDate | null {
  const days = said.replace(/\b(?:de|pela|da) manha\b/g, ' ');
  if (/\bdepois de amanha\b/.test(days)) return addDays(today, 2);
  if (/\bamanha\b/.test(days)) return addDays(today, 1);
  if (/\bhoje\b/.test(days)) return today;
  const written = /\b(0?[1-9]|[12]\d|3[01])\/(0?[1-9]|1[0-2])\b/.exec(days);
  if (written) return nextDate({ day: Number(written[1]), month: Number(written[2]), today });
  const spelled = new RegExp(String.raw`\b(?:dia )?([12]?\d|3[01]) de (${MONTHS.join('|')})\b`).exec(days);
  if (spelled)
    return nextDate({ day: Number(spelled[1]), month: MONTHS.indexOf(spelled[2] ?? '') + 1, today });
  const dayOfMonth = /\bdia ([12]?\d|3[01])\b/.exec(days)?.[1];
  if (dayOfMonth !== undefined) return nextDate({ day: Number(dayOfMonth), month: null, today });
  const weekday = WEEKDAYS.findIndex((form) => form.test(days));
  if (weekday < 0) return null;
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  // "segunda da semana que vem" counts from next Monday; said alone, a weekday is the next one there is.
  const untilNextMonday = ((8 - weekdayOf(today)) % 7 || 7) + ((weekday + 6) % 7);
  if (NEXT_WEEK.test(days)) return addDays(today, untilNextMonday);
  return addDays(today, ahead === 0 && isOverToday ? 7 : ahead);
}

/** The next day with that number, in that month or in whichever comes first. */
function nextDate({
  day,
  month,
  today,
}: {
  day: number;
  month: number | null;
  today: CivilDate;
}): CivilDate | null {
  if (day === 0) return null;
  for (let days = 0, date = today; days < 366; days += 1, date = addDays(today, days)) {
    if (Number(date.slice(8)) === day && (month === null || Number(date.slice(5, 7)) === month)) return date;
  }
  return null;
}
