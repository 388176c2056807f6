/**
 * HTTP to a WhatsApp provider: one pool per origin, nothing repeated, every wait and every size bounded. The one question a send
 * must have answered (I6), whether the request can have left, is answered by the socket: until undici begins to write, it has not.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import { type Dispatcher, Pool } from '../undici.cjs';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A longer answer is cut off and reported as `too_large`. */
  readonly maxBytes: number;
  /** From the call to the last byte of the answer, connecting included. */
  readonly totalMs: number;
};

export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'too_large'; readonly status: number }
  /** Proven: not a byte of the request was written. `invalid`: it could not even be built (a token with a line break). */
  | { readonly kind: 'not_sent'; readonly cause: 'connect' | 'timeout' | 'invalid' }
  /** Written, in whole or in part, and not answered: it may have been carried out. */
  | { readonly kind: 'lost'; readonly cause: 'timeout' | 'reset' };

/** All in milliseconds. */
export type HttpTimeouts = {
  readonly connectMs: number;
  /** From the written request to the headers of the answer. */
  readonly headersMs: number;
  /** Between two chunks of the answer. */
  readonly bodyMs: number;
};

/** What a transport waits for, in milliseconds. `sendMs`, `typingMs` and `mediaMs` bound the whole call. */
export type TransportTimeouts = HttpTimeouts & {
  readonly sendMs: number;
  readonly typingMs: number;
  readonly mediaMs: number;
};

export type Http = {
  /** One attempt; redirects are answers. Never throws. */
  request(request: HttpRequest): Promise<HttpAnswer>;
};

const CONNECTIONS_PER_ORIGIN = 32;
const KEEP_ALIVE_MS = 4_000;

type Origin = { readonly pool: Pool; usedAtMs: number; inFlight: number };

/** A client whose idle connections are not trusted after a pause on `clock`. */
export function createHttp({ clock, timeouts }: { clock: Clock; timeouts: HttpTimeouts }): Http {
  const origins = new Map<string, Origin>();

  const open = (origin: string): Origin => {
    const pool = new Pool(origin, {
      connections: CONNECTIONS_PER_ORIGIN,
      pipelining: 1,
      // HTTP/1.1 alone: what "written" means on a shared HTTP/2 session is not ours to tell.
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: timeouts.connectMs },
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.bodyMs,
    });
    const opened = { pool, usedAtMs: clock.nowMs(), inFlight: 0 };
    origins.set(origin, opened);
    return opened;
  };

  /**
   * A frozen Lambda's timers stand still, so a socket that the other side closed long ago still looks alive on thawing. The first
   * send would be written into it and end as `lost`, which nobody may repeat: connections that slept are dropped instead.
   */
  const fresh = (origin: string): { readonly current: Origin; readonly slept: Pool | null } => {
    const known = origins.get(origin);
    if (known === undefined) return { current: open(origin), slept: null };
    if (known.inFlight > 0 || clock.nowMs() - known.usedAtMs < KEEP_ALIVE_MS)
      return { current: known, slept: null };
    return { current: open(origin), slept: known.pool };
  };

  return {
    request: async (request) => {
      const { current, slept } = fresh(request.url.origin);
      current.inFlight += 1;
      try {
        const [answer] = await Promise.all([
          exchange(current.pool, request),
          slept?.destroy().catch(() => undefined),
        ]);
        return answer;
      } finally {
        current.inFlight -= 1;
        current.usedAtMs = clock.nowMs();
      }
    },
  };
}

/** One request on a pool, settled exactly once: by the answer, an error, its size or its time. */
function exchange(pool: Pool, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null;
    let written = false;
    let settled = false;
    let head: { status: number; headers: IncomingHttpHeaders } = { status: 0, headers: {} };
    const chunks: Buffer[] = [];
    let size = 0;

    const settle = (answer: HttpAnswer): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve(answer);
      if (answer.kind !== 'answered') controller?.abort(new Error(answer.kind));
    };
    const failed = (cause: 'timeout' | 'reset'): void => {
      if (written) settle({ kind: 'lost', cause });
      else settle({ kind: 'not_sent', cause: cause === 'timeout' ? 'timeout' : 'connect' });
    };
    const timer = setTimeout(() => failed('timeout'), request.totalMs);

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection is ready and nothing is written yet; aborting here keeps it so.
      onRequestStart: (started) => {
        controller = started;
        if (settled) started.abort(new Error('given up while connecting'));
        else written = true;
      },
      onResponseStart: (_controller, status, headers) => {
        if (status >= 200) head = { status, headers };
      },
      onResponseData: (_controller, chunk) => {
        size += chunk.byteLength;
        if (size > request.maxBytes) settle({ kind: 'too_large', status: head.status });
        else chunks.push(chunk);
      },
      onResponseEnd: () => settle({ kind: 'answered', ...head, bytes: Buffer.concat(chunks) }),
      onResponseError: (_controller, error) => {
        if (!written && errorCode(error) === 'UND_ERR_INVALID_ARG')
          settle({ kind: 'not_sent', cause: 'invalid' });
        else failed(/TIMEOUT/.test(errorCode(error)) ? 'timeout' : 'reset');
      },
    };
    try {
      const { pathname, search } = request.url;
      const options = {
        method: request.method,
        path: pathname + search,
        headers: request.headers,
        body: request.body ?? null,
      };
      pool.dispatch(options, handler);
    } catch {
      settle({ kind: 'not_sent', cause: 'invalid' });
    }
  });
}

const errorCode = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;

/** The address of an endpoint under a base URL that may carry a path prefix of its own. `path` is already encoded. */
export const endpoint = (baseUrl: string, path: string): URL =>
  new URL(`${baseUrl.replace(/\/+$/, '')}/${path}`);
