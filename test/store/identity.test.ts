/** Who is it? Leads found, created and joined by any of their keys (R19, H6), and the one card of each (C12, C18). */
import { createClient } from '@supabase/supabase-js';
import { expect, test } from 'vitest';
import { KommoContactId, KommoLeadId, LeadId } from '../../lib/lead.ts';
import { ACCOUNT } from '../../local/stack.ts';
import { anAddress, anInbound, cardId, type Desk, NOW_MS, SECOND_MS, useDesk } from './support/database.ts';

const desk = useDesk();
const LID = { phone: null, lid: '9000001', replyTo: '9000001@lid' } as const;
const leads = (d: Desk) =>
  d.row<{ count: number }>('select count(*)::int as count from public.leads').then(({ count }) => count);

test('R12 · a lead exists from the first thing heard of it, once', async () => {
  const d = desk();
  const [a, b] = await Promise.all([d.lead(), d.lead()]);
  expect(a.id).toBe(b.id);
  expect(await leads(d)).toBe(1);
});

test('C17 · our id of a lead is no id of a card: neither the types nor Postgres take one for the other', async () => {
  const d = desk();
  const lead = await d.lead();
  expect(KommoLeadId.safeParse(lead.id).success).toBe(false);
  expect(LeadId.safeParse(15000001).success).toBe(false);
  const { error } = await createClient(d.url, ACCOUNT.serviceKey).rpc('link_card', {
    p_lead_id: lead.id,
    p_kommo_lead_id: lead.id,
    p_kommo_contact_ids: [],
  });
  expect(error?.message).toMatch(/bigint/);
  expect((await d.now(lead.id)).kommoLeadId).toBeNull();
});

test('R19 · two phones are two leads, and nothing of one is seen in the other', async () => {
  const d = desk();
  const clara = anAddress({ phone: '+5581990000002' });
  await d.ingest([anInbound({ body: 'de Mateus' })]);
  const { lead, burst, history } = await d.ingest([anInbound({ body: 'de Clara' })], { from: clara });
  expect(burst.map(({ body }) => body)).toEqual(['de Clara']);
  expect(history).toEqual([]);
  expect(lead.address).toEqual(clara);
});

test('R19 · a LID that one payload links to the phone becomes that lead; everything said under either is kept', async () => {
  const d = desk();
  await d.ingest([anInbound({ body: 'pelo LID' })], { from: anAddress(LID) });
  await d.ingest([anInbound({ body: 'pelo telefone', sentAtMs: NOW_MS + 1 })]);
  expect(await leads(d)).toBe(2);
  const { lead, burst } = await d.ingest([anInbound({ body: 'por ambos', sentAtMs: NOW_MS + 2 })], {
    from: anAddress({ lid: LID.lid }),
  });
  expect(await leads(d)).toBe(1);
  expect(burst.map(({ body }) => body)).toEqual(['pelo LID', 'pelo telefone', 'por ambos']);
  expect(lead).toMatchObject({ key: '+5581990000001', address: { phone: '+5581990000001', lid: LID.lid } });
  expect((await d.lead(anAddress(LID))).id).toBe(lead.id);
});

test('R19 · a lead without a phone gains its key when the phone is told', async () => {
  const d = desk();
  const before = await d.lead(anAddress(LID));
  expect(before.key).toBe(`lid:${LID.lid}`);
  const after = await d.lead(anAddress({ lid: LID.lid }));
  expect(after).toMatchObject({ id: before.id, key: '+5581990000001' });
});

test('O4 · an address that carries less than we know erases nothing, and the reply goes where it was last written from', async () => {
  const d = desk();
  await d.lead(anAddress({ lid: LID.lid, bsuid: 'BR.1', replyTo: '5581990000001' }));
  const { address } = await d.lead(anAddress({ replyTo: '558190000001' }));
  expect(address).toEqual({ phone: '+5581990000001', lid: LID.lid, bsuid: 'BR.1', replyTo: '558190000001' });
});

