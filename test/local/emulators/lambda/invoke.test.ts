/** Lambda's Invoke API through the real SDK: what the caller of a function gets, and what becomes of an asynchronous event. */
import { InvocationType, InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aSchedulerWorld,
  functionArn,
  queueArn,
  refusalOf,
  type SchedulerWorld,
  START_MS,
} from '../scheduler/scheduler-world.ts';

const { RequestResponse, Event, DryRun } = InvocationType;

let world: SchedulerWorld;
let tries: number[];
let mood: 'fails' | 'hangs' | 'works';
beforeEach(async () => {
  tries = [];
  mood = 'fails';
  const moody = async (): Promise<string> => {
    tries.push((world.clock.nowMs() - START_MS) / 1000);
    if (mood === 'fails') throw new TypeError('not today');
    if (mood === 'hangs') await world.clock.sleep(90_000);
    return 'done';
  };
  world = await aSchedulerWorld({
    functions: {
      echo: { handler: async (event: unknown) => ({ event }) },
      nothing: { handler: async () => {} },
      large: { handler: async () => 'x'.repeat(6_300_000) },
      moody: { handler: moody, onFailure: queueArn('records') },
      once: { handler: moody, retries: 0 },
      brief: { handler: moody, maximumEventAgeSeconds: 60, onFailure: queueArn('records') },
    },
  });
});
afterEach(() => world.close());

const invoke = (FunctionName: string, input: Partial<InvokeCommandInput> = {}) =>
  world.lambdaClient.send(new InvokeCommand({ FunctionName, ...input }));
const textOf = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

describe('a synchronous invocation', () => {
  test.for(['echo', functionArn('echo'), '000000000000:function:echo', 'echo:$LATEST'])(
    '%s reaches the function, and its answer comes back',
    async (name) => {
      const answer = await invoke(name, { InvocationType: RequestResponse, Payload: '{"leadId":"lead-1"}' });
      expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(answer.FunctionError).toBeUndefined();
      expect(JSON.parse(textOf(answer.Payload))).toEqual({ event: { leadId: 'lead-1' } });
    },
  );

  test('no payload is an empty event, no result is null', async () => {
    expect(textOf((await invoke('echo')).Payload)).toBe('{"event":{}}');
    expect(textOf((await invoke('nothing')).Payload)).toBe('null');
  });

  test("a function's own error is an answer with FunctionError, not a refusal, and is not retried", async () => {
    const answer = await invoke('moody');
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(textOf(answer.Payload))).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'not today',
    });
    await world.clock.advance(3_600_000);
    expect(tries).toEqual([0]);
    expect(world.failures).toEqual(['moody threw']);
  });

  test('a function past its time-out is answered as one', async () => {
    mood = 'hangs';
    const answering = invoke('moody');
    // The request is on the wire; the clock may move once the function sleeps on it.
    while (tries.length === 0) await new Promise(setImmediate);
    await world.clock.advance(60_000);
    const answer = await answering;
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(textOf(answer.Payload)).errorMessage).toMatch(/Task timed out after 60\.00 seconds$/);
  });

  test('a result beyond 6 MB is an error of its own', async () => {
    const answer = await invoke('large');
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(textOf(answer.Payload))).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  test('a dry run answers 204 and starts nothing', async () => {
    expect(await invoke('moody', { InvocationType: DryRun })).toMatchObject({ StatusCode: 204 });
    expect(tries).toEqual([]);
  });
});

