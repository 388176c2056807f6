/** How far our sends got: a queue of their own, recorded together, each by itself where it fails (F12, I5, I6, C14). */
import { expect, test } from 'vitest';
import { PATHS, post, proofOf } from '../edges/support/recorded.ts';
import { ops } from '../ops/support/ops.ts';
import { MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();
const QUEUE = 'statuses';
const DEAD = 'statuses-dead';
/** Their delay, their window and a run: as long as a message of a lead's waits for its burst and its turn. */
const RECORDED_S = 10;

type Told = {
  readonly id: string;
  readonly status?: string;
  readonly code?: number;
  readonly callback?: string;
};
/** One webhook of Meta's with these statuses; its answer. */
async function tells(w: World, told: readonly Told[]): Promise<number> {
  const statuses = told.map(({ id, status = 'read', code, callback }) => ({
    id,
    status,
    timestamp: '1790000000',
    recipient_id: MATEUS.phone.slice(1),
    ...(code !== undefined && { errors: [{ code, title: 'x' }] }),
    ...(callback !== undefined && { biz_opaque_callback_data: callback }),
  }));
  const value = {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: '558130000000',
      phone_number_id: w.environment['CLOUD_PHONE_NUMBER_ID'],
    },
    statuses,
  };
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
    }),
  );
  return (await post(w, { path: PATHS.cloud, body, headers: proofOf.cloud(body) })).status;
}

/** Ids of so many bubbles to one lead, sent and not heard of since. */
async function bubbles(w: World, count: number): Promise<readonly string[]> {
  await w.says('oi');
  const { id } = await w.lead();
  await w.supabase.db.query(
    `insert into public.messages (lead_id, direction, author, provider_id, dedupe_key, kind, body, sent_at, recorded_at, status)
     select $1::uuid, 'out', 'bot', 'wamid.b' || n, 'key:' || n, 'text', 'x', now(), now(), 'sent' from generate_series(1, $2::integer) n`,
    [id, count],
  );
  await w.minutes(1);
  return Array.from({ length: count }, (_, index) => `wamid.b${index + 1}`);
}
/** Who stands where, by status. */
const standing = async (w: World): Promise<Readonly<Record<string, readonly string[]>>> => {
  const { rows } = await w.supabase.db.query<{ provider_id: string; status: string }>(
    `select provider_id, status from public.messages where provider_id like 'wamid.b%' order by arrival`,
  );
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ status }) => status)].map(([status, of]) => [
      status,
      of.map(({ provider_id }) => provider_id),
    ]),
  );
};
/** What was asked of whom since. */
function counted(w: World) {
  const now = () => ({
    sends: ['SendMessage', 'SendMessageBatch'].reduce(
      (total, name) => total + (w.sqs.control.requestCounts.get(name) ?? 0),
      0,
    ),
    runs: w.logLines.filter((line) => line.includes('"statuses.recorded"')).length,
    calls: w.traffic.filter(({ path }) => path.includes('/record_statuses')).length,
  });
  const before = now();
  return () => {
    const after = now();
    return {
      sends: after.sends - before.sends,
      runs: after.runs - before.runs,
      calls: after.calls - before.calls,
    };
  };
}

test('C14 · a thousand statuses of one body are one request to SQS and two runs and calls at most', async () => {
  const w = await world();
  const ids = await bubbles(w, 1000);
  const since = counted(w);
  expect(
    await tells(
      w,
      ids.map((id) => ({ id })),
    ),
  ).toBe(200);
  await w.seconds(RECORDED_S);
  expect((await standing(w))['read']).toHaveLength(1000);
  const { sends, runs, calls } = since();
  expect(sends).toBe(1);
  expect(runs).toBeLessThanOrEqual(2);
  expect(calls).toBe(runs);
});

test('C14 · three hundred bodies of one status each are recorded by a handful of runs and calls', async () => {
  const w = await world();
  const ids = await bubbles(w, 300);
  const since = counted(w);
  for (const id of ids) expect(await tells(w, [{ id }])).toBe(200);
  await w.minutes(1);
  expect((await standing(w))['read']).toHaveLength(300);
  const { sends, runs, calls } = since();
  expect(sends).toBe(300);
  expect(runs).toBeLessThanOrEqual(6);
  expect(calls).toBe(runs);
});

test('F12 · late, twice and in any order, over several bodies: each bubble ends at the highest', async () => {
  const w = await world();
  const [one = '', two = '', three = ''] = await bubbles(w, 3);
  await tells(w, [{ id: one, status: 'read' }, { id: two, status: 'delivered' }, { id: three }]);
  w.sqs.control.loseDeletes(2);
  await tells(w, [
    { id: one, status: 'delivered' },
    { id: two, status: 'delivered' },
  ]);
  await w.minutes(10);
  await tells(w, [
    { id: one, status: 'sent' },
    { id: three, status: 'delivered' },
  ]);
  await w.seconds(RECORDED_S);
  // Two that were recorded came again.
  expect(w.failures).toHaveLength(2);
  (w.failures as string[]).length = 0;
  expect(await standing(w)).toEqual({ read: [one, three], delivered: [two] });
  expect(w.sqs.control.messages(DEAD)).toEqual([]);
});

