/** A process that plays one talk after the other on a database of its own: the stack sets the process's environment. */
import { startDatabase } from '../../local/stack.ts';
import { misbehaving } from './models.ts';
import { PERSONAS } from './personas.ts';
import type { Task } from './pool.ts';
import { playTalk } from './talk.ts';

const database = await startDatabase({ databaseDir: null });

const play = async ({ persona: id, seed, brain }: Task): Promise<void> => {
  const persona = PERSONAS.find((each) => each.id === id);
  if (persona === undefined) throw new Error(`no persona ${id}`);
  const result = await playTalk({ persona, seed, database, ...(brain === 'llm' && misbehaving(seed)) });
  process.send?.({ kind: 'result', result });
};

process.on('message', (task: Task) => {
  play(task).catch((error: unknown) => {
    process.send?.({
      kind: 'crash',
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  });
});
process.on('disconnect', () => {
  void database.close().finally(() => process.exit(0));
});
