/** Evidence for the judge: valid and in favour of speech by default; a test states only what it is about. */

import fc from 'fast-check';
import type { CardEvidence, Evidence, StageEvidence } from '../../../lib/handoff/verdict.ts';
import { KommoLeadId } from '../../../lib/lead.ts';
import type { StagePlace } from '../../../lib/pipeline.ts';
import type { HoldReason } from '../../../lib/reasons.ts';

export const NOW_MS = Date.parse('2026-11-23T13:00:00Z');
export const HOUR_MS = 3_600_000;
export const READ_AT_MS = NOW_MS - 40;

export type Signals = Evidence['signals'];

export const quiet: Signals = {
  optedOutAtMs: null,
  humanStageAtMs: null,
  humanReplyAtMs: null,
  humanReplyUntilMs: null,
  botHandoffAtMs: null,
  cardReturnedAtMs: null,
};

export const card = (
  speech: CardEvidence['speech'],
  place: StagePlace = speech === 'no' ? 'atendimento_humano' : 'novo_lead',
) => ({
  kommoLeadId: KommoLeadId.parse(15_000_001),
  stage: { pipelineId: 8_100_001, statusId: 81_000_011 },
  place,
  speech,
  updatedAtMs: NOW_MS - HOUR_MS,
});

export const seen = (...cards: readonly CardEvidence[]): StageEvidence => ({
  kind: 'seen',
  readAtMs: READ_AT_MS,
  cards,
  seen: null,
});
export const unreadable = (cause: HoldReason): StageEvidence => ({
  kind: 'unreadable',
  cause,
  readAtMs: READ_AT_MS,
});
export const absent: StageEvidence = { kind: 'absent', readAtMs: READ_AT_MS };

export const evidence = ({
  signals = {},
  stage = seen(card('yes')),
  nowMs = NOW_MS,
  isInDoubt = false,
}: {
  signals?: Partial<Signals>;
  stage?: StageEvidence;
  nowMs?: number;
  isInDoubt?: boolean;
} = {}): Evidence => ({ nowMs, signals: { ...quiet, ...signals }, stage, isInDoubt });

/** Few moments, close together: equal and neighbouring ones are what the rules turn on. */
const aMoment = fc.integer({ min: -5, max: 5 }).map((steps) => NOW_MS + steps);
const maybeAMoment = fc.option(aMoment, { freq: 2 });

export const someSignals: fc.Arbitrary<Signals> = fc.record({
  optedOutAtMs: fc.option(aMoment, { freq: 1 }),
  humanStageAtMs: fc.option(aMoment, { freq: 1 }),
  humanReplyAtMs: maybeAMoment,
  humanReplyUntilMs: maybeAMoment,
  botHandoffAtMs: maybeAMoment,
  cardReturnedAtMs: maybeAMoment,
});

const someCard: fc.Arbitrary<CardEvidence> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom<StagePlace>('novo_lead', 'em_qualificacao', 'qualificado')
      .map((place) => card('yes', place)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<StagePlace>('atendimento_humano', 'unmapped', 'won', 'lost')
      .map((place) => card('no', place)),
  },
  { weight: 1, arbitrary: fc.constant(card('unknown', 'nao_interessado')) },
);

export const someStage: fc.Arbitrary<StageEvidence> = fc.oneof(
  { weight: 8, arbitrary: fc.array(someCard, { maxLength: 3 }).map((cards) => seen(...cards)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('timeout', 'unauthorized', 'throttled', 'malformed').map(unreadable),
  },
  { weight: 1, arbitrary: fc.constant(absent) },
);

export const someEvidence: fc.Arbitrary<Evidence> = fc.record({
  nowMs: aMoment,
  signals: someSignals,
  stage: someStage,
  isInDoubt: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
