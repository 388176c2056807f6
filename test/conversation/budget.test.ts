/** What one reply costs on the wire (issue 3, done-when 4; the original needed 34 calls). */
import { expect, test } from 'vitest';
import { characterOf } from '../../local/emulators/model/characters.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

/**
 * The calls of the conversation function for one message, from the queue to the synced card. The webhook before it costs one
 * request to Redis (the mark of the newest message) and one to the queue; hooks about our own writes wait for their own debounce.
 */
async function turnOf(w: World, text: string) {
  w.saysNow(text);
  await w.seconds(1);
  w.traffic.length = 0;
  const before = w.fromBot().length;
  await w.seconds(7);
  const count = (mount: string, isCounted: (method: string) => boolean = () => true) =>
    w.traffic.filter((call) => call.mount === mount && isCounted(call.method)).length;
  return {
    bubbles: w.fromBot().length - before,
    kommoReads: count('/kommo', (method) => method === 'GET'),
    kommoWrites: count('/kommo', (method) => method !== 'GET'),
    supabase: count('/supabase'),
    redis: count('/upstash'),
    whatsapp: count('/cloud'),
  };
}

/** A lead whose card, metadata and breaker this container has seen before; what it kept for seconds has run out. */
async function knownLead(w: World): Promise<void> {
  await w.says('oi');
  await w.says('Mateus');
  await w.minutes(2);
}

test('C14 · a reply that moves the card stays within the budget of network calls', async () => {
  const w = await world();
  await knownLead(w);
  const spent = await turnOf(w, '850');
  expect(w.stage()).toBe('EM QUALIFICAÇÃO');
  // P2 costs one call to Postgres where the card moves: the move is kept before its PATCH leaves.
  expect(spent).toMatchObject({ bubbles: 1, kommoReads: 2, kommoWrites: 1, supabase: 4, whatsapp: 2 });
  expect(spent.redis).toBeLessThanOrEqual(3);
});

test('C10, C14 · a reply after which nothing on the card differs writes nothing to Kommo', async () => {
  const w = await world();
  await knownLead(w);
  await w.says('850');
  await w.says('C');
  await w.minutes(2);
  const spent = await turnOf(w, '15');
  expect(spent).toMatchObject({ bubbles: 1, kommoReads: 2, kommoWrites: 0, supabase: 3, whatsapp: 2 });
  expect(spent.redis).toBeLessThanOrEqual(2);
});

test('C14 · a reply of two bubbles whose model thinks for 3 s, and that writes the card, costs 13 calls; the stage is read once', async () => {
  const w = await world({ environment: { LLM_PROVIDER: 'openai' } });
  w.model.control.always(characterOf('faithful'));
  await knownLead(w);
  w.slow('/model', 3_000);
  await w.says('minha conta é de 600 reais');
  await w.minutes(2);
  w.saysNow('minha conta é de 850 reais');
  await w.seconds(1);
  w.traffic.length = 0;
  const before = w.fromBot().length;
  await w.seconds(10);
  const paid = w.traffic.filter(({ mount }) => ['/kommo', '/supabase', '/upstash', '/cloud'].includes(mount));
  const asked = Object.fromEntries(
    [...Map.groupBy(paid, ({ mount }) => mount)].map(([mount, calls]) => [mount, calls.length]),
  );
  expect(w.fromBot().length - before).toBe(2);
  expect(asked).toEqual({ '/supabase': 4, '/upstash': 3, '/kommo': 3, '/cloud': 3 });
});

test('C14 · a first contact asks Redis four times beside its door: search, creation and look stand in line in what is asked anyway', async () => {
  const w = await world();
  // The account's tables are read, and another lead's seconds have run out.
  await w.says('oi', { phone: '+5581988887777', name: 'Clara' });
  await w.minutes(2);
  const spent = await turnOf(w, 'oi, vi o anúncio');
  expect(spent).toMatchObject({ kommoWrites: 1 });
  expect(spent.redis).toBeLessThanOrEqual(4);
});

test('an older message of a burst costs one look at the history and one at Redis', async () => {
  const w = await world();
  await knownLead(w);
  w.saysNow('minha conta');
  await w.seconds(1);
  w.saysNow('é 850');
  await w.seconds(1);
  w.traffic.length = 0;
  // The first message's turn, short of the second's.
  await w.seconds(4.5);
  expect(w.traffic.filter(({ mount }) => mount !== '/sqs').map(({ mount }) => mount)).toEqual([
    '/supabase',
    '/upstash',
  ]);
});

test('C14 · a minute of reconcile in which nothing waits asks Kommo once and Postgres twice', async () => {
  const w = await world();
  await knownLead(w);
  // Past the looks that come every five, ten and fifteen minutes, and short of their next.
  await w.minutes(16);
  w.traffic.length = 0;
  await w.minutes(1);
  const paths = w.traffic
    .filter(({ mount }) => mount === '/kommo' || mount === '/supabase')
    .map(({ path }) => path.split('/').at(-1)?.split('?')[0]);
  expect(paths.sort()).toEqual(['keep_looks', 'leads', 'waiting_work']);
});
