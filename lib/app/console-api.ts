/**
 * The deployed console (off unless CONSOLE_TOKENS is set): the page, and our rows for whoever shows a token. It takes a lead, gives it
 * back and stops the bot, by the same signals as `ops`, under the name that belongs to the token. It has no Kommo, no WhatsApp and
 * no queue, so it can send nothing and move nothing. Letting the bot speak again is an operator's (`ops start`).
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { ConsoleConfig } from '../config.ts';
import type { Consumer } from '../console/consumer.ts';
import { createConsumer } from '../console/consumer.ts';
import { createLimits } from '../console/limits.ts';
import { type PageFile, readPageFiles } from '../console/page-files.ts';
import { PAGE_HEADERS } from '../console/page-headers.ts';
import { createConsoleReads } from '../console/reads.ts';
import { createConsoleView } from '../console/view.ts';
import type { Refusal } from '../console/wire.ts';
import { createPauseFlags } from '../handoff/pause-flag.ts';
import { createTakeovers } from '../handoff/takeover.ts';
import { bodyBytes } from '../intake/http.ts';
import { type Log, withCorrelation } from '../log.ts';
import type { PersonName } from '../person-name.ts';
import { createAskRedis, createRedis } from '../redis.ts';
import { StoreError } from '../store/rpc.ts';
import { createStore } from '../store/store.ts';
import { sameSecret } from '../whatsapp/authenticity.ts';

const API = '/console-api';
const BODY_MAX_BYTES = 4 * 1024;
const CONSUMER_TRIES = 3;
const CONSUMER_AGAIN_MS = 2_000;

const STATUS_OF: Readonly<Record<Refusal, number>> = {
  bad_request: 400,
  unauthorized: 401,
  unknown_lead: 404,
  no_card: 409,
  card_decides: 409,
  not_now: 409,
  too_often: 429,
  failed: 503,
  kommo_down: 503,
};

const SECURE = { 'strict-transport-security': 'max-age=63072000' } as const;

const json = (statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    ...SECURE,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: JSON.stringify(body),
});
const refuse = (refusal: Refusal): APIGatewayProxyStructuredResultV2 => json(STATUS_OF[refusal], { refusal });

const fileAnswer = ({ type, body, isHashed }: PageFile): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: {
    ...SECURE,
    ...PAGE_HEADERS,
    'content-type': type,
    'content-encoding': 'gzip',
    ...(isHashed && { 'cache-control': 'public, max-age=31536000, immutable' }),
  },
  isBase64Encoded: true,
  body: body.toString('base64'),
});

const key = z.string().check(z.minLength(3), z.maxLength(200));
const ACTS = {
  '/take': z.strictObject({ lead: key }),
  '/give-back': z.strictObject({ lead: key }),
  // V5: only to silence. Who may let it speak again has the operator's rights.
  '/speech': z.strictObject({ isOn: z.literal(false) }),
} as const;
type ActPath = keyof typeof ACTS;
const isAct = (path: string): path is ActPath => Object.hasOwn(ACTS, path);

export type ConsoleApp = {
  /** The Lambda's handler. Never throws. */
  handle(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
};

