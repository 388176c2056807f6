/**
 * Cards that were moved without anybody telling us: what changed in Kommo since the last look is compared with our mirror. A
 * card in a person's hands is a takeover, recorded at once as its webhook would have; a live read then confirms or releases
 * it. Every look begins a little before the last one ended, so no move falls between two (design §8).
 */
import type { Clock } from '../clock.ts';
import type { Takeovers } from '../handoff/takeover.ts';
import { isTakeover } from '../handoff/takeover-claim.ts';
import type { Kommo, KommoLead } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import { type StageMap, speechIn } from '../pipeline.ts';
import type { LeadQueue, ToSend } from '../queue.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from './checkpoint.ts';

const CHECKPOINT = 'cards';
/** Where nobody has looked yet. */
const FIRST_LOOK_BACK_MS = 60 * 60_000;
/** Kommo counts in seconds, and a list may lag behind a move by some (facts/kommo.md §7). */
const OVERLAP_MS = 10_000;
/** 5,000 cards a minute; what is left is looked at in the next. */
const PAGES_PER_LOOK = 20;
/** The other repairs of this run come after it. */
const LOOK_MS = 20_000;

export type MissedCardsDeps = {
  readonly store: Pick<Store, 'outdatedMirrors'>;
  readonly checkpoints: Checkpoints;
  readonly kommo: Pick<Kommo, 'changedLeads'>;
  readonly metadata: Pick<Metadata, 'stageMap'>;
  readonly takeovers: Pick<Takeovers, 'cardLeft'>;
  readonly queue: Pick<LeadQueue, 'sendMany'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
};

/**
 * Returns how many cards are looked at again; null while Kommo cannot be read: the next look goes on where this one ended. Pages by
 * the time of the last change, not by offset, for a card that changes meanwhile moves to the end and would shift the others past the
 * reader (P9). @throws when Postgres or SQS cannot be reached.
 */
export async function findMissedCards(deps: MissedCardsDeps): Promise<number | null> {
  const { checkpoints, kommo, metadata, clock, log } = deps;
  const startedAtMs = clock.nowMs();
  const sinceMs = ((await checkpoints.last(CHECKPOINT)) ?? startedAtMs - FIRST_LOOK_BACK_MS) - OVERLAP_MS;
  const map = await metadata.stageMap();
  if (map.kind === 'failed') {
    log.warn('reconcile.cards_unread', { cause: map.cause });
    return null;
  }
  const compared = new Map<KommoLeadId, number>();
  let missed = 0;
  let fromSeconds = Math.floor(sinceMs / 1000);
  let page = 1;
  for (let pages = 0; pages < PAGES_PER_LOOK && clock.nowMs() - startedAtMs < LOOK_MS; pages += 1) {
    const read = await kommo.changedLeads({ fromSeconds, page, priority: 'write' });
    if (read.kind !== 'ok') {
      log.warn('reconcile.cards_unread', { cause: read.kind === 'failed' ? read.cause : read.kind });
      return null;
    }
    const { leads, odd, isLast } = read.value;
    if (odd > 0) log.error('reconcile.odd_cards', { cards: odd });
    const news = leads.filter(({ id, updatedAt }) => compared.get(id) !== updatedAt);
    for (const { id, updatedAt } of news) compared.set(id, updatedAt);
    missed += await compare(news, map.value, deps, startedAtMs);
    if (isLast) {
      checkpoints.keep(CHECKPOINT, startedAtMs);
      return missed;
    }
    const newest = Math.max(fromSeconds, ...leads.map(({ updatedAt }) => updatedAt));
    if (newest > fromSeconds) {
      // What is behind is compared for good: a look that breaks off here goes on from here.
      checkpoints.keep(CHECKPOINT, newest * 1000);
      await checkpoints.write();
      fromSeconds = newest;
      page = 1;
    } else page += 1; // A whole page within one second, as a mass edit makes it.
  }
  log.warn('reconcile.cards_behind', { fromSeconds });
  return missed;
}

async function compare(
  cards: readonly KommoLead[],
  map: StageMap,
  { store, takeovers, queue, newId, log }: MissedCardsDeps,
  seenAtMs: number,
): Promise<number> {
  const outdated = cards.length === 0 ? [] : await store.outdatedMirrors(cards);
  // One event a card, whomever it serves.
  const missed = new Map<KommoLeadId, ToSend>();
  for (const lead of outdated) {
    const card = cards.find(({ id }) => id === lead.kommoLeadId);
    if (!card) continue;
    const place = map.placeOf(card);
    // Between two of the bot's stages nothing was missed; the next live read mirrors it.
    if (speechIn(place) === 'yes' && lead.signals.humanStageAtMs === null) continue;
    if (isTakeover(place) && lead.signals.humanStageAtMs === null) {
      const isTaken = await takeovers.cardLeft({
        kommoLeadId: card.id,
        statusId: card.statusId,
        movedAtMs: card.updatedAt * 1000,
        seenAtMs,
        source: { reason: 'live_read', author: null },
      });
      if (isTaken) log.warn('reconcile.missed_takeover', { leadId: lead.id, kommoLeadId: card.id });
    }
    missed.set(card.id, {
      body: {
        source: 'kommo',
        event: {
          kind: 'card',
          action: 'status',
          kommoLeadId: card.id,
          pipelineId: card.pipelineId,
          statusId: card.statusId,
          oldStatusId: null,
          oldPipelineId: null,
          changedAt: card.updatedAt,
          modifiedBy: null,
        },
      },
      place: { group: `kommo:${card.id}`, dedupe: `look:${card.id}:${card.updatedAt}` },
    });
  }
  if (missed.size > 0) await queue.sendMany([...missed.values()], newId());
  return missed.size;
}
