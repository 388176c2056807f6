/** Who has been silent for so long that they are forgotten, and what outlives them, guard by guard (V9). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, useDesk } from '../support/database.ts';
import { aMessage, at, count, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const NOBODY = '00000000-0000-4000-8000-0000000000ff';
type Row = Readonly<Record<string, unknown>>;

/** Everybody here is judged as of `at(0)`; this lead was heard of before then, and somebody else after it. */
async function aSilentLead(over: Row = {}) {
  const d = desk();
  const { id: loud } = await d.lead(anAddress({ phone: '+5581988880000' }));
  await set(d, 'leads', loud, { last_inbound_at: at(5), created_at: at(-1) });
  await put(d, 'messages', aMessage(loud, { recorded_at: at(5) }));
  await put(d, 'meetings', aMeeting(loud, { starts_at: at(100), ends_at: at(200) }));
  const { id } = await d.lead();
  await set(d, 'leads', id, {
    created_at: at(-100),
    last_inbound_at: at(-50),
    last_outbound_at: at(-40),
    ...over,
  });
  return { d, id, loud };
}
const aMeeting = (lead: string, over: Row = {}): Row => ({
  lead_id: lead,
  status: 'booked',
  starts_at: at(-10),
  ends_at: at(0),
  claim: 1,
  title: 'Conversa',
  created_at: at(-90),
  ...over,
});
const said = (over: Row = {}): Row => ({ disposition: 'answered', recorded_at: at(-50), ...over });

const silentSince = async (d: Desk, id: string): Promise<boolean | null> =>
  (
    await d.row<{ is: boolean | null }>(
      'select public.is_silent_since(l, $2) as is from public.leads l where id = $1',
      [id, at(0)],
    )
  ).is;
const silentLeads = async (d: Desk, limit = 9) =>
  (
    await d.supabase.db.query<{ lead: { id: string; keys: readonly string[] } }>(
      'select l as lead from public.silent_leads($1, $2) l',
      [at(0), limit],
    )
  ).rows.map(({ lead }) => lead);
const forget = async (d: Desk, id: string): Promise<boolean | null> =>
  (
    await d.row<{ is: boolean | null }>('select public.erase_silent_lead($1, $2, $3) as is', [
      id,
      at(0),
      [`digest-${id}`],
    ])
  ).is;

/** [whose silence it is, their row, a message of theirs, a meeting of theirs, whether they are forgotten] */
const SILENCES: readonly (readonly [string, Row, Row | null, Row | null, boolean])[] = [
  ['who was last heard of before then', {}, said(), null, true],
  ['who wrote then', { last_inbound_at: at(0) }, null, null, false],
  ['to whom we spoke then', { last_outbound_at: at(0) }, null, null, false],
  ['who never wrote and is known since before then', { last_inbound_at: null }, null, null, true],
  [
    'who never wrote and is known since then',
    { last_inbound_at: null, created_at: at(0) },
    null,
    null,
    false,
  ],
  ['to whom nobody ever spoke', { last_outbound_at: null }, null, null, true],
  [
    'to whom nobody ever spoke, known since then',
    { last_outbound_at: null, created_at: at(0) },
    null,
    null,
    false,
  ],
  ['who waits for a person', { held_at: at(-50), held_cause: 'timeout' }, null, null, false],
  ['of whom something came in then', {}, said({ recorded_at: at(0) }), null, false],
  ['whose words wait for their answer', {}, said({ disposition: 'pending' }), null, false],
  ['whose claimed meeting ends then', {}, null, { status: 'claimed', claimed_until: at(1) }, false],
  ['whose booked meeting ends then', {}, null, {}, false],
  ['whose surplus meeting ends then', {}, null, { status: 'surplus' }, false],
  ['whose meeting was over before then', {}, null, { ends_at: at(-1) }, true],
  ['who cancelled a meeting that would end then', {}, null, { status: 'cancelled' }, true],
];
test.each(SILENCES)('V9 · one %s', async (_who, row, message, meeting, isForgotten) => {
  const { d, id, loud } = await aSilentLead(row);
  if (message) await put(d, 'messages', aMessage(id, message));
  if (meeting) await put(d, 'meetings', aMeeting(id, meeting));
  const listed = (await silentLeads(d)).map((lead) => lead.id);
  expect([await silentSince(d, id), listed]).toEqual([isForgotten, isForgotten ? [id] : []]);
  expect([await forget(d, loud), await forget(d, id)]).toEqual([false, isForgotten]);
  expect([await count(d, 'leads', loud), await count(d, 'leads', id)]).toEqual([1, isForgotten ? 0 : 1]);
});
test('V9 · nobody is not forgotten', async () => {
  expect(await forget(desk(), NOBODY)).toBe(false);
});
test('V9 · who was heard of longest ago is first, by when they came where they never wrote; each with their own keys', async () => {
  const { d, id } = await aSilentLead();
  const silent = async (phone: string, row: Row) => {
    const { id: each } = await d.lead(anAddress({ phone }));
    await set(d, 'leads', each, row);
    return each;
  };
  const first = await silent('+5581988880001', { created_at: at(-90), last_inbound_at: null });
  await silent('+5581988880002', { created_at: at(-95), last_inbound_at: at(-20) });
  await d.supabase.db.query('delete from public.lead_addresses where lead_id = $1', [id]);
  expect(await silentLeads(d, 2)).toEqual([
    { id: first, keys: ['+5581988880001'] },
    { id, keys: [] },
  ]);
});

