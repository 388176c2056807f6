/** The bot speaks first: each thing that may stand against it, alone (R2, R7, F15, P6). */
import { expect, test } from 'vitest';
import { createFirst } from '../../lib/follow-up/say-first.ts';
import { createWaiting } from '../../lib/follow-up/waiting.ts';
import type { Bubble, Sent } from '../../lib/handoff/egress.ts';
import type { GateAnswer } from '../../lib/handoff/gate.ts';
import { LeadKey, MessageId } from '../../lib/lead.ts';
import { absent, NOW_MS, seen } from '../handoff/support/evidence.ts';
import { aLeadRecord, PHONE, speaks } from './support/leads.ts';

type Parts = Parameters<typeof createFirst>[0];
type Said = Parameters<ReturnType<typeof createFirst>['say']>[0];
const MESSAGE = MessageId.parse('00000000-0000-4000-8000-00000000000a');
const SETTLED = {
  messageId: MESSAGE,
  status: 'sent',
  providerId: 'w1',
  replyTo: null,
  errorCode: null,
  stageAgeMs: 1,
} as const;

/** Everything says yes; a test turns one thing. `sent`: what left, in order. */
function scene(over: Partial<Parts> & { answer?: GateAnswer; outcome?: (bubble: Bubble) => Sent } = {}) {
  const lead = aLeadRecord();
  const permit = speaks().permit;
  const sent: Bubble[] = [];
  const first = createFirst({
    gate: { open: async () => over.answer ?? speaks() },
    finder: {
      prepare: async () => {},
      linked: async (of) => ({ kind: 'linked', lead: of }),
      find: async () => ({ kind: 'hold', cause: 'timeout' }),
      refind: async () => ({ kind: 'hold', cause: 'timeout' }),
    },
    egress: {
      send: async (_permit, bubble) => {
        sent.push(bubble);
        return over.outcome?.(bubble) ?? { kind: 'sent', permit, replyId: null, settlement: SETTLED };
      },
    },
    waiting: { hasAnswer: async () => false, isPaused: async () => false },
    ...over,
  });
  const say = (it: Partial<Said> = {}) =>
    first.say({
      lead,
      purpose: 'follow_up',
      sequence: '7',
      dedupeKey: 'follow-up:x:3:1',
      mayGo: () => null,
      words: () => ({ kind: 'text', text: 'Oi, Mateus.', template: null }),
      ...it,
    });
  return { lead, permit, sent, first, say };
}

test('nothing against it: the words leave under the step’s own key, to the lead’s address', async () => {
  const { say, sent } = scene();
  expect((await say()).kind).toBe('sent');
  expect(sent).toEqual([
    {
      to: aLeadRecord().address,
      text: 'Oi, Mateus.',
      dedupeKey: 'follow-up:x:3:1',
      replyId: null,
      plan: null,
    },
  ]);
});

test('a template goes with its words', async () => {
  const { say, sent } = scene();
  const template = { name: 'retomada', language: 'pt_BR', params: [] };
  await say({ words: async () => ({ kind: 'text', text: 'Oi', template }) });
  expect(sent[0]?.template).toEqual(template);
});

test.each([2, 4])(
  'R7 · the gate finds cycle %i and the firing was of 3: a follow-up is silence',
  async (cycle) => {
    const { say, sent, first, lead } = scene({ answer: speaks({ cycle }) });
    expect(await first.open(lead, 'follow_up')).toEqual({
      kind: 'silence',
      reason: 'stale_cycle',
      decision: null,
    });
    expect(await say()).toMatchObject({ kind: 'silence', reason: 'stale_cycle' });
    expect(sent).toEqual([]);
  },
);

