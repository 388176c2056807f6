/** The live read that a commit rests on, mirrored by the commit itself: first, under its lock, and nothing it shows is passed over (H14, I1, P1). */
import { expect, test } from 'vitest';
import { KommoContactId } from '../../../lib/lead.ts';
import type { PendingMirror } from '../../../lib/store/signals.ts';
import { cardId, HOUR_MS, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, at, count, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const CONTACT = KommoContactId.parse(26_000_001);
const ANOTHER = KommoContactId.parse(26_000_002);
const MINE = '00000000-0000-4000-8000-0000000000aa';

const shown = (over: Partial<PendingMirror> = {}): PendingMirror => ({
  cards: [cardId()],
  kommoLeadId: cardId(),
  place: 'em_qualificacao',
  pipelineId: 8_100_001,
  statusId: 81_000_012,
  botSpeaks: true,
  readAtMs: NOW_MS - 200,
  cardUpdatedAtMs: NOW_MS - HOUR_MS,
  graceSeconds: 5,
  linkedId: cardId(),
  contactIds: [CONTACT],
  ...over,
});

/** A lead with one card and one contact, and a row as given; the commit runs under the fence of epoch 0. */
async function committed(row: Readonly<Record<string, unknown>>, observed: PendingMirror | null) {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  await set(d, 'leads', id, { kommo_lead_id: cardId(), kommo_contact_ids: `{${CONTACT}}`, ...row });
  const held = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', dedupe_key: 'held', attempt: MINE }),
  );
  const lead = await d.now(id);
  const told = await d.commit(lead, { key: 'k', epoch: 0, cycle: 0, observed });
  const again = await d.commit(lead, { key: 'held', epoch: 0, cycle: 0, observed, attempt: MINE });
  return { told: told.outcome, again: again.outcome, id, held, d, row: await get(d, 'leads', id) };
}

test('H14 · the read is in the row once its bubble is committed, and releases nothing where nothing stood', async () => {
  const { told, again, row } = await committed({}, shown());
  expect([told, again]).toEqual(['committed', 'committed']);
  expect(row).toMatchObject({
    stage_place: 'em_qualificacao',
    stage_pipeline_id: 8_100_001,
    stage_status_id: 81_000_012,
    human_stage_at: null,
    epoch: 0,
  });
  expect([row['stage_read_at'], row['card_reads']].map((value) => JSON.stringify(value))).toEqual([
    expect.stringContaining(at(-200).slice(0, 19)),
    expect.stringContaining(String(cardId())),
  ]);
});

test('H14 · a commit whose read is mirrored already leaves the row’s stage alone', async () => {
  const { told, row } = await committed({ stage_place: 'qualificado', stage_read_at: at(-9) }, null);
  expect([told, row['stage_place']]).toEqual(['committed', 'qualificado']);
});

test('H14 · … and an older read than the row’s changes no stage', async () => {
  const { row } = await committed({ stage_place: 'qualificado', stage_read_at: at(-9) }, shown());
  expect(row['stage_place']).toBe('qualificado');
});

test('H14, I1 · what the fence refuses is mirrored all the same', async () => {
  const { told, row } = await committed({ epoch: 3 }, shown());
  expect([told, row['stage_place']]).toEqual(['taken_over', 'em_qualificacao']);
});

test('I1, R9 · a takeover recorded since, which the read releases, still refuses this commit: its words were found before', async () => {
  const { told, row } = await committed({ human_stage_at: at(-HOUR_MS) }, shown());
  expect([told, row['human_stage_at'], row['epoch']]).toEqual(['taken_over', null, 1]);
});

test('I1, H1 · a read of a person’s stage is a takeover here too, and nothing is committed behind it', async () => {
  const { told, row } = await committed({}, shown({ botSpeaks: false, place: 'atendimento_humano' }));
  expect([told, row['human_stage_at'] !== null, row['epoch']]).toEqual(['taken_over', true, 1]);
});

/** [what the row knows of the lead's cards, what is told] */
const LINKS: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['the contact that was looked at', {}, 'committed'],
  [
    'one that was looked at and one that was not',
    { kommo_contact_ids: `{${CONTACT},${ANOTHER}}` },
    'taken_over',
  ],
  ['another contact', { kommo_contact_ids: `{${ANOTHER}}` }, 'taken_over'],
  ['no contact any more', { kommo_contact_ids: '{}' }, 'committed'],
  ['another card', { kommo_lead_id: cardId(15_000_002) }, 'taken_over'],
  ['no card any more', { kommo_lead_id: null }, 'taken_over'],
];
test.each(LINKS)(
  'P1 · the row has %s: a read of one card and one contact is %s',
  async (_name, row, outcome) => {
    const { told, again, d, held } = await committed(row, shown());
    expect([told, again]).toEqual([outcome, outcome]);
    // What the attempt had the right to before has not left, and goes.
    expect(await count(d, 'messages', held)).toBe(outcome === 'committed' ? 1 : 0);
  },
);

test('P1 · every contact that was looked at counts, and a lead whose read found none has none', async () => {
  const both = shown({ contactIds: [ANOTHER, CONTACT] });
  expect((await committed({ kommo_contact_ids: `{${CONTACT},${ANOTHER}}` }, both)).told).toBe('committed');
});
test('P1 · a lead without contacts is spoken to on a read that looked at none', async () => {
  expect((await committed({ kommo_contact_ids: '{}' }, shown({ contactIds: [] }))).told).toBe('committed');
});
