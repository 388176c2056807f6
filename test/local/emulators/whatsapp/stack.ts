/** A stack for these tests: one emulator on a manual clock, and a receiver that keeps what it is sent and answers as told. */
import { readFileSync } from 'node:fs';
import { createVirtualClock, type VirtualClock } from '../../../../local/clock.ts';
import { type HttpHandler, type HttpStack, serve } from '../../../../local/emulators/http.ts';
import { createCloudEmulator } from '../../../../local/emulators/whatsapp/cloud-emulator.ts';
import type { CloudEmulatorOptions } from '../../../../local/emulators/whatsapp/cloud-world.ts';
import { createEvolutionEmulator } from '../../../../local/emulators/whatsapp/evolution-emulator.ts';
import type { EvolutionEmulatorOptions } from '../../../../local/emulators/whatsapp/evolution-world.ts';
import { asObject } from '../../../../local/emulators/whatsapp/json.ts';

/** Time zero of the fixtures: 2026-11-23T13:00:00Z. */
export const START_MS = 1_795_438_800_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export type Received = {
  readonly path: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly at: number;
};

export type Receiver = {
  readonly handler: HttpHandler;
  readonly received: Received[];
  /** Answers to give next, one each; then 200. */
  readonly answers: number[];
};

function createReceiver(clock: VirtualClock): Receiver {
  const received: Received[] = [];
  const answers: number[] = [];
  const handler: HttpHandler = async (request) => {
    const url = new URL(request.url);
    const isHandshake =
      request.method === 'GET' && url.searchParams.get('hub.verify_token') === 'test_verify_token';
    if (request.method === 'GET')
      return new Response(isHandshake ? url.searchParams.get('hub.challenge') : '', {
        status: isHandshake ? 200 : 403,
      });
    const bytes = new Uint8Array(await request.arrayBuffer());
    received.push({ path: url.pathname, headers: request.headers, bytes, at: clock.nowMs() });
    return new Response(null, { status: answers.shift() ?? 200 });
  };
  return { handler, received, answers };
}

export const bodyOf = (received: Received | undefined): unknown =>
  JSON.parse(Buffer.from(received?.bytes ?? []).toString('utf8'));

/** The value at a path of keys and indices; undefined where the body has no such place. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let place = value;
  for (const step of path)
    place = typeof step === 'number' && Array.isArray(place) ? place[step] : asObject(place)?.[step];
  return place;
}

type Stack = {
  readonly clock: VirtualClock;
  readonly http: HttpStack;
  readonly receiver: Receiver;
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  close(): Promise<void>;
};

async function aStack(
  mount: string,
  handler: (parts: { clock: VirtualClock; url: () => string }) => HttpHandler,
  auth: Record<string, string>,
) {
  const clock = createVirtualClock({ mode: 'manual', startMs: START_MS });
  const receiver = createReceiver(clock);
  let origin = '';
  const http = await serve({
    mounts: { [mount]: handler({ clock, url: () => origin }), '/hook': receiver.handler },
  });
  origin = http.url;
  const stack: Stack = {
    clock,
    http,
    receiver,
    post: (path, body, headers = auth) =>
      fetch(`${http.url}${mount}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (path, headers = auth) => fetch(`${http.url}${mount}${path}`, { headers }),
    close: async () => {
      clock.stop();
      await http.close();
    },
  };
  return stack;
}

export async function aCloudStack(options: Partial<CloudEmulatorOptions> = {}) {
  let emulator: ReturnType<typeof createCloudEmulator> | undefined;
  const make = ({ clock, url }: { clock: VirtualClock; url: () => string }): HttpHandler => {
    emulator = createCloudEmulator({
      clock,
      webhookUrl: () => `${url()}/hook`,
      publicUrl: () => `${url()}/cloud`,
      ...options,
    });
    return emulator.handler;
  };
  const stack = await aStack('/cloud', make, { authorization: 'Bearer test_cloud_token' });
  if (!emulator) throw new Error('the emulator was not made');
  const send = (body: Record<string, unknown>): Promise<Response> =>
    stack.post('/v26.0/106500000001000/messages', {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...body,
    });
  const sendText = (to: string, text: string): Promise<Response> =>
    send({ to, type: 'text', text: { body: text } });
  return { ...stack, ...emulator, send, sendText };
}

export async function anEvolutionStack(options: Partial<EvolutionEmulatorOptions> = {}) {
  let emulator: ReturnType<typeof createEvolutionEmulator> | undefined;
  const make = ({ clock, url }: { clock: VirtualClock; url: () => string }): HttpHandler => {
    const webhookHeaders = { 'x-webhook-secret': 'test_webhook_secret' };
    emulator = createEvolutionEmulator({
      clock,
      webhookUrl: () => `${url()}/hook`,
      webhookHeaders,
      ...options,
    });
    return emulator.handler;
  };
  const stack = await aStack('/evolution', make, { apikey: 'test_evolution_key' });
  if (!emulator) throw new Error('the emulator was not made');
  const sendText = (number: string, text: string, more: Record<string, unknown> = {}): Promise<Response> =>
    stack.post('/message/sendText/solar-exemplo', { number, text, ...more });
  return { ...stack, ...emulator, sendText };
}

const FIXTURES = new URL('../../../fixtures/', import.meta.url);

export const fixture = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8'));

/** Every place of a body as `a.b[].c`, sorted: two bodies of one shape have the same list. */
export function keyPaths(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => keyPaths(item, `${path}[]`)))].sort();
  const object = asObject(value);
  if (!object) return [path];
  return [
    ...new Set(
      Object.entries(object).flatMap(([key, item]) => keyPaths(item, path === '' ? key : `${path}.${key}`)),
    ),
  ].sort();
}
