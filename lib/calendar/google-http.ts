/**
 * One request to Google Calendar: with a token, within its time, understood. Every request that is made here may be repeated
 * (reads; an insert under an id of ours; a patch to fixed values; a delete), so it is, once, after a lost answer or a 5xx.
 */

import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { codeWord } from '../text.ts';
import type { TokenSource } from './google-token.ts';
import {
  createJsonHttp,
  type Exchange,
  type HttpTimeouts,
  type JsonRequest,
  parsedJson,
} from './json-http.ts';

export type GoogleFailure = {
  readonly kind: 'failed';
  readonly cause: string;
  /** What was asked may have been done, now or in a moment. */
  readonly mayHaveHappened: boolean;
};

export type GoogleAnswer =
  /** Google's word about the request: done, or refused with nothing done. `reason` and `message` are empty where it gives none. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly reason: string;
      readonly message: string;
    }
  | GoogleFailure;

export type GoogleRequest = {
  readonly method: JsonRequest['method'];
  /** Under `/calendar/v3`, encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type GoogleHttp = {
  ask(request: GoogleRequest): Promise<GoogleAnswer>;
  close(): Promise<void>;
};

/** Both levels of Google's error: the list is older and names the reason, the rest is sometimes all there is. */
const ErrorBody = z.looseObject({
  error: z.looseObject({
    message: z.optional(z.string()),
    errors: z.optional(
      z.array(z.looseObject({ reason: z.optional(z.string()), message: z.optional(z.string()) })),
    ),
  }),
});
/** A 403 that says "slower", not "no". `quotaExceeded` is a no: so many guests a day, and not one more (P8). */
const LIMIT_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'dailyLimitExceeded']);

const failed = (cause: string, mayHaveHappened: boolean): GoogleFailure => ({
  kind: 'failed',
  cause,
  mayHaveHappened,
});

function meaningOf(exchange: Exchange): GoogleAnswer {
  if (exchange.kind === 'failed') return failed(exchange.cause, exchange.mayHaveHappened);
  const { status, text } = exchange;
  const body = text === '' ? null : parsedJson(text);
  const error = ErrorBody.safeParse(body);
  const first = error.success ? error.data.error.errors?.[0] : undefined;
  const reason = first?.reason ? codeWord(first.reason) : '';
  const message = (error.success ? error.data.error.message : undefined) ?? first?.message ?? '';
  if (status >= 500) return failed('server_error', true);
  if (status === 401) return failed('auth', false);
  if (status === 429 || (status === 403 && LIMIT_REASONS.has(reason))) return failed('rate_limited', false);
  // A web page under 200 is not Google Calendar's: what became of the request is unknown.
  if (status < 300 && body === undefined) return failed('malformed', true);
  return { kind: 'answered', status, body, reason, message };
}

const isRepeatable = (answer: GoogleAnswer): boolean =>
  answer.kind === 'failed' && (answer.cause === 'network' || answer.cause === 'server_error');

/** `apiUrl`: with or without a path prefix, without `/calendar/v3`. */
export function createGoogleHttp(options: {
  apiUrl: string;
  tokens: TokenSource;
  clock: Clock;
  log: Log;
  timeouts: HttpTimeouts;
}): GoogleHttp {
  const { apiUrl, tokens, clock, log, timeouts } = options;
  const base = new URL(apiUrl);
  const prefix = `${base.pathname.replace(/\/+$/, '')}/calendar/v3`;
  const http = createJsonHttp(base.origin, timeouts);

  const attempt = async ({ method, path, query = {}, body }: GoogleRequest): Promise<GoogleAnswer> => {
    const access = await tokens.get();
    if (access.kind === 'failed') return failed(`token_${access.cause}`, false);
    const search = new URLSearchParams(query).toString();
    const answer = meaningOf(
      await http.exchange({
        method,
        path: `${prefix}${path}${search === '' ? '' : `?${search}`}`,
        headers: {
          authorization: `Bearer ${access.token}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (answer.kind === 'failed' && answer.cause === 'auth') tokens.forget(access.token);
    return answer;
  };

  return {
    ask: async (request) => {
      const startedAtMs = clock.nowMs();
      let answer = await attempt(request);
      // A token revoked before its time is replaced; a lost answer is asked for again.
      if (isRepeatable(answer) || (answer.kind === 'failed' && answer.cause === 'auth')) {
        const mayHaveHappened = answer.kind === 'failed' && answer.mayHaveHappened;
        answer = await attempt(request);
        if (answer.kind === 'failed' && mayHaveHappened) answer = { ...answer, mayHaveHappened };
      }
      if (answer.kind === 'failed')
        log.warn('google.failed', {
          method: request.method,
          cause: answer.cause,
          ms: clock.nowMs() - startedAtMs,
        });
      else if (answer.status >= 400)
        log.info('google.refused', { method: request.method, status: answer.status, reason: answer.reason });
      return answer;
    },
    close: async () => {
      await Promise.all([http.close(), tokens.close()]);
    },
  };
}
