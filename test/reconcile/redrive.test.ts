/** What an outage leaves behind, and who takes care of it. */
import { expect, test } from 'vitest';
import { redriveHeld } from '../../lib/reconcile/redrive.ts';
import { recordedLog } from '../kommo/support/builders.ts';
import { CLARA, useWorlds } from '../support/world.ts';

const world = useWorlds();

test('H2, I3 · an outage of ten minutes holds the turn, and three messages of it get one reply', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot().length;
  w.kommo.control.down();
  await w.says('Mateus');
  await w.minutes(4);
  await w.says('alguém aí?');
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

test('I5 · a thousand held leads are in line within one minute, and a task that fails keeps none of them waiting', async () => {
  const w = await world();
  await w.says('oi');
  const lead = { ...(await w.lead()), heldAtMs: w.clock.nowMs(), heldCause: 'timeout' };
  const held = Array.from({ length: 1000 }, (_, index) => ({ ...lead, lastInboundAtMs: index }));
  const sent: (string | undefined)[] = [];
  const redriven = await redriveHeld({
    store: {
      heldLeads: async (limit) => [{ ...lead, heldAtMs: 0, lastInboundAtMs: 5000 }, ...held].slice(0, limit),
      closeBurst: async () => {
        throw new Error('nothing was told to a person');
      },
      speechStoppedAt: async () => null,
    },
    kommo: { account: async () => ({ kind: 'ok', value: { accountId: 1, userId: null } }) },
    tasks: {
      write: async () => {
        // The line is full before the first task is tried.
        expect(sent).toHaveLength(999);
        return { kind: 'failed', cause: 'timeout', status: null, retryAfterMs: null, problems: [] };
      },
    },
    queue: {
      sendMany: async (items) => {
        sent.push(...items.map(({ body }) => (body.source === 'self' ? body.event.kind : undefined)));
        return [];
      },
    },
    clock: w.clock,
    holdMaxHours: 6,
    newId: () => 'id',
    log: recordedLog(),
  });
  expect(redriven).toBe(999);
});
