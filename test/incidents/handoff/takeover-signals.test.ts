/** H12: a person who answers by any means holds the conversation; the bot's own echo, a robot and an automatic greeting do not. */
import { expect, test } from 'vitest';
import { ACCOUNT, SELLERS } from '../../../local/stack.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain, wire } from './cast.ts';

const world = useWorlds();

/** Whatever the person did, the lead's next messages get silence, and the ledger says why. */
async function expectSilenced(w: World): Promise<void> {
  const before = wire(w);
  await w.says('oi?');
  await w.says('tudo bem?');
  expect(wire(w)).toBe(before);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
  expect((await w.lead()).signals.humanReplyAtMs).not.toBeNull();
}

async function expectAnswered(w: World, answers: readonly string[]): Promise<void> {
  await w.says('oi?');
  expect(w.fromBot()).toEqual(answers);
  expect((await w.lead()).signals.humanReplyAtMs).toBeNull();
}

for (const provider of ['cloud', 'evolution'] as const) {
  const talking = async (): Promise<World> => {
    const w = await world({ provider, brains: [countingBrain()] });
    await w.says('oi');
    await w.minutes(1);
    expect(w.fromBot()).toEqual(['resposta 1']);
    return w;
  };

  for (const source of ['android', 'web'] as const) {
    test(`H12 · ${provider}: a person who answers from ${source} silences the bot, and the answer is in the history`, async () => {
      const w = await talking();
      w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus, aqui é o Marcos', source });
      await w.seconds(1);
      expect((await w.messages()).at(-1)).toMatchObject({
        author: 'person',
        direction: 'out',
        body: 'Oi, Mateus, aqui é o Marcos',
      });
      await expectSilenced(w);
    });
  }

  test(`H12 · ${provider}: a person's answer is a takeover before the webhook is acknowledged, not behind the lead's turn`, async () => {
    const w = await talking();
    w.saysNow('oi?');
    await w.seconds(3);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
    await w.clock.advance(0);
    expect((await w.lead()).signals.humanReplyAtMs).not.toBeNull();
    await w.seconds(10);
    expect(w.fromBot()).toEqual(['resposta 1']);
  });

  test(`H12 · ${provider}: a person who writes word for word what the bot said before holds the conversation all the same`, async () => {
    const w = await talking();
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'resposta 1' });
    await w.seconds(1);
    await expectSilenced(w);
  });

  test(`H12, R12 · ${provider}: a person who writes first holds the conversation that the lead then begins`, async () => {
    const w = await world({ provider, brains: [countingBrain()] });
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus, vi seu anúncio' });
    await w.minutes(1);
    await w.says('oi');
    expect(w.fromBot()).toEqual([]);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
  });

  test(`H12 · ${provider}: an answer older than the pause, out of a backlog, is recorded and silences nobody`, async () => {
    const w = await talking();
    w.whatsapp.personAnswers({
      to: MATEUS.phone,
      text: 'de anteontem',
      at: w.clock.nowMs() - 25 * 3_600_000,
    });
    await w.seconds(10);
    expect((await w.messages()).some(({ body }) => body === 'de anteontem')).toBe(true);
    await expectAnswered(w, ['resposta 1', 'resposta 2']);
  });

  test(`H12 · ${provider}: the automatic greeting that follows a first message is recorded and is no takeover`, async () => {
    const w = await world({ provider, brains: [countingBrain()] });
    w.saysNow('oi');
    await w.seconds(1);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Olá! Recebemos sua mensagem e já vamos responder.' });
    await w.seconds(15);
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect((await w.messages()).find(({ body }) => body?.startsWith('Olá!'))).toMatchObject({
      author: 'auto',
    });
    await expectAnswered(w, ['resposta 1', 'resposta 2']);
  });

  test(`H12 · ${provider}: a greeting that comes when the first message is already in the history has three seconds, not four`, async () => {
    for (const [afterSeconds, author] of [
      [3, 'auto'],
      [4, 'person'],
    ] as const) {
      const w = await world({ provider, brains: [countingBrain()], environment: { DEBOUNCE_SECONDS: '0' } });
      w.saysNow('oi');
      await w.seconds(afterSeconds);
      expect(await w.messages()).not.toEqual([]);
      w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Olá! Recebemos sua mensagem.' });
      await w.seconds(10);
      expect((await w.messages()).find(({ body }) => body?.startsWith('Olá!'))).toMatchObject({ author });
      expect((await w.lead()).signals.humanReplyAtMs === null).toBe(author === 'auto');
      await w.supabase.control.reset();
    }
  });

  test(`H12 · ${provider}: what follows a later message as fast is a person's`, async () => {
    const w = await talking();
    w.saysNow('oi?');
    await w.seconds(1);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
    await w.seconds(15);
    expect(w.fromBot()).toEqual(['resposta 1']);
    await expectSilenced(w);
  });

  test(`H12 · ${provider}: a person who answers right after the automatic greeting holds the conversation`, async () => {
    const w = await world({ provider, brains: [countingBrain()] });
    w.saysNow('oi');
    await w.seconds(1);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Olá! Recebemos sua mensagem e já vamos responder.' });
    await w.seconds(3);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Aqui é o Marcos' });
    await w.seconds(15);
    expect(w.fromBot()).toEqual([]);
    await expectSilenced(w);
  });

  test(`H12 · ${provider}: a text of AUTO_REPLY_TEXTS is no takeover at any time`, async () => {
    const away = 'Estamos fora do horário. Voltamos amanhã às 8h.';
    const w = await world({
      provider,
      brains: [countingBrain()],
      environment: { AUTO_REPLY_TEXTS: JSON.stringify([away]) },
    });
    await w.says('oi');
    await w.minutes(5);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: away });
    await w.seconds(10);
    expect((await w.messages()).at(-1)).toMatchObject({ author: 'auto', body: away });
    await expectAnswered(w, ['resposta 1', 'resposta 2']);
  });

  for (const spelling of ['outgoing_message', 'message'] as const) {
    test(`H12 · ${provider}: a seller who answers in Kommo's chat (${spelling}) silences the bot`, async () => {
      const w = await talking();
      w.kommo.control.knobs.outgoingSpelling = spelling;
      w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi, Mateus', userId: SELLERS.paula });
      await w.seconds(1);
      await expectSilenced(w);
    });
  }

  test(`H12 · ${provider}: a salesbot that answers in Kommo's chat, and the client's own message there, are no takeover`, async () => {
    const w = await talking();
    for (const spelling of ['outgoing_message', 'message'] as const) {
      w.kommo.control.knobs.outgoingSpelling = spelling;
      w.kommo.control.reply({ leadId: w.cardId(), text: 'Promoção!', userId: 0, author: 'bot' });
    }
    w.kommo.control.incoming({ leadId: w.cardId(), text: 'oi' });
    await w.seconds(10);
    await expectAnswered(w, ['resposta 1', 'resposta 2']);
  });

  test(`H12 · ${provider}: the note /humano silences, /bot gives back, and neither is read out of other notes`, async () => {
    const w = await talking();
    const note = async (text: string): Promise<void> => {
      w.kommo.control.addNote({ leadId: w.cardId(), text, userId: SELLERS.marcos });
      await w.seconds(10);
    };
    await note('Cliente pediu desconto; vou usar /humano amanhã');
    await expectAnswered(w, ['resposta 1', 'resposta 2']);

    await note(' /HUMANO ');
    await expectSilenced(w);
    await note('não usar /bot com este cliente');
    await expectSilenced(w);

    await note('/bot');
    await w.says('voltou?');
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2', 'resposta 3']);
  });

  test(`H12, R14 · ${provider}: /bot releases no card that stands in ATENDIMENTO HUMANO`, async () => {
    const w = await talking();
    w.moves('atendimento_humano');
    w.kommo.control.addNote({ leadId: w.cardId(), text: '/humano', userId: SELLERS.marcos });
    await w.seconds(10);
    w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: SELLERS.marcos });
    await w.seconds(10);
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  });

  test(`H12 · ${provider}: a talk of ten replies is never taken for a person's by its own echoes`, async () => {
    const w = await world({
      provider,
      brains: [countingBrain((call) => [`resposta ${call}`, 'o mesmo texto de sempre'])],
    });
    for (let turn = 1; turn <= 10; turn += 1) {
      await w.says(`mensagem ${turn}`);
      // Slower than what the loop's brake counts (W8).
      await w.minutes(2);
    }
    await w.seconds(30);
    expect(w.fromBot()).toHaveLength(20);
    expect((await w.lead()).signals.humanReplyAtMs).toBeNull();
    expect((await w.messages()).filter(({ author }) => author === 'person')).toEqual([]);
  });

  test(`H12 · ${provider}: the echo of a send whose answer was lost settles the bubble and is no takeover`, async () => {
    const w = await talking();
    w.whatsapp.dropAnswer();
    await w.says('oi?');
    await w.seconds(10);
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
    expect((await w.lead()).signals.humanReplyAtMs).toBeNull();
    expect((await w.messages()).at(-1)?.providerId).not.toBeNull();
  });
}

