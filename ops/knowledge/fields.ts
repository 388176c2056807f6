/** What the front matter of the company's files may hold, as it is written there. */
import * as z from 'zod';
import { OBJECTIONS } from '../../lib/agent/extract/facts.ts';
import { HANDOVERS, OWNED_AS, PASSAGE_KINDS } from '../../lib/agent/knowledge/schema.ts';
import { QUESTION_KEYS } from '../../lib/agent/question-keys.ts';

/** Letters of a button on WhatsApp (docs/facts/whatsapp.md §9.8). */
export const BUTTON_MAX = 20;
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as 2026-12-31')
  .nullish();
const key = z.string().regex(/^[a-z0-9_]+$/, 'small letters, digits and _ only');

const SlotFields = z.union([
  z.string().min(1),
  z.null(),
  z.strictObject({
    value: z.string().min(1).nullish(),
    source: z.string().nullish(),
    valid_until: day,
    contradiction: z.string().min(1).nullish(),
  }),
]);
export const Company = z.strictObject({ slots: z.record(key, SlotFields) });

export const SolutionFields = z.strictObject({
  key,
  rank: z.int().positive(),
  name: z.string().min(1),
  short: z.string().min(1),
  min_bill: z.number().positive().nullish(),
  states: z.array(z.string()).nullish(),
  button: z.string().min(1).max(BUTTON_MAX),
  kommo_option: z.string().min(1),
  questions: z.array(z.enum(QUESTION_KEYS)),
  premium: z
    .strictObject({
      from_bill: z.number().positive(),
      states: z.array(z.string()).nullish(),
      name: z.string().min(1),
      pitch: z.string().min(1),
    })
    .nullish(),
  hands_over_with: z.string().min(1).nullish(),
  names: z.array(z.string().min(1)).min(1),
  decisive_names: z.array(z.string().min(1)).nullish(),
  described: z
    .array(z.string().regex(/^[a-z0-9|*~+ ]+$/, 'plain words with | * ~ and + between them, no accents'))
    .nullish(),
  source: z.string().nullish(),
});

export const AnswerFields = z.strictObject({
  id: key,
  kind: z.enum(PASSAGE_KINDS),
  answers: z.array(z.string()).nullish(),
  solutions: z.array(key).nullish(),
  owned_as: z.enum(OWNED_AS).nullish(),
  handover: z.enum(HANDOVERS).nullish(),
  objection: z.enum(OBJECTIONS).nullish(),
  source: z.string().nullish(),
  checked: day,
  valid_until: day,
  questions: z.array(z.string().min(1)).min(1),
});
