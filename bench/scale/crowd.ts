/**
 * A crowd writes at once, and the whole product answers: the stack as it is deployed, with as many containers as the deployment has,
 * while Kommo and Redis are in another process. A lead counts as answered with the first bubble that leaves for it.
 */
import type { SupabaseEmulator } from '../../local/emulators/supabase/emulator.ts';
import { createStack, type Stack } from '../../local/stack.ts';
import type { Hand } from '../../test/support/hand.ts';
import { PRICES } from '../cost/prices.ts';
import { pause as sleep } from '../time.ts';
import type { FarEndsOrder, Usage } from './far-ends.ts';
import { quantile, round } from './numbers.ts';

export type FarEnds = Hand<FarEndsOrder, Usage>;

export type CrowdFigures = {
  readonly leads: number;
  readonly answered: number;
  readonly held: number;
  /** Seconds from the crowd's first message to the last lead's first bubble. */
  readonly lastS: number;
  /** From each lead's own message to its answer. */
  readonly p50S: number;
  readonly p95S: number;
  readonly slowestS: number;
  readonly kommoPerReply: number;
  readonly kommoRps: number;
  readonly redisPerReply: number;
  /** US$ for 1,000 replies. */
  readonly redisCost: number;
  readonly refused429: number;
  readonly maxStageAgeMs: number;
  readonly routes: Readonly<Record<string, number>>;
  /** Requests of Redis a reply, by what they ask. */
  readonly redisAsks: Readonly<Record<string, number>>;
  readonly redisCommandsPerReply: number;
};

export type Person = { readonly phone: string; readonly name: string };
export const people = (count: number, from: number): readonly Person[] =>
  Array.from({ length: count }, (_, index) => ({
    phone: `+55819${String(90_000_000 + from + index)}`,
    name: `Lead ${from + index}`,
  }));

let written = 0;
/** One message under an id of its own: each product here begins with a phone of its own, whose ids would begin anew. */
export const says = (stack: Stack, { phone, name }: Person, text: string): void => {
  written += 1;
  stack.cloud.control.leadSays({ from: phone, name, text, id: `wamid.scale-${written}` });
};

/** What the log tells of leads, by id. */
export type Watch = {
  readonly answeredAtMs: ReadonlyMap<string, number>;
  readonly held: ReadonlySet<string>;
  maxStageAgeMs: number;
  forget(): void;
  hear(line: string): void;
};

function createWatch(): Watch {
  const answeredAtMs = new Map<string, number>();
  const held = new Set<string>();
  const watch: Watch = {
    answeredAtMs,
    held,
    maxStageAgeMs: 0,
    forget: () => {
      answeredAtMs.clear();
      held.clear();
      watch.maxStageAgeMs = 0;
    },
    hear: (line) => {
      if (!line.includes('egress.sent') && !line.includes('turn.held')) return;
      // The product's own log: one object a line.
      const { event, leadId, stageAgeMs } = JSON.parse(line) as {
        event: string;
        leadId: string;
        stageAgeMs?: number;
      };
      if (event === 'turn.held') held.add(leadId);
      else if (event === 'egress.sent') {
        if (!answeredAtMs.has(leadId)) answeredAtMs.set(leadId, Date.now());
        watch.maxStageAgeMs = Math.max(watch.maxStageAgeMs, stageAgeMs ?? 0);
      }
    },
  };
  return watch;
}

export type Product = { readonly stack: Stack; readonly watch: Watch };

/** The product over far ends that are elsewhere, with so many containers of the conversation function. */
export async function startProduct({
  url,
  supabase,
  containers,
  rps,
  environment = {},
}: {
  url: string;
  supabase: SupabaseEmulator;
  containers: number;
  rps: number;
  environment?: Readonly<Record<string, string>>;
}): Promise<Product> {
  const watch = createWatch();
  const stack = await createStack({
    mode: 'live',
    provider: 'cloud',
    supabase,
    turnsAtOnce: containers,
    log: watch.hear,
    environment: {
      KOMMO_BASE_URL: `${url}/kommo`,
      UPSTASH_REDIS_REST_URL: `${url}/upstash`,
      KOMMO_RPS: String(rps),
      ...environment,
    },
  });
  return { stack, watch };
}

export async function playCrowd({
  product: { stack, watch },
  farEnds,
  crowd,
  text,
  overSeconds,
  atMostSeconds,
}: {
  product: Product;
  farEnds: FarEnds;
  crowd: readonly Person[];
  text: string;
  overSeconds: number;
  /** The bench gives up then. */
  atMostSeconds: number;
}): Promise<CrowdFigures> {
  watch.forget();
  const startedMs = Date.now();
  const isOver = () => Date.now() - startedMs > atMostSeconds * 1000;
  for (const [index, { phone, name }] of crowd.entries()) {
    const dueMs = startedMs + (overSeconds * 1000 * index) / crowd.length;
    if (dueMs > Date.now()) await sleep(dueMs - Date.now());
    says(stack, { phone, name }, text);
  }
  let toldMs = startedMs;
  while (watch.answeredAtMs.size < crowd.length && !isOver()) {
    await sleep(100);
    if (Date.now() - toldMs < 10_000) continue;
    toldMs = Date.now();
    process.stderr.write(
      `after ${Math.round((toldMs - startedMs) / 1000)} s ${watch.answeredAtMs.size} of ${crowd.length} answered, ${watch.held.size} held\n`,
    );
  }
  return figuresOf({
    watch,
    usage: await farEnds.ask({ kind: 'usage' }, 'usage'),
    crowd,
    startedMs,
    overSeconds,
  });
}

export function figuresOf({
  watch,
  usage,
  crowd,
  startedMs,
  overSeconds,
}: {
  watch: Watch;
  usage: Usage;
  crowd: readonly Person[];
  startedMs: number;
  overSeconds: number;
}): CrowdFigures {
  const times = [...watch.answeredAtMs.values()]
    .map((atMs) => (atMs - startedMs) / 1000)
    .sort((a, b) => a - b);
  // Leads come evenly and are served about in turn: each answer is measured from the message of the same rank.
  const waits = times.map((atS, index) => Math.max(0, atS - (overSeconds * index) / crowd.length));
  const requests = Object.values(usage.kommo).reduce((sum, count) => sum + count, 0);
  const answered = Math.max(1, times.length);
  return {
    leads: crowd.length,
    answered: times.length,
    held: watch.held.size,
    lastS: round(times.at(-1) ?? 0),
    p50S: round(quantile(waits, 0.5)),
    p95S: round(quantile(waits, 0.95)),
    slowestS: round(Math.max(0, ...waits)),
    kommoPerReply: round(requests / answered, 2),
    kommoRps: round(requests / Math.max(1, (Date.now() - startedMs) / 1000)),
    redisPerReply: round(usage.redisRequests / answered),
    redisCost: round((usage.redisCommands / answered) * 1000 * PRICES.redisCommand.usd, 3),
    refused429: usage.refused429,
    maxStageAgeMs: watch.maxStageAgeMs,
    routes: usage.kommo,
    redisAsks: Object.fromEntries(
      Object.entries(usage.redis).map(([what, count]) => [what, round(count / answered, 2)]),
    ),
    redisCommandsPerReply: round(usage.redisCommands / answered),
  };
}
