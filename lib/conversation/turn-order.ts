/**
 * Whether a turn asks the gate first or finds its words first. Pure.
 *
 * A stage read counts for a second, and a model thinks for longer: what was read before it is read again behind it. So where nothing at
 * all speaks against the lead in what the database knows, the words come first and the stage is read once, when they are there. What the
 * database knows authorises nothing (H1): it spares a read that would be too old to speak on, and any hint in it puts the gate first, so
 * that a lead in a person's hands is heard by no model. A person of whom nobody told costs one model call, and the next turn knows.
 */
import { nothingStands } from '../handoff/verdict.ts';
import { speechIn } from '../pipeline.ts';
import type { Delivery } from '../queue.ts';
import { LONGEST_IN_LINE_MS, PROMPT_MS } from '../retry-policy.ts';
import type { MessageRecord, TurnStart } from '../store/rows.ts';

/** Since when nobody may have looked at this lead's card; null for a turn that begins at once. */
export function unseenSince(
  { lead, burst }: Pick<TurnStart, 'lead' | 'burst'>,
  { attempt }: Pick<Delivery, 'attempt'>,
  nowMs: number,
): number | null {
  const sinceMs = Math.min(...burst.map(({ sentAtMs }) => sentAtMs), nowMs);
  const isPrompt = lead.heldAtMs === null && attempt === 1 && nowMs - sinceMs <= PROMPT_MS;
  if (isPrompt) return null;
  return burst.length > 0 ? sinceMs : nowMs - LONGEST_IN_LINE_MS;
}

/** A voice note or a picture: only behind the gate does a model hear or see it. */
const MEDIA: ReadonlySet<string> = new Set(['voice', 'audio', 'image', 'document']);
const hasMedia = (burst: readonly MessageRecord[]): boolean =>
  burst.some(({ content }) => content !== null && MEDIA.has(content.kind));

/**
 * `kommoHeldAtMs`: when Kommo last could not be asked, for whichever lead of this container's; long ago where it can. While an outage
 * lasts, words would be found for nobody.
 */
export function findsWordsFirst(
  { lead, burst, openReply }: Pick<TurnStart, 'lead' | 'burst' | 'openReply'>,
  delivery: Pick<Delivery, 'attempt'>,
  { nowMs, kommoHeldAtMs }: { readonly nowMs: number; readonly kommoHeldAtMs: number },
): boolean {
  return (
    burst.length > 0 &&
    openReply === null &&
    unseenSince({ lead, burst }, delivery, nowMs) === null &&
    lead.kommoLeadId !== null &&
    lead.mirroredPlace !== null &&
    speechIn(lead.mirroredPlace) === 'yes' &&
    nothingStands(lead.signals) &&
    !hasMedia(burst) &&
    nowMs - kommoHeldAtMs > PROMPT_MS
  );
}
