/**
 * One request to Kommo: under the budget, behind the breaker, within its time and size. Nothing here throws, and nothing that is
 * logged carries a body, a query or the token (O2). A GET is repeated once after a network error or a 5xx; a write never is, for
 * Kommo honours no idempotency key (C18).
 */

import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { Pool } from '../undici.cjs';
import { failure, meaningOf, outcomeOf } from './answer.ts';
import type { KommoBreaker } from './breaker.ts';
import type { KommoFailure, KommoResult, Priority } from './kommo.ts';
import type { KommoLimiter } from './limiter.ts';

export type KommoRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Under `/api/v4`, without a query: `/leads/15000001/notes`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  readonly priority: Priority;
  /** `taken`: its place in the budget is in hand already. */
  readonly place?: 'taken' | 'to_take';
  /** On our clock: later than this it does not leave, and `look_outdated` says so. */
  readonly leavesUntilMs?: number;
};

/** `sentAtMs`: when the request that was answered left, on the clock given. */
export type Asked = { readonly result: KommoResult<unknown>; readonly sentAtMs: number };

export type KommoHttp = {
  ask(request: KommoRequest): Promise<Asked>;
  /** A place for one request, taken before it is known what it will say: it then leaves as `taken`. */
  hold(priority: Priority): Promise<'granted' | KommoFailure>;
  /** As {@link KommoLimiter.comeBackMs}. */
  comeBackMs(): number;
  /** Breaker and budget asked ahead for this many reads of the gate's. */
  prepare(options: { reads: number }): Promise<void>;
  /** As {@link KommoLimiter.beginFirst}. */
  prepareSearch(): Promise<void>;
  /** The next page as a request; null where the link leaves this origin, for the token goes nowhere else. */
  nextPage(href: string, request: KommoRequest): KommoRequest | null;
  close(): Promise<void>;
};

/** All in milliseconds. `totalMs` bounds one call with its repetition, from the first byte sent. */
export type KommoTimeouts = {
  readonly headersMs?: number;
  readonly bodyMs?: number;
  readonly totalMs?: number;
};

/** 250 cards with their fields are under 1 MB. */
const RESPONSE_MAX_BYTES = 8 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 3000;
/** The budget is 5 requests a second: more sockets would only be idle. */
const CONNECTIONS = 8;
const API = '/api/v4';

const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

function failureOf(error: unknown): KommoFailure {
  const name = error instanceof Error ? error.name : '';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (name === 'TimeoutError' || name === 'AbortError' || TIMEOUT_CODES.has(code)) return failure('timeout');
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || name === 'HTTPParserError') return failure('malformed');
  return failure('network');
}

const single = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? (value[0] ?? '') : (value ?? '');

/** For logs: ids of cards tell nothing about a person, but a route is easier to count without them. */
const routeOf = (path: string): string => path.replace(/\/[0-9a-f]*\d[0-9a-f]*(?=\/|$)/gi, '/:id');

const isRepeatable = ({ method }: KommoRequest, result: KommoResult<unknown>): boolean =>
  method === 'GET' &&
  result.kind === 'failed' &&
  (result.cause === 'network' || result.cause === 'server_error');

