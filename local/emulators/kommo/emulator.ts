/**
 * Kommo's API v4 and its webhooks, as strict as facts/kommo.md knows them to be: one account in memory, spoken to over
 * HTTP by the product and through `control` by whoever plays its people. Mounted so that paths start at `/api/…` or `/oauth2/…`.
 */
import type { VirtualClock } from '../../clock.ts';
import { DropConnection, type HttpHandler } from '../http.ts';
import { ROBOT_USER_ID, TOKEN_USER_ID } from './account.ts';
import { CATALOGUE_ROUTES } from './catalogue.ts';
import { CATALOGUE_WRITE_ROUTES } from './catalogue-writes.ts';
import { CHAT_ROUTES } from './chats.ts';
import { COMPLEX_ROUTES } from './complex.ts';
import { CONTACT_ROUTES } from './contacts.ts';
import { createControl, type KommoControl, type RequestLogEntry } from './control.ts';
import { EVENT_ROUTES } from './events.ts';
import { createFaults, type FaultPlan } from './faults.ts';
import { createHookEmitter } from './hooks.ts';
import { isObject } from './input.ts';
import { defaultKnobs, type KommoKnobs } from './knobs.ts';
import { LEAD_ROUTES } from './leads.ts';
import { createLimiter } from './limiter.ts';
import { NOTE_ROUTES } from './notes.ts';
import { exchangeToken, type OAuthClient } from './oauth.ts';
import {
  type ApiAnswer,
  empty,
  invalidBody,
  methodNotAllowed,
  notFound,
  problem,
  statusAnswer,
  unauthorized,
} from './problems.ts';
import { createRouter } from './routes.ts';
import { createRandom, createStore, type KommoState } from './state.ts';
import { TASK_ROUTES } from './tasks.ts';
import { UNSORTED_ROUTES } from './unsorted.ts';
import { WEBHOOK_ROUTES } from './webhooks.ts';
import { createWorld } from './world.ts';

const ROUTES = [
  ...CATALOGUE_ROUTES,
  ...CATALOGUE_WRITE_ROUTES,
  ...COMPLEX_ROUTES,
  ...UNSORTED_ROUTES,
  ...NOTE_ROUTES,
  ...LEAD_ROUTES,
  ...CONTACT_ROUTES,
  ...TASK_ROUTES,
  ...EVENT_ROUTES,
  ...CHAT_ROUTES,
  ...WEBHOOK_ROUTES,
];

const ENTITY_PATH = /^\/api\/v4\/(?:leads|contacts)(?:\/\d+)?\/?$/;
const WEBHOOKS_PATH = /^\/api\/v4\/webhooks\/?$/;
const REQUESTS_KEPT = 20_000;
const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Kommo</title></head><body>Entrar</body></html>';

export type KommoEmulatorOptions = {
  readonly clock: VirtualClock;
  readonly accountId: number;
  readonly subdomain: string;
  /** The long-lived token that is accepted. */
  readonly token: string;
  /** Decides every uuid, so that two runs are equal. */
  readonly seed?: number;
  /** What `snapshot()` of an earlier run returned. */
  readonly state?: KommoState;
  readonly knobs?: Partial<KommoKnobs>;
  readonly oauth?: OAuthClient;
  /**
   * Where the API is reached from outside, without a slash at the end: `_links` begin with it. A function, because a port
   * is known late. By default `https://{subdomain}.kommo.com`, as in the real one.
   */
  readonly publicUrl?: () => string;
};

export type KommoEmulator = {
  readonly handler: HttpHandler;
  readonly control: KommoControl;
  snapshot(): KommoState;
};

function jsonOf(text: string): { isJson: boolean; value: unknown } {
  if (text === '') return { isJson: true, value: undefined };
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false, value: undefined };
  }
}

/** Kommo asks an address before it saves it; null where it answers as it should. */
async function refusalOf(body: unknown): Promise<ApiAnswer | null> {
  const destination = isObject(body) ? body['destination'] : undefined;
  if (typeof destination !== 'string') return null;
  try {
    const asked = await fetch(destination, { redirect: 'manual' });
    await asked.arrayBuffer();
    return asked.ok ? null : problem({ status: 400, detail: 'Invalid URL' });
  } catch {
    return problem({ status: 400, detail: 'Invalid URL' });
  }
}

