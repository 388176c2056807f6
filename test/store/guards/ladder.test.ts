/** What may make the bot speak first, guard by guard: the newest cycle with a ladder, what a firing starts from, a step that was refused (F1, F8, F15, W14). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, useDesk } from '../support/database.ts';
import { aMessage, at, get, put, set } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;

const putStep = (d: Desk, lead: string, row: Row = {}) =>
  d.supabase.db.query(
    'insert into public.follow_ups select r.* from jsonb_populate_record(null::public.follow_ups, $1::jsonb) r',
    [
      JSON.stringify({
        lead_id: lead,
        cycle: 3,
        step: '1',
        status: 'planned',
        due_at: at(0),
        hold_count: 0,
        ...(row['status'] !== undefined && row['status'] !== 'planned' && { settled_at: at(0) }),
        ...row,
      }),
    ],
  );
async function two() {
  const d = desk();
  const { id: clara } = await d.lead(anAddress({ phone: '+5581988880000' }));
  const { id } = await d.lead();
  for (const lead of [clara, id]) await set(d, 'leads', lead, { cycle: 3 });
  return { d, clara, id };
}
const ladderCycle = async (d: Desk, id: string) => (await get(d, 'leads', id))['ladder_cycle'];

/** [what is planned or became of it, the newest cycle that has a ladder] */
const CYCLES: readonly (readonly [string, readonly Row[], number | null])[] = [
  ['planned', [{}], 3],
  ['closed', [{ status: 'closed' }], 3],
  ['ended', [{ status: 'ended' }], 3],
  ['handed over', [{ status: 'handed_over' }], 3],
  ['sent, and nothing after it', [{ status: 'sent' }], null],
  ['skipped, and nothing after it', [{ status: 'skipped' }], null],
  ['refused, and planned in an older cycle', [{ cycle: 2 }, { status: 'refused' }], 2],
];
test.each(CYCLES)('F15, R19 · mark_ladder of one whose step is %s', async (_what, steps, cycle) => {
  const { d, clara, id } = await two();
  await putStep(d, clara, { cycle: 9 });
  for (const step of steps) await putStep(d, id, step);
  expect([await ladderCycle(d, id), await ladderCycle(d, clara)]).toEqual([cycle, 9]);
});
test('F15, R19 · mark_ladder forgets the cycle with its last plan, of that lead alone', async () => {
  const { d, clara, id } = await two();
  for (const lead of [clara, id]) await putStep(d, lead);
  await putStep(d, id, { cycle: 2 });
  const drop = (cycle: number) =>
    d.supabase.db.query('delete from public.follow_ups where lead_id = $1 and cycle = $2', [id, cycle]);
  await drop(3);
  expect([await ladderCycle(d, id), await ladderCycle(d, clara)]).toEqual([2, 3]);
  await drop(2);
  expect([await ladderCycle(d, id), await ladderCycle(d, clara)]).toEqual([null, 3]);
});

type Turn = { readonly followUps: readonly { step: string }[]; readonly sends: readonly { step: string }[] };
const turnOf = async (d: Desk, id: string) => {
  const { turn } = await d.row<{ turn: Turn }>('select public.follow_up_turn($1, 9, $2) as turn', [
    id,
    at(0),
  ]);
  return {
    steps: turn.followUps.map(({ step }) => step),
    sends: turn.sends.map(({ step }) => step),
  };
};
test('F5 · a firing of a lead with no step and no send starts from none, and not from unknown', async () => {
  const { d, id } = await two();
  expect(await turnOf(d, id)).toEqual({ steps: [], sends: [] });
});
test('F5, R19 · what was sent of a ladder is the bot’s own, to this lead', async () => {
  const { d, clara, id } = await two();
  const key = (step: string): string => `follow-up:${id}:3:${step}`;
  const sent = (lead: string, row: Row) => put(d, 'messages', aMessage(lead, { direction: 'out', ...row }));
  await sent(id, { dedupe_key: key('1'), status: 'sent' });
  await sent(clara, { dedupe_key: key('2'), status: 'sent' });
  await sent(id, { author: 'person', dedupe_key: key('3') });
  expect(await turnOf(d, id)).toEqual({ steps: [], sends: ['1'] });
});

test('F1, R19 · a plan of a cycle that is over for its lead is none, though another lead is in that cycle', async () => {
  const { d, clara, id } = await two();
  await set(d, 'leads', id, { cycle: 4 });
  await putStep(d, id);
  await putStep(d, clara);
  const { rows } = await d.supabase.db.query<{ id: string }>(
    'select lead_id as id from public.planned_follow_ups($1, 9)',
    [at(0)],
  );
  expect(rows.map((row) => row.id)).toEqual([clara]);
});

test('W14, F12 · a refused step is planned again, and no other step of that ladder that was sent', async () => {
  const { d, id } = await two();
  for (const step of ['1', '2']) await putStep(d, id, { step, status: 'sent' });
  await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', provider_id: 'w1', status: 'sent', dedupe_key: `follow-up:${id}:3:2` }),
  );
  const { answer } = await d.row<{ answer: Row }>(
    'select public.take_back_send($1, null, 131049, $2, $3, $4) as answer',
    ['w1', { kind: 'hold', reason: 'refused_late', evidence: {}, stageAgeMs: null }, at(900), at(60)],
  );
  expect(answer).toMatchObject({ outcome: 'taken_back' });
  const { rows } = await d.supabase.db.query<Row>(
    'select step, status from public.follow_ups where lead_id = $1 order by step',
    [id],
  );
  expect(rows).toEqual([
    { step: '1', status: 'sent' },
    { step: '2', status: 'planned' },
  ]);
});
