/** Rows of the ladder, guard by guard: what is planned, moved, settled and found again, and of which cycle (F1, F8, F15, W7). */
import { expect, test } from 'vitest';
import { type Desk, useDesk } from '../support/database.ts';
import { aMessage, at, put, set, somebodyElse } from './support.ts';

const desk = useDesk();

type Step = { readonly step: string; readonly status: string; readonly due: number; readonly holds: number };
async function scene(rows: readonly Readonly<Record<string, unknown>>[] = []) {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  await set(d, 'leads', id, { cycle: 3, spoken_cycle: 3, spoken_at: at(-9) });
  for (const row of rows) await putStep(d, id, row);
  return { d, id };
}
const putStep = (d: Desk, leadId: string, row: Readonly<Record<string, unknown>>) =>
  d.supabase.db.query(
    `insert into public.follow_ups select r.* from jsonb_populate_record(null::public.follow_ups, $1::jsonb) r`,
    [
      JSON.stringify({
        lead_id: leadId,
        cycle: 3,
        step: '1',
        status: 'planned',
        due_at: at(0),
        hold_count: 0,
        ...row,
      }),
    ],
  );
async function steps(d: Desk, id: string): Promise<readonly Step[]> {
  const { rows } = await d.supabase.db.query<Step>(
    `select step, status, round(extract(epoch from due_at - $2::timestamptz) * 1000)::int as due, hold_count as holds
       from public.follow_ups where lead_id = $1 and cycle = 3 order by step`,
    [id, at(0)],
  );
  return rows;
}
const plan = (cycle: number, due: number, step = '1') => JSON.stringify({ cycle, step, dueAt: at(due) });

test('F8 · a step is planned, and moved while it is only planned; of another cycle it is none', async () => {
  const { d, id } = await scene();
  const planIt = (json: string) => d.supabase.db.query('select public.put_follow_up($1, $2)', [id, json]);
  await planIt(plan(2, 5));
  expect(await steps(d, id)).toEqual([]);
  await planIt(plan(3, 5));
  await planIt(plan(3, 9));
  expect(await steps(d, id)).toEqual([{ step: '1', status: 'planned', due: 9, holds: 0 }]);
});
test('F1 · a step that is over is not planned again', async () => {
  const { d, id } = await scene([{ status: 'sent', settled_at: at(1) }]);
  await d.supabase.db.query('select public.put_follow_up($1, $2)', [id, plan(3, 9)]);
  expect(await steps(d, id)).toMatchObject([{ status: 'sent', due: 0 }]);
});

const LINE = '{"kind": "hold", "reason": "timeout", "evidence": {}}';
const put_off = async (d: Desk, id: string, cycle: number, isHeld: boolean) =>
  (
    await d.row<{ stands: boolean }>('select public.plan_follow_up($1, $2, $3, $4, $5, $6, $7) as stands', [
      id,
      cycle,
      '1',
      at(60),
      isHeld,
      LINE,
      at(0),
    ])
  ).stands;
test.each([
  [true, 1],
  [false, 0],
])(
  'F5 · put off, held: %s: the step is moved and counts %i hold; the other steps count none',
  async (isHeld, holds) => {
    const { d, id } = await scene([{}, { step: '2' }]);
    await putStep(d, id, { cycle: 2, due_at: at(1) });
    expect(await put_off(d, id, 3, isHeld)).toBe(true);
    expect(await steps(d, id)).toEqual([
      { step: '1', status: 'planned', due: 60, holds },
      { step: '2', status: 'planned', due: 0, holds: 0 },
    ]);
    const old = await d.row('select hold_count from public.follow_ups where lead_id = $1 and cycle = 2', [
      id,
    ]);
    expect(old).toEqual({ hold_count: 0 });
    expect(await d.store.decisionsOf(id, 9)).toHaveLength(1);
  },
);
test('F1 · a step of a cycle that is over is not put off, and one that is over counts no hold', async () => {
  const { d, id } = await scene([{ status: 'sent', settled_at: at(1) }]);
  expect(await put_off(d, id, 2, true)).toBe(false);
  expect(await d.store.decisionsOf(id, 9)).toEqual([]);
  await put_off(d, id, 3, true);
  expect(await steps(d, id)).toMatchObject([{ status: 'sent', holds: 0 }]);
});

