/** How seldom who waits may ask, and yet know how old what another brings is. Pure. */
import { NEXT_LOOK_MS } from './lane.ts';
import type { Stand } from './line.ts';

/** Kommo's usual answer and its way through Redis: who waits for what another brings asks again so long after the place was due. */
const BROUGHT_MS = 220;
/** So long before the end of a read's waiting it is last seen in line: by so much it may look older than it is. */
const READ_PROOF_MS = 640;
/** A read that waits longer is seen in line so often all the same; the one that will send, too. */
const READ_WINDOW_MS = 600;
/** A write has no age: it only asks whether another carries it. */
const WRITE_WINDOW_MS = 1500;

/** A read so old authorises nothing (STAGE_MAX_AGE_MS), so nobody waits longer for another's. */
export const LOST_MS = 1000;
/** The client gives a request 12 s; a card is looked at before it. */
export const UNHEARD_MS = 16_000;

/** How long to sleep before the line is asked again. */
export const untilNextMs = (
  { waitMs, isFirst }: Extract<Stand, { kind: 'waits' }>,
  { once, leftMs }: { once: boolean; leftMs: number },
): number => {
  if (once) return Math.min(isFirst ? waitMs : waitMs + BROUGHT_MS, WRITE_WINDOW_MS, leftMs);
  if (isFirst || waitMs + BROUGHT_MS > READ_PROOF_MS)
    return Math.min(isFirst ? waitMs : Math.max(NEXT_LOOK_MS, waitMs - NEXT_LOOK_MS), READ_WINDOW_MS);
  return waitMs + BROUGHT_MS;
};

/** The same for who was carried along `waitedMs` ago. */
export const untilHandedMs = (waitedMs: number, { once }: { once: boolean }): number =>
  waitedMs < BROUGHT_MS - NEXT_LOOK_MS ? BROUGHT_MS - waitedMs : NEXT_LOOK_MS + (once ? waitedMs / 4 : 0);
