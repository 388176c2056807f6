/** Times, money and the ledger in words, in the language of the page. Times are where the sellers are. */

import type { LedgerLine } from '../../lib/console/wire.ts';
import { decisionIn, type Language } from '../../lib/language.ts';

const ZONE = 'America/Sao_Paulo';
const LOCALE = { pt: 'pt-BR', en: 'en-GB' } as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const made = new Map<string, Intl.DateTimeFormat>();
function formatter(language: Language, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language} ${name}`;
  const found = made.get(key) ?? new Intl.DateTimeFormat(LOCALE[language], { timeZone: ZONE, ...options });
  made.set(key, found);
  return found;
}

/** "10:42" */
export const hour = (ms: number, language: Language): string =>
  formatter(language, 'hour', { hour: '2-digit', minute: '2-digit' }).format(ms);
/** "10:42:08" */
export const second = (ms: number, language: Language): string =>
  formatter(language, 'second', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
/** "seg., 23 de nov." */
export const day = (ms: number, language: Language): string =>
  formatter(language, 'day', { weekday: 'short', day: 'numeric', month: 'short' }).format(ms);
/** Two instants with the same are of the same day, where the sellers are. */
export const dayKey = (ms: number): string =>
  formatter('en', 'key', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);

/** "17:00" today, "ter., 24 de nov., 09:00" on another day. */
export const moment = (ms: number, nowMs: number, language: Language): string =>
  dayKey(ms) === dayKey(nowMs) ? hour(ms, language) : `${day(ms, language)}, ${hour(ms, language)}`;

/** "3 min", "2 h", "4 d" */
export function span(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} d`;
}

export const money = (brl: number, language: Language): string =>
  new Intl.NumberFormat(LOCALE[language], {
    style: 'currency',
    currency: 'BRL',
    maximumFractionDigits: 0,
  }).format(brl);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "O robô ficou em silêncio: uma pessoa respondeu ao lead" */
export const sentence = (line: Pick<LedgerLine, 'kind' | 'reason'>, language: Language): string =>
  capital(decisionIn(language, line));

/** "4 ms", "1,2 s", "3 min 20 s" */
export function milliseconds(ms: number, language: Language): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS)
    return `${(ms / 1_000).toLocaleString(LOCALE[language], { maximumFractionDigits: 1 })} s`;
  const seconds = Math.round((ms % MINUTE_MS) / 1_000);
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min${seconds > 0 ? ` ${seconds} s` : ''}`;
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  return `${Math.floor(ms / HOUR_MS)} h${minutes > 0 ? ` ${minutes} min` : ''}`;
}

/** "23 de nov." of `2026-11-23`, a day of the sellers' calendar. */
export const civilDay = (date: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    Date.parse(`${date}T12:00:00Z`),
  );
