/**
 * API Gateway v2 (HTTP API, stage `$default`) in front of Lambda handlers: routes a request, hands the handler the event
 * it would get in AWS, and turns its result into the response. What goes wrong in a handler never reaches the client.
 *
 * Invocations do not count as busy on the clock by themselves: whoever sends a request awaits the answer, and an emulator
 * that delivers a hook counts already.
 */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { VirtualClock } from '../../clock.ts';
import type { HttpHandler } from '../http.ts';
import { gatewayAnswer, toEvent, toResponse } from './gateway-event.ts';
import { invoke, type LambdaHandler } from './invocation.ts';
import { assertRouteKey, matchRoute, type Route } from './route.ts';

export type GatewayRoute = Route & {
  /** `POST /webhooks/kommo/{secret}`, `ANY /x/{rest+}` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  /** The function's; past it the answer is 500. Default 20, SST's. */
  readonly timeoutSeconds?: number;
  /** Its result is judged when it is there: `APIGatewayProxyStructuredResultV2`, or anything JSON. */
  readonly handler: LambdaHandler<APIGatewayProxyEventV2, unknown>;
};

/** Why a request did not get a handler's own answer. */
export type GatewayFailure =
  | { readonly kind: 'threw'; readonly error: unknown }
  /** The function's own limit: 500. */
  | { readonly kind: 'timed_out' }
  /** The gateway's limit of 30 s: 503, while the function runs on. */
  | { readonly kind: 'integration_timed_out' }
  | { readonly kind: 'malformed_response' };

const PAYLOAD_MAX_BYTES = 10 * 1024 * 1024;
/** Lambda's limit for a synchronous event or result, as JSON. */
const INVOCATION_MAX_BYTES = 6_291_556;
const INTEGRATION_TIMEOUT_SECONDS = 30;
const FUNCTION_TIMEOUT_SECONDS = 20;

function decodedPath(url: string): string | null {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
}

/** A handler's result as it crosses the wire: JSON, so a function or a `Date` in it arrives as in AWS. */
function asJson(value: unknown): { bytes: number; value: unknown } {
  const text = JSON.stringify(value ?? null);
  return { bytes: Buffer.byteLength(text), value: JSON.parse(text) };
}

/**
 * `onError` hears of every request that a handler failed. `newId`: request ids; random unless they should be reproducible.
 * @throws for a route key that API Gateway would not create.
 */
export function createGateway({
  routes,
  clock,
  region = 'sa-east-1',
  onError,
  newId = randomUUID,
}: {
  routes: readonly GatewayRoute[];
  clock: VirtualClock;
  region?: string;
  onError: (failure: GatewayFailure, route: GatewayRoute) => void;
  newId?: () => string;
}): HttpHandler {
  for (const { routeKey } of routes) assertRouteKey(routeKey);

  const call = async (route: GatewayRoute, event: APIGatewayProxyEventV2): Promise<Response> => {
    const functionSeconds = route.timeoutSeconds ?? FUNCTION_TIMEOUT_SECONDS;
    const outcome = await invoke({
      handler: route.handler,
      event,
      counted: false,
      clock,
      region,
      functionName: route.functionName,
      requestId: event.requestContext.requestId,
      timeoutSeconds: Math.min(functionSeconds, INTEGRATION_TIMEOUT_SECONDS),
    });
    const fail = (failure: GatewayFailure): Response => {
      onError(failure, route);
      return failure.kind === 'integration_timed_out'
        ? gatewayAnswer(503, 'Service Unavailable')
        : gatewayAnswer(500, 'Internal Server Error');
    };
    if (outcome.kind === 'timed_out')
      return fail({
        kind: functionSeconds > INTEGRATION_TIMEOUT_SECONDS ? 'integration_timed_out' : 'timed_out',
      });
    if (outcome.kind === 'threw') return fail(outcome);
    const result = asJson(outcome.value);
    const response = result.bytes > INVOCATION_MAX_BYTES ? null : toResponse(result.value);
    return response ?? fail({ kind: 'malformed_response' });
  };

  return async (request) => {
    const path = decodedPath(request.url);
    if (path === null) return gatewayAnswer(400, 'Bad Request');
    const body = Buffer.from(await request.arrayBuffer());
    if (body.byteLength > PAYLOAD_MAX_BYTES) return gatewayAnswer(413, 'Request Entity Too Large');
    const match = matchRoute({ routes, method: request.method, path });
    if (!match) return gatewayAnswer(404, 'Not Found');
    const requestId = newId();
    const { route, pathParameters } = match;
    const event = toEvent({
      request,
      body,
      path,
      routeKey: route.routeKey,
      pathParameters,
      requestId,
      nowMs: clock.nowMs(),
    });
    // Base64 grows a body by a third, so what the gateway took can still be too much for Lambda.
    const isTooLarge = Buffer.byteLength(JSON.stringify(event)) > INVOCATION_MAX_BYTES;
    const response = isTooLarge ? gatewayAnswer(413, 'Request Entity Too Large') : await call(route, event);
    response.headers.set('apigw-requestid', requestId);
    return response;
  };
}
