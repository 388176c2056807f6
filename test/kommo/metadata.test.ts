/** What changes rarely in the account: read once for ten minutes (C14), and a table that does not fit is a failure (H16, C7). */
import { afterEach, expect, test } from 'vitest';
import { STATUS } from '../../local/stack.ts';
import { type Account, openAccount } from './support/account.ts';

const MINUTE_MS = 60_000;
const open: Account[] = [];
afterEach(async () => {
  for (const account of open.splice(0)) await account.close();
});
async function anAccount(settings?: Parameters<typeof openAccount>[0]): Promise<Account> {
  const account = await openAccount(settings);
  open.push(account);
  return account;
}

const READS = [
  ['the stages', '/leads/pipelines', ({ metadata }: Account) => metadata.stageMap()],
  ['the fields', '/leads/custom_fields', ({ metadata }: Account) => metadata.fields()],
] as const;
for (const [name, path, read] of READS) {
  test(`C14 · ${name} are asked for once, by however many at once, and again after ten minutes and not before`, async () => {
    const account = await anAccount();
    await Promise.all(Array.from({ length: 20 }, () => read(account)));
    await account.clock.advance(10 * MINUTE_MS - 1);
    await read(account);
    expect(account.asked(path).length).toBe(1);
    await account.clock.advance(1);
    await read(account);
    expect(account.asked(path).length).toBe(2);
  });

  test(`H2 · a failure to read ${name} is not remembered`, async () => {
    const account = await anAccount();
    account.control.down('503');
    await read(account);
    account.control.up();
    await read(account);
    const before = account.asked(path).length;
    await read(account);
    expect(account.asked(path).length).toBe(before);
  });
}

test('the stages are found by name, told on once per reading, and unsorted counts as NOVO LEAD', async () => {
  const account = await anAccount();
  const map = await account.metadata.stageMap();
  if (map.kind !== 'ok') throw new Error(map.cause);
  for (const key of ['novo_lead', 'qualificado', 'reuniao_agendada', 'atendimento_humano'] as const)
    expect(map.value.statusIdOf(key)).toBe(STATUS[key]);
  expect(map.value.placeOf({ pipelineId: map.value.pipelineId, statusId: 81_000_010 })).toBe('novo_lead');
  await account.metadata.stageMap();
  expect(account.published.length).toBe(1);
});

const MISFITS = [
  ['H16 · a configured id that the pipeline does not have', { stageIds: { atendimento_humano: 999 } }],
  ['H16 · two stages with one id', { stageIds: { atendimento_humano: STATUS.qualificado } }],
  ['C7 · a pipeline that lacks mandatory stages', { pipelineId: 8_100_002 }],
] as const;
test.each(MISFITS)('%s is a failure, every time, and is published to nobody', async (_name, settings) => {
  const account = await anAccount(settings);
  for (let time = 0; time < 2; time += 1)
    expect(await account.metadata.stageMap()).toEqual({ kind: 'failed', cause: 'stage_table_does_not_fit' });
  expect(account.published).toEqual([]);
});

test('H16 · a pipeline that the account does not have is a failure', async () => {
  const account = await anAccount({ pipelineId: 424_242 });
  expect(await account.metadata.stageMap()).toEqual({ kind: 'failed', cause: 'pipeline_absent' });
});

test('H2 · Kommo down is a failure with its cause, for stages and fields alike', async () => {
  const account = await anAccount();
  account.control.down('drop');
  expect(await account.metadata.stageMap()).toEqual({ kind: 'failed', cause: 'network' });
  expect(await account.metadata.fields()).toEqual({ kind: 'failed', cause: 'network' });
});

test('C7 · fields are found by name without accents or case, or by their configured id; a missing one is left out', async () => {
  const byName = await (await anAccount()).metadata.fields();
  if (byName.kind !== 'ok') throw new Error(byName.cause);
  expect([...byName.value].map(([key, { id }]) => [key, id])).toEqual([
    ['whatsapp', 700001],
    ['bill_value', 700002],
    ['solution', 700003],
    ['score', 700004],
    ['meeting_link', 700005],
  ]);
  const byId = await (await anAccount({ fieldIds: { score: 700002, solution: 1 } })).metadata.fields();
  if (byId.kind !== 'ok') throw new Error(byId.cause);
  expect(byId.value.get('score')?.id).toBe(700002);
  expect(byId.value.has('solution')).toBe(false);
});

test('forgotten fields are asked for anew', async () => {
  const account = await anAccount();
  await account.metadata.fields();
  account.metadata.forgetFields();
  await account.metadata.fields();
  expect(account.asked('/leads/custom_fields').length).toBe(2);
});
