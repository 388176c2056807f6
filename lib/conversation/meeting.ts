/**
 * The lead's meeting between the brain, which only asks, and the calendar, which only answers: what may be offered, and a
 * request carried out. Asking twice for the same meeting is asking once (I6): the turn may be delivered again.
 */

import type {
  BrainReply,
  Conversation,
  MeetingOutcome,
  MeetingRequest,
  MeetingView,
} from '../agent/brain.ts';
import { momentIn } from '../agent/extract/meeting-time.ts';
import { intentOf } from '../agent/meeting-offer.ts';
import { verdict } from '../agent/qualification.ts';
import { hear } from '../agent/read-burst.ts';
import type { Booking, BookOutcome, Calendar } from '../calendar/calendar.ts';
import { instantOf } from '../calendar/zone.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { hasMeeting } from '../pipeline.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import { knowledgeOf } from './conversation-view.ts';

/** Four or five working days of half-hours: what a conversation needs of a calendar. */
const SLOTS_LOOKED_AT = 80;

export type Meetings = {
  /** What the brain may mention in this turn. No call where no meeting can matter yet. */
  look(lead: LeadRecord, conversation: Omit<Conversation, 'meeting'>): Promise<MeetingView>;
  /** Carries the brain's request out and tells what became of it. Nothing is booked before all criteria hold. */
  carryOut(
    lead: LeadRecord,
    reply: Pick<BrainReply, 'facts'> & { readonly meetingRequest: MeetingRequest },
  ): Promise<MeetingView>;
  /** The meeting of a lead that may have one; no call for the others. */
  bookingOf(lead: LeadRecord): Promise<MeetingView['booking']>;
  /** Asked where a bare "cancelar" must be the meeting's and not an opt-out. */
  hasBooking(lead: LeadRecord): Promise<boolean>;
};

export type MeetingsDeps = {
  readonly calendar: Calendar;
  /** The reminders of a meeting just booked or moved. Never throws. */
  readonly armReminders: (booking: Booking) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: { readonly minBillBrl: number; readonly minScore: number };
  readonly timezone: string;
  readonly companyName: string;
};

/** A meeting is never booked before times were talked about, and the card says so once it is. */
const mayHaveBooking = (lead: LeadRecord): boolean =>
  knowledgeOf(lead).dialogue.stage === 'agendamento' || hasMeeting(lead.mirroredPlace);

export function createMeetings({
  calendar,
  armReminders,
  clock,
  log,
  limits,
  timezone,
  companyName,
}: MeetingsDeps): Meetings {
  const free = async (fromMs: number): Promise<MeetingView['slots']> => {
    const found = await calendar.availability({
      fromMs: Math.max(fromMs, clock.nowMs()),
      limit: SLOTS_LOOKED_AT,
    });
    if (found.kind === 'ok') return found.slots;
    log.warn('calendar.unavailable', { cause: found.cause });
    return [];
  };

  const bookingOf = async (lead: LeadRecord): Promise<MeetingView['booking']> => {
    const booking = mayHaveBooking(lead) ? await calendar.current(lead.id) : null;
    return booking && { startsAtMs: booking.startsAtMs, meetLink: booking.meetLink };
  };

  const titleFor = (lead: LeadRecord, { name }: BrainReply['facts']): string =>
    `${companyName}: conversa com ${name ?? lead.profileName ?? 'lead do WhatsApp'}`;

  const told = (done: BookOutcome | { readonly kind: 'none' }, kind: 'booked' | 'moved'): MeetingOutcome => {
    switch (done.kind) {
      case 'booked':
        return { kind, startsAtMs: done.booking.startsAtMs, meetLink: done.booking.meetLink };
      case 'failed':
        log.error('calendar.failed', { cause: done.cause });
        return { kind: 'unavailable' };
      case 'taken':
      case 'refused':
      case 'none':
        return { kind: done.kind };
    }
  };

  const arrange = async (
    lead: LeadRecord,
    request: Exclude<MeetingRequest, { kind: 'cancel' }>,
    facts: BrainReply['facts'],
  ): Promise<MeetingOutcome> => {
    const { startsAtMs } = request;
    const current = await calendar.current(lead.id);
    // A turn that was cut off after the booking meets its own meeting here.
    if (current?.startsAtMs === startsAtMs) return { kind: 'booked', startsAtMs, meetLink: current.meetLink };
    if (current) return told(await calendar.move({ leadId: lead.id, startsAtMs }), 'moved');
    // C5: code holds the criteria, whatever a model asks for.
    if (verdict(facts, limits).kind !== 'qualified') return { kind: 'refused' };
    const email = request.kind === 'book' ? request.email : facts.email;
    return told(
      await calendar.book({ leadId: lead.id, startsAtMs, email, title: titleFor(lead, facts) }),
      'booked',
    );
  };

  const cancel = async (lead: LeadRecord): Promise<MeetingOutcome> => {
    const done = await calendar.cancel({ leadId: lead.id });
    if (done.kind !== 'failed') return done;
    log.error('calendar.failed', { cause: done.cause });
    return { kind: 'unavailable' };
  };

  return {
    bookingOf,
    hasBooking: async (lead) => (await bookingOf(lead)) !== null,
    look: async (lead, conversation) => {
      const { facts, dialogue, burst, now } = conversation;
      const heard = hear({ facts, dialogue, burst });
      const booking = await bookingOf(lead);
      // T2: with a meeting ahead, a time that is named is a wish to move it.
      const moment = momentIn(heard.lines.join(' '), { nowMs: now, timezone });
      const wantsTimes =
        booking === null
          ? verdict(heard.facts, limits).kind === 'qualified'
          : intentOf(heard.lines) === 'reschedule' ||
            dialogue.lastQuestion === 'meeting_time' ||
            moment !== null;
      if (!wantsTimes) return { slots: [], booking, outcome: null };
      // A day further off than the calendar was looked at is looked at itself.
      const date = moment?.date ?? null;
      const slots = await free(now);
      const wishedMs = date === null ? now : instantOf({ date, minute: 0, timezone });
      const isBeyond = slots.length > 0 && wishedMs > (slots.at(-1)?.startsAtMs ?? now);
      return { slots: isBeyond ? await free(wishedMs) : slots, booking, outcome: null };
    },
    carryOut: async (lead, { facts, meetingRequest }) => {
      const outcome =
        meetingRequest.kind === 'cancel' ? await cancel(lead) : await arrange(lead, meetingRequest, facts);
      log.info('meeting.outcome', { leadId: lead.id, request: meetingRequest.kind, outcome: outcome.kind });
      const current = outcome.kind === 'cancelled' ? null : await calendar.current(lead.id);
      // F18, F19: asked for again by a turn that was cut off, they are armed again.
      if (current && (outcome.kind === 'booked' || outcome.kind === 'moved')) await armReminders(current);
      const offersAgain = outcome.kind === 'taken' || outcome.kind === 'refused';
      const fromMs =
        meetingRequest.kind === 'cancel' ? clock.nowMs() : meetingRequest.startsAtMs - 24 * 3_600_000;
      return {
        slots: offersAgain ? await free(fromMs) : [],
        booking: current && { startsAtMs: current.startsAtMs, meetLink: current.meetLink },
        outcome,
      };
    },
  };
}
