/** The one door: how old a stage read may be, how late a POST may start, and what each answer of WhatsApp's means (I2, I6, R5). */
import { afterEach, expect, test } from 'vitest';
import type { Sent } from '../../lib/handoff/egress.ts';
import { REFUSALS, type Refusal } from '../../lib/whatsapp/refusal.ts';
import { useWorlds, type World } from '../support/world.ts';
import { type Door, openDoor } from './support/door.ts';

const world = useWorlds();
const open: Door[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

/** Mateus has written, has been answered, and the gate has just said yes. */
async function ready(beforeAnswer: (w: World) => Promise<void> = async () => {}) {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  const door = await openDoor(w, { beforeAnswer: () => beforeAnswer(w) });
  open.push(door);
  const shown = w.fromBot().length;
  return { w, door, permit: await door.permit(), news: () => w.fromBot().slice(shown) };
}
const stageAge = (sent: Sent): number | null => (sent.kind === 'sent' ? sent.settlement.stageAgeMs : null);

test('I2 · a stage read of 1000 ms still carries a bubble, and its age is kept with it', async () => {
  const { w, door, permit, news } = await ready();
  await w.clock.advance(1000);
  const sent = await door.send(permit);
  expect(news()).toEqual(['uma bolha']);
  expect(stageAge(sent)).toBe(1000);
});

test('I2 · one of 1001 ms is repeated first, and the bubble leaves on the younger one', async () => {
  const { w, door, permit, news } = await ready();
  await w.clock.advance(1001);
  const sent = await door.send(permit);
  expect(news()).toEqual(['uma bolha']);
  expect(stageAge(sent)).toBe(0);
  expect(sent.permit.stageReadAtMs).toBe(permit.stageReadAtMs + 1001);
});

test('I2, R5 · a card moved with its hook lost: the bubble of 1001 ms later is stopped and the takeover recorded', async () => {
  const { w, door, permit, news } = await ready();
  w.moves('atendimento_humano', { told: false });
  await w.clock.advance(1001);
  expect(await door.send(permit)).toMatchObject({ kind: 'silence', reason: 'taken_over' });
  expect(news()).toEqual([]);
  expect((await w.lead()).signals.humanStageAtMs).toBe(w.clock.nowMs());
});

test('H2 · Kommo cannot be read when the stage must be: the bubble is held, not sent and not lost', async () => {
  const { w, door, permit, news } = await ready();
  await w.clock.advance(1001);
  w.kommo.control.down('drop');
  expect(await door.send(permit)).toMatchObject({ kind: 'hold', cause: 'network' });
  w.kommo.control.up();
  expect(news()).toEqual([]);
  expect((await door.send(permit)).kind).toBe('sent');
  expect(news()).toEqual(['uma bolha']);
});

test('R5 · a commit that took 250 ms may still post', async () => {
  const { w, door, permit, news } = await ready((world) => world.clock.advance(250));
  expect(stageAge(await door.send(permit))).toBe(250);
  expect(news()).toEqual(['uma bolha']);
  expect((await w.messages()).at(-1)).toMatchObject({ author: 'bot', body: 'uma bolha' });
});

test('R5 · commits of 251 ms never post: after three the bubble is held, and its key is free', async () => {
  let slow = 251;
  const { w, door, permit, news } = await ready((world) => world.clock.advance(slow));
  const before = await w.messages();
  expect(await door.send(permit)).toMatchObject({ kind: 'hold', cause: 'commit_slow' });
  expect(news()).toEqual([]);
  expect(await w.messages()).toEqual(before);
  slow = 0;
  expect((await door.send(permit)).kind).toBe('sent');
  expect(news()).toEqual(['uma bolha']);
});

test('I2, R5 · a quick commit at the end of a stage read’s life does not stretch it', async () => {
  let slow = 101;
  const { w, door, permit, news } = await ready(async (world) => {
    await world.clock.advance(slow);
    slow = 0;
  });
  await w.clock.advance(900);
  expect(stageAge(await door.send(permit))).toBe(0);
  expect(news()).toEqual(['uma bolha']);
});

test('R5 · a person answers while the commit is on its way back, late: the bubble does not leave', async () => {
  let slow = 251;
  const { w, door, permit, news } = await ready(async (world) => {
    if (slow === 0) return;
    world.cloud.control.personAnswers({ to: '+5581990000001', text: 'Oi, aqui é o Marcos.' });
    await world.clock.advance(slow);
    slow = 0;
  });
  expect(await door.send(permit)).toMatchObject({ kind: 'silence', reason: 'taken_over' });
  expect(news()).toEqual([]);
  expect((await w.lead()).signals.humanReplyAtMs).not.toBeNull();
});

test('I6 · a bubble that was sent and settled is not sent again', async () => {
  const { w, door, permit, news } = await ready();
  const first = await door.send(permit);
  if (first.kind !== 'sent') throw new Error(`not sent: ${first.kind}`);
  await door.store.settleSends([first.settlement], w.clock.nowMs());
  expect(await door.send(permit)).toMatchObject({ kind: 'already', certain: true });
  expect(news()).toEqual(['uma bolha']);
});

test('I6 · a bubble committed by a worker that died is not sent again, and nobody claims to know that it left', async () => {
  const { door, permit, news } = await ready();
  await door.send(permit);
  expect(await door.send(permit)).toMatchObject({ kind: 'already', certain: false });
  expect(news()).toEqual(['uma bolha']);
});

test('I6 · an answer lost on the wire is unknown: one copy on the phone, however often it is asked for', async () => {
  const { w, door, permit, news } = await ready();
  w.cloud.control.dropAnswer();
  const sent = await door.send(permit);
  expect(sent).toMatchObject({ kind: 'sent', settlement: { status: 'unknown', providerId: null } });
  if (sent.kind === 'sent') await door.store.settleSends([sent.settlement], w.clock.nowMs());
  for (let again = 0; again < 3; again += 1) expect((await door.send(permit)).kind).toBe('already');
  await w.seconds(20);
  expect(news()).toEqual(['uma bolha']);
  // The status webhook carries our own id back, and that settles it.
  expect((await w.messages()).at(-1)?.status).toMatch(/^(sent|delivered|read)$/);
});

test('R7 · a message of the lead’s makes the permit stale: the bubble written before it does not leave', async () => {
  const { w, door, permit, news } = await ready();
  await w.says('espera');
  const answered = news();
  const fresh = await door.permit();
  expect(await door.send(permit)).toMatchObject({ kind: 'silence', reason: 'stale_cycle' });
  expect(news()).toEqual(answered);
  expect((await door.send(fresh)).kind).toBe('sent');
});

/** A code of the Cloud API for each refusal, and what becomes of the bubble. `waits`: nothing left and it may go later. */
const OUTCOMES: Readonly<
  Record<Refusal, { readonly code: number; readonly alarm: boolean; readonly waits: boolean }>
> = {
  retry: { code: 131_000, alarm: false, waits: true },
  hold_contact: { code: 131_056, alarm: false, waits: true },
  hold_all: { code: 190, alarm: true, waits: true },
  template: { code: 131_047, alarm: false, waits: false },
  mark_contact: { code: 131_026, alarm: false, waits: false },
  no_marketing: { code: 131_049, alarm: false, waits: false },
  text_instead: { code: 131_053, alarm: false, waits: false },
  bug: { code: 132_000, alarm: true, waits: false },
};
for (const refusal of REFUSALS) {
  const { code, alarm, waits } = OUTCOMES[refusal];
  test(`M15 · refused as ${refusal} (${code}): ${waits ? 'held, its key free, sent once later' : 'failed for good, never sent again'}`, async () => {
    const { w, door, permit, news } = await ready();
    w.cloud.control.failNext({ code, as: 'sync' });
    const sent = await door.send(permit);
    expect(news()).toEqual([]);
    expect(w.logLines.some((line) => line.includes('whatsapp.alarm'))).toBe(alarm);
    if (waits) {
      expect(sent).toMatchObject({ kind: 'hold', cause: `whatsapp_${refusal}`, alarm });
      expect((await door.send(permit)).kind).toBe('sent');
      expect(news()).toEqual(['uma bolha']);
    } else {
      expect(sent).toMatchObject({
        kind: 'refused',
        refusal,
        settlement: { status: 'failed', errorCode: code },
      });
      if (sent.kind === 'refused') await door.store.settleSends([sent.settlement], w.clock.nowMs());
      expect(await door.send(permit)).toMatchObject({ kind: 'already', certain: true });
      expect(news()).toEqual([]);
      expect((await w.messages()).at(-1)).toMatchObject({ status: 'failed' });
    }
  });
}

test('R15 · typing is shown on a read of 1000 ms and on none of 1001 ms', async () => {
  const { w, door, permit } = await ready();
  const { address } = await w.lead();
  const inbound = (await w.messages()).findLast(({ author }) => author === 'lead')?.providerId ?? '';
  const shown = () =>
    w.cloud.control.requests.filter(({ body }) => JSON.stringify(body).includes('typing_indicator')).length;
  const before = shown();
  await w.clock.advance(1000);
  await door.egress.showTyping(permit, { to: address, messageId: inbound });
  expect(shown()).toBe(before + 1);
  await w.clock.advance(1);
  await door.egress.showTyping(permit, { to: address, messageId: inbound });
  expect(shown()).toBe(before + 1);
});

test('I10 · the ledger has one line for a reply, written with its first bubble', async () => {
  const { w, door, permit } = await ready();
  const before = (await w.decisions()).length;
  const plan = {
    key: 'reply:test',
    bubbles: ['a', 'b'],
    intent: 'continue',
    facts: {},
    dialogue: {},
    answers: [],
  };
  const first = await door.send(permit, { text: 'a', plan });
  const replyId = first.kind === 'sent' ? first.replyId : null;
  await door.send(permit, { text: 'b', dedupeKey: 'reply:test:1', replyId });
  const lines = (await w.decisions()).slice(before);
  expect(lines).toMatchObject([{ kind: 'speak', reason: 'stage_allows', epoch: permit.epoch }]);
});

/** Two bubbles; what WhatsApp answered to the first travels with the second. */
async function withAnswer() {
  const it = await ready();
  const first = await it.door.send(it.permit, { text: 'a' });
  if (first.kind !== 'sent') throw new Error(`not sent: ${first.kind}`);
  const second = () =>
    it.door.send(first.permit, { text: 'b', dedupeKey: 'reply:test:1', settlements: [first.settlement] });
  const kept = async () => (await it.w.messages()).find(({ body }) => body === 'a')?.status;
  return { ...it, second, kept };
}

test('R4 · what WhatsApp answered is kept in the same call that commits the next bubble', async () => {
  const { w, second, kept } = await withAnswer();
  w.traffic.length = 0;
  expect((await second()).kind).toBe('sent');
  const asked = w.traffic
    .filter(({ mount }) => mount === '/supabase')
    .map(({ path }) => path.split('/').at(-1));
  expect([asked, await kept()]).toEqual([['commit_send'], 'sent']);
});

test('R4 · … and before Kommo is read again, where the read is too old: a crash meanwhile loses nothing', async () => {
  const { w, second, kept } = await withAnswer();
  await w.clock.advance(1001);
  w.kommo.control.down('drop');
  expect((await second()).kind).toBe('hold');
  expect(await kept()).toBe('sent');
});

test('R4 · … and by itself where the commit fails for good', async () => {
  const { w, second, kept } = await withAnswer();
  w.supabase.control.fault({ fn: 'commit_send', kind: 'status', status: 400, times: 9 });
  await expect(second()).rejects.toThrow('commit_send');
  w.supabase.control.up();
  expect(await kept()).toBe('sent');
});
