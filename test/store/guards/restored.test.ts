/** What a restored backup may still say, guard by guard: nothing that it had begun (docs/restore.md, V5, I6). */
import { expect, test } from 'vitest';
import { LeadId } from '../../../lib/lead.ts';
import { type Desk, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, get, put } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;

let people = 0;
/** A lead whose id begins with this digit: they are gone through in the order of their ids. */
async function aLead(d: Desk, digit: string, over: Row = {}): Promise<string> {
  people += 1;
  return put(d, 'leads', {
    id: `${digit}0000000-0000-4000-8000-${String(people).padStart(12, '0')}`,
    key: `lid:${people}`,
    lid: String(people),
    reply_to: `${people}@lid`,
    created_at: at(-99),
    cycle: 3,
    epoch: 2,
    ...over,
  });
}
const aStep = (d: Desk, lead: string, over: { cycle?: number; status?: string }): Promise<unknown> =>
  d.supabase.db.query(
    `insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values ($1, $2, '1', $3, $4, $5)`,
    [lead, over.cycle ?? 3, over.status ?? 'planned', at(60), over.status === undefined ? null : at(-1)],
  );

/** Everything that may be open of a lead, at once. */
async function everythingOpen(d: Desk, digit: string): Promise<string> {
  const id = await aLead(d, digit, { spoken_cycle: 3, held_at: at(-1), held_cause: 'timeout' });
  await put(d, 'messages', aMessage(id));
  await put(d, 'messages', aMessage(id, { disposition: 'placeholder' }));
  await put(d, 'messages', aMessage(id, { disposition: 'answered' }));
  await put(d, 'replies', aReply(id, { cycle: 3 }));
  await aStep(d, id, {});
  return id;
}
const restore = (d: Desk, limit = 9): Promise<{ done: number; waiting: readonly Row[]; left: boolean }> =>
  d
    .row<{ is: { done: number; waiting: readonly Row[]; left: boolean } }>(
      'select public.after_restore($1, $2) as is',
      [limit, at(0)],
    )
    .then(({ is }) => is);
const dispositions = async (d: Desk, lead: string): Promise<readonly unknown[]> =>
  (
    await d.supabase.db.query<{ is: unknown }>(
      'select disposition as is from public.messages where lead_id = $1 order by arrival',
      [lead],
    )
  ).rows.map((row) => row.is);

/** [what there is of the lead, its row, the rest, whether it ends, whether the lead waits for an answer] */
const LEFT_OPEN: readonly (readonly [
  string,
  Row,
  (d: Desk, id: string) => Promise<unknown>,
  boolean,
  boolean,
])[] = [
  ['the bot’s last word, still unanswered', { spoken_cycle: 3 }, async () => {}, true, false],
  ['the bot’s word of an older cycle', { spoken_cycle: 2 }, async () => {}, false, false],
  ['a hold', { held_at: at(-1), held_cause: 'timeout' }, async () => {}, true, false],
  ['a message that waits', {}, (d, id) => put(d, 'messages', aMessage(id)), true, true],
  [
    'a message that waits and was deleted',
    {},
    (d, id) => put(d, 'messages', aMessage(id, { deleted_at: at(-1) })),
    true,
    true,
  ],
  [
    'a message whose content never came',
    {},
    (d, id) => put(d, 'messages', aMessage(id, { disposition: 'placeholder' })),
    true,
    true,
  ],
  [
    'a message that was answered',
    {},
    (d, id) => put(d, 'messages', aMessage(id, { disposition: 'answered' })),
    false,
    false,
  ],
  ['a reply that was begun', {}, (d, id) => put(d, 'replies', aReply(id)), true, true],
  [
    'a reply that was finished',
    {},
    (d, id) => put(d, 'replies', aReply(id, { finished_at: at(-1), outcome: 'sent' })),
    false,
    false,
  ],
  ['a follow-up to come', {}, (d, id) => aStep(d, id, {}), true, false],
  ['a follow-up of an older cycle', {}, (d, id) => aStep(d, id, { cycle: 2 }), false, false],
  ['a follow-up that left', {}, (d, id) => aStep(d, id, { status: 'sent' }), false, false],
];
test.each(LEFT_OPEN)('V5 · a backup that holds %s', async (_, row, more, ends, waits) => {
  const d = desk();
  // Behind it in the order, so that what is theirs is still open when it is looked at.
  const other = await everythingOpen(d, 'f');
  const id = await aLead(d, '5', { kommo_lead_id: 15_000_005, ...row });
  await more(d, id);
  const [before, said] = [await get(d, 'leads', id), await dispositions(d, id)];
  expect(await restore(d)).toEqual({
    done: ends ? 2 : 1,
    waiting: [...(waits ? [{ id, card: 15_000_005 }] : []), { id: other, card: null }],
    left: false,
  });
  expect(await get(d, 'leads', id)).toEqual(
    ends ? { ...before, cycle: 1003, epoch: 1002, held_at: null, held_cause: null } : before,
  );
  expect(await dispositions(d, id)).toEqual(waits ? said.map(() => 'silenced') : said);
  expect(
    (await d.store.decisionsOf(LeadId.parse(id), 9)).map(({ kind, reason }) => `${kind} ${reason}`),
  ).toEqual(waits ? ['silence restored'] : []);
  // Once more finds nothing more.
  expect(await restore(d)).toEqual({ done: 0, waiting: [], left: false });
});
test('V5 · whoever was held and had an answer to everything waits for nobody, whatever others wait for', async () => {
  const d = desk();
  const held = await aLead(d, '5', { held_at: at(-1), held_cause: 'timeout' });
  await put(d, 'messages', aMessage(held, { disposition: 'answered' }));
  await put(d, 'replies', aReply(held, { finished_at: at(-1), outcome: 'sent' }));
  const other = await everythingOpen(d, 'f');
  expect((await restore(d)).waiting).toEqual([{ id: other, card: null }]);
  expect(await dispositions(d, held)).toEqual(['answered']);
});
test('V5 · a backup is gone through in pieces, and the last one says that it is the last', async () => {
  const d = desk();
  const ids = [await everythingOpen(d, '1'), await everythingOpen(d, '2'), await everythingOpen(d, '3')];
  const first = await restore(d, 2);
  expect([first.done, first.left, first.waiting.map(({ id }) => id)]).toEqual([2, true, ids.slice(0, 2)]);
  expect(await dispositions(d, ids[2] ?? '')).toEqual(['pending', 'placeholder', 'answered']);
  const second = await restore(d, 2);
  expect([second.done, second.left, second.waiting.map(({ id }) => id)]).toEqual([1, false, ids.slice(2)]);
  for (const id of ids) expect(await dispositions(d, id)).toEqual(['silenced', 'silenced', 'answered']);
});
test('V5 · when a backup was restored is kept, though nothing was open in it', async () => {
  const d = desk();
  expect(await restore(d)).toEqual({ done: 0, waiting: [], left: false });
  expect(await d.store.lastLook('restored')).toBe(Date.parse(at(0)));
});
