/** One process that plays worlds for `npm run simulate`: gets a seed or a plan, answers with what came of it. */
import { breakGuard, brokenFunction, guardNamed } from './broken.ts';
import type { FaultKind } from './faults.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './play.ts';

export type Task = { readonly plan: Plan | number; readonly without: readonly FaultKind[] };
export type Answer = Omit<Outcome, 'coverage' | 'lines' | 'logs'> & {
  readonly coverage: readonly (readonly [string, number])[];
  readonly cpuMs: number;
};
export type WorkerMessage =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly says: string };

const brokenName = process.env['SIMULATION_BROKEN'];
const guard = brokenName === undefined ? null : guardNamed(brokenName);
if (guard) breakGuard(guard);
// Loaded after the guard is out.
const { play } = await import('./play.ts');
const { planOf } = await import('./plan.ts');
const { simulationDatabase } = await import('./engine/database.ts');
const sql = guard && brokenFunction(guard);
if (sql) await (await simulationDatabase()).db.exec(sql);

const tell = (message: WorkerMessage): void => {
  process.send?.(message);
};

async function answerTo({ plan, without }: Task): Promise<Answer> {
  const before = process.cpuUsage();
  const {
    coverage,
    lines: _lines,
    logs: _logs,
    ...outcome
  } = await play(typeof plan === 'number' ? planOf(plan) : plan, { without: new Set(without) });
  const { user, system } = process.cpuUsage(before);
  return { ...outcome, coverage: [...coverage], cpuMs: (user + system) / 1000 };
}

process.on('message', (task: Task) => {
  answerTo(task).then(
    (answer) => tell({ kind: 'answer', answer }),
    (error: unknown) =>
      tell({ kind: 'failed', says: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
// Nobody is left to answer.
process.on('disconnect', () => process.exit(0));
