/**
 * Changes of cards, combined over the functions that wait for the budget (facts/kommo.md §2.3): one request for many, each with its own
 * outcome (P4).
 *
 * Kommo knows no conditional write, so a stage is written only over what was looked at a moment ago (I8): the request leaves at most
 * {@link LOOK_MAX_AGE_MS} after a look that shows the card as its owner saw it when deciding. Where the place in line came later than that,
 * or another function decided, whoever sends looks again, at all cards of the request in one; a card that is no longer as it was seen is
 * left out, and its owner decides anew. The place of the write is in hand before the look leaves, so nothing stands between the two.
 */
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { KommoLeadId } from '../lead.ts';
import { failure } from './answer.ts';
import { type Asking, PAGE_LIMIT, shaped } from './asking.ts';
import type { CombinedWrites, Item } from './combined-writes.ts';
import type { CardLook, KommoFailure, KommoResult } from './kommo.ts';
import * as schemas from './schemas.ts';

/** Between the look and the move a person's own move goes unseen, so the look is this young. */
export const LOOK_MAX_AGE_MS = 250;
/** Where Kommo itself is slower than that, its answer is acted upon within this. */
const ANSWERED_MAX_AGE_MS = 50;

type Patched = { readonly updatedAt: number };
type Result = KommoResult<Patched>;
type Places = 'taken' | 'to_take';

/** One change as it travels from function to function: our own body, and what the card showed where its stage is written. */
const Change = z.object({
  cardId: KommoLeadId,
  body: z.record(z.string(), z.unknown()),
  seen: z.nullable(z.object({ pipelineId: z.int(), statusId: z.int(), updatedAt: z.int() })),
});
type Change = z.infer<typeof Change> & { readonly itemId: string };

const Patched = z.object({ updatedAt: z.number() });
/** Nothing of it was written: its owner looks at the card again. */
const OUTDATED = failure('look_outdated');

export type PatchCard = (change: {
  readonly id: KommoLeadId;
  readonly body: Readonly<Record<string, unknown>>;
  /** Of a change of the stage. */
  readonly look: CardLook | null;
  /** In a request of its own, whoever else waits. */
  readonly alone: boolean;
}) => Promise<Result>;

