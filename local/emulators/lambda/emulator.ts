/**
 * Lambda's Invoke API over HTTP for the real SDK, in front of a registry of handlers; and the in-process door by which
 * Scheduler reaches the same functions. Signatures are not checked, only that there is one.
 */
import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';
import { createFaults, type Fault } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import { type AsyncEvent, createAsyncEvents } from './async-events.ts';
import { createEventSources, type MappedSource } from './event-sources.ts';
import { type FunctionAnswer, toAnswer } from './function-error.ts';
import { type InvocationOutcome, invoke, type LambdaHandler } from './invocation.ts';
import { LambdaRefusal, refusalOfStatus, toResponse } from './refusal.ts';

/** A function as deployed. Lambda checks no event's type: `never` lets every handler in. */
export type LambdaFunction = {
  readonly handler: LambdaHandler<never, unknown>;
  /** Past it the invocation fails. */
  readonly timeoutSeconds?: number;
  /** Of an asynchronous event, 0 to 2; default 2. */
  readonly retries?: number;
  /** Of an asynchronous event; default 6 h. */
  readonly maximumEventAgeSeconds?: number;
  /** The ARN of the queue that gets the record of an asynchronous event that failed for good. */
  readonly onFailure?: string;
};

export type LambdaSnapshot = { readonly events: readonly AsyncEvent[] };

/** Every failed attempt, synchronous or not. */
export type FunctionFailure = {
  readonly functionName: string;
  readonly requestId: string;
  readonly outcome: InvocationOutcome<unknown>;
};

export type LambdaControl = {
  arn(functionName: string): string;
  /** From now on the API knows this event source as one that can be switched. */
  mapEventSource(source: MappedSource): void;
  /** Invokes a function and waits for its answer, as RequestResponse does. @throws LambdaRefusal for an unknown one. */
  invoke(functionName: string, event?: unknown): Promise<FunctionAnswer>;
  /** Asynchronous events accepted and not done. */
  pending(): AsyncEvent[];
  /** The next calls of the API fail, `name` being a function's; status 429 throttles. */
  fault(fault: Fault): void;
  /** Nothing can be invoked from outside, over HTTP (503) or by Scheduler, until `up()`; what was accepted goes on. */
  down(): void;
  up(): void;
  /** How often each function was started. */
  readonly invocationCounts: ReadonlyMap<string, number>;
};

export type LambdaEmulator = {
  readonly handler: HttpHandler;
  readonly control: LambdaControl;
  /** An asynchronous invocation by a service of AWS's own. @throws LambdaRefusal */
  accept(invocation: { functionRef: string; payload: string }): void;
  snapshot(): LambdaSnapshot;
};

