/** Whose move it was: ours is what was kept before it left, and nothing else (P2). */
import { expect, test } from 'vitest';
import { createMoverOf } from '../../lib/kommo/mover.ts';
import { createOwnMoves, isOurs, isPersons } from '../../lib/kommo/own-moves.ts';
import { leadId, recordedLog } from '../kommo/support/builders.ts';
import { failure } from './support/fake-card.ts';
import { CARD } from './support/leads.ts';

const NOW = 1_000_000_000;
const to = { pipelineId: 1, statusId: 2 };
const own = (over: object = {}) => [{ kommoLeadId: CARD, ...to, atMs: 10_500, ...over }];
const moveAt = (at: number) => ({ kommoLeadId: CARD, at, to });
test.each([
  // Kept at 10.5 s: from 8 s (2 s before, in whole seconds) to 40.5 s.
  [7, {}, false],
  [8, {}, true],
  [40, {}, true],
  [41, {}, false],
  // Kept at 10 s sharp: the fortieth second is the last.
  [40, { atMs: 10_000 }, true],
  [10, { kommoLeadId: leadId(9) }, false],
  [10, { pipelineId: 9 }, false],
  [10, { statusId: 9 }, false],
])('P2 · a move at second %i beside one of ours (%j) is ours: %s', (at, over, ours) => {
  expect(isOurs(moveAt(at), own(over))).toBe(ours);
});
test('P2 · without any move of ours none is ours; a person is a user above 0 who was not us', () => {
  const move = (createdBy: number) => ({ ...moveAt(10), from: null, createdBy });
  expect(isOurs(moveAt(10), [])).toBe(false);
  expect([0, 1, 7].map((user) => isPersons(move(user), []))).toEqual([false, true, true]);
  expect([0, 7].map((user) => isPersons(move(user), own()))).toEqual([false, false]);
});

test('P2 · what is kept carries its time; what cannot be kept or read is said, and never thrown', async () => {
  const kept: unknown[] = [];
  const log = recordedLog();
  const clock = { nowMs: () => NOW };
  const good = createOwnMoves({
    records: { keepOwnMove: async (move) => void kept.push(move), ownMovesOf: async () => own() },
    clock,
    log,
  });
  expect(await good.keep({ kommoLeadId: CARD, ...to })).toBe(true);
  expect(kept).toEqual([{ kommoLeadId: CARD, ...to, atMs: NOW }]);
  expect(await good.of(CARD)).toEqual(own());
  const down = async (): Promise<never> => {
    throw new Error('down');
  };
  const bad = createOwnMoves({ records: { keepOwnMove: down, ownMovesOf: down }, clock, log });
  expect([await bad.keep({ kommoLeadId: CARD, ...to }), await bad.of(CARD)]).toEqual([false, 'unreadable']);
  expect(log.lines.map(({ noun }) => noun)).toEqual(['own_moves.not_kept', 'own_moves.unreadable']);
});

type Moves = Parameters<typeof createMoverOf>[0]['kommo']['cardMoves'];
const mover = (moves: Awaited<ReturnType<Moves>>, kept: 'unreadable' | ReturnType<typeof own>) =>
  createMoverOf({ kommo: { cardMoves: async () => moves }, ownMoves: { of: async () => kept } })({
    kommoLeadId: CARD,
    stageStatusId: 2,
  });
test('P2 · who moved the card: we, somebody else, or nobody can say', async () => {
  const one = { kind: 'ok', value: [{ ...moveAt(10), from: null, createdBy: 0 }] } as const;
  expect(await mover(one, own())).toBe('bot');
  expect(await mover(one, [])).toBe('person');
  expect(await mover(one, own({ atMs: 99_000_000 }))).toBe('person');
  expect(await mover({ kind: 'ok', value: [] }, own())).toBe('person');
  expect(await mover({ kind: 'absent' }, own())).toBe('person');
  expect(await mover(failure(), own())).toBe('unreadable');
  expect(await mover(one, 'unreadable')).toBe('unreadable');
  // The latest move into this very stage, whatever came between.
  const between = {
    kind: 'ok',
    value: [{ ...moveAt(10), to: { pipelineId: 1, statusId: 3 }, from: null, createdBy: 7 }, ...one.value],
  } as const;
  expect(await mover(between, own())).toBe('bot');
});
