/**
 * The wire between the functions and the far ends, in one process: each request is handed to its emulator's handler through
 * the scheduler, and a policy decides what becomes of it on the way there and back.
 */
import { DropConnection, type HttpHandler, type serve, type Traffic } from '../../../local/emulators/http.ts';
import { currentScope, runIn, type Scheduler, type Scope, simulation } from './scheduler.ts';

/** What becomes of one request. `outMs` passes until it arrives, `backMs` until its answer does. */
export type Fate = { readonly outMs: number; readonly backMs: number } & (
  | { readonly kind: 'carried' }
  /** No connection: not a byte of it left. */
  | { readonly kind: 'refused' }
  /** Written and lost; the far end never saw it. */
  | { readonly kind: 'lost_before' }
  /** Carried out, and the answer lost. */
  | { readonly kind: 'lost_after' }
  /** Answered with this instead of being carried out. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly contentType: string;
    }
);

export type Call = {
  /** The far end, by its mount (`/kommo`). */
  readonly mount: string;
  readonly method: string;
  /** Below the mount, with its query. */
  readonly path: string;
  readonly body: string;
  /** Who asks; undefined for the outside world (a provider that calls the webhooks). */
  readonly scope: Scope | undefined;
};

export type Policy = (call: Call) => Fate;

export type WireRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: ConstructorParameters<typeof Headers>[0] | undefined;
  readonly body: string | Uint8Array | null;
  /** Called when there is a connection and the first byte is about to be written. */
  readonly onWritten?: () => void;
};
export type WireAnswer = { readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array };

/** The connection failed. `refused`: before anything was written. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: 'ECONNRESET' | 'ECONNREFUSED';
  constructor(code: 'ECONNRESET' | 'ECONNREFUSED') {
    super(code === 'ECONNREFUSED' ? 'connect ECONNREFUSED' : 'read ECONNRESET');
    this.code = code;
  }
}

export const ORIGIN = 'http://simulation.local';
const TRAFFIC_MAX = 20_000;
/** A dying process' last request is more likely on its way than not. */
const LEAVES_BEFORE_DEATH = 0.7;

export type Wire = {
  /** In the place of the stack's loopback port. */
  readonly serve: typeof serve;
  /** @throws WireError */
  carry(request: WireRequest): Promise<WireAnswer>;
};

const never = (): Promise<never> => new Promise(() => {});
const wires = new WeakMap<Scheduler, Wire>();
/** The running simulation's wire. @throws outside of one. */
export function currentWire(): Wire {
  const scheduler = simulation();
  const wire = scheduler && wires.get(scheduler);
  if (!wire) throw new Error('no simulation is running');
  return wire;
}

/** `policy` is asked once for each request, when it leaves. */
export function createWire({ scheduler, policy }: { scheduler: Scheduler; policy: Policy }): Wire {
  let mounts: Readonly<Record<string, HttpHandler>> = {};
  const traffic: Traffic[] = [];

  const placeOf = (url: string): { mount: string; path: string } => {
    const { pathname, search } = new URL(url);
    const mount =
      Object.keys(mounts).find((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`)) ?? '';
    return { mount, path: (pathname.slice(mount.length) || '/') + search };
  };

  const handled = async (mount: string, path: string, request: WireRequest): Promise<Response> => {
    const { method, headers, body } = request;
    const hasBody = method !== 'GET' && method !== 'HEAD' && body !== null && body.length > 0;
    const incoming = new Request(`${ORIGIN}${path}`, {
      method,
      ...(headers && { headers }),
      // A view over plain memory: fetch's type asks for that much.
      ...(hasBody && { body: body as string | Uint8Array<ArrayBuffer> }),
    });
    const handler = mounts[mount];
    try {
      return handler ? await handler(incoming) : new Response('not found', { status: 404 });
    } catch (error) {
      if (error instanceof DropConnection) throw new WireError('ECONNRESET');
      scheduler.errors.push(
        `${mount}${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return new Response('internal error', { status: 500 });
    }
  };

  const answerOf = async (
    fate: Fate,
    mount: string,
    path: string,
    request: WireRequest,
  ): Promise<WireAnswer> => {
    const response =
      fate.kind === 'answered'
        ? new Response(fate.status === 204 ? null : fate.body, {
            status: fate.status,
            headers: { 'content-type': fate.contentType },
          })
        : await handled(mount, path, request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    traffic.push({ mount, method: request.method, path, status: response.status });
    if (traffic.length > TRAFFIC_MAX) traffic.splice(0, TRAFFIC_MAX / 2);
    const headers = new Headers(response.headers);
    headers.set('date', new Date(scheduler.nowMs()).toUTCString());
    return { status: response.status, headers, bytes };
  };

  const carry = async (request: WireRequest): Promise<WireAnswer> => {
    const scope = currentScope();
    const isDead = (): boolean => scope?.state === 'killed';
    if (isDead()) return never();
    const { mount, path } = placeOf(request.url);
    const body =
      typeof request.body === 'string' ? request.body : Buffer.from(request.body ?? []).toString('latin1');
    const fate = policy({ mount, method: request.method, path, body, scope });
    scheduler.note('request', `${request.method} ${mount}${path} ${fate.kind} ${body}`);
    const leavesBeforeDeath = scheduler.random.chance(LEAVES_BEFORE_DEATH);
    if (fate.kind === 'refused') {
      await scheduler.sleep(fate.outMs);
      throw new WireError('ECONNREFUSED');
    }
    request.onWritten?.();
    // On its way nothing of the container is needed: it arrives though the container be frozen or gone.
    await runIn(undefined, () => scheduler.sleep(fate.outMs));
    if (isDead() && !leavesBeforeDeath) return never();
    if (fate.kind === 'lost_before') throw new WireError('ECONNRESET');
    const answer = await runIn(undefined, () => answerOf(fate, mount, path, request));
    await scheduler.sleep(fate.backMs);
    if (isDead()) return never();
    if (fate.kind === 'lost_after') throw new WireError('ECONNRESET');
    const answered = Buffer.from(answer.bytes).toString('latin1');
    scheduler.note('answer', `${answer.status} ${request.method} ${mount}${path} ${answered}`);
    return answer;
  };

  const wire: Wire = {
    serve: async (options) => {
      mounts = options.mounts;
      return { url: ORIGIN, port: 80, traffic, close: async () => {} };
    },
    carry,
  };
  wires.set(scheduler, wire);
  return wire;
}
