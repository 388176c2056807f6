/** Talks over several processes, each with a stack of its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TalkResult } from './talk.ts';

export const BRAINS = ['scripted', 'llm'] as const;
export type BrainName = (typeof BRAINS)[number];
export type Task = { readonly persona: string; readonly seed: number; readonly brain: BrainName };

type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: TalkResult }
  | { readonly kind: 'crash'; readonly task: Task; readonly error: string };

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Every talk's result, in the order of `tasks`. @throws the first crash, when all workers have ended. */
export async function playAll(
  tasks: readonly Task[],
  { workers, onResult }: { workers: number; onResult: (result: TalkResult, done: number) => void },
): Promise<readonly TalkResult[]> {
  const waiting = [...tasks];
  const results: TalkResult[] = [];
  const crashes: string[] = [];
  await Promise.all(
    Array.from(
      { length: Math.min(workers, tasks.length) },
      () =>
        new Promise<void>((resolve) => {
          const child = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
          let playing: Task | undefined;
          const next = (): void => {
            playing = waiting.shift();
            if (playing === undefined || crashes.length > 0) child.disconnect();
            else child.send(playing);
          };
          child.on('message', (told: Told) => {
            if (told.kind === 'crash') crashes.push(`${told.task.persona}/${told.task.seed}: ${told.error}`);
            if (told.kind === 'result') {
              results.push(told.result);
              onResult(told.result, results.length);
            }
            playing = undefined;
            next();
          });
          child.on('exit', (code) => {
            if (playing !== undefined)
              crashes.push(`${playing.persona}/${playing.seed}: the worker ended with ${code}`);
            resolve();
          });
        }),
    ),
  );
  const [crash] = crashes;
  if (crash !== undefined) throw new Error(crash);
  const order = new Map(tasks.map(({ persona, seed }, index) => [`${persona}/${seed}`, index]));
  const place = ({ persona, seed }: TalkResult): number => order.get(`${persona}/${seed}`) ?? 0;
  return results.toSorted((left, right) => place(left) - place(right));
}
