/** Who holds a lead: each signal in its own place, in any order, released only by what may release it (R9, R10, R14). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LeadId } from '../../lib/lead.ts';
import type { Signals } from '../../lib/store/lead-rows.ts';
import { TAKEOVER_SIGNALS, type TakeoverSignal } from '../../lib/store/signals.ts';
import {
  type Desk,
  HOUR_MS,
  NOW_MS,
  PAUSE_SECONDS,
  PROPERTY_MS,
  SECOND_MS,
  useDesk,
} from './support/database.ts';

const desk = useDesk();

const LATER_MS = NOW_MS + HOUR_MS;
const record = (d: Desk, leadId: LeadId, signal: TakeoverSignal, signalAtMs = NOW_MS, atMs = LATER_MS) =>
  d.store.recordTakeover({
    leadId,
    signal,
    signalAtMs,
    untilMs: signal === 'human_reply' ? signalAtMs + PAUSE_SECONDS * SECOND_MS : null,
    atMs,
  });

const release = (
  d: Desk,
  leadId: LeadId,
  signal: Exclude<TakeoverSignal, 'human_stage'>,
  givenAtMs: number,
) =>
  d.store.releaseSignals(leadId, [signal], {
    givenAtMs,
    source: { reason: 'operator', author: 'operator' },
    atMs: LATER_MS + HOUR_MS,
  });

const OWN_COLUMN = {
  opt_out: 'optedOutAtMs',
  human_stage: 'humanStageAtMs',
  human_reply: 'humanReplyAtMs',
  bot_handoff: 'botHandoffAtMs',
} as const satisfies Record<TakeoverSignal, keyof Signals>;

test('R9 · an older echo never moves a person’s reply back, nor its end', async () => {
  const d = desk();
  const { id } = await d.lead();
  await record(d, id, 'human_reply', NOW_MS + 10_000);
  const { signals } = await record(d, id, 'human_reply', NOW_MS);
  expect(signals.humanReplyAtMs).toBe(NOW_MS + 10_000);
  expect(signals.humanReplyUntilMs).toBe(NOW_MS + 10_000 + PAUSE_SECONDS * SECOND_MS);
});

test('R9 · a return between an older echo and a newer reply releases neither', async () => {
  const d = desk();
  const { id } = await d.lead();
  await record(d, id, 'human_reply', NOW_MS + 10_000);
  await d.store.recordReturn(id, NOW_MS + 5_000);
  const late = await record(d, id, 'human_reply', NOW_MS);
  expect(await d.commit(late, { atMs: LATER_MS })).toEqual({ outcome: 'taken_over' });
});

test('R9 · an older return never moves a newer one back, and raises no epoch', async () => {
  const d = desk();
  const { id } = await d.lead();
  const first = await d.store.recordReturn(id, NOW_MS + 1000);
  const again = await d.store.recordReturn(id, NOW_MS);
  expect(again.signals.cardReturnedAtMs).toBe(NOW_MS + 1000);
  expect(again.epoch).toBe(first.epoch);
});

test('a claim from the future is cut to now, so a real return can be younger than it', async () => {
  const d = desk();
  const { id } = await d.lead();
  const forged = await record(d, id, 'human_reply', LATER_MS + 48 * HOUR_MS, LATER_MS);
  expect(forged.signals.humanReplyAtMs).toBe(LATER_MS);
  const back = await d.store.recordReturn(id, LATER_MS + 1);
  expect(await d.commit(back, { atMs: LATER_MS + 1 })).toMatchObject({ outcome: 'committed' });
});

for (const signal of TAKEOVER_SIGNALS)
  test(`R14 · ${signal} is written to its own place and leaves the others alone`, async () => {
    const d = desk();
    const { id } = await d.lead();
    const { signals, epoch, cycle } = await record(d, id, signal);
    const { [OWN_COLUMN[signal]]: own, ...others } = signals;
    expect(own).not.toBeNull();
    const set = Object.entries(others).filter(
      ([name, at]) => at !== null && !(signal === 'human_reply' && name === 'humanReplyUntilMs'),
    );
    expect(set).toEqual([]);
    expect([epoch, cycle]).toEqual([1, 1]);
  });

for (const released of ['opt_out', 'human_reply', 'bot_handoff'] as const)
  test(`R14 · releasing ${released} leaves every other signal standing`, async () => {
    const d = desk();
    const { id } = await d.lead();
    for (const signal of TAKEOVER_SIGNALS) await record(d, id, signal);
    const { signals } = await release(d, id, released, LATER_MS + 1);
    for (const signal of TAKEOVER_SIGNALS)
      expect(signals[OWN_COLUMN[signal]] === null).toBe(signal === released);
    expect(await d.commit(await d.now(id), { atMs: LATER_MS })).toEqual({ outcome: 'taken_over' });
  });

for (const released of ['opt_out', 'human_reply', 'bot_handoff'] as const)
  test(`V1 · a word releases only a ${released} that is older than it, whatever time it is recorded at`, async () => {
    const d = desk();
    const { id } = await d.lead();
    await record(d, id, released, NOW_MS, NOW_MS);
    for (const givenAtMs of [NOW_MS - HOUR_MS, NOW_MS])
      expect((await release(d, id, released, givenAtMs)).signals[OWN_COLUMN[released]]).toBe(NOW_MS);
    const { signals, epoch } = await release(d, id, released, NOW_MS + 1);
    expect(signals[OWN_COLUMN[released]]).toBeNull();
    // What releases nothing is no news: the epoch counts the taking and the giving back.
    expect(epoch).toBe(2);
    expect((await d.store.decisionsOf(id, 10)).map(({ kind }) => kind)).toEqual(['takeover', 'release']);
  });

test('V1 · a note is obeyed once for good, and a /humano older than an obeyed /bot comes too late', async () => {
  const d = desk();
  const { id } = await d.lead();
  const note = (noteId: number, command: 'humano' | 'bot', givenAtMs: number) =>
    d.store.obeyNote({
      leadId: id,
      noteId,
      command,
      givenAtMs,
      pauseSeconds: PAUSE_SECONDS,
      author: 9,
      atMs: LATER_MS,
    });
  await record(d, id, 'human_reply', NOW_MS);
  expect((await note(1, 'bot', NOW_MS + 1000)).signals.humanReplyAtMs).toBeNull();
  // An echo that was under way all the while is still a person's word; the note does not undo it a second time.
  await record(d, id, 'human_reply', NOW_MS + 500);
  expect((await note(1, 'bot', NOW_MS + 1000)).signals.humanReplyAtMs).toBe(NOW_MS + 500);
  await release(d, id, 'human_reply', NOW_MS + 600);
  expect((await note(2, 'humano', NOW_MS + 900)).signals.humanReplyAtMs).toBeNull();
  expect((await note(3, 'humano', NOW_MS + 1100)).signals.humanReplyAtMs).toBe(NOW_MS + 1100);
});

test('V1 · a return ahead of our clock is cut to now: it releases nothing that a person says after it', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.recordReturn(id, NOW_MS + HOUR_MS, { atMs: NOW_MS, author: 9 });
  const lead = await record(d, id, 'human_reply', NOW_MS + 1000, NOW_MS + 2000);
  expect(await d.commit(lead, { atMs: NOW_MS + 3000 })).toEqual({ outcome: 'taken_over' });
});

test('a stage takeover is released by a live read alone: no command may name it', async () => {
  const d = desk();
  const { id } = await d.lead();
  await record(d, id, 'human_stage');
  await expect(
    d.row(`select public.release_signals($1, '{human_stage}', now(), '{}', now())`, [id]),
  ).rejects.toThrow(/live read/);
  expect((await d.now(id)).signals.humanStageAtMs).not.toBeNull();
});

test('an unknown signal is a bug, not a silent nothing', async () => {
  const d = desk();
  const { id } = await d.lead();
  await expect(d.row(`select public.record_takeover($1, 'pause', now(), null, now())`, [id])).rejects.toThrow(
    /unknown signal/,
  );
});

type Happening =
  | { readonly kind: 'signal'; readonly signal: TakeoverSignal; readonly at: number }
  | { readonly kind: 'return'; readonly at: number }
  | { readonly kind: 'person'; readonly id: number; readonly at: number };

const aHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('signal' as const),
    signal: fc.constantFrom(...TAKEOVER_SIGNALS),
    at: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({ kind: fc.constant('return' as const), at: fc.integer({ min: 0, max: 6 }) }),
  // One id is one message, so it has one moment.
  fc.integer({ min: 0, max: 4 }).map((id) => ({ kind: 'person' as const, id, at: id + 1 })),
);

async function tell(d: Desk, leadId: LeadId, happening: Happening): Promise<void> {
  const atMs = NOW_MS + happening.at * SECOND_MS;
  switch (happening.kind) {
    case 'signal':
      return void (await record(d, leadId, happening.signal, atMs));
    case 'return':
      return void (await d.store.recordReturn(leadId, atMs));
    case 'person':
      return void (await d.person(leadId, {
        providerId: `wamid.p.${happening.id}`,
        sentAtMs: atMs,
        atMs: LATER_MS,
      }));
  }
}

test('R9, R10 · events told shuffled and twice end in the same row as told once in order', {
  timeout: PROPERTY_MS,
}, async () => {
  let reordered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(aHappening, { minLength: 1, maxLength: 5 })
        .chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
          ),
        ),
      async ([events, shuffled]) => {
        const d = desk();
        await d.supabase.control.reset();
        const told = await d.lead();
        const inOrder = [...events].sort((a, b) => a.at - b.at);
        for (const event of inOrder) await tell(d, told.id, event);
        const expected = (await d.now(told.id)).signals;
        await d.supabase.control.reset();
        const { id } = await d.lead();
        for (const event of shuffled) await tell(d, id, event);
        expect((await d.now(id)).signals).toEqual(expected);
        if (JSON.stringify(shuffled) !== JSON.stringify([...inOrder, ...inOrder])) reordered += 1;
      },
    ),
    { numRuns: 30 },
  );
  expect(reordered).toBeGreaterThan(0);
});

test('R10 · twenty signals at once lose none: the epoch counts them all', async () => {
  const d = desk();
  const { id } = await d.lead();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => record(d, id, TAKEOVER_SIGNALS[index % 4] ?? 'opt_out')),
  );
  expect(await d.now(id)).toMatchObject({ epoch: 20, cycle: 20 });
});
