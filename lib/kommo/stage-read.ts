/** A live read of the stage, and what reads it. */
import type { KommoLeadId } from '../lead.ts';
import type { KommoCause } from '../reasons.ts';
import type { KommoLead } from './kommo.ts';

/** Where a card stands: all that travels between functions. No name, no phone. */
export type LeadStage = Pick<
  KommoLead,
  'id' | 'pipelineId' | 'statusId' | 'updatedAt' | 'isDeleted' | 'contactIds' | 'responsibleUserId'
>;

/** `startedAtMs`: local clock; δ is counted from it (I2). */
export type StageRead =
  /** `card`: the whole card where this process read it itself, null where the read came from another function. */
  | {
      readonly kind: 'read';
      readonly startedAtMs: number;
      readonly lead: LeadStage;
      readonly card: KommoLead | null;
    }
  /** Deleted or merged: Kommo's answer, not a failure. */
  | { readonly kind: 'absent'; readonly startedAtMs: number }
  | { readonly kind: 'unreadable'; readonly startedAtMs: number; readonly cause: KommoCause };

export type StageReader = {
  /**
   * The stage of every card asked for, none older than `maxAgeMs`; 0 = asked of Kommo after this call. Never throws for a failure of
   * Kommo or Redis: that card is `unreadable`.
   */
  read(
    ids: KommoLeadId | readonly KommoLeadId[],
    options: { maxAgeMs: number },
  ): Promise<ReadonlyMap<KommoLeadId, StageRead>>;
  /** Asks Redis now for what a read of this card in the next moment would ask it. Never throws; nothing is read from Kommo. */
  prepare(id: KommoLeadId): Promise<void>;
  /** Publishes now what `publishDelayMs` still holds back. */
  share(): void;
  /** Resolves when nothing is being read or published any more; what was held back leaves. */
  settle(): Promise<void>;
};
