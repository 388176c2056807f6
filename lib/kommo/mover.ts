/** Who made the last move of a card into the stage it is in: we, or somebody else (Kommo's Events API and what we kept, P2). */
import type { KommoLeadId } from '../lead.ts';
import type { Kommo } from './kommo.ts';
import { isOurs, type OwnMoves } from './own-moves.ts';

export type MoverOf = (card: {
  kommoLeadId: KommoLeadId;
  stageStatusId: number;
}) => Promise<'bot' | 'person' | 'unreadable'>;

/**
 * `person` is whoever is not we: a seller, another robot, or nobody, for a card that was never seen to move into its stage. All of
 * them silence.
 */
export function createMoverOf({
  kommo,
  ownMoves,
}: {
  kommo: Pick<Kommo, 'cardMoves'>;
  ownMoves: Pick<OwnMoves, 'of'>;
}): MoverOf {
  return async ({ kommoLeadId, stageStatusId }) => {
    const [moves, own] = await Promise.all([
      kommo.cardMoves({ ids: [kommoLeadId], fromSeconds: 0 }),
      ownMoves.of(kommoLeadId),
    ]);
    if (moves.kind === 'failed' || own === 'unreadable') return 'unreadable';
    const into =
      moves.kind === 'ok' ? moves.value.find(({ to }) => to.statusId === stageStatusId) : undefined;
    return into && isOurs(into, own) ? 'bot' : 'person';
  };
}
