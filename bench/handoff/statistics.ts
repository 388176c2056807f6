/** Bounds and quantiles. No figure of the benchmark stands without the bound that its number of trials allows. */

/** The two-sided 95 % quantile of the normal distribution. */
const Z = 1.959_963_984_540_054;

export type Rate = {
  readonly per1000: number;
  /** 95 % bounds, per 1,000. */
  readonly low: number;
  readonly high: number;
};

/**
 * A share with Wilson's score interval (E. B. Wilson, JASA 22, 1927; Brown, Cai and DasGupta, Statistical Science 16, 2001, eq. 4).
 * For none among n trials the upper bound is 3/n, the rule of three (Hanley and Lippman-Hand, JAMA 249, 1983), which for one side
 * is -ln(0.05)/n. @throws RangeError unless 0 ≤ hits ≤ trials and there is a trial.
 */
export function rateOf(hits: number, trials: number): Rate {
  if (trials < 1 || hits < 0 || hits > trials) throw new RangeError(`${hits} of ${trials} is no share`);
  const share = hits / trials;
  if (hits === 0) return { per1000: 0, low: 0, high: Math.min(3 / trials, 1) * 1000 };
  const z2 = Z * Z;
  const centre = share + z2 / (2 * trials);
  const half = Z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  const whole = 1 + z2 / trials;
  return {
    per1000: share * 1000,
    low: Math.max(0, (centre - half) / whole) * 1000,
    high: Math.min(1, (centre + half) / whole) * 1000,
  };
}

export type Spread = {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
};

/** Nearest-rank quantiles; zeros where nothing was measured. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99), max: sorted.at(-1) ?? 0 };
}
