/** What the console reads of Postgres, in pages, by SQL functions that only read (supabase/schemas/84_console.sql). */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import { type LeadId, LeadId as LeadIdSchema } from '../lead.ts';
import { STAGE_PLACES } from '../pipeline.ts';
import { LEDGER_KINDS } from '../reasons.ts';
import { instant, maybeInstant } from '../store/lead-rows.ts';
import { BUBBLE_STATUSES } from '../store/rows.ts';
import { createRpc } from '../store/rpc.ts';
import { TAKEOVER_SIGNALS } from '../store/signals.ts';
import type { HeldBy, LeadCard, LedgerLine, News, Page, TalkLine } from './wire.ts';

const LEADS_A_PAGE = 200;
const LINES_A_PAGE = 100;
const NEWS_MAX = 200;

const LeadJson = z.object({
  id: LeadIdSchema,
  key: z.string(),
  phone: z.nullable(z.string()),
  name: z.nullable(z.string()),
  card: z.nullable(z.int()),
  place: z.nullable(z.enum(STAGE_PLACES)),
  holder: z.enum(['bot', 'person', 'nobody']),
  signal: z.nullable(z.enum(TAKEOVER_SIGNALS)),
  since: maybeInstant,
  until: maybeInstant,
  heldCause: z.nullable(z.string()),
  takeover: z.nullable(
    z.object({ reason: z.string(), author: z.nullish(z.union([z.string(), z.number()])) }),
  ),
  billBrl: z.nullable(z.number()),
  solution: z.nullable(z.string()),
  nextFollowUpAt: maybeInstant,
  waitingSince: maybeInstant,
  // As Postgres writes it, for the cursor: a page that ends within a millisecond goes on after its last lead.
  latestAt: z.string(),
});
type LeadJson = z.infer<typeof LeadJson>;

/** A lead of ours with the ids that lead to its rows and its card. `lead.stage` is what the bot last saw. */
export type ReadLead = {
  readonly id: LeadId;
  readonly card: number | null;
  /** Where a page that ends here goes on. */
  readonly cursor: string;
  readonly lead: LeadCard;
};

const HELD_BY = {
  opt_out: 'opt_out',
  human_stage: 'stage',
  bot_handoff: 'bot_handoff',
  human_reply: 'reply',
} as const satisfies Record<NonNullable<LeadJson['signal']>, HeldBy>;

function leadFromJson(value: unknown): ReadLead {
  const row = LeadJson.parse(value);
  const { takeover } = row;
  return {
    id: row.id,
    card: row.card,
    cursor: JSON.stringify([row.latestAt, row.id]),
    lead: {
      key: row.key,
      name: row.name ?? row.phone ?? row.key,
      phone: row.phone,
      holder: row.holder,
      heldBy: row.signal && HELD_BY[row.signal],
      since: row.since,
      until: row.until,
      takenBy: takeover && {
        reason: takeover.reason,
        author: takeover.author == null ? null : String(takeover.author),
      },
      heldCause: row.holder === 'nobody' ? row.heldCause : null,
      stage: row.place,
      stageSeen: row.place,
      hasCard: row.card !== null,
      billBrl: row.billBrl,
      solution: row.solution,
      nextFollowUpAt: row.nextFollowUpAt,
      waitingSince: row.waitingSince,
      latestAt: Date.parse(row.latestAt),
    },
  };
}

const LedgerRow = z.object({
  id: z.int(),
  at: instant,
  kind: z.enum(LEDGER_KINDS),
  reason: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  epoch: z.int(),
  stage_age_ms: z.nullable(z.int()),
});
const MessageRow = z.object({
  id: z.string(),
  provider_id: z.nullable(z.string()),
  kind: z.string(),
  author: z.enum(['lead', 'bot', 'person', 'auto']),
  body: z.nullable(z.string()),
  sent_at: instant,
  edited_at: maybeInstant,
  deleted_at: maybeInstant,
  status: z.nullable(z.enum(BUBBLE_STATUSES)),
  stage_age_ms: z.nullable(z.int()),
});
/** A message as our row has it; what a phone shows may be more. */
export type ReadMessage = { readonly providerId: string | null; readonly line: TalkLine };

