/** The one decision, row by row and by law (I3, I7, R14): silence on any hint, speech only on proof. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  botHandoffStands,
  decide,
  type Evidence,
  humanReplyStands,
  type Verdict,
} from '../../lib/handoff/verdict.ts';
import { GATE_SILENCES, type HoldReason, KOMMO_CAUSES } from '../../lib/reasons.ts';
import {
  absent,
  card,
  evidence,
  HOUR_MS,
  NOW_MS,
  quiet,
  READ_AT_MS,
  seen,
  someEvidence,
  unreadable,
} from './support/evidence.ts';

const silence = (reason: Extract<Verdict, { kind: 'silence' }>['reason']): Verdict => ({
  kind: 'silence',
  reason,
});
const hold = (cause: HoldReason): Verdict => ({ kind: 'hold', cause });
const SPEAK: Verdict = { kind: 'speak', stageReadAtMs: READ_AT_MS };

const reply = (overrides: object = {}) => ({
  humanReplyAtMs: NOW_MS - HOUR_MS,
  humanReplyUntilMs: NOW_MS + HOUR_MS,
  ...overrides,
});

const TABLE: readonly (readonly [name: string, evidence: Evidence, verdict: Verdict])[] = [
  ['I7 · a card of the bot without any signal lets it speak, on that read', evidence(), SPEAK],
  [
    'H1 · a card in ATENDIMENTO HUMANO is silence',
    evidence({ stage: seen(card('no')) }),
    silence('human_stage'),
  ],
  [
    'C7 · an unmapped stage is silence under its own name',
    evidence({ stage: seen(card('no', 'unmapped')) }),
    silence('unmapped_stage'),
  ],
  [
    'a won card is silence as a closed one',
    evidence({ stage: seen(card('no', 'won')) }),
    silence('closed_card'),
  ],
  [
    'a lost card is silence as a closed one',
    evidence({ stage: seen(card('no', 'lost')) }),
    silence('closed_card'),
  ],
  [
    'NÃO INTERESSADO by a person is silence',
    evidence({ stage: seen(card('no', 'nao_interessado')) }),
    silence('human_stage'),
  ],
  [
    'I3 · who closed the card cannot be read: hold',
    evidence({ stage: seen(card('unknown', 'nao_interessado')) }),
    hold('mover_unknown'),
  ],
  ['I3 · no card in an answer is no proof', evidence({ stage: seen() }), hold('no_card_seen')],
  [
    'I3 · a deleted card is looked for again, not spoken over',
    evidence({ stage: absent }),
    hold('card_absent'),
  ],
  ...KOMMO_CAUSES.map(
    (cause) =>
      [
        `H2 · ${cause} from Kommo holds, with its cause`,
        evidence({ stage: unreadable(cause) }),
        hold(cause),
      ] as const,
  ),
  [
    'one silent card among several open ones silences',
    evidence({ stage: seen(card('yes'), card('no'), card('yes')) }),
    silence('human_stage'),
  ],
  [
    'a silent card weighs more than one that cannot be judged',
    evidence({ stage: seen(card('unknown'), card('no')) }),
    silence('human_stage'),
  ],
  [
    'one card that cannot be judged holds the others back',
    evidence({ stage: seen(card('yes'), card('unknown')) }),
    hold('mover_unknown'),
  ],
  [
    'R9 · a stage of the bot against a recorded takeover is no proof yet',
    evidence({ signals: { humanStageAtMs: NOW_MS } }),
    hold('stage_conflict'),
  ],

  ['R14 · opt-out beats a stage of the bot', evidence({ signals: { optedOutAtMs: 0 } }), silence('opt_out')],
  [
    'R14 · opt-out beats an unreadable Kommo',
    evidence({ signals: { optedOutAtMs: 0 }, stage: unreadable('timeout') }),
    silence('opt_out'),
  ],
  [
    'R14 · opt-out beats a return',
    evidence({ signals: { optedOutAtMs: 1, cardReturnedAtMs: NOW_MS } }),
    silence('opt_out'),
  ],
  [
    'R14 · the stage is named before a person’s reply',
    evidence({ signals: reply(), stage: seen(card('no')) }),
    silence('human_stage'),
  ],
  [
    'H2 · an unreadable Kommo holds although a person replied: the weaker signal decides nothing',
    evidence({ signals: reply(), stage: unreadable('timeout') }),
    hold('timeout'),
  ],

  ['a person’s reply silences', evidence({ signals: reply() }), silence('human_reply')],
  [
    '… 1 ms before its hours are over',
    evidence({ signals: reply({ humanReplyUntilMs: NOW_MS + 1 }) }),
    silence('human_reply'),
  ],
  ['… and not in the ms they end', evidence({ signals: reply({ humanReplyUntilMs: NOW_MS }) }), SPEAK],
  [
    'a reply without an end silences nothing',
    evidence({ signals: reply({ humanReplyUntilMs: null }) }),
    SPEAK,
  ],
  [
    'a return 1 ms after a reply releases it',
    evidence({ signals: reply({ cardReturnedAtMs: NOW_MS - HOUR_MS + 1 }) }),
    SPEAK,
  ],
  [
    'a return in the same ms does not',
    evidence({ signals: reply({ cardReturnedAtMs: NOW_MS - HOUR_MS }) }),
    silence('human_reply'),
  ],
  [
    'a return before the reply does not',
    evidence({ signals: reply({ cardReturnedAtMs: NOW_MS - HOUR_MS - 1 }) }),
    silence('human_reply'),
  ],

  [
    'the bot’s own hand-over silences until the card says so',
    evidence({ signals: { botHandoffAtMs: NOW_MS } }),
    silence('bot_handoff'),
  ],
  [
    '… and has no hours',
    evidence({ signals: { botHandoffAtMs: NOW_MS }, nowMs: NOW_MS + 9_999 * HOUR_MS }),
    silence('bot_handoff'),
  ],
  [
    '… a return after it releases',
    evidence({ signals: { botHandoffAtMs: NOW_MS, cardReturnedAtMs: NOW_MS + 1 } }),
    SPEAK,
  ],
  [
    '… a return with it does not',
    evidence({ signals: { botHandoffAtMs: NOW_MS, cardReturnedAtMs: NOW_MS } }),
    silence('bot_handoff'),
  ],
  [
    'the hand-over is named before the reply: it is the stronger one',
    evidence({ signals: { ...reply(), botHandoffAtMs: NOW_MS } }),
    silence('bot_handoff'),
  ],

  [
    'H12 · what a person did and is not on record yet holds',
    evidence({ isInDoubt: true }),
    hold('takeover_deferred'),
  ],
  [
    '… and hides no stronger word',
    evidence({ isInDoubt: true, stage: seen(card('no')) }),
    silence('human_stage'),
  ],
];

test.each(TABLE)('%s', (_name, given, verdict) => {
  expect(decide(given)).toEqual(verdict);
});

test('the rows of the table have names of their own', () => {
  expect(new Set(TABLE.map(([name]) => name)).size).toBe(TABLE.length);
});

const withSignals = (e: Evidence, signals: Partial<Evidence['signals']>): Evidence => ({
  ...e,
  signals: { ...e.signals, ...signals },
});
const withCard = (e: Evidence, extra: ReturnType<typeof card>): Evidence =>
  e.stage.kind === 'seen' ? { ...e, stage: { ...e.stage, cards: [...e.stage.cards, extra] } } : e;
const LATER_MS = NOW_MS + 100;

const HINTS: Readonly<Record<string, (e: Evidence) => Evidence>> = {
  'the lead opted out': (e) => withSignals(e, { optedOutAtMs: NOW_MS }),
  'the card went to a person': (e) => withSignals(e, { humanStageAtMs: NOW_MS }),
  'a person replied just now': (e) =>
    withSignals(e, { humanReplyAtMs: LATER_MS, humanReplyUntilMs: LATER_MS + HOUR_MS }),
  'a person replied, at any time, and the hours run': (e) =>
    withSignals(e, {
      humanReplyAtMs: Math.max(e.signals.humanReplyAtMs ?? 0, NOW_MS),
      humanReplyUntilMs: Math.max(e.signals.humanReplyUntilMs ?? 0, LATER_MS),
    }),
  'the bot handed over': (e) => withSignals(e, { botHandoffAtMs: LATER_MS }),
  'another card is a person’s': (e) => withCard(e, card('no')),
  'another card is of an unmapped stage': (e) => withCard(e, card('no', 'unmapped')),
  'another card cannot be judged': (e) => withCard(e, card('unknown')),
  'Kommo stopped answering': (e) => ({ ...e, stage: unreadable('timeout') }),
  'the card is gone': (e) => ({ ...e, stage: absent }),
  'a person acted and it is not on record yet': (e) => ({ ...e, isInDoubt: true }),
};
for (const [hint, add] of Object.entries(HINTS))
  test(`I1 · silence never becomes speech because ${hint}`, () => {
    fc.assert(
      fc.property(someEvidence, (e) => {
        if (decide(e).kind !== 'speak') expect(decide(add(e)).kind).not.toBe('speak');
      }),
      { numRuns: 2000 },
    );
  });

/** Hints after which there is no speech at all, whatever was known before. */
const STOPS = Object.entries(HINTS).filter(
  ([hint]) => !hint.includes('at any time') && !hint.includes('another card'),
);
for (const [hint, add] of STOPS)
  test(`I1 · there is no speech once ${hint}`, () => {
    fc.assert(
      fc.property(someEvidence, (e) => {
        expect(decide(add(e)).kind).not.toBe('speak');
      }),
    );
  });

