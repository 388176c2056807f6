/** Every scene, by the row of docs/failures.md whose moment it plays. */
import type { Scene } from '../plan.ts';
import { FAULT_SCENES } from './faults.ts';
import {
  answersThenMoves,
  anyContent,
  DEBOUNCE_ENDS,
  HOUR,
  MINUTE,
  MODEL_ENDS,
  midTurn,
  returns,
  SECOND,
  says,
  TURN_ENDS,
  takes,
  untilReturn,
} from './parts.ts';

const CALM_MS = 100 * SECOND;

const RACES: readonly Scene[] = [
  midTurn({ id: 'R1', about: 'a takeover while a burst waits for its debounce', from: 0, to: DEBOUNCE_ENDS }),
  midTurn({ id: 'R2', about: 'a takeover while the model runs', from: DEBOUNCE_ENDS, to: MODEL_ENDS }),
  midTurn({ id: 'R4', about: 'a takeover between two bubbles', from: 8 * SECOND, to: TURN_ENDS }),
  midTurn({
    id: 'R6',
    about: 'a takeover while a turn waits for the one before it',
    from: 100,
    to: 45 * SECOND,
    more: (draw) => [says(draw.between(6_500, 14_000), anyContent(draw)), says(draw.between(14_000, 22_000))],
  }),
  {
    id: 'R7',
    about: 'a takeover while a follow-up is queued or firing',
    settleMs: CALM_MS,
    steps: (draw) => {
      // Half an hour after the last bubble, which left eight to twenty-four seconds after the words.
      const takenAt = 30 * MINUTE + draw.between(0, 40 * SECOND);
      return [says(0), takes(draw, takenAt), ...untilReturn(draw, takenAt + 10 * MINUTE)];
    },
  },
  {
    id: 'R9',
    about: 'events of one second, late and out of order, tell of an older state',
    settleMs: CALM_MS,
    steps: (draw) => {
      const first = draw.between(2 * SECOND, 18 * SECOND);
      const again = first + draw.between(400, 3 * SECOND);
      return [
        says(0),
        takes(draw, first, { notice: 'told' }),
        { ...returns(draw, first + 200, 'late'), at: first + draw.between(150, 390) },
        takes(draw, again, { notice: 'told' }),
        ...untilReturn(draw, again),
      ];
    },
  },
  {
    id: 'R10',
    about: 'what is written back after the model ends a pause',
    settleMs: CALM_MS,
    steps: (draw) => {
      const takenAt = draw.between(DEBOUNCE_ENDS, 16 * SECOND);
      return [
        says(0),
        takes(draw, takenAt, { notice: 'told' }),
        says(takenAt + draw.between(15 * SECOND, 25 * SECOND)),
        ...untilReturn(draw, takenAt),
      ];
    },
  },
  {
    id: 'R12',
    about: 'the card is with a person before the first word',
    settleMs: CALM_MS,
    fresh: true,
    steps: (draw) => [
      { at: 0, do: 'is_sellers' },
      says(draw.between(SECOND, 20 * SECOND)),
      ...untilReturn(draw, 20 * SECOND),
    ],
  },
  {
    id: 'R13',
    about: 'a person answers from the phone or the CRM, and the card does not move at once',
    settleMs: CALM_MS,
    steps: (draw) => [
      says(0),
      ...answersThenMoves(draw, draw.between(0, TURN_ENDS), draw.pick(['phone', 'phone', 'chat'])),
    ],
  },
  {
    id: 'R15',
    about: 'what is no text comes while a person has the card: no away text, no typing, no receipt',
    settleMs: CALM_MS,
    steps: (draw) => {
      const takenAt = draw.between(0, TURN_ENDS);
      return [
        says(0, anyContent(draw)),
        takes(draw, takenAt),
        says(takenAt + draw.between(2 * SECOND, 30 * SECOND), 'voice'),
        says(takenAt + draw.between(2 * SECOND, 30 * SECOND), 'image'),
        ...untilReturn(draw, takenAt),
      ];
    },
  },
  {
    id: 'R17',
    about: 'the card comes back, and the next words are answered though nobody told of it',
    settleMs: CALM_MS,
    steps: (draw) => {
      const backAt = draw.between(30 * SECOND, 90 * SECOND);
      return [
        takes(draw, 0),
        says(draw.between(SECOND, 8 * SECOND)),
        returns(draw, backAt, 'lost'),
        says(backAt + draw.between(2 * SECOND, 10 * SECOND), draw.pick(['text', 'text', 'image'])),
      ];
    },
  },
  {
    id: 'R18',
    about: 'what was said to the person is not answered after the return',
    settleMs: CALM_MS,
    steps: (draw) => {
      const backAt = draw.between(40 * SECOND, 80 * SECOND);
      return [
        takes(draw, 0),
        ...Array.from({ length: 4 }, () => says(draw.between(SECOND, backAt - SECOND))),
        returns(draw, backAt),
        says(backAt + draw.between(2 * SECOND, 10 * SECOND)),
      ];
    },
  },
  {
    id: 'R19',
    about: 'half of the leads are taken, their namesakes in other cities are not',
    settleMs: CALM_MS,
    steps: (draw, index) => {
      const takenAt = draw.between(0, TURN_ENDS);
      const next = draw.between(30 * SECOND, 60 * SECOND);
      return index % 2 === 0
        ? [says(0), takes(draw, takenAt), ...untilReturn(draw, takenAt)]
        : [says(0), says(next), says(next + draw.between(200, 20 * SECOND), anyContent(draw))];
    },
  },
  {
    id: 'R20',
    about: 'the lead asks for a person: one goodbye, whatever else it writes',
    settleMs: CALM_MS,
    steps: (draw) => [
      { at: 0, do: 'says', content: 'text', wish: 'person' },
      says(draw.between(30 * SECOND, 60 * SECOND)),
      says(draw.between(60 * SECOND, 90 * SECOND), anyContent(draw)),
      returns(draw, 150 * SECOND),
      says(150 * SECOND + draw.between(2 * SECOND, 10 * SECOND)),
    ],
  },
];

