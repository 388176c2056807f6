/** The SQL functions that only an operator calls (supabase/schemas, `operations`). */
import { createClient } from '@supabase/supabase-js';
import * as z from 'zod/mini';
import { toIso } from '../../lib/clock.ts';
import { LeadId } from '../../lib/lead.ts';
import type { Database } from '../../lib/store/database.types.ts';
import { StoreError } from '../../lib/store/rpc.ts';

const AppliedSchema = z.object({ versions: z.nullable(z.array(z.string())), functions: z.array(z.string()) });
/** `versions` null: nobody noted which migrations were applied. */
export type AppliedSchema = z.infer<typeof AppliedSchema>;

const LeadExport = z.record(z.string(), z.unknown());
const Erased = z.record(z.string(), z.int());

const AskedByLeads = z.object({
  about: z.nullable(z.string()),
  text: z.string(),
  leads: z.int(),
  last_at: z.nullable(z.string()),
});
/** A question that nothing answers. `about`: the passage it is near to. `leads`: how many asked it. */
export type AskedByLeads = z.infer<typeof AskedByLeads>;

const AfterRestore = z.object({
  done: z.int(),
  waiting: z.array(z.object({ id: LeadId, card: z.nullable(z.int()) })),
  left: z.boolean(),
});
/** `waiting`: whose words nobody answers any more. `left`: there are more leads. */
export type AfterRestore = z.infer<typeof AfterRestore>;

/** One person's rows are many, and an operator can wait. */
const CALL_TIMEOUT_MS = 20_000;

export type OperatorsDatabase = {
  appliedSchema(): Promise<AppliedSchema>;
  /** Everything that is held on this lead, by table; null when unknown. */
  exportLead(leadId: LeadId): Promise<Readonly<Record<string, unknown>> | null>;
  /** T5: what leads asked and nothing answers, most asked first. */
  questionsOfLeads(limit: number): Promise<readonly AskedByLeads[]>;
  /** Ends what so many leads had open when the backup was made; `left`: call again. */
  afterRestore(limit: number, atMs: number): Promise<AfterRestore>;
  /** What a period came to, for `reportFromJson`. */
  report(period: { readonly fromMs: number; readonly toMs: number }): Promise<unknown>;
  /** Removes the lead in one transaction, all but its stop, kept under these digests. Rows removed, by table; null when unknown. */
  eraseLead(leadId: LeadId, digests: readonly string[]): Promise<Readonly<Record<string, number>> | null>;
};

/** @throws {StoreError} from every method, with PostgREST's or Postgres' code. */
export function createDatabase({ url, serviceKey }: { url: string; serviceKey: string }): OperatorsDatabase {
  const client = createClient<Database>(url, serviceKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) }),
    },
  });
  const answered = <T>(
    fn: string,
    { data, error, status }: { data: T; error: { code?: string } | null; status: number },
  ): T => {
    if (error) throw new StoreError(fn, error.code || (status > 0 ? String(status) : 'unreachable'));
    return data;
  };
  return {
    appliedSchema: async () =>
      AppliedSchema.parse(answered('applied_schema', await client.rpc('applied_schema'))),
    exportLead: async (leadId) => {
      const [all] = z
        .array(z.unknown())
        .parse(answered('export_lead', await client.rpc('export_lead', { p_lead_id: leadId })));
      return all === undefined ? null : LeadExport.parse(all);
    },
    questionsOfLeads: async (limit) =>
      z
        .array(AskedByLeads)
        .parse(answered('questions_of_leads', await client.rpc('questions_of_leads', { p_limit: limit }))),
    afterRestore: async (limit, atMs) =>
      AfterRestore.parse(
        answered('after_restore', await client.rpc('after_restore', { p_limit: limit, p_at: toIso(atMs) })),
      ),
    report: async ({ fromMs, toMs }) =>
      answered('report', await client.rpc('report', { p_from: toIso(fromMs), p_to: toIso(toMs) })),
    eraseLead: async (leadId, digests) => {
      const [erased] = z
        .array(z.unknown())
        .parse(
          answered(
            'erase_lead',
            await client.rpc('erase_lead', { p_lead_id: leadId, p_digests: [...digests] }),
          ),
        );
      return erased === undefined ? null : Erased.parse(erased);
    },
  };
}
