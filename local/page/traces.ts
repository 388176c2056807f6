/**
 * What every run of every function asked, and how long each answer took: seen from within the run, by the very channels on which
 * Node tells of its own requests. The functions know nothing of it. Kept for the newest runs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as z from 'zod';
import type { Call, Called, Phase, Trace } from '../../lib/console/workshop-wire.ts';
import { createContainers, type MakeContainers } from '../emulators/lambda/containers.ts';

const KEPT_MAX = 500;
const CALLS_MAX = 400;
/** How the wire knows which run a request is of (local/emulators/http.ts). */
const RUN_HEADER = 'x-local-run';

const END_OF: Readonly<Record<string, Called>> = {
  kommo: 'kommo',
  cloud: 'whatsapp',
  evolution: 'whatsapp',
  supabase: 'postgres',
  upstash: 'redis',
  sqs: 'queue',
  scheduler: 'scheduler',
  model: 'model',
  google: 'calendar',
};

type OpenCall = { -readonly [K in keyof Call]: Call[K] };
export type Run = {
  readonly id: string;
  readonly function: string;
  readonly event: unknown;
  /** On the stack's clock. */
  readonly atMs: number;
  readonly queuedAtMs: number | null;
  readonly beganMs: number;
  endedAtMs: number;
  ms: number;
  /** How long it took on the machine until the gate had spoken. */
  gateMs: number | null;
  readonly leads: Set<string>;
  readonly calls: OpenCall[];
};

const SqsEvent = z.looseObject({
  Records: z
    .array(z.looseObject({ attributes: z.looseObject({ SentTimestamp: z.coerce.number() }) }))
    .length(1),
});
const Line = z.looseObject({ event: z.string(), leadId: z.string().optional() });

export type Traces = ReturnType<typeof createTraces>;

