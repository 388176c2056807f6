/** An event as Google shows it, and what a meeting needs of it. */
import * as z from 'zod/mini';
import type { Span } from './slots.ts';

/** The meeting's event in Google. */
export type CalendarEvent = Span & {
  readonly eventId: string;
  readonly meetLink: string | null;
  /** Whoever the calendar belongs to, or every guest but the lead, has said no (P5). */
  readonly isDeclined: boolean;
};

const When = z.looseObject({ dateTime: z.optional(z.string()), date: z.optional(z.string()) });
export const EventBody = z.looseObject({
  id: z.string(),
  status: z.optional(z.string()),
  start: z.optional(When),
  end: z.optional(When),
  hangoutLink: z.optional(z.string()),
  attendees: z.optional(
    z.array(
      z.looseObject({
        email: z.optional(z.string()),
        self: z.optional(z.boolean()),
        organizer: z.optional(z.boolean()),
        responseStatus: z.optional(z.string()),
      }),
    ),
  ),
  conferenceData: z.optional(
    z.looseObject({
      createRequest: z.optional(
        z.looseObject({ status: z.optional(z.looseObject({ statusCode: z.optional(z.string()) })) }),
      ),
      entryPoints: z.optional(
        z.array(z.looseObject({ entryPointType: z.optional(z.string()), uri: z.optional(z.string()) })),
      ),
    }),
  ),
});
export type EventBody = z.infer<typeof EventBody>;

const instant = (when: z.infer<typeof When> | undefined): number =>
  Date.parse(when?.dateTime ?? when?.date ?? '');
const meetLinkOf = ({ hangoutLink, conferenceData }: EventBody): string | null =>
  hangoutLink ??
  conferenceData?.entryPoints?.find(({ entryPointType }) => entryPointType === 'video')?.uri ??
  null;
export const isLinkPending = (body: EventBody): boolean =>
  meetLinkOf(body) === null && body.conferenceData?.createRequest?.status?.statusCode === 'pending';

/** `leadEmail`: the guest whose no is the lead's own to say here. */
const isDeclined = ({ attendees = [] }: EventBody, leadEmail: string | null): boolean => {
  const hosts = attendees.filter(
    ({ email }) => leadEmail === null || email?.toLowerCase() !== leadEmail.toLowerCase(),
  );
  const own = hosts.filter(({ self, organizer }) => self === true || organizer === true);
  const asked = own.length > 0 ? own : hosts;
  return asked.length > 0 && asked.every(({ responseStatus }) => responseStatus === 'declined');
};

export const eventOf = (body: EventBody, leadEmail: string | null = null): CalendarEvent => ({
  eventId: body.id,
  startsAtMs: instant(body.start),
  endsAtMs: instant(body.end),
  meetLink: meetLinkOf(body),
  isDeclined: isDeclined(body, leadEmail),
});
