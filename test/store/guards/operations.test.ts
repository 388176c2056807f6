/** What an operator's commands read of the catalogue, guard by guard (V9, H15). */
import { expect, test } from 'vitest';
import { useDesk } from '../support/database.ts';

const desk = useDesk();

test('V9 · the tables of leads are those of ours whose rows point at a lead, each once, with the column that does', async () => {
  const d = desk();
  await d.supabase.db.exec(
    'create schema elsewhere; create table elsewhere.visits (id int primary key, lead_id uuid references public.leads (id))',
  );
  try {
    const { rows } = await d.supabase.db.query<{ is: { table: string; column: string } }>(
      'select public.tables_of_leads() as is',
    );
    expect(rows.map(({ is }) => `${is.table}.${is.column}`)).toEqual([
      'amendments.lead_id',
      'decisions.lead_id',
      'follow_ups.lead_id',
      'handoff_parts.lead_id',
      'lead_addresses.lead_id',
      'meetings.lead_id',
      'messages.lead_id',
      'replies.lead_id',
    ]);
  } finally {
    await d.supabase.db.exec('drop schema elsewhere cascade');
  }
});

test('H15 · the schema that is applied: every migration that was noted, and our own functions alone', async () => {
  const d = desk();
  const { is } = await d.row<{ is: { versions: readonly string[]; functions: readonly string[] } }>(
    'select public.applied_schema() as is',
  );
  const { noted } = await d.row<{ noted: readonly string[] }>(
    'select array_agg(version order by version) as noted from supabase_migrations.schema_migrations',
  );
  expect(is.versions).toEqual(noted);
  expect(is.functions).toContain('commit_send');
  expect(is.functions).not.toContain('jsonb_agg');
});
test('H15 · where nobody noted a migration there are no notes, and the functions are told all the same', async () => {
  const d = desk();
  await d.supabase.db.exec('alter schema supabase_migrations rename to put_aside');
  try {
    const { is } = await d.row<{ is: { versions: unknown; functions: readonly string[] } }>(
      'select public.applied_schema() as is',
    );
    expect(is.versions).toBeNull();
    expect(is.functions).toContain('commit_send');
  } finally {
    await d.supabase.db.exec('alter schema put_aside rename to supabase_migrations');
  }
});
