/** R1–R6: a person takes over while a turn is under way, at each of its stations. */
import { describe, expect, test } from 'vitest';
import { STATUS } from '../../../local/stack.ts';
import { MATEUS } from '../../support/world.ts';
import { TAKEOVERS, TOLD, takeovers, useMoments } from './moments.ts';

const world = useMoments();
/** Time for every hook, status and retry that an untouched turn leaves behind. */
const SETTLED_MINUTES = 8;
const threeBubbles = (_: unknown, turn: number) => [1, 2, 3].map((part) => `Resposta ${turn}, parte ${part}`);

for (const [name, takesOver] of takeovers()) {
  describe(name, () => {
    test('R1 · a takeover while a burst is debounced leaves the whole burst unanswered', async () => {
      const w = await world();
      await w.says('oi');
      const before = w.fromBot();
      w.saysNow('sou o Mateus');
      await w.seconds(2);
      w.saysNow('minha conta vem 600 reais');
      await w.seconds(1);
      takesOver(w);
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      const said = (await w.messages()).filter(({ direction }) => direction === 'in');
      expect(said.map(({ body }) => body)).toEqual(['oi', 'sou o Mateus', 'minha conta vem 600 reais']);
      expect(said.slice(1).map(({ disposition }) => disposition)).toEqual(['silenced', 'silenced']);
    });

    test('R2 · a takeover while the model thinks for 14 s stops the answer it was thinking of', async () => {
      const w = await world({ thinksForMs: 14_000 });
      await w.says('oi');
      await w.seconds(20);
      const before = w.fromBot();
      expect(before.length).toBeGreaterThan(0);
      w.saysNow('sou o Mateus');
      await w.seconds(11);
      takesOver(w);
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence' });
      expect((await w.messages()).filter(({ direction }) => direction === 'in').at(-1)).toMatchObject({
        disposition: 'silenced',
      });
    });

    test('R6 · a takeover while a message waits behind a running turn silences both', async () => {
      const w = await world({ thinksForMs: 14_000 });
      await w.says('oi');
      await w.seconds(20);
      const before = w.fromBot();
      w.saysNow('sou o Mateus');
      await w.seconds(8);
      w.saysNow('alguém aí?');
      // The second is past its delay and stands behind the first, which is thinking.
      await w.seconds(7);
      takesOver(w);
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      const said = (await w.messages()).filter(({ direction }) => direction === 'in').slice(1);
      expect(said.map(({ disposition }) => disposition)).toEqual(['silenced', 'silenced']);
    });
  });
}

for (const name of TOLD) {
  test(`R4 · ${name} between two bubbles stops the rest`, async () => {
    const w = await world({ says: threeBubbles });
    await w.says('oi');
    w.at({ fn: 'settling', ms: 100, happens: () => TAKEOVERS[name](w) });
    await w.says('sou o Mateus');
    await w.minutes(SETTLED_MINUTES);
    expect(w.pendingMoments()).toBe(0);
    expect(w.fromBot().slice(3)).toEqual(['Resposta 2, parte 1']);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence' });
  });

  test(`R5 · ${name} before the commit is carried out sends nothing`, async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    w.at({ fn: 'commit_send', ms: 200, happens: () => TAKEOVERS[name](w) });
    await w.says('sou o Mateus');
    await w.minutes(SETTLED_MINUTES);
    expect(w.pendingMoments()).toBe(0);
    expect(w.fromBot()).toEqual(before);
    expect((await w.messages()).filter(({ direction }) => direction === 'in').at(-1)).toMatchObject({
      disposition: 'silenced',
    });
  });

  test(`R5 · ${name} while the answer to the commit takes 300 ms sends nothing`, async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    w.at({ fn: 'commit_send', side: 'after', ms: 300, happens: () => TAKEOVERS[name](w) });
    await w.says('sou o Mateus');
    await w.minutes(SETTLED_MINUTES);
    expect(w.pendingMoments()).toBe(0);
    expect(w.fromBot()).toEqual(before);
    // Nothing left, so the message was not answered, and no bubble claims to have been sent.
    const said = await w.messages();
    expect(said.filter(({ direction }) => direction === 'in').at(-1)).toMatchObject({
      disposition: 'silenced',
    });
    expect(said.filter(({ author }) => author === 'bot')).toHaveLength(before.length);
  });

  test(`R3 · ${name} before the CRM is written leaves the card where the person put it`, async () => {
    const w = await world();
    await w.says('oi');
    await w.says('sou o Mateus');
    w.at({ fn: 'finish_reply', ms: 500, happens: () => TAKEOVERS[name](w) });
    await w.says('minha conta vem 600 reais');
    await w.minutes(SETTLED_MINUTES);
    expect(w.pendingMoments()).toBe(0);
    // Untouched, this turn presents the solutions and moves the card to EM QUALIFICAÇÃO.
    expect(w.stage()).toBe(name === 'a card moved and told' ? 'ATENDIMENTO HUMANO' : 'NOVO LEAD');
  });
}

