/** Worlds spread over processes: one core each, every process its own database. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Task, WorkerMessage } from './worker.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

export type Crew = {
  play(task: Task): Promise<Answer>;
  close(): void;
};

/** `broken`: the guard that these processes go without. */
export function createCrew({ workers, broken }: { workers: number; broken?: string }): Crew {
  const idle: ChildProcess[] = [];
  const waiting: ((worker: ChildProcess) => void)[] = [];
  const all = Array.from({ length: workers }, () =>
    fork(WORKER, { env: { ...process.env, ...(broken !== undefined && { SIMULATION_BROKEN: broken }) } }),
  );
  idle.push(...all);

  const take = (): Promise<ChildProcess> => {
    const free = idle.pop();
    return free ? Promise.resolve(free) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (worker: ChildProcess): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };

  return {
    play: async (task) => {
      const worker = await take();
      try {
        return await new Promise<Answer>((resolve, reject) => {
          const died = (code: number | null): void => reject(new Error(`a worker ended with ${code}`));
          worker.once('exit', died);
          // Our own worker's words.
          worker.once('message', (message: WorkerMessage) => {
            worker.off('exit', died);
            if (message.kind === 'answer') resolve(message.answer);
            else reject(new Error(message.says));
          });
          worker.send(task);
        });
      } finally {
        giveBack(worker);
      }
    },
    close: () => {
      for (const worker of all) worker.disconnect();
    },
  };
}
