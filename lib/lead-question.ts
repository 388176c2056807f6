/** A question of the lead's that a person answers: kept by the dialogue, carried by the queue, written to the card. */
import * as z from 'zod/mini';

/** `about`: the passage it is near to, or null. */
export const LeadQuestion = z.object({ text: z.string(), about: z.nullable(z.string()) });
export type LeadQuestion = z.infer<typeof LeadQuestion>;
