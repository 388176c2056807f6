/** Races of one reply: with a person, with a far end that is away, with the container’s own death. */
import { ENDINGS, type Ending } from './faults.ts';
import type { Deed } from './plan.ts';
import {
  act,
  aimAt,
  aimed,
  FACTS,
  gives,
  type Make,
  perhaps,
  personActs,
  SAID_MS,
  SECOND,
  says,
  strikes,
  takes,
  WORDS,
} from './race-deeds.ts';

/** A person takes over, and the webhook tells it, while a reply is between the gate and the phone. */
export const told: Make = (random) => ({
  thinkMs: random.pick([0, 0, 3_000]),
  bubbles: random.pick([1, 1, 2, 3]),
  acts: [
    act(SAID_MS, says(random)),
    ...perhaps(
      random,
      0.75,
      aimed(
        SAID_MS,
        { at: random.pick(['commit', 'commit', 'look']), nth: 1, when: 'leaves' },
        strikes('slow', { ms: random.pick([90, 150, 200, 400]) }),
      ),
    ),
    aimed(
      SAID_MS,
      aimAt(random, ['look', 'commit', 'commit', 'commit', 'post'], [1, 1, 1, 2]),
      personActs(random),
    ),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(20, 70) * SECOND, says(random))),
  ],
});

/** A person takes over while the model thinks or a request is slow, and nobody tells. */
export const untold: Make = (random) => ({
  thinkMs: random.pick([0, 3_000, 14_000, 14_000]),
  bubbles: random.pick([1, 2, 3]),
  acts: [
    act(SAID_MS, says(random)),
    ...perhaps(
      random,
      0.5,
      aimed(
        SAID_MS,
        { at: random.pick(['commit', 'post', 'settle', 'look']), nth: random.pick([1, 2]), when: 'leaves' },
        strikes('slow', { ms: random.pick([150, 600, 1_500]) }),
      ),
    ),
    aimed(
      SAID_MS,
      aimAt(random, ['look', 'observe', 'commit', 'settle'], [1, 1, 2]),
      takes(random, ['lost', 'late', 'reordered']),
    ),
    ...perhaps(
      random,
      0.4,
      act(SAID_MS + random.between(30, 70) * SECOND, gives(random, ['lost', 'told', 'late'])),
    ),
    ...perhaps(random, 0.4, act(SAID_MS + 75 * SECOND, says(random))),
  ],
});

/** A person takes the card, told by nobody, right behind the look that a long thought rests on. */
export const staleLook: Make = (random) => ({
  thinkMs: 14_000,
  bubbles: random.pick([1, 2]),
  acts: [
    act(SAID_MS, says(random)),
    aimed(SAID_MS, { at: 'look', nth: 1, when: 'answered' }, takes(random, ['lost', 'late'])),
    ...perhaps(random, 0.5, act(SAID_MS + 75 * SECOND, says(random))),
  ],
});

/** What WhatsApp answers to a bubble does not come, or is no answer. */
export const sendLost: Make = (random) => ({
  bubbles: random.pick([1, 1, 2, 3]),
  acts: [
    act(SAID_MS, says(random)),
    aimed(
      SAID_MS,
      { at: 'post', nth: random.pick([1, 1, 2]), when: 'leaves' },
      strikes(random.chance(0.6) ? 'lost_after' : random.pick<Ending>(['lost_before', 'error', 'refused']), {
        times: random.pick([1, 1, 2]),
      }),
    ),
    ...perhaps(
      random,
      0.2,
      aimed(SAID_MS, aimAt(random, ['post', 'settle']), { kind: 'kills', how: 'crash' }),
    ),
    ...perhaps(random, 0.6, act(SAID_MS + random.between(7, 60) * SECOND, says(random))),
  ],
});

/** A container dies, or stands still, in the middle of a turn. */
export const died: Make = (random) => ({
  thinkMs: random.pick([0, 0, 3_000]),
  bubbles: random.pick([1, 1, 2, 3]),
  acts: [
    act(SAID_MS, says(random, [...WORDS, ...FACTS])),
    aimed(
      SAID_MS,
      aimAt(random, ['ingest', 'commit', 'post', 'post', 'settle', 'finish', 'patch'], [1, 1, 1, 2]),
      random.pick<Deed>([
        { kind: 'kills', how: 'crash' },
        { kind: 'kills', how: 'crash' },
        { kind: 'kills', how: 'vanish' },
        { kind: 'stalls', ms: Math.round(random.between(200, 5_000)) },
      ]),
    ),
    ...perhaps(random, 0.4, act(SAID_MS + random.between(7, 20) * SECOND, takes(random, ['told', 'lost']))),
    ...perhaps(random, 0.4, act(SAID_MS + random.between(7, 70) * SECOND, says(random))),
  ],
});

/** The queue is away exactly while a webhook arrives. */
export const queueAway: Make = (random) => {
  const ms = random.pick([500, 3_000, 20_000]);
  return {
    acts: [
      ...perhaps(random, 0.4, act(0, says(random))),
      act(10 * SECOND, { kind: 'outage', end: '/sqs', ms, how: random.pick(ENDINGS) }),
      act(
        10 * SECOND + random.between(10, ms * 0.9),
        random.pick<Deed>([
          says(random),
          says(random),
          says(random),
          { kind: 'answers', via: 'phone' },
          takes(random, ['told']),
        ]),
      ),
      ...perhaps(random, 0.5, act(10 * SECOND + ms + random.between(1, 60) * SECOND, says(random))),
    ],
  };
};

/** Kommo is away when a lead writes, for a moment or until the turn is parked. */
export const kommoAway: Make = (random) => {
  const ms = random.pick([3_000, 20_000, 90_000, 90_000]);
  return {
    thinkMs: random.pick([0, 3_000]),
    acts: [
      act(SAID_MS, says(random)),
      ...(random.chance(0.3)
        ? [
            aimed(
              SAID_MS,
              { at: 'look', nth: random.pick([1, 1, 2]), when: 'leaves' },
              strikes(random.pick(ENDINGS), { times: random.pick([1, 3, 8]) }),
            ),
          ]
        : [act(SAID_MS + SECOND, { kind: 'outage', end: '/kommo', ms, how: random.pick(ENDINGS) })]),
      ...perhaps(random, 0.25, act(SAID_MS + random.between(0, ms), takes(random, ['lost', 'told', 'late']))),
      ...perhaps(random, 0.3, act(SAID_MS + random.between(0, ms), says(random))),
      ...perhaps(random, 0.4, act(SAID_MS + ms + 20 * SECOND, gives(random, ['told', 'lost']))),
      act(SAID_MS + ms + 40 * SECOND, { kind: 'reads' }),
    ],
  };
};

/** Postgres or Redis is away while a person acts and a reply is on its way. */
export const storeAway: Make = (random) => ({
  thinkMs: random.pick([0, 3_000, 14_000]),
  acts: [
    act(SAID_MS, says(random)),
    aimed(SAID_MS, aimAt(random, ['look', 'observe', 'commit', 'post']), {
      kind: 'outage',
      end: random.pick(['/supabase', '/supabase', '/upstash']),
      ms: random.pick([500, 1_500, 3_000, 20_000]),
      how: random.pick(ENDINGS),
    }),
    aimed(SAID_MS + 1, aimAt(random, ['look', 'observe', 'commit']), personActs(random)),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(20, 70) * SECOND, says(random))),
  ],
});
