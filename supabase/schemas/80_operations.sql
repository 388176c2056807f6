-- What an operator's commands ask of the database, and no function of the product: which migrations are in place, everything that is
-- held on one person, and its erasure. The tables that hold a lead's rows are found in the catalogue, by their foreign key: a table
-- added tomorrow is exported and erased without anybody remembering to.

-- {table, column}: every table with rows of a lead's own, and the column that says whose.
create function public.tables_of_leads() returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('table', c.relname, 'column', a.attname)
  from pg_catalog.pg_constraint f
    join pg_catalog.pg_class c on c.oid = f.conrelid
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
  where f.confrelid = 'public.leads'::regclass and c.relnamespace = 'public'::regnamespace
  order by c.relname;
$$;

-- {lead, <table>: [rows]}: all that is kept on this person, as it is kept. Nothing when the lead is unknown.
create function public.export_lead(p_lead_id uuid) returns setof jsonb language plpgsql stable set search_path = '' as $$
declare
  v_all jsonb;
  v_rows jsonb;
  v_table jsonb;
begin
  select jsonb_build_object('lead', to_jsonb(l)) into v_all from public.leads l where l.id = p_lead_id;
  if not found then
    return;
  end if;
  for v_table in select public.tables_of_leads() loop
    execute format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from public.%I t where t.%I = $1', v_table ->> 'table', v_table ->> 'column')
      into v_rows using p_lead_id;
    v_all := v_all || jsonb_build_object(v_table ->> 'table', v_rows);
  end loop;
  return next v_all;
end;
$$;

-- LGPD: removes a person. One transaction: either everything is gone, or nothing. {<table>: how many rows}; nothing when the lead is
-- unknown. A turn in flight finds no row to commit a send on, and is fenced like any other (I1). `p_digests`, of their addresses: under
-- these their stop outlives them (V9).
create function public.erase_lead(p_lead_id uuid, p_digests text[] default '{}') returns setof jsonb language plpgsql set search_path = '' as $$
declare
  v_erased jsonb := '{}';
  v_count bigint;
  v_table jsonb;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if not found then
    return;
  end if;
  perform public.keep_suppression(p_lead_id, p_digests);
  for v_table in select public.tables_of_leads() loop
    execute format('delete from public.%I where %I = $1', v_table ->> 'table', v_table ->> 'column') using p_lead_id;
    get diagnostics v_count = row_count;
    v_erased := v_erased || jsonb_build_object(v_table ->> 'table', v_count);
  end loop;
  delete from public.leads where id = p_lead_id;
  return next v_erased || jsonb_build_object('leads', 1);
end;
$$;

-- What Supabase's CLI noted as applied, and what is really there: the notes are missing where somebody pasted the files by hand.
create function public.applied_schema() returns jsonb language plpgsql stable set search_path = '' as $$
declare
  v_versions jsonb;
begin
  begin
    if to_regclass('supabase_migrations.schema_migrations') is not null then
      execute 'select jsonb_agg(version order by version) from supabase_migrations.schema_migrations' into v_versions;
    end if;
  exception
    -- Made after this migration, by somebody who granted nothing: as good as no notes.
    when insufficient_privilege then
      v_versions := null;
  end;
  return jsonb_build_object(
    'versions', v_versions,
    'functions', (select jsonb_agg(distinct proname) from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace)
  );
end;
$$;

-- The notes hold the texts of these files and nothing of anybody's; where there are none there is nothing to grant.
do $$
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    grant usage on schema supabase_migrations to service_role;
    grant select on supabase_migrations.schema_migrations to service_role;
  end if;
end;
$$;
