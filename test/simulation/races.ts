/**
 * Worlds about one race each: a handful of deeds, most of them aimed at the moment at which they could do harm, in a world that is
 * otherwise calm. Where anything may happen at any time, such a moment is met once in thousands of worlds.
 */
import type { Aim, Target } from './aims.ts';
import type { Random } from './engine/random.ts';
import { ENDINGS, type Ending, NO_FAULTS } from './faults.ts';
import type { Act, Deed, Mover, Plan, Telling } from './plan.ts';

type Race = Pick<Plan, 'acts'> & Partial<Pick<Plan, 'thinkMs' | 'bubbles' | 'people' | 'isOneHome'>>;
type Make = (random: Random) => Race;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** When the first word of a race is said. */
const SAID_MS = 2 * SECOND;

const act = (atMs: number, deed: Deed, who = 0): Act => ({ atMs: Math.round(atMs), who, ...deed });
const aimed = (atMs: number, aim: Aim, deed: Deed): Act => ({ ...act(atMs, deed), aim });
const aimAt = (random: Random, at: readonly Target[], nth: readonly number[] = [1]): Aim => ({
  at: random.pick(at),
  nth: random.pick(nth),
  when: random.pick(['leaves', 'arrives', 'answered']),
});
/** A deed that comes in some of a race's worlds. */
const perhaps = (random: Random, chance: number, ...acts: readonly Act[]): readonly Act[] =>
  random.chance(chance) ? acts : [];

const WORDS = ['oi?', 'quanto custa?', 'não entendi', 'tudo bem', 'opção B'] as const;
/** What teaches the bot something, so that it has a stage or a field to write. */
const FACTS = ['minha conta vem 600 reais', 'a conta é R$ 850,00', 'eu decido sozinho', 'opção B'] as const;
const says = (random: Random, words: readonly string[] = WORDS): Deed => ({
  kind: 'says',
  words: random.pick(words),
});
const takes = (random: Random, told: readonly Telling[]): Deed => ({
  kind: 'moves',
  to: random.pick(['atendimento_humano', 'atendimento_humano', 'nao_interessado', 'won', 'lost']),
  told: random.pick(told),
  by: random.pick<Mover>(['marcos', 'marcos', 'paula', 'owner', 'robot']),
});
const gives = (random: Random, told: readonly Telling[]): Deed => ({
  kind: 'moves',
  to: random.pick(['em_qualificacao', 'em_qualificacao', 'qualificado', 'novo_lead']),
  told: random.pick(told),
  by: random.pick<Mover>(['marcos', 'marcos', 'paula', 'owner', 'robot']),
});
/** Whatever takes the conversation, told at once. */
const personActs = (random: Random): Deed =>
  random.pick<() => Deed>([
    () => takes(random, ['told', 'told', 'twice']),
    () => ({ kind: 'answers', via: random.pick(['phone', 'phone', 'chat']) }),
    () => ({ kind: 'notes', text: '/humano' }),
    () => ({ kind: 'operator', does: 'pause' }),
  ])();
const strikes = (how: Ending | 'slow', options: { times?: number; ms?: number } = {}): Deed => ({
  kind: 'strikes',
  how,
  times: options.times ?? 1,
  ...(options.ms !== undefined && { ms: options.ms }),
});

