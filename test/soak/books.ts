/** What leads wrote against what Postgres holds and their phones show: nothing lost, nothing twice, everything in its order. */
import type { Stack } from '../../local/stack.ts';

export type Figures = {
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly replies: number;
  readonly bubbles: number;
  readonly dispositions: Readonly<Record<string, number>>;
};

export type Books = {
  /** A lead wrote a message; WhatsApp gave it this id. */
  wrote(phone: string, providerId: string): void;
  /** Messages written since the last balance, in order, by phone. */
  readonly open: Map<string, string[]>;
  readonly counted: {
    lost: number;
    doubled: number;
    outOfOrder: number;
    replies: number;
    bubbles: number;
    /** The newest row of the last balance. */
    arrival: number;
    dispositions: Record<string, number>;
  };
  figures(): Figures;
};

export function openBooks(): Books {
  const open = new Map<string, string[]>();
  const counted: Books['counted'] = {
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
    replies: 0,
    bubbles: 0,
    arrival: 0,
    dispositions: {},
  };
  return {
    open,
    counted,
    wrote: (phone, providerId) => {
      const written = open.get(phone);
      if (written) written.push(providerId);
      else open.set(phone, [providerId]);
    },
    figures: () => {
      const { arrival: _arrival, ...figures } = counted;
      return figures;
    },
  };
}

type Row = {
  readonly phone: string;
  readonly arrival: string | number;
  readonly author: string;
  readonly provider_id: string | null;
  readonly reply_id: string | null;
  readonly disposition: string | null;
  readonly status: string | null;
};

/** Balances everything since the last time, and closes the page. */
export async function checkBooks(
  { open, counted }: Books,
  stack: Stack,
  provider: 'cloud' | 'evolution',
): Promise<void> {
  const { rows } = await stack.supabase.db.query<Row>(
    `select l.phone, m.arrival, m.author, m.provider_id, m.reply_id, m.disposition, m.status
     from public.messages m join public.leads l on l.id = m.lead_id where m.arrival > $1 order by m.arrival`,
    [counted.arrival],
  );
  counted.arrival = Number(rows.at(-1)?.arrival ?? counted.arrival);
  const byPhone = Map.groupBy(rows, ({ phone }) => phone);

  for (const [phone, written] of open) {
    const kept = (byPhone.get(phone) ?? []).filter(({ author }) => author === 'lead');
    const ids = kept.flatMap(({ provider_id: id }) => id ?? []);
    const isKept = new Set(ids);
    counted.lost += written.filter((id) => !isKept.has(id)).length;
    // What no turn has taken up by now, nothing will.
    counted.lost += kept.filter(({ disposition }) => disposition === 'pending').length;
    counted.doubled += ids.length - isKept.size;
    const expected = written.filter((id) => isKept.has(id));
    if ([...isKept].join() !== expected.join()) counted.outOfOrder += 1;
    for (const { disposition } of kept)
      counted.dispositions[disposition ?? 'none'] = (counted.dispositions[disposition ?? 'none'] ?? 0) + 1;
  }

  for (const [phone, ofLead] of byPhone) {
    const bubbles = ofLead.filter(({ author }) => author === 'bot');
    const shown = stack[provider].control.phone(phone).filter(({ via }) => via === 'api');
    const outbox = bubbles.flatMap(({ provider_id: id, status }) => (status === 'failed' ? [] : (id ?? [])));
    const onPhone = shown.map(({ providerId }) => providerId);
    counted.bubbles += onPhone.length;
    counted.replies += new Set(bubbles.flatMap(({ reply_id: id }) => id ?? [])).size;
    counted.lost += bubbles.filter(
      ({ provider_id: id, status }) => id === null && status !== 'failed',
    ).length;
    const known = new Set(outbox);
    // A bubble on the phone that no row of the outbox stands for was sent twice.
    counted.doubled += onPhone.filter((id) => !known.has(id)).length;
    counted.lost += outbox.filter((id) => !onPhone.includes(id)).length;
    if (onPhone.filter((id) => known.has(id)).join() !== outbox.filter((id) => onPhone.includes(id)).join())
      counted.outOfOrder += 1;
  }
  open.clear();
}
