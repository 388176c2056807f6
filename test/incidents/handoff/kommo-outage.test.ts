/** H2: whatever Kommo answers instead of the stage, nothing is said, no pause is cleared, and the turn is not lost. */
import { expect, test } from 'vitest';
import type { Fault } from '../../../local/emulators/kommo/faults.ts';
import { STATUS } from '../../../local/stack.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain, wire } from './cast.ts';

const world = useWorlds();

const HTML = 'text/html; charset=UTF-8';
const page = (title: string) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
const always = { match: {}, times: 'always' } as const;

/** `wellAfterMinutes`: how long the breaker may stay open once Kommo is well again. */
type Failure = {
  readonly name: string;
  readonly fault: Fault;
  readonly cause: string;
  readonly wellAfterMinutes: number;
};
const FAILURES: readonly Failure[] = [
  {
    name: 'a 401',
    fault: { kind: 'status', status: 401, ...always },
    cause: 'unauthorized',
    wellAfterMinutes: 3,
  },
  {
    name: 'a 402',
    fault: { kind: 'status', status: 402, ...always },
    cause: 'payment_required',
    wellAfterMinutes: 7,
  },
  {
    name: 'a plain 403',
    fault: { kind: 'status', status: 403, ...always },
    cause: 'forbidden',
    wellAfterMinutes: 17,
  },
  {
    name: 'a 403 web page',
    fault: { kind: 'status', status: 403, body: page('403 Forbidden'), contentType: HTML, ...always },
    cause: 'forbidden',
    wellAfterMinutes: 17,
  },
  {
    name: 'a 429 in JSON',
    fault: { kind: 'status', status: 429, ...always },
    cause: 'throttled',
    wellAfterMinutes: 7,
  },
  {
    name: 'a 429 web page',
    fault: { kind: 'status', status: 429, body: page('429 Too Many Requests'), contentType: HTML, ...always },
    cause: 'throttled',
    wellAfterMinutes: 7,
  },
  {
    name: 'a 500',
    fault: { kind: 'status', status: 500, ...always },
    cause: 'server_error',
    wellAfterMinutes: 2,
  },
  {
    name: 'a 504',
    fault: { kind: 'status', status: 504, ...always },
    cause: 'server_error',
    wellAfterMinutes: 2,
  },
  { name: 'a cut connection', fault: { kind: 'drop', ...always }, cause: 'network', wellAfterMinutes: 2 },
  {
    name: 'a web page under 200',
    fault: { kind: 'html_200', ...always },
    cause: 'malformed',
    wellAfterMinutes: 2,
  },
  { name: 'half a JSON', fault: { kind: 'malformed', ...always }, cause: 'malformed', wellAfterMinutes: 2 },
  {
    name: 'JSON of another shape',
    fault: {
      kind: 'status',
      status: 200,
      body: '{"success":false}',
      contentType: 'application/json',
      ...always,
    },
    cause: 'malformed',
    wellAfterMinutes: 2,
  },
];

const signals = async (w: World) => (await w.lead()).signals;
/** Past the three attempts of the queue, so the turn is parked and not merely waiting. */
const OUTAGE_MINUTES = 2;

