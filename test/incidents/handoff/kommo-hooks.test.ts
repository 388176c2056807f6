/** H5 to H8: Kommo's webhook as it really comes, posted to the real address. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCOUNT, SELLERS, STATUS } from '../../../local/stack.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../../support/world.ts';
import { bracketForm, countingBrain, KOMMO_HOOK, postHook } from './cast.ts';

const world = useWorlds();

const seconds = (w: World): number => Math.floor(w.clock.nowMs() / 1000);

/** A `leads[status][n]` item in Kommo's own keys: no phone, no contact. */
const moved = (
  w: World,
  { leadId, statusId, index = 0, action = 'status' }: Item,
): Record<string, string | number> => {
  const key = (name: string): string => `leads[${action}][${index}][${name}]`;
  return {
    [key('id')]: leadId,
    [key('name')]: '',
    [key('status_id')]: statusId,
    [key('old_status_id')]: STATUS.novo_lead,
    [key('last_modified')]: seconds(w),
    [key('modified_user_id')]: SELLERS.marcos,
    [key('pipeline_id')]: ACCOUNT.pipelineId,
    [key('account_id')]: ACCOUNT.kommoAccountId,
    [key('updated_at')]: seconds(w),
  };
};
type Item = { leadId: number; statusId: number; index?: number; action?: 'status' | 'update' | 'add' };

/** What the row says, with no live read in between: the hook alone recorded it. */
const takenAt = async (w: World, who = MATEUS as { phone: string }): Promise<number | null> =>
  (await w.lead(who)).signals.humanStageAtMs;

/** Both leads have written and have their cards: Mateus' first, then Clara's. */
async function twoLeads(): Promise<{ w: World; mateus: number; clara: number }> {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await w.says('oi', CLARA);
  await w.minutes(1);
  const mateus = (await w.lead()).kommoLeadId;
  const clara = (await w.lead(CLARA)).kommoLeadId;
  if (mateus === null || clara === null) throw new Error('both leads should have cards');
  return { w, mateus, clara };
}

for (const slash of ['', '/'] as const) {
  for (const action of ['status', 'update', 'add'] as const) {
    test(`H5, H7 · leads[${action}] in bracket form, without a phone, is a takeover before the 200 (path ends "${slash}")`, async () => {
      const { w, mateus } = await twoLeads();
      const body = bracketForm(moved(w, { leadId: mateus, statusId: STATUS.atendimento_humano, action }));
      expect(await postHook(w, body, { path: KOMMO_HOOK + slash })).toBe(200);
      expect(await takenAt(w)).not.toBeNull();
      expect(await takenAt(w, CLARA)).toBeNull();
    });
  }
}

test('H5 · the same hook as JSON is understood', async () => {
  const { w, mateus } = await twoLeads();
  const item = {
    id: mateus,
    status_id: STATUS.atendimento_humano,
    pipeline_id: ACCOUNT.pipelineId,
    last_modified: seconds(w),
  };
  const body = JSON.stringify({ account: { id: ACCOUNT.kommoAccountId }, leads: { status: [item] } });
  expect(await postHook(w, body, { contentType: 'application/json' })).toBe(200);
  expect(await takenAt(w)).not.toBeNull();
});

test('H5 · one POST with many leads and several kinds takes over each of them and no other', async () => {
  const { w, mateus, clara } = await twoLeads();
  const strangers = Object.assign(
    {},
    ...Array.from({ length: 40 }, (_, index) =>
      moved(w, { leadId: 19_000_000 + index, statusId: STATUS.atendimento_humano, index }),
    ),
  );
  const body = bracketForm({
    ...strangers,
    ...moved(w, { leadId: mateus, statusId: STATUS.atendimento_humano, index: 40 }),
    ...moved(w, { leadId: clara, statusId: STATUS.em_qualificacao, index: 41 }),
    'leads[responsible][0][id]': clara,
    'task[add][0][id]': 77,
  });
  expect(await postHook(w, body)).toBe(200);
  expect(await takenAt(w)).not.toBeNull();
  expect(await takenAt(w, CLARA)).toBeNull();
});

test('H5 · a bulk edit made in Kommo reaches every lead in it', async () => {
  const { w, mateus, clara } = await twoLeads();
  w.kommo.control.bulk(() => {
    for (const leadId of [mateus, clara])
      w.kommo.control.moveCard({ leadId, statusId: STATUS.atendimento_humano, userId: SELLERS.paula });
  });
  await w.seconds(1);
  expect(await takenAt(w)).not.toBeNull();
  expect(await takenAt(w, CLARA)).not.toBeNull();
});

