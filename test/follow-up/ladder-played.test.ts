/** Days of silence over the whole stack: what the lead's phone and the card show. */
import { expect, test, vi } from 'vitest';
import { STATUS } from '../../local/stack.ts';
import { useWorlds } from '../support/world.ts';
import { at, MINUTE, silentLead } from './support/silence.ts';

const world = useWorlds();
// Days of the stack's time in each test: a busy machine takes its own.
vi.setConfig({ testTimeout: 120_000 });

for (const provider of ['evolution', 'cloud'] as const) {
  test(`F1, F4, C9 · ${provider}: three different messages, then NÃO INTERESSADO once, and nothing in the days after`, async () => {
    const w = await silentLead(world, {
      provider,
      environment: {
        CLOUD_TEMPLATES:
          '{"step2":{"name":"retomada","language":"pt_BR","params":{"nome":"name"}},"step3":{"name":"despedida","language":"pt_BR"}}',
      },
    });
    w.cloud.control.template({
      name: 'despedida',
      language: 'pt_BR',
      params: [],
      body: 'Se quiser retomar, é só responder aqui.',
      state: 'approved',
      category: 'utility',
    });
    await w.until('2026-12-01 10:00');
    expect(w.times()).toEqual(['2026-11-23 10:30', '2026-11-24 10:00', '2026-11-25 10:00']);
    const texts = w.since().map(([, text]) => text);
    expect(new Set(texts).size).toBe(3);
    expect(texts[0]).toContain('Mateus, ficou faltando só saber quanto costuma vir na sua conta de luz');
    if (provider === 'cloud')
      expect(texts[1]).toBe('Oi Mateus, ainda posso te ajudar com a economia na conta de luz?');
    expect(w.stage()).toBe('NÃO INTERESSADO');
    expect(w.tags()).toEqual(['SDR_IA', 'sem-resposta']);
    expect((await w.reasons()).filter((reason) => reason.startsWith('close'))).toEqual(['close: no_answer']);
    expect(await w.steps()).toEqual({ '1': 'sent', '2': 'sent', '3': 'sent', close: 'closed' });
    const moves = w.kommo.control.requests.filter(
      ({ method, body }) =>
        method === 'PATCH' && JSON.stringify(body).includes(String(STATUS.nao_interessado)),
    );
    expect(moves).toHaveLength(1);
  });
}

test('F8 · the first step comes half an hour after the bot’s words, not at the next round of a poll', async () => {
  const w = await silentLead(world, { anchor: '2026-11-23 10:17' });
  await w.until('2026-11-23 10:47');
  expect(w.times()).toEqual([]);
  await w.until('2026-11-23 10:48');
  expect(w.times()).toEqual(['2026-11-23 10:47']);
});

test('F5 · a step due on Friday evening is not lost: it goes out on Monday at eight, and the next one at noon', async () => {
  const w = await silentLead(world, { anchor: '2026-11-27 17:45' });
  await w.until('2026-11-30 07:59');
  expect(w.times()).toEqual([]);
  await w.until('2026-12-01 18:00');
  expect(w.times()).toEqual(['2026-11-30 08:00', '2026-11-30 12:00', '2026-11-30 16:00']);
  expect(w.stage()).toBe('NÃO INTERESSADO');
});

test.each([
  ['2026-11-24 17:29', '2026-11-24 17:59'],
  ['2026-11-24 17:30', '2026-11-25 08:00'],
  ['2026-11-24 07:20', '2026-11-24 08:00'],
  ['2026-11-19 17:45', '2026-11-23 08:00'],
])(
  'F6, F13 · the bot spoke at %s: the first step leaves at %s, by the clocks of São Paulo',
  async (anchor, expected) => {
    const w = await silentLead(world, { anchor });
    await w.clock.advance(at(expected) - MINUTE - w.clock.nowMs());
    expect(w.times()).toEqual([]);
    await w.minutes(2);
    expect(w.times()).toEqual([expected]);
  },
);

test('F13 · in Manaus the company opens an hour later', async () => {
  const w = await silentLead(world, {
    anchor: '2026-11-24 17:45',
    environment: { TIMEZONE: 'America/Manaus' },
  });
  await w.until('2026-11-25 08:59');
  // 18:15 in São Paulo is 17:15 there.
  expect(w.times()).toEqual(['2026-11-24 18:15']);
});

