/** What the queue brings beside a lead's messages: people who answered, statuses, identities, cards that moved. */
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import {
  type Address,
  type KommoContactId,
  KommoContactId as KommoContactIdSchema,
  type KommoLeadId,
  type LeadId,
} from '../lead.ts';
import type { CardCommandEvent, CardReplyEvent, KommoEvent, WhatsAppEvent } from '../lead-event.ts';
import type { Delivery, Fate } from '../queue.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { ActSource } from '../store/signals.ts';
import type { Store } from '../store/store.ts';
import { type CardEventsDeps, createCardEvents } from './card-events.ts';
import { judgeNote } from './note-command.ts';
import { actName, type PendingTakeovers, type PersonsAct, replyIdFor } from './pending-takeover.ts';
import type { RecordStatuses } from './record-statuses.ts';
import { sourceOf, type Takeovers } from './takeover.ts';

const DONE: Fate = { kind: 'done' };
/** A status in the leads' own queue has waited for its send already. */
const IN_LINE_ATTEMPT = 2;
/** A `/bot` that cannot be read for this many deliveries (about 18 minutes) releases nothing. */
const NOTE_ATTEMPTS = 5;

export type OtherEventsDeps = {
  readonly store: Pick<
    Store,
    'recordPreference' | 'joinIdentity' | 'leadById' | 'resolveLead' | 'judgeAct' | 'recordRobotMessage'
  > &
    CardEventsDeps['store'];
  readonly takeovers: Takeovers;
  readonly recordStatuses: RecordStatuses;
  readonly pending: Pick<PendingTakeovers, 'settle'>;
  /** P15: a lead's phone became known, which its contact in Kommo may lack. */
  readonly phoneLearnt: (lead: LeadRecord) => Promise<void>;
  readonly clock: Clock;
  readonly kommo: CardEventsDeps['kommo'] & Pick<Kommo, 'note'>;
} & Omit<CardEventsDeps, 'store' | 'takeovers' | 'kommo'>;

export type OtherEvents = {
  whatsapp(event: Exclude<WhatsAppEvent, { kind: 'inbound' | 'edited' | 'deleted' }>): Promise<Fate>;
  kommo(event: KommoEvent, delivery: Delivery): Promise<Fate>;
};

