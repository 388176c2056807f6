/** Lengths of time as people type them: `90s`, `30m`, `2h`, `1d`, `1h30m`. */

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const isUnit = (text: string): text is keyof typeof UNIT_MS => Object.hasOwn(UNIT_MS, text);

/** Milliseconds, or null for what is no length of time. */
export function durationMs(text: string): number | null {
  const compact = text.replaceAll(' ', '').toLowerCase();
  if (!/^(\d{1,6}[smhd])+$/.test(compact)) return null;
  let total = 0;
  for (const [, count = '', unit = ''] of compact.matchAll(/(\d+)([smhd])/g))
    if (isUnit(unit)) total += Number(count) * UNIT_MS[unit];
  return total;
}
