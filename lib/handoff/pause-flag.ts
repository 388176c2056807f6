/**
 * The flag that silences a turn in flight in one round trip, written with the Postgres row of a takeover. A hint (I4): it
 * never opens the gate, and it counts only with its epoch (H3).
 */
import * as z from 'zod/mini';
import type { LeadKey } from '../lead.ts';
import type { AskRedis } from '../redis.ts';

const PauseFlag = z.object({ reason: z.string(), since: z.number(), epoch: z.int() });
type PauseFlag = z.infer<typeof PauseFlag>;

/** Where the flag of a lead is kept: for its export and its erasure. */
export const pauseKey = (key: LeadKey): string => `handoff:pause:${key}`;

export type PauseFlags = {
  /** `ttlSeconds` only for a person's reply. Never throws. */
  raise(key: LeadKey, flag: PauseFlag, ttlSeconds: number | null): Promise<void>;
  /** Never throws. */
  clear(key: LeadKey): Promise<void>;
  /** One that is not newer than a permit says nothing against it. Unreadable is no. Never throws. */
  isRaisedAfter(key: LeadKey, epoch: number): Promise<boolean>;
};

/** Raised for whoever must not wait for them: the row is the fence. `raised` resolves when what was begun has ended. */
export function raisedBeside(flags: PauseFlags): PauseFlags & { raised(): Promise<void> } {
  const begun = new Set<Promise<void>>();
  return {
    ...flags,
    raise: async (...flag) => {
      const work = flags.raise(...flag);
      begun.add(work);
      void work.finally(() => begun.delete(work));
    },
    raised: async () => {
      await Promise.all(begun);
    },
  };
}

export function createPauseFlags({ ask }: { ask: AskRedis }): PauseFlags {
  return {
    raise: (key, flag, ttlSeconds) =>
      ask('pause', undefined, async (redis) => {
        await redis.set(pauseKey(key), JSON.stringify(flag), ttlSeconds === null ? {} : { ex: ttlSeconds });
      }),
    clear: (key) =>
      ask('pause', undefined, async (redis) => {
        await redis.del(pauseKey(key));
      }),
    isRaisedAfter: (key, epoch) =>
      ask('pause', false, async (redis) => {
        const flag = PauseFlag.safeParse(await redis.get(pauseKey(key)));
        return flag.success && flag.data.epoch > epoch;
      }),
  };
}
