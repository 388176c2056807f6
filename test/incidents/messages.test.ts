/** What becomes of messages that come at a bad moment: while the bot writes, across a restart, one after another. */
import { expect, test } from 'vitest';
import type { VirtualClock } from '../../local/clock.ts';
import { useWorlds } from '../support/world.ts';
import { answering } from './handoff/cast.ts';

const world = useWorlds();

test('M1 · a message sent while the bot is composing is answered, together with the one before it, by one reply', async () => {
  let clock: VirtualClock | null = null;
  const asked: number[] = [];
  const w = await world({
    brains: [
      {
        reply: async (conversation) => {
          asked.push(conversation.burst.length);
          await clock?.sleep(14_000);
          return answering(conversation, [`resposta a ${conversation.burst.length}`]);
        },
      },
    ],
  });
  clock = w.clock;
  w.saysNow('oi');
  await w.seconds(10);
  w.saysNow('quanto custa?');
  await w.minutes(1);
  expect(asked).toEqual([1, 2]);
  expect(w.fromBot()).toEqual(['resposta a 2']);
  expect(
    (await w.messages()).filter(({ direction }) => direction === 'in').map(({ disposition }) => disposition),
  ).toEqual(['answered', 'answered']);
});

test('M2 · a message that was acknowledged before a restart is answered after it', async () => {
  const before = await world();
  before.saysNow('oi');
  await before.seconds(1);
  expect(before.fromBot()).toEqual([]);
  const after = await world({
    sqsState: before.sqs.snapshot(),
    kommoState: before.kommo.snapshot(),
    whatsappBefore: { idSeed: 'after-the-restart', remembered: before.cloud.snapshot() },
    startMs: before.clock.nowMs(),
  });
  await after.seconds(10);
  expect(after.fromBot()).toHaveLength(1);
});

test('M6 · four messages a few seconds apart are one burst and get one reply', async () => {
  const w = await world({
    brains: [
      { reply: async (conversation) => answering(conversation, [`resposta a ${conversation.burst.length}`]) },
    ],
  });
  for (const text of ['oi', 'tudo bem?', 'vi o anúncio', 'quanto custa?']) {
    w.saysNow(text);
    await w.seconds(4);
  }
  await w.seconds(20);
  expect(w.fromBot()).toEqual(['resposta a 4']);
});