const settle = async (
  d: Desk,
  id: string,
  {
    cycle = 3,
    step = '1',
    status = 'sent',
    settlements = '[]',
    next = plan(3, 99, '2') as string | null,
  } = {},
) =>
  (
    await d.row<{ stands: boolean }>(
      'select public.settle_follow_up($1, $2, $3, $4, $5, $6, $7, $8) as stands',
      [id, cycle, step, status, settlements, LINE, next, at(0)],
    )
  ).stands;
test('F15 · a step is settled with the plan of the next, in one', async () => {
  const { d, id } = await scene([{}]);
  expect(await settle(d, id)).toBe(true);
  expect(await steps(d, id)).toMatchObject([{ status: 'sent' }, { step: '2', status: 'planned', due: 99 }]);
  expect(await d.store.decisionsOf(id, 9)).toHaveLength(1);
});
test('F15 · settled once: a second end of the same step plans nothing, and writes no second line', async () => {
  const { d, id } = await scene([{}]);
  await settle(d, id, { next: null });
  expect(await settle(d, id, { status: 'skipped' })).toBe(false);
  expect(await steps(d, id)).toMatchObject([{ step: '1', status: 'sent' }]);
  expect(await d.store.decisionsOf(id, 9)).toHaveLength(1);
});
test('F15 · a step that nobody planned is settled all the same', async () => {
  const { d, id } = await scene();
  expect(await settle(d, id)).toBe(true);
  expect(await steps(d, id)).toMatchObject([{ status: 'sent' }, { step: '2', status: 'planned' }]);
});
test('R7 · the end of a step of a cycle that is over is kept, and nothing follows it', async () => {
  const { d, id } = await scene();
  await putStep(d, id, { cycle: 2 });
  expect(await settle(d, id, { cycle: 2 })).toBe(false);
  expect(await steps(d, id)).toEqual([]);
  expect(await d.row('select status from public.follow_ups where lead_id = $1 and cycle = 2', [id])).toEqual({
    status: 'sent',
  });
});
test('W7 · nothing follows a step whose own refusal stopped what is proactive (131050)', async () => {
  const { d, id } = await scene([{}]);
  const bubble = await put(d, 'messages', aMessage(id, { direction: 'out', status: 'committed' }));
  const refused = JSON.stringify([{ messageId: bubble, status: 'failed', errorCode: 131_050 }]);
  expect(await settle(d, id, { status: 'refused', settlements: refused })).toBe(false);
  expect(await steps(d, id)).toMatchObject([{ step: '1', status: 'refused' }]);
});
test('a step of nobody’s is no step', async () => {
  expect(await settle(desk(), '00000000-0000-4000-8000-0000000000ff')).toBe(false);
});
test('nothing follows where nothing was planned to follow', async () => {
  const { d, id } = await scene([{}]);
  expect(await settle(d, id, { next: null })).toBe(false);
  expect(await steps(d, id)).toHaveLength(1);
});

const ids = async (d: Desk, sql: string, before: number) =>
  (await d.supabase.db.query<{ id: string }>(sql, [at(before), 9])).rows.map(({ id }) => id);
const PLANNED = 'select lead_id as id from public.planned_follow_ups($1, $2)';
test.each([
  ['one that is due', [{}], 0, 1],
  ['one that is due later', [{ due_at: at(1) }], 0, 0],
  ['one that is over', [{ status: 'sent', settled_at: at(0) }], 0, 0],
  ['one of an older cycle', [{ cycle: 2 }], 0, 0],
  ['one whose ladder was closed', [{}, { step: 'close', status: 'closed', settled_at: at(0) }], 0, 0],
  ['one whose ladder ended', [{}, { step: '2', status: 'ended', settled_at: at(0) }], 0, 0],
  ['one that a person has', [{}, { step: '2', status: 'handed_over', settled_at: at(0) }], 0, 0],
  ['one after another', [{ step: '2' }, { status: 'sent', settled_at: at(0) }], 0, 1],
  ['one whose older cycle ended', [{}, { cycle: 2, step: '2', status: 'ended', settled_at: at(0) }], 0, 1],
])('F8 · what no schedule fired is found: %s', async (_what, rows, before, count) => {
  const { d, id } = await scene(rows);
  const other = await d.store.resolveLead({ phone: null, lid: '888', bsuid: null, replyTo: '888@lid' }, 0);
  await putStep(d, other.id, { status: 'closed', step: 'close', settled_at: at(0) });
  expect(await ids(d, PLANNED, before)).toEqual(Array.from({ length: count }, () => id));
});

