/**
 * Which line of the queue a person's messages stand in (W11). One person is named now by phone, now by a hidden id; in two lines one
 * burst would get two replies. So whoever is known by several names keeps one line: the one in which something may still stand,
 * else the strongest name. Kept in Redis, a hint like all there (I4): without it each name has a line of its own.
 */
import * as z from 'zod/mini';
import type { WaitingClock } from '../clock.ts';
import type { LeadKey } from '../lead.ts';
import type { AskRedis } from '../redis.ts';

/** So long something that was put in a line may still stand in it: the retries of a failed turn. */
const OCCUPIED_MS = 20 * 60_000;
/** So long a hidden id is remembered as a phone's. */
const KEPT_SECONDS = 30 * 24 * 3600;
/** A door answers in time; a line of its own is no harm to most. */
const LOOK_WITHIN_MS = 300;

/** Where it is kept under a lead's key: for its export and its erasure, too. */
export const lineKey = (key: LeadKey): string => `line:${key}`;

const Line = z.object({ line: z.string(), atMs: z.number() });
type Line = z.infer<typeof Line>;

/** All names of one person, strongest first; never none. */
export type Names = readonly LeadKey[];

export type Lines = {
  /** In which line each of these people stands. Never throws. */
  of(people: readonly Names[]): Promise<(names: Names) => string>;
  /** From now on each is found in that line, under every name. Never throws. */
  keep(people: readonly Names[], lineOf: (names: Names) => string): Promise<void>;
};

/** The line of somebody known by these names. Pure. */
export function lineOf(
  keys: Names,
  { known, nowMs }: { known: ReadonlyMap<LeadKey, Line>; nowMs: number },
): string {
  const lines = keys.flatMap((key) => known.get(key) ?? []);
  const occupied = lines.find(({ atMs }) => nowMs - atMs < OCCUPIED_MS);
  const strongest = keys[0] ?? '';
  if (occupied) return occupied.line;
  return strongest.startsWith('+') ? strongest : (lines[0]?.line ?? strongest);
}

export function createLines({ ask, clock }: { ask: AskRedis; clock: WaitingClock }): Lines {
  const look = async (keys: readonly LeadKey[]): Promise<ReadonlyMap<LeadKey, Line>> => {
    const found = ask<readonly unknown[]>('line', [], (redis) => redis.mget<unknown[]>(...keys.map(lineKey)));
    const [outcome] = await clock.settleBy(clock.nowMs() + LOOK_WITHIN_MS, [found]);
    const lines = outcome.kind === 'done' ? outcome.value : [];
    return new Map(
      keys.flatMap((key, index) => {
        const line = Line.safeParse(lines[index]);
        return line.success ? [[key, line.data] as const] : [];
      }),
    );
  };

  return {
    of: async (people) => {
      const keys = [...new Set(people.flat())];
      const nowMs = clock.nowMs();
      const known = new Map(keys.length === 0 ? [] : await look(keys));
      // In order: who is named twice in one body, by different names, keeps one line.
      for (const names of people) {
        const line = lineOf(names, { known, nowMs });
        for (const name of names) known.set(name, { line, atMs: nowMs });
      }
      return (names) => lineOf(names, { known, nowMs });
    },
    keep: (people, lineOfNames) =>
      ask('line', undefined, async (redis) => {
        const atMs = clock.nowMs();
        const lines = new Map(
          people.flatMap((names) => names.map((name) => [name, lineOfNames(names)] as const)),
        );
        await Promise.all(
          [...lines].map(([name, line]) =>
            redis.set(lineKey(name), JSON.stringify({ line, atMs }), { ex: KEPT_SECONDS }),
          ),
        );
      }),
  };
}
