/** What the live look makes of Kommo's answers: whatever could hide a card in a person's hands is no proof (I3, P1). */
import { expect, test } from 'vitest';
import { createStageEvidence } from '../../lib/handoff/stage-evidence.ts';
import type { KommoContact, KommoLead, KommoResult } from '../../lib/kommo/kommo.ts';
import type { StageRead } from '../../lib/kommo/stage-read.ts';
import { aLead, contactId, leadId } from '../kommo/support/builders.ts';
import { CARD_ID, failure, map, PIPELINE, statusOf } from './support/fake-card.ts';

const SECOND = leadId(15_000_002);
const MAIN = contactId(25_000_001);
const OTHER = contactId(25_000_002);
const contact = (over: Partial<KommoContact> = {}): KommoContact => ({
  id: MAIN,
  name: 'Mateus',
  phones: [],
  leadIds: [CARD_ID],
  ...over,
});
const card = (over: Partial<KommoLead> = {}): KommoLead =>
  aLead({ pipelineId: PIPELINE, statusId: statusOf('novo_lead'), contactIds: [MAIN], ...over });
const read = (lead: KommoLead, startedAtMs = 50): StageRead => ({
  kind: 'read',
  startedAtMs,
  lead,
  card: lead,
});

type Given = {
  reads?: ReadonlyMap<number, StageRead>;
  contacts?: Readonly<Record<number, KommoResult<readonly KommoContact[]>>>;
  known?: readonly (typeof MAIN)[];
  mover?: 'bot' | 'person' | 'unreadable';
  stages?: 'failed';
};
async function look({
  reads = new Map([[CARD_ID, read(card())]]),
  contacts = {},
  known = [MAIN],
  mover = 'person',
  stages,
}: Given = {}) {
  const asked: string[] = [];
  const see = createStageEvidence({
    reader: {
      read: async (ids) => {
        asked.push(`cards ${[ids].flat().join()}`);
        return new Map(
          [ids].flat().flatMap((id) => {
            const each = reads.get(id);
            return each ? [[id, each] as const] : [];
          }),
        );
      },
      prepare: async (id) => void asked.push(`prepare ${id}`),
      share: () => void asked.push('share'),
    },
    kommo: {
      contacts: async (ids) => {
        asked.push(`contacts ${ids.join()}`);
        const [first] = ids;
        return contacts[first ?? 0] ?? { kind: 'ok', value: [contact({ ...(first && { id: first }) })] };
      },
      prepare: async ({ leads, contacts: of }) =>
        void asked.push(`prepare a look at ${[...leads, ...of].join()}`),
    },
    stageMap: async () =>
      stages === 'failed' ? { kind: 'failed', cause: 'timeout' } : { kind: 'ok', value: map },
    moverOf: async () => mover,
    clock: { nowMs: () => 7 },
  });
  return {
    see,
    asked,
    evidence: await see({ kommoLeadId: CARD_ID, kommoContactIds: known }, { maxAgeMs: 0 }),
  };
}

test('one card of the bot’s and one contact: seen, as old as its read, and whole for whoever writes to it', async () => {
  const { evidence, asked } = await look();
  expect(evidence).toEqual({
    kind: 'seen',
    readAtMs: 50,
    cards: [
      {
        kommoLeadId: CARD_ID,
        stage: { pipelineId: PIPELINE, statusId: statusOf('novo_lead') },
        place: 'novo_lead',
        speech: 'yes',
        updatedAtMs: card().updatedAt * 1000,
      },
    ],
    seen: { card: card(), contact: contact(), readAtMs: 50 },
  });
  expect(asked).toEqual([`cards ${CARD_ID}`, `contacts ${MAIN}`]);
});

test.each([
  ['the stages', { stages: 'failed' } as Given, 'timeout', 7],
  ['a known contact', { contacts: { [MAIN]: failure('throttled') } }, 'throttled', 7],
  ['a contact that came to light', { known: [], contacts: { [MAIN]: failure('throttled') } }, 'throttled', 7],
  [
    'the card',
    { reads: new Map([[CARD_ID, { kind: 'unreadable', startedAtMs: 50, cause: 'timeout' } as StageRead]]) },
    'timeout',
    50,
  ],
  ['the card, which is not in the answer', { reads: new Map() }, 'not_answered', 7],
  [
    'another card of the contact, which is not in the answer',
    { contacts: { [MAIN]: { kind: 'ok', value: [contact({ leadIds: [CARD_ID, SECOND] })] } } } as Given,
    'not_answered',
    7,
  ],
  [
    'another card of the contact',
    {
      contacts: { [MAIN]: { kind: 'ok', value: [contact({ leadIds: [CARD_ID, SECOND] })] } },
      reads: new Map<number, StageRead>([
        [CARD_ID, read(card())],
        [SECOND, { kind: 'unreadable', startedAtMs: 40, cause: 'throttled' }],
      ]),
    } as Given,
    'throttled',
    40,
  ],
])('I3 · %s cannot be read: nothing is proved', async (_what, given, cause, readAtMs) => {
  expect((await look(given)).evidence).toEqual({ kind: 'unreadable', cause, readAtMs });
});

test.each([
  ['is not shown', { kind: 'absent', startedAtMs: 50 } as StageRead],
  ['is in the bin', read(card({ isDeleted: true }))],
])('P3 · the lead’s own card %s: absent', async (_how, own) => {
  expect((await look({ reads: new Map([[CARD_ID, own]]) })).evidence).toEqual({
    kind: 'absent',
    readAtMs: 50,
  });
});

