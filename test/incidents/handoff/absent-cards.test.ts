/** P3, P6: a card that Kommo does not show is late, merged, deleted or not for our eyes; each has its own answer. */
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain } from './cast.ts';

const world = useWorlds();
const talking = () => world({ brains: [countingBrain()] });
const HUMAN = STATUS.atendimento_humano;
const QUARTER = 15;

const reasons = async (w: World) => (await w.decisions()).map(({ kind, reason }) => `${kind} ${reason}`);
const lastReason = async (w: World) => (await reasons(w)).at(-1);
const deaf = (w: World): void => w.kommo.control.hooks.drop('all');
const creations = (w: World): number =>
  w.kommo.control.requests.filter(
    ({ method, path }) => method === 'POST' && /\/leads(?:\/complex)?(?:\?|$)/.test(path),
  ).length;

test('P3 · reads answer 204 while writes work: one card in a day, not forty, an alarm and a task on that card', async () => {
  const w = await talking();
  w.kommo.control.knobs.readsWithoutRights = true;
  await w.says('oi');
  await w.minutes(QUARTER);
  await w.says('oi?');
  await w.minutes(QUARTER);
  expect(creations(w)).toBe(1);
  expect(w.fromBot()).toEqual([]);
  expect(await reasons(w)).toContain('hold second_creation');
  expect(w.logLines.filter((line) => line.includes('card.second_creation'))).toHaveLength(1);
  expect(w.kommo.control.card(w.cardId()).tasks).toHaveLength(1);
});

