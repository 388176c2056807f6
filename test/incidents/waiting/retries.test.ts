/** P21, P22, R18 · What waited, by a hold, an error or a closed line, asks the state it waited for, and looks back far enough. */
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';
import { type MomentWorld, useMoments } from '../races/moments.ts';

const world = useMoments();

async function begun(): Promise<MomentWorld> {
  const w = await world({ says: (_, turn) => [`resposta ${turn}`] });
  await w.says('oi');
  await w.minutes(2);
  return w;
}
/** Every turn ends in an error of Postgres, until `w.supabase.control.up()`; the rest of it answers. */
const refuseTurns = (w: World): void =>
  w.supabase.control.fault({ fn: 'ingest_inbound', kind: 'status', status: 503, times: 500 });
/** A person takes the card and gives it back, told by nobody, between two looks of reconcile's (the minute is 8 s old). */
async function takesAndReturns(w: World): Promise<void> {
  expect(w.clock.nowMs() % 60_000).toBeLessThan(20_000);
  w.moves('atendimento_humano', { told: false });
  await w.seconds(25);
  w.moves('em_qualificacao', { told: false });
  await w.seconds(1);
}
async function expectSaidBefore(w: World): Promise<void> {
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.messages()).find(({ body }) => body === 'quero saber mais')).toMatchObject({
    disposition: 'silenced',
  });
  await w.says('ainda aí?');
  await w.seconds(5);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
}

test('R18 · errors of Postgres put a turn off for minutes: what was said before a hidden return is not answered late', async () => {
  const w = await begun();
  refuseTurns(w);
  w.saysNow('quero saber mais');
  await w.minutes(3);
  await takesAndReturns(w);
  await w.minutes(3);
  w.supabase.control.up();
  await w.minutes(4);
  await expectSaidBefore(w);
});

test('R18 · … nor what was said into a hold of the second card of the lead’s home', async () => {
  const w = await begun();
  const contactId = w.kommo.control.card(w.cardId()).contacts[0]?.id;
  if (contactId === undefined) throw new Error('the card has no contact');
  const { leadId } = w.kommo.control.addLead({
    name: 'segunda usina',
    contactId,
    statusId: STATUS.em_qualificacao,
  });
  const moves = (statusId: number): void =>
    w.kommo.control.moveCard({ leadId, statusId, userId: SELLERS.marcos });
  refuseTurns(w);
  w.saysNow('quero saber mais');
  await w.minutes(3);
  w.kommo.control.hooks.drop('all');
  moves(STATUS.atendimento_humano);
  await w.seconds(25);
  moves(STATUS.em_qualificacao);
  await w.minutes(3);
  w.supabase.control.up();
  await w.minutes(4);
  await expectSaidBefore(w);
});

test('R18, I2 · a late turn to which Kommo’s events show a move away, made behind its live read, says nothing', async () => {
  const w = await begun();
  refuseTurns(w);
  w.saysNow('quero saber mais');
  await w.minutes(3);
  w.supabase.control.up();
  w.at({ fn: 'observe_stage', ms: 100, happens: () => w.moves('atendimento_humano', { told: false }) });
  await w.minutes(8);
  expect(w.pendingMoments()).toBe(0);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await w.decisions()).toContainEqual(
    expect.objectContaining({ kind: 'hold', reason: 'stage_conflict' }),
  );
  expect((await w.lead()).heldAtMs).toBeNull();
});

test('R18 · errors of Postgres, then Kommo away: a turn parked eight minutes after its message still sees the return', async () => {
  const w = await begun();
  refuseTurns(w);
  w.saysNow('quero saber mais');
  await w.minutes(1);
  await takesAndReturns(w);
  await w.minutes(5);
  w.supabase.control.up();
  w.kommo.control.down();
  await w.minutes(2);
  expect((await w.lead()).heldAtMs).not.toBeNull();
  w.kommo.control.up();
  await w.minutes(4);
  await expectSaidBefore(w);
});

test('R18 · a message that stood behind another one for minutes is looked at the same way', async () => {
  const w = await begun();
  refuseTurns(w);
  w.saysNow('quero saber mais');
  await w.minutes(1);
  w.saysNow('alô?');
  await w.minutes(2);
  await takesAndReturns(w);
  await w.seconds(5);
  w.saysNow('voltei');
  await w.seconds(29);
  w.supabase.control.up();
  await w.minutes(9);
  const said = (await w.messages()).filter(({ author }) => author === 'lead');
  expect(said.map(({ body, disposition }) => [body, disposition])).toEqual([
    ['oi', 'answered'],
    ['quero saber mais', 'silenced'],
    ['alô?', 'silenced'],
    ['voltei', 'answered'],
  ]);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('R18 · a turn put off by errors while nobody touched the card is answered', async () => {
  const w = await begun();
  refuseTurns(w);
  w.saysNow('quero saber mais');
  await w.minutes(3);
  w.supabase.control.up();
  await w.minutes(8);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('P21 · one single 402 keeps nobody waiting for longer than a few minutes', async () => {
  const w = await begun();
  w.kommo.control.fault({ kind: 'status', status: 402, match: {}, times: 1 });
  await w.says('quero saber mais');
  await w.minutes(7);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test('P21 · a retry that SQS would not shorten is asked for once more, and the line is open again in seconds', async () => {
  const w = await begun();
  w.kommo.control.down();
  // As often as the client itself tries.
  w.sqs.control.fault({ operation: 'ChangeMessageVisibility', times: 2, kind: 'status', status: 503 });
  await w.says('quero saber mais');
  w.kommo.control.up();
  await w.minutes(1);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test("P22 · a card's move is on record by its second delivery where errors met the webhook and the first one", async () => {
  const w = await begun();
  w.supabase.control.down();
  w.moves('atendimento_humano');
  await w.seconds(9);
  w.supabase.control.up();
  // Nor does a live read tell.
  w.kommo.control.down();
  await w.seconds(20);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});
