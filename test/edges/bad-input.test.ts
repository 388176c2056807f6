/** "What bad input gets": the answer, what it leaves behind, and what neither an answer nor a log line ever tells. */
import { afterEach, describe, expect, test } from 'vitest';
import { createKommoWebhook } from '../../lib/app/kommo-webhook.ts';
import { createWhatsAppWebhook } from '../../lib/app/whatsapp-webhook.ts';
import { loadKommoWebhookConfig, loadWhatsAppWebhookConfig } from '../../lib/config.ts';
import { serve } from '../../local/emulators/http.ts';
import { createGateway } from '../../local/emulators/lambda/gateway.ts';
import { ACCOUNT } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';
import {
  ANA,
  BRUNO,
  countOf,
  everything,
  expectDiscreetLog,
  logged,
  messagesIn,
  PATHS,
  peopleExist,
  post,
  postAs,
  proofOf,
  recorded,
  rowsOf,
  type Sender,
  TIME_ZERO,
} from './support/recorded.ts';

const newWorld = useWorlds();
const SENDERS = ['cloud', 'evolution', 'kommo'] as const;
const BODIES = {
  cloud: 'cloud/text.json',
  evolution: 'evolution/text-2.3.7-lid.json',
  kommo: 'kommo/webhooks/status_lead_to_human.form',
} as const;
const WORDS = ['vi o anúncio', 'conta de luz', 'segredo do lead', 'Marcos'];

let open: World[] = [];
/** A world for this sender's webhook. Ana has talked before, so there is something to disturb. */
const world = async (
  sender: Sender = 'cloud',
  environment: Readonly<Record<string, string>> = {},
): Promise<World> => {
  const w = await newWorld({
    provider: sender === 'evolution' ? 'evolution' : 'cloud',
    startMs: TIME_ZERO * 1000,
    environment,
  });
  peopleExist(w);
  open.push(w);
  return w;
};
afterEach(() => {
  // O2: whatever these runs did, no line of theirs tells who was concerned or what was said.
  for (const w of open) expectDiscreetLog(w, WORDS);
  open = [];
});

const QUIET: ReadonlySet<string> = new Set([
  '',
  '{"message":"Not Found"}',
  '{"message":"Request Entity Too Large"}',
]);
/** The status of one POST. Whatever it is, the body tells nothing. */
const statusOf = async (w: { url: string }, request: Parameters<typeof post>[1]): Promise<number> => {
  const { status, text } = await post(w, request);
  expect([...QUIET]).toContain(text);
  return status;
};
const headersFor = (sender: Sender, body: Uint8Array): Record<string, string> =>
  sender === 'cloud' ? proofOf.cloud(body) : sender === 'evolution' ? proofOf.evolution() : {};
/** The status of a body that the true sender posts. */
const posted = (w: { url: string }, sender: Sender, body: Uint8Array | string): Promise<number> => {
  const bytes = Buffer.from(body);
  return statusOf(w, { path: PATHS[sender], body: bytes, headers: headersFor(sender, bytes) });
};
/** Nothing came of it: no row, no message in the queue, nothing on a phone. */
const expectNothing = async (w: World): Promise<void> => {
  expect(w.sqs.control.messages('lead-events.fifo')).toEqual([]);
  await w.seconds(9);
  expect(Object.values(await everything(w)).flat()).toEqual([]);
  expect(w.whatsapp.sent).toEqual([]);
};

type Entry = { readonly phone: string; readonly waId: string; readonly name: string };
let wamids = 0;
/** A Cloud webhook with these messages, in this order. */
const cloudBody = (messages: readonly { from: Entry; text: string; at?: number }[]): Buffer => {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '558190001000', phone_number_id: ACCOUNT.phoneNumberId },
    contacts: [...new Set(messages.map(({ from }) => from))].map(({ waId, name }) => ({
      profile: { name },
      wa_id: waId,
    })),
    messages: messages.map(({ from, text, at = TIME_ZERO }) => {
      wamids += 1;
      return {
        from: from.waId,
        id: `wamid.test${wamids}`,
        timestamp: String(at),
        text: { body: text },
        type: 'text',
      };
    }),
  };
  const entry = [{ id: '102900000002000', changes: [{ value, field: 'messages' }] }];
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
};
const evolutionBody = (text: string): Buffer => {
  // The recorded envelope is an object around one message; only its words are exchanged.
  const body = JSON.parse(recorded(BODIES.evolution).toString('utf8')) as { data: { message: object } };
  body.data.message = { conversation: text };
  return Buffer.from(JSON.stringify(body));
};

