/** Which leads the board shows, in which column, in which order. Whoever waits longest stands on top. Pure. */
import type { LeadCard, Stage } from '../../lib/console/wire.ts';
import type { Place } from './place.ts';

export type Column = {
  readonly key: string;
  readonly stage: Stage | null;
  readonly leads: readonly LeadCard[];
};

const WAITING_MS = 5 * 60_000;

const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

const foldedNames = new WeakMap<LeadCard, string>();
/** Folded once a lead, and not once a letter of the search. */
function foldedName(lead: LeadCard): string {
  const known = foldedNames.get(lead) ?? folded(lead.name);
  foldedNames.set(lead, known);
  return known;
}

/** Without filters everybody fits. */
export function fits(
  lead: LeadCard,
  filter: Pick<Place, 'text' | 'holder' | 'isWaiting'>,
  nowMs: number,
): boolean {
  if (filter.holder !== null && lead.holder !== filter.holder) return false;
  if (filter.isWaiting && (lead.waitingSince === null || nowMs - lead.waitingSince < WAITING_MS))
    return false;
  const text = folded(filter.text.trim());
  if (text === '') return true;
  const digits = text.replace(/\D/g, '');
  return foldedName(lead).includes(text) || (digits !== '' && (lead.phone ?? '').includes(digits));
}

export function byWaiting(a: LeadCard, b: LeadCard): number {
  if (a.waitingSince !== b.waitingSince) {
    if (a.waitingSince === null) return 1;
    return b.waitingSince === null ? -1 : a.waitingSince - b.waitingSince;
  }
  return b.latestAt - a.latestAt || (a.key < b.key ? -1 : 1);
}

/** Who has a rank keeps it, whatever happened meanwhile; who has none comes last. */
export const byRank =
  (ranks: ReadonlyMap<string, number>) =>
  (a: LeadCard, b: LeadCard): number => {
    const rankOf = ({ key }: LeadCard): number => ranks.get(key) ?? Number.POSITIVE_INFINITY;
    const difference = rankOf(a) - rankOf(b);
    return Number.isNaN(difference) || difference === 0 ? byWaiting(a, b) : difference;
  };

/** A column for each stage; one more for cards that are in none of them, where there are any. */
export function columnsOf(
  leads: readonly LeadCard[],
  stages: readonly Stage[],
  order: (a: LeadCard, b: LeadCard) => number,
): readonly Column[] {
  const first = stages[0]?.key;
  const groups = new Map<string, LeadCard[]>(stages.map(({ key }) => [key, []]));
  const elsewhere: LeadCard[] = [];
  for (const lead of leads) {
    // Who has no card yet is about to get one, in the first stage.
    const group = groups.get(lead.stage ?? (lead.hasCard ? '' : (first ?? '')));
    if (group) group.push(lead);
    else elsewhere.push(lead);
  }
  const columns = stages.map(
    (stage): Column => ({
      key: stage.key,
      stage,
      leads: (groups.get(stage.key) ?? []).sort(order),
    }),
  );
  return elsewhere.length === 0
    ? columns
    : [...columns, { key: 'elsewhere', stage: null, leads: elsewhere.sort(order) }];
}
