/**
 * The one port of the embedded stack: each emulator is a plain `Request → Response` function mounted under a path prefix,
 * over real HTTP, so the product's own clients are exercised. Traffic is counted per mount.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sees the request with the mount's prefix already cut from its URL path. */
export type HttpHandler = (request: Request) => Promise<Response>;

/** Thrown by a handler to cut the connection without an answer: the client cannot know whether its request was carried out. */
export class DropConnection extends Error {
  override readonly name = 'DropConnection';
}

export type Traffic = {
  readonly mount: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
};

/**
 * What the wire does with a request: carries it, cuts it before it is read, or cuts its answer after it was carried out.
 * How a test kills a worker between any two steps.
 */
export type Network = (request: {
  readonly mount: string;
  readonly method: string;
  readonly path: string;
  /** Which run of a function asks, where whoever wraps the functions says so (header `x-local-run`). */
  readonly run?: string | null;
}) => 'up' | 'cut' | 'cut_answer';

export type HttpStack = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Every request since the last `traffic.length = 0`, in order of arrival. */
  readonly traffic: Traffic[];
  close(): Promise<void>;
};

const BODY_MAX_BYTES = 32 * 1024 * 1024;
const TRAFFIC_MAX = 20_000;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) throw new Error('request body too large for the local stack');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function toRequest(incoming: IncomingMessage, origin: string, path: string): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) headers.append(name, item);
  const method = incoming.method ?? 'GET';
  const body = await readBody(incoming);
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.byteLength > 0;
  return new Request(new URL(path, origin), {
    method,
    headers,
    ...(hasBody && { body: new Uint8Array(body) }),
  });
}

/** Whatever comes is passed on as it comes, until one of the two ends goes. */
async function stream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  outgoing.once('close', () => {
    reader.cancel().catch(() => {});
  });
  outgoing.flushHeaders();
  for (let part = await reader.read(); !part.done; part = await reader.read()) outgoing.write(part.value);
  outgoing.end();
}

async function answer(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  response.headers.forEach((value, name) => {
    outgoing.appendHeader(name, value);
  });
  if (response.body && response.headers.get('content-type') === 'text/event-stream') {
    await stream(response.body, outgoing);
    return;
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status !== 204) outgoing.setHeader('content-length', bytes.byteLength);
  outgoing.end(bytes);
}

/**
 * Serves every mount (`/kommo` → handler) on one loopback port. The longest matching prefix wins; an unknown path is 404.
 * @throws the listen error (`EADDRINUSE` for a busy port).
 */
export async function serve({
  mounts,
  port = 0,
  network = () => 'up',
  nowMs = Date.now,
}: {
  mounts: Readonly<Record<string, HttpHandler>>;
  port?: number;
  network?: Network;
  /** The time that the `Date` header of an answer tells. */
  nowMs?: () => number;
}): Promise<HttpStack> {
  const traffic: Traffic[] = [];
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  let origin = '';

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const path = incoming.url ?? '/';
    const mount = prefixes.find(
      (prefix) =>
        prefix === '/' || path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`),
    );
    const handler = mount === undefined ? undefined : mounts[mount];
    if (mount === undefined || !handler) {
      outgoing.writeHead(404).end('not found');
      return;
    }
    const inner = mount === '/' ? path : path.slice(mount.length) || '/';
    const note = (status: number) => {
      traffic.push({ mount, method: incoming.method ?? 'GET', path: inner, status });
      if (traffic.length > TRAFFIC_MAX) traffic.splice(0, TRAFFIC_MAX / 2);
    };
    try {
      const run = incoming.headers['x-local-run'];
      const wire = network({
        mount,
        method: incoming.method ?? 'GET',
        path: inner,
        run: typeof run === 'string' ? run : null,
      });
      if (wire === 'cut') throw new DropConnection();
      const response = await handler(
        await toRequest(incoming, origin, inner.startsWith('/') ? inner : `/${inner}`),
      );
      if (wire === 'cut_answer') throw new DropConnection();
      note(response.status);
      outgoing.setHeader('date', new Date(nowMs()).toUTCString());
      await answer(response, outgoing);
    } catch (error) {
      if (error instanceof DropConnection) {
        note(0);
        incoming.socket.destroy();
        return;
      }
      note(500);
      outgoing
        .writeHead(500, { 'content-type': 'text/plain' })
        .end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // `address()` is an AddressInfo for a TCP listener (node:net).
  const { port: bound } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${bound}`;
  return {
    url: origin,
    port: bound,
    traffic,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
