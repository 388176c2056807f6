/** H17, I1, I2: a takeover after the gate said yes: while the model thinks, before the first bubble, between two. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { VirtualClock } from '../../../local/clock.ts';
import type { SupabaseEmulator } from '../../../local/emulators/supabase/emulator.ts';
import { SELLERS, type StackOptions, startDatabase } from '../../../local/stack.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { answering, countingBrain, onNextBubble } from './cast.ts';

const world = useWorlds();

// A database of its own that can be slow: its latency needs the clock of the stack it serves, which comes later.
const serving: { clock?: VirtualClock } = {};
const clock = (): VirtualClock => {
  if (!serving.clock) throw new Error('no stack is being served');
  return serving.clock;
};
const borrowed: VirtualClock = {
  nowMs: () => clock().nowMs(),
  after: (ms, task) => clock().after(ms, task),
  sleep: (ms) => clock().sleep(ms),
  asleep: (wait) => clock().asleep(wait),
  track: (work) => clock().track(work),
  settleBy: (untilMs, works) => clock().settleBy(untilMs, works),
  advance: (ms) => clock().advance(ms),
  idle: () => clock().idle(),
  stop: () => {},
};
let supabase: SupabaseEmulator;
beforeAll(async () => {
  supabase = await startDatabase({ databaseDir: null, clock: borrowed });
});
afterEach(async () => {
  supabase.control.up();
  await supabase.control.reset();
});
afterAll(() => supabase.close());

async function slowWorld(options: Partial<StackOptions>): Promise<World> {
  const w = await world({ supabase, ...options });
  serving.clock = w.clock;
  return w;
}

const THREE = ['primeira', 'segunda', 'terceira'];
/** Says `resposta 1` to the first message and three bubbles to the second. */
const threeBubbles = () => countingBrain((call) => (call === 1 ? ['resposta 1'] : THREE));

/** Everything a person can do to take the conversation. `told`: a webhook says so, and the row knows it at once (I1); else δ bounds it (I2). */
type Takeover = { readonly what: string; readonly told: boolean; readonly takes: (w: World) => void };
const TAKEOVERS: readonly Takeover[] = [
  {
    what: 'a person answers from the phone',
    told: true,
    takes: (w) => void w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Deixa comigo' }),
  },
  {
    what: "a person answers in Kommo's chat",
    told: true,
    takes: (w) => void w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi', userId: SELLERS.paula }),
  },
  {
    what: 'a person notes /humano',
    told: true,
    takes: (w) =>
      void w.kommo.control.addNote({ leadId: w.cardId(), text: '/humano', userId: SELLERS.paula }),
  },
  { what: 'the card goes to ATENDIMENTO HUMANO', told: true, takes: (w) => w.moves('atendimento_humano') },
  {
    what: 'the card goes to ATENDIMENTO HUMANO and the hook is lost',
    told: false,
    takes: (w) => w.moves('atendimento_humano', { told: false }),
  },
  { what: 'the card goes to another pipeline and the hook is lost', told: false, takes: leavesPipeline },
];

function leavesPipeline(w: World): void {
  w.kommo.control.hooks.drop('all');
  w.kommo.control.moveCard({
    leadId: w.cardId(),
    pipelineId: 8100002,
    statusId: 81000021,
    userId: SELLERS.marcos,
  });
}

for (const provider of ['cloud', 'evolution'] as const) {
  for (const { what, told, takes } of TAKEOVERS) {
    test(`H17, R4 · ${provider}: ${what} between two bubbles: the rest is never said`, async () => {
      let answersMs = 0;
      const w = await slowWorld({ provider, brains: [threeBubbles()], sendTakesMs: () => answersMs });
      await w.says('oi');
      await w.minutes(1);
      // The transport answers the first bubble before the second goes; here that takes so long. A told takeover must stop the second
      // bubble even while the stage read is young enough to let it go.
      answersMs = told ? 700 : 1500;
      onNextBubble(w, () => takes(w));
      await w.says('quero saber mais');
      await w.seconds(30);
      expect(w.fromBot()).toEqual(['resposta 1', 'primeira']);
      expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence' });

      // Nor late, when the card is the bot's again.
      await w.minutes(1);
      w.kommo.control.hooks.heal();
      w.kommo.control.moveCard({
        leadId: w.cardId(),
        pipelineId: 8100001,
        statusId: 81000012,
        userId: SELLERS.marcos,
      });
      await w.minutes(5);
      expect(w.fromBot()).toEqual(['resposta 1', 'primeira']);
    });
  }
}

