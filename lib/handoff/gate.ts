/**
 * The gate: I2, I3, I4, I7. In this order: look at the card (`card-look.ts`), decide (`verdict.ts`). What leaves is egress's; the ledger line of the decision travels with whoever ends
 * the turn, so that it is written in the same transaction as what it explains (I10).
 *
 * A `Permit` is proof that this file said yes: it is known here by identity, so nobody else can make one.
 */
import assert from 'node:assert/strict';
import type { SeenCard } from '../kommo/sync.ts';
import type { LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Decision, LedgerLine } from '../store/rows.ts';
import type { PendingMirror } from '../store/signals.ts';
import type { SendPurpose } from '../store/store.ts';
import { type CardLookDeps, createCardLook, type Mirroring } from './card-look.ts';
import type { PendingTakeovers } from './pending-takeover.ts';
import { type Stop, silenceFor } from './stop.ts';
import { decide, mayReengage, type StageEvidence, type Verdict } from './verdict.ts';

/** The right to speak to one lead, as long as no signal, no newer message and no stage too old stands against it. */
export type Permit = {
  readonly leadId: LeadId;
  readonly epoch: number;
  readonly cycle: number;
  readonly purpose: SendPurpose;
  /** When the stage read that it rests on was sent, epoch milliseconds. */
  readonly stageReadAtMs: number;
  readonly decision: LedgerLine<'speak'>;
  /** The card as that read showed it; null where the read came from another function. */
  readonly seen: SeenCard | null;
  /** What the read showed, where the first commit under this permit is to mirror it; null where that is done. */
  readonly mirror: PendingMirror | null;
};

const issued = new WeakSet<Permit>();

/** @throws {assert.AssertionError} for a permit that the gate did not issue: silence by exception. */
export function assertIssued(permit: Permit): void {
  assert(issued.has(permit), 'the permit was not issued by the gate');
}

export type GateAnswer = {
  /** The row as the live read left it. */
  readonly lead: LeadRecord;
  readonly stage: StageEvidence;
} & (
  | { readonly kind: 'speak'; readonly permit: Permit }
  | {
      readonly kind: 'silence';
      readonly reason: Extract<Verdict, { kind: 'silence' }>['reason'];
      readonly decision: Decision;
    }
  | { readonly kind: 'hold'; readonly cause: HoldReason; readonly decision: Decision }
);

const AFTER_OPT_OUT: ReadonlySet<SendPurpose> = new Set(['opt_out_confirmation', 'opt_out_notice']);

/** What was asked ahead is of use for the look that follows it, not for a later one. */
const PREPARED_MS = 250;

export type GateDeps = CardLookDeps & {
  readonly pending: Pick<PendingTakeovers, 'standsAgainst'>;
  readonly log: Log;
};

/** What was asked of Redis ahead of `open`, for the look that follows it. */
export type Ahead = {
  readonly leadId: LeadId;
  readonly isInDoubt: boolean;
  readonly untilMs: number;
};

const seenIn = (stage: StageEvidence): SeenCard | null => (stage.kind === 'seen' ? stage.seen : null);

export type Gate = {
  /** Asks Redis now for what `open` will need of it, together with what the caller asks there. Decides nothing, reads no stage. */
  prepare(lead: LeadRecord): Promise<Ahead>;
  /** What was read leaves for other functions with the next request to Redis that begins now. */
  shareReads(): void;
  /**
   * Decides for this lead now. `lead` must be linked to a card. `unseenSinceMs`: a turn that comes late looks since then for a
   * person who took the card and gave it back, told by nobody. `mirrors`: `with_commit` for whoever does nothing on the permit before
   * a commit under it. @throws {StoreError} when Postgres cannot be asked.
   */
  open(
    lead: LeadRecord,
    purpose?: SendPurpose,
    options?: {
      readonly unseenSinceMs?: number | null;
      readonly ahead?: Ahead | null;
      readonly mirrors?: Mirroring;
    },
  ): Promise<GateAnswer>;
  /** A younger stage read under the same fence: the new permit has the old epoch and cycle, or there is none. */
  renew(
    permit: Permit,
    options?: { readonly mirrors?: Mirroring },
  ): Promise<{ readonly kind: 'renewed'; readonly permit: Permit } | Stop>;
};

