/** A Scheduler of one test, with the Lambda and the queues its schedules reach, the real SDK in front, time standing still. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { createVirtualClock } from '../../../../local/clock.ts';
import { serve } from '../../../../local/emulators/http.ts';
import {
  createLambdaEmulator,
  type LambdaFunction,
  type LambdaSnapshot,
} from '../../../../local/emulators/lambda/emulator.ts';
import type { SchedulerSnapshot } from '../../../../local/emulators/scheduler/control.ts';
import { createSchedulerEmulator } from '../../../../local/emulators/scheduler/emulator.ts';
import { createTargets } from '../../../../local/emulators/scheduler/targets.ts';
import { createSqsEmulator } from '../../../../local/emulators/sqs/emulator.ts';

/** A Monday, 09:00 in São Paulo. */
export const START_MS = Date.parse('2026-03-02T12:00:00Z');
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/scheduler';
export const GROUP = 'follow-ups';
export const queueArn = (name: string): string => `arn:aws:sqs:sa-east-1:000000000000:${name}`;
export const functionArn = (name: string): string => `arn:aws:lambda:sa-east-1:000000000000:function:${name}`;

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** One call of the function `executor`: its event, and when. */
export type Call = { readonly event: unknown; readonly atMs: number };

export async function aSchedulerWorld({
  functions = {},
  schedulerState,
  lambdaState,
  startMs = START_MS,
  ...limits
}: {
  functions?: Record<string, LambdaFunction>;
  schedulerState?: SchedulerSnapshot;
  lambdaState?: LambdaSnapshot;
  startMs?: number;
  schedulesMax?: number;
  groupsMax?: number;
} = {}) {
  const clock = createVirtualClock({ mode: 'manual', startMs });
  let url = '';
  const calls: Call[] = [];
  const failures: string[] = [];
  const sqs = createSqsEmulator({
    clock,
    baseUrl: () => `${url}/sqs`,
    queues: [
      { name: 'dead', fifo: false },
      { name: 'records', fifo: false },
      { name: 'leads.fifo', fifo: true, contentBasedDeduplication: true },
    ],
  });
  const executor = async (event: unknown): Promise<void> => {
    calls.push({ event, atMs: clock.nowMs() });
  };
  const lambda = createLambdaEmulator({
    clock,
    functions: { executor: { handler: executor }, ...functions },
    sendToQueue: sqs.deliver,
    onError: ({ functionName, outcome }) => failures.push(`${functionName} ${outcome.kind}`),
    ...(lambdaState && { snapshot: lambdaState }),
  });
  const scheduler = createSchedulerEmulator({
    clock,
    targets: createTargets({ lambda, sqs }),
    groups: [GROUP],
    ...limits,
    ...(schedulerState && { snapshot: schedulerState }),
  });
  const stack = await serve({
    mounts: { '/scheduler': scheduler.handler, '/lambda': lambda.handler, '/sqs': sqs.handler },
  });
  url = stack.url;
  const common = { region: 'sa-east-1', credentials: CREDENTIALS, maxAttempts: 1 };
  const client = new SchedulerClient({ ...common, endpoint: `${url}/scheduler` });
  const lambdaClient = new LambdaClient({ ...common, endpoint: `${url}/lambda` });

  return {
    clock,
    sqs,
    lambda,
    scheduler,
    client,
    lambdaClient,
    url,
    calls,
    failures,
    /** Minutes after the start at which the executor was called. */
    calledAtMinutes: () => calls.map(({ atMs }) => (atMs - startMs) / 60_000),
    create: (input: Partial<CreateScheduleCommandInput> = {}) =>
      client.send(new CreateScheduleCommand(aSchedule(input))),
    close: async () => {
      clock.stop();
      client.destroy();
      lambdaClient.destroy();
      await stack.close();
    },
  };
}

export type SchedulerWorld = Awaited<ReturnType<typeof aSchedulerWorld>>;

/** `at(…)` this many minutes after the start, in UTC. */
export const at = (minutes: number): string =>
  `at(${new Date(START_MS + minutes * 60_000).toISOString().slice(0, 19)})`;

/** A follow-up half an hour from the start, unless the test is about another one. */
export const aSchedule = (input: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'lead-1',
  GroupName: GROUP,
  ScheduleExpression: at(30),
  FlexibleTimeWindow: { Mode: 'OFF' },
  ActionAfterCompletion: 'DELETE',
  Target: {
    Arn: functionArn('executor'),
    RoleArn: ROLE_ARN,
    Input: '{"leadId":"lead-1","cycle":1,"step":1}',
  },
  ...input,
});

/** What the SDK throws for a refused call: the class the client sees, the HTTP status and the words. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? metadata.httpStatusCode
        : undefined;
    return {
      name: error.name,
      status: typeof status === 'number' ? status : undefined,
      message: error.message,
    };
  }
  throw new Error('the call was accepted');
}
