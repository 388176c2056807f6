/** What follows from a hook about a linked card (P2, P3, P11, P24, R20): what goes on record, what is read live. */
import { expect, test } from 'vitest';
import { isEdit } from '../../lib/lead-event.ts';
import { VERIFY_ATTEMPTS } from '../../lib/retry-policy.ts';
import { absent, quiet } from '../handoff/support/evidence.ts';
import { PIPELINE } from './support/fake-card.ts';
import {
  card,
  DONE,
  delivery,
  ENQUEUED,
  HUMAN,
  hold,
  LEFT,
  none,
  OTHER,
  QUALIFYING,
  scene,
  silence,
} from './support/hooks.ts';
import { aLeadRecord, CARD, speaks } from './support/leads.ts';

test.each([
  ['update', QUALIFYING, PIPELINE, true],
  ['responsible', QUALIFYING, PIPELINE, true],
  ['update', null, null, true],
  ['update', HUMAN, PIPELINE, false],
  ['update', QUALIFYING, 9, false],
  ['status', QUALIFYING, PIPELINE, false],
  ['add', null, null, false],
  ['delete', null, null, false],
  ['restore', null, null, false],
] as const)(
  'P11, P24 · %s of a card that was in %s of %s before and is in EM QUALIFICAÇÃO now is a mere edit: %s',
  (action, oldStatusId, oldPipelineId, edit) => {
    expect(isEdit(card({ action, statusId: QUALIFYING, oldStatusId, oldPipelineId }))).toBe(edit);
  },
);

const inStage = (statusId: number, pipelineId = PIPELINE) =>
  aLeadRecord({ cardMemory: { ...aLeadRecord().cardMemory, stage: { pipelineId, statusId } } });
const edited = card({ action: 'update', statusId: HUMAN, oldStatusId: null, oldPipelineId: null });
test('P11 · an edit of a card that stands where it was seen last costs nothing', async () => {
  const { events, did } = scene({ linked: [[inStage(HUMAN)]] });
  expect(await events.card(edited, delivery())).toEqual(DONE);
  expect(did).toEqual([]);
});
test.each([
  ['in another stage', [inStage(QUALIFYING)]],
  ['in another pipeline', [inStage(HUMAN, 9)]],
  ['nowhere yet', [aLeadRecord()]],
  ['there by one of its two leads', [inStage(HUMAN), inStage(QUALIFYING)]],
])(
  'P24 · an edit of a card that was seen %s is a move that nobody dragged: a takeover',
  async (_where, leads) => {
    const { events, did } = scene({ linked: [leads] });
    expect(await events.card(edited, delivery())).toEqual(DONE);
    expect(did.filter((each) => each.startsWith('left'))).toEqual([LEFT]);
    expect(did.filter((each) => each.startsWith('open'))).toHaveLength(leads.length);
  },
);

