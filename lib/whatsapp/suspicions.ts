/**
 * Signs that are one contact's or the whole account's, and only a second lead tells which (W4). Kept in Redis for an hour, shared by all
 * functions; a hint like everything there: unreadable, the sign stays the first lead's, whose answer waits all the same.
 */
import type { Redis } from '@upstash/redis';
import type { LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Refused } from './refusal.ts';

const HOUR_SECONDS = 3600;

const keyOf = (sign: string): string => `whatsapp:suspicion:${sign}`;

export type Suspicions = {
  /** True when another lead met the same sign within the hour. Never throws. */
  isAccounts(sign: string, leadId: LeadId): Promise<boolean>;
  /** The refusal as it stands after a look at the others: the account's holds everything, with an alarm. Never throws. */
  judged(refused: Refused, leadId: LeadId): Promise<Refused>;
};

export function createSuspicions({
  redis,
  log,
}: {
  redis: Pick<Redis, 'get' | 'set'>;
  log: Log;
}): Suspicions {
  const isAccounts = async (sign: string, leadId: LeadId): Promise<boolean> => {
    try {
      const first = await redis.get<string>(keyOf(sign));
      if (first !== null) return first !== leadId;
      await redis.set(keyOf(sign), leadId, { ex: HOUR_SECONDS });
    } catch (error) {
      log.warn('redis.unreachable', { what: 'suspicion', error });
    }
    return false;
  };
  return {
    isAccounts,
    judged: async (refused, leadId) => {
      if (refused.suspicion === null || !(await isAccounts(refused.suspicion, leadId))) return refused;
      return { ...refused, scope: 'account', refusal: 'hold_all', alarm: true };
    },
  };
}
