/** Proof that a webhook came from where it says. Every comparison takes the same time whatever the sender guessed. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether two secrets are the same text. Digests are compared, so not even the length of the expected one shows. */
export const sameSecret = ({ given, expected }: { given: string; expected: string }): boolean =>
  timingSafeEqual(digestOf(given), digestOf(expected));

/**
 * Whether `signature` (`sha256=<hex>`, Meta's `X-Hub-Signature-256`) is the HMAC of exactly these bytes. Never of a parsed and
 * rewritten body: Meta escapes non-ASCII in its own way (facts/whatsapp.md §2.1).
 */
export function isSignedBy({
  secret,
  body,
  signature,
}: {
  secret: string;
  body: Uint8Array;
  signature: string;
}): boolean {
  const claimed = /^sha256=([0-9a-f]{64})$/i.exec(signature.trim())?.[1];
  if (claimed === undefined) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(claimed, 'hex'));
}
