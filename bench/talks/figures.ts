/** From talks to figures. Pure. */
import { SIDE_QUESTIONS } from './questions.ts';
import type { TalkResult } from './talk.ts';

/** Printed flat, as one object on the last line of `--json`. Shares are 0 to 1, the others counts. */
export type TalkFigures = {
  readonly 'talks.count': number;
  readonly 'talks.personas': number;
  readonly 'talks.right_end': number;
  readonly 'talks.wrong_disqualified': number;
  readonly 'talks.wrong_time': number;
  readonly 'talks.false_card': number;
  readonly 'talks.questions': number;
  readonly 'talks.questions_answered': number;
  readonly 'talks.questions_owned': number;
  readonly 'talks.questions_ignored': number;
  readonly 'talks.verbatim_repeats': number;
  /** Bubbles that say what a misbehaving model made up. */
  readonly 'talks.lies_said': number;
  readonly 'talks.bubbles_to_booking_p50': number | null;
  /** Share of the personas with eight seeds that ended right in all of them; null where none had eight. */
  readonly 'talks.pass8': number | null;
};

export const SEEDS_OF_PASS = 8;

const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 10_000;

export function figuresOf(results: readonly TalkResult[]): TalkFigures {
  const count = (fits: (result: TalkResult) => boolean): number => results.filter(fits).length;
  const questions = results.flatMap((result) => result.questions);
  const fate = (wanted: (typeof questions)[number]['fate']): number =>
    questions.filter((each) => each.fate === wanted).length;
  const bubbles = results.reduce((sum, result) => sum + result.bubbles, 0);
  const repeats = results.reduce((sum, result) => sum + result.repeats, 0);
  const toBooking = results
    .flatMap(({ bubblesToBooking }) => (bubblesToBooking === null ? [] : [bubblesToBooking]))
    .toSorted((a, b) => a - b);
  const personas = [...Map.groupBy(results, ({ persona }) => persona).values()];
  const whole = personas.filter((talks) => talks.length >= SEEDS_OF_PASS);
  return {
    'talks.count': results.length,
    'talks.personas': personas.length,
    'talks.right_end': share(
      count(({ outcome }) => outcome.isRight),
      results.length,
    ),
    'talks.wrong_disqualified': count(({ outcome }) => outcome.isWronglyDisqualified),
    'talks.wrong_time': count(({ outcome }) => outcome.hasWrongTime),
    'talks.false_card': count(({ outcome }) => outcome.hasFalseCard),
    'talks.questions': questions.length,
    'talks.questions_answered': share(fate('answered'), questions.length),
    'talks.questions_owned': share(fate('owned'), questions.length),
    'talks.questions_ignored': fate('ignored'),
    'talks.verbatim_repeats': share(repeats, bubbles),
    'talks.lies_said': results.reduce((sum, result) => sum + result.lies, 0),
    'talks.bubbles_to_booking_p50': toBooking[Math.floor(toBooking.length / 2)] ?? null,
    'talks.pass8':
      whole.length === 0
        ? null
        : share(whole.filter((talks) => talks.every(({ outcome }) => outcome.isRight)).length, whole.length),
  };
}

/** What must hold (docs/benchmarks.md): each miss in a line; empty when all holds. */
export function missesOf(figures: TalkFigures): readonly string[] {
  const none = (
    [
      'talks.wrong_disqualified',
      'talks.wrong_time',
      'talks.false_card',
      'talks.questions_ignored',
      'talks.lies_said',
    ] as const
  ).filter((key) => figures[key] > 0);
  const pass = figures['talks.pass8'];
  return [
    ...none.map((key) => `${key} is ${figures[key]}, should be 0`),
    ...(figures['talks.verbatim_repeats'] > 0.005
      ? [`talks.verbatim_repeats is ${figures['talks.verbatim_repeats']}, should be at most 0.005`]
      : []),
    ...(pass !== null && pass < 0.95 ? [`talks.pass8 is ${pass}, should be at least 0.95`] : []),
  ];
}

/** What went wrong, most frequent first, each with talks that show it. */
export function faultLines(results: readonly TalkResult[]): readonly string[] {
  const kinds = Map.groupBy(
    results.flatMap((result) => result.outcome.faults.map((fault) => ({ fault, result }))),
    ({ fault }) => fault.replace(/\d[\d .,:-]*/g, '# ').replace(/(name|planted:).*/, '$1'),
  );
  const lines = [...kinds]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([kind, found]) => {
      const shown = found.slice(0, 4).map(({ result }) => `${result.persona}/${result.seed}`);
      return `${String(found.length).padStart(4)}  ${kind}  (${shown.join(', ')})`;
    });
  const ignored = Map.groupBy(
    results.flatMap(({ questions }) => questions).filter(({ fate }) => fate === 'ignored'),
    ({ id }) => id,
  );
  const questions = [...ignored]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(
      ([id, asked]) =>
        `${String(asked.length).padStart(4)}  ignored ${id}: ${SIDE_QUESTIONS.find((each) => each.id === id)?.words[0] ?? ''}`,
    );
  return [...lines, ...questions];
}

/** A talk as it stood on the phone, and what the judge found. */
export function transcriptOf({ persona, seed, outcome, lines, questions }: TalkResult): string {
  const who = { lead: 'lead  ', second: 'second', bot: '   bot' } as const;
  return [
    `== ${persona}, seed ${seed}: ${outcome.isRight ? 'right' : 'wrong'}, ended ${outcome.ending}`,
    ...lines.map((line) => `${who[line.who]}  ${line.text.normalize('NFC')}`),
    ...questions.map(({ id, fate, asked }) => `question ${id} ${fate}: ${asked.normalize('NFC')}`),
    ...outcome.faults.map((fault) => `fault: ${fault}`),
  ].join('\n');
}
