/** From one HTTP exchange to the outcome of a send: what left, what did not, and what nobody can tell (I6). */
import type { IncomingHttpHeaders } from 'node:http';
import type { HttpAnswer } from './http.ts';
import { jsonOf } from './lenient.ts';
import type { SendResult } from './transport.ts';

const RETRY_AFTER_MAX_SECONDS = 3_600;

/** `Retry-After` in whole seconds, as milliseconds, at most an hour; null where there is none. */
function retryAfterMs(headers: IncomingHttpHeaders): number | null {
  const raw = headers['retry-after'];
  return typeof raw === 'string' && /^\d{1,6}$/.test(raw)
    ? Math.min(Number(raw), RETRY_AFTER_MAX_SECONDS) * 1000
    : null;
}

/** Our own request or configuration is wrong; nothing was sent. */
export const refusedByUs = (refusal: 'bug' | 'hold_all'): SendResult => ({
  kind: 'refused',
  scope: refusal === 'bug' ? 'message' : 'account',
  refusal,
  code: null,
  alarm: true,
  retryAfterMs: null,
  suspicion: null,
});

/**
 * The outcome of a send. `accepted` reads the provider's 2xx body and answers null where it names no message: a 2xx that cannot be
 * read may well have been carried out, so it is `unknown`. `failure` judges every other status.
 */
export function sendOutcome(
  answer: HttpAnswer,
  {
    accepted,
    failure,
  }: {
    accepted: (body: unknown) => SendResult | null;
    failure: (failed: { status: number; body: unknown; retryAfterMs: number | null }) => SendResult;
  },
): SendResult {
  switch (answer.kind) {
    case 'not_sent':
      // A request that cannot be built (a line break in the token) will not be built next time either.
      if (answer.cause === 'invalid') return refusedByUs('hold_all');
      // Nobody listens there: on a second lead it is the instance or the network, not this moment.
      return {
        kind: 'refused',
        scope: 'provider',
        refusal: 'retry',
        code: null,
        alarm: false,
        retryAfterMs: null,
        suspicion: 'unreachable',
      };
    case 'lost':
      return { kind: 'unknown', cause: answer.cause };
    case 'too_large':
      return { kind: 'unknown', cause: `unreadable_${answer.status}` };
    case 'answered': {
      const { status, headers, bytes } = answer;
      if (status < 200 || status > 299)
        return failure({ status, body: jsonOf(bytes), retryAfterMs: retryAfterMs(headers) });
      return accepted(jsonOf(bytes)) ?? { kind: 'unknown', cause: `unreadable_${status}` };
    }
  }
}
