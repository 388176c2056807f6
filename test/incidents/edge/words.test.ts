/** W5, W6, W7: what was changed, what is no message, and every way to say stop. */
import { expect, test } from 'vitest';
import { OPT_OUT_CONFIRMATION, OPT_OUT_NOTICE } from '../../../lib/agent/opt-out-texts.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';

const world = useWorlds();
const PROVIDERS = ['cloud', 'evolution'] as const;

const talking = async (provider: (typeof PROVIDERS)[number]): Promise<World> => {
  const w = await world({ provider });
  await w.says('oi');
  await w.says('sou o Mateus');
  return w;
};
const says = (w: World, text: string): string =>
  w.whatsapp.leadSays({ from: MATEUS.phone, name: MATEUS.name, text });
const bodyOf = async (w: World, id: string) =>
  (await w.messages()).find(({ providerId }) => providerId === id)?.body;

for (const provider of PROVIDERS) {
  test(`W5 · ${provider}: an edit before the turn is what is answered`, async () => {
    const w = await talking(provider);
    const id = says(w, 'minha conta vem 90');
    await w.seconds(1);
    w.whatsapp.edit({ id, text: 'minha conta vem 900' });
    await w.seconds(30);
    expect((await w.lead()).facts).toMatchObject({ billBrl: 900 });
  });

  test(`W5 · ${provider}: A to B and back to A within five minutes is A`, async () => {
    const w = await talking(provider);
    const id = says(w, 'minha conta vem 700');
    await w.seconds(20);
    for (const text of [
      'minha conta vem 70',
      'minha conta vem 700',
      'minha conta vem 7000',
      'minha conta vem 700',
    ]) {
      await w.seconds(20);
      w.whatsapp.edit({ id, text });
    }
    await w.seconds(20);
    expect(await bodyOf(w, id)).toBe('minha conta vem 700');
  });

  test(`W5 · ${provider}: a deletion of what waits for its turn is not answered, and overtakes it too`, async () => {
    const w = await talking(provider);
    const before = w.fromBot().length;
    const id = says(w, 'opa, mensagem errada');
    w.whatsapp.revoke({ id });
    await w.seconds(30);
    expect(w.fromBot().length).toBe(before);
  });

  test(`W5 · ${provider}: the seller's own correction and deletion reach the history and are no new takeover`, async () => {
    const w = await talking(provider);
    const id = w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'O desconto é de 50%' });
    await w.seconds(10);
    const { humanReplyAtMs } = (await w.lead()).signals;
    w.whatsapp.edit({ id, text: 'O desconto é de 5%' });
    await w.seconds(10);
    expect(await bodyOf(w, id)).toBe('O desconto é de 5%');
    expect((await w.lead()).signals.humanReplyAtMs).toBe(humanReplyAtMs);
  });

  test(`W5 · ${provider}: an edit to PARAR of a message long answered ends the ladder and is confirmed once`, async () => {
    const w = await talking(provider);
    const id = says(w, 'minha conta vem 900');
    await w.minutes(5);
    const before = w.fromBot().length;
    w.whatsapp.edit({ id, text: 'PARAR' });
    await w.minutes(40);
    expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
    expect(w.fromBot().length).toBe(before + 1);
  });

  test(`W7 · ${provider}: the English button is an opt-out too`, async () => {
    const w = await talking(provider);
    w.whatsapp.leadSends({
      kind: 'template_button',
      from: MATEUS.phone,
      name: MATEUS.name,
      id: 'Stop promotions',
      text: 'Stop promotions',
    });
    await w.minutes(40);
    expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  });
}

for (const notice of ['pin', 'keep', 'call_log', 'status_mention', 'group_status_mention'] as const) {
  test(`W6 · a ${notice} of the lead's gets no answer and leaves the ladder as it is`, async () => {
    const w = await talking('evolution');
    const { cycle } = await w.lead();
    const before = w.fromBot().length;
    w.evolution.control.leadSends({ kind: 'notice', notice, from: MATEUS.phone, name: MATEUS.name });
    await w.seconds(20);
    expect(w.fromBot().length).toBe(before);
    expect((await w.lead()).cycle).toBe(cycle);
  });

  test(`W6 · a ${notice} of a person's is no takeover`, async () => {
    const w = await talking('evolution');
    w.evolution.control.personAnswers({ to: MATEUS.phone, text: '', content: { kind: 'notice', notice } });
    await w.seconds(10);
    expect((await w.lead()).signals.humanReplyAtMs).toBeNull();
  });
}

