/** P7: Postgres gave the right to send and its answer was lost. Nothing was posted, so nothing is lost and nothing is uncertain. */
import { afterEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../lib/store/rpc.ts';
import { silentLead } from '../follow-up/support/silence.ts';
import { type Door, openDoor } from '../handoff/support/door.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();
const open: Door[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

const LOSSES = [
  ['carried out', 'drop_after_commit'],
  ['never carried out', 'drop'],
] as const;

/** What became of each bubble, and what people were told about it. */
async function rest(w: World) {
  const bubbles = (await w.messages()).filter(({ author }) => author === 'bot');
  return {
    unknown: bubbles.filter(({ status }) => status === 'unknown' || status === 'committed').length,
    alarms: w.logLines.filter((line) => line.includes('egress.unknown')).length,
    copies: w.whatsapp.duplicates(),
    unsaid: bubbles.filter(({ body }) => body !== null && !w.fromBot().includes(body)).length,
  };
}
const AT_REST = { unknown: 0, alarms: 0, copies: {}, unsaid: 0 };

describe.each(LOSSES)('the commit was %s', (_, kind) => {
  test.each([1, 2, 3, 4, 7])(
    'P7 · %i answers lost in a row: the reply is said once, and nothing is unknown',
    async (times) => {
      const w = await world();
      await w.says('oi');
      const before = w.fromBot().length;
      w.supabase.control.fault({ fn: 'commit_send', times, kind });
      await w.says('sou o Mateus');
      await w.minutes(20);
      expect(w.fromBot()).toHaveLength(before + 1);
      expect((await w.messages()).filter(({ disposition }) => disposition === 'answered')).toHaveLength(2);
      expect(await rest(w)).toEqual(AT_REST);
      expect((await w.decisions()).filter(({ kind: line }) => line === 'speak')).toHaveLength(2);
    },
  );

  test.each([1, 3, 5])(
    'P7 · %i answers lost: a follow-up is said, once, and counted when it was said',
    async (times) => {
      const w = await silentLead(world, { environment: { FOLLOW_UP_LADDER: '30m', CLOSE_AFTER: '24h' } });
      await w.until('2026-11-23 10:29');
      w.supabase.control.fault({ fn: 'commit_send', times, kind });
      await w.until('2026-11-23 10:40');
      const sent = w.times().length;
      expect((await w.steps())['1']).toBe(sent === 1 ? 'sent' : 'planned');
      await w.until('2026-11-23 11:30');
      expect(w.times()).toHaveLength(1);
      expect((await w.steps())['1']).toBe('sent');
      expect(await rest(w)).toEqual(AT_REST);
    },
  );
});

/** Mateus was answered, the gate says yes, and what happens at the next answers of a commit is the test's. */
async function ready(atAnswer: (w: World) => Promise<void>) {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  const door = await openDoor(w, { beforeAnswer: () => atAnswer(w) });
  open.push(door);
  const shown = w.fromBot().length;
  return { w, door, permit: await door.permit(), news: () => w.fromBot().slice(shown) };
}
const lost = (): never => {
  throw new StoreError('commit_send', 'unreachable');
};

test('P7, I1 · a person answers while the commit is being lost: the bubble does not leave, and nothing of it stays', async () => {
  let answers = 0;
  const { w, door, permit, news } = await ready(async (there) => {
    answers += 1;
    if (answers > 1) return;
    there.cloud.control.personAnswers({ to: '+5581990000001', text: 'Oi, aqui é o Marcos.' });
    await there.clock.advance(100);
    lost();
  });
  expect(await door.send(permit)).toMatchObject({ kind: 'silence', reason: 'taken_over' });
  expect(news()).toEqual([]);
  expect((await w.messages()).map(({ body }) => body)).not.toContain('uma bolha');
});

test('P7 · every answer is lost: the caller hears of it, and the same bubble leaves when it is asked for again', async () => {
  let isDown = true;
  const { door, permit, news } = await ready(async () => {
    if (isDown) lost();
  });
  await expect(door.send(permit)).rejects.toThrow(StoreError);
  expect(news()).toEqual([]);
  expect(door.egress.isUnsent('reply:test:0')).toBe(true);
  isDown = false;
  expect((await door.send(permit)).kind).toBe('sent');
  expect(news()).toEqual(['uma bolha']);
  expect(door.egress.isUnsent('reply:test:0')).toBe(false);
});

test('P7, I6 · what one worker lost is uncertain to another: it cannot know whether a POST began', async () => {
  const { w, door, permit, news } = await ready(async () => lost());
  await expect(door.send(permit)).rejects.toThrow(StoreError);
  const other = await openDoor(w);
  open.push(other);
  expect(await other.send(await other.permit())).toMatchObject({ kind: 'already', certain: false });
  expect(news()).toEqual([]);
});

test('P7 · a commit that Postgres refuses for good is not asked again', async () => {
  let asked = 0;
  const { door, permit } = await ready(async () => {
    asked += 1;
    throw new StoreError('commit_send', '23514');
  });
  await expect(door.send(permit)).rejects.toThrow(StoreError);
  expect(asked).toBe(1);
});

test('P7 · WhatsApp has refused and giving the bubble back is lost: the next try says it', async () => {
  const { w, door, permit, news } = await ready(async () => {});
  w.cloud.control.failNext({ code: 131_000, as: 'sync' });
  w.supabase.control.fault({ fn: 'release_send', times: 1, kind: 'drop' });
  await expect(door.send(permit)).rejects.toThrow(StoreError);
  expect((await door.send(permit)).kind).toBe('sent');
  expect(news()).toEqual(['uma bolha']);
});
