/** The fuzzing itself: what counts as a finding, and that a finding can be had again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { fuzz, playOnce } from './fuzz.ts';
import type { Target } from './target.ts';

const targetOf = (
  work: (input: number) => unknown,
  check: (input: number) => void = () => {},
): Target<number> => ({
  name: 'made-up',
  what: 'a number',
  inputs: fc.nat({ max: 1_000 }),
  schema: z.number(),
  start: async () => ({
    ready: (input) => ({
      parts: [{ name: 'it', work: () => work(input) }],
      check: () => check(input),
    }),
    close: async () => {},
  }),
});
const seed = 7;
const burn = (ms: number): void => {
  const before = process.threadCpuUsage();
  for (let spent = 0; spent < ms * 1000; ) {
    const { user, system } = process.threadCpuUsage(before);
    spent = user + system;
  }
};

test('V6 · a crash and a broken promise are findings, shrunk to the least that shows them', async () => {
  const crashes = (input: number): void => {
    if (input > 41) throw new TypeError('no');
  };
  for (const target of [targetOf(crashes), targetOf(() => {}, crashes)]) {
    const { finding } = await fuzz(target, { runs: 60, seed });
    expect([finding?.input, finding?.why.split('\n')[0]]).toEqual([42, 'TypeError: no']);
  }
});

test('V6 · over 200 ms of CPU time and over 64 MiB are findings, whatever else the machine does', async () => {
  const played = async (work: () => unknown) => playOnce(await targetOf(work).start(), 1);
  await expect(played(() => burn(230))).rejects.toThrow(/it: \d+ ms of CPU time/);
  const kept: Buffer[] = [];
  const keeps = (mib: number) => () => {
    kept.push(Buffer.alloc(mib * 1024 * 1024));
  };
  await expect(played(keeps(80))).rejects.toThrow(/it: the heap grew by \d+ MiB/);
  await expect(played(keeps(40))).resolves.toBeDefined();
  // A wait is nobody's work.
  await expect(played(() => new Promise((resolve) => setTimeout(resolve, 230)))).resolves.toBeDefined();
});

test('V6 · what is slow once, while it is compiled or the heap is collected, is no finding', async () => {
  let calls = 0;
  const { finding, inputs, maxMs } = await fuzz(
    targetOf(() => {
      calls += 1;
      if (calls === 1) burn(260);
    }),
    { runs: 20, seed },
  );
  expect([finding, inputs, maxMs < 200]).toEqual([null, 20, true]);
});

test('the same seed gives the same inputs, and a finding’s path gives its input at once', async () => {
  const fed = async (path?: string) => {
    const inputs: number[] = [];
    const target = targetOf((input) => {
      inputs.push(input);
      if (input > 800) throw new Error('found');
    });
    return { inputs, finding: (await fuzz(target, { runs: 100, seed, path })).finding };
  };
  const first = await fed();
  expect((await fed()).inputs).toEqual(first.inputs);
  const again = await fed(first.finding?.path ?? '');
  expect(again.inputs[0]).toBe(first.finding?.input);
  expect(first.finding?.input).toBe(801);
});
