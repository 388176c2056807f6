/** A small project of migrations for the stand-in's own tests, and the real client pointed at it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { type HttpStack, serve } from '../../../../local/emulators/http.ts';
import {
  createSupabaseEmulator,
  type SupabaseEmulator,
} from '../../../../local/emulators/supabase/emulator.ts';

export const SERVICE_KEY = 'service-key';
export const ANON_KEY = 'anon-key';

export const CARDS_SQL = `
  set lock_timeout = '5s';
  create table public.cards (
    id uuid primary key default gen_random_uuid(),
    title text not null constraint one_card_per_title unique,
    epoch bigint not null default 0,
    bill numeric,
    facts jsonb not null default '{}',
    tags text[] not null default '{}',
    moved_at timestamptz
  );
  alter table public.cards enable row level security;

  create function public.add_card(p_title text, p_epoch bigint default 7, p_bill numeric default null, p_facts jsonb default '{}',
    p_tags text[] default '{}', p_at timestamptz default null)
  returns setof public.cards language sql set search_path = '' as $$
    insert into public.cards (title, epoch, bill, facts, tags, moved_at) values (p_title, p_epoch, p_bill, p_facts, p_tags, p_at) returning *;
  $$;
  create function public.find_card(p_title text) returns setof public.cards language sql stable set search_path = '' as $$
    select * from public.cards where title = p_title;
  $$;
  create function public.find_lone_card(p_title text) returns public.cards language sql stable set search_path = '' as $$
    select * from public.cards where title = p_title;
  $$;
  create function public.titles() returns setof text language sql stable set search_path = '' as $$ select title from public.cards order by 1 $$;
  create function public.count_cards() returns bigint language sql stable set search_path = '' as $$ select count(*) from public.cards $$;
  create function public.nothing() returns text language sql stable set search_path = '' as $$ select null::text $$;
  create function public.summary() returns table (title text, epoch bigint) language sql stable set search_path = '' as $$
    select title, epoch from public.cards order by 1;
  $$;
  create function public.pair(out a int, out b int) language sql immutable set search_path = '' as $$ select 1, 2 $$;
  create function public.forget(p_title text) returns void language sql set search_path = '' as $$ delete from public.cards where title = p_title $$;
  create function public.refuse(p_state text) returns void language plpgsql set search_path = '' as $$
    begin raise exception 'refused' using errcode = p_state, detail = 'the detail', hint = 'the hint'; end $$;
  create function public.add_then_fail(p_title text) returns void language plpgsql set search_path = '' as $$
    begin insert into public.cards (title) values (p_title); raise exception 'after the write'; end $$;
  create function public.write_in_stable(p_title text) returns bigint language plpgsql stable set search_path = '' as $$
    begin perform public.add_card(p_title); return 1; end $$;
  create function public.who() returns text language sql stable set search_path = '' as $$ select current_user::text $$;
  create function public.twice(p_n int) returns int language sql immutable set search_path = '' as $$ select p_n * 2 $$;
  create function public.twice(p_n int, p_m int default 1) returns int language sql immutable set search_path = '' as $$ select p_n * 2 $$;
`;

/** As design §9 wants it: revoked by name, because a hosted project grants to them by default. */
export const GRANTS_SQL = `
  revoke execute on all functions in schema public from public, anon, authenticated;
  grant execute on all functions in schema public to service_role;
`;

export type Project = {
  readonly emulator: SupabaseEmulator;
  readonly url: string;
  readonly stack: HttpStack;
  readonly migrationsDir: string;
  client(key?: string): SupabaseClient;
  close(): Promise<void>;
};

export async function aProject(
  migrations: Readonly<Record<string, string>> = {
    '20260101000000_cards.sql': CARDS_SQL,
    '20260102000000_grants.sql': GRANTS_SQL,
  },
): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), 'bastao-test-'));
  for (const [file, sql] of Object.entries(migrations)) await writeFile(join(root, file), sql);
  const emulator = await createSupabaseEmulator({
    migrationsDir: root,
    dataDir: null,
    databaseUrl: process.env['DATABASE_URL'],
    serviceKey: SERVICE_KEY,
    anonKey: ANON_KEY,
  });
  const stack = await serve({ mounts: { '/supabase': emulator.handler } });
  const url = `${stack.url}/supabase`;
  return {
    emulator,
    url,
    stack,
    migrationsDir: root,
    client: (key = SERVICE_KEY) =>
      createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } }),
    close: async () => {
      await emulator.close();
      await stack.close();
      await rm(root, { recursive: true });
    },
  };
}