export function createTraces() {
  const within = new AsyncLocalStorage<Run>();
  const runs: Run[] = [];
  const open = new WeakMap<object, { readonly run: Run; readonly call: OpenCall }>();
  let count = 0;
  let nowMs: () => number = Date.now;

  const begin = (request: object, method: string, path: string): Run | null => {
    const run = within.getStore();
    const [, mount = '', rest = ''] = /^\/([^/?]+)([^?]*)/.exec(path) ?? [];
    const end = END_OF[mount];
    if (!run || !end || run.calls.length >= CALLS_MAX) return null;
    const call: OpenCall = {
      end,
      what: `${method} ${rest.replace(/^\/rest\/v1\/rpc/, '') || '/'}`,
      startMs: performance.now() - run.beganMs,
      ms: 0,
      status: 0,
    };
    run.calls.push(call);
    open.set(request, { run, call });
    return run;
  };
  const end = (request: object, status: number): void => {
    const found = open.get(request);
    if (!found) return;
    found.call.ms = performance.now() - found.run.beganMs - found.call.startMs;
    if (status > 0) found.call.status = status;
  };

  // The messages of these channels are documented by Node and undici, and typed by neither.
  type UndiciRequest = { method: string; path: string; addHeader(name: string, value: string): void };
  type HttpRequest = { method: string; path: string; setHeader(name: string, value: string): void };
  const listeners: Readonly<Record<string, (message: never) => void>> = {
    'undici:request:create': ({ request }: { request: UndiciRequest }) => {
      const run = begin(request, request.method, request.path);
      if (run) request.addHeader(RUN_HEADER, run.id);
    },
    'undici:request:headers': ({
      request,
      response,
    }: {
      request: object;
      response: { statusCode: number };
    }) => end(request, response.statusCode),
    'undici:request:trailers': ({ request }: { request: object }) => end(request, 0),
    'undici:request:error': ({ request }: { request: object }) => end(request, 0),
    'http.client.request.created': ({ request }: { request: HttpRequest }) => {
      const run = begin(request, request.method, request.path);
      if (run) request.setHeader(RUN_HEADER, run.id);
    },
    'http.client.response.finish': ({
      request,
      response,
    }: {
      request: object;
      response: { statusCode: number };
    }) => end(request, response.statusCode),
    'http.client.request.error': ({ request }: { request: object }) => end(request, 0),
  };
  const subscribed = Object.entries(listeners).map(([name, listener]) => {
    const heard = (message: unknown): void => listener(message as never);
    subscribe(name, heard);
    return () => unsubscribe(name, heard);
  });

  const containers: MakeContainers = (options) => {
    const inner = createContainers(options);
    nowMs = options.clock.nowMs;
    return {
      close: inner.close,
      get started() {
        return inner.started;
      },
      handle: async (event, context) => {
        const sqs = SqsEvent.safeParse(event);
        count += 1;
        const run: Run = {
          id: String(count),
          function: options.name,
          event,
          atMs: nowMs(),
          queuedAtMs: sqs.success ? (sqs.data.Records[0]?.attributes.SentTimestamp ?? null) : null,
          beganMs: performance.now(),
          endedAtMs: Number.POSITIVE_INFINITY,
          ms: 0,
          gateMs: null,
          leads: new Set(),
          calls: [],
        };
        runs.push(run);
        if (runs.length > KEPT_MAX) runs.splice(0, runs.length - KEPT_MAX);
        try {
          return await within.run(run, () => inner.handle(event, context));
        } finally {
          run.endedAtMs = nowMs();
          run.ms = performance.now() - run.beganMs;
        }
      },
    };
  };

  /** Hears every line of the stack's log: whose run this is, and when the gate spoke. */
  const hear = (line: string): void => {
    const run = within.getStore();
    if (!run) return;
    let said: unknown;
    try {
      said = JSON.parse(line);
    } catch {
      return;
    }
    const parsed = Line.safeParse(said);
    if (!parsed.success) return;
    const { event, leadId } = parsed.data;
    if (leadId !== undefined) run.leads.add(leadId);
    if (event.startsWith('gate.')) run.gateMs ??= performance.now() - run.beganMs;
  };

  return {
    containers,
    hear,
    runs: (): readonly Run[] => runs,
    /** The run in which something of this lead was decided at that instant. */
    runOf: (leadId: string, atMs: number): Run | null =>
      runs.findLast((run) => run.leads.has(leadId) && run.atMs <= atMs && atMs <= run.endedAtMs) ?? null,
    close: (): void => {
      for (const leave of subscribed) leave();
    },
  };
}

const isSend = ({ end, what }: Call): boolean =>
  end === 'whatsapp' && /^POST .*(\/messages$|\/message\/send)/.test(what);

/** What a run shows: its phases one after the other, and its calls. */
export function traceOf(run: Run): Trace {
  const ms = run.ms || performance.now() - run.beganMs;
  const commit = run.calls.find(({ end, what }) => end === 'postgres' && what.includes('commit_send'));
  const sends = run.calls.filter(isSend);
  const lastSend = sends.at(-1);
  const gate = run.gateMs;
  const egressAt = commit && sends.length > 0 ? commit.startMs : null;
  const sentAt = lastSend ? lastSend.startMs + lastSend.ms : null;
  const marks: readonly (readonly [Phase, number | null, number | null])[] = [
    ['gate', 0, gate],
    ['agent', gate, egressAt],
    ['egress', egressAt, sentAt],
    ['after', sentAt ?? gate, ms],
  ];
  const queueMs = run.queuedAtMs === null ? 0 : Math.max(0, run.atMs - run.queuedAtMs);
  return {
    function: run.function,
    atMs: run.atMs,
    ms,
    phases: [
      ...(run.queuedAtMs === null ? [] : [{ name: 'queue' as const, startMs: -queueMs, ms: queueMs }]),
      ...marks.flatMap(([name, from, to]) =>
        from === null || to === null || to < from ? [] : [{ name, startMs: from, ms: to - from }],
      ),
    ],
    calls: run.calls.map((call) => ({ ...call })),
  };
}

export const isAnswer = (run: Run): boolean => run.function === 'conversation' && run.calls.some(isSend);
export const sendsOf = (run: Run): number => run.calls.filter(isSend).length;
