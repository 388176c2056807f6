/**
 * A world for a small bot: a CRM of cards, a phone, a cache, a table, a queue and one-time schedules, on the same scheduler and
 * with the same round trips as the whole product's (test/simulation/engine). Nothing here decides who may speak.
 */
import { usualDelays } from '../../test/simulation/engine/latency.ts';
import { createScheduler, runIn, type Scope } from '../../test/simulation/engine/scheduler.ts';
import { START_MS } from '../../test/simulation/engine/world.ts';
import { type Bot, type Ends, FarEndError, type Inbound, type Job, type Row, type Signal } from './bot.ts';
import { type Field, SLOWER, type System, type Trouble } from './field.ts';
import { bubblesFor, type EntryOf, type Far } from './journal.ts';
import { THINK_MS } from './play.ts';

/** What is lost comes again so often: a provider's webhook after a refusal, a queue's message after a failure. */
const AGAIN_MS = 30_000;
const RECEIVES_MAX = 40;

const MOUNTS: Readonly<Record<Far, string>> = {
  crm: '/kommo',
  cache: '/upstash',
  database: '/supabase',
  queue: '/sqs',
  scheduler: '/scheduler',
  whatsapp: '/cloud',
};

/** `make`: a new bot for each world; what it keeps in its own memory is gone with an invocation only if it keeps it there. */
export function plainSystem(system: { name: string; rules: readonly string[]; make: () => Bot }): System {
  return { name: system.name, rules: system.rules, open: async ({ seed }) => openPlain(seed, system.make()) };
}

