/** The lead that an operator means: by a phone in any spelling, or by a key as the database has it (`lid:…`, `bsuid:…`). */
import { LeadKey } from '../lib/lead.ts';
import { type Phone, typedPhones } from '../lib/phone.ts';
import type { LeadRecord } from '../lib/store/lead-rows.ts';
import type { Context } from './context.ts';
import { OpsError, wrongUse } from './failure.ts';
import type { Words } from './words.ts';

export type Named = { readonly key: LeadKey; readonly phone: Phone | null };

/** @throws {OpsError} of exit code 2 for what is neither; what was typed is not quoted, for it may be somebody's number. */
export function namedLead(given: string, words: Words): Named {
  if (/^(lid|bsuid):\S+$/.test(given)) return { key: LeadKey.parse(given), phone: null };
  const [phone, other] = typedPhones(given);
  if (!phone || other) throw wrongUse(words.noNumber, words.writeItSo);
  return { key: LeadKey.parse(phone), phone };
}

/** @throws {OpsError} of exit code 1 when nobody is known by it. */
export async function knownLead({ connection, words }: Context, given: string): Promise<LeadRecord> {
  const lead = await connection.store().leadByKey(namedLead(given, words).key);
  if (lead) return lead;
  throw new OpsError(words.unknownNumber, { advice: words.checkTheCode });
}
