/** Races about who holds the conversation: stops, holds and returns, cards, the ladder, the bot’s own handover. */
import { ENDINGS } from './faults.ts';
import type { Act, Deed, Mover, Telling } from './plan.ts';
import {
  A_PERSON_PLEASE,
  act,
  aimAt,
  aimed,
  FACTS,
  gives,
  type Make,
  MINUTE,
  perhaps,
  personActs,
  SAID_MS,
  SECOND,
  says,
  strikes,
  takes,
} from './race-deeds.ts';

/** The operator stops everything while a reply is on its way. */
export const stopped: Make = (random) => ({
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
export const leadStops: Make = (random) => ({
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
export const heldAndBack: Make = (random) => {
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
export const cards: Make = (random) => ({
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
export const bothMove: Make = (random) => ({
  bubbles: random.pick([1, 1, 2]),
  acts: [
    act(SAID_MS, {
      kind: 'moves',
      to: random.pick(['novo_lead', 'novo_lead', 'em_qualificacao', 'desqualificado', 'reuniao_agendada']),
      told: random.pick(['told', 'lost']),
      by: 'marcos',
    }),
    act(SAID_MS + 10 * SECOND, says(random, [A_PERSON_PLEASE])),
    ...perhaps(
      random,
      0.7,
      aimed(
        SAID_MS + 10 * SECOND,
        { at: random.pick(['post', 'post', 'post', 'finish']), nth: 1, when: 'leaves' },
        strikes('slow', { ms: random.pick([150, 250, 350]) }),
      ),
    ),
    aimed(SAID_MS + 10 * SECOND, aimAt(random, ['commit', 'commit', 'post', 'post', 'patch'], [1]), {
      kind: 'moves',
      to: random.pick(['atendimento_humano', 'lost', 'nao_interessado', 'won', 'won']),
      told: random.pick(['lost', 'lost', 'told']),
      by: random.pick<Mover>(['marcos', 'owner']),
    }),
    ...perhaps(random, 0.4, act(SAID_MS + random.between(30, 60) * SECOND, says(random, FACTS))),
  ],
});

/** The lead falls silent, and something meets the first step of the ladder. */
export const ladder: Make = (random) => {
  const dueMs = SAID_MS + 30 * MINUTE;
  return {
    acts: [
      act(SAID_MS, says(random)),
      random.pick<() => Act>([
        () => act(MINUTE, { kind: 'moves', to: 'desqualificado', told: 'lost', by: 'paula' }),
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
export const home: Make = (random) => ({
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

/** The bot hands over by itself, and something goes wrong at its end. */
export const handover: Make = (random) => ({
  bubbles: random.pick([1, 2]),
  acts: [
    act(SAID_MS, says(random, [A_PERSON_PLEASE])),
    aimed(
      SAID_MS,
      aimAt(random, ['commit', 'post', 'settle', 'finish', 'patch']),
      random.pick<() => Deed>([
        () => ({ kind: 'kills', how: 'crash' }),
        () => personActs(random),
        () => ({
          kind: 'outage',
          end: random.pick(['/kommo', '/sqs', '/supabase']),
          ms: random.pick([500, 3_000, 20_000]),
          how: random.pick(ENDINGS),
        }),
      ])(),
    ),
    act(SAID_MS + random.between(20, 40) * SECOND, says(random)),
    ...perhaps(random, 0.5, act(SAID_MS + 50 * SECOND, gives(random, ['told', 'lost']))),
    ...perhaps(random, 0.5, act(SAID_MS + random.between(55, 70) * SECOND, says(random))),
  ],
});
