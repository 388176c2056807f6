/** P11, P15, P17, P24: what Kommo's door takes as a move, what it costs, and what is written back to a contact. */
import { expect, test } from 'vitest';
import { ACCOUNT, SELLERS, STATUS } from '../../../local/stack.ts';
import { CLARA, useWorlds, type World } from '../../support/world.ts';
import { countingBrain, KOMMO_HOOK } from './cast.ts';

const world = useWorlds();
const talking = () => world({ brains: [countingBrain()] });

/** Reads that somebody waits for: reconcile's own look at what changed is not among them. */
const readsSince = (w: World, mark: number): readonly string[] =>
  w.kommo.control.requests
    .slice(mark)
    .filter(({ method, path }) => method === 'GET' && !path.includes('updated_at'))
    .map(({ path }) => path);

test.each([KOMMO_HOOK, `${KOMMO_HOOK}/`])(
  'P24 · GET %s answers 200, and 401 with another secret',
  async (path) => {
    const w = await world();
    const status = async (at: string): Promise<number> => (await w.clock.track(fetch(w.url + at))).status;
    expect(await status(path)).toBe(200);
    expect(await status(path.replace(ACCOUNT.kommoSecret, 'outro'))).toBe(401);
  },
);

test('P24 · Kommo, which asks the address before it saves a webhook, saves ours', async () => {
  const w = await world();
  w.kommo.control.knobs.asksWebhookFirst = true;
  const saved = await w.clock.track(
    fetch(`${w.url}/kommo/api/v4/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ACCOUNT.kommoToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ destination: `${w.url}${KOMMO_HOOK}/`, settings: ['update_lead'] }),
    }),
  );
  expect(saved.status).toBe(200);
});

test('P24 · `leads[status]` never comes, `leads[update]` shows the move: a takeover at once', async () => {
  const w = await talking();
  w.kommo.control.knobs.statusHooks = false;
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.seconds(1);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P24 · and the way back by `leads[update]` alone gives the lead an answer', async () => {
  const w = await talking();
  w.kommo.control.knobs.statusHooks = false;
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.minutes(1);
  w.moves('em_qualificacao');
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
});

test('P11 · a price edit of forty closed cards, ours and not ours, costs no read at all', async () => {
  const w = await talking();
  const cards: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const phone = `+55819${String(70_000_000 + index)}`;
    const { leadId } = w.kommo.control.addLead({ name: `L${index}`, phone, statusId: STATUS.lost });
    cards.push(leadId);
    if (index < 4) await w.says('oi', { phone, name: `L${index}` });
  }
  await w.minutes(2);
  const mark = w.kommo.control.requests.length;
  w.kommo.control.bulk(() => {
    for (const leadId of cards) w.kommo.control.editCard({ leadId, price: 1, userId: SELLERS.marcos });
  });
  await w.seconds(30);
  expect(readsSince(w, mark)).toEqual([]);
});

test('P11 · a price edit of a card that a person holds costs no read and ends no pause', async () => {
  const w = await talking();
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.minutes(1);
  const mark = w.kommo.control.requests.length;
  w.kommo.control.editCard({ leadId: w.cardId(), price: 9, userId: SELLERS.marcos });
  await w.seconds(30);
  expect(readsSince(w, mark)).toEqual([]);
  expect((await w.lead()).signals.humanStageAtMs).not.toBeNull();
});

test('P17 · stages named with an emoji, a number, accents and capitals are the stages', async () => {
  const w = await talking();
  const { control } = w.kommo;
  control.renameStage({ statusId: STATUS.novo_lead, to: '🔥 1. Novo Lead' });
  control.renameStage({ statusId: STATUS.em_qualificacao, to: '02 - EM QUALIFICACAO ✅' });
  control.renameStage({ statusId: STATUS.atendimento_humano, to: '3) Atendimento — Humano 👤' });
  await w.says('oi');
  expect(w.fromBot()).toEqual(['resposta 1']);
  w.moves('atendimento_humano');
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});

test('P17 · a stage that nobody can find holds the turn, and the log says which', async () => {
  const w = await talking();
  w.kommo.control.renameStage({ statusId: STATUS.atendimento_humano, to: 'Com o vendedor' });
  await w.says('oi');
  expect(w.fromBot()).toEqual([]);
  const line = w.logLines.find((each) => each.includes('kommo.stages_do_not_fit'));
  expect(line).toContain('atendimento_humano');
  expect(line).toContain('Com o vendedor');
});

test('P15 · a lead first known by a LID gets its phone on the Kommo contact when WhatsApp tells it', async () => {
  const w = await world({ brains: [countingBrain()], provider: 'evolution' });
  const { control } = w.evolution;
  control.lidProfile({ profile: '2.2.3' });
  control.leadSays({ from: CLARA.phone, name: CLARA.name, text: 'oi' });
  await w.seconds(10);
  const phones = () => w.kommo.control.cards()[0]?.contacts.flatMap((contact) => contact.phones);
  expect(phones()).toEqual([]);
  control.lidProfile({ profile: '2.3.6' });
  control.leadSays({ from: CLARA.phone, name: CLARA.name, text: 'tudo bem?' });
  await w.seconds(20);
  expect(phones()).toEqual([CLARA.phone]);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

test('P15 · and before the bot speaks on, everybody with that phone is looked for: a card with a person silences', async () => {
  const w = await world({ brains: [countingBrain()], provider: 'evolution' });
  const { control } = w.evolution;
  control.lidProfile({ profile: '2.2.3' });
  control.leadSays({ from: CLARA.phone, name: CLARA.name, text: 'oi' });
  await w.seconds(10);
  w.kommo.control.hooks.drop('all');
  w.kommo.control.addLead({ name: 'Clara', phone: '(11) 9 9000-0002', statusId: STATUS.atendimento_humano });
  control.lidProfile({ profile: '2.3.6' });
  control.leadSays({ from: CLARA.phone, name: CLARA.name, text: 'tudo bem?' });
  await w.seconds(20);
  expect(w.fromBot(CLARA)).toEqual(['resposta 1']);
});
