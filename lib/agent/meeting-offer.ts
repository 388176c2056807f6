/**
 * The meeting in the conversation: which real times are offered, and which one the lead's words pick. It books nothing: a picked
 * time becomes a request, and only the calendar's answer is told as a fact (C5). Pure.
 */
import type { Slot } from '../calendar/calendar.ts';
import { addDays, type CivilDate, civilDateAt, instantOf, weekdayOf } from '../calendar/zone.ts';
import type { BurstPart, MeetingView } from './brain.ts';
import { type MeetingIntent, meetingIntentIn } from './extract/meeting-intent.ts';
import type { NamedMoment } from './extract/meeting-time.ts';
import { full, wordsOnly } from './extract/plain-text.ts';
import { saidYesNoIn } from './extract/yes-no.ts';
import { alternativesIn, partedByRefusal, type When } from './meeting-refusal.ts';
import { minuteOf } from './meeting-words.ts';

/** Times put before a lead at once: more is a list. */
export const SLOTS_PER_OFFER = 3;
/** A tapped row of a list of times carries this and the ISO instant. */
export const SLOT_CHOICE_PREFIX = 'slot_';

const HOUR_MS = 3_600_000;
const NOON_MINUTE = 12 * 60;
const AFTERNOON_MINUTE = 13 * 60;

/** What the lead's words say about the time. */
export type Pick =
  | { readonly kind: 'time'; readonly startsAtMs: number }
  /** Several fit, or only these are near: they are offered. `exact` is false where nothing fits what was said. */
  | { readonly kind: 'among'; readonly slots: readonly Slot[]; readonly exact: boolean }
  | { readonly kind: 'closed' };

/** Does that time agree with everything the lead named? */
export const fits = (startsAtMs: number, moment: NamedMoment, timezone: string): boolean => {
  const { date, week, minute, from, until, half } = moment;
  const at = minuteOf(startsAtMs, timezone);
  const day = civilDateAt(startsAtMs, timezone);
  return (
    (date === null || day === date) &&
    (week === null || (day >= week.from && day <= week.until)) &&
    (minute === null || at === minute) &&
    (from === null || at >= from) &&
    (until === null || at <= until) &&
    // Noon is neither: who says "de tarde" has lunch first (T10).
    (half === null || (half === 'morning' ? at < NOON_MINUTE : at >= AFTERNOON_MINUTE))
  );
};

/** Two or three times worth offering: the next one, another half of that day, another day. */
export function offerFrom(slots: readonly Slot[], timezone: string): readonly Slot[] {
  const [first] = slots;
  if (!first) return [];
  const dayOf = ({ startsAtMs }: Slot): CivilDate => civilDateAt(startsAtMs, timezone);
  const halfOf = ({ startsAtMs }: Slot): boolean => minuteOf(startsAtMs, timezone) < NOON_MINUTE;
  const otherHalf = slots.find((slot) => dayOf(slot) === dayOf(first) && halfOf(slot) !== halfOf(first));
  const later = slots.filter(
    (slot) =>
      slot.startsAtMs - first.startsAtMs >= HOUR_MS && dayOf(slot) === dayOf(first) && slot !== otherHalf,
  );
  const otherDay = slots.filter((slot) => dayOf(slot) !== dayOf(first));
  const offered = [
    first,
    otherHalf ?? later[0],
    otherDay[0],
    otherDay.find((slot) => halfOf(slot) !== halfOf(otherDay[0] ?? slot)),
  ];
  return offered
    .filter((slot) => slot !== undefined)
    .slice(0, SLOTS_PER_OFFER)
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
}

/** The free times closest to the one that was asked for. */
export function nearestTo(startsAtMs: number, slots: readonly Slot[]): readonly Slot[] {
  return [...slots]
    .filter((slot) => slot.startsAtMs !== startsAtMs)
    .sort((a, b) => Math.abs(a.startsAtMs - startsAtMs) - Math.abs(b.startsAtMs - startsAtMs))
    .slice(0, SLOTS_PER_OFFER)
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
}

