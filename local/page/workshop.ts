/** Oficina: the weather as switches, the demo's stories, recorded bodies, an event sent again, and what a turn costs. `npm start` alone. */
import * as z from 'zod';
import {
  type Budget,
  CALLED,
  type Called,
  FAULTS,
  type FaultState,
  HOOK_FATES,
  type LastTurn,
  type Plays,
  STORIES,
  type Trace,
  type Workshop,
} from '../../lib/console/workshop-wire.ts';
import type { Language } from '../../lib/language.ts';
import { SECRETS } from '../../lib/secrets.ts';
import { ACCOUNT } from '../account.ts';
import type { Actions } from '../console/actions.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';
import { fixturesFor, postFixture } from './fixtures.ts';
import { replay } from './replay.ts';
import type { Sight } from './sight.ts';
import type { Stage } from './stories.ts';
import type { Switches } from './switches.ts';
import { isAnswer, type Run, sendsOf, type Traces, traceOf } from './traces.ts';

/** Of an ordinary reply (docs/design.md); test/conversation/budget.test.ts holds the product to it. */
const BUDGET: Budget = { kommoReads: 2, kommoWrites: 1, postgres: 4, redis: 3, whatsapp: 1 };

const INPUTS = {
  '/fault': z
    .strictObject({ end: z.enum(Object.keys(FAULTS) as [keyof typeof FAULTS]), state: z.string() })
    .refine(({ end, state }) => (FAULTS[end] as readonly string[]).includes(state)),
  '/hook': z.strictObject({ of: z.enum(['whatsapp', 'kommo']), fate: z.enum(HOOK_FATES) }),
  '/lost-answer': z.strictObject({}),
  '/kill': z.strictObject({ at: z.int().min(1).max(200).nullable() }),
  '/heal': z.strictObject({}),
  '/story': z.strictObject({ name: z.enum(STORIES) }),
  '/fixture': z.strictObject({ name: z.string().max(120), isNow: z.boolean() }),
  '/replay': z.strictObject({ lead: z.string().min(3).max(200), line: z.int().positive() }),
} as const satisfies Record<keyof Plays, z.ZodType>;

type Doers = {
  readonly [P in keyof Plays]: (
    input: z.output<(typeof INPUTS)[P]>,
  ) => Promise<Plays[P]['answer'] | 'refused'>;
};

function costOf(run: Run): LastTurn {
  const { calls } = run;
  const count = (end: Called, fits: (what: string) => boolean = () => true): number =>
    calls.filter((call) => call.end === end && fits(call.what)).length;
  const bubbles = sendsOf(run);
  return {
    atMs: run.atMs,
    bubbles,
    isFirst: calls.some(({ end, what }) => end === 'kommo' && what.startsWith('POST /api/v4/leads')),
    spent: {
      kommoReads: count('kommo', (what) => what.startsWith('GET')),
      kommoWrites: count('kommo', (what) => !what.startsWith('GET')),
      postgres: count('postgres'),
      redis: count('redis'),
      whatsapp: count('whatsapp') - bubbles,
    },
  };
}

const MADE_UP: ReadonlySet<string> = new Set(Object.values(ACCOUNT).map(String));
const hidden = (name: string, value: string): string =>
  SECRETS.some((secret) => secret === name) && !MADE_UP.has(value) ? '…' : value;

export type WorkshopRoom = {
  state(): Promise<Workshop>;
  trace(lead: string, atMs: number): Promise<Trace | null>;
  has(path: string): path is keyof Plays;
  /** `bad_request` for what does not fit; `refused` for what cannot be done now. */
  play(path: keyof Plays, input: unknown): Promise<{ readonly answer: unknown } | 'bad_request' | 'refused'>;
};

export function createWorkshop(
  stack: StackWithoutDatabase,
  {
    provider,
    lang,
    breathMs,
    environmentFile,
    sight,
    actions,
    traces,
    switches: made,
    stage,
    onStory,
  }: {
    provider: 'cloud' | 'evolution';
    lang: Language;
    breathMs?: number;
    environmentFile: string | null;
    sight: Sight;
    actions: Actions;
    traces: Traces;
    switches: Switches;
    stage: Stage;
    onStory: (lead: string) => void;
  },
): WorkshopRoom {
  const switches = made.on(stack, { provider, kommoIs: (isUp) => actions.kommo(isUp) });
  const stories = stage.on(stack, { provider, lang, ...(breathMs !== undefined && { breathMs }) });

  const doers: Doers = {
    '/fault': async ({ end, state }) => {
      // The refinement has looked it up in the very table that the type is made of.
      switches.set(end, state as FaultState);
      return null;
    },
    '/hook': async ({ of, fate }) => {
      switches.hook(of, fate);
      return null;
    },
    '/lost-answer': async () => {
      switches.loseAnswer();
      return null;
    },
    '/kill': async ({ at }) => {
      switches.kill(at);
      return null;
    },
    '/heal': async () => {
      switches.heal();
      return null;
    },
    '/story': async ({ name }) => (await stories.play(name, onStory)) ?? 'refused',
    '/fixture': async ({ name, isNow }) => {
      const status = await postFixture(stack, { name, isNow, provider });
      return status === null ? 'refused' : { status };
    },
    '/replay': async (which) => (await replay(stack, which, { sight, actions, traces })) ?? 'refused',
  };

  return {
    state: async () => {
      const calls = Object.fromEntries(CALLED.map((end) => [end, 0])) as Record<Called, number>;
      for (const run of traces.runs()) for (const { end } of run.calls) calls[end] += 1;
      const turns = traces
        .runs()
        .filter((run) => isAnswer(run) && run.endedAtMs < Number.POSITIVE_INFINITY)
        .map(costOf);
      const last = turns.findLast(({ isFirst }) => !isFirst) ?? turns.at(-1);
      const news = await sight.reads.news(0).catch(() => []);
      return {
        faults: { ...switches.states(), ...(!actions.kommoIsUp() && { kommo: 'down' as const }) },
        diesAt: switches.diesAt(),
        stories: stories.stories,
        playing: stories.playing(),
        fixtures: fixturesFor(provider),
        budget: BUDGET,
        lastTurn: last ?? null,
        calls,
        deltas: news
          .flatMap(({ at, stageAgeMs }) => (stageAgeMs === null ? [] : [{ at, ms: stageAgeMs }]))
          .toReversed(),
        environment: Object.entries(stack.environment)
          .map(([name, value]) => ({ name, value: hidden(name, value) }))
          .sort((a, b) => a.name.localeCompare(b.name)),
        environmentFile,
      };
    },
    trace: async (key, atMs) => {
      const lead = await sight.leadBehind(key);
      const run = lead && traces.runOf(lead.id, atMs);
      return run ? traceOf(run) : null;
    },
    has: (path): path is keyof Plays => Object.hasOwn(INPUTS, path),
    play: async (path, input) => {
      const parsed = INPUTS[path].safeParse(input);
      if (!parsed.success) return 'bad_request';
      // The schema of a path and the doer of the same path have one type; the compiler cannot tie the two by their key.
      const answer = await doers[path](parsed.data as never);
      return answer === 'refused' ? 'refused' : { answer };
    },
  };
}
