/** One trace a turn, sent by OTLP over HTTP to a collector that keeps what it gets. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { bundleFunction } from '../../scripts/bundle.ts';
import { MATEUS, useWorlds } from '../support/world.ts';

const world = useWorlds();

const Value = z.looseObject({
  stringValue: z.optional(z.string()),
  intValue: z.optional(z.union([z.number(), z.string()])),
  boolValue: z.optional(z.boolean()),
});
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.optional(z.string()),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: Value })),
  status: z.looseObject({ code: z.optional(z.int()) }),
});
type Span = z.infer<typeof Span>;
const Export = z.object({
  resourceSpans: z.array(
    z.object({ scopeSpans: z.array(z.object({ spans: z.array(z.pipe(z.looseObject({}), Span)) })) }),
  ),
});

type Collector = {
  readonly url: string;
  readonly bodies: string[];
  readonly headers: Record<string, unknown>[];
  spans(): readonly Span[];
  close(): Promise<void>;
};
const open: Collector[] = [];
afterEach(async () => {
  for (const collector of open.splice(0)) await collector.close();
});

/** `status`: what it answers to every export; 0: nothing at all. */
async function aCollector(status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      headers.push({ ...request.headers, path: request.url });
      if (status > 0) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening server has an address with a port.
  const { port } = server.address() as AddressInfo;
  const collector = {
    url: `http://127.0.0.1:${port}`,
    bodies,
    headers,
    spans: () =>
      bodies.flatMap((body) =>
        Export.parse(JSON.parse(body)).resourceSpans.flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) => spans),
        ),
      ),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  open.push(collector);
  return collector;
}
const traced = (collector: Collector, headers = 'none') => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_EXPORTER_OTLP_HEADERS: headers,
});
const attributeOf = (span: Span | undefined, key: string) =>
  span?.attributes.find((each) => each.key === key)?.value;

test('I10 · a turn is one trace: its far ends are spans of it, its log lines name it, and nobody’s words or number are in it', async () => {
  const collector = await aCollector();
  const w = await world({ environment: traced(collector, 'x-key=abc%3D,x-team=solar') });
  await w.says('oi, sou o segredo');

  const spans = collector.spans();
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.map(({ name }) => name)).toEqual(['turn whatsapp.inbound']);
  const [root] = roots;
  const children = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
  expect(children).toHaveLength(spans.length - 1);
  const names = children.map(({ name }) => name);
  for (const farEnd of ['kommo', 'postgres', 'redis', 'whatsapp']) expect(names).toContain(farEnd);
  // What the collector itself is asked is no part of a turn.
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  for (const span of children) {
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    // Answered, or failed on the way.
    expect(attributeOf(span, 'http.response.status_code') !== undefined || span.status.code === 2).toBe(true);
  }
  // The log's lines and the trace lead to each other.
  const lines = w.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const ended = lines.find(({ event }) => event === 'turn.ended');
  expect(ended?.['traceId']).toBe(root?.traceId);
  expect(attributeOf(root, 'bastao.correlation_id')?.stringValue).toBe(ended?.['correlationId']);
  expect(attributeOf(root, 'bastao.done')?.boolValue).toBe(true);
  for (const personal of ['segredo', '990000001', 'Mateus', w.environment['KOMMO_TOKEN'] ?? '?'])
    expect(collector.bodies.join('\n')).not.toContain(personal);
  expect(collector.headers[0]).toMatchObject({ path: '/v1/traces', 'x-key': 'abc=', 'x-team': 'solar' });

  // The next turn is another trace, and a follow-up's firing is one of its own.
  const before = spans.length;
  await w.minutes(31);
  const later = collector
    .spans()
    .slice(before)
    .filter(({ parentSpanId }) => !parentSpanId);
  expect(later.map(({ name }) => name)).toContain('turn follow_up');
  expect(later.map(({ traceId }) => traceId)).not.toContain(root?.traceId);
});

test('a far end that refuses is a failed span of its turn', async () => {
  const collector = await aCollector();
  const w = await world({ environment: traced(collector) });
  w.kommo.control.down();
  await w.says('oi');
  const refused = collector.spans().filter(({ name }) => name === 'kommo');
  expect(refused.length).toBeGreaterThan(0);
  for (const { status } of refused) expect(status.code).toBe(2);
});

test.each([
  ['answers 500', 500],
  ['does not answer', 0],
])('a collector that %s costs no turn: the lead is answered, and a line says it', async (_, status) => {
  const collector = await aCollector(status);
  const w = await world({ environment: traced(collector) });
  await w.says('oi');
  expect(w.fromBot().length).toBeGreaterThan(0);
  expect(w.sqs.control.deadLetters('lead-events.fifo')).toEqual([]);
  expect(w.logLines.some((line) => line.includes('"trace.not_sent"'))).toBe(true);
});

test('off by default: no line names a trace, and nothing of OpenTelemetry is loaded at a function’s start', async () => {
  const w = await world();
  await w.says('oi');
  expect(w.fromBot(MATEUS).length).toBeGreaterThan(0);
  expect(w.logLines.join('\n')).not.toContain('traceId');
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  try {
    for (const name of ['conversation', 'follow-up-executor']) {
      const { startInputs, lazyInputs } = await bundleFunction(name, join(folder, name));
      const ofTraces = (inputs: readonly string[]) =>
        inputs.filter((input) => input.includes('@opentelemetry'));
      expect(ofTraces(startInputs)).toEqual([]);
      expect(ofTraces(lazyInputs)).not.toEqual([]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
