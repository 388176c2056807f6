/**
 * Day and period a lead would like for the meeting. A wish: it books nothing and moves no card (C5). Read only when the
 * question was asked, so "boa noite" is a greeting (M10).
 */
import { plain } from './plain-text.ts';

export type MeetingWish = { readonly day: string | null; readonly period: string | null; readonly isOutOfHours: boolean };

const DAYS: readonly (readonly [RegExp, string])[] = [
  [/\bsegunda\b/, 'segunda'],
  [/\bterca\b/, 'terça'],
  [/\bquarta\b/, 'quarta'],
  [/\bquinta\b/, 'quinta'],
  [/\bsexta\b/, 'sexta'],
  [/\bhoje\b/, 'hoje'],
  [/\bdepois de amanha\b/, 'depois de amanhã'],
  [/\bamanha\b/, 'amanhã'],
  [/\b(?:qualquer|todo|tanto faz o|todos os) dias?\b|\btanto faz\b|\bvoces? (?:escolhe|que sabe|decide)/, 'qualquer dia'],
  [/\bsemana que vem\b|\bproxima semana\b/, 'semana que vem'],
];
/** Playbook: Mon-Fri, 8 to 18. */
const OPENS_AT_HOUR = 8;
const CLOSES_AT_HOUR = 18;
const CLOSED_DAY = /\b(?:sabado|domingo|fim de semana|final de semana|feriado)\b/;

const HOUR =
  /\b(?:as |umas |pelas |la pelas |a partir das )?([01]?\d|2[0-3])\s?(?:h|hs|hrs|horas?|:)\s?([0-5]\d)?(?:\s?(?:h|min))?(?:\s+da\s+(manha|tarde|noite))?\b|\b(?:as|umas|pelas) ([1-9]|1\d|2[0-3])\b(?:\s+da\s+(manha|tarde|noite))?|\b([1-9]|1[0-2]) da (manha|tarde|noite)\b/;

/** Null when the message names neither day nor period. */
export function meetingWishIn(text: string): MeetingWish | null {
  const said = plain(text).replace(/\b(?:boa (?:tarde|noite)|bom dia)\b/g, ' ');
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
  if (/\btarde\b|\bdepois do almoco\b|\bvespertino\b/.test(said)) return 'à tarde';
  if (/\bnoite\b|\bdepois das 18\b/.test(said)) return 'closed';
  return /\bqualquer (?:hora|horario|periodo)\b|\btanto faz\b/.test(said) ? 'em qualquer horário' : null;
}
