/**
 * The card of a lead that has none linked, or whose card Kommo no longer shows: looked for by phone, and linked (H18, I3). Makes nothing.
 * Absent is not gone (P3): what we made or saw a moment ago and cannot read is lag, and lag waits.
 */
import type { Clock } from '../clock.ts';
import { type Cards, type FoundCards, relevantCards } from '../kommo/cards.ts';
import type { Kommo, KommoContact, KommoLead } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Phone } from '../phone.ts';
import { isClosed, type StageMap, speechIn } from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';

export type CardFound =
  | { readonly kind: 'linked'; readonly lead: LeadRecord }
  /** Nobody, or no card that may be followed. `shown`: the lead's cards that Kommo does show. */
  | {
      readonly kind: 'none';
      readonly lead: LeadRecord;
      readonly contact: KommoContact | null;
      readonly contactIds: readonly KommoContactId[];
      readonly shown: readonly KommoLeadId[];
      readonly lookedFor: Phone | null;
    }
  | { readonly kind: 'hold'; readonly cause: HoldReason };

export type CardFinder = {
  /** The lead with the card that it is to be judged by now: the linked one, else `find`. */
  linked(lead: LeadRecord): Promise<CardFound>;
  /** Asks Redis now for what `find` will ask it, should it search; in one request with what else is asked there. Never throws. */
  prepare(lead: LeadRecord): Promise<void>;
  /** The card behind the lead's phone, linked. A failure of Kommo's is a cause to hold, never "no card". */
  find(lead: LeadRecord, options?: { readonly ignoreClosed: boolean }): Promise<CardFound>;
  /**
   * The linked card is not shown. Lately made or seen, only another card in a person's hands counts, and else the answer is to wait; after
   * that it is unlinked, and looked for by phone.
   */
  refind(lead: LeadRecord): Promise<CardFound>;
};

/** Kommo's search lags behind a write by up to half a minute (facts/kommo.md §10.1); reads seldom do, and less. */
export const CREATION_WAIT_SECONDS = 120;
const SEARCH_LAG_MS = 30_000;

/** The card to follow: an open one of the bot's pipeline, else any open one, else the newest closed. */
export function primaryCard(leads: readonly KommoLead[], map: StageMap): KommoLead | null {
  const rank = (lead: KommoLead): number => (isClosed(lead) ? 0 : lead.pipelineId === map.pipelineId ? 2 : 1);
  return (
    [...leads]
      .filter((lead) => !lead.isDeleted)
      .sort((a, b) => rank(b) - rank(a) || b.createdAt - a.createdAt || b.id - a.id)[0] ?? null
  );
}

