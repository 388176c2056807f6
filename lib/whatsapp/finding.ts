/**
 * What a receiver makes of one item of a body. Whatever leaves `asNormalised` fits the queue and Postgres: characters they refuse
 * are gone, and an event that has not the shape of `lead-event.ts` is listed as ignored while the others survive.
 */
import { WhatsAppEvent } from '../lead-event.ts';
import { cut, storable } from '../text.ts';
import type { Normalised } from './receiver.ts';

/** An item without effect. `reason` names a kind of item or a code, never a person, a number or a text. */
export type Ignored = { readonly kind: 'ignored'; readonly reason: string };
export type Finding = WhatsAppEvent | Ignored;

/** Longest text kept, in UTF-16 units: the limit of `lead-event.ts`, and far below a queue message's 1 MiB. */
export const TEXT_MAX = 65_536;
/** Meta sends at most a thousand items in a body, Evolution one (facts/whatsapp.md §2.2, §1.2); far more is no body of theirs (V6). */
export const ITEMS_MAX = 5_000;
const REASON_MAX = 60;

function allStorable(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(allStorable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), allStorable(inner)]));
}

/** A word of the provider's, fit for a log: short, and of letters that no person's name or text needs. */
export const asWord = (text: string): string =>
  cut(cut(text, 4 * REASON_MAX).replace(/[^\w.:-]/g, ''), REASON_MAX);

export const ignored = (reason: string): Ignored => ({ kind: 'ignored', reason: asWord(reason) });

/** Reasons under which a person's message may have been dropped; everything else that is ignored is nobody's word. */
const LOSSES = /^(?:unreadable|unaddressed|unattributed)_|^(?:other_network|overwritten_address)$/;
/** Should somebody know that this was dropped? Nothing else will tell (W9). */
export const isLoss = (reason: string): boolean =>
  LOSSES.test(reason) && !/_(?:status|connection|edit|revoke|delete)$/.test(reason);

/** The findings of a body as a receiver answers them, in their order. */
export function asNormalised(findings: readonly Finding[]): Normalised {
  const events: WhatsAppEvent[] = [];
  const reasons: string[] = [];
  for (const item of findings) {
    const event = item.kind === 'ignored' ? undefined : WhatsAppEvent.safeParse(allStorable(item));
    if (event?.success) events.push(event.data);
    else reasons.push(item.kind === 'ignored' ? item.reason : `unreadable_${item.kind}`);
  }
  return { kind: 'events', events, ignored: reasons };
}
