import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderPages } from '../../../bench/handoff/page.ts';
import { filled, pathOf } from '../../../bench/pages.ts';

test('V10 · the pages of HandoffBench say what its kept results say: npm run bench -- handoff --page', () => {
  for (const [path, text] of Object.entries(renderPages()))
    expect(readFileSync(pathOf(path), 'utf8'), path).toBe(text);
});

test('V10 · a page without its marks is refused, not overwritten', () => {
  const page = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb';
  expect(filled(page, 'x', 'new')).toBe('a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb');
  expect(() => filled(page, 'y', 'new')).toThrow('no marks for y');
});
