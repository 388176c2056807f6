/** Who holds the conversation, by the SQL functions that write it (I1): takeovers, what a live read saw, releases, acts that were judged. */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import type { KommoContactId, KommoLeadId, LeadId } from '../lead.ts';
import type { PersonName } from '../person-name.ts';
import type { StagePlace } from '../pipeline.ts';
import type { ReleaseReason, TakeoverReason } from '../reasons.ts';
import type { Json } from './database.types.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import { json, type Rpc } from './rpc.ts';

export const TAKEOVER_SIGNALS = ['opt_out', 'human_stage', 'human_reply', 'bot_handoff'] as const;
export type TakeoverSignal = (typeof TAKEOVER_SIGNALS)[number];

const PersonMessageOutcome = z.object({
  outcome: z.enum(['ours', 'known', 'auto_reply', 'too_old', 'taken_over']),
  lead: z.unknown(),
});
export type PersonMessageOutcome = z.infer<typeof PersonMessageOutcome>['outcome'];

/** Where a takeover came from and who made it, for the ledger (V8). `author`: a Kommo user, or a word; null: nobody is named. */
export type ActSource<R extends TakeoverReason | ReleaseReason = TakeoverReason> = {
  readonly reason: R;
  readonly author: number | 'lead' | 'bot' | 'person' | 'operator' | PersonName | null;
};

/** What a live read showed of a lead's cards, to be mirrored (H14). */
export type ObservedStage = {
  /** P18: the cards that this read speaks of: those of a person's, or all that were seen where every one is the bot's. */
  readonly cards: readonly KommoLeadId[];
  /** The one of them that `place` is of. */
  readonly kommoLeadId?: KommoLeadId;
  readonly place: StagePlace;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly botSpeaks: boolean;
  readonly readAtMs: number;
  readonly cardUpdatedAtMs: number;
  readonly graceSeconds: number;
};

/** One that is mirrored by the commit that rests on it, with the card and the contacts that it looked at (P1). */
export type PendingMirror = ObservedStage & {
  readonly linkedId: KommoLeadId | null;
  readonly contactIds: readonly KommoContactId[];
};
export const mirrorJson = (mirror: PendingMirror | null): Json => {
  if (mirror === null) return null;
  const { readAtMs, cardUpdatedAtMs, ...rest } = mirror;
  return json({ ...rest, readAt: toIso(readAtMs), cardUpdatedAt: toIso(cardUpdatedAtMs) });
};

