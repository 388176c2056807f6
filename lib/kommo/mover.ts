/** Who made the last move of a card into the stage it is in: the bot (or a robot), or a person (Kommo's Events API). */
import type { KommoLeadId } from '../lead.ts';
import type { Kommo } from './kommo.ts';
import type { Metadata } from './metadata.ts';

export type MoverOf = (card: {
  kommoLeadId: KommoLeadId;
  stageStatusId: number;
}) => Promise<'bot' | 'person' | 'unreadable'>;

/** A card that was never seen to move into its stage was put there by a person: silence on any hint. */
export function createMoverOf({
  kommo,
  metadata,
}: {
  kommo: Pick<Kommo, 'cardMoves'>;
  metadata: Pick<Metadata, 'isOwnUser'>;
}): MoverOf {
  return async ({ kommoLeadId, stageStatusId }) => {
    const moves = await kommo.cardMoves({ ids: [kommoLeadId], fromSeconds: 0 });
    if (moves.kind === 'failed') return 'unreadable';
    const into =
      moves.kind === 'ok' ? moves.value.find(({ to }) => to.statusId === stageStatusId) : undefined;
    return into && (await metadata.isOwnUser(into.createdBy)) ? 'bot' : 'person';
  };
}
