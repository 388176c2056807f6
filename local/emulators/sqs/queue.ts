/**
 * One SQS queue on the stack's clock: facts/serverless.md §4 as a state machine, with no HTTP in it.
 *
 * Messages live in lanes. A FIFO queue has a lane per message group: only its oldest message may leave, and the lane is
 * closed while anything of it is in flight. On a standard queue every message is its own lane, so nothing waits for
 * anything. The move to the dead-letter queue happens on the receive after the last allowed one, as in AWS.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { assertContents, assertId, type Draft, type StoredMessage } from './message.ts';
import {
  invalidParameter,
  invalidValue,
  messageNotInFlight,
  missingParameter,
  purgeInProgress,
  receiptHandleIsInvalid,
} from './refusal.ts';

export type DeduplicationScope = 'queue' | 'messageGroup';

export type QueueSettings = {
  /** Ends in `.fifo` exactly when the queue is FIFO. */
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly delaySeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly deduplicationScope: DeduplicationScope;
  readonly contentBasedDeduplication: boolean;
  /** Null: a message that keeps failing stays until its retention ends. */
  readonly redrive: { readonly deadLetterQueue: string; readonly maxReceiveCount: number } | null;
};

export type QueueSnapshot = {
  readonly messages: readonly StoredMessage[];
  readonly accepted: readonly (readonly [string, Accepted])[];
  readonly purgedMs: number | null;
};

/** What the first send of a deduplication id was answered; a repeat gets the same. */
export type Accepted = { readonly messageId: string; readonly order: number; readonly atMs: number };

export type MessageState = 'available' | 'delayed' | 'in_flight';

export type Queue = {
  readonly settings: QueueSettings;
  /** @throws SqsRefusal */
  send(draft: Draft): Accepted;
  /** Takes up to `max` messages out of open lanes, oldest first, as many of one group as possible before the next. */
  receive(options: { max: number; visibilityTimeoutSeconds?: number | undefined }): StoredMessage[];
  /** Deletes what the handle holds; a handle whose message is gone already is fine. @throws SqsRefusal for a lapsed one on FIFO. */
  remove(receiptHandle: string): void;
  /** In flight for `seconds` from now; 0 gives the message back. @throws SqsRefusal */
  changeVisibility(change: { receiptHandle: string; seconds: number }): void;
  /** Drops everything, in flight too; deduplication is remembered. @throws SqsRefusal within 60 s of the last purge. */
  purge(): void;
  /** Takes in a message that another queue gave up on or was told to give back. */
  adopt(message: StoredMessage): void;
  /** Takes every message that is not in flight out, oldest first, for a redrive. */
  drain(): StoredMessage[];
  /** Copies, oldest first. */
  messages(): { readonly message: StoredMessage; readonly state: MessageState }[];
  /** When the next message may leave (now or earlier means at once); null when nothing waits. */
  nextAvailableMs(): number | null;
  snapshot(): QueueSnapshot;
};

export const DEDUPLICATION_WINDOW_MS = 5 * 60_000;
export const VISIBILITY_MAX_SECONDS = 43_200;
export const DELAY_MAX_SECONDS = 900;
const PURGE_INTERVAL_MS = 60_000;

const RECEIPT_PREFIX = 'AQEB';
const receiptFor = (messageId: string, nonce: string): string =>
  RECEIPT_PREFIX + Buffer.from(`${messageId} ${nonce}`).toString('base64url');

/** The message a handle was issued for. @throws SqsRefusal when it is no handle of ours. */
function messageIdOf(receiptHandle: string): string {
  const decoded = receiptHandle.startsWith(RECEIPT_PREFIX)
    ? Buffer.from(receiptHandle.slice(RECEIPT_PREFIX.length), 'base64url').toString()
    : '';
  const [messageId, nonce, ...rest] = decoded.split(' ');
  if (!messageId || !nonce || rest.length > 0) throw receiptHandleIsInvalid(receiptHandle);
  return messageId;
}

