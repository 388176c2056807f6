/** A session per lead with a flag in it: read when a message comes, and written back as a whole when it is answered. */
import type { Row } from '../bot.ts';
import type { System } from '../field.ts';
import { plainSystem } from '../plain-field.ts';
import { usualBot } from './usual-bot.ts';

const session = (lead: string): string => `session:${lead}`;

export const sessionFlag: System = plainSystem({
  name: 'session-flag',
  rules: [
    'The newest message of a burst is answered six seconds after it.',
    'Each lead has a session row with a flag: paused.',
    'A notice of a card with a person, or that a person wrote, sets it.',
    'A notice of a card that is back with the bot clears it.',
    'The session is loaded when a message arrives, before the debounce.',
    'Paused: the message is only recorded.',
    'After the model the session as it was loaded is written back.',
    'Before a follow-up the session is loaded anew.',
    'The CRM is never read.',
  ],
  make: () => {
    /** What each reply loaded: a retry in another process loads anew. */
    const loaded = new Map<string, Row>();
    return usualBot({
      onMessage: async ({ lead }, ends) => {
        const row = (await ends.database.get(session(lead))) ?? { paused: false };
        loaded.set(lead, row);
        return row['paused'] !== true;
      },
      mayReply: async () => true,
      maySend: async (lead, ends) => {
        await ends.database.put(session(lead), loaded.get(lead) ?? { paused: false });
        return true;
      },
      mayFollowUp: async (lead, ends) => (await ends.database.get(session(lead)))?.['paused'] !== true,
      signal: async (signal, ends) => {
        const paused = signal.kind === 'person_wrote' || signal.to === 'person';
        await ends.database.change(session(signal.lead), (row) => ({ ...row, paused }));
      },
    });
  },
});
