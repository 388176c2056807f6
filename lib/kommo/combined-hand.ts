/** What one function hands to others of what it has read: sealed, by item, under the name of whose it is. */
import * as z from 'zod/mini';
import { KOMMO_CAUSES } from '../reasons.ts';
import type { Handed } from './combined-part.ts';
import type { KommoLimiter } from './limiter.ts';
import { createSeal } from './sealed.ts';

const HandedItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('item'), body: z.unknown() }),
  z.object({ kind: z.literal('absent') }),
  z.object({ kind: z.literal('failed'), cause: z.enum(KOMMO_CAUSES) }),
  z.object({ kind: z.literal('alone') }),
]);
/** Under the name of its hand: what was meant for another want is nobody's here. */
const Hand = z.object({
  hand: z.string(),
  items: z.array(z.object({ item: z.string(), handed: HandedItem })),
});

export type Hands = {
  /** To each hand its items. Never throws. */
  on(
    wants: readonly { readonly hand: string; readonly items: readonly string[] }[],
    handedOf: (item: string) => Handed,
    options?: { readonly keptMs: number },
  ): Promise<void>;
  /** What was handed on under this name, by item; null where it is not ours to believe. */
  opened(text: string | null, hand: string): ReadonlyMap<string, Handed> | null;
};

export function createHands({
  limiter,
  token,
}: {
  readonly limiter: Pick<KommoLimiter, 'hand'>;
  readonly token: string;
}): Hands {
  const seal = createSeal({ token, context: 'combined' });
  return {
    on: (wants, handedOf, options) => {
      const textOf = (hand: string, items: readonly string[]): string =>
        seal.close({ hand, items: items.map((item) => ({ item, handed: handedOf(item) })) });
      return limiter.hand(new Map(wants.map(({ hand, items }) => [hand, textOf(hand, items)])), options);
    },
    opened: (text, hand) => {
      const given = Hand.safeParse(seal.open(text));
      if (!given.success || given.data.hand !== hand) return null;
      return new Map(given.data.items.map(({ item, handed }) => [item, handed]));
    },
  };
}