const WITHOUT = 'select id from public.leads_without_ladder($1, $2)';
test.each([
  ['nothing planned', {}, [], 1],
  ['spoken to just now', { spoken_at: at(1) }, [], 0],
  ['spoken to in an older cycle', { spoken_cycle: 2 }, [], 0],
  ['held', { held_at: at(-1) }, [], 0],
  ['a step planned', {}, [{}], 0],
  ['a ladder closed', {}, [{ step: 'close', status: 'closed', settled_at: at(0) }], 0],
  ['a ladder ended', {}, [{ status: 'ended', settled_at: at(0) }], 0],
  ['a ladder in a person’s hands', {}, [{ status: 'handed_over', settled_at: at(0) }], 0],
  ['a step sent, and none after it', {}, [{ status: 'sent', settled_at: at(0) }], 1],
  ['a step planned in an older cycle', {}, [{ cycle: 2 }], 1],
])(
  'F15 · a ladder that a dead worker left without a next step is found: %s',
  async (_what, row, rows, count) => {
    const { d, id } = await scene(rows);
    await set(d, 'leads', id, row);
    const other = await d.store.resolveLead({ phone: null, lid: '888', bsuid: null, replyTo: '888@lid' }, 0);
    await putStep(d, other.id, {});
    expect((await ids(d, WITHOUT, 0)).filter((each) => each === id)).toHaveLength(count);
  },
);

test('F5 · a firing starts from its own cycle: anchor, steps and what was committed', async () => {
  const { d, id } = await scene([{}]);
  await putStep(d, id, { cycle: 2, step: '2' });
  const other = await d.store.resolveLead({ phone: null, lid: '888', bsuid: null, replyTo: '888@lid' }, 0);
  await putStep(d, other.id, { step: '4' });
  for (const key of [`follow-up:${id}:3:1`, `follow-up:${id}:2:1`, `reply:${id}`])
    await put(d, 'messages', {
      lead_id: id,
      direction: 'out',
      author: 'bot',
      dedupe_key: key,
      kind: 'text',
      body: 'x',
      sent_at: at(0),
      recorded_at: at(0),
      status: 'sent',
      epoch: 0,
      edit_is_timed: false,
    });
  const turn = async () =>
    (
      await d.row<{
        t: { spokenAt: string | null; followUps: { step: string }[]; sends: { step: string }[] };
      }>('select public.follow_up_turn($1, 9, $2) as t', [id, at(0)])
    ).t;
  const now = await turn();
  expect([
    now.spokenAt === null,
    now.followUps.map(({ step }) => step),
    now.sends.map(({ step }) => step),
  ]).toEqual([false, ['1'], ['1']]);
  await set(d, 'leads', id, { spoken_cycle: 2 });
  expect((await turn()).spokenAt).toBeNull();
});

const proactive = async (ended: number | null, resumed: number | null) =>
  (
    await desk().row<{ may: boolean }>(
      'select public.may_be_proactive(jsonb_populate_record(null::public.leads, $1::jsonb)) as may',
      [
        JSON.stringify({
          proactive_ended_at: ended === null ? null : at(ended),
          proactive_resumed_at: resumed === null ? null : at(resumed),
        }),
      ],
    )
  ).may;
test.each([
  [null, null, true],
  [0, null, false],
  [0, -1, false],
  [0, 0, false],
  [0, 1, true],
  [null, 0, true],
])('W7 · promotions ended at %s and resumed at %s: written to first: %s', async (ended, resumed, may) => {
  expect(await proactive(ended, resumed)).toBe(may);
});
test('W7 · the later of two stops and of two wishes to go on stands; a stop voids what is planned, a wish does not', async () => {
  const { d, id } = await scene();
  const wish = (what: string, ms: number) =>
    d.supabase.db.query('select public.set_preference($1, $2, $3, $4, $3)', [id, what, at(ms), '{}']);
  const now = async () =>
    d.row(
      'select extract(epoch from proactive_ended_at - $2::timestamptz)::float as e, extract(epoch from proactive_resumed_at - $2::timestamptz)::float as r, cycle::int from public.leads where id = $1',
      [id, at(0)],
    );
  await wish('stop', 5000);
  await wish('stop', 2000);
  expect(await now()).toEqual({ e: 5, r: null, cycle: 5 });
  await wish('stop', 6000);
  await wish('resume', 9000);
  await wish('resume', 7000);
  expect(await now()).toEqual({ e: 6, r: 9, cycle: 6 });
  expect(await d.store.decisionsOf(id, 9)).toHaveLength(3);
  await wish('resume', 10_000);
  expect(await now()).toEqual({ e: 6, r: 10, cycle: 6 });
});
