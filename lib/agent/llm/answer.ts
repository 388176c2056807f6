/** The form in which a model answers. Every key is required and null is "nothing": strict structured output knows no optional key. */
import * as z from 'zod/mini';
import { QUESTION_KEYS } from '../dialogue.ts';
import { FLOWS, OBJECTIONS, PAYMENTS, URGENCIES } from '../extract/facts.ts';

const flag = z.nullable(z.boolean());
const words = z.nullable(z.string());

/** What the lead's last messages taught, under the names of `Facts`; a claim until claims.ts has found it in the lead's words. */
export const Claims = z.object({
  name: words,
  bills: z.nullable(z.array(z.number())),
  chosenFlow: z.nullable(z.enum(FLOWS)),
  decisionMaker: flag,
  hasOwnPlant: flag,
  wantsNewPlant: flag,
  hasLoyaltyContract: flag,
  interested: flag,
  wantsHuman: flag,
  objections: z.array(z.enum(OBJECTIONS)),
  email: words,
  city: words,
  commercial: flag,
  currentDiscountPercent: z.nullable(z.number()),
  payment: z.nullable(z.enum(PAYMENTS)),
  urgency: z.nullable(z.enum(URGENCIES)),
});
export type Claims = z.infer<typeof Claims>;

/** What the lead wants done, beside answering: each needs a trace in its words, and then is asked about by code. */
const WISHES = ['stop_messages', 'move_meeting', 'cancel_meeting'] as const;

const MOODS = ['calm', 'hurried', 'angry', 'suspicious', 'grieving', 'confused', 'enthusiastic'] as const;

const LANGUAGES = ['pt', 'es', 'en'] as const;

export const Answer = z.object({
  learnt: Claims,
  /** What of `learnt` the lead put right: it differs from what was known, and the lead is asked which stands. */
  corrects: z.array(z.enum(['bills', 'name', 'city', 'email', 'chosenFlow', 'other'])),
  bubbles: z.array(z.string()),
  /** The one question that the bubbles ask. */
  question: z.nullable(z.enum(QUESTION_KEYS)),
  /** The number of the offered time that the lead picks, 1 for the first. What is done with it is code's. */
  slot: z.nullable(z.number()),
  wish: z.nullable(z.enum(WISHES)),
  /** The lead's questions that the passages do not answer, in its words. */
  unanswered: z.array(z.string()),
  mood: z.nullable(z.enum(MOODS)),
  language: z.nullable(z.enum(LANGUAGES)),
});
export type Answer = z.infer<typeof Answer>;
