/**
 * How a want stands in line until it is granted, handed over or refused (`limiter.ts` says what that is): asks as seldom as it may, and
 * knows how old what another brings is.
 */
import type { Clock } from '../clock.ts';
import type { Priority } from './kommo.ts';
import type { Lane } from './lane.ts';
import type { Carried, Place, Stand, Ticket, Want } from './line.ts';
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

export type Standing = {
  /**
   * As `take`, for a request that may bring what others want as well, or may come with another's. `sinceMs`: when this want began to
   * wait. Never throws. While Redis is down each function sends for itself.
   */
  stand(options: {
    /** Names the want from one standing in line to the next. */
    readonly id: string;
    readonly priority: Priority;
    readonly want: Want;
    readonly sinceMs: number;
    /** What must not be done twice: nobody sends for itself what may be on its way with another's request. */
    readonly once?: true;
    /** Places that it takes alone and now, and those that it takes once it has waited; 1 where it does not say. */
    readonly places?: { readonly now: number; readonly later: number };
    /** What the line said of it already. */
    readonly begun?: Begun | null;
  }): Promise<SharedPlace>;
  /**
   * Puts a want in line for `stand` to wait with, which begins within `AHEAD_MAX_MS`. Nobody's want is given to it meanwhile. One
   * command, no wait; null where there is no line to stand in. Never throws.
   */
  begin(options: {
    readonly id: string;
    readonly priority: Priority;
    readonly want: Want;
    readonly places: number;
  }): Promise<Begun | null>;
};

export type SharedPlace =
  /** `places` requests may leave, for these others as well. */
  | { readonly kind: 'granted'; readonly places: number; readonly carried: readonly Carried[] }
  /**
   * What another's request has brought. `wantedAtMs`, on this function's clock: that request was sent later than this, whatever Redis'
   * clock or anybody else's says, for the want still stood in line then.
   */
  | { readonly kind: 'handed'; readonly text: string; readonly wantedAtMs: number }
  /** Another's request was granted for this want, and nothing has come of it. Of what is done once, nobody can say whether it was done. */
  | { readonly kind: 'lost'; readonly batch: string }
  /** Of what is done once: Redis failed while the want stood in line, so it may have been carried, and nobody can say. */
  | { readonly kind: 'unknown' }
  /** Nothing stands in line any more. */
  | { readonly kind: 'over_budget' };

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
}): Standing {
  /** What a look needs, it needs together: half of it would be old when the other half comes. */
  const byItself = async (priority: Priority, places: number): Promise<SharedPlace> => {
    const taken = await Promise.all(Array.from({ length: places }, () => lanes[priority].take()));
    return taken.every((place) => place === 'granted')
      ? { kind: 'granted', places, carried: [] }
      : { kind: 'over_budget' };
  };

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
      if (!line) return byItself(priority, places.now);
      const answeredAtMs = line.answeredAtMs();
      const isSurelyUp = answeredAtMs !== null && nowMs() - answeredAtMs <= SURELY_UP_MS;
      if (once && (!isSurelyUp || places.now < places.later)) {
        // Before anything of it can be carried off: is the line there at all?
        const free = await line.ask({ id, priority, count: places.now, patienceMs: 0 });
        if (free === null) return byItself(priority, places.now);
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
        if (place === null) return once ? { kind: 'unknown' } : byItself(priority, places.now);
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
