/**
 * What the page sees of the running stack: our rows as the database has them, and beside them what only the other side knows,
 * the card as it stands in Kommo now and the lead's phone. Where the two differ, that is the story the page tells.
 */
import { SOLUTIONS } from '../../lib/agent/playbook.ts';
import { settingsIn } from '../../lib/config.ts';
import { numbersOf } from '../../lib/console/numbers.ts';
import { createConsoleReads, type ReadLead, type ReadMessage } from '../../lib/console/reads.ts';
import type {
  FarEnd,
  LeadCard,
  LedgerLine,
  Numbers,
  Page,
  Session,
  Stage,
  Status,
  TalkLine,
} from '../../lib/console/wire.ts';
import type { StagePlace } from '../../lib/pipeline.ts';
import { createStore } from '../../lib/store/store.ts';
import { ACCOUNT, SELLERS, STATUS } from '../account.ts';
import type { Actions } from '../console/actions.ts';
import { PIPELINES, USERS } from '../emulators/kommo/account.ts';
import type { ScreenMessage } from '../emulators/whatsapp/screens.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';
import { speakerOf } from '../world.ts';

/** Leads who wrote and whom the product has not taken in yet: a few seconds' worth. */
const ARRIVING_MAX = 100;
const TRAFFIC_LOOKED_AT = 500;
const WATCHED_FOR_MS = 10 * 60_000;

const MOUNT_OF = {
  kommo: '/kommo',
  postgres: '/supabase',
  redis: '/upstash',
  queue: '/sqs',
  scheduler: '/scheduler',
} as const satisfies Partial<Record<FarEnd, string>>;

const pipeline = PIPELINES.find(({ id }) => id === ACCOUNT.pipelineId);
const placeOf = (statusId: number): StagePlace =>
  // The keys of the account's table are the product's own words for the same stages.
  (Object.keys(STATUS) as (keyof typeof STATUS)[]).find((key) => STATUS[key] === statusId) ??
  (pipeline?.statuses.some(({ id, isUnsorted }) => id === statusId && isUnsorted) ? 'novo_lead' : 'unmapped');

const stagesOf = (): readonly Stage[] =>
  (pipeline?.statuses ?? []).flatMap(({ id, name, color, isUnsorted }) =>
    isUnsorted ? [] : [{ key: placeOf(id), name, color }],
  );

/** Who last touched the card, where it was a person. */
const nameOfPerson = (userId: number): string | null =>
  (Object.values(SELLERS) as number[]).includes(userId) ? nameOfUser(String(userId)) : null;

const nameOfUser = (author: string): string => USERS.find(({ id }) => String(id) === author)?.name ?? author;

/** Since when the lead has had no word of ours: the first of the messages after our last. */
function waitingSince(screen: readonly ScreenMessage[]): number | null {
  const last = screen.findLastIndex(({ from }) => from !== 'lead');
  return screen[last + 1]?.at ?? null;
}

const KINDS = [
  ['[áudio]', 'voice'],
  ['[imagem]', 'image'],
  ['[localização]', 'location'],
  ['[documento]', 'document'],
  ['[vídeo]', 'video'],
  ['[figurinha]', 'sticker'],
  ['[contato]', 'contact_card'],
] as const;

function talkLine(message: ScreenMessage, row: ReadMessage | undefined): TalkLine {
  const kind = KINDS.find(([mark]) => message.text.startsWith(mark));
  const speaker = speakerOf(message);
  return {
    id: message.providerId,
    at: message.at,
    author: row?.line.author === 'auto' ? 'auto' : speaker,
    text: kind ? message.text.slice(kind[0].length).trim() : message.text,
    kind: kind?.[1] ?? (row?.line.kind === 'template' ? 'template' : null),
    status: message.status === 'accepted' ? 'pending' : message.status,
    edited: message.edited,
    deleted: message.deleted,
    reaction: message.reaction,
    stageAgeMs: speaker === 'bot' ? (row?.line.stageAgeMs ?? null) : null,
  };
}

export type Sight = ReturnType<typeof createSight>;

