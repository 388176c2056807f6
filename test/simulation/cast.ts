/** Who takes part: made-up leads, and a brain whose every reply names what it answers. */
import type { Brain } from '../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import type { Scheduler } from './engine/scheduler.ts';
import type { Person } from './truth.ts';

export const PEOPLE: readonly Person[] = [
  { phone: '+5581990000001', name: 'Mateus' },
  { phone: '+5511990000002', name: 'Clara' },
];

/** The nth message's mark: letters, so that nobody reads it as a bill. */
export const tagOf = (index: number): string =>
  `#${(index + 26).toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? 'q')}`;
export const tagsIn = (text: string): readonly string[] => text.match(/#[a-z]+/g) ?? [];

const OPENINGS = ['Resposta a', 'E mais isto sobre', 'Por fim, sobre'];
/** Does this bubble open a reply of the simulation's brain? */
export const isReply = (text: string): boolean => text.startsWith('Resposta a');

/** The scripted brain's facts and decisions, in bubbles that name the messages they answer; it thinks for a while. */
export function echoingBrain({
  scheduler,
  thinkMs,
  bubbles,
}: {
  scheduler: () => Scheduler;
  thinkMs: number;
  bubbles: number;
}): Brain {
  const scripted = createScriptedBrain();
  return {
    reply: async (conversation) => {
      const reply = await scripted.reply(conversation);
      if (thinkMs > 0) await scheduler().sleep(thinkMs * scheduler().random.between(0.5, 1.5));
      const tags = conversation.burst.flatMap((part) => ('text' in part ? tagsIn(part.text) : []));
      const about = tags.length > 0 ? tags.join(' ') : `tudo, às ${conversation.now}`;
      return { ...reply, bubbles: OPENINGS.slice(0, bubbles).map((opening) => `${opening} ${about}`) };
    },
  };
}
