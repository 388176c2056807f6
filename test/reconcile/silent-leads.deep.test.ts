/** V9 · an end for what is kept on a silent lead, and what outlives it: that it asked to be left alone. */
import { expect, test } from 'vitest';
import { ops } from '../ops/support/ops.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';

const world = useWorlds();
const HOUR = 3_600_000;
const RUI = { phone: '+5581990000003', name: 'Rui' } as const;
const leads = async (w: World) =>
  (await w.supabase.db.query<{ phone: string }>('select phone from public.leads order by phone')).rows.map(
    ({ phone }) => phone,
  );
/** So many days later, as far as the rows say, and reconcile has come round. */
const later = async (w: World, days: number) => {
  await w.minutes(61);
  const ago = `interval '${days} days'`;
  await w.supabase.db.exec(`
    update public.leads set created_at = created_at - ${ago}, last_inbound_at = last_inbound_at - ${ago},
      last_outbound_at = last_outbound_at - ${ago}, opted_out_at = opted_out_at - ${ago};
    update public.messages set recorded_at = recorded_at - ${ago}, sent_at = sent_at - ${ago};`);
  await w.minutes(61);
};
/** All that Postgres keeps, and what of Redis does not end by itself within days, as text. */
async function everything(w: World): Promise<string> {
  const { rows: tables } = await w.supabase.db.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const rows = [];
  for (const { name } of tables)
    rows.push(...(await w.supabase.db.query(`select to_jsonb(t) as row from public.${name} t`)).rows);
  const kept = (await w.upstash.control.keys()).filter((key) => key.startsWith('handoff:'));
  return JSON.stringify([rows, kept]);
}

test('V9 · a lead of whom nothing was heard for LEAD_RETENTION_DAYS is erased, one who wrote since is not, and by default nobody is', async () => {
  const w = await world({ environment: { LEAD_RETENTION_DAYS: '30' } });
  await w.says('oi');
  await w.says('oi', CLARA);
  await later(w, 4);
  const { logLines } = w;
  await w.says('oi de novo', CLARA);
  await later(w, 24);
  expect(await leads(w)).toEqual([CLARA.phone, MATEUS.phone]);
  await later(w, 3);
  expect(await leads(w)).toEqual([CLARA.phone]);
  const left = await everything(w);
  // Not the whole of it in an error.
  expect(['990000001', 'Mateus'].filter((trace) => left.includes(trace))).toEqual([]);
  expect(logLines.filter((line) => line.includes('"reconcile.erased"'))).toHaveLength(1);
  // The card is Kommo's.
  expect(w.kommo.control.cards()).toHaveLength(2);

  const off = await world();
  await off.says('oi', RUI);
  await later(off, 40);
  expect(await leads(off)).toContain(RUI.phone);
});

test('V9 · whoever asked to stop is left alone after their data was erased, in every spelling and under every name, until they write VOLTAR', async () => {
  const w = await world({ provider: 'evolution', environment: { LEAD_RETENTION_DAYS: '30' } });
  await w.says('oi');
  await w.says('PARAR');
  await w.says('oi', CLARA);
  await later(w, 32);
  expect(await leads(w)).toEqual([]);
  expect((await everything(w)).includes('990000001')).toBe(false);
  const before = w.fromBot().length;

  await w.says('oi');
  // What an opted-out lead hears once a day: how to come back. No greeting, no question, no ladder.
  const said = w.fromBot().slice(before);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('VOLTAR');
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  expect((await w.decisions())[0]).toMatchObject({ kind: 'takeover', reason: 'suppressed' });
  await w.minutes(40);
  expect(w.fromBot()).toHaveLength(before + 1);
  // Nobody else is taken for them.
  await w.says('oi', CLARA);
  expect(w.fromBot(CLARA).at(-1)).not.toContain('VOLTAR');

  await w.says('VOLTAR');
  expect((await w.lead()).signals.optedOutAtMs).toBeNull();
  await w.says('quero um orçamento');
  expect(w.fromBot().length).toBeGreaterThan(before + 1);
  expect((await w.lead()).signals.optedOutAtMs).toBeNull();
});

