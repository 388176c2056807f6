/** When a token ends by its own word: a JWT says so in its middle part, unsigned as far as we are concerned. */
import * as z from 'zod/mini';

const Claims = z.looseObject({ exp: z.optional(z.number().check(z.positive())) });

/** Epoch milliseconds; null for a token that is no JWT or names no end. */
export function expiryOf(token: string): number | null {
  const [, middle] = token.split('.');
  if (middle === undefined) return null;
  try {
    const claims = Claims.safeParse(JSON.parse(Buffer.from(middle, 'base64url').toString('utf8')));
    return claims.success && claims.data.exp !== undefined ? claims.data.exp * 1000 : null;
  } catch {
    return null;
  }
}