const ORDINALS: readonly RegExp[] = [
  /\b(?:primeir[oa]|1[aoªº])\b/,
  /\b(?:segund[oa]|2[aoªº])\b/,
  /\b(?:terceir[oa]|3[aoªº])\b/,
];
const LEADING = String.raw`(?:(?:a|o|na|no|pode ser|prefiro|quero|fico com|vou de|vou na|escolho|melhor|sim|opcao|alternativa|numero|esse|essa|entao|seria)\s+)*`;
const POINTS_AT = new RegExp(
  String.raw`^${LEADING}(?:primeir[oa]|segund[oa]|terceir[oa]|ultim[oa]|[123][aoªº]?)(?:\s+(?:opcao|horario|mesmo|por favor|pf|ta bom|esta bom|serve|pode ser))*$`,
);

const NAMES_MONDAY = /(?<!\b(?:[ao]|opcao|alternativa|numero) )\bsegunda\b(?! (?:opcao|alternativa))/;
/** "A primeira", "o último", "2", of the times last offered. */
function pointedAt(text: string, offered: readonly number[]): number | null {
  const compact = wordsOnly(text);
  if (!POINTS_AT.test(compact)) return null;
  if (/\bultim[oa]\b/.test(compact)) return offered.at(-1) ?? null;
  const bare = /\b([123])\b/.exec(compact)?.[1];
  const index = bare === undefined ? ORDINALS.findIndex((form) => form.test(compact)) : Number(bare) - 1;
  return offered[index] ?? null;
}

/** The time in what the lead wrote, against what was offered and what is free; null when nothing names a time. */
export function pickIn(
  burst: readonly BurstPart[],
  {
    lines,
    offered,
    slots,
    when,
  }: { lines: readonly string[]; offered: readonly number[]; slots: readonly Slot[]; when: When },
): Pick | null {
  const tapped = burst.findLast((part) => part.kind === 'choice' && part.id.startsWith(SLOT_CHOICE_PREFIX));
  if (tapped?.kind === 'choice') {
    const startsAtMs = Date.parse(tapped.id.slice(SLOT_CHOICE_PREFIX.length));
    if (!Number.isNaN(startsAtMs)) return { kind: 'time', startsAtMs };
  }
  const picks = lines.map((line) => linePick(line, { offered, slots, when }));
  // Said in pieces ("quarta", "às 10"), the pieces are read together first.
  const whole = lines.length > 1 ? linePick(lines.join(' '), { offered, slots, when }) : null;
  if (whole?.kind === 'time') return whole;
  return picks.findLast((pick) => pick !== null) ?? whole;
}

