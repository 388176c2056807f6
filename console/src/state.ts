/** What the page knows, and how it comes to know it. */
import { computed, effect, signal } from '@preact/signals';
import type { LeadCard, LedgerLine, LiveEvent, Session, Status, TalkLine } from '../../lib/console/wire.ts';
import { go, language, leadKey, place } from './place.ts';
import { isSignedIn, listen, readLeads, readLedger, readSession, readStatus, readTalk } from './server.ts';
import { WORDS } from './words.ts';

/** No news for so long: what is shown may be old. The server says something every two seconds, or is asked every three. */
const STALE_AFTER_MS = __PLAYS__ ? 5_000 : 12_000;
const RETRY_MS = 2_000;
const LEADS_MAX = 5_000;
const NOTICE_MS = 6_000;

export const words = computed(() => WORDS[language.value]);
export const session = signal<Session | null>(null);
export const status = signal<Status | null>(null);
export const leads = signal<ReadonlyMap<string, LeadCard>>(new Map());
export const loaded = signal<'loading' | 'ready' | 'unreachable'>('loading');
/** Leads that were erased while the page was open. */
export const forgotten = signal<ReadonlySet<string>>(new Set());
export const talk = signal<readonly TalkLine[] | null>(null);
export const ledger = signal<readonly LedgerLine[] | null>(null);
export const ledgerNext = signal<string | null>(null);

/** The stack's time, told each second. */
export const nowMs = signal(Date.now());
/** The same in steps of ten seconds, for what need not be told more often. */
export const coarseNowMs = computed(() => Math.floor(nowMs.value / 10_000) * 10_000);
/** For how many seconds nothing was heard; 0 while all is well. */
export const staleSeconds = signal(0);

export type Notice = { readonly text: string; readonly isProblem: boolean };
export const notice = signal<Notice | null>(null);
let noticeTimer: ReturnType<typeof setTimeout> | undefined;
export function tell(text: string, isProblem = false): void {
  notice.value = { text, isProblem };
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    notice.value = null;
  }, NOTICE_MS);
}

let heardAtMs = performance.now();
let aheadMs = 0;

function takeStatus(next: Status): void {
  status.value = next;
  aheadMs = next.nowMs - Date.now();
  nowMs.value = next.nowMs;
}

setInterval(() => {
  if (!status.value?.isPaused) nowMs.value = Date.now() + aheadMs;
  const silentMs = performance.now() - heardAtMs;
  staleSeconds.value =
    loaded.value === 'ready' && silentMs > STALE_AFTER_MS ? Math.round(silentMs / 1000) : 0;
}, 1_000);

export function putLeads(changed: readonly LeadCard[]): void {
  const next = new Map(leads.peek());
  for (const lead of changed) next.set(lead.key, lead);
  leads.value = next;
}

/** Asked and answered for the lead that is open now; an answer about another comes too late. */
async function readOpen(key: string): Promise<void> {
  const [lines, page] = await Promise.all([readTalk(key), readLedger(key, null)]);
  if (leadKey.peek() !== key) return;
  talk.value = lines;
  ledger.value = page.items;
  ledgerNext.value = page.next;
}

export async function readOlder(): Promise<void> {
  const key = leadKey.peek();
  const next = ledgerNext.peek();
  if (key === null || next === null) return;
  const page = await readLedger(key, next);
  if (leadKey.peek() !== key) return;
  ledger.value = [...(ledger.peek() ?? []), ...page.items];
  ledgerNext.value = page.next;
}

const refresh = (key: string): void => {
  // What could not be read is read again with the next event; until then the page shows what it has, and says when it is stale.
  readOpen(key).catch(() => undefined);
};

async function readAll(): Promise<void> {
  session.value ??= await readSession();
  takeStatus(await readStatus());
  const first = await readLeads(null);
  leads.value = new Map(first.items.map((lead) => [lead.key, lead]));
  loaded.value = 'ready';
  const key = leadKey.peek();
  if (key !== null) refresh(key);
  for (let next = first.next; next !== null && leads.value.size < LEADS_MAX; ) {
    const page = await readLeads(next);
    putLeads(page.items.filter(({ key }) => !leads.value.has(key)));
    next = page.next;
  }
}

function load(): void {
  if (!isSignedIn.peek()) return;
  readAll().catch(() => {
    if (loaded.value !== 'ready') loaded.value = 'unreachable';
    setTimeout(load, RETRY_MS);
  });
}

function take(event: LiveEvent): void {
  heardAtMs = performance.now();
  staleSeconds.value = 0;
  switch (event.type) {
    case 'status':
      takeStatus(event.status);
      return;
    case 'leads':
      putLeads(event.leads);
      return;
    case 'gone': {
      // Who was never there was not erased.
      const known = event.keys.filter((key) => leads.value.has(key));
      if (known.length === 0) return;
      const next = new Map(leads.value);
      for (const key of known) next.delete(key);
      leads.value = next;
      forgotten.value = new Set([...forgotten.value, ...known]);
      return;
    }
    case 'talk': {
      const key = leadKey.peek();
      if (key !== null && event.keys.includes(key)) refresh(key);
      return;
    }
    case 'reload':
      load();
      return;
    case 'story':
      // Whoever pressed its button wants to watch.
      if (place.peek().screen === 'workshop')
        go({ screen: 'stage', lead: event.lead, at: null, view: 'talk' });
      return;
    case 'beat':
      return;
    default:
      event satisfies never;
  }
}

export function begin(): void {
  listen(take, { onReopened: load, open: () => leadKey.peek() });
  effect(() => {
    if (isSignedIn.value) load();
  });
  effect(() => {
    const key = leadKey.value;
    talk.value = null;
    ledger.value = null;
    ledgerNext.value = null;
    if (key !== null) refresh(key);
  });
  effect(() => {
    document.documentElement.lang = language.value === 'pt' ? 'pt-BR' : 'en';
  });
}

export const openLead = computed(() =>
  leadKey.value === null ? null : (leads.value.get(leadKey.value) ?? null),
);
