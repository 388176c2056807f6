/** What an outage leaves behind, and who takes care of it. */
import { expect, test } from 'vitest';
import type { ToSend } from '../../lib/queue.ts';
import { redriveHeld } from '../../lib/reconcile/redrive.ts';
import type { HeldLead } from '../../lib/store/repairs.ts';
import { SELLERS, STATUS } from '../../local/stack.ts';
import { recordedLog } from '../kommo/support/builders.ts';
import { CLARA, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

test('H2, I3 · an outage of ten minutes holds the turn, and three messages of it get one reply', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot().length;
  w.kommo.control.down();
  await w.says('Mateus');
  await w.minutes(4);
  await w.says('oi?');
  await w.minutes(4);
  await w.says('minha conta é de 850 reais');
  await w.minutes(2);
  expect(w.fromBot()).toHaveLength(before);
  expect((await w.lead()).heldAtMs).not.toBeNull();

  w.kommo.control.up();
  await w.minutes(10);

  const replies = (await w.messages()).filter(({ author }) => author === 'bot').slice(before);
  expect(replies.length).toBeGreaterThan(0);
  expect(
    (await w.messages()).filter(({ direction }) => direction === 'in').map(({ disposition }) => disposition),
  ).not.toContain('pending');
  // One reply: its bubbles left in one go, and it knows what all three messages said.
  expect(w.fromBot().slice(before).join(' ')).toContain('850');
  expect(w.whatsapp.duplicates()).toEqual({});
  expect((await w.lead()).heldAtMs).toBeNull();
});

test('I3, I5 · an outage of eight hours becomes a task for a person, and the lead is not answered in the night', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot();
  w.kommo.control.down();
  await w.says('Mateus');
  await w.hours(8);
  w.kommo.control.up();
  await w.minutes(20);

  expect(w.fromBot()).toEqual(before);
  const tasks = w.kommo.control.card(w.cardId()).tasks;
  expect(tasks).toHaveLength(1);
  expect(tasks[0]?.text).toContain('ficou sem resposta');
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'close', reason: 'held_too_long' });
  expect((await w.messages()).at(-1)).toMatchObject({ body: 'Mateus', disposition: 'silenced' });

  await w.says('bom dia');
  expect(w.fromBot().length).toBeGreaterThan(before.length);
}, 300_000);

test('R19 · two leads held by one outage get a reply each, and each its own', async () => {
  const w = await world();
  await w.says('oi');
  await w.says('oi', CLARA);
  w.kommo.control.down();
  w.saysNow('Mateus');
  w.saysNow('Clara', CLARA);
  await w.minutes(5);
  w.kommo.control.up();
  await w.minutes(10);
  expect(w.fromBot().at(-1)).toContain('Mateus');
  expect(w.fromBot(CLARA).at(-1)).toContain('Clara');
});

/** Reconcile's repair over lists of the test's own. */
async function driven(w: World, held: readonly HeldLead[], late: readonly HeldLead[]) {
  const sent: ToSend[] = [];
  const asked: string[] = [];
  let isTold = false;
  const redriven = await redriveHeld({
    store: {
      heldCount: async () => held.length + late.length,
      heldToRedrive: async ({ inLineMax }) => held.slice(0, inLineMax),
      heldTooLong: async ({ isTried }) => (isTried || isTold ? [] : late),
      markRedriven: async (ids) => {
        asked.push(`mark ${ids.length} after ${sent.length}`);
      },
      closeBurst: async () => {
        asked.push('close');
      },
      speechStoppedAt: async () => null,
    },
    kommo: { account: async () => ({ kind: 'ok', value: { accountId: 1, userId: null } }) },
    tasks: {
      write: async () => ({
        kind: 'failed',
        cause: 'timeout',
        status: null,
        retryAfterMs: null,
        problems: [],
      }),
    },
    taskLists: {
      write: async () => {
        // The line is full, and marked, before the first task is tried.
        asked.push(`tasks after ${sent.length}`);
        isTold = true;
        return new Set();
      },
    },
    queue: {
      sendMany: async (items) => {
        sent.push(...items);
        return [];
      },
    },
    clock: w.clock,
    holdMaxHours: 6,
    kommoRps: 5,
    newId: () => 'id',
    log: recordedLog(),
  });
  return { redriven, sent, asked };
}

