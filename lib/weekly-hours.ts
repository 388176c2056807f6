/** The hours a week is open, as BUSINESS_HOURS writes them: `mon-fri 08:00-18:00`, several parts separated by commas. */

/** 0 is Sunday, as in `Date`. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** One stretch of a day, in minutes after its midnight; the closing minute is no longer open. */
export type OpenStretch = { readonly opensAtMinute: number; readonly closesAtMinute: number };

/** The stretches of each day, Sunday first, in order and without overlap. */
export type WeeklyHours = readonly [
  readonly OpenStretch[],
  readonly OpenStretch[],
  readonly OpenStretch[],
  readonly OpenStretch[],
  readonly OpenStretch[],
  readonly OpenStretch[],
  readonly OpenStretch[],
];

const DAY_NAMES: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAYS_IN_WEEK = DAY_NAMES.length;
const MINUTES_IN_DAY = 24 * 60;
const PART = /^([a-z]{3})(?:-([a-z]{3}))?\s+(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;

/** @throws {Error} that completes "BUSINESS_HOURS …", naming what is wrong. */
export function parseWeeklyHours(text: string): WeeklyHours {
  const week: [
    OpenStretch[],
    OpenStretch[],
    OpenStretch[],
    OpenStretch[],
    OpenStretch[],
    OpenStretch[],
    OpenStretch[],
  ] = [[], [], [], [], [], [], []];
  for (const part of text.toLowerCase().split(',')) {
    const [, from = '', to = from, ...clock] = PART.exec(part.trim()) ?? [];
    const first = dayOf(from);
    const last = dayOf(to);
    const [openHour = 0, openMinute = 0, closeHour = 0, closeMinute = 0] = clock.map(Number);
    const stretch = {
      opensAtMinute: openHour * 60 + openMinute,
      closesAtMinute: closeHour * 60 + closeMinute,
    };
    const isTime = openMinute < 60 && closeMinute < 60 && stretch.closesAtMinute <= MINUTES_IN_DAY;
    if (first === null || last === null || !isTime)
      throw new Error('is not of the form `mon-fri 08:00-18:00, sat 09:00-12:00`');
    if (stretch.opensAtMinute >= stretch.closesAtMinute) throw new Error('closes before it opens');
    // `fri-mon` goes round the week's end.
    const count = ((last - first + DAYS_IN_WEEK) % DAYS_IN_WEEK) + 1;
    for (let step = 0; step < count; step += 1) week[weekdayAt(first + step)].push(stretch);
  }
  for (const day of week) {
    day.sort((a, b) => a.opensAtMinute - b.opensAtMinute);
    if (day.some((stretch, index) => stretch.opensAtMinute < (day[index - 1]?.closesAtMinute ?? 0)))
      throw new Error('opens the same hour twice');
  }
  return week;
}

/** The weekday this many days after a Sunday. */
export function weekdayAt(days: number): Weekday {
  const day = ((days % DAYS_IN_WEEK) + DAYS_IN_WEEK) % DAYS_IN_WEEK;
  // A remainder of seven is one of the seven; arithmetic widens it to `number`.
  return day as Weekday;
}

function dayOf(name: string): Weekday | null {
  const index = DAY_NAMES.indexOf(name);
  return index === -1 ? null : weekdayAt(index);
}
