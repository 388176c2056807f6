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

/** The statement around one way of calling a routine; `source` is the arguments' JSON, as SQL. */
function callOf(
  { name, parameters, returns, returnsSet }: Routine,
  argumentNames: ReadonlySet<string>,
  single: boolean,
  source: string,
): string {
  const given = parameters.filter((parameter) => argumentNames.has(parameter.name));
  const columns = given.map((parameter) => `${identifier(parameter.name)} ${parameter.type}`).join(', ');
  const from =
    given.length === 0 ? '' : `json_to_record(${source}::json) as pgrst_args (${columns}), lateral `;
  const passed = given.map((parameter) => {
    const column = identifier(parameter.name);
    return `${column} => pgrst_args.${column}`;
  });
  const call = `public.${identifier(name)}(${passed.join(', ')})`;
  const rows =
    returns === 'composite'
      ? `select pgrst_call.* from ${from}${call} as pgrst_call`
      : `select pgrst_call.pgrst_scalar from ${from}(select ${call} as pgrst_scalar) as pgrst_call`;
  const item = returns === 'composite' ? 'pgrst_row' : 'pgrst_row.pgrst_scalar';
  const body =
    returnsSet && !single ? `coalesce(json_agg(${item}), '[]')` : `coalesce(json_agg(${item}) -> 0, 'null')`;
  // A void has no JSON form.
  const aggregate = returns === 'void' ? `'null'` : body;
  return `with pgrst_source as (${rows}) select ${aggregate}::text as body, count(*)::int as row_count from pgrst_source as pgrst_row`;
}

export type RoutineCall = {
  readonly routine: Routine;
  readonly argumentNames: ReadonlySet<string>;
  readonly argumentsJson: string;
  readonly role: string;
  readonly single: boolean;
};

const settings = ({ routine, role }: Pick<RoutineCall, 'routine' | 'role'>): string[] => [
  ...(routine.readOnly ? ['set transaction read only'] : []),
  `set local role ${identifier(role)}`,
  'set local search_path = public, extensions',
  `set local "request.jwt.claims" = ${literal(JSON.stringify({ role }))}`,
];

/**
 * One multi-statement query: Postgres runs it as one transaction and undoes all of it when a part fails, in one round trip.
 * The last statement answers one row, `body` (JSON text) and `row_count`.
 */
export function callStatement(call: RoutineCall): string {
  const { routine, argumentNames, argumentsJson, single } = call;
  return [...settings(call), callOf(routine, argumentNames, single, literal(argumentsJson))].join(';\n');
}

/** What `callStatement` answers, but prepared where it was first asked for. @throws what Postgres says of the statement. */
export type PreparedCalls = (call: RoutineCall) => Promise<string>;

/**
 * As PostgREST does it (`db-prepared-statements`): each way of calling a routine is parsed and planned once in a session.
 * `db` must be one session. A routine made anew needs no telling: Postgres then plans the statement again.
 */
export function createPreparedCalls(db: Session): PreparedCalls {
  const prepared = new Map<string, Promise<string>>();
  let names = 0;
  const prepare = async (call: RoutineCall): Promise<string> => {
    const { routine, argumentNames, single } = call;
    names += 1;
    const name = `pgrst_${names}`;
    const body = callOf(routine, argumentNames, single, '$1');
    // It outlives its transaction, and means by a name what the caller's role means by it.
    await db.exec([...settings(call), `prepare ${name} (text) as ${body}`].join(';\n'));
    return name;
  };
  return async (call) => {
    const { routine, argumentNames, argumentsJson, role, single } = call;
    const parameters = routine.parameters.map(({ name, type }) => [name, type, argumentNames.has(name)]);
    const key = JSON.stringify([routine.name, parameters, role, single]);
    const name = prepared.get(key) ?? prepare(call);
    prepared.set(key, name);
    name.catch(() => prepared.delete(key));
    return [...settings(call), `execute ${await name} (${literal(argumentsJson)})`].join(';\n');
  };
}
