/**
 * What the functions may count on, through the real clients. The same file runs on the embedded store and, when `REDIS_URL` is
 * set (a database of its own: it is emptied), on a real server: what both pass is Redis's behaviour, not ours.
 */
import { createHash } from 'node:crypto';
import { Ratelimit } from '@upstash/ratelimit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { aServer, type Server, TOKEN } from './server.ts';

const REDIS_URL = process.env['REDIS_URL'];
const BACKENDS: [string, string | undefined][] = [
  ['embedded', undefined],
  ...(REDIS_URL ? [['real', REDIS_URL] as [string, string]] : []),
];

describe.each(BACKENDS)('on the %s store', (_, redisUrl) => {
  let server: Server;
  beforeAll(async () => {
    // A real server keeps the machine's time, and so do the rate limiter's scripts.
    server = await aServer({ redisUrl, startMs: Date.now() });
  });
  afterAll(() => server.close());
  beforeEach(() => server.emulator.control.flush());

  const evaluate = (script: string, keys: string[] = [], args: unknown[] = []) =>
    server.redis.eval(script, keys, args);
  const result = async (path: string, body: unknown, headers?: Record<string, string>): Promise<unknown> =>
    (await server.post(path, body, headers)).json();

  describe('values', () => {
    test.each([[''], ['OK'], ['aGk='], ['olá, São Paulo ☀️'], ['{"a":1}'], ['line\nbreak "quoted" \\ back']])(
      'the text %j comes back as it was, base64 or not',
      async (text) => {
        await server.post('/', ['SET', 'k', text]);
        expect(await result('/', ['GET', 'k'])).toEqual({ result: text });
        const encoded = await result('/', ['GET', 'k'], { 'upstash-encoding': 'base64' });
        expect(encoded).toEqual({ result: text === 'OK' ? 'OK' : Buffer.from(text).toString('base64') });
      },
    );

    test('base64 reaches every string of a list and leaves numbers and null alone', async () => {
      const reply = await result('/', ['EVAL', 'return { "a", 1, false, { "b" } }', 0], {
        'upstash-encoding': 'base64',
      });
      expect(reply).toEqual({ result: ['YQ==', 1, null, ['Yg==']] });
    });

    test('the client stores objects as JSON and reads them back', async () => {
      await server.redis.set('k', { reason: 'human_stage', since: 1_772_000_000_000, epoch: 3 });
      expect(await server.redis.get('k')).toEqual({
        reason: 'human_stage',
        since: 1_772_000_000_000,
        epoch: 3,
      });
      await server.redis.hset('h', { a: 1, b: 'x' });
      expect(await server.redis.hmget('h', 'a', 'b')).toEqual({ a: 1, b: 'x' });
      expect(await server.redis.get('nobody')).toBeNull();
    });

    test('a command may stand in the path, its value in the body and its options in the query', async () => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      await fetch(`${server.url}/set/a%20key?EX=100`, { method: 'POST', body: 'olá', headers });
      expect(await (await fetch(`${server.url}/get/a%20key?_token=${TOKEN}`)).json()).toEqual({
        result: 'olá',
      });
      expect(await (await fetch(`${server.url}/ttl/a%20key`, { headers })).json()).toEqual({ result: 100 });
    });
  });

  describe('commands', () => {
    test.each<[string, string[][], unknown]>([
      [
        'SET NX refuses a key that is there',
        [
          ['SET', 'k', '1'],
          ['SET', 'k', '2', 'nx', 'ex', '10'],
          ['GET', 'k'],
        ],
        ['OK', null, '1'],
      ],
      [
        'SET XX refuses a key that is not',
        [
          ['SET', 'k', '1', 'XX'],
          ['EXISTS', 'k'],
        ],
        [null, 0],
      ],
      [
        'SET GET answers the value before',
        [
          ['SET', 'k', '1', 'GET'],
          ['SET', 'k', '2', 'GET'],
        ],
        [null, '1'],
      ],
      [
        'SET drops the deadline unless KEEPTTL',
        [
          ['SET', 'k', '1', 'EX', '9'],
          ['SET', 'k', '2', 'KEEPTTL'],
          ['TTL', 'k'],
          ['SET', 'k', '3'],
          ['TTL', 'k'],
        ],
        ['OK', 'OK', 9, 'OK', -1],
      ],
      [
        'TTL tells no deadline from no key',
        [
          ['SET', 'k', '1'],
          ['TTL', 'k'],
          ['TTL', 'nobody'],
          ['PTTL', 'nobody'],
        ],
        ['OK', -1, -2, -2],
      ],
      [
        'EXPIRE NX, XX, GT and LT',
        [
          ['SET', 'k', '1'],
          ['EXPIRE', 'k', '100', 'XX'],
          ['EXPIRE', 'k', '100', 'NX'],
          ['EXPIRE', 'k', '50', 'GT'],
          ['EXPIRE', 'k', '50', 'LT'],
          ['TTL', 'k'],
        ],
        ['OK', 0, 1, 0, 1, 50],
      ],
      [
        'a deadline in the past deletes',
        [
          ['SET', 'k', '1'],
          ['EXPIRE', 'k', '-1'],
          ['EXISTS', 'k'],
        ],
        ['OK', 1, 0],
      ],
      [
        'counters',
        [
          ['INCR', 'n'],
          ['INCRBY', 'n', '9'],
          ['INCRBY', 'n', '-4'],
          ['GET', 'n'],
        ],
        [1, 10, 6, '6'],
      ],
      [
        'a counter keeps its deadline',
        [
          ['SET', 'n', '1', 'EX', '9'],
          ['INCR', 'n'],
          ['TTL', 'n'],
        ],
        ['OK', 2, 9],
      ],
      [
        'hashes',
        [
          ['HSET', 'h', 'a', '1', 'b', '2'],
          ['HSET', 'h', 'a', '3', 'c', '4'],
          ['HMGET', 'h', 'a', 'z', 'c'],
        ],
        [2, 1, ['3', null, '4']],
      ],
      [
        'sets',
        [
          ['SADD', 's', 'a', 'b', 'a'],
          ['SREM', 's', 'a', 'z'],
          ['SMEMBERS', 's'],
        ],
        [2, 1, ['b']],
      ],
      [
        'a set that has become empty is no key, and a new one has no deadline of the old',
        [
          ['SADD', 's', 'a'],
          ['EXPIRE', 's', '9'],
          ['SREM', 's', 'a'],
          ['EXISTS', 's'],
          ['SADD', 's', 'b'],
          ['TTL', 's'],
          ['DEL', 's', 'nobody'],
        ],
        [1, 1, 1, 0, 1, -1, 1],
      ],
      [
        'MGET skips what is no string',
        [
          ['HSET', 'h', 'a', '1'],
          ['SET', 'k', 'v'],
          ['MGET', 'k', 'h', 'nobody'],
        ],
        [1, 'OK', ['v', null, null]],
      ],
    ])('%s', async (_name, commands, expected) => {
      expect(await result('/pipeline', commands)).toEqual(
        (expected as unknown[]).map((item) => ({ result: item })),
      );
    });

    test.each<[string, string[], string]>([
      ['a wrong type', ['INCR', 'hash'], 'WRONGTYPE Operation against a key holding the wrong kind of value'],
      ['text where a number is due', ['INCRBY', 'k', '1.5'], 'ERR value is not an integer or out of range'],
      ['a counter that holds text', ['INCR', 'text'], 'ERR value is not an integer or out of range'],
      ['too few words', ['GET'], "ERR wrong number of arguments for 'get' command"],
      ['an option it has not', ['SET', 'k', 'v', 'SOON'], 'ERR syntax error'],
      ['a deadline of 0', ['SET', 'k', 'v', 'EX', '0'], "ERR invalid expire time in 'set' command"],
      [
        'a command nobody has',
        ['TAKEOVER', 'k'],
        "ERR unknown command 'TAKEOVER', with args beginning with: 'k' ",
      ],
      ['a command that needs a connection', ['SUBSCRIBE', 'c'], "ERR Command is not available: 'SUBSCRIBE'."],
    ])('%s is 400 with the line of Redis', async (_name, command, message) => {
      await server.post('/pipeline', [
        ['HSET', 'hash', 'a', '1'],
        ['SET', 'text', 'hello'],
      ]);
      const response = await server.post('/', command);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringContaining(message) });
    });
  });

  describe('requests', () => {
    test('the writes of one turn of the event loop travel as one request, its reads as another', async () => {
      const before = server.emulator.control.requestCount();
      const [, count] = await Promise.all([
        server.redis.set('a', 1),
        server.redis.incr('n'),
        server.redis.get('b'),
        server.redis.ttl('b'),
      ]);
      expect(count).toBe(1);
      expect(server.emulator.control.requestCount() - before).toBe(2);
    });

    test('a failed command of a pipeline stops none of the others', async () => {
      const reply = await result('/pipeline', [
        ['SET', 'a', 'x'],
        ['INCR', 'a'],
        ['GET', 'a'],
      ]);
      expect(reply).toEqual([
        { result: 'OK' },
        { error: 'ERR value is not an integer or out of range' },
        { result: 'x' },
      ]);
    });

    test('a transaction with a malformed command carries out none of it', async () => {
      const response = await server.post('/multi-exec', [['SET', 'a', 'x'], ['GET']]);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringMatching(/^EXECABORT /) });
      expect(await server.redis.exists('a')).toBe(0);
      expect(await server.redis.multi().set('a', 'y').get('a').exec()).toEqual(['OK', 'y']);
    });

    test('a wrong token, a wrong method and a body that is no command are refused', async () => {
      expect((await server.post('/', ['PING'], { authorization: 'Bearer wrong' })).status).toBe(401);
      expect(
        (await fetch(`${server.url}/`, { method: 'DELETE', headers: { authorization: `Bearer ${TOKEN}` } }))
          .status,
      ).toBe(405);
      for (const body of ['PING', [], {}, 7]) expect((await server.post('/', body)).status).toBe(400);
      for (const body of [[], ['PING'], [[]]])
        expect((await server.post('/pipeline', body)).status).toBe(400);
    });
  });

  describe('scripts', () => {
    test('a script is unknown by its hash until it has run once', async () => {
      const source = `return '${createHash('sha1').update(String(Math.random())).digest('hex')}'`;
      const hash = createHash('sha1').update(source).digest('hex');
      await expect(server.redis.evalsha(hash, [], [])).rejects.toThrow('NOSCRIPT');
      const script = server.redis.createScript<string>(source);
      const before = server.emulator.control.requestCount();
      await script.exec([], []);
      await script.exec([], []);
      // EVALSHA, EVAL, then EVALSHA alone.
      expect(server.emulator.control.requestCount() - before).toBe(3);
      expect(await server.redis.scriptLoad('return 42')).toBe('1fa00e76656cc152ad327c13fe365858fd7be306');
      expect(await server.redis.evalsha('1fa00e76656cc152ad327c13fe365858fd7be306', [], [])).toBe(42);
      expect(
        await server.redis.scriptExists('1fa00e76656cc152ad327c13fe365858fd7be306', 'f'.repeat(40)),
      ).toEqual([1, 0]);
    });

    test.each<[string, string, unknown]>([
      ['a number is cut to an integer', 'return -3.99', -3],
      ['a list ends at its first nil', 'return { 1, "a", nil, 4 }', [1, 'a']],
      ['false and nil are null, true is 1', 'return { false, true }', [null, 1]],
      [
        'a missing key is false',
        'return redis.call("GET", "nobody") == false and "false" or "other"',
        'false',
      ],
      [
        'an empty string is not a missing key',
        'redis.call("SET", "k", "") return redis.call("GET", "k")',
        '',
      ],
      ['a status is a table', 'return redis.call("SET", "k", "v").ok', 'OK'],
      ['a status reply is text', 'return redis.status_reply("FINE")', 'FINE'],
      [
        'whole numbers print without a fraction',
        'return "n:" .. (10 / 2) .. ":" .. tostring(5) .. ":" .. 0.5',
        'n:5:5:0.5',
      ],
      [
        'milliseconds do not overflow',
        'return tonumber("1764000000") * 1000 + tonumber("999")',
        1_764_000_000_999,
      ],
      ['neither do two numbers in text', 'return "2000000000" + "2000000000"', 4_000_000_000],
      [
        'a large number is stored with all its digits',
        'redis.call("SET", "k", 1764000000123) return redis.call("GET", "k")',
        '1764000000123',
      ],
      ['floor of milliseconds', 'return math.floor(1764000000999 / 1000) * 1000', 1_764_000_000_000],
      [
        'string.format cuts for %d',
        'return string.format("%d:%03d:%s:%.2f", 5.7, 7, "x", 1.239)',
        '5:007:x:1.24',
      ],
      [
        'JSON both ways',
        `return cjson.encode({ n = cjson.decode('{"a":{"b":[1,"deux",null]}}').a.b[2]})`,
        '{"n":"deux"}',
      ],
      [
        'the error of a pcall can be read',
        'redis.call("HSET", "h", "a", 1) return redis.pcall("INCR", "h").err',
        'WRONGTYPE Operation against a key holding the wrong kind of value',
      ],
    ])('%s', async (_name, script, expected) => {
      expect(await result('/', ['EVAL', script, 0])).toEqual({ result: expected });
    });

    test.each<[string, string, string]>([
      [
        'an error of redis.call ends the script',
        'redis.call("SET", "k", "x") redis.call("INCR", "k") redis.call("SET", "k", "never")',
        'ERR value is not an integer',
      ],
      ['an error reply', 'return redis.error_reply("MY words")', 'MY words'],
      ['an error of Lua, with its line', '\n\nerror("boom")', 'user_script:3: boom'],
      ['a global variable', 'counter = 1', 'Attempt to modify a readonly table'],
      ['a name nobody defined', 'return nobody', "nonexistent global variable 'nobody'"],
      ['what does not compile', 'return 1 +', 'Error compiling script'],
    ])('%s is an error of the request', async (_name, script, message) => {
      await expect(evaluate(script)).rejects.toThrow(message);
      expect(await server.redis.get('k')).not.toBe('never');
    });

    test('keys and arguments arrive in order, as text', async () => {
      expect(
        await evaluate('return { KEYS[1], #KEYS, ARGV[2], type(ARGV[1]) }', ['a', 'b'], [1, 'ç']),
      ).toEqual(['a', 2, 'ç', 'string']);
      expect(await result('/', ['EVAL', 'return 1', '2', 'a'])).toEqual({
        error: "ERR Number of keys can't be greater than number of args",
      });
    });
  });

  describe('the rate limiter', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    const MINUTE_START = Math.ceil(Date.now() / 60_000) * 60_000;
    const at = (ms: number) => vi.setSystemTime(MINUTE_START + ms);
    const limiterOf = (limiter: ConstructorParameters<typeof Ratelimit>[0]['limiter'], prefix: string) =>
      new Ratelimit({ redis: server.redis, limiter, prefix, ephemeralCache: false });

    test('a fixed window lets its number through and opens again with the next', async () => {
      at(0);
      const limiter = limiterOf(Ratelimit.fixedWindow(2, '10 s'), 'fixed');
      expect((await limiter.limit('account')).success).toBe(true);
      expect((await limiter.limit('account')).remaining).toBe(0);
      expect((await limiter.limit('account')).success).toBe(false);
      at(10_000);
      expect((await limiter.limit('account')).success).toBe(true);
    });

    test('a sliding window still counts part of the window before', async () => {
      at(0);
      const limiter = limiterOf(Ratelimit.slidingWindow(4, '10 s'), 'sliding');
      for (let call = 0; call < 4; call += 1) expect((await limiter.limit('account')).success).toBe(true);
      expect((await limiter.limit('account')).success).toBe(false);
      at(15_000);
      // Half of the earlier four count: two are left.
      const after = [
        await limiter.limit('account'),
        await limiter.limit('account'),
        await limiter.limit('account'),
      ];
      expect(after.map(({ success }) => success)).toEqual([true, true, false]);
    });

    test('a token bucket refills at its rate, not at once', async () => {
      at(0);
      const limiter = limiterOf(Ratelimit.tokenBucket(1, '1 s', 2), 'bucket');
      const calls = [
        await limiter.limit('account'),
        await limiter.limit('account'),
        await limiter.limit('account'),
      ];
      expect(calls.map(({ success }) => success)).toEqual([true, true, false]);
      at(1000);
      expect((await limiter.limit('account')).success).toBe(true);
      expect((await limiter.limit('account')).success).toBe(false);
    });
  });
});