export function createSight(
  stack: StackWithoutDatabase,
  { provider, actions }: { provider: 'cloud' | 'evolution'; actions: Actions },
) {
  const { clock, kommo } = stack;
  const settings = settingsIn(stack.environment);
  const { supabaseUrl: url, supabaseServiceKey: serviceKey } = settings.database();
  const reads = createConsoleReads({ url, serviceKey });
  const store = createStore({ url, serviceKey });
  const phones = () => stack[provider].snapshot().phones;
  /** What was read last, by every key: the card of a lead, and the lead of a card. */
  const known = new Map<string, ReadLead>();
  /** Whose talk is open on some page, by when it was last asked for. */
  const watched = new Map<string, number>();

  const cardNow = (card: number | null): { stage: StagePlace | null; mover: string | null } => {
    try {
      if (card === null) return { stage: null, mover: null };
      const { pipelineId, statusId, isDeleted, updatedBy } = kommo.control.card(card);
      if (isDeleted) return { stage: null, mover: null };
      return {
        stage: pipelineId === ACCOUNT.pipelineId ? placeOf(statusId) : 'unmapped',
        mover: nameOfPerson(updatedBy),
      };
    } catch {
      // Kommo has no such card: it was deleted for good, or the row is of another account.
      return { stage: null, mover: null };
    }
  };

  const shown = (read: ReadLead, screens: ReturnType<typeof phones>): LeadCard => {
    known.set(read.lead.key, read);
    const screen = screens[read.lead.phone ?? read.lead.key];
    const { takenBy, heldBy } = read.lead;
    const { stage, mover } = cardNow(read.card);
    // A move that nobody told of names nobody; the card itself does.
    const author = takenBy?.author ?? (heldBy === 'stage' ? mover : null);
    return {
      ...read.lead,
      stage,
      takenBy: takenBy && { ...takenBy, author: author && nameOfUser(author) },
      ...(screen && { waitingSince: waitingSince(screen) }),
    };
  };

  /** On the phones, and in no row yet. */
  const arriving = (screens: ReturnType<typeof phones>, isKnown: (key: string) => boolean): LeadCard[] =>
    stack[provider]
      .snapshot()
      // Who had a row and has none was forgotten: their phone still shows the talk, the product has nothing of it.
      .contacts.filter(({ key }) => !isKnown(key) && !known.has(key) && (screens[key]?.length ?? 0) > 0)
      .slice(-ARRIVING_MAX)
      .map(
        ({ key, name, phone }): LeadCard => ({
          key,
          name: name || key,
          phone,
          holder: 'bot',
          heldBy: null,
          since: null,
          until: null,
          takenBy: null,
          heldCause: null,
          stage: null,
          stageSeen: null,
          hasCard: false,
          billBrl: null,
          solution: null,
          nextFollowUpAt: null,
          waitingSince: waitingSince(screens[key] ?? []),
          latestAt: screens[key]?.at(-1)?.at ?? 0,
        }),
      );

  const leads = async (keys: readonly string[]): Promise<readonly LeadCard[]> => {
    const screens = phones();
    const found = keys.length === 0 ? [] : await reads.leads(keys, clock.nowMs());
    const has = new Set(found.map(({ lead }) => lead.key));
    return [
      ...found.map((read) => shown(read, screens)),
      ...arriving(screens, (key) => has.has(key) || !keys.includes(key)),
    ];
  };

  const idOf = async (key: string): Promise<ReadLead | null> => {
    const [read] = await reads.leads([key], clock.nowMs());
    if (read) known.set(key, read);
    return read ?? null;
  };

  return {
    reads,
    store,
    phones,
    leads,
    /** Leads that are open on a page: looked at each time, for an erasure leaves no line anywhere. */
    watched: (): readonly string[] => {
      for (const [key, askedAtMs] of watched)
        if (performance.now() - askedAtMs > WATCHED_FOR_MS) watched.delete(key);
      return [...watched.keys()];
    },
    /** The row behind a key; null: nobody is known by it. */
    leadBehind: idOf,
    leadOfCard: (card: number): string | null =>
      [...known.values()].find((read) => read.card === card)?.lead.key ?? null,
    places: () => kommo.control.places(),
    board: async (after: string | null): Promise<Page<LeadCard>> => {
      const screens = phones();
      const { items, next } = await reads.board(after, clock.nowMs());
      const page = items.map((read) => shown(read, screens));
      if (after !== null) return { items: page, next };
      const withRow = new Set(
        (await reads.leads(Object.keys(screens), clock.nowMs())).map(({ lead }) => lead.key),
      );
      return { items: [...arriving(screens, (key) => withRow.has(key)), ...page], next };
    },
    /** What the phone shows, oldest first; empty for a phone that nobody wrote from or to. */
    talk: async (key: string): Promise<readonly TalkLine[]> => {
      watched.set(key, performance.now());
      const screen = phones()[key] ?? [];
      const lead = await idOf(key);
      const rows = new Map(
        (lead ? await reads.messages(lead.id) : []).map((row) => [row.providerId, row] as const),
      );
      return screen.map((message) => talkLine(message, rows.get(message.providerId)));
    },
    ledger: async (key: string, below: number | null): Promise<Page<LedgerLine>> => {
      const lead = await idOf(key);
      return lead ? reads.ledger(lead.id, below) : { items: [], next: null };
    },
    numbers: (kind: string | null, on: string | null): Promise<Numbers | null> =>
      numbersOf(reads, { kind, on, nowMs: clock.nowMs(), timezone: settings.behaviour().timezone }),
    session: (): Session => ({
      mode: 'local',
      person: null,
      stages: stagesOf(),
      solutions: Object.fromEntries(SOLUTIONS.map(({ flow, name }) => [flow, name])),
      sellers: [
        { key: 'marcos', name: 'Marcos' },
        { key: 'paula', name: 'Paula' },
      ],
      stageMaxAgeMs: settings.behaviour().stageMaxAgeMs,
    }),
    status: async (): Promise<Status> => {
      const recent = stack.traffic.slice(-TRAFFIC_LOOKED_AT);
      const health = (mount: string): 'up' | 'down' | 'unknown' => {
        const status = recent.findLast((request) => request.mount === mount)?.status;
        if (status === undefined) return 'unknown';
        return status === 0 || status >= 500 ? 'down' : 'up';
      };
      const [stop, news] = await Promise.all([reads.stop(), reads.news(0)]);
      return {
        nowMs: clock.nowMs(),
        isPaused: clock.hold?.isPaused() ?? false,
        stoppedAt: stop?.at ?? null,
        stoppedBy: stop?.by ?? null,
        farEnds: {
          kommo: actions.kommoIsUp() ? health(MOUNT_OF.kommo) : 'down',
          whatsapp: stack[provider].snapshot().isUp ? 'up' : 'down',
          // It has just answered.
          postgres: 'up',
          redis: health(MOUNT_OF.redis),
          queue: health(MOUNT_OF.queue),
          scheduler: health(MOUNT_OF.scheduler),
        },
        news,
      };
    },
  };
}
