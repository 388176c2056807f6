/** What a turn takes of the processor by itself: the function in a process of its own, the far ends here, round trips at zero. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createStack } from '../../local/stack.ts';
import { pathOf } from '../pages.ts';
import { quantile, round } from '../scale/numbers.ts';

export type LeadEvent = { readonly text: string; readonly index: number; readonly phone: string };
type Taken = {
  readonly cpuMs: number;
  readonly userMs: number;
  readonly failed: boolean;
  readonly calibrationMs: number;
};

/** A lead says these; the first contact and the name are not counted, the ordinary replies behind them are. */
const TALK = ['oi', 'Mateus', 'minha conta é de 850 reais', 'C', '15'] as const;
const COUNTED_FROM = 2;
/** Leads before those that count: what runs often is compiled by then, as in a container that has been answering. */
const WARM_UP = 8;
/** Typing and a bubble. */
const SPOKEN_REQUESTS = 2;

/**
 * `reply.own_cpu_ms_p50`, its part outside the kernel, and the whole over a piece of work of the same run that is alike on every machine.
 * With `BENCH_PROFILE` a profile of the worker is left in that folder.
 */
export async function measureOwnCpu(turns: number): Promise<Readonly<Record<string, number>>> {
  const stack = await createStack({
    mode: 'live',
    provider: 'cloud',
    environment: { KOMMO_RPS: '1000' },
  });
  stack.reconcileEvery(Number.MAX_SAFE_INTEGER);
  const worker = fork(pathOf('bench/turn/worker.ts'), {
    env: { ...process.env, ...stack.environment },
    execArgv: process.env['BENCH_PROFILE']
      ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`]
      : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const taken: Taken[] = [];
  let index = 0;
  const say = async (phone: string, text: string): Promise<Taken> => {
    index += 1;
    stack.traffic.length = 0;
    worker.send({ text, index, phone } satisfies LeadEvent);
    const [told] = await once(worker, 'message');
    if (told.failed) throw new Error(`a turn of the bench failed: ${text}`);
    return told;
  };
  try {
    await once(worker, 'message');
    const leads = WARM_UP + Math.ceil(turns / (TALK.length - COUNTED_FROM));
    for (let lead = 0; lead < leads; lead += 1)
      for (const [place, text] of TALK.entries()) {
        const told = await say(`+55819900${String(10_000 + lead)}`.slice(0, 14), text);
        if (lead < WARM_UP || place < COUNTED_FROM) continue;
        if (stack.traffic.filter(({ mount }) => mount === '/cloud').length < SPOKEN_REQUESTS)
          throw new Error(`a turn of the bench said nothing: ${text}`);
        taken.push(told);
      }
    const middle = (of: (each: Taken) => number): number => quantile(taken.map(of), 0.5);
    const [cpuMs, calibrationMs] = [middle((each) => each.cpuMs), middle((each) => each.calibrationMs)];
    return {
      'reply.own_cpu_ms_p50': round(cpuMs),
      'reply.own_cpu_user_ms_p50': round(middle((each) => each.userMs)),
      'reply.own_cpu_ratio': round(cpuMs / calibrationMs, 2),
      'reply.calibration_ms': round(calibrationMs, 2),
    };
  } finally {
    worker.send('end');
    await once(worker, 'exit');
    await stack.close();
  }
}
