/** Which held leads go in line, guard by guard: who wrote last, nobody twice, who is refused steps aside, no more than drain (I5). */
import { expect, test } from 'vitest';
import type { LeadId } from '../../../lib/lead.ts';
import { anAddress, type Desk, HOUR_MS, MINUTE_MS, NOW_MS, useDesk } from '../support/database.ts';
import { at, get, set } from './support.ts';

const desk = useDesk();
const HOLD = { kind: 'hold', reason: 'timeout', evidence: {}, stageAgeMs: null } as const;
/** Not a multiple of any number of minutes up to ten, but of one. */
const ODD_MINUTE_MS = Math.floor(NOW_MS / (2520 * MINUTE_MS)) * 2520 * MINUTE_MS + 2521 * MINUTE_MS;

/** So many held leads; the last one wrote last. */
async function heldLeads(d: Desk, count: number, over: Readonly<Record<string, unknown>> = {}) {
  const ids: LeadId[] = [];
  for (let n = 0; n < count; n += 1) {
    const { id } = await d.lead(anAddress({ phone: `+558199000010${n}` }));
    await set(d, 'leads', id, {
      held_at: at(-HOUR_MS),
      held_cause: 'timeout',
      last_inbound_at: at(-HOUR_MS + n * 1000),
      ...over,
    });
    ids.push(id);
  }
  return ids;
}
const due = async (d: Desk, { max = 10, atMs = NOW_MS, heldSinceMs = NOW_MS - 6 * HOUR_MS } = {}) =>
  (
    await d.store.heldToRedrive({
      heldSinceMs,
      lostBeforeMs: atMs - 30 * MINUTE_MS,
      inLineMax: max,
      atMs,
    })
  ).map(({ id }) => id);
const tooLong = async (d: Desk, isTried: boolean, limit = 10) =>
  (await d.store.heldTooLong({ heldBeforeMs: NOW_MS - 6 * HOUR_MS, isTried, limit, atMs: NOW_MS })).map(
    ({ id }) => id,
  );
const park = (d: Desk, id: LeadId, atMs = NOW_MS) =>
  d.store.holdLead(id, { park: true, decision: HOLD, atMs });

test('I5 · who wrote last is first; who is in line is not put there again; no more than the line takes', async () => {
  const d = desk();
  const [a, b, c, e] = (await heldLeads(d, 4)) as [LeadId, LeadId, LeadId, LeadId];
  await d.lead(anAddress({ phone: '+5581990000200' }));
  expect(await due(d, { max: 3 })).toEqual([e, c, b]);
  await d.store.markRedriven([e, c], NOW_MS);
  expect(await due(d, { max: 3 })).toEqual([b]);
  expect(await due(d, { max: 2 })).toEqual([]);
  expect(await due(d, { max: 1 })).toEqual([]);
  expect(await due(d)).toEqual([b, a]);
});

test('I5 · a lead that is held anew is behind those who were never driven, and is driven again', async () => {
  const d = desk();
  const [a, b] = (await heldLeads(d, 2)) as [LeadId, LeadId];
  await d.store.markRedriven([b], NOW_MS);
  await set(d, 'leads', a, { held_cause: 'forbidden' });
  await park(d, b);
  expect(await due(d)).toEqual([a, b]);
  expect(await get(d, 'leads', a)).toMatchObject({ held_cause: 'forbidden' });
  expect(await get(d, 'leads', b)).toMatchObject({ redriven_at: null, redrives: 1 });
});

test('I5 · who was refused n times comes every n minutes, and at least every ten', async () => {
  const d = desk();
  for (const [redrives, minutes] of [
    [1, 1],
    [2, 2],
    [7, 7],
    [12, 10],
  ] as const) {
    await d.supabase.control.reset();
    const [id] = await heldLeads(d, 1, { redrives });
    const heldSinceMs = 0;
    const startMs = ODD_MINUTE_MS - MINUTE_MS;
    expect(await due(d, { atMs: startMs, heldSinceMs })).toEqual([id]);
    expect(await due(d, { atMs: startMs + MINUTE_MS, heldSinceMs })).toEqual(minutes === 1 ? [id] : []);
    expect(await due(d, { atMs: startMs + minutes * MINUTE_MS, heldSinceMs })).toEqual([id]);
  }
});

test('I5 · one that is lost in line is driven again after half an hour, and no longer takes a place', async () => {
  const d = desk();
  const [a, b] = (await heldLeads(d, 2)) as [LeadId, LeadId];
  await d.store.markRedriven([b], NOW_MS - 30 * MINUTE_MS);
  expect(await due(d, { max: 1 })).toEqual([]);
  await set(d, 'leads', b, { redriven_at: at(-30 * MINUTE_MS - 1) });
  expect(await due(d)).toEqual([a, b]);
  expect(await due(d, { max: 1 })).toEqual([a]);
});

test('I5 · a hold that began after its lead was last in line is a new one', async () => {
  const d = desk();
  const [a] = (await heldLeads(d, 1)) as [LeadId];
  await set(d, 'leads', a, { redriven_at: at(-HOUR_MS - 1) });
  expect(await due(d)).toEqual([a]);
  await set(d, 'leads', a, { redriven_at: at(-10 * MINUTE_MS), held_at: at(-9 * MINUTE_MS) });
  // It takes nobody's place, for it is not in line.
  expect(await due(d, { max: 1 })).toEqual([a]);
  // Whoever is answered and held again begins anew.
  await set(d, 'leads', a, { held_at: null, redriven_at: at(0), redrives: 4 });
  await park(d, a);
  expect(await get(d, 'leads', a)).toMatchObject({ redriven_at: null, redrives: 0 });
});

test('I3 · who waits too long is a person’s: in no line, of nobody’s place, and told of once', async () => {
  const d = desk();
  const [a, b, c] = (await heldLeads(d, 3)) as [LeadId, LeadId, LeadId];
  for (const id of [a, b]) await set(d, 'leads', id, { held_at: at(-7 * HOUR_MS) });
  await set(d, 'leads', b, { redriven_at: at(-6.5 * HOUR_MS) });
  expect(await due(d)).toEqual([c]);
  expect(await tooLong(d, false)).toEqual([b, a]);
  expect(await tooLong(d, false, 1)).toEqual([b]);
  expect(await tooLong(d, true)).toEqual([]);
  await d.store.markRedriven([b], NOW_MS);
  expect(await due(d, { max: 1 })).toEqual([c]);
  expect(await tooLong(d, false)).toEqual([a]);
  expect(await tooLong(d, true)).toEqual([b]);
  // One that failed is behind the others.
  await d.store.markRedriven([a], NOW_MS);
  await d.store.markRedriven([b], NOW_MS);
  expect(await tooLong(d, true)).toEqual([a, b]);
});

test('I5 · only those who are held are marked, and only those who are named', async () => {
  const d = desk();
  const [a, b] = (await heldLeads(d, 2)) as [LeadId, LeadId];
  const { id: free } = await d.lead(anAddress({ phone: '+5581990000200' }));
  await d.store.markRedriven([a, free], NOW_MS);
  expect(await get(d, 'leads', a)).toMatchObject({ redrives: 1 });
  expect(await get(d, 'leads', b)).toMatchObject({ redriven_at: null, redrives: 0 });
  expect(await get(d, 'leads', free)).toMatchObject({ redriven_at: null, redrives: 0 });
  expect((await d.store.waitingWork(NOW_MS)).held).toBe(2);
});
