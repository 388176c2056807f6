/** The form of what `npm run bench -- cost --save` keeps. */
import * as z from 'zod/mini';

export const MEASURED = 'bench/cost/measured.json';

/** Calls by service; `queued`: requests to SQS; `runs`: of the conversation, its turns and its batches of statuses; `bubbles`: messages sent. */
const Calls = z.object({
  webhooks: z.number(),
  queued: z.number(),
  runs: z.number(),
  kommo: z.number(),
  supabase: z.number(),
  redis: z.number(),
  whatsapp: z.number(),
  bubbles: z.number(),
});
export type Calls = z.infer<typeof Calls>;

const Lead = z.object({ turns: z.number(), calls: Calls });
/** Of a turn that a model words: how often it is asked, and with how many characters. */
const Model = z.object({ requests: z.number(), characters: z.number() });
export const Measured = z.object({
  date: z.string(),
  leads: z.object({ books: Lead, goesQuiet: Lead, hasSmallBill: Lead }),
  idleMinute: Calls,
  modelTurn: Model,
});
export type Measured = z.infer<typeof Measured>;