export function createCardFinder({
  store,
  cards,
  kommo,
  metadata,
  clock,
  log,
}: {
  readonly store: Pick<Store, 'linkCard'>;
  readonly cards: Pick<Cards, 'find'>;
  readonly kommo: Pick<Kommo, 'prepareSearch'>;
  readonly metadata: Pick<Metadata, 'stageMap'>;
  readonly clock: Clock;
  readonly log: Log;
}): CardFinder {
  type Search =
    | { readonly kind: 'found'; readonly map: StageMap; readonly found: FoundCards | null }
    | { readonly kind: 'hold'; readonly cause: HoldReason };
  const search = async (phone: Phone): Promise<Search> => {
    const map = await metadata.stageMap();
    if (map.kind === 'failed') return { kind: 'hold', cause: map.cause };
    const found = await cards.find(phone);
    if (found.kind === 'failed') return { kind: 'hold', cause: found.cause };
    return { kind: 'found', map: map.value, found: found.kind === 'found' ? found : null };
  };

  const silentOf = (leads: readonly KommoLead[], map: StageMap): KommoLead | null =>
    relevantCards(leads).find((card) => speechIn(map.placeOf(card)) === 'no') ?? null;

  const contactIdsOf = ({ contact, duplicates }: FoundCards): readonly KommoContactId[] =>
    [...(contact ? [contact] : []), ...duplicates].map(({ id }) => id);

  const link = async (lead: LeadRecord, card: KommoLead, found: FoundCards): Promise<CardFound> => {
    log.info('card.found', { leadId: lead.id, kommoLeadId: card.id });
    const { phone } = lead.address;
    const linked = await store.linkCard(lead.id, {
      kommoLeadId: card.id,
      kommoContactIds: contactIdsOf(found),
      lookedFor: phone,
      // It stands there; or it only comes close there, and is then not ours to write.
      contactPhone: phone,
      atMs: clock.nowMs(),
    });
    return { kind: 'linked', lead: linked };
  };

  const nobody = (lead: LeadRecord): CardFound => ({
    kind: 'none',
    lead,
    contact: null,
    contactIds: [],
    shown: [],
    lookedFor: lead.address.phone,
  });

  /** Nobody stood behind this phone so lately that Kommo's search could not know better by now. */
  const isNobodyStill = ({ kommoContactIds, cardMemory, address: { phone } }: LeadRecord): boolean =>
    kommoContactIds.length === 0 &&
    cardMemory.lookedFor === phone &&
    cardMemory.lookedAtMs !== null &&
    clock.nowMs() - cardMemory.lookedAtMs < SEARCH_LAG_MS;

  const find: CardFinder['find'] = async (lead, { ignoreClosed } = { ignoreClosed: false }) => {
    const { phone } = lead.address;
    if (phone === null || isNobodyStill(lead)) return nobody(lead);
    const searched = await search(phone);
    if (searched.kind === 'hold') return searched;
    const { found, map } = searched;
    if (!found) return nobody(lead);
    const candidates = ignoreClosed ? found.leads.filter((card) => !isClosed(card)) : found.leads;
    // A contact whose phone only comes close is a hint: its card is followed into silence, never into speech (W1).
    const card = primaryCard(candidates, map) ?? silentOf(found.hinted, map);
    if (card) return link(lead, card, found);
    return {
      kind: 'none',
      lead,
      contact: found.contact,
      contactIds: contactIdsOf(found),
      shown: found.leads.map(({ id }) => id),
      lookedFor: phone,
    };
  };

  const isLate = ({ kommoLeadId, cardMemory }: LeadRecord): boolean => {
    const { readAtMs, createdId, createdAtMs } = cardMemory;
    const knownAtMs = Math.max(readAtMs ?? 0, createdId === kommoLeadId ? (createdAtMs ?? 0) : 0);
    return clock.nowMs() - knownAtMs < CREATION_WAIT_SECONDS * 1000;
  };

  return {
    prepare: async (lead) => {
      if (lead.kommoLeadId === null && lead.address.phone !== null && !isNobodyStill(lead))
        await kommo.prepareSearch();
    },
    find,
    linked: async (lead) => (lead.kommoLeadId === null ? find(lead) : { kind: 'linked', lead }),
    refind: async (lead) => {
      if (!isLate(lead)) {
        log.warn('card.absent', { leadId: lead.id, kommoLeadId: lead.kommoLeadId });
        return find(await store.linkCard(lead.id, { kommoLeadId: null, kommoContactIds: [] }));
      }
      const { phone } = lead.address;
      const searched = phone === null ? null : await search(phone);
      if (searched?.kind === 'hold') return searched;
      // Shown by now: one read was late, and the next decides.
      if (searched?.found?.leads.some(({ id }) => id === lead.kommoLeadId)) return { kind: 'linked', lead };
      // A closed card decides only where none is open, and the one that is late may be.
      const others = [...(searched?.found?.leads ?? []), ...(searched?.found?.hinted ?? [])].filter(
        (card) => card.id !== lead.kommoLeadId && !isClosed(card),
      );
      const silent = searched ? silentOf(others, searched.map) : null;
      return searched?.found && silent
        ? link(lead, silent, searched.found)
        : { kind: 'hold', cause: 'card_lagging' };
    },
  };
}
