/**
 * What each error of the Cloud API asks of us, scope first (W4, facts/whatsapp.md §9.4). The same failure comes as an answer to the
 * send, as a `failed` status, or both: the code decides, never the HTTP status or the title.
 *
 * A code that is not in the table never authorises a resend and is never given up for good: from a 4xx the message waits, with an
 * alarm, and the same code on a second lead is the account's; from a 5xx it is `unknown`, for nothing says that it was not taken.
 */
import type { Refusal, Refused, Scope } from './refusal.ts';
import type { SendResult } from './transport.ts';

type Row = {
  readonly scope: Scope;
  readonly refusal: Refusal;
  readonly alarm: boolean;
  readonly retryAfterMs?: number;
};
type Rule = { readonly codes: readonly (number | { readonly from: number; readonly to: number })[] } & Row;

/** One message per 6 s to one contact, sustained. */
const PAIR_LIMIT_MS = 6_000;
/** The throughput of a number is counted per second; a few seconds let a burst drain. */
const THROUGHPUT_MS = 5_000;
/** Maintenance of an account takes about a minute. */
const MAINTENANCE_MS = 20_000;

/** Code by code, as facts/whatsapp.md §9.4 has them. */
const RULES: readonly Rule[] = [
  {
    // Token and permission; a number that is gone, unregistered or unverified; payment; a country that is barred; an account that is
    // restricted or locked. A person must act, and every lead's answer waits for it.
    codes: [
      ...[0, 3, 10, 33, 190, { from: 200, to: 299 }, 131_005],
      ...[131_037, 131_042, 131_045, 133_000, 133_006, 133_010, 133_015, 134_011],
      ...[130_497, 368, 131_031, 131_048, 131_064],
    ],
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
  },
  { codes: [4, 80_007], scope: 'account', refusal: 'hold_all', alarm: true },
  { codes: [130_429], scope: 'account', refusal: 'hold_all', alarm: false, retryAfterMs: THROUGHPUT_MS },
  {
    codes: [131_057, 2_494_100],
    scope: 'account',
    refusal: 'retry',
    alarm: false,
    retryAfterMs: MAINTENANCE_MS,
  },
  // Marketing templates are off on this number; what is said in free words goes on.
  { codes: [131_063], scope: 'account', refusal: 'no_marketing', alarm: true },
  // Meta's own trouble. Each says that the message was not taken.
  { codes: [1, 2, 131_000, 131_016, 133_004], scope: 'provider', refusal: 'retry', alarm: false },
  { codes: [131_056], scope: 'contact', refusal: 'hold_contact', alarm: false, retryAfterMs: PAIR_LIMIT_MS },
  { codes: [131_026], scope: 'contact', refusal: 'mark_contact', alarm: false },
  { codes: [131_047], scope: 'contact', refusal: 'template', alarm: false },
  { codes: [131_049, 130_472, 131_050], scope: 'contact', refusal: 'no_marketing', alarm: false },
  // Our request; 131030 and 131058: a test number.
  {
    codes: [100, 131_008, 131_009, 131_021, 131_030, 131_051, 131_055, 131_058, 131_062, 135_000, 137_000],
    scope: 'message',
    refusal: 'bug',
    alarm: true,
  },
  { codes: [131_052, 131_053], scope: 'message', refusal: 'text_instead', alarm: false },
  // A template or a flow: every send of it.
  {
    codes: [
      { from: 132_000, to: 132_099 },
      { from: 134_100, to: 134_102 },
    ],
    scope: 'message',
    refusal: 'bug',
    alarm: true,
  },
];

/** A code that nobody has listed yet, by the family it comes from; the first that matches (same section). */
const FAMILIES: readonly Rule[] = [
  {
    codes: [17, 32, 613, { from: 80_000, to: 80_014 }],
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
    retryAfterMs: THROUGHPUT_MS,
  },
  {
    codes: [
      { from: 0, to: 299 },
      { from: 130_000, to: 130_999 },
      { from: 133_000, to: 133_999 },
      { from: 134_000, to: 134_999 },
    ],
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
  },
];

const ACCOUNT_DOWN: Row = { scope: 'account', refusal: 'hold_all', alarm: true };
const RATE: Row = { scope: 'account', refusal: 'hold_all', alarm: false, retryAfterMs: THROUGHPUT_MS };
/** Nobody knows whose it is: this message waits, a person is told, and a second lead makes it the account's. */
const UNKNOWN: Row = { scope: 'message', refusal: 'hold_contact', alarm: true };

/** Behind 100: the token sees no such number (facts/whatsapp.md §9.4). */
const UNSEEN_OBJECT = { code: 100, subcode: 33 } as const;

const among =
  (code: number) =>
  ({ codes }: Rule): boolean =>
    codes.some((each) => (typeof each === 'number' ? each === code : code >= each.from && code <= each.to));
const known = (code: number): Row | undefined => RULES.find(among(code));
const family = (code: number): Row | undefined => FAMILIES.find(among(code));

const refused = (
  { scope, refusal, alarm, retryAfterMs: usual }: Row,
  { code, retryAfterMs }: { code: number | null; retryAfterMs: number | null },
): Refused => ({
  kind: 'refused',
  scope,
  refusal,
  code,
  alarm,
  retryAfterMs: retryAfterMs ?? usual ?? null,
  suspicion: null,
});
const suspicious = (answer: { code: number | null; retryAfterMs: number | null }): Refused => ({
  ...refused(UNKNOWN, answer),
  suspicion: `cloud_${answer.code ?? 'none'}`,
});

/** The outcome of a send answered with an error. `code` is null where the body named none (a proxy's page). */
export function cloudFailure({
  code,
  subcode = null,
  isTransient = false,
  status,
  retryAfterMs,
}: {
  code: number | null;
  subcode?: number | null;
  /** Graph's own word, read only where the code says nothing. */
  isTransient?: boolean;
  status: number;
  retryAfterMs: number | null;
}): SendResult {
  const answer = { code, retryAfterMs };
  if (code === UNSEEN_OBJECT.code && subcode === UNSEEN_OBJECT.subcode) return refused(ACCOUNT_DOWN, answer);
  const row = code === null ? undefined : known(code);
  if (row !== undefined) return refused(row, answer);
  if (status === 401 || status === 403) return refused(ACCOUNT_DOWN, answer);
  if (status === 429) return refused(RATE, answer);
  if (isTransient || status >= 500 || status === 408) return { kind: 'unknown', cause: `http_${status}` };
  // Without a code: the address or the network in between is wrong.
  if (code === null) return refused(ACCOUNT_DOWN, answer);
  const kin = family(code);
  return kin ? refused(kin, answer) : suspicious(answer);
}

/** What a `failed` status asks of us: the same table. The message was accepted once and did not arrive. */
export function sendResultForStatusError(code: number | null): Refused {
  const answer = { code, retryAfterMs: null };
  const row = code === null ? undefined : (known(code) ?? family(code));
  return row ? refused(row, answer) : suspicious(answer);
}
