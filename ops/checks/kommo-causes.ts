/** What an answer of Kommo's that is none means to an operator. */
import type { KommoResult } from '../../lib/kommo/kommo.ts';
import type { KommoCause } from '../../lib/reasons.ts';
import { type Finding, failed } from '../report.ts';

export const NEW_TOKEN =
  'make a new long-lived token in Kommo (private integration) and put it in: npm run ops -- rotate KOMMO_TOKEN';

const CAUSES: Readonly<Record<KommoCause, readonly [says: string, todo: string]>> = {
  unauthorized: ['Kommo refuses the token (401)', NEW_TOKEN],
  payment_required: [
    'the account is not paid (402)',
    'pay the Kommo subscription; held leads are answered by themselves afterwards',
  ],
  forbidden: [
    'Kommo blocks the account, or the token has no administrator behind it (403)',
    'ask Kommo support to lift the block; do not retry in a loop',
  ],
  throttled: [
    'Kommo asks to wait (429)',
    'wait 5 minutes; if it comes back, lower KOMMO_RPS or find who else uses the account',
  ],
  timeout: ['Kommo does not answer in time', 'try again in a minute; look at https://status.kommo.com'],
  network: [
    'Kommo cannot be reached',
    'check KOMMO_BASE_URL (https://<subdomain>.kommo.com) and the network',
  ],
  server_error: ['Kommo answers with an error of its own (5xx)', 'try again in a minute'],
  malformed: [
    'what answers is not Kommo',
    'check KOMMO_BASE_URL: https://<subdomain>.kommo.com, without /api/v4',
  ],
  rejected: [
    'Kommo refuses the request',
    'the account may lack the plan for it (webhooks by API need Advanced or higher)',
  ],
  breaker_open: ['not asked: Kommo refused before', 'fix what failed above first'],
  over_budget: ['not asked: the budget is used up', 'try again in a minute'],
  look_outdated: ['not written: the card has changed meanwhile', 'try again in a minute'],
};

/** The finding for an answer that is none; `absent` is said by the caller. */
export function causeFinding(
  check: string,
  result: Extract<KommoResult<unknown>, { kind: 'failed' | 'absent' }>,
): Finding {
  if (result.kind === 'absent')
    return failed(check, 'Kommo has no such thing', 'check KOMMO_BASE_URL and the plan of the account');
  const [says, todo] = CAUSES[result.cause];
  return failed(check, says, todo);
}
