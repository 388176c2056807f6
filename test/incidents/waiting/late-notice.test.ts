/** P22: a notice of a move that is told after the card came back. What it says is judged by the card, and takes no words from the lead. */
import { expect, test } from 'vitest';
import { useMoments } from '../races/moments.ts';

const world = useMoments();
const says = (_: unknown, turn: number): readonly string[] => [`Resposta ${turn}`];
const THINKS_MS = 14_000;

/** Taken and given back within five seconds: the notice of the taking comes after `lateMs`, that of the return never. */
async function givenBack(lateMs: number, thinksForMs = THINKS_MS) {
  const w = await world({ thinksForMs, says });
  await w.says('oi');
  await w.seconds(60);
  expect(w.fromBot()).toEqual(['Resposta 1']);
  const { knobs } = w.kommo.control;
  knobs.hookDelayMs = lateMs;
  w.moves('atendimento_humano');
  knobs.hookDelayMs = 0;
  await w.seconds(5);
  w.moves('em_qualificacao', { told: false });
  return w;
}

for (const [moment, lateMs] of [
  ['before the debounce is over', 12_000],
  ['while the bot thinks', 25_000],
  ['in the last second of its thinking', 34_500],
] as const)
  test(`P22, I7 · an old notice that comes ${moment} does not swallow what the lead said after the return`, async () => {
    const w = await givenBack(lateMs);
    await w.seconds(10);
    w.saysNow('voltei');
    await w.minutes(3);
    expect(w.fromBot()).toHaveLength(2);
    expect((await w.lead()).heldAtMs).toBeNull();
    expect((await w.lead()).signals.humanStageAtMs).toBeNull();
  });

test('P22 · one old notice is one takeover, however many hooks tell of it: what a live read has judged is not recorded again', async () => {
  const w = await givenBack(12_000, 0);
  w.kommo.control.hooks.duplicate('all');
  await w.minutes(3);
  const recorded = w.logLines.filter((line) => line.includes('"event":"takeover.human_stage"'));
  const beforeRelease = (await w.decisions()).filter(({ kind }) => kind === 'release');
  expect(beforeRelease).toHaveLength(1);
  expect(recorded.length).toBeLessThanOrEqual(2);
});

test('P22, R2 · a true notice that comes while the bot thinks is silence all the same, and nothing stays held', async () => {
  const w = await world({ thinksForMs: THINKS_MS, says });
  await w.says('oi');
  await w.seconds(60);
  w.saysNow('alguém?');
  await w.seconds(12);
  w.moves('atendimento_humano');
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['Resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  expect((await w.lead()).heldAtMs).toBeNull();
});
