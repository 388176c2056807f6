/** What the queue brings beside a lead's messages: people who answered, statuses, identities, cards that moved. */
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import { isOurs, type OwnMoves } from '../kommo/own-moves.ts';
import {
  type Address,
  type KommoContactId,
  KommoContactId as KommoContactIdSchema,
  type KommoLeadId,
  type LeadId,
} from '../lead.ts';
import type {
  CardCommandEvent,
  CardEvent,
  CardReplyEvent,
  KommoEvent,
  StatusEvent,
  WhatsAppEvent,
} from '../lead-event.ts';
import type { Log } from '../log.ts';
import { speechIn } from '../pipeline.ts';
import type { Delivery, Fate } from '../queue.ts';
import { VERIFY_ATTEMPTS } from '../retry-policy.ts';
import type { LeadRecord } from '../store/rows.ts';
import type { ActSource, Store } from '../store/store.ts';
import type { Gate } from './gate.ts';
import { judgeNote } from './note-command.ts';
import { actName, type PendingTakeovers, type PersonsAct } from './pending-takeover.ts';
import { sourceOf, type Takeovers } from './takeover.ts';

const DONE: Fate = { kind: 'done' };
/** A `/bot` that cannot be read for this many deliveries (about 18 minutes) releases nothing. */
const NOTE_ATTEMPTS = 5;