test('V9 · `forget` keeps the stop and nothing else, twice over, and says what stays elsewhere and for how long', async () => {
  const w = await world({ environment: { LLM_PROVIDER: 'openai' } });
  await w.says('oi');
  await w.says('PARAR');
  for (let round = 0; round < 2; round += 1) {
    const ran = await ops(w, ['forget', MATEUS.phone, '--yes']);
    expect(ran.code).toBe(0);
    for (const place of [
      'Kommo: card',
      'WhatsApp:',
      'the model (openai)',
      'CloudWatch',
      'backups',
      '30 days',
      'a month',
    ])
      expect(ran.out).toContain(place);
    expect(ran.out).toContain('still holds if they write again');
    expect((await everything(w)).includes('990000001')).toBe(false);
    await w.says('oi');
    expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  }
  // Somebody who asked for nothing is a stranger again.
  await w.says('oi', CLARA);
  expect((await ops(w, ['forget', CLARA.phone, '--yes'])).out).not.toContain('still holds');
  await w.says('oi', CLARA);
  expect((await w.lead(CLARA)).signals.optedOutAtMs).toBeNull();
});

test('V9 · nobody is found in the suppression list without the salt', async () => {
  const w = await world();
  await w.says('oi');
  await w.says('PARAR');
  await ops(w, ['forget', MATEUS.phone, '--yes'], {
    environment: { SUPPRESSION_SALT: 'another-salt-than-that-of-the-functions' },
  });
  const { rows } = await w.supabase.db.query<{ digest: string }>('select digest from public.suppressions');
  expect(rows.length).toBeGreaterThan(0);
  await w.says('oi');
  expect((await w.lead()).signals.optedOutAtMs).toBeNull();
  const none = await ops(w, ['forget', MATEUS.phone, '--yes'], {
    environment: { SUPPRESSION_SALT: 'short' },
  });
  expect(none.code).toBe(2);
  expect(await leads(w)).toEqual([MATEUS.phone]);
});

test('V9 · what waits, has a meeting ahead or was written to lately is not silent, and more than one run takes are the next runs’', async () => {
  const w = await world({ environment: { LEAD_RETENTION_DAYS: '30' } });
  const old = new Date(w.clock.nowMs() - 40 * 24 * HOUR).toISOString();
  const soon = new Date(w.clock.nowMs() + 24 * HOUR).toISOString();
  const later2 = new Date(w.clock.nowMs() + 25 * HOUR).toISOString();
  await w.supabase.db.exec(`
    insert into public.leads (id, key, phone, reply_to, created_at, last_inbound_at, last_outbound_at, held_at, held_cause)
      select ('00000001-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '+55819910' || lpad(n::text, 5, '0'), '+55819910' || lpad(n::text, 5, '0'), 'x', '${old}', '${old}',
        case when n = 101 then timestamptz '${old}' + interval '20 days' else '${old}' end
        , case when n = 102 then timestamptz '${old}' end, case when n = 102 then 'kommo_slow' end
      from generate_series(1, 104) n;
    insert into public.lead_addresses (key, lead_id) select key, id from public.leads;
    insert into public.meetings (lead_id, status, starts_at, ends_at, title, created_at, booked_at)
      values ('00000001-0000-4000-8000-000000000103', 'booked', '${soon}', '${later2}', 'Conversa', '${old}', '${old}');
    insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at)
      values ('00000001-0000-4000-8000-000000000104', 'out', 'person', 'p-1', 'text', 'oi', '${soon}', timestamptz '${old}' + interval '20 days');`);
  // One that waits is not silent; reconcile ends its wait.
  const { rows } = await w.supabase.db.query<{ id: string }>(
    "select s ->> 'id' as id from public.silent_leads($1, 200) s order by 1",
    [new Date(w.clock.nowMs() - 30 * 24 * HOUR).toISOString()],
  );
  expect(rows.map(({ id }) => Number(id.slice(-3)))).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  await w.minutes(1);
  const after = (await leads(w)).length;
  // Bounded: a run takes forty at most.
  expect(after).toBeGreaterThanOrEqual(104 - 80);
  expect(after).toBeLessThan(104);
  await w.minutes(5);
  expect(await leads(w)).toEqual(['+5581991000101', '+5581991000103', '+5581991000104']);
});