function linePick(
  line: string,
  { offered, slots, when }: { offered: readonly number[]; slots: readonly Slot[]; when: When },
): Pick | null {
  const { kept, refused } = partedByRefusal(line, when);
  const isRefused = (startsAtMs: number): boolean =>
    refused.some((moment) => fits(startsAtMs, noonIncluded(moment), when.timezone));
  const open = {
    offered: offered.filter((startsAtMs) => !isRefused(startsAtMs)),
    slots: slots.filter(({ startsAtMs }) => !isRefused(startsAtMs)),
  };
  // "Segunda que vem não": today, a Monday too, would read as if the refusal had not been heard.
  const weekdays = refused.flatMap(({ date }) => (date === null ? [] : [weekdayOf(date)]));
  const besides = (free: readonly Slot[]): readonly Slot[] => {
    const others = free.filter(
      ({ startsAtMs }) => !weekdays.includes(weekdayOf(civilDateAt(startsAtMs, when.timezone))),
    );
    return others.length > 0 ? others : free;
  };
  const known = [...open.offered, ...open.slots.map(({ startsAtMs }) => startsAtMs)];
  const read = alternativesIn(kept, when).map((moment) => todayOrNextWeek(moment, { known, when }));
  // A day of which only a part is refused is still the day that is spoken of: "terça de manhã não, só à tarde".
  const [half] = refused.filter(({ date, half: part, minute }) => date !== null && (part ?? minute) !== null);
  const [first, ...others] =
    half && read.length === 1 && read[0]?.date === null ? [{ ...read[0], date: half.date }] : read;
  const pointed = pointedAt(line, offered);
  // "Segunda" is Monday, "a segunda" the second unless a Monday is on offer.
  const namesOffered =
    first?.date != null &&
    offered.some((startsAtMs) => civilDateAt(startsAtMs, when.timezone) === first.date);
  const isOrdinal = /\b(?:opcao|horario|alternativa)\b/.test(full(line));
  if (pointed !== null && (isOrdinal || (!namesOffered && !NAMES_MONDAY.test(full(line)))))
    return { kind: 'time', startsAtMs: pointed };
  if (first === undefined) {
    // T1: whoever only refuses a day has picked none; what is left is offered.
    if (refused.length > 0)
      return { kind: 'among', slots: offerFrom(besides(open.slots), when.timezone), exact: true };
    const [only] = offered;
    return only !== undefined && offered.length === 1 && agrees(line)
      ? { kind: 'time', startsAtMs: only }
      : null;
  }
  // "Qualquer dia menos terça" leaves it open.
  if (refused.length > 0 && first.isAny && first.date === null && first.minute === null)
    return { kind: 'among', slots: offerFrom(besides(open.slots), when.timezone), exact: true };
  // "Qualquer dia tá bom" leaves the day open and says nothing of the hour: none is taken for the lead.
  if (ANY_DAY_ALONE.test(full(line)) && offered.length > 1)
    return { kind: 'among', slots: offerFrom(open.slots, when.timezone), exact: true };
  if (others.length > 0) return amongSeveral([first, ...others], { ...open, timezone: when.timezone });
  return momentPick(first, { ...open, timezone: when.timezone });
}

const ANY_DAY_ALONE =
  /^(?:(?:pra mim|por mim|pode ser|olha|entao|ah|eu|sim) )*(?:em )?qualquer dia(?: (?:pra mim|serve|esta bom|ta otimo|ta|pode|pode ser|me serve|bom|dessa|desta|semana|mesmo|viu|uai|da|eu posso|posso|to livre|dos|desses|desse))*[.! ]*$/;

/** Whoever cannot in the afternoon cannot at noon. */
const noonIncluded = (moment: NamedMoment): NamedMoment =>
  moment.half === 'afternoon' && moment.from === null ? { ...moment, half: null, from: NOON_MINUTE } : moment;

/** "Terça ou quarta": none is picked, both are offered. */
function amongSeveral(
  moments: readonly NamedMoment[],
  { slots, timezone }: { slots: readonly Slot[]; timezone: string },
): Pick {
  const free = slots.filter(({ startsAtMs }) => moments.some((moment) => fits(startsAtMs, moment, timezone)));
  return free.length > 0
    ? { kind: 'among', slots: spread(free, { date: null, timezone }), exact: true }
    : { kind: 'among', slots: offerFrom(slots, timezone), exact: false };
}

/** Said on a Monday, "segunda" is next Monday where this one has nothing left. A full Friday ahead is full, and said to be. */
function todayOrNextWeek(
  moment: NamedMoment,
  { known, when: { nowMs, timezone } }: { known: readonly number[]; when: When },
): NamedMoment {
  const { date, isWeekday } = moment;
  if (date === null || !isWeekday || date !== civilDateAt(nowMs, timezone)) return moment;
  const has = (day: CivilDate): boolean =>
    known.some((startsAtMs) => civilDateAt(startsAtMs, timezone) === day);
  const aWeekLater = addDays(date, 7);
  return !has(date) && has(aWeekLater) ? { ...moment, date: aWeekLater } : moment;
}

const agrees = (line: string): boolean =>
  saidYesNoIn(line) === 'yes' ||
  /^(?:serve|esse|essa|esse mesmo|pode marcar|marca|marque)\b/.test(full(line));

