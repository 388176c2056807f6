/** V1, V8: what gives a conversation back proves it, and the ledger names every taking and giving back: source, author, time. */
import { expect, test } from 'vitest';
import { SELLERS } from '../../../local/stack.ts';
import { ops } from '../../ops/support/ops.ts';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { bracketForm, countingBrain, postHook } from './cast.ts';

const world = useWorlds();

async function talking(environment: Record<string, string> = {}): Promise<World> {
  const w = await world({ brains: [countingBrain()], environment });
  await w.says('oi');
  await w.minutes(1);
  expect(w.fromBot()).toEqual(['resposta 1']);
  return w;
}

/** A seller answers from the phone, a minute passes. */
async function sellerAnswers(w: World, text = 'Oi, aqui é o Marcos'): Promise<void> {
  w.whatsapp.personAnswers({ to: MATEUS.phone, text });
  await w.minutes(1);
}

const noteHook = (w: World, note: { id: number; text: string; author?: number }): Promise<number> =>
  postHook(
    w,
    bracketForm({
      'leads[note][0][note][id]': note.id,
      'leads[note][0][note][note_type]': 4,
      'leads[note][0][note][element_type]': 2,
      'leads[note][0][note][element_id]': w.cardId(),
      'leads[note][0][note][created_by]': note.author ?? SELLERS.marcos,
      'leads[note][0][note][text]': note.text,
    }),
  );

async function expectSilent(w: World): Promise<void> {
  const before = w.fromBot().length;
  await w.says('oi?');
  expect(w.fromBot()).toHaveLength(before);
  expect((await w.lead()).signals.humanReplyAtMs).not.toBeNull();
}

const acts = async (w: World) =>
  (await w.decisions()).flatMap(({ kind, reason, evidence }) =>
    kind === 'takeover' || kind === 'release'
      ? [{ kind, reason, signal: evidence['signal'], author: evidence['author'] ?? null }]
      : [],
  );

test('V1 · a /bot hook of a note that Kommo does not have un-silences nobody', async () => {
  const w = await talking();
  await sellerAnswers(w);
  expect(await noteHook(w, { id: 987_654, text: '/bot' })).toBe(200);
  await w.seconds(30);
  await expectSilent(w);
});

test('V1 · a /bot older than the seller’s answer releases nothing, however late its hook comes and however often', async () => {
  const w = await talking();
  w.kommo.control.hooks.drop('all');
  const id = w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: SELLERS.marcos });
  await w.seconds(1);
  w.kommo.control.hooks.heal();
  await w.minutes(1);
  await sellerAnswers(w);
  for (let told = 0; told < 3; told += 1) {
    await noteHook(w, { id, text: '/bot' });
    // SQS forgets after five minutes, Kommo repeats for an hour.
    await w.minutes(20);
  }
  await expectSilent(w);
});

test('V1 · a /bot is obeyed once: told again, it does not undo what a seller did since', async () => {
  const w = await talking();
  await sellerAnswers(w);
  const id = w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: SELLERS.marcos });
  await w.seconds(10);
  await w.says('voltou?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  await sellerAnswers(w, 'Deixa comigo');
  await w.minutes(10);
  await noteHook(w, { id, text: '/bot' });
  await w.seconds(30);
  await expectSilent(w);
});

test('V1 · a /bot that a robot wrote, that was edited since, or that stands on another card releases nothing', async () => {
  const w = await talking();
  const other = w.kommo.control.addLead({
    name: 'Outra',
    phone: '+5581990000077',
    statusId: 81000012,
  });
  await sellerAnswers(w);
  const byRobot = w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: 0 });
  const edited = w.kommo.control.addNote({
    leadId: w.cardId(),
    text: 'não usar /bot',
    userId: SELLERS.marcos,
  });
  const elsewhere = w.kommo.control.addNote({ leadId: other.leadId, text: '/bot', userId: SELLERS.marcos });
  await w.minutes(1);
  for (const id of [byRobot, edited, elsewhere]) await noteHook(w, { id, text: '/bot' });
  await w.minutes(1);
  await expectSilent(w);
});

test.each(['flat', 'nested'] as const)(
  'V1 · a seller’s /bot gives back where one note is read by its %s path',
  async (notePath) => {
    const w = await talking();
    w.kommo.control.knobs.notePath = notePath;
    await sellerAnswers(w);
    w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: SELLERS.marcos });
    await w.seconds(10);
    await w.says('voltou?');
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  },
);

