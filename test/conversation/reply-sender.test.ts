/** A planned reply, bubble by bubble, over the real door: what the phone shows and what the rows then say (R3, R4, I6). */
import { afterEach, expect, test } from 'vitest';
import {
  createReplySender,
  type PlannedReply,
  planFor,
  type ReplyIntent,
} from '../../lib/conversation/reply-sender.ts';
import type { LeadRecord } from '../../lib/store/lead-rows.ts';
import { type Door, openDoor } from '../handoff/support/door.ts';
import { useWorlds, type World } from '../support/world.ts';
import { aLead, aMessage } from './support/rows.ts';

const world = useWorlds();
const open: Door[] = [];
afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

/** Follow-ups have tests of their own (test/follow-up). */
const noLadder = {
  followUps: { first: async () => null, arm: async () => {} },
  texts: {
    stopOf: () => null,
    values: () => ({ name: null, company: null, agent: null, meeting_time: null, meeting_link: null }),
  },
} as const;

const PERSON = { to: '+5581990000001', text: 'Oi, aqui é o Marcos.' } as const;

/** Mateus’ second message waits unanswered, and a reply of three bubbles is about to be said. */
async function ready({
  intent = 'continue',
  beforeAnswer = async () => {},
}: {
  intent?: ReplyIntent;
  beforeAnswer?: (w: World) => Promise<void>;
} = {}) {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  const door = await openDoor(w, { beforeAnswer: () => beforeAnswer(w) });
  open.push(door);
  const { lead, burst } = await door.store.ingestInbound({
    from: (await w.lead()).address,
    profileName: null,
    messages: [
      {
        providerId: 'wamid.second',
        kind: 'text',
        body: 'tem alguém aí?',
        content: { kind: 'text', text: 'tem alguém aí?' },
        quotes: null,
        sentAtMs: w.clock.nowMs(),
        disposition: 'pending',
      },
    ],
    historyLimit: 30,
    atMs: w.clock.nowMs(),
  });
  const plan = planFor(lead, burst, {
    bubbles: ['um', 'dois', 'três'],
    intent,
    facts: { name: 'Mateus' },
    dialogue: {},
  });
  if (!plan) throw new Error('there is something to say');
  const shown = w.fromBot().length;
  const synced: LeadRecord[] = [];
  const replySender = createReplySender({
    egress: door.egress,
    store: door.store,
    ...noLadder,
    syncCard: async (after) => void synced.push(after),
    shareReads: () => {},
    announceHandoff: async () => {},
    handOver: async () => {},
    clock: w.clock,
    log: w.log,
  });
  const permit = await door.permit();
  return {
    w,
    door,
    plan,
    synced,
    speak: (planned: PlannedReply = plan, openReplyId: string | null = null) =>
      replySender.speak({ permit, lead, plan: planned, openReplyId }),
    news: () => w.fromBot().slice(shown),
    asked: async () => (await w.messages()).find(({ providerId }) => providerId === 'wamid.second'),
    reply: async () =>
      (
        await w.supabase.db.query<{ id: string; outcome: string | null }>(
          'select * from public.replies order by created_at desc limit 1',
        )
      ).rows[0],
  };
}

test('I6 · one burst, one key: built from the newest message that is answered, and equal for a redelivery', () => {
  const lead = aLead();
  const [first, second] = [aMessage(), aMessage()];
  const say = (burst: readonly ReturnType<typeof aMessage>[], bubbles = ['oi']) =>
    planFor(lead, burst, { bubbles, intent: 'continue', facts: {}, dialogue: {} });
  expect(say([first, second])?.key).toBe(say([second])?.key);
  expect(say([first])?.key).not.toBe(say([second])?.key);
  expect(say([first, second])?.stored?.answers).toEqual([first.id, second.id]);
});

test('H9 · nothing to answer, or nothing to say, is no reply: silence never becomes a text', () => {
  const nothing = { intent: 'continue', facts: {}, dialogue: {} } as const;
  expect(planFor(aLead(), [], { ...nothing, bubbles: ['oi'] })).toBeNull();
  expect(planFor(aLead(), [aMessage()], { ...nothing, bubbles: [] })).toBeNull();
});

test('I7 · a reply is said in order, ended as sent, and the card is then brought up to date', async () => {
  const r = await ready();
  expect(await r.speak()).toEqual({ kind: 'spoken' });
  expect(r.news()).toEqual(['um', 'dois', 'três']);
  expect((await r.reply())?.outcome).toBe('sent');
  expect(await r.asked()).toMatchObject({ disposition: 'answered' });
  expect(r.synced.length).toBe(1);
  expect((await r.w.messages()).slice(-3).map(({ status, stageAgeMs }) => [status, stageAgeMs])).toEqual([
    ['sent', 0],
    ['sent', 0],
    ['sent', 0],
  ]);
});

test('R4 · a person answers between two bubbles: the rest is not said, and nothing is written to the card', async () => {
  let commits = 0;
  const r = await ready({
    beforeAnswer: async (w) => {
      commits += 1;
      // On the wire with the first bubble: told before the second is asked for.
      if (commits !== 1) return;
      w.cloud.control.personAnswers(PERSON);
      await w.clock.idle();
      await w.clock.advance(1);
    },
  });
  expect(await r.speak()).toEqual({ kind: 'silence', reason: 'taken_over' });
  expect(r.news()).toEqual(['um']);
  expect((await r.reply())?.outcome).toBe('fenced');
  expect(r.synced).toEqual([]);
  // One bubble did answer it.
  expect(await r.asked()).toMatchObject({ disposition: 'answered' });
});

