/** What reconcile asks and keeps, by its SQL functions (design §8). */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { type KommoLeadId, LeadId, LeadKey, MessageId } from '../lead.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import { json, type Rpc } from './rpc.ts';

/** One answer for all lists that reconcile looks through each minute. */
const WaitingWork = z.object({
  held: z.boolean(),
  placeholders: z.boolean(),
  follow_ups: z.boolean(),
  ladders: z.boolean(),
});
export type WaitingWork = z.infer<typeof WaitingWork>;
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
