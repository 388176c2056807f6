/** `npm start` from outside: what it prints, what it keeps, how it ends. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ACCOUNT } from '../../../local/stack.ts';
import { type Started, useStarts } from './start.ts';

// Each test starts whole processes: seconds on a quiet machine, and nothing here depends on how many.
vi.setConfig({ testTimeout: 240_000 });

const OPS = fileURLToPath(new URL('../../../ops/main.ts', import.meta.url));
const { aFolder, refused, started } = useStarts();

const MATEUS = { from: '+5581990000001', name: 'Mateus' } as const;
const Screen = z.array(z.object({ who: z.string(), text: z.string() }));
const Cards = z.array(z.object({ leadId: z.number(), stage: z.string() }));
const Decisions = z.array(z.object({ what: z.string(), reason: z.string() }));

const screen = async (run: Started) => Screen.parse((await run.local('phone?number=5581990000001')).body);
const cards = async (run: Started) => Cards.parse((await run.local('cards')).body);
const Webhooks = z.object({
  _embedded: z.object({ webhooks: z.array(z.object({ destination: z.string() })) }),
});
const Clock = z.object({ iso: z.string() });
const now = async (run: Started) =>
  Date.parse(Clock.parse((await run.local('clock', { advance: '1s' })).body).iso);
const reasons = async (run: Started) =>
  Decisions.parse((await run.local('decisions?phone=5581990000001')).body).map(({ reason }) => reason);
const says = async (run: Started, text: string) => {
  expect(await run.local('lead-says', { ...MATEUS, text })).toMatchObject({ status: 200 });
  expect(await run.local('clock', { advance: '30s' })).toMatchObject({ status: 200 });
};

test('I7 · a restart keeps leads, cards, phones, queue and clock, and the talk goes on in both directions', async () => {
  const dir = await aFolder();
  const before = await started({ dir });
  await says(before, 'Oi, bom dia!');
  await before.local('clock', { advance: '3h' });
  const [card] = await cards(before);
  expect(
    await before.local('move-card', { leadId: card?.leadId, stage: 'ATENDIMENTO HUMANO', told: false }),
  ).toMatchObject({
    status: 200,
  });
  await says(before, 'oi?');
  const shown = await screen(before);
  expect(shown.map(({ who }) => who)).toEqual(['lead', 'robô', 'lead']);
  const nowBefore = await now(before);
  expect((await before.stop()).code).toBe(0);

  const after = await started({ dir });
  expect(await screen(after)).toEqual(shown);
  expect(await cards(after)).toEqual([{ ...card, stage: 'ATENDIMENTO HUMANO' }]);
  // What was skipped stays skipped: a clock set back would make every stored read look newer than the next one.
  expect(await now(after)).toBeGreaterThan(nowBefore);
  // Another port: the subscription of the old one has moved along.
  const hooks = await fetch(`${after.addresses.kommo}/api/v4/webhooks`, {
    headers: { authorization: `Bearer ${ACCOUNT.kommoToken}` },
  });
  const { _embedded } = Webhooks.parse(await hooks.json());
  expect(_embedded.webhooks.map(({ destination }) => new URL(destination).origin)).toEqual([
    after.addresses.gateway,
  ]);
  await says(after, 'tem alguém?');
  expect((await reasons(after)).slice(-2)).toEqual(['human_stage', 'human_stage']);
  await after.local('move-card', { leadId: card?.leadId, stage: 'em_qualificacao' });
  await says(after, 'Meu nome é Mateus');
  expect((await screen(after)).slice(-2)).toMatchObject([
    { who: 'lead', text: 'Meu nome é Mateus' },
    { who: 'robô' },
  ]);
  expect((await cards(after)).length).toBe(1);
});

test('a schedule outlives a restart, and is due when it was', async () => {
  const dir = await aFolder();
  const at1 = { Name: 'lead-1', GroupName: 'bastao-local' };
  const send = async <T>(run: Started, work: (client: SchedulerClient) => Promise<T>): Promise<T> => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SchedulerClient({
      endpoint: run.addresses.scheduler,
      region: 'sa-east-1',
      credentials,
    });
    return work(client).finally(() => client.destroy());
  };
  const before = await started({ dir });
  await send(before, (client) =>
    client.send(
      new CreateScheduleCommand({
        ...at1,
        ScheduleExpression: 'at(2099-12-31T11:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:lambda:sa-east-1:000000000000:function:follow-up-executor',
          RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
          Input: '{"step":1}',
        },
      }),
    ),
  );
  expect((await before.stop()).code).toBe(0);

  const after = await started({ dir });
  expect(await send(after, (client) => client.send(new GetScheduleCommand(at1)))).toMatchObject({
    ScheduleExpression: 'at(2099-12-31T11:00:00)',
    Target: { Input: '{"step":1}' },
  });
});

test('I5 · what waits in the queue when Ctrl-C comes is answered after the restart, once', async () => {
  const dir = await aFolder();
  const before = await started({ dir });
  expect(await before.local('lead-says', { ...MATEUS, text: 'Oi, bom dia!' })).toMatchObject({ status: 200 });
  // Until the webhook has put it in line; its turn is six seconds away, or just running where the machine is slow.
  await before.local('clock', { advance: '1s' });
  const ended = await before.stop('SIGINT');
  expect(ended).toMatchObject({ code: 0 });
  // A stop that hangs, not a slow machine: the figure is real time.
  expect(ended.tookMs).toBeLessThan(15_000);

  const after = await started({ dir });
  // A turn that was cut short comes back when the queue gives it up for dead, six minutes later.
  await after.local('clock', { advance: '10m' });
  expect((await screen(after)).map(({ who }) => who)).toEqual(['lead', 'robô']);
});

test('Ctrl-C twice, as npm and the terminal both pass it on, ends cleanly and gives the folder back', async () => {
  const dir = await aFolder();
  const run = await started({ dir });
  await says(run, 'oi');
  process.kill(run.pid, 'SIGINT');
  const ended = await run.stop('SIGINT');
  expect(ended).toMatchObject({ code: 0 });
  // A stop that hangs, not a slow machine: the figure is real time.
  expect(ended.tookMs).toBeLessThan(15_000);
  expect(existsSync(join(dir, '.data', 'lock'))).toBe(false);
});

test('a busy port is one line and exit code 1', async () => {
  const dir = await aFolder();
  const run = await started({ dir });
  const port = String(run.addresses.port);
  const second = await refused({ args: ['--port', port], dir });
  expect(second.code).toBe(1);
  expect(second.stdout).toBe('');
  expect(second.stderr).toBe(
    `erro: a porta ${port} está em uso: npm start -- --port ${run.addresses.port + 1}\n`,
  );
});

test('two runs never share one .data', async () => {
  const dir = await aFolder();
  const run = await started({ dir });
  const second = await refused({ args: ['--port', '0', '--reset'], dir });
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(new RegExp(`^erro: .data/ está em uso pelo processo ${run.pid}: .*\\n$`));
  await says(run, 'oi');
  expect((await screen(run)).length).toBe(2);
});

test('.data of another version, or with a changed migration, is refused in one line; --reset begins anew', async () => {
  const dir = await aFolder();
  const run = await started({ dir });
  await says(run, 'oi');
  await run.stop();
  const path = join(dir, '.data', 'format.json');
  const format = await readFile(path, 'utf8');

  for (const [stale, why] of [
    [format.replace(/"format":\d+/, '"format":0'), 'outro formato'],
    [format.replace(/("\d+_initial\.sql":")\w/, '$1x'), 'a migração .*_initial.sql mudou'],
    ['{', 'outro formato'],
  ] as const) {
    expect(stale).not.toBe(format);
    await writeFile(path, stale);
    const second = await refused({ args: ['--port', '0'], dir });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      new RegExp(
        `^erro: .data/ não serve para esta versão \\(${why}\\): comece de novo com npm start -- --reset\\n$`,
      ),
    );
  }
  await writeFile(path, format);
  await writeFile(join(dir, '.data', 'state.json'), '{"aheadMs":0');
  expect((await refused({ args: ['--port', '0'], dir })).stderr).toMatch(/^erro: .*state\.json.*--reset\n$/);

  const anew = await started({ args: ['--reset'], dir });
  expect(await cards(anew)).toEqual([]);
  expect((await anew.local('decisions?phone=5581990000001')).status).toBe(404);
});

test('SUPABASE_URL puts the data in that project, and none in .data', async () => {
  const project = await started({ dir: await aFolder() });
  const dir = await aFolder();
  const run = await started({
    dir,
    env: { SUPABASE_URL: project.addresses.supabase, SUPABASE_SERVICE_KEY: ACCOUNT.serviceKey },
  });
  expect(run.addresses.supabase).toBe(project.addresses.supabase);
  await says(run, 'oi');
  expect((await screen(run)).map(({ who }) => who)).toEqual(['lead', 'robô']);
  expect(await reasons(project)).toEqual(await reasons(run));
  expect(existsSync(join(dir, '.data', 'database'))).toBe(false);
});

test('V4 · .data/local.env is all that an operator’s command needs, and nobody else may read it', async () => {
  const dir = await aFolder();
  const run = await started({ dir });
  await says(run, 'oi');
  const path = join(dir, '.data', 'local.env');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  // Waited for, not stood still for: a server closes what its client leaves idle for seconds.
  const opsOn = (...args: string[]) =>
    new Promise<{ status: number | string; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [OPS, ...args, '--env-file', path],
        { cwd: dir, env: { PATH: process.env['PATH'] } },
        (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }),
      );
    });
  const why = await opsOn('why', MATEUS.from, '--lang', 'pt');
  expect([why.status, String(why.stderr)]).toEqual([0, '']);
  expect(String(why.stdout)).toContain('o robô enviou');
  const doctor = await opsOn('doctor', '--json');
  const { findings } = z
    .object({ findings: z.array(z.object({ check: z.string(), state: z.string(), says: z.string() })) })
    .parse(JSON.parse(String(doctor.stdout)));
  expect(findings.filter(({ state }) => state === 'failed')).toEqual([]);
  expect((await opsOn('stop')).status).toBe(0);
  await says(run, 'alguém aí?');
  expect((await screen(run)).at(-1)?.who).toBe('lead');
});

test('V4 · real far ends are named in the first lines, and the product works on them', async () => {
  const far = await started({ dir: await aFolder() });
  const run = await started({
    dir: await aFolder(),
    args: ['--kommo', 'real', '--whatsapp', 'real'],
    env: {
      KOMMO_BASE_URL: far.addresses.kommo,
      KOMMO_TOKEN: ACCOUNT.kommoToken,
      KOMMO_PIPELINE_ID: String(ACCOUNT.pipelineId),
      KOMMO_ACCOUNT_ID: String(ACCOUNT.kommoAccountId),
      KOMMO_WEBHOOK_SECRET: 'um-segredo',
      EVOLUTION_URL: far.addresses.evolution,
      EVOLUTION_API_KEY: ACCOUNT.evolutionApiKey,
      EVOLUTION_INSTANCE: ACCOUNT.evolutionInstance,
      EVOLUTION_WEBHOOK_SECRET: 'outro-segredo',
    },
  });
  const { stderr } = run.output();
  expect(stderr).toMatch(/Kommo de verdade: .*funil 8100001/);
  expect(stderr).toMatch(/WhatsApp de verdade: Evolution solar-exemplo/);
  expect(stderr).not.toContain('um-segredo');
  expect([run.addresses.kommo, run.addresses.evolution]).toEqual([
    far.addresses.kommo,
    far.addresses.evolution,
  ]);
  const door = (secret: string) =>
    fetch(`${run.addresses.gateway}/webhooks/kommo/${secret}/`).then(({ status }) => status);
  expect([await door('um-segredo'), await door(ACCOUNT.kommoSecret)]).toEqual([200, 401]);
});

for (const [name, env, line] of [
  [
    "a real account's token without the option that uses it",
    { KOMMO_TOKEN: 'x' },
    'KOMMO_TOKEN: de uma conta real, que este npm start não usaria; use com npm start -- --kommo real, ou tire do ambiente',
  ],
  [
    'hours that are none',
    { BUSINESS_HOURS: 'às vezes' },
    'Configuration: BUSINESS_HOURS is not of the form `mon-fri 08:00-18:00, sat 09:00-12:00` (it decides when meetings are offered and leads are written to first).',
  ],
  [
    'SUPABASE_URL without its key',
    { SUPABASE_URL: 'https://projeto.example.com' },
    'SUPABASE_URL está definida, mas falta SUPABASE_SERVICE_KEY',
  ],
  [
    'a SUPABASE_URL that is no address',
    { SUPABASE_URL: 'projeto', SUPABASE_SERVICE_KEY: 'x' },
    'SUPABASE_URL não é um endereço https:// ou http://',
  ],
  [
    'UPSTASH_REDIS_REST_URL without its token',
    { UPSTASH_REDIS_REST_URL: 'https://x.example.com' },
    'UPSTASH_REDIS_REST_URL está definida, mas falta UPSTASH_REDIS_REST_TOKEN',
  ],
  [
    'two Redis at once',
    { REDIS_URL: 'redis://127.0.0.1:1', UPSTASH_REDIS_REST_URL: 'https://x.example.com' },
    'REDIS_URL e UPSTASH_REDIS_REST_URL estão definidas: escolha uma só',
  ],
  ['a Redis that does not answer', { REDIS_URL: 'redis://127.0.0.1:1' }, 'o Redis de REDIS_URL não responde'],
  [
    'a bad setting of the product',
    { STAGE_MAX_AGE_MS: 'soon' },
    'Configuration: STAGE_MAX_AGE_MS is not a whole number from 0 to 60000 (it decides how old a stage read may be when a bubble leaves).',
  ],
] as const) {
  test(`${name} is one line and exit code 1`, async () => {
    const ended = await refused({ args: ['--json', '--port', '0', '--quiet'], dir: await aFolder(), env });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr.split('\n').filter((text) => text !== '' && !text.endsWith('…'))).toEqual([
      `erro: ${line}`,
    ]);
  });
}