describe('who does not prove where the body comes from', () => {
  const WRONG: Readonly<Record<Sender, (body: Buffer) => readonly Parameters<typeof post>[1][]>> = {
    cloud: (body) => [
      { path: PATHS.cloud, body },
      { path: PATHS.cloud, body, headers: { 'x-hub-signature-256': '' } },
      { path: PATHS.cloud, body, headers: { 'x-hub-signature-256': 'sha256=00' } },
      { path: PATHS.cloud, body, headers: proofOf.cloud(body, 'otro_secreto') },
      { path: PATHS.cloud, body: Buffer.concat([body, Buffer.from(' ')]), headers: proofOf.cloud(body) },
    ],
    evolution: (body) => [
      { path: PATHS.evolution, body },
      { path: PATHS.evolution, body, headers: { 'x-webhook-secret': '' } },
      { path: PATHS.evolution, body, headers: { 'x-webhook-secret': `${ACCOUNT.evolutionSecret}x` } },
    ],
    kommo: (body) => [
      { path: '/webhooks/kommo/another-secret', body },
      { path: `/webhooks/kommo/${ACCOUNT.kommoSecret}x/`, body },
      { path: `/webhooks/kommo/${ACCOUNT.kommoSecret.toUpperCase()}/`, body },
    ],
  };
  test.each(SENDERS)('%s: gets 401 and leaves nothing', async (sender) => {
    const w = await world(sender);
    for (const request of WRONG[sender](recorded(BODIES[sender])))
      expect(await statusOf(w, request)).toBe(401);
    await expectNothing(w);
  });

  const SECRETS = {
    cloud: 'CLOUD_APP_SECRET',
    evolution: 'EVOLUTION_WEBHOOK_SECRET',
    kommo: 'KOMMO_WEBHOOK_SECRET',
  } as const;
  test.each(SENDERS)(
    '%s: a secret that we forgot is our fault: 5xx and an error in the log, never 401',
    async (sender) => {
      const w = await world(sender, { [SECRETS[sender]]: '' });
      expect(await posted(w, sender, recorded(BODIES[sender]))).toBe(500);
      // Not even for one who guesses that it is empty.
      if (sender === 'evolution')
        expect(
          await statusOf(w, { path: PATHS.evolution, body: '{}', headers: { 'x-webhook-secret': '' } }),
        ).toBe(500);
      expect(logged(w)).toContainEqual(
        expect.objectContaining({ level: 'error', event: 'webhook.misconfigured' }),
      );
      await expectNothing(w);
    },
  );
});

describe('a body', () => {
  const MALFORMED: Readonly<Record<Sender, readonly string[]>> = {
    cloud: ['', '{"object":', 'segredo do lead', '[]', '"x"', '{}', '{"object":"whatsapp_business_account"}'],
    evolution: [
      '',
      '{"event":',
      'segredo do lead',
      '[]',
      'null',
      '{}',
      '{"event":{},"instance":"solar-exemplo"}',
    ],
    kommo: ['{"leads":', '[', '{"segredo do lead"'],
  };
  test.each(SENDERS)('%s: that is malformed gets 400 and leaves nothing', async (sender) => {
    const w = await world(sender);
    for (const body of MALFORMED[sender]) expect([body, await posted(w, sender, body)]).toEqual([body, 400]);
    await expectNothing(w);
  });

  const UNKNOWN: Readonly<Record<Sender, readonly string[]>> = {
    cloud: [
      '{"object":"page","entry":[{"id":"1","changes":[]}]}',
      '{"object":"whatsapp_business_account","entry":[]}',
      '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"payment_configuration_update","value":{"x":1}}]}]}',
    ],
    evolution: [
      '{"event":"chats.upsert","instance":"solar-exemplo","data":[{"remoteJid":"558190000001@s.whatsapp.net"}]}',
      '{"event":"um.evento.novo","instance":"solar-exemplo","data":null}',
      '{"event":"messages.upsert","instance":"outra","data":{"key":{"remoteJid":"558190000001@s.whatsapp.net","id":"A","fromMe":false}}}',
    ],
    kommo: [
      'account[id]=31000001&customers[add][0][id]=1',
      'ping=1',
      'account[id]=31000001&leads[segredo+do+lead][0][id]=15000001',
      'account[id]=31999999&leads[status][0][id]=15000001&leads[status][0][status_id]=81000016&leads[status][0][pipeline_id]=8100001',
      '&&&===%%%',
    ],
  };
  test.each(SENDERS)('H8 · %s: that tells nothing we know gets 200 and has no effect', async (sender) => {
    const w = await world(sender);
    for (const body of UNKNOWN[sender]) expect([body, await posted(w, sender, body)]).toEqual([body, 200]);
    await expectNothing(w);
  });

  test.each([
    ['cloud', 3 * 1024 * 1024 + 1],
    ['evolution', 10 * 1024 * 1024 + 1],
    ['kommo', 8 * 1024 * 1024 + 1],
  ] as const)('%s: of %i bytes gets 413, whoever sent it', async (sender, size) => {
    const w = await world(sender);
    const body = Buffer.alloc(size, 'a');
    expect(await posted(w, sender, body)).toBe(413);
    expect(await statusOf(w, { path: PATHS[sender], body })).toBe(413);
    await expectNothing(w);
  });
});