test('a card that left goes on record by its own time, and is read live', async () => {
  const { events, did } = scene({ answers: [silence('human_stage')] });
  expect(await events.card(card(), delivery())).toEqual(DONE);
  expect(did).toEqual([LEFT, 'open lead', 'taken over 77']);
});
test('R9 · a hook that says no time is as old as its place in line', async () => {
  const { events, did } = scene({});
  await events.card(card({ changedAt: null }), delivery());
  expect(did[0]).toContain(`left ${CARD} ${ENQUEUED} ${ENQUEUED}`);
});
test.each([
  ['recorded by the webhook itself, ten seconds ahead', ENQUEUED - 10_000, false],
  ['recorded before that', ENQUEUED - 10_001, true],
  ['recorded since', ENQUEUED + 1, false],
  ['not recorded', null, true],
] as const)(
  'P19 · the takeover is told once more only where it is not on record: %s',
  async (_how, humanStageAtMs, again) => {
    const { events, did } = scene({ linked: [[aLeadRecord({ signals: { ...quiet, humanStageAtMs } })]] });
    await events.card(card(), delivery());
    expect(did.includes(LEFT)).toBe(again);
    expect(did).toContain('open lead');
  },
);
test.each([
  ['never', null, true],
  ['a millisecond less than five seconds after the hook', ENQUEUED + 4_999, true],
  ['five seconds after the hook', ENQUEUED + 5_000, false],
] as const)(
  'P22 · a lead with nothing on record whose cards were read %s: the claim counts: %s',
  async (_when, readAtMs, counts) => {
    const lead = aLeadRecord({ cardMemory: { ...aLeadRecord().cardMemory, readAtMs } });
    const { events, did } = scene({ linked: [[lead]] });
    await events.card(card(), delivery());
    expect(did).toEqual(counts ? [LEFT, 'open lead'] : ['open lead']);
  },
);
test('P22 · what is on record since before the hook counts by its own time, however young the look', async () => {
  const lead = aLeadRecord({
    signals: { ...quiet, humanStageAtMs: ENQUEUED - 10_001 },
    cardMemory: { ...aLeadRecord().cardMemory, readAtMs: ENQUEUED + 5_000 },
  });
  const { events, did } = scene({ linked: [[lead]] });
  await events.card(card(), delivery());
  expect(did).toEqual([LEFT, 'open lead']);
});
test('P6 · one of two leads of the card is not on record: told again', async () => {
  const known = aLeadRecord({ signals: { ...quiet, humanStageAtMs: ENQUEUED } });
  const { events, did } = scene({ linked: [[known, OTHER]] });
  await events.card(card(), delivery());
  expect(did).toContain(LEFT);
});
test('a card in a stage of the bot’s takes nothing over, and is read live', async () => {
  const { events, did } = scene({});
  await events.card(card({ statusId: QUALIFYING, oldStatusId: HUMAN }), delivery());
  expect(did).toEqual(['open lead']);
});
test.each([
  ['nobody knows the stages', { stages: 'failed' } as const, {}],
  ['no stage is told', {}, { statusId: null }],
  ['no pipeline is told', {}, { pipelineId: null }],
])('I3 · %s: nothing goes on record by the claim, and the card is read live', async (_why, given, over) => {
  const { events, did } = scene(given);
  await events.card(card(over), delivery());
  expect(did).toEqual(['open lead']);
});

const ownMove = { kommoLeadId: CARD, pipelineId: PIPELINE, statusId: HUMAN, atMs: 900_000 };
test('C14, P2 · our own PATCH comes back as a hook: nothing follows', async () => {
  const { events, did } = scene({ own: [ownMove] });
  expect(await events.card(card(), delivery())).toEqual(DONE);
  expect(did).toEqual([]);
});
test.each([
  ['of another stage', [{ ...ownMove, statusId: QUALIFYING }], {}],
  ['that cannot be read', 'unreadable' as const, {}],
  ['and a hook without a time', [ownMove], { changedAt: null }],
])('P2 · … with an own move %s it is somebody else’s', async (_what, own, over) => {
  const { events, did } = scene({ own });
  await events.card(card(over), delivery());
  expect(did).toContain('open lead');
});

test.each([
  ['where and when', {}, 1],
  ['no pipeline', { pipelineId: null }, 0],
  ['no stage', { statusId: null }, 0],
  ['no time', { changedAt: null }, 0],
  ['no pipeline and no time', { pipelineId: null, changedAt: null }, 0],
])('P2 · a hook that says %s asks what we moved so often: %j %i', async (_what, over, times) => {
  const { events, ownAsked } = scene({});
  await events.card(card(over), delivery());
  expect(ownAsked()).toBe(times);
});

