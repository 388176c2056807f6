/**
 * What is claimed about a card, by a hook, its queued copy or reconcile's look, and what follows from it. Pure: decided here once, for
 * everybody who hears of a card. A claim may silence at once; only a live read releases (design §4).
 */
import type { CardEvent } from '../lead-event.ts';
import { isClosed, type StageMap, type StagePlace, speechIn } from '../pipeline.ts';

const ROBOT_USER_ID = 0;

type Stage = Pick<CardEvent, 'pipelineId' | 'statusId'>;

/**
 * The place that is claimed; null where no stage is told, or nobody knows the stages yet. Without the account's stages another
 * pipeline's is still known to be nobody's of the bot's, and won and lost are the same everywhere.
 */
export function claimedPlace(
  { pipelineId, statusId }: Stage,
  { ownPipelineId, map }: { ownPipelineId: number; map: StageMap | null },
): StagePlace | null {
  if (pipelineId === null || statusId === null) return null;
  const stage = { pipelineId, statusId };
  if (map) return map.placeOf(stage);
  if (pipelineId !== ownPipelineId) return 'unmapped';
  return isClosed(stage) ? 'lost' : null;
}

/** Does a card in that place take the conversation? Who moved it there is no matter: a robot's move silences like any (P2). */
export const isTakeover = (place: StagePlace | null): boolean => place !== null && speechIn(place) === 'no';

/** When the card was moved, as far as the claim says; else when it was heard. Epoch milliseconds. */
export const movedAtMs = ({ changedAt }: Pick<CardEvent, 'changedAt'>, heardAtMs: number): number =>
  changedAt === null ? heardAtMs : changedAt * 1000;

/** Can anything follow from this hook? Not from an edit or an own PATCH of a card that stays in one of the bot's stages. */
export function matters(event: CardEvent, place: StagePlace | null): boolean {
  if (place === null || speechIn(place) !== 'yes' || event.action === 'delete' || event.action === 'restore')
    return true;
  const moved = event.oldStatusId !== null && event.oldStatusId !== event.statusId;
  return moved && event.modifiedBy !== ROBOT_USER_ID;
}