/** @throws {StoreError} from every call. */
export const signalCalls = ({ call, rows, theLead }: Rpc) => ({
  /** I1: from here on no bubble of the bot is committed for this lead. `signalAtMs`: when it happened out there. */
  recordTakeover: (options: {
    leadId: LeadId;
    signal: TakeoverSignal;
    signalAtMs: number;
    untilMs: number | null;
    atMs: number;
    source?: ActSource;
  }) =>
    theLead('record_takeover', {
      p_lead_id: options.leadId,
      p_signal: options.signal,
      p_signal_at: toIso(options.signalAtMs),
      p_until: options.untilMs === null ? null : toIso(options.untilMs),
      p_at: toIso(options.atMs),
      p_source: json(options.source ?? null),
    }),
  /**
   * The same for a card that a hook says left the bot's stages: every lead that follows it, as far as a closed card decides alone; none
   * when none is linked yet (R12).
   */
  recordCardTakeover: async (options: {
    kommoLeadId: KommoLeadId;
    isClosed: boolean;
    movedAtMs: number;
    atMs: number;
    source?: ActSource;
  }): Promise<readonly LeadRecord[]> =>
    (
      await rows('record_card_takeover', {
        p_kommo_lead_id: options.kommoLeadId,
        p_is_closed: options.isClosed,
        p_moved_at: toIso(options.movedAtMs),
        p_at: toIso(options.atMs),
        p_source: json(options.source ?? null),
      })
    ).map(leadFromRow),
  /** H14: mirrors a live read and returns the row it leaves, signals set or released by it. */
  observeStage: (options: ObservedStage & { readonly leadId: LeadId; readonly atMs: number }) =>
    theLead('observe_stage', {
      p_lead_id: options.leadId,
      p_cards: [...options.cards],
      p_place: options.place,
      p_pipeline_id: options.pipelineId,
      p_status_id: options.statusId,
      p_bot_speaks: options.botSpeaks,
      p_read_at: toIso(options.readAtMs),
      p_card_updated_at: toIso(options.cardUpdatedAtMs),
      p_grace_seconds: options.graceSeconds,
      p_at: toIso(options.atMs),
      p_kommo_lead_id: options.kommoLeadId ?? null,
    }),
  /** A person moved the card to one of the bot's stages at this time; one ahead of `atMs` is cut to it. */
  recordReturn: (
    leadId: LeadId,
    returnedAtMs: number,
    by?: { atMs: number; author: number | null; kommoLeadId?: KommoLeadId },
  ) =>
    theLead('record_return', {
      p_lead_id: leadId,
      p_returned_at: toIso(returnedAtMs),
      p_at: by ? toIso(by.atMs) : null,
      p_source: json(by ? { reason: 'card', author: by.author } : null),
      p_kommo_lead_id: by?.kommoLeadId ?? null,
    }),
  /** V1: undoes of these signals what is older than `givenAtMs`, the moment of the word that undoes them. */
  releaseSignals: (
    leadId: LeadId,
    signals: readonly Exclude<TakeoverSignal, 'human_stage'>[],
    options: { givenAtMs: number; source: ActSource<ReleaseReason>; atMs: number },
  ) =>
    theLead('release_signals', {
      p_lead_id: leadId,
      p_signals: [...signals],
      p_given_at: toIso(options.givenAtMs),
      p_source: json(options.source),
      p_at: toIso(options.atMs),
    }),
  /** V1: a seller's note, obeyed once for good. `/bot` undoes what is older than it, `/humano` pauses from its own time. */
  obeyNote: (options: {
    leadId: LeadId;
    noteId: number;
    command: 'humano' | 'bot';
    givenAtMs: number;
    pauseSeconds: number;
    author: number | null;
    atMs: number;
  }) =>
    theLead('obey_note', {
      p_lead_id: options.leadId,
      p_note_id: options.noteId,
      p_command: options.command,
      p_given_at: toIso(options.givenAtMs),
      p_pause_seconds: options.pauseSeconds,
      p_author: options.author,
      p_at: toIso(options.atMs),
    }),
  /** P20: which of these acts Postgres knows of, by `actName` (handoff/pending-takeover.ts). */
  actsOnRecord: async (acts: readonly string[]): Promise<readonly string[]> =>
    z.array(z.string()).parse(await call('acts_on_record', { p_acts: [...acts] })),
  /** An act that leaves no other row was judged. */
  judgeAct: async (act: string, atMs: number): Promise<void> =>
    void (await call('judge_act', { p_act: act, p_at: toIso(atMs) })),
  /** Whether a message that left our number is ours, known, automatic, too old, or a takeover. */
  recordPersonMessage: async (options: {
    leadId: LeadId;
    providerId: string;
    text: string;
    sentAtMs: number;
    pauseSeconds: number;
    autoReplyTexts: readonly string[];
    atMs: number;
    source?: ActSource;
  }): Promise<{ outcome: PersonMessageOutcome; lead: LeadRecord }> => {
    const answer = PersonMessageOutcome.parse(
      await call('record_person_message', {
        p_lead_id: options.leadId,
        p_provider_id: options.providerId,
        p_body: options.text,
        p_sent_at: toIso(options.sentAtMs),
        p_pause_seconds: options.pauseSeconds,
        p_auto_reply_texts: [...options.autoReplyTexts],
        p_at: toIso(options.atMs),
        p_source: json(options.source ?? null),
      }),
    );
    return { outcome: answer.outcome, lead: leadFromRow(answer.lead) };
  },
});