test('F6 · it is the hour of sending that counts: a schedule that fires late, after closing, waits for the morning', async () => {
  const w = await silentLead(world, { anchor: '2026-11-24 17:20' });
  w.scheduler.control.fireLate(15 * 60_000);
  await w.until('2026-11-24 23:00');
  expect(w.times()).toEqual([]);
  w.scheduler.control.fireLate(0);
  await w.until('2026-11-25 08:30');
  expect(w.times()).toHaveLength(1);
});

test('F3 · a schedule that fires twice says nothing twice', async () => {
  const w = await silentLead(world);
  w.scheduler.control.fireTwice(10);
  await w.until('2026-11-30 10:00');
  expect(w.times()).toEqual(['2026-11-23 10:30', '2026-11-24 10:00', '2026-11-25 10:00']);
  expect(w.whatsapp.duplicates()).toEqual({});
  expect((await w.reasons()).filter((reason) => reason === 'speak: follow_up')).toHaveLength(3);
  expect((await w.reasons()).filter((reason) => reason.startsWith('close'))).toHaveLength(1);
});

test('F7 · the lead answers: nothing planned before is said, and a new silence begins a new ladder', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-23 10:20');
  await w.says('850');
  const answered = w.since().length;
  await w.until('2026-11-23 10:49');
  expect(w.since()).toHaveLength(answered);
  await w.until('2026-11-23 10:52');
  expect(w.since()).toHaveLength(answered + 1);
  // Where the talk stopped this time.
  expect(w.since().at(-1)?.[1]).toContain('qual dos caminhos combina mais com você');
  expect((await w.steps())['1']).toBe('sent');
});

test('F1 · the words of an earlier silence are not used again', async () => {
  const w = await silentLead(world);
  await w.hours(1);
  await w.says('oi?');
  await w.hours(1);
  const nudges = w
    .since()
    .map(([, text]) => text)
    .filter((text) => text.includes('quanto costuma vir na sua'));
  expect(nudges).toHaveLength(2);
  expect(new Set(nudges).size).toBe(2);
});

test('C9 · a lead that was given up and writes again is back in talks, and followed up again', async () => {
  const w = await silentLead(world);
  await w.until('2026-11-27 11:00');
  expect(w.stage()).toBe('NÃO INTERESSADO');
  await w.says('desculpa a demora');
  expect(w.stage()).toBe('EM QUALIFICAÇÃO');
  const before = w.times().length;
  await w.hours(1);
  expect(w.times()).toHaveLength(before + 1);
});

test('F2 · another ladder is followed as it is written', async () => {
  const w = await silentLead(world, { environment: { FOLLOW_UP_LADDER: '1h,3h', CLOSE_AFTER: '2h' } });
  await w.until('2026-11-23 18:30');
  expect(w.times()).toEqual(['2026-11-23 11:00', '2026-11-23 13:00']);
  expect(w.stage()).toBe('NÃO INTERESSADO');
  expect((await w.steps())['close']).toBe('closed');
});

test('Cloud without templates: the second step comes into the window, the third is skipped and the ledger says so', async () => {
  const w = await silentLead(world, { provider: 'cloud' });
  await w.until('2026-11-27 11:00');
  expect(w.times()).toEqual(['2026-11-23 10:30', '2026-11-24 09:30']);
  expect(await w.steps()).toEqual({ '1': 'sent', '2': 'sent', '3': 'skipped', close: 'closed' });
  expect(await w.reasons()).toContain('silence: outside_window');
  // Nothing was even tried outside the window.
  expect(w.logLines.filter((line) => line.includes('131047') || line.includes('egress.refused'))).toEqual([]);
});

test('F12 · a template that Meta has paused: the step is told as refused, a person is alarmed, and the ladder goes on', async () => {
  const w = await silentLead(world, {
    provider: 'cloud',
    environment: {
      CLOUD_TEMPLATES: '{"step2":{"name":"retomada","language":"pt_BR","params":{"nome":"name"}}}',
    },
  });
  w.cloud.control.template({
    name: 'retomada',
    language: 'pt_BR',
    params: ['nome'],
    body: 'Oi {{nome}}',
    state: 'paused',
    category: 'utility',
  });
  await w.until('2026-11-27 11:00');
  expect(await w.steps()).toMatchObject({ '1': 'sent', '2': 'refused', close: 'closed' });
  expect(w.logLines.some((line) => line.includes('whatsapp.alarm'))).toBe(true);
});

test('F12 · every follow-up has the provider’s id, and its status moves like any message’s', async () => {
  const w = await silentLead(world);
  await w.hours(1);
  const last = (await w.messages()).at(-1);
  expect(last).toMatchObject({ author: 'bot', providerId: expect.stringMatching(/./) });
  expect(['sent', 'delivered', 'read']).toContain(last?.status);
});
