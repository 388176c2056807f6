/** Moves of cards are asked for together: one request for ten cards of whoever waits, and each hears of its own (R18). */
import { expect, test } from 'vitest';
import type { Read } from '../../lib/kommo/answer.ts';
import { createAsking } from '../../lib/kommo/asking.ts';
import type { CombinedReads } from '../../lib/kommo/combined.ts';
import type { KommoRequest } from '../../lib/kommo/http.ts';
import { createReads } from '../../lib/kommo/reads.ts';
import { leadId } from './support/builders.ts';

/** Noon of a day. */
const NOON = 1_795_435_200;
const event = (card: number, at: number) => ({
  entity_id: card,
  created_by: 7,
  created_at: at,
  value_before: [],
  value_after: [{ lead_status: { id: 1, pipeline_id: 2 } }],
});

function readsOver(events: readonly ReturnType<typeof event>[], combined: CombinedReads | null) {
  const requests: KommoRequest[] = [];
  const asking = createAsking(
    {
      ask: async (request) => {
        requests.push(request);
        return events.length === 0
          ? { result: { kind: 'absent' }, sentAtMs: 1 }
          : { result: { kind: 'ok', value: { _embedded: { events } } }, sentAtMs: 1 };
      },
      nextPage: () => null,
      hold: async () => {
        throw new Error('nothing is held here');
      },
    },
    combined,
  );
  return { reads: createReads(asking), requests };
}

test('R18 · moves of before the moment that is asked about are not told, though the day is asked for', async () => {
  const { reads, requests } = readsOver([event(1, NOON - 1), event(1, NOON), event(2, NOON + 5)], null);
  const read = await reads.cardMoves({ ids: [leadId(1), leadId(2)], fromSeconds: NOON });
  expect(read).toMatchObject({
    kind: 'ok',
    value: [
      { kommoLeadId: 2, at: NOON + 5 },
      { kommoLeadId: 1, at: NOON },
    ],
  });
  expect(requests.map(({ query }) => query?.get('filter[created_at][from]'))).toEqual([
    String(NOON - (NOON % 86_400)),
  ]);
});

test('cards that never moved are an answer, and eleven are two requests', async () => {
  const { reads, requests } = readsOver([], null);
  const ids = Array.from({ length: 11 }, (_, index) => leadId(index + 1));
  expect(await reads.cardMoves({ ids, fromSeconds: NOON })).toEqual({ kind: 'ok', value: [] });
  expect(requests.map(({ query }) => query?.get('filter[entity_id]')?.split(',').length)).toEqual([10, 1]);
});

test('R18 · asked for others as well, each is handed its own moves, and none is an answer too; whoever asks since another moment of the day asks along', async () => {
  const names: string[] = [];
  const handed: Read<{ readonly id: number }>[] = [];
  const combined: CombinedReads = {
    prepare: async () => {},
    byId: async ({ name, ids, itemsMax, send, bodyOf }) => {
      names.push(name);
      expect(itemsMax).toBe(10);
      const read = await send([...ids, 8, 9], 'taken');
      handed.push(read);
      if (read.kind !== 'ok') return read;
      // As if another function had read it.
      const own = read.items.filter(({ id }) => ids.includes(id)).map((each) => structuredClone(each));
      return { ...read, items: own.flatMap((each) => bodyOf(each) ?? []) };
    },
  };
  const { reads } = readsOver([event(1, NOON + 1), event(8, NOON + 2)], combined);
  const read = await reads.cardMoves({ ids: [leadId(1)], fromSeconds: NOON });
  expect(read).toMatchObject({ kind: 'ok', value: [{ kommoLeadId: 1, at: NOON + 1 }] });
  expect(handed).toMatchObject([
    { kind: 'ok', items: [{ id: 1 }, { id: 8, items: [{}] }, { id: 9, items: [] }] },
  ]);
  await reads.cardMoves({ ids: [leadId(1)], fromSeconds: NOON + 3600 });
  await reads.cardMoves({ ids: [leadId(1)], fromSeconds: NOON + 86_400 });
  expect(new Set(names).size).toBe(2);
  expect(names[0]).toBe(names[1]);
});