export function createQueue({
  settings,
  clock,
  nextOrder,
  newId,
  toDeadLetters,
  snapshot,
}: {
  settings: QueueSettings;
  clock: Clock;
  /** The next position in the account's order of arrival. */
  nextOrder: () => number;
  newId: () => string;
  /** Hands a message over to the dead-letter queue; never called without `settings.redrive`. */
  toDeadLetters: (message: StoredMessage) => void;
  snapshot?: QueueSnapshot | undefined;
}): Queue {
  const lanes = new Map<string, StoredMessage[]>();
  const byId = new Map<string, StoredMessage>();
  const accepted = new Map<string, Accepted>(snapshot?.accepted ?? []);
  let purgedMs = snapshot?.purgedMs ?? null;

  const laneOf = (message: StoredMessage): string =>
    settings.fifo ? (message.groupId ?? '') : message.messageId;
  const isInFlight = (message: StoredMessage): boolean => message.invisibleUntilMs > clock.nowMs();
  const delayedUntilMs = (message: StoredMessage): number =>
    message.receiveCount > 0
      ? message.sentMs
      : message.sentMs + (message.delaySeconds ?? settings.delaySeconds) * 1000;
  const stateOf = (message: StoredMessage): MessageState =>
    isInFlight(message) ? 'in_flight' : delayedUntilMs(message) > clock.nowMs() ? 'delayed' : 'available';

  const store = (message: StoredMessage): void => {
    byId.set(message.messageId, message);
    const lane = lanes.get(laneOf(message));
    if (lane) lane.push(message);
    else lanes.set(laneOf(message), [message]);
  };
  const discard = (message: StoredMessage): void => {
    byId.delete(message.messageId);
    const rest = lanes.get(laneOf(message))?.filter((other) => other !== message) ?? [];
    if (rest.length > 0) lanes.set(laneOf(message), rest);
    else lanes.delete(laneOf(message));
  };
  for (const message of snapshot?.messages ?? []) store({ ...message });

  const dropExpired = (): void => {
    const oldestMs = clock.nowMs() - settings.retentionSeconds * 1000;
    for (const message of byId.values()) if (message.sentMs <= oldestMs) discard(message);
  };
  const inOrder = (): StoredMessage[] => {
    dropExpired();
    return [...byId.values()].sort((a, b) => a.order - b.order);
  };

  const deduplicationIdOf = (draft: Draft): string => {
    const id =
      draft.deduplicationId ??
      (settings.contentBasedDeduplication
        ? createHash('sha256').update(draft.body, 'utf8').digest('hex')
        : undefined);
    if (id === undefined)
      throw invalidParameter(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    assertId('MessageDeduplicationId', id);
    return id;
  };
  const scoped = (id: string, groupId: string): string =>
    settings.deduplicationScope === 'messageGroup' ? `${groupId} ${id}` : id;

  const assertDraft = (draft: Draft): void => {
    assertContents(draft);
    if (draft.groupId !== undefined) assertId('MessageGroupId', draft.groupId);
    if (settings.fifo && draft.groupId === undefined) throw missingParameter('MessageGroupId');
    // FIFO knows only the queue's own delay (facts/serverless.md §4).
    if (settings.fifo && draft.delaySeconds !== undefined)
      throw invalidValue({
        parameter: 'DelaySeconds',
        value: draft.delaySeconds,
        reason: 'The request include parameter that is not valid for this queue type.',
      });
    if (!settings.fifo && draft.deduplicationId !== undefined)
      throw invalidValue({
        parameter: 'MessageDeduplicationId',
        value: draft.deduplicationId,
        reason: 'The request include parameter that is not valid for this queue type.',
      });
    const delay = draft.delaySeconds ?? 0;
    if (delay < 0 || delay > DELAY_MAX_SECONDS)
      throw invalidValue({
        parameter: 'DelaySeconds',
        value: delay,
        reason: `DelaySeconds must be >= 0 and <= ${DELAY_MAX_SECONDS}.`,
      });
  };

  const send = (draft: Draft): Accepted => {
    assertDraft(draft);
    const nowMs = clock.nowMs();
    const deduplicationId = settings.fifo ? deduplicationIdOf(draft) : null;
    const key = deduplicationId === null ? null : scoped(deduplicationId, draft.groupId ?? '');
    const earlier = key === null ? undefined : accepted.get(key);
    // A deleted message still counts: the window runs from its send.
    if (earlier && nowMs - earlier.atMs < DEDUPLICATION_WINDOW_MS) return earlier;
    for (const [id, { atMs }] of accepted) {
      // Insertion order is order of time, so the first fresh one ends the sweep.
      if (nowMs - atMs < DEDUPLICATION_WINDOW_MS) break;
      accepted.delete(id);
    }
    const message: StoredMessage = {
      messageId: newId(),
      body: draft.body,
      attributes: draft.attributes,
      groupId: draft.groupId ?? null,
      deduplicationId,
      order: nextOrder(),
      sentMs: nowMs,
      delaySeconds: settings.fifo ? null : (draft.delaySeconds ?? settings.delaySeconds),
      deadLetterSourceArn: null,
      receiveCount: 0,
      firstReceivedMs: null,
      receivedMs: null,
      invisibleUntilMs: 0,
      receiptHandle: null,
    };
    store(message);
    const answer = { messageId: message.messageId, order: message.order, atMs: nowMs };
    if (key !== null) accepted.set(key, answer);
    return answer;
  };

  const giveUp = (message: StoredMessage): boolean => {
    if (!settings.redrive || message.receiveCount < settings.redrive.maxReceiveCount) return false;
    discard(message);
    toDeadLetters(message);
    return true;
  };

  const receive: Queue['receive'] = ({
    max,
    visibilityTimeoutSeconds = settings.visibilityTimeoutSeconds,
  }) => {
    dropExpired();
    const nowMs = clock.nowMs();
    const taken: StoredMessage[] = [];
    const open = [...lanes.values()].filter((lane) => !lane.some(isInFlight));
    open.sort((a, b) => (a[0]?.order ?? 0) - (b[0]?.order ?? 0));
    for (const lane of open)
      for (const message of lane) {
        if (taken.length === max) return taken;
        if (stateOf(message) !== 'available') break;
        if (giveUp(message)) continue;
        message.receiveCount += 1;
        message.firstReceivedMs ??= nowMs;
        message.receivedMs = nowMs;
        message.invisibleUntilMs = nowMs + visibilityTimeoutSeconds * 1000;
        message.receiptHandle = receiptFor(message.messageId, newId());
        taken.push(message);
      }
    return taken;
  };

  const remove = (receiptHandle: string): void => {
    const message = byId.get(messageIdOf(receiptHandle));
    if (!message) return;
    const current = message.receiptHandle === receiptHandle;
    // A standard queue shrugs at an old handle and honours the latest one even after its time; FIFO refuses both.
    if (settings.fifo && !(current && isInFlight(message)))
      throw invalidValue({
        parameter: 'ReceiptHandle',
        value: receiptHandle,
        reason: 'The receipt handle has expired.',
      });
    if (current) discard(message);
  };

  const changeVisibility: Queue['changeVisibility'] = ({ receiptHandle, seconds }) => {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > VISIBILITY_MAX_SECONDS)
      throw invalidValue({
        parameter: 'VisibilityTimeout',
        value: seconds,
        reason: `Must be between 0 and ${VISIBILITY_MAX_SECONDS}.`,
      });
    const message = byId.get(messageIdOf(receiptHandle));
    const current = message?.receiptHandle === receiptHandle;
    if (!message || !current || (settings.fifo && !isInFlight(message)))
      throw invalidValue({
        parameter: 'ReceiptHandle',
        value: receiptHandle,
        reason: 'Message does not exist or is not available for visibility timeout change.',
      });
    if (!isInFlight(message)) throw messageNotInFlight();
    const untilMs = clock.nowMs() + seconds * 1000;
    if (untilMs - (message.receivedMs ?? 0) > VISIBILITY_MAX_SECONDS * 1000)
      throw invalidParameter(
        `Total VisibilityTimeout for the message is beyond the limit [${VISIBILITY_MAX_SECONDS} seconds]`,
      );
    message.invisibleUntilMs = untilMs;
  };

  const purge = (): void => {
    const nowMs = clock.nowMs();
    if (purgedMs !== null && nowMs - purgedMs < PURGE_INTERVAL_MS) throw purgeInProgress(settings.name);
    purgedMs = nowMs;
    lanes.clear();
    byId.clear();
  };

  const nextAvailableMs = (): number | null => {
    let next: number | null = null;
    for (const lane of lanes.values()) {
      const head = lane[0];
      if (!head) continue;
      const opensMs = lane.reduce(
        (latest, message) => Math.max(latest, message.invisibleUntilMs),
        delayedUntilMs(head),
      );
      if (next === null || opensMs < next) next = opensMs;
    }
    return next;
  };

  return {
    settings,
    send,
    receive,
    remove,
    changeVisibility,
    purge,
    adopt: store,
    drain: () => {
      const waiting = inOrder().filter((message) => !isInFlight(message));
      for (const message of waiting) discard(message);
      return waiting;
    },
    messages: () =>
      inOrder().map((message) => ({ message: structuredClone(message), state: stateOf(message) })),
    nextAvailableMs,
    snapshot: () => ({ messages: structuredClone(inOrder()), accepted: [...accepted], purgedMs }),
  };
}
