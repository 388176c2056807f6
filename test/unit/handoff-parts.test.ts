/** Small decisions of the handover, each alone: contacts looked for, whom a hook concerns, rights to send, the pause flag. */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createContactLook } from '../../lib/handoff/contact-look.ts';
import { concernedBy, isNews } from '../../lib/handoff/contact-news.ts';
import { createPauseFlags, pauseKey, raisedBeside } from '../../lib/handoff/pause-flag.ts';
import { createSendRights } from '../../lib/handoff/send-rights.ts';
import { LeadId, LeadKey } from '../../lib/lead.ts';
import type { ContactEvent } from '../../lib/lead-event.ts';
import { Phone } from '../../lib/phone.ts';
import type { AskRedis } from '../../lib/redis.ts';
import { contactId } from '../kommo/support/builders.ts';
import { failure } from './support/fake-card.ts';
import { aLeadRecord, CONTACT, PHONE } from './support/leads.ts';

const NOW = 1_000_000_000;
const MINUTE = 60_000;
const memory = aLeadRecord().cardMemory;

function contactLook(
  found: ReturnType<typeof failure> | { kind: 'absent' } | { kind: 'ok'; value: readonly number[] },
) {
  const kept: unknown[] = [];
  const looks = createContactLook({
    store: {
      keepContacts: async (id, what, atMs) => {
        kept.push([id, what, atMs]);
        return aLeadRecord({ epoch: 99 });
      },
    },
    kommo: {
      contactsByPhone: async () =>
        found.kind === 'ok'
          ? {
              kind: 'ok',
              value: found.value.map((id) => ({
                id: contactId(id),
                name: '',
                phones: [],
                leadIds: [],
                isCertain: true,
              })),
            }
          : found,
    },
    clock: { nowMs: () => NOW },
    lookMinutes: 10,
  });
  return { looks, kept };
}
const withMemory = (over: Partial<typeof memory>, phone: typeof PHONE | null = PHONE) =>
  aLeadRecord({
    cardMemory: { ...memory, ...over },
    address: { phone, lid: null, bsuid: null, replyTo: 'x' },
  });

test.each([
  ['nobody ever looked', withMemory({}), true],
  [
    'looked for another phone',
    withMemory({ lookedFor: Phone.parse('+5581990000002'), lookedAtMs: NOW }),
    true,
  ],
  ['looked for this phone, nobody knows when', withMemory({ lookedFor: PHONE }), true],
  ['looked ten minutes ago', withMemory({ lookedFor: PHONE, lookedAtMs: NOW - 10 * MINUTE }), true],
  [
    'looked a millisecond less ago',
    withMemory({ lookedFor: PHONE, lookedAtMs: NOW - 10 * MINUTE + 1 }),
    false,
  ],
  ['no phone, and never looked', withMemory({}, null), false],
] as const)('P1 · a look by phone is due or not: %s', (_name, lead, due) => {
  expect(contactLook({ kind: 'absent' }).looks.isDue(lead)).toBe(due);
});

test('P1 · a look keeps what is new, by the phone it looked for, and says whether anything was', async () => {
  const some = contactLook({ kind: 'ok', value: [CONTACT, 26_000_000] });
  expect(await some.looks.look(aLeadRecord())).toMatchObject({
    kind: 'looked',
    isNew: true,
    lead: { epoch: 99 },
  });
  expect(some.kept).toEqual([[aLeadRecord().id, { add: [26_000_000], gone: [], lookedFor: PHONE }, NOW]]);
  for (const found of [{ kind: 'ok', value: [CONTACT] } as const, { kind: 'absent' } as const]) {
    const none = contactLook(found);
    expect(await none.looks.look(aLeadRecord())).toMatchObject({ kind: 'looked', isNew: false });
    expect(none.kept).toHaveLength(1);
  }
});
test('I3 · a look that fails is no look; without a phone there is nobody to look for', async () => {
  const failed = contactLook(failure('throttled'));
  expect(await failed.looks.look(aLeadRecord())).toEqual({ kind: 'failed', cause: 'throttled' });
  const lead = withMemory({}, null);
  expect(await failed.looks.look(lead)).toEqual({ kind: 'looked', lead, isNew: false });
  expect(failed.kept).toEqual([]);
});
test('P1 · what a live read showed is kept, by no phone', async () => {
  const { looks, kept } = contactLook({ kind: 'absent' });
  await looks.keep(aLeadRecord(), { add: [contactId(9)], gone: [CONTACT] });
  expect(kept).toEqual([[aLeadRecord().id, { add: [9], gone: [CONTACT], lookedFor: null }, NOW]]);
});

const STRANGER = aLeadRecord({ id: LeadId.parse('00000000-0000-4000-8000-000000000002') });
const contactEvent = (action: ContactEvent['action']): ContactEvent =>
  ({
    kind: 'contact',
    action,
    kommoContactId: CONTACT,
    phones: [PHONE, Phone.parse('+5581990000009')],
  }) as ContactEvent;
