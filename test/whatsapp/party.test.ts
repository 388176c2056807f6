import { expect, test } from 'vitest';
import { couldBePhone, partyOf } from '../../lib/whatsapp/party.ts';

test.each([
  ['558190000001@s.whatsapp.net', '+5581990000001'],
  ['558190000001:12@s.whatsapp.net', '+5581990000001'],
  ['558190000001_1:12@s.whatsapp.net', '+5581990000001'],
  ['5511990000002@c.us', '+5511990000002'],
  ['558190000001:99@hosted', '+5581990000001'],
  ['558130000004@s.whatsapp.net', '+558130000004'],
  ['15550783881@s.whatsapp.net', '+15550783881'],
  ['4915112345678@s.whatsapp.net', '+4915112345678'],
])('W9 · %s is a person by phone', (jid, phone) => {
  expect(partyOf(jid)).toEqual({
    kind: 'phone',
    phone,
    jid: `${/^\d+/.exec(jid)?.[0]}@s.whatsapp.net`,
  });
});

test.each([
  '100000000000001@lid',
  '100000000000001:3@lid',
  '100000000000001:99@hosted.lid',
  // Digits that are no possible number (W2).
  '100000000000001@s.whatsapp.net',
  '1931704886337@s.whatsapp.net',
  '76201470000000@s.whatsapp.net',
  '5512345678901@s.whatsapp.net',
  '55119900000021@hosted',
])('W2 · %s is a person by LID', (jid) => {
  const lid = /^\d+/.exec(jid)?.[0];
  expect(partyOf(jid)).toEqual({ kind: 'lid', lid, jid: `${lid}@lid` });
});

test.each([
  ['5581990000001', true],
  ['558190000001', true],
  ['55819900000', false],
  ['55819900000012', false],
  ['13135550002', true],
  ['131355500021', false],
  ['0123456789', false],
])('W2 · %s as a phone number: %s', (digits, possible) => {
  expect(couldBePhone(digits)).toBe(possible);
});
