/** Rows of leads as Postgres returns them, and the lead as everybody else knows it. */
import * as z from 'zod/mini';
import { type Address, KommoContactId, KommoLeadId, LeadId, LeadKey } from '../lead.ts';
import { Phone } from '../phone.ts';
import { STAGE_PLACES, type StagePlace } from '../pipeline.ts';

export const instant = z.pipe(
  z.string(),
  z.transform((iso: string) => Date.parse(iso)),
);

export const maybeInstant = z.nullable(instant);

const LeadRow = z.object({
  id: LeadId,
  key: LeadKey,
  phone: z.nullable(Phone),
  lid: z.nullable(z.string()),
  bsuid: z.nullable(z.string()),
  reply_to: z.string(),
  profile_name: z.nullable(z.string()),
  kommo_lead_id: z.nullable(KommoLeadId),
  kommo_contact_ids: z.array(KommoContactId),
  contacts_looked_at: maybeInstant,
  contacts_looked_for: z.nullable(Phone),
  contact_phone: z.nullable(Phone),
  card_intent_at: maybeInstant,
  card_created_id: z.nullable(KommoLeadId),
  card_created_at: maybeInstant,
  stage_place: z.nullable(z.enum(STAGE_PLACES)),
  stage_pipeline_id: z.nullable(z.int()),
  stage_status_id: z.nullable(z.int()),
  stage_read_at: maybeInstant,
  opted_out_at: maybeInstant,
  human_stage_at: maybeInstant,
  human_reply_at: maybeInstant,
  human_reply_until: maybeInstant,
  bot_handoff_at: maybeInstant,
  card_returned_at: maybeInstant,
  epoch: z.int(),
  cycle: z.int(),
  facts: z.unknown(),
  dialogue: z.unknown(),
  loop: z.optional(z.unknown()),
  superseded_count: z.int(),
  last_inbound_at: maybeInstant,
  last_outbound_at: maybeInstant,
  opt_out_notice_at: maybeInstant,
  held_at: maybeInstant,
  held_cause: z.nullable(z.string()),
});

/** The signals that take a conversation from the bot, each in its own place (R14). Epoch milliseconds. */
export type Signals = {
  readonly optedOutAtMs: number | null;
  readonly humanStageAtMs: number | null;
  readonly humanReplyAtMs: number | null;
  /** When a person's reply stops silencing by itself. */
  readonly humanReplyUntilMs: number | null;
  readonly botHandoffAtMs: number | null;
  /** Last move by a person into one of the bot's stages. */
  readonly cardReturnedAtMs: number | null;
};

/** What is remembered of a lead's card and contacts, for whoever looks for them. Epoch milliseconds. */
export type CardMemory = {
  /** When everybody with the phone was last looked for in Kommo, and by which phone. */
  readonly lookedAtMs: number | null;
  readonly lookedFor: Phone | null;
  /** The phone that we know to stand on the contact. */
  readonly contactPhone: Phone | null;
  /** When a creation was last begun; Kommo may have made a card even if its answer was lost. */
  readonly intentAtMs: number | null;
  /** The last card that the bot made itself. */
  readonly createdId: KommoLeadId | null;
  readonly createdAtMs: number | null;
  /** When the mirrored stage was read live, and what it was. */
  readonly readAtMs: number | null;
  readonly stage: { readonly pipelineId: number; readonly statusId: number } | null;
};

export type LeadRecord = {
  readonly id: LeadId;
  readonly key: LeadKey;
  readonly address: Address;
  readonly profileName: string | null;
  readonly kommoLeadId: KommoLeadId | null;
  /** Every Kommo contact that carries the lead's phone. */
  readonly kommoContactIds: readonly KommoContactId[];
  readonly cardMemory: CardMemory;
  /** Mirror of the last live read; for people to look at, never a proof (H1). */
  readonly mirroredPlace: StagePlace | null;
  readonly signals: Signals;
  readonly epoch: number;
  readonly cycle: number;
  /** What the conversation knows; its own room parses it. */
  readonly facts: unknown;
  readonly dialogue: unknown;
  /** How far the talk runs in a circle; its own room parses it. */
  readonly loop?: unknown;
  readonly supersededCount: number;
  readonly lastInboundAtMs: number | null;
  readonly lastOutboundAtMs: number | null;
  readonly optOutNoticeAtMs: number | null;
  readonly heldAtMs: number | null;
  readonly heldCause: string | null;
};

/** A lead from its row. @throws {z.core.$ZodError} when the schema and the code disagree (H15). */
export function leadFromRow(row: unknown): LeadRecord {
  const r = LeadRow.parse(row);
  return {
    id: r.id,
    key: r.key,
    address: { phone: r.phone, lid: r.lid, bsuid: r.bsuid, replyTo: r.reply_to },
    profileName: r.profile_name,
    kommoLeadId: r.kommo_lead_id,
    kommoContactIds: r.kommo_contact_ids,
    cardMemory: {
      lookedAtMs: r.contacts_looked_at,
      lookedFor: r.contacts_looked_for,
      contactPhone: r.contact_phone,
      intentAtMs: r.card_intent_at,
      createdId: r.card_created_id,
      createdAtMs: r.card_created_at,
      readAtMs: r.stage_read_at,
      stage:
        r.stage_pipeline_id === null || r.stage_status_id === null
          ? null
          : { pipelineId: r.stage_pipeline_id, statusId: r.stage_status_id },
    },
    mirroredPlace: r.stage_place,
    signals: {
      optedOutAtMs: r.opted_out_at,
      humanStageAtMs: r.human_stage_at,
      humanReplyAtMs: r.human_reply_at,
      humanReplyUntilMs: r.human_reply_until,
      botHandoffAtMs: r.bot_handoff_at,
      cardReturnedAtMs: r.card_returned_at,
    },
    epoch: r.epoch,
    cycle: r.cycle,
    facts: r.facts,
    dialogue: r.dialogue,
    loop: r.loop,
    supersededCount: r.superseded_count,
    lastInboundAtMs: r.last_inbound_at,
    lastOutboundAtMs: r.last_outbound_at,
    optOutNoticeAtMs: r.opt_out_notice_at,
    heldAtMs: r.held_at,
    heldCause: r.held_cause,
  };
}