const leads = (
  known: readonly ReturnType<typeof aLeadRecord>[],
  byPhone: ReturnType<typeof aLeadRecord> | null,
) => ({
  leadsByContact: async () => known,
  leadByKey: async (key: LeadKey) => (key === LeadKey.parse(PHONE) ? byPhone : null),
});
test('P1 · a contact concerns whom it is linked to, and strangers are those by its phones who are not', async () => {
  const lead = aLeadRecord();
  expect(await concernedBy(leads([lead], lead), contactEvent('update'))).toEqual({
    known: [lead],
    strangers: [],
  });
  expect(await concernedBy(leads([lead], STRANGER), contactEvent('update'))).toEqual({
    known: [lead],
    strangers: [STRANGER],
  });
  expect(await concernedBy(leads([], null), contactEvent('update'))).toEqual({ known: [], strangers: [] });
});
test.each([
  ['delete', true, false, true],
  ['delete', false, true, false],
  ['update', true, false, false],
  ['update', false, true, true],
] as const)(
  'P1 · %s of a contact that is somebody’s (%s) or a stranger’s (%s) is news: %s',
  async (action, isKnown, isStranger, news) => {
    const store = leads(isKnown ? [aLeadRecord()] : [], isStranger ? STRANGER : null);
    expect(await isNews(store, contactEvent(action))).toBe(news);
  },
);

test('P7 · one token for a key until something left under it; given back it is the same one', () => {
  const rights = createSendRights();
  const first = rights.attemptFor('a');
  expect(rights.attemptFor('a')).toBe(first);
  expect(rights.attemptFor('b')).not.toBe(first);
  expect([rights.isUnspent('a'), rights.isUnspent('c')]).toEqual([true, false]);
  rights.spend('a');
  expect(rights.isUnspent('a')).toBe(false);
  expect(rights.attemptFor('a')).not.toBe(first);
  rights.giveBack('a', first);
  expect(rights.attemptFor('a')).toBe(first);
});
test('P7 · a thousand rights are kept, and the oldest is forgotten first', () => {
  const rights = createSendRights();
  for (let n = 0; n < 1000; n += 1) rights.attemptFor(`k${n}`);
  expect(rights.isUnspent('k0')).toBe(true);
  rights.attemptFor('one more');
  expect([rights.isUnspent('k0'), rights.isUnspent('k1'), rights.isUnspent('one more')]).toEqual([
    false,
    true,
    true,
  ]);
});

function redis() {
  const values = new Map<string, unknown>();
  const did: unknown[] = [];
  const client = {
    set: async (...args: readonly [string, string, object]) => {
      did.push(args);
      values.set(args[0], JSON.parse(args[1]));
    },
    del: async (key: string) => {
      values.delete(key);
    },
    get: async (key: string) => values.get(key) ?? null,
  };
  const state = { isDown: false };
  const ask = (async (_what: string, otherwise: unknown, work: (redis: unknown) => Promise<unknown>) =>
    state.isDown ? otherwise : work(client)) as unknown as AskRedis;
  return { values, did, ask, state };
}
const KEY = LeadKey.parse(PHONE);
test('H3 · the flag is kept where an export and an erasure look for it', () => {
  expect(pauseKey(KEY)).toBe(`handoff:pause:${PHONE}`);
});
const flag = { reason: 'human_reply', since: 1, epoch: 5 };
test('I4, H3 · a flag counts with its epoch: against an older permit, not against its own or a younger one', async () => {
  const { ask, state } = redis();
  const flags = createPauseFlags({ ask });
  expect(await flags.isRaisedAfter(KEY, 0)).toBe(false);
  await flags.raise(KEY, flag, null);
  expect(await Promise.all([4, 5, 6].map((epoch) => flags.isRaisedAfter(KEY, epoch)))).toEqual([
    true,
    false,
    false,
  ]);
  state.isDown = true;
  expect(await flags.isRaisedAfter(KEY, 4)).toBe(false);
  state.isDown = false;
  await flags.clear(KEY);
  expect(await flags.isRaisedAfter(KEY, 4)).toBe(false);
});
test('a flag has an end only where it is given one; what is no flag says nothing', async () => {
  const { ask, did, values } = redis();
  const flags = createPauseFlags({ ask });
  await flags.raise(KEY, flag, null);
  await flags.raise(KEY, flag, 60);
  expect(did.map((args) => (args as unknown[])[2])).toEqual([{}, { ex: 60 }]);
  values.set(pauseKey(KEY), { epoch: 'nine' });
  expect(await flags.isRaisedAfter(KEY, 0)).toBe(false);
});
test('I4 · flags raised beside: nobody waits for them, and their end can be waited for', async () => {
  const { ask } = redis();
  const ends: (() => void)[] = [];
  const beside = raisedBeside({
    ...createPauseFlags({ ask }),
    raise: () => new Promise<void>((resolve) => ends.push(resolve)),
  });
  await beside.raise(KEY, flag, null);
  expect(ends).toHaveLength(1);
  let isOver = false;
  const raised = beside.raised().then(() => {
    isOver = true;
  });
  // Whatever could follow by now has followed.
  await setImmediate();
  expect(isOver).toBe(false);
  for (const end of ends) end();
  await raised;
  await beside.raised();
  expect(isOver).toBe(true);
});
