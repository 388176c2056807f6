/**
 * Ours is what we did, not who we are (P2). The token's user may be a person who works the pipeline too, and user 0 may be any
 * robot: a move is ours only if it was kept here before its PATCH left.
 */
import type { Clock } from '../clock.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { StageRef } from '../pipeline.ts';
import type { CardMove } from './kommo.ts';

/** `atMs`: when it was kept, just before the PATCH left; our clock, epoch milliseconds. */
export type OwnMove = StageRef & { readonly kommoLeadId: KommoLeadId; readonly atMs: number };

/** Kommo's clock may be a little behind ours, and counts in seconds. */
const BEFORE_MS = 2_000;
/** A PATCH waits for its turn in the budget, and Kommo may take its time. */
const AFTER_MS = 30_000;

/** Is this move one of ours: the same card to the same stage, within 2 s before to 30 s after it was kept? */
export const isOurs = (move: Pick<CardMove, 'kommoLeadId' | 'at' | 'to'>, own: readonly OwnMove[]): boolean =>
  own.some(
    ({ kommoLeadId, pipelineId, statusId, atMs }) =>
      kommoLeadId === move.kommoLeadId &&
      pipelineId === move.to.pipelineId &&
      statusId === move.to.statusId &&
      move.at * 1000 >= Math.floor((atMs - BEFORE_MS) / 1000) * 1000 &&
      move.at * 1000 <= atMs + AFTER_MS,
  );

/** Was it a person? A user above 0 who was not us: all that we write is the robot's, and 0 alone names nobody. */
export const isPersons = (move: CardMove, own: readonly OwnMove[]): boolean =>
  move.createdBy > 0 && !isOurs(move, own);

/** Where own moves are kept; whoever composes hands in the store. */
export type OwnMoveRecords = {
  keepOwnMove(move: OwnMove): Promise<void>;
  ownMovesOf(kommoLeadId: KommoLeadId): Promise<readonly OwnMove[]>;
};

export type OwnMoves = {
  /** Before the PATCH leaves. False: it could not be kept, and the card is not to be moved. Never throws. */
  keep(move: StageRef & { readonly kommoLeadId: KommoLeadId }): Promise<boolean>;
  /** The latest of this card. Never throws. */
  of(kommoLeadId: KommoLeadId): Promise<readonly OwnMove[] | 'unreadable'>;
};

export function createOwnMoves({
  records,
  clock,
  log,
}: {
  records: OwnMoveRecords;
  clock: Clock;
  log: Log;
}): OwnMoves {
  return {
    keep: async ({ kommoLeadId, pipelineId, statusId }) => {
      try {
        await records.keepOwnMove({ kommoLeadId, pipelineId, statusId, atMs: clock.nowMs() });
        return true;
      } catch (error) {
        log.warn('own_moves.not_kept', { kommoLeadId, error });
        return false;
      }
    },
    of: async (kommoLeadId) => {
      try {
        return await records.ownMovesOf(kommoLeadId);
      } catch (error) {
        log.warn('own_moves.unreadable', { kommoLeadId, error });
        return 'unreadable';
      }
    },
  };
}