test('R2, I2 · without a takeover the answer that took 14 s is said, after a younger look at the stage', async () => {
  const w = await world({ thinksForMs: 14_000 });
  await w.says('oi');
  await w.seconds(20);
  expect(w.fromBot()).toHaveLength(1);
  for (const { author, stageAgeMs } of await w.messages())
    if (author === 'bot') expect(stageAgeMs).toBeLessThanOrEqual(1000);
});

test('R3, I8 · a card moved between the end of the reply and the CRM write is not written to', async () => {
  const w = await world();
  await w.says('oi');
  await w.says('sou o Mateus');
  const before = w.kommo.control.card(w.cardId());
  w.at({
    fn: 'finish_reply',
    side: 'after',
    ms: 500,
    happens: () => w.moves('atendimento_humano', { told: false }),
  });
  await w.says('minha conta vem 600 reais');
  await w.minutes(SETTLED_MINUTES);
  const after = w.kommo.control.card(w.cardId());
  expect(after.statusId).toBe(STATUS.atendimento_humano);
  // The bill is learnt, and would be written to a card of the bot's.
  expect({ tags: after.tags, name: after.name, fields: after.fields }).toEqual({
    tags: before.tags,
    name: before.name,
    fields: before.fields,
  });
});

test('R4, I2 · a card moved between two bubbles with its hook lost stops the rest after STAGE_MAX_AGE_MS at the latest', async () => {
  const w = await world({ says: threeBubbles });
  await w.says('oi');
  w.at({ fn: 'settling', ms: 1001, happens: () => w.moves('atendimento_humano', { told: false }) });
  await w.says('sou o Mateus');
  expect(w.fromBot().slice(3)).toEqual(['Resposta 2, parte 1']);
});

test('R5, I2 · a card moved with its hook lost while the commit takes more than STAGE_MAX_AGE_MS sends nothing', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot();
  for (const side of ['before', 'after'] as const) {
    w.at({
      fn: 'commit_send',
      side,
      ms: 1001,
      happens: () => w.moves('atendimento_humano', { told: false }),
    });
    await w.says('sou o Mateus');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
    w.moves('novo_lead');
    await w.minutes(1);
  }
});

test('R5 · a commit that is always slow holds the turn, and it is answered once when the database is quick again', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot().length;
  for (let call = 0; call < 3; call += 1)
    w.at({ fn: 'commit_send', side: 'after', ms: 300, happens: () => {} });
  await w.says('sou o Mateus');
  expect(w.fromBot()).toHaveLength(before);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'hold', reason: 'commit_slow' });
  await w.minutes(SETTLED_MINUTES);
  expect(w.fromBot()).toHaveLength(before + 1);
  expect(w.whatsapp.duplicates()).toEqual({});
});

test('R2, R19 · while one lead is taken over in mid-thought, the other is answered', async () => {
  const w = await world({ thinksForMs: 14_000 });
  const clara = { phone: '+5581990000003', name: 'Clara' };
  w.saysNow('oi');
  w.saysNow('oi', clara);
  await w.seconds(12);
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
  await w.minutes(SETTLED_MINUTES);
  expect(w.fromBot()).toEqual([]);
  expect(w.fromBot(clara)).toHaveLength(1);
});
