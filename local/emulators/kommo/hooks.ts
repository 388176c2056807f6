/**
 * The sender of webhooks: who is subscribed gets a form POST, at least once and in no promised order; what fails is
 * repeated on the ladder of facts/kommo.md §1.6, and a receiver that keeps failing is switched off.
 */
import { request } from 'undici';
import type { VirtualClock } from '../../clock.ts';
import { encodeHook, type HookAccount, type HookItem } from './hook-body.ts';
import type { KommoKnobs } from './knobs.ts';
import type { PendingHook, Store, SubscriptionRecord } from './state.ts';

const MINUTE_MS = 60_000;
/** Waits before attempts 2 to 5. The last two are for 499 and 5xx only. */
const ACCOUNT_LADDER_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS] as const;
const RETRIES_FOR_ANY_FAILURE = 2;
/** Digital pipeline: up to four retries within an hour; how they are spread is not documented. */
const DIGITAL_LADDER_MS = [5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS] as const;

const INVALID_MAX = 100;
const INVALID_WINDOW_MS = 120 * MINUTE_MS;
const DIGITAL_INVALID_WINDOW_MS = 5 * MINUTE_MS;
const DIGITAL_SUSPENSION_MS = 5 * MINUTE_MS;

const DELIVERIES_KEPT = 5_000;

/** One attempt, or one that was never made. `status` 0: no answer. */
export type HookDelivery = {
  readonly hookId: number;
  readonly code: string;
  readonly destination: string;
  readonly attempt: number;
  readonly atMs: number;
  readonly outcome:
    | 'delivered'
    | 'refused'
    | 'too_slow'
    | 'unreachable'
    | 'dropped'
    | 'cancelled'
    | 'suspended';
  readonly status: number;
  readonly body: string;
};

export type DigitalPipelineHook = {
  readonly destination: string;
  readonly pipelineId: number;
  readonly statusIds: readonly number[] | null;
};

export type HookEmitter = {
  /** Sends `item` to every subscription that wants `code`. */
  emit(code: string, item: HookItem): void;
  /** Sends to the digital-pipeline hooks that stand in the lead's new stage. */
  emitDigital(place: { pipelineId: number; statusId: number }, item: HookItem): void;
  /** Hooks of one code emitted during `work` travel in one POST, as those of a bulk edit do. Any number may nest. */
  batch<T>(work: () => T): T;
  /** Any body at all, to every subscription. For shapes that people cannot cause here. */
  emitRaw(code: string, body: string): void;
  /** Attempts at once everything whose first attempt is due within the hook delay. */
  flush(): Promise<void>;
  /** Faults. `'all'` lasts until `heal`. */
  drop(count: number | 'all'): void;
  duplicate(count: number | 'all'): void;
  /** Holds the next `count` hooks back and sends them in reverse. */
  reorder(count: number): void;
  heal(): void;
  readonly deliveries: HookDelivery[];
  readonly digital: DigitalPipelineHook[];
};

type Spell = { left: number | 'all' };
function spend(spell: Spell): boolean {
  if (spell.left === 'all') return true;
  if (spell.left <= 0) return false;
  spell.left -= 1;
  return true;
}

const isSuccess = (status: number): boolean => status >= 100 && status <= 299;
const isServerFailure = (status: number): boolean => status === 499 || (status >= 500 && status <= 599);

/** Milliseconds until the next attempt, or null when this one was the last. `attempt` counts from 1. */
export function nextAttemptInMs({
  kind,
  attempt,
  status,
}: {
  kind: PendingHook['kind'];
  attempt: number;
  status: number;
}): number | null {
  if (kind === 'digital_pipeline') return DIGITAL_LADDER_MS[attempt - 1] ?? null;
  if (attempt > RETRIES_FOR_ANY_FAILURE && !isServerFailure(status)) return null;
  return ACCOUNT_LADDER_MS[attempt - 1] ?? null;
}

