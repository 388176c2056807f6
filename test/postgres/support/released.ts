/**
 * The SQL calls of a release: what its functions, still running while the next version's migration is applied, go on asking, and what they read
 * in the answer. Taken from the sources and the catalogue when a version is released (`npm run released`), kept in supabase/released.json.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { callStatement, createRoutineCache } from '../../../local/emulators/supabase/routine.ts';
import type { Database } from '../../../local/emulators/supabase/session.ts';
import { argumentsFor, newPeople, type Person } from './scene.ts';

const ROOT = new URL('../../../', import.meta.url);
const CALLERS = ['lib/', 'ops/'];
const CALL = /\b(?:call|rows|maybeLead|theLead|rpc)\(\s*'(\w+)'/g;

const Named = z.object({ name: z.string(), type: z.string() });
const ReleasedCall = z.object({
  name: z.string(),
  args: z.array(Named),
  returns: z.string(),
  isSet: z.boolean(),
  /** Of a row that is answered. */
  columns: z.array(Named),
  /** Every key of the answers to one scene, as paths; empty where it was refused. */
  keys: z.array(z.string()),
});
export type ReleasedCall = z.infer<typeof ReleasedCall>;
export const Released = z.object({ version: z.string(), calls: z.array(ReleasedCall) });
export type Released = z.infer<typeof Released>;

/** The functions that the sources call by name. */
export function calledNames(): readonly string[] {
  const names = new Set<string>();
  for (const folder of CALLERS)
    for (const file of readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.ts'))
        for (const [, name = ''] of readFileSync(new URL(folder + file, ROOT), 'utf8').matchAll(CALL))
          names.add(name);
  return [...names].sort();
}

const Catalogued = z.array(z.extend(z.omit(ReleasedCall, { keys: true }), { defaults: z.int() }));
/** `defaults`: how many of the last arguments may be left out. */
type Catalogued = z.infer<typeof Catalogued>[number];

/** What the database has under these names, each overload apart. */
export async function catalogued(db: Database, names: readonly string[]): Promise<readonly Catalogued[]> {
  const { rows } = await db.query(
    `select p.proname as name, format_type(p.prorettype, null) as returns, p.proretset as "isSet", p.pronargdefaults::int as defaults,
      coalesce((select json_agg(json_build_object('name', a.name, 'type', format_type(a.type, null)) order by a.n)
        from unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) with ordinality as a (name, type, n)), '[]') as args,
      coalesce((select json_agg(json_build_object('name', c.attname, 'type', format_type(c.atttypid, null)) order by c.attname)
        from pg_type t join pg_attribute c on c.attrelid = t.typrelid and c.attnum > 0 and not c.attisdropped
        where t.oid = p.prorettype and t.typtype = 'c'), '[]') as columns
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = any ($1) order by p.proname`,
    [[...names]],
  );
  return Catalogued.parse(rows);
}

/** `lead.id`, `burst[].body`: arrays by their elements, values left out. */
function keysIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => keysIn(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    // What a lead knows of itself is its own.
    return [
      at,
      ...(/(?:facts|dialogue|loop|card_reads|content|evidence)$/.test(key) ? [] : keysIn(inner, at)),
    ];
  });
}

class Undone extends Error {}

/** The answer of one call as PostgREST makes it, undone afterwards. Null: it was refused; `code`: how. */
async function answered(
  db: Database,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<{ readonly answer: unknown; readonly code: string | null }> {
  const routines = await createRoutineCache(db).find(name);
  const [routine] = routines;
  if (!routine || routines.length > 1) return { answer: null, code: routine ? '42725' : '42883' };
  const statement = callStatement({
    routine,
    argumentNames: new Set(Object.keys(args)),
    argumentsJson: JSON.stringify(args),
    role: 'service_role',
    single: false,
  });
  let body: string | undefined;
  try {
    await db.transaction(async (session) => {
      const [row] = ((await session.exec(statement)).at(-1)?.rows ?? []) as { body?: string }[];
      body = row?.body;
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return { answer: null, code };
    }
  }
  return { answer: JSON.parse(body ?? 'null'), code: null };
}

/** Plays one call on the scene's people, twice in different ways: every key that came back. `code`: a refusal of its form. */
export async function played(
  db: Database,
  { name, args }: Pick<ReleasedCall, 'name' | 'args'>,
  people: readonly Person[],
): Promise<{ readonly keys: readonly string[]; readonly code: string | null }> {
  const [p, other] = people;
  if (!p || !other) throw new Error('two people are needed');
  const keys = new Set<string>();
  let malformed: string | null = null;
  for (const turn of [0, 1]) {
    const { answer, code } = await answered(db, name, argumentsFor(args, { p, other, turn }));
    for (const key of keysIn(answer)) keys.add(key);
    // Class 42: the call itself does not fit; any other refusal is about the scene.
    if (code?.startsWith('42')) malformed = code;
  }
  return { keys: [...keys].sort(), code: malformed };
}

/** What is to be kept of the version at hand. */
export async function release(db: Database, version: string): Promise<Released> {
  const people = await newPeople({ db }, 2);
  const calls: ReleasedCall[] = [];
  for (const { defaults: _, ...call } of await catalogued(db, calledNames()))
    calls.push({ ...call, keys: [...(await played(db, call, people)).keys] });
  return { version, calls };
}

/** Where a database does not give the functions of a release what they ask and read: one line each. */
export async function misfits(db: Database, { calls }: Released): Promise<readonly string[]> {
  const people = await newPeople({ db }, 2);
  const now = await catalogued(
    db,
    calls.map(({ name }) => name),
  );
  const faults: string[] = [];
  for (const old of calls) {
    const [fn, overload] = now.filter(({ name }) => name === old.name);
    const fault = (what: string): void => void faults.push(`${old.name}: ${what}`);
    if (!fn) fault('is gone');
    else if (overload) fault('has two forms: a call by names is ambiguous');
    else {
      for (const { name, type } of old.args) {
        const same = fn.args.find((arg) => arg.name === name);
        if (same?.type !== type) fault(`${name} was ${type} and is ${same?.type ?? 'gone'}`);
      }
      const mayBeLeftOut = fn.args.slice(fn.args.length - fn.defaults);
      for (const arg of fn.args)
        if (!old.args.some(({ name }) => name === arg.name) && !mayBeLeftOut.includes(arg))
          fault(`${arg.name} is new and has no default`);
      if (fn.returns !== old.returns || fn.isSet !== old.isSet)
        fault(
          `answered ${old.isSet ? 'setof ' : ''}${old.returns}, answers ${fn.isSet ? 'setof ' : ''}${fn.returns}`,
        );
      for (const { name, type } of old.columns) {
        const same = fn.columns.find((column) => column.name === name);
        if (same?.type !== type) fault(`column ${name} was ${type} and is ${same?.type ?? 'gone'}`);
      }
      const { keys, code } = await played(db, old, people);
      if (code !== null) fault(`the call is refused (${code})`);
      for (const key of old.keys) if (!keys.includes(key)) fault(`answers no ${key} any more`);
    }
  }
  return faults;
}
