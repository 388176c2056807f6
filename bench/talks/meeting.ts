/** The lead's part about the meeting: which time is agreed to, and what happens once it is booked. */
import type { Memory } from './memory.ts';
import { SIDE_QUESTIONS } from './questions.ts';
import { type Asked, tellsBooked, tellsCancelled, timesIn } from './reading.ts';
import { dayOfMonth, daysAhead, instantOf, midnightOf, minuteOf, timeWords, weekdayOf } from './times.ts';
import { yesWords } from './wording.ts';

const NOON = 12 * 60;
const OWN_HOURS = [9, 10, 11, 14, 15, 16] as const;

type Said = { readonly asked: Asked | null; readonly said: string; readonly nowMs: number };

/** What the lead writes; nothing when all is settled. */
export function meet(
  memory: Memory,
  { asked, said, nowMs, isAfter = false }: Said & { isAfter?: boolean },
): readonly string[] {
  if (isAfter) return afterwards(memory, { asked, said, nowMs });
  if (asked === 'confirm_time') return confirming(memory, { asked, said, nowMs });
  return choosing(memory, { asked, said, nowMs });
}

function confirming(memory: Memory, { said, nowMs }: Said): readonly string[] {
  const proposed = timesIn(said)
    .map((named) => instantOf(named, nowMs))
    .filter((ms) => ms !== null);
  const [only] = proposed;
  if (only === undefined) return [yesWords(memory.random)];
  const fits =
    memory.wish === null
      ? memory.wishDay === null || midnightOf(only) === memory.wishDay
      : proposed.includes(memory.wish);
  if (fits) {
    memory.wish = only;
    return [yesWords(memory.random)];
  }
  return [`não, ${words(memory, memory.wish ?? only, nowMs, 'digits')}`];
}

const words = (memory: Memory, ms: number, nowMs: number, how: 'digits' | 'spelled' | 'date'): string =>
  timeWords(ms, nowMs, memory.random, how);

/** A time of the lead's own, on a workday of the coming week. */
function ownTime(
  memory: Memory,
  nowMs: number,
  { not = [], isAfternoon = false }: { not?: readonly number[]; isAfternoon?: boolean } = {},
): number {
  const days = daysAhead(nowMs).filter((day) => !not.includes(day));
  const hours = isAfternoon ? OWN_HOURS.filter((hour) => hour * 60 > NOON) : OWN_HOURS;
  return (
    memory.random.pick(days.length > 0 ? days : daysAhead(nowMs)) + memory.random.pick(hours) * 60 * 60_000
  );
}

const agree = (memory: Memory, ms: number): number => {
  memory.wish = ms;
  return ms;
};

const ORDINALS = [
  ['a primeira', 'o primeiro horário', 'pode ser a primeira opção'],
  ['a segunda opção', 'o segundo horário', 'pode ser o segundo'],
  ['a terceira opção', 'o terceiro horário', 'pode ser o terceiro'],
] as const;

function choosing(memory: Memory, { said, nowMs }: Said): readonly string[] {
  const { random, persona } = memory;
  const offered = timesIn(said)
    .map((named) => instantOf(named, nowMs))
    .filter((ms) => ms !== null);
  const pickOffered = (list: readonly number[]): readonly string[] => [
    words(memory, agree(memory, random.pick(list)), nowMs, random.pick(['digits', 'digits', 'spelled'])),
  ];
  // A time of its own was named and is not free, or was not understood: one of what is offered, or the same again.
  if (memory.wish !== null) {
    if (offered.includes(memory.wish) || offered.length === 0)
      return [words(memory, memory.wish, nowMs, 'digits')];
    return pickOffered(offered);
  }
  if (memory.wishDay !== null) {
    const ofDay = offered.filter((ms) => midnightOf(ms) === memory.wishDay);
    return pickOffered(
      ofDay.length > 0 ? ofDay : offered.length > 0 ? offered : [memory.wishDay + 14 * 60 * 60_000],
    );
  }
  switch (persona.time) {
    case 'offered':
      return offered.length > 0
        ? pickOffered(offered)
        : [words(memory, agree(memory, ownTime(memory, nowMs)), nowMs, 'digits')];
    case 'ordinal': {
      const index = Math.min(random.int(3), offered.length - 1);
      const ms = offered[index];
      if (ms === undefined) return [words(memory, agree(memory, ownTime(memory, nowMs)), nowMs, 'digits')];
      agree(memory, ms);
      return [random.pick(ORDINALS[index] ?? ORDINALS[0])];
    }
    case 'own':
      return [words(memory, agree(memory, ownTime(memory, nowMs)), nowMs, 'digits')];
    case 'spelled':
      return [words(memory, agree(memory, ownTime(memory, nowMs)), nowMs, 'spelled')];
    case 'date':
      return [words(memory, agree(memory, ownTime(memory, nowMs)), nowMs, 'date')];
    case 'refuses': {
      const refused = midnightOf(offered[0] ?? midnightOf(nowMs, 1));
      const ms = agree(memory, ownTime(memory, nowMs, { not: [refused] }));
      const day = weekdayOf(refused);
      return [
        random.pick([
          `na ${day} tenho médico, ${words(memory, ms, nowMs, 'spelled')}`,
          `${day} não posso, ${words(memory, ms, nowMs, 'digits')}`,
          `${day} não, ${words(memory, ms, nowMs, 'digits')}`,
        ]),
      ];
    }
    case 'afternoon': {
      if (!memory.done.has('afternoon')) {
        memory.done.add('afternoon');
        return [random.pick(['de tarde é melhor', 'só posso à tarde', 'prefiro de tarde'])];
      }
      const late = offered.filter((ms) => minuteOf(ms) >= NOON);
      return late.length > 0
        ? pickOffered(late)
        : [words(memory, agree(memory, ownTime(memory, nowMs, { isAfternoon: true })), nowMs, 'digits')];
    }
    case 'busy': {
      // The calendar is full on that day (talk.ts): whatever is booked must be one of the times offered instead.
      if (memory.done.has('busy'))
        return offered.length > 0
          ? pickOffered(offered)
          : [words(memory, agree(memory, ownTime(memory, nowMs)), nowMs, 'digits')];
      memory.done.add('busy');
      return [words(memory, busyDayOf(nowMs) + 15 * 60 * 60_000, nowMs, 'digits')];
    }
    case 'day_first': {
      memory.wishDay = random.pick(daysAhead(nowMs));
      return [
        random.pick([
          weekdayOf(memory.wishDay),
          `na ${weekdayOf(memory.wishDay)}`,
          `pode ser ${weekdayOf(memory.wishDay)}`,
          `dia ${dayOfMonth(memory.wishDay)}`,
        ]),
      ];
    }
  }
}

