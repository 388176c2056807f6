/** H3, H4: what ends a pause. A stage's ends with the stage, a person's answer's with its hours; neither with the other's. */
import { expect, test } from 'vitest';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain } from './cast.ts';

const world = useWorlds();

/** No debounce: the turn runs in the instant in which the lead writes, so a boundary can be met. */
const AT_ONCE = { DEBOUNCE_SECONDS: '0' };
const HOUR_SECONDS = 3600;

test('H4 · a card in ATENDIMENTO HUMANO silences the bot after 24 hours as before them', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.hours(24);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

test("H4 · the stage outlasts a person's answer given while the card stood in it", async () => {
  const w = await world({ environment: { HUMAN_REPLY_PAUSE_HOURS: '1' }, brains: [countingBrain()] });
  await w.says('oi');
  w.moves('atendimento_humano', { told: false });
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.hours(3);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

for (const { provider, hours, last } of [
  { provider: 'cloud', hours: 24, last: '23:59:59' },
  { provider: 'evolution', hours: 1, last: '0:59:59' },
] as const) {
  test(`H4 · ${provider}: a person's answer silences until ${last} after it and no longer at ${hours}:00:00`, async () => {
    const environment = { ...AT_ONCE, ...(hours !== 24 && { HUMAN_REPLY_PAUSE_HOURS: String(hours) }) };
    const w = await world({ provider, environment, brains: [countingBrain()] });
    await w.says('oi');
    // Evolution shows "typing" for a while: on to a second of its own, in which the person writes.
    await w.seconds(10);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
    await w.hours(hours - 1);
    await w.seconds(HOUR_SECONDS - 1);
    w.saysNow(`às ${last}`);
    await w.clock.advance(0);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });

    await w.seconds(1);
    w.saysNow('um segundo depois');
    await w.seconds(8);
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
    expect((await w.messages()).find(({ body }) => body === `às ${last}`)).toMatchObject({
      disposition: 'silenced',
    });
  });
}

test("H4 · the hours count from a person's latest answer, not from the first", async () => {
  const w = await world({
    environment: { ...AT_ONCE, HUMAN_REPLY_PAUSE_HOURS: '4' },
    brains: [countingBrain()],
  });
  await w.says('oi');
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.hours(3);
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Conseguiu ver a proposta?' });
  await w.hours(2);
  await w.says('vi sim');
  expect(w.fromBot()).toEqual(['resposta 1']);
  await w.hours(2);
  await w.says('e agora?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('H4 · HUMAN_REPLY_PAUSE_HOURS is the length that counts', async () => {
  const w = await world({
    environment: { ...AT_ONCE, HUMAN_REPLY_PAUSE_HOURS: '2' },
    brains: [countingBrain()],
  });
  await w.says('oi');
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.hours(1);
  await w.seconds(HOUR_SECONDS - 1);
  w.saysNow('ainda não');
  await w.clock.advance(0);
  expect(w.fromBot()).toEqual(['resposta 1']);
  await w.seconds(1);
  w.saysNow('agora sim');
  await w.clock.advance(0);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test("H4 · a person's answer is not released by a card that merely stands in a stage of the bot's", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.minutes(1);
  // Touched, but not moved.
  w.kommo.control.editCard({ leadId: w.cardId(), userId: 9000101, price: 900, tagsToAdd: ['vip'] });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ reason: 'human_reply' });
});

test("H3 · a person's answer is released by a person's later move of the card to a stage of the bot's, told by nobody", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.minutes(1);
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test("H4 · a move made before a person's answer does not release it", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test("H4, R9 · an old return of the card does not release a person's answer given after it", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await thereAndBack(w, 1);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  await w.minutes(1);
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
});

test("H4 · Kommo's log of moves unreadable: the person's answer still stands", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
  await w.minutes(1);
  w.moves('em_qualificacao', { told: false });
  w.kommo.control.fault({ kind: 'status', status: 500, match: { path: '/api/v4/events' }, times: 'always' });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
});

/** Out to a person and back again, each time told by nobody. */
async function thereAndBack(w: World, round: number): Promise<void> {
  w.moves('atendimento_humano', { told: false });
  await w.minutes(1);
  await w.says(`com a pessoa ${round}`);
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  await w.says(`de volta ${round}`);
}

test('H3, I7 · a card that goes to a person and back five times is answered once for each return', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  for (const round of [1, 2, 3, 4, 5]) {
    await thereAndBack(w, round);
    expect(w.fromBot()).toHaveLength(1 + round);
  }
});

test('H3, R18 · what was said to the person is not answered after the return, though nobody told of either move', async () => {
  const brain = countingBrain();
  const w = await world({ brains: [brain] });
  await w.says('oi');
  await thereAndBack(w, 1);
  expect(brain.calls.at(-1)?.burst).toEqual([{ kind: 'text', text: 'de volta 1' }]);
  // H19: but it is not forgotten either.
  expect(brain.calls.at(-1)?.history.map(({ text }) => text)).toContain('com a pessoa 1');
});

test('H3, R18 · what an outage kept waiting while a person held the card is not answered when the card comes back', async () => {
  const brain = countingBrain();
  const w = await world({ brains: [brain] });
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.minutes(1);
  w.kommo.control.down();
  await w.says('com a pessoa');
  await w.minutes(2);
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  w.kommo.control.up();
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1']);

  await w.says('de volta');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect(brain.calls.at(-1)?.burst).toEqual([{ kind: 'text', text: 'de volta' }]);
});