type Kept = {
  readonly digest: string;
  readonly person: string;
  readonly stop: string | null;
  readonly quiet: string | null;
};
const PERSON = '00000000-0000-4000-8000-00000000000a';
const STRANGER = '00000000-0000-4000-8000-00000000000b';
const keptOf = async (d: Desk): Promise<readonly Kept[]> => {
  const { rows } = await d.supabase.db.query<Kept>(
    `select digest, person::text, round(extract(epoch from opted_out_at - $1::timestamptz) * 1000)::int as stop,
        round(extract(epoch from proactive_ended_at - $1::timestamptz) * 1000)::int as quiet
       from public.suppressions order by digest`,
    [at(0)],
  );
  return rows;
};
const suppressed = async (
  d: Desk,
  digest: string,
  person: string,
  { stop = null, quiet = null }: { readonly stop?: number | null; readonly quiet?: number | null } = {},
) =>
  d.supabase.db.query(
    'insert into public.suppressions (digest, person, opted_out_at, proactive_ended_at) values ($1, $2, $3, $4)',
    [digest, person, stop === null ? null : at(stop), quiet === null ? null : at(quiet)],
  );
const keep = (d: Desk, id: string, digests: readonly string[]) =>
  d.row('select public.keep_suppression($1, $2)::text as done', [id, digests]);

/** [what they asked for, their row, what of it is kept: since when they stopped us, since when promotions] */
const ASKED: readonly (readonly [string, Row, readonly [number | null, number | null] | null])[] = [
  ['nothing', {}, null],
  [
    'promotions, and they went on with them',
    { proactive_ended_at: at(-8), proactive_resumed_at: at(-7) },
    null,
  ],
  ['us', { opted_out_at: at(-9) }, [-9, null]],
  ['promotions', { proactive_ended_at: at(-8) }, [null, -8]],
  ['both', { opted_out_at: at(-9), proactive_ended_at: at(-8) }, [-9, -8]],
  [
    'us, and went on with promotions',
    { opted_out_at: at(-9), proactive_ended_at: at(-8), proactive_resumed_at: at(-7) },
    [-9, null],
  ],
];
test.each(ASKED)(
  'V9 · of one who had stopped %s, that outlives them, and nothing else',
  async (_what, row, kept) => {
    const d = desk();
    const { id: plain } = await d.lead(anAddress({ phone: '+5581988880000' }));
    const { id: stopped } = await d.lead(anAddress({ phone: '+5581988880001' }));
    await set(d, 'leads', stopped, { opted_out_at: at(-70), proactive_ended_at: at(-71) });
    const { id } = await d.lead();
    await set(d, 'leads', id, row);
    await suppressed(d, 'x', STRANGER);
    await keep(d, plain, ['p']);
    await keep(d, id, ['a', 'b']);
    const mine = (await keptOf(d)).filter(({ digest }) => digest !== 'x');
    expect(mine.map(({ digest, stop, quiet }) => [digest, stop, quiet])).toEqual(
      kept === null ? [] : ['a', 'b'].map((digest) => [digest, ...kept]),
    );
    // One person's addresses are theirs together, and no stranger's.
    expect(new Set(mine.map(({ person }) => person)).size).toBe(kept === null ? 0 : 1);
    expect(mine.map(({ person }) => person)).not.toContain(STRANGER);
    await keep(d, stopped, ['s']);
    expect((await keptOf(d)).filter(({ digest }) => digest === 's')).toMatchObject([
      { stop: -70, quiet: -71 },
    ]);
  },
);
test.each<[string, number, number]>([
  ['older', -20, -9],
  ['younger', -1, -1],
])(
  'V9 · what is kept of them already and is %s: the later of each stands, of the same person',
  async (_, was, stands) => {
    const d = desk();
    await suppressed(d, 'a', PERSON, { stop: was, quiet: was });
    await suppressed(d, 'x', STRANGER, { stop: -2, quiet: -2 });
    const { id } = await d.lead();
    await set(d, 'leads', id, { opted_out_at: at(-9), proactive_ended_at: at(-9) });
    await keep(d, id, ['a', 'b']);
    expect(await keptOf(d)).toEqual([
      { digest: 'a', person: PERSON, stop: stands, quiet: stands },
      { digest: 'b', person: PERSON, stop: -9, quiet: -9 },
      { digest: 'x', person: STRANGER, stop: -2, quiet: -2 },
    ]);
  },
);

