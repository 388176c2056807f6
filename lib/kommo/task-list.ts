/**
 * Many tasks of one kind for people, in as few requests as Kommo takes: one read of the cards, then one POST for each seller's list. Nothing
 * is asked about tasks that may be there: only for cards of which nobody was told before. Whatever is not surely written is `failed`,
 * and the next try writes it by itself, with a look first (person-task.ts).
 */
import type { Clock } from '../clock.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Kommo } from './kommo.ts';
import { TASK_KINDS, TASK_TEXTS, type TaskKind } from './person-task.ts';

/** Kommo advises no more in one write (facts/kommo.md §2.3). */
const TASKS_A_REQUEST = 50;
const HOUR_SECONDS = 3600;

export type TaskLists = {
  /** The cards (at most 100) whose task is written. Never throws. */
  write(kind: TaskKind, cards: readonly KommoLeadId[]): Promise<ReadonlySet<KommoLeadId>>;
};

export function createTaskLists({
  kommo,
  clock,
}: {
  kommo: Pick<Kommo, 'leads' | 'addTasks'>;
  clock: Clock;
}): TaskLists {
  return {
    write: async (kind, cards) => {
      const written = new Set<KommoLeadId>();
      const read = await kommo.leads(cards, { priority: 'write' });
      if (read.kind !== 'ok') return written;
      const completeTill = Math.floor(clock.nowMs() / 1000) + TASK_KINDS[kind].dueHours * HOUR_SECONDS;
      // By seller: one who left the company is refused, with everything in that request (facts/kommo.md §10.8).
      for (const [responsibleUserId, of] of Map.groupBy(read.value, (card) => card.responsibleUserId))
        for (let at = 0; at < of.length; at += TASKS_A_REQUEST) {
          const ids = of.slice(at, at + TASKS_A_REQUEST).map(({ id }) => id);
          const answer = await kommo.addTasks(
            ids.map((kommoLeadId) => ({
              kommoLeadId,
              text: TASK_TEXTS[kind],
              completeTill,
              responsibleUserId,
            })),
          );
          if (answer.kind === 'ok') for (const id of ids) written.add(id);
        }
      return written;
    },
  };
}