export function createOtherEvents(deps: OtherEventsDeps): OtherEvents {
  const { store, takeovers, recordStatuses, pending, kommo, takenOver, clock, log } = deps;
  const cardEvents = createCardEvents(deps);

  /** The leads behind a card or contact: those linked to it, else by the contact's phones, made if need be (R12). */
  const leadsBehind = async (
    kommoLeadId: KommoLeadId | null,
    contactId: number | null,
  ): Promise<readonly LeadRecord[] | 'unreadable'> => {
    const linked = kommoLeadId === null ? [] : await store.leadsByCard(kommoLeadId);
    if (linked.length > 0) return linked;
    const contactIds: KommoContactId[] = contactId === null ? [] : [KommoContactIdSchema.parse(contactId)];
    if (kommoLeadId !== null && contactIds.length === 0) {
      const cards = await kommo.leads([kommoLeadId], { priority: 'gate' });
      if (cards.kind === 'failed') return 'unreadable';
      if (cards.kind === 'ok') contactIds.push(...cards.value.flatMap((found) => found.contactIds));
    }
    const behind = await cardEvents.leadsBehind(contactIds);
    if (behind === 'unreadable' || behind.leads.length > 0)
      return behind === 'unreadable' ? behind : behind.leads;
    const [phone] = behind.phones;
    if (!phone) return [];
    return [
      await store.resolveLead({ phone, lid: null, bsuid: null, replyTo: phone.slice(1) }, clock.nowMs()),
    ];
  };

  const personMessage = async (
    to: Address | LeadId | null,
    message: {
      quotes?: string | null;
      providerId: string;
      text: string;
      sentAtMs: number;
      source: ActSource;
    },
  ): Promise<Fate> => {
    const { outcome, leadId } = await takeovers.personMessage({ to, ...message });
    // `known`: the webhook recorded it before this copy came.
    if (outcome === 'taken_over' || outcome === 'known') {
      const lead = await store.leadById(leadId);
      if (lead) await takenOver(lead);
    }
    return DONE;
  };

  const cardReply = async (event: CardReplyEvent): Promise<Fate> => {
    const leads = await leadsBehind(event.kommoLeadId, event.kommoContactId);
    if (leads === 'unreadable') return { kind: 'again', cause: 'kommo_unreadable' };
    if (leads.length === 0) log.warn('takeover.unattributed', { kommoLeadId: event.kommoLeadId });
    for (const [index, lead] of leads.entries())
      await personMessage(lead.id, {
        providerId: replyIdFor(event.messageId, index),
        text: event.text,
        sentAtMs: event.sentAt * 1000,
        source: { reason: 'card_chat', author: event.userId },
      });
    return DONE;
  };

  /** P23: neither ours nor a person's. Two bots on one number is what must not be, so it is told. */
  const robotReply = async (event: CardReplyEvent): Promise<Fate> => {
    const leads = await leadsBehind(event.kommoLeadId, event.kommoContactId);
    if (leads === 'unreadable') return { kind: 'again', cause: 'kommo_unreadable' };
    for (const [index, lead] of leads.entries()) {
      const outcome = await store.recordRobotMessage({
        leadId: lead.id,
        providerId: replyIdFor(event.messageId, index),
        text: event.text,
        sentAtMs: event.sentAt * 1000,
        atMs: clock.nowMs(),
      });
      if (outcome === 'other_robot') log.warn('whatsapp.other_robot', { leadId: lead.id });
    }
    return DONE;
  };

  const cardCommand = async (event: CardCommandEvent, delivery: Delivery): Promise<Fate> => {
    const leads = await leadsBehind(event.kommoLeadId, null);
    if (leads === 'unreadable') return { kind: 'again', cause: 'kommo_unreadable' };
    if (leads.length === 0) return DONE;
    const noteId = Number(event.noteId);
    const verdict = judgeNote(event, await kommo.note(event.kommoLeadId, noteId));
    if (verdict.kind === 'ignore' || (verdict.kind === 'again' && delivery.attempt >= NOTE_ATTEMPTS)) {
      log.warn('takeover.note_ignored', {
        kommoLeadId: event.kommoLeadId,
        command: event.command,
        why: verdict.kind === 'ignore' ? verdict.why : verdict.cause,
      });
      return DONE;
    }
    if (verdict.kind === 'again') return verdict;
    for (const lead of leads) {
      const after = await takeovers.note({
        leadId: lead.id,
        noteId,
        command: event.command,
        givenAtMs: verdict.givenAtMs ?? delivery.enqueuedAtMs,
        author: verdict.author,
      });
      if (event.command === 'humano') await takenOver(after);
    }
    return DONE;
  };

  /** The copy was judged; what comes again is still to be. A message leaves a row of its own, but for nobody's (P20). */
  const settled = async (event: PersonsAct, judge: () => Promise<Fate>): Promise<Fate> => {
    const fate = await judge();
    if (fate.kind !== 'done') return fate;
    if (event.kind !== 'human_message') await store.judgeAct(actName(event), clock.nowMs());
    await pending.settle(event);
    return fate;
  };

  return {
    whatsapp: async (event) => {
      switch (event.kind) {
        case 'preference':
          await store.recordPreference(event.from, {
            wish: event.wish,
            givenAtMs: event.at * 1000,
            atMs: clock.nowMs(),
          });
          return DONE;
        case 'status':
          return (await recordStatuses([{ status: event, attempt: IN_LINE_ATTEMPT }]))[0] ?? DONE;
        case 'human_message':
          return settled(event, () =>
            personMessage(event.to, {
              quotes: event.quotes,
              providerId: event.messageId,
              text: event.text,
              sentAtMs: event.sentAt * 1000,
              source: sourceOf(event),
            }),
          );
        case 'identity': {
          const joined = await store.joinIdentity({
            before: event.before,
            after: event.after,
            atMs: clock.nowMs(),
          });
          if (joined) await deps.phoneLearnt(joined);
          return DONE;
        }
        case 'account': {
          const { field, event: word, detail, isWell } = event;
          (isWell ? log.info : log.error)(isWell ? 'whatsapp.account' : 'whatsapp.account_alarm', {
            field,
            word,
            detail,
          });
          return DONE;
        }
        case 'connection': {
          const down = event.state === 'close' || event.state === 'refused';
          (down ? log.error : log.info)(down ? 'whatsapp.alarm' : 'whatsapp.connection', {
            state: event.state,
            code: event.reason,
          });
          return DONE;
        }
      }
    },
    kommo: (event, delivery) => {
      switch (event.kind) {
        case 'card':
          return cardEvents.card(event, delivery);
        case 'contact':
          return cardEvents.contact(event, delivery);
        case 'card_reply':
          return event.byRobot ? robotReply(event) : settled(event, () => cardReply(event));
        case 'card_command':
          return settled(event, () => cardCommand(event, delivery));
      }
    },
  };
}
