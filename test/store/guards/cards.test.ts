/** A lead's card, guard by guard: whether one may be made, what a link keeps, what a deletion forgets (P3, C18, H7). */
import { expect, test } from 'vitest';
import { HOUR_MS, NOW_MS, useDesk } from '../support/database.ts';
import { at, get, set, somebodyElse } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;
const DAY_MS = 24 * HOUR_MS;
const NOBODY = '00000000-0000-4000-8000-0000000000ff';

async function aLead(row: Row = {}) {
  const d = desk();
  await somebodyElse(d);
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  await set(d, 'leads', other.id, { card_intent_at: at(-1), card_attempts: 2, contacts_looked_at: at(-1) });
  const { id } = await d.lead();
  await set(d, 'leads', id, row);
  const was = await get(d, 'leads', other.id);
  /** The lead's row, once it is certain that nobody else's changed. */
  const now = async () => {
    expect(await get(d, 'leads', other.id)).toEqual(was);
    return get(d, 'leads', id);
  };
  const ms = async (column: string) => {
    const value = (await now())[column];
    return value === null ? null : new Date(String(value)).getTime() - NOW_MS;
  };
  return { d, id, now, ms };
}

/** [the lead, cards found, may one be made, attempts after] */
const CLAIMS: readonly (readonly [string, Row, readonly number[], string, number | null])[] = [
  ['of whom nothing was made', {}, [], 'create', 1],
  ['that has a card', { kommo_lead_id: 1 }, [], 'linked', null],
  ['begun 60 s ago', { card_intent_at: at(-60_000), card_attempts: 1 }, [], 'create', 2],
  ['begun 59.999 s ago', { card_intent_at: at(-59_999), card_attempts: 1 }, [], 'wait', 1],
  ['begun three times today', { card_intent_at: at(-HOUR_MS), card_attempts: 3 }, [], 'too_many_untold', 3],
  ['begun twice today', { card_intent_at: at(-HOUR_MS), card_attempts: 2 }, [], 'create', 3],
  ['begun three times until yesterday', { card_intent_at: at(-DAY_MS), card_attempts: 3 }, [], 'create', 1],
  [
    'made today and not found',
    { card_created_at: at(-HOUR_MS), card_created_id: 5 },
    [6],
    'too_many_untold',
    null,
  ],
  ['made today and found', { card_created_at: at(-HOUR_MS), card_created_id: 5 }, [5, 6], 'create', 1],
  ['made today, nobody knows which', { card_created_at: at(-HOUR_MS) }, [6], 'too_many_untold', null],
  ['made yesterday', { card_created_at: at(-DAY_MS), card_created_id: 5 }, [], 'create', 1],
  [
    'made today, and a person was told today',
    { card_created_at: at(-HOUR_MS), card_created_id: 5, card_alarm_at: at(-HOUR_MS) },
    [],
    'too_many',
    null,
  ],
  [
    'made today, and a person was told yesterday',
    { card_created_at: at(-HOUR_MS), card_created_id: 5, card_alarm_at: at(-DAY_MS) },
    [],
    'too_many_untold',
    null,
  ],
];
test.each(CLAIMS)(
  'P3, C18 · a card for a lead %s: cards found %j, answer %s',
  async (_who, row, found, answer, attempts) => {
    const { d, id, now, ms } = await aLead(row);
    expect(
      await d.row('select public.claim_card_creation($1, 60, $2, $3) as answer', [id, at(0), found]),
    ).toEqual({ answer });
    if (attempts !== null) expect((await now())['card_attempts']).toBe(attempts);
    if (answer === 'create') expect(await ms('card_intent_at')).toBe(0);
    if (answer === 'too_many_untold') expect(await ms('card_alarm_at')).toBe(0);
  },
);
test('C18 · a lead that was joined away creates no card', async () => {
  const { d } = await aLead();
  expect(await d.row('select public.claim_card_creation($1, 60, $2) as answer', [NOBODY, at(0)])).toEqual({
    answer: 'wait',
  });
});

