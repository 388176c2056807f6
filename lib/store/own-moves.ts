/** The moves of cards that we made ourselves (P2). */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { KommoLeadId } from '../lead.ts';
import type { Rpc } from './rpc.ts';

const OwnMoveRow = z.object({
  kommo_lead_id: KommoLeadId,
  pipeline_id: z.int(),
  status_id: z.int(),
  at: z.string(),
});
/** A card is moved a handful of times in its life. */
const MOVES_MAX = 50;

export const ownMoveCalls = ({ call, rows }: Rpc) => ({
  /** `atMs`: our clock, just before the PATCH leaves. */
  keepOwnMove: async (move: {
    readonly kommoLeadId: KommoLeadId;
    readonly pipelineId: number;
    readonly statusId: number;
    readonly atMs: number;
  }): Promise<void> =>
    void (await call('keep_own_move', {
      p_kommo_lead_id: move.kommoLeadId,
      p_pipeline_id: move.pipelineId,
      p_status_id: move.statusId,
      p_at: toIso(move.atMs),
    })),
  /** The latest of one card, newest first. */
  ownMovesOf: async (kommoLeadId: KommoLeadId) =>
    (await rows('own_moves_of', { p_kommo_lead_id: kommoLeadId, p_limit: MOVES_MAX })).map((row) => {
      const { kommo_lead_id, pipeline_id, status_id, at } = OwnMoveRow.parse(row);
      return {
        kommoLeadId: kommo_lead_id,
        pipelineId: pipeline_id,
        statusId: status_id,
        atMs: Date.parse(at),
      };
    }),
});
