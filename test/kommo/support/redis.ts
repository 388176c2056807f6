/** Upstash's REST protocol over ioredis-mock, on loopback: the real client talks to it. Its TIME is the test's clock. */
import { createHash } from 'node:crypto';
import { Redis as Upstash } from '@upstash/redis';
import RedisMock from 'ioredis-mock';
import type { Clock } from '../../../lib/clock.ts';
import { DropConnection, serve } from '../../../local/emulators/http.ts';

export type FakeRedis = {
  /** A client of its own, as another function would have. */
  client(): Upstash;
  /** True: connections are cut. */
  down: boolean;
  /** Commands since the last `commands.length = 0`. */
  readonly commands: string[][];
  /** HTTP requests since the start. */
  roundTrips(): number;
  close(): Promise<void>;
};

/** Redis gives Lua `false` for a missing field; ioredis-mock's HMGET loses its fields on the way to Lua, its HGET does not. */
const LUA_PRELUDE = `
local call = redis.call
local redis = { call = function(name, key, ...)
  if name ~= 'HMGET' then return call(name, key, ...) end
  local reply = {}
  for i, field in ipairs({...}) do
    local value = call('HGET', key, field)
    reply[i] = (type(value) == 'string' or type(value) == 'number') and value or false
  end
  return reply
end }
`;

/** One for all: every instance of ioredis-mock listens on one shared context. */
const store = new RedisMock();

type Reply = { result: unknown } | { error: string };

export async function createFakeRedis(clock: Clock): Promise<FakeRedis> {
  await store.flushall();
  const scripts = new Map<string, string>();
  const commands: string[][] = [];
  const state = { down: false };

  /** In the order of options that ioredis-mock understands. */
  const set = (key: string, value: string, options: readonly string[]): Promise<unknown> => {
    const px = options.includes('px') ? Number(options[options.indexOf('px') + 1]) : null;
    if (options.includes('nx'))
      return px === null ? store.setnx(key, value) : store.set(key, value, 'PX', px, 'NX');
    return px === null ? store.set(key, value) : store.set(key, value, 'PX', px);
  };

  const run = async (command: string[]): Promise<Reply> => {
    const [name = '', ...args] = command.map(String);
    commands.push(command.map(String));
    const verb = name.toLowerCase();
    try {
      if (verb === 'time')
        return { result: [String(Math.floor(clock.nowMs() / 1000)), String((clock.nowMs() % 1000) * 1000)] };
      if (verb === 'evalsha') {
        const script = scripts.get(args[0] ?? '');
        if (!script) return { error: 'NOSCRIPT No matching script' };
        return { result: await store.eval(script, Number(args[1]), ...args.slice(2)) };
      }
      if (verb === 'eval') {
        // ioredis-mock knows no shebang line.
        const script = LUA_PRELUDE + (args[0] ?? '').replace(/^#!.*\n/, '');
        scripts.set(
          createHash('sha1')
            .update(args[0] ?? '')
            .digest('hex'),
          script,
        );
        return { result: await store.eval(script, Number(args[1]), ...args.slice(2)) };
      }
      const [key = ''] = args;
      if (verb === 'get') return { result: await store.get(key) };
      if (verb === 'mget') return { result: await store.mget(...args) };
      if (verb === 'del') return { result: await store.del(...args) };
      if (verb === 'set')
        return {
          result: await set(
            key,
            args[1] ?? '',
            args.slice(2).map((word) => word.toLowerCase()),
          ),
        };
      return { error: `ERR unknown command ${verb}` };
    } catch (error) {
      return { error: String(error) };
    }
  };

  const stack = await serve({
    mounts: {
      '/': async (request) => {
        if (state.down) throw new DropConnection();
        const body: unknown = await request.json();
        const path = new URL(request.url).pathname;
        // The client of @upstash/redis sends one command at `/` and a list of them elsewhere.
        if (path === '/') return Response.json(await run(body as string[]));
        const replies: Reply[] = [];
        for (const command of body as string[][]) replies.push(await run(command));
        return Response.json(replies);
      },
    },
  });
  return {
    client: () =>
      new Upstash({
        url: stack.url,
        token: 'test',
        responseEncoding: false,
        enableTelemetry: false,
        retry: false,
      }),
    get down() {
      return state.down;
    },
    set down(value) {
      state.down = value;
    },
    commands,
    roundTrips: () => stack.traffic.length,
    close: () => stack.close(),
  };
}
