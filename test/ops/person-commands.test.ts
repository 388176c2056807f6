/** export and forget: everything held on one person, shown or gone, and nobody else's. */
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';
import { inbound, putDead } from './support/dead-letters.ts';
import { ops } from './support/ops.ts';

const aWorld = useWorlds();

/** Every row of every table, as text. */
async function everyRow(world: World): Promise<string> {
  const tables = (
    await world.supabase.db.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    )
  ).rows;
  const rows = [];
  for (const { name } of tables)
    rows.push(...(await world.supabase.db.query(`select to_jsonb(t) as row from public.${name} t`)).rows);
  return JSON.stringify(rows);
}

async function twoLeads(world: World): Promise<void> {
  await world.says('oi', MATEUS);
  await world.says('meu segredo é o sol', MATEUS);
  await world.says('oi', CLARA);
  await world.says('meu segredo é a lua', CLARA);
}

test('export shows what is held on one person, in every place, and nothing of another', async () => {
  const world = await aWorld();
  await twoLeads(world);
  const before = await everyRow(world);

  const ran = await ops(world, ['export', '81 99000-0001']);

  expect(ran.code).toBe(0);
  const { database, redis, schedules } = ran.json() as {
    database: Record<string, unknown[]>;
    redis: object;
    schedules: object[];
  };
  expect(JSON.stringify(database)).toContain('meu segredo é o sol');
  expect(Object.keys(database)).toEqual(
    expect.arrayContaining(['lead', 'messages', 'decisions', 'lead_addresses', 'replies', 'follow_ups']),
  );
  expect(Object.keys(redis)).toContain(`inbound:newest:${MATEUS.phone}`);
  expect(schedules).toHaveLength(1);
  expect(ran.out).not.toContain('a lua');
  expect(ran.out).not.toContain(CLARA.phone);
  expect(await everyRow(world)).toBe(before);
});

test('O2 · an exported file is its owner’s alone, and never written over another', async () => {
  const world = await aWorld();
  await world.says('oi');
  const path = join(mkdtempSync(join(tmpdir(), 'ops-')), 'mateus.json');
  expect((await ops(world, ['export', MATEUS.phone, '--out', path])).code).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('database.lead');
  expect((await ops(world, ['export', MATEUS.phone, '--out', path])).code).toBe(2);
});

test('forget erases one person everywhere, says how much, and leaves the other as they were', async () => {
  const world = await aWorld();
  await twoLeads(world);
  await ops(world, ['pause', MATEUS.phone]);
  const clara = await world.lead(CLARA);
  const lead = await world.lead(MATEUS);

  const ran = await ops(world, ['forget', MATEUS.phone, '--yes']);

  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/ {2}[4-9] {2}rows of messages/);
  expect(ran.out).toMatch(/1 {2}rows of leads/);
  expect(ran.out).toMatch(/1 {2}schedules/);
  expect(ran.out).toContain(`card ${lead.kommoLeadId}`);
  expect(ran.out).not.toContain('990000001');
  const left = await everyRow(world);
  for (const trace of [lead.id, MATEUS.phone, 'o sol']) expect(left).not.toContain(trace);
  expect((await world.upstash.control.keys()).join('\n')).not.toContain('81990000001');
  expect(JSON.stringify(world.scheduler.control.schedules())).not.toContain(lead.id);
  expect(left).toContain('a lua');
  expect(await world.lead(CLARA)).toEqual(clara);
  expect((await ops(world, ['forget', MATEUS.phone, '--yes'])).code).toBe(1);
});

test('a forgotten person who writes again begins anew', async () => {
  const world = await aWorld();
  await world.says('oi');
  await world.says('Mateus');
  await ops(world, ['forget', MATEUS.phone, '--yes']);
  const before = world.fromBot().length;
  await world.says('oi');
  expect(world.fromBot().length).toBeGreaterThan(before);
  expect((await world.messages()).filter(({ author }) => author === 'lead')).toHaveLength(1);
});

test('I1 · nothing of a turn in flight is sent to a person who is being forgotten, and they stay gone', async () => {
  const world = await aWorld();
  await world.says('oi');
  const before = world.fromBot().length;
  world.saysNow('Mateus');
  await world.seconds(2);

  const ran = await ops(world, ['forget', MATEUS.phone, '--yes']);

  expect(ran.code).toBe(0);
  expect(world.fromBot()).toHaveLength(before);
  await world.minutes(5);
  expect(world.fromBot()).toHaveLength(before);
  expect(await everyRow(world)).not.toContain(MATEUS.phone);
});

test('dead letters of a forgotten person go too, those of others stay', async () => {
  const world = await aWorld();
  await twoLeads(world);
  for (const [who, text] of [
    [MATEUS, 'morreu na fila'],
    [CLARA, 'morreu também'],
  ] as const)
    await putDead(world, inbound(world, { id: `wamid.${who.name}`, who, text }), who.phone);
  const dead = () =>
    world.sqs.control
      .messages('lead-events-dead.fifo')
      .map(({ body }) => body)
      .join('\n');
  expect(dead()).toContain('morreu na fila');

  expect((await ops(world, ['forget', MATEUS.phone, '--yes'])).code).toBe(0);

  expect(dead()).not.toContain('morreu na fila');
  expect(dead()).toContain('morreu também');
});

test('forget asks first, and who says no loses nothing', async () => {
  const world = await aWorld();
  await world.says('oi');
  const before = await everyRow(world);
  const declined = await ops(world, ['forget', MATEUS.phone], { answers: ['n'] });
  expect(declined.code).toBe(1);
  expect((await ops(world, ['forget', MATEUS.phone])).code).toBe(2);
  expect(await everyRow(world)).toBe(before);
});
