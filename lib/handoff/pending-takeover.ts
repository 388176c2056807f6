/**
 * A person acted, and Postgres could not be told in time. The queued copy will record it, but it may stand behind an older
 * message from the lead, or in the card's own line: until then nothing is said to whoever it may concern (design §2).
 *
 * What Redis keeps is a question, not a state (P20): it names the act, and Postgres is asked whether that act is on record.
 * So one that nobody settled, or that a repeated webhook raised once more, mutes nobody. It only silences (I4).
 */
import type { KommoLeadId, LeadKey } from '../lead.ts';
import { type Address, type KommoContactId, leadKeys } from '../lead.ts';
import type { CardCommandEvent, CardEvent, CardReplyEvent, HumanMessageEvent } from '../lead-event.ts';
import type { AskRedis } from '../redis.ts';
import { PENDING_TAKEOVER_SECONDS } from '../retry-policy.ts';
import type { Store } from '../store/store.ts';

/** What a person can do that takes the conversation. */
export type PersonsAct = HumanMessageEvent | CardReplyEvent | CardCommandEvent | CardEvent;

const pendingKey = (name: string): string => `handoff:doubt:${name}`;
/** Where the acts that may concern a lead are kept under its key: for its export and its erasure. */
export const pendingTakeoverKey = (key: LeadKey): string => pendingKey(key);

const cardName = (id: number): string => `card:${id}`;
const contactName = (id: number): string => `contact:${id}`;

/** One message on a card of several leads is recorded for each, under an id of its own. `index`: of the lead, in the card's order. */
export const replyIdFor = (messageId: string, index: number): string =>
  index === 0 ? messageId : `${messageId}#${index + 1}`;

/** The act by name, as `acts_on_record` knows it. */
export function actName(act: PersonsAct): string {
  switch (act.kind) {
    case 'human_message':
    case 'card_reply':
      return `message:${act.messageId}`;
    case 'card_command':
      return `note:${act.noteId}`;
    case 'card':
      return `move:${act.kommoLeadId}:${act.changedAt ?? 0}`;
  }
}

/** Everything that the act gives to know its lead by. */
function namesOf(act: PersonsAct): readonly string[] {
  switch (act.kind) {
    case 'human_message':
      return act.to === null ? [] : leadKeys(act.to);
    case 'card_command':
    case 'card':
      return [cardName(act.kommoLeadId)];
    case 'card_reply':
      return [
        ...(act.kommoLeadId === null ? [] : [cardName(act.kommoLeadId)]),
        ...(act.kommoContactId === null ? [] : [contactName(act.kommoContactId)]),
      ];
  }
}

export type PendingTakeovers = {
  /** The act could not be recorded. False when this could not be kept either. Never throws. */
  keep(act: PersonsAct): Promise<boolean>;
  /** The act was judged: recorded, or found to be nobody's. Tidiness, not correctness. Never throws. */
  settle(act: PersonsAct): Promise<void>;
  /**
   * Is there a person's act, not on record yet, that may concern this lead? Redis down: no (I4).
   * @throws {StoreError} when there is one and Postgres cannot be asked about it.
   */
  standsAgainst(lead: {
    readonly address: Address;
    readonly kommoLeadId: KommoLeadId | null;
    readonly kommoContactIds: readonly KommoContactId[];
  }): Promise<boolean>;
};

export function createPendingTakeovers({
  ask,
  store,
}: {
  ask: AskRedis;
  /** Asked only when something is pending. */
  store: () => Promise<Pick<Store, 'actsOnRecord'>>;
}): PendingTakeovers {
  const forget = (names: readonly string[], acts: readonly string[]): Promise<void> =>
    ask('pending', undefined, async (redis) => {
      await Promise.all(names.flatMap((name) => acts.map((act) => redis.srem(pendingKey(name), act))));
    });
  return {
    keep: (act) =>
      ask('pending', false, async (redis) => {
        const names = namesOf(act);
        await Promise.all(
          names.flatMap((name) => [
            redis.sadd(pendingKey(name), actName(act)),
            redis.expire(pendingKey(name), PENDING_TAKEOVER_SECONDS),
          ]),
        );
        // Of whom nothing is known, nothing can be kept.
        return names.length > 0;
      }),
    settle: (act) => forget(namesOf(act), [actName(act)]),
    standsAgainst: async ({ address, kommoLeadId, kommoContactIds }) => {
      const names = [
        ...leadKeys(address),
        ...(kommoLeadId === null ? [] : [cardName(kommoLeadId)]),
        ...kommoContactIds.map(contactName),
      ];
      if (names.length === 0) return false;
      const isAny = await ask(
        'pending',
        false,
        async (redis) => (await redis.exists(...names.map(pendingKey))) > 0,
      );
      if (!isAny) return false;
      // A name that cannot be read any more is still a hint.
      const acts = await ask<readonly string[] | null>('pending', null, async (redis) => {
        const sets = await Promise.all(names.map((name) => redis.smembers(pendingKey(name))));
        return [...new Set(sets.flat().map(String))];
      });
      if (acts === null) return true;
      const onRecord = new Set(await (await store()).actsOnRecord(acts));
      if (onRecord.size > 0) await forget(names, [...onRecord]);
      return acts.some((act) => !onRecord.has(act));
    },
  };
}
