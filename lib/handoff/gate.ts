/**
 * The gate: I2, I3, I4, I7. In this order: read the stage live, mirror it (H14), look for a person's return where one
 * could matter, decide (`verdict.ts`). What leaves is egress's; the ledger line of the decision travels with whoever ends
 * the turn, so that it is written in the same transaction as what it explains (I10).
 *
 * A `Permit` is proof that this file said yes: it is known here by identity, so nobody else can make one.
 */
import assert from 'node:assert/strict';
import type { Clock } from '../clock.ts';
import type { CardMove, KommoResult } from '../kommo/kommo.ts';
import { isPersons, type OwnMoves } from '../kommo/own-moves.ts';
import type { SeenCard } from '../kommo/sync.ts';
import type { KommoLeadId, LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import { type StageMap, speechIn } from '../pipeline.ts';
import type { HoldReason, SilenceReason } from '../reasons.ts';
import type { Decision, LeadRecord, LedgerLine } from '../store/rows.ts';
import type { SendPurpose, Store } from '../store/store.ts';
import type { ContactLook, Looked } from './contact-look.ts';
import type { PendingTakeovers } from './pending-takeover.ts';
import type { ReadStage } from './stage-evidence.ts';
import {
  botHandoffStands,
  decide,
  humanReplyStands,
  mayReengage,
  type StageEvidence,
  type Verdict,
} from './verdict.ts';

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

/**
 * A read this much younger than a takeover is proof against it even if the card looks unchanged: a read just behind a
 * move may still show the old card (facts/kommo.md §7, "stale read after hook").
 */
const STALE_READ_GRACE_SECONDS = 5;
/** What was asked ahead is of use for the look that follows it, not for a later one. */
const PREPARED_MS = 250;

export type GateDeps = {
  readonly store: Pick<Store, 'observeStage' | 'recordReturn' | 'leadById'>;
  readonly readStage: ReadStage;
  readonly contacts: ContactLook;
  readonly pending: Pick<PendingTakeovers, 'standsAgainst'>;
  readonly cardMoves: (options: {
    ids: readonly KommoLeadId[];
    fromSeconds: number;
  }) => Promise<KommoResult<readonly CardMove[]>>;
  readonly stageMap: () => Promise<{ kind: 'ok'; value: StageMap } | { kind: 'failed'; cause: HoldReason }>;
  /** What we moved ourselves: no return, whoever Kommo names for it (P2). */
  readonly ownMoves: Pick<OwnMoves, 'of'>;
  readonly clock: Clock;
  readonly log: Log;
  /** STAGE_MAX_AGE_MS */
  readonly stageMaxAgeMs: number;
};

const seenIn = (stage: StageEvidence): SeenCard | null => (stage.kind === 'seen' ? stage.seen : null);

export type Gate = {
  /** Asks Redis now for what `open` will need of it, together with what the caller asks there. Decides nothing, reads no stage. */
  prepare(lead: LeadRecord): Promise<void>;
  /** What was read leaves for other functions with the next request to Redis that begins now. */
  shareReads(): void;
  /**
   * Decides for this lead now. `lead` must be linked to a card. `unseenSinceMs`: a turn that comes late looks since then for a
   * person who took the card and gave it back, told by nobody. @throws {StoreError} when Postgres cannot be asked.
   */
  open(
    lead: LeadRecord,
    purpose?: SendPurpose,
    options?: { readonly unseenSinceMs?: number | null },
  ): Promise<GateAnswer>;
  /**
   * A younger stage read under the same fence: the new permit has the old epoch and cycle, or there is none. Null: something
   * happened since, the rest of the turn is silence.
   */
  renew(
    permit: Permit,
  ): Promise<
    | { kind: 'renewed'; permit: Permit }
    | { kind: 'fenced'; reason: SilenceReason }
    | { kind: 'held'; cause: HoldReason }
  >;
};

export function createGate({
  store,
  readStage,
  contacts,
  pending,
  cardMoves,
  stageMap,
  ownMoves,
  clock,
  log,
  stageMaxAgeMs,
}: GateDeps): Gate {
  /**
   * When and by whom a person last moved the card into one of the bot's stages, after `sinceMs`; null when nobody did.
   * `fromPerson`: only a move out of a stage that is not the bot's counts; another is no return.
   */
  const returned = async (
    kommoLeadId: KommoLeadId,
    sinceMs: number,
    { fromPerson }: { fromPerson: boolean },
  ): Promise<{ readonly atMs: number; readonly author: number } | 'unreadable' | null> => {
    const [moves, map, own] = await Promise.all([
      cardMoves({ ids: [kommoLeadId], fromSeconds: Math.floor(sinceMs / 1000) }),
      stageMap(),
      ownMoves.of(kommoLeadId),
    ]);
    if (moves.kind !== 'ok' || map.kind !== 'ok' || own === 'unreadable') return 'unreadable';
    let latest: { readonly atMs: number; readonly author: number } | null = null;
    for (const move of moves.value) {
      const speaks = speechIn(map.value.placeOf(move.to)) === 'yes';
      const wasPersons = move.from !== null && speechIn(map.value.placeOf(move.from)) !== 'yes';
      if (!speaks || (fromPerson && !wasPersons) || !isPersons(move, own)) continue;
      if (latest === null || move.at * 1000 > latest.atMs)
        latest = { atMs: move.at * 1000, author: move.createdBy };
    }
    return latest;
  };

  const mirror = async (
    lead: LeadRecord,
    stage: Extract<StageEvidence, { kind: 'seen' }>,
  ): Promise<LeadRecord> => {
    const silent = stage.cards.find(({ speech }) => speech === 'no');
    // A stage that may or may not speak is no signal yet; recorded as one, it would outlive the doubt.
    const isDoubtful = !silent && stage.cards.some(({ speech }) => speech === 'unknown');
    const telling =
      silent ?? stage.cards.find((card) => card.kommoLeadId === lead.kommoLeadId) ?? stage.cards[0];
    if (!telling || isDoubtful) return (await store.leadById(lead.id)) ?? lead;
    return store.observeStage({
      leadId: lead.id,
      kommoLeadId: telling.kommoLeadId,
      place: telling.place,
      pipelineId: telling.stage.pipelineId,
      statusId: telling.stage.statusId,
      botSpeaks: telling.speech === 'yes',
      readAtMs: stage.readAtMs,
      cardUpdatedAtMs: telling.updatedAtMs,
      graceSeconds: STALE_READ_GRACE_SECONDS,
      atMs: clock.nowMs(),
    });
  };

  /**
   * A return matters only where the bot's card stands against something older: a person's reply, the bot's own
   * hand-over, or a stage just released, whose moment tells which messages were said before it (R18). Unread, what stood
   * goes on standing; where nothing stood and a hold that nobody saw is looked for, it is no proof: 'unreadable' (I3).
   */
  const withReturn = async (
    before: LeadRecord,
    after: LeadRecord,
    stage: StageEvidence,
    unseenSinceMs: number | null,
  ): Promise<LeadRecord | 'unreadable'> => {
    if (
      stage.kind !== 'seen' ||
      after.kommoLeadId === null ||
      stage.cards.some(({ speech }) => speech !== 'yes')
    )
      return after;
    const nowMs = clock.nowMs();
    const since = [
      before.signals.humanStageAtMs !== null && after.signals.humanStageAtMs === null
        ? before.signals.humanStageAtMs
        : null,
      humanReplyStands({ signals: after.signals, nowMs }) ? after.signals.humanReplyAtMs : null,
      botHandoffStands(after) ? after.signals.botHandoffAtMs : null,
    ].filter((atMs) => atMs !== null);
    // While nobody looked, a person may have held the card and given it back (R18).
    const [fromMs, fromPerson] = since.length > 0 ? [Math.min(...since), false] : [unseenSinceMs, true];
    if (fromMs === null) return after;
    const back = await returned(after.kommoLeadId, fromMs, { fromPerson });
    if (back === 'unreadable') return fromPerson ? 'unreadable' : after;
    return back === null || back.atMs <= (after.signals.cardReturnedAtMs ?? 0)
      ? after
      : store.recordReturn(after.id, back.atMs, { atMs: clock.nowMs(), author: back.author });
  };

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

  let ahead: {
    readonly leadId: LeadId;
    readonly isInDoubt: Promise<boolean>;
    readonly untilMs: number;
  } | null = null;
  const askDoubt = (lead: LeadRecord): Promise<boolean> => {
    const asked =
      ahead?.leadId === lead.id && clock.nowMs() <= ahead.untilMs
        ? ahead.isInDoubt
        : pending.standsAgainst(lead);
    ahead = null;
    return asked;
  };

  /**
   * P1: the contacts are as live as the stage. What a look by phone or the live read itself brought to light is kept, and counts in this
   * very decision; a known contact that Kommo no longer has means a look by phone first.
   */
  const withContacts = async (
    lead: LeadRecord,
    first: StageEvidence,
    { looked, maxAgeMs }: { looked: Looked | null; maxAgeMs: number },
  ): Promise<{ readonly lead: LeadRecord; readonly stage: StageEvidence }> => {
    const unreadable = (cause: HoldReason) => ({
      lead,
      stage: { kind: 'unreadable' as const, cause, readAtMs: first.readAtMs },
    });
    if (looked?.kind === 'failed') return unreadable(looked.cause);
    let current = looked?.lead ?? lead;
    const news = first.kind === 'seen' ? first.contactNews : undefined;
    if (news) {
      const again = news.missing.length > 0 && !looked ? await contacts.look(current) : null;
      if (again?.kind === 'failed') return unreadable(again.cause);
      current = again?.lead ?? current;
      if (news.unknown.length > 0 || news.gone.length > 0)
        current = await contacts.keep(current, { add: news.unknown, gone: news.gone });
    }
    const read = new Set([...lead.kommoContactIds, ...(news?.unknown ?? [])]);
    if (current.kommoLeadId === null || current.kommoContactIds.every((id) => read.has(id)))
      return { lead: current, stage: first };
    return { lead: current, stage: await readStage(cardsOf(current, current.kommoLeadId), { maxAgeMs }) };
  };

  const cardsOf = ({ kommoContactIds }: LeadRecord, kommoLeadId: KommoLeadId) => ({
    kommoLeadId,
    kommoContactIds,
  });

  type Look = { readonly lead: LeadRecord; readonly stage: StageEvidence; readonly isInDoubt: boolean };
  const look = async (
    before: LeadRecord,
    { unseenSinceMs, looksForContacts }: { unseenSinceMs: number | null; looksForContacts: boolean },
  ): Promise<Look> => {
    assert(before.kommoLeadId !== null, 'the gate judges leads that have a card');
    const maxAgeMs = stageMaxAgeMs;
    // Begun together, so that both ask Redis in one request.
    const [first, isInDoubt, looked] = await Promise.all([
      readStage(cardsOf(before, before.kommoLeadId), { maxAgeMs }),
      askDoubt(before),
      looksForContacts && contacts.isDue(before) ? contacts.look(before) : null,
    ]);
    const { lead, stage } = await withContacts(before, first, { looked, maxAgeMs });
    const mirrored =
      stage.kind === 'seen' ? await mirror(lead, stage) : ((await store.leadById(lead.id)) ?? lead);
    const known = await withReturn(lead, mirrored, stage, unseenSinceMs);
    if (known !== 'unreadable') return { lead: known, stage, isInDoubt };
    return {
      lead: mirrored,
      stage: { kind: 'unreadable', cause: 'moves_unreadable', readAtMs: stage.readAtMs },
      isInDoubt,
    };
  };

  const issue = (permit: Permit): Permit => {
    const frozen = Object.freeze(permit);
    issued.add(frozen);
    return frozen;
  };

  return {
    prepare: async (lead) => {
      const { kommoLeadId, kommoContactIds } = lead;
      const isInDoubt = pending.standsAgainst(lead);
      ahead = { leadId: lead.id, isInDoubt, untilMs: clock.nowMs() + PREPARED_MS };
      await Promise.all([
        isInDoubt,
        kommoLeadId !== null && readStage.prepare({ kommoLeadId, kommoContactIds }),
      ]);
    },
    shareReads: () => readStage.share(),
    open: async (before, purpose = 'reply', { unseenSinceMs = null } = {}) => {
      const { lead, stage, isInDoubt } = await look(before, { unseenSinceMs, looksForContacts: true });
      // The one line allowed after an opt-out is judged as if there had been none; `commit_send` allows it once a day.
      const signals = purpose === 'opt_out_notice' ? { ...lead.signals, optedOutAtMs: null } : lead.signals;
      const verdict = decide({ nowMs: clock.nowMs(), signals, stage, isInDoubt });
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
            }),
          };
        case 'silence':
          return { kind: 'silence', lead, stage, reason: verdict.reason, decision };
        case 'hold':
          return { kind: 'hold', lead, stage, cause: verdict.cause, decision };
      }
    },
    renew: async (permit) => {
      assertIssued(permit);
      const before = await store.leadById(permit.leadId);
      if (!before || before.kommoLeadId === null) return { kind: 'fenced', reason: 'card_unlinked' };
      const { lead, stage, isInDoubt } = await look(before, { unseenSinceMs: null, looksForContacts: false });
      if (lead.epoch !== permit.epoch) return { kind: 'fenced', reason: 'taken_over' };
      if (lead.cycle !== permit.cycle) return { kind: 'fenced', reason: 'stale_cycle' };
      const signals =
        permit.purpose === 'opt_out_notice' ? { ...lead.signals, optedOutAtMs: null } : lead.signals;
      const verdict = decide({ nowMs: clock.nowMs(), signals, stage, isInDoubt });
      switch (verdict.kind) {
        case 'speak':
          // H13: moved meanwhile to where the bot may still answer, but writes to nobody first.
          if (permit.purpose === 'follow_up' && !mayReengage(stage))
            return { kind: 'fenced', reason: 'stage_not_reengaged' };
          return {
            kind: 'renewed',
            permit: issue({
              ...permit,
              stageReadAtMs: verdict.stageReadAtMs,
              decision: speakLine(stage, lead),
              seen: seenIn(stage),
            }),
          };
        case 'silence':
          return { kind: 'fenced', reason: verdict.reason };
        case 'hold':
          return { kind: 'held', cause: verdict.cause };
      }
    },
  };
}
