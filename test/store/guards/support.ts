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

/** Every signal there is, so that whoever touches the wrong row is seen. */
export const EVERY_SIGNAL = {
  opted_out_at: at(-70),
  human_stage_at: at(-71),
  human_stage_moved_at: at(-72),
  human_reply_at: at(-73),
  human_reply_until: at(-1),
  bot_handoff_at: at(-74),
  card_returned_at: at(-75),
  held_at: at(-76),
  held_cause: 'timeout',
  superseded_count: 3,
  spoken_at: at(-77),
  spoken_cycle: 0,
  proactive_ended_at: at(-78),
} as const;

/** Somebody else who was there first, with every signal, a reply that ended and its bubble, and one whose question waits for its first. */
export async function somebodyElse(d: Desk): Promise<void> {
  const { id } = await d.store.resolveLead(
    { phone: null, lid: '777', bsuid: null, replyTo: '777@lid' },
    NOW_MS,
  );
  await set(d, 'leads', id, EVERY_SIGNAL);
  const ended = await put(d, 'replies', aReply(id, { finished_at: at(-5), outcome: 'sent' }));
  await put(
    d,
    'messages',
    aMessage(id, {
      direction: 'out',
      reply_id: ended,
      provider_id: 'else',
      body: 'outra coisa',
      status: 'sent',
    }),
  );
  const open = await put(d, 'replies', aReply(id));
  await put(d, 'messages', aMessage(id, { disposition: 'answered', reply_id: open }));
}

export const set = async (d: Desk, table: string, id: string, row: Row): Promise<void> => {
  const columns = Object.keys(row);
  if (columns.length === 0) return;
  const assignments = columns.map((column, index) => `${column} = $${index + 2}`).join(', ');
  await d.supabase.db.query(`update public.${table} set ${assignments} where id = $1`, [
    id,
    ...Object.values(row),
  ]);
};
export const get = <T extends object = Row>(d: Desk, table: string, id: string): Promise<T> =>
  d
    .row<{ row: T }>(`select to_jsonb(t) as row from public.${table} t where id = $1`, [id])
    .then(({ row }) => row);
export const count = async (d: Desk, table: string, id: string): Promise<number> =>
  (await d.row<{ n: number }>(`select count(*)::int as n from public.${table} where id = $1`, [id])).n;
