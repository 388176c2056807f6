/** Each repair of design §8, after the thing was broken: what a lost webhook, a lost answer and a disabled hook leave behind. */
import { expect, test } from 'vitest';
import { ACCOUNT } from '../../local/stack.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const alarms = (w: World, noun: string) =>
  w.logLines.filter((line) => line.includes(`"${noun}"`) && line.includes('"level":"error"'));
const signals = async (w: World) => (await w.lead()).signals;

test('H1 · a card taken over with its hook lost, and nobody writes: the takeover is on record within two minutes, with its note', async () => {
  const w = await world();
  await w.says('oi');
  await w.says('oi', CLARA);
  await w.minutes(1);
  const { epoch } = await w.lead();
  w.moves('atendimento_humano', { told: false });
  await w.minutes(2);
  expect((await signals(w)).humanStageAtMs).not.toBeNull();
  expect((await w.lead()).epoch).toBeGreaterThan(epoch);
  expect((await w.lead(CLARA)).signals.humanStageAtMs).toBeNull();
  expect(w.kommo.control.card(w.cardId()).notes).toHaveLength(1);
  const heard = w.fromBot();
  await w.says('oi?');
  expect(w.fromBot()).toEqual(heard);
});

test('I7 · given back with its hook lost as well: the signal is released by a live read, and the next message is answered', async () => {
  const w = await world();
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.minutes(2);
  expect((await signals(w)).humanStageAtMs).not.toBeNull();
  w.moves('em_qualificacao', { told: false });
  await w.minutes(2);
  expect((await signals(w)).humanStageAtMs).toBeNull();
  const heard = w.fromBot().length;
  await w.says('voltei');
  expect(w.fromBot().length).toBeGreaterThan(heard);
});

test('I8 · a card that was away and back between two looks is nobody’s takeover', async () => {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  const { epoch } = await w.lead();
  w.moves('atendimento_humano', { told: false });
  w.moves('novo_lead', { told: false });
  await w.minutes(3);
  expect(await w.lead()).toMatchObject({ epoch, signals: { humanStageAtMs: null } });
});

test('I3 · a look that Kommo refused is made up for: what was moved meanwhile is found', async () => {
  const w = await world();
  await w.says('oi');
  await w.minutes(1);
  w.kommo.control.down();
  w.moves('atendimento_humano', { told: false });
  await w.minutes(20);
  expect((await signals(w)).humanStageAtMs).toBeNull();
  w.kommo.control.up();
  await w.minutes(5);
  expect((await signals(w)).humanStageAtMs).not.toBeNull();
});

for (const provider of ['cloud', 'evolution'] as const) {
  test(`I6 · ${provider}: a bubble whose answer was lost is never sent again, and a person is asked to look, once`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    const heard = w.fromBot().length;
    w.saysNow('Mateus');
    await w.seconds(1);
    // On the phone, and nobody tells us.
    w.whatsapp.dropAnswer();
    w.whatsapp.drop(100);
    await w.seconds(7);
    expect((await w.messages()).filter(({ author }) => author === 'bot').at(-1)).toMatchObject({
      status: 'unknown',
    });
    // Short of the first follow-up, which is another message.
    await w.minutes(25);
    expect(w.fromBot().length).toBeLessThanOrEqual(heard + 1);
    const tasks = w.kommo.control.card(w.cardId()).tasks.map(({ text }) => text);
    expect(tasks).toEqual([expect.stringContaining('pode não ter chegado')]);
    expect(alarms(w, 'egress.unconfirmed')).toHaveLength(1);
  });
}

test('I6 · a status that comes late settles the bubble, and nobody is bothered', async () => {
  const w = await world();
  await w.says('oi');
  w.whatsapp.dropAnswer();
  await w.says('Mateus');
  await w.minutes(30);
  expect(
    (await w.messages()).filter(({ author, status }) => author === 'bot' && status === 'unknown'),
  ).toEqual([]);
  expect(w.kommo.control.card(w.cardId()).tasks).toEqual([]);
});

test('a hook that Kommo disabled is an alarm, every ten minutes until it is mended', async () => {
  const w = await world();
  await w.minutes(15);
  expect(alarms(w, 'vitals.kommo_hook')).toEqual([]);
  // More than a hundred refusals, as a broken deploy brings them about (facts/kommo.md §1.6).
  w.sqs.control.down();
  await w.says('oi');
  w.kommo.control.addLead({ name: 'Casa', phone: CLARA.phone, statusId: 81000011 });
  for (let card = 0; card < 120; card += 1)
    w.kommo.control.addLead({ name: `Lead ${card}`, phone: MATEUS.phone, statusId: 81000016 });
  await w.seconds(5);
  w.sqs.control.up();
  expect(w.kommo.control.subscriptions().map(({ disabled }) => disabled)).toEqual([true]);
  await w.minutes(21);
  expect(alarms(w, 'vitals.kommo_hook').length).toBeGreaterThanOrEqual(2);
  expect(alarms(w, 'vitals.kommo_hook')[0]).toContain('disabled');
  expect(w.logLines.join()).not.toContain(ACCOUNT.kommoSecret);
});

test('a hook that somebody removed is an alarm', async () => {
  const w = await world();
  const [hook] = w.kommo.control.subscriptions();
  await fetch(`${w.url}/kommo/api/v4/webhooks`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${ACCOUNT.kommoToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ destination: hook?.destination }),
  });
  await w.minutes(2);
  expect(alarms(w, 'vitals.kommo_hook')[0]).toContain('missing');
});

test('RETENTION_DAYS · what was said longer ago is forgotten, what was said since is not, and the ledger keeps its lines', async () => {
  const w = await world({ environment: { RETENTION_DAYS: '30' } });
  await w.says('oi');
  await w.supabase.db.exec(`update public.messages set recorded_at = recorded_at - interval '31 days';
    update public.replies set created_at = created_at - interval '31 days'`);
  const before = await w.decisions();
  await w.says('Mateus');
  await w.minutes(61);
  const said = await w.messages();
  expect(
    said
      .slice(0, 2)
      .map(({ body, content, disposition, status }) => ({ body, content, disposition, status })),
  ).toEqual([
    { body: null, content: null, disposition: 'answered', status: null },
    { body: null, content: null, disposition: null, status: expect.any(String) },
  ]);
  expect(said.slice(2).map(({ body }) => body)).not.toContain(null);
  expect((await w.decisions()).slice(0, before.length)).toEqual(before);
  const { rows } = await w.supabase.db.query<{ bubbles: unknown }>(
    'select bubbles from public.replies order by created_at',
  );
  expect(rows[0]?.bubbles).toEqual([]);
  expect(rows[1]?.bubbles).not.toEqual([]);
});

test('a repair that fails keeps no other from its work, and the run counts as failed', async () => {
  const w = await world();
  await w.says('oi');
  await w.supabase.db.exec(
    "alter function public.unsettled_sends rename to unsettled_sends_gone; notify pgrst, 'reload schema'",
  );
  try {
    w.moves('atendimento_humano', { told: false });
    await w.reconcile().then(
      () => expect.unreachable('the run should have failed'),
      (error: unknown) => expect(error).toBeInstanceOf(AggregateError),
    );
    expect((await signals(w)).humanStageAtMs).not.toBeNull();
    expect(alarms(w, 'reconcile.failed')).toHaveLength(1);
  } finally {
    await w.supabase.db.exec(
      "alter function public.unsettled_sends_gone rename to unsettled_sends; notify pgrst, 'reload schema'",
    );
  }
});
