/**
 * The meeting in the talk: which real times are offered, which one the lead's words pick, and what is said of it. It books
 * nothing: a picked time becomes a request, and only the calendar's answer is told as a fact (C5). Pure.
 */
import type { Slot } from '../calendar/calendar.ts';
import { addDays, type CivilDate, civilDateAt, instantOf } from '../calendar/zone.ts';
import type { BurstPart, MeetingOutcome, MeetingView } from './brain.ts';
import { type MeetingIntent, meetingIntentIn } from './extract/meeting-intent.ts';
import { momentIn, type NamedMoment } from './extract/meeting-time.ts';
import { plain, wordsOnly } from './extract/plain-text.ts';
import { yesNoIn } from './extract/yes-no.ts';

/** Times put before a lead at once: more is a list. */
export const SLOTS_PER_OFFER = 3;
/** A tapped row of a list of times carries this and the ISO instant. */
export const SLOT_CHOICE_PREFIX = 'slot_';

const HOUR_MS = 3_600_000;
const NOON_MINUTE = 12 * 60;

type When = { readonly nowMs: number; readonly timezone: string };

/** What the lead's words say about the time. */
export type Pick =
  | { readonly kind: 'time'; readonly startsAtMs: number }
  /** Several fit, or only these are near: they are offered. `exact` is false where nothing fits what was said. */
  | { readonly kind: 'among'; readonly slots: readonly Slot[]; readonly exact: boolean }
  | { readonly kind: 'closed' };

const minuteOf = (ms: number, timezone: string): number =>
  Math.round((ms - instantOf({ date: civilDateAt(ms, timezone), minute: 0, timezone })) / 60_000);

