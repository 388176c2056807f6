/**
 * How a pattern's work grows with its text. Quadratic is the most that a text of 4,096 characters allows (a message of WhatsApp's is no
 * longer, and readers look no further); one degree more is seconds of a function, and an exponential one is a lead that laughs for 50
 * letters. Two look: scslre at how repetitions overlap, which is quick and finds what is exponential; recheck at how the work grows, by an
 * automaton where it can, else by attacks, of which the first that succeeds hides a worse one.
 */
import { createHash } from 'node:crypto';
import { type AttackPattern, check } from 'recheck';
import { analyse } from 'scslre';
import type { Pattern } from './collect.ts';

/** `undecided`: recheck gave up in time; the fuzz of readers is all that looks at it. */
export type Growth = 'linear' | 'quadratic' | 'undecided';
export type Verdict =
  | { readonly kind: 'fine'; readonly growth: Growth }
  | { readonly kind: 'steep'; readonly growth: string; readonly attack: string };

const TIMEOUT_MS = 10_000;
/** They change nothing about the work, and recheck does not know all of them. */
const IDLE_FLAGS = /[dgv]/g;
/** A quarter of the longest text: cubic work would be 64 times as much there. */
const TRIED_CHARS = 1_000;
const TRIED_MS = 3;

/** What a record knows a pattern by. */
export const keyOf = ({ source, flags }: Pattern): string =>
  createHash('sha256').update(`${flags}/${source}`).digest('hex').slice(0, 16);

const attackOf = ({ pumps, suffix }: AttackPattern, chars: number): string => {
  const share = chars / pumps.length;
  const pumped = pumps.map(({ prefix, pump }) => prefix + pump.repeat(Math.ceil(share / pump.length)));
  return pumped.join('') + suffix;
};

/** Recheck counts a `{0,40}` as unbounded until its texts outgrow it; the clock tells. */
function isSteepHere({ source, flags }: Pattern, attack: AttackPattern): boolean {
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  const text = attackOf(attack, TRIED_CHARS);
  const times = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    pattern.test(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times) > TRIED_MS;
}

/** The part that can match one text in more ways than it has letters; null if there is none. */
function exponentialPart({ source, flags }: Pattern): string | null {
  const { reports } = analyse({ source, flags });
  const report = reports.find(({ exponential }) => exponential);
  if (report === undefined) return null;
  const { start, end } = report.type === 'Trade' ? report.endQuant : report.quant;
  return source.slice(start, end);
}

/** @param seed of the attacks: another may find what this one misses. */
export async function judge(pattern: Pattern, seed: number): Promise<Verdict> {
  const part = exponentialPart(pattern);
  if (part !== null) return { kind: 'steep', growth: 'exponential', attack: `what ${part} matches` };
  const answer = await check(pattern.source, pattern.flags.replace(IDLE_FLAGS, ''), {
    timeout: TIMEOUT_MS,
    randomSeed: seed,
  });
  if (answer.status === 'unknown') {
    if (answer.error.kind !== 'timeout')
      throw new Error(`${pattern.place}: recheck cannot read it (${answer.error.kind})`);
    return { kind: 'fine', growth: 'undecided' };
  }
  if (answer.status === 'safe') return { kind: 'fine', growth: 'linear' };
  const { complexity, attack } = answer;
  const isFine =
    complexity.type === 'polynomial' && (complexity.degree === 2 || !isSteepHere(pattern, attack));
  return isFine
    ? { kind: 'fine', growth: 'quadratic' }
    : { kind: 'steep', growth: complexity.summary, attack: attack.pattern };
}
