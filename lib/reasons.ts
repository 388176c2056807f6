/**
 * The one vocabulary of reasons (I10, F16): every word that may stand in the ledger, by kind. The types, the SQL check of the
 * kinds, the sentences of `reasons-pt.ts` and `reasons-en.ts` and the docs page come from these lists, so a reason that nobody
 * has worded does not compile.
 */

export const LEDGER_KINDS = ['speak', 'silence', 'hold', 'close', 'takeover', 'release'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

export const SPEAK_REASONS = ['stage_allows', 'follow_up', 'reminder'] as const;

/** What the gate itself may be silent for. */
export const GATE_SILENCES = [
  'opt_out',
  'human_stage',
  'unmapped_stage',
  'closed_card',
  'human_reply',
  'bot_handoff',
  'said_before_return',
  'too_old',
] as const;
export type GateSilence = (typeof GATE_SILENCES)[number];

/** What speaks against following a lead up at all. `never_spoke`: not in this cycle, so there is nothing to come back to. */
export const LADDER_STOPS = [
  'never_spoke',
  'opted_out',
  'taken_over',
  'booked',
  'disqualified',
  'held',
  'lead_wrote',
  'ended',
  'closed',
] as const;
export type LadderStop = (typeof LADDER_STOPS)[number];

/** What the WhatsApp transport may answer to a send, as a reason. */
export const WHATSAPP_REFUSALS = [
  'whatsapp_retry',
  'whatsapp_hold_contact',
  'whatsapp_hold_all',
  'whatsapp_template',
  'whatsapp_mark_contact',
  'whatsapp_no_marketing',
  'whatsapp_text_instead',
  'whatsapp_bug',
] as const;

export const SILENCE_REASONS = [
  ...GATE_SILENCES,
  ...LADDER_STOPS,
  ...WHATSAPP_REFUSALS,
  'stale_cycle',
  'reply_outdated',
  'card_unlinked',
  'card_absent',
  'lead_gone',
  'loop',
  'other_robot',
  'outside_window',
  'stage_not_reengaged',
  'stage_refused',
  'nothing_new_to_say',
  'no_text',
  'reminder_past',
  'meeting_gone',
  'restored',
] as const;
export type SilenceReason = (typeof SILENCE_REASONS)[number];

/** Why Kommo gave no usable answer. Every one of them means "hold", none of them means "not blocked". */
export const KOMMO_CAUSES = [
  'timeout',
  'network',
  'unauthorized', // 401
  'payment_required', // 402
  'forbidden', // 403
  'throttled', // 429
  'server_error', // 5xx
  'malformed', // a 2xx we cannot read
  'rejected', // 400, 405, 422: our own request is wrong
  'breaker_open', // not asked: the account is blocked or throttled
  'over_budget', // not asked: the shared limiter gave no slot in time
  'look_outdated', // not written: the card has changed since it was looked at, or the look was too old
] as const;
export type KommoCause = (typeof KOMMO_CAUSES)[number];

export const HOLD_REASONS = [
  ...KOMMO_CAUSES,
  ...WHATSAPP_REFUSALS,
  'pipeline_absent',
  'stage_table_does_not_fit',
  'no_novo_lead',
  'accepted_meanwhile',
  'card_absent',
  'card_lagging',
  'card_being_created',
  'second_creation',
  'contact_absent',
  'no_card_seen',
  'mover_unknown',
  'moves_unreadable',
  'own_moves_unreadable',
  'stage_conflict',
  'not_answered',
  'takeover_deferred',
  'no_brain',
  'no_words',
  'invalid_text',
  'commit_slow',
  'reply_in_progress',
  'kommo_slow',
  'calendar_unreadable',
  'stale_cycle', // the lead wrote again: what waits is looked at once more
  'stopped',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export const CLOSE_REASONS = [
  'opt_out',
  'loop',
  'nothing_pending',
  'no_answer',
  'held_too_long',
  'follow_up_held_too_long',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Where a takeover came from. */
export const TAKEOVER_REASONS = [
  'card', // Kommo's hook: the card left the bot's stages
  'live_read', // seen in Kommo, told by nobody
  'phone', // typed on the company's phone, or by another system on its number
  'echo', // the provider's echo of a message that is not ours
  'card_chat', // typed in Kommo's chat
  'note', // the note /humano
  'operator', // ops pause
  'opt_out', // the lead asked to stop
  'bot_handoff', // the bot handed over
  'suppressed', // asked to stop before their data was erased
  'restored', // found on the card after a backup was restored
] as const;
export type TakeoverReason = (typeof TAKEOVER_REASONS)[number];

/** What gave the conversation back. */
export const RELEASE_REASONS = [
  'card', // a person moved the card to one of the bot's stages
  'live_read', // the live read proves that the card is in one of the bot's stages
  'note', // the note /bot
  'operator', // ops resume
  'lead_came_back', // VOLTAR, START
  'expired', // the hours after a person's reply are over
  'automatic_text', // what was taken for a person's was an automatic greeting
] as const;
export type ReleaseReason = (typeof RELEASE_REASONS)[number];

export const REASONS = {
  speak: SPEAK_REASONS,
  silence: SILENCE_REASONS,
  hold: HOLD_REASONS,
  close: CLOSE_REASONS,
  takeover: TAKEOVER_REASONS,
  release: RELEASE_REASONS,
} as const satisfies Record<LedgerKind, readonly string[]>;

export type ReasonOf<K extends LedgerKind> = (typeof REASONS)[K][number];
export type Reason = ReasonOf<LedgerKind>;

/** A word that some table of sentences has; read back from a ledger, a reason may be of an older version. */
export const isReason = (word: string): word is Reason =>
  Object.values<readonly string[]>(REASONS).some((list) => list.includes(word));

/** The sentences of one language. A word that means the same in two kinds has one sentence. */
export type Wording = {
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly kinds: Readonly<Record<LedgerKind, string>>;
  /** For a reason or kind that this version no longer has: never the raw key. */
  readonly unknown: string;
};

/** The sentence of a reason; never the key itself. */
export const worded = ({ reasons, unknown }: Wording, reason: string): string =>
  isReason(reason) ? reasons[reason] : unknown;