for (const { name, fault, cause, wellAfterMinutes } of FAILURES) {
  test(`H2, I3 · ${name} from Kommo: the bot's own lead waits, and is answered once when Kommo is back`, async () => {
    const brain = countingBrain();
    const w = await world({ brains: [brain] });
    await w.says('oi');
    const before = { wire: wire(w), signals: await signals(w) };

    w.kommo.control.fault(fault);
    await w.says('quero saber mais');
    await w.minutes(OUTAGE_MINUTES);
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(wire(w)).toBe(before.wire);
    // Words that found no gate are paid for once, however often the turn comes back.
    expect(brain.calls).toHaveLength(2);
    expect(await signals(w)).toEqual(before.signals);
    expect(await w.decisions()).toContainEqual(expect.objectContaining({ kind: 'hold', reason: cause }));
    expect((await w.lead()).heldAtMs).not.toBeNull();
    expect((await w.messages()).at(-1)).toMatchObject({ body: 'quero saber mais', disposition: 'pending' });

    w.kommo.control.clearFaults();
    await w.minutes(wellAfterMinutes);
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
    expect(await w.lead()).toMatchObject({ heldAtMs: null });
    expect(w.kommo.control.cards()).toHaveLength(1);
  });

  test(`H2 · ${name} from Kommo clears no pause: a person's lead hears nothing during it or after it`, async () => {
    const brain = countingBrain();
    const w = await world({ brains: [brain] });
    await w.says('oi');
    w.moves('atendimento_humano');
    await w.says('oi?');
    const before = { wire: wire(w), signals: await signals(w) };
    expect(before.signals.humanStageAtMs).not.toBeNull();

    w.kommo.control.fault(fault);
    await w.says('alguém aí?');
    await w.minutes(OUTAGE_MINUTES);
    expect(wire(w)).toBe(before.wire);
    expect(await signals(w)).toEqual(before.signals);

    w.kommo.control.clearFaults();
    await w.minutes(wellAfterMinutes);
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(wire(w)).toBe(before.wire);
    expect(brain.calls).toHaveLength(1);
    expect((await w.messages()).at(-1)).toMatchObject({ body: 'alguém aí?', disposition: 'silenced' });
    expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  });
}

for (const { status, quietMinutes, probes } of [
  // One after five seconds, one after thirty more: a crowd's one 429 is told from a block.
  { status: 429, quietMinutes: 4, probes: 2 },
  { status: 403, quietMinutes: 14, probes: 0 },
  { status: 402, quietMinutes: 4, probes: 0 },
]) {
  test(`H2, C14 · after a ${status} no function asks Kommo anything but ${probes} probes for ${quietMinutes} minutes, whatever leads write meanwhile`, async () => {
    const w = await world({ brains: [countingBrain()] });
    await w.says('oi');
    w.kommo.control.fault({ kind: 'status', status, ...always });
    await w.says('oi?');
    w.kommo.control.clearRequests();
    await w.says('alguém?');
    await w.says('oi', CLARA);
    await w.minutes(quietMinutes);
    expect(w.kommo.control.requests.length).toBeLessThanOrEqual(probes);
    expect(w.fromBot()).toEqual(['resposta 1']);
  });
}

test("H2 · a card moved in the middle of an outage, told by nobody, is a person's when Kommo is back", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.down();
  w.moves('atendimento_humano', { told: false });
  await w.says('oi?');
  await w.minutes(OUTAGE_MINUTES);
  expect(w.fromBot()).toEqual(['resposta 1']);

  w.kommo.control.up();
  await w.minutes(2);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});

test('R18 · a card held and given back within an outage, told by nobody: what was said before the return is not answered late', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.down();
  await w.says('oi?');
  await w.minutes(OUTAGE_MINUTES);
  w.moves('atendimento_humano', { told: false });
  await w.minutes(5);
  w.moves('novo_lead', { told: false });
  await w.seconds(10);

  w.kommo.control.up();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'said_before_return' });
  await w.says('ainda aí?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test('I3, R18 · a held turn is not answered while Kommo cannot tell whether somebody held the card meanwhile', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.down();
  await w.says('oi?');
  await w.minutes(OUTAGE_MINUTES);
  w.moves('atendimento_humano', { told: false });
  await w.minutes(2);
  w.moves('novo_lead', { told: false });
  await w.seconds(10);

  w.kommo.control.up();
  w.kommo.control.fault({
    kind: 'status',
    status: 500,
    match: { path: /^\/api\/v4\/events/ },
    times: 'always',
  });
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'hold', reason: 'moves_unreadable' });
  w.kommo.control.clearFaults();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'said_before_return' });
});

test('I7 · a seller who sorts cards during an outage has held nothing: the message is answered', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.down();
  await w.says('oi?');
  await w.minutes(OUTAGE_MINUTES);
  w.moves('em_qualificacao', { told: false });
  await w.seconds(10);

  w.kommo.control.up();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
});

test('H2 · a Kommo that does not answer at all counts as unreadable, not as "not blocked"', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  // Real seconds: the client gives up after five.
  w.kommo.control.fault({ kind: 'hang', match: { path: /^\/api\/v4\/leads\?/ }, times: 1 });
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'hold', reason: 'timeout' });

  await w.seconds(30);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
  w.kommo.control.clearFaults();
});

