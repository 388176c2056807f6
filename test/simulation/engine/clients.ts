/**
 * The transports of the product's clients, carried by the simulation's wire: fetch (Supabase, Upstash, the AI SDK), undici
 * (Kommo, WhatsApp, Google, the emulators' own webhooks) and the AWS SDK's handler. Put in place once per process; outside
 * of a simulation each passes on to its own.
 */
import { createRequire } from 'node:module';
import { type Dispatcher, getGlobalDispatcher } from 'undici';
import { currentScope, type Scheduler, simulation } from './scheduler.ts';
import { currentWire, WireError } from './wire.ts';

const require = createRequire(import.meta.url);

/** Rejects with the signal's reason as soon as it aborts; the work itself goes on, as a request on its way does. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const bytesOf = (body: unknown): string | Uint8Array | null => {
  if (body === null || body === undefined) return null;
  if (typeof body === 'string') return body;
  // A copy: the AWS SDK's bytes complain when they are used as anything else.
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error(`the simulation carries no body of this kind: ${Object.prototype.toString.call(body)}`);
};

const simulatedFetch: typeof fetch = async (input, init = {}) => {
  const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
  try {
    const { status, headers, bytes } = await unlessAborted(
      currentWire().carry({
        method: (init.method ?? 'GET').toUpperCase(),
        url,
        headers: init.headers,
        body: bytesOf(init.body),
      }),
      init.signal,
    );
    // A view over plain memory, as Response's type asks.
    const body = status === 204 ? null : (bytes as Uint8Array<ArrayBuffer>);
    return new Response(body, { status, headers });
  } catch (error) {
    // As Node's fetch tells it.
    if (error instanceof WireError) throw Object.assign(new TypeError('fetch failed'), { cause: error });
    throw error;
  }
};

const HEADERS_TIMEOUT_MS = 300_000;

/** What undici keeps under symbols of its own: a pool's address and what it was made with. */
function kept(dispatcher: object, description: string): unknown {
  const symbol = Object.getOwnPropertySymbols(dispatcher).find((each) => each.description === description);
  // An own symbol, just found.
  return symbol && (dispatcher as Record<symbol, unknown>)[symbol];
}

function headersTimeoutOf(dispatcher: object): number {
  const options = kept(dispatcher, 'options');
  return typeof options === 'object' &&
    options !== null &&
    'headersTimeout' in options &&
    typeof options.headersTimeout === 'number'
    ? options.headersTimeout
    : HEADERS_TIMEOUT_MS;
}

function headersOf(headers: Dispatcher.DispatchOptions['headers']): Headers {
  const list = new Headers();
  if (Array.isArray(headers)) throw new Error('the simulation reads headers by name');
  for (const [name, value] of Object.entries(headers ?? {}))
    if (value !== undefined) list.set(name, String(value));
  return list;
}

function simulatedDispatch(
  scheduler: Scheduler,
  dispatcher: object,
  options: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): boolean {
  const scope = currentScope();
  let isOver = false;
  const finish = (tell: () => void): void => {
    if (isOver) return;
    isOver = true;
    cancel();
    tell();
  };
  const fail = (error: Error): void => finish(() => handler.onResponseError?.(controller, error));
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    reason: null,
    paused: false,
    abort(reason: Error) {
      if (isOver) return;
      Object.assign(controller, { aborted: true, reason });
      fail(reason);
    },
    pause() {},
    resume() {},
  };
  const timeoutMs = options.headersTimeout ?? headersTimeoutOf(dispatcher);
  const cancel = scheduler.after(timeoutMs, () =>
    fail(Object.assign(new Error('Headers Timeout Error'), { code: 'UND_ERR_HEADERS_TIMEOUT' })),
  );
  let isWritten = false;
  // With no connection undici never begins to write, and says so by never starting the request.
  const start = (): void => {
    if (isWritten || isOver) return;
    isWritten = true;
    handler.onRequestStart?.(controller, {});
  };
  const origin = String(options.origin ?? kept(dispatcher, 'url'));
  const query = options.query ? `?${new URLSearchParams(options.query)}` : '';
  const carried = currentWire().carry({
    method: options.method,
    url: new URL(options.path + query, origin).href,
    headers: headersOf(options.headers),
    body: bytesOf(options.body),
    onWritten: start,
  });
  carried.then(
    ({ status, headers, bytes }) => {
      if (isOver || scope?.state === 'killed') return;
      handler.onResponseStart?.(controller, status, Object.fromEntries(headers), '');
      if (!isOver && bytes.length > 0) handler.onResponseData?.(controller, Buffer.from(bytes));
      finish(() => handler.onResponseEnd?.(controller, {}));
    },
    (error: Error) => fail(error),
  );
  return true;
}

type AwsRequest = {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
};

async function simulatedAwsHandle(
  request: AwsRequest,
  abortSignal: AbortSignal | undefined,
): Promise<object> {
  const { protocol, hostname, port, path, query = {} } = request;
  const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : '';
  const url = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}${search}`;
  const { method, headers } = request;
  try {
    const work = currentWire().carry({ method, url, headers, body: bytesOf(request.body) });
    const answer = await unlessAborted(work, abortSignal);
    return {
      response: {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: answer.bytes,
      },
    };
  } catch (error) {
    if (abortSignal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    throw error;
  }
}

/** The prototype that a dispatcher has its `dispatch` from. */
function bearerOf(dispatcher: object): object {
  let bearer: object = dispatcher;
  while (!Object.hasOwn(bearer, 'dispatch')) bearer = Object.getPrototypeOf(bearer);
  return bearer;
}

function simulateDispatchOf(bearer: object): void {
  // It has a `dispatch` of its own: see `bearerOf`.
  const target = bearer as Pick<Dispatcher, 'dispatch'>;
  const realDispatch = target.dispatch;
  target.dispatch = function (this: Dispatcher, options, handler) {
    const scheduler = simulation();
    return scheduler
      ? simulatedDispatch(scheduler, this, options, handler)
      : realDispatch.call(this, options, handler);
  };
}

let isInstalled = false;

/** Idempotent. */
export function installClients(): void {
  if (isInstalled) return;
  isInstalled = true;
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => (simulation() ? simulatedFetch(input, init) : realFetch(input, init));

  // Every kind of dispatcher dispatches through its base; a class replaced would be kept by whoever imported it before. The
  // process's own dispatcher may come from the undici within Node, which has a base of its own.
  const { prototype: base } = require('undici/lib/dispatcher/dispatcher-base.js') as { prototype: object };
  for (const bearer of new Set([base, bearerOf(getGlobalDispatcher())])) simulateDispatchOf(bearer);

  const { NodeHttpHandler } = require('@smithy/node-http-handler') as {
    NodeHttpHandler: {
      prototype: { handle(request: AwsRequest, options?: { abortSignal?: AbortSignal }): Promise<object> };
    };
  };
  const realHandle = NodeHttpHandler.prototype.handle;
  NodeHttpHandler.prototype.handle = function (request, options) {
    return simulation()
      ? simulatedAwsHandle(request, options?.abortSignal)
      : realHandle.call(this, request, options);
  };
}
