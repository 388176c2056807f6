/**
 * The gate for whoever speaks first (a follow-up, a reminder): without a card, or with one that Kommo no longer shows, the lead's card is
 * looked for by phone before anything ends (P6). No card is made for that.
 */
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { SendPurpose } from '../store/store.ts';
import type { CardFinder } from './card-finder.ts';
import type { Gate, GateAnswer } from './gate.ts';

export type OpenedLinked =
  | { readonly kind: 'opened'; readonly answer: GateAnswer }
  /** Nobody has a card for this lead. */
  | { readonly kind: 'no_card' }
  | { readonly kind: 'hold'; readonly cause: HoldReason };

/** @throws {StoreError} when Postgres cannot be asked. */
export async function openLinked(
  { gate, finder }: { readonly gate: Pick<Gate, 'open'>; readonly finder: CardFinder },
  lead: LeadRecord,
  purpose: SendPurpose,
  options: { readonly unseenSinceMs?: number | null } = {},
): Promise<OpenedLinked> {
  const linked = await finder.linked(lead);
  if (linked.kind === 'hold') return linked;
  if (linked.kind === 'none') return { kind: 'no_card' };
  const answer = await gate.open(linked.lead, purpose, options);
  if (answer.stage.kind !== 'absent') return { kind: 'opened', answer };
  const again = await finder.refind(answer.lead);
  if (again.kind === 'hold') return again;
  if (again.kind === 'none') return { kind: 'no_card' };
  return { kind: 'opened', answer: await gate.open(again.lead, purpose, options) };
}