const heed = (d: Desk, id: string, digests: readonly string[]) =>
  d.row('select public.heed_suppression($1, $2, $3)::text as done', [id, digests, at(60)]);
/** [what is kept under the address they write from, what under another of theirs, what stands with them then] */
const RETURNS: readonly (readonly [string, Row, Row, Row])[] = [
  [
    'who had stopped us, heard of by one address',
    { stop: -9 },
    { stop: -5 },
    { opted_out_at: -5, proactive_ended_at: null },
  ],
  ['who had stopped promotions', { quiet: -8 }, {}, { opted_out_at: null, proactive_ended_at: -8 }],
  ['who had stopped both', { stop: -9 }, { quiet: -8 }, { opted_out_at: -9, proactive_ended_at: -8 }],
];
test.each(RETURNS)(
  'V9, R19 · one %s: it is theirs again, and nobody else’s is taken',
  async (_who, one, two, stands) => {
    const d = desk();
    await somebodyElse(d);
    await suppressed(d, 'a', PERSON, one);
    await suppressed(d, 'b', PERSON, two);
    await suppressed(d, 'x', STRANGER, { stop: -1, quiet: -1 });
    const { id } = await d.lead();
    await heed(d, id, ['a', 'new']);
    const lead = await get(d, 'leads', id);
    for (const [column, ms] of Object.entries(stands))
      expect(lead[column] === null ? null : Date.parse(String(lead[column]))).toBe(
        ms === null ? null : Date.parse(at(Number(ms))),
      );
    expect((await keptOf(d)).map(({ digest }) => digest)).toEqual(['x']);
  },
);
test('V9 · of whom nothing is kept, nothing is set and nothing taken', async () => {
  const d = desk();
  await suppressed(d, 'x', STRANGER, { stop: -1, quiet: -1 });
  const { id } = await d.lead();
  const was = await get(d, 'leads', id);
  await heed(d, id, ['a']);
  expect(await get(d, 'leads', id)).toEqual(was);
  expect(await keptOf(d)).toHaveLength(1);
});

test('V9, R19 · whoever is erased is gone, with their stop under their digests; nobody is no row', async () => {
  const d = desk();
  const { id } = await d.lead();
  await set(d, 'leads', id, { opted_out_at: at(-9) });
  const erase = async (lead: string) =>
    (await d.supabase.db.query<{ is: Row }>('select e as is from public.erase_lead($1, $2) e', [lead, ['a']]))
      .rows;
  expect(await erase(NOBODY)).toEqual([]);
  expect(await keptOf(d)).toEqual([]);
  expect(await erase(id)).toMatchObject([{ is: { leads: 1 } }]);
  expect([await count(d, 'leads', id), (await keptOf(d)).length]).toEqual([0, 1]);
});
