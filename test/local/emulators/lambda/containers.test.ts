/** Containers as Lambda keeps them: one to each invocation, warm, frozen between two. */
import { beforeEach, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../../local/clock.ts';
import {
  type ContainerClock,
  type Containers,
  createContainers,
} from '../../../../local/emulators/lambda/containers.ts';
import { invoke } from '../../../../local/emulators/lambda/invocation.ts';

const SECOND = 1000;
let clock: VirtualClock;
beforeEach(() => {
  clock = createVirtualClock({ mode: 'manual', startMs: 0 });
});

type Work = (own: ContainerClock, container: number) => Promise<unknown> | unknown;

function containersOf(work: Work, closed: number[] = []): Containers<unknown, unknown> {
  let count = 0;
  return createContainers({
    clock,
    boot: (own) => {
      count += 1;
      const container = count;
      return {
        handle: () => work(own, container),
        close: async () => void closed.push(container),
      };
    },
  });
}

const run = (containers: Containers<unknown, unknown>, timeoutSeconds = 60) =>
  invoke({
    handler: containers.handle,
    event: {},
    counted: true,
    clock,
    region: 'sa-east-1',
    functionName: 'f',
    requestId: 'r',
    timeoutSeconds,
  });

test('two invocations at once never share a container; one after the other they do', async () => {
  const used: number[] = [];
  const containers = containersOf(async (own, container) => {
    used.push(container);
    await own.sleep(SECOND);
  });
  const both = Promise.all([run(containers), run(containers)]);
  await clock.advance(SECOND);
  await both;
  const third = run(containers);
  await clock.advance(SECOND);
  await third;
  expect(used.slice(0, 2)).toEqual([1, 2]);
  expect([1, 2]).toContain(used[2]);
  expect(containers.started).toBe(2);
});

test('a timer that a container leaves behind fires when it is used again, and not before', async () => {
  const fired: number[] = [];
  const containers = containersOf((own) => {
    if (fired.length === 0) own.after(SECOND, () => fired.push(own.nowMs()));
  });
  await run(containers);
  await clock.advance(60 * SECOND);
  expect(fired).toEqual([]);
  await run(containers);
  await clock.advance(0);
  expect(fired).toEqual([60 * SECOND]);
});

test('a sleep that outlasts its invocation ends with the next one, and holds nobody up meanwhile', async () => {
  const woken: number[] = [];
  const containers = containersOf((own) => {
    if (own.nowMs() === 0) void own.sleep(SECOND).then(() => woken.push(own.nowMs()));
  });
  await run(containers);
  await clock.advance(5 * SECOND);
  expect(woken).toEqual([]);
  await run(containers);
  await clock.advance(0);
  expect(woken).toEqual([5 * SECOND]);
});

test('a cancelled timer of a frozen container never fires', async () => {
  let cancel = (): void => {};
  const fired: string[] = [];
  const containers = containersOf((own) => {
    if (own.nowMs() === 0) cancel = own.after(SECOND, () => fired.push('late'));
  });
  await run(containers);
  await clock.advance(2 * SECOND);
  cancel();
  await run(containers);
  await clock.advance(0);
  expect(fired).toEqual([]);
});

test('a container that failed is used again, one past its time limit is not', async () => {
  const used: number[] = [];
  const containers = containersOf(async (own, container) => {
    used.push(container);
    if (used.length === 1) throw new Error('boom');
    if (used.length === 2) await own.sleep(90 * SECOND);
  });
  expect((await run(containers)).kind).toBe('threw');
  const late = run(containers);
  await clock.advance(90 * SECOND);
  expect((await late).kind).toBe('timed_out');
  await run(containers);
  expect(used).toEqual([1, 1, 2]);
});

test('closing ends every container, the discarded one too', async () => {
  const closed: number[] = [];
  const containers = containersOf((own) => own.sleep(2 * SECOND), closed);
  const both = Promise.all([run(containers, 1), run(containers)]);
  await clock.advance(2 * SECOND);
  await both;
  await containers.close();
  expect(closed.toSorted()).toEqual([1, 2]);
});
