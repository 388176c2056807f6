/** What no brain may say, whatever the passages hold. */
import { claimsToBeAPerson } from './person.ts';
import { asksForDocuments, asksForPayment } from './requests.ts';
import type { Sentence } from './sentences.ts';

/** The act that needs no ground: no brain may say it, whatever the passages hold. */
export function forbiddenAct(sentence: Sentence): 'asks_documents' | 'asks_payment' | 'claims_person' | null {
  if (asksForDocuments(sentence)) return 'asks_documents';
  if (asksForPayment(sentence)) return 'asks_payment';
  return claimsToBeAPerson(sentence) ? 'claims_person' : null;
}
