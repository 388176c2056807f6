/** W4, W14: what WhatsApp refuses, at once or afterwards: whom it concerns, who waits, who is told, what is said after the repair. */
import { expect, test } from 'vitest';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

/** What reached the lead: a bubble that was refused is on no phone. */
const reached = (w: World, { phone } = MATEUS as { phone: string }) =>
  w.whatsapp
    .phone(phone)
    .flatMap(({ via, from, text, status }) =>
      from === 'us' && via === 'api' && status !== 'failed' ? [text] : [],
    );
const alarms = (w: World) =>
  w.logLines.filter((line) => line.includes('"whatsapp.alarm"') && line.includes('"level":"error"'));

for (const code of [133_010, 0, 131_005, 130_497, 131_048, 133_999])
  test(`W4 · ${code} is the account’s: the reply waits, an alarm rings, and it is said after the repair, once`, async () => {
    const w = await world();
    w.cloud.control.failNext({ code, httpStatus: 400, times: 60 });
    await w.says('oi');
    await w.minutes(2);
    expect(reached(w)).toEqual([]);
    expect(alarms(w).length).toBeGreaterThan(0);
    w.cloud.control.heal();
    await w.minutes(8);
    const said = reached(w);
    expect(said.length).toBeGreaterThan(0);
    expect(new Set(said).size).toBe(said.length);
    expect((await w.decisions()).map(({ kind, reason }) => `${kind}:${reason}`)).toContain(
      'hold:whatsapp_hold_all',
    );
  });

test('W4 · a code that nobody knows is never given up, and on a second lead it is the account’s', async () => {
  const w = await world();
  w.cloud.control.failNext({ code: 139_000, httpStatus: 400, times: 60 });
  await w.says('oi');
  expect(alarms(w).join()).not.toContain('"scope":"account"');
  await w.says('oi', CLARA);
  expect(alarms(w).join()).toContain('"scope":"account"');
  w.cloud.control.heal();
  await w.minutes(12);
  expect(reached(w).length).toBeGreaterThan(0);
  expect(reached(w, CLARA).length).toBeGreaterThan(0);
});

test('W4 · a number that is not on WhatsApp is that contact’s; a second one within the hour is the instance’s, and waits', async () => {
  const w = await world({ provider: 'evolution' });
  const gone = {
    httpStatus: 400,
    body: {
      status: 400,
      error: 'Bad Request',
      response: { message: [{ jid: 'x', exists: false, number: 'x' }] },
    },
  };
  w.evolution.control.failNext({ ...gone, times: 1 });
  await w.says('oi');
  expect(alarms(w)).toEqual([]);
  w.evolution.control.failNext({ ...gone, times: 8 });
  await w.says('oi', CLARA);
  expect(alarms(w).join()).toContain('"scope":"account"');
  w.evolution.control.heal();
  await w.minutes(8);
  expect(reached(w, CLARA).length).toBeGreaterThan(0);
});

test('W4 · a follow-up that an account refuses is not counted as said, and goes out after the repair', async () => {
  const w = await world();
  await w.says('oi');
  const said = reached(w).length;
  w.cloud.control.failNext({ code: 133_010, times: 3 });
  await w.minutes(32);
  expect(reached(w)).toHaveLength(said);
  expect(alarms(w).length).toBeGreaterThan(0);
  w.cloud.control.heal();
  await w.minutes(15);
  expect(reached(w)).toHaveLength(said + 1);
});

for (const provider of ['cloud', 'evolution'] as const) {
  const refuseLater = (w: World, times: number) =>
    provider === 'cloud'
      ? w.cloud.control.failNext({ code: 131_042, as: 'status', times })
      : w.evolution.control.refuseAfterwards(times);

  test(`W14 · ${provider}: a reply that was taken and refused afterwards is settled as failed, waits, and is said after the repair, once`, async () => {
    const w = await world({ provider });
    refuseLater(w, 3);
    await w.says('oi');
    await w.seconds(30);
    expect(reached(w)).toEqual([]);
    const { heldCause } = await w.lead();
    expect(heldCause).toMatch(/^whatsapp_hold/);
    expect((await w.messages()).filter(({ author }) => author === 'bot')[0]).toMatchObject({
      status: 'failed',
    });
    w.whatsapp.heal();
    await w.minutes(8);
    const said = reached(w);
    expect(said.length).toBeGreaterThan(0);
    expect(new Set(said).size).toBe(said.length);
    expect((await w.lead()).heldCause).toBeNull();
    // The ladder runs as if it had been said at once.
    await w.minutes(31);
    expect(reached(w)).toHaveLength(said.length + 1);
  });

  test(`W14 · ${provider}: a follow-up that was refused afterwards is planned again, and the next step waits for it`, async () => {
    const w = await world({ provider });
    await w.says('oi');
    const said = reached(w).length;
    refuseLater(w, 1);
    await w.minutes(32);
    expect(reached(w)).toHaveLength(said);
    await w.minutes(12);
    expect(reached(w)).toHaveLength(said + 1);
    const { rows } = await w.supabase.db.query<{ step: string; status: string }>(
      'select step, status from public.follow_ups order by step',
    );
    expect(rows).toEqual([
      { step: '1', status: 'sent' },
      { step: '2', status: 'planned' },
    ]);
  });
}

test('W14 · Evolution: refused afterwards for one lead is that contact’s, for a second one the account’s, with an alarm', async () => {
  const w = await world({ provider: 'evolution' });
  w.evolution.control.refuseAfterwards(20);
  await w.says('oi');
  await w.seconds(20);
  expect(alarms(w)).toEqual([]);
  await w.says('oi', CLARA);
  await w.seconds(20);
  expect(alarms(w).join()).toContain('"scope":"account"');
});

test('W14 · what was refused afterwards is not said any more once a person has written', async () => {
  const w = await world({ provider: 'evolution' });
  w.evolution.control.refuseAfterwards(5);
  await w.says('oi');
  await w.seconds(1);
  w.evolution.control.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos.' });
  w.whatsapp.heal();
  await w.minutes(15);
  expect(reached(w)).toEqual([]);
});

test('W14 · a message that had arrived is not said again, whatever is told of it afterwards', async () => {
  const w = await world({ provider: 'evolution' });
  await w.says('oi');
  await w.seconds(20);
  const said = reached(w);
  const [bubble] = w.evolution.control.phone(MATEUS.phone).filter(({ via }) => via === 'api');
  await fetch(`${w.url}/webhooks/whatsapp/evolution`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-webhook-secret': w.environment['EVOLUTION_WEBHOOK_SECRET'] ?? '',
    },
    body: JSON.stringify({
      event: 'messages.update',
      instance: 'solar-exemplo',
      date_time: new Date(w.clock.nowMs()).toISOString(),
      sender: '558190002000@s.whatsapp.net',
      data: { keyId: bubble?.providerId, remoteJid: 'x', fromMe: true, status: 'ERROR', instanceId: 'x' },
    }),
  });
  await w.minutes(15);
  expect(reached(w)).toHaveLength(said.length);
});
