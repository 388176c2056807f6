/**
 * What newly happened, pushed to every open page (SSE). It compares what is there with what was there at the last look: phones, cards,
 * ledger. Each event has a number; a page that lost its connection names the last one it saw and gets what it missed, or is told to
 * read everything anew. While no page is open nothing is looked at.
 */
import { randomUUID } from 'node:crypto';
import type { LeadCard, LiveEvent, Status } from '../../lib/console/wire.ts';
import { StoreError } from '../../lib/store/rpc.ts';
import type { ScreenMessage } from '../emulators/whatsapp/screens.ts';
import type { Sight } from './sight.ts';

const LOOK_EVERY_MS = 250;
/** Less than half of the time after which the page calls its picture stale. */
const BEAT_EVERY_MS = 2_000;
/** A turn writes facts and steps just after the line that told of it. */
const LOOKED_AT_AGAIN_FOR_MS = 5_000;
const REMEMBERED_MAX = 1_000;
/** A clock that was moved by hand, and not by time passing. */
const JUMP_MS = 700;

type Numbered = { readonly number: number; readonly event: LiveEvent };
type Listener = (numbered: Numbered) => void;

export type Live = {
  /** `lastEventId`: the last one this page saw, empty for a new page. */
  open(lastEventId: string): Response;
  /** To every open page. */
  tell(event: LiveEvent): void;
  /** Looks now, for whoever has just changed something. */
  look(): Promise<void>;
  close(): void;
};

const same = (a: readonly ScreenMessage[] | undefined, b: readonly ScreenMessage[]): boolean =>
  a !== undefined && a.length === b.length && b.every((message, index) => message === a[index]);

export function createLive(sight: Sight): Live {
  const boot = randomUUID().slice(0, 8);
  const listeners = new Set<Listener>();
  let remembered: Numbered[] = [];
  let number = 0;
  let timer: NodeJS.Timeout | undefined;

  const emit = (event: LiveEvent): void => {
    const numbered = { number, event };
    if (event.type !== 'beat') {
      number += 1;
      numbered.number = number;
      remembered = [...remembered, numbered].slice(-REMEMBERED_MAX);
    }
    for (const listener of listeners) listener(numbered);
  };

  let screens: Readonly<Record<string, readonly ScreenMessage[]>> = {};
  const cards = new Map<number, string>();
  let newest = 0;
  const warm = new Map<string, number>();
  const told = new Map<string, string>();
  let statusTold = '';
  let aheadTold = 0;
  let isStatusLost = false;
  let beatAtMs = 0;

  /** Whose phone, card or ledger is not what it was. */
  const touched = async (): Promise<ReadonlySet<string>> => {
    const keys = new Set<string>();
    const now = sight.phones();
    for (const [key, screen] of Object.entries(now)) if (!same(screens[key], screen)) keys.add(key);
    screens = now;
    for (const { id, statusId, pipelineId, name } of sight.places()) {
      const form = `${pipelineId} ${statusId} ${name}`;
      if (cards.get(id) === form) continue;
      cards.set(id, form);
      const key = sight.leadOfCard(id);
      if (key !== null) keys.add(key);
    }
    const news = await sight.reads.news(newest);
    newest = news[0]?.id ?? newest;
    for (const { key } of news) keys.add(key);
    return keys;
  };

  const tellLeads = async (keys: readonly string[]): Promise<void> => {
    const leads = await sight.leads(keys);
    const changed: LeadCard[] = [];
    for (const lead of leads) {
      const form = JSON.stringify(lead);
      if (told.get(lead.key) === form) continue;
      told.set(lead.key, form);
      changed.push(lead);
    }
    if (changed.length > 0) emit({ type: 'leads', leads: changed });
    const there = new Set(leads.map(({ key }) => key));
    const gone = keys.filter((key) => !there.has(key) && told.has(key));
    for (const key of gone) {
      told.delete(key);
      warm.delete(key);
    }
    if (gone.length > 0) emit({ type: 'gone', keys: gone });
  };

  const tellStatus = async (): Promise<void> => {
    const status: Status = await sight.status();
    const { nowMs, ...rest } = status;
    const form = JSON.stringify(rest);
    const ahead = nowMs - Date.now();
    const hasJumped = Math.abs(ahead - aheadTold) > JUMP_MS && !status.isPaused;
    if (form === statusTold && !hasJumped && !(status.isPaused && ahead > aheadTold + JUMP_MS)) return;
    statusTold = form;
    aheadTold = ahead;
    emit({ type: 'status', status });
  };

  const lookOnce = async (): Promise<void> => {
    const keys = await touched();
    const nowMs = performance.now();
    for (const key of keys) warm.set(key, nowMs + LOOKED_AT_AGAIN_FOR_MS);
    const looked = new Set([...warm.keys(), ...sight.watched()]);
    if (looked.size > 0) await tellLeads([...looked]);
    for (const [key, untilMs] of warm) if (untilMs < nowMs) warm.delete(key);
    if (keys.size > 0) emit({ type: 'talk', keys: [...keys] });
    await tellStatus();
  };

  let looking: Promise<void> = Promise.resolve();
  const look = (): Promise<void> => {
    looking = looking.then(lookOnce).then(
      () => {
        isStatusLost = false;
      },
      (error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
        // Postgres does not answer: the pages go stale, and say so.
        isStatusLost = true;
        statusTold = '';
      },
    );
    return looking;
  };
  const tick = (): void => {
    if (listeners.size === 0) return;
    timer = setTimeout(() => {
      look()
        .then(() => {
          if (isStatusLost || performance.now() - beatAtMs < BEAT_EVERY_MS) return;
          beatAtMs = performance.now();
          emit({ type: 'beat', nowMs: Date.now() });
        })
        .finally(tick)
        .catch(() => {
          looking = Promise.resolve();
        });
    }, LOOK_EVERY_MS);
    timer.unref();
  };

  const missed = (lastEventId: string): readonly Numbered[] => {
    const [of, seen] = lastEventId.split('-');
    const reload: Numbered = { number, event: { type: 'reload' } };
    if (lastEventId === '') return [];
    const from = Number(seen);
    if (of !== boot || !Number.isInteger(from) || from > number) return [reload];
    const first = remembered[0]?.number ?? number + 1;
    return from + 1 < first ? [reload] : remembered.filter((numbered) => numbered.number > from);
  };

  return {
    look,
    tell: emit,
    open: (lastEventId) => {
      const encoder = new TextEncoder();
      let listener: Listener = () => {};
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          listener = ({ number: id, event }) => {
            const data = JSON.stringify(event);
            controller.enqueue(encoder.encode(`id: ${boot}-${id}\ndata: ${data}\n\n`));
          };
          for (const numbered of missed(lastEventId)) listener(numbered);
          listener({ number, event: { type: 'beat', nowMs: Date.now() } });
          listeners.add(listener);
          if (listeners.size === 1) {
            // What this page is about to read is not news to it; what it knows of the status it has not been told.
            statusTold = '';
            clearTimeout(timer);
            tick();
          }
        },
        cancel: () => {
          listeners.delete(listener);
        },
      });
      return new Response(body, {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      });
    },
    close: () => {
      listeners.clear();
      clearTimeout(timer);
    },
  };
}
