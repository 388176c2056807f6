/** The words come before the read of the stage (design §5): what a person does meanwhile stops them, told or not, and costs one model call at most. */
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import { MATEUS, type World } from '../../support/world.ts';
import { useMoments } from './moments.ts';

const world = useMoments();
const HUMAN = STATUS.atendimento_humano;
const calls = (w: World, mount: string, path: RegExp): number =>
  w.traffic.filter((call) => call.mount === mount && path.test(call.path)).length;
const LIVE_READ = /\/leads\?/;

/** A lead in talk with the bot, whose card was read and mirrored. */
async function talking(thinksForMs: number) {
  let heard = 0;
  const says = (_: unknown, turn: number): readonly string[] => {
    heard = turn;
    return [`resposta ${turn}`];
  };
  const w = await world({ thinksForMs, says });
  await w.says('oi');
  await w.seconds(30);
  expect(w.fromBot()).toEqual(['resposta 1']);
  return { w, heard: () => heard };
}

test('R2 · a card taken with its hook lost costs one model call, however often the lead writes, and none once it is known', async () => {
  const { w, heard } = await talking(3_000);
  w.moves('atendimento_humano', { told: false });
  for (const text of ['sou o Mateus', 'oi?', 'tem alguém aí?']) {
    await w.says(text);
    await w.minutes(1);
  }
  expect([w.fromBot(), heard()]).toEqual([['resposta 1'], 2]);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  await w.says('voltei');
  await w.minutes(1);
  expect([w.fromBot(), heard()]).toEqual([['resposta 1', 'resposta 3'], 3]);
});

test('R2 · a card taken and told costs no model call at all', async () => {
  const { w, heard } = await talking(3_000);
  w.moves('atendimento_humano');
  await w.minutes(1);
  await w.says('sou o Mateus');
  await w.minutes(1);
  expect([w.fromBot(), heard()]).toEqual([['resposta 1'], 1]);
});

test('I2 · a model that thinks for 3 s costs no second look at the card: the stage is read once, when the words are there', async () => {
  const { w } = await talking(3_000);
  w.saysNow('sou o Mateus');
  await w.seconds(1);
  w.traffic.length = 0;
  await w.seconds(7);
  expect(calls(w, '/kommo', LIVE_READ)).toBe(0);
  await w.seconds(5);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect([calls(w, '/kommo', LIVE_READ), calls(w, '/supabase', /observe_stage/)]).toEqual([1, 0]);
  // Mirrored by the commit (H14).
  expect(await w.lead()).toMatchObject({ mirroredPlace: 'novo_lead' });
  expect((await w.lead()).cardMemory.readAtMs).toBeGreaterThan(w.clock.nowMs() - 5_000);
});

test('P1 · a contact with a person’s card gets the lead’s phone while the model thinks: not one bubble', async () => {
  const { w } = await talking(8_000);
  const wife = w.kommo.control.addLead({ name: 'Ana', phone: '81 98888-7777', statusId: HUMAN });
  await w.minutes(1);
  w.saysNow('sou o Mateus');
  await w.seconds(7);
  w.kommo.control.addPhone({ contactId: wife.contactId, phone: '81 9000-0001 (marido)' });
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P1 · a contact that becomes the lead’s behind the read, before the commit: the commit says no, and the next look sees its card', async () => {
  const { w } = await talking(3_000);
  const wife = w.kommo.control.addLead({ name: 'Ana', phone: '81 98888-7777', statusId: HUMAN });
  await w.minutes(1);
  const link = 'update public.leads set kommo_contact_ids = kommo_contact_ids || $1::bigint where phone = $2';
  w.at({
    fn: 'commit_send',
    ms: 50,
    happens: () => void w.clock.track(w.supabase.db.query(link, [wife.contactId, MATEUS.phone])),
  });
  await w.says('sou o Mateus');
  await w.minutes(3);
  expect(w.pendingMoments()).toBe(0);
  expect(w.fromBot()).toEqual(['resposta 1']);
  const reasons = (await w.decisions()).map(({ reason }) => reason);
  expect(reasons).toEqual(expect.arrayContaining(['stage_conflict', 'human_stage']));
});

test('R18 · a card taken and given back while the model thinks, told late: the words found before are not lost', async () => {
  const { w } = await talking(14_000);
  w.saysNow('sou o Mateus');
  await w.seconds(9);
  w.moves('atendimento_humano', { told: false });
  await w.seconds(2);
  w.moves('em_qualificacao', { told: false, userId: SELLERS.marcos });
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('I3 · Kommo goes away while the model thinks: held, said once when it is back, and nobody’s words are found in vain meanwhile', async () => {
  const { w, heard } = await talking(3_000);
  w.saysNow('sou o Mateus');
  await w.seconds(7);
  w.kommo.control.down();
  await w.minutes(2);
  const clara = { phone: '+5581990000003', name: 'Clara' };
  w.saysNow('alguém aí?', MATEUS);
  w.saysNow('oi', clara);
  await w.minutes(2);
  expect([w.fromBot(), w.fromBot(clara), heard()]).toEqual([['resposta 1'], [], 2]);
  w.kommo.control.up();
  await w.minutes(5);
  expect(w.fromBot()).toHaveLength(2);
  expect(w.fromBot(clara)).toHaveLength(1);
});
