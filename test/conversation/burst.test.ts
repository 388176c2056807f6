/** Which of a lead's messages need an answer, and from which moment on (M5, R18). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAtReturn, toInboundMessage } from '../../lib/conversation/burst.ts';
import type { Content, InboundEvent } from '../../lib/lead-event.ts';
import { canonicalPhone } from '../../lib/phone.ts';
import { aMessage, MINUTE_MS, NOW_MS } from './support/rows.ts';

const media = { media: { id: 'm1', mimeType: 'image/jpeg' }, fileName: null };
const inbound = (content: Content, overrides: Partial<InboundEvent> = {}): InboundEvent => ({
  kind: 'inbound',
  messageId: 'wamid.1',
  from: { phone: canonicalPhone('+5581990000001'), lid: null, bsuid: null, replyTo: '5581990000001' },
  profileName: 'Mateus',
  sentAt: NOW_MS / 1000,
  content,
  quotes: null,
  forwarded: false,
  adId: null,
  ...overrides,
});
const recorded = (content: Content, ageMs = 0) =>
  toInboundMessage(inbound(content), { enqueuedAtMs: NOW_MS + ageMs, maxAgeMinutes: 15 });
const text: Content = { kind: 'text', text: 'oi' };

const CASES: readonly (readonly [name: string, content: Content, ageMs: number, disposition: string])[] = [
  ['a text is to be answered', text, 0, 'pending'],
  ['R18 · 15 min 00 s on arrival is still a message', text, 15 * MINUTE_MS, 'pending'],
  ['R18 · 15 min 01 s on arrival is a backlog', text, 15 * MINUTE_MS + 1000, 'stale'],
  ['a clock ahead of ours makes nobody old', text, -3 * MINUTE_MS, 'pending'],
  [
    'a voice message without words is to be answered',
    { kind: 'voice', caption: null, ...media },
    0,
    'pending',
  ],
  ['a sticker needs no answer', { kind: 'sticker', caption: null, ...media }, 0, 'noted'],
  [
    'M5 · a placeholder waits for its content',
    { kind: 'unsupported', what: '131060', placeholder: true },
    0,
    'placeholder',
  ],
  [
    'what we do not understand is answered, with a question',
    { kind: 'unsupported', what: 'poll', placeholder: false },
    0,
    'pending',
  ],
  [
    'an old placeholder is a backlog too',
    { kind: 'unsupported', what: '131060', placeholder: true },
    16 * MINUTE_MS,
    'stale',
  ],
];
test.each(CASES)('%s', (_name, content, ageMs, disposition) => {
  expect(recorded(content, ageMs)).toMatchObject({
    providerId: 'wamid.1',
    disposition,
    sentAtMs: NOW_MS,
    kind: content.kind,
  });
});

test('M3 · a caption is the body of a photo, and a photo without one has no body', () => {
  expect(recorded({ kind: 'image', caption: 'minha conta', ...media }).body).toBe('minha conta');
  expect(recorded({ kind: 'image', caption: null, ...media }).body).toBeNull();
  expect(recorded({ kind: 'text', text: '' }).body).toBeNull();
});

const at = (offsetMs: number) => aMessage({ sentAtMs: NOW_MS + offsetMs });

test('R18 · never returned: everything is answered', () => {
  const burst = [at(-MINUTE_MS), at(0)];
  expect(splitAtReturn(burst, null)).toEqual({ before: [], after: burst });
});

const SPLITS: readonly (readonly [name: string, messageMs: number, returnMs: number, answered: boolean])[] = [
  ['a second before the return: not answered late', -1000, 0, false],
  ['in the very second of the return: answered', 0, 0, true],
  ['in the same second, the return’s fraction being later: answered', 0, 999, true],
  ['the return in the next second: not answered', 0, 1000, false],
  ['a second after the return: answered', 1000, 0, true],
];
test.each(SPLITS)('R18 · %s', (_name, messageMs, returnMs, answered) => {
  const message = at(messageMs);
  expect(splitAtReturn([message], NOW_MS + returnMs)).toEqual(
    answered ? { before: [], after: [message] } : { before: [message], after: [] },
  );
});

test('R18 · the two parts are the burst, each message in one of them, in its order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5000, max: 5000 })),
      fc.integer({ min: -5000, max: 5000 }),
      (offsets, returned) => {
        const burst = offsets.map(at);
        const { before, after } = splitAtReturn(burst, NOW_MS + returned);
        expect(new Set([...before, ...after])).toEqual(new Set(burst));
        expect(before.length + after.length).toBe(burst.length);
        expect(burst.filter((message) => after.includes(message))).toEqual(after);
      },
    ),
  );
});
