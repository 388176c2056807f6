/** Ids and bytes that look like the providers' own and are the same in every run: a counter, hashed. */
import { createHash } from 'node:crypto';

export type Ids = {
  /** `length` upper-case hex digits, never the same twice for one source. */
  hex(length: number): string;
  /** `length` decimal digits, never starting with 0. */
  digits(length: number): string;
};

/** `seed` separates two emulators of one run. */
export function createIds(seed: string): Ids {
  let count = 0;
  const next = (): string => {
    count += 1;
    return createHash('sha256').update(`${seed}:${count}`).digest('hex').toUpperCase();
  };
  return {
    hex: (length) => next().slice(0, length),
    digits: (length) =>
      `1${(BigInt(`0x${next()}`) % 10n ** BigInt(length - 1)).toString().padStart(length - 1, '0')}`,
  };
}

const DIRECTIONS = { out: { mark: 0x11, hexLength: 18 }, in: { mark: 0x12, hexLength: 20 } } as const;

/**
 * A `wamid.…` as Meta builds them today: base64 over the counterpart and an id of 18 hex digits (ours) or `3A` and 18 more
 * (theirs). Opaque to a receiver (facts/whatsapp.md §2.3); the look is that of the fixtures.
 */
export function wamid({
  ids,
  counterpart,
  direction,
}: {
  ids: Ids;
  counterpart: string;
  direction: 'in' | 'out';
}): string {
  const { mark, hexLength } = DIRECTIONS[direction];
  const id = direction === 'in' ? `3A${ids.hex(hexLength - 2)}` : ids.hex(hexLength);
  const who = counterpart.replaceAll('.', '');
  const bytes = [
    0x1c,
    0x18,
    who.length,
    ...Buffer.from(who),
    0x15,
    0x02,
    0x00,
    mark,
    0x18,
    id.length,
    ...Buffer.from(id),
    0x00,
  ];
  return `wamid.${Buffer.from(bytes).toString('base64')}`;
}

/** `length` bytes that depend on `seed` alone. */
export function seededBytes({ seed, length }: { seed: string; length: number }): Buffer {
  const blocks: Buffer[] = [];
  for (let block = 0; block * 32 < length; block += 1)
    blocks.push(createHash('sha256').update(`${seed}#${block}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}
