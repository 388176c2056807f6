/** R8–R14: once a person holds the conversation, nothing old, late, lost, expired or weaker gives it back to the bot. */
import { describe, expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import { MATEUS } from '../../support/world.ts';
import { TAKEOVERS, TOLD, takeovers, useMoments } from './moments.ts';

const world = useMoments();
const HOUR_MINUTES = 60;
/** A pause that ends soon: every minute of a test is a run of reconcile. */
const ONE_HOUR_PAUSE = { environment: { HUMAN_REPLY_PAUSE_HOURS: '1' } } as const;
const SETTLED_MINUTES = 8;
const OPT_OUT = 'PARAR';

for (const [name, takesOver] of takeovers()) {
  describe(name, () => {
    test('R8 · a send that WhatsApp refused for now is not tried again after the takeover', async () => {
      const w = await world();
      await w.says('oi');
      const before = w.fromBot();
      w.cloud.control.failNext({ code: 131016, times: 1 });
      await w.says('sou o Mateus');
      expect(w.fromBot()).toEqual(before);
      takesOver(w);
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      expect((await w.messages()).filter(({ direction }) => direction === 'in').at(-1)).toMatchObject({
        disposition: 'silenced',
      });
    });

    test('R8 · a turn held by an outage of Kommo is not answered when reconcile drives it again after the takeover', async () => {
      const w = await world();
      await w.says('oi');
      const before = w.fromBot();
      w.kommo.control.down();
      await w.says('sou o Mateus');
      await w.minutes(3);
      expect((await w.lead()).heldAtMs).not.toBeNull();
      takesOver(w);
      await w.minutes(1);
      w.kommo.control.up();
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      expect(await w.lead()).toMatchObject({ heldAtMs: null });
    });

    test('R8 · a message that WhatsApp delivers again after the takeover is not answered again', async () => {
      const w = await world();
      const again = {
        kind: 'text',
        from: MATEUS.phone,
        text: 'oi',
        at: w.clock.nowMs(),
        id: 'wamid.HBgLNTU4MTkwMDAwMDAxFQIAEhgUM0EAAA==',
      } as const;
      w.cloud.control.leadSends(again);
      await w.seconds(8);
      const before = w.fromBot();
      expect(before).toHaveLength(1);
      takesOver(w);
      // Past the five minutes in which SQS swallows it.
      await w.minutes(6);
      w.cloud.control.leadSends(again);
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
    });
  });
}

test('R8 · a worker that died between two bubbles does not say the rest after a takeover', async () => {
  const w = await world({ says: (_, turn) => [1, 2, 3].map((part) => `Resposta ${turn}, parte ${part}`) });
  await w.says('oi');
  w.at({ fn: 'settling', ms: 0, happens: () => w.supabase.control.down() });
  w.saysNow('sou o Mateus');
  await w.seconds(8);
  w.supabase.control.up();
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
  await w.minutes(SETTLED_MINUTES);
  expect(w.fromBot().slice(3)).toEqual(['Resposta 2, parte 1']);
});

test('R8, R18 · a worker that died between two bubbles does not say the rest after a takeover and a return', async () => {
  const w = await world({ says: (_, turn) => [1, 2, 3].map((part) => `Resposta ${turn}, parte ${part}`) });
  await w.says('oi');
  w.at({ fn: 'settling', ms: 0, happens: () => w.supabase.control.down() });
  w.saysNow('sou o Mateus');
  await w.seconds(7);
  w.supabase.control.up();
  w.moves('atendimento_humano');
  await w.seconds(2);
  w.moves('novo_lead');
  await w.minutes(SETTLED_MINUTES);
  expect(w.fromBot().slice(3)).toEqual(['Resposta 2, parte 1']);
  await w.says('minha conta vem 600 reais');
  expect(w.fromBot().slice(4)).toEqual([1, 2, 3].map((part) => `Resposta 3, parte ${part}`));
});

describe('R9 · order and staleness', () => {
  test('R9 · a read behind the move that still shows the old card is no proof against the hook', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    await w.minutes(1);
    w.kommo.control.fault({
      kind: 'stale_read',
      ms: 4000,
      match: { path: '/api/v4/leads' },
      times: 'always',
    });
    w.saysNow('oi?');
    await w.seconds(4);
    w.moves('atendimento_humano');
    // The turn looks two seconds after the hook, at a card as it was four seconds ago.
    await w.seconds(3);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'hold', reason: 'stage_conflict' });
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  });

  test('R9 · a card that goes to a person and back within one second, its hooks in reverse, is answered on its next message', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot().length;
    w.kommo.control.hooks.reorder(2);
    w.moves('atendimento_humano');
    w.moves('novo_lead');
    await w.minutes(1);
    await w.says('voltei');
    await w.seconds(30);
    expect(w.fromBot()).toHaveLength(before + 1);
  });

  test('R9 · a card that goes to the bot and back to a person within one second, its hooks in reverse, stays silent', async () => {
    const w = await world();
    await w.says('oi');
    w.moves('atendimento_humano');
    await w.minutes(1);
    const before = w.fromBot();
    w.kommo.control.hooks.reorder(2);
    w.moves('novo_lead');
    w.moves('atendimento_humano');
    await w.says('oi?');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
  });

  test('R9 · the echo of an older answer, told after a newer one, does not shorten the pause', async () => {
    const w = await world(ONE_HOUR_PAUSE);
    await w.says('oi');
    const before = w.fromBot();
    await w.minutes(5);
    const nowMs = w.clock.nowMs();
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Segunda mensagem' });
    await w.seconds(10);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Primeira mensagem', at: nowMs - 30 * 60_000 });
    await w.minutes(50);
    await w.says('oi?');
    expect(w.fromBot()).toEqual(before);
  });

  test('R9, I7 · a takeover hook that arrives twice, an hour late, after the return, silences nobody for long', async () => {
    const w = await world();
    await w.says('oi');
    w.kommo.control.knobs.hookDelayMs = HOUR_MINUTES * 60_000;
    w.kommo.control.hooks.duplicate(1);
    w.moves('atendimento_humano');
    w.kommo.control.knobs.hookDelayMs = 0;
    await w.minutes(5);
    w.moves('novo_lead');
    await w.minutes(HOUR_MINUTES);
    const before = w.fromBot().length;
    await w.says('voltei');
    await w.seconds(30);
    expect(w.fromBot()).toHaveLength(before + 1);
  });
});

