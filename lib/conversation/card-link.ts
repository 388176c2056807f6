/**
 * A lead without a card gets one before anything is said: found by phone (H18), else created, once (C12, C18). The find may
 * reveal a card in a person's hands; the gate sees it.
 */
import type { Clock } from '../clock.ts';
import { type CardFinder, type CardFound, CREATION_WAIT_SECONDS } from '../handoff/card-finder.ts';
import type { Cards } from '../kommo/cards.ts';
import type { Kommo, KommoFailure } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';

export type Linked =
  | { readonly kind: 'linked'; readonly lead: LeadRecord }
  | { readonly kind: 'hold'; readonly cause: HoldReason };

export type CardKeeper = {
  /** Asks Redis now for what `ensure` will ask it, in one request with what else is asked there. Never throws. */
  prepare(lead: LeadRecord): Promise<void>;
  /** The lead with a card linked, found or created. A failure in Kommo is a cause to hold, never "no card". */
  ensure(lead: LeadRecord): Promise<Linked>;
  /** Kommo does not show the card: after a while it is unlinked and looked for by phone, as at first contact (I3, P3). */
  relink(lead: LeadRecord): Promise<Linked>;
  /** A fresh card for a lead whose cards are all closed (RETURNING_LEAD=new_card). */
  renew(lead: LeadRecord): Promise<Linked>;
};

export type CardKeeperDeps = {
  readonly store: Pick<
    Store,
    'linkCard' | 'claimCardCreation' | 'releaseCardCreation' | 'keepContacts' | 'leadById' | 'forgetCard'
  >;
  readonly finder: CardFinder;
  readonly cards: Pick<Cards, 'create'>;
  readonly metadata: Pick<Metadata, 'stageMap' | 'fields'>;
  readonly kommo: Pick<Kommo, 'isDeleted'>;
  /** P3: a card that we made is not to be found, and another one is not made. `kommoLeadId`: that card, if its id is known. */
  readonly tellPerson: (lead: LeadRecord, kommoLeadId: KommoLeadId | null) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

const FIRST_TAG = 'SDR_IA';

/** Refused on our side: Kommo was never asked. */
const isUnsent = ({ cause }: KommoFailure): boolean => cause === 'over_budget' || cause === 'breaker_open';

/** Did we make this lead's card after `sinceMs`? Nobody can have taken it and given it back before. */
export const madeSince = ({ kommoLeadId, cardMemory }: LeadRecord, sinceMs: number): boolean =>
  cardMemory.createdId === kommoLeadId &&
  cardMemory.createdAtMs !== null &&
  cardMemory.createdAtMs >= sinceMs;

export function createCardKeeper(deps: CardKeeperDeps): CardKeeper {
  const { store, finder, cards, metadata, kommo, clock, log } = deps;

  /** The right to make a card. P22: where one of ours stands in the way, Kommo is asked whether it is in the trash; no hook may have told. */
  const claim = async (lead: LeadRecord, shown: readonly KommoLeadId[], atMs: number) => {
    const ask = () => store.claimCardCreation(lead.id, CREATION_WAIT_SECONDS, atMs, shown);
    const first = await ask();
    const { createdId } = lead.cardMemory;
    if ((first !== 'too_many' && first !== 'too_many_untold') || createdId === null) return first;
    const deleted = await kommo.isDeleted(createdId);
    if (deleted.kind !== 'ok' || !deleted.value) return first;
    log.info('card.deleted', { leadId: lead.id, kommoLeadId: createdId });
    await store.forgetCard(lead.id, createdId);
    return ask();
  };

  const create = async (
    { lead, ...found }: Extract<CardFound, { kind: 'none' }>,
    renews: boolean,
  ): Promise<Linked> => {
    const map = await metadata.stageMap();
    if (map.kind === 'failed') return { kind: 'hold', cause: map.cause };
    const statusId = map.value.statusIdOf('novo_lead');
    if (statusId === null) return { kind: 'hold', cause: 'no_novo_lead' };
    const claimedAtMs = clock.nowMs();
    switch (await claim(lead, found.shown, claimedAtMs)) {
      case 'wait':
        return { kind: 'hold', cause: 'card_being_created' };
      case 'linked': {
        const fresh = await store.leadById(lead.id);
        return fresh?.kommoLeadId
          ? { kind: 'linked', lead: fresh }
          : { kind: 'hold', cause: 'card_being_created' };
      }
      case 'too_many':
        return { kind: 'hold', cause: 'second_creation' };
      case 'too_many_untold':
        log.error('card.second_creation', { leadId: lead.id, kommoLeadId: lead.cardMemory.createdId });
        await deps.tellPerson(lead, lead.cardMemory.createdId);
        return { kind: 'hold', cause: 'second_creation' };
      case 'create':
        break;
    }
    const fields = await metadata.fields();
    const whatsapp = fields.kind === 'ok' ? fields.value.get('whatsapp') : undefined;
    const { phone } = lead.address;
    const created = await cards.create({
      phone,
      name: lead.profileName ?? 'Lead WhatsApp',
      contactId: found.contact?.id ?? null,
      pipelineId: map.value.pipelineId,
      statusId,
      tags: [FIRST_TAG],
      fields: whatsapp && phone ? [{ fieldId: whatsapp.id, value: phone }] : [],
    });
    if (created.kind === 'failed') {
      if (isUnsent(created)) {
        // Nothing left, so nothing can have been made: the next try need not wait for it, nor search again at once.
        await store.releaseCardCreation(lead.id, claimedAtMs);
        const { contactIds, lookedFor } = found;
        await store.keepContacts(lead.id, { add: contactIds, gone: [], lookedFor }, claimedAtMs);
      }
      return { kind: 'hold', cause: created.cause };
    }
    log.info('card.created', { leadId: lead.id, kommoLeadId: created.kommoLeadId });
    const own = created.contactId === null ? [] : [created.contactId];
    const linked = await store.linkCard(lead.id, {
      kommoLeadId: created.kommoLeadId,
      kommoContactIds: [...new Set([...own, ...found.contactIds])],
      // Kommo's duplicate control may answer with a card that is there already, perhaps a person's.
      created: !created.merged,
      renews: renews && !created.merged,
      lookedFor: found.lookedFor,
      contactPhone: phone,
      atMs: clock.nowMs(),
    });
    return { kind: 'linked', lead: linked };
  };
  const orCreate = async (found: CardFound, renews = false): Promise<Linked> =>
    found.kind === 'none' ? create(found, renews) : found;

  return {
    prepare: finder.prepare,
    ensure: async (lead) =>
      lead.kommoLeadId !== null ? { kind: 'linked', lead } : orCreate(await finder.find(lead)),
    relink: async (lead) => orCreate(await finder.refind(lead)),
    renew: async (lead) => {
      const unlinked = await store.linkCard(lead.id, { kommoLeadId: null, kommoContactIds: [] });
      return orCreate(await finder.find(unlinked, { ignoreClosed: true }), true);
    },
  };
}
