/**
 * Which SQL function a call means, and the statement that PostgREST makes of it: arguments by name from the JSON body,
 * converted by Postgres itself (`json_to_record`), the answer built as JSON by Postgres too, so no digit is lost on the way.
 * Source: PostgREST's `Plan.hs` (choice among overloads) and `QueryBuilder.hs` (statement).
 */
import type { Session } from './session.ts';

type Parameter = { readonly name: string; readonly type: string; readonly required: boolean };

/** A function of schema `public`. */
export type Routine = {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: 'void' | 'scalar' | 'composite';
  readonly returnsSet: boolean;
  /** Stable and immutable functions run in a read-only transaction. */
  readonly readOnly: boolean;
};

export type RoutineMatch =
  | { readonly kind: 'found'; readonly routine: Routine }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly routines: readonly Routine[] };

/** Input parameters only (modes in, inout, variadic); the last `pronargdefaults` of them have a default. */
const ROUTINES_SQL = `
  select
    p.proname as name,
    p.proretset as "returnsSet",
    p.provolatile in ('i', 's') as "readOnly",
    case
      when p.prorettype = 'void'::regtype then 'void'
      when t.typtype = 'c' or p.prorettype = 'record'::regtype or p.proargmodes::text[] && '{t,b,o}' then 'composite'
      else 'scalar'
    end as returns,
    coalesce((
      select json_agg(json_build_object(
        'name', coalesce(a.name, ''), 'type', format_type(a.type, null), 'required', a.position <= p.pronargs - p.pronargdefaults
      ) order by a.position)
      from (
        select all_args.name, all_args.type, row_number() over (order by all_args.ordinality) as position
        from unnest(
          coalesce(p.proallargtypes, p.proargtypes::oid[]),
          p.proargnames,
          coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs::int]))
        ) with ordinality as all_args (type, name, mode, ordinality)
        where all_args.mode in ('i', 'b', 'v')
      ) a
    ), '[]') as parameters
  from pg_proc p
  join pg_type t on t.oid = p.prorettype
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.proname = $1
`;

/** PostgREST's schema cache: what it once saw stays until `notify pgrst`. A name it has not seen is looked up. */
export type RoutineCache = { find(name: string): Promise<readonly Routine[]>; clear(): void };

export function createRoutineCache(db: Session): RoutineCache {
  const seen = new Map<string, readonly Routine[]>();
  return {
    find: async (name) => {
      const known = seen.get(name);
      if (known) return known;
      const { rows } = await db.query<Routine>(ROUTINES_SQL, [name]);
      if (rows.length > 0) seen.set(name, rows);
      return rows;
    },
    clear: () => seen.clear(),
  };
}

/** Every required parameter given, nothing given that the function does not name. */
function accepts({ parameters }: Routine, argumentNames: ReadonlySet<string>): boolean {
  const names = new Set(parameters.map(({ name }) => name));
  return (
    [...argumentNames].every((name) => names.has(name)) &&
    parameters.every(({ name, required }) => !required || argumentNames.has(name))
  );
}

/** The one overload that takes exactly these arguments. */
export function matchRoutine({
  routines,
  argumentNames,
}: {
  routines: readonly Routine[];
  argumentNames: ReadonlySet<string>;
}): RoutineMatch {
  const [routine, ...others] = routines.filter((candidate) => accepts(candidate, argumentNames));
  if (!routine) return { kind: 'none' };
  return others.length === 0
    ? { kind: 'found', routine }
    : { kind: 'ambiguous', routines: [routine, ...others] };
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * One multi-statement query: Postgres runs it as one transaction and undoes all of it when a part fails, in one round trip.
 * The last statement answers one row, `body` (JSON text) and `row_count`.
 */
export function callStatement({
  routine,
  argumentNames,
  argumentsJson,
  role,
  single,
}: {
  routine: Routine;
  argumentNames: ReadonlySet<string>;
  argumentsJson: string;
  role: string;
  single: boolean;
}): string {
  const given = routine.parameters.filter(({ name }) => argumentNames.has(name));
  const columns = given.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
  const source =
    given.length === 0
      ? ''
      : `json_to_record(${literal(argumentsJson)}::json) as pgrst_args (${columns}), lateral `;
  const call = `public.${identifier(routine.name)}(${given.map(({ name }) => `${identifier(name)} => pgrst_args.${identifier(name)}`).join(', ')})`;
  const rows =
    routine.returns === 'composite'
      ? `select pgrst_call.* from ${source}${call} as pgrst_call`
      : `select pgrst_call.pgrst_scalar from ${source}(select ${call} as pgrst_scalar) as pgrst_call`;
  const item = routine.returns === 'composite' ? 'pgrst_row' : 'pgrst_row.pgrst_scalar';
  const body =
    routine.returnsSet && !single
      ? `coalesce(json_agg(${item}), '[]')`
      : `coalesce(json_agg(${item}) -> 0, 'null')`;
  // A void has no JSON form.
  const aggregate = routine.returns === 'void' ? `'null'` : body;
  return [
    ...(routine.readOnly ? ['set transaction read only'] : []),
    `set local role ${identifier(role)}`,
    'set local search_path = public, extensions',
    `set local "request.jwt.claims" = ${literal(JSON.stringify({ role }))}`,
    `with pgrst_source as (${rows}) select ${aggregate}::text as body, count(*)::int as row_count from pgrst_source as pgrst_row`,
  ].join(';\n');
}
