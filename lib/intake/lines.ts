/**
 * Which line of the queue a person's messages stand in (W11). One person is named now by phone, now by a hidden id; in two lines one
 * burst would get two replies. So whoever is known by several names keeps one line: the one in which something may still stand,
 * else the strongest name. Kept in Redis, a hint like all there (I4): without it each name has a line of its own.
 */
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { LeadKey } from '../lead.ts';
import type { Log } from '../log.ts';
import { lineKey } from '../redis.ts';

/** So long something that was put in a line may still stand in it: the retries of a failed turn. */
const OCCUPIED_MS = 20 * 60_000;
/** So long a hidden id is remembered as a phone's. */
const KEPT_SECONDS = 30 * 24 * 3600;
/** A door answers in time; a line of its own is no harm to most. */
const LOOK_TIMEOUT_MS = 400;

const Line = z.object({ line: z.string(), atMs: z.number() });
type Line = z.infer<typeof Line>;

/** All names of one person, strongest first; never none. */
export type Names = readonly LeadKey[];

export type Lines = {
  /** The line of each of these people, in their order. Never throws. */
  of(people: readonly Names[]): Promise<readonly string[]>;
  /** Each now stands in this line, under every name. Never throws. */
  keep(people: readonly Names[], lines: readonly string[]): Promise<void>;
};

/** The line of somebody known by these names. Pure. */
export function lineOf(
  keys: Names,
  { known, nowMs }: { known: ReadonlyMap<LeadKey, Line>; nowMs: number },
): string {
  const lines = keys.flatMap((key) => known.get(key) ?? []);
  const occupied = lines.filter(({ atMs }) => nowMs - atMs < OCCUPIED_MS);
  const strongest = keys[0] ?? '';
  if (occupied.length > 0) return occupied[0]?.line ?? strongest;
  return strongest.startsWith('+') ? strongest : (lines[0]?.line ?? strongest);
}

export function createLines({ redis, clock, log }: { redis: Redis; clock: Clock; log: Log }): Lines {
  const look = async (keys: readonly LeadKey[]): Promise<ReadonlyMap<LeadKey, Line>> => {
    const found = await redis.mget<unknown[]>(...keys.map(lineKey));
    return new Map(
      keys.flatMap((key, index) => {
        const line = Line.safeParse(found[index]);
        return line.success ? [[key, line.data] as const] : [];
      }),
    );
  };
  return {
    of: async (people) => {
      const keys = [...new Set(people.flat())];
      if (keys.length === 0) return [];
      const nowMs = clock.nowMs();
      const known = new Map(
        await inTime(look(keys)).catch((error: unknown): ReadonlyMap<LeadKey, Line> => {
          log.warn('redis.unreachable', { what: 'line', error });
          return new Map();
        }),
      );
      return people.map((names) => {
        const line = lineOf(names, { known, nowMs });
        for (const name of names) known.set(name, { line, atMs: nowMs });
        return line;
      });
    },
    keep: async (people, lines) => {
      const atMs = clock.nowMs();
      const kept = new Map(
        people.flatMap((names, index) => names.map((name) => [name, lines[index]] as const)),
      );
      try {
        await Promise.all(
          [...kept].map(([name, line]) =>
            redis.set(lineKey(name), JSON.stringify({ line, atMs }), { ex: KEPT_SECONDS }),
          ),
        );
      } catch (error) {
        log.warn('redis.unreachable', { what: 'line', error });
      }
    },
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    AbortSignal.timeout(LOOK_TIMEOUT_MS).addEventListener('abort', () => reject(new Error('late')), {
      once: true,
    });
  });
  return Promise.race([work, late]);
}
