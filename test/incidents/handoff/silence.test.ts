/** H9 to H11, H14, H16, H19: silence is an outcome and not a text; it costs no model call, is mirrored first, and loses no message. */
import { expect, test } from 'vitest';
import { ConfigError, loadConversationConfig, loadKommoWebhookConfig } from '../../../lib/config.ts';
import { ACCOUNT, SELLERS, STATUS } from '../../../local/stack.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain, robotMoves, wire } from './cast.ts';

const world = useWorlds();

/** Every way in which a conversation can be somebody else's. */
const HOLDERS: readonly (readonly [string, string, (w: World) => void])[] = [
  ['ATENDIMENTO HUMANO', 'human_stage', (w) => w.moves('atendimento_humano', { told: false })],
  ['ATENDIMENTO HUMANO, told by a hook', 'human_stage', (w) => w.moves('atendimento_humano')],
  ['NÃO INTERESSADO by a person', 'human_stage', (w) => w.moves('nao_interessado', { told: false })],
  ['a card that is won', 'closed_card', (w) => w.moves('won', { told: false })],
  ['a card that is lost', 'closed_card', (w) => w.moves('lost', { told: false })],
  [
    'a stage nobody mapped',
    'unmapped_stage',
    (w) =>
      w.kommo.control.moveCard({
        leadId: w.cardId(),
        pipelineId: 8100002,
        statusId: 81000021,
        userId: SELLERS.marcos,
      }),
  ],
  [
    "a person's answer",
    'human_reply',
    (w) => void w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus' }),
  ],
];

/** What a lead may say to somebody who is silent; some of it once became a text (H9). */
const WORDS = [
  'oi?',
  '<SILENCE>',
  '/bot',
  '???',
  'quero falar com atendente',
  'Pode repetir?',
  'bom dia',
  'R$ 4.500,00',
] as const;

for (const [who, reason, takes] of HOLDERS) {
  for (const provider of ['cloud', 'evolution'] as const) {
    test(`H9, H10, H11, R15 · ${provider}: ${who} means no text, no typing, no receipt and no model call, whatever the lead sends`, async () => {
      const brain = countingBrain();
      const w = await world({ provider, brains: [brain] });
      await w.says('oi');
      await w.minutes(1);
      takes(w);
      await w.minutes(1);
      const before = { wire: wire(w), calls: brain.calls.length };

      for (const text of WORDS) await w.says(text);
      const from = MATEUS.phone;
      for (const content of [
        { kind: 'voice' },
        { kind: 'image', caption: 'a conta de luz' },
        { kind: 'document' },
        { kind: 'sticker' },
        { kind: 'location', latitude: -8.05, longitude: -34.9 },
        { kind: 'contact_card', cardName: 'Ana', phone: '+5581990000003' },
        { kind: 'button', id: 'A', text: 'Opção A' },
      ] as const) {
        w.whatsapp.leadSends({ from, ...content });
        await w.seconds(8);
      }
      await w.minutes(2);

      expect(wire(w)).toBe(before.wire);
      expect(brain.calls).toHaveLength(before.calls);
      expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason });
      expect(w.logLines.filter((entry) => entry.includes('"brain.failed"'))).toEqual([]);
    });
  }
}

for (const nothing of [[], [''], [' \n', '']]) {
  test(`H9 · a brain that answers ${JSON.stringify(nothing)} has said nothing: no bubble and no stock phrase; the turn waits`, async () => {
    const w = await world({
      brains: [countingBrain((call) => (call === 2 ? nothing : [`resposta ${call}`]))],
    });
    await w.says('oi');
    await w.says('hmm');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'hold', reason: 'no_brain' });
    await w.minutes(1);
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
  });
}

test('H9, M8 · the next brain answers where the first has nothing to say', async () => {
  const w = await world({ brains: [countingBrain(() => []), countingBrain((call) => [`reserva ${call}`])] });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['reserva 1']);
});

test('H14 · the stage is mirrored before the decision: silence leaves the row saying what Kommo says', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  expect(await w.lead()).toMatchObject({ mirroredPlace: 'novo_lead' });
  for (const [status, place] of [
    ['atendimento_humano', 'atendimento_humano'],
    ['nao_interessado', 'nao_interessado'],
    ['won', 'won'],
    ['qualificado', 'qualificado'],
  ] as const) {
    w.moves(status, { told: false });
    await w.minutes(1);
    await w.says('oi?');
    expect(await w.lead()).toMatchObject({ mirroredPlace: place });
  }
});

test("H14, I8 · a person's move from one stage of the bot's to another, made while the model thinks, is kept in Kommo and in the row", async () => {
  const stack: { w?: World } = {};
  const brain = countingBrain();
  const w = await world({
    brains: [
      {
        reply: async (conversation) => {
          const reply = await brain.reply(conversation);
          if (brain.calls.length === 2) {
            stack.w?.moves('qualificado', { told: false });
            await stack.w?.clock.sleep(5000);
          }
          return reply;
        },
      },
    ],
  });
  stack.w = w;
  await w.says('oi');
  await w.says('quero saber mais');
  await w.seconds(10);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect(w.stage()).toBe('QUALIFICADO');
  expect(await w.lead()).toMatchObject({ mirroredPlace: 'qualificado' });
});

