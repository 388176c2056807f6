/**
 * A dry run of a turn, asked for by an operator after a deploy: the deployed code, its settings and its services, about a lead that does not
 * exist. I9 stands untouched, for nothing here could reach anybody: no gate that issues permits, no egress, no transport, no writer of
 * cards is handed in (the import rules hold that too). It reads, decides by the one pure function, lets the brain write, and throws the
 * words away. Nothing is stored but its own answer, for ten minutes.
 */
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Brain } from '../agent/brain.ts';
import { openingDialogue } from '../agent/dialogue.ts';
import { emptyFacts } from '../agent/extract/facts.ts';
import type { Clock } from '../clock.ts';
import { decide } from '../handoff/verdict.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { Metadata } from '../kommo/metadata.ts';
import { KommoLeadId, LeadKey } from '../lead.ts';
import type { Log } from '../log.ts';
import { Phone } from '../phone.ts';
import { type StageKey, type StageMap, speechIn } from '../pipeline.ts';
import type { RehearsalEvent } from '../queue.ts';
import type { Store } from '../store/store.ts';
import type { Persona } from './conversation-view.ts';

/** What is tried, in order. One list: the answer's keys and the operator's lines. */
export const REHEARSAL_STEPS = [
  'database',
  'stages',
  'kommo_search',
  'speaks_in_novo_lead',
  'silent_in_atendimento_humano',
  'brain',
] as const;

export const RehearsalAnswer = z.object({
  steps: z.array(
    z.object({ step: z.enum(REHEARSAL_STEPS), ok: z.boolean(), ms: z.number(), detail: z.string() }),
  ),
});
export type RehearsalAnswer = z.infer<typeof RehearsalAnswer>;

/** Where the answer waits for whoever asked. */
export const rehearsalKey = (id: string): string => `rehearsal:${id}`;

const ANSWER_SECONDS = 600;
/** Nobody's: looked for in Kommo as at a first contact, never written to. */
const MADE_UP_PHONE = Phone.parse('+5581990000999');
const NO_SIGNALS = {
  optedOutAtMs: null,
  humanStageAtMs: null,
  humanReplyAtMs: null,
  humanReplyUntilMs: null,
  botHandoffAtMs: null,
  cardReturnedAtMs: null,
} as const;

export type RehearsalDeps = {
  readonly store: Pick<Store, 'leadByKey'>;
  readonly kommo: Pick<Kommo, 'contactsByPhone'>;
  readonly metadata: Pick<Metadata, 'stageMap'>;
  readonly brains: readonly Brain[];
  readonly persona: Persona;
  readonly redis: Pick<Redis, 'set'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** @throws when the answer cannot be left: the queue brings the rehearsal back. */
export function createRehearsal({
  store,
  kommo,
  metadata,
  brains,
  persona,
  redis,
  clock,
  log,
}: RehearsalDeps): (event: RehearsalEvent) => Promise<void> {
  const verdictIn = (map: StageMap, key: StageKey): string => {
    const stage = { pipelineId: map.pipelineId, statusId: map.statusIdOf(key) ?? 0 };
    const speech = speechIn(map.placeOf(stage)) === 'yes' ? 'yes' : 'no';
    const card = {
      kommoLeadId: KommoLeadId.parse(1),
      stage,
      place: map.placeOf(stage),
      speech,
      updatedAtMs: clock.nowMs(),
    } as const;
    const nowMs = clock.nowMs();
    return decide({
      nowMs,
      signals: NO_SIGNALS,
      stage: { kind: 'seen', readAtMs: nowMs, cards: [card], seen: null },
      isInDoubt: false,
    }).kind;
  };

  return async ({ id, text }) => {
    const steps: RehearsalAnswer['steps'] = [];
    const attempt = async (
      step: (typeof REHEARSAL_STEPS)[number],
      work: () => Promise<{ ok: boolean; detail: string }>,
    ): Promise<void> => {
      const startedAtMs = clock.nowMs();
      const outcome = await work().catch((error: unknown) => ({
        ok: false,
        detail: error instanceof Error ? error.name : 'unknown',
      }));
      steps.push({ step, ...outcome, ms: clock.nowMs() - startedAtMs });
    };
    const map = metadata.stageMap();

    await attempt('database', async () => {
      const nobody = await store.leadByKey(LeadKey.parse(`rehearsal:${id}`));
      return { ok: nobody === null, detail: nobody === null ? 'answers' : 'knows a lead that cannot be' };
    });
    await attempt('stages', async () => {
      const read = await map;
      return read.kind === 'ok'
        ? { ok: true, detail: 'the pipeline fits the stage table' }
        : { ok: false, detail: read.cause };
    });
    await attempt('kommo_search', async () => {
      const found = await kommo.contactsByPhone(MADE_UP_PHONE);
      return found.kind === 'failed' ? { ok: false, detail: found.cause } : { ok: true, detail: 'answers' };
    });
    for (const [step, key, expected] of [
      ['speaks_in_novo_lead', 'novo_lead', 'speak'],
      ['silent_in_atendimento_humano', 'atendimento_humano', 'silence'],
    ] as const)
      await attempt(step, async () => {
        const read = await map;
        if (read.kind !== 'ok') return { ok: false, detail: read.cause };
        const verdict = verdictIn(read.value, key);
        return { ok: verdict === expected, detail: verdict };
      });
    await attempt('brain', async () => {
      const [brain] = brains;
      if (!brain) return { ok: false, detail: 'none' };
      const reply = await brain.reply({
        ...persona,
        now: clock.nowMs(),
        isFirstReply: true,
        facts: emptyFacts,
        dialogue: openingDialogue,
        history: [],
        burst: [{ kind: 'text', text }],
        profileName: null,
        meeting: { slots: [], booking: null, outcome: null },
      });
      return { ok: reply.bubbles.length > 0, detail: `${reply.bubbles.length} bubbles, thrown away` };
    });

    const answer: RehearsalAnswer = { steps };
    await redis.set(rehearsalKey(id), JSON.stringify(answer), { ex: ANSWER_SECONDS });
    log.info('rehearsal.done', { id, failed: steps.filter(({ ok }) => !ok).length });
  };
}
