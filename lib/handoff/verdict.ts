/**
 * Where it is decided that the bot speaks or keeps silent. Pure: evidence in, verdict out; no clock, no I/O, no logger.
 * Silence on any hint; speech only on proof (I3, I7, R14).
 */
import type { SeenCard } from '../kommo/sync.ts';
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import { ruleOf, type StagePlace, type StageRef } from '../pipeline.ts';
import type { GateSilence, HoldReason } from '../reasons.ts';

/**
 * What one card says about speech, by the live read. `unknown`: the stage allows speech only if the bot itself moved the
 * card there, and who moved it could not be read.
 */
export type CardEvidence = {
  readonly kommoLeadId: KommoLeadId;
  readonly stage: StageRef;
  readonly place: StagePlace;
  readonly speech: 'yes' | 'no' | 'unknown';
  /** The card's own last change, epoch milliseconds (seconds in Kommo). */
  readonly updatedAtMs: number;
};

/** What the live read of the stage gave. `readAtMs`: when the request was sent (I2). */
export type StageEvidence =
  | { readonly kind: 'unreadable'; readonly cause: HoldReason; readonly readAtMs: number }
  /** Kommo answered: the card is deleted or merged. */
  | { readonly kind: 'absent'; readonly readAtMs: number }
  /** Every open card of the contact, or its closed ones when none is open. Never empty. */
  | {
      readonly kind: 'seen';
      readonly readAtMs: number;
      readonly cards: readonly CardEvidence[];
      /** No evidence: the card as it was read, for whoever writes to it. */
      readonly seen: SeenCard | null;
      /** Left out where the contacts are as we knew them. */
      readonly contactNews?: ContactNews;
    };

/** What the live read says about the lead's contacts that we did not know (P1). */
export type ContactNews = {
  /** They stand on the card and were not known. */
  readonly unknown: readonly KommoContactId[];
  /** Asked for, and not shown: merged, deleted, or not for our eyes. */
  readonly missing: readonly KommoContactId[];
  /** Of the missing ones, those that do not stand on the card either. */
  readonly gone: readonly KommoContactId[];
};

export type Evidence = {
  readonly nowMs: number;
  readonly signals: {
    readonly optedOutAtMs: number | null;
    readonly humanStageAtMs: number | null;
    readonly humanReplyAtMs: number | null;
    readonly humanReplyUntilMs: number | null;
    readonly botHandoffAtMs: number | null;
    readonly cardReturnedAtMs: number | null;
  };
  readonly stage: StageEvidence;
  /** A person acted, and it is not on record yet (doubt.ts). */
  readonly isInDoubt: boolean;
};

export type Verdict =
  | { readonly kind: 'speak'; readonly stageReadAtMs: number }
  | { readonly kind: 'silence'; readonly reason: GateSilence }
  /** Nothing proves either way: the turn waits, nothing is lost. */
  | { readonly kind: 'hold'; readonly cause: HoldReason };

/** Did a person move the card back to the bot after this happened? */
const returnedAfter = (signalAtMs: number, cardReturnedAtMs: number | null): boolean =>
  cardReturnedAtMs !== null && cardReturnedAtMs > signalAtMs;

/** Does a person's reply still silence the bot? Until its hours are over, or a person moved the card back after it. */
export function humanReplyStands({ signals, nowMs }: Pick<Evidence, 'signals' | 'nowMs'>): boolean {
  const { humanReplyAtMs, humanReplyUntilMs, cardReturnedAtMs } = signals;
  if (humanReplyAtMs === null || humanReplyUntilMs === null) return false;
  return nowMs < humanReplyUntilMs && !returnedAfter(humanReplyAtMs, cardReturnedAtMs);
}

/** Does the bot's own handing over still stand? Until the card says so itself, or a person moved it back after it. */
export function botHandoffStands({ signals }: Pick<Evidence, 'signals'>): boolean {
  return signals.botHandoffAtMs !== null && !returnedAfter(signals.botHandoffAtMs, signals.cardReturnedAtMs);
}

const silentPlaceReason = (place: StagePlace): GateSilence => {
  if (place === 'unmapped') return 'unmapped_stage';
  if (place === 'won' || place === 'lost') return 'closed_card';
  return 'human_stage';
};

/**
 * Does nothing that a person or the lead did stand in the row, not even what is over by now? Then a look that shows the bot's stages
 * has nothing to release either.
 */
export function nothingStands({
  optedOutAtMs,
  humanStageAtMs,
  humanReplyAtMs,
  botHandoffAtMs,
}: Evidence['signals']): boolean {
  return [optedOutAtMs, humanStageAtMs, humanReplyAtMs, botHandoffAtMs].every((atMs) => atMs === null);
}

/** The one decision. Strongest reason first; the last line is the only way to speak. */
export function decide({ nowMs, signals, stage, isInDoubt }: Evidence): Verdict {
  if (signals.optedOutAtMs !== null) return { kind: 'silence', reason: 'opt_out' };
  // I3, H2: an outage proves nothing, either way.
  if (stage.kind === 'unreadable') return { kind: 'hold', cause: stage.cause };
  if (stage.kind === 'absent') return { kind: 'hold', cause: 'card_absent' };

  const silent = stage.cards.find(({ speech }) => speech === 'no');
  if (silent) return { kind: 'silence', reason: silentPlaceReason(silent.place) };
  if (stage.cards.length === 0) return { kind: 'hold', cause: 'no_card_seen' };
  if (stage.cards.some(({ speech }) => speech === 'unknown')) return { kind: 'hold', cause: 'mover_unknown' };
  // R9: the row still says a person's and this read does not yet prove the return: wait for one that does.
  if (signals.humanStageAtMs !== null) return { kind: 'hold', cause: 'stage_conflict' };

  if (botHandoffStands({ signals })) return { kind: 'silence', reason: 'bot_handoff' };
  if (humanReplyStands({ signals, nowMs })) return { kind: 'silence', reason: 'human_reply' };
  if (isInDoubt) return { kind: 'hold', cause: 'takeover_deferred' };
  return { kind: 'speak', stageReadAtMs: stage.readAtMs };
}

/** May this lead be written to first, by every open card that was seen? A table's word, not ours. */
export function mayReengage(stage: StageEvidence): boolean {
  if (stage.kind !== 'seen' || stage.cards.length === 0) return false;
  return stage.cards.every(({ place }) => ruleOf(place).reengage);
}
