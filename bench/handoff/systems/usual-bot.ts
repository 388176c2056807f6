/**
 * What the baselines have in common, so that they differ in nothing but how they find out who holds the conversation: history,
 * one reply a burst, retries from a durable queue, one follow-up after half an hour.
 */
import type { Bot, Ends, Inbound, Row, Signal } from '../bot.ts';

export const DEBOUNCE_MS = 6_000;
export const FOLLOW_UP_MS = 30 * 60_000;
export const DAY_MS = 24 * 3_600_000;
const FOLLOW_UP = 'Ainda por aí?';

export type Rules = {
  /** Before the message is queued; false: it is only recorded. */
  onMessage?(message: Inbound, ends: Ends): Promise<boolean>;
  /** After the debounce, before the model. */
  mayReply(lead: string, ends: Ends): Promise<boolean>;
  /** After the model, before the first bubble. */
  maySend?(lead: string, ends: Ends): Promise<boolean>;
  mayFollowUp(lead: string, ends: Ends): Promise<boolean>;
  signal(signal: Signal, ends: Ends): Promise<void>;
};

const listOf = (value: Row[string] | undefined): readonly string[] =>
  typeof value === 'object' && value !== null ? value : [];

export function usualBot(rules: Rules): Bot {
  const burst = (lead: string): string => `burst:${lead}`;
  const followUp = (lead: string): string => `follow-up:${lead}`;

  const answered = (lead: string, marks: readonly string[], ends: Ends): Promise<Row> =>
    ends.database.change(burst(lead), (row) => ({
      ...row,
      marks: listOf(row['marks']).filter((mark) => !marks.includes(mark)),
    }));

  const reply = async (lead: string, id: string, ends: Ends): Promise<void> => {
    const row = await ends.database.get(burst(lead));
    // Somebody newer answers for the whole burst.
    if (row?.['newest'] !== id) return;
    const marks = listOf(row['marks']);
    if (!(await rules.mayReply(lead, ends))) {
      await answered(lead, marks, ends);
      return;
    }
    const bubbles = await ends.model(marks);
    if (rules.maySend && !(await rules.maySend(lead, ends))) {
      await answered(lead, marks, ends);
      return;
    }
    for (const [index, bubble] of bubbles.entries()) {
      if (index > 0) await ends.sleep(600);
      await ends.send(lead, bubble);
    }
    await answered(lead, marks, ends);
    if (row['wantsPerson'] === true) await ends.crm.giveToPerson(lead);
    else if (row['stopped'] !== true)
      await ends.schedule.set(followUp(lead), { lead, kind: 'follow_up', id }, FOLLOW_UP_MS);
  };

  return {
    message: async (message, ends) => {
      const { lead, id, content, text, mark } = message;
      await ends.database.append(lead, mark);
      await ends.schedule.cancel(followUp(lead));
      if (content === 'sticker' || content === 'reaction') return;
      if (rules.onMessage && !(await rules.onMessage(message, ends))) return;
      await ends.database.change(burst(lead), (row) => ({
        ...row,
        marks: mark === null ? listOf(row['marks']) : [...new Set([...listOf(row['marks']), mark])],
        newest: id,
        wantsPerson: text.includes('falar com uma pessoa'),
        stopped: row['stopped'] === true || text.startsWith('PARAR'),
      }));
      await ends.queue.put({ lead, kind: 'reply', id }, DEBOUNCE_MS);
    },
    signal: rules.signal,
    job: async ({ lead, kind, id }, ends) => {
      if (kind === 'reply') return reply(lead, id, ends);
      if (await rules.mayFollowUp(lead, ends)) await ends.send(lead, FOLLOW_UP);
    },
  };
}
