/** H18 and design §6: which cards silence a lead, and what becomes of one whose cards are closed, elsewhere, unsorted or doubled. */
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { botMoves, countingBrain, robotMoves } from './cast.ts';

const world = useWorlds();

const AFTER_SALES = { pipelineId: 8100002, entry: 81000021, human: 81000026 } as const;
const UNSORTED = 81000010;
const PHONE = '(81) 9000-0001';

const contactOf = (w: World): number => {
  const contact = w.kommo.control.cards()[0]?.contacts[0];
  if (!contact) throw new Error('the card has no contact');
  return contact.id;
};
const lastReason = async (w: World): Promise<unknown> => (await w.decisions()).at(-1);

for (const [what, phone] of [
  ['without the ninth digit', '(81) 9000-0001'],
  ['with it', '+55 81 99000-0001'],
] as const) {
  test(`H18 · a card that Kommo has and we do not know (${what}), in a person's hands: silence at the first message, no second card`, async () => {
    const w = await world({ brains: [countingBrain()] });
    const { leadId } = w.kommo.control.addLead({
      name: 'Mateus',
      phone,
      statusId: STATUS.atendimento_humano,
    });
    await w.says('oi');
    expect(w.received()).toEqual([]);
    expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
    expect(w.kommo.control.cards().map((card) => card.leadId)).toEqual([leadId]);
    expect(await w.lead()).toMatchObject({ kommoLeadId: leadId });
  });

  test(`H18 · a card that Kommo has and we do not know (${what}), in a stage of the bot's, is taken up and not doubled`, async () => {
    const w = await world({ brains: [countingBrain()] });
    const { leadId } = w.kommo.control.addLead({ name: 'Mateus', phone, statusId: STATUS.qualificado });
    await w.says('oi');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(w.kommo.control.cards().map((card) => card.leadId)).toEqual([leadId]);
    expect(w.stage()).toBe('QUALIFICADO');
  });
}

test('H18 · a person entered twice in Kommo is silent when either of the two contacts has a card with a person', async () => {
  const w = await world({ brains: [countingBrain()] });
  w.kommo.control.addLead({ name: 'Mateus', phone: '+55 81 99000-0001', statusId: STATUS.em_qualificacao });
  const second = w.kommo.control.addLead({
    name: 'Mateus Silva',
    phone: '(81) 99000-0001',
    statusId: STATUS.atendimento_humano,
  });
  await w.says('oi');
  expect(w.fromBot()).toEqual([]);
  w.kommo.control.moveCard({
    leadId: second.leadId,
    statusId: STATUS.em_qualificacao,
    userId: SELLERS.marcos,
  });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('H18 · somebody who merely mentions the number in a note of his own is somebody else', async () => {
  const w = await world({ brains: [countingBrain()] });
  w.kommo.control.addLead({
    name: 'indicado por 81990000001',
    phone: '+5581990000777',
    statusId: STATUS.atendimento_humano,
  });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()).toHaveLength(2);
});

test("H18, C18 · Kommo's search that lags behind a create makes no second card", async () => {
  const w = await world({ brains: [countingBrain()] });
  w.kommo.control.knobs.searchLagMs = 30_000;
  // Made, and the answer lost: the retry cannot find it yet.
  w.kommo.control.fault({
    kind: 'status_after_commit',
    status: 504,
    match: { method: 'POST', path: '/api/v4/leads/complex' },
    times: 1,
  });
  await w.says('oi');
  await w.minutes(5);
  expect(w.kommo.control.cards()).toHaveLength(1);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('§6 · of several open cards of one contact any in a silent stage silences, and the last to come back frees', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  const others = [1, 2].map(
    () =>
      w.kommo.control.addLead({ name: 'outra', contactId: contactOf(w), statusId: STATUS.atendimento_humano })
        .leadId,
  );
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });

  for (const [index, leadId] of others.entries()) {
    expect(w.fromBot()).toHaveLength(1);
    w.kommo.control.moveCard({ leadId, statusId: STATUS.qualificado, userId: SELLERS.paula });
    await w.minutes(1);
    await w.says(`e agora? ${index}`);
  }
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test("§6 · a second card that cannot be read is no proof: the turn waits, whatever the lead's own card says", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.addLead({ name: 'outra', contactId: contactOf(w), statusId: STATUS.atendimento_humano });
  w.kommo.control.fault({
    kind: 'status',
    status: 500,
    match: { path: '/api/v4/contacts' },
    times: 'always',
  });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ kind: 'hold', reason: 'server_error' });
  w.kommo.control.clearFaults();
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test("§6 · a closed card beside an open one of the bot's silences nobody", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  for (const statusId of [STATUS.won, STATUS.lost])
    w.kommo.control.addLead({ name: 'antiga', contactId: contactOf(w), statusId });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

for (const [what, statusId] of [
  ['first stage', AFTER_SALES.entry],
  ['own ATENDIMENTO HUMANO', AFTER_SALES.human],
] as const) {
  test(`§6 · a card moved to the ${what} of another pipeline is silence, and the ledger says which stage nobody mapped`, async () => {
    const w = await world({ brains: [countingBrain()] });
    await w.says('oi');
    w.kommo.control.hooks.drop('all');
    w.kommo.control.moveCard({
      leadId: w.cardId(),
      pipelineId: AFTER_SALES.pipelineId,
      statusId,
      userId: SELLERS.marcos,
    });
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
    const decision = (await w.decisions()).at(-1);
    expect(decision).toMatchObject({ kind: 'silence', reason: 'unmapped_stage' });
    expect(JSON.stringify(decision?.evidence)).toContain(`${AFTER_SALES.pipelineId}/${statusId}`);
  });
}

test('§6 · an open card in another pipeline beside the one of the bot is silence', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.addLead({
    name: 'pós-venda',
    contactId: contactOf(w),
    pipelineId: AFTER_SALES.pipelineId,
    statusId: AFTER_SALES.entry,
  });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ reason: 'unmapped_stage' });
});

