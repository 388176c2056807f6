/**
 * Traces by OpenTelemetry, sent by OTLP over HTTP when a turn has ended. A far end's span is made of what Node itself tells about requests
 * (`diagnostics_channel`: undici's and http's), so no client has to know of it. An address is not told beyond its host: a phone may stand in it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import {
  type Attributes,
  trace as api,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';
import type { Trace } from '../trace.ts';

export type OtlpConfig = {
  /** The collector, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Which addresses are which far end; the longest that fits names it. */
  readonly farEnds: readonly (readonly [name: string, url: string])[];
};

const EXPORT_TIMEOUT_MS = 1_000;
/** A turn makes some dozens; a loop would make no end of them. */
const SPANS_MAX = 512;
const FAILED_STATUS = 400;

/** Keeps what has ended until it is asked for: between two turns the container is frozen, and a timer of its own would be too. */
function createShelf(): SpanProcessor & { take(): ReadableSpan[] } {
  let ended: ReadableSpan[] = [];
  return {
    onStart: () => {},
    onEnd: (span) => {
      if (ended.length < SPANS_MAX) ended.push(span);
    },
    take: () => {
      const taken = ended;
      ended = [];
      return taken;
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

// What Node and undici say of a request, as far as it is used here (undici's docs, api/DiagnosticsChannel; Node's docs, diagnostics_channel).
type UndiciMessage = {
  readonly request: { readonly origin?: unknown; readonly path?: string; readonly method?: string };
  readonly response?: { readonly statusCode?: number };
};
type HttpMessage = {
  readonly request: {
    readonly host?: string;
    readonly protocol?: string;
    readonly method?: string;
    readonly path?: string;
  };
  readonly response?: { readonly statusCode?: number };
};

/** The only subscriptions of this process: a second configuration joins them. */
const listening = new Set<
  (event: 'begin' | 'answer' | 'end' | 'error', request: object, told: Asked | number | null) => void
>();
type Asked = { readonly origin: string; readonly path: string; readonly method: string };
let isSubscribed = false;

function subscribe(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  const tell: Parameters<typeof listening.add>[0] = (...event) => {
    for (const each of listening) each(...event);
  };
  const on = <M extends { readonly request: object }>(channel: string, heard: (message: M) => void): void =>
    // The channel's own form, above.
    diagnostics.subscribe(channel, (message) => heard(message as M));
  on<UndiciMessage>('undici:request:create', ({ request }) =>
    tell('begin', request, {
      origin: String(request.origin ?? ''),
      path: request.path ?? '',
      method: request.method ?? 'GET',
    }),
  );
  on<UndiciMessage>('undici:request:headers', ({ request, response }) =>
    tell('answer', request, response?.statusCode ?? null),
  );
  on<UndiciMessage>('undici:request:trailers', ({ request }) => tell('end', request, null));
  on<UndiciMessage>('undici:request:error', ({ request }) => tell('error', request, null));
  on<HttpMessage>('http.client.request.start', ({ request }) =>
    tell('begin', request, {
      origin: `${request.protocol ?? 'https:'}//${request.host ?? ''}`,
      path: request.path ?? '',
      method: request.method ?? 'GET',
    }),
  );
  on<HttpMessage>('http.client.response.finish', ({ request, response }) => {
    tell('answer', request, response?.statusCode ?? null);
    tell('end', request, null);
  });
  on<HttpMessage>('http.client.request.error', ({ request }) => tell('error', request, null));
}

/** Never throws later: a collector that is away costs its time-out, and a line. */
export function openOtlp({ endpoint, headers, farEnds }: OtlpConfig, { log }: { readonly log: Log }): Trace {
  const shelf = createShelf();
  const provider = new TracerProvider({ spanProcessors: [shelf] });
  const tracer = provider.getTracer('bastao');
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const current = new AsyncLocalStorage<Context | null>();
  const open = new WeakMap<object, Span>();
  const byLength = [...farEnds].sort(([, a], [, b]) => b.length - a.length);
  const farEndOf = ({ origin, path }: Asked): string => {
    const address = origin + path;
    const [name] = byLength.find(([, url]) => address.startsWith(url)) ?? [];
    return name ?? URL.parse(origin)?.hostname ?? 'unknown';
  };

  subscribe();
  listening.add((event, request, told) => {
    if (event === 'begin') {
      const parent = current.getStore();
      if (!parent || told === null || typeof told === 'number') return;
      const attributes: Attributes = {
        'http.request.method': told.method,
        'server.address': URL.parse(told.origin)?.hostname ?? 'unknown',
      };
      open.set(request, tracer.startSpan(farEndOf(told), { kind: SpanKind.CLIENT, attributes }, parent));
      return;
    }
    const span = open.get(request);
    if (!span) return;
    if (event === 'answer') {
      if (typeof told !== 'number') return;
      span.setAttribute('http.response.status_code', told);
      if (told >= FAILED_STATUS) span.setStatus({ code: SpanStatusCode.ERROR });
      return;
    }
    if (event === 'error') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    open.delete(request);
  });

  return {
    turn: async (name, fields, work, told) => {
      const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes: fields }, ROOT_CONTEXT);
      try {
        const value = await current.run(api.setSpan(ROOT_CONTEXT, span), () =>
          work(span.spanContext().traceId),
        );
        if (told) span.setAttributes(told(value));
        return value;
      } catch (error) {
        // By its class and nothing else: a message may quote a row.
        span.setStatus({
          code: SpanStatusCode.ERROR,
          message: error instanceof Error ? error.name : 'unknown',
        });
        throw error;
      } finally {
        span.end();
      }
    },
    flush: async () => {
      const spans = shelf.take();
      if (spans.length === 0) return;
      // Outside of every turn, or the export would be a span of the turn that it exports.
      const code = await current.run(
        null,
        () => new Promise<number>((resolve) => exporter.export(spans, (result) => resolve(result.code))),
      );
      if (code !== 0) log.warn('trace.not_sent', { spans: spans.length });
    },
  };
}
