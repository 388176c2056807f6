/** R15–R20: what else must stop, what an outage may not open, and that silence ends when the conversation comes back. */
import { describe, expect, test } from 'vitest';
import { OPT_OUT_CONFIRMATION, OPT_OUT_NOTICE } from '../../../lib/agent/opt-out-texts.ts';
import { STATUS } from '../../../local/stack.ts';
import { MATEUS } from '../../support/world.ts';
import { type MomentWorld, TAKEOVERS, takeovers, useMoments } from './moments.ts';

const world = useMoments();
const SETTLED_MINUTES = 8;
const ANA = { phone: '+5581990000004', name: 'Ana' } as const;
const BRUNO = { phone: '+5581990000005', name: 'Bruno' } as const;
const ONE_HOUR_PAUSE = { HUMAN_REPLY_PAUSE_HOURS: '1' } as const;

/** Calls that would show on the lead's phone: bubbles, ticks, "typing…". */
/** What a lead can see is written; reconcile only reads the instance's state. */
const visibleCalls = (w: MomentWorld): number =>
  w.whatsapp.requests.filter(({ method }) => method !== 'GET').length;

describe('R15 · side channels', () => {
  for (const provider of ['cloud', 'evolution'] as const) {
    for (const [name, takesOver] of takeovers()) {
      test(`R15, I9 · ${provider}: after ${name} the lead sees neither text nor typing nor blue ticks`, async () => {
        const w = await world({ provider });
        await w.says('oi');
        await w.minutes(1);
        takesOver(w);
        await w.seconds(5);
        const before = visibleCalls(w);
        await w.says('oi?');
        await w.minutes(SETTLED_MINUTES);
        expect(visibleCalls(w)).toBe(before);
      });
    }
  }

  test('R15 · an opt-out said to a person gets no confirmation, and counts', async () => {
    const w = await world();
    await w.says('oi');
    w.moves('atendimento_humano', { told: false });
    await w.minutes(1);
    const before = visibleCalls(w);
    await w.says('PARAR');
    await w.minutes(SETTLED_MINUTES);
    expect(visibleCalls(w)).toBe(before);
    expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  });

  test('R15 · an opted-out lead that writes to a person is not told how to come back', async () => {
    const w = await world();
    await w.says('oi');
    await w.says('PARAR');
    w.moves('atendimento_humano', { told: false });
    await w.minutes(1);
    const before = visibleCalls(w);
    await w.says('oi?');
    await w.minutes(SETTLED_MINUTES);
    expect(visibleCalls(w)).toBe(before);
  });

  test('R15 · a brain that fails sends no text of its own to a lead that a person holds, nor to any other', async () => {
    const w = await world({
      says: () => {
        throw new Error('the model is gone');
      },
    });
    w.kommo.control.addLead({ name: 'Mateus', phone: MATEUS.phone, statusId: STATUS.atendimento_humano });
    w.saysNow('oi');
    w.saysNow('oi', ANA);
    await w.minutes(SETTLED_MINUTES);
    expect(w.received()).toEqual([]);
    expect(w.received(ANA)).toEqual([]);
  });
});

describe('R16 · outages', () => {
  for (const outage of ['503', 'drop'] as const) {
    test(`R16, I3 · Kommo down (${outage}) opens no gate, and a card taken over meanwhile stays a person's`, async () => {
      const w = await world();
      await w.says('oi');
      const before = w.fromBot();
      w.kommo.control.down(outage);
      await w.says('sou o Mateus');
      expect(w.fromBot()).toEqual(before);
      w.moves('atendimento_humano', { told: false });
      await w.minutes(5);
      w.kommo.control.up();
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      expect((await w.messages()).filter(({ direction }) => direction === 'in').at(-1)).toMatchObject({
        disposition: 'silenced',
      });
    });
  }

  test('R16 · Kommo down while the model thinks: the answer waits, and is not said once a person has the card', async () => {
    const w = await world({ thinksForMs: 14_000 });
    await w.says('oi');
    await w.seconds(20);
    const before = w.fromBot();
    w.saysNow('sou o Mateus');
    await w.seconds(10);
    w.kommo.control.down();
    w.moves('atendimento_humano', { told: false });
    await w.minutes(5);
    expect(w.fromBot()).toEqual(before);
    w.kommo.control.up();
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
  });
});

