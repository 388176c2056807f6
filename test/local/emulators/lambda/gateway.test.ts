/** API Gateway v2 over real HTTP: what a handler is given, and what a client gets of its answer. */
import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../../local/clock.ts';
import { type HttpStack, serve } from '../../../../local/emulators/http.ts';
import { createGateway, type GatewayRoute } from '../../../../local/emulators/lambda/gateway.ts';

const START_MS = Date.parse('2026-03-02T12:00:00Z');

let clock: VirtualClock;
let stack: HttpStack | undefined;
let failures: string[];
let calls: { event: APIGatewayProxyEventV2; context: Context }[];
beforeEach(() => {
  clock = createVirtualClock({ mode: 'manual', startMs: START_MS });
  failures = [];
  calls = [];
});
afterEach(async () => {
  clock.stop();
  await stack?.close();
});

const aRoute = (routeKey: string, options: Partial<GatewayRoute> = {}): GatewayRoute => ({
  routeKey,
  functionName: 'webhook',
  ...options,
  handler: (event, context) => {
    calls.push({ event, context });
    return options.handler ? options.handler(event, context) : { statusCode: 200, body: routeKey };
  },
});
/** Starts a gateway with these routes and answers where it is. */
const start = async (...routes: GatewayRoute[]): Promise<string> => {
  const onError = (failure: { kind: string }) => failures.push(failure.kind);
  stack = await serve({ mounts: { '/': createGateway({ routes, clock, onError }) } });
  return stack.url;
};
const lastEvent = (): APIGatewayProxyEventV2 => {
  const last = calls.at(-1);
  if (!last) throw new Error('no handler was called');
  return last.event;
};
const bodyOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString();

describe('the event', () => {
  test('a JSON webhook arrives as text, with every field of payload format 2.0', async () => {
    const url = await start(aRoute('POST /webhooks/whatsapp/cloud', { timeoutSeconds: 5 }));
    await fetch(`${url}/webhooks/whatsapp/cloud?a=1&a=2&b=x%20y`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'X-Hub-Signature-256': 'sha256=00',
        'user-agent': 'meta',
        cookie: 'a=1; b=2',
      },
      body: '{"texto":"Olá"}',
    });
    const event = lastEvent();
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /webhooks/whatsapp/cloud',
      rawPath: '/webhooks/whatsapp/cloud',
      rawQueryString: 'a=1&a=2&b=x%20y',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        'content-type': 'application/json; charset=utf-8',
        'content-length': '16',
        'x-hub-signature-256': 'sha256=00',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
      }),
      queryStringParameters: { a: '1,2', b: 'x y' },
      requestContext: {
        accountId: '000000000000',
        apiId: expect.any(String),
        domainName: '127.0.0.1',
        domainPrefix: '127',
        http: {
          method: 'POST',
          path: '/webhooks/whatsapp/cloud',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'meta',
        },
        requestId: expect.any(String),
        routeKey: 'POST /webhooks/whatsapp/cloud',
        stage: '$default',
        time: '02/Mar/2026:12:00:00 +0000',
        timeEpoch: START_MS,
      },
      body: '{"texto":"Olá"}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(calls[0]?.context.awsRequestId).toBe(event.requestContext.requestId);
    expect(calls[0]?.context.getRemainingTimeInMillis()).toBe(5000);
  });

  test.each([
    ['application/json', false],
    ['text/plain;charset=UTF-8', false],
    ['application/xml', false],
    ['application/x-www-form-urlencoded', true],
    ['application/vnd.api+json', true],
    ['multipart/form-data; boundary=x', true],
    [null, true],
  ] as const)('a body of type %s: base64 is %s', async (contentType, isBase64Encoded) => {
    const url = await start(aRoute('$default'));
    const body = Buffer.from('leads[status][0][id]=1');
    await fetch(url, {
      method: 'POST',
      body,
      ...(contentType !== null && { headers: { 'content-type': contentType } }),
    });
    expect(lastEvent().isBase64Encoded).toBe(isBase64Encoded);
    expect(bodyOf(lastEvent())).toBe('leads[status][0][id]=1');
  });

  test('bytes that are no text survive, and a compressed JSON body is binary', async () => {
    const url = await start(aRoute('$default'));
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    await fetch(url, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(Buffer.from(lastEvent().body ?? '', 'base64').equals(bytes)).toBe(true);
  });

  test('a request without body, query or parameters leaves those fields out', async () => {
    const url = await start(aRoute('GET /'));
    await fetch(url);
    const event = lastEvent();
    for (const field of ['body', 'queryStringParameters', 'pathParameters', 'cookies'])
      expect(event).not.toHaveProperty(field);
    expect([event.isBase64Encoded, event.rawQueryString]).toEqual([false, '']);
  });

  test('a form of Kommo arrives in base64 and decodes to the same bytes', async () => {
    const url = await start(aRoute('POST /webhooks/kommo/{secret}'));
    const body = readFileSync(
      new URL('../../../fixtures/kommo/webhooks/update_lead_bulk_50.form', import.meta.url),
    );
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fetch(`${url}/webhooks/kommo/s3cret`, { method: 'POST', body, headers });
    expect(lastEvent().isBase64Encoded).toBe(true);
    expect(Buffer.from(lastEvent().body ?? '', 'base64').equals(body)).toBe(true);
  });
});

