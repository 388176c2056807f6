/** What a refusal of a send means: whom it concerns, what it asks of us, whether a person must act (W4, facts/whatsapp.md §9.4). */

/**
 * What a refused send asks of us (facts/whatsapp.md §2.4, §1.8):
 * `retry` the same send may be repeated after a pause (nothing left) · `hold_contact` only this contact, wait · `hold_all` the
 * whole number or instance is down, keep the queue · `template` outside the 24 h window · `mark_contact` not reachable ·
 * `no_marketing` nothing proactive to this user · `text_instead` media failed, say it in text · `bug` our request is wrong.
 */
export const REFUSALS = [
  'retry',
  'hold_contact',
  'hold_all',
  'template',
  'mark_contact',
  'no_marketing',
  'text_instead',
  'bug',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** After these nothing left, and the same bubble may go later. */
export const waits = (refusal: Refusal): boolean =>
  refusal === 'retry' || refusal === 'hold_contact' || refusal === 'hold_all';

/** Whom a refusal concerns: this message, this contact, this account (every lead), or the provider's own trouble. */
export type Scope = 'message' | 'contact' | 'account' | 'provider';

/** A send that certainly did not reach anybody, and what that asks of us. */
export type Refused = {
  readonly kind: 'refused';
  readonly scope: Scope;
  readonly refusal: Refusal;
  /** The provider's own code where it has one. */
  readonly code: number | null;
  /** True where a person must act (token, payment, template, licence). */
  readonly alarm: boolean;
  readonly retryAfterMs: number | null;
  /** Names a sign that may be the account's after all: the same on a second lead within the hour is (W4). Null: the scope is certain. */
  readonly suspicion: string | null;
};