/** The day on which nothing is free for who finds its time as `busy`: the second workday from now. */
export const busyDayOf = (nowMs: number): number => daysAhead(nowMs)[1] ?? midnightOf(nowMs, 2);

/** Once it is booked: thanks, a question, another time, no time at all. */
function afterwards(memory: Memory, { asked, said, nowMs }: Said): readonly string[] {
  const { persona, random, done } = memory;
  const has = (trait: (typeof persona.traits)[number]): boolean =>
    persona.traits.includes(trait) && !done.has(trait);
  // A day without an hour: what was booked on it is what was agreed to.
  if (tellsBooked(said)) {
    const told =
      timesIn(said)
        .map((named) => instantOf(named, nowMs))
        .find((ms) => ms !== null) ?? null;
    memory.bookedMs = told;
    if (
      memory.wish === null &&
      memory.wishDay !== null &&
      told !== null &&
      midnightOf(told) === memory.wishDay
    )
      memory.wish = told;
  }
  const booked = memory.bookedMs ?? memory.wish ?? nowMs;
  if (has('moves') || has('moves_bare')) {
    const isBare = has('moves_bare');
    done.add('moves').add('moves_bare').add('moving');
    const ms = agree(memory, ownTime(memory, nowMs, { not: [midnightOf(booked)] }));
    const time = words(memory, ms, nowMs, 'digits').replace(/^pode ser /, '');
    return [
      isBare
        ? random.pick([
            `${weekdayOf(booked)} não vai dar, ${time}`,
            `${weekdayOf(booked)} não consigo mais, pode ser ${time}?`,
          ])
        : random.pick([`preciso remarcar pra ${time}`, `dá pra mudar pra ${time}?`, `muda pra ${time}`]),
    ];
  }
  if (done.has('moving') && !tellsBooked(said)) {
    if (asked === 'confirm_time') return confirming(memory, { asked, said, nowMs });
    if (asked === 'offer' || asked === 'day') return choosing(memory, { asked, said, nowMs });
  }
  if (has('cancels')) {
    done.add('cancels').add('cancel');
    return [
      random.pick([
        'preciso cancelar a reunião',
        'quero cancelar a reunião',
        'não vou mais poder, cancela a reunião',
      ]),
    ];
  }
  if (done.has('cancel')) {
    if (tellsCancelled(said) || done.has('confirmed_cancel')) return [];
    done.add('confirmed_cancel');
    return asked === null ? [] : ['sim, pode cancelar'];
  }
  if (has('second_number')) {
    done.add('second_number');
    return ['oi, sou o marido dela, ela já marcou com vocês'];
  }
  if (has('thanks_after')) {
    done.add('thanks_after');
    return [random.pick(['obrigado!', 'valeu', 'ok, obrigado'])];
  }
  if (has('asks_after')) {
    done.add('asks_after').add('asking_after');
    return [random.pick(random.pick(SIDE_QUESTIONS).words)];
  }
  return [];
}
