/**
 * A person answered, and Postgres could not be told: the queued copy will record it, but it may stand behind an older
 * message of the lead's, or in the card's own line. Until it is judged, whoever it may concern is in doubt, and a turn of
 * theirs is held (design §2: silence on any hint). A doubt only silences (I4); Redis down, it is unknown, as every hint.
 */
import type { Address, KommoContactId, KommoLeadId } from '../lead.ts';
import { leadKeys } from '../lead.ts';
import type { CardCommandEvent, CardReplyEvent, HumanMessageEvent } from '../lead-event.ts';
import type { Hints } from '../redis.ts';

/** What a person can do that names no lead of ours by itself. */
export type PersonsAct = HumanMessageEvent | CardReplyEvent | CardCommandEvent;

export type Doubts = {
  /** The act could not be recorded. Never throws. */
  raise(act: PersonsAct): Promise<void>;
  /** The act was judged: recorded, or found to be nobody's. Never throws. */
  settle(act: PersonsAct): Promise<void>;
  /** Is an act of a person's still to be judged that may concern this lead? Never throws. */
  over(lead: {
    readonly address: Address;
    readonly kommoLeadId: KommoLeadId | null;
    readonly kommoContactIds: readonly KommoContactId[];
  }): Promise<boolean>;
};

const cardName = (id: number): string => `card:${id}`;
const contactName = (id: number): string => `contact:${id}`;

function idOf(act: PersonsAct): string {
  return act.kind === 'card_command' ? act.noteId : act.messageId;
}

/** Everything that the act gives to know its lead by. */
function namesOf(act: PersonsAct): readonly string[] {
  switch (act.kind) {
    case 'human_message':
      return act.to === null ? [] : leadKeys(act.to);
    case 'card_command':
      return [cardName(act.kommoLeadId)];
    case 'card_reply':
      return [
        ...(act.kommoLeadId === null ? [] : [cardName(act.kommoLeadId)]),
        ...(act.kommoContactId === null ? [] : [contactName(act.kommoContactId)]),
      ];
  }
}

export function createDoubts(hints: Pick<Hints, 'raiseDoubt' | 'settleDoubt' | 'inDoubt'>): Doubts {
  return {
    raise: (act) => hints.raiseDoubt(namesOf(act), idOf(act)),
    settle: (act) => hints.settleDoubt(namesOf(act), idOf(act)),
    over: ({ address, kommoLeadId, kommoContactIds }) =>
      hints.inDoubt([
        ...leadKeys(address),
        ...(kommoLeadId === null ? [] : [cardName(kommoLeadId)]),
        ...kommoContactIds.map(contactName),
      ]),
  };
}
