/**
 * HTTP request ↔ API Gateway v2 event and result, payload format 2.0. AWS's page lists the fields; what it leaves open was
 * taken from captures of the live service that other projects published: `rawPath` is decoded, `rawQueryString` is not
 * (middleapi/standard-server #93, ministack #1035), and a body is text for four content types only, so a form-encoded
 * one, Kommo's for instance, arrives in base64 (ministack #766).
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const ACCOUNT_ID = '000000000000';
const API_ID = 'localgateway';
const TEXT_TYPES = ['application/json', 'application/xml', 'application/javascript'];
/** Consumed by the gateway, or belonging to one connection. */
const HEADERS_CUT = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'upgrade',
  'expect',
  'proxy-authorization',
  'cookie',
];

export function isTextBody(contentType: string | null): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || TEXT_TYPES.includes(type);
}

/** `12/Mar/2026:19:03:58 +0000`, the access log's form. */
function logTime(ms: number): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function eventHeaders(request: Request, requestId: string): Record<string, string> {
  const headers: Record<string, string> = {};
  // `Headers` has lower-cased the names and joined repeated ones with a comma, as API Gateway does.
  request.headers.forEach((value, name) => {
    if (!HEADERS_CUT.includes(name)) headers[name] = value;
  });
  const url = new URL(request.url);
  headers['host'] ??= url.host;
  headers['x-forwarded-for'] = headers['x-forwarded-for']
    ? `${headers['x-forwarded-for']}, 127.0.0.1`
    : '127.0.0.1';
  headers['x-forwarded-port'] = url.port || '80';
  headers['x-forwarded-proto'] = 'http';
  headers['x-amzn-trace-id'] = `Root=1-${requestId}`;
  return headers;
}

function queryParameters(url: URL): Record<string, string> | null {
  const parameters: Record<string, string> = {};
  for (const [name, value] of url.searchParams)
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  return url.search.length > 1 ? parameters : null;
}

/** The event for `request`, whose body has been read into `body`. Absent parts are left out, as on the wire. */
export function toEvent({
  request,
  body,
  path,
  routeKey,
  pathParameters,
  requestId,
  nowMs,
}: {
  request: Request;
  body: Buffer;
  /** Decoded. */
  path: string;
  routeKey: string;
  pathParameters: Readonly<Record<string, string>> | null;
  requestId: string;
  nowMs: number;
}): APIGatewayProxyEventV2 {
  const url = new URL(request.url);
  const cookies = request.headers.get('cookie')?.split(/;\s*/);
  const query = queryParameters(url);
  const isText = isTextBody(request.headers.get('content-type')) && !request.headers.has('content-encoding');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookies && { cookies }),
    headers: eventHeaders(request, requestId),
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: API_ID,
      domainName: url.hostname,
      domainPrefix: url.hostname.split('.')[0] ?? '',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers.get('user-agent') ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: logTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(pathParameters && { pathParameters: { ...pathParameters } }),
    ...(body.byteLength > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.byteLength > 0 && !isText,
  };
}

/** A body of the gateway's own. */
export const gatewayAnswer = (status: number, message: string): Response =>
  Response.json({ message }, { status });

/** These may carry no body (RFC 9110), and `Response` refuses one. */
const BODILESS = [204, 205, 304];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function headersOf(result: Record<string, unknown>): Headers | null {
  const headers = new Headers();
  const given = result['headers'] ?? {};
  const cookies = result['cookies'] ?? [];
  if (!isRecord(given) || !Array.isArray(cookies)) return null;
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
    headers.set(name, String(value));
  }
  for (const cookie of cookies) headers.append('set-cookie', String(cookie));
  if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
  return headers;
}

function structured(result: Record<string, unknown>): Response | null {
  const status = Number(result['statusCode']);
  if (!Number.isInteger(status) || status < 200 || status > 599) return null;
  const headers = headersOf(result);
  const body = result['body'] ?? '';
  if (!headers || typeof body !== 'string') return null;
  if (BODILESS.includes(status)) return new Response(null, { status, headers });
  return new Response(result['isBase64Encoded'] === true ? Buffer.from(body, 'base64') : body, {
    status,
    headers,
  });
}

/**
 * What the client gets for a handler's result. Without a `statusCode` the gateway answers 200 with the result itself as
 * JSON; a result that fits neither form is null, and the gateway's 500.
 */
export function toResponse(result: unknown): Response | null {
  if (isRecord(result) && result['statusCode'] !== undefined) return structured(result);
  const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } });
}
