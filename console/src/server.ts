/** The server behind the page: reads, acts, and the events that it pushes. */
import type {
  Acts,
  LeadCard,
  LedgerLine,
  LiveEvent,
  Page,
  Refusal,
  Session,
  Status,
  TalkLine,
} from '../../lib/console/wire.ts';

const BASE = '/console-api';

/** The server did not answer, or not as agreed. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

async function get<T>(path: string, query: Readonly<Record<string, string | null>> = {}): Promise<T> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const response = await fetch(`${BASE}${path}?${new URLSearchParams(given)}`).catch((cause: unknown) => {
    throw new ServerError('no answer', { cause });
  });
  if (!response.ok) throw new ServerError(`status ${response.status}`);
  // Page and server are of one commit and one machine: the types are the agreement (lib/console/wire.ts).
  return (await response.json()) as T;
}

export const readSession = (): Promise<Session> => get('/session');
export const readStatus = (): Promise<Status> => get('/status');
export const readLeads = (after: string | null): Promise<Page<LeadCard>> => get('/leads', { after });
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
      headers: { 'content-type': 'application/json' },
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

/** Events as they come. The browser resumes after a break by itself; `onReopened`: it could not, and something may be missed. */
export function listen(onEvent: (event: LiveEvent) => void, onReopened: () => void): void {
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