function messageFromRow(value: unknown): ReadMessage {
  const row = MessageRow.parse(value);
  const isDeleted = row.deleted_at !== null;
  return {
    providerId: row.provider_id,
    line: {
      id: row.provider_id ?? row.id,
      at: row.sent_at,
      author: row.author,
      // What was deleted is nobody's to read.
      text: isDeleted ? '' : (row.body ?? ''),
      kind: row.kind === 'text' ? null : row.kind,
      status: row.status === 'committed' ? 'pending' : row.status === 'played' ? 'read' : row.status,
      edited: row.edited_at !== null,
      deleted: isDeleted,
      reaction: '',
      stageAgeMs: row.stage_age_ms,
    },
  };
}
const NewsRow = z.object({
  id: z.int(),
  key: z.string(),
  at: instant,
  kind: z.enum(LEDGER_KINDS),
  reason: z.string(),
  stageAgeMs: z.nullable(z.int()),
});

const StopJson = z.object({ at: instant, by: z.nullable(z.string()) });

const Cursor = z.tuple([z.string(), z.uuid()]);
/** Null: no cursor of ours. */
function readCursor(text: string): z.infer<typeof Cursor> | null {
  try {
    return Cursor.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export type ConsoleReads = ReturnType<typeof createConsoleReads>;

/** @throws {StoreError} from every call. */
export function createConsoleReads(options: { url: string; serviceKey: string }) {
  const { rows, call } = createRpc(options);
  return {
    /** Who wrote last stands first. `after`: the page before it ended there. */
    board: async (after: string | null, atMs: number, limit = LEADS_A_PAGE): Promise<Page<ReadLead>> => {
      const cursor = after === null ? null : readCursor(after);
      const items = (
        await rows('console_board', {
          p_before: cursor === null ? null : cursor[0],
          p_before_id: cursor === null ? null : cursor[1],
          p_at: toIso(atMs),
          p_limit: limit,
        })
      ).map(leadFromJson);
      const last = items.at(-1);
      return { items, next: last && items.length === limit ? last.cursor : null };
    },
    leads: async (keys: readonly string[], atMs: number): Promise<readonly ReadLead[]> =>
      (await rows('console_leads', { p_keys: [...keys], p_at: toIso(atMs) })).map(leadFromJson),
    /** What our rows say of the newest messages of a talk, newest first. */
    messages: async (id: LeadId): Promise<readonly ReadMessage[]> =>
      (await rows('console_talk', { p_lead_id: id, p_below: null, p_limit: NEWS_MAX })).map(messageFromRow),
    /** Newest first. */
    ledger: async (id: LeadId, below: number | null): Promise<Page<LedgerLine>> => {
      const items = (
        await rows('console_ledger', { p_lead_id: id, p_below: below, p_limit: LINES_A_PAGE })
      ).map((row): LedgerLine => {
        const { stage_age_ms: stageAgeMs, ...line } = LedgerRow.parse(row);
        return { ...line, stageAgeMs };
      });
      const last = items.at(-1);
      return { items, next: last && items.length === LINES_A_PAGE ? String(last.id) : null };
    },
    /** Since when nobody is spoken to, and who asked for it; null: the bot speaks. */
    stop: async (): Promise<{ readonly at: number; readonly by: string | null } | null> => {
      const [row] = await rows('console_stop', {});
      return row === undefined ? null : StopJson.parse(row);
    },
    /** What a period came to, for `reportFromJson`. */
    report: ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Promise<unknown> =>
      call('report', { p_from: toIso(fromMs), p_to: toIso(toMs) }),
    /** What was decided after the line `above`, newest first: at most 200 lines. */
    news: async (above: number): Promise<readonly News[]> =>
      (await rows('console_news', { p_above: above, p_limit: NEWS_MAX })).map((row) => NewsRow.parse(row)),
  };
}