test('W6 · what nobody knows is a takeover when a person sent it, and asked about when a lead did', async () => {
  const w = await talking('evolution');
  const content = { kind: 'raw', message: { hologramMessage: { x: 1 } } } as const;
  const before = w.fromBot().length;
  w.evolution.control.leadSends({ ...content, from: MATEUS.phone, name: MATEUS.name });
  await w.seconds(20);
  expect(w.fromBot().slice(before).join()).toMatch(/não abriu/);
  w.evolution.control.personAnswers({ to: MATEUS.phone, text: '', content });
  await w.seconds(10);
  expect((await w.lead()).signals.humanReplyAtMs).not.toBeNull();
});

test("W7 · the lead's own switch ends what is proactive, and what the lead writes is still answered", async () => {
  const w = await talking('cloud');
  w.cloud.control.setsPreference({ from: MATEUS.phone, wish: 'stop' });
  await w.seconds(10);
  const before = w.fromBot().length;
  await w.minutes(40);
  expect(w.fromBot().length).toBe(before);
  await w.says('minha conta vem 900');
  expect(w.fromBot().length).toBeGreaterThan(before);
  // Answered, but no ladder begins behind it.
  const answered = w.fromBot().length;
  await w.minutes(40);
  expect(w.fromBot().length).toBe(answered);
  w.cloud.control.setsPreference({ from: MATEUS.phone, wish: 'resume' });
  await w.seconds(10);
  await w.says('sou eu quem decide');
  const resumed = w.fromBot().length;
  await w.minutes(35);
  expect(w.fromBot().length).toBe(resumed + 1);
});

test('W7 · 131050 on a template means that nothing proactive follows', async () => {
  const w = await talking('cloud');
  const [send] = w.cloud.control.sent.slice(-1);
  await w.supabase.db.query(
    `update public.messages set error_code = 131050 where provider_id = '${send?.providerId}'`,
  );
  const before = w.fromBot().length;
  await w.minutes(40);
  expect(w.fromBot().length).toBe(before);
});

test('W7, V1 · a stop is on record before it is confirmed: a turn that breaks off behind its confirmation loses none', async () => {
  const w = await talking('cloud');
  const before = w.fromBot().length;
  w.supabase.control.fault({ fn: 'finish_reply', kind: 'status', status: 503, times: 500 });
  says(w, 'PARAR');
  await w.seconds(10);
  says(w, 'oi?');
  await w.seconds(20);
  w.supabase.control.up();
  await w.minutes(20);
  const said = w.fromBot().slice(before);
  expect(said[0]).toBe(OPT_OUT_CONFIRMATION);
  expect(said.slice(1).every((text) => text === OPT_OUT_NOTICE)).toBe(true);
  expect(new Set(said).size).toBe(said.length);
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
});

test('W7, W4 · a stop whose confirmation WhatsApp refuses is a stop', async () => {
  const w = await talking('cloud');
  w.cloud.control.failNext({ code: 131_026, as: 'sync' });
  await w.says('PARAR');
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  const before = w.fromBot().length;
  await w.says('oi?');
  expect(
    w
      .fromBot()
      .slice(before)
      .filter((text) => text !== OPT_OUT_NOTICE),
  ).toEqual([]);
});

test('W7, P7 · a stop on record whose turn broke off before its confirmation is confirmed all the same, once', async () => {
  const w = await talking('cloud');
  const before = w.fromBot().length;
  w.supabase.control.fault({ fn: 'commit_send', kind: 'status', status: 503, times: 9 });
  await w.says('PARAR');
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  w.supabase.control.up();
  await w.minutes(8);
  expect(w.fromBot().slice(before)).toEqual([OPT_OUT_CONFIRMATION]);
});