const RETURNED_MS = NOW_MS - 60_000;
test.each<[string, number | null, 'sent' | 'silence']>([
  ['since we spoke', RETURNED_MS - 1, 'silence'],
  ['in the moment we spoke', RETURNED_MS, 'sent'],
  ['before we spoke', RETURNED_MS + 1, 'sent'],
  ['whenever, and nobody is looked for', null, 'sent'],
])('R18, I8 · a person gave the card back %s: %s → %s', async (_name, unseenSinceMs, kind) => {
  const lead = aLeadRecord({ signals: { ...aLeadRecord().signals, cardReturnedAtMs: RETURNED_MS } });
  const asked: unknown[] = [];
  const { say, sent } = scene({
    gate: {
      open: async (_lead, _purpose, options) => {
        asked.push(options?.unseenSinceMs);
        return speaks({}, lead);
      },
    },
  });
  expect(await say({ unseenSinceMs })).toMatchObject(
    kind === 'sent' ? { kind } : { kind, reason: 'taken_over', decision: null },
  );
  expect([asked, sent.length]).toEqual([[unseenSinceMs], kind === 'sent' ? 1 : 0]);
});

test('R7 · a reminder is of its meeting, not of a cycle: it goes on', async () => {
  const { say } = scene({ answer: speaks({ cycle: 9, purpose: 'reminder' }) });
  expect((await say({ purpose: 'reminder' })).kind).toBe('sent');
});

test('R7 · a gate that is silent anyway keeps its own reason and its line, whatever the cycle', async () => {
  const decision = { kind: 'silence', reason: 'human_stage', evidence: {}, stageAgeMs: 1 } as const;
  const answer: GateAnswer = {
    kind: 'silence',
    lead: aLeadRecord({ cycle: 9 }),
    stage: seen(),
    reason: 'human_stage',
    decision,
  };
  const { say, sent } = scene({ answer });
  expect(await say()).toBe(answer);
  expect(sent).toEqual([]);
});

test('F15 · two firings of one step: the second meets the first one’s commit, and says nothing of its own', async () => {
  const said = new Set<string>();
  const { say, permit } = scene({
    outcome: ({ dedupeKey }) => {
      if (said.has(dedupeKey))
        return { kind: 'already', permit, replyId: null, messageId: MESSAGE, certain: false, ageMs: 5 };
      said.add(dedupeKey);
      return { kind: 'sent', permit, replyId: null, settlement: SETTLED };
    },
  });
  const both = await Promise.all([say(), say()]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['already', 'sent']);
});

test('R7 · an answer in line since the gate’s word: nothing leaves, and it is looked for behind what was taken in', async () => {
  const asked: unknown[] = [];
  const { say, sent } = scene({
    waiting: {
      hasAnswer: async (_lead, sequence) => {
        asked.push(sequence);
        return true;
      },
      isPaused: async () => false,
    },
  });
  expect(await say()).toEqual({ kind: 'lead_wrote' });
  expect([asked, sent]).toEqual([['7'], []]);
});

test('R2 · a takeover flagged since the permit’s epoch: nothing leaves', async () => {
  const { say, sent } = scene({
    answer: speaks({ epoch: 12 }),
    waiting: { hasAnswer: async () => false, isPaused: async (_lead, epoch) => epoch === 12 },
  });
  expect(await say()).toMatchObject({ kind: 'silence', reason: 'taken_over' });
  expect(sent).toEqual([]);
});

test('H13 · a stage that is not written to first: no words are looked for', async () => {
  const { say, sent } = scene();
  const words = () => {
    throw new Error('not to be asked');
  };
  expect(await say({ mayGo: () => 'stage_not_reengaged', words })).toMatchObject({
    kind: 'silence',
    reason: 'stage_not_reengaged',
  });
  expect(sent).toEqual([]);
});

test('nothing to say, and words that cannot be found, are two ends, and nothing leaves by either', async () => {
  const { say, sent } = scene();
  expect(await say({ words: () => ({ kind: 'nothing', reason: 'outside_window' }) })).toEqual({
    kind: 'nothing',
    reason: 'outside_window',
  });
  expect(await say({ words: () => ({ kind: 'failed', cause: 'timeout' }) })).toEqual({
    kind: 'hold',
    cause: 'timeout',
    decision: null,
  });
  expect(sent).toEqual([]);
});

