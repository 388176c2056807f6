/**
 * What every SQL function costs as the tables grow: time and pages of one call on a real PostgreSQL, at several sizes side by side.
 * `scripts/with-postgres npm run bench -- sql [--leads 1000,100000] [--json]`.
 */
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { readMigrations } from '../local/emulators/supabase/migrations.ts';
import { openPostgres } from '../local/emulators/supabase/postgres.ts';
import { fillCrowd } from '../test/postgres/support/crowd.ts';
import { openWatcher } from '../test/postgres/support/plans.ts';
import { argumentsFor, functionsOf, person } from '../test/postgres/support/scene.ts';

const MIGRATIONS = fileURLToPath(new URL('../supabase/migrations', import.meta.url));
/** Enough for the general plan of a session to be among them. */
const CALLS = 9;
const TURNS_A_LEAD = 15;
/** Not of a turn, a door or a minute: an operator's commands for one person's data. */
const BY_HAND: ReadonlySet<string> = new Set([
  'erase_lead',
  'export_lead',
  'tables_of_leads',
  'applied_schema',
]);

type Cost = { readonly ms: number; readonly worstMs: number; readonly pages: number };

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function costsAt(leads: number, say: (line: string) => void): Promise<ReadonlyMap<string, Cost>> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl)
    throw new Error(
      'DATABASE_URL names no PostgreSQL server: run `scripts/with-postgres npm run bench -- sql`.',
    );
  const { db } = await openPostgres({ databaseUrl, migrations: await readMigrations(MIGRATIONS) });
  try {
    const started = performance.now();
    await fillCrowd(db, { leads, turns: TURNS_A_LEAD });
    say(
      `${leads} leads, ${leads * TURNS_A_LEAD * 2} messages written in ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
    const watcher = await openWatcher(db);
    const costs = new Map<string, Cost>();
    for (const { name, parameters } of await functionsOf({ db })) {
      const calls: { ms: number; pages: number }[] = [];
      for (let turn = 0; turn < CALLS; turn += 1) {
        const p = person(Math.max(1, Math.floor((leads * (turn + 0.5)) / CALLS)));
        const args = argumentsFor(parameters, { p, other: person(7 + turn), turn });
        const whole = (await watcher.watch(name, args)).plans.at(-1)?.Plan;
        const ms = await watcher.time(name, args);
        if (ms !== null && whole)
          calls.push({ ms, pages: whole['Shared Hit Blocks'] + whole['Shared Read Blocks'] });
      }
      // The first calls read pages that nobody has read yet, and the catalogue.
      const warm = calls.slice(calls.length > 3 ? 2 : 0);
      costs.set(name, {
        ms: median(warm.map(({ ms }) => ms)),
        worstMs: Math.max(0, ...warm.map(({ ms }) => ms)),
        pages: median(warm.map(({ pages }) => pages)),
      });
    }
    await watcher.close();
    return costs;
  } finally {
    await db.close();
  }
}

const sizesOf = (text: string): readonly number[] => {
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 100 || size > 5_000_000))
    throw new InvalidArgumentError('whole numbers from 100 to 5000000, with commas between');
  return sizes;
};

export const sqlCommand = (): Command =>
  new Command('sql')
    .description(
      'every SQL function on a real PostgreSQL as the tables grow: scripts/with-postgres npm run bench -- sql',
    )
    .option('--leads <sizes>', 'how many leads, with commas between', sizesOf, [1_000, 100_000])
    .option('--json', 'one flat object on the last line')
    .action(({ leads, json }: { leads: readonly number[]; json?: true }) =>
      benchSql({ sizes: leads, json: json === true }),
    );

/** Prints a table, and with `json` one flat object on the last line. Times contain the way to a server on this machine and back. */
async function benchSql({
  sizes,
  json,
}: {
  readonly sizes: readonly number[];
  readonly json: boolean;
}): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const bySize = new Map<number, ReadonlyMap<string, Cost>>();
  for (const size of sizes) bySize.set(size, await costsAt(size, say));
  const names = [...(bySize.values().next().value?.keys() ?? [])].sort();
  const figures: Record<string, number> = {};
  if (!json)
    console.log(
      `${'function'.padEnd(28)}${sizes.map((size) => `${size} leads: ms  pages`.padStart(26)).join('')}`,
    );
  for (const name of names) {
    const cells = sizes.map((size) => bySize.get(size)?.get(name) ?? { ms: 0, worstMs: 0, pages: 0 });
    if (!json)
      console.log(
        `${name.padEnd(28)}${cells.map(({ ms, pages }) => `${ms.toFixed(2)}  ${String(pages).padStart(6)}`.padStart(26)).join('')}`,
      );
  }
  for (const size of sizes) {
    const costs = [...(bySize.get(size) ?? [])].filter(([name]) => !BY_HAND.has(name));
    const worst = costs.reduce((a, b) => (b[1].ms > a[1].ms ? b : a));
    figures[`sql.${size}.worst_ms`] = Number(worst[1].ms.toFixed(2));
    figures[`sql.${size}.erase_lead_ms`] = Number((bySize.get(size)?.get('erase_lead')?.ms ?? 0).toFixed(2));
    say(
      `${size} leads: the dearest function of a turn, a door or a minute is ${worst[0]}, ${worst[1].ms.toFixed(2)} ms`,
    );
  }
  if (json) console.log(JSON.stringify(figures));
}