describe('refusals', () => {
  test.for([
    'nobody',
    functionArn('nobody'),
    'echo:7',
    'arn:aws:lambda:us-east-1:000000000000:function:echo',
    'toString',
  ])('%s is not found', async (name) => {
    expect(await refusalOf(invoke(name))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  test.for([
    ['6 MB', RequestResponse, 6_291_456],
    ['1 MB', Event, 1_048_576],
  ] as const)(
    'a payload beyond %s of a %s invocation is too large, one of that size is not',
    async ([, type, max]) => {
      const payload = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2));
      mood = 'works';
      expect(
        (await invoke('moody', { InvocationType: type, Payload: payload(max) })).FunctionError,
      ).toBeUndefined();
      expect(
        await refusalOf(invoke('moody', { InvocationType: type, Payload: payload(max + 1) })),
      ).toMatchObject({
        name: 'RequestTooLargeException',
        status: 413,
      });
      expect(tries).toHaveLength(1);
    },
  );

  test('a payload that is no JSON is refused', async () => {
    expect(await refusalOf(invoke('echo', { Payload: '{' }))).toMatchObject({
      name: 'InvalidRequestContentException',
      status: 400,
    });
  });

  test('a throttled call is 429 and starts nothing; another function is not touched', async () => {
    world.lambda.control.fault({ kind: 'status', status: 429, name: 'moody', times: 1 });
    await invoke('echo');
    expect(await refusalOf(invoke(functionArn('moody')))).toMatchObject({
      name: 'TooManyRequestsException',
      status: 429,
    });
    expect(tries).toEqual([]);
  });

  test('while Lambda is down nothing is invoked, and afterwards it is', async () => {
    world.lambda.control.down();
    expect(await refusalOf(invoke('echo'))).toMatchObject({ status: 503 });
    world.lambda.control.up();
    expect(await invoke('echo')).toMatchObject({ StatusCode: 200 });
  });

  test('an unsigned request is turned away', async () => {
    expect(
      (await fetch(`${world.url}/lambda/2015-03-31/functions/echo/invocations`, { method: 'POST' })).status,
    ).toBe(403);
  });
});

describe('an asynchronous invocation', () => {
  const send = (name: string) => invoke(name, { InvocationType: Event, Payload: '{"step":1}' });

  test('is accepted with 202 whatever the function does, and tried again after one and after two minutes more', async () => {
    expect(await send('moody')).toMatchObject({ StatusCode: 202 });
    await world.clock.advance(3_600_000);
    expect(tries).toEqual([0, 60, 180]);
    expect(world.lambda.control.pending()).toEqual([]);
  });

  test('that fails for good leaves its record at the on-failure destination, once', async () => {
    await send('moody');
    await world.clock.advance(179_999);
    expect(world.sqs.control.messages('records')).toEqual([]);
    await world.clock.advance(3_600_000);
    const [record, ...more] = world.sqs.control.messages('records');
    expect(more).toEqual([]);
    expect(JSON.parse(record?.body ?? '')).toMatchObject({
      requestContext: {
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
        functionArn: `${functionArn('moody')}:$LATEST`,
      },
      requestPayload: { step: 1 },
      responsePayload: { errorType: 'TypeError', errorMessage: 'not today' },
    });
  });

  test('that succeeds on a retry is done', async () => {
    await send('moody');
    await world.clock.advance(30_000);
    mood = 'works';
    await world.clock.advance(3_600_000);
    expect(tries).toEqual([0, 60]);
    expect(world.sqs.control.messages('records')).toEqual([]);
  });

  test('a time-out counts as a failure', async () => {
    mood = 'hangs';
    await send('once');
    await world.clock.advance(3_600_000);
    expect(tries).toEqual([0]);
    expect(world.failures).toEqual(['once timed_out']);
  });

  test('is given up when it is too old, before its retries are used up', async () => {
    await send('brief');
    await world.clock.advance(3_600_000);
    expect(tries).toEqual([0, 60]);
    expect(JSON.parse(world.sqs.control.messages('records')[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 },
    });
  });
});

test('an event that waits for its retry outlives a restart', async () => {
  await invoke('moody', { InvocationType: Event, Payload: '{"step":1}' });
  await world.clock.advance(0);
  const lambdaState = JSON.parse(JSON.stringify(world.lambda.snapshot()));
  await world.close();
  const seen: unknown[] = [];
  const moody = async (event: unknown): Promise<void> => void seen.push(event);
  world = await aSchedulerWorld({ lambdaState, functions: { moody: { handler: moody } } });
  await world.clock.advance(59_999);
  expect(seen).toEqual([]);
  await world.clock.advance(1);
  expect(seen).toEqual([{ step: 1 }]);
});