/** [the lead, the claim given back, when it is next waited for, attempts] */
const GIVEN: readonly (readonly [Row, number, number | null, number])[] = [
  [{ card_intent_at: at(-1), card_attempts: 1 }, -1, null, 0],
  [{ card_intent_at: at(-1), card_attempts: 2 }, -1, -1 - HOUR_MS, 1],
  [{ card_intent_at: at(-1), card_attempts: 2 }, -2, -1, 2],
  [{ card_intent_at: at(-1), card_attempts: 1, kommo_lead_id: 1 }, -1, -1, 1],
];
test.each(GIVEN)(
  'C18 · of %j the claim of %i is given back: begun %s, attempts %i',
  async (row, claim, begun, attempts) => {
    const { d, id, now, ms } = await aLead(row);
    await d.supabase.db.query('select public.release_card_creation($1, $2)', [id, at(claim)]);
    expect([await ms('card_intent_at'), (await now())['card_attempts']]).toEqual([begun, attempts]);
  },
);

const link = async (
  it: Awaited<ReturnType<typeof aLead>>,
  over: {
    card?: number | null;
    contacts?: readonly number[] | null;
    created?: boolean;
    lookedFor?: string | null;
    phone?: string | null;
    renews?: boolean;
  } = {},
) => {
  const { card = 1, contacts = [7], created = false, lookedFor = null, phone = null, renews = false } = over;
  const { rows } = await it.d.supabase.db.query<{ id: string }>(
    'select id from public.link_card($1, $2, $3, $4, $5, $6, $7, $8)',
    [it.id, card, contacts, created, lookedFor, phone, at(0), renews],
  );
  expect(rows).toEqual([{ id: it.id }]);
};
const LINKED = {
  kommo_lead_id: 5,
  kommo_contact_ids: '{5}',
  card_created_id: 5,
  card_created_at: at(-9),
  contacts_looked_at: at(-9),
  contacts_looked_for: '+5581990000005',
  contact_phone: '+5581990000005',
  human_stage_at: at(-9),
  human_stage_moved_at: at(-9),
};
test('P3 · a link keeps who made which card, what was looked for, the contact’s phone, the person’s stage and the epoch', async () => {
  const it = await aLead({ ...LINKED, stage_place: 'won' });
  const before = await it.now();
  await link(it);
  expect(await it.now()).toEqual({ ...before, kommo_lead_id: 1, kommo_contact_ids: [7] });
});
test('P3 · a card that the bot made is known as that', async () => {
  const it = await aLead(LINKED);
  await link(it, { created: true });
  expect([(await it.now())['card_created_id'], await it.ms('card_created_at')]).toEqual([1, 0]);
});
test('P3 · contacts that were just looked for are known by phone and time', async () => {
  const it = await aLead(LINKED);
  await link(it, { lookedFor: '+5581990000001', phone: '+5581990000001', contacts: null });
  expect(await it.now()).toMatchObject({
    contacts_looked_for: '+5581990000001',
    contact_phone: '+5581990000001',
    kommo_contact_ids: [],
  });
  expect(await it.ms('contacts_looked_at')).toBe(0);
});
test('P3 · who is unlinked is looked for anew, and what was made is not forgotten', async () => {
  const it = await aLead(LINKED);
  await link(it, { card: null, phone: '+5581990000001' });
  expect(await it.now()).toMatchObject({
    kommo_lead_id: null,
    contacts_looked_at: null,
    contact_phone: null,
    card_created_id: 5,
    contacts_looked_for: '+5581990000005',
  });
});
/** [the mirrored stage, takes the place of closed ones, the person's stage stands, the epoch] */
const RENEWALS: readonly (readonly [string | null, boolean, boolean, number])[] = [
  ['won', true, false, 1],
  ['lost', true, false, 1],
  ['atendimento_humano', true, true, 1],
  [null, true, true, 1],
  ['lost', false, true, 0],
];
test.each(RENEWALS)(
  'P3 · the card stood at %s, the new one takes its place: %s, so a person’s stage stands: %s',
  async (place, renews, stands, epoch) => {
    const it = await aLead({ ...LINKED, stage_place: place });
    await link(it, { renews });
    const now = await it.now();
    expect([now['human_stage_at'] !== null, now['human_stage_moved_at'] !== null, now['epoch']]).toEqual([
      stands,
      stands,
      epoch,
    ]);
  },
);

