/**
 * Judges every regular expression of the product, so that no text of a stranger's keeps a function busy (V6). A verdict takes half a
 * second, so they are kept on record; a pattern that is not there has not been judged.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import * as z from 'zod';
import { inSeededOrder } from './mutants/equivalents.ts';
import { patterns, shown } from './patterns/collect.ts';
import { type Growth, judge, keyOf } from './patterns/judge.ts';

const RECORD = new URL('patterns/judged.json', import.meta.url);
const Judged = z.record(z.string(), z.enum(['linear', 'quadratic', 'undecided']));

const options = new Command('patterns')
  .description('Judges the regular expressions that are not on record yet, and records them.')
  .option('--check', 'fails if one is not on record, or if the record holds one that is gone')
  .option('--sample <count>', 'judges so many of those on record again', Number, 0)
  .option('--seed <text>', 'which ones', 'bastao')
  .option('--all', 'judges all of them again')
  .parse()
  .opts<{ check?: boolean; sample: number; seed: string; all?: boolean }>();

const record = Judged.parse(JSON.parse(readFileSync(RECORD, 'utf8')));
const standing = new Map((await patterns()).map((pattern) => [keyOf(pattern), pattern]));
const unknown = [...standing.keys()].filter((key) => !(key in record));
const gone = Object.keys(record).filter((key) => !standing.has(key));
const known = Object.keys(record).filter((key) => standing.has(key));
const again = options.all ? known : inSeededOrder(known, options.seed).slice(0, options.sample);
const judged = options.check ? again : [...unknown, ...again];

const found = new Map<string, Growth>();
const attackSeed = createHash('sha256').update(options.seed).digest().readUInt32BE(0);
for (const [index, key] of judged.entries()) {
  const pattern = standing.get(key);
  if (pattern === undefined) continue;
  const verdict = await judge(pattern, attackSeed);
  if (verdict.kind === 'fine') found.set(key, verdict.growth);
  else console.error(`${shown(pattern)}\n  ${verdict.growth}, by ${verdict.attack}`);
  if ((index + 1) % 100 === 0) console.log(`${index + 1} of ${judged.length} judged`);
}
const steep = judged.length - found.size;

if (!options.check) {
  const kept = known.flatMap((key) => {
    const growth = found.get(key) ?? (judged.includes(key) ? null : record[key]);
    return growth ? [[key, growth] as const] : [];
  });
  const all = [
    ...kept,
    ...unknown.flatMap((key) => (found.has(key) ? [[key, found.get(key)] as const] : [])),
  ];
  writeFileSync(
    RECORD,
    `${JSON.stringify(Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`,
  );
}
const isOffRecord = options.check && unknown.length + gone.length > 0;
if (isOffRecord) {
  for (const key of unknown) {
    const pattern = standing.get(key);
    if (pattern) console.error(`not judged yet: ${shown(pattern)}`);
  }
  console.error(
    `${unknown.length} patterns are not on record and ${gone.length} of the record are gone: run \`npm run patterns\` and commit ${RECORD.pathname.split('/').slice(-3).join('/')}`,
  );
}
console.log(
  `${standing.size} patterns, ${judged.length} judged now: ${steep} too steep, ${[...found.values()].filter((growth) => growth === 'undecided').length} undecided`,
);
process.exitCode = steep > 0 || isOffRecord ? 1 : 0;
