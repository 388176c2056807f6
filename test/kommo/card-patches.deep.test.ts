/** Changes of cards combined over functions that wait: each over a young look, each with its own outcome, none made twice. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KommoResult } from '../../lib/kommo/kommo.ts';
import { ACCOUNT, SELLERS, STATUS } from '../../local/stack.ts';
import { leadId } from './support/builders.ts';
import { openPatchWorld, type PatchWorld, type Step } from './support/patch-world.ts';

let w: PatchWorld;
beforeEach(async () => {
  w = await openPatchWorld();
});
afterEach(() => w.close());

const MOVE = { pipelineId: ACCOUNT.pipelineId, statusId: STATUS.em_qualificacao };
type Outcome = KommoResult<{ updatedAt: number }>;
const said = (outcome: Outcome): string => (outcome.kind === 'failed' ? outcome.cause : outcome.kind);
const cards = (count: number) => Array.from({ length: count }, () => w.card());
const stageOf = (id: number): number => w.control.card(id).statusId;
const asked = () => w.asked.map(({ what, ids }) => `${what} ${ids.length}`);
const writesOf = (id: number) =>
  w.asked.filter(({ what, ids }) => what.startsWith('PATCH') && ids.includes(id));
const sentApart = (): number => (w.asked[1]?.atMs ?? 0) - (w.asked[0]?.atMs ?? 0);
/** All at once, as functions of their own; each moves its card. */
const moveAll = (all: readonly ReturnType<PatchWorld['card']>[]): Promise<readonly Outcome[]> =>
  Promise.all(all.map(({ id, look }) => w.patch(id, MOVE, { look: look() })));
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

