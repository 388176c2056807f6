/** What Kommo's events say of a lead's cards beside the live read: a person's return, or a move away that the read is too old to show. Pure. */
import type { CardMove } from '../kommo/kommo.ts';
import { isOurs, isPersons, type OwnMove } from '../kommo/own-moves.ts';
import type { KommoLeadId } from '../lead.ts';
import { isClosed, type StageMap, type StageRef, speechIn } from '../pipeline.ts';

/** When, by whom and of which card; epoch milliseconds. */
export type CardReturn = {
  readonly kind: 'returned';
  readonly atMs: number;
  readonly author: number;
  readonly kommoLeadId: KommoLeadId;
};

export type MovesSeen = {
  /** Of every card that the live read showed, each in one of the bot's stages. */
  readonly cards: readonly KommoLeadId[];
  /** Those of them whose return gives the lead back. */
  readonly returning: readonly KommoLeadId[];
  readonly moves: readonly CardMove[];
  readonly own: readonly OwnMove[];
  readonly map: StageMap;
  /** Only a move out of a stage that is not the bot's counts; another is no return. */
  readonly fromPerson: boolean;
  /** When the live read was sent, epoch milliseconds. */
  readonly readAtMs: number;
  /** A read this much younger than a move shows it (facts/kommo.md §7). */
  readonly graceMs: number;
};

/**
 * `left`: a card left the bot's stages, and the read may be from before: a hint, so silence until a younger read. Else the latest move of a
 * person's into a stage of the bot's, or null.
 */
export function judgeMoves({
  cards,
  returning,
  moves,
  own,
  map,
  fromPerson,
  readAtMs,
  graceMs,
}: MovesSeen): CardReturn | { readonly kind: 'left' } | null {
  const speaks = (stage: StageRef): boolean => speechIn(map.placeOf(stage)) === 'yes';
  // A closed card decides only where no other is open.
  const counts = (stage: StageRef): boolean => cards.length === 1 || !isClosed(stage);
  const isAway = (move: CardMove): boolean =>
    counts(move.to) &&
    !speaks(move.to) &&
    !(speechIn(map.placeOf(move.to)) === 'if_moved_by_us' && isOurs(move, own));

  let latest: CardReturn | null = null;
  for (const id of cards) {
    const ofCard = moves.filter(({ kommoLeadId }) => kommoLeadId === id);
    const back = Math.max(
      Number.NEGATIVE_INFINITY,
      ...ofCard.filter(({ to }) => speaks(to)).map(({ at }) => at),
    );
    // Kommo counts in seconds: within one, nobody knows what came first.
    if (ofCard.some((move) => isAway(move) && move.at >= back && readAtMs <= move.at * 1000 + graceMs))
      return { kind: 'left' };
    for (const move of returning.includes(id) ? ofCard : []) {
      const wasPersons = move.from !== null && !speaks(move.from) && counts(move.from);
      if (!speaks(move.to) || (fromPerson && !wasPersons) || !isPersons(move, own)) continue;
      if (latest === null || move.at * 1000 > latest.atMs)
        latest = { kind: 'returned', atMs: move.at * 1000, author: move.createdBy, kommoLeadId: id };
    }
  }
  return latest;
}
