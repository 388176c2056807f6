/** Under which names a stop outlives the erasure of whoever asked for it (V9): nobody reads an address out of them. */
import { createHmac } from 'node:crypto';

/**
 * One digest for each key of a lead. The keys of a phone are few enough to try them all, so the salt is a secret of the functions and is
 * never in the database; with another salt nobody is known again.
 */
export const suppressionDigests = (keys: Iterable<string>, salt: string): string[] =>
  [...new Set(keys)].map((key) => createHmac('sha256', salt).update(key).digest('base64url'));
