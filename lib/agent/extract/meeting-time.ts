/**
 * Day and period a lead would like for the meeting. A wish: it books nothing and moves no card (C5). Read only when the
 * question was asked, so "boa noite" is a greeting (M10).
 */
import { addDays, type CivilDate, civilDateAt, instantOf, weekdayOf } from '../../calendar/zone.ts';
import { timeWordsOf } from './time-words.ts';

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
  /\b(?:as |umas |pelas |la pelas |a partir das |das )?([01]?\d|2[0-3])\s?(?:h|hs|hrs|horas?|:)\s?([0-5]\d)?(?:\s?(?:h|min))?(?:\s+da\s+(manha|tarde|noite))?\b|\b(?<!\b(?:depois|antes|partir|so|entre) )(?:as|umas|pelas|das) ([1-9]|1\d|2[0-3])\b(?:\s+da\s+(manha|tarde|noite))?|\b([1-9]|1[0-2]) da (manha|tarde|noite)\b/;

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
  if (
    /(?<!mais )\btarde\b(?! demais)|\b(?:depois|apos) (?:do|o) almoco\b|\b(?:fim|final) d[ao] (?:dia|expediente)\b|\bvespertino\b/.test(
      said,
    )
  )
    return 'à tarde';
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
const THIS_WEEK = /\b(?:n?essa|n?esta|por essa) semana\b/;
const NEXT_MONTH = /\b(?:mes que vem|proximo mes|outro mes)\b/;
const NEXT_WEEK =
  /\b(?:semana que vem|proxima semana|outra semana|so na (?:outra|proxima)(?! \w)|(?<!\bmes )que vem|proxim[oa] (?:segunda|terca|quarta|quinta|sexta))\b/;
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
  const week = date === null ? weekIn(said, today) : null;
  const period = periodIn(rest);
  const half = period === 'de manhã' ? 'morning' : period === 'à tarde' ? 'afternoon' : null;
  const isAny = ANY.test(said);
  const isWeekend = date !== null && [0, 6].includes(weekdayOf(date));
  const isClosed =
    isWeekend ||
    (CLOSED_DAY.test(said) && date === null) ||
    (from !== null && from >= CLOSES_AT_HOUR * 60) ||
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

function weekIn(said: string, today: CivilDate): NamedMoment['week'] {
  if (NEXT_MONTH.test(said)) {
    const first = Array.from({ length: 31 }, (_, days) => addDays(today, days + 1)).find((day) =>
      day.endsWith('-01'),
    );
    return first === undefined ? null : { from: first, until: addDays(first, 6) };
  }
  if (THIS_WEEK.test(said)) return { from: today, until: addDays(today, (5 - weekdayOf(today) + 7) % 7) };
  return NEXT_WEEK.test(said) ? nextWeekFrom(today) : null;
}

/** Monday to Friday of the week after `today`'s. */
function nextWeekFrom(today: CivilDate): NamedMoment['week'] {
  const monday = addDays(today, (8 - weekdayOf(today)) % 7 || 7);
  return { from: monday, until: addDays(monday, 4) };
}

const BOUND =
  /\b(depois das?|apos as?|a partir das?|so (?:depois )?das?|antes das?|ate as?)(?: umas?)? (\d{1,2})(?:\s?(?:h|hs|horas?|:)\s?([0-5]\d)?)?(?![\d/])(?: da (?:manha|tarde|noite))?/g;

/** "Entre 14 e 16", "das 14 às 16". */
const SPAN =
  /\b(?:entre (?:as )?|das )(\d{1,2})(?:\s?h(?:s|oras?)?)? (?:e (?:as )?|as |ate (?:as )?)(\d{1,2})(?:\s?h(?:s|oras?)?)?\b/;
/** Parts of a day as minutes; the words are left standing, for a half may be among them. */
const PARTS: readonly (readonly [RegExp, number | null, number | null])[] = [
  [/\b(?:hora d[oe]|no|na hora do) almoco\b/, 12 * 60, 13 * 60],
  [/\bantes d[oe] almoco\b/, null, 12 * 60 - 1],
  [/\b(?:fim|final|finzinho) d[ao] (?:tarde|dia|expediente)\b/, 16 * 60, null],
  [/\b(?:comeco|inicio|comecinho) da tarde\b/, 13 * 60, 15 * 60],
  [/\b(?:cedinho|bem cedo|logo cedo|primeira hora|comeco da manha|inicio da manha)\b/, null, 10 * 60],
  [/\b(?:fim|final) da manha\b/, 10 * 60 + 30, 12 * 60],
];

/** "Depois das 17", "antes das 10": a bound is no time. `rest` is what was said without it. */
function boundsIn(said: string): { from: number | null; until: number | null; rest: string } {
  let from: number | null = null;
  let until: number | null = null;
  const inDay = (hour: number): number => (hour < OPENS_AT_HOUR - 1 ? hour + 12 : hour) * 60;
  const part = PARTS.find(([form]) => form.test(said));
  if (part) [, from, until] = part;
  const open = said.replace(SPAN, (_, first: string, last: string) => {
    from = inDay(Number(first));
    until = inDay(Number(last));
    return ' ';
  });
  const rest = open.replace(BOUND, (_, word: string, hour: string, minutes: string | undefined) => {
    const minute = inDay(Number(hour)) + Number(minutes ?? 0);
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
  const daysAhead = /\bdaqui (?:a )?(\d{1,2}) dias?\b/.exec(days)?.[1];
  if (daysAhead !== undefined) return addDays(today, Number(daysAhead));
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
