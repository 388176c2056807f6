/** `/_local`: what it does, and what bad input gets. The process is real, and so is the log it writes for people. */
import { expect, test, vi } from 'vitest';
import { useStarts } from './start.ts';

// Each test starts a whole process: seconds on a quiet machine, and nothing here depends on how many.
vi.setConfig({ testTimeout: 240_000 });

const { aFolder, started } = useStarts();

test('bad input is 400 with what was expected, and changes nothing', async () => {
  const run = await started({ dir: await aFolder() });
  for (const [verb, body, complaint] of [
    ['lead-says', { from: 'Mateus', text: 'oi' }, /^from: não é um telefone/],
    ['lead-says', { from: '+5581990000001', text: '  ' }, /^text: está vazio/],
    ['lead-says', { from: '+5581990000001', text: 'a'.repeat(4097) }, /^text: passa de 4096 caracteres/],
    ['lead-says', { from: '+5581990000001', text: 'oi', to: 'x' }, /"to"/],
    ['lead-says', [], /Exemplo: \{"from"/],
    ['move-card', { leadId: '16000001', stage: 'qualificado' }, /^leadId: /],
    ['move-card', { leadId: 16000001, stage: 'vendido' }, /^stage: não é uma etapa; use novo_lead, /],
    ['move-card', { leadId: 16000001, stage: 'qualificado', user: 'ana' }, /^user: /],
    ['person-answers', { to: '+5581990000001' }, /^text: /],
    ['clock', { advance: '0s' }, /^advance: não é um tempo/],
    ['clock', { advance: '15d' }, /^advance: não é um tempo/],
    ['clock', { advance: '-2h' }, /^advance: não é um tempo/],
    ['kommo', { up: 'não' }, /^up: /],
  ] as const) {
    const { status, body: answer } = await run.local(verb, body);
    expect({ verb, status, answer }).toMatchObject({
      status: 400,
      answer: { error: expect.stringMatching(complaint) },
    });
  }
  expect(await run.local('phone?number=nobody')).toMatchObject({ status: 400 });
  expect(await run.local('decisions')).toMatchObject({ status: 400 });
  expect(await run.local('move-card', { leadId: 16000001, stage: 'qualificado' })).toMatchObject({
    status: 404,
  });
  expect(await run.local('nothing')).toMatchObject({ status: 404 });
  expect(await run.local('lead-says')).toMatchObject({ status: 405 });
  const raw = (init: RequestInit) =>
    fetch(`${run.addresses.local}/kommo`, { method: 'POST', body: '{"up":false}', ...init });
  expect((await raw({ body: '{' })).status).toBe(400);
  expect((await raw({ body: `"${'x'.repeat(70_000)}"` })).status).toBe(413);
  expect((await raw({ headers: { origin: 'https://example.com' } })).status).toBe(403);
  expect(await run.local('cards')).toEqual({ status: 200, body: [] });
  expect(await run.local('phone?number=+5581990000001')).toEqual({ status: 200, body: [] });
});

test('I3 · with Kommo switched off the log says that the bot waits, and switched on that it answers, for a person to read', async () => {
  const run = await started({ dir: await aFolder() });
  const mateus = { from: '+5581990000001', name: 'Mateus' };
  await run.local('lead-says', { ...mateus, text: 'Oi, bom dia!' });
  await run.local('clock', { advance: '30s' });
  await run.local('kommo', { up: false });
  await run.local('lead-says', { ...mateus, text: 'Meu nome é Mateus' });
  await run.local('clock', { advance: '10m' });
  await run.local('kommo', { up: true });
  await run.local('clock', { advance: '10m' });
  await run.local('person-answers', { to: mateus.from, text: 'Oi, aqui é o Marcos' });
  await run.local('clock', { advance: '10s' });
  const { stderr: log } = await run.stop();

  const order = [
    /^\d\d\/\d\d \d\d:\d\d:\d\d {2}Mateus: Oi, bom dia!$/m,
    /Kommo: card 16000001 \(Mateus\) criado em NOVO LEAD$/m,
    /portão aberto: o robô pode falar \(etapa lida há \d+ ms\)$/m,
    /Helena \(robô\) → Mateus: .*Helena/m,
    /Mateus: Meu nome é Mateus$/m,
    /portão em espera: o Kommo está fora do ar$/m,
    /conversa em espera até o Kommo responder: o Kommo está fora do ar$/m,
    /conversas em espera retomadas: 1$/m,
    /Helena \(robô\) → Mateus: Prazer, Mateus/m,
    /Vendedor → Mateus: Oi, aqui é o Marcos$/m,
    /uma pessoa respondeu ao lead, o robô se cala$/m,
  ].map((line) => log.search(line));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});
