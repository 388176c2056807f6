/** Schedules on the stack's clock, made with the real SDK: when they fire, what they carry, and what becomes of them. */
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aSchedulerWorld, GROUP, refusalOf, type SchedulerWorld, START_MS } from './scheduler-world.ts';

let world: SchedulerWorld;
beforeEach(async () => {
  world = await aSchedulerWorld();
});
afterEach(() => world.close());

const MINUTE_MS = 60_000;
const minutes = (count: number): Promise<void> => world.clock.advance(count * MINUTE_MS);
const get = (name = 'lead-1') => world.client.send(new GetScheduleCommand({ Name: name, GroupName: GROUP }));

describe('one-time schedules', () => {
  test('fires at its time, not a millisecond before, with its Input, and is then gone', async () => {
    await world.create();
    await world.clock.advance(30 * MINUTE_MS - 1);
    expect(world.calls).toEqual([]);
    await world.clock.advance(1);
    expect(world.calls).toEqual([{ event: { leadId: 'lead-1', cycle: 1, step: 1 }, atMs: START_MS + 30 * MINUTE_MS }]);
    expect(await refusalOf(get())).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    await minutes(1000);
    expect(world.calls).toHaveLength(1);
  });
});
