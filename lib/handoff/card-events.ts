/**
 * What Kommo's hooks say of cards and contacts, from the queue. A hook is a hint: it is verified by a live read, which records or releases.
 * A card or contact that we have not linked is led back to the leads that we know, by the contact's phones (P1, P12); a lead that nobody
 * knows yet finds its cards with its first message (R12).
 */
import type { Kommo } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import { isOurs, type OwnMoves } from '../kommo/own-moves.ts';
import type { KommoContactId, LeadId } from '../lead.ts';
import { type CardEvent, type ContactEvent, isEdit } from '../lead-event.ts';
import type { Log } from '../log.ts';
import type { Phone } from '../phone.ts';
import { type StagePlace, speechIn } from '../pipeline.ts';
import type { Delivery, Fate } from '../queue.ts';
import { VERIFY_ATTEMPTS } from '../retry-policy.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';
import type { CardFinder } from './card-finder.ts';
import type { ContactLook } from './contact-look.ts';
import { concernedBy, leadsByPhone } from './contact-news.ts';
import type { Gate } from './gate.ts';
import type { Takeovers } from './takeover.ts';
import { isTakeover } from './takeover-claim.ts';

const DONE: Fate = { kind: 'done' };
/** A takeover recorded by the webhook itself is this much older than its queued copy, at most. */
const RECORDED_AHEAD_MS = 10_000;
/** P22: a look so much younger than the hook has judged what it claims. A read may be this stale (the same grace as a release's). */
const JUDGED_AFTER_MS = 5_000;

export type CardEventsDeps = {
  readonly store: Pick<
    Store,
    'leadsByCard' | 'leadsByCreatedCard' | 'leadsByContact' | 'leadByKey' | 'forgetCard'
  >;
  readonly takeovers: Pick<Takeovers, 'cardLeft'>;
  readonly gate: Pick<Gate, 'open'>;
  readonly contacts: Pick<ContactLook, 'keep'>;
  readonly finder: CardFinder;
  readonly kommo: Pick<Kommo, 'leads' | 'contacts'>;
  readonly metadata: Pick<Metadata, 'stageMap'>;
  readonly ownMoves: Pick<OwnMoves, 'of'>;
  /** A person holds this lead now: what a person needs to know goes on the card, once. Never throws for Kommo's sake. */
  readonly takenOver: (lead: LeadRecord) => Promise<void>;
  readonly log: Log;
};

export type CardEvents = {
  card(event: CardEvent, delivery: Delivery): Promise<Fate>;
  contact(event: ContactEvent, delivery: Delivery): Promise<Fate>;
  /** The leads that these contacts stand for: by what we linked, and by their phones as Kommo shows them now. */
  leadsBehind(
    contactIds: readonly KommoContactId[],
  ): Promise<{ readonly leads: readonly LeadRecord[]; readonly phones: readonly Phone[] } | 'unreadable'>;
};