function openPlain(seed: number, bot: Bot): Field {
  const scheduler = createScheduler({ seed, startMs: START_MS });
  const cards = new Map<string, { main: 'bot' | 'person'; second: boolean }>();
  const troubles = new Map<Far, Trouble>();
  const sent: EntryOf<'sent'>[] = [];
  const handedOver: { lead: string; at: number }[] = [];
  const rows = new Map<string, Row>();
  const values = new Map<string, { value: string; untilMs: number }>();
  const schedules = new Map<string, () => void>();
  const said = new Map<string, string[]>();
  const atWork = new Set<() => void>();

  const cardOf = (lead: string): { main: 'bot' | 'person'; second: boolean } => {
    const card = cards.get(lead) ?? { main: 'bot', second: false };
    cards.set(lead, card);
    return card;
  };
  const troubleOf = (of: Far): Trouble | null => {
    const trouble = troubles.get(of);
    return trouble && trouble.untilMs > scheduler.exactMs() ? trouble : null;
  };
  /** One round trip: `work` is carried out when the request arrives, unless the far end is away. */
  const trip = async <T>(of: Far, work: () => T): Promise<T> => {
    const trouble = troubleOf(of);
    const { outMs, backMs } = usualDelays(scheduler, MOUNTS[of]);
    const slower = trouble?.how === 'slow' ? SLOWER[of] : 1;
    await scheduler.sleep(outMs * slower);
    if (trouble?.how === 'refuses') throw new FarEndError(`${of} is away`);
    const result = work();
    await scheduler.sleep(backMs * slower);
    if (trouble?.how === 'loses_answers') throw new FarEndError(`${of} did not answer`);
    return result;
  };

  /** One invocation in a process of its own, which can be killed at any await. @throws what the handler threw. */
  const invoke = async (work: (ends: Ends) => Promise<void>, killable: boolean): Promise<void> => {
    const scope: Scope = { name: 'bot', skewMs: 0, state: 'running', overdue: [] };
    let died: (error: Error) => void = () => {};
    const death = new Promise<never>((_resolve, reject) => {
      died = reject;
    });
    const kill = (): void => {
      scheduler.kill(scope);
      died(new FarEndError('the worker died'));
    };
    if (killable) atWork.add(kill);
    try {
      await Promise.race([runIn(scope, () => work(ends())), death]);
    } finally {
      atWork.delete(kill);
    }
  };

  /** Each lead has its line: one job at a time, and what failed stands before what came later. */
  const lines = new Map<string, { job: Job; readyMs: number; receives: number }[]>();
  const busy = new Set<string>();
  const drive = (lead: string): void => {
    const line = lines.get(lead) ?? [];
    const [head] = line;
    if (!head || busy.has(lead)) return;
    const waitMs = head.readyMs - scheduler.exactMs();
    if (waitMs > 0) {
      scheduler.after(waitMs, () => drive(lead));
      return;
    }
    busy.add(lead);
    head.receives += 1;
    invoke((far) => bot.job(head.job, far), head.job.kind === 'reply').then(
      () => {
        line.shift();
        busy.delete(lead);
        drive(lead);
      },
      () => {
        if (head.receives >= RECEIVES_MAX) line.shift();
        head.readyMs = scheduler.exactMs() + AGAIN_MS;
        busy.delete(lead);
        drive(lead);
      },
    );
  };

  const ends = (): Ends => ({
    nowMs: scheduler.nowMs,
    sleep: (ms) => scheduler.sleep(ms),
    crm: {
      holderOf: (lead) =>
        trip('crm', () => (cardOf(lead).main === 'person' || cardOf(lead).second ? 'person' : 'bot')),
      giveToPerson: (lead) =>
        trip('crm', () => {
          if (cardOf(lead).main === 'person') return;
          cardOf(lead).main = 'person';
          handedOver.push({ lead, at: scheduler.exactMs() });
        }),
    },
    cache: {
      get: (key) =>
        trip('cache', () => {
          const kept = values.get(key);
          return kept && kept.untilMs > scheduler.exactMs() ? kept.value : null;
        }),
      set: (key, value, ttlMs) =>
        trip('cache', () => void values.set(key, { value, untilMs: scheduler.exactMs() + ttlMs })),
      delete: (key) => trip('cache', () => void values.delete(key)),
    },
    database: {
      get: (key) => trip('database', () => rows.get(key) ?? null),
      put: (key, row) => trip('database', () => void rows.set(key, row)),
      change: (key, make) => trip('database', () => rows.set(key, make(rows.get(key) ?? {})).get(key) ?? {}),
      append: (lead, mark) =>
        trip('database', () => {
          const marks = said.get(lead) ?? [];
          said.set(lead, marks);
          if (mark !== null && !marks.includes(mark)) marks.push(mark);
        }),
    },
    queue: {
      put: (job, delayMs) =>
        trip('queue', () => {
          const line = lines.get(job.lead) ?? [];
          lines.set(job.lead, line);
          line.push({ job, readyMs: scheduler.exactMs() + delayMs, receives: 0 });
          runIn(undefined, () => drive(job.lead));
        }),
    },
    schedule: {
      set: (name, job, delayMs) =>
        trip('scheduler', () => {
          schedules.get(name)?.();
          const fire = (): void => void invoke((far) => bot.job(job, far), false).catch(again);
          const again = (): void => void runIn(undefined, () => scheduler.after(AGAIN_MS, fire));
          schedules.set(
            name,
            runIn(undefined, () => scheduler.after(delayMs, fire)),
          );
        }),
      cancel: (name) =>
        trip('scheduler', () => {
          schedules.get(name)?.();
          schedules.delete(name);
        }),
    },
    model: async (marks) => {
      await scheduler.sleep(scheduler.random.between(...THINK_MS));
      return bubblesFor(marks);
    },
    send: async (lead, text) => {
      const entry = { kind: 'sent', at: scheduler.exactMs(), lead, what: 'message', text } as const;
      const index = sent.push({ ...entry, arrivedAt: null }) - 1;
      await trip('whatsapp', () => {
        sent[index] = { ...entry, arrivedAt: scheduler.exactMs() };
      });
    },
  });

  /** At least once: a refusal brings it again. */
  const deliver = (work: (far: Ends) => Promise<void>, times = RECEIVES_MAX): void => {
    if (times === 0) return;
    invoke(work, false).catch(() => scheduler.after(AGAIN_MS, () => deliver(work, times - 1)));
  };
  const tell = (signal: Signal, notice: 'told' | 'lost' | 'late' | 'twice', lateMs: number): void => {
    if (notice === 'lost') return;
    const { outMs } = usualDelays(scheduler, '/webhooks');
    const send = (): void => deliver((far) => bot.signal(signal, far));
    scheduler.after(outMs + (notice === 'late' ? lateMs : 0), send);
    if (notice === 'twice') scheduler.after(outMs + 5_000, send);
  };

  let ids = 0;
  return {
    nowMs: scheduler.exactMs,
    advance: (ms) => scheduler.advance(ms),
    at: (ms, act) => void scheduler.after(ms, act),
    says: ({ lead, content, text, mark }) => {
      ids += 1;
      cardOf(lead);
      const message: Inbound = { id: `in-${ids}`, lead, content, text, mark };
      scheduler.after(usualDelays(scheduler, '/webhooks').outMs, () =>
        deliver((far) => bot.message(message, far)),
      );
    },
    takes: ({ lead, by, notice, lateMs }) => {
      if (by === 'phone' || by === 'chat') return tell({ kind: 'person_wrote', lead }, notice, lateMs);
      if (by === 'second_card') cardOf(lead).second = true;
      else cardOf(lead).main = 'person';
      tell({ kind: 'card_moved', lead, to: 'person' }, notice, lateMs);
    },
    returns: ({ lead, notice, lateMs }) => {
      cards.set(lead, { main: 'bot', second: false });
      tell({ kind: 'card_moved', lead, to: 'bot' }, notice, lateMs);
    },
    fault: ({ of, ms, how }) => void troubles.set(of, { how, untilMs: scheduler.exactMs() + ms }),
    killsAt: (ms) => {
      scheduler.after(ms, () => {
        const [kill] = atWork;
        kill?.();
      });
    },
    isSeller: (lead) => void cards.set(lead, { main: 'person', second: false }),
    sends: () => sent,
    handedOver: () => handedOver,
    history: async (lead) => said.get(lead) ?? null,
    quiet: () => {},
    close: async () => scheduler.stop(),
  };
}
