/** Rows as the store returns them, valid by default. */
import { KommoLeadId, LeadId, LeadKey, MessageId } from '../../../lib/lead.ts';
import { canonicalPhone } from '../../../lib/phone.ts';
import type { LeadRecord } from '../../../lib/store/lead-rows.ts';
import type { MessageRecord } from '../../../lib/store/rows.ts';

export const NOW_MS = Date.parse('2026-11-23T13:00:00Z');
export const MINUTE_MS = 60_000;

export const aLead = (overrides: Partial<LeadRecord> = {}): LeadRecord => ({
  id: LeadId.parse('00000000-0000-4000-8000-000000000001'),
  key: LeadKey.parse('+5581990000001'),
  address: { phone: canonicalPhone('+5581990000001'), lid: null, bsuid: null, replyTo: '5581990000001' },
  profileName: null,
  kommoLeadId: KommoLeadId.parse(15_000_001),
  kommoContactIds: [],
  mirroredPlace: null,
  signals: {
    optedOutAtMs: null,
    humanStageAtMs: null,
    humanReplyAtMs: null,
    humanReplyUntilMs: null,
    botHandoffAtMs: null,
    cardReturnedAtMs: null,
  },
  epoch: 0,
  cycle: 1,
  facts: {},
  dialogue: {},
  cardMemory: {
    lookedAtMs: null,
    lookedFor: null,
    contactPhone: null,
    intentAtMs: null,
    createdId: null,
    createdAtMs: null,
    readAtMs: null,
    stage: null,
  },
  supersededCount: 0,
  lastInboundAtMs: NOW_MS,
  lastOutboundAtMs: null,
  optOutNoticeAtMs: null,
  heldAtMs: null,
  heldCause: null,
  ...overrides,
});

let count = 0;
export const aMessage = (overrides: Partial<MessageRecord> = {}): MessageRecord => {
  count += 1;
  return {
    id: MessageId.parse(`00000000-0000-4000-8000-${String(count).padStart(12, '0')}`),
    direction: 'in',
    author: 'lead',
    providerId: `wamid.${count}`,
    body: 'oi',
    content: { kind: 'text', text: 'oi' },
    sentAtMs: NOW_MS,
    disposition: 'pending',
    status: null,
    stageAgeMs: null,
    ...overrides,
  };
};