test('I2, I3 · speech means: the stage was read, every card allows it, and no signal stands', () => {
  let spoken = 0;
  fc.assert(
    fc.property(someEvidence, (e) => {
      const verdict = decide(e);
      if (verdict.kind !== 'speak') return;
      spoken += 1;
      expect(e.stage.kind).toBe('seen');
      if (e.stage.kind !== 'seen') return;
      expect(e.stage.cards.length).toBeGreaterThan(0);
      expect(e.stage.cards.every(({ speech }) => speech === 'yes')).toBe(true);
      expect(e.signals.optedOutAtMs).toBeNull();
      expect(e.signals.humanStageAtMs).toBeNull();
      expect(humanReplyStands(e)).toBe(false);
      expect(botHandoffStands(e)).toBe(false);
      expect(e.isInDoubt).toBe(false);
      expect(verdict.stageReadAtMs).toBe(e.stage.readAtMs);
    }),
    { numRuns: 4000 },
  );
  // A law about speech that never met any would hold of a mute.
  expect(spoken).toBeGreaterThan(50);
});

test('R14 · an opt-out is the answer whatever else is true', () => {
  fc.assert(
    fc.property(someEvidence, (e) => {
      expect(decide(withSignals(e, { optedOutAtMs: 0 }))).toEqual(silence('opt_out'));
    }),
  );
});

