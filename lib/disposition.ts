/** What becomes of a lead's message as such: only `pending` asks for an answer. The door and the turn ask the same. Pure. */
import type { InboundEvent } from './lead-event.ts';

const MINUTE_MS = 60_000;

/** `placeholder`: its content may follow. `stale`: a backlog after a reconnect. `noted`: needs no answer. */
export type InboundDisposition = 'pending' | 'placeholder' | 'stale' | 'noted';

/** `arrivedAtMs`: when it was put in line; its age counts on arrival. */
export function dispositionOf(
  { sentAt, content }: Pick<InboundEvent, 'sentAt' | 'content'>,
  { arrivedAtMs, maxAgeMinutes }: { arrivedAtMs: number; maxAgeMinutes: number },
): InboundDisposition {
  if (arrivedAtMs - sentAt * 1000 > maxAgeMinutes * MINUTE_MS) return 'stale';
  if (content.kind === 'unsupported' && content.placeholder) return 'placeholder';
  return content.kind === 'sticker' ? 'noted' : 'pending';
}
