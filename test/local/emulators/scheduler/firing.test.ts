/** Schedules on the stack's clock, made with the real SDK: when they fire, what they carry, and what becomes of them. */
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aSchedule,
  aSchedulerWorld,
  at,
  functionArn,
  GROUP,
  queueArn,
  ROLE_ARN,
  refusalOf,
  type SchedulerWorld,
  START_MS,
} from './scheduler-world.ts';

let world: SchedulerWorld;
beforeEach(async () => {
  world = await aSchedulerWorld();
});
afterEach(() => world.close());

const MINUTE_MS = 60_000;
const minutes = (count: number): Promise<void> => world.clock.advance(count * MINUTE_MS);
const get = (name = 'lead-1') => world.client.send(new GetScheduleCommand({ Name: name, GroupName: GROUP }));
const update = (input: Partial<CreateScheduleCommandInput>) =>
  world.client.send(new UpdateScheduleCommand(aSchedule(input)));
const remove = (name = 'lead-1') =>
  world.client.send(new DeleteScheduleCommand({ Name: name, GroupName: GROUP }));
const target = (more: Partial<NonNullable<CreateScheduleCommandInput['Target']>> = {}) => ({
  Arn: functionArn('executor'),
  RoleArn: ROLE_ARN,
  ...more,
});
/** The next `count` occurrences that the schedule would have, with milliseconds only where there are any. */
async function occurrences(input: Partial<CreateScheduleCommandInput>, count: number): Promise<string[]> {
  const found: string[] = [];
  await world.client.send(new CreateScheduleCommand(aSchedule({ ...input, ActionAfterCompletion: 'NONE' })));
  for (let turn = 0; turn < count; turn += 1) {
    const [schedule] = world.scheduler.control.schedules(GROUP);
    if (schedule?.dueMs == null) break;
    found.push(new Date(schedule.dueMs).toISOString().replace('.000Z', 'Z'));
    await world.clock.advance(schedule.dueMs - world.clock.nowMs());
  }
  return found;
}

describe('one-time schedules', () => {
  test('fires at its time, not a millisecond before, with its Input, and is then gone', async () => {
    await world.create();
    await world.clock.advance(30 * MINUTE_MS - 1);
    expect(world.calls).toEqual([]);
    await world.clock.advance(1);
    expect(world.calls).toEqual([
      { event: { leadId: 'lead-1', cycle: 1, step: 1 }, atMs: START_MS + 30 * MINUTE_MS },
    ]);
    expect(await refusalOf(get())).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    await minutes(1000);
    expect(world.calls).toHaveLength(1);
  });

  test('without ActionAfterCompletion it stays, and never fires again until it is given a new time', async () => {
    await world.create({ ActionAfterCompletion: 'NONE' });
    await minutes(100);
    expect(await get()).toMatchObject({ State: 'ENABLED', ActionAfterCompletion: 'NONE' });
    await update({ ScheduleExpression: at(200) });
    await minutes(1000);
    expect(world.calledAtMinutes()).toEqual([30, 200]);
  });

  test('schedules fire in the order of their times, whatever the order of their making', async () => {
    for (const [name, minute] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
    ] as const)
      await world.create({
        Name: name,
        ScheduleExpression: at(minute),
        Target: target({ Input: `"${name}"` }),
      });
    await minutes(60);
    expect(world.calls.map(({ event }) => event)).toEqual(['a', 'b', 'c']);
  });

  test('a deleted one does not fire, a moved one fires at its new time alone', async () => {
    await world.create();
    await world.create({ Name: 'lead-2' });
    await remove();
    await update({ Name: 'lead-2', ScheduleExpression: at(45) });
    await minutes(100);
    expect(world.calledAtMinutes()).toEqual([45]);
  });

  test('a disabled one passes its time in silence; enabled again with a time to come, it fires', async () => {
    await world.create({ State: 'DISABLED', ActionAfterCompletion: 'NONE' });
    await minutes(31);
    expect(world.calls).toEqual([]);
    await update({ ScheduleExpression: at(60), State: 'ENABLED' });
    await minutes(60);
    expect(world.calledAtMinutes()).toEqual([60]);
  });

  test('StartDate and EndDate say nothing to a one-time schedule', async () => {
    await world.create({
      StartDate: new Date(START_MS + 50 * MINUTE_MS),
      EndDate: new Date(START_MS + 10 * MINUTE_MS),
    });
    await minutes(60);
    expect(world.calledAtMinutes()).toEqual([30]);
  });

  test.for([
    ['America/Sao_Paulo', 'at(2026-03-03T09:00:00)', '2026-03-03T12:00:00Z'],
    ['UTC', 'at(2026-03-03T09:00:00)', '2026-03-03T09:00:00Z'],
    ['America/New_York', 'at(2026-07-01T09:00:00)', '2026-07-01T13:00:00Z'],
    ['America/New_York', 'at(2026-12-01T09:00:00)', '2026-12-01T14:00:00Z'],
  ] as const)('%s · %s is due at %s', async ([zone, expression, due]) => {
    expect(
      await occurrences({ ScheduleExpression: expression, ScheduleExpressionTimezone: zone }, 2),
    ).toEqual([due]);
  });
});

