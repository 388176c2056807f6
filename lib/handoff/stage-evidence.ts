/**
 * The live look at every card that may silence the bot: the lead's own and, through its contact, any other open one.
 * Reads and translates; decides nothing.
 */
import type { Kommo, KommoContact, KommoLead } from '../kommo/kommo.ts';
import type { MoverOf } from '../kommo/mover.ts';
import type { StageRead, StageReader } from '../kommo/stage-read.ts';
import type { SeenCard } from '../kommo/sync.ts';
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import { isClosed, type StageMap, speechIn } from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import type { CardEvidence, StageEvidence } from './verdict.ts';

/** Which cards to look at: the linked card, and the contacts whose other cards count too. */
export type CardsToRead = {
  readonly kommoLeadId: KommoLeadId;
  readonly kommoContactIds: readonly KommoContactId[];
};

export type StageEvidenceDeps = {
  readonly reader: Pick<StageReader, 'read' | 'prepare' | 'share'>;
  readonly kommo: Pick<Kommo, 'contacts' | 'prepare'>;
  /** Resolved once per container; a failure is a cause to hold. */
  readonly stageMap: () => Promise<{ kind: 'ok'; value: StageMap } | { kind: 'failed'; cause: HoldReason }>;
  readonly moverOf: MoverOf;
  readonly clock: { nowMs(): number };
};

export type ReadStage = {
  (cards: CardsToRead, options: { maxAgeMs: number }): Promise<StageEvidence>;
  /** What a read of these cards will need of Redis, asked for now: it leaves in one request with what else is asked there. */
  prepare(cards: CardsToRead): Promise<void>;
  /** Publishes now what has been read. */
  share(): void;
};

export function createStageEvidence({
  reader,
  kommo,
  stageMap,
  moverOf,
  clock,
}: StageEvidenceDeps): ReadStage {
  const speech = async (lead: StageCard, map: StageMap): Promise<CardEvidence> => {
    const stage = { pipelineId: lead.pipelineId, statusId: lead.statusId };
    const place = map.placeOf(stage);
    const rule = speechIn(place);
    const verdict =
      rule !== 'if_moved_by_us'
        ? rule
        : await moverOf({ kommoLeadId: lead.id, stageStatusId: stage.statusId });
    return {
      kommoLeadId: lead.id,
      stage,
      place,
      speech: verdict === 'yes' || verdict === 'bot' ? 'yes' : verdict === 'unreadable' ? 'unknown' : 'no',
      updatedAtMs: lead.updatedAt * 1000,
    };
  };

  const read = async (
    { kommoLeadId, kommoContactIds }: CardsToRead,
    { maxAgeMs }: { maxAgeMs: number },
  ): Promise<StageEvidence> => {
    const startedAtMs = clock.nowMs();
    const [map, own, contact] = await Promise.all([
      stageMap(),
      reader.read([kommoLeadId], { maxAgeMs }),
      kommoContactIds.length === 0 ? null : kommo.contacts(kommoContactIds, { priority: 'gate' }),
    ]);
    if (map.kind === 'failed') return { kind: 'unreadable', cause: map.cause, readAtMs: startedAtMs };
    // A contact that cannot be read could hide a card in a person's hands: that is no proof (I3).
    if (contact?.kind === 'failed')
      return { kind: 'unreadable', cause: contact.cause, readAtMs: startedAtMs };
    // P1: whoever stands on the card now counts at once, known or not.
    const ownRead = own.get(kommoLeadId);
    const shown = ownRead?.kind === 'read' ? ownRead : null;
    const onCard = shown?.lead.contactIds ?? [];
    const unknown = onCard.filter((id) => !kommoContactIds.includes(id));
    const others = unknown.length === 0 ? null : await kommo.contacts(unknown, { priority: 'gate' });
    if (others?.kind === 'failed') return { kind: 'unreadable', cause: others.cause, readAtMs: startedAtMs };
    const contacts = [
      ...(contact?.kind === 'ok' ? contact.value : []),
      ...(others?.kind === 'ok' ? others.value : []),
    ];
    const missing = [...kommoContactIds, ...unknown].filter((id) => !contacts.some((each) => each.id === id));
    const gone = missing.filter((id) => !onCard.includes(id));

    const siblingIds = [...new Set(contacts.flatMap(({ leadIds }) => leadIds))].filter(
      (id) => id !== kommoLeadId,
    );
    const siblings = siblingIds.length === 0 ? new Map() : await reader.read(siblingIds, { maxAgeMs });

    let readAtMs = Number.POSITIVE_INFINITY;
    const leads: StageCard[] = [];
    for (const id of [kommoLeadId, ...siblingIds]) {
      const read = own.get(id) ?? siblings.get(id);
      if (!read) return { kind: 'unreadable', cause: 'not_answered', readAtMs: startedAtMs };
      // δ counts from the oldest of the reads that the decision rests on.
      readAtMs = Math.min(readAtMs, read.startedAtMs);
      if (read.kind === 'unreadable') return { kind: 'unreadable', cause: read.cause, readAtMs };
      if (read.kind === 'absent') {
        if (id === kommoLeadId) return { kind: 'absent', readAtMs };
      } else if (!read.lead.isDeleted) leads.push(read.lead);
      else if (id === kommoLeadId) return { kind: 'absent', readAtMs };
    }
    const open = leads.filter((lead) => !isClosed(lead));
    const relevant = open.length > 0 ? open : leads;
    return {
      kind: 'seen',
      readAtMs,
      cards: await Promise.all(relevant.map((lead) => speech(lead, map.value))),
      seen: shown && seenCard(shown, contacts),
      ...((unknown.length > 0 || missing.length > 0) && { contactNews: { unknown, missing, gone } }),
    };
  };
  return Object.assign(read, {
    share: () => reader.share(),
    prepare: async ({ kommoLeadId, kommoContactIds }: CardsToRead) => {
      await Promise.all([
        reader.prepare(kommoLeadId),
        kommo.prepare({ leads: [kommoLeadId], contacts: kommoContactIds }),
      ]);
    },
  });
}

/** The linked card whole, with its main contact, where this process read them itself: the sync compares with it. */
function seenCard(
  read: Extract<StageRead, { kind: 'read' }>,
  contacts: readonly KommoContact[],
): SeenCard | null {
  if (read.card === null) return null;
  const [mainId] = read.card.contactIds;
  return {
    card: read.card,
    contact: contacts.find(({ id }) => id === mainId) ?? null,
    readAtMs: read.startedAtMs,
  };
}

/** What is needed of a card to judge it; a read that came through Redis carries no more. */
export type StageCard = Pick<KommoLead, 'id' | 'pipelineId' | 'statusId' | 'updatedAt' | 'isDeleted'>;
