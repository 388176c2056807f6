/** A lead's name as replies use it: read from the lead's words, and one that the last look lets through. */
import { nameIn } from './extract/name.ts';
import { maySayBack } from './reply-guardrails.ts';

/**
 * The name in `text`, or null. M9: whoever calls itself "Senha" or "Null" is asked again rather than left without any
 * answer, as every reply with that name in it would be refused.
 */
export function nameToSay(text: string, options: { asked: boolean }): string | null {
  const name = nameIn(text, options);
  return name !== null && maySayBack(name) ? name : null;
}
