/** V5 · `ops stop` and `ops start`: nothing lost, nothing said meanwhile, one answer each afterwards. */
import { expect, test } from 'vitest';
import { countingBrain, onNextBubble, wire } from '../incidents/handoff/cast.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';
import { ops } from './support/ops.ts';

const world = useWorlds();
const QUEUE = 'lead-events.fifo';
const stop = (w: World) => ops(w, ['stop']);
const start = (w: World) => ops(w, ['start']);
/** As often as each message was received. */
const receives = (w: World) => w.sqs.control.messages(QUEUE).map(({ receiveCount }) => receiveCount);

test('V5 · stopped in the middle of a burst: silence for hours, then one answer each, and no receive was burnt', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.saysNow('quero saber mais');
  await w.seconds(2);
  const said = wire(w);
  expect(await stop(w)).toMatchObject({ code: 0 });
  // AWS takes its time; what its consumer still takes meanwhile holds at the switch.
  await w.seconds(20);
  w.saysNow('alguém?');
  w.saysNow('oi', CLARA);
  await w.minutes(100);
  w.saysNow('alô?');
  await w.minutes(20);
  expect(wire(w)).toBe(said);
  expect(Math.max(...receives(w))).toBeLessThanOrEqual(2);

  expect(await start(w)).toMatchObject({ code: 0 });
  await w.minutes(5);
  expect(w.fromBot()).toHaveLength(2);
  expect(w.fromBot(CLARA)).toHaveLength(1);
  expect((await w.messages()).filter(({ disposition }) => disposition === 'pending')).toEqual([]);
  expect(w.sqs.control.deadLetters(QUEUE)).toEqual([]);
});

test('V5 · stopped between two bubbles: the rest waits, and is said once after the start', async () => {
  const w = await world({
    brains: [countingBrain((call) => (call === 1 ? ['resposta 1'] : ['primeira', 'segunda', 'terceira']))],
    sendTakesMs: 1_000,
  });
  await w.says('oi');
  await w.seconds(5);
  onNextBubble(w, () => w.clock.after(0, () => stop(w)));
  await w.says('quero saber mais');
  await w.minutes(30);
  expect(w.fromBot()).toEqual(['resposta 1', 'primeira']);
  await start(w);
  await w.minutes(5);
  expect(w.fromBot()).toEqual(['resposta 1', 'primeira', 'segunda', 'terceira']);
});

test('V5 · stopped in the middle of a ladder: no step and no task while it lasts, and the steps go on from there', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(20);
  await stop(w);
  // Longer than a step may be held before it becomes a person's task.
  await w.minutes(100);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()[0]?.tasks).toEqual([]);
  await start(w);
  await w.minutes(10);
  expect(w.fromBot()).toHaveLength(2);
  expect(w.kommo.control.cards()[0]?.tasks).toEqual([]);
});

test('V5 · what a lead wrote while everything was stopped ends its ladder: the answer in line goes before a step that is due', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(5);
  await stop(w);
  await w.seconds(30);
  w.saysNow('quero saber mais');
  await w.minutes(90);
  await start(w);
  await w.minutes(5);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('V5 · a person who took the card and gave it back while everything was stopped: what was said before is not answered late', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await stop(w);
  await w.seconds(30);
  w.saysNow('quero saber mais');
  await w.minutes(2);
  w.moves('atendimento_humano');
  await w.minutes(10);
  w.moves('em_qualificacao');
  await w.minutes(10);
  expect((await w.lead()).epoch).toBeGreaterThan(0);
  await start(w);
  await w.minutes(5);
  expect(w.fromBot()).toEqual(['resposta 1']);
  await w.says('ainda aí?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('V5 · where AWS refuses, the switch in Postgres silences all the same, and the command says what is left to do', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.lambda.control.fault({ name: 'event-source-mappings', kind: 'status', status: 503, times: 20 });
  const stopped = await stop(w);
  expect(stopped.code).toBe(1);
  expect(stopped.err).toContain('Triggers');
  await w.says('quero saber mais');
  await w.minutes(30);
  expect(w.fromBot()).toEqual(['resposta 1']);
  w.lambda.control.up();
  expect(await start(w)).toMatchObject({ code: 0 });
  await w.minutes(5);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('V5 · a start while AWS is still busy with the stop is tried until it is taken', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await stop(w);
  expect(await start(w)).toMatchObject({ code: 0 });
  await w.minutes(1);
  w.saysNow('quero saber mais', MATEUS);
  await w.minutes(1);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});
