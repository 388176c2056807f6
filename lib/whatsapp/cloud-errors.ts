/**
 * What each error of the Cloud API asks of us (facts/whatsapp.md §2.4). The same failure comes as an answer to the send, as a
 * `failed` status, or both: the code decides, never the HTTP status or the title.
 *
 * A code that is not in the table never authorises a resend: from a 4xx it is `bug` with an alarm (this message is given up, the
 * others go on), from a 5xx it is `unknown`, for nothing then says that the message was not taken.
 */
import type { Refusal, SendResult } from './transport.ts';

export type Refused = Extract<SendResult, { kind: 'refused' }>;
type Row = { readonly refusal: Refusal; readonly alarm: boolean; readonly retryAfterMs?: number };

const alarmed = (refusal: Refusal): Row => ({ refusal, alarm: true });
const quiet = (refusal: Refusal, retryAfterMs?: number): Row => ({
  refusal,
  alarm: false,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** One message per 6 s to one contact, sustained. */
const PAIR_LIMIT_MS = 6_000;
/** The throughput of a number is counted per second; a few seconds let a burst drain. */
const THROUGHPUT_MS = 5_000;

const ROWS: ReadonlyMap<number, Row> = new Map([
  [131_047, quiet('template')],
  [131_056, quiet('hold_contact', PAIR_LIMIT_MS)],
  [130_429, quiet('hold_all', THROUGHPUT_MS)],
  [131_026, quiet('mark_contact')],
  // Each of these says that the message was not taken.
  [2, quiet('retry')],
  [131_000, quiet('retry')],
  [131_016, quiet('retry')],
  [131_057, quiet('retry')],
  // Token, permission, payment, account: a person must act, and the queue waits.
  [190, alarmed('hold_all')],
  [10, alarmed('hold_all')],
  [131_042, alarmed('hold_all')],
  [4, alarmed('hold_all')],
  [80_007, alarmed('hold_all')],
  [131_031, alarmed('hold_all')],
  [368, alarmed('hold_all')],
  [131_048, quiet('no_marketing')],
  [131_049, quiet('no_marketing')],
  [131_050, quiet('no_marketing')],
  [131_052, quiet('text_instead')],
  [131_053, quiet('text_instead')],
  [131_051, quiet('bug')],
  [131_030, quiet('bug')],
  [131_021, quiet('bug')],
  [131_062, quiet('bug')],
  [100, quiet('bug')],
  [131_009, quiet('bug')],
]);
/** Whole families: permissions, and everything about templates (parameters, missing, format, paused, disabled). */
const FAMILIES: readonly { readonly from: number; readonly to: number; readonly row: Row }[] = [
  { from: 200, to: 299, row: alarmed('hold_all') },
  { from: 132_000, to: 132_099, row: alarmed('bug') },
];
const UNKNOWN_CODE = alarmed('bug');

const rowOf = (code: number): Row | undefined =>
  ROWS.get(code) ?? FAMILIES.find(({ from, to }) => code >= from && code <= to)?.row;

const refused = (
  row: Row,
  { code, retryAfterMs }: { code: number | null; retryAfterMs: number | null },
): Refused => ({
  kind: 'refused',
  refusal: row.refusal,
  code,
  alarm: row.alarm,
  retryAfterMs: retryAfterMs ?? row.retryAfterMs ?? null,
});

/**
 * The outcome of a send answered with an error. `code` is null where the body named none (a proxy's page): then a 429 holds the
 * number, another refusal holds it with an alarm (the address or the network in between is wrong), and a timeout or 5xx is unknown.
 */
export function cloudFailure({
  code,
  status,
  retryAfterMs,
}: {
  code: number | null;
  status: number;
  retryAfterMs: number | null;
}): SendResult {
  const row = code === null ? undefined : rowOf(code);
  if (row !== undefined) return refused(row, { code, retryAfterMs });
  if (status >= 500 || status === 408) return { kind: 'unknown', cause: `http_${status}` };
  if (code !== null) return refused(UNKNOWN_CODE, { code, retryAfterMs });
  return refused(status === 429 ? quiet('hold_all', THROUGHPUT_MS) : alarmed('hold_all'), {
    code,
    retryAfterMs,
  });
}

/** What a `failed` status asks of us: the same table. The message was accepted once and did not arrive. */
export function sendResultForStatusError(code: number | null): Refused {
  return refused((code === null ? undefined : rowOf(code)) ?? UNKNOWN_CODE, { code, retryAfterMs: null });
}