export function createCardPatches({
  asking,
  combined,
  clock,
}: {
  readonly asking: Pick<Asking, 'ask' | 'get' | 'pages' | 'hold'>;
  readonly combined: CombinedWrites | null;
  readonly clock: Clock;
}): PatchCard {
  const { ask, get, pages, hold } = asking;

  /** These cards now, and until when a write may rest on that. */
  const lookAt = async (changes: readonly Change[], place: Places) => {
    const request = get('/leads', { with: 'contacts', limit: String(PAGE_LIMIT) }, 'write');
    for (const { cardId } of changes) request.query?.append('filter[id][]', String(cardId));
    const read = await pages({ ...request, place }, { key: 'leads', item: schemas.LeadBody });
    if (read.kind === 'failed') return read;
    const cards = new Map(read.kind === 'ok' ? read.items.map((body) => [body.id, body]) : []);
    const youngUntilMs = Math.max(read.sentAtMs + LOOK_MAX_AGE_MS, clock.nowMs() + ANSWERED_MAX_AGE_MS);
    return { kind: 'ok' as const, cards, youngUntilMs };
  };
  type Looked = { readonly kind: 'as_seen' } | { readonly kind: 'outcome'; readonly outcome: Result };
  const compared = ({ seen }: Change, card: z.infer<typeof schemas.LeadBody> | undefined): Looked => {
    if (!card || card.is_deleted) return { kind: 'outcome', outcome: { kind: 'absent' } };
    const isAsSeen =
      seen?.statusId === card.status_id &&
      seen.pipelineId === card.pipeline_id &&
      seen.updatedAt === card.updated_at;
    return isAsSeen ? { kind: 'as_seen' } : { kind: 'outcome', outcome: OUTDATED };
  };

  /** Who was named was refused; of the others it is documented nowhere whether they were written: they look. */
  const refusedOf = (refusal: KommoFailure, index: number): Result => {
    const problems = refusal.problems.filter(({ requestId }) => requestId === String(index));
    if (problems.length === 0) return OUTDATED;
    return problems.some(({ path }) => path === 'id') ? { kind: 'absent' } : { ...refusal, problems };
  };
  const outcomesOf = (
    changes: readonly Change[],
    written: KommoResult<z.output<typeof schemas.patchedCards>>,
  ): ReadonlyMap<string, Result> => {
    const outcomeOf = ({ cardId }: Change, index: number): Result => {
      switch (written.kind) {
        case 'ok': {
          const card = written.value.find(({ id }) => id === cardId);
          // Not told of: perhaps written, as with an answer that was lost.
          return card ? { kind: 'ok', value: { updatedAt: card.updated_at } } : failure('timeout');
        }
        // None of them, it says; which of them is gone, each learns by itself.
        case 'absent':
          return OUTDATED;
        case 'failed':
          return written.cause === 'rejected' ? refusedOf(written, index) : written;
      }
    };
    return new Map(changes.map((change, index) => [change.itemId, outcomeOf(change, index)]));
  };
  /** In one request. `late`: it did not leave, and its place is still in hand. */
  const patch = async (
    changes: readonly Change[],
    sending: { readonly place: Places; readonly leavesUntilMs?: number },
  ): Promise<ReadonlyMap<string, Result> | 'late'> => {
    const [only, second] = changes;
    if (!only) return new Map();
    const request = { method: 'PATCH', priority: 'write', ...sending } as const;
    const result = second
      ? await ask({
          ...request,
          path: '/leads',
          body: changes.map(({ cardId, body }) => ({ ...body, id: cardId })),
        })
      : await ask({ ...request, path: `/leads/${only.cardId}`, body: only.body });
    if (result.kind === 'failed' && result.cause === 'look_outdated') return 'late';
    return second
      ? outcomesOf(changes, shaped(result, schemas.patchedCards))
      : new Map([[only.itemId, shaped(result, schemas.patchedIn('leads'))]]);
  };

  /** `lookAtMs`: of the first of these, which is our own. `places` have been taken. */
  const send = async (
    items: readonly Item[],
    places: number,
    lookAtMs: number | null,
  ): Promise<ReadonlyMap<string, Result>> => {
    const outcomes = new Map<string, Result>();
    const changes = new Map<number, Change>();
    for (const item of items) {
      const change = Change.safeParse(item.body);
      // Two changes of one card: the second was decided before the first.
      if (!change.success || changes.has(change.data.cardId)) outcomes.set(item.id, OUTDATED);
      else changes.set(change.data.cardId, { ...change.data, itemId: item.id });
    }
    const moves = [...changes.values()].filter(({ seen }) => seen !== null);
    const place: Places = places > 0 ? 'taken' : 'to_take';
    let youngUntilMs = moves.length === 1 && items.length === 1 ? (lookAtMs ?? 0) + LOOK_MAX_AGE_MS : 0;
    if (moves.length > 0 && clock.nowMs() > youngUntilMs) {
      const look = await lookAt(moves, places > 1 ? 'taken' : 'to_take');
      if (look.kind === 'ok') youngUntilMs = look.youngUntilMs;
      for (const move of moves) {
        const looked: Looked =
          look.kind === 'ok'
            ? compared(move, look.cards.get(move.cardId))
            : { kind: 'outcome', outcome: look };
        if (looked.kind === 'as_seen') continue;
        outcomes.set(move.itemId, looked.outcome);
        changes.delete(move.cardId);
      }
    }
    const all = [...changes.values()];
    const still = all.filter(({ seen }) => seen === null);
    const told = await patch(all, {
      place,
      ...(still.length < all.length && { leavesUntilMs: youngUntilMs }),
    });
    if (told !== 'late') return new Map([...outcomes, ...told]);
    // Who moves nothing goes without those who do.
    const rest = await patch(still, { place });
    for (const { itemId, seen } of all) if (seen !== null) outcomes.set(itemId, OUTDATED);
    return new Map([...outcomes, ...(rest === 'late' ? [] : rest)]);
  };

  return async ({ id, body, look, alone }) => {
    const { pipelineId = 0, statusId = 0, updatedAt = 0, atMs = null } = look ?? {};
    const seen = look && { pipelineId, statusId, updatedAt };
    const change: z.infer<typeof Change> = { cardId: id, body: { ...body }, seen };
    if (!combined) {
      // The place first, for it may come late: then the look.
      const held = look ? await hold('write') : null;
      if (held !== null && held !== 'granted') return held;
      const told = await send([{ id: '0', body: change }], held === null ? 0 : 1, atMs);
      return told.get('0') ?? failure('malformed', { status: 200 });
    }
    const isYoung = atMs !== null && clock.nowMs() - atMs <= LOOK_MAX_AGE_MS / 2;
    return combined.write<Patched>({
      name: alone ? `leads/${id}` : 'leads',
      body: change,
      priority: 'write',
      ...(look && { places: { now: isYoung ? 1 : 2, later: 2 } }),
      send: (items, places) => send(items, places, atMs),
      read: (value) => Patched.safeParse(value).data,
    });
  };
}