/** A person takes over, and the webhook tells it, while a reply is between the gate and the phone. */
const told: Make = (random) => ({
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
const untold: Make = (random) => ({
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

/** What WhatsApp answers to a bubble does not come, or is no answer. */
const sendLost: Make = (random) => ({
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
const died: Make = (random) => ({
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
const queueAway: Make = (random) => {
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
const kommoAway: Make = (random) => {
  const ms = random.pick([3_000, 20_000, 60_000, 90_000]);
  return {
    thinkMs: random.pick([0, 3_000]),
    acts: [
      act(SAID_MS, says(random)),
      ...(random.chance(0.4)
        ? [
            aimed(
              SAID_MS,
              { at: 'look', nth: random.pick([1, 1, 2]), when: 'leaves' },
              strikes(random.pick(ENDINGS), { times: random.pick([1, 3, 8]) }),
            ),
          ]
        : [act(SAID_MS + SECOND, { kind: 'outage', end: '/kommo', ms, how: random.pick(ENDINGS) })]),
      ...perhaps(random, 0.4, act(SAID_MS + random.between(0, ms), takes(random, ['lost', 'told', 'late']))),
      ...perhaps(random, 0.4, act(SAID_MS + random.between(0, ms), says(random))),
      ...perhaps(random, 0.4, act(SAID_MS + ms + 20 * SECOND, gives(random, ['told', 'lost']))),
      act(SAID_MS + ms + 40 * SECOND, { kind: 'reads' }),
    ],
  };
};

/** Postgres or Redis is away while a person acts and a reply is on its way. */
const storeAway: Make = (random) => ({
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

/** The operator stops everything while a reply is on its way. */
const stopped: Make = (random) => ({
  thinkMs: random.pick([3_000, 14_000, 14_000]),
  bubbles: random.pick([1, 2, 3]),
  acts: [
    act(SAID_MS, says(random)),
    aimed(SAID_MS, aimAt(random, ['ingest', 'look', 'observe']), { kind: 'operator', does: 'stop' }),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(15, 60) * SECOND, says(random))),
    ...perhaps(random, 0.4, act(SAID_MS + 120 * SECOND, { kind: 'operator', does: 'start' })),
    act(SAID_MS + 150 * SECOND, { kind: 'reads' }),
  ],
});

/** The lead asks to stop, and writes again. */
const leadStops: Make = (random) => ({
  acts: [
    ...perhaps(random, 0.4, act(0, says(random))),
    act(SAID_MS, { kind: 'opts_out' }),
    ...perhaps(
      random,
      0.4,
      aimed(
        SAID_MS,
        aimAt(random, ['commit', 'post', 'finish']),
        random.pick<Deed>([
          { kind: 'kills', how: 'crash' },
          { kind: 'moves', to: 'atendimento_humano', told: 'lost', by: 'marcos' },
        ]),
      ),
    ),
    act(SAID_MS + random.between(20, 40) * SECOND, says(random)),
    ...perhaps(random, 0.4, act(SAID_MS + 50 * SECOND, { kind: 'comes_back' })),
    ...perhaps(random, 0.6, act(SAID_MS + random.between(51, 80) * SECOND, says(random))),
  ],
});

/** A person takes, is written to, and gives back. */
const heldAndBack: Make = (random) => {
  const tellings: readonly Telling[] = ['told', 'told', 'lost', 'late', 'twice'];
  return {
    acts: [
      act(SAID_MS, takes(random, tellings)),
      ...perhaps(
        random,
        0.3,
        act(SAID_MS + random.between(1, 9) * SECOND, { kind: 'answers', via: 'phone' }),
      ),
      act(SAID_MS + random.between(4, 40) * SECOND, says(random)),
      act(SAID_MS + random.between(41, 60) * SECOND, gives(random, tellings)),
      ...perhaps(random, 0.7, act(SAID_MS + random.between(60, 90) * SECOND, says(random))),
      ...perhaps(random, 0.3, act(SAID_MS + 91 * SECOND, takes(random, tellings))),
    ],
  };
};

/** More than one card, or none. */
const cards: Make = (random) => ({
  acts: [
    act(
      SAID_MS,
      random.pick<Deed>([
        { kind: 'second_card', stage: random.pick(['atendimento_humano', 'atendimento_humano', 'lost']) },
        { kind: 'second_card', stage: 'em_qualificacao' },
        { kind: 'merges_contacts' },
        takes(random, ['told', 'lost']),
      ]),
    ),
    act(SAID_MS + random.between(2, 20) * SECOND, says(random)),
    ...perhaps(
      random,
      0.6,
      act(
        SAID_MS + random.between(21, 60) * SECOND,
        random.pick<Deed>([
          { kind: 'deletes_card' },
          { kind: 'merges_cards' },
          takes(random, ['lost']),
          gives(random, ['lost', 'told']),
        ]),
      ),
    ),
    ...perhaps(random, 0.3, act(SAID_MS + 65 * SECOND, { kind: 'restores_card' })),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(61, 90) * SECOND, says(random))),
  ],
});

/** The bot has a stage to write, and a person moves the card just then. */
const bothMove: Make = (random) => ({
  bubbles: random.pick([1, 2, 3]),
  acts: [
    act(SAID_MS, {
      kind: 'moves',
      to: random.pick(['novo_lead', 'novo_lead', 'em_qualificacao', 'desqualificado', 'reuniao_agendada']),
      told: random.pick(['told', 'lost']),
      by: 'marcos',
    }),
    act(SAID_MS + 10 * SECOND, says(random, FACTS)),
    ...perhaps(
      random,
      0.7,
      aimed(
        SAID_MS + 10 * SECOND,
        { at: random.pick(['post', 'post', 'settle', 'finish']), nth: 1, when: 'leaves' },
        strikes('slow', { ms: random.pick([200, 400, 600]) }),
      ),
    ),
    aimed(SAID_MS + 10 * SECOND, aimAt(random, ['commit', 'post', 'post', 'settle', 'patch'], [1, 1, 2]), {
      kind: 'moves',
      to: random.pick([
        'atendimento_humano',
        'atendimento_humano',
        'nao_interessado',
        'won',
        'reuniao_agendada',
      ]),
      told: random.pick(['lost', 'lost', 'told']),
      by: random.pick<Mover>(['marcos', 'owner']),
    }),
    ...perhaps(random, 0.4, act(SAID_MS + random.between(30, 60) * SECOND, says(random, FACTS))),
  ],
});

/** The lead falls silent, and something meets the first step of the ladder. */
const ladder: Make = (random) => {
  const dueMs = SAID_MS + 30 * MINUTE;
  return {
    acts: [
      act(SAID_MS, says(random)),
      random.pick<() => Act>([
        () =>
          act(MINUTE, {
            kind: 'moves',
            to: 'desqualificado',
            told: random.pick(['told', 'lost']),
            by: 'marcos',
          }),
        () => aimed(dueMs - MINUTE, aimAt(random, ['look', 'commit', 'post']), personActs(random)),
        () => aimed(dueMs - MINUTE, aimAt(random, ['look', 'commit', 'post']), takes(random, ['lost'])),
        () => aimed(dueMs - MINUTE, aimAt(random, ['look', 'commit']), says(random)),
        () =>
          aimed(dueMs - MINUTE, aimAt(random, ['commit', 'post', 'finish']), { kind: 'kills', how: 'crash' }),
        () => aimed(dueMs - MINUTE, { at: 'post', nth: 1, when: 'leaves' }, strikes(random.pick(ENDINGS))),
        () => act(MINUTE, { kind: 'schedules', how: random.pick(['twice', 'late', 'lost']) }),
      ])(),
      act(dueMs + 5 * MINUTE, { kind: 'reads' }),
    ],
  };
};

/** One card for two numbers. */
const home: Make = (random) => ({
  people: 2,
  isOneHome: random.chance(0.8),
  acts: [
    act(SAID_MS, says(random), random.int(2)),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(0, 3) * SECOND, says(random), random.int(2))),
    random.chance(0.5)
      ? aimed(SAID_MS, aimAt(random, ['look', 'commit', 'post'], [1, 2]), personActs(random))
      : act(SAID_MS + random.between(4, 12) * SECOND, personActs(random), random.int(2)),
    act(SAID_MS + random.between(15, 40) * SECOND, says(random), random.int(2)),
    ...perhaps(random, 0.5, act(SAID_MS + 50 * SECOND, gives(random, ['told', 'lost']))),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(55, 70) * SECOND, says(random), random.int(2))),
  ],
});

/** How many of the races are of which kind. */
const RACES: readonly (readonly [share: number, make: Make])[] = [
  [3, told],
  [3, untold],
  [3, sendLost],
  [3, died],
  [2, queueAway],
  [2, kommoAway],
  [2, storeAway],
  [2, stopped],
  [1, leadStops],
  [2, heldAndBack],
  [2, cards],
  [2, bothMove],
  [1, ladder],
  [1, home],
];
const ALL: readonly Make[] = RACES.flatMap(([share, make]) => Array.from({ length: share }, () => make));

/** One race, of a kind that the seed chooses. */
export function raceOf(seed: number, random: Random): Plan {
  const { acts, people = 1, isOneHome = false, thinkMs = 0, bubbles = 1 } = random.pick(ALL)(random);
  return {
    seed,
    provider: random.pick(['cloud', 'evolution']),
    people,
    isOneHome,
    thinkMs,
    bubbles,
    rates: NO_FAULTS,
    acts: acts.toSorted((one, other) => one.atMs - other.atMs),
  };
}
