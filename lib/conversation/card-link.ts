/**
 * A lead without a card gets one before anything is said: found by phone (H18), else created, once (C12, C18). The find may
 * reveal a card in a person's hands; the gate sees it.
 */
import type { Clock } from '../clock.ts';
import type { Cards } from '../kommo/cards.ts';
import type { KommoContact, KommoLead } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import type { KommoContactId } from '../lead.ts';
import type { Log } from '../log.ts';
import { isClosed, type StageMap } from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

export type Linked =
  | { readonly kind: 'linked'; readonly lead: LeadRecord }
  | { readonly kind: 'hold'; readonly cause: HoldReason };

export type CardKeeper = {
  /** The lead with a card linked, found or created. A failure of Kommo's is a cause to hold, never "no card". */
  ensure(lead: LeadRecord): Promise<Linked>;
  /** Kommo no longer has the card: unlink and look again by phone, as at first contact (I3). */
  relink(lead: LeadRecord): Promise<Linked>;
  /** A fresh card for a lead whose cards are all closed (RETURNING_LEAD=new_card). */
  renew(lead: LeadRecord): Promise<Linked>;
};

export type CardKeeperDeps = {
  readonly store: Pick<Store, 'linkCard' | 'claimCardCreation' | 'leadById'>;
  readonly cards: Pick<Cards, 'find' | 'create'>;
  readonly metadata: Pick<Metadata, 'stageMap' | 'fields'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Kommo's search lags behind a create: for this long a retry waits instead of creating again. */
const CREATION_WAIT_SECONDS = 60;
const FIRST_TAG = 'SDR_IA';

/** The card to follow: an open one of the bot's pipeline, else any open one, else the newest closed. */
export function primaryCard(leads: readonly KommoLead[], map: StageMap): KommoLead | null {
  const rank = (lead: KommoLead): number => (isClosed(lead) ? 0 : lead.pipelineId === map.pipelineId ? 2 : 1);
  return (
    [...leads]
      .filter((lead) => !lead.isDeleted)
      .sort((a, b) => rank(b) - rank(a) || b.createdAt - a.createdAt || b.id - a.id)[0] ?? null
  );
}

export function createCardKeeper({ store, cards, metadata, clock, log }: CardKeeperDeps): CardKeeper {
  const create = async (lead: LeadRecord, map: StageMap, contact: KommoContact | null): Promise<Linked> => {
    const claim = await store.claimCardCreation(lead.id, CREATION_WAIT_SECONDS, clock.nowMs());
    if (claim === 'wait') return { kind: 'hold', cause: 'card_being_created' };
    if (claim === 'linked') {
      const fresh = await store.leadById(lead.id);
      return fresh?.kommoLeadId
        ? { kind: 'linked', lead: fresh }
        : { kind: 'hold', cause: 'card_being_created' };
    }
    const statusId = map.statusIdOf('novo_lead');
    if (statusId === null) return { kind: 'hold', cause: 'no_novo_lead' };
    const fields = await metadata.fields();
    const whatsapp = fields.kind === 'ok' ? fields.value.get('whatsapp') : undefined;
    const { phone } = lead.address;
    const created = await cards.create({
      phone,
      name: lead.profileName ?? 'Lead WhatsApp',
      contactId: contact?.id ?? null,
      pipelineId: map.pipelineId,
      statusId,
      tags: [FIRST_TAG],
      fields: whatsapp && phone ? [{ fieldId: whatsapp.id, value: phone }] : [],
    });
    if (created.kind === 'failed') return { kind: 'hold', cause: created.cause };
    log.info('card.created', { leadId: lead.id, kommoLeadId: created.kommoLeadId });
    return link(lead, created.kommoLeadId, created.contactId === null ? [] : [created.contactId]);
  };

  const link = async (
    lead: LeadRecord,
    kommoLeadId: KommoLead['id'],
    kommoContactIds: readonly KommoContactId[],
  ): Promise<Linked> => ({
    kind: 'linked',
    lead: await store.linkCard(lead.id, { kommoLeadId, kommoContactIds }),
  });

  const findOrCreate = async (
    lead: LeadRecord,
    { ignoreClosed }: { ignoreClosed: boolean },
  ): Promise<Linked> => {
    const map = await metadata.stageMap();
    if (map.kind === 'failed') return { kind: 'hold', cause: map.cause };
    if (lead.address.phone === null) return create(lead, map.value, null);
    const found = await cards.find(lead.address.phone);
    if (found.kind === 'failed') return { kind: 'hold', cause: found.cause };
    if (found.kind === 'none') return create(lead, map.value, null);
    const candidates = ignoreClosed ? found.leads.filter((card) => !isClosed(card)) : found.leads;
    const card = primaryCard(candidates, map.value);
    if (!card) return create(lead, map.value, found.contact);
    log.info('card.found', { leadId: lead.id, kommoLeadId: card.id });
    return link(
      lead,
      card.id,
      [found.contact, ...found.duplicates].map(({ id }) => id),
    );
  };

  const unlinked = (lead: LeadRecord): Promise<LeadRecord> =>
    store.linkCard(lead.id, { kommoLeadId: null, kommoContactIds: [] });

  return {
    ensure: async (lead) =>
      lead.kommoLeadId !== null ? { kind: 'linked', lead } : findOrCreate(lead, { ignoreClosed: false }),
    relink: async (lead) => findOrCreate(await unlinked(lead), { ignoreClosed: false }),
    renew: async (lead) => findOrCreate(await unlinked(lead), { ignoreClosed: true }),
  };
}