test.each(['human_stage', 'unmapped_stage', 'closed_card', 'human_reply'] as const)(
  'R20 · confirmed as %s: what a person needs goes on a card in a person’s hands alone',
  async (reason) => {
    const { events, did } = scene({ answers: [silence(reason)] });
    await events.card(card(), delivery());
    expect(did.includes('taken over 77')).toBe(reason === 'human_stage' || reason === 'unmapped_stage');
  },
);
test.each([
  [1, true],
  [VERIFY_ATTEMPTS - 1, true],
  [VERIFY_ATTEMPTS, false],
])('H2 · what cannot be verified at attempt %i is asked again: %s', async (attempt, again) => {
  const held = scene({ answers: [hold('timeout')] });
  expect(await held.events.card(card(), delivery(attempt))).toEqual(
    again ? { kind: 'again', cause: 'timeout' } : DONE,
  );
  const lost = scene({ finder: { linked: async () => ({ kind: 'hold', cause: 'throttled' }) } });
  expect(await lost.events.card(card(), delivery(attempt))).toEqual(
    again ? { kind: 'again', cause: 'throttled' } : DONE,
  );
});
test('one of two leads cannot be verified: again, whichever of them it is', async () => {
  for (const answers of [
    [hold('timeout'), speaks()],
    [speaks(), hold('timeout')],
  ]) {
    const { events, did } = scene({ linked: [[aLeadRecord(), OTHER]], answers });
    expect(await events.card(card(), delivery())).toMatchObject({ kind: 'again' });
    expect(did.filter((each) => each.startsWith('open'))).toHaveLength(2);
  }
});
test('a lead without any card has nothing to follow', async () => {
  const { events, did } = scene({ finder: { linked: none } });
  expect(await events.card(card(), delivery())).toEqual(DONE);
  expect(did).toEqual([LEFT]);
});

const gone = hold('card_absent', absent);
test('P3 · deleted, and the live read agrees: forgotten and looked for anew, then judged by what is found', async () => {
  const { events, did } = scene({ answers: [gone] });
  expect(await events.card(card({ action: 'delete' }), delivery())).toEqual(DONE);
  expect(did).toEqual(['open lead', `forget ${CARD}`, 'find', 'open lead']);
});
test('P3 · not shown, and no hook says that it is deleted: looked for again, nothing forgotten', async () => {
  const { events, did } = scene({ answers: [gone] });
  await events.card(card(), delivery());
  expect(did).toEqual([LEFT, 'open lead', 'refind', 'open lead']);
});
test('P3 · deleted, and unlinked by the time that it is read: there is nothing to forget, only to look for', async () => {
  const unlinked = { ...gone, lead: aLeadRecord({ kommoLeadId: null }) };
  const { events, did } = scene({ answers: [unlinked] });
  await events.card(card({ action: 'delete' }), delivery());
  expect(did).toEqual(['open lead', 'refind', 'open lead']);
});
test('P3 · deleted by a hook, and the live read shows it: nothing is forgotten', async () => {
  const { events, did } = scene({});
  await events.card(card({ action: 'delete' }), delivery());
  expect(did).toEqual(['open lead']);
});
test('P3 · nothing is found, or nobody can say: nothing more is judged', async () => {
  const unlinked = scene({ answers: [gone], finder: { refind: none } });
  expect(await unlinked.events.card(card(), delivery())).toEqual(DONE);
  const unsure = scene({
    answers: [gone],
    finder: { refind: async () => ({ kind: 'hold', cause: 'throttled' }) },
  });
  expect(await unsure.events.card(card(), delivery())).toEqual({ kind: 'again', cause: 'throttled' });
  for (const { did } of [unlinked, unsure])
    expect(did.filter((each) => each.startsWith('open'))).toHaveLength(1);
});
test('P6 · who follows the card now is asked once more after the takeover; nobody any more: those of before', async () => {
  const { events, did } = scene({ linked: [[aLeadRecord()], [OTHER]] });
  await events.card(card(), delivery());
  expect(did).toContain('open other');
  const emptied = scene({ linked: [[aLeadRecord()], []] });
  await emptied.events.card(card(), delivery());
  expect(emptied.did).toContain('open lead');
});
