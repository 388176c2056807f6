/** One emulator on a loopback port, a client for its API, and a receiver for its hooks. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../../local/clock.ts';
import { serve } from '../../../../local/emulators/http.ts';
import {
  createKommoEmulator,
  type KommoEmulator,
  type KommoEmulatorOptions,
} from '../../../../local/emulators/kommo/emulator.ts';

/** Monday 10:00 in São Paulo, the fixtures' time zero. */
export const START_MS = 1_795_438_800_000;
export const TOKEN = 'test_kommo_token';
export const MARCOS = 9000101;
export const PAULA = 9000102;
export const STAGE = {
  unsorted: 81000010,
  novoLead: 81000011,
  emQualificacao: 81000012,
  qualificado: 81000013,
  reuniaoAgendada: 81000015,
  atendimentoHumano: 81000016,
  won: 142,
  lost: 143,
} as const;

export type Answer = {
  readonly status: number;
  readonly contentType: string | null;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
};

export type Stack = KommoEmulator & {
  readonly clock: VirtualClock;
  readonly url: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export async function startKommo(options: Partial<KommoEmulatorOptions> = {}): Promise<Stack> {
  const clock = options.clock ?? createVirtualClock({ mode: 'manual', startMs: START_MS });
  let url = '';
  const kommo = createKommoEmulator({
    clock,
    accountId: 31000001,
    subdomain: 'solarexemplo',
    token: TOKEN,
    publicUrl: () => url,
    ...options,
  });
  const stack = await serve({ mounts: { '/kommo': kommo.handler } });
  url = `${stack.url}/kommo`;
  onTestFinished(async () => {
    kommo.control.clearFaults();
    clock.stop();
    await stack.close();
  });
  return {
    ...kommo,
    clock,
    url,
    call: async (method, path, body) => {
      const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        contentType: response.headers.get('content-type'),
        headers: response.headers,
        text,
        json: parsed(text),
      };
    },
  };
}

export type ReceivedHook = {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly fields: ReadonlyMap<string, string>;
};

export type Receiver = {
  readonly destination: string;
  readonly received: ReceivedHook[];
  /** What it answers from now on; 'never' leaves the sender waiting. */
  answer: number | 'never';
};

/** A receiver of webhooks at `/webhooks/kommo/secret/`. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedHook[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body, fields: new Map(new URLSearchParams(body)) });
    if (receiver.answer !== 'never')
      response.writeHead(receiver.answer, receiver.answer === 302 ? { location: '/elsewhere' } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  // `address()` is an AddressInfo for a TCP listener (node:net).
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    destination: `http://127.0.0.1:${port}/webhooks/kommo/secret/`,
    received,
    answer: 200,
  };
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return receiver;
}

const FIXTURES = new URL('../../../fixtures/kommo/', import.meta.url);
export const jsonFixture = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`api/${name}`, FIXTURES), 'utf8'));
export const textFixture = (name: string): Promise<string> =>
  readFile(new URL(`api/${name}`, FIXTURES), 'utf8');
/** The decoded pairs of a recorded hook. */
export const hookFixture = async (name: string): Promise<ReadonlyMap<string, string>> =>
  new Map(new URLSearchParams(await readFile(new URL(`webhooks/${name}.form`, FIXTURES), 'utf8')));

/** The value at a path of keys and indices; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = new Map(Object.entries(here)).get(String(key));
  }
  return here;
}

/** Every path of keys in a JSON value, list indices left out: its shape. */
export function shapeOf(value: unknown, path = ''): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((item) => [...shapeOf(item, `${path}[]`)]));
  if (typeof value !== 'object' || value === null) return new Set([path]);
  return new Set(Object.entries(value).flatMap(([key, inner]) => [...shapeOf(inner, `${path}.${key}`)]));
}
