/**
 * The newest message from a lead that stands in line, by its place in the queue: whatever has a lower number is surely
 * processed before it. A hint in Redis (I4), in two marks: the newest that will be answered lets an older one of its burst
 * give way (W13); the newest of any kind tells that the lead has stirred (R7).
 */

import { dispositionOf } from './disposition.ts';
import { type LeadKey, leadKeys } from './lead.ts';
import type { WhatsAppEvent } from './lead-event.ts';
import type { AskRedis } from './redis.ts';
import { MARK_SECONDS } from './retry-policy.ts';

const answeredKey = (key: LeadKey): string => `inbound:newest:${key}`;
const anyKey = (key: LeadKey): string => `inbound:last:${key}`;
/** Everything kept here under a lead's key: for its export and its erasure. */
export const markKeysOf = (key: LeadKey): readonly string[] => [answeredKey(key), anyKey(key)];

// SQS sequence numbers are 20 digits, so text order is number order: two webhooks at once never move a mark back.
const RAISE = `
for _, key in ipairs(KEYS) do
  local current = redis.call('get', key)
  if not current or ARGV[1] > current then redis.call('set', key, ARGV[1], 'ex', ARGV[2]) end
end
return 1`;

/** `newer`: another one waits behind this. `unknown`: no mark readable. */
export type Newer = 'newer' | 'newest' | 'unknown';

/** One name of a lead's, or all of them (W11). */
type Names = LeadKey | readonly LeadKey[];
const listed = (keys: Names): readonly LeadKey[] => (typeof keys === 'string' ? [keys] : keys);

export type InboundMarks = {
  /**
   * Under every name of the lead's. `isAnswered`: a turn of its own will answer it. `isWritten`: the lead has just written it
   * (a turn that stands in line again is no sign of life). Never throws.
   */
  raise(
    keys: Names,
    sequenceNumber: string,
    options: { isAnswered: boolean; isWritten?: boolean },
  ): Promise<void>;
  /** Does a message that will be answered wait behind this place, under any of these names? Never throws. */
  answeredAfter(keys: Names, sequenceNumber: string): Promise<Newer>;
  /** Does anything of the lead's wait behind this place? Never throws. */
  anyAfter(keys: Names, sequenceNumber: string): Promise<Newer>;
};

export function createInboundMarks({ ask }: { ask: AskRedis }): InboundMarks {
  const after = (names: readonly string[], sequenceNumber: string): Promise<Newer> =>
    ask<Newer>('mark', 'unknown', async (redis) => {
      const marks = (await redis.mget<(string | null)[]>(...names)).filter((mark) => mark !== null);
      if (marks.length === 0) return 'unknown';
      return marks.some((mark) => String(mark) > sequenceNumber) ? 'newer' : 'newest';
    });
  return {
    raise: (keys, sequenceNumber, { isAnswered, isWritten = true }) =>
      ask('mark', undefined, async (redis) => {
        const names = listed(keys).flatMap((key) => [
          ...(isAnswered ? [answeredKey(key)] : []),
          ...(isWritten ? [anyKey(key)] : []),
        ]);
        await redis.eval(RAISE, names, [sequenceNumber, MARK_SECONDS]);
      }),
    answeredAfter: (keys, sequenceNumber) => after(listed(keys).map(answeredKey), sequenceNumber),
    anyAfter: (keys, sequenceNumber) => after(listed(keys).map(anyKey), sequenceNumber),
  };
}

/** What to mark for this event once it stands in line; null for what is no message from a lead. */
export function markOf(
  event: WhatsAppEvent,
  { arrivedAtMs, maxAgeMinutes }: { arrivedAtMs: number; maxAgeMinutes: number },
): { readonly keys: readonly LeadKey[]; readonly isAnswered: boolean } | null {
  if (event.kind !== 'inbound') return null;
  const keys = leadKeys(event.from);
  if (keys.length === 0) return null;
  return { keys, isAnswered: dispositionOf(event, { arrivedAtMs, maxAgeMinutes }) === 'pending' };
}
