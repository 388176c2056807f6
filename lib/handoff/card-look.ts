/**
 * What the gate looks at: the stage read live, mirrored before anything is decided (H14), and a person's return where one
 * could matter (I7, R18). Decides nothing.
 */
import assert from 'node:assert/strict';
import type { Clock } from '../clock.ts';
import type { CardMove, KommoResult } from '../kommo/kommo.ts';
import type { OwnMoves } from '../kommo/own-moves.ts';
import type { KommoLeadId } from '../lead.ts';
import type { StageMap } from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { ObservedStage, PendingMirror } from '../store/signals.ts';
import type { Store } from '../store/store.ts';
import { judgeMoves } from './card-return.ts';
import type { ContactLook, Looked } from './contact-look.ts';
import type { ReadStage } from './stage-evidence.ts';
import { botHandoffStands, humanReplyStands, nothingStands, type StageEvidence } from './verdict.ts';

/**
 * A read this much younger than a takeover is proof against it even if the card looks unchanged: a read just behind a
 * move may still show the old card (facts/kommo.md §7, "stale read after hook").
 */
const STALE_READ_GRACE_SECONDS = 5;

export type CardLookDeps = {
  readonly store: Pick<Store, 'observeStage' | 'recordReturn' | 'leadById'>;
  readonly readStage: ReadStage;
  readonly contacts: ContactLook;
  readonly cardMoves: (options: {
    ids: readonly KommoLeadId[];
    fromSeconds: number;
  }) => Promise<KommoResult<readonly CardMove[]>>;
  readonly stageMap: () => Promise<{ kind: 'ok'; value: StageMap } | { kind: 'failed'; cause: HoldReason }>;
  /** What we moved ourselves: no return, whoever Kommo names for it (P2). */
  readonly ownMoves: Pick<OwnMoves, 'of'>;
  readonly clock: Clock;
  /** STAGE_MAX_AGE_MS */
  readonly stageMaxAgeMs: number;
};

/** The row as the live read left it, and what the read showed. */
export type CardLook = {
  readonly lead: LeadRecord;
  readonly stage: StageEvidence;
  /** What the commit that rests on this look has to mirror first; null where it is mirrored. */
  readonly mirror: PendingMirror | null;
};

/**
 * When a read is mirrored (H14). `now`: before anything is decided. `with_commit`: where there is nothing to record and nothing to
 * release, by the commit, in its transaction and before its fence; anything else is mirrored now all the same.
 */
export type Mirroring = 'now' | 'with_commit';

/**
 * `unseenSinceMs`: since when nobody may have looked; null for a turn that begins at once. `looksForContacts`: a look by phone goes
 * beside the read where one is due (P1).
 */
export type LookAtCard = (
  lead: LeadRecord,
  options: {
    readonly unseenSinceMs: number | null;
    readonly looksForContacts: boolean;
    readonly mirrors: Mirroring;
  },
) => Promise<CardLook>;

/** When the bot made this card, should it have done so after a person took over another one; else null. */
function madeSinceTakeover({ kommoLeadId, cardMemory, signals }: LeadRecord): number | null {
  const { createdId, createdAtMs } = cardMemory;
  const isSince =
    createdId === kommoLeadId &&
    createdAtMs !== null &&
    signals.humanStageAtMs !== null &&
    createdAtMs > signals.humanStageAtMs;
  return isSince ? createdAtMs : null;
}

