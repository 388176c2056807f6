/**
 * Cards that were moved without anybody telling us: what changed in Kommo since the last look is compared with our mirror. A
 * card in a person's hands is a takeover, recorded at once as its webhook would have; a live read then confirms or releases
 * it. Every look begins a little before the last one ended, so no move falls between two (design §8).
 */
import type { Clock } from '../clock.ts';
import type { Takeovers } from '../handoff/takeover.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import type { Log } from '../log.ts';
import { speechIn } from '../pipeline.ts';
import type { LeadQueue } from '../queue.ts';
import type { Store } from '../store/store.ts';
import type { Looks } from './look.ts';

const LOOK = 'cards';
/** Where nobody has looked yet. */
const FIRST_LOOK_BACK_MS = 60 * 60_000;
/** Kommo counts in seconds, and a list may lag behind a move by some (facts/kommo.md §7). */
const OVERLAP_MS = 10_000;

export type MissedCardsDeps = {
  readonly store: Pick<Store, 'outdatedMirrors'>;
  readonly looks: Looks;
  readonly kommo: Pick<Kommo, 'leadsUpdatedSince'>;
  readonly metadata: Pick<Metadata, 'stageMap'>;
  readonly takeovers: Pick<Takeovers, 'cardLeft'>;
  readonly queue: Pick<LeadQueue, 'send'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
};

/** Returns how many cards are looked at again; null while Kommo cannot be read: the next look reaches back as far. @throws when Postgres or SQS cannot be reached. */
export async function findMissedCards(deps: MissedCardsDeps): Promise<number | null> {
  const { store, looks, kommo, metadata, takeovers, queue, clock, newId, log } = deps;
  const startedAtMs = clock.nowMs();
  const fromMs = ((await looks.last(LOOK)) ?? startedAtMs - FIRST_LOOK_BACK_MS) - OVERLAP_MS;
  const [changed, map] = await Promise.all([
    kommo.leadsUpdatedSince(Math.floor(fromMs / 1000), { priority: 'write' }),
    metadata.stageMap(),
  ]);
  if (changed.kind === 'failed' || map.kind === 'failed') {
    log.warn('reconcile.cards_unread', {
      cause: changed.kind === 'failed' ? changed.cause : map.kind === 'failed' ? map.cause : '',
    });
    return null;
  }
  const cards = changed.kind === 'ok' ? changed.value : [];
  const outdated = cards.length === 0 ? [] : await store.outdatedMirrors(cards);
  let missed = 0;
  for (const lead of outdated) {
    const card = cards.find(({ id }) => id === lead.kommoLeadId);
    if (!card) continue;
    const speech = speechIn(map.value.placeOf(card));
    // Between two of the bot's stages nothing was missed; the next live read mirrors it.
    if (speech === 'yes' && lead.signals.humanStageAtMs === null) continue;
    if (speech === 'no' && lead.signals.humanStageAtMs === null) {
      await takeovers.cardLeft({
        kommoLeadId: card.id,
        movedAtMs: card.updatedAt * 1000,
        seenAtMs: startedAtMs,
        source: { reason: 'live_read', author: null },
      });
      log.warn('reconcile.missed_takeover', { leadId: lead.id, kommoLeadId: card.id });
    }
    await queue.send(
      {
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
      { group: `kommo:${card.id}`, dedupe: `look:${card.id}:${card.updatedAt}`, correlationId: newId() },
    );
    missed += 1;
  }
  await looks.keep(LOOK, startedAtMs);
  return missed;
}
