/** Worlds spread over processes: one core each, every process its own database. */
import { fileURLToPath } from 'node:url';
import { type Hand, startHand } from '../support/hand.ts';
import type { Answer, Task, WorkerMessage } from './worker.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

export type Crew = {
  /** @throws, with the seed, when the world cannot be played or its process ends. */
  play(task: Task): Promise<Answer>;
  close(): void;
};

/** `broken`: the guard that these processes go without. */
export function createCrew({ workers, broken }: { workers: number; broken?: string }): Crew {
  const all = Array.from({ length: workers }, () =>
    // A session of its own: what stops us must not cut a world short.
    startHand<Task, WorkerMessage>(WORKER, {
      detached: true,
      ...(broken !== undefined && { env: { SIMULATION_BROKEN: broken } }),
    }),
  );
  const idle: Hand<Task, WorkerMessage>[] = [...all];
  const waiting: ((worker: Hand<Task, WorkerMessage>) => void)[] = [];

  const take = (): Promise<Hand<Task, WorkerMessage>> => {
    const free = idle.pop();
    return free ? Promise.resolve(free) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (worker: Hand<Task, WorkerMessage>): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };

  return {
    play: async (task) => {
      const worker = await take();
      const at = `seed ${typeof task.plan === 'number' ? task.plan : task.plan.seed}`;
      try {
        const message = await worker.ask(task, at);
        if (message.kind === 'failed') throw new Error(`${at}: ${message.says}`);
        return message.answer;
      } finally {
        giveBack(worker);
      }
    },
    close: () => {
      for (const worker of all) worker.end();
    },
  };
}
