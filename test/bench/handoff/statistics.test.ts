import { expect, test } from 'vitest';
import { rateOf, spreadOf } from '../../../bench/handoff/statistics.ts';

test('I1 · none among n is at most 3/n with 95 %, and never claimed to be none', () => {
  expect(rateOf(0, 3000)).toEqual({ per1000: 0, low: 0, high: 1 });
  expect(rateOf(0, 30_000).high).toBeCloseTo(0.1, 9);
  expect(rateOf(0, 2).high).toBe(1000);
});

test('I1 · Wilson’s bounds are those of the literature', () => {
  // Brown, Cai and DasGupta's interval for 10 of 50, as R's prop.test without correction gives it.
  const { low, high, per1000 } = rateOf(10, 50);
  expect([per1000, low, high].map((value) => Math.round(value * 10) / 10)).toEqual([200, 112.4, 330.4]);
  expect(rateOf(5, 5)).toMatchObject({ per1000: 1000, high: 1000 });
});

test('I1 · a share of nothing is no figure', () => {
  expect(() => rateOf(0, 0)).toThrow(RangeError);
  expect(() => rateOf(3, 2)).toThrow(RangeError);
});

test('I2 · quantiles are values that were measured', () => {
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ count: 5, p50: 3, p99: 5, max: 5 });
  expect(spreadOf(Array.from({ length: 200 }, (_, index) => index + 1))).toMatchObject({
    p50: 100,
    p99: 198,
  });
  expect(spreadOf([])).toEqual({ count: 0, p50: 0, p99: 0, max: 0 });
});