test('H5, R9 · a forged or stale hook is released by the live read that verifies it, and the next message is answered', async () => {
  const { w, mateus } = await twoLeads();
  await postHook(w, bracketForm(moved(w, { leadId: mateus, statusId: STATUS.atendimento_humano })));
  expect(await takenAt(w)).not.toBeNull();
  await w.minutes(1);
  await w.says('oi?');
  expect(await takenAt(w)).toBeNull();
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test('H5, I3 · a hook that claims the card is back releases nothing by itself', async () => {
  const { w, mateus } = await twoLeads();
  w.moves('atendimento_humano');
  await w.minutes(1);
  await postHook(w, bracketForm(moved(w, { leadId: mateus, statusId: STATUS.em_qualificacao })));
  expect(await takenAt(w)).not.toBeNull();
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

// H6: one person, whatever a seller typed into Kommo and however WhatsApp spells the number.
const SPELLINGS = [
  '+55 81 9 9000-0001',
  '(81) 99000-0001',
  '81990000001',
  '5581990000001',
  '+55 (81) 9000-0001',
  '81 9000 0001',
  '0 81 99000-0001',
] as const;

for (const phone of SPELLINGS) {
  test(`H6 · "${phone}" in Kommo is the lead who writes from 5581990000001: a person's answer on that card silences the bot`, async () => {
    const w = await world({ brains: [countingBrain()] });
    const { leadId } = w.kommo.control.addLead({ name: 'Mateus', phone, statusId: STATUS.em_qualificacao });
    // H7: nobody is linked to the card yet, and the hook carries no phone: Kommo is asked.
    w.kommo.control.reply({ leadId, text: 'Oi, Mateus', userId: SELLERS.marcos });
    await w.minutes(1);
    await w.says('oi');
    expect(w.fromBot()).toEqual([]);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
    expect(w.kommo.control.cards()).toHaveLength(1);
  });
}

for (const waId of ['5581990000001', '558190000001'] as const) {
  test(`H6 · the lead whose WhatsApp says ${waId} is the one whose card was taken over`, async () => {
    const w = await world({ brains: [countingBrain()] });
    const who = { phone: `+${waId}`, name: 'Mateus' };
    await w.says('oi', who);
    expect(w.fromBot(who)).toEqual(['resposta 1']);
    w.moves('atendimento_humano');
    await w.says('oi?', who);
    expect(w.fromBot(who)).toEqual(['resposta 1']);
    expect(await takenAt(w)).not.toBeNull();
  });
}

test('H7 · a note /humano on the card of a lead who never wrote is found by the contact of the card', async () => {
  const w = await world({ brains: [countingBrain()] });
  const { leadId } = w.kommo.control.addLead({
    name: 'Mateus',
    phone: '(81) 9000-0001',
    statusId: STATUS.em_qualificacao,
  });
  w.kommo.control.addNote({ leadId, text: '/humano', userId: SELLERS.marcos });
  await w.minutes(1);
  await w.says('oi');
  expect(w.fromBot()).toEqual([]);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
});

test('H7 · a card moved before its lead was ever seen silences the lead who then writes', async () => {
  const w = await world({ brains: [countingBrain()] });
  const { leadId } = w.kommo.control.addLead({
    name: 'Mateus',
    phone: '(81) 99000-0001',
    statusId: STATUS.novo_lead,
  });
  await w.seconds(10);
  w.kommo.control.moveCard({ leadId, statusId: STATUS.atendimento_humano, userId: SELLERS.marcos });
  await w.minutes(1);
  await w.says('oi');
  expect(w.fromBot()).toEqual([]);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kommo/webhooks/${name}`, import.meta.url), 'utf8');
const QUIET_BODIES: readonly (readonly [string, string, string])[] = [
  ['no body at all', '', 'application/x-www-form-urlencoded'],
  ['no body, said to be JSON', '', 'application/json'],
  ['white space', ' \r\n', 'text/plain'],
  ['an empty JSON object', '{}', 'application/json'],
  ['the account alone', bracketForm({}), 'application/x-www-form-urlencoded'],
  [
    'a kind that nobody knows',
    bracketForm({ 'leads[teleported][0][id]': 1, 'ghost[add][0][id]': 2 }),
    'application/x-www-form-urlencoded',
  ],
  ['a task', fixture('update_task_completed.form'), 'application/x-www-form-urlencoded'],
];

for (const [what, body, contentType] of QUIET_BODIES) {
  test(`H8 · ${what}: 200 and nothing happens`, async () => {
    const { w } = await twoLeads();
    const before = [await w.lead(), await w.lead(CLARA)];
    expect(await postHook(w, body, { contentType })).toBe(200);
    await w.minutes(1);
    expect([await w.lead(), await w.lead(CLARA)]).toEqual(before);
    expect(w.fromBot()).toEqual(['resposta 1']);
  });
}

test("H8 · another account's hook about a card of ours: 200 and nothing happens", async () => {
  const { w, mateus } = await twoLeads();
  const body = bracketForm({
    ...moved(w, { leadId: mateus, statusId: STATUS.atendimento_humano }),
    'account[id]': 31999999,
  });
  expect(await postHook(w, body)).toBe(200);
  await w.seconds(1);
  expect(await takenAt(w)).toBeNull();
});

test('H8 · without the secret of the path nothing is believed', async () => {
  const { w, mateus } = await twoLeads();
  const body = bracketForm(moved(w, { leadId: mateus, statusId: STATUS.atendimento_humano }));
  expect(await postHook(w, body, { path: '/webhooks/kommo/not-the-secret' })).toBe(401);
  await w.seconds(1);
  expect(await takenAt(w)).toBeNull();
});