describe('R10 · lost updates', () => {
  test('R10 · a stage read that began before the takeover and ended after it does not release it', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    await w.minutes(1);
    w.saysNow('sou o Mateus');
    await w.seconds(5);
    // Sent at the sixth second, answered 900 ms later with the card as it was when the read was sent: young enough to speak by.
    w.kommo.control.fault({
      kind: 'latency',
      ms: 900,
      match: { method: 'GET', path: '/api/v4/leads' },
      times: 1,
    });
    w.kommo.control.fault({
      kind: 'stale_read',
      ms: 900,
      match: { method: 'GET', path: '/api/v4/leads' },
      times: 1,
    });
    w.clock.after(1400, () => w.moves('atendimento_humano'));
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
    expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
  });

  for (const name of TOLD) {
    test(`R10 · ${name} while a turn ends is not undone by what the turn writes last`, async () => {
      const w = await world();
      await w.says('oi');
      w.at({ fn: 'finish_reply', ms: 1000, happens: () => TAKEOVERS[name](w) });
      await w.says('sou o Mateus');
      const before = w.fromBot();
      await w.minutes(1);
      const { signals } = await w.lead();
      expect(signals.humanStageAtMs ?? signals.humanReplyAtMs).not.toBeNull();
      await w.says('oi?');
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
    });
  }
});

describe('R11 · time and Redis', () => {
  test('R11 · neither a lapsed flag nor an emptied Redis gives back a card that stands in ATENDIMENTO HUMANO', async () => {
    const w = await world(ONE_HOUR_PAUSE);
    await w.says('oi');
    const before = w.fromBot();
    w.moves('atendimento_humano');
    await w.minutes(HOUR_MINUTES * 2);
    await w.upstash.control.flush();
    await w.says('oi?');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  });

  test("R11 · an emptied Redis gives back no conversation that a person's answer holds", async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
    await w.minutes(1);
    await w.upstash.control.flush();
    await w.says('oi?');
    expect(w.fromBot()).toEqual(before);
  });
});

