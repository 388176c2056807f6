/** P9: reconcile's look over the cards that changed: however many, however they move meanwhile, whatever one of them looks like. */
import { expect, test } from 'vitest';
import type { Kommo, KommoLead } from '../../lib/kommo/kommo.ts';
import { createStageMap } from '../../lib/pipeline.ts';
import { findMissedCards, type MissedCardsDeps } from '../../lib/reconcile/missed-cards.ts';
import { PIPELINES } from '../../local/emulators/kommo/account.ts';
import { ACCOUNT, STATUS } from '../../local/stack.ts';
import { aLead, recordedLog } from '../kommo/support/builders.ts';

const START_MS = Date.parse('2026-11-23T13:00:00Z');
const PAGE = 250;
const map = createStageMap({
  pipeline: {
    pipelineId: ACCOUNT.pipelineId,
    statuses: (PIPELINES[0]?.statuses ?? []).map(({ id, name, isUnsorted }) => ({
      statusId: id,
      name,
      isUnsorted,
    })),
  },
  configuredIds: {},
});

/** A list of cards as Kommo serves it: by the time of the last change, in pages of 250. */
function aLook(cards: KommoLead[], { onPage = () => {} }: { onPage?: (asked: number) => void } = {}) {
  let nowMs = START_MS;
  let kept: number | null = START_MS - 3_600_000;
  let asked = 0;
  let isDown = false;
  const compared = new Set<number>();
  const log = recordedLog();
  const changedLeads: Kommo['changedLeads'] = async ({ fromSeconds, page }) => {
    asked += 1;
    onPage(asked);
    if (isDown) return { kind: 'failed', cause: 'timeout', status: null, retryAfterMs: null, problems: [] };
    const rows = cards
      .filter(({ updatedAt }) => updatedAt >= fromSeconds)
      .toSorted((a, b) => a.updatedAt - b.updatedAt || a.id - b.id);
    return {
      kind: 'ok',
      value: {
        leads: rows.slice((page - 1) * PAGE, page * PAGE),
        odd: 0,
        isLast: rows.length <= page * PAGE,
      },
    };
  };
  const deps: MissedCardsDeps = {
    store: {
      outdatedMirrors: async (seen) => {
        for (const { id } of seen) compared.add(id);
        return [];
      },
    },
    checkpoints: {
      last: async () => kept,
      isDue: async () => true,
      keep: (_name, atMs) => {
        kept = atMs;
      },
      write: async () => {},
    },
    kommo: { changedLeads },
    metadata: { stageMap: async () => ({ kind: 'ok', value: map }) },
    takeovers: { cardLeft: async () => true },
    queue: { sendMany: async () => [] },
    clock: { nowMs: () => nowMs },
    newId: () => 'id',
    log,
  };
  return {
    compared,
    log,
    asked: () => asked,
    kept: () => kept,
    down: (down: boolean) => {
      isDown = down;
    },
    minute: () => {
      nowMs += 60_000;
    },
    look: () => findMissedCards(deps),
  };
}
const card = (n: number, updatedAt: number): KommoLead =>
  aLead({ id: 15_000_000 + n, statusId: STATUS.em_qualificacao, updatedAt } as Parameters<typeof aLead>[0]);
const seconds = (ms: number) => Math.floor(ms / 1000);

test('P9 · twelve thousand changed cards are all looked at within three minutes, and the look is done', async () => {
  const cards = Array.from({ length: 12_000 }, (_, n) =>
    card(n, seconds(START_MS) - 3000 + Math.floor(n / 10)),
  );
  const it = aLook(cards);
  for (let minutes = 0; minutes < 3; minutes += 1) {
    await it.look();
    it.minute();
  }
  expect(it.compared.size).toBe(12_000);
  expect(it.kept()).toBe(START_MS + 2 * 60_000);
});

test('P9 · a card that changes while the list is read shifts no other past the reader', async () => {
  const cards = Array.from({ length: 900 }, (_, n) => card(n, seconds(START_MS) - 3000 + n));
  const it = aLook(cards, {
    onPage: (asked) => {
      // The first forty of the list move to its end: every offset behind them is forty short.
      if (asked === 2) for (let n = 0; n < 40; n += 1) cards[n] = card(n, seconds(START_MS) - 1);
    },
  });
  await it.look();
  expect(it.compared.size).toBe(900);
});

test('P9 · a mass edit of more than a page within one second is read to its end', async () => {
  const cards = Array.from({ length: 700 }, (_, n) => card(n, seconds(START_MS) - 60));
  const it = aLook(cards);
  expect(await it.look()).toBe(0);
  expect(it.compared.size).toBe(700);
});

test('P9, I3 · a look that breaks off goes on where it ended', async () => {
  const cards = Array.from({ length: 1000 }, (_, n) => card(n, seconds(START_MS) - 3000 + n));
  const it = aLook(cards, { onPage: (asked) => asked === 3 && it.down(true) });
  expect(await it.look()).toBeNull();
  expect(it.kept()).toBe((seconds(START_MS) - 3000 + 498) * 1000);
  it.down(false);
  it.minute();
  await it.look();
  expect(it.compared.size).toBe(1000);
});