/** Resumes the attempts that `store.pendingHooks` remembers. */
export function createHookEmitter({
  clock,
  store,
  account,
  knobs,
}: {
  clock: VirtualClock;
  store: Store;
  account: HookAccount;
  knobs: Pick<KommoKnobs, 'envelope' | 'hookDelayMs' | 'hookDeadlineMs' | 'statusHooks' | 'timeoutCountsAs'>;
}): HookEmitter {
  const deliveries: HookDelivery[] = [];
  const digital: DigitalPipelineHook[] = [];
  const digitalInvalidAtMs = new Map<string, readonly number[]>();
  const digitalSuspendedUntilMs = new Map<string, number>();
  const timers = new Map<number, () => void>();
  const drops: Spell = { left: 0 };
  const duplicates: Spell = { left: 0 };
  let reorderCount = 0;
  let heldBack: PendingHook[] = [];
  let batches = 0;
  let buffered: { code: string; item: HookItem }[] = [];

  const log = (hook: PendingHook, outcome: HookDelivery['outcome'], status: number): void => {
    const { id: hookId, code, destination, attempt, body } = hook;
    deliveries.push({ hookId, code, destination, attempt, atMs: clock.nowMs(), outcome, status, body });
    if (deliveries.length > DELIVERIES_KEPT) deliveries.splice(0, DELIVERIES_KEPT / 2);
  };

  const subscriptionOf = (destination: string): SubscriptionRecord | undefined =>
    store.subscriptions.find((subscription) => subscription.destination === destination);

  const saveInvalid = (hook: PendingHook): void => {
    const nowMs = clock.nowMs();
    if (hook.kind === 'digital_pipeline') {
      const recent = [...(digitalInvalidAtMs.get(hook.destination) ?? []), nowMs].filter(
        (atMs) => atMs > nowMs - DIGITAL_INVALID_WINDOW_MS,
      );
      digitalInvalidAtMs.set(hook.destination, recent);
      if (recent.length > INVALID_MAX)
        digitalSuspendedUntilMs.set(hook.destination, nowMs + DIGITAL_SUSPENSION_MS);
      return;
    }
    store.subscriptions = store.subscriptions.map((subscription) => {
      if (subscription.destination !== hook.destination) return subscription;
      const invalidAtMs = [...subscription.invalidAtMs, nowMs].filter(
        (atMs) => atMs > nowMs - INVALID_WINDOW_MS,
      );
      return {
        ...subscription,
        invalidAtMs,
        disabled: subscription.disabled || invalidAtMs.length > INVALID_MAX,
      };
    });
  };

  const post = async (hook: PendingHook): Promise<{ outcome: HookDelivery['outcome']; status: number }> => {
    const late = new AbortController();
    // The receiver's two seconds pass on whichever clock gets there first: it may be slow in real time or on the stack's clock.
    const cancelVirtual = clock.after(knobs.hookDeadlineMs, () => late.abort());
    const signal = AbortSignal.any([late.signal, AbortSignal.timeout(knobs.hookDeadlineMs)]);
    try {
      const { statusCode, body } = await request(hook.destination, {
        method: 'POST',
        headers: {
          'user-agent': 'amoCRM-Webhooks/3.0',
          'accept-encoding': 'gzip',
          'x-amocrm-requestid': store.uuid(),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: hook.body,
        signal,
        reset: true,
      });
      await body.dump();
      return { outcome: isSuccess(statusCode) ? 'delivered' : 'refused', status: statusCode };
    } catch {
      return signal.aborted
        ? { outcome: 'too_slow', status: knobs.timeoutCountsAs }
        : { outcome: 'unreachable', status: 0 };
    } finally {
      cancelVirtual();
    }
  };

  const schedule = (hook: PendingHook): void => {
    store.pendingHooks = [...store.pendingHooks.filter(({ id }) => id !== hook.id), hook];
    timers.set(
      hook.id,
      clock.after(hook.dueAtMs - clock.nowMs(), () => attempt(hook)),
    );
  };

  const attempt = async (hook: PendingHook): Promise<void> => {
    timers.get(hook.id)?.();
    timers.delete(hook.id);
    // Whoever comes second (timer or flush) finds it gone.
    if (!store.pendingHooks.some(({ id }) => id === hook.id)) return;
    const forget = () => {
      store.pendingHooks = store.pendingHooks.filter(({ id }) => id !== hook.id);
    };
    const subscription = subscriptionOf(hook.destination);
    if (hook.kind === 'account' && (!subscription || subscription.disabled)) {
      forget();
      log(hook, 'cancelled', 0);
      return;
    }
    const suspendedUntilMs = digitalSuspendedUntilMs.get(hook.destination) ?? 0;
    if (hook.kind === 'digital_pipeline' && hook.attempt > 1 && suspendedUntilMs > clock.nowMs()) {
      log(hook, 'suspended', 0);
      schedule({ ...hook, dueAtMs: suspendedUntilMs });
      return;
    }
    forget();
    const { outcome, status } = await post(hook);
    log(hook, outcome, status);
    if (outcome === 'delivered') return;
    saveInvalid(hook);
    const waitMs = nextAttemptInMs({ kind: hook.kind, attempt: hook.attempt, status });
    if (waitMs !== null) schedule({ ...hook, attempt: hook.attempt + 1, dueAtMs: clock.nowMs() + waitMs });
  };

  const send = (hook: PendingHook): void => {
    if (reorderCount === 0) {
      schedule(hook);
      return;
    }
    heldBack.push(hook);
    if (heldBack.length < reorderCount) return;
    const reversed = heldBack.reverse();
    heldBack = [];
    reorderCount = 0;
    for (const [position, late] of reversed.entries())
      schedule({ ...late, dueAtMs: clock.nowMs() + knobs.hookDelayMs + position });
  };

  const queue = ({
    kind,
    code,
    destination,
    body,
  }: Pick<PendingHook, 'kind' | 'code' | 'destination' | 'body'>): void => {
    const hook = (): PendingHook => ({
      id: store.nextId('hook'),
      kind,
      code,
      destination,
      body,
      attempt: 1,
      dueAtMs: clock.nowMs() + knobs.hookDelayMs,
    });
    if (spend(drops)) {
      log(hook(), 'dropped', 0);
      return;
    }
    send(hook());
    if (spend(duplicates)) send(hook());
  };

  const dispatch = (code: string, items: readonly HookItem[]): void => {
    const body = encodeHook({ account, envelope: knobs.envelope, items });
    for (const { destination, settings, disabled } of store.subscriptions)
      if (!disabled && settings.includes(code)) queue({ kind: 'account', code, destination, body });
  };

  for (const hook of store.pendingHooks) schedule(hook);

  return {
    deliveries,
    digital,
    emit: (code, item) => {
      if (code === 'status_lead' && !knobs.statusHooks) return;
      if (batches > 0) buffered.push({ code, item });
      else dispatch(code, [item]);
    },
    emitDigital: ({ pipelineId, statusId }, item) => {
      // Digital-pipeline captures have the envelope last and no self link (facts/kommo.md §1.4).
      const body = encodeHook({ account, envelope: 'last', items: [item] });
      for (const hook of digital)
        if (hook.pipelineId === pipelineId && (hook.statusIds === null || hook.statusIds.includes(statusId)))
          queue({ kind: 'digital_pipeline', code: 'status', destination: hook.destination, body });
    },
    batch: (work) => {
      batches += 1;
      try {
        return work();
      } finally {
        batches -= 1;
        if (batches === 0) {
          const collected = buffered;
          buffered = [];
          for (const code of new Set(collected.map((entry) => entry.code)))
            dispatch(
              code,
              collected.filter((entry) => entry.code === code).map(({ item }) => item),
            );
        }
      }
    },
    emitRaw: (code, body) => {
      for (const { destination, disabled } of store.subscriptions)
        if (!disabled) queue({ kind: 'account', code, destination, body });
    },
    flush: async () => {
      const due = store.pendingHooks.filter(
        (hook) => hook.attempt === 1 && hook.dueAtMs <= clock.nowMs() + knobs.hookDelayMs,
      );
      await clock.track(Promise.all(due.map((hook) => attempt(hook))));
    },
    drop: (count) => {
      drops.left = count;
    },
    duplicate: (count) => {
      duplicates.left = count;
    },
    reorder: (count) => {
      reorderCount = count;
    },
    heal: () => {
      drops.left = 0;
      duplicates.left = 0;
      reorderCount = 0;
      const held = heldBack;
      heldBack = [];
      for (const hook of held) schedule({ ...hook, dueAtMs: clock.nowMs() });
    },
  };
}