test('H14 · a robot of the account that moves the card to ATENDIMENTO HUMANO silences the bot like a person', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await robotMoves(w, w.cardId(), STATUS.atendimento_humano);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(await w.lead()).toMatchObject({ mirroredPlace: 'atendimento_humano' });
});

for (const bad of [
  '{"atendimento_humano":0}',
  '{"atendimento_humano":"81000016"}',
  '{"atendimento_humano":-1}',
  '{"humano":81000016}',
  '[]',
  'x',
]) {
  test(`H16 · KOMMO_STAGE_IDS=${bad} starts no function, and the error names the variable`, async () => {
    const { environment } = await world();
    for (const load of [loadConversationConfig, loadKommoWebhookConfig]) {
      expect(() => load({ ...environment, KOMMO_STAGE_IDS: bad })).toThrow(ConfigError);
      expect(() => load({ ...environment, KOMMO_STAGE_IDS: bad })).toThrow(/KOMMO_STAGE_IDS/);
    }
  });
}

for (const [what, ids] of [
  ['an id that the pipeline does not have', { atendimento_humano: 81999999 }],
  ["another pipeline's id", { atendimento_humano: 81000026 }],
  ['the id of a stage of the bot', { atendimento_humano: STATUS.em_qualificacao }],
  ['one id for two stages', { em_qualificacao: STATUS.atendimento_humano }],
] as const) {
  test(`H16 · ${what} in KOMMO_STAGE_IDS: nobody is spoken to, the lead is held and no card is made`, async () => {
    const w = await world({
      environment: { KOMMO_STAGE_IDS: JSON.stringify(ids) },
      brains: [countingBrain()],
    });
    w.kommo.control.addLead({ name: 'Clara', phone: CLARA.phone, statusId: STATUS.atendimento_humano });
    await w.says('oi');
    await w.says('oi', CLARA);
    await w.minutes(2);
    expect(w.received()).toEqual([]);
    expect(w.received(CLARA)).toEqual([]);
    expect(wire(w)).toBe(0);
    expect(await w.lead()).toMatchObject({ heldCause: 'stage_table_does_not_fit', kommoLeadId: null });
    expect(w.kommo.control.cards()).toHaveLength(1);
  });
}

test('H16, C7 · a pipeline that lost its ATENDIMENTO HUMANO holds everybody until it has one again', async () => {
  const w = await world({ brains: [countingBrain()] });
  const statuses = [
    STATUS.novo_lead,
    STATUS.em_qualificacao,
    STATUS.reuniao_agendada,
    STATUS.nao_interessado,
  ].map((id, index) => ({
    id,
    name: ['NOVO LEAD', 'EM QUALIFICAÇÃO', 'REUNIÃO AGENDADA', 'NÃO INTERESSADO'][index],
    type: 0,
  }));
  const body = JSON.stringify({
    _embedded: { pipelines: [{ id: ACCOUNT.pipelineId, _embedded: { statuses } }] },
  });
  w.kommo.control.fault({
    kind: 'status',
    status: 200,
    body,
    contentType: 'application/hal+json',
    match: { path: '/api/v4/leads/pipelines' },
    times: 'always',
  });
  await w.says('oi');
  await w.minutes(1);
  expect(w.fromBot()).toEqual([]);
  w.kommo.control.clearFaults();
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('H19, I5 · all that is said during a pause is in the history, in order, and the brain knows it after the return', async () => {
  const brain = countingBrain();
  const w = await world({ brains: [brain] });
  await w.says('oi');
  w.moves('atendimento_humano', { told: false });
  const said = ['preciso falar com o Marcos', 'minha conta é 800 reais', 'alô?'];
  for (const text of said) await w.says(text);
  w.whatsapp.leadSends({ from: MATEUS.phone, kind: 'image', caption: 'a conta de luz' });
  await w.seconds(8);
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, Mateus, já resolvo' });
  await w.seconds(8);

  const history = (await w.messages()).slice(-5);
  expect(history.map(({ body }) => body)).toEqual([...said, 'a conta de luz', 'Oi, Mateus, já resolvo']);
  expect(history.map(({ disposition }) => disposition)).toEqual([
    'silenced',
    'silenced',
    'silenced',
    'silenced',
    null,
  ]);
  expect(history[3]?.content).toMatchObject({ kind: 'image' });

  await w.minutes(1);
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  await w.says('voltei');
  // Nobody had told of the move: the first of them cost the words that met the gate's no, and no other did.
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
  const known = brain.calls.at(-1);
  expect(known?.history.map(({ text }) => text)).toEqual(
    expect.arrayContaining([...said, 'Oi, Mateus, já resolvo']),
  );
  expect(known?.history.find(({ text }) => text === 'Oi, Mateus, já resolvo')).toMatchObject({
    author: 'person',
  });
  expect(known?.burst).toEqual([{ kind: 'text', text: 'voltei' }]);
});

test('I10 · every silence is in the ledger with its reason, and none for a message that was only part of a burst', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('atendimento_humano', { told: false });
  await w.minutes(1);
  const before = (await w.decisions()).length;
  w.saysNow('um');
  await w.seconds(2);
  w.saysNow('dois');
  await w.seconds(12);
  const added = (await w.decisions()).slice(before);
  expect(added).toEqual([expect.objectContaining({ kind: 'silence', reason: 'human_stage' })]);
  expect((await w.messages()).slice(-2).map(({ disposition }) => disposition)).toEqual([
    'silenced',
    'silenced',
  ]);
});