test('R17 · the return that comes last releases a reply and a hand-over, so nothing is silent for ever', () => {
  fc.assert(
    fc.property(someEvidence, (e) => {
      const returned = withSignals(e, {
        optedOutAtMs: null,
        humanStageAtMs: null,
        cardReturnedAtMs: LATER_MS,
      });
      expect(decide({ ...returned, stage: seen(card('yes')), isInDoubt: false })).toEqual(SPEAK);
    }),
  );
});

test('R11 · time alone releases a reply and nothing else', () => {
  fc.assert(
    fc.property(someEvidence, (e) => {
      const inAYear: Evidence = { ...e, nowMs: NOW_MS + 365 * 24 * HOUR_MS };
      if (decide(e).kind === 'speak' || decide(inAYear).kind !== 'speak') return;
      expect(decide(e)).toEqual(silence('human_reply'));
    }),
    { numRuns: 2000 },
  );
});

test('the judge changes nothing it is given', () => {
  fc.assert(
    fc.property(someEvidence, (e) => {
      const before = structuredClone(e);
      decide(e);
      expect(e).toEqual(before);
    }),
  );
});

test('F16 · every reason for silence is spelled once, and the judge reaches all but those of messages that came too late', () => {
  expect(new Set(GATE_SILENCES).size).toBe(GATE_SILENCES.length);
  const judged = new Set<string>(
    TABLE.flatMap(([, , verdict]) => (verdict.kind === 'silence' ? [verdict.reason] : [])),
  );
  // The judge looks at now; what was said under an older state, or arrived old, is told apart by the turn.
  const ofTheTurn = ['said_before_return', 'too_old'];
  expect(GATE_SILENCES.filter((reason) => !judged.has(reason) && !ofTheTurn.includes(reason))).toEqual([]);
});

test('evidence without a hint is the only default that speaks', () => {
  expect(decide({ nowMs: NOW_MS, signals: quiet, stage: seen(card('yes')), isInDoubt: false })).toEqual(
    SPEAK,
  );
});
