/** One SQL function called by name: the client, its time limit, its errors. */
import * as z from 'zod/mini';
import { codeWord } from '../text.ts';
import type { Database, Json } from './database.types.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';

/** Postgres could not be asked, or answered with an error. `code` is PostgREST's or Postgres' own. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: string;
  constructor(fn: string, code: string, cause?: unknown) {
    // The message of a constraint may quote a row: only the function and the code travel on (O2).
    const word = codeWord(code);
    super(`${fn} failed with ${word}`, { cause });
    this.code = word;
  }
  /** Nobody refused it for good: the answer was lost, or another moment may answer. Whether it was carried out is not known. */
  get isPassing(): boolean {
    return this.code === 'unreachable' || /^(PGRST00|08|40|53|55|57|58|XX)/.test(this.code);
  }
}

const CALL_TIMEOUT_MS = 5_000;

type Functions = Database['public']['Functions'];

// Plain data by construction; `Json` only lacks readonly.
export const json = (value: unknown): Json => value as Json;

/** @throws {StoreError} from every call. */
export function createRpc({ url, serviceKey }: { url: string; serviceKey: string }) {
  // A chunk of its own, read while the rest of the function starts: sign-in, storage and sockets come with it.
  const connecting = import('@supabase/supabase-js').then(({ createClient }) =>
    createClient<Database>(url, serviceKey, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      global: {
        fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) }),
      },
    }),
  );
  // Told by the first call that needs it.
  connecting.catch(() => undefined);

  async function call<F extends keyof Functions & string>(
    fn: F,
    args: Functions[F]['Args'],
  ): Promise<unknown> {
    // The client narrows arguments per literal name and cannot follow a type parameter; `Args` was checked above.
    const { data, error } = await (await connecting).rpc(fn, args as never);
    if (error) throw new StoreError(fn, error.code || 'unreachable');
    return data;
  }
  const rows = async <F extends keyof Functions & string>(
    fn: F,
    args: Functions[F]['Args'],
  ): Promise<readonly unknown[]> => z.array(z.unknown()).parse(await call(fn, args));
  const maybeLead = async <F extends keyof Functions & string>(
    fn: F,
    args: Functions[F]['Args'],
  ): Promise<LeadRecord | null> => {
    const [row] = await rows(fn, args);
    return row === undefined ? null : leadFromRow(row);
  };
  const theLead = async <F extends keyof Functions & string>(
    fn: F,
    args: Functions[F]['Args'],
  ): Promise<LeadRecord> => {
    const lead = await maybeLead(fn, args);
    if (!lead) throw new StoreError(fn, 'no_such_lead');
    return lead;
  };
  return { call, rows, maybeLead, theLead };
}
export type Rpc = ReturnType<typeof createRpc>;
