/** An operator's command against the embedded stack: the real program, the real clients over HTTP, a terminal that a test holds. */
import type { Clock } from '../../../lib/clock.ts';
import { runOps } from '../../../ops/program.ts';
import type { World } from '../../support/world.ts';

export type Ran = {
  readonly code: number;
  /** stdout and stderr, as a person reads them. */
  readonly out: string;
  readonly err: string;
  /** stdout as JSON. */
  json(): Record<string, unknown>;
};

export type OpsOptions = {
  /** What differs from the stack's own environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A person at the terminal, and what they answer, in order; nobody is there when absent. */
  readonly answers?: readonly string[];
  readonly clock?: Clock;
};

/** Runs `npm run ops -- <args>` on the world's settings. */
export async function ops(
  world: World,
  args: readonly string[],
  { environment = {}, answers, clock = world.clock }: OpsOptions = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const left = [...(answers ?? [])];
  let ids = 0;
  const code = await runOps(args, {
    environment: {
      ...world.environment,
      AWS_REGION: 'sa-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...environment,
    },
    clock,
    newId: () => {
      ids += 1;
      return `ops-${ids}`;
    },
    sleep: (ms) => world.clock.advance(ms),
    terminal: {
      print: (line) => out.push(line),
      note: (line) => err.push(line),
      progress: () => {},
      isInteractive: answers !== undefined,
      ask: async (question) => {
        err.push(question);
        const answer = left.shift();
        if (answer === undefined) throw new Error(`nobody expected the question: ${question}`);
        return answer;
      },
    },
  });
  return {
    code,
    out: out.join('\n'),
    err: err.join('\n'),
    json: () => JSON.parse(out.join('\n')) as Record<string, unknown>,
  };
}
