/** P20 · A pending takeover is a question to Postgres, never a state of its own: what is on record or judged mutes nobody. */
import { expect, test } from 'vitest';
import { ACCOUNT, SELLERS } from '../../../local/stack.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain } from '../handoff/cast.ts';

const world = useWorlds();
const SHORT_PAUSE = { HUMAN_REPLY_PAUSE_HOURS: '1' };

type Act = readonly [what: string, fn: string, act: (w: World) => unknown];
const ACTS: readonly Act[] = [
  [
    'an answer from the phone',
    'record_person_message',
    (w) => w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' }),
  ],
  [
    "an answer in Kommo's chat",
    'record_person_message',
    (w) => w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi, aqui é o Marcos', userId: SELLERS.marcos }),
  ],
  [
    'a note /humano',
    'obey_note',
    (w) => w.kommo.control.addNote({ leadId: w.cardId(), text: '/humano', userId: SELLERS.marcos }),
  ],
  ['a card that moved', 'record_card_takeover', (w) => w.moves('atendimento_humano')],
];

async function begun(options: Parameters<typeof world>[0] = {}): Promise<World> {
  const w = await world({ brains: [countingBrain()], environment: SHORT_PAUSE, ...options });
  await w.says('oi');
  await w.says('sou o Mateus');
  await w.minutes(2);
  return w;
}
async function givenBack(w: World): Promise<void> {
  w.moves('atendimento_humano');
  await w.minutes(1);
  w.moves('em_qualificacao');
  await w.minutes(1);
}

for (const [what, fn, act] of ACTS) {
  test(`P20 · ${what}, pending because Postgres refused once, and its settling missed by Redis: the lead is answered after the return`, async () => {
    const w = await begun();
    w.supabase.control.fault({ fn, kind: 'status', status: 503, times: 1 });
    act(w);
    await w.seconds(4);
    expect(await w.upstash.control.keys()).toContainEqual(expect.stringMatching(/^handoff:doubt:/));
    // Redis is away while the queued copy is judged.
    w.upstash.control.down(503);
    await w.seconds(6);
    w.upstash.control.up();
    await w.minutes(5);
    await givenBack(w);
    const before = w.fromBot().length;
    await w.says('oi, voltei');
    await w.minutes(2);
    expect(w.fromBot().length).toBe(before + 1);
  });

  test(`P20 · ${what}: while it is pending and Postgres does not know of it, nothing is said`, async () => {
    const w = await begun();
    // The queued copy fails as often as the webhook.
    w.supabase.control.fault({ fn, kind: 'status', status: 503, times: 3 });
    act(w);
    w.saysNow('minha conta vem 600 reais');
    await w.seconds(30);
    expect(w.fromBot()).toHaveLength(2);
    await w.minutes(10);
    expect(w.fromBot()).toHaveLength(2);
  });
}

test('P20 · a webhook delivered once more after its copy was judged, while one call of Postgres fails, mutes nobody', async () => {
  const w = await begun({ provider: 'evolution' });
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
  await w.minutes(1);
  const sent = w.whatsapp.deliveries.findLast(({ body }) => JSON.stringify(body).includes('Marcos'));
  w.supabase.control.fault({ fn: 'record_person_message', kind: 'status', status: 503, times: 1 });
  await w.clock.track(
    fetch(`${w.url}/webhooks/whatsapp/evolution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': ACCOUNT.evolutionSecret },
      body: JSON.stringify(sent?.body),
    }),
  );
  await w.minutes(1);
  await givenBack(w);
  const before = w.fromBot().length;
  await w.says('oi, voltei');
  await w.minutes(2);
  expect(w.fromBot().length).toBe(before + 1);
});

test('P20 · an act that was judged to be nobody’s mutes nobody who is linked to its contact later', async () => {
  const w = await begun();
  w.supabase.control.fault({ fn: 'record_person_message', kind: 'status', status: 503, times: 1 });
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
  await w.seconds(1);
  const names = (await w.upstash.control.keys()).filter((key) => key.startsWith('handoff:doubt:'));
  expect(names).not.toEqual([]);
  // An act of a contact whom nobody knew, judged by its queued copy.
  await w.supabase.db.exec(`select public.judge_act('message:nobodys', now())`);
  for (const name of names) await w.upstash.control.run('SADD', name, 'message:nobodys');
  await w.minutes(5);
  await givenBack(w);
  const before = w.fromBot().length;
  await w.says('oi, voltei');
  expect(w.fromBot().length).toBe(before + 1);
});