test('P3 · the rights come back: the lead is answered once, on the card that was made', async () => {
  const w = await talking();
  w.kommo.control.knobs.readsWithoutRights = true;
  await w.says('oi');
  await w.minutes(30);
  w.kommo.control.knobs.readsWithoutRights = false;
  await w.minutes(5);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

test('P3 · a read that lags behind our own create is lag: the turn waits, and there is one card and one contact', async () => {
  const w = await talking();
  w.kommo.control.knobs.searchLagMs = 30_000;
  w.kommo.control.fault({
    kind: 'stale_read',
    ms: 60_000,
    match: { method: 'GET', path: /leads\?.*filter/ },
    times: 4,
  });
  await w.says('oi');
  await w.minutes(4);
  expect(w.kommo.control.cards()).toHaveLength(1);
  expect(w.kommo.control.cards()[0]?.contacts).toHaveLength(1);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P3 · a card seen a minute ago that some reads do not show is lag, and no reason to unlink it', async () => {
  const w = await talking();
  await w.says('oi');
  const { kommoLeadId } = await w.lead();
  await w.minutes(1);
  w.kommo.control.fault({ kind: 'status', status: 204, match: { path: /leads\?/ }, times: 4 });
  await w.says('oi?');
  expect((await w.lead()).kommoLeadId).toBe(kommoLeadId);
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

test('P3, §6 · a fresh card that a read does not show yet is late: the closed one beside it takes nobody over', async () => {
  const w = await world({ brains: [countingBrain()], environment: { RETURNING_LEAD: 'new_card' } });
  await w.says('oi');
  w.moves('won');
  await w.minutes(2);
  await w.says('oi, voltei');
  const { kommoLeadId } = await w.lead();
  w.kommo.control.fault({
    kind: 'stale_read',
    ms: 60_000,
    match: { method: 'GET', path: /leads\?.*filter/ },
    times: 'always',
  });
  await w.says('tudo bem?');
  w.kommo.control.clearFaults();
  expect((await w.lead()).kommoLeadId).toBe(kommoLeadId);
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2', 'resposta 3']);
});

test('P3 · a person’s card is gone and the bot made a new one: that card releases nobody', async () => {
  const w = await talking();
  const seller = w.kommo.control.addLead({ name: 'Mateus', phone: MATEUS.phone, statusId: HUMAN });
  await w.says('oi');
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
  deaf(w);
  w.kommo.control.deleteLead({ leadId: seller.leadId });
  w.kommo.control.deleteContact({ contactId: seller.contactId });
  await w.minutes(5);
  await w.says('oi?');
  await w.minutes(30);
  expect(w.stage()).toBe('NOVO LEAD');
  expect(w.fromBot()).toEqual([]);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();

  w.kommo.control.hooks.heal();
  w.moves('atendimento_humano');
  await w.minutes(1);
  w.moves('em_qualificacao');
  await w.minutes(1);
  await w.says('e agora?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

/** A person took a card that is gone since, the bot made another one and waits; nothing is told any more. */
async function waitingOnAnotherCard() {
  const w = await talking();
  const seller = w.kommo.control.addLead({ name: 'Mateus', phone: MATEUS.phone, statusId: HUMAN });
  await w.says('oi');
  deaf(w);
  w.kommo.control.deleteLead({ leadId: seller.leadId });
  w.kommo.control.deleteContact({ contactId: seller.contactId });
  await w.minutes(5);
  await w.says('oi?');
  await w.seconds(30);
  const { kommoLeadId } = await w.lead();
  if (kommoLeadId === null) throw new Error('no card was made');
  const moves = (statusId: number, userId: number): void =>
    void w.kommo.control.moveCard({ leadId: kommoLeadId, statusId, userId });
  return { w, moves };
}

test('P3 · … until a person gives that card back, told by no hook and seen by no look: Kommo’s own record says so', async () => {
  const { w, moves } = await waitingOnAnotherCard();
  moves(HUMAN, SELLERS.marcos);
  await w.seconds(2);
  moves(STATUS.em_qualificacao, SELLERS.marcos);
  await w.seconds(2);
  await w.says('e agora?');
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.lead()).signals.humanStageAtMs).toBeNull();
});

test('P3, P2 · … a robot’s move of it gives nothing back', async () => {
  const { w, moves } = await waitingOnAnotherCard();
  moves(STATUS.em_qualificacao, 0);
  await w.says('e agora?');
  await w.minutes(5);
  expect(w.fromBot()).toEqual([]);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P3, I3 · … and a record that cannot be read gives nothing back, until it can', async () => {
  const { w, moves } = await waitingOnAnotherCard();
  moves(STATUS.em_qualificacao, SELLERS.marcos);
  w.kommo.control.fault({ kind: 'status', status: 500, match: { path: /events\?/ }, times: 2 });
  await w.says('e agora?');
  expect(w.fromBot()).toEqual([]);
  await w.minutes(10);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P3, P22 · a card of ours is deleted and no hook tells: the trash does, and the lead is answered on another one', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  w.kommo.control.deleteLead({ leadId: w.cardId() });
  await w.minutes(5);
  await w.says('oi?');
  await w.minutes(5);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect(w.kommo.control.cards()).toHaveLength(1);
  expect(await reasons(w)).not.toContain('hold second_creation');
});

test('P6 · a deletion that a hook tells and a live read confirms frees the lead at once', async () => {
  const w = await talking();
  await w.says('oi');
  w.kommo.control.deleteLead({ leadId: w.cardId() });
  await w.minutes(3);
  await w.says('oi?');
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

test('P6 · an untrue `leads[delete]` unlinks nothing', async () => {
  const w = await talking();
  await w.says('oi');
  const id = w.cardId();
  w.kommo.control.sendRawHook(
    `account[id]=31000001&leads[delete][0][id]=${id}&leads[delete][0][status_id]=${STATUS.novo_lead}&leads[delete][0][pipeline_id]=8100001`,
  );
  await w.minutes(1);
  expect((await w.lead()).kommoLeadId).toBe(id);
});

test('P6, P24 · the card is merged into a person’s: the bot is silent, with the hooks at once', async () => {
  const w = await talking();
  await w.says('oi');
  const kept = w.kommo.control.addLead({ name: 'Mateus', phone: '81 98888-7777', statusId: HUMAN });
  w.kommo.control.mergeLeads({ into: kept.leadId, from: w.cardId(), userId: SELLERS.marcos });
  await w.minutes(1);
  expect(await w.lead()).toMatchObject({ kommoLeadId: kept.leadId });
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P24 · a merge gives the lead’s own card a person’s stage without a drag: that is a move', async () => {
  const w = await talking();
  await w.says('oi');
  const gone = w.kommo.control.addLead({ name: 'Mateus', phone: '81 98888-7777', statusId: HUMAN });
  const [own] = w.kommo.control.cards();
  w.kommo.control.mergeLeads({
    into: own?.leadId ?? 0,
    from: gone.leadId,
    userId: SELLERS.marcos,
    statusId: HUMAN,
  });
  await w.minutes(1);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P6 · hooks lost: the card is merged away between two messages, and the survivor is a person’s', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  const kept = w.kommo.control.addLead({ name: 'Mateus', phone: '81 98888-7777', statusId: HUMAN });
  w.kommo.control.mergeLeads({ into: kept.leadId, from: w.cardId(), userId: SELLERS.marcos });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toBe('silence human_stage');
});

test('P6 · hooks lost: a follow-up finds the survivor of a merge by phone and goes on in a stage of the bot’s', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  const kept = w.kommo.control.addLead({
    name: 'Mateus',
    phone: '81 98888-7777',
    statusId: STATUS.qualificado,
  });
  w.kommo.control.mergeLeads({ into: kept.leadId, from: w.cardId(), userId: SELLERS.marcos });
  await w.minutes(45);
  expect(w.fromBot()).toHaveLength(2);
  expect(await w.lead()).toMatchObject({ kommoLeadId: kept.leadId });
});

test('P6 · a restored card in a person’s stage silences the lead again', async () => {
  const w = await talking();
  const { leadId } = w.kommo.control.addLead({
    name: 'Mateus',
    phone: MATEUS.phone,
    statusId: STATUS.qualificado,
  });
  await w.says('oi');
  w.kommo.control.moveCard({ leadId, statusId: HUMAN, userId: SELLERS.marcos });
  w.kommo.control.deleteLead({ leadId });
  await w.minutes(3);
  w.kommo.control.restoreLead({ leadId });
  await w.minutes(1);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P6 · husband and wife on one contact: her message takes nothing from him, and a takeover by the card silences both', async () => {
  const w = await talking();
  const { contactId } = w.kommo.control.addLead({
    name: 'Mateus e Clara',
    phone: `${MATEUS.phone} / ${CLARA.phone}`,
    statusId: STATUS.em_qualificacao,
  });
  await w.says('oi', MATEUS);
  await w.says('oi', CLARA);
  const cards = [await w.lead(MATEUS), await w.lead(CLARA)].map(({ kommoLeadId }) => kommoLeadId);
  expect(new Set(cards).size).toBe(1);
  expect((await w.lead(MATEUS)).kommoContactIds).toEqual([contactId]);
  expect([...w.fromBot(MATEUS), ...w.fromBot(CLARA)]).toEqual(['resposta 1', 'resposta 2']);
  w.moves('atendimento_humano');
  await w.seconds(2);
  for (const who of [MATEUS, CLARA]) expect((await w.lead(who)).signals.humanStageAtMs).not.toBeNull();
  for (const who of [MATEUS, CLARA]) await w.says('oi?', who);
  expect([...w.fromBot(MATEUS), ...w.fromBot(CLARA)]).toHaveLength(2);
});

test('P6 · a seller’s answer on a card of two leads silences both', async () => {
  const w = await talking();
  w.kommo.control.addLead({
    name: 'Mateus e Clara',
    phone: `${MATEUS.phone} / ${CLARA.phone}`,
    statusId: STATUS.em_qualificacao,
  });
  await w.says('oi', MATEUS);
  await w.says('oi', CLARA);
  w.kommo.control.reply({ leadId: w.cardId(), text: 'Boa tarde!', userId: SELLERS.paula });
  await w.seconds(1);
  for (const who of [MATEUS, CLARA]) expect((await w.lead(who)).signals.humanReplyAtMs).not.toBeNull();
});
