/** Supabase: reachable, the right key, and every migration of this checkout applied (H15). */
import { readdirSync, readFileSync } from 'node:fs';
import { StoreError } from '../../lib/store/rpc.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const MIGRATIONS = new URL('../../supabase/migrations/', import.meta.url);
const PUSH = 'npx supabase link --project-ref <ref> && npx supabase db push';

/** What the files of this checkout expect of the database: their versions, and the functions that they leave behind. */
function expected(): { readonly versions: readonly string[]; readonly functions: readonly string[] } {
  const files = readdirSync(MIGRATIONS)
    .filter((file) => /^\d+_.*\.sql$/.test(file))
    .sort();
  const functions = new Set<string>();
  for (const file of files) {
    const sql = readFileSync(new URL(file, MIGRATIONS), 'utf8').replace(/--.*$/gm, '');
    for (const [, verb, name] of sql.matchAll(
      /\b(create(?: or replace)?|drop) function (?:if exists )?public\.(\w+)/gi,
    )) {
      if (name === undefined) continue;
      if (verb?.toLowerCase() === 'drop') functions.delete(name);
      else functions.add(name);
    }
  }
  return { versions: files.map((file) => file.split('_')[0] ?? file), functions: [...functions] };
}

/** Postgres' and PostgREST's codes that an operator can do something about. */
function refusal({ code }: StoreError): Finding {
  const check = 'Supabase';
  switch (code) {
    case 'PGRST202':
      return failed('Migrations', 'are not applied, or only in part: the newest function is not there', PUSH);
    case '42501':
    case 'PGRST301':
    case '401':
      return failed(
        check,
        'refuses the key',
        'SUPABASE_SERVICE_KEY has to be the secret (service role) key, not the anon one: npm run ops -- rotate SUPABASE_SERVICE_KEY',
      );
    case 'unreachable':
      return failed(
        check,
        'cannot be reached',
        'check SUPABASE_URL; a paused project is restored in the dashboard',
      );
    default:
      return failed(
        check,
        `answers with ${code}`,
        'look at the project in the Supabase dashboard: is it paused, full, restarting?',
      );
  }
}

export const checkDatabase: Check = async ({ connection }) => {
  const settings = settingsOr('Supabase settings', connection.settings.database);
  if (settings.kind === 'bad') return [settings.finding];
  try {
    const applied = await connection.database().appliedSchema();
    const { versions, functions } = expected();
    const held = await connection.store().heldLeads(1);
    const answers = ok(
      'Supabase',
      held.length === 0
        ? 'answers, the key is the service role'
        : 'answers; leads are held (npm run ops -- held)',
    );
    const absent = functions.filter((name) => !applied.functions.includes(name));
    const notNoted = versions.filter((version) => !applied.versions?.includes(version));
    if (absent.length > 0)
      return [
        answers,
        failed(
          'Migrations',
          `functions are missing: ${absent.slice(0, 5).join(', ')}${absent.length > 5 ? ', …' : ''}`,
          PUSH,
        ),
      ];
    if (applied.versions === null)
      return [
        answers,
        warning(
          'Migrations',
          'every function is there, but nothing notes which migrations were applied',
          'apply the next one with: npx supabase db push',
        ),
      ];
    if (notNoted.length > 0)
      return [answers, failed('Migrations', `not applied: ${notNoted.join(', ')}`, PUSH)];
    return [answers, ok('Migrations', `all ${versions.length} applied`)];
  } catch (error) {
    if (error instanceof StoreError) return [refusal(error)];
    throw error;
  }
};
