/** One message of a lead's, from the queue to its turn: recorded first (I5), then answered, noted, or named too old. */
import type { Clock } from '../clock.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import { leadKeys } from '../lead.ts';
import type { InboundEvent } from '../lead-event.ts';
import type { Log } from '../log.ts';
import type { Delivery, Fate } from '../queue.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';
import { suppressionDigests } from '../suppression.ts';
import { lastWish, toInboundMessage } from './burst.ts';
import type { CardKeeper } from './card-link.ts';
import type { Turn } from './turn.ts';

/** Messages of the talk that a turn sees. */
export const HISTORY_LIMIT = 30;
const DAY_MS = 24 * 3600 * 1000;

export type InboundDeps = {
  readonly store: Pick<Store, 'ingestInbound' | 'turnOf' | 'recordTakeover' | 'appendDecision'>;
  readonly turn: Turn;
  readonly keeper: Pick<CardKeeper, 'ensure'>;
  readonly tasks: Pick<PersonTasks, 'write'>;
  /** P15: a lead's phone became known, which its contact in Kommo may lack. */
  readonly phoneLearnt: (lead: LeadRecord) => Promise<void>;
  /** MAX_MESSAGE_AGE_MINUTES */
  readonly maxMessageAgeMinutes: number;
  /** SUPPRESSION_SALT */
  readonly suppressionSalt: string;
  readonly clock: Clock;
  readonly log: Log;
};

export function createInbound({
  store,
  turn,
  keeper,
  tasks,
  phoneLearnt,
  maxMessageAgeMinutes,
  suppressionSalt,
  clock,
  log,
}: InboundDeps): (event: InboundEvent, delivery: Delivery) => Promise<Fate> {
  /** First words that came too late for the bot, from somebody who is in nobody's list yet: a person finds a card and a task. */
  const announceMissed = async (lead: LeadRecord, sentAtMs: number): Promise<void> => {
    if (lead.kommoLeadId !== null || clock.nowMs() - sentAtMs > DAY_MS) return;
    const linked = await keeper.ensure(lead);
    const kommoLeadId = linked.kind === 'hold' ? null : linked.lead.kommoLeadId;
    const told =
      kommoLeadId === null
        ? null
        : await tasks.write({ kind: 'held_too_long', kommoLeadId, sinceMs: sentAtMs, isNew: false });
    if (told === null || told.kind === 'failed') log.warn('task.not_written', { leadId: lead.id });
  };

  /** A backlog is not answered (I10 says so), but whoever wrote PARAR in it has stopped us all the same. */
  const tooOld = async (
    lead: LeadRecord,
    { body, sentAtMs }: { readonly body: string | null; readonly sentAtMs: number },
  ): Promise<void> => {
    const atMs = clock.nowMs();
    if (lastWish([{ body }]) === 'stop') {
      await store.recordTakeover({
        leadId: lead.id,
        signal: 'opt_out',
        signalAtMs: atMs,
        untilMs: null,
        atMs,
      });
    } else await announceMissed(lead, sentAtMs);
    await store.appendDecision(
      lead.id,
      { kind: 'silence', reason: 'too_old', evidence: { epoch: lead.epoch }, stageAgeMs: null },
      atMs,
    );
  };

  return async (event, delivery) => {
    const message = toInboundMessage(event, {
      enqueuedAtMs: delivery.enqueuedAtMs,
      maxAgeMinutes: maxMessageAgeMinutes,
    });
    const start = await store.ingestInbound({
      from: event.from,
      profileName: event.profileName,
      messages: [message],
      sequence: delivery.sequenceNumber,
      historyLimit: HISTORY_LIMIT,
      atMs: clock.nowMs(),
      digests: suppressionDigests(leadKeys(event.from), suppressionSalt),
    });
    await phoneLearnt(start.lead);
    if (message.disposition === 'stale') await tooOld(start.lead, message);
    // W13: what asks for no answer itself hands on the burst that waits; what it changed is read anew.
    const isWaiting = start.burst.length > 0 || start.openReply !== null;
    if (message.disposition !== 'pending' && !isWaiting) return { kind: 'done' };
    const from = message.disposition === 'stale' ? await store.turnOf(start.lead.id, HISTORY_LIMIT) : start;
    // W11: a burst may have begun under another of the lead's names.
    const names = new Set([...leadKeys(start.lead.address), ...leadKeys(event.from)]);
    return turn.run(from, delivery, [...names]);
  };
}
