/** Everything the bot may ask. An answer is read as the answer to one of these, so a weekday is never a name (C12). */
export const QUESTION_KEYS = [
  'name',
  'bill',
  'solution',
  'city',
  'payment',
  'urgency',
  'current_discount',
  'own_plant',
  'new_plant',
  'loyalty_contract',
  'decision_maker',
  'decision_maker_attends',
  'interest',
  'meeting_time',
  'email',
  'open',
  'prefers_person',
] as const;
export type QuestionKey = (typeof QUESTION_KEYS)[number];