test('H2 · several messages held by one outage are answered by one reply', async () => {
  const brain = countingBrain();
  const w = await world({ brains: [brain] });
  await w.says('oi');
  w.kommo.control.down();
  await w.says('primeira');
  await w.says('segunda');
  await w.says('terceira');
  await w.minutes(10);
  expect(w.fromBot()).toEqual(['resposta 1']);

  w.kommo.control.up();
  await w.minutes(4);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 3']);
  expect(brain.calls.at(-1)?.burst).toHaveLength(3);
});

test('H2, H18 · Kommo unreadable at the first contact: no card is made, nothing is said, and both happen once later', async () => {
  const w = await world({ brains: [countingBrain()] });
  w.kommo.control.down();
  await w.says('oi');
  await w.minutes(OUTAGE_MINUTES);
  expect(w.received()).toEqual([]);
  expect(w.kommo.control.cards()).toEqual([]);

  w.kommo.control.up();
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

test("H2 · the outage of one lead's card holds nobody else's", async () => {
  const w = await world({ brains: [countingBrain((call) => [`resposta ${call}`])] });
  await w.says('oi');
  w.kommo.control.fault({
    kind: 'status',
    status: 500,
    match: { path: new RegExp(`filter.*=${w.cardId()}`) },
    times: 'always',
  });
  w.saysNow('oi?', MATEUS);
  await w.says('oi', CLARA);
  expect(w.fromBot(MATEUS)).toEqual(['resposta 1']);
  expect(w.fromBot(CLARA)).toEqual(['resposta 3']);
});

// 204 is an answer, not an outage (I3): Kommo says that it knows no such card.
const absentOnce: Fault = {
  kind: 'status',
  status: 204,
  match: { method: 'GET', path: /^\/api\/v4\/leads\?/ },
  times: 1,
};

test("I3 · a 204 for a card we know makes us look by phone again: the same card, the same person's hold", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('atendimento_humano', { told: false });
  w.kommo.control.fault(absentOnce);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
  expect(w.kommo.control.cards()).toHaveLength(1);
  expect(await w.lead()).toMatchObject({ kommoLeadId: w.cardId() });
});

test("I3 · a 204 for a card we know and still find by phone answers the bot's lead with no second card", async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.kommo.control.fault(absentOnce);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

test('I3 · a Kommo that answers 204 to everything makes no second card and says nothing until it knows the lead again', async () => {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.says('oi?');
  w.kommo.control.fault({ kind: 'status', status: 204, ...always });
  await w.says('alguém?');
  await w.minutes(OUTAGE_MINUTES);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await signals(w)).humanStageAtMs).not.toBeNull();

  w.kommo.control.clearFaults();
  await w.minutes(3);
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect(w.kommo.control.cards()).toHaveLength(1);
});

for (const deletedById of ['empty', 'flagged'] as const) {
  test(`I3, P3 · a deleted card (${deletedById}) frees the lead for its other card: a person's silences, and with none left a person is told before a second one is made`, async () => {
    const w = await world({ brains: [countingBrain()] });
    w.kommo.control.knobs.deletedById = deletedById;
    // The trash was emptied: nothing proves that the card was deleted.
    w.kommo.control.fault({ kind: 'status', status: 204, match: { path: /only_deleted/ }, times: 1_000 });
    await w.says('oi');
    const first = w.cardId();
    const contactId = w.kommo.control.card(first).contacts[0]?.id;
    const second = w.kommo.control.addLead({
      name: MATEUS.name,
      ...(contactId !== undefined && { contactId }),
      statusId: STATUS.atendimento_humano,
    });
    w.kommo.control.hooks.drop('all');
    w.kommo.control.deleteLead({ leadId: first });
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(await w.lead()).toMatchObject({ kommoLeadId: second.leadId });

    w.kommo.control.deleteLead({ leadId: second.leadId });
    await w.says('tem alguém?');
    await w.minutes(6);
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(w.kommo.control.cards()).toEqual([]);
    expect((await w.decisions()).map(({ reason }) => reason)).toContain('second_creation');
  });
}
