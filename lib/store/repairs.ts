/** What reconcile asks and keeps, by its SQL functions (design §8). */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { type KommoLeadId, LeadId, LeadKey, MessageId } from '../lead.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import { json, type Rpc } from './rpc.ts';

/** One answer for all lists that reconcile looks through each minute. */
const WaitingWork = z.object({
  /** How many; a thousand stands for more. */
  held: z.int(),
  placeholders: z.boolean(),
  follow_ups: z.boolean(),
  ladders: z.boolean(),
});
export type WaitingWork = z.infer<typeof WaitingWork>;
const Redrives = z.object({ redrives: z.int() });
/** `redrives`: how often this hold was put in line. */
export type HeldLead = LeadRecord & { readonly redrives: number };
const heldFromRow = (row: unknown): HeldLead => ({ ...leadFromRow(row), ...Redrives.parse(row) });
const SilentLead = z.object({ id: LeadId, keys: z.array(LeadKey) });
const UnsettledRow = z.object({ id: MessageId, lead_id: LeadId });

export const repairCalls = ({ call, rows }: Rpc) => ({
  /** When a repair last looked; null: never. */
  lastLook: async (name: string): Promise<number | null> => {
    const [at] = await rows('last_look', { p_name: name });
    return at === undefined ? null : Date.parse(z.string().parse(at));
  },
  /** When each look began, by its name; an older mark never replaces a newer one. */
  keepLooks: async (looks: ReadonlyMap<string, number>): Promise<void> =>
    void (await call('keep_looks', {
      p_looks: Object.fromEntries([...looks].map(([name, atMs]) => [name, toIso(atMs)])),
    })),
  /** Whether anything of each list waits until then. */
  waitingWork: async (atMs: number): Promise<WaitingWork> =>
    WaitingWork.parse(await call('waiting_work', { p_at: toIso(atMs) })),
  /** Held leads to put in line now, in that order: `held_to_redrive` says which. */
  heldToRedrive: async (options: {
    heldSinceMs: number;
    lostBeforeMs: number;
    inLineMax: number;
    atMs: number;
  }): Promise<readonly HeldLead[]> =>
    (
      await rows('held_to_redrive', {
        p_held_since: toIso(options.heldSinceMs),
        p_lost_before: toIso(options.lostBeforeMs),
        p_in_line_max: options.inLineMax,
        p_at: toIso(options.atMs),
      })
    ).map(heldFromRow),
  /** Leads held since before this moment; whether a person was to be told of them already. */
  heldTooLong: async (options: {
    heldBeforeMs: number;
    isTried: boolean;
    limit: number;
    atMs: number;
  }): Promise<readonly HeldLead[]> =>
    (
      await rows('held_too_long', {
        p_held_before: toIso(options.heldBeforeMs),
        p_is_tried: options.isTried,
        p_limit: options.limit,
        p_at: toIso(options.atMs),
      })
    ).map(heldFromRow),
  /** They are in line from now on, or about to be told to a person. */
  markRedriven: async (leadIds: readonly LeadId[], atMs: number): Promise<void> =>
    void (await call('mark_redriven', { p_lead_ids: [...leadIds], p_at: toIso(atMs) })),
  /** Leads whose card is elsewhere than our mirror says. */
  outdatedMirrors: async (
    cards: readonly { readonly id: KommoLeadId; readonly pipelineId: number; readonly statusId: number }[],
  ): Promise<readonly LeadRecord[]> =>
    (
      await rows('outdated_mirrors', {
        p_cards: json(cards.map(({ id, pipelineId, statusId }) => ({ id, pipelineId, statusId }))),
      })
    ).map(leadFromRow),
  /** Bubbles sent before this moment that nothing has settled and nobody was told of; the committed ones are `unknown` from here on. */
  unsettledSends: async (
    sentBeforeMs: number,
    limit: number,
  ): Promise<readonly { readonly id: MessageId; readonly leadId: LeadId }[]> =>
    (await rows('unsettled_sends', { p_sent_before: toIso(sentBeforeMs), p_limit: limit })).map((row) => {
      const { id, lead_id } = UnsettledRow.parse(row);
      return { id, leadId: lead_id };
    }),
  flagSends: async (ids: readonly MessageId[], atMs: number): Promise<void> =>
    void (await call('flag_sends', { p_ids: [...ids], p_at: toIso(atMs) })),
  /** When a lead last wrote; null: nobody did, or it is all forgotten. */
  lastInboundAt: async (): Promise<number | null> => {
    const [at] = await rows('last_inbound', {});
    return at === undefined ? null : Date.parse(z.string().parse(at));
  },
  /** Leads of whom nothing was heard since, longest first, and every key that they are known by. */
  silentLeads: async (
    sinceMs: number,
    limit: number,
  ): Promise<readonly { readonly id: LeadId; readonly keys: readonly LeadKey[] }[]> =>
    (await rows('silent_leads', { p_before: toIso(sinceMs), p_limit: limit })).map((row) =>
      SilentLead.parse(row),
    ),
  /** False: it was heard of meanwhile, or is gone. `digests`: `suppressionDigests` of its keys. */
  eraseSilentLead: async (id: LeadId, sinceMs: number, digests: readonly string[]): Promise<boolean> =>
    z.boolean().parse(
      await call('erase_silent_lead', {
        p_lead_id: id,
        p_before: toIso(sinceMs),
        p_digests: [...digests],
      }),
    ),
  /** Empties at most `limit` messages recorded before this moment; returns how many. */
  purgeTexts: async (beforeMs: number, limit: number): Promise<number> =>
    z.int().parse(await call('purge_texts', { p_before: toIso(beforeMs), p_limit: limit })),
});
