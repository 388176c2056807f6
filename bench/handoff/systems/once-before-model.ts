/** The written requirement taken at its word: the stage is read live before the bot answers, once, and then the model runs. */
import type { Ends } from '../bot.ts';
import type { System } from '../field.ts';
import { plainSystem } from '../plain-field.ts';
import { DAY_MS, usualBot } from './usual-bot.ts';

const pause = (lead: string): string => `pause:${lead}`;

/** A CRM that cannot be read, or a cache, throws: the queue brings the reply back, and nothing is said meanwhile. */
async function isBots(lead: string, ends: Ends): Promise<boolean> {
  const [holder, paused] = await Promise.all([ends.crm.holderOf(lead), ends.cache.get(pause(lead))]);
  return holder === 'bot' && paused === null;
}

export const onceBeforeModel: System = plainSystem({
  name: 'once-before-model',
  rules: [
    'The newest message of a burst is answered six seconds after it.',
    'Before the model runs, the stage is read live in the CRM, once.',
    'With a person: silence. With the bot: the model runs, and its bubbles are sent.',
    'A CRM that cannot be read is no permission: the reply is tried again.',
    'A message that a person wrote sets a pause in the cache for a day.',
    'A notice that the card is back with the bot ends the pause.',
    'The pause is looked at together with the stage.',
    'Before a follow-up the same look is taken, once.',
    'Nothing is looked at after the model.',
  ],
  make: () =>
    usualBot({
      mayReply: isBots,
      mayFollowUp: isBots,
      signal: async (signal, ends) => {
        if (signal.kind === 'person_wrote') await ends.cache.set(pause(signal.lead), 'person_wrote', DAY_MS);
        else if (signal.to === 'bot') await ends.cache.delete(pause(signal.lead));
      },
    }),
});
