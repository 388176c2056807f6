/**
 * What an HTTP answer from Kommo means (facts/kommo.md §2–3, §7). Pure. An answer that cannot be understood is a failure with a cause
 * and never an absence: only Kommo's own 204, or a 404 that is not a web page, says "no such thing" (H2, I3).
 */
import * as z from 'zod/mini';
import type { KommoCause } from '../reasons.ts';
import { codeWord } from '../text.ts';
import { type Outcome, THROTTLED_DEFAULT_MS } from './breaker.ts';
import type { KommoFailure, KommoResult } from './kommo.ts';

export type HttpAnswer = {
  readonly status: number;
  /** Lower-case `content-type`, empty where there is none. */
  readonly contentType: string;
  /** `retry-after` in seconds; none was seen from Kommo, honoured all the same. */
  readonly retryAfterSeconds: number | null;
  readonly body: string;
};

/** What a list came to. `sentAtMs`: when the oldest request behind it left. */
export type Read<T> =
  | { readonly kind: 'ok'; readonly items: readonly T[]; readonly sentAtMs: number }
  | { readonly kind: 'absent'; readonly sentAtMs: number }
  | KommoFailure;

const PROBLEMS_MAX = 20;
const REQUEST_ID_MAX = 60;
const RETRY_AFTER_MAX_SECONDS = 24 * 3600;

const code = z.string().check(z.maxLength(200));
const ValidationErrors = z.looseObject({
  'validation-errors': z.array(
    z.looseObject({
      request_id: z.optional(z.unknown()),
      errors: z.array(z.looseObject({ code, path: code })),
    }),
  ),
});
/** The other shape of a 400: `{"errors": {"<leadId>": "<localised text>"}}` (facts/kommo.md §2.3). */
const ErrorsById = z.looseObject({ errors: z.record(z.string(), z.unknown()) });
const RetryAfter = z.looseObject({ retry_after: z.number().check(z.nonnegative()) });

/** A failure with this cause and nothing else to say. */
export function failure(
  cause: KommoCause,
  details: Partial<Pick<KommoFailure, 'status' | 'retryAfterMs' | 'problems'>> = {},
): KommoFailure {
  return { kind: 'failed', cause, status: null, retryAfterMs: null, problems: [], ...details };
}

/** Undefined where the text is not JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Codes and paths only: `detail` is localised and may quote what was sent. */
function problemsOf(body: unknown): KommoFailure['problems'] {
  const validation = ValidationErrors.safeParse(body);
  if (validation.success)
    return validation.data['validation-errors']
      .flatMap(({ request_id, errors }) =>
        errors.map(({ code, path }) => ({
          code: codeWord(code),
          path: codeWord(path),
          ...(typeof request_id === 'string' && { requestId: request_id.slice(0, REQUEST_ID_MAX) }),
        })),
      )
      .slice(0, PROBLEMS_MAX);
  const byId = ErrorsById.safeParse(body);
  return byId.success
    ? Object.keys(byId.data.errors)
        .slice(0, PROBLEMS_MAX)
        .map((id) => ({ code: 'refused', path: codeWord(id) }))
    : [];
}

function retryAfterMs({ retryAfterSeconds }: HttpAnswer, body: unknown): number {
  const inBody = RetryAfter.safeParse(body);
  const seconds = inBody.success ? inBody.data.retry_after : retryAfterSeconds;
  return seconds === null ? THROTTLED_DEFAULT_MS : Math.min(seconds, RETRY_AFTER_MAX_SECONDS) * 1000;
}

/** The meaning of one answer. The value of `ok` is the parsed body, or null where a 202 says only "Accepted". */
export function meaningOf(answer: HttpAnswer): KommoResult<unknown> {
  const { status, body } = answer;
  if (status === 204) return { kind: 'absent' };
  const parsed = parsedJson(body);
  if (status === 202) return { kind: 'ok', value: parsed ?? null };
  if (status >= 200 && status < 300)
    return typeof parsed === 'object' && parsed !== null
      ? { kind: 'ok', value: parsed }
      : failure('malformed', { status });
  switch (status) {
    case 401:
      return failure('unauthorized', { status });
    case 402:
      return failure('payment_required', { status });
    case 403:
      return failure('forbidden', { status });
    case 404:
      // A web page is not Kommo's API: a wrong host must not make every card look deleted.
      return body.trim() === '' || parsed !== undefined
        ? { kind: 'absent' }
        : failure('malformed', { status });
    case 408:
      return failure('timeout', { status });
    case 429:
      return failure('throttled', { status, retryAfterMs: retryAfterMs(answer, parsed) });
  }
  if (status >= 500) return failure('server_error', { status });
  if (status >= 400) return failure('rejected', { status, problems: problemsOf(parsed) });
  return failure('malformed', { status });
}

/**
 * What the answer tells the breaker. A 403 in problem+json is a right that the token's user lacks on one route; the block of an
 * account is plain text or a page (facts/kommo.md §3), and only that one stops everything.
 */
export function outcomeOf(result: KommoResult<unknown>, contentType: string): Outcome {
  if (result.kind !== 'failed') return { kind: 'answered' };
  switch (result.cause) {
    case 'throttled':
    case 'payment_required':
    case 'unauthorized':
      return { kind: 'tripped', cause: result.cause, retryAfterMs: result.retryAfterMs };
    case 'forbidden':
      return contentType.includes('json')
        ? { kind: 'answered' }
        : { kind: 'tripped', cause: 'forbidden', retryAfterMs: null };
    case 'rejected':
      return { kind: 'answered' };
    default:
      return { kind: 'inconclusive' };
  }
}