test('C14, I8 · four functions that wait move their cards in one request, after one look at all of them that is young when it leaves', async () => {
  const all = cards(4);
  await w.busy();
  expect((await moveAll(all)).map(said)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(asked()).toEqual(['GET /leads 4', 'PATCH /leads 4']);
  expect(all.map(({ id }) => stageOf(id))).toEqual(all.map(() => STATUS.em_qualificacao));
  expect(sentApart()).toBeLessThanOrEqual(250);
});

test('C14 · changes that move nothing need no look, and fifty of them are one request', async () => {
  const all = cards(50);
  await w.busy();
  const outcomes = await Promise.all(all.map(({ id }) => w.patch(id, { tagsToAdd: ['quente'] })));
  expect(new Set(outcomes.map(said))).toEqual(new Set(['ok']));
  expect(asked()).toEqual(['PATCH /leads 50']);
  for (const { id } of all) expect(w.control.card(id).tags).toEqual(['quente']);
});

test('C14 · where nobody waits, a look that is young stands and the write is the only request', async () => {
  const card = w.card();
  expect(said(await w.patch(card.id, MOVE, { look: card.look(100) }))).toBe('ok');
  expect(asked()).toEqual([`PATCH /leads/${card.id} 1`]);
});

test('I8 · at 250 ms a look still stands, a millisecond later the card is looked at again first', async () => {
  for (const [agoMs, requests] of [
    [250, 1],
    [251, 2],
  ] as const) {
    const card = w.card();
    w.asked.length = 0;
    expect(said(await w.patch(card.id, MOVE, { look: card.look(agoMs) }))).toBe('ok');
    expect(w.asked).toHaveLength(requests);
  }
});

for (const combined of [true, false])
  test(`I8 · a person moves the card while its change stands in line ${combined ? 'with others' : 'by itself'}: the move is not undone, and the others are made`, async () => {
    const [taken, other] = [w.card(), w.card()];
    const line = w.limiter();
    await w.run(async () => {
      for (let place = 0; place < 6; place += 1) void line.take('gate');
      await line.take('gate');
    });
    const changes = [taken, other].map(({ id, look }) => {
      const seen = look(251);
      return w.run(() => w.client({ combined }).patchLead(leadId(id), MOVE, { look: seen }));
    });
    w.control.moveCard({ leadId: taken.id, statusId: STATUS.atendimento_humano, userId: SELLERS.marcos });
    expect((await Promise.all(changes)).map(said)).toEqual(['look_outdated', 'ok']);
    expect(stageOf(taken.id)).toBe(STATUS.atendimento_humano);
    expect(stageOf(other.id)).toBe(STATUS.em_qualificacao);
  });

test('I8 · a person who took the card and gave it back meanwhile counts as well: the card is looked at anew by its owner', async () => {
  const card = w.card();
  const look = card.look(300);
  await w.run(() => w.sleep(1000));
  for (const statusId of [STATUS.atendimento_humano, STATUS.novo_lead])
    w.control.moveCard({ leadId: card.id, statusId, userId: SELLERS.marcos });
  expect(said(await w.patch(card.id, MOVE, { look }))).toBe('look_outdated');
  expect(stageOf(card.id)).toBe(STATUS.novo_lead);
});

test('I8 · where Kommo needs longer than that for an answer, the write leaves as soon as it is there', async () => {
  w.rttMs = 600;
  const card = w.card();
  expect(said(await w.patch(card.id, MOVE, { look: card.look(300) }))).toBe('ok');
  expect(sentApart()).toBeLessThanOrEqual(650);
});

test('I8 · a move within the very second of the look counts as well', async () => {
  const card = w.card();
  const look = card.look(251);
  w.control.moveCard({ leadId: card.id, statusId: STATUS.atendimento_humano, userId: SELLERS.marcos });
  expect(said(await w.patch(card.id, MOVE, { look }))).toBe('look_outdated');
  expect(stageOf(card.id)).toBe(STATUS.atendimento_humano);
});

test('I8 · whatever holds a write up after its look, no stage leaves later than that; what moves nothing leaves without it', async () => {
  const [moved, tagged] = [w.card(), w.card()];
  await w.busy();
  let admissions = 0;
  w.onAdmit = async () => {
    admissions += 1;
    if (admissions === 2) await w.sleep(300);
  };
  const outcomes = await Promise.all([
    w.patch(moved.id, MOVE, { look: moved.look() }),
    w.patch(tagged.id, { tagsToAdd: ['quente'] }),
  ]);
  expect(outcomes.map(said)).toEqual(['look_outdated', 'ok']);
  expect(asked()).toEqual(['GET /leads 1', `PATCH /leads/${tagged.id} 1`]);
});

test('I8 · nothing stands between a look and its write, however many wait', async () => {
  const card = w.card();
  await w.busy();
  const reads = Array.from({ length: 8 }, () => w.run(() => w.limiter().take('gate')));
  expect(said(await w.patch(card.id, MOVE, { look: card.look(300) }))).toBe('ok');
  await Promise.all(reads);
  expect(sentApart()).toBe(w.rttMs);
});

test('I8 · a stage that nobody looked at is not written', async () => {
  const card = w.card();
  expect(said(await w.patch(card.id, MOVE))).toBe('look_outdated');
  expect(w.asked).toEqual([]);
});

test('I8 · two functions change one card: one change is made, the other is decided anew', async () => {
  const [card, other] = [w.card(), w.card()];
  await w.busy();
  const outcomes = await Promise.all([
    w.patch(card.id, MOVE, { look: card.look() }),
    w.patch(card.id, { pipelineId: ACCOUNT.pipelineId, statusId: STATUS.qualificado }, { look: card.look() }),
    w.patch(other.id, { tagsToAdd: ['quente'] }),
  ]);
  expect(outcomes.map(said)).toEqual(['ok', 'look_outdated', 'ok']);
  expect(writesOf(card.id).flatMap(({ ids }) => ids.filter((id) => id === card.id))).toHaveLength(1);
  expect(stageOf(card.id)).toBe(STATUS.em_qualificacao);
});

test('P4 · one card that Kommo refuses is told so by its own path; the others look again and are not refused', async () => {
  const all = cards(3);
  await w.busy();
  const bad = { fields: [{ fieldId: 999_999, value: 'x' }] };
  const outcomes = await Promise.all(
    all.map(({ id }, index) => w.patch(id, index === 1 ? bad : { tagsToAdd: ['quente'] })),
  );
  expect(outcomes.map(said)).toEqual(['look_outdated', 'rejected', 'look_outdated']);
  expect(outcomes[1]).toMatchObject({
    problems: [{ code: 'NotSupportedChoice', path: 'custom_fields_values.0.field_id' }],
  });
});

test('P4 · a refusal that names nobody condemns nobody: each of them goes by itself', async () => {
  const all = cards(2);
  await w.busy();
  w.control.fault({ kind: 'status', status: 400, match: { path: /\/leads$/, method: 'PATCH' }, times: 1 });
  const change = { tagsToAdd: ['quente'] };
  expect((await Promise.all(all.map(({ id }) => w.patch(id, change)))).map(said)).toEqual([
    'look_outdated',
    'look_outdated',
  ]);
  w.asked.length = 0;
  await w.busy();
  const again = await Promise.all(all.map(({ id }) => w.patch(id, change, { alone: true })));
  expect(again.map(said)).toEqual(['ok', 'ok']);
  expect(asked().toSorted()).toEqual(all.map(({ id }) => `PATCH /leads/${id} 1`));
});

test('P3 · a card that is gone is absent for its owner alone, whether its stage was to change or not', async () => {
  const [gone, moved, tagged] = [w.card(), w.card(), w.card()];
  await w.busy();
  w.control.deleteLead({ leadId: gone.id });
  const outcomes = await Promise.all([
    w.patch(gone.id, MOVE, { look: gone.look() }),
    w.patch(moved.id, MOVE, { look: moved.look() }),
    w.patch(tagged.id, { tagsToAdd: ['quente'] }),
  ]);
  expect(outcomes.map(said)).toEqual(['absent', 'ok', 'ok']);
  await w.busy();
  const more = await Promise.all([gone, tagged].map(({ id }) => w.patch(id, { tagsToAdd: ['frio'] })));
  expect(more.map(said)).toEqual(['absent', 'look_outdated']);
});

test('H2, P3 · Kommo says of all that there is no such thing: nobody’s card is taken for gone, each looks by itself', async () => {
  const all = cards(2);
  await w.busy();
  w.control.fault({ kind: 'status', status: 204, match: { path: /\/leads$/, method: 'PATCH' }, times: 1 });
  const outcomes = await Promise.all(all.map(({ id }) => w.patch(id, { tagsToAdd: ['quente'] })));
  expect(outcomes.map(said)).toEqual(['look_outdated', 'look_outdated']);
});

test.each([
  ['503', 'server_error'],
  ['429', 'throttled'],
])('C18 · %s holds all who came along, and nothing of it is repeated', async (status, cause) => {
  const all = cards(3);
  await w.busy();
  w.control.fault({
    kind: 'status',
    status: Number(status),
    match: { path: /\/leads$/, method: 'PATCH' },
    times: 1,
  });
  const outcomes = await Promise.all(all.map(({ id }) => w.patch(id, { tagsToAdd: ['quente'] })));
  expect(outcomes.map(said)).toEqual([cause, cause, cause]);
  expect(asked()).toEqual(['PATCH /leads 3']);
});

test('I8 · the look of the batch fails: no stage is written, and what moves nothing goes all the same', async () => {
  const [moved, tagged] = [w.card(), w.card()];
  await w.busy();
  w.control.fault({
    kind: 'status',
    status: 503,
    match: { path: /\/leads\?/, method: 'GET' },
    times: 'always',
  });
  const outcomes = await Promise.all([
    w.patch(moved.id, MOVE, { look: moved.look() }),
    w.patch(tagged.id, { tagsToAdd: ['quente'] }),
  ]);
  expect(outcomes.map(said)).toEqual(['server_error', 'ok']);
  expect(stageOf(moved.id)).toBe(STATUS.novo_lead);
});

const STEPS: readonly Step[] = ['look asked', 'look answered', 'write asked', 'write answered'];
const once = (step: Step, deed: () => Promise<void>): void => {
  let isDone = false;
  w.onStep = async (each) => {
    if (each !== step || isDone) return;
    isDone = true;
    await deed();
  };
};

test.each(STEPS)(
  'C18 · a sender killed at “%s”: the others hear nothing, hold, and no card is written twice',
  async (step) => {
    const all = cards(4);
    await w.busy();
    once(step, () => w.die());
    const outcomes: Outcome[] = [];
    for (const { id, look } of all)
      void w.patch(id, MOVE, { look: look() }).then((outcome) => outcomes.push(outcome));
    await until(() => outcomes.length === 3);
    expect(outcomes.map(said)).toEqual(['timeout', 'timeout', 'timeout']);
    for (const { id } of all) expect(writesOf(id).length).toBeLessThanOrEqual(1);
  },
);

test.each(STEPS)(
  'C18, H20 · Redis goes at “%s”: what left is written once, and whoever cannot be told holds',
  async (step) => {
    const all = cards(4);
    await w.busy();
    once(step, async () => {
      w.redis.down = true;
    });
    const outcomes = await moveAll(all);
    expect(outcomes.filter(({ kind }) => kind === 'ok')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind !== 'ok').map(said)).toEqual(['timeout', 'timeout', 'timeout']);
    for (const { id } of all) expect(writesOf(id).length).toBeLessThanOrEqual(1);
  },
);

test('H20, I8 · without Redis each function looks and writes for itself, however late its place comes', async () => {
  w.redis.down = true;
  const all = cards(2);
  expect((await moveAll(all)).map(said)).toEqual(['ok', 'ok']);
  for (const { id } of all) {
    const look = w.asked.find(({ what, ids }) => what.startsWith('GET') && ids.includes(id));
    const [write] = writesOf(id);
    if (look) expect((write?.atMs ?? 0) - look.atMs).toBeLessThanOrEqual(250);
    else expect(write?.atMs).toBeDefined();
  }
});

test('C14 · looks and writes of a crowd stay below what Kommo allows in any second', async () => {
  await w.busy();
  for (let round = 0; round < 6; round += 1) {
    const reads = Array.from({ length: 4 }, () => w.run(() => w.limiter().take('gate')));
    await Promise.all([moveAll(cards(3)), ...reads]);
  }
  const at = w.asked.map(({ atMs }) => atMs);
  const most = Math.max(...at.map((from) => at.filter((ms) => ms >= from && ms < from + 1000).length));
  expect(most).toBeLessThanOrEqual(7);
});