describe('routes', () => {
  const routes = [
    aRoute('GET /webhooks/whatsapp/cloud'),
    aRoute('POST /webhooks/whatsapp/cloud'),
    aRoute('POST /webhooks/kommo/{secret}'),
    aRoute('ANY /webhooks/{rest+}'),
  ];

  test.each([
    ['GET', '/webhooks/whatsapp/cloud', 'GET /webhooks/whatsapp/cloud', undefined],
    ['POST', '/webhooks/kommo/s%2Bx', 'POST /webhooks/kommo/{secret}', { secret: 's+x' }],
    ['POST', '/webhooks/kommo/s/', 'ANY /webhooks/{rest+}', { rest: 'kommo/s/' }],
    ['DELETE', '/webhooks/whatsapp/cloud', 'ANY /webhooks/{rest+}', { rest: 'whatsapp/cloud' }],
    ['POST', '/webhooks/', 'ANY /webhooks/{rest+}', { rest: '' }],
  ])('%s %s goes to %s', async (method, path, routeKey, pathParameters) => {
    const url = await start(...routes.map(({ routeKey: key }) => aRoute(key)));
    await fetch(url + path, { method });
    expect([lastEvent().routeKey, lastEvent().pathParameters]).toEqual([routeKey, pathParameters]);
  });

  test('a trailing slash is another path: 404 unless a greedy route takes it', async () => {
    const url = await start(aRoute('POST /webhooks/kommo/{secret}'));
    const response = await fetch(`${url}/webhooks/kommo/s/`, { method: 'POST' });
    expect([response.status, await response.json(), calls]).toEqual([404, { message: 'Not Found' }, []]);
  });

  test('rawPath is decoded, the query string is not', async () => {
    const url = await start(aRoute('$default'));
    await fetch(`${url}/a%20b?q=a%20b`);
    expect([lastEvent().rawPath, lastEvent().rawQueryString]).toEqual(['/a b', 'q=a%20b']);
    expect((await fetch(`${url}/%E0%A4%A`)).status).toBe(400);
  });

  test.each(['POST /a/', 'post /a', '/a', 'POST a', 'POST /{rest+}/b'])(
    'the route key %j is refused',
    (routeKey) => {
      expect(() => createGateway({ routes: [aRoute(routeKey)], clock, onError: () => {} })).toThrow(routeKey);
    },
  );
});

describe('the response', () => {
  const answering = (result: unknown) => start(aRoute('$default', { handler: () => result }));

  test('status, headers, cookies and a base64 body pass through', async () => {
    const url = await answering({
      statusCode: 201,
      headers: { 'X-Count': 3, 'content-type': 'image/png' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([137, 80, 78, 71]).toString('base64'),
      isBase64Encoded: true,
    });
    const response = await fetch(url);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-count')).toBe('3');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBe(lastEvent().requestContext.requestId);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([137, 80, 78, 71]);
  });

  test.each([
    ['a status alone', { statusCode: 200 }, 200, '', 'text/plain;charset=UTF-8'],
    ['no status', { ok: true }, 200, '{"ok":true}', 'application/json'],
    ['a string', 'challenge', 200, 'challenge', 'application/json'],
    ['204 with a body', { statusCode: 204, body: 'x' }, 204, '', 'text/plain;charset=UTF-8'],
  ])('%s is a complete answer', async (_, result, status, body, contentType) => {
    const response = await fetch(await answering(result));
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      status,
      body,
      contentType,
    ]);
  });

  test.each([
    ['a body that is not a string', { statusCode: 200, body: { ok: true } }],
    ['a status that is none', { statusCode: 'ok' }],
    ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
    ['more than 6 MB', { statusCode: 200, body: 'x'.repeat(6_300_000) }],
  ])('%s is a 500', async (_, result) => {
    const response = await fetch(await answering(result));
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(failures).toEqual(['malformed_response']);
  });

  test('what a handler throws stays inside', async () => {
    const url = await start(
      aRoute('$default', {
        handler: () => {
          throw new Error('password is hunter2');
        },
      }),
    );
    const response = await fetch(url);
    expect([response.status, await response.text(), failures]).toEqual([
      500,
      '{"message":"Internal Server Error"}',
      ['threw'],
    ]);
  });
});

describe('limits', () => {
  test.each([
    ['text of 6 MB with its envelope', 'text/plain', 6_200_000, 200],
    ['binary that base64 pushes over 6 MB', 'image/jpeg', 4_800_000, 413],
    ['10 MB of text: not too much for the gateway, but for Lambda', 'text/plain', 10_485_760, 413],
  ])('%s', async (_, contentType, bytes, status) => {
    const url = await start(aRoute('$default'));
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: Buffer.alloc(bytes, 'x'),
    });
    expect([response.status, calls.length]).toEqual([status, status === 200 ? 1 : 0]);
  });

  test('a body over 10 MB is refused before a route is looked for, one of exactly 10 MB is not', async () => {
    const url = await start(aRoute('POST /here'));
    const post = (bytes: number) => fetch(`${url}/elsewhere`, { method: 'POST', body: Buffer.alloc(bytes) });
    expect([(await post(10_485_761)).status, (await post(10_485_760)).status]).toEqual([413, 404]);
  });

  test.each([
    ['the function', 10, 10_000, 500, 'timed_out'],
    ['the gateway', 60, 30_000, 503, 'integration_timed_out'],
  ])('the limit of %s: %i s', async (_, timeoutSeconds, limitMs, status, kind) => {
    const url = await start(aRoute('$default', { timeoutSeconds, handler: () => new Promise(() => {}) }));
    const answer = fetch(url);
    await expect.poll(() => calls.length, { interval: 1 }).toBe(1);
    await clock.advance(limitMs - 1);
    expect(failures).toEqual([]);
    await clock.advance(1);
    expect([(await answer).status, failures]).toEqual([status, [kind]]);
  });
});
