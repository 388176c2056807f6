/**
 * How long things wait, in one place and derived from one another: how often a turn is tried, when it is parked, how far back
 * a return that nobody told us of is looked for, how long what waits is remembered.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Seconds until a failed message comes back, by attempt: its group is not closed for minutes, and an outage of Postgres is outlived. */
export const RETRY_SECONDS = [5, 30, 120, 300, 600] as const;
/** The failure after the last of these sets the message aside: `infra/queue.ts` deploys it. */
export const RECEIVES_MAX = RETRY_SECONDS.length + 1;
/** How long a message may stand in the queue: `infra/queue.ts` deploys it. */
export const QUEUE_KEEPS_SECONDS = 4 * 24 * 3600;

/**
 * Statuses of sends: they wait a little for the answer of the very send to be on record first, and for others, so that a crowd's are
 * recorded together. Nobody waits for them; two runs at once record thousands a second. `infra/` deploys it.
 */
export const STATUSES = { delaySeconds: 2, windowSeconds: 6, messagesAtOnce: 100, runsAtOnce: 2 } as const;

/** A turn that Kommo's breaker stopped comes back first when its first probe has told. */
export const PROBED_SECONDS = 7;

/** Seconds until the next try after this attempt (1 is the first). */
export const retrySeconds = (attempt: number): number =>
  RETRY_SECONDS[Math.min(attempt, RETRY_SECONDS.length) - 1] ?? RETRY_SECONDS[0];

/** The longest ordinary turn, a slow model's, and the requests to Kommo that nobody shares with it. */
const TURN_SECONDS = 8;
const REQUESTS_A_TURN = 2;
/** Lambda allows no fewer and no more (facts/serverless.md §4). */
const CONCURRENCY_MIN = 2;
const CONCURRENCY_MAX = 1000;
/** Leads answered at once: as many turns as Kommo's budget can keep busy. More would only stand in its line. `infra/functions.ts` deploys it. */
export const turnsAtOnce = (kommoRps: number): number =>
  Math.min(
    CONCURRENCY_MAX,
    Math.max(CONCURRENCY_MIN, Math.floor((kommoRps * TURN_SECONDS) / REQUESTS_A_TURN)),
  );

/** Leads a second that the budget answers when reads and writes are shared among the turns at once (docs/scale.md), and a run's minute. */
const LEADS_A_REQUEST = 2.5;
const RUN_SECONDS = 60;
/** Held leads that stand in line at most: what drains before reconcile comes again. */
export const heldInLine = (kommoRps: number): number => Math.ceil(kommoRps * LEADS_A_REQUEST * RUN_SECONDS);

/** A turn that holds goes through the queue this often before the lead is parked for reconcile. */
export const HOLD_ATTEMPTS = 3;
/**
 * Waiting for the budget of requests is no failure: the turn comes back after these, and neither a hold nor a receive is counted. A wait
 * beyond the last is none of a crowd's: the lead is parked, and people are told.
 */
const WAITING_SECONDS = 5;
const WAITING_MAX_SECONDS = 60;
/** Until a turn comes back that found the line too long: when it is its turn, as far as the line knows. */
export const waitingSeconds = (comeBackMs: number): number =>
  Math.min(WAITING_MAX_SECONDS, Math.max(WAITING_SECONDS, Math.ceil(comeBackMs / 1000)));
export const WAITING_MAX_MS = 15 * MINUTE_MS;
/** A hook is verified this often; the lead's next message verifies anyway. */
export const VERIFY_ATTEMPTS = 3;
/** A write of its own goes on in a new message before the queue gives this one up. */
export const DELIVERIES_PER_EVENT = RECEIVES_MAX - 1;
/** The bot's handover is put in line before it is recorded: so often its event waits for the record. */
export const HANDOFF_LOOKS = 4;
/** What Kommo refused for so long needs a person, not another try. */
export const GIVEN_UP_AFTER_MS = 24 * HOUR_MS;

/**
 * A turn that begins within this of what it answers saw everything happen. Whatever came later to it, by a hold, an error, a
 * closed queue or a slow provider, may have missed a person who took the card and gave it back (R18): it asks, since then.
 */
export const PROMPT_MS = MINUTE_MS;
/** The longest that a turn is on its way through the queue: every delay, and a minute's work each time. */
export const LONGEST_IN_LINE_MS =
  RETRY_SECONDS.reduce((sum, seconds) => sum + seconds * 1000, 0) + RECEIVES_MAX * MINUTE_MS;

/** What ends in the dead letters stays pending until people have seen the alarm. */
export const PENDING_TAKEOVER_SECONDS = 6 * 3600;
/** A mark that lapses before what it marks hides a message that waits. @alias */
export const MARK_SECONDS = QUEUE_KEEPS_SECONDS;

/** Where nothing can be decided about a follow-up or a reminder, it is tried again after this … */
export const FOLLOW_UP_HOLD_MS = 5 * MINUTE_MS;
/** … so often; then a follow-up is a person's. */
export const FOLLOW_UP_HOLDS_MAX = 12;
/** A commit this young may still be on its way in another invocation. */
export const IN_FLIGHT_MS = MINUTE_MS;

/** From calling the commit to starting the POST; later than this the bubble is given back and committed anew (R5). */
export const COMMIT_TO_POST_MAX_MS = 250;