describe('R17 · no silence for ever', () => {
  test('R17 · a takeover, a return and a next message, five times over and told by nobody, are five answers', async () => {
    const w = await world();
    await w.says('oi');
    for (let round = 1; round <= 5; round += 1) {
      w.moves('atendimento_humano', { told: round % 2 === 0 });
      await w.minutes(1);
      w.moves('novo_lead', { told: false });
      await w.minutes(1);
      const before = w.fromBot().length;
      await w.says(`mensagem ${round}`);
      expect(w.fromBot().length).toBeGreaterThan(before);
    }
  });

  test("R17 · a person's answer is over after its hours, and the next message is answered", async () => {
    const w = await world({ environment: ONE_HOUR_PAUSE });
    await w.says('oi');
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
    await w.minutes(59);
    const before = w.fromBot();
    await w.says('ainda aí?');
    expect(w.fromBot()).toEqual(before);
    await w.minutes(1);
    await w.says('sou o Mateus');
    expect(w.fromBot().length).toBeGreaterThan(before.length);
  });

  test("R17 · the bot's own hand-over ends when a person moves the card back, told by nobody", async () => {
    const w = await world();
    await w.says('oi');
    await w.says('quero falar com um atendente');
    expect(w.stage()).toBe('ATENDIMENTO HUMANO');
    await w.minutes(5);
    w.moves('em_qualificacao', { told: false });
    await w.minutes(1);
    const before = w.fromBot().length;
    await w.says('minha conta vem 600 reais');
    await w.seconds(30);
    expect(w.fromBot().length).toBeGreaterThan(before);
  });

  test("R17 · a hand-over whose card could not be moved reaches the seller's board when Kommo is back", async () => {
    const w = await world();
    await w.says('oi');
    w.at({ fn: 'finish_reply', ms: 0, happens: () => w.kommo.control.down() });
    await w.says('quero falar com um atendente');
    expect(w.stage()).toBe('NOVO LEAD');
    w.kommo.control.up();
    await w.minutes(SETTLED_MINUTES);
    expect(w.stage()).toBe('ATENDIMENTO HUMANO');
  });

  test('R17 · a lead that opted out and writes VOLTAR is answered again', async () => {
    const w = await world();
    await w.says('oi');
    await w.says('PARAR');
    const before = w.fromBot().length;
    await w.says('VOLTAR');
    expect(w.fromBot().length).toBeGreaterThan(before);
    await w.says('sou o Mateus');
    expect(w.fromBot().length).toBeGreaterThan(before + 1);
  });

  test('R17, I7 · a first message answered right after a seller made and moved the card twice', async () => {
    const w = await world();
    const { leadId } = w.kommo.control.addLead({
      name: 'Mateus',
      phone: MATEUS.phone,
      statusId: STATUS.novo_lead,
    });
    w.kommo.control.moveCard({ leadId, statusId: STATUS.atendimento_humano, userId: 9000101 });
    w.kommo.control.moveCard({ leadId, statusId: STATUS.novo_lead, userId: 9000101 });
    await w.says('oi');
    await w.seconds(30);
    expect(w.fromBot()).toHaveLength(1);
  });
});

