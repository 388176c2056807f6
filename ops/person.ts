/** One person in every place that Bastão keeps something: found once, then shown (`export`) or erased (`forget`). */
import * as z from 'zod/mini';
import { pauseKey } from '../lib/handoff/pause-flag.ts';
import { pendingTakeoverKey } from '../lib/handoff/pending-takeover.ts';
import { markKeysOf } from '../lib/inbound-mark.ts';
import { lineKey } from '../lib/intake/lines.ts';
import { stageKey } from '../lib/kommo/stage-reader.ts';
import { LeadKey } from '../lib/lead.ts';
import type { LeadRecord } from '../lib/store/lead-rows.ts';
import type { Person } from './admin/queued.ts';
import type { Context } from './context.ts';
import { OpsError } from './failure.ts';

const Rows = z.looseObject({
  lead_addresses: z._default(z.array(z.looseObject({ key: LeadKey })), []),
  messages: z._default(z.array(z.looseObject({ provider_id: z.nullable(z.string()) })), []),
});

export type Whereabouts = {
  readonly person: Person;
  /** Every row of theirs, by table. */
  readonly rows: Readonly<Record<string, unknown>>;
  readonly redisKeys: readonly string[];
};

/** @throws {OpsError} when the lead is gone meanwhile. */
export async function whereaboutsOf({ connection }: Context, lead: LeadRecord): Promise<Whereabouts> {
  const rows = await connection.database().exportLead(lead.id);
  if (!rows)
    throw new OpsError('the lead is no longer there', {
      advice: 'it may have been joined with another one: look by its other number',
    });
  const { lead_addresses: addresses, messages } = Rows.parse(rows);
  const keys = new Set([lead.key, ...addresses.map(({ key }) => key)]);
  return {
    person: {
      leadId: lead.id,
      keys,
      kommoLeadId: lead.kommoLeadId,
      providerIds: new Set(messages.flatMap(({ provider_id: id }) => (id === null ? [] : [id]))),
    },
    rows,
    redisKeys: [
      ...[...keys].flatMap((key) => [
        ...markKeysOf(key),
        pauseKey(key),
        pendingTakeoverKey(key),
        lineKey(key),
      ]),
      ...(lead.kommoLeadId === null ? [] : [stageKey(lead.kommoLeadId)]),
    ],
  };
}