describe('recurring schedules', () => {
  test('a rate fires at once and then every period', async () => {
    await world.create({ ScheduleExpression: 'rate(5 minutes)' });
    await minutes(12);
    expect(world.calledAtMinutes()).toEqual([0, 5, 10]);
  });

  test('a rate with a StartDate counts from there, and ends with its EndDate, that instant included', async () => {
    const [start, end] = [3, 13].map((minute) => new Date(START_MS + minute * MINUTE_MS));
    await world.create({
      ScheduleExpression: 'rate(5 minutes)',
      StartDate: start,
      EndDate: end,
      ActionAfterCompletion: 'DELETE',
    });
    await minutes(8);
    expect(await get()).toMatchObject({ StartDate: start, EndDate: end });
    await minutes(100);
    expect(world.calledAtMinutes()).toEqual([3, 8, 13]);
    expect(await refusalOf(get())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.for([
    [
      'cron(0 8 ? * MON-FRI *)',
      'America/Sao_Paulo',
      [
        '2026-03-03T11:00:00Z',
        '2026-03-04T11:00:00Z',
        '2026-03-05T11:00:00Z',
        '2026-03-06T11:00:00Z',
        '2026-03-09T11:00:00Z',
      ],
    ],
    // Sunday is 1 to AWS.
    ['cron(0 8 ? * 1 *)', 'America/Sao_Paulo', ['2026-03-08T11:00:00Z', '2026-03-15T11:00:00Z']],
    [
      'cron(0/20 12 * * ? *)',
      'UTC',
      ['2026-03-02T12:00:00Z', '2026-03-02T12:20:00Z', '2026-03-02T12:40:00Z', '2026-03-03T12:00:00Z'],
    ],
    [
      'cron(0-15/5 8-8 ? * 2,3 *)',
      'UTC',
      ['2026-03-03T08:00:00Z', '2026-03-03T08:05:00Z', '2026-03-03T08:10:00Z'],
    ],
    ['cron(15 10 L * ? 2026)', 'UTC', ['2026-03-31T10:15:00Z', '2026-04-30T10:15:00Z']],
    ['cron(0 9 ? * 2#1 *)', 'UTC', ['2026-04-06T09:00:00Z', '2026-05-04T09:00:00Z']],
    // New York's clocks go forward on 8 March.
    [
      'cron(0 9 * * ? *)',
      'America/New_York',
      [
        '2026-03-02T14:00:00Z',
        '2026-03-03T14:00:00Z',
        '2026-03-04T14:00:00Z',
        '2026-03-05T14:00:00Z',
        '2026-03-06T14:00:00Z',
        '2026-03-07T14:00:00Z',
        '2026-03-08T13:00:00Z',
      ],
    ],
  ] as const)('%s in %s', async ([expression, zone, due]) => {
    expect(
      await occurrences({ ScheduleExpression: expression, ScheduleExpressionTimezone: zone }, due.length),
    ).toEqual(due);
  });
});

describe('at least once, and late', () => {
  test('a flexible window moves the firing into it, never past its end', async () => {
    await world.create({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 20 } });
    await minutes(60);
    expect(world.calledAtMinutes()).toEqual([40]);
  });

  test('the switch for at-least-once delivers one occurrence twice and the next one once', async () => {
    world.scheduler.control.fireTwice(1);
    await world.create();
    await world.create({ Name: 'lead-2', ScheduleExpression: at(40) });
    await minutes(60);
    expect(world.calledAtMinutes()).toEqual([30, 30, 40]);
  });

  test('the switch for late firing holds what was planned before it, and names the time it was meant for', async () => {
    await world.create({ Target: target({ Input: '{"meant":"<aws.scheduler.scheduled-time>"}' }) });
    world.scheduler.control.fireLate(59_000);
    await minutes(60);
    expect(world.calls).toEqual([
      { event: { meant: '2026-03-02T12:30:00Z' }, atMs: START_MS + 30 * MINUTE_MS + 59_000 },
    ]);
  });

  test('a completed schedule may be there for a while; given a new time meanwhile, or made anew, it is not deleted', async () => {
    world.scheduler.control.deleteLate(2 * MINUTE_MS);
    await world.create();
    await world.create({ Name: 'lead-2' });
    await world.create({ Name: 'lead-3' });
    await minutes(31);
    expect(await refusalOf(world.create({ ScheduleExpression: at(90) }))).toMatchObject({
      name: 'ConflictException',
      status: 409,
    });
    await update({ ScheduleExpression: at(90) });
    await remove('lead-3');
    await world.create({ Name: 'lead-3', ScheduleExpression: at(91) });
    await minutes(2);
    expect([await get(), await get('lead-3')].map((schedule) => schedule.ScheduleExpression)).toEqual([
      at(90),
      at(91),
    ]);
    expect(await refusalOf(get('lead-2'))).toMatchObject({ name: 'ResourceNotFoundException' });
    await minutes(100);
    expect(world.calledAtMinutes()).toEqual([30, 30, 30, 90, 91]);
  });

  test('an outage of an hour answers every call with an internal error and loses no one-time firing; a rate is made up for once', async () => {
    await world.create();
    await world.create({
      Name: 'lead-0',
      ScheduleExpression: at(20),
      Target: target({ Input: '"earlier"' }),
    });
    await world.create({
      Name: 'each',
      ScheduleExpression: 'rate(10 minutes)',
      StartDate: new Date(START_MS),
      Target: target({ Input: '"rate"' }),
    });
    await minutes(5);
    world.scheduler.control.down();
    expect(await refusalOf(get())).toMatchObject({ name: 'InternalServerException', status: 500 });
    await minutes(60);
    expect(world.calledAtMinutes()).toEqual([0]);
    world.scheduler.control.up();
    await minutes(6);
    expect(world.calls.map(({ event, atMs }) => [(atMs - START_MS) / MINUTE_MS, event])).toEqual([
      [0, 'rate'],
      [65, 'rate'],
      [65, 'earlier'],
      [65, { leadId: 'lead-1', cycle: 1, step: 1 }],
      [70, 'rate'],
    ]);
  });

  test('a schedule that is lost never fires, and nothing says so', async () => {
    await world.create();
    expect(world.scheduler.control.lose('lead-1', GROUP)).toBe(true);
    await minutes(60);
    expect(world.calls).toEqual([]);
  });
});

describe('targets', () => {
  test('a target that cannot be invoked is tried again as often as the RetryPolicy says, then goes to the dead letters', async () => {
    world.lambda.control.down();
    const retries = { RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: queueArn('dead') } };
    await world.create({ Target: target({ Input: '{"step":1}', ...retries }) });
    await minutes(30);
    expect(world.scheduler.control.firings()).toMatchObject([{ attempts: 1 }]);
    // Not deleted while it is still being delivered, an outage or not.
    world.scheduler.control.down();
    world.scheduler.control.up();
    expect(await get()).toMatchObject({ Name: 'lead-1' });
    await minutes(1);
    const [letter, ...more] = world.sqs.control.messages('dead');
    expect(more).toEqual([]);
    expect(letter?.body).toBe('{"step":1}');
    expect(
      Object.fromEntries(
        Object.entries(letter?.attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    ).toMatchObject({
      ERROR_CODE: 'ServiceUnavailableException',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
      SCHEDULED_TIME: '2026-03-02T12:30:00Z',
      SCHEDULE_ARN: `arn:aws:scheduler:sa-east-1:000000000000:schedule/${GROUP}/lead-1`,
      TARGET_ARN: functionArn('executor'),
    });
    expect(await refusalOf(get())).toMatchObject({ name: 'ResourceNotFoundException' });
    world.lambda.control.up();
    await minutes(60);
    expect(world.calls).toEqual([]);
  });

  test('a target that is back before the retries are used up is invoked once', async () => {
    world.lambda.control.down();
    await world.create();
    await minutes(31);
    world.lambda.control.up();
    await minutes(60);
    expect(world.calls).toHaveLength(1);
    expect(await refusalOf(get())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('retries stop at the age of the event too', async () => {
    const policy = {
      RetryPolicy: { MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: queueArn('dead') },
    };
    await world.create({ Target: target({ Arn: functionArn('nobody'), ...policy }) });
    await minutes(40);
    const [letter] = world.sqs.control.messages('dead');
    expect(letter?.attributes).toMatchObject({
      ERROR_CODE: { StringValue: 'ResourceNotFoundException' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumEventAgeInSeconds' },
    });
    expect(letter?.sentMs).toBeLessThanOrEqual(START_MS + 31 * MINUTE_MS);
  });

  test("a function that fails after it was reached is Lambda's to retry, not Scheduler's", async () => {
    await world.close();
    let tries = 0;
    const failing = async (): Promise<void> => {
      tries += 1;
      throw new Error('not today');
    };
    world = await aSchedulerWorld({ functions: { failing: { handler: failing } } });
    await world.create({
      Target: target({ Arn: functionArn('failing'), RetryPolicy: { MaximumRetryAttempts: 0 } }),
    });
    await minutes(30);
    expect(await refusalOf(get())).toMatchObject({ name: 'ResourceNotFoundException' });
    await minutes(60);
    expect(tries).toBe(3);
    expect(world.sqs.control.messages('dead')).toEqual([]);
  });

  test('a FIFO queue is a target too, in its message group', async () => {
    await world.create({
      Target: target({
        Arn: queueArn('leads.fifo'),
        Input: 'oi',
        SqsParameters: { MessageGroupId: 'lead-1' },
      }),
    });
    await minutes(30);
    expect(world.sqs.control.messages('leads.fifo')).toMatchObject([{ body: 'oi', groupId: 'lead-1' }]);
  });

  test("without an Input the target gets AWS's own event", async () => {
    await world.create({ Target: target() });
    await minutes(30);
    expect(world.calls[0]?.event).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time: '2026-03-02T12:30:00Z',
      resources: [`arn:aws:scheduler:sa-east-1:000000000000:schedule/${GROUP}/lead-1`],
    });
  });
});

describe('a restart', () => {
  test('goes on with what was planned, what was being retried and what Lambda had accepted, late where it was due meanwhile', async () => {
    const [schedulerState, lambdaState] = await (async () => {
      await world.create();
      await world.create({
        Name: 'lead-2',
        ScheduleExpression: at(90),
        Target: target({ Input: '"later"' }),
      });
      world.lambda.control.down();
      await world.create({
        Name: 'lead-3',
        ScheduleExpression: at(1),
        Target: target({ Input: '"retried"' }),
      });
      await minutes(2);
      return [world.scheduler.snapshot(), world.lambda.snapshot()];
    })();
    await world.close();
    const saved = JSON.parse(JSON.stringify({ schedulerState, lambdaState }));
    world = await aSchedulerWorld({ ...saved, startMs: START_MS + 60 * MINUTE_MS });
    await minutes(60);
    expect(world.calls.map(({ event, atMs }) => [(atMs - START_MS) / MINUTE_MS, event])).toEqual([
      [60, 'retried'],
      [60, { leadId: 'lead-1', cycle: 1, step: 1 }],
      [90, 'later'],
    ]);
    expect(world.scheduler.control.schedules()).toEqual([]);
  });
});
