/**
 * What Kommo is to show after a turn: the card as the conversation left it, and at a handover the package. A failure is an event of its
 * own, in a line of its own: it never repeats a reply, never holds up the lead, and is tried with what is desired by then.
 */
import type { Clock } from '../clock.ts';
import { botHandoffStands, humanReplyStands } from '../handoff/verdict.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { SeenCard, Sync } from '../kommo/sync.ts';
import type { LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Delivery, Fate, LeadQueue } from '../queue.ts';
import { DELIVERIES_PER_EVENT, GIVEN_UP_AFTER_MS, HANDOFF_LOOKS } from '../retry-policy.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';
import { desiredCard, stageFor } from './desired-card.ts';
import type { HandoffBy, HandoffPackages } from './handoff-note.ts';
import type { Meetings } from './meeting.ts';

const DONE: Fate = { kind: 'done' };
const CANCELLED_NOTE =
  'O lead cancelou a reunião pelo WhatsApp. Este card foi posto nesta etapa por uma pessoa, então o robô não o moveu.';

/** `since`: when the first of these events was sent, epoch milliseconds. */
type CardEvent =
  | { readonly kind: 'sync'; readonly leadId: LeadId; readonly since?: number | undefined }
  | {
      readonly kind: 'handoff';
      readonly leadId: LeadId;
      readonly by: HandoffBy;
      readonly since?: number | undefined;
    };

/** `before`: the lead as the turn began. `seen`: the turn's own live read of the card. */
export type SyncedTurn = {
  readonly before: LeadRecord;
  readonly intent: string;
  readonly seen: SeenCard | null;
};

export type CardSync = {
  /** Brings the card up to date after a turn; queues itself when that fails. */
  syncCard(lead: LeadRecord, turn: SyncedTurn): Promise<void>;
  /** A turn died behind its last bubble: the card follows as an event of its own, with what the lead was told by then. */
  catchUp(lead: LeadRecord): Promise<void>;
  /** P15: the lead's phone became known and its contact in Kommo lacks it: written as an event of its own. Nothing where it stands there. */
  phoneLearnt(lead: LeadRecord): Promise<void>;
  /** Before the bot's handover is recorded: whatever ends the turn after this, card, note and task follow. */
  announceHandoff(lead: LeadRecord): Promise<void>;
  /** Note and task now, instead of when the announced event comes round. */
  handOver(lead: LeadRecord): Promise<void>;
  /** A person holds the conversation: the note, once a takeover. */
  takenOver(lead: LeadRecord): Promise<void>;
  /** The event of its own, from the queue. */
  again(event: CardEvent, delivery: Delivery): Promise<Fate>;
};

export type CardSyncDeps = {
  readonly sync: Sync;
  readonly packages: HandoffPackages;
  readonly meetings: Pick<Meetings, 'bookingOf'>;
  readonly store: Pick<Store, 'leadById' | 'keepContactPhone'>;
  readonly kommo: Pick<Kommo, 'leads' | 'patchContact' | 'addNote'>;
  readonly tasks: Pick<PersonTasks, 'write'>;
  readonly queue: Pick<LeadQueue, 'send'>;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: { readonly minBillBrl: number; readonly minScore: number };
};

