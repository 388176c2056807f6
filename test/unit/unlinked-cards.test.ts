/** Whom a hook about an unlinked card, or about a contact, concerns (P1, P12, R12). */
import { expect, test } from 'vitest';
import type { CardEvent } from '../../lib/lead-event.ts';
import { absent } from '../handoff/support/evidence.ts';
import { contactId } from '../kommo/support/builders.ts';
import { failure, statusOf } from './support/fake-card.ts';
import {
  card,
  contact,
  DONE,
  delivery,
  hold,
  OTHER,
  OTHER_PHONE,
  QUALIFYING,
  scene,
} from './support/hooks.ts';
import { aLeadRecord, CARD, CONTACT, PHONE } from './support/leads.ts';

/** By its own word it moved nothing. */
const edited = card({ action: 'update', oldStatusId: null, oldPipelineId: null });

test('R12 · an unlinked card that a person took leads to its leads by contact and phone, and they gain the contact', async () => {
  const { events, did, lines } = scene({
    linked: [[]],
    byContact: [aLeadRecord()],
    byPhone: OTHER.kommoLeadId === null ? null : { ...OTHER, kommoContactIds: [] },
  });
  expect(await events.card(card(), delivery())).toEqual(DONE);
  expect(did).toEqual(['read card', 'read contacts', `keep ${CONTACT} 0`, 'open lead', 'open other']);
  expect(lines).toEqual([
    { level: 'info', noun: 'contact.found', fields: { leadId: OTHER.id, contacts: 1 } },
  ]);
});
test('R12 · a lead that is known by contact and by phone is judged once', async () => {
  const { events, did } = scene({ linked: [[]], byContact: [aLeadRecord()], byPhone: aLeadRecord() });
  await events.card(card(), delivery());
  expect(did.filter((each) => each.startsWith('open'))).toHaveLength(1);
});
test.each([
  ['is deleted', card({ action: 'delete' }), false],
  ['is edited', edited, false],
  ['moved among the bot’s stages', card({ statusId: QUALIFYING }), false],
  ['is restored into a stage of the bot’s', card({ action: 'restore', statusId: QUALIFYING }), true],
  ['moved where the mover decides', card({ statusId: statusOf('nao_interessado') }), true],
  ['moved nobody knows where', card({ statusId: null }), true],
  ['shows a move in an update', card({ action: 'update' }), true],
])('P1, P24 · an unlinked card that %s is worth a read: %s', async (_what, event, read) => {
  const { events, did } = scene({ linked: [[]], ...(read && { kommo: {} }) });
  expect(await events.card(event as CardEvent, delivery())).toEqual(DONE);
  expect(did.includes('read card')).toBe(read);
});
test('I3 · an unlinked card, or its contacts, that cannot be read: again; one that is gone, or has no contact: nobody’s', async () => {
  const card1 = scene({ linked: [[]], kommo: { leads: async () => failure('throttled') } });
  expect(await card1.events.card(card(), delivery())).toEqual({ kind: 'again', cause: 'throttled' });
  const contacts = scene({ linked: [[]], kommo: { contacts: async () => failure('throttled') } });
  expect(await contacts.events.card(card(), delivery())).toEqual({
    kind: 'again',
    cause: 'kommo_unreadable',
  });
  const nobody = scene({ linked: [[]], kommo: { leads: async () => ({ kind: 'absent' }) } });
  expect(await nobody.events.card(card(), delivery())).toEqual(DONE);
  expect(nobody.did).toEqual([]);
  const hidden = scene({
    linked: [[]],
    byContact: [aLeadRecord()],
    kommo: { contacts: async () => ({ kind: 'absent' }) },
  });
  expect(await hidden.events.leadsBehind([CONTACT])).toEqual({ leads: [aLeadRecord()], phones: [] });
});

