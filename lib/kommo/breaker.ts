/**
 * Stops asking Kommo once the account is throttled, blocked, unpaid or its token refused, on every function at once (design §6
 * Budget; facts/kommo.md §3: repeated 429 end in 403 on everything). Shared through Redis, with a copy in this process that is used
 * while Redis is down (H20). When the time is up exactly one caller may probe; its success closes the breaker, its failure reopens it.
 *
 * 429: a warning, which another integration on the account may have earned. One probe after 5 s tells, another after 30 s; then
 * Kommo's own `retry_after`, 300 s where it names none. A 429 soon after the breaker closed goes on counting where it was.
 * 403: 15 min, then hourly · 402: 5 min, 15, then hourly (P21: one single 402 must not close every lead for an hour) · 401: 60 s, so
 * that a revoked token is not hammered and a renewed one is noticed soon.
 */
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createRedisGuard, storedJson } from './redis-guard.ts';

export const TRIP_CAUSES = ['throttled', 'forbidden', 'payment_required', 'unauthorized'] as const;
export type TripCause = (typeof TRIP_CAUSES)[number];

/** The right to send one request, or why not. Every `pass` and `probe` is handed back to `settle`. */
export type Admission =
  | { readonly kind: 'pass' }
  | { readonly kind: 'probe'; readonly cause: TripCause; readonly round: number }
  | { readonly kind: 'blocked'; readonly cause: TripCause; readonly retryAfterMs: number };

/** What an admitted request showed. `inconclusive` (network, 5xx): neither closes nor opens. */
export type Outcome =
  | { readonly kind: 'answered' }
  | { readonly kind: 'inconclusive' }
  | { readonly kind: 'tripped'; readonly cause: TripCause; readonly retryAfterMs: number | null };

export type KommoBreaker = {
  /** Brings the copy here up to date, so that the next `admit` need not ask. Never throws. */
  refresh(): Promise<void>;
  /** Is it known here, without asking, that nothing may be sent now? Whoever would stand in line need not. */
  blockedHere(): Extract<Admission, { readonly kind: 'blocked' }> | null;
  /** Where its state is kept, for whoever asks Redis anyway, and … */
  readonly key: string;
  /** … what was read there, asked for at `askedAtMs`. */
  overhear(stored: unknown, askedAtMs: number): void;
  /** May a request be sent now? Never throws. */
  admit(): Promise<Admission>;
  /** Reports what the admitted request showed. Resolves when the other functions can see it. Never throws. */
  settle(admission: Admission, outcome: Outcome): Promise<void>;
  /** An operator's word that the account is well again: closes at once, here and, within seconds, everywhere. */
  reset(): Promise<void>;
};

const State = z.object({ cause: z.enum(TRIP_CAUSES), untilMs: z.number(), round: z.int() });
type State = z.infer<typeof State>;

const MINUTE_MS = 60_000;
export const THROTTLED_DEFAULT_MS = 300_000;
/** Until the probes that may tell a crowd's one 429 from a block; Kommo's window is a second (facts/kommo.md §3). */
const THROTTLED_MS = [5_000, 30_000];
/** So long after a probe's success a 429 is the same trouble still. */
const RECENT_MS = 2 * MINUTE_MS;
/** By failed probe; hourly from there on. */
const FORBIDDEN_MINUTES = [15];
const UNPAID_MINUTES = [5, 15];
const HOUR_MINUTES = 60;
/** How long a copy of the shared state is believed: a closed one before it costs a round trip again, an open one likewise. */
const CLOSED_FRESH_MS = 2000;
const OPEN_FRESH_MS = 15_000;
/** A probe that never reports (a crash) is replaced after this. */
const PROBE_MAX_MS = 30_000;
/** An open state outlives its time by this, so that the first request afterwards is a probe and not a crowd. */
const REMEMBERED_MS = 24 * 60 * MINUTE_MS;

function openForMs({
  cause,
  retryAfterMs,
  round,
}: {
  cause: TripCause;
  retryAfterMs: number | null;
  round: number;
}): number {
  switch (cause) {
    case 'throttled':
      return Math.min(retryAfterMs ?? THROTTLED_DEFAULT_MS, THROTTLED_MS[round] ?? Number.POSITIVE_INFINITY);
    case 'forbidden':
      return (FORBIDDEN_MINUTES[round] ?? HOUR_MINUTES) * MINUTE_MS;
    case 'payment_required':
      return (UNPAID_MINUTES[round] ?? HOUR_MINUTES) * MINUTE_MS;
    case 'unauthorized':
      return MINUTE_MS;
  }
}

