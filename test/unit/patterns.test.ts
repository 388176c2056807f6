import { expect, test } from 'vitest';
import { judge } from '../../scripts/patterns/judge.ts';

const judged = async (source: string) => judge({ source, flags: 'u', place: 'here:1' }, 1);

test.each([
  ['(?:kk+|ka|ha){2,}h?(?![a-z])', 'laughter that can be parted in many ways'],
  ['^(?:(?:vcs?|vc|de) )*(?:saber)$', 'a word that stands twice in a repetition'],
  ['^(?:\\p{L}+ ?){1,3}, sei', 'words without a need for what parts them'],
])('V6 · a pattern is called steep: %s (%s)', async (source) => {
  expect(await judged(source)).toMatchObject({ kind: 'steep' });
});

test.each([
  ['(?<![a-z])(?:k|ka|ha)+h?(?![a-z])', 'linear'],
  ['\\s+arroba\\s+', 'quadratic'],
  ['\\btive\\b.{0,40}\\bvendi\\b', 'linear'],
])('V6 · a pattern may stand: %s is %s', async (source, growth) => {
  expect(await judged(source)).toEqual({ kind: 'fine', growth });
});
