/**
 * Upstash's REST API in front of a Redis: `POST /` one command, `/pipeline` several, `/multi-exec` several as a transaction,
 * and commands in the path. The store is embedded, or a real server when `redisUrl` is given.
 * Source: upstash.com/docs/redis/features/restapi; facts/serverless.md §5.
 */
import * as z from 'zod/mini';
import type { VirtualClock } from '../../clock.ts';
import { createFaults, type Fault } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import { createEmbeddedRedis } from './embedded-redis.ts';
import { createRealRedis } from './real-redis.ts';
import { type Command, RedisError, type Reply } from './redis-store.ts';

export type UpstashEmulator = {
  /** Mount it where `UPSTASH_REDIS_REST_URL` points. */
  readonly handler: HttpHandler;
  readonly control: {
    /** Every request fails: cut off, or answered with `status`. */
    down(status?: number): void;
    /** Ends `down` and forgets pending faults. */
    up(): void;
    /** `name`: a command's name in capitals; any request when absent. */
    fault(fault: Fault): void;
    /** HTTP requests received. */
    requestCount(): number;
    /** Commands in them: what Upstash bills. */
    commandCount(): number;
    /** The keys that have not lapsed, sorted. */
    keys(): Promise<string[]>;
    /** Empties the database. */
    flush(): Promise<void>;
    /** Runs a command past HTTP, faults and counts. @throws RedisError for an error reply. */
    run(...command: string[]): Promise<Reply>;
  };
  close(): Promise<void>;
};

/** Commands that belong to a connection, which REST has none of. */
const UNAVAILABLE = new Set(
  'auth blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin client discard exec hello monitor multi psubscribe punsubscribe quit reset select shutdown subscribe unsubscribe unwatch watch'.split(
    ' ',
  ),
);

const Word = z.union([z.string(), z.number(), z.boolean(), z.looseObject({}), z.array(z.unknown())]);
const CommandBody = z.array(Word).check(z.minLength(1));
const PipelineBody = z.array(CommandBody).check(z.minLength(1));

/** Upstash takes JSON values for words: what is not a string is written out. */
const toCommand = (words: z.infer<typeof CommandBody>): Command =>
  words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)));

type Outcome = { readonly result: Reply } | { readonly error: string };

/** Strings in base64 on request, all but `OK`. */
function encode(reply: Reply, base64: boolean): Reply {
  if (typeof reply === 'string')
    return base64 && reply !== 'OK' ? Buffer.from(reply, 'utf8').toString('base64') : reply;
  return Array.isArray(reply) ? reply.map((item) => encode(item, base64)) : reply;
}

function isAuthorised(request: Request, url: URL, token: string): boolean {
  return (
    request.headers.get('authorization') === `Bearer ${token}` || url.searchParams.get('_token') === token
  );
}

/** `/set/key/value?EX=100`: the path's parts, the body as one more, the query as options. */
function commandInPath(url: URL, body: string): Command {
  const path = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const options = [...url.searchParams]
    .filter(([key]) => key !== '_token')
    .flatMap(([key, value]) => (value === '' ? [key] : [key, value]));
  return [...path, ...(body === '' ? [] : [body]), ...options];
}

type Parsed =
  | { readonly kind: 'one' | 'pipeline' | 'transaction'; readonly commands: readonly Command[] }
  | { readonly kind: 'malformed'; readonly error: string };

function parse(url: URL, body: string): Parsed {
  const batch =
    url.pathname === '/pipeline' ? 'pipeline' : url.pathname === '/multi-exec' ? 'transaction' : null;
  if (batch === null && url.pathname !== '/') return { kind: 'one', commands: [commandInPath(url, body)] };
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: 'malformed', error: 'ERR failed to parse request body as JSON' };
  }
  if (batch === null) {
    const command = z.safeParse(CommandBody, json);
    return command.success
      ? { kind: 'one', commands: [toCommand(command.data)] }
      : { kind: 'malformed', error: 'ERR failed to parse command: expected a non-empty array of words' };
  }
  const commands = z.safeParse(PipelineBody, json);
  return commands.success
    ? { kind: batch, commands: commands.data.map(toCommand) }
    : { kind: 'malformed', error: `ERR failed to parse ${batch} request: expected an array of commands` };
}

