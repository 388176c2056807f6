/** Waiting for a place in Kommo's budget is no outage: nobody is parked, nobody is alarmed, and the turn goes on where it was. */
import { expect, test } from 'vitest';
import { ACCOUNT } from '../../local/account.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const CROWD = Array.from({ length: 20 }, (_, index) => ({
  phone: `+55819900001${String(index).padStart(2, '0')}`,
  name: `Lead ${index}`,
}));

/** Others have taken every place of Kommo's budget for the next minutes, or give them back. */
function budgetOf(w: World) {
  const key = `kommo:line:${ACCOUNT.kommoAccountId}`;
  return {
    // Past HTTP: it stands there before whatever is asked next.
    use: () =>
      w.upstash.control.run(
        'set',
        key,
        JSON.stringify({ tokens: -1_000_000, at: Date.now(), seq: 0, line: [], last: {} }),
      ),
    free: () => w.upstash.control.run('del', key),
  };
}
const holdsOf = async (w: World) => (await w.decisions()).filter(({ kind }) => kind === 'hold');

test('C14 · a turn without a place in the budget waits in the queue, is never parked, and answers once', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot().length;
  const budget = budgetOf(w);
  await budget.use();
  w.saysNow('Mateus');
  await w.minutes(3);
  expect(w.fromBot()).toHaveLength(before);
  expect((await w.lead()).heldAtMs).toBeNull();
  expect(new Set((await holdsOf(w)).map(({ reason }) => reason))).toEqual(new Set(['over_budget']));
  expect(w.logLines.some((line) => line.includes('turn.held'))).toBe(false);

  await budget.free();
  await w.seconds(20);
  expect(w.fromBot().length).toBeGreaterThan(before);
  expect(w.whatsapp.duplicates()).toEqual({});
  expect((await w.messages()).map(({ disposition }) => disposition)).not.toContain('pending');
});

test('C14 · a wait beyond any crowd is parked, and people are told', async () => {
  const w = await world();
  await w.says('oi');
  const budget = budgetOf(w);
  await budget.use();
  w.saysNow('Mateus');
  await w.minutes(20);
  expect((await w.lead()).heldAtMs).not.toBeNull();
  expect(w.logLines.some((line) => line.includes('turn.held'))).toBe(true);
  await budget.free();
  await w.minutes(8);
  expect(w.fromBot().length).toBeGreaterThan(1);
}, 60_000);

test('C12, C14 · a first contact whose card could not be asked for leaves no intent behind: it is made at the next try', async () => {
  const taken = { atCreate: false };
  let budget: ReturnType<typeof budgetOf> | null = null;
  const w = await world({
    network: ({ mount, path }) => {
      // The look by phone is through; before the create others take what there is.
      if (taken.atCreate && mount === '/supabase' && path.includes('claim_card_creation')) void budget?.use();
      return 'up';
    },
  });
  budget = budgetOf(w);
  taken.atCreate = true;
  w.saysNow('oi');
  await w.seconds(8);
  expect(w.kommo.control.cards()).toHaveLength(0);
  expect((await w.lead()).cardMemory.intentAtMs).toBeNull();
  expect((await holdsOf(w)).at(-1)).toMatchObject({ reason: 'over_budget' });
  taken.atCreate = false;
  await budget.free();
  w.traffic.length = 0;
  await w.seconds(15);
  expect(w.kommo.control.cards()).toHaveLength(1);
  expect(w.fromBot().length).toBeGreaterThan(0);
  // What it had found out was kept: nobody is behind this phone, and Kommo's search knows no better yet.
  expect(w.traffic.filter(({ path }) => path.includes('/contacts?query')).length).toBeLessThanOrEqual(1);
  // It comes late, and yet nobody can have taken a card that was made just now.
  expect(w.traffic.filter(({ path }) => path.includes('/events'))).toEqual([]);
});

test('C14 · one real 429 in a crowd costs seconds: no lead is parked, every one answered once', async () => {
  const w = await world();
  for (const who of CROWD) w.saysNow('oi', who);
  await w.seconds(10);
  w.kommo.control.fault({ match: { method: 'GET' }, kind: 'status', status: 429, times: 1 });
  for (const who of CROWD) w.saysNow('Ana', who);
  const before = CROWD.map((who) => w.fromBot(who).length);
  await w.seconds(6);
  await w.seconds(40);
  for (const [index, who] of CROWD.entries()) {
    expect(w.fromBot(who).length, who.name).toBeGreaterThan(before[index] ?? 0);
    expect((await w.lead(who)).heldAtMs).toBeNull();
  }
  expect(w.whatsapp.duplicates()).toEqual({});
  expect(w.logLines.filter((line) => line.includes('kommo.breaker.open'))).toHaveLength(1);
  expect(w.logLines.some((line) => line.includes('turn.held'))).toBe(false);
}, 60_000);