export function createCardEvents({
  store,
  takeovers,
  gate,
  contacts,
  finder,
  kommo,
  metadata,
  ownMoves,
  takenOver,
  log,
}: CardEventsDeps): CardEvents {
  const again = (cause: string, delivery: Delivery): Fate =>
    delivery.attempt < VERIFY_ATTEMPTS ? { kind: 'again', cause } : DONE;

  /** A live read of all the lead's cards, which records what it sees. `isDeletion`: a hook says that the linked card is gone. */
  const verify = async (
    lead: LeadRecord,
    delivery: Delivery,
    { isDeletion }: { isDeletion: boolean } = { isDeletion: false },
  ): Promise<Fate> => {
    const found = await finder.linked(lead);
    if (found.kind === 'hold') return again(found.cause, delivery);
    // Nothing to follow now; the lead's next message looks once more.
    if (found.kind === 'none') return DONE;
    let answer = await gate.open(found.lead);
    if (answer.stage.kind === 'absent') {
      const gone = answer.lead;
      // A hook and the live read agree, or else what is not shown may be late (P3).
      const next =
        isDeletion && gone.kommoLeadId !== null
          ? await finder.find(await store.forgetCard(gone.id, gone.kommoLeadId))
          : await finder.refind(gone);
      if (next.kind === 'hold') return again(next.cause, delivery);
      if (next.kind === 'none') return DONE;
      answer = await gate.open(next.lead);
    }
    // Confirmed by a live read; a closed card is nobody's conversation.
    if (answer.kind === 'silence' && (answer.reason === 'human_stage' || answer.reason === 'unmapped_stage'))
      await takenOver(answer.lead);
    return answer.kind === 'hold' ? again(answer.cause, delivery) : DONE;
  };

  const verifyAll = async (
    leads: readonly LeadRecord[],
    delivery: Delivery,
    how?: { isDeletion: boolean },
  ): Promise<Fate> => {
    let fate: Fate = DONE;
    for (const lead of leads) {
      const each = await verify(lead, delivery, how);
      if (each.kind !== 'done') fate = each;
    }
    return fate;
  };

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

  const claimedPlace = async ({ pipelineId, statusId }: CardEvent): Promise<StagePlace | null> => {
    if (pipelineId === null || statusId === null) return null;
    const map = await metadata.stageMap();
    return map.kind === 'ok' ? map.value.placeOf({ pipelineId, statusId }) : null;
  };

  /** The takeover once more, so that a database that was down loses nothing; then the live read that confirms or releases it. */
  const ofLinked = async (
    leads: readonly LeadRecord[],
    event: CardEvent,
    delivery: Delivery,
  ): Promise<Fate> => {
    // P11: what moved nothing costs nothing. A merge moves without a drag, so the stage is compared with what was seen last (P24).
    const isKnown = ({ cardMemory: { stage } }: LeadRecord): boolean =>
      stage?.pipelineId === event.pipelineId && stage.statusId === event.statusId;
    if (isEdit(event) && leads.every(isKnown)) return DONE;
    if (event.action !== 'delete') {
      if (await isEchoOfOurs(event)) return DONE;
      const place = await claimedPlace(event);
      const isNew = leads.some(({ signals: { humanStageAtMs }, cardMemory: { readAtMs } }) =>
        humanStageAtMs === null
          ? (readAtMs ?? 0) < delivery.enqueuedAtMs + JUDGED_AFTER_MS
          : humanStageAtMs < delivery.enqueuedAtMs - RECORDED_AHEAD_MS,
      );
      if (isTakeover(place) && isNew)
        await takeovers.cardLeft({
          kommoLeadId: event.kommoLeadId,
          statusId: event.statusId,
          movedAtMs: event.changedAt === null ? delivery.enqueuedAtMs : event.changedAt * 1000,
          seenAtMs: delivery.enqueuedAtMs,
          source: { reason: 'card', author: event.modifiedBy },
        });
    }
    const fresh = await store.leadsByCard(event.kommoLeadId);
    return verifyAll(fresh.length > 0 ? fresh : leads, delivery, { isDeletion: event.action === 'delete' });
  };

  const withoutTwins = (leads: readonly LeadRecord[]): readonly LeadRecord[] => [
    ...new Map<LeadId, LeadRecord>(leads.map((lead) => [lead.id, lead])).values(),
  ];

  const leadsBehind: CardEvents['leadsBehind'] = async (contactIds) => {
    if (contactIds.length === 0) return { leads: [], phones: [] };
    const [linked, read] = await Promise.all([
      store.leadsByContact(contactIds),
      kommo.contacts(contactIds, { priority: 'gate' }),
    ]);
    if (read.kind === 'failed') return 'unreadable';
    const phones = read.kind === 'ok' ? read.value.flatMap((contact) => contact.phones) : [];
    return { leads: withoutTwins([...linked, ...(await leadsByPhone(store, phones))]), phones };
  };

  const adopt = async (
    leads: readonly LeadRecord[],
    contactIds: readonly KommoContactId[],
    delivery: Delivery,
  ): Promise<Fate> => {
    const kept: LeadRecord[] = [];
    for (const lead of leads) {
      const add = contactIds.filter((id) => !lead.kommoContactIds.includes(id));
      if (add.length > 0) log.info('contact.found', { leadId: lead.id, contacts: add.length });
      kept.push(add.length === 0 ? lead : await contacts.keep(lead, { add, gone: [] }));
    }
    return verifyAll(kept, delivery);
  };

  /** A turn found the card gone and unlinked it before Kommo said so: what we made and is deleted may be made anew (P3). */
  const ofForgotten = async ({ kommoLeadId }: CardEvent, delivery: Delivery): Promise<Fate> => {
    const made = await store.leadsByCreatedCard(kommoLeadId);
    if (made.length === 0) return DONE;
    const shown = await kommo.leads([kommoLeadId], { priority: 'gate' });
    if (shown.kind === 'failed') return again(shown.cause, delivery);
    if (shown.kind === 'absent') for (const { id } of made) await store.forgetCard(id, kommoLeadId);
    return DONE;
  };

  /** A card that no lead is linked to: worth a read only where it may silence one. */
  const ofUnlinked = async (event: CardEvent, delivery: Delivery): Promise<Fate> => {
    if (event.action === 'delete') return ofForgotten(event, delivery);
    if (isEdit(event)) return DONE;
    const place = await claimedPlace(event);
    if (place !== null && speechIn(place) === 'yes' && event.action !== 'restore') return DONE;
    const cards = await kommo.leads([event.kommoLeadId], { priority: 'gate' });
    if (cards.kind === 'failed') return again(cards.cause, delivery);
    const contactIds = cards.kind === 'ok' ? cards.value.flatMap((card) => card.contactIds) : [];
    const behind = await leadsBehind(contactIds);
    if (behind === 'unreadable') return again('kommo_unreadable', delivery);
    return adopt(behind.leads, contactIds, delivery);
  };

  return {
    leadsBehind,
    card: async (event, delivery) => {
      const leads = await store.leadsByCard(event.kommoLeadId);
      return leads.length > 0 ? ofLinked(leads, event, delivery) : ofUnlinked(event, delivery);
    },
    contact: async (event, delivery) => {
      const { known, strangers } = await concernedBy(store, event);
      // Whoever loses a contact may have gained another: the gate's own read finds it missing, and looks by phone.
      if (event.action === 'delete') return verifyAll(known, delivery);
      // A new contact that is linked already: the door did it (P1), and what its cards say is still to be read.
      if (strangers.length === 0) return event.action === 'add' ? verifyAll(known, delivery) : DONE;
      const behind = await leadsBehind([event.kommoContactId]);
      if (behind === 'unreadable') return again('kommo_unreadable', delivery);
      const confirmed = behind.leads.filter(({ id }) => strangers.some((lead) => lead.id === id));
      return adopt(confirmed, [event.kommoContactId], delivery);
    },
  };
}
