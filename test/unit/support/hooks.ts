/** Kommo's hooks without a wire: what the handover does about each, step by step. */
import { type CardEventsDeps, createCardEvents } from '../../../lib/handoff/card-events.ts';
import type { GateAnswer } from '../../../lib/handoff/gate.ts';
import { LeadId, LeadKey } from '../../../lib/lead.ts';
import { type CardEvent, ContactEvent } from '../../../lib/lead-event.ts';
import { Phone } from '../../../lib/phone.ts';
import type { LeadRecord } from '../../../lib/store/lead-rows.ts';
import { seen } from '../../handoff/support/evidence.ts';
import { aLead, leadId, recordedLog } from '../../kommo/support/builders.ts';
import { map, PIPELINE, statusOf } from './fake-card.ts';
import { aLeadRecord, CARD, CONTACT, PHONE, speaks } from './leads.ts';

export const QUALIFYING = statusOf('em_qualificacao');
export const HUMAN = statusOf('atendimento_humano');
export const ENQUEUED = 1_000_000;
export const OTHER_PHONE = Phone.parse('+5581990000009');
export const OTHER = aLeadRecord({
  id: LeadId.parse('00000000-0000-4000-8000-000000000002'),
  kommoLeadId: leadId(16_000_000),
});
export const delivery = (attempt = 1) =>
  ({ attempt, enqueuedAtMs: ENQUEUED }) as Parameters<ReturnType<typeof createCardEvents>['card']>[1];

export const card = (over: Partial<CardEvent> = {}): CardEvent =>
  ({
    kind: 'card',
    action: 'status',
    kommoLeadId: CARD,
    pipelineId: PIPELINE,
    statusId: HUMAN,
    oldPipelineId: PIPELINE,
    oldStatusId: QUALIFYING,
    modifiedBy: 7,
    changedAt: 900,
    ...over,
  }) as CardEvent;
export const contact = (action: ContactEvent['action'], phones = [PHONE]): ContactEvent =>
  ContactEvent.parse({ kind: 'contact', action, kommoContactId: CONTACT, phones });

export const silence = (
  reason: 'human_stage' | 'unmapped_stage' | 'closed_card' | 'human_reply',
): GateAnswer => ({
  kind: 'silence',
  lead: aLeadRecord({ epoch: 77 }),
  stage: seen(),
  reason,
  decision: { kind: 'silence', reason, evidence: {}, stageAgeMs: 1 },
});
export const hold = (cause: 'timeout' | 'card_absent', stage = seen()): GateAnswer => ({
  kind: 'hold',
  cause,
  lead: aLeadRecord(),
  stage,
  decision: { kind: 'hold', reason: cause, evidence: {}, stageAgeMs: 1 },
});

/** `linked`: the leads of the card, as told one time after the other. */
export function scene(given: {
  linked?: readonly (readonly LeadRecord[])[];
  byContact?: readonly LeadRecord[];
  /** The leads for which the bot made this card itself. */
  made?: readonly LeadRecord[];
  byPhone?: LeadRecord | null;
  /** The lead of the contact's other phone. */
  byOtherPhone?: LeadRecord;
  answers?: readonly GateAnswer[];
  finder?: Partial<CardEventsDeps['finder']>;
  kommo?: Partial<CardEventsDeps['kommo']>;
  own?: Awaited<ReturnType<CardEventsDeps['ownMoves']['of']>>;
  stages?: 'failed';
}) {
  const did: string[] = [];
  const log = recordedLog();
  /** How often it was asked what moves are ours. */
  let ownAsked = 0;
  const { linked = [[aLeadRecord()]], byContact = [], byPhone = null, answers = [], own = [] } = given;
  const told = [...linked];
  const verdicts = [...answers];
  const last = told.at(-1) ?? [];
  const events = createCardEvents({
    store: {
      leadsByCard: async () => told.shift() ?? last,
      leadsByCreatedCard: async () => given.made ?? [],
      leadsByContact: async () => byContact,
      leadByKey: async (key) =>
        key === LeadKey.parse(PHONE)
          ? byPhone
          : key === LeadKey.parse(OTHER_PHONE)
            ? (given.byOtherPhone ?? null)
            : null,
      forgetCard: async (id, kommoLeadId) => {
        did.push(`forget ${kommoLeadId}`);
        return aLeadRecord({ id, kommoLeadId: null });
      },
    },
    takeovers: {
      cardLeft: async ({ kommoLeadId, movedAtMs, seenAtMs, source }) => {
        did.push(`left ${kommoLeadId} ${movedAtMs} ${seenAtMs} ${JSON.stringify(source)}`);
        return true;
      },
    },
    gate: {
      open: async (lead) => {
        did.push(`open ${lead.id === OTHER.id ? 'other' : 'lead'}`);
        return verdicts.shift() ?? speaks({}, lead);
      },
    },
    contacts: {
      keep: async (lead, { add, gone }) => {
        did.push(`keep ${add.join()} ${gone.length}`);
        return lead;
      },
    },
    finder: {
      prepare: async () => {},
      linked: async (lead) => ({ kind: 'linked', lead }),
      find: async (lead) => {
        did.push('find');
        return { kind: 'linked', lead };
      },
      refind: async (lead) => {
        did.push('refind');
        return { kind: 'linked', lead };
      },
      ...given.finder,
    },
    kommo: {
      leads: async () => {
        did.push('read card');
        return { kind: 'ok', value: [aLead()] };
      },
      contacts: async () => {
        did.push('read contacts');
        return {
          kind: 'ok',
          value: [{ id: CONTACT, name: '', phones: [PHONE, OTHER_PHONE], leadIds: [] }],
        };
      },
      ...given.kommo,
    },
    metadata: {
      stageMap: async () =>
        given.stages === 'failed' ? { kind: 'failed', cause: 'timeout' } : { kind: 'ok', value: map },
    },
    ownMoves: {
      of: async () => {
        ownAsked += 1;
        return own;
      },
    },
    takenOver: async ({ epoch }) => void did.push(`taken over ${epoch}`),
    log,
  });
  return { events, did, lines: log.lines, ownAsked: () => ownAsked };
}
export const none = async (lead: LeadRecord) =>
  ({ kind: 'none', lead, contact: null, contactIds: [], shown: [], lookedFor: null }) as const;
export const LEFT = `left ${CARD} 900000 ${ENQUEUED} {"reason":"card","author":7}`;
export const DONE = { kind: 'done' };
