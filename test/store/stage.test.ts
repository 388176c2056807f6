/** What a live read does to the row (H14): mirrored when newer, a takeover when it is a person's, a release only by proof. */
import { expect, test } from 'vitest';
import { cardId, HOUR_MS, NOW_MS, SECOND_MS, useDesk } from './support/database.ts';

const desk = useDesk();
const GRACE_MS = 5 * SECOND_MS;
const MOVED_MS = NOW_MS - HOUR_MS;

test('H14 · a read is mirrored, whatever is then decided', async () => {
  const d = desk();
  const { id } = await d.lead();
  expect((await d.observe(id, { place: 'qualificado' })).mirroredPlace).toBe('qualificado');
  expect((await d.observe(id, { botSpeaks: false, readAtMs: NOW_MS + 1 })).mirroredPlace).toBe(
    'atendimento_humano',
  );
});

test('R9 · a read sent 1 ms earlier, or in the same ms, changes nothing; 1 ms later it does', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.observe(id, { place: 'qualificado' });
  for (const readAtMs of [NOW_MS - 1, NOW_MS])
    expect(await d.observe(id, { botSpeaks: false, readAtMs })).toMatchObject({
      mirroredPlace: 'qualificado',
      epoch: 0,
    });
  expect(await d.observe(id, { botSpeaks: false, readAtMs: NOW_MS + 1 })).toMatchObject({
    mirroredPlace: 'atendimento_humano',
    epoch: 1,
  });
});

const SECOND_CARD = cardId(15_000_002);

test('P18 · a person’s stage on a second card is recorded although another card was read later', async () => {
  const d = desk();
  const lead = await d.lead();
  await d.observe(lead.id, { place: 'qualificado', readAtMs: NOW_MS + 500 });
  const after = await d.observe(lead.id, { botSpeaks: false, cards: [SECOND_CARD], readAtMs: NOW_MS });
  expect(after.signals.humanStageAtMs).toBe(NOW_MS);
  // For people to look at: what was read last.
  expect(after.mirroredPlace).toBe('qualificado');
  expect(await d.commit(lead)).toEqual({ outcome: 'taken_over' });
});

test('P18 · what was read of the second card before it came back is no news, and an older look at both releases nothing', async () => {
  const d = desk();
  const { id } = await d.lead();
  const both = [cardId(), SECOND_CARD];
  await d.observe(id, { botSpeaks: false, cards: [SECOND_CARD], readAtMs: NOW_MS });
  const later = { atMs: NOW_MS + 60_000 };
  const stale = await d.observe(id, { cards: both, readAtMs: NOW_MS, ...later });
  expect(stale.signals.humanStageAtMs).toBe(NOW_MS);
  const back = await d.observe(id, { cards: both, readAtMs: NOW_MS + 60_000, ...later });
  expect(back.signals.humanStageAtMs).toBeNull();
  for (const readAtMs of [NOW_MS + 59_999, NOW_MS + 60_000]) {
    const late = await d.observe(id, { botSpeaks: false, cards: [SECOND_CARD], readAtMs, ...later });
    expect(late.signals.humanStageAtMs).toBeNull();
  }
});

test('H1 · a stage of a person’s, told by nobody, is a takeover: one, however often it is seen', async () => {
  const d = desk();
  const before = await d.lead();
  const first = await d.observe(before.id, { botSpeaks: false });
  expect(first.signals.humanStageAtMs).toBe(NOW_MS);
  expect(await d.commit(before)).toEqual({ outcome: 'taken_over' });
  const second = await d.observe(before.id, { botSpeaks: false, readAtMs: NOW_MS + 1, atMs: NOW_MS + 1 });
  expect(second.epoch).toBe(first.epoch);
});

/** A takeover recorded at NOW by a hook about a move an hour ago. */
async function takenOver() {
  const d = desk();
  const { id } = await d.lead();
  const lead = await d.store.recordTakeover({
    leadId: id,
    signal: 'human_stage',
    signalAtMs: MOVED_MS,
    untilMs: null,
    atMs: NOW_MS,
  });
  return { d, id, lead };
}
const stands = (lead: { signals: { humanStageAtMs: number | null } }): boolean =>
  lead.signals.humanStageAtMs !== null;