export function createCardLook({
  store,
  readStage,
  contacts,
  cardMoves,
  stageMap,
  ownMoves,
  clock,
  stageMaxAgeMs,
}: CardLookDeps): LookAtCard {
  /** What the events since `sinceMs` say of the cards that the read showed. */
  const movesSince = async (
    { cards, readAtMs }: Extract<StageEvidence, { kind: 'seen' }>,
    sinceMs: number,
    { fromPerson, only }: { fromPerson: boolean; only: KommoLeadId | null },
  ): Promise<ReturnType<typeof judgeMoves> | 'unreadable'> => {
    const ids = cards.map(({ kommoLeadId }) => kommoLeadId);
    const [moves, map, ...owns] = await Promise.all([
      cardMoves({ ids, fromSeconds: Math.floor(sinceMs / 1000) }),
      stageMap(),
      ...ids.map((id) => ownMoves.of(id)),
    ]);
    if (moves.kind !== 'ok' || map.kind !== 'ok') return 'unreadable';
    const own = owns.flatMap((each) => (each === 'unreadable' ? [] : each));
    if (owns.includes('unreadable')) return 'unreadable';
    return judgeMoves({
      cards: ids,
      returning: only === null ? ids : [only],
      moves: moves.value,
      own,
      map: map.value,
      fromPerson,
      readAtMs,
      graceMs: STALE_READ_GRACE_SECONDS * 1000,
    });
  };

  /** What there is to mirror of a read; null where it may or may not speak. */
  const observedIn = (
    lead: LeadRecord,
    stage: Extract<StageEvidence, { kind: 'seen' }>,
  ): ObservedStage | null => {
    const silent = stage.cards.find(({ speech }) => speech === 'no');
    // A stage that may or may not speak is no signal yet; recorded as one, it would outlive the doubt.
    const isDoubtful = !silent && stage.cards.some(({ speech }) => speech === 'unknown');
    const telling =
      silent ?? stage.cards.find((card) => card.kommoLeadId === lead.kommoLeadId) ?? stage.cards[0];
    if (!telling || isDoubtful) return null;
    const told = silent ? stage.cards.filter(({ speech }) => speech === 'no') : stage.cards;
    return {
      cards: told.map(({ kommoLeadId }) => kommoLeadId),
      kommoLeadId: telling.kommoLeadId,
      place: telling.place,
      pipelineId: telling.stage.pipelineId,
      statusId: telling.stage.statusId,
      botSpeaks: telling.speech === 'yes',
      readAtMs: stage.readAtMs,
      cardUpdatedAtMs: telling.updatedAtMs,
      graceSeconds: STALE_READ_GRACE_SECONDS,
    };
  };
  const mirrorNow = async (lead: LeadRecord, observed: ObservedStage | null): Promise<LeadRecord> =>
    observed === null
      ? ((await store.leadById(lead.id)) ?? lead)
      : store.observeStage({ ...observed, leadId: lead.id, atMs: clock.nowMs() });
  /** The row as the commit will leave it: nothing is recorded by it and nothing released. */
  const asMirrored = (
    lead: LeadRecord,
    { place, pipelineId, statusId, readAtMs }: ObservedStage,
  ): LeadRecord => ({
    ...lead,
    mirroredPlace: place,
    cardMemory: { ...lead.cardMemory, readAtMs, stage: { pipelineId, statusId } },
  });

  /**
   * A return matters only where a card of the bot's stands against something older: a person's reply, the bot's own
   * hand-over, a takeover of another card that this one, made since, cannot release by its stage (P3), or a stage just
   * released, whose moment tells which messages were said before it (R18). Unread, what stood
   * goes on standing; where nothing stood and a hold that nobody saw is looked for, it is no proof: `moves_unreadable` (I3). A move away
   * that the read is too old to show is a hint: `stage_conflict`.
   */
  const withReturn = async (
    before: LeadRecord,
    after: LeadRecord,
    stage: StageEvidence,
    unseenSinceMs: number | null,
  ): Promise<LeadRecord | Extract<HoldReason, 'moves_unreadable' | 'stage_conflict'>> => {
    if (
      stage.kind !== 'seen' ||
      after.kommoLeadId === null ||
      stage.cards.some(({ speech }) => speech !== 'yes')
    )
      return after;
    const nowMs = clock.nowMs();
    const madeSinceMs = madeSinceTakeover(after);
    // What the lead's own card gives back, and no other one of its home.
    const standing = [
      humanReplyStands({ signals: after.signals, nowMs }) ? after.signals.humanReplyAtMs : null,
      botHandoffStands(after) ? after.signals.botHandoffAtMs : null,
      madeSinceMs,
    ].filter((atMs) => atMs !== null);
    const released =
      before.signals.humanStageAtMs !== null && after.signals.humanStageAtMs === null
        ? [before.signals.humanStageAtMs]
        : [];
    const since = [...standing, ...released];
    const only = standing.length > 0 ? after.kommoLeadId : null;
    // While nobody looked, a person may have held a card and given it back (R18).
    const [fromMs, fromPerson] = since.length > 0 ? [Math.min(...since), false] : [unseenSinceMs, true];
    if (fromMs === null) return after;
    const back = await movesSince(stage, fromMs, { fromPerson, only });
    if (back === 'unreadable') return fromPerson ? 'moves_unreadable' : after;
    if (back?.kind === 'left') return 'stage_conflict';
    if (back === null || (madeSinceMs === null && back.atMs <= (after.signals.cardReturnedAtMs ?? 0)))
      return after;
    return store.recordReturn(after.id, back.atMs, {
      atMs: clock.nowMs(),
      author: back.author,
      kommoLeadId: back.kommoLeadId,
    });
  };

  const cardsOf = ({ kommoContactIds }: LeadRecord, kommoLeadId: KommoLeadId) => ({
    kommoLeadId,
    kommoContactIds,
  });

  /**
   * P1: the contacts are as live as the stage. What a look by phone or the live read itself brought to light is kept, and counts in this
   * very decision; a known contact that Kommo no longer has means a look by phone first.
   */
  const withContacts = async (
    lead: LeadRecord,
    first: StageEvidence,
    { looked, maxAgeMs }: { looked: Looked | null; maxAgeMs: number },
  ): Promise<Omit<CardLook, 'mirror'>> => {
    const unreadable = (cause: HoldReason) => ({
      lead,
      stage: { kind: 'unreadable', cause, readAtMs: first.readAtMs } as const,
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

  return async (before, { unseenSinceMs, looksForContacts, mirrors }) => {
    assert(before.kommoLeadId !== null, 'the gate judges leads that have a card');
    const maxAgeMs = stageMaxAgeMs;
    const [first, looked] = await Promise.all([
      readStage(cardsOf(before, before.kommoLeadId), { maxAgeMs }),
      looksForContacts && contacts.isDue(before) ? contacts.look(before) : null,
    ]);
    const { lead, stage } = await withContacts(before, first, { looked, maxAgeMs });
    const observed = stage.kind === 'seen' ? observedIn(lead, stage) : null;
    if (
      mirrors === 'with_commit' &&
      unseenSinceMs === null &&
      observed?.botSpeaks &&
      nothingStands(lead.signals)
    ) {
      const { kommoLeadId: linkedId, kommoContactIds: contactIds } = lead;
      return { lead: asMirrored(lead, observed), stage, mirror: { ...observed, linkedId, contactIds } };
    }
    const mirrored = await mirrorNow(lead, observed);
    const known = await withReturn(lead, mirrored, stage, unseenSinceMs);
    if (typeof known !== 'string') return { lead: known, stage, mirror: null };
    return {
      lead: mirrored,
      stage: { kind: 'unreadable', cause: known, readAtMs: stage.readAtMs },
      mirror: null,
    };
  };
}
