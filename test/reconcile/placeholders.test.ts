/** W3: a message whose content never comes is a lead all the same (facts/whatsapp.md §9.3, §8.4). */
import { expect, test } from 'vitest';
import { MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const PLACEHOLDER = { kind: 'unsupported', what: 'unknown', placeholder: true } as const;
/** As Evolution tells what Baileys could not decrypt. */
const undecryptable = (w: World, id: string) => ({
  event: 'messages.upsert',
  instance: 'solar-exemplo',
  destination: 'https://x',
  date_time: new Date(w.clock.nowMs()).toISOString(),
  sender: '558190002000@s.whatsapp.net',
  server_url: 'http://localhost:8080',
  apikey: null,
  data: {
    key: { remoteJid: '558190000001@s.whatsapp.net', fromMe: false, id, participant: '' },
    pushName: 'Mateus',
    messageStubType: 2,
    messageTimestamp: Math.floor(w.clock.nowMs() / 1000),
    instanceId: 'x',
    source: 'android',
  },
});

/** The lead's first message comes without content. Returns its id. */
async function arrives(w: World, provider: 'cloud' | 'evolution', id = 'first'): Promise<string> {
  if (provider === 'cloud')
    return w.cloud.control.leadSends({ from: MATEUS.phone, name: MATEUS.name, ...PLACEHOLDER });
  w.evolution.control.contact(MATEUS.phone, { name: MATEUS.name });
  const answer = await fetch(`${w.url}/webhooks/whatsapp/evolution`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-webhook-secret': w.environment['EVOLUTION_WEBHOOK_SECRET'] ?? '',
    },
    body: JSON.stringify(undecryptable(w, `AC${id.padEnd(30, '0')}`)),
  });
  expect(answer.status).toBe(200);
  return id;
}

for (const provider of ['cloud', 'evolution'] as const) {
  test(`W3 · ${provider}: a first message that stays empty is greeted and asked to write again, with a card, a line and a ladder`, async () => {
    const w = await world({ provider });
    await arrives(w, provider);
    await w.seconds(60);
    expect(w.fromBot()).toEqual([]);
    await w.minutes(3);
    const said = w.fromBot();
    expect(said.length).toBeGreaterThan(0);
    expect(said.join(' ')).toMatch(/não abriu por aqui/);
    expect(w.stage()).toBe('NOVO LEAD');
    expect((await w.decisions()).map(({ kind }) => kind)).toEqual(['speak']);
    await w.minutes(30);
    expect(w.fromBot().length).toBe(said.length + 1);
  });
}

test('W3 · content that follows in time is answered as it is, and the placeholder never', async () => {
  const w = await world();
  const id = await arrives(w, 'cloud');
  await w.seconds(5);
  w.cloud.control.leadSends({ from: MATEUS.phone, name: MATEUS.name, kind: 'text', text: 'oi', id });
  await w.minutes(4);
  expect(w.fromBot().join(' ')).not.toMatch(/não abriu/);
  expect((await w.messages()).filter(({ direction }) => direction === 'in')).toMatchObject([
    { body: 'oi', disposition: 'answered' },
  ]);
});

test('W3 · content that follows after the placeholder was answered is answered too', async () => {
  const w = await world();
  const id = await arrives(w, 'cloud');
  await w.minutes(4);
  const said = w.fromBot().length;
  w.cloud.control.leadSends({ from: MATEUS.phone, name: MATEUS.name, kind: 'text', text: 'Mateus', id });
  await w.minutes(1);
  expect(w.fromBot().length).toBeGreaterThan(said);
});

test('W3 · words that came after it say what was wanted: nobody is asked to write again', async () => {
  const w = await world();
  await arrives(w, 'cloud');
  await w.seconds(20);
  await w.says('oi, tudo bem?');
  const said = w.fromBot();
  await w.minutes(5);
  expect(w.fromBot()).toEqual(said);
});

test('W3 · with the card in a person’s hands it is silence, and the ledger says so', async () => {
  const w = await world();
  w.kommo.control.addLead({ name: 'Mateus', phone: MATEUS.phone, statusId: 81000016 });
  await arrives(w, 'cloud');
  await w.minutes(4);
  expect(w.fromBot()).toEqual([]);
  expect((await w.decisions()).map(({ kind }) => kind)).toContain('silence');
});

test('W3 · one that reconcile finds hours too late is noted, with a line, and not answered', async () => {
  const w = await world();
  await arrives(w, 'cloud');
  await w.seconds(10);
  await w.supabase.db.exec("update public.messages set recorded_at = recorded_at - interval '7 hours'");
  await w.minutes(4);
  expect(w.fromBot()).toEqual([]);
  expect(await w.decisions()).toMatchObject([{ kind: 'silence', reason: 'too_old' }]);
});
