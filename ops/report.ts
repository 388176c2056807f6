/** What a check found, and how it is shown: one line each, and what to do under those that are not well. */

import { type Words, wordsIn } from './words.ts';

const ENGLISH = wordsIn('en');

export type Finding = {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly says: string;
  /** Null when there is nothing to do. */
  readonly todo: string | null;
};

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says, todo: null });
export const warning = (check: string, says: string, todo: string): Finding => ({
  check,
  state: 'warning',
  says,
  todo,
});
export const failed = (check: string, says: string, todo: string): Finding => ({
  check,
  state: 'failed',
  says,
  todo,
});

const STATE_WIDTH = 'warning'.length;
const CHECK_WIDTH = 26;

/** `ok       Kommo token                account 31000001` and, where needed, `         → what to do`. */
export function findingLines({ check, state, says, todo }: Finding): readonly string[] {
  const head = `${state.padEnd(STATE_WIDTH)}  ${check.padEnd(CHECK_WIDTH)} ${says}`;
  return todo === null ? [head] : [head, `${' '.repeat(STATE_WIDTH)}  → ${todo}`];
}

export const hasFailed = (findings: readonly Finding[]): boolean =>
  findings.some(({ state }) => state === 'failed');

/** "9 ok, 1 warning, 2 failed" */
export function tally(findings: readonly Finding[]): string {
  const count = (state: Finding['state']): number =>
    findings.filter((finding) => finding.state === state).length;
  return `${count('ok')} ok, ${count('warning')} warning, ${count('failed')} failed`;
}

/** The last four digits tell two leads apart; the rest is nobody's business on a screen (O2). */
export const maskedPhone = (phone: string | null, { noPhone }: Pick<Words, 'noPhone'> = ENGLISH): string =>
  phone === null ? noPhone : `…${phone.slice(-4)}`;

/** "3 h 05 min", "12 min", "40 s" */
export function age(ms: number, { days }: Pick<Words, 'days'> = ENGLISH): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
    : `${Math.floor(hours / 24)} ${days}`;
}
