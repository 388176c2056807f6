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

export type InboundMarks = {
  /** `isAnswered`: a turn of its own will answer it. Never throws. */
  raise(key: LeadKey, sequenceNumber: string, options: { isAnswered: boolean }): Promise<void>;
  /** Does a message that will be answered wait behind this place? Never throws. */
  answeredAfter(key: LeadKey, sequenceNumber: string): Promise<Newer>;
  /** Does anything from the lead wait behind this place? Never throws. */
  anyAfter(key: LeadKey, sequenceNumber: string): Promise<Newer>;
};

export function createInboundMarks({ ask }: { ask: AskRedis }): InboundMarks {
  const after = (name: string, sequenceNumber: string): Promise<Newer> =>
    ask<Newer>('mark', 'unknown', async (redis) => {
      const mark = await redis.get<string>(name);
      if (mark === null) return 'unknown';
      return String(mark) > sequenceNumber ? 'newer' : 'newest';
    });
  return {
    raise: (key, sequenceNumber, { isAnswered }) =>
      ask('mark', undefined, async (redis) => {
        const names = isAnswered ? [answeredKey(key), anyKey(key)] : [anyKey(key)];
        await redis.eval(RAISE, names, [sequenceNumber, MARK_SECONDS]);
      }),
    answeredAfter: (key, sequenceNumber) => after(answeredKey(key), sequenceNumber),
    anyAfter: (key, sequenceNumber) => after(anyKey(key), sequenceNumber),
  };
}

/** What to mark for this event once it stands in line; null for what is no message from a lead. */
export function markOf(
  event: WhatsAppEvent,
  { arrivedAtMs, maxAgeMinutes }: { arrivedAtMs: number; maxAgeMinutes: number },
): { readonly key: LeadKey; readonly isAnswered: boolean } | null {
  if (event.kind !== 'inbound') return null;
  const [key] = leadKeys(event.from);
  if (key === undefined) return null;
  return { key, isAnswered: dispositionOf(event, { arrivedAtMs, maxAgeMinutes }) === 'pending' };
}
