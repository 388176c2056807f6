/** Times as a lead means and says them. São Paulo has no summer time: three hours behind UTC all year. */
import type { Random } from './random.ts';
import type { Named } from './reading.ts';

const DAY_MS = 24 * 60 * 60_000;
const ZONE_OFFSET_MS = 3 * 60 * 60_000;
const WEEKDAYS = ['domingo', 'segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado'] as const;
const HOURS = [
  '',
  'uma',
  'duas',
  'três',
  'quatro',
  'cinco',
  'seis',
  'sete',
  'oito',
  'nove',
  'dez',
  'onze',
] as const;

/** Midnight of the day in São Paulo, `days` on. */
export const midnightOf = (ms: number, days = 0): number =>
  Math.floor((ms - ZONE_OFFSET_MS) / DAY_MS) * DAY_MS + ZONE_OFFSET_MS + days * DAY_MS;

const civil = (ms: number): Date => new Date(ms - ZONE_OFFSET_MS);
export const dayOfMonth = (ms: number): number => civil(ms).getUTCDate();
export const weekdayOf = (ms: number): string => WEEKDAYS[civil(ms).getUTCDay()] ?? '';
const isWorkday = (ms: number): boolean => ![0, 6].includes(civil(ms).getUTCDay());
export const minuteOf = (ms: number): number => civil(ms).getUTCHours() * 60 + civil(ms).getUTCMinutes();

/** The next workdays after today, at most a week on, so that a weekday's name means that day. */
export const daysAhead = (nowMs: number): readonly number[] =>
  [1, 2, 3, 4, 5, 6].map((days) => midnightOf(nowMs, days)).filter(isWorkday);

/** The instant the bot means by "dia 24, às 14h": the next such day. Null for none within a month. */
export function instantOf({ dayOfMonth: day, minute }: Named, nowMs: number): number | null {
  for (let days = 0; days < 31; days += 1) {
    const midnight = midnightOf(nowMs, days);
    if (dayOfMonth(midnight) === day) return midnight + minute * 60_000;
  }
  return null;
}

const hourDigits = (minute: number, random: Random): string => {
  const hour = Math.floor(minute / 60);
  const rest = minute % 60 === 0 ? '' : String(minute % 60).padStart(2, '0');
  return random.pick([
    `${hour}h${rest}`,
    `às ${hour}h${rest}`,
    `${hour}:${rest || '00'}`,
    ...(rest === '' ? [`às ${hour}`] : []),
  ]);
};

/** "às três da tarde", "às nove e meia". */
function hourSpelled(minute: number): string {
  const hour = Math.floor(minute / 60);
  const half = minute % 60 === 30 ? ' e meia' : '';
  if (hour === 12) return `ao meio-dia${half}`;
  const word = HOURS[hour > 12 ? hour - 12 : hour] ?? String(hour);
  return `às ${word}${half} da ${hour < 12 ? 'manhã' : 'tarde'}`;
}

const dayWord = (ms: number, nowMs: number, random: Random): string =>
  ms === midnightOf(nowMs, 1) && random.chance(0.4) ? 'amanhã' : weekdayOf(ms);

/** A day and hour in the lead's words. */
export function timeWords(
  ms: number,
  nowMs: number,
  random: Random,
  how: 'digits' | 'spelled' | 'date',
): string {
  const day = how === 'date' ? `dia ${dayOfMonth(ms)}` : dayWord(midnightOf(ms), nowMs, random);
  const hour = how === 'spelled' ? hourSpelled(minuteOf(ms)) : hourDigits(minuteOf(ms), random);
  return random.pick([
    `${day} ${hour}`,
    `pode ser ${day} ${hour}`,
    `${day}, ${hour}`,
    `${day} ${hour} tá bom`,
  ]);
}