const FORGETTABLE = { ...LINKED, card_alarm_at: at(-9) };
test.each([
  [5, 5, 5, { kommo_lead_id: null, card_created_id: null, card_created_at: null, card_alarm_at: null }],
  [5, 6, 5, { kommo_lead_id: null, card_created_id: 6 }],
  [6, 5, 5, { kommo_lead_id: 6, card_created_id: null, card_created_at: null, card_alarm_at: null }],
  [6, 6, 5, { kommo_lead_id: 6, card_created_id: 6 }],
] as const)(
  'P3 · linked to card %i, having made %i: card %i is deleted, %j',
  async (linked, madeId, gone, after) => {
    const it = await aLead({ ...FORGETTABLE, kommo_lead_id: linked, card_created_id: madeId });
    await it.d.supabase.db.query('select public.forget_card($1, $2)', [it.id, gone]);
    const now = await it.now();
    expect(now).toMatchObject({ contacts_looked_at: null, ...after });
    if (madeId !== gone)
      expect([await it.ms('card_created_at'), await it.ms('card_alarm_at')]).toEqual([-9, -9]);
  },
);
test('P3 · whose card the bot made is asked by that card alone, linked or not', async () => {
  const it = await aLead({ card_created_id: 5 });
  const made = async (card: number) =>
    (await it.d.supabase.db.query('select id from public.leads_by_created_card($1)', [card])).rows;
  expect([await made(5), await made(6)]).toEqual([[{ id: it.id }], []]);
});

test('P14 · contacts are added and taken away; one that is both gone and found is found', async () => {
  const it = await aLead({ ...LINKED, kommo_contact_ids: '{1, 2, 3}' });
  const keep = (add: number[], gone: number[], lookedFor: string | null) =>
    it.d.supabase.db.query('select public.keep_contacts($1, $2, $3, $4, $5)', [
      it.id,
      add,
      gone,
      lookedFor,
      at(0),
    ]);
  await keep([4, 2], [2, 3], null);
  expect(await it.now()).toMatchObject({
    kommo_contact_ids: [1, 2, 4],
    contacts_looked_for: '+5581990000005',
  });
  expect(await it.ms('contacts_looked_at')).toBe(-9);
  await keep([], [], '+5581990000001');
  expect((await it.now())['contacts_looked_for']).toBe('+5581990000001');
  expect(await it.ms('contacts_looked_at')).toBe(0);
});
test('P14 · the phone on the contact is that lead’s', async () => {
  const it = await aLead();
  await it.d.supabase.db.query('select public.keep_contact_phone($1, $2)', [it.id, '+5581990000001']);
  expect((await it.now())['contact_phone']).toBe('+5581990000001');
});

test.each([
  [1, 10, 100, false],
  [1, 11, 100, true],
  [1, 10, 101, true],
  [2, 11, 101, false],
])(
  'H14 · Kommo shows card %i in pipeline %i at %i: the mirror is outdated: %s',
  async (card, pipeline, status, isOutdated) => {
    const it = await aLead({ kommo_lead_id: 1, stage_pipeline_id: 10, stage_status_id: 100 });
    const { rows } = await it.d.supabase.db.query('select id from public.outdated_mirrors($1)', [
      JSON.stringify([{ id: card, pipelineId: pipeline, statusId: status }]),
    ]);
    expect(rows).toEqual(isOutdated ? [{ id: it.id }] : []);
  },
);
