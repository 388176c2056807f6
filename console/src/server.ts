/** The server behind the page: reads, acts, and the events that it pushes. */
import { signal } from '@preact/signals';
import type {
  Acts,
  Changes,
  LeadCard,
  LedgerLine,
  LiveEvent,
  Numbers,
  Page,
  Refusal,
  Session,
  Status,
  TalkLine,
} from '../../lib/console/wire.ts';

export const BASE = '/console-api';

/** The server did not answer, or not as agreed. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

const TOKEN = 'bastao.token';
/** False: somebody must sign in first. Always true for `npm start`, which answers to this machine alone. */
export const isSignedIn = signal(__PLAYS__ || sessionStorage.getItem(TOKEN) !== null);

/** Kept until the tab is closed, and in no other. */
export function signIn(token: string): void {
  sessionStorage.setItem(TOKEN, token);
  isSignedIn.value = true;
}
export function signOut(): void {
  sessionStorage.removeItem(TOKEN);
  isSignedIn.value = false;
}
const proof = (): Record<string, string> =>
  __PLAYS__ ? {} : { authorization: `Bearer ${sessionStorage.getItem(TOKEN) ?? ''}` };

export async function get<T>(path: string, query: Readonly<Record<string, string | null>> = {}): Promise<T> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const response = await fetch(`${BASE}${path}?${new URLSearchParams(given)}`, { headers: proof() }).catch(
    (cause: unknown) => {
      throw new ServerError('no answer', { cause });
    },
  );
  if (response.status === 401) signOut();
  if (!response.ok) throw new ServerError(`status ${response.status}`);
  // Page and server are of one commit and one machine: the types are the agreement (lib/console/wire.ts).
  return (await response.json()) as T;
}

export const readSession = (): Promise<Session> => get('/session');
export const readStatus = (): Promise<Status> => get('/status');
export const readLeads = (after: string | null): Promise<Page<LeadCard>> => get('/leads', { after });
export const readNumbers = (period: string, on: string | null): Promise<Numbers> =>
  get('/report', { period, on });
export const readTalk = (lead: string): Promise<readonly TalkLine[]> => get('/talk', { lead });
export const readLedger = (lead: string, after: string | null): Promise<Page<LedgerLine>> =>
  get('/ledger', { lead, after });

/** For a terminal: what the page itself asks. */
export const ledgerAsCurl = (lead: string, id: number): string =>
  `curl -s '${location.origin}${BASE}/ledger?${new URLSearchParams({ lead, after: String(id + 1) })}'`;

/** Null: done. */
export async function act<P extends keyof Acts>(path: P, input: Acts[P]): Promise<Refusal | null> {
  try {
    const response = await fetch(`${BASE}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...proof() },
      body: JSON.stringify(input),
    });
    if (response.ok) return null;
    const { refusal } = (await response.json()) as { refusal?: Refusal };
    return refusal ?? 'failed';
  } catch {
    // No answer, or none of this server's: it is not known whether it was done, and the page says that it did not work.
    return 'failed';
  }
}

const OPEN_AGAIN_MS = 2_000;
const ASK_AGAIN_MS = 3_000;

/** Events as they come. The browser resumes after a break by itself; `onReopened`: it could not, and something may be missed. */
function listenToStream(onEvent: (event: LiveEvent) => void, onReopened: () => void): void {
  const open = (isAgain: boolean): void => {
    const source = new EventSource(`${BASE}/events`);
    source.onopen = () => {
      if (isAgain) onReopened();
    };
    source.onmessage = ({ data }: MessageEvent<string>) => onEvent(JSON.parse(data) as LiveEvent);
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(() => open(true), OPEN_AGAIN_MS);
    };
  };
  open(false);
}

/** A function that ends with its answer pushes nothing: what is new is asked for, while somebody looks. */
function askForChanges(onEvent: (event: LiveEvent) => void, open: () => string | null): void {
  let cursor = '';
  const ask = async (): Promise<void> => {
    if (document.hidden || !isSignedIn.peek()) return;
    const changes: Changes = await get('/changes', { since: cursor, lead: open() });
    cursor = changes.cursor;
    for (const event of changes.events) onEvent(event);
    onEvent({ type: 'beat', nowMs: Date.now() });
  };
  const again = (): void => {
    // What could not be asked is asked again; meanwhile the page says how old its picture is.
    ask()
      .catch(() => undefined)
      .finally(() => setTimeout(again, ASK_AGAIN_MS));
  };
  again();
}

export function listen(
  onEvent: (event: LiveEvent) => void,
  { onReopened, open }: { onReopened: () => void; open: () => string | null },
): void {
  if (__PLAYS__) listenToStream(onEvent, onReopened);
  else askForChanges(onEvent, open);
}
