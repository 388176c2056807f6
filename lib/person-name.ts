/** The name of somebody of the team, as the ledger tells it: who took a lead, gave it back, stopped the bot. */
import * as z from 'zod/mini';

export const PersonName = z
  .string()
  .check(z.regex(/^\p{L}[\p{L} .'-]{0,38}[\p{L}.]$/u))
  .brand<'PersonName'>();
export type PersonName = z.infer<typeof PersonName>;
