/** The commands about one lead: why, pause, resume, held. What they record is what a seller's own hand would have recorded. */
import { expect, test } from 'vitest';
import { characterOf } from '../../local/emulators/model/characters.ts';
import { CLARA, MATEUS, useWorlds } from '../support/world.ts';
import { ops } from './support/ops.ts';

const aWorld = useWorlds();

test('I10 · why tells in either language who holds the conversation and how each message ended, and quotes nobody', async () => {
  const world = await aWorld();
  await world.says('oi, sou o segredo');
  world.moves('atendimento_humano', { told: false });
  await world.says('ainda está aí?');

  const ran = await ops(world, ['why', '(81) 99000-0001', '--lang', 'pt']);

  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(
    /Quem está com a conversa: uma pessoa: o card está em uma etapa de pessoa desde 23\/11/,
  );
  expect(ran.out).toMatch(/o robô falou: a etapa do card no Kommo permite {2}\[etapa novo_lead.*δ \d+ ms\]/);
  expect(ran.out).toMatch(/o lead escreveu: guardada sem resposta/);
  expect(ran.out).toMatch(
    /o robô ficou em silêncio: o card está em uma etapa de pessoa no Kommo {2}\[etapa atendimento_humano/,
  );
  expect(ran.out).toContain('Última etapa lida: ATENDIMENTO HUMANO');

  const english = await ops(world, ['why', '(81) 99000-0001', '--lang', 'en']);
  expect(english.out).toMatch(/Who holds the conversation: a person: the card has been in a person's stage/);
  expect(english.out).toMatch(/the lead wrote: kept without an answer/);
  // One language at a time.
  expect(english.out).not.toMatch(/o robô|etapa|uma pessoa/);
  expect(ran.out).not.toMatch(/the bot|stage |a person/);
  for (const personal of ['segredo', 'ainda', '990000001', 'Mateus']) expect(ran.out).not.toContain(personal);
});

test('T9 · why tells what a model used up for its words, in tokens and money', async () => {
  const world = await aWorld({ environment: { LLM_PROVIDER: 'openai', LLM_PRICE: '0.30/2.50' } });
  world.model.control.always(characterOf('faithful'));
  await world.says('oi');
  const ran = await ops(world, ['why', '(81) 99000-0001', '--lang', 'pt']);
  expect(ran.out).toMatch(/openai\/modelo-local, \d+ \+ \d+ tokens, US\$ 0,\d{4}/);
  const spent = world.logLines.find((line) => line.includes('"model.spent"'));
  expect(JSON.parse(spent ?? '{}')).toMatchObject({ answers: 1, model: 'openai/modelo-local' });
});

test('why gives a program the same in JSON, and as many lines as asked for', async () => {
  const world = await aWorld();
  await world.says('oi');
  await world.says('Mateus');
  const { timeline, holder } = (
    await ops(world, ['why', MATEUS.phone, '--json', '--lines', '2', '--lang', 'pt'])
  ).json();
  expect(timeline).toHaveLength(2);
  expect(holder).toBe('o robô');
});

test('V8 · why tells who took the conversation, by what, since when and until when, and who gave it back, however long the talk since', async () => {
  const world = await aWorld({ provider: 'evolution' });
  await world.says('oi');
  world.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
  await world.minutes(1);
  world.moves('atendimento_humano');
  await world.minutes(10);
  world.moves('em_qualificacao');
  await world.minutes(1);
  await world.says('voltei');
  await world.says('PARAR');
  await world.says('VOLTAR');
  await ops(world, ['pause', MATEUS.phone]);
  await ops(world, ['resume', MATEUS.phone]);

  const english = (await ops(world, ['why', MATEUS.phone, '--lines', '1', '--lang', 'en'])).out;
  const [, acts = ''] = english.split('Who took it and who gave it back:\n');
  const lines = acts.split('\n\n')[0]?.split('\n') ?? [];
  const shapes = [
    /left the bot: .* {2}\[a person's answer, by a person, until 24\/11 10:/,
    /left the bot: .* {2}\[the card's stage, by Kommo's user \d+, until the card is back/,
    /came back to the bot: .* {2}\[/,
    /came back to the bot: .* {2}\[/,
    /left the bot: the lead asked.* {2}\[asked to stop, by the lead.*, until the lead writes VOLTAR\]/,
    /came back to the bot: the lead asked to come back {2}\[asked to stop, by the lead/,
    /left the bot: by an operator’s command {2}\[a person's answer, by an operator, until 24\/11/,
    /came back to the bot: by an operator’s command {2}\[a person's answer, by an operator/,
  ];
  expect(lines).toHaveLength(shapes.length);
  for (const [index, shape] of shapes.entries()) expect(lines[index]).toMatch(shape);
  const { acts: told } = (await ops(world, ['why', MATEUS.phone, '--json'])).json() as {
    acts: { kind: string; reason: string; by: unknown; untilMs: number | null }[];
  };
  expect(told[0]).toMatchObject({ kind: 'takeover', by: 'person', untilMs: expect.any(Number) });
  const portuguese = (await ops(world, ['why', MATEUS.phone, '--lang', 'pt'])).out;
  expect(portuguese).toMatch(/resposta de uma pessoa, por uma pessoa, vale até 24\/11/);
  expect(portuguese).not.toMatch(/the |person|until/);
});

test('a number that nobody wrote from is said to be unknown, one that is none is wrong use, and neither is quoted', async () => {
  const world = await aWorld();
  const unknown = await ops(world, ['why', '+55 81 99000-0077']);
  expect(unknown.code).toBe(1);
  const none = await ops(world, ['why', 'mateus@example.com']);
  expect(none.code).toBe(2);
  const portuguese = await ops(world, ['why', '+55 81 99000-0077', '--lang', 'pt']);
  expect(portuguese.err).toMatch(/^erro: ninguém é conhecido por esse número\n {2}→ confira o DDD/);
  const missing = await ops(world, ['why']);
  expect(missing.code).toBe(2);
  for (const { out, err } of [unknown, none]) expect(out + err).not.toMatch(/0077|mateus@/);
});

test('H12 · pause silences the bot at once and until resume, by the same signals as a person', async () => {
  const world = await aWorld();
  await world.says('oi');
  const before = world.fromBot().length;

  expect((await ops(world, ['pause', MATEUS.phone])).code).toBe(0);
  await world.says('alguém aí?');
  expect(world.fromBot()).toHaveLength(before);
  expect((await world.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });

  const resumed = await ops(world, ['resume', MATEUS.phone]);
  expect(resumed.code).toBe(0);
  expect(resumed.out).toContain('Who holds the conversation: the bot.');
  await world.says('Mateus');
  expect(world.fromBot().length).toBeGreaterThan(before);
});

test('I1 · a pause while a reply is being written stops every bubble that has not left', async () => {
  const world = await aWorld();
  await world.says('oi');
  const before = world.fromBot().length;
  world.saysNow('Mateus');
  await world.seconds(1);
  await ops(world, ['pause', MATEUS.phone]);
  await world.minutes(1);
  expect(world.fromBot()).toHaveLength(before);
});

test('R12 · a number can be paused before its first message: the conversation begins in a person’s hands', async () => {
  const world = await aWorld();
  expect((await ops(world, ['pause', CLARA.phone])).code).toBe(0);
  await world.says('oi', CLARA);
  expect(world.fromBot(CLARA)).toEqual([]);
  expect((await world.messages(CLARA)).map(({ body }) => body)).toContain('oi');
});

test('R14 · resume is weaker than the card: in a person’s stage the bot keeps silent, and resume says so', async () => {
  const world = await aWorld();
  await world.says('oi');
  world.moves('atendimento_humano');
  await world.seconds(5);
  const before = world.fromBot().length;
  const ran = await ops(world, ['resume', MATEUS.phone]);
  expect(ran.code).toBe(1);
  expect(ran.out).toContain('move it in Kommo');
  await world.says('oi?');
  expect(world.fromBot()).toHaveLength(before);
});

test('R14 · an opt-out is not undone by resume unless it is asked for by name', async () => {
  const world = await aWorld();
  await world.says('oi');
  await world.says('PARAR');
  const refused = await ops(world, ['resume', MATEUS.phone]);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('--opt-out');
  expect((await world.lead()).signals.optedOutAtMs).not.toBeNull();

  expect((await ops(world, ['resume', MATEUS.phone, '--opt-out'])).code).toBe(0);
  expect((await world.lead()).signals.optedOutAtMs).toBeNull();
});

test('held says who waits, since when and for what; once Kommo is back nobody does', async () => {
  const world = await aWorld();
  world.kommo.control.down();
  await world.says('oi');
  await world.minutes(5);

  const ran = await ops(world, ['held']);
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/Lead [0-9a-f-]{36} \(…0001\), card none: Kommo is down/);
  expect(ran.out).not.toContain('990000001');

  world.kommo.control.up();
  await world.minutes(10);
  expect((await ops(world, ['held'])).out).toContain('Nobody waits.');
  expect(world.fromBot()).not.toEqual([]);
});

test('O5 · a database that is down is said to be down, with where to look, and nothing of its answer', async () => {
  const world = await aWorld();
  await world.says('oi');
  world.supabase.control.down(500);
  const ran = await ops(world, ['why', MATEUS.phone]);
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('doctor');
  expect(JSON.parse((await ops(world, ['held', '--json'])).out)).toMatchObject({ ok: false });
});
