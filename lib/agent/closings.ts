/** The last words of a conversation, said once (R20), and the short useful ones after it. None of them asks anything. */
import type { Facts, Flow } from './extract/facts.ts';
import { wording } from './knowledge/company.ts';
import { solutionOf } from './playbook.ts';
import type { Criterion } from './qualification.ts';

const byName = ({ name }: Facts, text: string): string => {
  const firstName = name?.split(' ')[0];
  return firstName === undefined
    ? text
    : `${firstName}, ${text.charAt(0).toLocaleLowerCase('pt-BR')}${text.slice(1)}`;
};

/** The one polite goodbye of a disqualified lead. */
export const goodbye = (criterion: Criterion, facts: Facts): string =>
  byName(facts, wording(`goodbye_${criterion}`, {}));

/** What a disqualified lead hears later: what would reopen the conversation, and no second goodbye. */
export const afterGoodbye = (criterion: Criterion, nth = 0): string =>
  wording(`after_goodbye_${criterion}`, {}, nth);

/** The one message before a person takes over at the lead's wish. */
export const personClosing = (facts: Facts): string => byName(facts, wording('person_closing', {}));

/** The one message before a person takes over a solution that no bot sells. */
export const solutionClosing = (facts: Facts, flow: Flow): string =>
  byName(facts, solutionOf(flow).handsOverWith ?? wording('person_closing', {}));

/** The lead is at its meeting and nobody is there. */
export const MEETING_TROUBLE = wording('meeting_trouble', {});

/** After thanks, when nothing is left to ask. */
export const AFTER_THANKS = wording('after_thanks', {});

/** Everything was asked and the lead writes on. */
export const NOTHING_LEFT = wording('nothing_left', {});

/** The e-mail came: the meeting itself is the calendar's to confirm (C5). */
export const INVITED_BY_EMAIL = wording('invited_by_email', {});

/** No e-mail: nothing depends on it. */
export const CONFIRMED_HERE = wording('confirmed_here', {});