for (const { what, told, takes } of TAKEOVERS) {
  test(`H17, R2 · ${what} while the model thinks for 14 seconds: not one bubble`, async () => {
    const stack: { w?: World } = {};
    const inner = threeBubbles();
    const w = await world({
      brains: [
        {
          reply: async (conversation) => {
            const reply = await inner.reply(conversation);
            if (inner.calls.length === 2) await stack.w?.clock.sleep(14_000);
            return reply;
          },
        },
      ],
    });
    stack.w = w;
    await w.says('oi');
    await w.minutes(1);
    w.saysNow('quero saber mais');
    await w.seconds(13);
    expect(inner.calls).toHaveLength(2);
    takes(w);
    await w.seconds(30);
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence' });
    expect((await w.messages()).find(({ body }) => body === 'quero saber mais')).toMatchObject({
      disposition: 'silenced',
    });
  });

  test(`H17, R5 · ${what} while the right to send is being committed: not one bubble`, async () => {
    const w = await slowWorld({ brains: [threeBubbles()] });
    await w.says('oi');
    await w.minutes(1);
    // The turn begins six seconds after the message. Told: within what a commit may take; else later, when its bubble is given back.
    supabase.control.fault({ fn: 'commit_send', kind: 'latency', ms: told ? 200 : 2000, times: 1 });
    w.clock.after(6100, () => takes(w));
    await w.says('quero saber mais');
    await w.seconds(30);
    expect(w.fromBot()).toEqual(['resposta 1']);
  });
}

test('I2 · δ is on every bubble and never above STAGE_MAX_AGE_MS, though the model thinks for 14 seconds', async () => {
  const stack: { w?: World } = {};
  const w = await slowWorld({
    brains: [
      {
        reply: async (conversation) => {
          await stack.w?.clock.sleep(14_000);
          return answering(conversation, THREE);
        },
      },
    ],
    sendTakesMs: 700,
  });
  stack.w = w;
  w.kommo.control.fault({
    kind: 'latency',
    ms: 300,
    match: { path: /^\/api\/v4\/leads\?/ },
    times: 'always',
  });
  w.saysNow('oi');
  await w.minutes(1);
  expect(w.fromBot()).toEqual(THREE);
  const ages = (await w.messages())
    .filter(({ author }) => author === 'bot')
    .map(({ stageAgeMs }) => stageAgeMs);
  expect(ages).toHaveLength(3);
  for (const age of ages) {
    // Counted from when the read was sent: Kommo's own 300 ms are part of it.
    expect(age).toBeGreaterThanOrEqual(300);
    expect(age).toBeLessThanOrEqual(1000);
  }
  expect((await w.decisions()).at(-1)).toMatchObject({
    kind: 'speak',
    reason: 'stage_allows',
    stage_age_ms: expect.any(Number),
  });
});

test('I2 · a stage read 1000 ms old lets the next bubble go, one of 1001 ms is repeated first', async () => {
  for (const [ms, reads] of [
    [1000, 0],
    [1001, 1],
  ] as const) {
    let answersMs: number = ms;
    const w = await slowWorld({
      brains: [countingBrain(() => ['uma', 'duas'])],
      sendTakesMs: () => answersMs,
    });
    w.saysNow('oi');
    let before = 0;
    const stageReads = (): number =>
      w.kommo.control.requests.filter(({ path }) => /^\/api\/v4\/leads\?.*filter/.test(path)).length;
    onNextBubble(w, () => {
      before = stageReads();
      answersMs = 0;
    });
    await w.seconds(6.2);
    expect(w.fromBot()).toEqual(['uma']);
    await w.seconds(0.9);
    expect(w.fromBot()).toEqual(['uma', 'duas']);
    expect(
      (await w.messages()).filter(({ author }) => author === 'bot').map(({ stageAgeMs }) => stageAgeMs),
    ).toEqual([0, ms === 1000 ? 1000 : 0]);
    expect(stageReads() - before).toBeGreaterThanOrEqual(reads);
    await supabase.control.reset();
  }
});

test('I2 · a Kommo that answers slower than STAGE_MAX_AGE_MS proves nothing in time: the turn waits and is answered once later', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(1);
  const slow = w.kommo.control.fault({
    kind: 'latency',
    ms: 1500,
    match: { path: /^\/api\/v4\/leads\?/ },
    times: 'always',
  });
  w.saysNow('oi?');
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1']);
  slow();
  await w.minutes(3);
  expect(w.fromBot()).toHaveLength(2);
  for (const { stageAgeMs } of (await w.messages()).filter(({ author }) => author === 'bot'))
    expect(stageAgeMs).toBeLessThanOrEqual(1000);
});

test('H17 · Kommo lost between two bubbles: the rest waits, and is said once when the card proves to be the bot’s', async () => {
  let answersMs = 0;
  const w = await slowWorld({ brains: [threeBubbles()], sendTakesMs: () => answersMs });
  await w.says('oi');
  await w.minutes(1);
  answersMs = 1500;
  onNextBubble(w, () => w.kommo.control.down());
  await w.says('quero saber mais');
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1', 'primeira']);
  w.kommo.control.up();
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', ...THREE]);
});

test('H17, H2 · Kommo lost between two bubbles and the card taken meanwhile: the rest is never said', async () => {
  let answersMs = 0;
  const w = await slowWorld({ brains: [threeBubbles()], sendTakesMs: () => answersMs });
  await w.says('oi');
  await w.minutes(1);
  answersMs = 1500;
  onNextBubble(w, () => w.kommo.control.down());
  await w.says('quero saber mais');
  await w.minutes(1);
  w.moves('atendimento_humano', { told: false });
  w.kommo.control.up();
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', 'primeira']);
});