test('§6 · an unsorted card counts as NOVO LEAD: the lead is answered and the card is accepted, not written to before that', async () => {
  const w = await world({ brains: [countingBrain()] });
  const { leadId } = w.kommo.control.addLead({ name: 'Mateus', phone: PHONE, statusId: UNSORTED });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['resposta 1']);
  await w.minutes(1);
  expect(w.kommo.control.cards().map((card) => card.leadId)).toEqual([leadId]);
  expect(w.stage()).toBe('NOVO LEAD');
  const writes = w.kommo.control.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ path }) => path.split('?')[0]);
  expect(writes[0]).toMatch(/\/leads\/unsorted\/.*\/accept$/);
});

test('§6 · an unsorted card that a person accepts straight into ATENDIMENTO HUMANO is silence', async () => {
  const w = await world({ brains: [countingBrain()] });
  const { leadId } = w.kommo.control.addLead({ name: 'Mateus', phone: PHONE, statusId: UNSORTED });
  w.kommo.control.acceptUnsorted({ leadId, userId: SELLERS.marcos, statusId: STATUS.atendimento_humano });
  await w.says('oi');
  expect(w.fromBot()).toEqual([]);
});

test('§6 · RETURNING_LEAD=task: a second task only when a day has passed', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('won');
  await w.minutes(1);
  await w.says('oi, voltei');
  await w.hours(23);
  await w.seconds(3600 - 20);
  await w.says('alguém?');
  expect(w.kommo.control.card(w.cardId()).tasks).toHaveLength(1);
  await w.seconds(20);
  await w.says('ainda aqui');
  expect(w.kommo.control.card(w.cardId()).tasks).toHaveLength(2);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

for (const closed of ['won', 'lost'] as const) {
  test(`§6 · RETURNING_LEAD=task: a lead whose card is ${closed} hears nothing, and a person gets one task, not one a message`, async () => {
    const brain = countingBrain();
    const w = await world({ brains: [brain] });
    await w.says('oi');
    w.moves(closed);
    await w.minutes(1);
    await w.says('oi, voltei');
    await w.says('alguém?');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'closed_card' });
    expect(w.kommo.control.card(w.cardId()).tasks).toHaveLength(1);
    expect(w.kommo.control.cards()).toHaveLength(1);
    expect(brain.calls).toHaveLength(1);
  });

  test(`§6 · RETURNING_LEAD=new_card: a lead whose card is ${closed} gets one fresh card in NOVO LEAD and an answer`, async () => {
    const w = await world({ brains: [countingBrain()], environment: { RETURNING_LEAD: 'new_card' } });
    await w.says('oi');
    const old = w.cardId();
    w.moves(closed);
    await w.minutes(2);
    await w.says('oi, voltei');
    await w.minutes(1);
    await w.says('tudo bem?');
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2', 'resposta 3']);
    const cards = w.kommo.control.cards();
    expect(cards).toHaveLength(2);
    expect(cards.find(({ leadId }) => leadId === old)).toMatchObject({ statusId: STATUS[closed] });
    expect(cards.find(({ leadId }) => leadId !== old)).toMatchObject({
      stage: 'NOVO LEAD',
      contacts: [{ id: contactOf(w) }],
    });
  });
}

test("§6 · RETURNING_LEAD=new_card opens none beside an open card in a person's hands", async () => {
  const w = await world({ brains: [countingBrain()], environment: { RETURNING_LEAD: 'new_card' } });
  await w.says('oi');
  w.moves('won');
  w.kommo.control.addLead({
    name: 'segunda venda',
    contactId: contactOf(w),
    statusId: STATUS.atendimento_humano,
  });
  await w.says('oi, voltei');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()).toHaveLength(2);
  expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

test('§6 · NÃO INTERESSADO by a person is silence', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('nao_interessado', { told: false });
  await w.minutes(1);
  await w.says('mudei de ideia');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

test('§6 · NÃO INTERESSADO by the bot itself ends when the lead writes again', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await botMoves(w, w.cardId(), STATUS.nao_interessado);
  await w.minutes(1);
  await w.says('mudei de ideia');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('§6 · NÃO INTERESSADO by the bot, then again by a person, is silence: the last move tells', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await botMoves(w, w.cardId(), STATUS.nao_interessado);
  await w.minutes(1);
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  w.moves('nao_interessado', { told: false });
  await w.minutes(1);
  await w.says('mudei de ideia');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('§6, I3 · NÃO INTERESSADO by nobody knows whom: the turn waits for the log of moves, and is then answered once', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await botMoves(w, w.cardId(), STATUS.nao_interessado);
  await w.minutes(1);
  w.kommo.control.fault({ kind: 'status', status: 500, match: { path: '/api/v4/events' }, times: 'always' });
  await w.says('mudei de ideia');
  await w.minutes(1);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ kind: 'hold', reason: 'mover_unknown' });

  w.kommo.control.clearFaults();
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test('P2, §6 · NÃO INTERESSADO by another robot is silence: user 0 alone is no proof of us', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await robotMoves(w, w.cardId(), STATUS.nao_interessado);
  await w.minutes(1);
  await w.says('mudei de ideia');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('H18 · the name a lead shows on WhatsApp is never used to find a card', async () => {
  const w = await world({ brains: [countingBrain()] });
  w.kommo.control.addLead({
    name: MATEUS.name,
    phone: '+5581990000888',
    statusId: STATUS.atendimento_humano,
  });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()).toHaveLength(2);
});
