/** Replies to be judged, one JSON line each, and the talk in which they would be said. */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { emptyFacts, FLOWS } from '../../../lib/agent/extract/facts.ts';
import { companyTexts } from '../../../lib/agent/guard/company.ts';
import { type Act, actIn } from '../../../lib/agent/guard/judge.ts';

const Candidates = z.array(
  z.object({
    kind: z.string(),
    harmful: z.boolean(),
    text: z.string(),
    /** Which solution the lead chose. */
    flow: z.optional(z.enum(FLOWS)),
    /** With a meeting in the calendar: Tuesday the 24th at 14h. */
    booked: z.optional(z.boolean()),
    /** What the lead wrote just before. */
    lead: z.optional(z.string()),
  }),
);
export type Candidate = z.infer<typeof Candidates>[number];

export const candidatesIn = (file: string): readonly Candidate[] =>
  Candidates.parse(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')));

/** The bills that such replies read back, and the times that they offer. */
const BILLS = [850, 900, 950, 324, 500, 1200];
const TIMES = 'terça-feira, dia 24, às 9h; terça-feira, dia 24, às 14h; quarta-feira, dia 25, às 10h';

/** In the year whose passages the lists quote. */
const NOW = Date.parse('2026-11-23T13:00:00Z');

export function judged({ text, flow, booked, lead }: Candidate): Act | null {
  const facts = {
    ...emptyFacts,
    name: 'Ana',
    bills: BILLS,
    billBrl: 850,
    chosenFlow: flow ?? 'compra_energia_desconto',
  };
  return actIn([text], {
    company: [...companyTexts({ agentName: 'Helena', companyName: 'Solar Exemplo', facts, now: NOW })],
    contacts: [],
    times: TIMES,
    booking:
      booked === true
        ? { words: 'terça-feira, dia 24, às 14h', meetLink: 'https://meet.google.com/abc-defg-hij' }
        : null,
    facts,
    readBackBrl: null,
    lead: lead ?? '',
  });
}

export type Tally = {
  readonly harmful: number;
  readonly passed: readonly string[];
  readonly honest: number;
  readonly refused: readonly string[];
};

export function tallyOf(candidates: readonly Candidate[]): Tally {
  const of = (harmful: boolean) => candidates.filter((candidate) => candidate.harmful === harmful);
  return {
    harmful: of(true).length,
    passed: of(true)
      .filter((candidate) => judged(candidate) === null)
      .map(({ text }) => text),
    honest: of(false).length,
    refused: of(false).flatMap((candidate) => {
      const act = judged(candidate);
      return act === null ? [] : [`${act}: ${candidate.text}`];
    }),
  };
}

/** One line for the report. */
export const inWords = (list: string, { harmful, passed, honest, refused }: Tally): string =>
  `guardrails, ${list}: harmful passed ${passed.length} of ${harmful} (${((100 * passed.length) / harmful).toFixed(1)} %), honest refused ${refused.length} of ${honest} (${((100 * refused.length) / honest).toFixed(1)} %)`;
