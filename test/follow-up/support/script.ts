/** What may happen to a lead that was spoken to and keeps silent, as data: drawn by fast-check, read by people. */
import fc from 'fast-check';

/** Where a person may put the card besides back: the lead is followed up in none of them. */
const PLACES = [
  'atendimento_humano',
  'atendimento_humano',
  'desqualificado',
  'reuniao_agendada',
  'nao_interessado',
  'won',
] as const;

const only = <const T>(value: T) => fc.constant(value);

/** What people do. */
const someAct = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: only('the lead writes'),
      words: fc.constantFrom('oi?', 'não entendi', '850'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: only('a person moves the card'),
      to: fc.constantFrom(...PLACES),
      told: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: only('the card is given back'), told: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: only('a person answers from the phone') }) },
  { weight: 1, arbitrary: fc.record({ what: only('a meeting is booked') }) },
  { weight: 1, arbitrary: fc.record({ what: only('the lead opts out') }) },
);
export type Act = typeof someAct extends fc.Arbitrary<infer A> ? A : never;

/** Where in a firing an act falls: at a call to Postgres, or while the words are being found. */
const MOMENTS = [
  'after follow_up_turn',
  'after observe_stage',
  'before commit_send',
  'after commit_send',
  'before settle_follow_up',
  'after settle_follow_up',
  'while it is worded',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** What breaks. */
const someFault = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: only('Kommo is down when it fires'),
      minutes: fc.constantFrom(4, 12, 12, 12, 75),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: only('the Scheduler is down when it fires'),
      minutes: fc.constantFrom(5, 60, 1500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: only('Redis is down'), minutes: fc.constantFrom(10, 1500) }) },
  { weight: 2, arbitrary: fc.record({ what: only('the schedule is lost') }) },
  { weight: 2, arbitrary: fc.record({ what: only('an old schedule fires') }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: only('schedules fire twice'), times: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: only('schedules fire late'), minutes: fc.constantFrom(1, 45, 700) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: only('the next firing dies'),
      atRequest: fc.integer({ min: 1, max: 16 }),
      how: fc.constantFrom('cut', 'cut_answer'),
    }),
  },
);
export type Fault = typeof someFault extends fc.Arbitrary<infer F> ? F : never;

const somePassing = fc.oneof(
  { weight: 5, arbitrary: only('until it fires') },
  { weight: 2, arbitrary: fc.record({ minutes: fc.integer({ min: 0, max: 45 }) }) },
  { weight: 2, arbitrary: fc.record({ minutes: fc.constantFrom(60, 240, 600, 1000) }) },
  { weight: 1, arbitrary: fc.record({ minutes: fc.constantFrom(1440, 2880, 4320) }) },
);

const someStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: someAct,
      when: fc.oneof(
        { weight: 2, arbitrary: only('now') },
        { weight: 3, arbitrary: fc.constantFrom(...MOMENTS) },
      ),
      passing: somePassing,
    }),
  },
  { weight: 2, arbitrary: fc.record({ fault: someFault, passing: somePassing }) },
);
export type Step = typeof someStep extends fc.Arbitrary<infer S> ? S : never;

/** When the bot asked its question: in the day, before a closing, before a weekend, in one, in a night. */
const STARTS = ['1 10:00', '2 17:20', '3 07:31', '4 22:00', '5 17:40', '6 12:00'] as const;

/** `start`: weekday (1 is Monday) and time in São Paulo, at the next such moment of the world that is played in. */
export const someScript = (stepsMax: number) =>
  fc.record({
    start: fc.constantFrom(...STARTS),
    wordedInSeconds: fc.constantFrom(0, 0, 8),
    steps: fc.array(someStep, { maxLength: stepsMax }),
  });
export type Script = {
  readonly start: string;
  readonly wordedInSeconds: number;
  readonly steps: readonly Step[];
};

const detail = ({ what, ...rest }: Act | Fault): string =>
  [what, ...Object.entries(rest).map(([name, value]) => `${name} ${value}`)].join(', ');

/** One line. */
export function told(step: Step): string {
  const after = step.passing === 'until it fires' ? step.passing : `${step.passing.minutes} min`;
  return `${'act' in step ? `${detail(step.act)} [${step.when}]` : detail(step.fault)} · then ${after}`;
}
