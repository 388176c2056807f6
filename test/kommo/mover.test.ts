/** Who put the card where it is (design §4): the bot may reopen only what the bot closed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../local/stack.ts';
import { type Account, openAccount } from './support/account.ts';
import { leadId } from './support/builders.ts';

const ROBOT = 0;
const TOKEN_USER = 9_000_100;
let account: Account;
let card: number;
beforeEach(async () => {
  account = await openAccount();
  card = account.control.addLead({
    name: 'Mateus',
    phone: '+5581990000001',
    statusId: STATUS.em_qualificacao,
  }).leadId;
});
afterEach(() => account.close());

const moved = async (statusId: number, userId: number): Promise<void> => {
  await account.clock.advance(1000);
  account.control.moveCard({ leadId: card, statusId, userId });
};
const mover = () => account.moverOf({ kommoLeadId: leadId(card), stageStatusId: STATUS.nao_interessado });

const HANDS = [
  ['a robot or an integration', ROBOT, 'bot'],
  ['the user of our token', TOKEN_USER, 'bot'],
  ['a seller', SELLERS.marcos, 'person'],
] as const;
test.each(HANDS)('moved by %s: %i → %s', async (_name, userId, expected) => {
  await moved(STATUS.nao_interessado, userId);
  expect(await mover()).toBe(expected);
});

test('a card that never moved into its stage was put there by a person', async () => {
  expect(await mover()).toBe('person');
});

test('the last move into the stage counts, not an earlier one and not one into another stage', async () => {
  await moved(STATUS.nao_interessado, SELLERS.marcos);
  await moved(STATUS.em_qualificacao, SELLERS.paula);
  await moved(STATUS.nao_interessado, ROBOT);
  expect(await mover()).toBe('bot');
  await moved(STATUS.em_qualificacao, ROBOT);
  await moved(STATUS.nao_interessado, SELLERS.paula);
  expect(await mover()).toBe('person');
});

test('another card’s moves say nothing about this one', async () => {
  const other = account.control.addLead({
    name: 'Clara',
    phone: '+5581990000002',
    statusId: STATUS.em_qualificacao,
  }).leadId;
  await moved(STATUS.nao_interessado, SELLERS.marcos);
  await account.clock.advance(1000);
  account.control.moveCard({ leadId: other, statusId: STATUS.nao_interessado, userId: ROBOT });
  expect(await mover()).toBe('person');
});

for (const how of ['503', 'drop'] as const)
  test(`I3 · the account’s log cannot be read (${how}): nobody is named`, async () => {
    await moved(STATUS.nao_interessado, ROBOT);
    account.control.down(how);
    expect(await mover()).toBe('unreadable');
  });

test('I3 · the log can be read and who we are cannot: a user’s move is a person’s', async () => {
  await moved(STATUS.nao_interessado, TOKEN_USER);
  account.control.fault({ kind: 'status', status: 503, match: { path: '/api/v4/account' }, times: 'always' });
  expect(await mover()).toBe('person');
});
