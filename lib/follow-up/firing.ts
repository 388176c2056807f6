/** What a schedule carries to the executor: which step of which cycle, or which reminder of which meeting. The step is a hint; the cycle is the fence. */
import * as z from 'zod/mini';
import { LeadId } from '../lead.ts';
import { MeetingId } from '../store/rows.ts';

/** Reminders before a meeting, in order. */
export const REMINDER_STEPS = ['24h', '2h'] as const;
export type ReminderStep = (typeof REMINDER_STEPS)[number];

const StepFiring = z.object({
  kind: z.literal('step'),
  leadId: LeadId,
  cycle: z.int().check(z.nonnegative()),
  step: z.union([z.int().check(z.positive()), z.literal('close')]),
});
export type StepFiring = z.infer<typeof StepFiring>;

const ReminderFiring = z.object({
  kind: z.literal('reminder'),
  leadId: LeadId,
  meetingId: MeetingId,
  /** The start that the reminder was armed for, epoch milliseconds: a meeting that moved has reminders of its own. */
  startsAtMs: z.int(),
  step: z.enum(REMINDER_STEPS),
});
export type ReminderFiring = z.infer<typeof ReminderFiring>;

export const Firing = z.discriminatedUnion('kind', [StepFiring, ReminderFiring]);
export type Firing = z.infer<typeof Firing>;

/** One ladder and one row of reminders a lead: a new plan takes the old one's place. */
export const scheduleName = ({ kind, leadId }: Pick<Firing, 'kind' | 'leadId'>): string =>
  `${kind === 'step' ? 'lead' : 'meeting'}-${leadId}`;

/** I6: one step, one message. `commit_send` and `follow_up_turn` know this form. */
export const stepKey = ({ leadId, cycle, step }: Omit<StepFiring, 'kind'>): string =>
  `follow-up:${leadId}:${cycle}:${step}`;

/** F18: one reminder of one meeting at one time. `commit_send` and `reminder_turn` know this form. */
export const reminderKey = ({
  meetingId,
  startsAtMs,
  step,
}: Omit<ReminderFiring, 'kind' | 'leadId'>): string =>
  `reminder:${meetingId}:${Math.floor(startsAtMs / 1000)}:${step}`;

/** The firing behind a key that `reminderKey` made; null for any other text. */
export function reminderOf(leadId: LeadId, key: string): ReminderFiring | null {
  const [, meetingId, startsAtSeconds, step] = key.split(':');
  const firing = { kind: 'reminder', leadId, meetingId, startsAtMs: Number(startsAtSeconds) * 1000, step };
  return ReminderFiring.safeParse(firing).data ?? null;
}