test('I5 · as many held leads are in line as drain in a minute, and a task that fails keeps none of them waiting', async () => {
  const w = await world();
  await w.says('oi');
  const lead = { ...(await w.lead()), heldAtMs: w.clock.nowMs(), heldCause: 'timeout', redrives: 3 };
  const held = Array.from({ length: 1000 }, () => lead);
  const { redriven, sent, asked } = await driven(w, held, [{ ...lead, heldAtMs: 0 }]);
  expect(redriven).toBe(750);
  expect(asked).toEqual(['mark 750 after 750', 'mark 1 after 750', 'tasks after 750']);
  // A run that dies before it has marked them sends the same ids again; the next drive of the same hold sends another.
  expect(sent[0]?.place.dedupe).toBe(`redrive:${lead.id}:${lead.heldAtMs}:3`);
});

/** Leads held for seven hours, each with a card of its own. */
async function heldTooLong(w: World, count: number): Promise<readonly number[]> {
  await w.says('oi');
  const cards = Array.from({ length: count }, (_, n) => {
    const { leadId } = w.kommo.control.addLead({
      name: `Lead ${n}`,
      phone: `+55819900${String(10_000 + n)}`,
      statusId: STATUS.em_qualificacao,
    });
    w.kommo.control.editCard({ leadId, userId: SELLERS.marcos, responsibleUserId: SELLERS.paula });
    return leadId;
  });
  await w.supabase.db.query(
    `insert into public.leads (key, phone, reply_to, created_at, kommo_lead_id, held_at, held_cause, last_inbound_at)
     select '+5581980' || (10000 + n), '+5581980' || (10000 + n), '1', $2::timestamptz, card, $2::timestamptz, 'timeout', $2::timestamptz
     from unnest($1::bigint[]) with ordinality as c (card, n)`,
    [cards, new Date(w.clock.nowMs() - 7 * 3_600_000).toISOString()],
  );
  w.kommo.control.clearRequests();
  return cards;
}
const tasksOn = (w: World, cards: readonly number[]): readonly number[] =>
  cards.map((card) => w.kommo.control.card(card).tasks.length);
const stillHeld = async (w: World): Promise<number> =>
  Number(
    (
      await w.supabase.db.query<{ n: number }>(
        'select count(*)::integer as n from public.leads where held_at is not null',
      )
    ).rows[0]?.n,
  );
const POSTED_TASKS = { method: 'POST', path: /\/tasks$/ };
const posts = (w: World): number =>
  w.kommo.control.requests.filter(({ method, path }) => method === 'POST' && path.includes('/tasks')).length;

test('I3 · a hundred leads that waited too long are a hundred tasks in two requests, each the seller’s, and closed', async () => {
  const w = await world();
  const cards = await heldTooLong(w, 100);
  await w.reconcile();
  expect(tasksOn(w, cards)).toEqual(cards.map(() => 1));
  expect(w.kommo.control.card(cards[0] ?? 0).tasks[0]).toMatchObject({ responsibleUserId: SELLERS.paula });
  expect(posts(w)).toBe(2);
  expect(await stillHeld(w)).toBe(0);
});

test('P4 · a list that Kommo refuses is written one by one, and none twice', async () => {
  const w = await world();
  const cards = await heldTooLong(w, 4);
  w.kommo.control.fault({ kind: 'status', status: 400, match: POSTED_TASKS, times: 1 });
  await w.reconcile();
  expect([tasksOn(w, cards), await stillHeld(w)]).toEqual([[1, 1, 1, 1], 0]);
  expect(posts(w)).toBe(5);
});

test('C18 · a list whose answer is lost is looked for on each card before it is written again', async () => {
  const w = await world();
  const cards = await heldTooLong(w, 3);
  w.kommo.control.fault({ kind: 'drop_after_commit', match: POSTED_TASKS, times: 1 });
  await w.reconcile();
  expect([tasksOn(w, cards), await stillHeld(w)]).toEqual([[1, 1, 1], 0]);
  expect(posts(w)).toBe(1);
});

test('I3 · while no task can be written nobody is closed, and nobody forgotten', async () => {
  const w = await world();
  const cards = await heldTooLong(w, 2);
  w.kommo.control.fault({ kind: 'status', status: 500, match: POSTED_TASKS, times: 'always' });
  await w.reconcile();
  expect([tasksOn(w, cards), await stillHeld(w)]).toEqual([[0, 0], 2]);
  w.kommo.control.clearFaults();
  await w.minutes(2);
  expect([tasksOn(w, cards), await stillHeld(w)]).toEqual([[1, 1], 0]);
});
