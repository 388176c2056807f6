/** Meta's two buckets (facts/whatsapp.md §2.4): messages a second of our number, in and out, and messages to one person. */
import type { Clock } from '../../clock.ts';

export type CloudLimits = {
  /** Takes a token of both buckets, or says which one is empty and takes none. */
  take(contactKey: string): { kind: 'ok' } | { kind: 'refused'; code: 130429 | 131056 };
  /** Inbound traffic counts towards the number's throughput too; it is never refused. */
  countInbound(): void;
};

export type CloudLimitSettings = {
  /** Messages a second of the number: 80 by default, 20 fixed under coexistence. */
  readonly numberPerSecond: number;
  /** One message to a person per this many ms, once the burst is spent. */
  readonly pairIntervalMs: number;
  /** Messages to one person that may be borrowed at once. */
  readonly pairBurst: number;
};

export const DEFAULT_CLOUD_LIMITS: CloudLimitSettings = {
  numberPerSecond: 80,
  pairIntervalMs: 6000,
  pairBurst: 45,
};

type Bucket = { readonly capacity: number; readonly perMs: number; tokens: number; at: number };

function refill(bucket: Bucket, now: number): void {
  bucket.tokens = Math.min(bucket.capacity, bucket.tokens + (now - bucket.at) * bucket.perMs);
  bucket.at = now;
}

export function createCloudLimits({
  clock,
  settings,
}: {
  clock: Clock;
  settings: CloudLimitSettings;
}): CloudLimits {
  const newBucket = (capacity: number, perMs: number): Bucket => ({
    capacity,
    perMs,
    tokens: capacity,
    at: clock.nowMs(),
  });
  const number = newBucket(settings.numberPerSecond, settings.numberPerSecond / 1000);
  const pairs = new Map<string, Bucket>();

  return {
    take: (contactKey) => {
      const pair = pairs.get(contactKey) ?? newBucket(settings.pairBurst, 1 / settings.pairIntervalMs);
      pairs.set(contactKey, pair);
      for (const bucket of [number, pair]) refill(bucket, clock.nowMs());
      // A token that is all but whole counts: 6 s later is 6 s later, whatever the rounding.
      if (number.tokens < 1 - 1e-6) return { kind: 'refused', code: 130429 };
      if (pair.tokens < 1 - 1e-6) return { kind: 'refused', code: 131056 };
      number.tokens -= 1;
      pair.tokens -= 1;
      return { kind: 'ok' };
    },
    countInbound: () => {
      refill(number, clock.nowMs());
      number.tokens = Math.max(0, number.tokens - 1);
    },
  };
}
