/** One card in an account without a wire: the sync's own decisions, request by request, on a clock that a test moves. */
import type { FieldKey } from '../../../lib/config.ts';
import type { DesiredCard } from '../../../lib/kommo/card-difference.ts';
import type { CardMove, KommoContact, KommoField, KommoLead, KommoResult } from '../../../lib/kommo/kommo.ts';
import type { OwnMove } from '../../../lib/kommo/own-moves.ts';
import { createSync, type SeenCard, type SyncDeps } from '../../../lib/kommo/sync.ts';
import { createStageMap, STAGE_KEYS, STAGES, type StageKey } from '../../../lib/pipeline.ts';
import {
  aLead,
  contactId,
  leadId,
  manualClock,
  type RecordedLog,
  recordedLog,
} from '../../kommo/support/builders.ts';

export const PIPELINE = 8_100_001;
export const UNSORTED = 10;
export const CARD_ID = leadId(15_000_001);
export const map = createStageMap({
  pipeline: {
    pipelineId: PIPELINE,
    statuses: [
      { statusId: UNSORTED, name: 'Entrada', isUnsorted: true },
      ...STAGE_KEYS.map((key, index) => ({
        statusId: 11 + index,
        name: STAGES[key].name,
        isUnsorted: false,
      })),
    ],
  },
  configuredIds: {},
});
export const statusOf = (key: StageKey): number => map.statusIdOf(key) ?? 0;
const BILL: KommoField = { id: 700, name: 'Conta', type: 'numeric', enums: [] };

export const failure = (
  cause: 'timeout' | 'rejected' | 'throttled' | 'look_outdated' = 'timeout',
  problems: readonly { code: string; path: string }[] = [],
) => ({ kind: 'failed', cause, status: null, retryAfterMs: null, problems }) as const;

export type Fake = {
  /** What Kommo shows of the card; null: nothing. */
  card: KommoLead | null;
  contact: KommoContact | null;
  readonly moves: CardMove[];
  readonly own: OwnMove[];
  /** Answers to the next PATCHes of the card, in order; then ok. */
  readonly answers: KommoResult<{ updatedAt: number }>[];
  /** How long each read of the card takes. */
  readMs: number;
  /** How long it takes to say who moved it. */
  moverMs: number;
  canKeep: boolean;
  ownReadable: boolean;
  movesReadable: boolean;
  mover: 'bot' | 'person' | 'unreadable';
  /** Every request and every kept move, in order. */
  readonly did: string[];
  readonly clock: ReturnType<typeof manualClock>;
  readonly log: RecordedLog;
  readonly deps: SyncDeps;
  /** `seen`: read so many milliseconds ago; absent: not at all. */
  apply(
    desired: Partial<DesiredCard>,
    seen?: { readonly agoMs: number } & Partial<SeenCard>,
  ): ReturnType<ReturnType<typeof createSync>['apply']>;
};

export function fakeCard(card: Partial<KommoLead> = {}, over: Partial<SyncDeps['kommo']> = {}): Fake {
  const clock = manualClock();
  const log = recordedLog();
  const did: string[] = [];
  const ok = <T>(value: T): KommoResult<T> => ({ kind: 'ok', value });
  const shown = <T>(value: T | null): KommoResult<readonly T[]> =>
    value === null ? { kind: 'absent' } : ok([value]);
  const fake: Fake = {
    card: aLead({ pipelineId: PIPELINE, statusId: statusOf('novo_lead'), name: 'Lead', ...card }),
    contact: { id: contactId(25_000_001), name: 'Lead', phones: [], leadIds: [] },
    moves: [],
    own: [],
    answers: [],
    readMs: 0,
    moverMs: 0,
    canKeep: true,
    ownReadable: true,
    movesReadable: true,
    mover: 'person',
    did,
    clock,
    log,
    deps: {
      kommo: {
        leads: async () => {
          did.push('read');
          const found = shown(fake.card);
          clock.advance(fake.readMs);
          return found;
        },
        contacts: async () => {
          did.push('contact');
          return shown(fake.contact);
        },
        // As the client: a move leaves after a young look at the card as it was seen, or not at all.
        patchLead: async (_id, patch, { look, alone = false } = {}) => {
          if (patch.statusId !== undefined && (!look || clock.nowMs() - look.atMs > 250)) {
            did.push(alone ? 'look alone' : 'look');
            clock.advance(fake.readMs);
            const { card } = fake;
            if (card?.statusId !== look?.statusId || card?.updatedAt !== look?.updatedAt)
              return failure('look_outdated');
          }
          did.push(`patch ${JSON.stringify(patch)}`);
          return fake.answers.shift() ?? ok({ updatedAt: 1 });
        },
        patchContact: async (id, { name }) => {
          did.push(`name ${id} ${name}`);
          return ok({ updatedAt: 1 });
        },
        acceptUnsorted: async ({ statusId }) => {
          did.push(`accept ${statusId}`);
          return ok(null);
        },
        cardMoves: async () => {
          did.push('moves');
          return fake.movesReadable ? ok(fake.moves) : failure();
        },
        ...over,
      },
      metadata: {
        stageMap: async () => ({ kind: 'ok', value: map }),
        fields: async () => ({ kind: 'ok', value: new Map<FieldKey, KommoField>([['bill_value', BILL]]) }),
        forgetFields: () => void did.push('forget fields'),
      },
      moverOf: async () => {
        did.push('mover');
        clock.advance(fake.moverMs);
        return fake.mover;
      },
      ownMoves: {
        keep: async ({ statusId }) => {
          did.push(`keep ${statusId}`);
          return fake.canKeep;
        },
        of: async () => (fake.ownReadable ? fake.own : 'unreadable'),
      },
      clock,
      log,
      seenMaxAgeMs: 1000,
    },
    apply: async (desired, seen) => {
      const { agoMs = 0, ...rest } = seen ?? {};
      sync ??= createSync(fake.deps);
      return sync.apply({
        kommoLeadId: CARD_ID,
        desired: { fields: {}, tagsToAdd: [], ...desired },
        seen:
          seen && fake.card
            ? { card: fake.card, contact: fake.contact, readAtMs: clock.nowMs() - agoMs, ...rest }
            : null,
      });
    },
  };
  let sync: ReturnType<typeof createSync> | undefined;
  return fake;
}
