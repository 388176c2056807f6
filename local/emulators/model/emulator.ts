/**
 * A language model that says what it is told to: real HTTP in the wire format of OpenAI (`/v1/chat/completions`,
 * `/v1/audio/transcriptions`) and of Google (`/v1beta/models/{model}:generateContent`). Without a script it is unavailable,
 * so nothing in the product can come to lean on a model by accident. Delays pass on the virtual clock.
 */
import type { VirtualClock } from '../../clock.ts';
import { DropConnection, type HttpHandler } from '../http.ts';
import { type ModelAnswer, type SeenRequest, spokenBy } from './answers.ts';
import { generated, googleError, readGenerate } from './google.ts';
import { completion, openAiError, readChat, readTranscription, transcription } from './openai.ts';

export type ModelScript = ModelAnswer | ((request: SeenRequest) => ModelAnswer);

export type ModelControl = {
  /** The next answers, one a request, in order; before anything `always` says. */
  next(...scripts: readonly ModelScript[]): void;
  /** What every request gets that `next` has nothing for; null is "unavailable" again. */
  always(script: ModelScript | null): void;
  /** Forgets every script and cuts the calls that hang. */
  heal(): void;
  /** What the model was shown, oldest first; set `length` to 0 to begin anew. */
  readonly requests: SeenRequest[];
};

export type ModelEmulator = { readonly handler: HttpHandler; readonly control: ModelControl };

const UNAVAILABLE: ModelAnswer = { kind: 'status', status: 503 };
const DESCRIBE = /^\/(v1|v1beta)\/models\/([^/:]+)$/;
const GENERATE = /^\/v1beta\/models\/([^/:]+):generateContent$/;

/** The latest are kept. */
const REQUESTS_MAX = 5_000;

/** `apiKey`: the one key that is let in, by either provider's header. */
export function createModelEmulator({
  clock,
  apiKey,
}: {
  clock: VirtualClock;
  apiKey: string;
}): ModelEmulator {
  let queue: ModelScript[] = [];
  let standing: ModelScript | null = null;
  let hanging: (() => void)[] = [];
  let ids = 0;
  const requests: SeenRequest[] = [];

  type Wire = {
    readonly say: (spoken: NonNullable<ReturnType<typeof spokenBy>>) => Response;
    readonly fail: (status: number) => Response;
  };

  const answer = async (seen: Omit<SeenRequest, 'at'>, { say, fail }: Wire): Promise<Response> => {
    const request: SeenRequest = { at: clock.nowMs(), ...seen };
    requests.push(request);
    if (requests.length > REQUESTS_MAX) requests.splice(0, REQUESTS_MAX / 2);
    const script = queue.shift() ?? standing ?? UNAVAILABLE;
    const given = typeof script === 'function' ? script(request) : script;
    if (given.delayMs !== undefined) await clock.sleep(given.delayMs);
    switch (given.kind) {
      case 'drop':
        throw new DropConnection();
      case 'hang':
        await new Promise<void>((resolve) => hanging.push(resolve));
        throw new DropConnection();
      case 'status':
        return fail(given.status);
      case 'garbage':
        return new Response(given.body, { headers: { 'content-type': 'application/json' } });
      default: {
        const spoken = spokenBy(given);
        return spoken === null ? fail(500) : say(spoken);
      }
    }
  };

  const openAi = async (request: Request, path: string): Promise<Response> => {
    const read =
      path === '/v1/audio/transcriptions'
        ? await readTranscription(request)
        : readChat(await jsonOf(request));
    if (read.kind === 'refused') return read.response;
    ids += 1;
    const id = `chatcmpl-${ids}`;
    return answer(read.request, {
      say: (spoken) =>
        read.request.api === 'transcription'
          ? transcription(spoken)
          : completion({ id, atMs: clock.nowMs(), request: read.request, spoken }),
      fail: (status) => openAiError(status, wordsFor(status)),
    });
  };

  const google = async (request: Request, model: string): Promise<Response> => {
    const read = readGenerate(model, await jsonOf(request));
    if (read.kind === 'refused') return read.response;
    return answer(read.request, {
      say: (spoken) => generated({ request: read.request, spoken }),
      fail: (status) => googleError(status, wordsFor(status)),
    });
  };

  /** A model about itself: no script is used up, nothing is generated. */
  const describe = (
    request: Request,
    { version, model }: { version: string | undefined; model: string },
  ): Response => {
    if (version === 'v1') {
      if (request.headers.get('authorization') !== `Bearer ${apiKey}`)
        return openAiError(401, wordsFor(401), 'invalid_api_key');
      return Response.json({
        id: model,
        object: 'model',
        created: Math.floor(clock.nowMs() / 1000),
        owned_by: 'local',
      });
    }
    if (request.headers.get('x-goog-api-key') !== apiKey)
      return googleError(400, 'API key not valid. Please pass a valid API key.');
    return Response.json({
      name: `models/${model}`,
      version: '001',
      displayName: model,
      supportedGenerationMethods: ['generateContent'],
    });
  };

  return {
    handler: async (request) => {
      const path = new URL(request.url).pathname;
      const [, googleModel] = GENERATE.exec(path) ?? [];
      const isOpenAi = path === '/v1/chat/completions' || path === '/v1/audio/transcriptions';
      const [, version, described] = DESCRIBE.exec(path) ?? [];
      if (request.method === 'GET' && described !== undefined)
        return describe(request, { version, model: decodeURIComponent(described) });
      if (request.method !== 'POST' || (!isOpenAi && googleModel === undefined))
        return openAiError(404, `Unknown request URL: ${request.method} ${path}.`);
      const isKnown =
        googleModel === undefined
          ? request.headers.get('authorization') === `Bearer ${apiKey}`
          : request.headers.get('x-goog-api-key') === apiKey;
      if (!isKnown)
        return googleModel === undefined
          ? openAiError(401, wordsFor(401), 'invalid_api_key')
          : googleError(401, wordsFor(401));
      return googleModel === undefined
        ? openAi(request, path)
        : google(request, decodeURIComponent(googleModel));
    },
    control: {
      next: (...scripts) => {
        queue.push(...scripts);
      },
      always: (script) => {
        standing = script;
      },
      heal: () => {
        queue = [];
        standing = null;
        for (const release of hanging) release();
        hanging = [];
      },
      requests,
    },
  };
}

const jsonOf = (request: Request): Promise<unknown> => request.json().catch(() => undefined);

function wordsFor(status: number): string {
  if (status === 401) return 'Incorrect API key provided.';
  if (status === 429) return 'Rate limit reached.';
  return status < 500
    ? 'The request cannot be served.'
    : 'The server had an error while processing your request.';
}
