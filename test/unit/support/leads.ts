/** A lead and what a firing starts from, as rows would say it: in favour of speech by default; a test states only what it is about. */
import type { GateAnswer, Permit } from '../../../lib/handoff/gate.ts';
import { KommoContactId, KommoLeadId, LeadId, LeadKey } from '../../../lib/lead.ts';
import { Phone } from '../../../lib/phone.ts';
import type { FollowUpRecord, FollowUpTurn } from '../../../lib/store/follow-up-rows.ts';
import type { LeadRecord } from '../../../lib/store/lead-rows.ts';
import { NOW_MS, quiet, seen } from '../../handoff/support/evidence.ts';

export const PHONE = Phone.parse('+5581990000001');
export const LEAD_ID = LeadId.parse('00000000-0000-4000-8000-000000000001');
export const CARD = KommoLeadId.parse(15_000_001);
export const CONTACT = KommoContactId.parse(25_000_001);

export const aLeadRecord = (over: Partial<LeadRecord> = {}): LeadRecord => ({
  id: LEAD_ID,
  key: LeadKey.parse(PHONE),
  address: { phone: PHONE, lid: null, bsuid: null, replyTo: PHONE },
  profileName: null,
  kommoLeadId: CARD,
  kommoContactIds: [CONTACT],
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
  mirroredPlace: null,
  signals: quiet,
  epoch: 4,
  cycle: 3,
  facts: {},
  dialogue: {},
  supersededCount: 0,
  lastInboundAtMs: NOW_MS - 60_000,
  lastOutboundAtMs: null,
  optOutNoticeAtMs: null,
  heldAtMs: null,
  heldCause: null,
  ...over,
});

export const aFollowUp = (over: Partial<FollowUpRecord> = {}): FollowUpRecord => ({
  leadId: LEAD_ID,
  cycle: 3,
  step: 1,
  status: 'planned',
  dueAtMs: NOW_MS,
  holdCount: 0,
  settledAtMs: null,
  ...over,
});

export const aTurn = (over: Partial<FollowUpTurn> = {}): FollowUpTurn => ({
  lead: aLeadRecord(),
  fresh: 0,
  isStopped: false,
  burst: [],
  history: [],
  openReply: null,
  spokenAtMs: NOW_MS,
  sequence: null,
  followUps: [],
  sends: [],
  meeting: null,
  ...over,
});

/** The gate's yes to this lead. Not issued by the gate: whatever sends by it is a stand-in. */
export const speaks = (
  permit: Partial<Permit> = {},
  lead: LeadRecord = aLeadRecord(),
): Extract<GateAnswer, { kind: 'speak' }> => ({
  kind: 'speak',
  lead,
  stage: seen(),
  permit: {
    leadId: lead.id,
    epoch: lead.epoch,
    cycle: lead.cycle,
    purpose: 'follow_up',
    stageReadAtMs: NOW_MS,
    decision: { kind: 'speak', reason: 'stage_allows', evidence: {}, stageAgeMs: 0 },
    seen: null,
    mirror: null,
    ...permit,
  },
});
