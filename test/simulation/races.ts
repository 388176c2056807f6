/**
 * Worlds about one race each: a handful of deeds, most of them aimed at the moment at which they could do harm, in a world that is
 * otherwise calm. Where anything may happen at any time, such a moment is met once in thousands of worlds.
 */
import type { Random } from './engine/random.ts';
import { NO_FAULTS } from './faults.ts';
import type { Plan } from './plan.ts';
import type { Make } from './race-deeds.ts';
import {
  bothMove,
  cards,
  handover,
  heldAndBack,
  home,
  ladder,
  leadStops,
  stopped,
} from './races-of-holds.ts';
import {
  died,
  kommoAway,
  queueAway,
  sendLost,
  staleLook,
  storeAway,
  told,
  untold,
} from './races-of-turns.ts';

/** How many of the races are of which kind. */
const RACES: readonly (readonly [share: number, make: Make])[] = [
  [3, told],
  [3, untold],
  [2, staleLook],
  [3, sendLost],
  [3, died],
  [2, queueAway],
  [3, kommoAway],
  [2, storeAway],
  [2, stopped],
  [1, leadStops],
  [2, heldAndBack],
  [2, cards],
  [2, bothMove],
  [2, ladder],
  [1, handover],
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