test('R5 · fenced before its first bubble left, although it had been committed: the burst counts as silenced, not as answered', async () => {
  let commits = 0;
  const r = await ready({
    beforeAnswer: async (w) => {
      commits += 1;
      if (commits > 1) return;
      w.cloud.control.personAnswers(PERSON);
      await w.clock.advance(251);
    },
  });
  // P22: what came in between may be an old notice; the next look says who has the lead.
  expect(await r.speak()).toEqual({ kind: 'hold', cause: 'stage_conflict' });
  expect(r.news()).toEqual([]);
  const { lead, ...answer } = await r.door.gate.open(await r.w.lead());
  if (answer.kind !== 'silence') throw new Error(`the gate says ${answer.kind}`);
  expect(answer.reason).toBe('human_reply');
  await r.door.store.closeBurst(lead.id, [], answer.decision, r.w.clock.nowMs());
  expect(await r.asked()).toMatchObject({ disposition: 'silenced' });
  expect((await r.reply())?.outcome).toBe('silenced');
});

test('I6 · said again by a redelivery, a reply that has left is not said twice', async () => {
  const r = await ready();
  await r.speak();
  const id = (await r.reply())?.id ?? null;
  expect(await r.speak({ ...r.plan, stored: null }, id)).toEqual({ kind: 'spoken' });
  expect(r.news()).toEqual(['um', 'dois', 'três']);
});

test('I6 · a bubble committed by a worker that died is flagged unknown, and the rest of the reply goes on', async () => {
  const r = await ready();
  const lead = await r.w.lead();
  await r.door.store.commitSend({
    leadId: lead.id,
    epoch: lead.epoch,
    cycle: lead.cycle,
    purpose: 'reply',
    dedupeKey: `${r.plan.key}:0`,
    body: 'um',
    replyId: null,
    reply: r.plan.stored,
    decision: null,
    attempt: crypto.randomUUID(),
    observed: null,
    atMs: r.w.clock.nowMs() - 60_000,
  });
  await r.speak({ ...r.plan, stored: null }, (await r.reply())?.id ?? null);
  expect(r.news()).toEqual(['dois', 'três']);
  expect((await r.w.messages()).slice(-3).map(({ status }) => status)).toEqual(['unknown', 'sent', 'sent']);
  expect(r.w.logLines.some((line) => line.includes('egress.unknown'))).toBe(true);
});

test('I3, I5 · WhatsApp is down after the first bubble: the rest waits under the same reply, and is said once it is back', async () => {
  const r = await ready();
  let sends = 0;
  const replySender = createReplySender({
    egress: {
      send: (permit, bubble) => {
        sends += 1;
        if (sends === 2) r.w.cloud.control.failNext({ code: 130_429, as: 'sync' });
        return r.door.egress.send(permit, bubble);
      },
    },
    store: r.door.store,
    ...noLadder,
    syncCard: async () => {},
    shareReads: () => {},
    announceHandoff: async () => {},
    handOver: async () => {},
    clock: r.w.clock,
    log: r.w.log,
  });
  const permit = await r.door.permit();
  const held = await replySender.speak({ permit, lead: await r.w.lead(), plan: r.plan, openReplyId: null });
  expect(held).toEqual({ kind: 'hold', cause: 'whatsapp_hold_all' });
  expect(r.news()).toEqual(['um']);
  const { openReply } = await r.door.store.turnOf((await r.w.lead()).id, 30);
  expect(openReply).toMatchObject({ key: r.plan.key, bubbles: ['um', 'dois', 'três'] });
  await r.speak({ ...r.plan, stored: null }, openReply?.id ?? null);
  expect(r.news()).toEqual(['um', 'dois', 'três']);
});

test('a refused bubble ends the reply: what would have followed it is not said out of context', async () => {
  const r = await ready();
  r.w.cloud.control.failNext({ code: 131_026, as: 'sync' });
  expect(await r.speak()).toEqual({ kind: 'spoken' });
  expect(r.news()).toEqual([]);
  expect((await r.reply())?.outcome).toBe('refused');
  expect((await r.w.messages()).at(-1)).toMatchObject({ status: 'failed' });
});

const SIGNALS: readonly (readonly [ReplyIntent, 'botHandoffAtMs' | 'optedOutAtMs' | null])[] = [
  ['wants_human', 'botHandoffAtMs'],
  ['investor', 'botHandoffAtMs'],
  ['opt_out', 'optedOutAtMs'],
  ['qualified', null],
  ['disqualified', null],
  ['continue', null],
];
test.each(SIGNALS)(
  'R20 · a reply with the intent %s leaves the signal %s, once it has been said',
  async (intent, column) => {
    const r = await ready({ intent });
    await r.speak();
    expect(r.news().length).toBe(3);
    const { signals, epoch } = await r.w.lead();
    expect(Object.entries(signals).flatMap(([name, at]) => (at === null ? [] : [name]))).toEqual(
      column === null ? [] : [column],
    );
    expect(epoch).toBe(column === null ? 0 : 1);
    // The card is told either way: a hand-over is the bot's own last word there.
    expect(r.synced.length).toBe(1);
  },
);