export function createGate({ pending, log, ...deps }: GateDeps): Gate {
  const { store, readStage, clock } = deps;
  const lookAtCard = createCardLook(deps);

  /** What the decision rested on. */
  const ground = (stage: StageEvidence, lead: LeadRecord) => ({
    evidence: {
      stage:
        stage.kind === 'seen'
          ? stage.cards.map(({ place, stage: at }) => `${place}(${at.pipelineId}/${at.statusId})`).join(', ')
          : stage.kind,
      epoch: lead.epoch,
      cycle: lead.cycle,
    },
    stageAgeMs: clock.nowMs() - stage.readAtMs,
  });
  const speakLine = (stage: StageEvidence, lead: LeadRecord): LedgerLine<'speak'> => ({
    kind: 'speak',
    reason: 'stage_allows',
    ...ground(stage, lead),
  });
  const ledgerLine = (verdict: Verdict, stage: StageEvidence, lead: LeadRecord): Decision => {
    switch (verdict.kind) {
      case 'speak':
        return speakLine(stage, lead);
      case 'silence':
        return { kind: 'silence', reason: verdict.reason, ...ground(stage, lead) };
      case 'hold':
        return { kind: 'hold', reason: verdict.cause, ...ground(stage, lead) };
    }
  };

  const issue = (permit: Permit): Permit => {
    const frozen = Object.freeze(permit);
    issued.add(frozen);
    return frozen;
  };

  type Judged = {
    readonly lead: LeadRecord;
    readonly stage: StageEvidence;
    readonly verdict: Verdict;
    readonly mirror: PendingMirror | null;
  };
  /** Looks and decides: the one way to a verdict, for a first permit and for a younger one. */
  const judge = async (
    before: LeadRecord,
    purpose: SendPurpose,
    {
      unseenSinceMs = null,
      ahead = null,
      mirrors = 'now',
      looksForContacts,
    }: NonNullable<Parameters<Gate['open']>[2]> & { readonly looksForContacts: boolean },
  ): Promise<Judged> => {
    const isAsked = ahead?.leadId === before.id && clock.nowMs() <= ahead.untilMs;
    // Begun together, so that both ask Redis in one request.
    const [{ lead, stage, mirror }, isInDoubt] = await Promise.all([
      lookAtCard(before, { unseenSinceMs, looksForContacts, mirrors }),
      isAsked ? ahead.isInDoubt : pending.standsAgainst(before),
    ]);
    // The lines allowed after an opt-out are judged as if there had been none; `commit_send` allows the notice once a day.
    const signals = AFTER_OPT_OUT.has(purpose) ? { ...lead.signals, optedOutAtMs: null } : lead.signals;
    return { lead, stage, mirror, verdict: decide({ nowMs: clock.nowMs(), signals, stage, isInDoubt }) };
  };

  const prepare = async (lead: LeadRecord): Promise<Ahead> => {
    const { kommoLeadId, kommoContactIds } = lead;
    const untilMs = clock.nowMs() + PREPARED_MS;
    const [isInDoubt] = await Promise.all([
      pending.standsAgainst(lead),
      kommoLeadId !== null && readStage.prepare({ kommoLeadId, kommoContactIds }),
    ]);
    return { leadId: lead.id, isInDoubt, untilMs };
  };

  return {
    prepare,
    shareReads: () => readStage.share(),
    open: async (before, purpose = 'reply', options = {}) => {
      const { lead, stage, verdict, mirror } = await judge(before, purpose, {
        ...options,
        looksForContacts: true,
      });
      const decision = ledgerLine(verdict, stage, lead);
      log.info(`gate.${verdict.kind}`, {
        leadId: lead.id,
        reason: decision.reason,
        stageAgeMs: decision.stageAgeMs,
        epoch: lead.epoch,
      });
      switch (verdict.kind) {
        case 'speak':
          return {
            kind: 'speak',
            lead,
            stage,
            permit: issue({
              leadId: lead.id,
              epoch: lead.epoch,
              cycle: lead.cycle,
              purpose,
              stageReadAtMs: verdict.stageReadAtMs,
              decision: speakLine(stage, lead),
              seen: seenIn(stage),
              mirror,
            }),
          };
        case 'silence':
          return { kind: 'silence', lead, stage, reason: verdict.reason, decision };
        case 'hold':
          return { kind: 'hold', lead, stage, cause: verdict.cause, decision };
      }
    },
    renew: async (permit, { mirrors = 'now' } = {}) => {
      assertIssued(permit);
      const before = await store.leadById(permit.leadId);
      if (!before || before.kommoLeadId === null) return silenceFor('card_unlinked');
      const ahead = await prepare(before);
      const { lead, stage, verdict, mirror } = await judge(before, permit.purpose, {
        ahead,
        mirrors,
        looksForContacts: false,
      });
      if (lead.epoch !== permit.epoch) return silenceFor('taken_over');
      if (lead.cycle !== permit.cycle) return silenceFor('stale_cycle');
      if (verdict.kind !== 'speak') return verdict;
      // H13: moved meanwhile to where the bot may still answer, but writes to nobody first.
      if (permit.purpose === 'follow_up' && !mayReengage(stage)) return silenceFor('stage_not_reengaged');
      return {
        kind: 'renewed',
        permit: issue({
          ...permit,
          stageReadAtMs: verdict.stageReadAtMs,
          decision: speakLine(stage, lead),
          seen: seenIn(stage),
          mirror,
        }),
      };
    },
  };
}