describe('R12 · before the lead was ever seen', () => {
  test('R12, H18 · a card that a person holds is found by phone before anything is said, and no second one is made', async () => {
    const w = await world();
    w.kommo.control.addLead({
      name: 'Mateus',
      phone: '+55 81 99000-0001',
      statusId: STATUS.atendimento_humano,
    });
    await w.minutes(1);
    await w.says('oi');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual([]);
    expect(w.kommo.control.cards()).toHaveLength(1);
    expect(await w.messages()).toMatchObject([{ body: 'oi', disposition: 'silenced' }]);
  });

  test("R12 · a card that was never linked, moved to a person while its lead's first message is debounced", async () => {
    const w = await world();
    w.kommo.control.addLead({ name: 'Mateus', phone: MATEUS.phone, statusId: STATUS.novo_lead });
    w.saysNow('oi');
    await w.seconds(3);
    w.moves('atendimento_humano');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual([]);
  });

  test("R12 · a seller's answer in Kommo's chat to a lead we never saw silences its first message", async () => {
    const w = await world();
    const { leadId } = w.kommo.control.addLead({
      name: 'Mateus',
      phone: MATEUS.phone,
      statusId: STATUS.novo_lead,
    });
    w.kommo.control.reply({ leadId, text: 'Oi Mateus, tudo bem?', userId: SELLERS.marcos });
    await w.minutes(1);
    await w.says('oi, tudo');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual([]);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
  });
});

for (const provider of ['cloud', 'evolution'] as const) {
  for (const name of ['an answer from the phone', "an answer in Kommo's chat"] as const) {
    test(`R13 · ${provider}: ${name} silences the bot although the card never moved`, async () => {
      const w = await world({ provider });
      await w.says('oi');
      const before = w.fromBot();
      await w.minutes(1);
      TAKEOVERS[name](w);
      await w.seconds(1);
      await w.says('sou o Mateus');
      await w.minutes(SETTLED_MINUTES);
      expect(w.stage()).toBe('NOVO LEAD');
      expect(w.fromBot()).toEqual(before);
      expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
    });
  }
}

describe('R14 · a weaker signal never masks or releases a stronger one', () => {
  test("R14 · a person's answer after an opt-out, and its end, release no opt-out", async () => {
    const w = await world(ONE_HOUR_PAUSE);
    await w.says('oi');
    await w.says(OPT_OUT);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Tudo bem, Mateus' });
    await w.minutes(HOUR_MINUTES * 2);
    const before = w.fromBot();
    await w.says('oi?');
    await w.minutes(SETTLED_MINUTES);
    // One line a day may say how to come back; the talk does not go on.
    expect(
      w
        .fromBot()
        .slice(before.length)
        .filter((text) => !text.includes('VOLTAR')),
    ).toEqual([]);
    expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  });

  test('R14 · a card moved to a person and back after an opt-out releases no opt-out', async () => {
    const w = await world();
    await w.says('oi');
    await w.says(OPT_OUT);
    w.moves('atendimento_humano');
    await w.minutes(5);
    w.moves('novo_lead');
    await w.minutes(5);
    const before = w.fromBot();
    await w.says('minha conta vem 600 reais');
    expect(
      w
        .fromBot()
        .slice(before.length)
        .filter((text) => !text.includes('VOLTAR')),
    ).toEqual([]);
  });

  test("R14 · a person's answer that has expired leaves the card's stage its word", async () => {
    const w = await world(ONE_HOUR_PAUSE);
    await w.says('oi');
    const before = w.fromBot();
    w.moves('atendimento_humano', { told: false });
    await w.minutes(1);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
    await w.minutes(HOUR_MINUTES * 2);
    await w.says('oi?');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
  });

  test('R14 · VOLTAR releases the opt-out alone: the card that a person holds stays silent', async () => {
    const w = await world();
    await w.says('oi');
    await w.says(OPT_OUT);
    const before = w.fromBot();
    w.moves('atendimento_humano');
    await w.minutes(1);
    await w.says('VOLTAR');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
    const { signals } = await w.lead();
    expect(signals.optedOutAtMs).toBeNull();
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  });

  test("R14 · VOLTAR releases the opt-out alone: a person's answer still silences", async () => {
    const w = await world();
    await w.says('oi');
    await w.says(OPT_OUT);
    const before = w.fromBot();
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Tudo bem, Mateus' });
    await w.minutes(1);
    await w.says('VOLTAR');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
  });

  test("R14 · a hand-over of the bot's own that a person's move confirmed is not released by hours that pass", async () => {
    const w = await world(ONE_HOUR_PAUSE);
    await w.says('oi');
    await w.says('quero falar com um atendente');
    const before = w.fromBot();
    expect(w.stage()).toBe('ATENDIMENTO HUMANO');
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
    await w.minutes(HOUR_MINUTES * 2);
    await w.says('oi?');
    expect(w.fromBot()).toEqual(before);
  });
});