test('R14, R19 · joining two leads keeps the strongest of each signal, and voids every permit of either', async () => {
  const d = desk();
  const phone = await d.lead();
  const lid = await d.lead(anAddress(LID));
  await d.person(lid.id, { sentAtMs: NOW_MS });
  await d.store.recordTakeover({
    leadId: phone.id,
    signal: 'human_stage',
    signalAtMs: NOW_MS,
    untilMs: null,
    atMs: NOW_MS,
  });
  const epochs = [(await d.now(phone.id)).epoch, (await d.now(lid.id)).epoch];
  const joined = await d.lead(anAddress({ lid: LID.lid }));
  expect(joined.signals).toMatchObject({ humanReplyAtMs: NOW_MS, humanStageAtMs: NOW_MS });
  expect(joined.epoch).toBeGreaterThan(Math.max(...epochs));
  for (const old of [phone, lid]) expect(await d.commit(old)).toEqual({ outcome: 'taken_over' });
});

test('I5, R19 · a held lead stays held when it is joined: its burst still waits for an answer', async () => {
  const d = desk();
  const { lead } = await d.ingest([anInbound({ body: 'pelo LID' })], { from: anAddress(LID) });
  const decision = { kind: 'hold', reason: 'timeout', evidence: {}, stageAgeMs: null } as const;
  await d.store.holdLead(lead.id, { park: true, decision, atMs: NOW_MS });
  await d.lead();
  const joined = await d.store.joinIdentity({ before: anAddress(LID), after: anAddress(), atMs: NOW_MS + 1 });
  expect(joined).toMatchObject({ heldAtMs: NOW_MS, heldCause: 'timeout' });
  expect((await d.store.heldLeads(10)).map(({ id }) => id)).toEqual([joined?.id]);
});

test('I5, R19 · a reply that had not begun when its lead was joined leaves its burst pending', async () => {
  const d = desk();
  const { lead, burst } = await d.ingest([anInbound({ body: 'pelo LID' })], { from: anAddress(LID) });
  const reply = {
    key: 'r',
    bubbles: ['a'],
    intent: 'continue',
    facts: {},
    dialogue: {},
    answers: burst.map(({ id }) => id),
  };
  const commit = await d.commit(lead, { key: 'r:0', body: 'a', reply });
  if (commit.outcome !== 'committed') throw new Error('not committed');
  await d.store.releaseSend(commit.messageId);
  await d.lead();
  const { id } = await d.lead(anAddress({ lid: LID.lid }));
  expect((await d.store.turnOf(id, 30)).burst.map(({ body }) => body)).toEqual(['pelo LID']);
});

test('C18 · a creation begun for one of two joined leads is not begun again for the other', async () => {
  const d = desk();
  const lid = await d.lead(anAddress(LID));
  expect(await d.store.claimCardCreation(lid.id, 60, NOW_MS)).toBe('create');
  await d.lead();
  const { id } = await d.lead(anAddress({ lid: LID.lid }));
  expect(await d.store.claimCardCreation(id, 60, NOW_MS + SECOND_MS)).toBe('wait');
});

test('I10 · the ledger of a joined lead goes with it', async () => {
  const d = desk();
  const lid = await d.lead(anAddress(LID));
  await d.store.holdLead(lid.id, {
    park: false,
    decision: { kind: 'hold', reason: 'timeout', evidence: { epoch: 3 }, stageAgeMs: 7 },
    atMs: NOW_MS,
  });
  await d.lead();
  const { id } = await d.lead(anAddress({ lid: LID.lid }));
  expect(await d.store.decisionsOf(id, 10)).toMatchObject([
    { kind: 'hold', reason: 'timeout', evidence: { epoch: 3 }, stage_age_ms: 7 },
  ]);
});

test('R19 · WhatsApp says that a number changed: known → one lead under the new one; unknown → nothing happens', async () => {
  const d = desk();
  const after = anAddress({ phone: '+5581990000009' });
  expect(await d.store.joinIdentity({ before: anAddress(), after, atMs: NOW_MS })).toBeNull();
  expect(await leads(d)).toBe(0);
  const before = await d.lead();
  const joined = await d.store.joinIdentity({ before: anAddress(), after, atMs: NOW_MS });
  expect(joined).toMatchObject({ id: before.id, address: { phone: '+5581990000009' } });
  expect((await d.lead(after)).id).toBe(before.id);
});

test('an address without any key is a bug, not a lead for everybody', async () => {
  const d = desk();
  await expect(d.row(`select public.resolve_lead('{}', null, null, null, 'x', now())`)).rejects.toThrow(
    /needs a key/,
  );
});

test('C18 · a card creation is begun again only after the wait: 119.999 s wait, 120 s go on', async () => {
  const d = desk();
  const { id } = await d.lead();
  expect(await d.store.claimCardCreation(id, 120, NOW_MS)).toBe('create');
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + 119_999)).toBe('wait');
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + 120_000)).toBe('create');
});

