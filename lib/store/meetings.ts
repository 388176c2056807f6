/** Meetings by their SQL functions: S1, S2, S4 are kept there. */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import type { LeadId } from '../lead.ts';
import { type MeetingId, type MeetingRecord, meetingFromRow } from './rows.ts';
import type { Rpc } from './rpc.ts';

const meeting = z.pipe(z.unknown(), z.transform(meetingFromRow));
const TakenTime = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('booked'), meeting }),
  z.object({ outcome: z.literal('claimed'), resumed: z.boolean(), meeting }),
  z.object({ outcome: z.literal('other_time'), meeting }),
  z.object({ outcome: z.enum(['taken', 'abandoned', 'none']) }),
]);
/**
 * What became of taking a time. `claimed`: held until the calendar has the event; `resumed`: an earlier claim was taken up.
 * `other_time`: the lead has a confirmed meeting elsewhere. `abandoned`: only claims that ran out are in the way.
 */
export type TakenTime = z.infer<typeof TakenTime>;

const ConfirmedMeeting = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('booked'), meeting }),
  z.object({ outcome: z.enum(['superseded', 'gone']) }),
]);
export type ConfirmedMeeting = z.infer<typeof ConfirmedMeeting>;

export const meetingCalls = ({ call, rows }: Rpc) => ({
  /** S1: takes a time for a lead, or says what is in the way. Without a calendar it is booked at once. */
  bookMeeting: async (options: {
    leadId: LeadId;
    startsAtMs: number;
    endsAtMs: number;
    calendarId: string | null;
    email: string | null;
    title: string;
    claimSeconds: number;
    atMs: number;
  }): Promise<TakenTime> =>
    TakenTime.parse(
      await call('book_meeting', {
        p_lead_id: options.leadId,
        p_starts_at: toIso(options.startsAtMs),
        p_ends_at: toIso(options.endsAtMs),
        p_calendar_id: options.calendarId,
        p_email: options.email,
        p_title: options.title,
        p_claim_seconds: options.claimSeconds,
        p_at: toIso(options.atMs),
      }),
    ),
  /** Takes another time for the lead's confirmed meeting, which keeps its length (S2). */
  moveMeeting: async (options: {
    leadId: LeadId;
    startsAtMs: number;
    claimSeconds: number;
    atMs: number;
  }): Promise<TakenTime> =>
    TakenTime.parse(
      await call('move_meeting', {
        p_lead_id: options.leadId,
        p_starts_at: toIso(options.startsAtMs),
        p_claim_seconds: options.claimSeconds,
        p_at: toIso(options.atMs),
      }),
    ),
  /** The calendar has the event of this claim: it is a booking now, and a new cycle of the lead (design §7). */
  confirmMeeting: async (options: {
    id: MeetingId;
    claim: number;
    meetLink: string | null;
    atMs: number;
  }): Promise<ConfirmedMeeting> =>
    ConfirmedMeeting.parse(
      await call('confirm_meeting', {
        p_id: options.id,
        p_claim: options.claim,
        p_meet_link: options.meetLink,
        p_at: toIso(options.atMs),
      }),
    ),
  /** The calendar has nothing of this claim: its time is free, a booked meeting stays where it was. */
  releaseMeeting: async (id: MeetingId, claim: number): Promise<void> =>
    void (await call('release_meeting', { p_id: id, p_claim: claim })),
  /** Cancels what the lead has ahead. */
  cancelMeeting: async (leadId: LeadId, atMs: number): Promise<void> =>
    void (await call('cancel_meeting', { p_lead_id: leadId, p_at: toIso(atMs) })),
  /** What the lead has ahead, confirmed or only claimed. */
  meetingOf: async (leadId: LeadId, atMs: number): Promise<MeetingRecord | null> => {
    const [row] = await rows('meeting_of', { p_lead_id: leadId, p_at: toIso(atMs) });
    return row === undefined ? null : meetingFromRow(row);
  },
  /** S4: everything that holds time in a period; waits for nobody. */
  busyMeetings: async (period: { fromMs: number; toMs: number }): Promise<readonly MeetingRecord[]> =>
    (await rows('busy_meetings', { p_from: toIso(period.fromMs), p_to: toIso(period.toMs) })).map(
      meetingFromRow,
    ),
  /** Claims that ran out, each handed to one caller, to be undone and released. */
  takeAbandonedMeetings: async (claimSeconds: number, atMs: number): Promise<readonly MeetingRecord[]> =>
    (await rows('take_abandoned_meetings', { p_claim_seconds: claimSeconds, p_at: toIso(atMs) })).map(
      meetingFromRow,
    ),
});
