/** A time named to an open offer, read by what the brain then does: which time it takes, which times it offers. */
import * as z from 'zod/mini';
import type { Facts } from '../../../lib/agent/extract/facts.ts';
import { FLOWS } from '../../../lib/agent/extract/facts.ts';
import { addDays, civilDateAt, instantOf, weekdayOf } from '../../../lib/calendar/zone.ts';
import { MONDAY_TEN } from '../talks.ts';
import { replyTo, type Verdict } from './readers.ts';

const ZONE = 'America/Sao_Paulo';
const HALF_HOUR_MS = 30 * 60_000;
const NEAR_MS = 45 * 60_000;
const DAY_MINUTES = { opens: 8 * 60, noon: 12 * 60, closes: 18 * 60 } as const;

const When = z.strictObject({
  day: z.optional(z.string()),
  time: z.optional(z.string()),
  part: z.optional(z.enum(['manha', 'tarde'])),
  after: z.optional(z.string()),
  before: z.optional(z.string()),
  refused: z.optional(z.array(z.string())),
  week: z.optional(z.literal('next')),
  /** Any time will do. */
  any: z.optional(z.literal(true)),
});
type When = z.infer<typeof When>;

const TODAY = civilDateAt(MONDAY_TEN, ZONE);
const NEXT_WEEK = [7, 8, 9, 10, 11].map((days) => String(addDays(TODAY, days)));

/** Two weeks of half hours from Monday to Friday, those that are not over yet. */
const SLOTS = Array.from({ length: 14 }, (_, days) => addDays(TODAY, days))
  .filter((date) => ![0, 6].includes(weekdayOf(date)))
  .flatMap((date) =>
    Array.from({ length: (DAY_MINUTES.closes - DAY_MINUTES.opens) / 30 }, (_, index) =>
      instantOf({ date, minute: DAY_MINUTES.opens + index * 30, timezone: ZONE }),
    ),
  )
  .filter((startsAtMs) => startsAtMs > MONDAY_TEN)
  .map((startsAtMs) => ({ startsAtMs, endsAtMs: startsAtMs + HALF_HOUR_MS }));

const at = (day: string, time: string): number => Date.parse(`${day}T${time}:00-03:00`);
/** What was offered before the lead writes: Tuesday 9h and 14h, Wednesday 10h. */
const OFFERED = [at('2026-11-24', '09:00'), at('2026-11-24', '14:00'), at('2026-11-25', '10:00')];

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const dayOf = (ms: number): string => String(civilDateAt(ms, ZONE));
const minuteOf = (ms: number): number =>
  Math.round((ms - instantOf({ date: civilDateAt(ms, ZONE), minute: 0, timezone: ZONE })) / 60_000);

const isWhole = (when: When): when is When & { day: string; time: string } =>
  when.day !== undefined && when.time !== undefined;

/** "Às 13:45" begins no meeting: the times around it are heard as meant. */
const isAt = (minute: number, meant: number): boolean =>
  meant % 30 === 0 ? minute === meant : Math.abs(minute - meant) * 60_000 <= NEAR_MS;

function fits(ms: number, when: When): boolean {
  const minute = minuteOf(ms);
  return (
    (when.day === undefined || dayOf(ms) === when.day) &&
    (when.time === undefined || isAt(minute, minutesOf(when.time))) &&
    (when.part === undefined || (when.part === 'manha') === minute < DAY_MINUTES.noon) &&
    (when.after === undefined || minute >= minutesOf(when.after)) &&
    (when.before === undefined || minute < minutesOf(when.before)) &&
    (when.week === undefined || NEXT_WEEK.includes(dayOf(ms))) &&
    !(when.refused ?? []).includes(dayOf(ms))
  );
}

export async function readsTime(text: string, expected: readonly unknown[], known: Facts): Promise<Verdict> {
  const reply = await replyTo(text, {
    question: 'meeting_time',
    facts: {
      ...known,
      email: 'ana@exemplo.com.br',
      decisionMaker: true,
      hasOwnPlant: false,
      hasLoyaltyContract: false,
      interested: true,
    },
    meeting: { slots: SLOTS, booking: null, outcome: null },
    dialogue: {
      stage: 'agendamento',
      lastQuestion: 'meeting_time',
      menuShown: [...FLOWS],
      asked: { meeting_time: 1 },
      slotsOffered: OFFERED,
    },
  });
  const request = reply.meetingRequest;
  const taken =
    request !== null && request.kind !== 'cancel' ? request.startsAtMs : (reply.dialogue.slotPicked ?? null);
  const said = reply.bubbles.join(' ');
  const offered = (reply.dialogue.slotsOffered ?? []).filter((ms) =>
    said.includes(`dia ${Number(dayOf(ms).slice(8))}`),
  );
  const isRight = expected
    .map((right) => When.parse(right))
    .some((when) => {
      if (isWhole(when)) {
        const meant = at(when.day, when.time);
        // One time put before the lead again ("…, certo?") has been heard.
        const isReadBack = taken === null && offered.length === 1 && offered[0] === meant;
        if (SLOTS.some(({ startsAtMs }) => startsAtMs === meant)) return taken === meant || isReadBack;
        // "Quinze pras três" begins no meeting: the times around it are heard as meant.
        return taken === null && offered.length > 0 && offered.every((ms) => Math.abs(ms - meant) <= NEAR_MS);
      }
      const isOpen = Object.keys(when).every((key) => key === 'refused');
      if (taken !== null) return !isOpen && fits(taken, when);
      if (isOpen)
        return (
          offered.every((ms) => fits(ms, when)) &&
          !(when.refused ?? []).some(
            (day) => offered.length > 0 && said.includes(`dia ${Number(day.slice(8))},`),
          )
        );
      return offered.length > 0 && offered.every((ms) => fits(ms, when));
    });
  const words = (ms: number): string => new Date(ms - 3 * 3_600_000).toISOString().slice(0, 16);
  return { isRight, got: { taken: taken === null ? null : words(taken), offered: offered.map(words) } };
}
