/** docs/restore.md, played: a dump, hours that nobody dumped, the loss, the restore, `ops restored`, `ops start`. Real pg_dump and psql. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../local/stack.ts';
import { ops } from '../ops/support/ops.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();
const run = promisify(execFile);
const RUI = { phone: '+5581990000003', name: 'Rui' } as const;
const ANA = { phone: '+5581990000004', name: 'Ana' } as const;

async function urlOf(w: World): Promise<string> {
  const { rows } = await w.supabase.db.query<{ name: string }>('select current_database() as name');
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  url.pathname = `/${rows[0]?.name}`;
  return url.href;
}

/** As the page has it: the data alone, for the tables come from the migrations. */
const dump = async (w: World, file: string) =>
  run('pg_dump', ['--data-only', '--schema=public', `--file=${file}`, await urlOf(w)]);

async function loseAndRestore(w: World, file: string): Promise<void> {
  const { rows } = await w.supabase.db.query<{ all: string }>(
    "select string_agg(format('public.%I', tablename), ', ') as all from pg_tables where schemaname = 'public'",
  );
  await w.supabase.db.exec(`truncate ${rows[0]?.all} restart identity cascade`);
  await run(
    'psql',
    ['--quiet', '--single-transaction', '--set=ON_ERROR_STOP=1', `--file=${file}`, await urlOf(w)],
    {
      env: { ...process.env, PGOPTIONS: '-c session_replication_role=replica' },
    },
  );
}

const cardOf = (w: World, name: string) => {
  const card = w.kommo.control.cards().find((each) => each.name.includes(name));
  if (!card) throw new Error(`no card of ${name}`);
  return card;
};

test('V5, I6, H14 · Postgres is lost and restored: what is missing is found in Kommo, nothing is said twice, and nobody is spoken to against a person', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'restore-'));
  const file = join(folder, 'backup.sql');
  try {
    const w = await world();
    for (const who of [MATEUS, CLARA, ANA]) {
      await w.says('oi', who);
      await w.says(who.name, who);
    }
    // Something is under way when the backup is made: a burst that waits for Kommo.
    w.kommo.control.down();
    await w.says('quanto custa?', ANA);
    const backup = new Date(w.clock.nowMs()).toISOString();
    await dump(w, file);
    w.kommo.control.up();
    await w.minutes(5);
    // What no backup has: Ana is answered, Mateus gets his follow-up, Clara asks to stop, a seller takes Ana's card, Rui writes for the first time.
    await w.minutes(30);
    await w.says('PARAR', CLARA);
    await w.says('oi', RUI);
    await w.says('Rui', RUI);
    w.kommo.control.moveCard({
      leadId: cardOf(w, 'Ana').leadId,
      statusId: STATUS.atendimento_humano,
      userId: SELLERS.marcos,
    });
    await w.minutes(2);
    const people = [MATEUS, CLARA, ANA, RUI];
    const said = () => people.map((who) => w.fromBot(who).length);
    const before = said();
    const cards = w.kommo.control.cards().length;

    expect((await ops(w, ['stop'])).code).toBe(0);
    await loseAndRestore(w, file);
    const ran = await ops(w, ['restored', '--backup', backup, '--yes', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toMatchObject({
      ended: 3,
      left: 1,
      optedOut: 1,
      waiting: [{ card: cardOf(w, 'Ana').leadId }],
    });
    // Once more finds nothing more.
    expect((await ops(w, ['restored', '--backup', backup, '--yes', '--json'])).json()).toMatchObject({
      ended: 0,
      optedOut: 0,
      waiting: [],
    });
    await ops(w, ['start']);
    await w.hours(3);
    expect(said()).toEqual(before);

    // Everybody writes again.
    for (const who of people) await w.says('bom dia', who);
    const more = said().map((count, index) => count - (before[index] ?? 0));
    // Mateus and Rui are answered; Clara hears how to come back; Ana has her seller.
    expect(more).toEqual([1, 1, 0, 1]);
    expect(w.fromBot(CLARA).at(-1)).toContain('VOLTAR');
    expect((await w.decisions(ANA)).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
    // Rui's row was lost with the day; his card was not, and he has no second one.
    expect((await w.lead(RUI)).kommoLeadId).toBe(cardOf(w, 'Rui').leadId);
    expect(w.kommo.control.cards()).toHaveLength(cards);
    // Nobody hears the same words twice.
    for (const who of people) expect(new Set(w.fromBot(who)).size).toBe(w.fromBot(who).length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('F1, I6 · a follow-up that left after the backup was made is planned in it, and is not said again; the next ladder is a new one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'restore-'));
  const file = join(folder, 'backup.sql');
  try {
    const w = await world();
    await w.says('oi');
    await dump(w, file);
    await w.minutes(40);
    const before = w.fromBot().length;
    await ops(w, ['stop']);
    await loseAndRestore(w, file);
    const { rows } = await w.supabase.db.query<{ status: string }>(
      "select status from public.follow_ups where step = '1'",
    );
    expect(rows).toEqual([{ status: 'planned' }]);
    expect(
      (await ops(w, ['restored', '--backup', new Date(w.clock.nowMs() - 3_600_000).toISOString(), '--yes']))
        .code,
    ).toBe(0);
    await ops(w, ['start']);
    await w.hours(30);
    expect(w.fromBot()).toHaveLength(before);
    await w.says('Mateus');
    expect(w.fromBot().length).toBeGreaterThan(before);
    // The ladder begins anew with what the bot says now.
    await w.minutes(40);
    expect(w.fromBot().length).toBeGreaterThan(before + 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('where Kommo cannot be read to the end `restored` fails, the bot stays silent, and it can be run again', async () => {
  const w = await world();
  await w.says('oi');
  const backup = new Date(w.clock.nowMs()).toISOString();
  w.kommo.control.down();
  const failed = await ops(w, ['restored', '--backup', backup, '--yes']);
  expect(failed.code).toBe(1);
  expect(failed.err).toContain('stays stopped');
  const before = w.fromBot().length;
  await w.says('Mateus');
  expect(w.fromBot()).toHaveLength(before);
  w.kommo.control.up();
  expect((await ops(w, ['restored', '--backup', backup, '--yes'])).code).toBe(0);
  expect((await ops(w, ['restored', '--backup', 'ontem', '--yes'])).code).toBe(2);
  expect((await ops(w, ['restored', '--backup', '2027-01-01T00:00:00Z', '--yes'])).code).toBe(2);
});
