/** P10: one writer of tasks for people: the seller who answers for the card now, a time, one of a kind. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createPersonTasks,
  type PersonTasks,
  TASK_KINDS,
  TASK_TEXTS,
  type TaskKind,
} from '../../lib/kommo/person-task.ts';
import { SELLERS, STATUS } from '../../local/stack.ts';
import { type Account, openAccount } from './support/account.ts';
import { leadId } from './support/builders.ts';

const TOKEN_USER = 9_000_100;
const KINDS = Object.keys(TASK_KINDS) as TaskKind[];
let account: Account;
let tasks: PersonTasks;
let card: number;
beforeEach(async () => {
  account = await openAccount();
  tasks = createPersonTasks({ kommo: account.kommo, clock: account.clock, log: account.log });
  card = account.control.addLead({
    name: 'Mateus',
    phone: '+5581990000001',
    statusId: STATUS.novo_lead,
  }).leadId;
  account.control.editCard({ leadId: card, userId: SELLERS.marcos, responsibleUserId: SELLERS.paula });
});
afterEach(() => account.close());

const write = (kind: TaskKind = 'held_too_long', sinceMs = account.clock.nowMs() - 1000) =>
  tasks.write({ kind, kommoLeadId: leadId(card), sinceMs });
const onCard = () => account.control.card(card).tasks;

test('P3, P10 · a card that we cannot read gets its task all the same, in Kommo as the default', async () => {
  expect(await write('second_card')).toEqual({ kind: 'written', responsibleUserId: null });
  expect(onCard()).toMatchObject([{ text: TASK_TEXTS.second_card }]);
});

test.each(KINDS.filter((kind) => !('isBlind' in TASK_KINDS[kind])))(
  'P10 · a task of kind %s is the responsible seller’s, in its own words, due in its own time',
  async (kind) => {
    expect(await write(kind)).toEqual({ kind: 'written', responsibleUserId: SELLERS.paula });
    expect(onCard()).toMatchObject([{ text: TASK_TEXTS[kind], responsibleUserId: SELLERS.paula }]);
    const posted = account.control.requests.find(({ method }) => method === 'POST')?.body;
    expect(posted).toMatchObject([
      { complete_till: Math.floor(account.clock.nowMs() / 1000) + TASK_KINDS[kind].dueHours * 3600 },
    ]);
  },
);

test('P10 · the seller is read live: who took over the card since gets the task', async () => {
  account.control.editCard({ leadId: card, userId: SELLERS.paula, responsibleUserId: SELLERS.marcos });
  expect(await write()).toEqual({ kind: 'written', responsibleUserId: SELLERS.marcos });
});

test('P10 · one of a kind: told again it is there already, another kind is another task, a new occasion a new one', async () => {
  const sinceMs = account.clock.nowMs() - 1000;
  await write('held_too_long', sinceMs);
  expect(await write('held_too_long', sinceMs)).toEqual({ kind: 'already' });
  expect(await write('unknown_send', sinceMs)).toMatchObject({ kind: 'written' });
  await account.clock.advance(60_000);
  expect(await write('held_too_long', account.clock.nowMs())).toMatchObject({ kind: 'written' });
  expect(onCard()).toHaveLength(3);
});

test('P10, C18 · a write whose answer was lost is found before it is written again', async () => {
  const sinceMs = account.clock.nowMs() - 1000;
  account.control.fault({ kind: 'status_after_commit', status: 504, match: { method: 'POST' }, times: 1 });
  expect(await write('held_too_long', sinceMs)).toMatchObject({ kind: 'failed' });
  expect(await write('held_too_long', sinceMs)).toEqual({ kind: 'already' });
  expect(onCard()).toHaveLength(1);
});

test('P4 · a seller whom Kommo no longer takes is left out, and the task is written all the same', async () => {
  account.control.editCard({ leadId: card, userId: SELLERS.marcos, responsibleUserId: 777 });
  expect(await write()).toEqual({ kind: 'written', responsibleUserId: null });
  expect(onCard()).toMatchObject([{ responsibleUserId: TOKEN_USER }]);
});

test('P4 · a task that Kommo refuses for good is refused, not "not now"', async () => {
  account.control.fault({
    kind: 'status',
    status: 400,
    match: { method: 'POST', path: '/api/v4/tasks' },
    times: 'always',
  });
  expect(await write()).toEqual({ kind: 'refused' });
  expect(account.log.lines.filter(({ noun }) => noun === 'task.refused')).toHaveLength(1);
});

test('I3 · who is responsible cannot be read: later, and nothing is written to the wrong person', async () => {
  account.control.down('503');
  expect(await write()).toMatchObject({ kind: 'failed', cause: 'server_error' });
  account.control.up();
  expect(onCard()).toEqual([]);
});

test('a card that is gone has nobody to tell', async () => {
  account.control.deleteLead({ leadId: card });
  expect(await write()).toEqual({ kind: 'no_card' });
});