test('H12 · evolution: another system that sends through our instance holds the conversation', async () => {
  const w = await world({ provider: 'evolution', brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(1);
  w.evolution.control.otherSystemSends({ to: MATEUS.phone, text: 'Sua fatura vence amanhã' });
  await w.seconds(1);
  await expectSilenced(w);
});

for (const profile of ['pn', '2.2.3', '2.3.4', '2.3.6', '2.3.7', '2.4'] as const) {
  test(`H12, H6 · evolution: a person's answer is attributed to the lead however build ${profile} spells the chat`, async () => {
    const w = await world({ provider: 'evolution', brains: [countingBrain()] });
    w.evolution.control.lidProfile({ profile });
    await w.says('oi');
    await w.minutes(1);
    expect(w.fromBot()).toEqual(['resposta 1']);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' });
    await w.seconds(1);
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
  });
}

for (const profile of ['pn', '2.2.3', '2.3.4', '2.3.6', '2.4'] as const) {
  test(`H12 · evolution: a person's answer in a chat whose other address is our own number is still the lead's (build ${profile})`, async () => {
    const w = await world({ provider: 'evolution', brains: [countingBrain()] });
    w.evolution.control.lidProfile({ profile });
    await w.says('oi');
    w.evolution.control.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus', ownerAlt: true });
    await w.seconds(1);
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
  });
}

test('H12 · evolution: where build 2.3.7 wrote our own number over the lead’s, a person is told, for nobody can be silenced', async () => {
  const w = await world({ provider: 'evolution', brains: [countingBrain()] });
  w.evolution.control.lidProfile({ profile: '2.3.7' });
  await w.says('oi');
  w.evolution.control.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus', ownerAlt: true });
  await w.seconds(1);
  expect(
    w.logLines.filter((entry) => entry.includes('"takeover.unattributed"') && entry.includes('"error"')),
  ).toHaveLength(1);
});

test("H12 · evolution: our own send coming back as fromMe, with the send's id, is no takeover", async () => {
  const w = await world({ provider: 'evolution', brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(1);
  const own = w.evolution.control.sent.at(-1);
  const body = {
    event: 'messages.upsert',
    instance: ACCOUNT.evolutionInstance,
    sender: '5581990000000@s.whatsapp.net',
    data: {
      key: { remoteJid: '558190000001@s.whatsapp.net', fromMe: true, id: own?.providerId },
      message: { conversation: own?.text },
      messageType: 'conversation',
      messageTimestamp: Math.floor(w.clock.nowMs() / 1000),
      source: 'web',
    },
  };
  const response = await w.clock.track(
    fetch(`${w.url}/webhooks/whatsapp/evolution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': ACCOUNT.evolutionSecret },
      body: JSON.stringify(body),
    }),
  );
  expect(response.status).toBe(200);
  await w.seconds(10);
  await expectAnswered(w, ['resposta 1', 'resposta 2']);
});

test("H12 · cloud: our own send coming back as an echo, with the send's id, is no takeover", async () => {
  const w = await world({ provider: 'cloud', brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(1);
  const own = w.cloud.control.sent.at(-1);
  const echo = {
    from: '5581990000000',
    to: '5581990000001',
    id: own?.providerId ?? '',
    timestamp: String(Math.floor(w.clock.nowMs() / 1000)),
    type: 'text',
    text: { body: own?.text ?? '' },
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '5581990000000', phone_number_id: ACCOUNT.phoneNumberId },
    message_echoes: [echo],
  };
  const change = { field: 'smb_message_echoes', value };
  w.cloud.control.rawWebhook({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [change] }],
  });
  await w.seconds(10);
  await expectAnswered(w, ['resposta 1', 'resposta 2']);
});
