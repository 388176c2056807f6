/**
 * Posts webhooks over real HTTP on the virtual clock: retries by the provider's own rule, and the faults of a wire (a webhook
 * lost, doubled, out of order, forged). Every attempt is in the log. Posts run in parallel, as both providers' do.
 */
import type { VirtualClock } from '../../clock.ts';
import { createBoundedList } from './bounded-list.ts';
import type { Json } from './json.ts';

/** `scheduled`: still trying · `held`: waiting for a `reorder` to fill · `lost`: given up for ever · `dropped`: by request. */
export type WebhookState = 'held' | 'scheduled' | 'delivered' | 'lost' | 'dropped';

export type WebhookDelivery = {
  readonly id: number;
  /** The event, or the field of the change: `messages.upsert`, `messages`. */
  readonly name: string;
  readonly body: Json;
  /** `status` 0: nobody answered. */
  readonly attempts: readonly { readonly at: number; readonly status: number }[];
  readonly state: WebhookState;
};

/** What goes over the wire; made once, so every retry repeats the same bytes. */
export type WebhookRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
};

export type RetryRule = {
  /** Only such an answer ends the matter well. */
  isAccepted(status: number): boolean;
  /** Milliseconds until the next try, or null to give up. `attempts` ≥ 1 so far; `sinceFirstMs` since the first. */
  delayMs(failure: { status: number; attempts: number; sinceFirstMs: number }): number | null;
};

export type WebhookSender = {
  /** Schedules the first attempt at the present instant of the clock. */
  emit(name: string, body: Json): void;
  /** The same, and resolves once the first attempt has been answered. */
  emitNow(name: string, body: Json): Promise<void>;
  duplicate(count: number): void;
  reorder(count: number): void;
  drop(count: number): void;
  forge(count: number): void;
  flush(): void;
  heal(): void;
  readonly deliveries: readonly WebhookDelivery[];
  /** Empties that list; what is still to be posted is posted. */
  forgetDeliveries(): void;
};

/** A receiver that does not answer within this real time has not answered. */
const ANSWER_TIMEOUT_MS = 10_000;
const DELIVERIES_KEPT_MAX = 2000;

type Job = Omit<WebhookDelivery, 'attempts' | 'state'> & {
  attempts: { at: number; status: number }[];
  state: WebhookState;
};

async function post({ url, headers, bytes }: WebhookRequest): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(bytes),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

export function createWebhookSender({
  clock,
  encode,
  retry,
}: {
  clock: VirtualClock;
  /** Null: the provider is not configured to send this one. `forged`: with a proof of origin that must be refused. */
  encode: (name: string, body: Json, options: { forged: boolean }) => WebhookRequest | null;
  retry: RetryRule;
}): WebhookSender {
  const deliveries = createBoundedList<Job>(DELIVERIES_KEPT_MAX);
  const left = { duplicate: 0, reorder: 0, drop: 0, forge: 0 };
  let held: (() => void)[] = [];
  let lastId = 0;

  const spend = (fault: keyof typeof left): boolean => {
    if (left[fault] === 0) return false;
    left[fault] -= 1;
    return true;
  };

  const attempt = async (job: Job, request: WebhookRequest): Promise<void> => {
    const at = clock.nowMs();
    const status = await post(request);
    job.attempts.push({ at, status });
    if (retry.isAccepted(status)) {
      job.state = 'delivered';
      return;
    }
    const sinceFirstMs = clock.nowMs() - (job.attempts[0]?.at ?? at);
    const delayMs = retry.delayMs({ status, attempts: job.attempts.length, sinceFirstMs });
    if (delayMs === null) job.state = 'lost';
    else clock.after(delayMs, () => attempt(job, request));
  };

  const note = (name: string, body: Json, state: WebhookState): Job => {
    lastId += 1;
    const job: Job = { id: lastId, name, body, attempts: [], state };
    deliveries.push(job);
    return job;
  };

  /** Applies the faults asked for and returns the first attempts to make, none while the event is held or dropped. */
  const prepare = (name: string, body: Json): (() => Promise<void>)[] => {
    const request = encode(name, body, { forged: left.forge > 0 });
    if (!request) return [];
    spend('forge');
    if (spend('drop')) {
      note(name, body, 'dropped');
      return [];
    }
    const copies = spend('duplicate') ? 2 : 1;
    const jobs = Array.from({ length: copies }, () => note(name, body, 'scheduled'));
    const starts = jobs.map((job) => () => attempt(job, request));
    if (!spend('reorder')) return starts;
    for (const job of jobs) job.state = 'held';
    held.push(() => {
      for (const job of jobs) job.state = 'scheduled';
      for (const start of starts) clock.after(0, start);
    });
    if (left.reorder === 0) flush();
    return [];
  };

  const flush = (): void => {
    const due = held;
    held = [];
    left.reorder = 0;
    for (const release of due.reverse()) release();
  };

  return {
    emit: (name, body) => {
      for (const start of prepare(name, body)) clock.after(0, start);
    },
    emitNow: async (name, body) => {
      await clock.track(Promise.all(prepare(name, body).map((start) => start())));
    },
    duplicate: (count) => {
      left.duplicate += count;
    },
    reorder: (count) => {
      left.reorder += count;
    },
    drop: (count) => {
      left.drop += count;
    },
    forge: (count) => {
      left.forge += count;
    },
    flush,
    heal: () => {
      left.duplicate = 0;
      left.drop = 0;
      left.forge = 0;
      flush();
    },
    deliveries: deliveries.items,
    forgetDeliveries: deliveries.clear,
  };
}