const HANDS: readonly Scene[] = [
  {
    id: 'W7',
    fresh: true,
    about: 'the lead asks to be left alone: nothing proactive follows',
    settleMs: CALM_MS,
    steps: () => [says(0), { at: 40 * SECOND, do: 'says', content: 'text', wish: 'stop' }, says(50 * MINUTE)],
  },
  {
    id: 'W13',
    about: 'a sticker behind a sentence, within the debounce or the model, and then a person',
    settleMs: CALM_MS,
    steps: (draw) => {
      const next = 60 * SECOND;
      const takenAt = 130 * SECOND + draw.between(0, TURN_ENDS);
      return [
        says(0),
        says(draw.between(300, 20 * SECOND), 'sticker'),
        says(next, draw.pick(['text', 'voice'])),
        says(next + draw.between(300, 20 * SECOND), 'sticker'),
        says(130 * SECOND),
        takes(draw, takenAt),
        ...untilReturn(draw, takenAt),
      ];
    },
  },
  {
    id: 'P1',
    about: 'the same person has a second card, made by a seller, and that one is with a person',
    settleMs: CALM_MS,
    steps: (draw) => {
      const takenAt = draw.between(0, TURN_ENDS);
      return [
        says(0),
        takes(draw, takenAt, { by: 'second_card', notice: draw.pick(['told', 'twice']) }),
        ...untilReturn(draw, takenAt),
      ];
    },
  },
  midTurn({
    id: 'P2',
    about: 'the owner, under whose token the bot works, takes the card by hand',
    from: 0,
    to: TURN_ENDS,
    by: 'owner',
  }),
  {
    id: 'I7',
    about: 'taken and given back several times, told and untold',
    settleMs: CALM_MS,
    steps: (draw) => {
      const first = draw.between(0, TURN_ENDS);
      const second = first + draw.between(140 * SECOND, 160 * SECOND);
      return [
        says(0),
        takes(draw, first),
        returns(draw, first + draw.between(60 * SECOND, 90 * SECOND)),
        says(second - draw.between(2 * SECOND, TURN_ENDS)),
        takes(draw, second),
        ...untilReturn(draw, second),
      ];
    },
  },
];

export const SCENES: readonly Scene[] = [...RACES, ...HANDS, ...FAULT_SCENES];

export const DAY_LONG_SCENES: readonly Scene[] = [
  {
    id: 'R11',
    about: 'more than a day later the card is still with the person',
    settleMs: CALM_MS,
    steps: (draw) => {
      const nextDay = 25 * HOUR + draw.between(0, HOUR);
      return [
        says(0),
        takes(draw, draw.between(0, 40 * SECOND)),
        says(nextDay),
        returns(draw, nextDay + 90 * SECOND),
        says(nextDay + 90 * SECOND + draw.between(2 * SECOND, 10 * SECOND)),
      ];
    },
  },
  {
    id: 'R14',
    about: 'a person answers by phone, then the card moves: the day of the answer ends, the card stays',
    settleMs: CALM_MS,
    steps: (draw) => {
      const answeredAt = draw.between(0, TURN_ENDS);
      const nextDay = 25 * HOUR + draw.between(0, HOUR);
      return [
        says(0),
        takes(draw, answeredAt, { by: 'phone', notice: 'told' }),
        takes(draw, answeredAt + draw.between(SECOND, 60 * SECOND)),
        says(nextDay),
        returns(draw, nextDay + 90 * SECOND),
        says(nextDay + 90 * SECOND + draw.between(2 * SECOND, 10 * SECOND)),
      ];
    },
  },
];