/** An account without leads, or the one of `state`. Hooks that were on their way are taken up again. */
export function createKommoEmulator({
  clock,
  accountId,
  subdomain,
  token,
  seed = 1,
  state,
  knobs: overrides,
  oauth = { clientId: 'test_client', clientSecret: 'test_client_secret', code: 'test_code' },
  publicUrl = () => `https://${subdomain}.kommo.com`,
}: KommoEmulatorOptions): KommoEmulator {
  const account = { id: accountId, subdomain };
  const knobs: KommoKnobs = { ...defaultKnobs(), ...overrides };
  const store = createStore({ clock, seed, state });
  const hooks = createHookEmitter({ clock, store, account, knobs });
  const world = createWorld({ store, hooks, account, clock });
  const limiter = createLimiter({ clock, knobs });
  const faults = createFaults();
  const route = createRouter(ROUTES);
  const requests: RequestLogEntry[] = [];
  // Apart from the store's, so that a request more or less does not change the ids of what people do.
  const headerRandom = createRandom(seed + 1);

  const isAuthorized = (request: Request): boolean => {
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    return bearer !== undefined && (bearer === token || store.oauth.accessTokens.includes(bearer));
  };

  type Incoming = { request: Request; url: URL; text: string };

  const work = ({ request, url, text }: Incoming, staleMs: number | null): ApiAnswer => {
    const refusal = limiter.refuse();
    if (refusal) return refusal;
    const json = jsonOf(text);
    if (url.pathname === '/oauth2/access_token' && request.method === 'POST')
      return exchangeToken({ store, client: oauth, body: json.value });
    if (!isAuthorized(request)) return unauthorized();
    const match = route({ method: request.method, path: url.pathname });
    if (match.kind === 'unknown') return notFound(`Cannot ${request.method} ${publicUrl()}${url.pathname}`);
    if (match.kind === 'wrong_method') return methodNotAllowed();
    if (!json.isJson) return invalidBody();
    if (knobs.readsWithoutRights && request.method === 'GET' && ENTITY_PATH.test(url.pathname))
      return empty();
    const asOfMs = staleMs === null ? null : clock.nowMs() - staleMs;
    return hooks.batch(() =>
      match.route.answer({
        world,
        knobs,
        actor: { userId: knobs.apiActsAs === 'robot' ? ROBOT_USER_ID : TOKEN_USER_ID, isApi: true },
        view:
          asOfMs === null
            ? { leads: store.leads, contacts: store.contacts }
            : { leads: store.leads.asOf(asOfMs), contacts: store.contacts.asOf(asOfMs) },
        path: url.pathname.replace(/\/$/, ''),
        query: url.searchParams,
        body: json.value,
        segments: match.segments,
        link: (path) => `${publicUrl()}${path}`,
      }),
    );
  };

  /** The work with its fault around it. @throws {DropConnection} where the client gets no answer. */
  const answer = async (incoming: Incoming, effect: FaultPlan['effect']): Promise<ApiAnswer> => {
    switch (effect?.kind) {
      case undefined:
        return work(incoming, null);
      case 'status': {
        const usual = statusAnswer({ status: effect.status, traceId: headerRandom.hex(32) });
        return {
          ...usual,
          ...(effect.body !== undefined && { body: effect.body }),
          contentType: effect.contentType ?? usual.contentType,
        };
      }
      case 'hang':
        await faults.released();
        throw new DropConnection('hung');
      case 'hang_after_commit':
        work(incoming, null);
        await faults.released();
        throw new DropConnection('hung after the commit');
      case 'drop':
        throw new DropConnection('dropped');
      case 'status_after_commit':
        work(incoming, null);
        return statusAnswer({ status: effect.status, traceId: headerRandom.hex(32) });
      case 'drop_after_commit':
        work(incoming, null);
        throw new DropConnection('dropped after the commit');
      case 'stale_read':
        return work(incoming, incoming.request.method === 'GET' ? effect.ms : null);
      case 'malformed': {
        const whole = work(incoming, null);
        return { ...whole, body: whole.body?.slice(0, Math.ceil(whole.body.length / 2)) ?? '{' };
      }
      case 'html_200':
        return { status: 200, contentType: 'text/html; charset=UTF-8', body: LOGIN_PAGE };
    }
  };

  const respond = ({ status, contentType, body }: ApiAnswer): Response => {
    const hasBody = body !== null && status !== 204 && status !== 304;
    return new Response(hasBody ? body : null, {
      status,
      headers: {
        server: 'nginx',
        ...(hasBody && { 'content-type': contentType }),
        'cache-control': 'no-store, no-cache, must-revalidate',
        'x-request-id': headerRandom.hex(32),
        'x-runtime-generated': '0.05',
        'set-cookie': 'user_lang=pt; path=/',
      },
    });
  };

  const handler: HttpHandler = async (request) => {
    const url = new URL(request.url);
    const text = await request.text();
    const { latencyMs, effect } = faults.plan({
      method: request.method,
      path: url.pathname,
      search: url.search,
    });
    const entry: RequestLogEntry = {
      method: request.method,
      path: url.pathname + url.search,
      body: jsonOf(text).value,
      atMs: clock.nowMs(),
      fault: effect?.kind ?? null,
      status: null,
    };
    requests.push(entry);
    if (requests.length > REQUESTS_KEPT) requests.splice(0, REQUESTS_KEPT / 2);
    if (latencyMs > 0) await clock.sleep(latencyMs);
    try {
      const refused =
        knobs.asksWebhookFirst && request.method === 'POST' && WEBHOOKS_PATH.test(url.pathname)
          ? await refusalOf(jsonOf(text).value)
          : null;
      const answered = refused ?? (await answer({ request, url, text }, effect));
      if (knobs.hookBeforeAnswer && request.method !== 'GET') await hooks.flush();
      entry.status = answered.status;
      return respond(answered);
    } catch (error) {
      entry.status = error instanceof DropConnection ? 0 : 500;
      throw error;
    }
  };

  return {
    handler,
    control: createControl({ world, knobs, limiter, faults, requests }),
    snapshot: () => store.snapshot(),
  };
}
