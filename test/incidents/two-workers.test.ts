/** One lead in the hands of two workers: the queue's visibility time-out ended while the first still ran. */
import { expect, test } from 'vitest';
import type { Brain } from '../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import { createConversation } from '../../lib/app/conversation.ts';
import { loadConversationConfig } from '../../lib/config.ts';
import { systemAttributes } from '../../local/emulators/sqs/message.ts';
import type { World } from '../support/world.ts';
import { useMoments } from './races/moments.ts';

const world = useMoments();
const QUEUE = 'lead-events.fifo';

/** Says other words than the first worker's brain would: a model never says the same twice. */
const otherWords = (count: number): Brain => {
  const scripted = createScriptedBrain();
  return {
    reply: async (conversation) => {
      const reply = await scripted.reply(conversation);
      return { ...reply, bubbles: [0, 1, 2].slice(0, count).map((index) => `De outro jeito, ${index}`) };
    },
  };
};

/** A second worker gets the message that the first is at, or the newest one. */
function second(
  w: World,
  { which = 'in_flight', bubbles = 3 }: { which?: 'in_flight' | 'newest'; bubbles?: number } = {},
): Promise<unknown> {
  const messages = w.sqs.control.messages(QUEUE);
  const message = which === 'newest' ? messages.at(-1) : messages.find(({ state }) => state === 'in_flight');
  if (!message) throw new Error('there is no such message');
  const app = createConversation(loadConversationConfig(w.environment), {
    clock: w.clock,
    log: w.log,
    newId: () => 'second-worker',
    brains: [otherWords(bubbles)],
  });
  const record = {
    messageId: message.messageId,
    receiptHandle: 'second',
    body: message.body,
    attributes: { ...systemAttributes(message), ApproximateReceiveCount: '2' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:sa-east-1:000000000000:lead-events.fifo',
    awsRegion: 'sa-east-1',
  };
  // Counted as work of the stack: time does not run past it.
  return w.clock.track(app.handle({ Records: [record] }).finally(() => app.close()));
}

const threeBubbles = ({ bubbles: [first = ''] }: { bubbles: readonly string[] }, turn: number) => [
  first,
  `Segunda, ${turn}`,
  `Terceira, ${turn}`,
];

/** What must be true however the two came together. */
async function judge(w: World, { before, of }: { before: number; of: number }) {
  const said = w.fromBot().slice(before);
  const bubbles = (await w.messages()).filter(({ author }) => author === 'bot').slice(-said.length);
  const { rows } = await w.supabase.db.query<{ replies: number; anchored: boolean; planned: number }>(`
    select (select count(*) from public.replies)::int as replies, l.spoken_cycle = l.cycle as anchored,
      (select count(*) from public.follow_ups f where f.lead_id = l.id and f.cycle = l.cycle and f.status = 'planned')::int as planned
    from public.leads l`);
  expect({ said: said.length, copies: w.whatsapp.duplicates() }).toEqual({ said: of, copies: {} });
  // Not one worker's beginning and the other's end.
  expect(new Set(said.map((text) => text.startsWith('De outro jeito'))).size).toBe(1);
  expect(bubbles.map(({ status }) => status)).not.toContain('unknown');
  expect(rows[0]).toEqual({ replies: 2, anchored: true, planned: 1 });
}

const MOMENTS = [
  ['reads the lead', 'ingest_inbound', 'after'],
  ['asks for its right', 'commit_send', 'before'],
  ['has its right', 'commit_send', 'after'],
  ['ends its reply', 'finish_reply', 'before'],
  ['has ended its reply', 'finish_reply', 'after'],
] as const;

for (const [name, fn, side] of MOMENTS) {
  test(`two workers · the second comes when the first ${name}: one reply, in one worker's words, with its ladder`, async () => {
    const w = await world({ says: threeBubbles });
    await w.says('oi');
    await w.minutes(1);
    const before = w.fromBot().length;
    let other: Promise<unknown> = Promise.resolve();
    w.at({
      fn,
      side,
      ms: 200,
      happens: () => {
        other = second(w);
      },
    });
    await w.says('sou o Mateus');
    await w.seconds(5);
    await other;
    await w.minutes(10);
    expect(w.pendingMoments()).toBe(0);
    await judge(w, { before, of: 3 });
  });
}

test('two workers · the first asks for its right when the second has answered long ago: it says nothing more', async () => {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  const before = w.fromBot().length;
  w.at({ fn: 'commit_send', side: 'before', ms: 50_000, happens: () => {} });
  w.saysNow('sou o Mateus');
  await w.seconds(20);
  const other = second(w, { bubbles: 1 });
  await w.seconds(10);
  await other;
  expect(w.fromBot()).toHaveLength(before + 1);
  await w.minutes(15);
  await judge(w, { before, of: 1 });
});

test('two workers · both are between two bubbles: the reply is one worker’s from its first word to its last', async () => {
  const w = await world({ says: threeBubbles });
  await w.says('oi');
  await w.minutes(1);
  const before = w.fromBot().length;
  let other: Promise<unknown> = Promise.resolve();
  // The first waits for its right; the second says its first bubble and then waits for the next one's.
  w.at({
    fn: 'commit_send',
    side: 'before',
    ms: 500,
    happens: () => {
      other = second(w);
    },
  });
  w.at({ fn: 'commit_send', side: 'after', ms: 0, happens: () => {} });
  w.at({ fn: 'commit_send', side: 'before', ms: 900, happens: () => {} });
  await w.says('sou o Mateus');
  await w.seconds(5);
  await other;
  await w.minutes(10);
  expect(w.pendingMoments()).toBe(0);
  await judge(w, { before, of: 3 });
});

test('two workers · the second has answered what the lead wrote since: the first ends fenced, and the newer anchor stands', async () => {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  w.at({ fn: 'commit_send', side: 'before', ms: 30_000, happens: () => w.saysNow('moro em Recife') });
  await w.says('sou o Mateus');
  await w.seconds(8);
  const other = second(w, { which: 'newest', bubbles: 1 });
  await w.seconds(5);
  await other;
  const answered = w.fromBot().length;
  await w.minutes(10);
  expect(w.fromBot()).toHaveLength(answered);
  const { rows } = await w.supabase.db.query<{ anchored: boolean; planned: number }>(`
    select l.spoken_cycle = l.cycle as anchored,
      (select count(*) from public.follow_ups f where f.lead_id = l.id and f.cycle = l.cycle and f.status = 'planned')::int as planned
    from public.leads l`);
  expect(rows[0]).toEqual({ anchored: true, planned: 1 });
  expect(w.whatsapp.duplicates()).toEqual({});
});
