/**
 * A long run over the local stack: so many messages of so many leads, and at every twelfth of it the books are balanced.
 * Memory is what is left after a forced collection. What stands in the stack for phones and for Kommo's journal is forgotten
 * once it has been checked, as a phone's owner would; whatever else grows is a leak, ours or the stack's.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createStack, type Stack } from '../../local/stack.ts';
import { leaksIn, plantedPerson } from '../support/planted.ts';
import { checkBooks, openBooks } from './books.ts';
import { contentOf, createDraw } from './talk.ts';

export type SoakOptions = {
  readonly messages: number;
  readonly leads: number;
  readonly seed: number;
  readonly provider: 'cloud' | 'evolution';
  /** Hears of every twelfth. */
  readonly onProgress?: (sample: Sample) => void;
};

/** Memory after a forced collection, MiB. */
export type Sample = { readonly messages: number; readonly heapMiB: number; readonly externalMiB: number };

export type SoakReport = {
  readonly messages: number;
  readonly leads: number;
  readonly seed: number;
  readonly provider: 'cloud' | 'evolution';
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly samples: readonly Sample[];
  /** Means after the warm-up, in which every lead has written once. */
  readonly heapFirstThirdMiB: number;
  readonly heapLastThirdMiB: number;
  readonly heapRatio: number;
  /** What one message left behind, by those means. */
  readonly heapKiBPerMessage: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly replies: number;
  readonly bubbles: number;
  readonly dispositions: Readonly<Record<string, number>>;
  readonly logLines: number;
  /** What planted things stood in a line of the log. */
  readonly leaks: readonly string[];
  /** What a handler let out. */
  readonly failures: readonly string[];
};

/** The last third of the run may hold so much more than the first. */
const HEAP_RATIO_MAX = 1.1;
const SAMPLES = 12;
const SECOND = 1000;
/** Leads that write within one debounce. */
const AT_ONCE = 24;
/** Past the debounce and the turn. */
const TURN_MS = 8 * SECOND;
/** Until every status of every bubble has come back. */
const QUIET_MS = 60 * SECOND;
const MIB = 1024 * 1024;

/** V8's own collector, wherever the run was started. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node has no gc() to call');
  return () => {
    for (let round = 0; round < 3; round += 1) collect();
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Plays the run and balances the books. A finding is a figure of the report, not an error. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { messages, leads, seed, provider, onProgress = () => {} } = options;
  const draw = createDraw(seed);
  const collect = collector();
  let logLines = 0;
  const leaks = new Set<string>();
  const databaseDir = await mkdtemp(join(tmpdir(), 'bastao-soak-'));
  const stack = await createStack({
    mode: 'manual',
    provider,
    startMs: Date.parse('2026-11-23T11:00:00Z'),
    databaseDir,
    log: (line) => {
      logLines += 1;
      for (const leak of leaksIn(line)) leaks.add(leak);
    },
  });
  stack.reconcileEvery(30 * 60 * SECOND);
  const books = openBooks();
  const samples: Sample[] = [];
  const turns = new Map<number, number>();
  const started = performance.now();
  let sent = 0;

  /** One lead's burst, on one instant of the clock. */
  const writes = (lead: number, most: number): void => {
    const { phone, name } = plantedPerson(lead);
    const turn = turns.get(lead) ?? 0;
    turns.set(lead, turn + 1);
    const count = turn === 0 ? 1 : Math.min(1 + draw(3), most);
    for (let part = 0; part < count; part += 1) {
      if (draw(40) === 0) stack[provider].control.duplicate(1);
      const content = contentOf(draw, turn, name);
      books.wrote(phone, stack[provider].control.leadSends({ from: phone, name, ...content }));
      sent += 1;
    }
  };

  const balance = async (): Promise<void> => {
    await stack.clock.advance(QUIET_MS);
    await checkBooks(books, stack, provider);
    forgetJournals(stack, provider);
    collect();
    const { heapUsed, external } = process.memoryUsage();
    const sample = {
      messages: sent,
      heapMiB: rounded(heapUsed / MIB),
      externalMiB: rounded(external / MIB),
    };
    samples.push(sample);
    onProgress(sample);
  };

  try {
    for (let lead = 0; lead < leads; lead += AT_ONCE) {
      for (let one = lead; one < Math.min(lead + AT_ONCE, leads); one += 1) writes(one, 1);
      await stack.clock.advance(TURN_MS);
    }
    await balance();
    const rest = messages - sent;
    for (let part = 1; part <= SAMPLES; part += 1) {
      const until = messages - rest + Math.ceil((rest * part) / SAMPLES);
      while (sent < until) {
        const chosen = new Set(Array.from({ length: AT_ONCE }, () => draw(leads)));
        for (const lead of chosen) if (sent < until) writes(lead, until - sent);
        await stack.clock.advance(TURN_MS + draw(60) * SECOND);
      }
      await balance();
    }
    const seconds = (performance.now() - started) / 1000;
    return {
      messages: sent,
      leads,
      seed,
      provider,
      seconds: rounded(seconds, 1),
      messagesPerSecond: rounded(sent / seconds, 1),
      samples,
      ...memoryOf(samples),
      ...books.figures(),
      logLines,
      leaks: [...leaks],
      failures: stack.failures.slice(0, 5),
    };
  } finally {
    await stack.close();
    await rm(databaseDir, { recursive: true, force: true });
  }
}

/** The first sample is the warm-up's. */
function memoryOf(samples: readonly Sample[]) {
  const heaps = samples.slice(1).map(({ heapMiB }) => heapMiB);
  const third = Math.max(1, Math.floor(heaps.length / 3));
  const [first, last] = [mean(heaps.slice(0, third)), mean(heaps.slice(-third))];
  const at = (part: readonly Sample[]): number => mean(part.map(({ messages }) => messages));
  const between = at(samples.slice(-third)) - at(samples.slice(1, 1 + third));
  return {
    heapFirstThirdMiB: rounded(first),
    heapLastThirdMiB: rounded(last),
    heapRatio: rounded(last / first, 3),
    heapKiBPerMessage: rounded(((last - first) * 1024) / Math.max(1, between), 2),
  };
}

/** Stand-ins keep what happened so that a test can look; what has been looked at goes. Nothing of the product's is touched. */
function forgetJournals(stack: Stack, provider: SoakOptions['provider']): void {
  stack[provider].control.forgetBefore(stack.clock.nowMs());
  stack.kommo.control.clearRequests();
  stack.kommo.control.hooks.clearDeliveries();
  stack.traffic.length = 0;
}

/** True: all of the promise holds. */
export const isSound = ({ lost, doubled, outOfOrder, heapRatio, leaks, failures }: SoakReport): boolean =>
  lost + doubled + outOfOrder + leaks.length + failures.length === 0 && heapRatio <= HEAP_RATIO_MAX;