describe('R18 · the backlog', () => {
  for (const told of [true, false]) {
    const how = told ? 'told' : 'told by nobody';
    test(`R18 · messages said to the person are not answered on a return ${how}`, async () => {
      const w = await world({ says: ({ bubbles }) => bubbles });
      await w.says('oi');
      w.moves('atendimento_humano', { told });
      await w.minutes(1);
      await w.says('minha conta vem 900 reais');
      await w.says('quero a opção B');
      const before = w.fromBot();
      w.moves('novo_lead', { told });
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      await w.says('sou o Mateus');
      await w.seconds(30);
      expect(w.fromBot()).toHaveLength(before.length + 1);
      const said = (await w.messages()).filter(({ direction }) => direction === 'in');
      expect(said.map(({ disposition }) => disposition)).toEqual([
        'answered',
        'silenced',
        'silenced',
        'answered',
      ]);
    });

    test(`R18 · a message said before a return ${how} and taken out of the queue after it is not answered`, async () => {
      const w = await world();
      await w.says('oi');
      w.moves('atendimento_humano', { told });
      await w.minutes(1);
      await w.says('oi?');
      const before = w.fromBot();
      w.saysNow('alguém aí?');
      await w.seconds(3);
      w.moves('novo_lead', { told });
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toEqual(before);
      expect((await w.messages()).at(-1)).toMatchObject({ body: 'alguém aí?', disposition: 'silenced' });
    });
  }

  test('R18 · a burst across the return is answered for what was said after it', async () => {
    const w = await world();
    await w.says('oi');
    w.moves('atendimento_humano');
    await w.minutes(1);
    await w.says('oi?');
    const before = w.fromBot();
    w.saysNow('antes');
    await w.seconds(2);
    w.moves('novo_lead');
    await w.seconds(2);
    w.saysNow('sou o Mateus');
    await w.minutes(1);
    expect(w.fromBot()).toHaveLength(before.length + 1);
    const said = (await w.messages()).filter(({ direction }) => direction === 'in').slice(-2);
    expect(said).toMatchObject([
      { body: 'antes', disposition: 'silenced' },
      { body: 'sou o Mateus', disposition: 'answered' },
    ]);
  });

  test('R18 · a turn held while a person had the card is not answered when both are over', async () => {
    const w = await world();
    await w.says('oi');
    w.moves('atendimento_humano');
    await w.minutes(1);
    const before = w.fromBot();
    w.kommo.control.down();
    await w.says('oi?');
    await w.minutes(5);
    w.moves('novo_lead', { told: false });
    await w.minutes(1);
    w.kommo.control.up();
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toEqual(before);
  });
});

describe('R19 · keys of two leads', () => {
  test('R19 · a takeover of one lead silences that one, and its release releases that one', async () => {
    const w = await world();
    const leads = [MATEUS, ANA, BRUNO];
    for (const who of leads) w.saysNow('oi', who);
    await w.seconds(8);
    for (const who of leads) expect(w.fromBot(who)).toHaveLength(1);
    w.whatsapp.personAnswers({ to: ANA.phone, text: 'Oi Ana, aqui é o Marcos' });
    w.kommo.control.moveCard({
      leadId: cardOf(w, BRUNO),
      statusId: STATUS.atendimento_humano,
      userId: 9000101,
    });
    await w.minutes(1);
    for (const { phone, name } of leads) w.saysNow(`sou ${name}`, { phone, name });
    await w.minutes(1);
    expect(leads.map((who) => w.fromBot(who).length)).toEqual([2, 1, 1]);
    w.kommo.control.moveCard({ leadId: cardOf(w, BRUNO), statusId: STATUS.novo_lead, userId: 9000101 });
    await w.minutes(1);
    for (const who of leads) w.saysNow('minha conta vem 600 reais', who);
    await w.minutes(1);
    expect(leads.map((who) => w.fromBot(who).length)).toEqual([3, 1, 2]);
  });

  test('R19 · cloud: a lead known by its BSUID alone and another with a phone keep their talks and their takeovers apart', async () => {
    const w = await world();
    const hidden = w.cloud.control.contact(ANA.phone, { name: ANA.name });
    w.cloud.control.bsuidOnly(ANA.phone);
    w.saysNow('oi', ANA);
    w.saysNow('oi');
    await w.seconds(8);
    expect([w.fromBot(ANA).length, w.fromBot().length]).toEqual([1, 1]);
    w.cloud.control.personAnswers({ to: hidden.bsuid, text: 'Oi Ana, aqui é o Marcos' });
    await w.minutes(1);
    w.saysNow('sou a Ana', ANA);
    w.saysNow('sou o Mateus');
    await w.minutes(1);
    expect([w.fromBot(ANA).length, w.fromBot().length]).toEqual([1, 2]);
  });

  test('R19 · evolution: two leads whose chats are spelled by LID are two leads, and the takeover of one is its own', async () => {
    const w = await world({ provider: 'evolution' });
    w.evolution.control.lidProfile({ profile: '2.3.7' });
    w.saysNow('oi', ANA);
    w.saysNow('oi', BRUNO);
    await w.seconds(10);
    expect([w.fromBot(ANA).length, w.fromBot(BRUNO).length]).toEqual([1, 1]);
    w.evolution.control.personAnswers({ to: ANA.phone, text: 'Oi Ana, aqui é o Marcos' });
    await w.minutes(1);
    w.saysNow('sou a Ana', ANA);
    w.saysNow('sou o Bruno', BRUNO);
    await w.minutes(1);
    expect([w.fromBot(ANA).length, w.fromBot(BRUNO).length]).toEqual([1, 2]);
  });

  test('R19, H6 · the ninth digit is no difference: the card of 81 9000-0001 is that of 81 99000-0001', async () => {
    const w = await world();
    w.kommo.control.addLead({ name: 'Mateus', phone: '(81) 9000-0001', statusId: STATUS.atendimento_humano });
    await w.says('oi');
    await w.minutes(1);
    expect(w.fromBot()).toEqual([]);
    expect(w.kommo.control.cards()).toHaveLength(1);
  });
});

