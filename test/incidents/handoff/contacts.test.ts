/** W1, P1, P12: which contacts of Kommo are the lead's, however they were typed and whenever they appear. */
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain } from './cast.ts';

const world = useWorlds();
const talking = () => world({ brains: [countingBrain()] });
const HUMAN = STATUS.atendimento_humano;

const lastReason = async (w: World): Promise<unknown> => (await w.decisions()).at(-1);
const contactOf = (w: World): number => {
  const contact = w.kommo.control.cards()[0]?.contacts[0];
  if (!contact) throw new Error('the card has no contact');
  return contact.id;
};
/** Kommo tells nobody of what happens now, nor later. */
const deaf = (w: World): void => w.kommo.control.hooks.drop('all');

for (const phone of [
  '+55 (081) 99000-0001',
  '(0xx81) 99000-0001',
  '81 99000-0001 (Maria)',
  'tel: 81 99000-0001',
  '81 98888-7777 / 81 99000-0001',
  '0 15 81 9000-0001',
  '81 99000-0001 ramal 12',
  '99000-0001',
])
  test(`W1 · a card with a person whose phone a seller typed as ${phone} is silence, and no second card`, async () => {
    const w = await talking();
    w.kommo.control.addLead({ name: 'Mateus', phone, statusId: HUMAN });
    await w.says('oi');
    expect(w.received()).toEqual([]);
    expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
    expect(w.kommo.control.cards()).toHaveLength(1);
  });

test('W1 · a phone that only comes close is followed into silence, never into speech: the bot answers on a card of its own', async () => {
  const w = await talking();
  const hinted = w.kommo.control.addLead({
    name: 'Mateus?',
    phone: '99000-0001',
    statusId: STATUS.em_qualificacao,
  });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.lead()).kommoLeadId).not.toBe(hinted.leadId);
  w.kommo.control.moveCard({ leadId: hinted.leadId, statusId: HUMAN, userId: SELLERS.paula });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('W1 · a contact whose typed phone is the lead’s already gains no second spelling of it', async () => {
  const w = await world();
  const { contactId } = w.kommo.control.addLead({
    name: 'Mateus',
    phone: '+55 (081) 99000-0001',
    statusId: STATUS.novo_lead,
  });
  await w.says('oi');
  await w.says('meu nome é Mateus');
  const phones = w.kommo.control.cards()[0]?.contacts.find(({ id }) => id === contactId)?.phones;
  expect(phones).toEqual(['+55 (081) 99000-0001']);
});

for (const [first, second] of [
  ['+55 81 99000-0001', '(81) 9000-0001'],
  ['(81) 9000-0001', '+55 81 99000-0001'],
] as const)
  test(`P12 · entered twice, as ${first} with the bot and as ${second} with a seller: silence`, async () => {
    const w = await talking();
    w.kommo.control.addLead({ name: 'Mateus', phone: first, statusId: STATUS.em_qualificacao });
    w.kommo.control.addLead({ name: 'Mateus S.', phone: second, statusId: HUMAN });
    await w.says('oi');
    expect(w.fromBot()).toEqual([]);
    expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  });

test('P1 · a second contact with the lead’s phone and a card with a person, imported after first contact: the hook alone is enough', async () => {
  const w = await talking();
  await w.says('oi');
  const second = w.kommo.control.addLead({
    name: 'Mateus (planilha)',
    phone: '081 9000 0001',
    statusId: HUMAN,
  });
  await w.minutes(1);
  const lead = await w.lead();
  expect(lead.kommoContactIds).toContain(second.contactId);
  expect(lead.signals.humanStageAtMs).not.toBeNull();
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P1 · a card that no lead is linked to moves to a person: the lead is known by the contact’s phone and taken over', async () => {
  const w = await talking();
  const other = w.kommo.control.addLead({ name: 'M.', phone: '81 98888-7777', statusId: STATUS.qualificado });
  await w.says('oi');
  deaf(w);
  w.kommo.control.addPhone({ contactId: other.contactId, phone: '(0xx81) 99000-0001' });
  await w.minutes(1);
  w.kommo.control.hooks.heal();
  expect((await w.lead()).kommoContactIds).not.toContain(other.contactId);
  w.kommo.control.moveCard({ leadId: other.leadId, statusId: HUMAN, userId: SELLERS.marcos });
  await w.minutes(1);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P1 · a new card in a person’s stage (`leads[add]`) for the lead’s own contact is a takeover before the lead writes again', async () => {
  const w = await talking();
  await w.says('oi');
  w.kommo.control.addLead({ name: 'balcão', contactId: contactOf(w), statusId: HUMAN });
  await w.minutes(1);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P1 · a phone added to a stranger’s contact with a person’s card is the lead’s from then on', async () => {
  const w = await talking();
  const wife = w.kommo.control.addLead({ name: 'Ana', phone: '81 98888-7777', statusId: HUMAN });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['resposta 1']);
  w.kommo.control.addPhone({ contactId: wife.contactId, phone: '81 9000-0001 (marido)' });
  await w.minutes(1);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P1 · hooks lost: a contact put on the lead’s card counts in the very next decision', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  const other = w.kommo.control.addLead({ name: 'sócio', phone: '81 98888-7777', statusId: HUMAN });
  w.kommo.control.linkContact({ leadId: w.cardId(), contactId: other.contactId });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.lead()).kommoContactIds).toContain(other.contactId);
});