/** `accountKey` names the account in Redis; `redis` null keeps the breaker in this process. */
export function createKommoBreaker({
  redis,
  accountKey,
  clock,
  log,
}: {
  redis: Redis | null;
  accountKey: string;
  clock: Clock;
  log: Log;
}): KommoBreaker {
  const key = `kommo:breaker:${accountKey}`;
  const probeKey = `${key}:probe`;
  const guard = createRedisGuard({ user: 'breaker', clock, log });
  let copy: { state: State | null; isShared: boolean; freshUntilMs: number } = {
    state: null,
    isShared: true,
    freshUntilMs: 0,
  };
  let changedAtMs = Number.NEGATIVE_INFINITY;
  let probeUntilMs = 0;
  /** The round in which a 429 was got over, for whoever meets the next one soon. */
  const recentKey = `${key}:recent`;
  let recent = { round: 0, untilMs: 0 };

  const keep = (state: State | null, isShared: boolean): void => {
    copy = { state, isShared, freshUntilMs: clock.nowMs() + (state ? OPEN_FRESH_MS : CLOSED_FRESH_MS) };
  };
  const isOpenHere = (): boolean => copy.state !== null && clock.nowMs() < copy.state.untilMs;

  /** The state all functions share, as far as it can be known. */
  const current = async (): Promise<State | null> => {
    if (
      !redis ||
      (copy.isShared && clock.nowMs() < copy.freshUntilMs && (copy.state === null || isOpenHere()))
    )
      return copy.state;
    const askedAtMs = clock.nowMs();
    const answer = await guard.attempt(() => redis.get(key));
    if (answer.kind === 'ok') overhear(answer.value, askedAtMs);
    return copy.state;
  };
  const overhear = (stored: unknown, askedAtMs: number): void => {
    // Asked before it was opened or closed here: what we did is the newer.
    if (askedAtMs < changedAtMs) return;
    const shared = State.safeParse(storedJson(stored));
    // Opened here while Redis was down: nobody else knows, so their silence does not close it.
    if (!shared.success && !copy.isShared && isOpenHere()) return;
    keep(shared.success ? shared.data : null, true);
  };

  /** True for exactly one caller until it settles or {@link PROBE_MAX_MS} have passed. */
  const claimProbe = async (): Promise<boolean> => {
    if (clock.nowMs() < probeUntilMs) return false;
    probeUntilMs = clock.nowMs() + PROBE_MAX_MS;
    const claim =
      redis && (await guard.attempt(() => redis.set(probeKey, 1, { nx: true, px: PROBE_MAX_MS })));
    return !claim || claim.kind === 'down' || claim.value !== null;
  };

  const gotOver = async (round: number): Promise<void> => {
    recent = { round, untilMs: clock.nowMs() + RECENT_MS };
    if (redis) await guard.attempt(() => redis.set(recentKey, round, { px: RECENT_MS }));
  };
  /** Where a 429 goes on counting: nobody's first, if another was got over a moment ago. */
  const roundAfterRecent = async (): Promise<number> => {
    const here = clock.nowMs() < recent.untilMs ? recent.round + 1 : 0;
    const shared = redis ? await guard.attempt(() => redis.get(recentKey)) : null;
    const known = shared?.kind === 'ok' ? z.coerce.number().safeParse(shared.value ?? -1) : null;
    return Math.max(here, known?.success ? known.data + 1 : 0);
  };

  const close = async (): Promise<void> => {
    changedAtMs = clock.nowMs();
    keep(null, true);
    probeUntilMs = 0;
    if (redis) await guard.attempt(() => redis.del(key, probeKey));
  };

  const open = async (
    admission: Admission,
    { cause, retryAfterMs }: { cause: TripCause; retryAfterMs: number | null },
  ): Promise<void> => {
    const isProbe = admission.kind === 'probe';
    const isSameTrouble = isProbe && admission.cause === cause;
    const round = isSameTrouble ? admission.round + 1 : cause === 'throttled' ? await roundAfterRecent() : 0;
    const lastingMs = openForMs({ cause, retryAfterMs, round });
    const state: State = { cause, untilMs: clock.nowMs() + lastingMs, round };
    const wasOpenHere = isOpenHere();
    const px = lastingMs + REMEMBERED_MS;
    const written =
      redis &&
      (await guard.attempt(async () => {
        if (isProbe) {
          await Promise.all([redis.set(key, state, { px }), redis.del(probeKey)]);
          return { isFirst: false, state };
        }
        if ((await redis.set(key, state, { nx: true, px })) !== null) return { isFirst: true, state };
        const present = State.safeParse(storedJson(await redis.get(key)));
        if (present.success && present.data.untilMs >= state.untilMs)
          return { isFirst: false, state: present.data };
        await redis.set(key, state, { px });
        return { isFirst: false, state };
      }));
    if (isProbe) probeUntilMs = 0;
    changedAtMs = clock.nowMs();
    const isKnown = written !== null && written.kind === 'ok';
    keep(isKnown ? written.value.state : state, isKnown);
    const openSeconds = Math.round(lastingMs / 1000);
    if (isKnown ? written.value.isFirst : !wasOpenHere && !isProbe)
      log.error('kommo.breaker.open', { cause, openSeconds });
    else if (isProbe) log.warn('kommo.breaker.still_open', { cause, openSeconds, round });
  };

  return {
    refresh: async () => {
      await current();
    },
    blockedHere: () =>
      copy.state !== null && isOpenHere() && (!redis || clock.nowMs() < copy.freshUntilMs)
        ? { kind: 'blocked', cause: copy.state.cause, retryAfterMs: copy.state.untilMs - clock.nowMs() }
        : null,
    key,
    overhear,
    admit: async () => {
      const state = await current();
      if (state === null) return { kind: 'pass' };
      const leftMs = state.untilMs - clock.nowMs();
      if (leftMs > 0) return { kind: 'blocked', cause: state.cause, retryAfterMs: leftMs };
      if (await claimProbe()) return { kind: 'probe', cause: state.cause, round: state.round };
      return { kind: 'blocked', cause: state.cause, retryAfterMs: PROBE_MAX_MS };
    },
    settle: async (admission, outcome) => {
      if (outcome.kind === 'tripped') return open(admission, outcome);
      if (outcome.kind === 'answered' && admission.kind === 'probe') {
        if (admission.cause === 'throttled') await gotOver(admission.round);
        await close();
        log.info('kommo.breaker.closed', { cause: admission.cause, rounds: admission.round });
      }
    },
    reset: close,
  };
}
