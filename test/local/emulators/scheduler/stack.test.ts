/** Scheduler and Lambda as parts of the stack: reached with nothing but the functions' own environment. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { useWorlds } from '../../../support/world.ts';

const world = useWorlds();

test('a schedule made with the environment of a function reaches the follow-up executor, and so does a direct invocation', async () => {
  const events: unknown[] = [];
  const executor = async (event: unknown): Promise<string> => {
    events.push(event);
    return 'done';
  };
  const { environment, clock, minutes } = await world({ functions: { 'follow-up-executor': executor } });
  const scheduler = new SchedulerClient({});
  await scheduler.send(
    new CreateScheduleCommand({
      Name: 'lead-1',
      GroupName: environment['SCHEDULE_GROUP'],
      ScheduleExpression: `at(${new Date(clock.nowMs() + 30 * 60_000).toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: environment['FOLLOW_UP_FUNCTION_ARN'],
        RoleArn: environment['SCHEDULE_ROLE_ARN'],
        Input: '{"step":1}',
      },
    }),
  );
  await minutes(29);
  expect(events).toEqual([]);
  await minutes(1);
  expect(events).toEqual([{ step: 1 }]);

  const lambda = new LambdaClient({});
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: environment['FOLLOW_UP_FUNCTION_ARN'], Payload: '{"step":2}' }),
  );
  expect(Buffer.from(answer.Payload ?? []).toString()).toBe('"done"');
  expect(events).toEqual([{ step: 1 }, { step: 2 }]);
  for (const client of [scheduler, lambda]) client.destroy();
});

test('reconcile runs every minute because its schedule fires: not during an outage of Scheduler, and again after it', async () => {
  const { scheduler, lambda, minutes, seconds } = await world();
  const runs = (): number => lambda.control.invocationCounts.get('reconcile') ?? 0;
  await seconds(59);
  expect(runs()).toBe(0);
  await seconds(1);
  await minutes(9);
  expect(runs()).toBe(10);
  scheduler.control.down();
  await seconds(59 * 60 + 30);
  expect(runs()).toBe(10);
  scheduler.control.up();
  await minutes(10);
  // One of those the outage swallowed is made up for.
  expect(runs()).toBe(21);
});