test('P1 · hooks lost: the lead’s contact merged into another whose card is with a person: silence at the next message', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  const other = w.kommo.control.addLead({ name: 'Mateus', phone: '81 98888-7777', statusId: HUMAN });
  w.kommo.control.mergeContacts({ into: other.contactId, from: contactOf(w), userId: SELLERS.marcos });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.lead()).kommoContactIds).toEqual([other.contactId]);
});

test('P1 · hooks lost: a known contact is gone, and who carries the phone now is with a person: a look by phone comes before speech', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  const other = w.kommo.control.addLead({ name: 'Mateus', phone: '(81) 9000-0001', statusId: HUMAN });
  w.kommo.control.deleteContact({ contactId: contactOf(w) });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.lead()).kommoContactIds).toContain(other.contactId);
});

test('P1 · hooks lost: a second contact is found by a look by phone, in ten minutes at the latest', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  w.kommo.control.addLead({ name: 'Mateus (site)', phone: '081 99000-0001', statusId: HUMAN });
  await w.minutes(10);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

test('P1 · that look is made once in CONTACT_LOOK_MINUTES, not with each message', async () => {
  const w = await world({ brains: [countingBrain()], environment: { CONTACT_LOOK_MINUTES: '30' } });
  const looks = (): number => w.kommo.control.requests.filter(({ path }) => path.includes('query=')).length;
  await w.says('oi');
  const before = looks();
  for (let minute = 0; minute < 29; minute += 5) {
    await w.minutes(4);
    await w.says('e aí?');
  }
  expect(looks() - before).toBe(0);
  await w.minutes(6);
  await w.says('e aí?');
  await w.says('oi?');
  expect(looks() - before).toBe(1);
});

test('P1, I3 · a look by phone that fails is no proof that there is nobody else: the turn waits', async () => {
  const w = await talking();
  await w.says('oi');
  await w.minutes(11);
  w.kommo.control.fault({
    kind: 'status',
    status: 503,
    match: { path: /contacts.*query=/ },
    times: 'always',
  });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await lastReason(w)).toMatchObject({ kind: 'hold', reason: 'server_error' });
  w.kommo.control.clearFaults();
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test('P1 · hooks lost: a follow-up looks by phone as well, and is not sent', async () => {
  const w = await talking();
  await w.says('oi');
  deaf(w);
  w.kommo.control.addLead({ name: 'Mateus', phone: '81 9 9000 0001', statusId: HUMAN });
  await w.minutes(45);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P1, R19 · a contact of somebody else’s, added or changed, costs no request to Kommo and touches no lead', async () => {
  const w = await talking();
  await w.says('oi');
  await w.says('oi', CLARA);
  await w.minutes(1);
  const before = w.kommo.control.requests.length;
  const epochs = async () => [(await w.lead(MATEUS)).epoch, (await w.lead(CLARA)).epoch];
  const then = await epochs();
  const id = w.kommo.control.addContact({ name: 'fornecedor', phones: ['81 97777-6666'] });
  w.kommo.control.addPhone({ contactId: id, phone: '81 3000-0004' });
  await w.seconds(30);
  expect(w.kommo.control.requests.slice(before).filter(({ path }) => !path.includes('updated_at'))).toEqual(
    [],
  );
  expect(await epochs()).toEqual(then);
});