export function createCardSync({
  sync,
  packages,
  meetings,
  store,
  kommo,
  tasks,
  queue,
  newId,
  clock,
  log,
  limits,
}: CardSyncDeps): CardSync {
  const syncOnce = async (
    lead: LeadRecord,
    { stageSinceMs, seen }: { stageSinceMs: number | null | undefined; seen: SeenCard | null },
  ): Promise<Fate> => {
    if (lead.kommoLeadId === null) return DONE;
    const completed = await completePhone(lead, seen);
    if (completed.kind === 'again') return completed;
    const desired = desiredCard(lead, { limits, booking: await meetings.bookingOf(lead), stageSinceMs });
    const outcome = await sync.apply({ kommoLeadId: lead.kommoLeadId, desired, seen });
    if (outcome.kind === 'failed') return { kind: 'again', cause: outcome.cause };
    return 'staysInMeeting' in outcome && outcome.staysInMeeting === true ? tellOfCancelled(lead) : DONE;
  };

  /** T8: the card stands where a person put it, and the meeting behind it is gone. Written once a cancelling. */
  const tellOfCancelled = async (lead: LeadRecord): Promise<Fate> => {
    const { kommoLeadId, lastInboundAtMs } = lead;
    if (kommoLeadId === null) return DONE;
    const told = await tasks.write({
      kind: 'meeting_cancelled',
      kommoLeadId,
      sinceMs: lastInboundAtMs ?? clock.nowMs(),
    });
    if (told.kind === 'failed') return { kind: 'again', cause: told.cause };
    if (told.kind === 'written') await kommo.addNote(kommoLeadId, CANCELLED_NOTE);
    return DONE;
  };

  /** A card first made for a LID or a user name has a contact without a phone, which sellers and every look by phone would miss. */
  const completePhone = async (lead: LeadRecord, seen: SeenCard | null): Promise<Fate> => {
    const { phone } = lead.address;
    if (phone === null || lead.kommoLeadId === null || lead.cardMemory.contactPhone === phone) return DONE;
    let contactId = seen?.card.id === lead.kommoLeadId ? seen.card.contactIds[0] : undefined;
    if (contactId === undefined) {
      const read = await kommo.leads([lead.kommoLeadId], { priority: 'write' });
      if (read.kind === 'failed') return { kind: 'again', cause: read.cause };
      contactId = read.kind === 'ok' ? read.value[0]?.contactIds[0] : undefined;
    }
    if (contactId === undefined) return DONE;
    const written = await kommo.patchContact(contactId, { phone });
    if (written.kind === 'failed') return { kind: 'again', cause: written.cause };
    if (written.kind === 'ok') await store.keepContactPhone(lead.id, phone);
    return DONE;
  };

  const enqueue = async (event: CardEvent): Promise<void> => {
    const id = newId();
    const body = { ...event, since: event.since ?? clock.nowMs() };
    // One line for a card's writes, so that an older one never ends after a newer one.
    await queue.send(
      { source: 'self', event: body },
      { group: `sync:${event.leadId}`, dedupe: `${event.kind}:${id}`, correlationId: id },
    );
  };

  /** Does somebody else hold the conversation still? A handover that is over leaves nothing to write. */
  const stands = (lead: LeadRecord, by: HandoffBy): boolean =>
    lead.signals.humanStageAtMs !== null ||
    botHandoffStands(lead) ||
    (by === 'person' && humanReplyStands({ signals: lead.signals, nowMs: clock.nowMs() }));

  const work = async (event: CardEvent, delivery: Delivery): Promise<Fate> => {
    const lead = await store.leadById(event.leadId);
    if (!lead) return DONE;
    const asOf = { stageSinceMs: event.since ?? delivery.enqueuedAtMs, seen: null };
    if (event.kind === 'sync') return syncOnce(lead, asOf);
    if (!stands(lead, event.by))
      return event.by === 'bot' && delivery.attempt < HANDOFF_LOOKS
        ? { kind: 'again', cause: 'not_recorded_yet' }
        : DONE;
    if (botHandoffStands(lead)) {
      const synced = await syncOnce(lead, asOf);
      if (synced.kind === 'again') return synced;
    }
    return packages.deliver(lead, event.by);
  };

  return {
    syncCard: async (lead, { before, intent, seen }) => {
      // Only a step that this turn brought is taken unasked: a card that should have been there already was perhaps moved away.
      const stage = (each: LeadRecord) => stageFor(each, { limits, booking: null });
      const isStep = intent === 'booked' || intent === 'cancelled_meeting' || stage(before) !== stage(lead);
      const fate = await syncOnce(lead, { stageSinceMs: isStep ? undefined : null, seen });
      if (fate.kind === 'done') return;
      log.warn('sync.queued', { leadId: lead.id, cause: fate.cause });
      await enqueue({ kind: 'sync', leadId: lead.id });
    },
    catchUp: (lead) =>
      enqueue({ kind: 'sync', leadId: lead.id, since: lead.lastOutboundAtMs ?? clock.nowMs() }),
    phoneLearnt: async ({ id, address, kommoLeadId, cardMemory, lastOutboundAtMs }) => {
      if (kommoLeadId === null || address.phone === null || cardMemory.contactPhone === address.phone) return;
      await enqueue({ kind: 'sync', leadId: id, since: lastOutboundAtMs ?? clock.nowMs() });
    },
    announceHandoff: (lead) => enqueue({ kind: 'handoff', leadId: lead.id, by: 'bot' }),
    handOver: async (lead) => {
      const fate = await packages.deliver(lead, 'bot');
      if (fate.kind === 'again') log.warn('handoff.queued', { leadId: lead.id, cause: fate.cause });
    },
    takenOver: async (lead) => {
      if (!stands(lead, 'person')) return;
      const fate = await packages.deliver(lead, 'person');
      if (fate.kind === 'done') return;
      log.warn('handoff.queued', { leadId: lead.id, cause: fate.cause });
      await enqueue({ kind: 'handoff', leadId: lead.id, by: 'person' });
    },
    again: async (event, delivery) => {
      const fate = await work(event, delivery);
      if (fate.kind === 'done' || delivery.attempt < DELIVERIES_PER_EVENT) return fate;
      if (clock.nowMs() - (event.since ?? delivery.enqueuedAtMs) > GIVEN_UP_AFTER_MS) {
        log.error('sync.given_up', { leadId: event.leadId, kind: event.kind, cause: fate.cause });
        return DONE;
      }
      await enqueue(event);
      return DONE;
    },
  };
}