describe('the wrong door', () => {
  test.each([
    '/webhooks',
    '/webhooks/',
    '/webhooks/whatsapp',
    '/webhooks/whatsapp/evolution',
    '/webhooks/whatsapp/cloud/x',
    '/webhooks/kommo',
    '/webhooks/kommo/',
    `/webhooks/kommo/${ACCOUNT.kommoSecret}/x`,
    '/webhooks/outro',
  ])('%s is unknown: 404', async (path) => {
    const w = await world('cloud');
    expect(
      await statusOf(w, {
        path,
        body: recorded(BODIES.cloud),
        headers: proofOf.cloud(recorded(BODIES.cloud)),
      }),
    ).toBe(404);
    await expectNothing(w);
  });

  test('a trailing slash is the same door to Kommo, which insists on one', async () => {
    const w = await world('kommo');
    const body = recorded('kommo/webhooks/add_talk.form');
    expect(await statusOf(w, { path: `/webhooks/kommo/${ACCOUNT.kommoSecret}`, body })).toBe(200);
    expect(await statusOf(w, { path: `/webhooks/kommo/${ACCOUNT.kommoSecret}/`, body })).toBe(200);
  });

  test('another method is 405 where the door lets every method through', async () => {
    const w = await world('cloud');
    const surroundings = { clock: w.clock, log: w.log, newId: () => 'id' };
    const functionOf = (environment: Readonly<Record<string, string>>) =>
      createWhatsAppWebhook(loadWhatsAppWebhookConfig({ ...w.environment, ...environment }), surroundings)
        .handle;
    const kommo = createKommoWebhook(loadKommoWebhookConfig(w.environment), surroundings).handle;
    const routes = [
      { routeKey: 'ANY /webhooks/whatsapp/cloud', functionName: 'cloud', handler: functionOf({}) },
      {
        routeKey: 'ANY /webhooks/whatsapp/evolution',
        functionName: 'evolution',
        handler: functionOf({ WHATSAPP_PROVIDER: 'evolution' }),
      },
      { routeKey: 'ANY /webhooks/kommo/{proxy+}', functionName: 'kommo', handler: kommo },
    ];
    const door = await serve({
      mounts: {
        '/': createGateway({ routes, clock: w.clock, onError: ({ kind }) => expect(kind).toBe('none') }),
      },
    });
    const statusFor = async (method: string, path: string): Promise<number> => {
      const response = await fetch(`${door.url}${path}`, { method });
      expect(await response.text()).toBe('');
      return response.status;
    };
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      for (const sender of SENDERS) expect(await statusFor(method, PATHS[sender])).toBe(405);
    expect(await statusFor('GET', PATHS.evolution)).toBe(405);
    // P24: Kommo asks an address by GET before it saves it.
    expect(await statusFor('GET', PATHS.kommo)).toBe(200);
    await door.close();
    await expectNothing(w);
  });
});