test('V1 · a /bot that cannot be read releases nothing until it can; a /humano that cannot be read silences', async () => {
  const w = await talking();
  w.kommo.control.fault({ kind: 'status', status: 503, match: { path: /\/notes\/\d/ }, times: 'always' });
  w.kommo.control.addNote({ leadId: w.cardId(), text: '/humano', userId: SELLERS.marcos });
  await w.minutes(1);
  await expectSilent(w);
  w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: SELLERS.marcos });
  await w.seconds(20);
  await expectSilent(w);
  w.kommo.control.clearFaults();
  await w.minutes(3);
  await w.says('voltou?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('V1 · VOLTAR brings back a lead that stopped before it, and is as old as its message', async () => {
  const w = await talking();
  await w.says('PARAR');
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  await w.minutes(1);
  await w.says('VOLTAR');
  expect((await w.lead()).signals.optedOutAtMs).toBeNull();
});

test('V8 · each taking and giving back is one line of the ledger with its source and author', async () => {
  const w = await talking();
  await sellerAnswers(w);
  w.kommo.control.addNote({ leadId: w.cardId(), text: '/bot', userId: SELLERS.paula });
  await w.minutes(1);
  w.kommo.control.addNote({ leadId: w.cardId(), text: '/humano', userId: SELLERS.marcos });
  await w.minutes(1);
  expect((await ops(w, ['resume', MATEUS.phone])).code).toBe(0);
  await w.minutes(1);
  await ops(w, ['pause', MATEUS.phone]);
  await w.minutes(1);
  await ops(w, ['resume', MATEUS.phone]);
  w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi', userId: SELLERS.paula });
  await w.minutes(1);
  w.moves('atendimento_humano');
  await w.minutes(1);
  w.moves('em_qualificacao');
  await w.minutes(1);
  await w.says('oi?');
  expect(await acts(w)).toEqual([
    { kind: 'takeover', reason: 'phone', signal: 'human_reply', author: 'person' },
    { kind: 'release', reason: 'note', signal: 'human_reply', author: SELLERS.paula },
    { kind: 'takeover', reason: 'note', signal: 'human_reply', author: SELLERS.marcos },
    { kind: 'release', reason: 'operator', signal: 'human_reply', author: 'operator' },
    { kind: 'takeover', reason: 'operator', signal: 'human_reply', author: 'operator' },
    { kind: 'release', reason: 'operator', signal: 'human_reply', author: 'operator' },
    { kind: 'takeover', reason: 'card_chat', signal: 'human_reply', author: SELLERS.paula },
    { kind: 'takeover', reason: 'card', signal: 'human_stage', author: SELLERS.marcos },
    { kind: 'release', reason: 'live_read', signal: 'human_stage', author: null },
    { kind: 'release', reason: 'card', signal: 'human_reply', author: SELLERS.marcos },
  ]);
});

test('V8 · a move that nobody told, a stop, a return by the lead and hours that ran out are in the ledger too', async () => {
  const w = await talking({ HUMAN_REPLY_PAUSE_HOURS: '1' });
  w.moves('atendimento_humano', { told: false });
  await w.seconds(10);
  await w.says('oi?');
  w.moves('em_qualificacao', { told: false });
  await w.minutes(1);
  await w.says('PARAR');
  await w.minutes(1);
  await w.says('VOLTAR');
  await sellerAnswers(w);
  await w.minutes(60);
  await w.says('ainda aí?');
  expect((await acts(w)).map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
    'takeover live_read',
    'release live_read',
    'release card',
    'takeover opt_out',
    'release lead_came_back',
    'takeover phone',
    'release expired',
  ]);
});

test('P18 · an automatic greeting stamped a second before the message it answers is no takeover', async () => {
  const w = await world({ brains: [countingBrain()] });
  w.whatsapp.personAnswers({
    to: MATEUS.phone,
    text: 'Olá! Seja bem-vindo à Solar Exemplo.',
    at: w.clock.nowMs() - 1000,
  });
  await w.clock.advance(0);
  w.saysNow('Vi o anúncio e quero mais informações.');
  await w.seconds(15);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.messages()).map(({ author }) => author)).toContain('auto');
});
