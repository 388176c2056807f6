/**
 * Edits and deletions (W5): the history says what was said in the end, whichever side changed it. The lead's edit of a message that is
 * still to be answered is what is answered; one into a wish (PARAR, VOLTAR) is heard as if it had just been written.
 */
import type { Clock } from '../clock.ts';
import type { InboundMarks } from '../inbound-mark.ts';
import { type LeadKey, leadKeys } from '../lead.ts';
import type { DeletedEvent, EditedEvent } from '../lead-event.ts';
import type { Delivery, Fate, LeadQueue } from '../queue.ts';
import type { Store } from '../store/store.ts';
import { lastWish } from './burst.ts';

const DONE: Fate = { kind: 'done' };
/** A wish that overtook its message is asked about again so often: what is merely recorded then hears no turn. */
const WISH_ATTEMPTS = 4;

const isWishIn = (event: EditedEvent | DeletedEvent): boolean =>
  event.kind === 'edited' && lastWish([{ body: event.text }]) !== null;

/**
 * Applies it, or keeps it for its message. Once at the door, so that it is there before a turn that already waits; the queued copy
 * finds it done and sees to what follows.
 */
export const amend = (
  store: Pick<Store, 'amendMessage'>,
  event: EditedEvent | DeletedEvent,
  atMs: number,
): ReturnType<Store['amendMessage']> =>
  store.amendMessage({
    targetId: event.targetId,
    chat: event.chat,
    text: event.kind === 'edited' ? event.text : null,
    editedAtMs: event.kind === 'edited' ? event.editedAtMs : null,
    reopen: isWishIn(event),
    atMs,
  });

export type AmendmentDeps = {
  readonly store: Pick<Store, 'amendMessage'>;
  readonly queue: Pick<LeadQueue, 'send'>;
  /** Where each of these people stands in the queue. */
  readonly lines: {
    of(people: readonly (readonly LeadKey[])[]): Promise<(names: readonly LeadKey[]) => string>;
  };
  readonly marks: Pick<InboundMarks, 'raise'>;
  readonly newId: () => string;
  readonly clock: Clock;
};

export function createAmendments({ store, queue, lines, marks, newId, clock }: AmendmentDeps) {
  return async (event: EditedEvent | DeletedEvent, delivery: Delivery): Promise<Fate> => {
    const amended = await amend(store, event, clock.nowMs());
    if (amended.kind === 'waiting')
      return isWishIn(event) && delivery.attempt < WISH_ATTEMPTS
        ? { kind: 'again', cause: 'message_to_come' }
        : DONE;
    if (!amended.isPending) return DONE;
    // A turn under way is answering the old words: it gives way to one that stands behind it in the lead's line.
    const names = leadKeys(amended.lead.address);
    const lineOf = await lines.of([names]);
    const { sequenceNumber } = await queue.send(
      { source: 'self', event: { kind: 'redrive', leadId: amended.lead.id } },
      { group: lineOf(names), dedupe: `amended:${newId()}`, correlationId: newId() },
    );
    await marks.raise(names, sequenceNumber, { isAnswered: true, isWritten: false });
    return DONE;
  };
}