describe("Meta's handshake", () => {
  const shake = async (w: World, query: Record<string, string>): Promise<[number, string]> => {
    const response = await fetch(`${w.url}${PATHS.cloud}?${new URLSearchParams(query)}`);
    return [response.status, await response.text()];
  };
  const good = {
    'hub.mode': 'subscribe',
    'hub.challenge': '1158201444',
    'hub.verify_token': ACCOUNT.cloudVerifyToken,
  };

  test('echoes the challenge to the right token, as plain text', async () => {
    const w = await world('cloud');
    expect(await shake(w, good)).toEqual([200, '1158201444']);
    const { headers } = await fetch(
      `${w.url}${PATHS.cloud}?${new URLSearchParams({ ...good, 'hub.challenge': '<b>x</b>' })}`,
    );
    expect(headers.get('content-type')).toContain('text/plain');
  });
  test.each([
    ['a wrong token', { ...good, 'hub.verify_token': 'errado' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...good, 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': ACCOUNT.cloudVerifyToken }],
    ['nothing at all', {}],
  ])('refuses %s with 403 and an empty body', async (_case, query) => {
    expect(await shake(await world('cloud'), query)).toEqual([403, '']);
  });
  test('answers 500 when we have no token to compare with', async () => {
    const w = await world('cloud', { CLOUD_VERIFY_TOKEN: '' });
    expect(await shake(w, { ...good, 'hub.verify_token': '' })).toEqual([500, '']);
  });
});

describe('what cannot be stored', () => {
  test.each(['cloud', 'evolution'] as const)(
    'I5 · %s: gets 503 while the queue is down, and one answer once it was sent again',
    async (provider) => {
      const w = await world(provider);
      w.sqs.control.down();
      w.saysNow('oi', ANA);
      await w.seconds(20);
      const attempts = () =>
        w.whatsapp.deliveries.flatMap(({ name, attempts: tried }) =>
          /status|update/i.test(name) ? [] : tried.map(({ status }) => status),
        );
      expect(attempts().length).toBeGreaterThan(0);
      expect(new Set(attempts())).toEqual(new Set([503]));
      expect(w.fromBot(ANA)).toEqual([]);

      w.sqs.control.up();
      await w.minutes(5);
      expect(attempts()).toContain(200);
      expect(await messagesIn(w)).toEqual([expect.objectContaining({ body: 'oi', disposition: 'answered' })]);
      expect(await countOf(w, 'replies')).toBe(1);
      expect(w.whatsapp.duplicates()).toEqual({});
    },
  );

  test('H5 · kommo: gets 503 while the queue is down, and the takeover arrives with the next attempt', async () => {
    const w = await world('kommo');
    await w.says('oi', ANA);
    w.sqs.control.down();
    const hook = (): string =>
      `account[id]=31000001&leads[status][0][id]=${w.cardId()}&leads[status][0][pipeline_id]=8100001` +
      `&leads[status][0][status_id]=81000016&leads[status][0][old_status_id]=81000011&leads[status][0][modified_user_id]=9000101`;
    w.moves('atendimento_humano', { told: false });
    expect(await posted(w, 'kommo', hook())).toBe(503);
    w.sqs.control.up();
    expect(await posted(w, 'kommo', hook())).toBe(200);
    expect((await w.lead(ANA)).signals.humanStageAtMs).not.toBeNull();
  });

  test('I5, I6 · half a batch in the queue and 503: sent again, every message is there once', async () => {
    const w = await world('cloud');
    for (const who of [ANA, BRUNO]) w.whatsapp.leadSays({ from: who.phone, name: who.name, text: 'antes' });
    await w.seconds(20);
    const body = cloudBody([
      { from: ANA, text: 'um' },
      { from: ANA, text: 'dois' },
      { from: BRUNO, text: 'três' },
    ]);
    // The second is in the queue although nobody was told so.
    w.sqs.control.fault({ operation: 'SendMessage', kind: 'latency', ms: 0, times: 1 });
    w.sqs.control.fault({ operation: 'SendMessage', kind: 'drop_after_commit', times: 3 });
    expect(await posted(w, 'cloud', body)).toBe(503);
    w.sqs.control.clearFaults();
    expect(await posted(w, 'cloud', body)).toBe(200);
    await w.seconds(20);
    expect(
      (await messagesIn(w))
        .map(({ body: words }) => words)
        .filter((words) => words !== 'antes')
        .sort(),
    ).toEqual(['dois', 'três', 'um']);
    expect(w.whatsapp.duplicates()).toEqual({});
  });

  test('I5 · a database that is down loses nothing: 200, and the message and the takeover are there when it is back', async () => {
    const w = await world('evolution');
    await w.minutes(7);
    w.supabase.control.down();
    w.saysNow('oi', BRUNO);
    expect(await postAs(w, 'evolution', recorded('evolution/from-me-android.json'))).toEqual({
      status: 200,
      text: '',
    });
    await w.seconds(9);
    expect(w.whatsapp.sent).toEqual([]);
    w.supabase.control.up();
    await w.minutes(3);
    expect((await w.lead(ANA)).signals.humanReplyAtMs).toBe((TIME_ZERO + 420) * 1000);
    expect(w.fromBot(BRUNO).length).toBeGreaterThan(0);
    expect(await countOf(w, 'replies')).toBe(1);
  });
});

describe('what Postgres and SQS would refuse', () => {
  const NASTY = 'oi\u0000 tu\ufffedo\uffff \ud800 bem';
  const CLEAN = 'oi tudo \ufffd bem';
  test.each(['cloud', 'evolution'] as const)(
    '%s: NUL, noncharacters and lone surrogates are gone, the message is answered',
    async (provider) => {
      const w = await world(provider);
      w.whatsapp.drop(1);
      w.whatsapp.leadSays({ from: ANA.phone, name: ANA.name, text: 'x' });
      expect(
        await posted(
          w,
          provider,
          provider === 'cloud' ? cloudBody([{ from: ANA, text: NASTY }]) : evolutionBody(NASTY),
        ),
      ).toBe(200);
      await w.seconds(9);
      expect(await messagesIn(w)).toEqual([
        expect.objectContaining({ body: CLEAN, disposition: 'answered' }),
      ]);
      expect(w.fromBot(ANA).length).toBeGreaterThan(0);
    },
  );

  test("kommo: a NUL in a seller's answer does not lose the takeover", async () => {
    const w = await world('kommo');
    await w.says('oi', ANA);
    const body =
      `account[id]=31000001&outgoing_message[add][0][id]=m1&outgoing_message[add][0][text]=oi%00+Ana%ED%A0%80&outgoing_message[add][0][type]=outgoing` +
      `&outgoing_message[add][0][created_at]=${TIME_ZERO + 5}&outgoing_message[add][0][entity_type]=lead&outgoing_message[add][0][entity_id]=${w.cardId()}` +
      '&outgoing_message[add][0][contact_id]=1&outgoing_message[add][0][author][type]=internal&outgoing_message[add][0][author][user_id]=9000101';
    expect(await posted(w, 'kommo', body)).toBe(200);
    await w.seconds(9);
    expect((await w.lead(ANA)).signals.humanReplyAtMs).toBe((TIME_ZERO + 5) * 1000);
    expect((await w.messages(ANA)).at(-1)).toMatchObject({
      author: 'person',
      body: expect.stringMatching(/^oi Ana/),
    });
  });
});

test('I5 · a batch of 1000 is in the history whole, in order within each lead, and answered once a lead', {
  timeout: 120_000,
}, async () => {
  const w = await world('cloud');
  const people = Array.from({ length: 10 }, (_, index) => ({
    phone: `+55819900010${String(index).padStart(2, '0')}`,
    waId: `5581900010${String(index).padStart(2, '0')}`,
    name: `Pessoa ${index}`,
  }));
  for (const { phone, name, waId } of people) {
    w.whatsapp.contact(phone, { name, waId });
    w.whatsapp.drop(1);
    w.whatsapp.leadSays({ from: phone, name, text: 'x' });
  }
  const messages = Array.from({ length: 1000 }, (_, index) => ({
    from: people[index % 10] ?? ANA,
    text: `mensagem ${Math.floor(index / 10)}`,
  }));
  expect(await posted(w, 'cloud', cloudBody(messages))).toBe(200);
  await w.seconds(30);
  const rows = await rowsOf(
    w,
    `select l.phone, array_agg(m.body order by m.arrival) as said from public.messages m join public.leads l on l.id = m.lead_id
     where direction = 'in' group by 1 order by 1`,
  );
  const inOrder = Array.from({ length: 100 }, (_, index) => `mensagem ${index}`);
  expect(rows).toEqual(people.map(({ phone }) => ({ phone, said: inOrder })));
  expect(await countOf(w, 'replies')).toBe(10);
  expect(w.whatsapp.duplicates()).toEqual({});
  expect(await rowsOf(w, `select 1 from public.messages where disposition = 'pending'`)).toEqual([]);
});

test('O2 · every line of a turn carries its correlation id, the one of the webhook that brought the message', async () => {
  const w = await world('cloud');
  await w.says('oi, meu nome é Ana e o segredo do lead é 850', ANA);
  w.moves('atendimento_humano');
  await w.says('e agora?', ANA);
  expect(w.logLines.length).toBeGreaterThan(5);
  for (const line of logged(w))
    expect(line).toMatchObject({
      at: expect.any(String),
      level: expect.any(String),
      correlationId: expect.any(String),
    });
  const lineOf = (event: string) => logged(w).find((line) => line['event'] === event);
  expect(lineOf('egress.sent')?.['correlationId']).toBe(lineOf('webhook.received')?.['correlationId']);
  expect(lineOf('card.created')?.['correlationId']).toBe(lineOf('webhook.received')?.['correlationId']);
  // Two deliveries are two correlations.
  const received = logged(w).filter((line) => line['event'] === 'webhook.received');
  expect(new Set(received.map((line) => line['correlationId'])).size).toBe(received.length);
});
