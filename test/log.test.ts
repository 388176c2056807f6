import { describe, expect, test } from 'vitest';
import { createLog, type LogFields, withCorrelation } from '../lib/log.ts';

const AT = '2026-11-23T13:00:00.000Z';
const write = (run: (log: ReturnType<typeof createLog>) => void): readonly string[] => {
  const lines: string[] = [];
  run(createLog({ nowMs: () => Date.parse(AT), write: (line) => lines.push(line) }));
  return lines;
};
const lineOf = (fields: LogFields): string => write((log) => log.info('test.line', fields)).join('\n');

test('a line is one JSON object: when, how bad, what, and the ids and numbers given', () => {
  const [line, ...more] = write((log) =>
    log.warn('gate.silence', { leadId: 'a1', stageAgeMs: 34, epoch: 7, told: false }),
  );
  expect(more).toEqual([]);
  expect(JSON.parse(line ?? '')).toEqual({
    at: AT,
    level: 'warn',
    event: 'gate.silence',
    leadId: 'a1',
    stageAgeMs: 34,
    epoch: 7,
    told: false,
  });
  expect(lineOf({ cause: 'duas\nlinhas' }).split('\n')).toHaveLength(1);
});

test('every line inside carries the correlation id, also after an await and beside another one; none outside', async () => {
  const lines: string[] = [];
  const log = createLog({ nowMs: () => 0, write: (line) => lines.push(line) });
  const work = (id: string) =>
    withCorrelation(id, async () => {
      log.info(`first.${id}`);
      await Promise.resolve();
      log.error(`second.${id}`);
    });
  await Promise.all([work('a'), work('b')]);
  log.info('outside');
  const found = lines
    .map((line): Record<string, unknown> => JSON.parse(line))
    .map(({ event, correlationId }) => [event, correlationId]);
  expect(found).toEqual([
    ['first.a', 'a'],
    ['first.b', 'b'],
    ['second.a', 'a'],
    ['second.b', 'b'],
    ['outside', undefined],
  ]);
});

describe('O2 · personal data and secrets', () => {
  const PRIVATE = ['Mateus', 'oi, tudo bem?', 'segredo'] as const;
  test.each([
    'phone',
    'phones',
    'from_phone',
    'name',
    'profileName',
    'first_name',
    'profile',
    'text',
    'bodyText',
    'body',
    'token',
    'accessToken',
    'secret',
    'appSecret',
    'authorization',
    'Authorization',
    'authorisation',
    'apikey',
    'apiKey',
    'password',
    'email',
    'jid',
    'remoteJid',
    'replyTo',
    'waId',
    'wa_id',
    'bsuid',
    'lid',
    'address',
    'caption',
    'title',
  ])('what stands under %s is not written, however deep', (key) => {
    for (const value of PRIVATE) {
      expect(lineOf({ [key]: value })).not.toContain(value);
      expect(lineOf({ items: [{ inner: { [key]: value } }] })).not.toContain(value);
      expect(lineOf({ [key]: { inner: value } })).not.toContain(value);
      expect(lineOf({ [key]: [value] })).not.toContain(value);
    }
  });

  test.each([
    '+5581990000001',
    '5581990000001',
    '558190000001',
    '+55 81 9 9000-0001',
    '(81) 99000-0001',
    '81990000001',
    '8130000004',
    '100000000000001@lid',
    'ana@example.com',
    'Bearer abc.def',
    'eyJhbGciOi.eyJzdWIi.x',
  ])('%s is not written where nobody expects it', (value) => {
    for (const fields of [{ cause: value }, { cause: `antes ${value} depois` }, { deep: [{ cause: value }] }])
      expect(lineOf(fields)).not.toContain(value);
  });

  test('an id that looks like nothing private stays whole', () => {
    const leadId = '12345678-1234-4123-9012-123456789012';
    expect(lineOf({ leadId, kommoLeadId: 15000001, atMs: 1795438800000 })).toContain(
      `"leadId":"${leadId}","kommoLeadId":15000001,"atMs":1795438800000`,
    );
  });

  test('a text that is cut short shows no half of a phone either', () => {
    for (let before = 480; before <= 500; before += 1) {
      const line = lineOf({ cause: `${'a '.repeat(before / 2)}+55 81 9 9000-0001 depois` });
      expect(line).not.toMatch(/81|9000/);
    }
  });

  test('an error is its class and the class of its cause, never its message or its stack', () => {
    const line = lineOf({
      error: new TypeError('Mateus disse segredo', { cause: new RangeError('+5581990000001') }),
    });
    expect(JSON.parse(line)).toMatchObject({ error: { error: 'TypeError', cause: 'RangeError' } });
    expect(line).not.toMatch(/Mateus|segredo|log\.test/);
  });
});

describe('M7 · logging cannot throw', () => {
  const circular: Record<string, unknown> = { id: 1 };
  circular['self'] = circular;
  const trapped = Object.defineProperty({}, 'cause', {
    enumerable: true,
    get: () => {
      throw new Error('trap');
    },
  });
  test.each<[string, unknown]>([
    ['a circle', circular],
    ['a bigint', 10n],
    ['a getter that throws', trapped],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('trap');
          },
        },
      ),
    ],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('trap');
        },
      },
    ],
    ['a symbol', Symbol('s')],
    ['a function', () => {}],
    ['an invalid date', new Date(Number.NaN)],
    ['undefined', undefined],
    ['a text without end', 'x'.repeat(5_000_000)],
    ['a list without end', Array.from({ length: 100_000 }, () => ({ a: 1 }))],
    ['a lone surrogate', '\ud800'],
  ])('not for %s, and the line stays short', (_what, value) => {
    const lines = write((log) => {
      expect(() => log.info('test.line', { value })).not.toThrow();
      expect(() => log.error('test.error', { error: value })).not.toThrow();
    });
    for (const line of lines) expect(line.length).toBeLessThan(100_000);
  });
  test('not when the fields are none at all, and not when the sink fails', () => {
    expect(write((log) => log.info('test.line'))).toHaveLength(1);
    const broken = createLog({
      nowMs: () => 0,
      write: () => {
        throw new Error('disk full');
      },
    });
    expect(() => broken.error('test.line', { a: 1 })).not.toThrow();
    const timeless = createLog({ nowMs: () => Number.NaN, write: () => {} });
    expect(() => timeless.info('test.line')).not.toThrow();
  });
});
