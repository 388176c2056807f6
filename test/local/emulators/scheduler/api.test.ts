/** The Scheduler stand-in's API through the real SDK: what may be asked, and how each refusal arrives (facts/serverless.md §3). */
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandInput,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  aSchedule,
  aSchedulerWorld,
  at,
  functionArn,
  GROUP,
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

const at1 = { Name: 'lead-1', GroupName: GROUP };
const get = () => world.client.send(new GetScheduleCommand(at1));
const update = (input: Partial<CreateScheduleCommandInput> = {}) =>
  world.client.send(new UpdateScheduleCommand(aSchedule(input)));
const remove = (ClientToken?: string) =>
  world.client.send(new DeleteScheduleCommand({ ...at1, ClientToken }));
const list = (input: ListSchedulesCommandInput = {}) => world.client.send(new ListSchedulesCommand(input));
const target = (more: object = {}) => ({ Arn: functionArn('executor'), RoleArn: ROLE_ARN, ...more });

describe('schedules', () => {
  test('a schedule reads back as it was made, with the defaults of what was left out', async () => {
    const { ScheduleArn } = await world.create({ Description: 'the first step' });
    expect(ScheduleArn).toBe(`arn:aws:scheduler:sa-east-1:000000000000:schedule/${GROUP}/lead-1`);
    expect(await get()).toMatchObject({
      Arn: ScheduleArn,
      Name: 'lead-1',
      GroupName: GROUP,
      Description: 'the first step',
      ScheduleExpression: at(30),
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      ActionAfterCompletion: 'DELETE',
      FlexibleTimeWindow: { Mode: 'OFF' },
      CreationDate: new Date(START_MS),
      LastModificationDate: new Date(START_MS),
      Target: {
        ...aSchedule().Target,
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
      },
    });
  });

  test('an update replaces the whole: what it leaves out goes back to its default', async () => {
    await world.create({ Description: 'the first step', ScheduleExpressionTimezone: 'America/Sao_Paulo' });
    await world.clock.advance(1000);
    await update({ ScheduleExpression: at(40), ActionAfterCompletion: undefined });
    const after = await get();
    expect(after).toMatchObject({
      ScheduleExpression: at(40),
      ActionAfterCompletion: 'NONE',
      ScheduleExpressionTimezone: 'UTC',
    });
    expect(after.Description).toBeUndefined();
    expect([after.CreationDate, after.LastModificationDate]).toEqual([
      new Date(START_MS),
      new Date(START_MS + 1000),
    ]);
  });

  test('a schedule of that name is a conflict in its group, and another one in another group', async () => {
    await world.create();
    expect(await refusalOf(world.create())).toMatchObject({ name: 'ConflictException', status: 409 });
    await world.create({ GroupName: undefined });
    expect((await list()).Schedules?.map(({ GroupName }) => GroupName)).toEqual(['default', GROUP]);
  });

  test('what is not there is not found, whatever is asked of it', async () => {
    const missing = { name: 'ResourceNotFoundException', status: 404 };
    for (const call of [
      get(),
      update(),
      remove(),
      world.create({ GroupName: 'none' }),
      list({ GroupName: 'none' }),
    ])
      expect(await refusalOf(call)).toMatchObject(missing);
  });

  test('the same request under the same ClientToken is one schedule; another one under it, or under another, is a conflict', async () => {
    const first = await world.create({ ClientToken: 'token-1' });
    expect((await world.create({ ClientToken: 'token-1' })).ScheduleArn).toBe(first.ScheduleArn);
    expect(
      await refusalOf(world.create({ ClientToken: 'token-1', ScheduleExpression: at(31) })),
    ).toMatchObject({
      name: 'ConflictException',
    });
    expect(await refusalOf(world.create({ ClientToken: 'token-2' }))).toMatchObject({
      name: 'ConflictException',
    });
    await world.clock.advance(3_600_000);
    expect(world.calls).toHaveLength(1);
  });

  test('a delete whose answer was lost succeeds again under its token; a second delete is not found', async () => {
    await world.create();
    world.scheduler.control.fault({ kind: 'drop_after_commit', name: 'DeleteSchedule', times: 1 });
    await expect(remove('delete-1')).rejects.toThrow();
    await remove('delete-1');
    expect(await refusalOf(remove('delete-2'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test("a create whose answer was lost is repaired by the SDK's own retry, and makes one schedule", async () => {
    world.scheduler.control.fault({ kind: 'drop_after_commit', name: 'CreateSchedule', times: 1 });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SchedulerClient({
      endpoint: `${world.url}/scheduler`,
      region: 'sa-east-1',
      credentials,
      maxAttempts: 2,
    });
    await client.send(new CreateScheduleCommand(aSchedule()));
    client.destroy();
    expect(world.scheduler.control.requestCounts.get('CreateSchedule')).toBe(2);
    expect((await list()).Schedules).toHaveLength(1);
  });
});

describe('refusals', () => {
  test.for<[string, Partial<CreateScheduleCommandInput>]>([
    ['a time in the past', { ScheduleExpression: at(-1) }],
    ['a name with a phone number in E.164', { Name: '+5581990000001' }],
    ['a name with a colon', { Name: 'lead:1' }],
    ['a name of 65 characters', { Name: 'x'.repeat(65) }],
    ['a group name with an @', { GroupName: 'a@b' }],
    ['a token with a dot', { ClientToken: 'a.b' }],
    ['at() with milliseconds', { ScheduleExpression: 'at(2026-03-02T12:30:00.000)' }],
    ['at() with a zone', { ScheduleExpression: 'at(2026-03-02T12:30:00Z)' }],
    ['a day that does not exist', { ScheduleExpression: 'at(2027-02-30T12:30:00)' }],
    ['a rate of nothing', { ScheduleExpression: 'rate(0 minutes)' }],
    ['a rate in seconds', { ScheduleExpression: 'rate(30 seconds)' }],
    ['five cron fields', { ScheduleExpression: 'cron(0 8 * * ?)' }],
    ['both days in a cron', { ScheduleExpression: 'cron(0 8 * * * *)' }],
    ['neither day in a cron', { ScheduleExpression: 'cron(0 8 ? * ? *)' }],
    ['a 61st minute', { ScheduleExpression: 'cron(61 8 * * ? *)' }],
    ['a time zone nobody has', { ScheduleExpressionTimezone: 'America/Recifinho' }],
    ['an offset for a time zone', { ScheduleExpressionTimezone: '-03:00' }],
    ['a flexible window without its length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }],
    [
      'a window of more than a day',
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
    ],
    [
      'a window switched off with a length',
      { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
    ],
    ['186 retries', { Target: target({ RetryPolicy: { MaximumRetryAttempts: 186 } }) }],
    ['events of 59 seconds', { Target: target({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }) }],
    [
      'a FIFO queue for dead letters',
      { Target: target({ DeadLetterConfig: { Arn: 'arn:aws:sqs:sa-east-1:000000000000:dead.fifo' } }) },
    ],
    ['a role that is none', { Target: target({ RoleArn: 'scheduler' }) }],
    ['an Input for Lambda that is no JSON', { Target: target({ Input: 'oi' }) }],
    ['a target that is no ARN', { Target: target({ Arn: 'executor' }) }],
    [
      'a FIFO queue without a message group',
      { Target: target({ Arn: 'arn:aws:sqs:sa-east-1:000000000000:leads.fifo' }) },
    ],
    [
      'a start more than five minutes ago',
      { ScheduleExpression: 'rate(1 hour)', StartDate: new Date(START_MS - 301_000) },
    ],
    [
      'an end before the start',
      {
        ScheduleExpression: 'rate(1 hour)',
        StartDate: new Date(START_MS + 9000),
        EndDate: new Date(START_MS + 8000),
      },
    ],
    ['an end in the past', { ScheduleExpression: 'rate(1 hour)', EndDate: new Date(START_MS - 1000) }],
  ])('%s is refused, and nothing is made', async ([, input]) => {
    expect(await refusalOf(world.create(input))).toMatchObject({ name: 'ValidationException', status: 400 });
    expect(world.scheduler.control.schedules()).toEqual([]);
  });

  test('a name of 64 characters and the present second are accepted', async () => {
    await world.create({ Name: 'x'.repeat(64), ScheduleExpression: at(0) });
    await world.clock.advance(0);
    expect(world.calledAtMinutes()).toEqual([0]);
  });

  test('an update into the past is refused and changes nothing', async () => {
    await world.create();
    await world.clock.advance(60_000);
    expect(await refusalOf(update({ ScheduleExpression: at(0) }))).toMatchObject({
      name: 'ValidationException',
      status: 400,
    });
    await world.clock.advance(3_600_000);
    expect(world.calledAtMinutes()).toEqual([30]);
  });

  test.for([
    [429, 'ThrottlingException'],
    [402, 'ServiceQuotaExceededException'],
    [500, 'InternalServerException'],
  ] as const)('a fault of status %i arrives as %s, and the call does nothing', async ([status, name]) => {
    world.scheduler.control.fault({ kind: 'status', status, name: 'CreateSchedule', times: 1 });
    expect(await refusalOf(world.create())).toMatchObject({ name, status });
    expect(world.scheduler.control.schedules()).toEqual([]);
    await world.create();
  });

  test('a schedule beyond the quota is refused with 402, and one fewer makes room', async () => {
    await world.close();
    world = await aSchedulerWorld({ schedulesMax: 1 });
    await world.create();
    expect(await refusalOf(world.create({ Name: 'lead-2' }))).toMatchObject({
      name: 'ServiceQuotaExceededException',
      status: 402,
    });
    await remove();
    await world.create({ Name: 'lead-2' });
  });

  test('an unsigned request is turned away', async () => {
    expect((await fetch(`${world.url}/scheduler/schedules`)).status).toBe(403);
  });
});

describe('lists', () => {
  test('a list walks page by page through every schedule once, also when one goes meanwhile', async () => {
    for (const name of ['e', 'c', 'a', 'd', 'b']) await world.create({ Name: name });
    const first = await list({ MaxResults: 2 });
    await world.client.send(new DeleteScheduleCommand({ Name: 'b', GroupName: GROUP }));
    const second = await list({ MaxResults: 2, NextToken: first.NextToken });
    const third = await list({ MaxResults: 2, NextToken: second.NextToken });
    expect([first, second, third].map((page) => page.Schedules?.map(({ Name }) => Name))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
    expect(third.NextToken).toBeUndefined();
    expect(first.Schedules?.[0]).toMatchObject({
      GroupName: GROUP,
      State: 'ENABLED',
      Target: { Arn: functionArn('executor') },
    });
  });

  test('a list is narrowed by prefix, state and group', async () => {
    await world.create({ Name: 'lead-1' });
    await world.create({ Name: 'lead-2', State: 'DISABLED' });
    await world.create({ Name: 'meeting-1', GroupName: 'default' });
    const names = async (input: ListSchedulesCommandInput) =>
      (await list(input)).Schedules?.map(({ Name }) => Name);
    expect(await names({ NamePrefix: 'lead-' })).toEqual(['lead-1', 'lead-2']);
    expect(await names({ State: 'DISABLED' })).toEqual(['lead-2']);
    expect(await names({ GroupName: 'default' })).toEqual(['meeting-1']);
  });

  test.for([0, 101])('a page of %i is refused', async (MaxResults) => {
    expect(await refusalOf(list({ MaxResults }))).toMatchObject({ name: 'ValidationException' });
  });
});

describe('groups', () => {
  const group = (Name: string) => world.client.send(new GetScheduleGroupCommand({ Name }));
  const create = (Name: string, ClientToken?: string) =>
    world.client.send(new CreateScheduleGroupCommand({ Name, ClientToken }));
  const removeGroup = (Name: string) => world.client.send(new DeleteScheduleGroupCommand({ Name }));

  test('a group is made once, and again only under the same token', async () => {
    const { ScheduleGroupArn } = await create('stage-a', 'token-1');
    expect((await create('stage-a', 'token-1')).ScheduleGroupArn).toBe(ScheduleGroupArn);
    expect(await refusalOf(create('stage-a'))).toMatchObject({ name: 'ConflictException', status: 409 });
    expect(await group('stage-a')).toMatchObject({
      Arn: ScheduleGroupArn,
      State: 'ACTIVE',
      CreationDate: new Date(START_MS),
    });
    const { ScheduleGroups } = await world.client.send(
      new ListScheduleGroupsCommand({ NamePrefix: 'stage' }),
    );
    expect(ScheduleGroups?.map(({ Name }) => Name)).toEqual(['stage-a']);
  });

  test('a deleted group takes no more schedules, and goes with those it has, which never fire', async () => {
    await world.create();
    await removeGroup(GROUP);
    expect(await group(GROUP)).toMatchObject({ State: 'DELETING' });
    expect(await refusalOf(world.create({ Name: 'lead-2' }))).toMatchObject({ name: 'ConflictException' });
    await world.clock.advance(60_000);
    expect(await refusalOf(group(GROUP))).toMatchObject({ name: 'ResourceNotFoundException' });
    await world.clock.advance(3_600_000);
    expect(world.calls).toEqual([]);
  });

  test('a schedule due while its group is being deleted still fires', async () => {
    await world.create({ ScheduleExpression: at(0) });
    await removeGroup(GROUP);
    await world.clock.advance(60_000);
    expect(world.calledAtMinutes()).toEqual([0]);
  });

  test('the default group is there and cannot be deleted', async () => {
    expect(await group('default')).toMatchObject({ State: 'ACTIVE' });
    expect(await refusalOf(removeGroup('default'))).toMatchObject({ name: 'ValidationException' });
  });
});
