/** T1, T3, T4, T6, T13 · what leads write, as it is read. The rows of this folder were written before the readers; a kind stays above its figure. */
import { expect, test } from 'vitest';
import { measure } from './measure.ts';

/** Nearly all: what these rows say was made right, and new rows may bring a few that are not. */
const AT_LEAST = 0.97;

test.each(measure())('$kind are read right', ({ kind, total, wrong }) => {
  const share = 1 - wrong.length / total;
  process.stdout.write(
    `${kind}: ${total - wrong.length}/${total} (${(share * 100).toFixed(1)} %)${wrong.map((row) => `\n  ${JSON.stringify(row)}`).join('')}\n`,
  );
  expect(share).toBeGreaterThanOrEqual(AT_LEAST);
});

test('each kind has its rows once, seven hundred in all', () => {
  expect(measure().reduce((sum, { total }) => sum + total, 0)).toBeGreaterThanOrEqual(700);
});
