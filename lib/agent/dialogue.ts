/** Where the conversation stands: what was asked last, and which menu an "A" refers to (N3). Stored as JSON beside the facts. */
import * as z from 'zod/mini';
import { LeadQuestion } from '../lead-question.ts';
import { FLOWS } from './extract/facts.ts';
import { MOODS } from './extract/mood.ts';
import { QUESTION_KEYS, type QuestionKey } from './question-keys.ts';

export { QUESTION_KEYS, type QuestionKey };

/** Stages of the conversation, not of the pipeline: one list, no free-text labels (C6). `agendamento` books nothing (C5). */
export const DIALOGUE_STAGES = [
  'abertura',
  'qualificacao_por_valor',
  'roteamento_e_apresentacao',
  'fluxo',
  'agendamento',
  'encerrado',
] as const;
export type DialogueStage = (typeof DIALOGUE_STAGES)[number];

/** Why the bot itself calls a person; each becomes a line of the package on the card. */
export const HANDOFF_REASONS = [
  'upset',
  'foreign_language',
  'bill_picture',
  'unreadable',
  'meeting_trouble',
  'meeting_not_set',
  'same_household',
  'talk_in_circle',
] as const;
export type HandoffReason = (typeof HANDOFF_REASONS)[number];

/** An answer to tap, or to name by its number. */
export const AnswerOption = z.object({ id: z.string(), title: z.string() });
export type AnswerOption = z.infer<typeof AnswerOption>;
/** A reply's last bubble once more, its words and its answers apart. */
export type ReplyChoices = { readonly body: string; readonly options: readonly AnswerOption[] };

export const DialogueState = z.object({
  stage: z.enum(DIALOGUE_STAGES),
  lastQuestion: z.nullable(z.enum(QUESTION_KEYS)),
  /** Flows in the order in which the lead last saw them: the first is A. */
  menuShown: z.catch(z.nullable(z.array(z.enum(FLOWS))), null),
  /** How often each question was put; absent is never. */
  asked: z.partialRecord(z.enum(QUESTION_KEYS), z.int().check(z.nonnegative())),
  /** Times last offered for the meeting, epoch milliseconds, in the order in which the lead saw them; absent before the first. */
  slotsOffered: z.optional(z.array(z.int())),
  /** A bill read back to the lead, BRL: its "sim" makes it the bill (T3). */
  pendingBillBrl: z.optional(z.nullable(z.number())),
  /** The answers under the question put last, in the order in which the lead saw them. */
  options: z.optional(z.array(AnswerOption)),
  /** Digests of what the bot has said in this talk (repeats.ts). */
  said: z.optional(z.array(z.string())),
  /** Replies to a lead that was upset with us or found itself unheard (T13). */
  upset: z.optional(z.int()),
  /** What the lead's last messages showed, where it changed the answer. */
  lastMood: z.optional(z.nullable(z.enum(MOODS))),
  /** Replies to what could not be read: pictures, files, voice (T12). */
  unread: z.optional(z.int()),
  /** The lead gave its meeting up, and has no other since (T8). */
  meetingCancelled: z.optional(z.boolean()),
  /** The lead was asked whether its meeting is to be cancelled. */
  cancelAsked: z.optional(z.boolean()),
  /** Why a person was called, where the lead did not ask for one. */
  handoffReason: z.optional(z.nullable(z.enum(HANDOFF_REASONS))),
  /** The time the lead picked, until it is booked: only the e-mail is still asked for. */
  slotPicked: z.optional(z.nullable(z.int())),
  /** Questions owned (T5), oldest first: for the card, the handover and `ops questions`. */
  leadQuestions: z.optional(z.array(LeadQuestion)),
  /** Replies in a row that owned a question; at two a person is offered. */
  ownedInARow: z.optional(z.int()),
});
export type DialogueState = z.infer<typeof DialogueState>;

/** Before the first word. */
export const openingDialogue: DialogueState = Object.freeze({
  stage: 'abertura',
  lastQuestion: null,
  menuShown: null,
  asked: {},
});
