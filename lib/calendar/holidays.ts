/**
 * Days off in Brazil. `national`: the holidays of the law, Good Friday among them; they close everything (design §7).
 * `national_and_bank`: Carnival Monday and Tuesday and Corpus Christi as well, which no law makes national holidays: people are
 * written to on them, but nobody is at a desk for a meeting. Half days (Ash Wednesday, 24 and 31 December) stay whole days.
 */
import type { CivilDate } from './zone.ts';

export type DaysOff = 'national' | 'national_and_bank';

/** Whether that day is off. */
export type IsDayOff = (date: CivilDate) => boolean;

/**
 * The rules of `date-holidays`, loaded when first asked for: with every country's data it is 1.4 MB, which a container that
 * opens no calendar never reads.
 */
export async function loadDaysOff(which: DaysOff): Promise<IsDayOff> {
  const { default: Holidays } = await import('date-holidays');
  const rules = new Holidays('BR', { types: which === 'national' ? ['public'] : ['public', 'bank'] });
  const years = new Map<number, ReadonlySet<CivilDate>>();
  const daysOf = (year: number): ReadonlySet<CivilDate> => {
    const known = years.get(year);
    if (known) return known;
    const days = new Set(rules.getHolidays(year).map(({ date }) => date.slice(0, 'YYYY-MM-DD'.length)));
    years.set(year, days);
    return days;
  };
  return (date) => daysOf(Number(date.slice(0, 'YYYY'.length))).has(date);
}