describe('R20 · no two goodbyes', () => {
  test('R20 · a lead that asks for a person twice, in a burst and again, is handed over once', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot().length;
    w.saysNow('quero falar com um atendente');
    await w.seconds(1);
    w.saysNow('quero falar com um atendente');
    await w.seconds(10);
    w.saysNow('quero falar com um atendente');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toHaveLength(before + 1);
  });

  test('R20 · a lead that asks for a person twice before the card could be moved hears one goodbye', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot().length;
    w.at({ fn: 'finish_reply', ms: 0, happens: () => w.kommo.control.down() });
    await w.says('quero falar com um atendente');
    w.kommo.control.up();
    await w.says('quero falar com um atendente');
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot()).toHaveLength(before + 1);
  });

  test('R20 · PARAR three times is one confirmation', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    w.saysNow('PARAR');
    await w.seconds(1);
    w.saysNow('PARAR');
    await w.seconds(20);
    w.saysNow('PARAR');
    await w.minutes(SETTLED_MINUTES);
    expect(
      w
        .fromBot()
        .slice(before.length)
        .filter((text) => text === OPT_OUT_CONFIRMATION),
    ).toHaveLength(1);
    expect(w.fromBot().length - before.length).toBeLessThanOrEqual(2);
  });

  test('R20 · an opted-out lead is told how to come back once a day, however much it writes', async () => {
    const w = await world();
    await w.says('oi');
    await w.says('PARAR');
    await w.minutes(5);
    const before = w.fromBot();
    for (const text of ['oi?', 'tem alguém aí?', 'por favor']) await w.says(text);
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot().slice(before.length)).toEqual([OPT_OUT_NOTICE]);
  });

  test('R20 · an opt-out confirmed by a worker that died at once is not confirmed again', async () => {
    const w = await world();
    await w.says('oi');
    const before = w.fromBot();
    w.at({ fn: 'finish_reply', ms: 0, happens: () => w.supabase.control.down() });
    w.saysNow('PARAR');
    await w.seconds(8);
    w.supabase.control.up();
    await w.minutes(SETTLED_MINUTES);
    expect(w.fromBot().slice(before.length)).toEqual([OPT_OUT_CONFIRMATION]);
    expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  });

  for (const name of ['a card moved and told', 'an answer from the phone'] as const) {
    test(`R20 · ${name} between the goodbye and its repeat leaves one goodbye`, async () => {
      const w = await world();
      await w.says('oi');
      const before = w.fromBot().length;
      await w.says('quero falar com um atendente');
      TAKEOVERS[name](w);
      await w.says('quero falar com um atendente');
      await w.minutes(SETTLED_MINUTES);
      expect(w.fromBot()).toHaveLength(before + 1);
    });
  }
});

function cardOf(w: MomentWorld, { phone }: { phone: string }): number {
  const found = w.kommo.control
    .cards()
    .find(({ contacts }) => contacts.some(({ phones }) => phones.includes(phone)));
  if (!found) throw new Error(`no card for ${phone}`);
  return found.leadId;
}
