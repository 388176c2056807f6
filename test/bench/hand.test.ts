import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createCrew } from '../simulation/crew.ts';
import { type Hand, startHand } from '../support/hand.ts';

const SCRIPT = fileURLToPath(new URL('./support/told.ts', import.meta.url));
type Told = { readonly says: string };
type Order = { readonly do: 'answer' | 'exit' | 'leave' | 'die' | 'nothing' };

let hand: Hand<Order, Told> | null = null;
const started = (silentMs?: number): Hand<Order, Told> => {
  hand = startHand<Order, Told>(SCRIPT, { ...(silentMs !== undefined && { silentMs }) });
  return hand;
};
afterEach(() => hand?.end());

describe('a worker of a long run', () => {
  it('answers one task after the other', async () => {
    const worker = started();
    expect(await worker.ask({ do: 'answer' }, 'seed 1')).toEqual({ says: 'done' });
    expect(await worker.ask({ do: 'answer' }, 'seed 2')).toEqual({ says: 'done' });
  });

  it.each([
    { how: 'exit', says: 'seed 7: the worker ended with 3' },
    { how: 'leave', says: 'seed 7: the worker ended with 0' },
    { how: 'die', says: 'seed 7: the worker ended with SIGKILL' },
  ] as const)(
    'that ends ($how) without an answer ends the run, and says which seed it was at',
    async ({ how, says }) => {
      await expect(started().ask({ do: how }, 'seed 7')).rejects.toThrow(says);
    },
  );

  it('that is dead already is not waited for', async () => {
    const worker = started();
    await expect(worker.ask({ do: 'die' }, 'seed 7')).rejects.toThrow();
    await expect(worker.ask({ do: 'answer' }, 'seed 8')).rejects.toThrow(
      'seed 8: the worker ended with SIGKILL',
    );
  });

  it('that says nothing is not waited for without end', async () => {
    await expect(started(300).ask({ do: 'nothing' }, 'seed 7')).rejects.toThrow(/^seed 7: .* said nothing/);
  });

  it('that cannot load is told by the seed it should have played', async () => {
    const crew = createCrew({ workers: 1, broken: 'no such guard' });
    try {
      await expect(crew.play({ plan: 41, without: [] })).rejects.toThrow('seed 41: the worker ended with 1');
    } finally {
      crew.close();
    }
  });
});
