/** Scenes in which something fails while a person takes over. */
import type { Far } from '../journal.ts';
import type { Act, Scene, Step } from '../plan.ts';
import type { Draw } from '../random.ts';
import { answersThenMoves, MINUTE, midTurn, SECOND, says, TURN_ENDS, takes, untilReturn } from './parts.ts';

/** The pauses between a queue's retries, and the minute of what repairs the rest. */
const SETTLE_MS = 12 * MINUTE;
/** Behind a worker that died unseen: its message is hidden for six minutes first. */
const AFTER_DEATH_MS = 18 * MINUTE;

type Fault = Extract<Act, { do: 'fault' }>;
const fault = (
  draw: Draw,
  of: Far,
  { from, to, ms, how }: { from: number; to: number; ms: readonly [number, number]; how: Fault['how'] },
): Step => ({ at: draw.between(from, to), do: 'fault', of, how, ms: draw.between(...ms) });

/** A person answers by phone or in the CRM's chat while one far end is away; the lead's older words are on their way. */
const answersDuring = (
  id: string,
  about: string,
  of: Far,
  how: Fault['how'],
  ms: readonly [number, number] = [5 * SECOND, 40 * SECOND],
): Scene => ({
  id,
  about,
  settleMs: SETTLE_MS,
  weather: (draw) => [fault(draw, of, { from: 2 * SECOND, to: 20 * SECOND, ms, how })],
  steps: (draw) => [
    says(0),
    ...answersThenMoves(draw, draw.between(2 * SECOND, 30 * SECOND), draw.pick(['phone', 'phone', 'chat'])),
  ],
});

export const FAULT_SCENES: readonly Scene[] = [
  midTurn({
    id: 'R3',
    about: 'a takeover while the turn writes to a CRM that is slow',
    from: 6 * SECOND,
    to: 40 * SECOND,
    settleMs: SETTLE_MS,
    weather: (draw) => [
      fault(draw, 'crm', { from: 5 * SECOND, to: 15 * SECOND, ms: [15 * SECOND, 40 * SECOND], how: 'slow' }),
    ],
  }),
  midTurn({
    id: 'R5',
    about: 'a takeover between the decision and the wire, WhatsApp being slow',
    from: 6 * SECOND,
    to: 30 * SECOND,
    settleMs: SETTLE_MS,
    weather: (draw) => [
      fault(draw, 'whatsapp', {
        from: 5 * SECOND,
        to: 15 * SECOND,
        ms: [15 * SECOND, 40 * SECOND],
        how: 'slow',
      }),
    ],
  }),
  {
    id: 'R8',
    about: 'the worker dies in the midst of its turn, and the message comes again',
    settleMs: AFTER_DEATH_MS,
    weather: (draw) => [
      { at: draw.between(0, 10 * SECOND), do: 'kill', ms: draw.between(SECOND, 14 * SECOND) },
      { at: draw.between(10 * SECOND, 16 * SECOND), do: 'kill', ms: draw.between(100, 14 * SECOND) },
    ],
    steps: (draw) => {
      const takenAt = draw.between(5 * SECOND, 45 * SECOND);
      return [
        says(0),
        takes(draw, takenAt),
        ...untilReturn(draw, takenAt, { heldMs: [8 * MINUTE, 9 * MINUTE] }),
      ];
    },
  },
  midTurn({
    id: 'R16',
    about: 'the CRM or the cache is away while a person takes the card',
    from: 0,
    to: TURN_ENDS,
    settleMs: SETTLE_MS,
    weather: (draw) => [
      fault(draw, draw.pick(['crm', 'cache', 'crm']), {
        from: 0,
        to: 12 * SECOND,
        ms: [10 * SECOND, 60 * SECOND],
        how: draw.pick(['refuses', 'refuses', 'loses_answers']),
      }),
    ],
  }),
  answersDuring('P13', 'a person answers while the database is slow', 'database', 'slow'),
  answersDuring('P7', 'a person answers while the database loses its answers', 'database', 'loses_answers'),
  answersDuring('I1', 'a person answers while the database is away', 'database', 'refuses'),
  answersDuring('P19', 'a person answers while the queue refuses', 'queue', 'refuses'),
  answersDuring('P20', 'a person answers while the cache is away', 'cache', 'refuses'),
  answersDuring('P21', 'a person answers while the CRM refuses once', 'crm', 'refuses', [300, 3 * SECOND]),
  answersDuring('I6', 'a person answers while WhatsApp loses its answers', 'whatsapp', 'loses_answers', [
    SECOND,
    10 * SECOND,
  ]),
];