/** @param pageDirectory where the built page lies: beside the function. */
export function createConsoleApi(
  config: ConsoleConfig,
  {
    clock,
    log,
    newId,
    pageDirectory,
    consumer = createConsumer({
      mappingId: config.queueConsumer,
      tries: CONSUMER_TRIES,
      sleep: () => new Promise((resolve) => setTimeout(resolve, CONSUMER_AGAIN_MS)),
    }),
  }: { clock: Clock; log: Log; newId: () => string; pageDirectory: string; consumer?: Consumer },
): ConsoleApp {
  const { supabaseUrl: url, supabaseServiceKey: serviceKey, people } = config;
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const limits = createLimits({ redis, log });
  const store = createStore({ url, serviceKey });
  const view = createConsoleView({ reads: createConsoleReads({ url, serviceKey }), clock, ...config });
  const takeovers = createTakeovers({
    store: async () => store,
    flags: createPauseFlags({ ask: createAskRedis({ redis, log }) }),
    clock,
    log,
    ...config,
  });
  let files: Promise<ReadonlyMap<string, PageFile>> | null = null;

  /** Every token is compared, whichever fits: how long it takes tells nothing. */
  const personOf = (header: string | undefined): PersonName | null => {
    const given = /^Bearer (\S{1,200})$/.exec(header ?? '')?.[1] ?? '';
    return people.reduce<PersonName | null>(
      (found, { name, token }) => (sameSecret({ given, expected: token }) ? name : found),
      null,
    );
  };

  const page = async (path: string): Promise<APIGatewayProxyStructuredResultV2> => {
    files ??= readPageFiles(pageDirectory);
    const built = await files.catch((error: unknown) => {
      files = null;
      throw error;
    });
    const found = built.get(path === '/' ? '/index.html' : path);
    return found ? fileAnswer(found) : refuse('bad_request');
  };

  const read = async (
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    { person, isRedisUp }: { person: PersonName; isRedisUp: boolean },
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const after = query['after'] ?? null;
    const lead = query['lead'] ?? '';
    switch (path) {
      case '/session':
        return json(200, view.session(person));
      case '/status':
        return json(200, await view.status(isRedisUp));
      case '/leads':
        return json(200, await view.board(after));
      case '/talk':
        return json(200, await view.talk(lead));
      case '/ledger': {
        const below = after === null ? null : Number(after);
        if (below !== null && !Number.isSafeInteger(below)) return refuse('bad_request');
        return json(200, await view.ledger(lead, below));
      }
      case '/report': {
        const numbers = await view.numbers(query['period'] ?? null, query['on'] ?? null);
        return numbers ? json(200, numbers) : refuse('bad_request');
      }
      case '/changes':
        return json(200, await view.changes(query['since'] ?? '', query['lead'] ?? null, isRedisUp));
      default:
        return json(404, { refusal: 'bad_request' satisfies Refusal });
    }
  };

  /** V5: nothing is committed once the row is written; the consumer beside it only saves receives. */
  const stop = async (person: PersonName): Promise<null> => {
    const [stopped, switched] = await Promise.allSettled([
      store.stopSpeech(clock.nowMs(), person),
      consumer.switch(false),
    ]);
    if (switched.status === 'rejected')
      log.error('console.consumer_not_switched', { error: switched.reason });
    if (stopped.status === 'rejected') throw stopped.reason;
    log.warn('console.stopped');
    return null;
  };

  const act = async (path: ActPath, input: unknown, person: PersonName): Promise<Refusal | null> => {
    if (path === '/speech') return ACTS[path].safeParse(input).success ? stop(person) : 'bad_request';
    const parsed = ACTS[path].safeParse(input);
    if (!parsed.success) return 'bad_request';
    const found = await view.behind(parsed.data.lead);
    if (!found) return 'unknown_lead';
    if (path === '/take') {
      await takeovers.pause(found.id, person);
      return null;
    }
    const { signals } = await takeovers.resume(found.id, person);
    // The card's stage stays the stronger word, and so does the lead's own.
    return signals.humanStageAtMs === null && signals.optedOutAtMs === null ? null : 'card_decides';
  };

  const receive = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method, sourceIp } = event.requestContext.http;
    if (!event.rawPath.startsWith(`${API}/`))
      return method === 'GET' ? page(event.rawPath) : refuse('bad_request');
    const path = event.rawPath.slice(API.length);
    const { origin, host } = event.headers;
    // A page of another site has no token; it is not even told that it has none.
    if (origin !== undefined && origin !== `https://${host}`) return refuse('bad_request');
    const person = personOf(event.headers['authorization']);
    if (person === null) return refuse((await limits.stranger(sourceIp)) ? 'unauthorized' : 'too_often');
    const { isAllowed, isRedisUp } = await limits.person(person);
    // V5: whoever has pressed too often may still press the one button that must work.
    const isStop = method === 'POST' && path === '/speech';
    if (!isAllowed && !isStop) return refuse('too_often');
    if (method === 'GET') return read(path, event.queryStringParameters ?? {}, { person, isRedisUp });
    if (method !== 'POST' || !isAct(path)) return refuse('bad_request');
    const body = bodyBytes(event);
    if (body.byteLength > BODY_MAX_BYTES) return refuse('bad_request');
    const refusal = await act(path, parsedJson(body), person);
    return refusal === null ? json(200, {}) : refuse(refusal);
  };

  return {
    handle: (event) =>
      withCorrelation(newId(), async () => {
        try {
          return await receive(event);
        } catch (error) {
          if (error instanceof StoreError) log.warn('console.unreadable', { error });
          else log.error('console.failed', { error });
          return refuse('failed');
        }
      }),
  };
}

/** Undefined: no JSON. */
function parsedJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
