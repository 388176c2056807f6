/** Schedules by the real clients: one a lead, the latest word stands, and what cannot be armed is told, not thrown. */
import { expect, test } from 'vitest';
import type { StepFiring } from '../../lib/follow-up/firing.ts';
import { createStarter } from '../../lib/follow-up/invoke.ts';
import { createSchedulerClient, createSchedules } from '../../lib/follow-up/schedule.ts';
import { LeadId } from '../../lib/lead.ts';
import { useWorlds, type World } from '../support/world.ts';
import { at, UNREPAIRED } from './support/silence.ts';

const world = useWorlds();
const FIRING: StepFiring = {
  kind: 'step',
  leadId: LeadId.parse('00000000-0000-4000-8000-000000000001'),
  cycle: 3,
  step: 1,
};
const NAME = 'lead-00000000-0000-4000-8000-000000000001';

const schedulesOf = (w: World) =>
  createSchedules({
    scheduler: createSchedulerClient(),
    starter: createStarter({ functionArn: w.environment['FOLLOW_UP_FUNCTION_ARN'] ?? '' }),
    group: w.environment['SCHEDULE_GROUP'] ?? '',
    roleArn: w.environment['SCHEDULE_ROLE_ARN'] ?? '',
    functionArn: w.environment['FOLLOW_UP_FUNCTION_ARN'] ?? '',
    clock: w.clock,
    log: w.log,
  });
const armed = (w: World) =>
  w.scheduler.control
    .schedules('bastao-local')
    .map(({ name, definition }) => [name, definition.ScheduleExpression, definition.ActionAfterCompletion]);

test('F8 · armed once, then anew: one schedule, at the later word’s second, rounded up, deleted after it fired', async () => {
  const w = await world(UNREPAIRED);
  const schedules = schedulesOf(w);
  expect(await schedules.arm(FIRING, at('2026-11-23 10:30'))).toEqual({ kind: 'scheduled' });
  expect(await schedules.arm({ ...FIRING, step: 2 }, at('2026-11-23 11:00') + 1)).toEqual({
    kind: 'scheduled',
  });
  expect(armed(w)).toEqual([[NAME, 'at(2026-11-23T14:00:01)', 'DELETE']]);
  await w.minutes(62);
  expect(armed(w)).toEqual([]);
  expect(w.lambda.control.invocationCounts.get('follow-up-executor')).toBe(1);
});

test('two that arm one lead at once leave one schedule', async () => {
  const w = await world(UNREPAIRED);
  const schedules = schedulesOf(w);
  const both = await Promise.all(
    [1, 2].map((step) => schedules.arm({ ...FIRING, step }, at('2026-11-23 10:30'))),
  );
  expect(both).toEqual([{ kind: 'scheduled' }, { kind: 'scheduled' }]);
  expect(armed(w)).toHaveLength(1);
});

test('what is due already starts at once; what is due within the minute waits for it, for started early it would only be put off', async () => {
  const w = await world(UNREPAIRED);
  const schedules = schedulesOf(w);
  expect(await schedules.arm(FIRING, w.clock.nowMs() - 60_000)).toEqual({ kind: 'invoked' });
  await w.seconds(1);
  expect(w.lambda.control.invocationCounts.get('follow-up-executor')).toBe(1);
  expect(armed(w)).toEqual([]);
  expect(await schedules.arm(FIRING, w.clock.nowMs() + 5_000)).toEqual({ kind: 'scheduled' });
  await w.seconds(30);
  expect(w.lambda.control.invocationCounts.get('follow-up-executor')).toBe(1);
  await w.seconds(90);
  expect(w.lambda.control.invocationCounts.get('follow-up-executor')).toBe(2);
});

test('a Scheduler or a Lambda that refuses is an answer with its name, never an exception', async () => {
  const w = await world(UNREPAIRED);
  const schedules = schedulesOf(w);
  w.scheduler.control.fault({ kind: 'status', status: 402, times: 5 });
  expect(await schedules.arm(FIRING, at('2026-11-23 10:30'))).toEqual({
    kind: 'failed',
    cause: 'ServiceQuotaExceededException',
  });
  w.lambda.control.fault({ kind: 'status', status: 429, times: 5 });
  expect(await schedules.arm(FIRING, w.clock.nowMs() - 1)).toMatchObject({ kind: 'failed' });
  expect(w.logLines.filter((line) => line.includes('follow_up.not_armed'))).toHaveLength(2);
});
