/** P13, P19 · Both doors: what a person did is on record or pending before the answer, and the answer is in time, whatever is slow or gone behind it. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { ACCOUNT, SELLERS } from '../../local/stack.ts';
import { KOMMO_HOOK } from '../incidents/handoff/cast.ts';
import { MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();
const ANSWERS_WITHIN_MS = 1_500;

type Post = { readonly path: string; readonly headers: Record<string, string>; readonly body: string };
type Answer = { readonly status: number; readonly tookMs: number };

/** The post of the provider's that tells of a person's message, made and kept back. */
function toldByWhatsApp(w: World, provider: 'cloud' | 'evolution', act: () => void): Post {
  w.whatsapp.drop(1);
  act();
  const body = JSON.stringify(w.whatsapp.deliveries.at(-1)?.body);
  const json = { 'content-type': 'application/json' };
  if (provider === 'evolution')
    return {
      path: '/webhooks/whatsapp/evolution',
      headers: { ...json, 'x-webhook-secret': ACCOUNT.evolutionSecret },
      body,
    };
  const signature = createHmac('sha256', ACCOUNT.cloudAppSecret).update(body).digest('hex');
  return {
    path: '/webhooks/whatsapp/cloud',
    headers: { ...json, 'x-hub-signature-256': `sha256=${signature}` },
    body,
  };
}

async function toldByKommo(w: World, act: () => void): Promise<Post> {
  w.kommo.control.hooks.drop(1);
  act();
  await w.seconds(1);
  w.kommo.control.hooks.heal();
  return {
    path: KOMMO_HOOK,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: w.kommo.control.hooks.deliveries.at(-1)?.body ?? '',
  };
}

/** Posts now; resolves when the answer is there, by the stack's clock. */
function post(w: World, { path, headers, body }: Post): Promise<Answer> {
  const startedAtMs = w.clock.nowMs();
  return w.clock.track(
    fetch(w.url + path, { method: 'POST', headers, body }).then(async (response) => {
      await response.arrayBuffer();
      return { status: response.status, tookMs: w.clock.nowMs() - startedAtMs };
    }),
  );
}

const STORES = { queue: '/sqs', Postgres: '/supabase', Redis: '/upstash' } as const;
type StoreName = keyof typeof STORES;
const SLOW_MS = 4_000;

type Case = {
  readonly what: string;
  readonly provider: 'cloud' | 'evolution';
  readonly told: (w: World) => Promise<Post>;
};
const answers = (w: World) => w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
const CASES: readonly Case[] = [
  {
    what: 'cloud, an echo',
    provider: 'cloud',
    told: async (w) => toldByWhatsApp(w, 'cloud', () => answers(w)),
  },
  {
    what: 'evolution, an echo',
    provider: 'evolution',
    told: async (w) => toldByWhatsApp(w, 'evolution', () => answers(w)),
  },
  {
    what: "Kommo, an answer in Kommo's chat",
    provider: 'cloud',
    told: (w) =>
      toldByKommo(w, () =>
        w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi, aqui é o Marcos', userId: SELLERS.marcos }),
      ),
  },
  {
    what: 'Kommo, a card that moved',
    provider: 'cloud',
    told: (w) => toldByKommo(w, () => w.moves('atendimento_humano')),
  },
];
/** What is slow, and whether everything can be kept in time all the same. */
const SLOW: readonly (readonly [stores: readonly StoreName[], status: 200 | 503])[] = [
  [['queue'], 503],
  [['Postgres'], 200],
  [['Redis'], 200],
  [['queue', 'Postgres'], 503],
  [['queue', 'Redis'], 503],
  [['Postgres', 'Redis'], 503],
  [['queue', 'Postgres', 'Redis'], 503],
];

for (const { what, provider, told } of CASES) {
  test(`P13 · ${what}: answered within 1.5 s whatever is slow, 200 only when it is kept`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    await w.says('sou o Mateus');
    for (const [stores, status] of SLOW) {
      const request = await told(w);
      for (const store of stores) w.slow(STORES[store], SLOW_MS);
      const answer = post(w, request);
      await w.seconds(2);
      for (const store of stores) w.slow(STORES[store], 0);
      await w.seconds(30);
      expect([stores, await answer]).toEqual([stores, { status, tookMs: expect.any(Number) }]);
      expect((await answer).tookMs).toBeLessThanOrEqual(ANSWERS_WITHIN_MS);
    }
  });

  test(`P13 · ${what}: while Postgres is slow nothing is said to the lead, and what was said before it is not answered`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    await w.says('sou o Mateus');
    const before = w.fromBot().length;
    const request = await told(w);
    w.saysNow('minha conta vem 600 reais');
    await w.seconds(5);
    w.slow('/supabase', SLOW_MS);
    const answer = post(w, request);
    await w.seconds(2);
    w.slow('/supabase', 0);
    expect((await answer).status).toBe(200);
    await w.minutes(8);
    expect(w.fromBot().slice(before)).toEqual([]);
    const { humanReplyAtMs, humanStageAtMs } = (await w.lead()).signals;
    expect(humanReplyAtMs ?? humanStageAtMs).not.toBeNull();
  });

  for (const [how, effect] of [
    ['unavailable', { kind: 'status', status: 503 }],
    ['silent', { kind: 'drop_after_commit' }],
  ] as const) {
    test(`P19 · ${what}: recorded although the queue is ${how}, and told to be sent again`, async () => {
      const w = await world({ provider });
      await w.says('oi');
      await w.says('sou o Mateus');
      const before = w.fromBot().length;
      const request = await told(w);
      w.saysNow('minha conta vem 600 reais');
      await w.seconds(1);
      w.sqs.control.fault({ operation: 'SendMessage', times: 500, ...effect });
      expect((await post(w, request)).status).toBe(503);
      await w.seconds(20);
      w.sqs.control.clearFaults();
      await w.minutes(1);
      expect(w.fromBot().slice(before)).toEqual([]);
    });
  }

  test(`P19 · ${what}: with the queue and Postgres gone together it is pending, and with Redis gone too nobody is told 200`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    await w.says('sou o Mateus');
    const before = w.fromBot().length;
    const request = await told(w);
    w.saysNow('minha conta vem 600 reais');
    await w.seconds(5);
    w.sqs.control.fault({ operation: 'SendMessage', times: 500, kind: 'status', status: 503 });
    w.supabase.control.down(503);
    expect((await post(w, request)).status).toBe(503);
    w.supabase.control.up();
    await w.seconds(20);
    expect(w.fromBot().slice(before)).toEqual([]);
    // Neither failure hides the other.
    const log = w.logLines.join('\n');
    expect(['takeover.deferred', 'webhook.not_stored'].filter((noun) => !log.includes(noun))).toEqual([]);
    w.sqs.control.clearFaults();
    // The provider's own repetition.
    expect((await post(w, request)).status).toBe(200);
    w.supabase.control.down(503);
    w.upstash.control.down(503);
    expect((await post(w, request)).status).toBe(503);
    w.upstash.control.up();
    w.supabase.control.up();
    await w.minutes(1);
    expect(w.fromBot().slice(before)).toEqual([]);
  });
}
