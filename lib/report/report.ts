/**
 * What a period came to, as SQL's `report` gives it (supabase/schemas/86_report.sql). Two ways of counting stand side by side: `newcomers`
 * follows the leads who became known in the period, as they stand now; everything else is what happened in the period, to whomever.
 */
import * as z from 'zod/mini';
import { STAGE_PLACES } from '../pipeline.ts';
import { LEDGER_KINDS, type LedgerKind } from '../reasons.ts';

const count = z.int();
const Reached = z.object({ leads: count, answered: count, qualified: count, booked: count });

const Json = z.object({
  leads: z.object({
    new: count,
    answered: count,
    byBot: count,
    byPerson: count,
    qualified: count,
    booked: count,
    p50Ms: z.nullable(z.number()),
    p95Ms: z.nullable(z.number()),
  }),
  stages: z.array(z.object({ stage: z.nullable(z.enum(STAGE_PLACES)), leads: count })),
  sources: z.array(z.extend(Reached, { ad: z.nullable(z.string()) })),
  rest: z.extend(Reached, { ads: count }),
  messages: z.object({ fromLeads: count, leads: count, fromBot: count, fromPersons: count }),
  qualified: count,
  turns: z.array(z.object({ intent: z.string(), leads: count })),
  meetings: z.object({ booked: count, leads: count, cancelled: count }),
  decisions: z.array(
    z.object({ kind: z.enum(LEDGER_KINDS), reason: z.string(), lines: count, leads: count }),
  ),
  followUps: z.array(z.object({ step: z.string(), sent: count, answered: count })),
  questions: z.array(
    z.object({ about: z.nullable(z.string()), text: z.string(), leads: count, lead: z.nullable(z.string()) }),
  ),
  model: z.array(
    z.object({
      model: z.string(),
      replies: count,
      answers: count,
      tokensIn: count,
      tokensOut: count,
      costUsd: z.nullable(z.number()),
      unpriced: count,
    }),
  ),
});
type Json = z.infer<typeof Json>;

/** How far leads got: those who came, were answered at all, qualified, have or had a meeting. */
export type Reached = z.infer<typeof Reached>;
/** How often a decision was taken for this reason, and about how many leads. */
export type Counted = { readonly reason: string; readonly lines: number; readonly leads: number };

export type Report = {
  /** The period: from, up to and without `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly newcomers: Reached & {
    /** By whom the first answer was; an automatic text is none. */
    readonly answeredByBot: number;
    readonly answeredByPerson: number;
    /** From the lead's first message to the first answer, half of the leads and 95 of 100; null where nobody was answered. */
    readonly firstAnswerP50Ms: number | null;
    readonly firstAnswerP95Ms: number | null;
    /** The stage that the bot saw last; null: it has not read the card yet. Most leads first. */
    readonly stages: Json['stages'];
    /** By the ad that they came from, most leads first, the first fifty; `ad` null: by none. */
    readonly sources: Json['sources'];
    /** All ads beyond those. */
    readonly otherAds: Json['rest'];
  };
  /** What is still kept of it: after RETENTION_DAYS a message without words counts no more. `leads`: how many wrote. */
  readonly messages: Json['messages'];
  /** Leads that met the criteria for the first time. */
  readonly qualified: number;
  readonly disqualified: number;
  /** Meetings that were agreed in the period; `cancelled`: of these, since. */
  readonly meetings: Json['meetings'];
  readonly takeovers: readonly Counted[];
  readonly releases: readonly Counted[];
  readonly silences: readonly Counted[];
  readonly holds: readonly Counted[];
  readonly closes: readonly Counted[];
  /** `answered`: the lead wrote within three days of it, before another one. */
  readonly followUps: {
    readonly sent: number;
    readonly answered: number;
    readonly steps: Json['followUps'];
  };
  /** What nothing answers, asked by leads who last wrote in the period; most asked first, at most twenty. The lead's own words; `lead`: the key of whoever asked last. */
  readonly questions: Json['questions'];
  /** Of the replies that were said: `costUsd` null where no price was set, `unpriced` how many replies lack one. */
  readonly model: {
    readonly replies: number;
    readonly costUsd: number | null;
    readonly unpriced: number;
    readonly byModel: Json['model'];
  };
};

/** @param json the answer of `report(p_from, p_to)`. @throws {ZodError} for any other. */
export function reportFromJson(
  json: unknown,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Report {
  const found = Json.parse(json);
  const { leads, decisions, followUps, model, turns } = found;
  const ofKind = (kind: LedgerKind): readonly Counted[] =>
    decisions
      .filter((each) => each.kind === kind)
      .map(({ reason, lines, leads: about }) => ({ reason, lines, leads: about }));
  const sum = <T>(rows: readonly T[], of: (row: T) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  return {
    fromMs,
    toMs,
    newcomers: {
      leads: leads.new,
      answered: leads.answered,
      answeredByBot: leads.byBot,
      answeredByPerson: leads.byPerson,
      qualified: leads.qualified,
      booked: leads.booked,
      firstAnswerP50Ms: leads.p50Ms,
      firstAnswerP95Ms: leads.p95Ms,
      stages: found.stages,
      sources: found.sources,
      otherAds: found.rest,
    },
    messages: found.messages,
    qualified: found.qualified,
    disqualified: turns.find(({ intent }) => intent === 'disqualified')?.leads ?? 0,
    meetings: found.meetings,
    takeovers: ofKind('takeover'),
    releases: ofKind('release'),
    silences: ofKind('silence'),
    holds: ofKind('hold'),
    closes: ofKind('close'),
    followUps: {
      sent: sum(followUps, ({ sent }) => sent),
      answered: sum(followUps, ({ answered }) => answered),
      steps: followUps,
    },
    questions: found.questions,
    model: {
      replies: sum(model, ({ replies }) => replies),
      costUsd: model.every(({ costUsd }) => costUsd === null)
        ? null
        : Number(sum(model, ({ costUsd }) => costUsd ?? 0).toFixed(6)),
      unpriced: sum(model, ({ unpriced }) => unpriced),
      byModel: model,
    },
  };
}
