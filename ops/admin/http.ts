/** One bounded question to a remote system, where the product itself has no client for it: an answer, or why there is none. */
import type { Clock } from '../../lib/clock.ts';

export type RemoteAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly date: RemoteDate | null;
    }
  | { readonly kind: 'unreachable'; readonly cause: 'timeout' | 'network' };

/** The other side's clock by its `Date` header, beside ours in the middle of the call. Epoch milliseconds. */
export type RemoteDate = { readonly theirsMs: number; readonly oursMs: number };

const TIMEOUT_MS = 10_000;
const BODY_MAX_BYTES = 2 * 1024 * 1024;

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > BODY_MAX_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Asked once, never repeated. `body` of the answer is parsed JSON, or undefined where it is none. Never throws for the other side's sake. */
export async function askRemote(
  clock: Clock,
  {
    method = 'GET',
    url,
    headers = {},
    json,
  }: {
    method?: 'GET' | 'POST' | 'DELETE';
    url: string | URL;
    headers?: Readonly<Record<string, string>>;
    json?: unknown;
  },
): Promise<RemoteAnswer> {
  const beforeMs = clock.nowMs();
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const oursMs = (beforeMs + clock.nowMs()) / 2;
    const theirsMs = Date.parse(response.headers.get('date') ?? '');
    const text = await boundedText(response);
    return {
      kind: 'answered',
      status: response.status,
      body: parsed(text),
      date: Number.isNaN(theirsMs) ? null : { theirsMs, oursMs },
    };
  } catch (error) {
    return {
      kind: 'unreachable',
      cause: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'network',
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