export type KommoHttpDeps = {
  /** With or without a path prefix, without `/api/v4`: `https://acme.kommo.com`, `http://127.0.0.1:4000/kommo`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly limiter: Pick<KommoLimiter, 'reserve' | 'beginFirst' | 'take' | 'comeBackMs'>;
  readonly breaker: Pick<KommoBreaker, 'refresh' | 'admit' | 'settle' | 'blockedHere'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts?: KommoTimeouts;
};

/** @throws TypeError for a `baseUrl` that is no URL: a fault of configuration, not of Kommo. */
export function createKommoHttp({
  baseUrl,
  token,
  limiter,
  breaker,
  clock,
  log,
  timeouts = {},
}: KommoHttpDeps): KommoHttp {
  const { headersMs = 5000, bodyMs = 10_000, totalMs = 12_000 } = timeouts;
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    headersTimeout: headersMs,
    bodyTimeout: bodyMs,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, totalMs) },
    maxResponseSize: RESPONSE_MAX_BYTES,
  });

  const send = async ({ method, path, query, body }: KommoRequest, signal: AbortSignal) => {
    const {
      statusCode,
      headers,
      body: stream,
    } = await pool.request({
      method,
      path: `${prefix}${API}${path}${query && query.size > 0 ? `?${query}` : ''}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
    const retryAfter = single(headers['retry-after']);
    return {
      status: statusCode,
      contentType: single(headers['content-type']).toLowerCase(),
      retryAfterSeconds: /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
      body: await stream.text(),
    };
  };

  const attempt = async (request: KommoRequest, deadline: () => AbortSignal): Promise<Asked> => {
    const unsent = (result: KommoFailure): Asked => ({ result, sentAtMs: clock.nowMs() });
    // A blocked account costs neither budget nor waiting; the place, where one is taken, brings the breaker's state along.
    const known = breaker.blockedHere();
    if (known) return unsent(failure('breaker_open', { retryAfterMs: known.retryAfterMs }));
    if (request.place !== 'taken' && (await limiter.take(request.priority)) === 'over_budget')
      return unsent(failure('over_budget'));
    // Whoever was queued when the account was blocked must not send after it.
    const admission = await breaker.admit();
    if (admission.kind === 'blocked')
      return unsent(failure('breaker_open', { retryAfterMs: admission.retryAfterMs }));
    if (request.leavesUntilMs !== undefined && clock.nowMs() > request.leavesUntilMs) {
      await breaker.settle(admission, { kind: 'inconclusive' });
      return unsent(failure('look_outdated'));
    }

    const sentAtMs = clock.nowMs();
    const answer = await send(request, deadline()).then(
      (received) => ({ result: meaningOf(received), contentType: received.contentType }),
      (error: unknown) => ({ result: failureOf(error), contentType: '' }),
    );
    await breaker.settle(admission, outcomeOf(answer.result, answer.contentType));
    if (answer.result.kind === 'failed') {
      const { cause, status, problems } = answer.result;
      log.warn('kommo.failed', {
        method: request.method,
        route: routeOf(request.path),
        cause,
        status,
        problems,
        ms: clock.nowMs() - sentAtMs,
      });
    }
    return { result: answer.result, sentAtMs };
  };

  return {
    ask: async (request) => {
      let signal: AbortSignal | undefined;
      // One deadline for both attempts, started when the first byte leaves: waiting for the limiter has its own bound.
      const deadline = (): AbortSignal => {
        signal ??= AbortSignal.timeout(totalMs);
        return signal;
      };
      const first = await attempt(request, deadline);
      return isRepeatable(request, first.result)
        ? attempt({ ...request, place: 'to_take' }, deadline)
        : first;
    },
    hold: async (priority) => {
      const known = breaker.blockedHere();
      if (known) return failure('breaker_open', { retryAfterMs: known.retryAfterMs });
      return (await limiter.take(priority)) === 'granted' ? 'granted' : failure('over_budget');
    },
    nextPage: (href, request) => {
      if (!URL.canParse(href, base.origin)) return null;
      const next = new URL(href, base.origin);
      const root = `${prefix}${API}`;
      if (next.origin !== base.origin || !next.pathname.startsWith(`${root}/`)) return null;
      return {
        method: 'GET',
        path: next.pathname.slice(root.length),
        query: next.searchParams,
        priority: request.priority,
      };
    },
    comeBackMs: () => limiter.comeBackMs(),
    prepare: async ({ reads }) => {
      await Promise.all([breaker.refresh(), limiter.reserve(reads)]);
    },
    prepareSearch: async () => {
      if (!breaker.blockedHere()) await limiter.beginFirst();
    },
    close: () => pool.close(),
  };
}