const ACCOUNT_ID = '000000000000';
const TIMEOUT_DEFAULT_SECONDS = 60;
const EVENT_AGE_DEFAULT_SECONDS = 21_600;
const RETRIES_DEFAULT = 2;
const SYNC_MAX_BYTES = 6_291_456;
const ASYNC_MAX_BYTES = 1_048_576;
const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
/** A name, a partial ARN (`123456789012:function:name`) or a whole one, each with a qualifier or without. */
const FUNCTION_REF =
  /^(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:|(\d{12}):function:|function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

export function createLambdaEmulator({
  clock,
  functions,
  sendToQueue,
  onError,
  region = 'sa-east-1',
  snapshot,
  newId = randomUUID,
}: {
  clock: VirtualClock;
  functions: Readonly<Record<string, LambdaFunction>>;
  /** Puts an invocation record into the queue of that ARN. */
  sendToQueue: (letter: { arn: string; body: string }) => void;
  onError: (failure: FunctionFailure) => void;
  region?: string;
  snapshot?: LambdaSnapshot | undefined;
  newId?: () => string;
}): LambdaEmulator {
  const faults = createFaults({ clock, answerWith: (status) => toResponse(refusalOfStatus(status)) });
  const eventSources = createEventSources({ clock });
  const invocationCounts = new Map<string, number>();
  let isDown = false;

  const arn = (functionName: string): string =>
    `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${functionName}`;
  const find = (functionName: string): LambdaFunction | undefined =>
    Object.hasOwn(functions, functionName) ? functions[functionName] : undefined;

  /** The name behind a reference. @throws LambdaRefusal when there is no such function here. */
  const resolve = (ref: string, qualifier: string | null): string => {
    const parts = FUNCTION_REF.exec(ref);
    if (!parts)
      throw new LambdaRefusal('InvalidParameterValueException', `The function name ${ref} is not valid.`);
    const [
      ,
      itsRegion = region,
      account = ACCOUNT_ID,
      partial = account,
      name = '',
      version = qualifier ?? '$LATEST',
    ] = parts;
    // Nothing is published here: the one version is the latest.
    const isHere =
      itsRegion === region && account === ACCOUNT_ID && partial === ACCOUNT_ID && version === '$LATEST';
    if (!isHere || !find(name))
      throw new LambdaRefusal('ResourceNotFoundException', `Function not found: ${arn(name)}`);
    return name;
  };

  const checkPayload = (payload: string, maxBytes: number): string => {
    if (Buffer.byteLength(payload) > maxBytes)
      throw new LambdaRefusal(
        'RequestTooLargeException',
        `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
      );
    // Without a payload the runtime hands in an empty object.
    if (payload === '') return '{}';
    try {
      JSON.parse(payload);
    } catch {
      throw new LambdaRefusal(
        'InvalidRequestContentException',
        'Could not parse request body into json: the payload is not JSON.',
      );
    }
    return payload;
  };

  const run = async ({
    functionName,
    payload,
    requestId,
    counted,
  }: {
    functionName: string;
    payload: string;
    requestId: string;
    counted: boolean;
  }): Promise<FunctionAnswer> => {
    const deployed = find(functionName);
    if (!deployed) throw new Error(`no function ${functionName}`);
    const timeoutSeconds = deployed.timeoutSeconds ?? TIMEOUT_DEFAULT_SECONDS;
    invocationCounts.set(functionName, (invocationCounts.get(functionName) ?? 0) + 1);
    const outcome = await invoke({
      // The event is whatever was sent, and the handler judges it, as in Lambda.
      handler: deployed.handler as LambdaHandler<unknown, unknown>,
      event: JSON.parse(payload),
      counted,
      clock,
      region,
      functionName,
      requestId,
      timeoutSeconds,
    });
    const answer = toAnswer({ outcome, requestId, nowMs: clock.nowMs(), timeoutSeconds });
    if (answer.kind === 'error') onError({ functionName, requestId, outcome });
    return answer;
  };

  const events = createAsyncEvents({
    clock,
    run: (event) => run({ ...event, counted: true }),
    settingsOf: (functionName) => {
      const deployed = find(functionName);
      if (!deployed) return null;
      const {
        retries = RETRIES_DEFAULT,
        maximumEventAgeSeconds = EVENT_AGE_DEFAULT_SECONDS,
        onFailure = null,
      } = deployed;
      return { retries, maximumEventAgeSeconds, onFailure };
    },
    arnOf: arn,
    destination: sendToQueue,
    events: snapshot?.events ?? [],
  });

  const answerRequest = async (request: Request, ref: string): Promise<Response> => {
    if (!request.headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256 '))
      throw new LambdaRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
    const type = request.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
    if (!['RequestResponse', 'Event', 'DryRun'].includes(type))
      throw new LambdaRefusal('InvalidParameterValueException', `Unknown invocation type ${type}.`);
    const functionName = resolve(ref, new URL(request.url).searchParams.get('Qualifier'));
    const payload = checkPayload(await request.text(), type === 'Event' ? ASYNC_MAX_BYTES : SYNC_MAX_BYTES);
    const requestId = newId();
    const headers = { 'x-amzn-requestid': requestId };
    if (type === 'DryRun') return new Response(null, { status: 204, headers });
    if (type === 'Event') {
      events.accept({ functionName, payload, requestId });
      return new Response(null, { status: 202, headers });
    }
    const answer = await run({ functionName, payload, requestId, counted: false });
    const isError = answer.kind === 'error';
    return new Response(isError ? JSON.stringify(answer.error) : answer.json, {
      status: 200,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        ...(isError && { 'x-amz-function-error': 'Unhandled' }),
      },
    });
  };

  return {
    handler: async (request) => {
      const { pathname } = new URL(request.url);
      const [, encoded] = PATH.exec(pathname) ?? [];
      const isMapping = pathname.includes('/event-source-mappings');
      if (!isMapping && (request.method !== 'POST' || encoded === undefined))
        return toResponse(
          new LambdaRefusal(
            'ResourceNotFoundException',
            'only Invoke and event source mappings are spoken here',
          ),
        );
      const ref = decodeURIComponent(encoded ?? '');
      const [, , , , name = ref] = FUNCTION_REF.exec(ref) ?? [];
      return faults.run([isMapping ? 'event-source-mappings' : name], async () => {
        try {
          return isMapping ? await eventSources.answer(request) : await answerRequest(request, ref);
        } catch (error) {
          if (error instanceof LambdaRefusal) return toResponse(error);
          throw error;
        }
      });
    },
    accept: ({ functionRef, payload }) => {
      if (isDown) throw refusalOfStatus(503);
      const functionName = resolve(functionRef, null);
      events.accept({ functionName, payload: checkPayload(payload, ASYNC_MAX_BYTES), requestId: newId() });
    },
    snapshot: () => ({ events: events.pending() }),
    control: {
      arn,
      mapEventSource: eventSources.add,
      invoke: async (functionName, event = {}) =>
        run({
          functionName: resolve(functionName, null),
          payload: JSON.stringify(event),
          requestId: newId(),
          counted: false,
        }),
      pending: events.pending,
      fault: faults.add,
      down: () => {
        isDown = true;
        faults.down(503);
      },
      up: () => {
        isDown = false;
        faults.up();
      },
      invocationCounts,
    },
  };
}