test('F12 · one that Postgres refuses fails alone: its neighbours of the body and of the batch are recorded, and it ends in the dead letters', async () => {
  const w = await world();
  const [one = '', bad = '', three = '', four = ''] = await bubbles(w, 4);
  // Larger than Postgres' integer.
  await tells(w, [{ id: one }, { id: bad, code: 99_999_999_999 }, { id: three }]);
  await tells(w, [{ id: four }]);
  await w.seconds(RECORDED_S);
  expect(await standing(w)).toEqual({ read: [one, three, four], sent: [bad] });
  await w.minutes(60);
  expect(w.sqs.control.messages(QUEUE)).toEqual([]);
  const dead = w.sqs.control.messages(DEAD).map(({ body }) => JSON.parse(body).body.event.statuses);
  expect(dead).toEqual([[expect.objectContaining({ providerId: bad })]]);

  // O5: shown for what it is, and put back where it came from.
  const shown = await ops(w, ['redrive']);
  expect(shown.out).toContain('how far 1 sends got (read)');
  expect((await ops(w, ['redrive', '--all', '--json'])).json()).toMatchObject({ ok: true, redriven: 1 });
  expect(w.sqs.control.messages(QUEUE)).toHaveLength(1);
});

test('F12 · a message that nobody can read fails alone in its batch', async () => {
  const w = await world();
  const [one = ''] = await bubbles(w, 1);
  w.sqs.deliver({ arn: 'arn:aws:sqs:sa-east-1:000000000000:statuses', body: 'nonsense' });
  await tells(w, [{ id: one }]);
  await w.seconds(RECORDED_S);
  expect(await standing(w)).toEqual({ read: [one] });
  expect(w.sqs.control.messages(QUEUE)).toMatchObject([{ body: 'nonsense' }]);
});

test('I5 · while Postgres is away for ten minutes nothing is lost and nothing dies', async () => {
  const w = await world();
  const ids = await bubbles(w, 30);
  w.reconcileEvery(Number.MAX_SAFE_INTEGER);
  w.supabase.control.down();
  await tells(
    w,
    ids.slice(0, 20).map((id) => ({ id })),
  );
  for (const id of ids.slice(20)) expect(await tells(w, [{ id }])).toBe(200);
  await w.minutes(10);
  w.supabase.control.up();
  await w.minutes(15);
  expect(await standing(w)).toEqual({ read: ids });
  expect(w.sqs.control.messages(QUEUE)).toEqual([]);
  expect(w.sqs.control.messages(DEAD)).toEqual([]);
});

test('I5 · what SQS refuses of a batch is sent again; while SQS is away the door says 503 and Meta repeats', async () => {
  const w = await world();
  const ids = await bubbles(w, 300);
  w.sqs.control.failEntries(2);
  expect(
    await tells(
      w,
      ids.slice(0, 250).map((id) => ({ id })),
    ),
  ).toBe(200);
  w.sqs.control.down();
  expect(
    await tells(
      w,
      ids.slice(250).map((id) => ({ id })),
    ),
  ).toBe(503);
  w.sqs.control.up();
  await w.seconds(RECORDED_S);
  expect((await standing(w))['read']).toHaveLength(250);
  expect(w.logLines.some((line) => line.includes('"webhook.not_stored"'))).toBe(true);
});

test('I6 · a status that comes before the answer of its own send is asked about once more; a stranger’s is let go', async () => {
  const w = await world();
  const [ours = ''] = await bubbles(w, 1);
  const setId = (from: string, to: string) =>
    w.supabase.db.query('update public.messages set provider_id = $2 where provider_id = $1', [from, to]);
  await setId(ours, 'wamid.not-answered-yet');
  await tells(w, [{ id: ours }, { id: 'wamid.of-another-app' }]);
  await tells(w, [{ id: 'wamid.of-a-third' }]);
  await w.seconds(RECORDED_S);
  await setId('wamid.not-answered-yet', ours);
  await w.minutes(2);
  expect(await standing(w)).toEqual({ read: [ours] });
  expect(w.sqs.control.messages(QUEUE)).toEqual([]);
  expect(w.sqs.control.messages(DEAD)).toEqual([]);
});

test('W4 · told as delivered and as failed in one body: it arrived, and is not said again', async () => {
  const w = await world();
  await w.says('oi');
  const [said] = (await w.messages()).filter(({ author }) => author === 'bot');
  const id = said?.providerId ?? '';
  const wire = w.fromBot().length;
  // The payment's refusal holds and says again; the arrival is the proof against it.
  await tells(w, [
    { id, status: 'failed', code: 131_042 },
    { id, status: 'delivered' },
  ]);
  await w.minutes(15);
  expect(w.fromBot()).toHaveLength(wire);
});

test('V5 · `ops stop` switches the consumer of the leads off, and statuses are recorded meanwhile', async () => {
  const w = await world();
  const ids = await bubbles(w, 2);
  expect(await ops(w, ['stop'])).toMatchObject({ code: 0 });
  await w.minutes(1);
  await tells(
    w,
    ids.map((id) => ({ id })),
  );
  w.saysNow('alguém?');
  await w.minutes(1);
  expect(await standing(w)).toEqual({ read: ids });
  expect(w.sqs.control.messages('lead-events.fifo')).toHaveLength(1);
});

test('F12 · without a queue of their own they wait in the leads’ queue, as an older deployment left them there', async () => {
  const w = await world({ environment: { STATUS_QUEUE_URL: '' } });
  const ids = await bubbles(w, 3);
  await tells(
    w,
    ids.map((id) => ({ id })),
  );
  expect(w.sqs.control.messages('lead-events.fifo')).toHaveLength(3);
  await w.seconds(RECORDED_S);
  expect(await standing(w)).toEqual({ read: ids });
});
