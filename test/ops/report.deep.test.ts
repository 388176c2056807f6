/** `ops report` over a played morning: what happened on the phones and cards is what it says. */
import { expect, test } from 'vitest';
import { characterOf } from '../../local/emulators/model/characters.ts';
import { CLARA, MATEUS, useWorlds } from '../support/world.ts';
import { ops } from './support/ops.ts';

const aWorld = useWorlds();

test('a morning: one lead from an ad whom a seller takes, one who asks to stop, a follow-up that is answered, and what the model cost', async () => {
  const world = await aWorld({ environment: { LLM_PROVIDER: 'openai', LLM_PRICE: '0.30/2.50' } });
  world.model.control.always(characterOf('faithful'));
  world.cloud.control.leadSends({
    kind: 'text',
    from: MATEUS.phone,
    name: MATEUS.name,
    text: 'oi',
    adId: '120330',
  });
  await world.seconds(10);
  await world.minutes(35);
  await world.says('Mateus');
  world.moves('atendimento_humano');
  await world.seconds(5);
  await world.says('tem alguém?');
  await world.says('oi', CLARA);
  await world.says('PARAR', CLARA);

  const ran = await ops(world, ['report', '--json']);
  expect(ran.code).toBe(0);
  const found = ran.json();
  expect(found).toMatchObject({
    ok: true,
    kind: 'day',
    first: '2026-11-23',
    newcomers: {
      leads: 2,
      answered: 2,
      answeredByBot: 2,
      sources: expect.arrayContaining([expect.objectContaining({ ad: '120330', leads: 1, answered: 1 })]),
    },
    messages: { leads: 2, fromLeads: 5 },
    followUps: { sent: 1, answered: 1 },
    takeovers: expect.arrayContaining([
      { reason: 'card', lines: 1, leads: 1 },
      { reason: 'opt_out', lines: 1, leads: 1 },
    ]),
    silences: expect.arrayContaining([{ reason: 'human_stage', lines: 1, leads: 1 }]),
  });
  expect(found).toMatchObject({
    model: { unpriced: 0, costUsd: expect.any(Number), byModel: [{ model: 'openai/modelo-local' }] },
  });

  const csv = await ops(world, ['report', 'week', '--csv']);
  expect(csv.out).toContain('2026-11-23,2026-11-29,ad,120330,leads,1');
  const portuguese = await ops(world, ['report', '--lang', 'pt']);
  expect(portuguese.out).toMatch(/chegaram +2/);
  for (const personal of ['990000001', 'Mateus', 'alguém'])
    expect(portuguese.out + csv.out).not.toContain(personal);

  const before = await ops(world, ['report', 'day', '--on', '2026-11-22', '--json']);
  expect(before.json()).toMatchObject({ newcomers: { leads: 0, firstAnswerP50Ms: null }, takeovers: [] });
  expect((await ops(world, ['report', 'year'])).code).toBe(2);
  expect((await ops(world, ['report', '--on', '2026-02-30'])).code).toBe(2);
});
