/** Rows as a test writes and reads them itself: a function's guard is met by the row that it is about. */
import { type Desk, NOW_MS } from '../support/database.ts';

export const at = (ms: number): string => new Date(NOW_MS + ms).toISOString();

type Row = Readonly<Record<string, unknown>>;

/** Puts one row and returns its id. */
export async function put(d: Desk, table: string, row: Row): Promise<string> {
  const columns = Object.keys(row);
  const { id } = await d.row<{ id: string }>(
    `insert into public.${table} (${columns.join(', ')}) select ${columns.map((name) => `r.${name}`).join(', ')}
       from jsonb_populate_record(null::public.${table}, $1::jsonb) r returning id`,
    [JSON.stringify(row)],
  );
  return id;
}

let made = 0;
export function aMessage(leadId: string, over: Row = {}): Row {
  made += 1;
  const isOut = over['direction'] === 'out';
  const author = over['author'] ?? (isOut ? 'bot' : 'lead');
  return {
    lead_id: leadId,
    direction: 'in',
    author,
    provider_id: isOut ? null : `in-${made}`,
    kind: 'text',
    body: 'oi',
    sent_at: at(0),
    recorded_at: at(0),
    edit_is_timed: false,
    ...(isOut
      ? author === 'bot' && { dedupe_key: `key-${made}`, status: 'committed', epoch: 0 }
      : { disposition: 'pending' }),
    ...over,
  };
}
export const aReply = (leadId: string, over: Row = {}): Row => {
  made += 1;
  return {
    lead_id: leadId,
    dedupe_key: `reply-${made}`,
    bubbles: ['Oi!'],
    intent: 'continue',
    epoch: 0,
    cycle: 0,
    created_at: at(-9),
    ...over,
  };
};

export const set = async (d: Desk, table: string, id: string, row: Row): Promise<void> => {
  for (const [column, value] of Object.entries(row))
    await d.supabase.db.query(`update public.${table} set ${column} = $2 where id = $1`, [id, value]);
};
export const get = <T extends object = Row>(d: Desk, table: string, id: string): Promise<T> =>
  d
    .row<{ row: T }>(`select to_jsonb(t) as row from public.${table} t where id = $1`, [id])
    .then(({ row }) => row);
export const count = async (d: Desk, table: string, id: string): Promise<number> =>
  (await d.row<{ n: number }>(`select count(*)::int as n from public.${table} where id = $1`, [id])).n;
