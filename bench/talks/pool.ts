/** Talks over several processes, each with a stack of its own. */
import { fileURLToPath } from 'node:url';
import { startHand } from '../../test/support/hand.ts';
import type { TalkResult } from './talk.ts';

export const BRAINS = ['scripted', 'llm'] as const;
export type BrainName = (typeof BRAINS)[number];
export type Task = { readonly persona: string; readonly seed: number; readonly brain: BrainName };

type Told =
  | { readonly kind: 'result'; readonly result: TalkResult }
  | { readonly kind: 'crash'; readonly error: string };

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Every talk's result, in the order of `tasks`. @throws the first crash, with its persona and seed; nothing more is played then. */
export async function playAll(
  tasks: readonly Task[],
  { workers, onResult }: { workers: number; onResult: (result: TalkResult, done: number) => void },
): Promise<readonly TalkResult[]> {
  const waiting = [...tasks];
  const results: TalkResult[] = [];
  const hands = Array.from({ length: Math.min(workers, tasks.length) }, () => startHand<Task, Told>(WORKER));
  try {
    await Promise.all(
      hands.map(async (hand) => {
        for (let task = waiting.shift(); task; task = waiting.shift()) {
          const at = `${task.persona}/${task.seed}`;
          const told = await hand.ask(task, at);
          if (told.kind === 'crash') throw new Error(`${at}: ${told.error}`);
          results.push(told.result);
          onResult(told.result, results.length);
        }
      }),
    );
  } finally {
    for (const hand of hands) hand.end();
  }
  const order = new Map(tasks.map(({ persona, seed }, index) => [`${persona}/${seed}`, index]));
  const place = ({ persona, seed }: TalkResult): number => order.get(`${persona}/${seed}`) ?? 0;
  return results.toSorted((left, right) => place(left) - place(right));
}