export type OtherEventsDeps = {
  readonly store: Pick<
    Store,
    | 'recordStatus'
    | 'recordPreference'
    | 'joinIdentity'
    | 'leadByCard'
    | 'leadById'
    | 'resolveLead'
    | 'linkCard'
    | 'judgeAct'
  >;
  readonly takeovers: Takeovers;
  /** A `failed` status of a send of ours. */
  readonly refusedLate: (event: StatusEvent) => Promise<Fate>;
  readonly pending: Pick<PendingTakeovers, 'settle'>;
  readonly gate: Pick<Gate, 'open'>;
  readonly kommo: Pick<Kommo, 'leads' | 'contacts' | 'note'>;
  readonly metadata: Pick<Metadata, 'stageMap'>;
  readonly ownMoves: Pick<OwnMoves, 'of'>;
  /** A person holds this lead now: what a person needs to know goes on the card, once. Never throws for Kommo's sake. */
  readonly takenOver: (lead: LeadRecord) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

export type OtherEvents = {
  whatsapp(event: Exclude<WhatsAppEvent, { kind: 'inbound' | 'edited' | 'deleted' }>): Promise<Fate>;
  kommo(event: KommoEvent, delivery: Delivery): Promise<Fate>;
};

export function createOtherEvents({
  store,
  takeovers,
  refusedLate,
  pending,
  gate,
  kommo,
  metadata,
  ownMoves,
  takenOver,
  clock,
  log,
}: OtherEventsDeps): OtherEvents {
  /** C14, P2: our own PATCH comes back as a hook, by whatever user, and changes nothing. */
  const isEchoOfOurs = async ({
    kommoLeadId,
    pipelineId,
    statusId,
    changedAt,
  }: CardEvent): Promise<boolean> => {
    if (pipelineId === null || statusId === null || changedAt === null) return false;
    const own = await ownMoves.of(kommoLeadId);
    return own !== 'unreadable' && isOurs({ kommoLeadId, at: changedAt, to: { pipelineId, statusId } }, own);
  };

  /**
   * The queued copy of a hook: the takeover once more (a database that was down loses nothing), then a live read that
   * confirms or releases it. The gate's answer is not used to speak.
   */
  const card = async (event: CardEvent, delivery: Delivery): Promise<Fate> => {
    const lead = await store.leadByCard(event.kommoLeadId);
    // R12: no lead is linked yet; its first message will find this card by phone and read it live.
    if (!lead) return DONE;
    if (event.action === 'delete') {
      await store.linkCard(lead.id, { kommoLeadId: null, kommoContactIds: [] });
      return DONE;
    }
    if (await isEchoOfOurs(event)) return DONE;
    if (event.pipelineId !== null && event.statusId !== null) {
      const map = await metadata.stageMap();
      const claims =
        map.kind === 'ok' &&
        speechIn(map.value.placeOf({ pipelineId: event.pipelineId, statusId: event.statusId })) === 'no';
      const recorded = lead.signals.humanStageAtMs;
      if (claims && (recorded === null || recorded < delivery.enqueuedAtMs - 10_000)) {
        await takeovers.cardLeft({
          kommoLeadId: event.kommoLeadId,
          movedAtMs: event.changedAt === null ? delivery.enqueuedAtMs : event.changedAt * 1000,
          seenAtMs: delivery.enqueuedAtMs,
          source: { reason: 'card', author: event.modifiedBy },
        });
      }
    }
    const fresh = (await store.leadByCard(event.kommoLeadId)) ?? lead;
    const answer = await gate.open(fresh);
    if (answer.stage.kind === 'absent') {
      await store.linkCard(lead.id, { kommoLeadId: null, kommoContactIds: [] });
      return DONE;
    }
    // Confirmed by a live read; a closed card is nobody's conversation.
    if (answer.kind === 'silence' && (answer.reason === 'human_stage' || answer.reason === 'unmapped_stage'))
      await takenOver(answer.lead);
    return answer.kind === 'hold' && delivery.attempt < VERIFY_ATTEMPTS
      ? { kind: 'again', cause: answer.cause }
      : DONE;
  };

  /** The lead behind a card or contact that we have not linked: by the contact's phone, made if need be (R12). */
  const leadBehind = async (
    kommoLeadId: KommoLeadId | null,
    contactId: number | null,
  ): Promise<LeadRecord | 'unreadable' | null> => {
    const linked = kommoLeadId === null ? null : await store.leadByCard(kommoLeadId);
    if (linked) return linked;
    const contactIds: KommoContactId[] = contactId === null ? [] : [KommoContactIdSchema.parse(contactId)];
    if (kommoLeadId !== null && contactIds.length === 0) {
      const cards = await kommo.leads([kommoLeadId], { priority: 'gate' });
      if (cards.kind === 'failed') return 'unreadable';
      if (cards.kind === 'ok') contactIds.push(...cards.value.flatMap((found) => found.contactIds));
    }
    if (contactIds.length === 0) return null;
    const contacts = await kommo.contacts(contactIds, { priority: 'gate' });
    if (contacts.kind === 'failed') return 'unreadable';
    const phone = contacts.kind === 'ok' ? contacts.value.flatMap(({ phones }) => phones)[0] : undefined;
    if (!phone) return null;
    return store.resolveLead({ phone, lid: null, bsuid: null, replyTo: phone.slice(1) }, clock.nowMs());
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
    const lead = await leadBehind(event.kommoLeadId, event.kommoContactId);
    if (lead === 'unreadable') return { kind: 'again', cause: 'kommo_unreadable' };
    if (!lead) {
      log.warn('takeover.unattributed', { kommoLeadId: event.kommoLeadId });
      return DONE;
    }
    return personMessage(lead.id, {
      providerId: event.messageId,
      text: event.text,
      sentAtMs: event.sentAt * 1000,
      source: { reason: 'card_chat', author: event.userId },
    });
  };

  const cardCommand = async (event: CardCommandEvent, delivery: Delivery): Promise<Fate> => {
    const lead = await leadBehind(event.kommoLeadId, null);
    if (lead === 'unreadable') return { kind: 'again', cause: 'kommo_unreadable' };
    if (!lead) return DONE;
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
    const after = await takeovers.note({
      leadId: lead.id,
      noteId,
      command: event.command,
      givenAtMs: verdict.givenAtMs ?? delivery.enqueuedAtMs,
      author: verdict.author,
    });
    if (event.command === 'humano') await takenOver(after);
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
          if (event.status === 'failed') return refusedLate(event);
          await store.recordStatus(event);
          return DONE;
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
        case 'identity':
          await store.joinIdentity({ before: event.before, after: event.after, atMs: clock.nowMs() });
          return DONE;
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
          return card(event, delivery);
        case 'card_reply':
          return settled(event, () => cardReply(event));
        case 'card_command':
          return settled(event, () => cardCommand(event, delivery));
      }
    },
  };
}
