/** What most bots with a takeover do: webhooks set a pause in Redis, and the bot looks for it. */
import type { Ends } from '../bot.ts';
import type { System } from '../field.ts';
import { plainSystem } from '../plain-field.ts';
import { DAY_MS, usualBot } from './usual-bot.ts';

const pause = (lead: string): string => `pause:${lead}`;
const isFree = async (lead: string, ends: Ends): Promise<boolean> =>
  (await ends.cache.get(pause(lead))) === null;

export const redisPauseOnly: System = plainSystem({
  name: 'redis-pause-only',
  rules: [
    'The newest message of a burst is answered six seconds after it.',
    'A notice of a card with a person sets a pause in Redis for a day.',
    'So does a notice that a person wrote to the lead.',
    'A notice of a card that is back with the bot ends the pause.',
    'The pause is looked for before the model runs,',
    'once more before the first bubble, and before a follow-up.',
    'The CRM is never read.',
    'A Redis that does not answer is no permission: the reply is tried again.',
  ],
  make: () =>
    usualBot({
      mayReply: isFree,
      maySend: isFree,
      mayFollowUp: isFree,
      signal: async (signal, ends) => {
        if (signal.kind === 'person_wrote' || signal.to === 'person')
          await ends.cache.set(pause(signal.lead), signal.kind, DAY_MS);
        else await ends.cache.delete(pause(signal.lead));
      },
    }),
});
