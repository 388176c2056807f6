/** P22: a notice of a move that is told after the card came back. What it says is judged by the card, and takes no words from the lead. */
import { expect, test } from 'vitest';
import { ACCOUNT, STATUS } from '../../../local/stack.ts';
import { bracketForm, postHook } from '../handoff/cast.ts';
import { useMoments } from '../races/moments.ts';

const world = useMoments();
const says = (_: unknown, turn: number): readonly string[] => [`Resposta ${turn}`];
const THINKS_MS = 14_000;

type MomentWorld = Awaited<ReturnType<typeof world>>;

/** What nobody did: the card stands where it stood. */
const untrueNotice = (w: MomentWorld): Promise<number> =>
  postHook(
    w,
    bracketForm({
      'leads[status][0][id]': w.cardId(),
      'leads[status][0][status_id]': STATUS.atendimento_humano,
      'leads[status][0][pipeline_id]': ACCOUNT.pipelineId,
      'leads[status][0][old_status_id]': STATUS.novo_lead,
      'leads[status][0][old_pipeline_id]': ACCOUNT.pipelineId,
    }),
  );

/** An answer is fixed, and WhatsApp takes none of it, or only its first bubble. */
async function waitingForWhatsApp(bubblesTaken: 0 | 1) {
  const w = await world({ says: (_, turn) => [`Resposta ${turn}.1`, `Resposta ${turn}.2`] });
  await w.says('oi');
  await w.minutes(2);
  expect(w.fromBot()).toHaveLength(2);
  const refuse = () => w.cloud.control.failNext({ code: 133_010, httpStatus: 400, times: 50 });
  if (bubblesTaken === 0) refuse();
  else w.at({ fn: 'settling', ms: 0, happens: refuse });
  w.saysNow('alguém?');
  await w.seconds(10);
  expect(w.fromBot()).toHaveLength(2 + bubblesTaken);
  return w;
}

test('P22, I7 · an answer of which nothing left yet is said after all, once, when an untrue notice comes while it waits for WhatsApp', async () => {
  const w = await waitingForWhatsApp(0);
  await untrueNotice(w);
  await w.minutes(2);
  w.cloud.control.heal();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['Resposta 1.1', 'Resposta 1.2', 'Resposta 3.1', 'Resposta 3.2']);
  expect((await w.lead()).heldAtMs).toBeNull();
});

test('P22, I7 · … and when it comes between the look and the commit of the attempt that would say it', async () => {
  const w = await waitingForWhatsApp(0);
  w.cloud.control.heal();
  w.at({ fn: 'commit_send', ms: 500, happens: () => void untrueNotice(w) });
  await w.minutes(4);
  expect(w.pendingMoments()).toBe(0);
  expect(w.fromBot()).toEqual(['Resposta 1.1', 'Resposta 1.2', 'Resposta 3.1', 'Resposta 3.2']);
  expect((await w.lead()).heldAtMs).toBeNull();
});

test('P22, R18 · … but not when the notice was true: what was said before the return is not answered late', async () => {
  const w = await waitingForWhatsApp(0);
  w.moves('atendimento_humano');
  await w.seconds(5);
  w.moves('em_qualificacao', { told: false });
  await w.minutes(2);
  w.cloud.control.heal();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['Resposta 1.1', 'Resposta 1.2']);
  expect((await w.lead()).heldAtMs).toBeNull();
});

test('P22, I6 · … nor what the first bubble of which has left: the rest is not said late, and nothing twice', async () => {
  const w = await waitingForWhatsApp(1);
  await untrueNotice(w);
  await w.minutes(2);
  w.cloud.control.heal();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['Resposta 1.1', 'Resposta 1.2', 'Resposta 2.1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'reply_outdated' });
  expect((await w.lead()).heldAtMs).toBeNull();
});

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
