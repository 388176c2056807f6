/** One exchange of JSON with one origin: its waits and its size bounded, nothing repeated, nothing thrown. */
import { Pool } from '../undici.cjs';

export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** `mayHaveHappened`: the request may have reached the other side and been carried out. */
  | { readonly kind: 'failed'; readonly cause: 'timeout' | 'network'; readonly mayHaveHappened: boolean };

export type JsonRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With the query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** All in milliseconds. `totalMs` bounds the whole exchange. */
export type HttpTimeouts = {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly totalMs: number;
};

export type JsonHttp = {
  exchange(request: JsonRequest): Promise<Exchange>;
  close(): Promise<void>;
};

/** A fortnight of busy times is a few kilobytes; an event with many guests under a hundred. */
const RESPONSE_MAX_BYTES = 2 * 1024 * 1024;
const CONNECTIONS = 4;
const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);
/** Failures before a connection stands: nothing was asked. */
const UNCONNECTED_CODES = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function failureOf(error: unknown): Exchange {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const name = error instanceof Error ? error.name : '';
  const isTimeout = TIMEOUT_CODES.has(code) || name === 'TimeoutError' || name === 'AbortError';
  return {
    kind: 'failed',
    cause: isTimeout ? 'timeout' : 'network',
    mayHaveHappened: !UNCONNECTED_CODES.has(code),
  };
}

/** @throws {TypeError} for an origin that is no URL: a fault of configuration. */
export function createJsonHttp(origin: string, timeouts: HttpTimeouts): JsonHttp {
  const pool = new Pool(new URL(origin).origin, {
    connections: CONNECTIONS,
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.headersMs,
    maxResponseSize: RESPONSE_MAX_BYTES,
  });
  return {
    exchange: async ({ method, path, headers, body }) => {
      try {
        const signal = AbortSignal.timeout(timeouts.totalMs);
        const { statusCode, body: stream } = await pool.request({
          method,
          path,
          headers,
          body: body ?? null,
          signal,
        });
        return { kind: 'answered', status: statusCode, text: await stream.text() };
      } catch (error) {
        return failureOf(error);
      }
    },
    close: () => pool.close(),
  };
}

/** Undefined where the text is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