const two = {
  contacts: { [MAIN]: { kind: 'ok', value: [contact({ leadIds: [CARD_ID, SECOND] })] } },
} as Given;
test.each([
  ['is not shown', { kind: 'absent', startedAtMs: 40 } as StageRead],
  ['is in the bin', read(card({ id: SECOND, isDeleted: true }), 40)],
])(
  'P1 · another card of the contact %s: it says nothing, and its read counts for the age',
  async (_how, second) => {
    const { evidence } = await look({
      ...two,
      reads: new Map([
        [CARD_ID, read(card())],
        [SECOND, second],
      ]),
    });
    expect(evidence).toMatchObject({ kind: 'seen', readAtMs: 40, cards: [{ kommoLeadId: CARD_ID }] });
  },
);
test('P1 · another open card of the contact counts, and is read once', async () => {
  const human = read(card({ id: SECOND, statusId: statusOf('atendimento_humano') }), 60);
  const { evidence, asked } = await look({
    ...two,
    reads: new Map([
      [CARD_ID, read(card())],
      [SECOND, human],
    ]),
  });
  expect(evidence).toMatchObject({
    readAtMs: 50,
    cards: [{ speech: 'yes' }, { kommoLeadId: SECOND, speech: 'no' }],
  });
  expect(asked).toEqual([`cards ${CARD_ID}`, `contacts ${MAIN}`, `cards ${SECOND}`]);
});
test('closed cards count only when none is open', async () => {
  const won = read(card({ id: SECOND, statusId: 142 }));
  expect(
    (
      await look({
        ...two,
        reads: new Map([
          [CARD_ID, read(card())],
          [SECOND, won],
        ]),
      })
    ).evidence,
  ).toMatchObject({ cards: [{ kommoLeadId: CARD_ID }] });
  const both = new Map([
    [CARD_ID, read(card({ statusId: 143 }))],
    [SECOND, won],
  ]);
  expect((await look({ ...two, reads: both })).evidence).toMatchObject({
    cards: [{ place: 'lost' }, { place: 'won' }],
  });
});

test.each([
  ['bot', 'yes'],
  ['person', 'no'],
  ['unreadable', 'unknown'],
] as const)('I8 · closed by %s: speech %s', async (mover, speech) => {
  const { evidence } = await look({
    reads: new Map([[CARD_ID, read(card({ statusId: statusOf('nao_interessado') }))]]),
    mover,
  });
  expect(evidence).toMatchObject({ cards: [{ speech }] });
});

test('P1 · contacts that stand on the card and were not known, and those that Kommo shows no more', async () => {
  const both = card({ contactIds: [MAIN, OTHER] });
  const unknown = await look({ reads: new Map([[CARD_ID, read(both)]]) });
  expect(unknown.evidence).toMatchObject({ contactNews: { unknown: [OTHER], missing: [], gone: [] } });
  expect(unknown.asked).toContain(`contacts ${OTHER}`);
  const missing = await look({ contacts: { [MAIN]: { kind: 'absent' } } });
  expect(missing.evidence).toMatchObject({
    contactNews: { unknown: [], missing: [MAIN], gone: [] },
    seen: { contact: null },
  });
  const gone = await look({ known: [MAIN, OTHER], contacts: { [MAIN]: { kind: 'ok', value: [contact()] } } });
  expect(gone.evidence).toMatchObject({ contactNews: { unknown: [], missing: [OTHER], gone: [OTHER] } });
  expect('contactNews' in (await look()).evidence).toBe(false);
});

test('P1 · no contact is known yet: whoever stands on the card is asked for, and nobody else', async () => {
  const { evidence, asked } = await look({ known: [] });
  expect(evidence).toMatchObject({ kind: 'seen', contactNews: { unknown: [MAIN], missing: [], gone: [] } });
  expect(asked).toEqual([`cards ${CARD_ID}`, `contacts ${MAIN}`]);
});
test('C1 · the contact that is written to is the first on the card, not the first that Kommo answers', async () => {
  const { evidence } = await look({
    known: [OTHER, MAIN],
    reads: new Map([[CARD_ID, read(card({ contactIds: [MAIN, OTHER] }))]]),
    contacts: { [OTHER]: { kind: 'ok', value: [contact({ id: OTHER }), contact()] } },
  });
  expect(evidence).toMatchObject({ seen: { contact: { id: MAIN } } });
});

test('what was read by another function is no card to write to', async () => {
  const { evidence } = await look({
    reads: new Map([[CARD_ID, { kind: 'read', startedAtMs: 50, lead: card(), card: null }]]),
  });
  expect(evidence).toMatchObject({ kind: 'seen', seen: null });
});

test('asked ahead: the card, with the contact where one is known; and what was read is shared', async () => {
  const { see, asked } = await look();
  await see.prepare({ kommoLeadId: CARD_ID, kommoContactIds: [] });
  await see.prepare({ kommoLeadId: CARD_ID, kommoContactIds: [MAIN] });
  see.share();
  expect(asked.slice(2)).toEqual([
    `prepare ${CARD_ID}`,
    `prepare a look at ${CARD_ID}`,
    `prepare ${CARD_ID}`,
    `prepare a look at ${CARD_ID},${MAIN}`,
    'share',
  ]);
});
