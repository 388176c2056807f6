/** Figures of many measurements. */

/** The smallest value that at least this share of all is not above. 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
