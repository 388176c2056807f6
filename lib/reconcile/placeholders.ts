/**
 * W3: messages that came without their content and were never completed: the usual first message of an ad's lead under coexistence
 * (131060), what cannot be decrypted on Evolution. After a while they are ordinary messages: the lead gets a card, the gate and an answer.
 */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { LeadQueue } from '../queue.ts';
import type { Store } from '../store/store.ts';

/** Meta says "a few seconds" until the content comes (facts/whatsapp.md §9.3). */
export const PLACEHOLDER_WAIT_MS = 90_000;
const LEADS_PER_RUN = 50;

/** Returns how many leads were put in line. Ripening itself is the turn's: a run that dies has lost nothing. @throws when Postgres or SQS cannot be reached. */
export async function ripenPlaceholders({
  store,
  queue,
  clock,
  newId,
  log,
}: {
  readonly store: Pick<Store, 'ripePlaceholders'>;
  readonly queue: Pick<LeadQueue, 'sendMany'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}): Promise<number> {
  const ripe = await store.ripePlaceholders(clock.nowMs() - PLACEHOLDER_WAIT_MS, LEADS_PER_RUN);
  if (ripe.length === 0) return 0;
  await queue.sendMany(
    ripe.map(({ id, key, cycle }) => ({
      body: { source: 'self', event: { kind: 'placeholder', leadId: id } },
      // A new message from the lead begins a new cycle, so a later placeholder is no second copy of this one.
      place: { group: key, dedupe: `placeholder:${id}:${cycle}` },
    })),
    newId(),
  );
  log.info('reconcile.placeholders', { leads: ripe.length });
  return ripe.length;
}
