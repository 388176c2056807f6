/** Who put the card where it is (design §4, P2): ours is what we did, not who we are. The bot may reopen only what the bot closed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOurs, isPersons } from '../../lib/kommo/own-moves.ts';
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
  await account.clock.advance(60_000);
  account.control.moveCard({ leadId: card, statusId, userId });
};
const closedByUs = async (): Promise<void> => {
  await account.clock.advance(60_000);
  await account.sync.apply({
    kommoLeadId: leadId(card),
    desired: { stage: 'nao_interessado', fields: {}, tagsToAdd: [] },
    seen: null,
  });
};
const mover = () => account.moverOf({ kommoLeadId: leadId(card), stageStatusId: STATUS.nao_interessado });

const HANDS = [
  ['another robot', ROBOT],
  ['the user of our token, by hand', TOKEN_USER],
  ['a seller', SELLERS.marcos],
] as const;
test.each(HANDS)('P2 · moved by %s (%i): not by us', async (_name, userId) => {
  await moved(STATUS.nao_interessado, userId);
  expect(await mover()).toBe('person');
});

test.each(['named', 'token'] as const)(
  'P2 · what the bot moved is ours, whether Kommo names the robot for it or the token’s user (%s)',
  async (authorship) => {
    account.control.knobs.authorship = authorship;
    await closedByUs();
    expect(await mover()).toBe('bot');
  },
);

test('a card that never moved into its stage was put there by a person', async () => {
  expect(await mover()).toBe('person');
});

test('the last move into the stage counts, not an earlier one and not one into another stage', async () => {
  await moved(STATUS.nao_interessado, SELLERS.marcos);
  await moved(STATUS.em_qualificacao, SELLERS.paula);
  await closedByUs();
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
  await account.sync.apply({
    kommoLeadId: leadId(other),
    desired: { stage: 'nao_interessado', fields: {}, tagsToAdd: [] },
    seen: null,
  });
  expect(await mover()).toBe('person');
});

for (const how of ['503', 'drop'] as const)
  test(`I3 · the account’s log cannot be read (${how}): nobody is named`, async () => {
    await closedByUs();
    account.control.down(how);
    expect(await mover()).toBe('unreadable');
  });

test('P2 · a stage is not written when the move cannot be kept first', async () => {
  account.loseOwnMoves();
  expect(
    await account.sync.apply({
      kommoLeadId: leadId(card),
      desired: { stage: 'qualificado', fields: {}, tagsToAdd: ['x'] },
      seen: null,
    }),
  ).toEqual({ kind: 'failed', cause: 'own_moves_unreadable' });
  expect(account.control.card(card).stage).toBe('EM QUALIFICAÇÃO');
  expect(await mover()).toBe('unreadable');
});

const AT = 1_795_442_400;
const HERE = { pipelineId: 1, statusId: 2 };
const WINDOW: readonly (readonly [
  string,
  { at?: number; card?: number; statusId?: number; pipelineId?: number },
  boolean,
])[] = [
  ['in the same second', {}, true],
  ['2 s before it was kept', { at: AT - 2 }, true],
  ['3 s before', { at: AT - 3 }, false],
  ['30 s after', { at: AT + 30 }, true],
  ['31 s after', { at: AT + 31 }, false],
  ['of another card', { card: 8 }, false],
  ['to another stage', { statusId: 3 }, false],
  ['to the same status in another pipeline', { pipelineId: 9 }, false],
];
test.each(WINDOW)('P2 · a move %s: ours is %j → %s', (_name, { at = AT, card: id = 7, ...to }, ours) => {
  const own = [{ kommoLeadId: leadId(7), ...HERE, atMs: AT * 1000 }];
  const move = { kommoLeadId: leadId(id), at, createdBy: 5, from: null, to: { ...HERE, ...to } };
  expect(isOurs(move, own)).toBe(ours);
  expect(isPersons(move, own)).toBe(!ours);
  expect(isPersons({ ...move, createdBy: 0 }, own)).toBe(false);
});