const RELEASES: readonly (readonly [string, { readAtMs: number; cardUpdatedAtMs: number }, boolean])[] = [
  ['a read sent with the signal releases nothing', { readAtMs: NOW_MS, cardUpdatedAtMs: NOW_MS + 1 }, false],
  [
    'a read sent 1 ms after it, of a card changed since the move, releases',
    { readAtMs: NOW_MS + 1, cardUpdatedAtMs: MOVED_MS + 1 },
    true,
  ],
  [
    'a read of a card last changed by that very move is the old card',
    { readAtMs: NOW_MS + 1, cardUpdatedAtMs: MOVED_MS },
    false,
  ],
  [
    'a read of a card older than the move is the old card',
    { readAtMs: NOW_MS + GRACE_MS, cardUpdatedAtMs: MOVED_MS - 1 },
    false,
  ],
  [
    '… until the read is younger than the grace',
    { readAtMs: NOW_MS + GRACE_MS + 1, cardUpdatedAtMs: MOVED_MS - 1 },
    true,
  ],
];
test.each(RELEASES)('R9 · %s', async (_name, read, released) => {
  const { d, id, lead } = await takenOver();
  const after = await d.observe(id, read);
  expect(stands(after)).toBe(!released);
  // I1: the release itself makes every older permit void.
  expect(after.epoch).toBe(lead.epoch + (released ? 1 : 0));
});

test('H3, R17 · a hook from the future is cut to now, so the next real read may release it', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.recordTakeover({
    leadId: id,
    signal: 'human_stage',
    signalAtMs: NOW_MS + 900 * HOUR_MS,
    untilMs: null,
    atMs: NOW_MS,
  });
  const after = await d.observe(id, { readAtMs: NOW_MS + SECOND_MS, cardUpdatedAtMs: NOW_MS + SECOND_MS });
  expect(stands(after)).toBe(false);
});

test('R14 · a stage of the bot’s releases no other signal', async () => {
  const { d, id } = await takenOver();
  await d.store.recordTakeover({
    leadId: id,
    signal: 'opt_out',
    signalAtMs: NOW_MS,
    untilMs: null,
    atMs: NOW_MS,
  });
  await d.person(id);
  const after = await d.observe(id, { readAtMs: NOW_MS + GRACE_MS + 1, cardUpdatedAtMs: NOW_MS + 1 });
  expect(after.signals).toMatchObject({ humanStageAtMs: null, optedOutAtMs: NOW_MS, humanReplyAtMs: NOW_MS });
  expect(await d.commit(after)).toEqual({ outcome: 'taken_over' });
});

test('design §4 · the bot’s hand-over becomes the card’s own word once the card has moved', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.recordTakeover({
    leadId: id,
    signal: 'bot_handoff',
    signalAtMs: NOW_MS,
    untilMs: null,
    atMs: NOW_MS,
  });
  const still = await d.observe(id, { readAtMs: NOW_MS + 1 });
  expect(still.signals.botHandoffAtMs).toBe(NOW_MS);
  const moved = await d.observe(id, { botSpeaks: false, readAtMs: NOW_MS + 2 });
  expect(moved.signals.botHandoffAtMs).toBeNull();
  expect(stands(moved)).toBe(true);
});

test('R12 · a hook about a card that nobody is linked to records nothing and says so', async () => {
  const d = desk();
  expect(
    await d.store.recordCardTakeover({
      kommoLeadId: cardId(),
      isClosed: false,
      movedAtMs: NOW_MS,
      atMs: NOW_MS,
    }),
  ).toEqual([]);
});

test('H7 · a hook about a linked card takes its lead over, found by the card alone', async () => {
  const d = desk();
  const lead = await d.lead();
  await d.store.linkCard(lead.id, { kommoLeadId: cardId(), kommoContactIds: [] });
  expect(
    await d.store.recordCardTakeover({
      kommoLeadId: cardId(),
      isClosed: false,
      movedAtMs: NOW_MS,
      atMs: NOW_MS,
    }),
  ).toMatchObject([{ id: lead.id }]);
  expect(await d.commit(lead)).toEqual({ outcome: 'taken_over' });
});

test('§6 · a closed card of whom the newest look showed another one takes nobody over; once the other is not seen any more, it does', async () => {
  const d = desk();
  const lead = await d.lead();
  await d.store.linkCard(lead.id, { kommoLeadId: cardId(), kommoContactIds: [] });
  const claim = (isClosed: boolean) =>
    d.store.recordCardTakeover({ kommoLeadId: cardId(), isClosed, movedAtMs: NOW_MS, atMs: NOW_MS });
  await d.observe(lead.id, { cards: [cardId(), SECOND_CARD] });
  expect(await claim(true)).toEqual([]);
  await d.observe(lead.id, { cards: [cardId()], readAtMs: NOW_MS + 1 });
  expect(await claim(true)).toMatchObject([{ id: lead.id, epoch: 1 }]);
  // An open card decides whatever stands beside it.
  await d.observe(lead.id, { cards: [cardId(), SECOND_CARD], readAtMs: NOW_MS + 2 });
  expect(await claim(false)).toMatchObject([{ id: lead.id, epoch: 2 }]);
});
