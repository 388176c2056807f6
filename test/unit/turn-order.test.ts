/** Whether the gate is asked before the words are found: any hint at all puts it first, and Kommo's silence too. */
import { expect, test } from 'vitest';
import { findsWordsFirst, unseenSince } from '../../lib/conversation/turn-order.ts';
import { STAGE_PLACES, type StagePlace } from '../../lib/pipeline.ts';
import { LONGEST_IN_LINE_MS, PROMPT_MS } from '../../lib/retry-policy.ts';
import type { LeadRecord } from '../../lib/store/lead-rows.ts';
import type { MessageRecord } from '../../lib/store/rows.ts';
import { aMessage } from '../conversation/support/rows.ts';
import { NOW_MS, quiet } from '../handoff/support/evidence.ts';
import { aLeadRecord } from './support/leads.ts';

type Situation = {
  readonly lead?: Partial<LeadRecord>;
  readonly burst?: readonly MessageRecord[];
  readonly isOpen?: boolean;
  readonly attempt?: number;
  readonly kommoHeldAtMs?: number;
};
const first = ({
  lead = {},
  burst,
  isOpen = false,
  attempt = 1,
  kommoHeldAtMs = Number.NEGATIVE_INFINITY,
}: Situation = {}) =>
  findsWordsFirst(
    {
      lead: aLeadRecord({ mirroredPlace: 'novo_lead', ...lead }),
      burst: burst ?? [aMessage()],
      openReply: isOpen ? { id: 'r', key: 'k', bubbles: ['a'], intent: 'continue', epoch: 0 } : null,
    },
    { attempt },
    { nowMs: NOW_MS, kommoHeldAtMs },
  );

test('§5 · of a lead against whom nothing is known the words are found first', () => {
  expect(first()).toBe(true);
});

const SPEAKS: readonly StagePlace[] = [
  'novo_lead',
  'em_qualificacao',
  'qualificado',
  'desqualificado',
  'reuniao_agendada',
];
test.each(STAGE_PLACES)(
  'H9 · mirrored in %s: the words come first only where the bot speaks for certain',
  (place) => {
    expect(first({ lead: { mirroredPlace: place } })).toBe(SPEAKS.includes(place));
  },
);

const HINTS: readonly (readonly [string, Situation])[] = [
  ['whose card nobody has read yet', { lead: { mirroredPlace: null } }],
  ['without a card', { lead: { kommoLeadId: null } }],
  ['that stopped us', { lead: { signals: { ...quiet, optedOutAtMs: 0 } } }],
  ['in a person’s stage', { lead: { signals: { ...quiet, humanStageAtMs: 0 } } }],
  ['a person wrote to', { lead: { signals: { ...quiet, humanReplyAtMs: 0 } } }],
  ['the bot handed over', { lead: { signals: { ...quiet, botHandoffAtMs: 0 } } }],
  ['that waits since an outage', { lead: { heldAtMs: NOW_MS - 1 } }],
  ['of whom nothing is pending', { burst: [] }],
  ['with a reply begun', { isOpen: true }],
  ['delivered a second time', { attempt: 2 }],
  ['whose message is late', { burst: [aMessage({ sentAtMs: NOW_MS - PROMPT_MS - 1 }), aMessage()] }],
  ['written while Kommo is away', { kommoHeldAtMs: NOW_MS }],
  ['written a minute after Kommo was away', { kommoHeldAtMs: NOW_MS - PROMPT_MS }],
];
test.each(HINTS)('I4, R18 · of a lead %s the gate is asked first', (_who, situation) => {
  expect(first(situation)).toBe(false);
});

test('a return of the card alone stands against nobody', () => {
  expect(first({ lead: { signals: { ...quiet, cardReturnedAtMs: 0 } } })).toBe(true);
});
test('a message that kept no content is no media', () => {
  expect(first({ burst: [aMessage({ content: null })] })).toBe(true);
});
test('an outage that is over for more than a minute is forgotten', () => {
  expect(first({ kommoHeldAtMs: NOW_MS - PROMPT_MS - 1 })).toBe(true);
});

const MEDIA = ['voice', 'audio', 'image', 'document'] as const;
test.each(MEDIA)('H9 · %s in a burst goes to a model behind the gate only', (kind) => {
  const media = { id: 'm', mimeType: 'x/y' };
  const sent = aMessage({ content: { kind, media, caption: null, fileName: null } });
  expect(first({ burst: [aMessage(), sent, aMessage()] })).toBe(false);
});

const waits = (lead: Partial<LeadRecord>, sent: readonly number[], attempt = 1) =>
  unseenSince(
    { lead: aLeadRecord(lead), burst: sent.map((ms) => aMessage({ sentAtMs: NOW_MS + ms })) },
    { attempt },
    NOW_MS,
  );
test('R18 · a turn that begins at once has seen everything; one that does not looks since its oldest message', () => {
  expect(waits({}, [0])).toBeNull();
  expect(waits({}, [-PROMPT_MS])).toBeNull();
  expect(waits({}, [-5, -PROMPT_MS - 1])).toBe(NOW_MS - PROMPT_MS - 1);
  expect(waits({}, [-7, -5], 2)).toBe(NOW_MS - 7);
  expect(waits({ heldAtMs: NOW_MS }, [-7])).toBe(NOW_MS - 7);
  // A clock ahead of ours.
  expect(waits({}, [9], 2)).toBe(NOW_MS);
  expect(waits({}, [])).toBeNull();
  expect(waits({}, [], 2)).toBe(NOW_MS - LONGEST_IN_LINE_MS);
});
