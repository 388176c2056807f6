/** A small provider over real HTTP: it records what arrives and answers what a test says, faults included. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The parsed JSON body; null where there is none. */
  readonly body: unknown;
};
export type Answer = (request: Received, response: ServerResponse) => void | Promise<void>;

export type Provider = {
  readonly url: string;
  readonly received: Received[];
  connections(): number;
  stop(): Promise<void>;
};

/** Answers with a status and a JSON body (or a text as it is). */
export const answering =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Reads the request whole, then cuts the connection without an answer. */
export const cutting: Answer = (_request, response) => {
  response.socket?.destroy();
};

/** Reads the request whole and never answers. */
export const silent: Answer = () => {};

export async function serve(answer: Answer): Promise<Provider> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const request: Received = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: text === '' ? null : JSON.parse(text),
      };
      received.push(request);
      Promise.resolve(answer(request, response)).catch(() => response.destroy());
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `address()` is an AddressInfo for a TCP listener (node:net).
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${port}`, received, connections: () => connections, stop };
}