function momentPick(
  moment: NamedMoment,
  { offered, slots, timezone }: { offered: readonly number[]; slots: readonly Slot[]; timezone: string },
): Pick {
  if (moment.isClosed) return { kind: 'closed' };
  const { date, minute } = moment;
  if (date !== null && minute !== null) return named({ date, minute }, { slots, timezone });
  const ofOffer = offered.filter((startsAtMs) => fits(startsAtMs, moment, timezone));
  const [first] = ofOffer;
  // T1: a half of a day points at no offer; its day or its hour does.
  const pointsAtOne = ofOffer.length === 1 && (date !== null || minute !== null);
  if (first !== undefined && (pointsAtOne || moment.isAny)) return { kind: 'time', startsAtMs: first };
  const free = slots.filter(({ startsAtMs }) => fits(startsAtMs, moment, timezone));
  const [firstFree] = free;
  if (moment.isAny && firstFree) return { kind: 'time', startsAtMs: firstFree.startsAtMs };
  if (free.length > 0) return { kind: 'among', slots: spread(free, { date, timezone }), exact: true };
  const beside = minute === null ? [] : slotsNear(minute, { slots, timezone });
  const near =
    date === null
      ? beside.length > 0
        ? spread(beside, { date, timezone })
        : offerFrom(slots, timezone)
      : nearestTo(instantOf({ date, minute: NOON_MINUTE, timezone }), slots);
  return { kind: 'among', slots: near, exact: false };
}

const NEAR_MINUTES = 45;
/** "Às 13:45", and no day: the free times beside that hour, whatever the day. */
const slotsNear = (
  minute: number,
  { slots, timezone }: { slots: readonly Slot[]; timezone: string },
): readonly Slot[] =>
  slots.filter(({ startsAtMs }) => Math.abs(minuteOf(startsAtMs, timezone) - minute) <= NEAR_MINUTES);

/** A whole day and hour. Where the free times reach that far, one that is not among them is not to be had. */
function named(
  { date, minute }: { date: CivilDate; minute: number },
  { slots, timezone }: { slots: readonly Slot[]; timezone: string },
): Pick {
  const startsAtMs = instantOf({ date, minute, timezone });
  const last = slots.at(-1)?.startsAtMs ?? Number.NEGATIVE_INFINITY;
  if (startsAtMs > last || slots.some((slot) => slot.startsAtMs === startsAtMs))
    return { kind: 'time', startsAtMs };
  return { kind: 'among', slots: nearestTo(startsAtMs, slots), exact: false };
}

/** Of many times that fit, a few: of one day spread over it, else one a day. */
function spread(
  free: readonly Slot[],
  { date, timezone }: { date: CivilDate | null; timezone: string },
): readonly Slot[] {
  if (date !== null) return offerOfDay(free);
  const days = new Map(free.toReversed().map((slot) => [civilDateAt(slot.startsAtMs, timezone), slot]));
  const oneADay = [...days.values()].sort((a, b) => a.startsAtMs - b.startsAtMs);
  return (oneADay.length > 1 ? oneADay : offerOfDay(free)).slice(0, SLOTS_PER_OFFER);
}

const offerOfDay = (free: readonly Slot[]): readonly Slot[] =>
  [...new Set([free[0], free[Math.floor(free.length / 2)], free.at(-1)])].filter(
    (slot) => slot !== undefined,
  );

/** What the burst wants of a meeting that stands or could stand. */
export function intentOf(lines: readonly string[]): MeetingIntent {
  const intents = lines.map(meetingIntentIn);
  return (
    intents.find((intent) => intent === 'reschedule') ??
    intents.find((intent) => intent === 'cancel') ??
    intents.at(-1) ??
    null
  );
}

/** Times to offer after an answer of the calendar's: near the wished one where there was one. */
export const offersAfter = (
  view: MeetingView,
  { wishedMs, timezone }: { wishedMs: number | null; timezone: string },
): readonly Slot[] => (wishedMs === null ? offerFrom(view.slots, timezone) : nearestTo(wishedMs, view.slots));