test('C12 · of ten claims at once, one creates', async () => {
  const d = desk();
  const { id } = await d.lead();
  const claims = await Promise.all(
    Array.from({ length: 10 }, () => d.store.claimCardCreation(id, 60, NOW_MS)),
  );
  expect(claims.filter((claim) => claim === 'create').length).toBe(1);
});

const DAY_MS = 24 * 3_600_000;
const made = { kommoContactIds: [KommoContactId.parse(25_000_001)], created: true };

test('P3 · a linked lead creates nothing; unlinked, what it created is not forgotten', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.claimCardCreation(id, 120, NOW_MS);
  await d.store.linkCard(id, { ...made, kommoLeadId: cardId(), atMs: NOW_MS });
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + 1)).toBe('linked');
  const unlinked = await d.store.linkCard(id, { kommoLeadId: null, kommoContactIds: [] });
  expect(unlinked).toMatchObject({ kommoLeadId: null, kommoContactIds: [] });
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + 2)).toBe('wait');
});

test('P3 · a second card within a day is not made: one caller is to tell a person, once a day', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.claimCardCreation(id, 120, NOW_MS);
  await d.store.linkCard(id, { ...made, kommoLeadId: cardId(), atMs: NOW_MS });
  await d.store.linkCard(id, { kommoLeadId: null, kommoContactIds: [] });
  const later = NOW_MS + 10 * 60_000;
  expect(await d.store.claimCardCreation(id, 120, later)).toBe('too_many_untold');
  expect(await d.store.claimCardCreation(id, 120, later + 1)).toBe('too_many');
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + DAY_MS - 1)).toBe('too_many');
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + DAY_MS)).toBe('create');
});

test('P3 · a card of ours that Kommo shows, closed, is no missing one: a fresh card may be made', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.claimCardCreation(id, 120, NOW_MS);
  await d.store.linkCard(id, { ...made, kommoLeadId: cardId(), atMs: NOW_MS });
  await d.store.linkCard(id, { kommoLeadId: null, kommoContactIds: [] });
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + 10 * 60_000, [cardId()])).toBe('create');
});

test('P3 · creations whose answers are lost are three a day', async () => {
  const d = desk();
  const { id } = await d.lead();
  const claims = [];
  for (let attempt = 0; attempt < 4; attempt += 1)
    claims.push(await d.store.claimCardCreation(id, 120, NOW_MS + attempt * 120_000));
  expect(claims).toEqual(['create', 'create', 'create', 'too_many_untold']);
});

test('P3 · a card that is deleted for certain is forgotten, and another may be made at once', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.claimCardCreation(id, 120, NOW_MS);
  await d.store.linkCard(id, { ...made, kommoLeadId: cardId(), atMs: NOW_MS });
  await d.store.forgetCard(id, cardId());
  expect(await d.store.claimCardCreation(id, 120, NOW_MS + 10 * 60_000)).toBe('create');
});

test('C18 · a lead that was joined away meanwhile creates no card: its turn comes back and finds the other', async () => {
  const d = desk();
  const lid = await d.lead(anAddress(LID));
  await d.lead();
  await d.lead(anAddress({ lid: LID.lid }));
  expect(await d.store.claimCardCreation(lid.id, 60, NOW_MS)).toBe('wait');
});

test('P6 · husband and wife on one card: neither loses it to the other, and a takeover by the card fences both', async () => {
  const d = desk();
  const his = await d.lead();
  const hers = await d.lead(anAddress({ phone: '+5581990000002' }));
  for (const { id } of [his, hers])
    await d.store.linkCard(id, { kommoLeadId: cardId(), kommoContactIds: [] });
  expect((await d.store.leadsByCard(cardId())).map(({ id }) => id).sort()).toEqual([his.id, hers.id].sort());
  const taken = await d.store.recordCardTakeover({
    kommoLeadId: cardId(),
    isClosed: false,
    movedAtMs: NOW_MS,
    atMs: NOW_MS,
  });
  expect(taken.map(({ id, epoch }) => [id, epoch]).sort()).toEqual(
    [his, hers].map(({ id, epoch }) => [id, epoch + 1]).sort(),
  );
  expect(await d.commit(await d.now(hers.id))).toEqual({ outcome: 'taken_over' });
});
