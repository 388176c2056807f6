/**
 * How a want stands in line until it is granted, handed over or refused (`limiter.ts` says what that is): asks as seldom as it may, and
 * knows how old what another brings is.
 */
import type { Clock } from '../clock.ts';
import type { Priority } from './kommo.ts';
import type { Lane } from './lane.ts';
import type { KommoLimiter, SharedPlace } from './limiter.ts';
import type { Place, Stand, Ticket, Want } from './line.ts';
import { LOST_MS, UNHEARD_MS, untilHandedMs, untilNextMs } from './waiting.ts';

/** So long after an answer Redis counts as there: what is done once may then be put in line without asking first. */
const SURELY_UP_MS = 2000;

/** A want that was put in line ahead of whoever will wait for it. `lookedAtMs`: when that was asked, on this function's clock. */
export type Begun = {
  readonly id: string;
  readonly want: Want;
  readonly lookedAtMs: number;
  readonly stand: Stand;
};

/** The line as a limiter asks it: null where it does not answer. */
export type LineAsks = {
  stand(ticket: Ticket, want: Want, options?: { readonly asksAhead: boolean }): Promise<Stand | null>;
  ask(ticket: Ticket): Promise<Place | null>;
  /** When it last answered; null: it did not, the last time it was asked. */
  answeredAtMs(): number | null;
};

export function createStanding({
  line,
  lanes,
  clock,
  nowMs,
  pause,
  maxWaitMs,
  leaves,
}: {
  /** Null: there is no line. */
  readonly line: LineAsks | null;
  readonly lanes: Readonly<Record<Priority, Lane>>;
  readonly clock: Clock;
  /** Never goes back. */
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly maxWaitMs: number;
  /** Told when it is the turn of whoever is refused here. */
  readonly leaves: (backMs: number) => void;
}): Pick<KommoLimiter, 'stand' | 'begin'> {
  const byItself = async (priority: Priority): Promise<SharedPlace> =>
    (await lanes[priority].take()) === 'granted'
      ? { kind: 'granted', places: 1, carried: [] }
      : { kind: 'over_budget' };

  return {
    begin: async ({ id, priority, want, places }) => {
      const lookedAtMs = clock.nowMs();
      const ticket: Ticket = { id, priority, count: places, patienceMs: maxWaitMs };
      const stand = line && (await line.stand(ticket, want, { asksAhead: true }));
      return stand && { id, want, lookedAtMs, stand };
    },
    stand: async ({
      id,
      priority,
      want,
      sinceMs,
      once = false,
      places = { now: 1, later: 1 },
      begun = null,
    }): Promise<SharedPlace> => {
      if (!line) return byItself(priority);
      const answeredAtMs = line.answeredAtMs();
      const isSurelyUp = answeredAtMs !== null && nowMs() - answeredAtMs <= SURELY_UP_MS;
      if (once && (!isSurelyUp || places.now < places.later)) {
        // Before anything of it can be carried off: is the line there at all?
        const free = await line.ask({ id, priority, count: places.now, patienceMs: 0 });
        if (free === null) return byItself(priority);
        if (free.kind === 'granted') return { kind: 'granted', places: places.now, carried: [] };
      }
      let wantedAtMs: number | null = null;
      let carried: { readonly batch: string; readonly sinceMs: number } | null = null;
      let { lost } = want;
      let asked = begun;
      for (;;) {
        // Without patience left it asks all the same: only so does it leave the line before another carries it off.
        const patienceMs = Math.max(0, sinceMs + maxWaitMs - nowMs());
        const lookedAtMs = asked?.lookedAtMs ?? clock.nowMs();
        const ticket: Ticket = { id, priority, count: places.later, patienceMs };
        const place = asked?.stand ?? (await line.stand(ticket, { ...want, lost }));
        asked = null;
        if (place === null) return once ? { kind: 'unknown' } : byItself(priority);
        switch (place.kind) {
          case 'granted':
            return place;
          case 'handed':
            return { ...place, wantedAtMs: wantedAtMs ?? lookedAtMs };
          case 'carried': {
            wantedAtMs ??= lookedAtMs;
            carried ??= { batch: place.batch, sinceMs: nowMs() - place.ageMs };
            const waitedMs = nowMs() - carried.sinceMs;
            if (waitedMs > (once ? UNHEARD_MS : LOST_MS)) return { kind: 'lost', batch: carried.batch };
            await pause(untilHandedMs(waitedMs, { once }));
            break;
          }
          case 'leaves':
            leaves(place.backMs);
            return { kind: 'over_budget' };
          case 'waits':
            // Forgotten by the line: what became of it meanwhile is not known to it.
            if (once && wantedAtMs !== null && place.isNew) return { kind: 'unknown' };
            wantedAtMs = lookedAtMs;
            lost = null;
            await pause(untilNextMs(place, { once, leftMs: patienceMs }));
        }
      }
    },
  };
}
