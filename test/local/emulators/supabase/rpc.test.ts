/** The contract of `supabase.rpc` against the stand-in, through the real client. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANON_KEY, aProject, type Project, SERVICE_KEY } from './project.ts';

let project: Project;
const rpc = (fn: string, args?: object) => project.client().rpc(fn, args);
const post = (fn: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${project.url}/rest/v1/rpc/${fn}`, {
    method: 'POST',
    body,
    headers: { apikey: SERVICE_KEY, 'content-type': 'application/json', ...headers },
  });

beforeAll(async () => {
  project = await aProject();
});
afterAll(() => project.close());
beforeEach(() => project.emulator.control.reset());

describe('arguments', () => {
  test('each argument arrives as the type the function declares', async () => {
    const { data, error } = await rpc('add_card', {
      p_title: "it's 'quoted'; drop table public.cards; --",
      p_epoch: 12,
      p_bill: 1234.5,
      p_facts: { bill: 1, nested: [null, 'ç'] },
      p_tags: ['a', 'b,c'],
      p_at: '2026-03-01T12:00:00-03:00',
    });
    expect(error).toBeNull();
    expect(data).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        title: "it's 'quoted'; drop table public.cards; --",
        epoch: 12,
        bill: 1234.5,
        facts: { bill: 1, nested: [null, 'ç'] },
        tags: ['a', 'b,c'],
        moved_at: '2026-03-01T15:00:00+00:00',
      },
    ]);
  });

  test('an argument left out takes its default, an explicit null does not', async () => {
    expect((await rpc('add_card', { p_title: 'a' })).data).toMatchObject([{ epoch: 7, facts: {} }]);
    expect((await rpc('add_card', { p_title: 'b', p_epoch: null })).error).toMatchObject({ code: '23502' });
  });

  test('a bigint keeps every digit on the way out', async () => {
    await project.emulator.db.exec(
      `insert into public.cards (title, epoch) values ('big', 9223372036854775807)`,
    );
    expect(await (await post('summary', '{}')).text()).toContain('9223372036854775807');
  });

  test('a value that is no such type is 400 with the code of Postgres', async () => {
    const { error, status } = await rpc('add_card', { p_title: 'a', p_epoch: 'seven' });
    expect({ status, error }).toMatchObject({
      status: 400,
      error: { code: '22P02', message: expect.stringContaining('bigint') },
    });
  });

  test('a NUL character is refused by Postgres, not swallowed', async () => {
    expect(await rpc('add_card', { p_title: 'a\u0000b' })).toMatchObject({
      status: 400,
      error: { code: '22P05' },
    });
  });

  test.each([
    ['a function that does not exist', 'add_kard', { p_title: 'a' }],
    ['a required argument that is missing', 'add_card', { p_epoch: 1 }],
    ['an argument the function does not name', 'add_card', { p_title: 'a', p_colour: 'red' }],
  ])('%s is 404 PGRST202', async (_, fn, args) => {
    expect(await rpc(fn, args)).toMatchObject({ status: 404, error: { code: 'PGRST202' } });
  });

  test('two overloads that both fit are 300 PGRST203', async () => {
    const response = await post('twice', '{"p_n":2}');
    expect(response.status).toBe(300);
    expect(await response.json()).toMatchObject({ code: 'PGRST203' });
    expect((await rpc('twice', { p_n: 2, p_m: 1 })).data).toBe(4);
  });

  test('a body that is not one JSON object is 400 PGRST102', async () => {
    for (const body of ['{', '[]', '3']) {
      const response = await post('titles', body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'PGRST102' });
    }
  });
});

describe('answers', () => {
  test('a function that finds nothing answers [] as setof, and an object of nulls as a lone row', async () => {
    expect((await rpc('find_card', { p_title: 'nobody' })).data).toEqual([]);
    const { data } = await rpc('find_lone_card', { p_title: 'nobody' });
    expect(Object.values(data)).toEqual([null, null, null, null, null, null, null]);
  });

  test('scalars are bare, sets of scalars are arrays, tables are arrays of objects, out parameters one object', async () => {
    await rpc('add_card', { p_title: 'a' });
    expect((await rpc('count_cards')).data).toBe(1);
    expect((await rpc('nothing')).data).toBeNull();
    expect((await rpc('titles')).data).toEqual(['a']);
    expect((await rpc('summary')).data).toEqual([{ title: 'a', epoch: 7 }]);
    expect((await rpc('pair')).data).toEqual({ a: 1, b: 2 });
  });

  test('void is 204 without a body', async () => {
    const { status, data, error } = await rpc('forget', { p_title: 'a' });
    expect({ status, data, error }).toEqual({ status: 204, data: null, error: null });
  });

  test('one object is asked for: 406 PGRST116 unless there is exactly one, and then nothing was written', async () => {
    await rpc('add_card', { p_title: 'a' });
    expect((await rpc('find_card', { p_title: 'a' }).single()).data).toMatchObject({ title: 'a' });
    expect(await rpc('find_card', { p_title: 'b' }).single()).toMatchObject({
      status: 406,
      error: { code: 'PGRST116', details: 'The result contains 0 rows' },
    });
    expect((await rpc('find_card', { p_title: 'b' }).maybeSingle()).data).toBeNull();
    await project.emulator.db.exec(`create function public.add_two() returns setof public.cards language sql as
      $$ insert into public.cards (title) values ('x'), ('y') returning * $$`);
    expect(await rpc('add_two').single()).toMatchObject({ status: 406 });
    expect((await rpc('titles')).data).toEqual(['a']);
  });
});

describe('errors', () => {
  test.each([
    ['P0001', 400],
    ['P0002', 500],
    ['23503', 409],
    ['40001', 500],
    ['53300', 503],
    ['28000', 403],
    ['22023', 400],
    ['42501', 403],
    ['PT418', 418],
  ])('SQLSTATE %s is HTTP %i with message, details and hint', async (sqlState, status) => {
    const response = await post('refuse', JSON.stringify({ p_state: sqlState }));
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      code: sqlState,
      message: 'refused',
      details: 'the detail',
      hint: 'the hint',
    });
  });

  test('a unique violation is 409 and names the constraint', async () => {
    await rpc('add_card', { p_title: 'a' });
    expect(await rpc('add_card', { p_title: 'a' })).toMatchObject({
      status: 409,
      error: {
        code: '23505',
        message: expect.stringContaining('one_card_per_title'),
        details: 'Key (title)=(a) already exists.',
      },
    });
  });

  test('a call is one transaction: what it wrote before it failed is gone', async () => {
    expect(await rpc('add_then_fail', { p_title: 'ghost' })).toMatchObject({
      status: 400,
      error: { code: 'P0001' },
    });
    expect((await rpc('titles')).data).toEqual([]);
  });

  test('a function declared stable cannot write: 405', async () => {
    expect(await rpc('write_in_stable', { p_title: 'a' })).toMatchObject({
      status: 405,
      error: { code: '25006' },
    });
  });
});

describe('keys', () => {
  test('a call runs as service_role and leaves no role behind', async () => {
    expect((await rpc('who')).data).toBe('service_role');
    const { rows } = await project.emulator.db.query('select current_user as name');
    expect(rows).toEqual([{ name: 'postgres' }]);
  });

  test('the anonymous key may execute nothing that the migrations revoked: 401, code 42501', async () => {
    expect(await project.client(ANON_KEY).rpc('who')).toMatchObject({
      status: 401,
      error: { code: '42501' },
    });
  });

  test('a hosted project grants execute to anon by name: revoking it from public leaves a function open', async () => {
    await project.emulator.db.exec(`
      create function public.left_open() returns int language sql as 'select 1';
      revoke execute on function public.left_open() from public;`);
    expect((await project.client(ANON_KEY).rpc('left_open')).data).toBe(1);
  });

  test('no key and a wrong key are refused at the gateway: 401', async () => {
    expect((await fetch(`${project.url}/rest/v1/rpc/who`, { method: 'POST' })).status).toBe(401);
    expect(await project.client('wrong').rpc('who')).toMatchObject({
      status: 401,
      error: { message: 'Invalid API key' },
    });
    expect((await post('who', '{}', { authorization: 'Bearer forged' })).status).toBe(401);
  });

  test('tables, other methods and filters are refused, not imitated', async () => {
    expect((await project.client().from('cards').select()).status).toBe(404);
    expect((await project.client().rpc('titles', {}, { get: true })).status).toBe(405);
    expect((await project.client().rpc('summary').eq('title', 'a')).status).toBe(400);
  });
});

describe('faults', () => {
  const { control } = { control: () => project.emulator.control };

  test('a status fault fails only the function it names, as often as asked, and carries nothing out', async () => {
    control().fault({ fn: 'add_card', times: 1, kind: 'status', status: 503 });
    expect((await rpc('titles')).status).toBe(200);
    expect(await rpc('add_card', { p_title: 'a' })).toMatchObject({
      status: 503,
      error: { code: 'PGRST000' },
    });
    expect((await rpc('titles')).data).toEqual([]);
    expect((await rpc('add_card', { p_title: 'a' })).status).toBe(200);
  });

  test('an answer lost after the commit leaves the write; one lost before it leaves none', async () => {
    control().fault({ times: 1, kind: 'drop' });
    expect((await rpc('add_card', { p_title: 'before' })).error).not.toBeNull();
    control().fault({ times: 1, kind: 'drop_after_commit' });
    expect((await rpc('add_card', { p_title: 'after' })).error).not.toBeNull();
    expect((await rpc('titles')).data).toEqual(['after']);
  });

  test('a call that hangs ends only by the caller, and down lasts until up', async () => {
    control().fault({ times: 1, kind: 'hang' });
    const abort = new AbortController();
    const hanging = rpc('titles').abortSignal(abort.signal);
    const settled = hanging.then(({ error }) => error);
    await rpc('titles');
    abort.abort();
    expect(await settled).not.toBeNull();
    control().down();
    expect((await rpc('forget', { p_title: 'a' })).error).not.toBeNull();
    control().down(503);
    expect((await rpc('forget', { p_title: 'a' })).status).toBe(503);
    control().up();
    expect((await rpc('titles')).data).toEqual([]);
  });
});