const deleted = card({ action: 'delete' });
test('P3 · a card that the bot made, unlinked already and told to be deleted, is forgotten once Kommo shows it no more', async () => {
  const gone = scene({
    linked: [[]],
    made: [aLeadRecord(), OTHER],
    kommo: { leads: async () => ({ kind: 'absent' }) },
  });
  expect(await gone.events.card(deleted, delivery())).toEqual(DONE);
  expect(gone.did).toEqual([`forget ${CARD}`, `forget ${CARD}`]);
  const shown = scene({ linked: [[]], made: [aLeadRecord()] });
  expect(await shown.events.card(deleted, delivery())).toEqual(DONE);
  expect(shown.did).toEqual(['read card']);
});
test('P3 · … whether it is gone cannot be read: again; a card that somebody else made is nobody’s to read', async () => {
  const unsure = scene({
    linked: [[]],
    made: [aLeadRecord()],
    kommo: { leads: async () => failure('throttled') },
  });
  expect(await unsure.events.card(deleted, delivery())).toEqual({ kind: 'again', cause: 'throttled' });
  expect(unsure.did).toEqual([]);
  const others = scene({ linked: [[]] });
  expect(await others.events.card(deleted, delivery())).toEqual(DONE);
  expect(others.did).toEqual([]);
});

test('P1 · a contact that went concerns those linked to it, and nobody else', async () => {
  const { events, did } = scene({ byContact: [aLeadRecord()], byPhone: OTHER });
  expect(await events.contact(contact('delete'), delivery())).toEqual(DONE);
  expect(did).toEqual(['open lead']);
});
test('P3 · a contact went, and its lead’s card is not shown: looked for again, for no hook says that the card is deleted', async () => {
  const { events, did } = scene({ byContact: [aLeadRecord()], answers: [hold('card_absent', absent)] });
  expect(await events.contact(contact('delete'), delivery())).toEqual(DONE);
  expect(did).toEqual(['open lead', 'refind', 'open lead']);
});
test('P1 · a new contact that the door has linked already: what its cards say is read', async () => {
  const { events, did } = scene({ byContact: [aLeadRecord()], byPhone: aLeadRecord() });
  expect(await events.contact(contact('add'), delivery())).toEqual(DONE);
  expect(did).toEqual(['open lead']);
});
test('P1 · a contact that carries the phones of two strangers is adopted for both', async () => {
  const { events, did } = scene({ byPhone: aLeadRecord(), byOtherPhone: OTHER });
  await events.contact(contact('update', [PHONE, OTHER_PHONE]), delivery());
  expect(did).toEqual(['read contacts', 'open lead', 'open other']);
});
test('P1 · a contact of a known lead is no news; one of a stranger’s phone is adopted, confirmed by what Kommo shows', async () => {
  const known = scene({ byContact: [aLeadRecord()], byPhone: aLeadRecord() });
  expect(await known.events.contact(contact('update'), delivery())).toEqual(DONE);
  expect(known.did).toEqual([]);
  const stranger = scene({ byPhone: { ...OTHER, kommoContactIds: [contactId(9)] } });
  expect(await stranger.events.contact(contact('add'), delivery())).toEqual(DONE);
  expect(stranger.did).toEqual(['read contacts', `keep ${CONTACT} 0`, 'open other']);
});
test('P1 · what Kommo does not confirm, or shows to be another’s too, adopts nobody but the stranger', async () => {
  const forged = scene({
    byPhone: OTHER,
    kommo: {
      contacts: async () => ({ kind: 'ok', value: [{ id: CONTACT, name: '', phones: [], leadIds: [] }] }),
    },
  });
  expect(await forged.events.contact(contact('update'), delivery())).toEqual(DONE);
  expect(forged.did).toEqual([]);
  const both = scene({ byContact: [aLeadRecord()], byPhone: OTHER });
  await both.events.contact(contact('update'), delivery());
  expect(both.did.filter((each) => each.startsWith('open'))).toEqual(['open other']);
  const unread = scene({ byPhone: OTHER, kommo: { contacts: async () => failure('timeout') } });
  expect(await unread.events.contact(contact('update'), delivery())).toEqual({
    kind: 'again',
    cause: 'kommo_unreadable',
  });
});
