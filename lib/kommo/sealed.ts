/**
 * What one function hands to another through Redis may name a person. It is sealed under the token that both of them hold: whoever
 * reads Redis learns nothing, and whoever writes there cannot make us believe in a card that Kommo never showed.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export type Seal = {
  close(value: unknown): string;
  /** Undefined for what was not sealed under this token. */
  open(text: unknown): unknown;
};

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Never a number, which a client of Redis would read as one. */
const MARK = 's:';

/** `context`: what it is for; one place's words are not believed in another. */
export function createSeal({ token, context }: { token: string; context: string }): Seal {
  const key = createHash('sha256').update(`${context}:${token}`).digest();
  return {
    close: (value) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv);
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open: (text) => {
      if (typeof text !== 'string' || !text.startsWith(MARK)) return undefined;
      const bytes = Buffer.from(text.slice(MARK.length), 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const body = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(body.toString('utf8'));
      } catch {
        return undefined;
      }
    },
  };
}