const nameOf = ([name = '']: Command): string => name.toUpperCase();

function refuseUnavailable(command: Command): void {
  if (!UNAVAILABLE.has(nameOf(command).toLowerCase())) return;
  throw new RedisError(
    `ERR Command is not available: '${nameOf(command)}'. See https://upstash.com/docs/redis/overall/rediscompatibility for details`,
  );
}

/** `clock` is the embedded store's time; a real server keeps its own. */
export function createUpstashEmulator({
  clock,
  token,
  redisUrl,
}: {
  clock: VirtualClock;
  token: string;
  redisUrl?: string | undefined;
}): UpstashEmulator {
  const store = redisUrl === undefined ? createEmbeddedRedis(clock) : createRealRedis(redisUrl);
  const failure = (status: number, error: string): Response => Response.json({ error }, { status });
  const faults = createFaults({
    clock,
    answerWith: (status) => failure(status, 'ERR upstream is unavailable'),
  });
  let requestCount = 0;
  let commandCount = 0;

  const outcomeOf = async (command: Command): Promise<Outcome> => {
    try {
      refuseUnavailable(command);
      return { result: await store.run(command) };
    } catch (error) {
      if (error instanceof RedisError) return { error: error.message };
      throw error;
    }
  };

  const transaction = async (
    commands: readonly Command[],
  ): Promise<readonly Outcome[] | { readonly error: string }> => {
    try {
      for (const command of commands) refuseUnavailable(command);
      const replies = await store.transaction(commands);
      return replies.map((reply) =>
        reply instanceof RedisError ? { error: reply.message } : { result: reply },
      );
    } catch (error) {
      if (error instanceof RedisError) return { error: error.message };
      throw error;
    }
  };

  /** Other requests come in between the commands of a pipeline, as they do at Upstash. */
  const pipeline = async (commands: readonly Command[]): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const command of commands) outcomes.push(await outcomeOf(command));
    return outcomes;
  };

  const perform = async (
    kind: 'one' | 'pipeline' | 'transaction',
    commands: readonly Command[],
  ): Promise<Outcome | readonly Outcome[]> => {
    if (kind === 'pipeline') return pipeline(commands);
    if (kind === 'transaction') return transaction(commands);
    const [command = []] = commands;
    return outcomeOf(command);
  };

  const handler: HttpHandler = async (request) => {
    requestCount += 1;
    const url = new URL(request.url);
    if (!isAuthorised(request, url, token))
      return faults.run([], async () =>
        failure(
          401,
          'WRONGPASS invalid or missing auth token. See https://upstash.com/docs/redis/features/restapi for details',
        ),
      );
    if (!['GET', 'HEAD', 'POST', 'PUT'].includes(request.method))
      return failure(405, 'ERR method not allowed');
    const parsed = parse(url, await request.text());
    if (parsed.kind === 'malformed') return faults.run([], async () => failure(400, parsed.error));
    commandCount += parsed.commands.length;
    const base64 = request.headers.get('upstash-encoding') === 'base64';
    const encoded = (outcome: Outcome): Outcome =>
      'error' in outcome ? outcome : { result: encode(outcome.result, base64) };
    return faults.run(parsed.commands.map(nameOf), async () => {
      const outcome = await perform(parsed.kind, parsed.commands);
      if ('error' in outcome) return Response.json(outcome, { status: 400 });
      return Response.json('result' in outcome ? encoded(outcome) : outcome.map(encoded));
    });
  };

  return {
    handler,
    control: {
      down: (status) => faults.down(status),
      up: () => faults.up(),
      fault: (fault) => faults.add(fault),
      requestCount: () => requestCount,
      commandCount: () => commandCount,
      keys: async () => [...(await store.names())].sort(),
      flush: () => store.clear(),
      run: (...command) => store.run(command),
    },
    close: async () => {
      faults.up();
      await store.close();
    },
  };
}
