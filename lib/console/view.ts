/**
 * A deployed stage as the page sees it: our rows, and nothing else. Where Kommo and WhatsApp stand is read from what the bot last
 * decided because of them; nobody is asked for the page's sake.
 */
import type { Clock } from '../clock.ts';
import { STAGE_KEYS, STAGES } from '../pipeline.ts';
import { KOMMO_CAUSES, WHATSAPP_REFUSALS } from '../reasons.ts';
import { numbersOf } from './numbers.ts';
import type { ConsoleReads, ReadLead } from './reads.ts';
import type {
  Changes,
  FarEnd,
  LeadCard,
  LedgerLine,
  News,
  Numbers,
  Page,
  Session,
  Status,
  TalkLine,
} from './wire.ts';

/** Who wrote so lately is looked at again: a turn writes facts and steps just after the line that told of it. */
const LOOKED_BACK_MS = 20_000;
const LATEST_MAX = 40;
/** A refusal older than that says nothing about now. */
const TELLS_FOR_MS = 10 * 60_000;

const COLORS = [
  '#99ccff',
  '#ffff99',
  '#ccff66',
  '#e6e6e6',
  '#ffcc66',
  '#ff8f92',
  '#d6d6d6',
  '#87f2c0',
  '#d5d8db',
];

/** Kommo's users are numbers to us; who they are only Kommo knows. */
const named = (lead: LeadCard): LeadCard =>
  lead.takenBy && /^\d+$/.test(lead.takenBy.author ?? '')
    ? { ...lead, takenBy: { ...lead.takenBy, author: null } }
    : lead;
const shown = ({ lead }: ReadLead): LeadCard => named(lead);

/** Down where the newest word about it is a refusal; the words are those of the ledger. */
function stateOf(
  news: readonly News[],
  causes: ReadonlySet<string>,
  nowMs: number,
): 'up' | 'down' | 'unknown' {
  const refusal = news.find(({ kind, reason }) => kind === 'hold' && causes.has(reason));
  const speech = news.find(({ kind }) => kind === 'speak');
  if (refusal && nowMs - refusal.at < TELLS_FOR_MS && refusal.id > (speech?.id ?? 0)) return 'down';
  return speech ? 'up' : 'unknown';
}
const KOMMO: ReadonlySet<string> = new Set([...KOMMO_CAUSES, 'kommo_slow']);
const WHATSAPP: ReadonlySet<string> = new Set(WHATSAPP_REFUSALS);

/** @throws {StoreError} from every call but `session`. */
export function createConsoleView({
  reads,
  clock,
  stageMaxAgeMs,
  timezone,
}: {
  reads: ConsoleReads;
  clock: Clock;
  stageMaxAgeMs: number;
  timezone: string;
}) {
  const behind = async (key: string): Promise<ReadLead | null> =>
    (await reads.leads([key], clock.nowMs()))[0] ?? null;
  const status = async (isRedisUp: boolean): Promise<Status> => {
    const nowMs = clock.nowMs();
    const [stop, news] = await Promise.all([reads.stop(), reads.news(0)]);
    const farEnds: Record<FarEnd, 'up' | 'down' | 'unknown'> = {
      kommo: stateOf(news, KOMMO, nowMs),
      whatsapp: stateOf(news, WHATSAPP, nowMs),
      // It has just answered.
      postgres: 'up',
      redis: isRedisUp ? 'up' : 'down',
      queue: 'unknown',
      scheduler: 'unknown',
    };
    return {
      nowMs,
      isPaused: false,
      stoppedAt: stop?.at ?? null,
      stoppedBy: stop?.by ?? null,
      farEnds,
      news,
    };
  };
  return {
    behind,
    status,
    session: (person: string): Session => ({
      mode: 'deployed',
      person,
      stages: [
        ...STAGE_KEYS.map((key, index) => ({ key, name: STAGES[key].name, color: COLORS[index] ?? '' })),
        { key: 'won' as const, name: 'Venda ganha', color: COLORS[7] ?? '' },
        { key: 'lost' as const, name: 'Venda perdida', color: COLORS[8] ?? '' },
      ],
      solutions: {},
      sellers: [],
      stageMaxAgeMs,
    }),
    board: async (after: string | null): Promise<Page<LeadCard>> => {
      const { items, next } = await reads.board(after, clock.nowMs());
      return { items: items.map(shown), next };
    },
    talk: async (key: string): Promise<readonly TalkLine[]> => {
      const lead = await behind(key);
      return lead ? (await reads.messages(lead.id)).map(({ line }) => line).toReversed() : [];
    },
    ledger: async (key: string, below: number | null): Promise<Page<LedgerLine>> => {
      const lead = await behind(key);
      return lead ? reads.ledger(lead.id, below) : { items: [], next: null };
    },
    /** Null for what is no period or no day. */
    numbers: (kind: string | null, on: string | null): Promise<Numbers | null> =>
      numbersOf(reads, { kind, on, nowMs: clock.nowMs(), timezone }),
    /** What is new since `cursor`; `open`: the lead that stands open on the page. Without a cursor of ours everything is read anew. */
    changes: async (cursor: string, open: string | null, isRedisUp: boolean): Promise<Changes> => {
      const now = await status(isRedisUp);
      const newest = now.news[0]?.id ?? 0;
      const next = `${newest}-${now.nowMs}`;
      const [, line, at] = /^(\d+)-(\d+)$/.exec(cursor) ?? [];
      if (line === undefined || at === undefined)
        return { cursor: next, events: [{ type: 'status', status: now }] };
      const fresh = now.news.filter(({ id }) => id > Number(line));
      // More has happened than is told at once.
      if (fresh.length === now.news.length && fresh.length > 0 && Number(line) > 0)
        return { cursor: next, events: [{ type: 'reload' }] };
      const { items } = await reads.board(null, now.nowMs, LATEST_MAX);
      const lately = items.filter(({ lead }) => lead.latestAt > Number(at) - LOOKED_BACK_MS);
      const told = new Set(lately.map(({ lead }) => lead.key));
      const asked = new Set([...fresh.map(({ key }) => key), ...(open === null ? [] : [open])]);
      const others = [...asked].filter((key) => !told.has(key));
      const found = others.length === 0 ? [] : await reads.leads(others, now.nowMs);
      const leads = [...lately, ...found].map(shown);
      const there = new Set(leads.map(({ key }) => key));
      return {
        cursor: next,
        events: [
          { type: 'status', status: now },
          ...(leads.length > 0 ? [{ type: 'leads' as const, leads }] : []),
          { type: 'gone', keys: [...asked].filter((key) => !there.has(key)) },
          { type: 'talk', keys: [...new Set([...told, ...asked])].filter((key) => there.has(key)) },
        ],
      };
    },
  };
}