const fits = (startsAtMs: number, { date, minute, half }: NamedMoment, timezone: string): boolean => {
  const at = minuteOf(startsAtMs, timezone);
  return (
    (date === null || civilDateAt(startsAtMs, timezone) === date) &&
    (minute === null || at === minute) &&
    (half === null || (half === 'morning') === at < NOON_MINUTE)
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

/** "A primeira", "o último", "2", of the times last offered. */
function pointedAt(text: string, offered: readonly number[]): number | null {
  const compact = wordsOnly(text);
  if (!POINTS_AT.test(compact)) return null;
  if (/\bultim[oa]\b/.test(compact)) return offered.at(-1) ?? null;
  const bare = /\b([123])\b/.exec(compact)?.[1];
  const index = bare === undefined ? ORDINALS.findIndex((form) => form.test(compact)) : Number(bare) - 1;
  return offered[index] ?? null;
}

/** The time in what the lead wrote, against what was offered and what is free; null when nothing speaks of time. */
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
  const read = momentIn(withoutRefused(line), when) ?? momentIn(line, when);
  const known = [...offered, ...slots.map(({ startsAtMs }) => startsAtMs)];
  const moment = read && thatWeekOrNext(read, { known, timezone: when.timezone });
  const pointed = pointedAt(line, offered);
  // "Segunda" is the Monday where a Monday is on offer, else the second.
  const namesOffered =
    moment?.date != null &&
    offered.some((startsAtMs) => civilDateAt(startsAtMs, when.timezone) === moment.date);
  if (pointed !== null && !namesOffered) return { kind: 'time', startsAtMs: pointed };
  const [only] = offered;
  if (moment === null)
    return only !== undefined && offered.length === 1 && agrees(line)
      ? { kind: 'time', startsAtMs: only }
      : null;
  return momentPick(moment, { offered, slots, timezone: when.timezone });
}

/** "Não posso quarta, pode ser quinta?" and "de quarta pra quinta" speak of Thursday. */
function withoutRefused(line: string): string {
  const clauses = plain(line).split(/[,.;!?]|\bmas\b|\be sim\b/);
  return clauses
    .filter((clause) => !/\bnao (?:vou|posso|consigo|poderei|da|vai|tenho como|serve)\b/.test(clause))
    .join(', ')
    .replace(/\b(?:de|da) (?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?(?= (?:pra|para)\b)/g, ' ');
}

/** Said on a Monday, "segunda" is next Monday where this one has nothing left. */
function thatWeekOrNext(
  moment: NamedMoment,
  { known, timezone }: { known: readonly number[]; timezone: string },
): NamedMoment {
  const { date, isWeekday } = moment;
  if (date === null || !isWeekday) return moment;
  const has = (day: CivilDate): boolean =>
    known.some((startsAtMs) => civilDateAt(startsAtMs, timezone) === day);
  const aWeekLater = addDays(date, 7);
  return !has(date) && has(aWeekLater) ? { ...moment, date: aWeekLater } : moment;
}

const agrees = (line: string): boolean =>
  yesNoIn(line) === 'yes' || /^(?:serve|esse|essa|esse mesmo|pode marcar|marca|marque)\b/.test(plain(line));

function momentPick(
  moment: NamedMoment,
  { offered, slots, timezone }: { offered: readonly number[]; slots: readonly Slot[]; timezone: string },
): Pick {
  if (moment.isClosed) return { kind: 'closed' };
  const { date, minute } = moment;
  if (date !== null && minute !== null) return named({ date, minute }, { slots, timezone });
  const ofOffer = offered.filter((startsAtMs) => fits(startsAtMs, moment, timezone));
  const [first] = ofOffer;
  if (first !== undefined && (ofOffer.length === 1 || moment.isAny))
    return { kind: 'time', startsAtMs: first };
  const free = slots.filter(({ startsAtMs }) => fits(startsAtMs, moment, timezone));
  const [firstFree] = free;
  if (moment.isAny && firstFree) return { kind: 'time', startsAtMs: firstFree.startsAtMs };
  if (free.length > 0) return { kind: 'among', slots: spread(free, { date, timezone }), exact: true };
  const near =
    date === null
      ? offerFrom(slots, timezone)
      : nearestTo(instantOf({ date, minute: NOON_MINUTE, timezone }), slots);
  return { kind: 'among', slots: near, exact: false };
}

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

/** "quarta-feira, dia 25, às 10h". */
export function timeWords(startsAtMs: number, timezone: string): string {
  return `${dayWords(startsAtMs, timezone)}, às ${hourWords(startsAtMs, timezone)}`;
}

function dayWords(ms: number, timezone: string): string {
  const weekday = new Intl.DateTimeFormat('pt-BR', { weekday: 'long', timeZone: timezone }).format(ms);
  return `${weekday}, dia ${Number(civilDateAt(ms, timezone).slice(8))}`;
}

function hourWords(ms: number, timezone: string): string {
  const minute = minuteOf(ms, timezone);
  const rest = minute % 60;
  return `${Math.floor(minute / 60)}h${rest === 0 ? '' : String(rest).padStart(2, '0')}`;
}

/** "terça-feira, dia 24, às 9h ou às 14h, ou quarta-feira, dia 25, às 10h": one flowing line, no list. */
export function slotsLine(slots: readonly Slot[], timezone: string): string {
  const days = new Map<string, string[]>();
  for (const { startsAtMs } of slots) {
    const day = dayWords(startsAtMs, timezone);
    days.set(day, [...(days.get(day) ?? []), `às ${hourWords(startsAtMs, timezone)}`]);
  }
  const parts = [...days].map(([day, hours]) => `${day}, ${orList(hours)}`);
  return parts.length > 1 ? `${parts.slice(0, -1).join('; ')}; ou ${parts.at(-1)}` : (parts[0] ?? '');
}

const orList = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} ou ${words.at(-1)}` : (words[0] ?? '');

const forName = (firstName: string | undefined, lead: string): string =>
  firstName === undefined ? lead : `${lead}, ${firstName}`;

/** The first offer: what follows from having qualified, and real times. */
export function firstOffer({ firstName, line }: { firstName: string | undefined; line: string }): string {
  const opening = firstName === undefined ? 'Pelo' : `${firstName}, pelo`;
  return `${opening} que você me contou, o próximo passo é uma conversa com nosso especialista, e tenho ${line}. Qual fica melhor pra você?`;
}

export const offerAgain = (line: string): string => `Tenho ${line}. Qual fica melhor pra você?`;
export const offerInstead = (line: string): string =>
  `Nesse horário não tenho vaga, mas tenho ${line}. Algum desses serve pra você?`;
export const offerWithinHours = (line: string): string =>
  `As conversas são de segunda a sexta, das 8h às 18h, e tenho ${line}. Qual fica melhor pra você?`;
export const offerToMove = (line: string): string =>
  `Dá pra mudar sim, e tenho ${line}. Qual fica melhor pra você?`;
export const NO_TIMES_TO_MOVE =
  'Dá pra mudar sim. Que dia e hora ficam melhores pra você, de segunda a sexta?';
/** The lead wants to cancel or move what is not there. */
export const NO_MEETING = 'Por aqui não tem nenhuma reunião marcada no momento.';

/** "Sua conversa é quarta-feira, dia 25, às 10h." with its link. */
export function standingMeeting(
  { startsAtMs, meetLink }: { startsAtMs: number; meetLink: string | null },
  timezone: string,
): string {
  return `Sua conversa com nosso especialista é ${timeWords(startsAtMs, timezone)}.${meetLink === null ? '' : ` O link é ${meetLink}`}`;
}

/** "Mateus, lembrando da nossa conversa amanhã, quarta-feira, dia 25, às 10h." with its link, or without a blank one (F17). */
export function reminderWords(
  {
    startsAtMs,
    meetLink,
    firstName,
  }: { startsAtMs: number; meetLink: string | null; firstName: string | undefined },
  { nowMs, timezone }: When,
): string {
  const today = civilDateAt(nowMs, timezone);
  const day = civilDateAt(startsAtMs, timezone);
  const near = day === today ? 'hoje, ' : day === addDays(today, 1) ? 'amanhã, ' : '';
  const link = meetLink === null ? 'Nosso especialista te chama na hora.' : `O link é ${meetLink}`;
  const opening = firstName === undefined ? 'Lembrando' : `${firstName}, lembrando`;
  return `${opening} da nossa conversa com o especialista ${near}${timeWords(startsAtMs, timezone)}. ${link}`;
}

/** What the lead hears after the calendar answered. `offers` are the times that are free now. */
export function outcomeWords(
  outcome: MeetingOutcome,
  {
    firstName,
    hasEmail,
    offers,
    timezone,
    isStillBooked,
  }: {
    firstName: string | undefined;
    hasEmail: boolean;
    offers: readonly Slot[];
    timezone: string;
    isStillBooked: boolean;
  },
): string {
  const line = slotsLine(offers, timezone);
  switch (outcome.kind) {
    case 'booked':
    case 'moved': {
      const done = forName(firstName, outcome.kind === 'booked' ? 'Reunião marcada' : 'Reunião remarcada');
      const link =
        outcome.meetLink === null
          ? hasEmail
            ? ' Os detalhes vão no convite.'
            : ' Nosso especialista te chama na hora.'
          : ` O link é ${outcome.meetLink}`;
      return `${done}: ${timeWords(outcome.startsAtMs, timezone)}.${link}`;
    }
    case 'cancelled':
      return `${forName(firstName, 'Reunião cancelada')}. Quando quiser marcar de novo, é só me dizer o dia.`;
    case 'none':
      return line === '' ? NO_MEETING : `${NO_MEETING} ${offerAgain(line)}`;
    case 'taken':
      return line === ''
        ? 'Esse horário acabou de ser ocupado. Que outro dia e hora ficam bons pra você?'
        : `Esse horário acabou de ser ocupado, mas tenho ${line}. Qual fica melhor pra você?`;
    case 'refused':
      return line === ''
        ? 'Nesse horário não dá pra marcar. Que outro dia e hora ficam bons pra você, de segunda a sexta?'
        : `Nesse horário não dá pra marcar, mas tenho ${line}. Qual fica melhor pra você?`;
    case 'unavailable':
      if (isStillBooked)
        return 'A agenda não abriu por aqui agora, então sua conversa continua marcada como estava. Me manda uma mensagem daqui a pouco que eu tento de novo.';
      return 'A agenda não abriu por aqui agora, então ainda não está marcado. Me manda uma mensagem daqui a pouco que eu confirmo pra você.';
  }
}

/** Times to offer after an answer of the calendar's: near the wished one where there was one. */
export const offersAfter = (
  view: MeetingView,
  { wishedMs, timezone }: { wishedMs: number | null; timezone: string },
): readonly Slot[] => (wishedMs === null ? offerFrom(view.slots, timezone) : nearestTo(wishedMs, view.slots));
