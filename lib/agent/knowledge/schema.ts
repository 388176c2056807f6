/**
 * The company's knowledge as the functions carry it: compiled from the Markdown in knowledge/, checked when compiled and again at
 * start. Every entry knows its file and line, so that a complaint about it names the place where the company repairs it.
 */
import * as z from 'zod/mini';
import { OBJECTIONS } from '../extract/facts.ts';
import { QUESTION_KEYS } from '../question-keys.ts';

/** Where an entry stands, as `company.md:12`, below knowledge/. */
const At = z.string().check(z.regex(/^[\w./-]+\.md:\d+$/));
const Key = z.string().check(z.regex(/^[a-z0-9_]+$/, 'small letters, digits and _ only'));
const Line = z.string().check(z.minLength(1), z.maxLength(700));
const Day = z.nullable(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as 2026-12-31')));
const State = z.string().check(z.regex(/^[A-Z]{2}$/, 'two capitals, as PE'));

/** One slot of the company sheet. Without a value, past its day or contradictory, it is empty: the bot does not say it. */
export const Slot = z.object({
  key: Key,
  value: z.nullable(Line),
  source: z.nullable(z.string()),
  /** The last day on which it may be said, in the company's own zone. */
  validUntil: Day,
  /** What in the company's own words disagrees; while it stands, the slot is empty. */
  contradiction: z.nullable(z.string()),
  at: At,
});
export type Slot = z.infer<typeof Slot>;

const Premium = z.object({
  fromBillBrl: z.number().check(z.positive()),
  /** Null: in any state. */
  states: z.nullable(z.array(State)),
  name: Line,
  pitch: Line,
});

export const Solution = z.object({
  key: Key,
  rank: z.int().check(z.positive()),
  name: Line,
  /** A few words beside the name, in the menu. */
  short: Line,
  /** What the lead hears once it is chosen. */
  pitch: Line,
  /** Null where any bill or any state will do. */
  eligibility: z.object({
    minBillBrl: z.nullable(z.number().check(z.positive())),
    states: z.nullable(z.array(State)),
  }),
  /** Its name on a button (docs/facts/whatsapp.md §9.8). */
  button: Line.check(z.maxLength(20)),
  /** The option of the card's field for solutions. */
  kommoOption: Line,
  /** Asked once each, before the criteria. */
  questions: z.array(z.enum(QUESTION_KEYS)),
  premium: z.nullable(Premium),
  /** The line with which a person takes over at once; null: the bot goes on. */
  handsOverWith: z.nullable(Line),
  /** How leads call it. */
  names: z.array(Line).check(z.minLength(1)),
  /** Of these, what chooses it though no menu was asked about. */
  decisiveNames: z.array(Line),
  /** How leads describe it without a name (lib/agent/extract/described-choice.ts). */
  described: z.array(Line),
  at: At,
});
export type Solution = z.infer<typeof Solution>;

export const PASSAGE_KINDS = ['general', 'company', 'never'] as const;
/** How an empty or forbidden answer is owned (docs/facts/solar.md §3.2). */
export const OWNED_AS = ['plain', 'trust', 'price', 'contract', 'case'] as const;
/** What happens beside the note: nothing, a task for a person, a person at once. */
export const HANDOVERS = ['note', 'task', 'now'] as const;

/** One topic that leads ask about. */
export const Passage = z.object({
  id: Key,
  kind: z.enum(PASSAGE_KINDS),
  /** Ids of docs/facts/solar.md §2. */
  types: z.array(z.string()),
  /** As leads write it. */
  questions: z.array(Line).check(z.minLength(1)),
  /** With `{slot}` where the sheet fills in; null for `never`. */
  answer: z.nullable(Line),
  /** What may be said though a slot of the answer is empty, and for `never`: beside it the question is owned. */
  meanwhile: z.nullable(Line),
  /** Keys of the solutions that it holds for; empty: for all. */
  solutions: z.array(Key),
  ownedAs: z.enum(OWNED_AS),
  handover: z.enum(HANDOVERS),
  /** The objection that this answers too, said as a statement ("acho caro"). */
  objection: z.nullable(z.enum(OBJECTIONS)),
  source: z.nullable(z.string()),
  validUntil: Day,
  at: At,
});
export type Passage = z.infer<typeof Passage>;

/** Sentences by key, several wordings each: questions, closings, remarks, meetings, follow-ups. */
export const Wording = z.object({ key: Key, texts: z.array(Line).check(z.minLength(1)), at: At });
export type Wording = z.infer<typeof Wording>;

export const Knowledge = z.object({
  slots: z.array(Slot),
  solutions: z.array(Solution).check(z.minLength(1)),
  passages: z.array(Passage),
  wordings: z.array(Wording),
  /** How the agent writes, for a model. */
  voice: z.string().check(z.minLength(1)),
});
export type Knowledge = z.infer<typeof Knowledge>;