test('P6 · no card: nobody is written to first; a card that cannot be looked for: hold', async () => {
  const { lead, first } = scene({
    finder: {
      prepare: async () => {},
      linked: async (of) => ({
        kind: 'none',
        lead: of,
        contact: null,
        contactIds: [],
        shown: [],
        lookedFor: null,
      }),
      find: async () => ({ kind: 'hold', cause: 'timeout' }),
      refind: async () => ({ kind: 'hold', cause: 'timeout' }),
    },
  });
  expect(await first.open(lead, 'follow_up')).toMatchObject({ kind: 'silence', reason: 'card_absent' });
  const held = scene({
    finder: {
      prepare: async () => {},
      linked: async () => ({ kind: 'hold', cause: 'throttled' }),
      find: async () => ({ kind: 'hold', cause: 'timeout' }),
      refind: async () => ({ kind: 'hold', cause: 'timeout' }),
    },
  });
  expect(await held.first.open(lead, 'follow_up')).toEqual({
    kind: 'hold',
    cause: 'throttled',
    decision: null,
  });
});

test('P6 · a card that Kommo shows no more is looked for once more, and judged anew where another is found', async () => {
  const decision = { kind: 'hold', reason: 'card_absent', evidence: {}, stageAgeMs: 1 } as const;
  const gone: GateAnswer = {
    kind: 'hold',
    cause: 'card_absent',
    lead: aLeadRecord(),
    stage: absent,
    decision,
  };
  for (const [refound, kind] of [
    [{ kind: 'linked', lead: aLeadRecord() }, 'speak'],
    [{ kind: 'hold', cause: 'timeout' }, 'hold'],
    [
      { kind: 'none', lead: aLeadRecord(), contact: null, contactIds: [], shown: [], lookedFor: null },
      'silence',
    ],
  ] as const) {
    const answers: GateAnswer[] = [gone, speaks()];
    const { first, lead } = scene({
      gate: { open: async () => answers.shift() ?? gone },
      finder: {
        prepare: async () => {},
        linked: async (of) => ({ kind: 'linked', lead: of }),
        find: async () => ({ kind: 'hold', cause: 'unauthorized' }),
        refind: async () => refound,
      },
    });
    expect((await first.open(lead, 'follow_up')).kind).toBe(kind);
  }
});

test('what egress says is passed on: a hold as a hold, silence with its reason', async () => {
  const { permit } = scene();
  const hold = scene({
    outcome: () => ({ kind: 'hold', permit, cause: 'timeout', replyId: null, alarm: false }),
  });
  expect(await hold.say()).toEqual({ kind: 'hold', cause: 'timeout', decision: null });
  const silent = scene({ outcome: () => ({ kind: 'silence', permit, reason: 'taken_over', replyId: null }) });
  expect(await silent.say()).toEqual({ kind: 'silence', reason: 'taken_over', decision: null });
});

test('R7, I4 · Redis alone: newer than what was taken in is an answer; unreadable, and nothing taken in, are none', async () => {
  const of = (mark: 'newer' | 'none' | 'unknown') =>
    createWaiting({
      marks: {
        anyAfter: async (keys, sequence) =>
          keys[0] === PHONE && ['7', null].includes(sequence) ? mark : 'none',
      } as Parameters<typeof createWaiting>[0]['marks'],
      flags: { isRaisedAfter: async (key, epoch) => key === LeadKey.parse(PHONE) && epoch === NOW_MS },
    });
  expect(await of('newer').hasAnswer(aLeadRecord(), '7')).toBe(true);
  expect(await of('none').hasAnswer(aLeadRecord(), '7')).toBe(false);
  expect(await of('unknown').hasAnswer(aLeadRecord(), '7')).toBe(false);
  expect(await of('newer').hasAnswer(aLeadRecord(), null)).toBe(false);
  expect(await of('none').isPaused(aLeadRecord(), NOW_MS)).toBe(true);
});
