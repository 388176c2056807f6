/** `doctor` on the embedded stack: a healthy one, and one fault at a time. Each says what is wrong and what to do, and changes nothing. */
import { describe, expect, test } from 'vitest';
import { CLOUD_FIELDS } from '../../lib/whatsapp/cloud-receiver.ts';
import { STATUS } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';
import { type OpsOptions, ops } from './support/ops.ts';

const aWorld = useWorlds();

type FindingLike = {
  readonly check: string;
  readonly state: string;
  readonly says: string;
  readonly todo: string | null;
};
const findings = async (world: World, options: OpsOptions = {}): Promise<readonly FindingLike[]> => {
  const { findings } = (await ops(world, ['doctor', '--json'], options)).json();
  return findings as readonly FindingLike[];
};

for (const provider of ['cloud', 'evolution'] as const)
  test(`O1 · a healthy ${provider} stack is well in every line, and doctor writes to nobody`, async () => {
    const world = await aWorld({ provider, environment: { LLM_PROVIDER: 'openai' } });
    world.kommo.control.clearRequests();
    // A build with Baileys rc10, which the facts know none of yet.
    world.evolution.control.administer({ version: '2.4.1' });

    const ran = await ops(world, ['doctor']);

    expect(ran.out).not.toMatch(/^(warning|failed)/m);
    expect(ran.out).toContain('0 warning, 0 failed');
    expect(ran.code).toBe(0);
    expect(world.kommo.control.requests.map(({ method }) => method)).not.toContain('POST');
    expect(world.whatsapp.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(world.model.control.requests).toEqual([]);
  });

test('O2 · doctor prints no secret, healthy or not', async () => {
  const world = await aWorld();
  const secrets = [
    'KOMMO_TOKEN',
    'KOMMO_WEBHOOK_SECRET',
    'CLOUD_TOKEN',
    'CLOUD_APP_SECRET',
    'SUPABASE_SERVICE_KEY',
    'UPSTASH_REDIS_REST_TOKEN',
  ];
  world.kommo.control.fault({
    kind: 'status',
    status: 403,
    match: { path: '/api/v4/webhooks' },
    times: 'always',
  });
  const shown = [await ops(world, ['doctor']), await ops(world, ['doctor', '--json'])]
    .map(({ out, err }) => out + err)
    .join('\n');
  for (const name of secrets) expect(shown).not.toContain(world.environment[name]);
});

type Fault = {
  readonly name: string;
  readonly provider?: 'cloud' | 'evolution';
  readonly make?: (world: World) => void | Promise<void>;
  readonly options?: (world: World) => OpsOptions;
  readonly environment?: Readonly<Record<string, string>>;
  readonly finds: {
    readonly check: string;
    readonly state: 'warning' | 'failed';
    readonly says: RegExp;
    readonly todo: RegExp;
  };
};
const env = (environment: NonNullable<OpsOptions['environment']>) => () => ({ environment });
const kommoAnswers = (status: number) => (world: World) =>
  void world.kommo.control.fault({ kind: 'status', status, match: {}, times: 'always' });
/** The user behind the local account's token. */
const TOKEN_USER = 9_000_100;
const swapped = JSON.stringify({
  em_qualificacao: STATUS.atendimento_humano,
  atendimento_humano: STATUS.em_qualificacao,
});
const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const inDays = (world: World, days: number) => Math.floor(world.clock.nowMs() / 1000) + days * 86_400;

const FAULTS: readonly Fault[] = [
  {
    name: 'a variable is missing',
    options: env({ KOMMO_PIPELINE_ID: undefined }),
    finds: {
      check: 'Configuration',
      state: 'failed',
      says: /KOMMO_PIPELINE_ID is missing/,
      todo: /conversation/,
    },
  },
  {
    name: 'C15 · Kommo refuses the token (401)',
    options: env({ KOMMO_TOKEN: 'wrong' }),
    finds: { check: 'Kommo token', state: 'failed', says: /401/, todo: /rotate KOMMO_TOKEN/ },
  },
  {
    name: 'Kommo blocks the account (403)',
    make: kommoAnswers(403),
    finds: { check: 'Kommo token', state: 'failed', says: /403/, todo: /support/ },
  },
  {
    name: 'the account is not paid (402)',
    make: kommoAnswers(402),
    finds: { check: 'Kommo token', state: 'failed', says: /402/, todo: /pay/ },
  },
  {
    name: 'C14 · Kommo asks to wait (429)',
    make: kommoAnswers(429),
    finds: { check: 'Kommo token', state: 'failed', says: /429/, todo: /wait/ },
  },
  {
    name: 'Kommo is down',
    make: (world) => world.kommo.control.down('drop'),
    finds: { check: 'Kommo token', state: 'failed', says: /cannot be reached/, todo: /KOMMO_BASE_URL/ },
  },
  {
    name: 'KOMMO_BASE_URL is somebody else',
    make: (world) => void world.kommo.control.fault({ kind: 'html_200', match: {}, times: 'always' }),
    finds: { check: 'Kommo token', state: 'failed', says: /not Kommo/, todo: /KOMMO_BASE_URL/ },
  },
  {
    name: 'the token is of another account',
    options: env({ KOMMO_ACCOUNT_ID: '31000002' }),
    finds: {
      check: 'Kommo account',
      state: 'failed',
      says: /31000001, not 31000002/,
      todo: /KOMMO_ACCOUNT_ID=31000001/,
    },
  },
  {
    name: 'the token ends in 13 days',
    options: (world) => ({ environment: { KOMMO_TOKEN: jwt({ exp: inDays(world, 13) + 60 }) } }),
    finds: { check: 'Kommo token', state: 'warning', says: /ends in 13 days/, todo: /rotate KOMMO_TOKEN/ },
  },
  {
    name: "P2 · the token's user moves cards by hand",
    make: (world) => {
      const { leadId } = world.kommo.control.addLead({
        statusId: STATUS.novo_lead,
        name: 'Ana',
        phone: '+5511990000077',
      });
      world.kommo.control.moveCard({ leadId, statusId: STATUS.qualificado, userId: TOKEN_USER });
    },
    finds: { check: 'Kommo user', state: 'warning', says: /moves cards by hand/, todo: /a user of its own/ },
  },
  {
    name: 'the breaker is open',
    make: async (world) => {
      const state = { cause: 'forbidden', untilMs: world.clock.nowMs() + 600_000, round: 0 };
      await world.upstash.control.run('SET', 'kommo:breaker:31000001', JSON.stringify(state));
    },
    finds: {
      check: 'Kommo breaker',
      state: 'warning',
      says: /open \(forbidden\) for another 10 min/,
      todo: /setup/,
    },
  },
  {
    name: 'the pipeline does not exist, and those that do are named',
    options: env({ KOMMO_PIPELINE_ID: '8100009' }),
    finds: {
      check: 'Kommo pipeline',
      state: 'failed',
      says: /no pipeline 8100009/,
      todo: /KOMMO_PIPELINE_ID=8100001 \(FUNIL SDR\)/,
    },
  },
  {
    name: 'H16 · two stage ids are swapped, and the right ones are printed',
    options: env({ KOMMO_STAGE_IDS: swapped }),
    finds: {
      check: 'Kommo stages',
      state: 'failed',
      says: /is named "ATENDIMENTO HUMANO"/,
      todo: /KOMMO_STAGE_IDS='\{.*"atendimento_humano":81000016/,
    },
  },
  {
    name: 'H16 · a stage id is 0',
    options: env({ KOMMO_STAGE_IDS: '{"atendimento_humano":0}' }),
    finds: { check: 'Configuration', state: 'failed', says: /KOMMO_STAGE_IDS/, todo: /kommo-webhook/ },
  },
  {
    name: 'C7 · a mandatory stage is missing',
    make: (world) => world.kommo.control.renameStage({ statusId: STATUS.atendimento_humano, to: null }),
    finds: {
      check: 'Kommo stages',
      state: 'failed',
      says: /no stage named "Atendimento humano"/,
      todo: /create ATENDIMENTO HUMANO/,
    },
  },
  {
    name: 'C7 · an optional stage is missing: visible, no failure',
    make: (world) => world.kommo.control.renameStage({ statusId: STATUS.qualificado, to: null }),
    finds: { check: 'Kommo stages', state: 'warning', says: /no QUALIFICADO/, todo: /setup/ },
  },
  {
    name: 'a field is missing',
    make: (world) => world.kommo.control.renameLeadField({ name: 'Link da Reunião', to: null }),
    finds: { check: 'Kommo fields', state: 'warning', says: /"Link da Reunião"/, todo: /setup/ },
  },
  {
    name: 'H16 · two field ids are swapped',
    options: env({ KOMMO_FIELD_IDS: '{"bill_value":700004,"score":700002}' }),
    finds: {
      check: 'Kommo fields',
      state: 'failed',
      says: /700004 is named "Score de Qualificação"/,
      todo: /KOMMO_FIELD_IDS='\{.*"score":700004/,
    },
  },
  {
    name: 'H16 · a field id does not exist',
    options: env({ KOMMO_FIELD_IDS: '{"score":1}' }),
    finds: { check: 'Kommo fields', state: 'failed', says: /no field 1/, todo: /KOMMO_FIELD_IDS/ },
  },
  {
    name: 'P4 · a field is of a type that cannot hold what is written',
    make: (world) => world.kommo.control.remakeLeadField({ name: 'Valor Conta Energia', type: 'date' }),
    finds: { check: 'Kommo fields', state: 'failed', says: /of type date/, todo: /numeric/ },
  },
  {
    name: 'P4 · a list has no option for what the bot chooses',
    make: (world) =>
      world.kommo.control.remakeLeadField({
        name: 'Solução Solar',
        enums: [{ id: 1, value: 'Usina Própria', code: null }],
      }),
    finds: { check: 'Kommo fields', state: 'warning', says: /has no option/, todo: /by that name/ },
  },
  {
    name: 'Kommo has no webhook of ours',
    options: env({ KOMMO_WEBHOOK_SECRET: 'never-subscribed' }),
    finds: { check: 'Kommo webhook', state: 'failed', says: /another secret/, todo: /setup/ },
  },
  {
    name: 'the webhook leads to another host',
    options: env({ PUBLIC_URL: 'https://elsewhere.example' }),
    finds: { check: 'Kommo webhook', state: 'failed', says: /another address/, todo: /setup/ },
  },
  {
    name: 'Kommo switched the webhook off',
    make: (world) => switchOff(world),
    finds: { check: 'Kommo webhook', state: 'failed', says: /switched it off/, todo: /runbook/ },
  },
  {
    name: 'the webhook is not told of moves',
    make: (world) => resubscribe(world, ['note_lead']),
    finds: { check: 'Kommo webhook', state: 'failed', says: /not told of moves/, todo: /setup/ },
  },
  {
    name: 'the webhook is not told of answers in the chat',
    make: (world) =>
      resubscribe(world, [
        'status_lead',
        'update_lead',
        'add_lead',
        'delete_lead',
        'responsible_lead',
        'note_lead',
        'add_message',
      ]),
    finds: { check: 'Kommo webhook', state: 'warning', says: /add_outgoing_message/, todo: /setup/ },
  },
  {
    name: 'the Evolution instance is closed',
    provider: 'evolution',
    make: (world) => world.evolution.control.disconnect(),
    finds: { check: 'Evolution instance', state: 'failed', says: /nothing comes in/, todo: /QR code/ },
  },
  {
    name: 'the Evolution key is wrong',
    provider: 'evolution',
    options: env({ EVOLUTION_API_KEY: 'wrong' }),
    finds: {
      check: 'Evolution instance',
      state: 'failed',
      says: /refuses the key/,
      todo: /EVOLUTION_API_KEY/,
    },
  },
  {
    name: 'the Evolution instance does not exist',
    provider: 'evolution',
    options: env({ EVOLUTION_INSTANCE: 'other' }),
    finds: {
      check: 'Evolution instance',
      state: 'failed',
      says: /no such instance/,
      todo: /EVOLUTION_INSTANCE/,
    },
  },
  {
    name: 'Evolution sends another secret, and every message would be lost',
    provider: 'evolution',
    options: env({ EVOLUTION_WEBHOOK_SECRET: 'another' }),
    finds: { check: 'Evolution webhook', state: 'failed', says: /another secret/, todo: /at once/ },
  },
  {
    name: 'Evolution sends each event to a path of its own',
    provider: 'evolution',
    make: (world) => setEvolutionWebhook(world, { byEvents: true }),
    finds: { check: 'Evolution webhook', state: 'failed', says: /path of its own/, todo: /setup/ },
  },
  {
    name: 'Evolution does not tell of what a person typed',
    provider: 'evolution',
    make: (world) => setEvolutionWebhook(world, { events: ['MESSAGES_UPDATE'] }),
    finds: { check: 'Evolution webhook', state: 'failed', says: /MESSAGES_UPSERT/, todo: /setup/ },
  },
  {
    name: 'the Evolution webhook is off',
    provider: 'evolution',
    make: (world) => setEvolutionWebhook(world, { enabled: false }),
    finds: { check: 'Evolution webhook', state: 'failed', says: /is off/, todo: /setup/ },
  },
  {
    name: 'Meta refuses the token (190)',
    options: env({ CLOUD_TOKEN: 'wrong' }),
    finds: { check: 'Cloud number', state: 'failed', says: /190/, todo: /rotate CLOUD_TOKEN/ },
  },
  {
    name: 'the number is not of this token',
    options: env({ CLOUD_PHONE_NUMBER_ID: '106500000009999' }),
    finds: { check: 'Cloud number', state: 'failed', says: /no such number/, todo: /CLOUD_PHONE_NUMBER_ID/ },
  },
  {
    name: 'the app secret is not that of the app',
    options: env({ CLOUD_APP_SECRET: 'another' }),
    finds: {
      check: 'Cloud app secret',
      state: 'failed',
      says: /not that of the app/,
      todo: /rotate CLOUD_APP_SECRET/,
    },
  },
  {
    name: 'the app is not subscribed',
    make: (world) => world.cloud.control.administer({ isSubscribed: false }),
    finds: { check: 'Cloud subscription', state: 'failed', says: /not subscribed/, todo: /setup/ },
  },
  {
    name: "Meta's token ends in 3 days",
    make: (world) => world.cloud.control.administer({ tokenEndsAtMs: inDays(world, 3) * 1000 + 60_000 }),
    finds: { check: 'Cloud token', state: 'warning', says: /ends in 3 days/, todo: /rotate CLOUD_TOKEN/ },
  },
  {
    name: 'Meta calls another address',
    options: env({ PUBLIC_URL: 'https://elsewhere.example' }),
    finds: { check: 'Cloud webhook', state: 'failed', says: /another address/, todo: /callback/ },
  },
  {
    name: 'the database is down',
    make: (world) => world.supabase.control.down(),
    finds: { check: 'Supabase', state: 'failed', says: /cannot be reached/, todo: /SUPABASE_URL/ },
  },
  {
    name: 'the key is not the service role',
    options: env({ SUPABASE_SERVICE_KEY: 'wrong' }),
    finds: { check: 'Supabase', state: 'failed', says: /refuses the key/, todo: /SUPABASE_SERVICE_KEY/ },
  },
  {
    name: 'H20 · Redis is down',
    make: (world) => world.upstash.control.down(),
    finds: { check: 'Redis', state: 'failed', says: /cannot be reached/, todo: /UPSTASH_REDIS_REST_URL/ },
  },
  {
    name: 'the Redis token is wrong',
    options: env({ UPSTASH_REDIS_REST_TOKEN: 'wrong' }),
    finds: { check: 'Redis', state: 'failed', says: /refuses the token/, todo: /UPSTASH_REDIS_REST_TOKEN/ },
  },
  {
    name: 'the queue does not exist',
    options: (world) => ({
      environment: { LEAD_QUEUE_URL: world.environment['LEAD_QUEUE_URL']?.replace('lead-events', 'none') },
    }),
    finds: { check: 'Queue', state: 'failed', says: /does not exist/, todo: /LEAD_QUEUE_URL/ },
  },
  {
    name: 'the queue is the dead letters, which have none themselves',
    options: (world) => ({
      environment: {
        LEAD_QUEUE_URL: world.environment['LEAD_QUEUE_URL']?.replace('lead-events', 'lead-events-dead'),
      },
    }),
    finds: { check: 'Dead letters', state: 'failed', says: /has none/, todo: /infra/ },
  },
  {
    name: 'F14 · the group of the follow-ups does not exist',
    options: env({ SCHEDULE_GROUP: 'nowhere' }),
    finds: {
      check: 'Follow-ups',
      state: 'failed',
      says: /no schedule group nowhere/,
      todo: /SCHEDULE_GROUP/,
    },
  },
  {
    name: 'the model refuses the key',
    environment: { LLM_PROVIDER: 'openai' },
    options: env({ LLM_API_KEY: 'wrong' }),
    finds: { check: 'Model', state: 'failed', says: /refuses the key/, todo: /rotate LLM_API_KEY/ },
  },
  {
    name: 'W12 · Evolution sends media inside its webhook',
    provider: 'evolution',
    make: (world) => setEvolutionWebhook(world, { base64: true }),
    finds: {
      check: 'Evolution webhook',
      state: 'failed',
      says: /base64.*takeover is lost/,
      todo: /ops -- setup/,
    },
  },
  ...['2.3.7', '2.2.3', '2.4.0-rc2', 'v2.3.6', 'somebody’s own'].map(
    (version): Fault => ({
      name: `W16 · Evolution ${version} never delivers what an ad brings first`,
      provider: 'evolution',
      make: (world) => world.evolution.control.administer({ version }),
      finds: {
        check: 'Evolution version',
        state: 'warning',
        says: /before rc10/,
        todo: /Cloud API where ads run/,
      },
    }),
  ),
  {
    name: 'W12 · the instance answers calls with a text, which looks like a person',
    provider: 'evolution',
    make: (world) => world.evolution.control.administer({ msgCall: 'Não atendemos ligações.' }),
    finds: { check: 'Evolution settings', state: 'warning', says: /silences the bot/, todo: /msgCall/ },
  },
  {
    name: 'W12 · Meta does not tell of what a seller writes on the phone',
    make: (world) => world.cloud.control.administer({ fields: ['messages', ...CLOUD_FIELDS.health] }),
    finds: { check: 'Cloud fields', state: 'failed', says: /smb_message_echoes/, todo: /Webhook fields/ },
  },
  {
    name: 'W14 · Meta does not tell of the account’s health',
    make: (world) => world.cloud.control.administer({ fields: [...CLOUD_FIELDS.vital, 'account_alerts'] }),
    finds: { check: 'Cloud fields', state: 'warning', says: /account_update/, todo: /Webhook fields/ },
  },
  {
    name: 'P14 · Kommo and Postgres are further away than the bounds allow',
    // Every look at the clock is a second and a half later.
    options: (world) => {
      let steps = 0;
      return {
        clock: {
          nowMs: () => {
            steps += 1;
            return world.clock.nowMs() + steps * 1_500;
          },
        },
      };
    },
    finds: {
      check: 'Round trips',
      state: 'warning',
      says: /Kommo answers in[\s\S]*Postgres answers in/,
      todo: /docs\/runbook.md/,
    },
  },
  {
    name: 'the calendar cannot be read',
    make: (world) => world.google.control.down(),
    finds: { check: 'Calendar', state: 'failed', says: /cannot be read/, todo: /share the calendar/ },
  },
  {
    name: 'F13 · this machine is two minutes behind',
    options: (world) => ({ clock: { nowMs: () => world.clock.nowMs() - 120_000 } }),
    finds: { check: 'Clock', state: 'failed', says: /Kommo is 2 min ahead/, todo: /NTP/ },
  },
];

function resubscribe(world: World, settings: readonly string[]): void {
  for (const { destination } of world.kommo.control.subscriptions())
    world.kommo.control.subscribe({ destination, settings });
}

/** Every hook fails until Kommo gives up. */
function switchOff(world: World): void {
  const [subscription] = world.kommo.control.subscriptions();
  if (!subscription) throw new Error('nothing is subscribed');
  world.kommo.control.disableWebhook(subscription.destination);
}

async function setEvolutionWebhook(
  world: World,
  change: { enabled?: boolean; byEvents?: boolean; base64?: boolean; events?: readonly string[] },
): Promise<void> {
  const webhook = {
    enabled: true,
    url: `${world.url}/webhooks/whatsapp/evolution`,
    headers: { 'x-webhook-secret': world.environment['EVOLUTION_WEBHOOK_SECRET'] },
    byEvents: false,
    events: [],
    ...change,
  };
  const answer = await fetch(
    `${world.environment['EVOLUTION_URL']}/webhook/set/${world.environment['EVOLUTION_INSTANCE']}`,
    {
      method: 'POST',
      headers: { apikey: world.environment['EVOLUTION_API_KEY'] ?? '', 'content-type': 'application/json' },
      body: JSON.stringify({ webhook }),
    },
  );
  expect(answer.status).toBe(201);
}

describe('each fault has a line of its own, with what to do', () => {
  test.for(FAULTS)('$name', async ({ provider = 'cloud', make, options, environment, finds }) => {
    const world = await aWorld({ provider, ...(environment && { environment }) });
    await make?.(world);

    const all = await findings(world, options?.(world));

    const found = all.filter(({ check, state }) => check === finds.check && state === finds.state);
    expect(found.map(({ says }) => says).join('\n')).toMatch(finds.says);
    expect(found.map(({ todo }) => todo).join('\n')).toMatch(finds.todo);
    const { code } = await ops(world, ['doctor'], options?.(world));
    expect(code).toBe(all.some(({ state }) => state === 'failed') ? 1 : 0);
    if (finds.state === 'failed') expect(code).toBe(1);
  });

  test('H15 · a migration is missing', async () => {
    const world = await aWorld();
    const notes = 'supabase_migrations.schema_migrations';
    const [last] = (
      await world.supabase.db.query<{ version: string }>(`select max(version) as version from ${notes}`)
    ).rows;
    // What was applied is older than what is in the repository.
    await world.supabase.db.query(`update ${notes} set version = '20200101000000' where version = $1`, [
      last?.version,
    ]);
    try {
      const found = (await findings(world)).find(({ check }) => check === 'Migrations');
      expect(found).toMatchObject({ state: 'failed', says: `not applied: ${last?.version}` });
      expect(found?.todo).toContain('supabase db push');
    } finally {
      await world.supabase.db.query(`update ${notes} set version = $1 where version = '20200101000000'`, [
        last?.version,
      ]);
    }
  });

  test('H15 · the function of a migration is missing, whatever the notes say', async () => {
    const world = await aWorld();
    await world.supabase.db.exec('alter function public.held_leads(integer) rename to held_leads_gone');
    await world.supabase.db.exec("notify pgrst, 'reload schema'");
    try {
      const found = (await findings(world)).filter(({ state }) => state === 'failed');
      expect(found.map(({ says }) => says).join()).toMatch(/the newest function is not there|held_leads/);
    } finally {
      await world.supabase.db.exec('alter function public.held_leads_gone(integer) rename to held_leads');
    }
  });
});

test('P17 · a stage in fancy dress is the stage, and one that the bot does not know is named', async () => {
  const world = await aWorld();
  world.kommo.control.renameStage({ statusId: STATUS.atendimento_humano, to: '🙋 06 - Atendimento Humano' });
  world.kommo.control.renameStage({ statusId: STATUS.qualificado, to: '⭐ Proposta enviada' });
  const stages = (await findings(world)).filter(({ check }) => check === 'Kommo stages');
  expect(stages.map(({ says }) => says)).toEqual([
    expect.stringContaining(`"atendimento_humano":${STATUS.atendimento_humano}`),
    expect.stringContaining('keeps silent in "⭐ Proposta enviada"'),
    expect.stringContaining('no QUALIFICADO'),
  ]);
});

test('without any settings doctor says so in one line, and asks nobody', async () => {
  const world = await aWorld();
  const nothing = Object.fromEntries(Object.keys(world.environment).map((name) => [name, undefined]));
  const ran = await ops(world, ['doctor'], { environment: nothing });
  expect([ran.code, ran.err, ran.out.split('\n')]).toEqual([
    1,
    '',
    [expect.stringMatching(/^no settings here: .*--env-file/)],
  ]);
  expect((await ops(world, ['doctor', '--json'], { environment: nothing })).json()).toMatchObject({
    ok: false,
    findings: [],
  });
});

test('O5 · a service that is down hides no finding about the others', async () => {
  const world = await aWorld();
  world.kommo.control.down('drop');
  world.supabase.control.down();
  world.upstash.control.down();
  const all = await findings(world);
  expect(all.filter(({ state }) => state === 'failed').map(({ check }) => check)).toEqual(
    expect.arrayContaining(['Kommo token', 'Supabase', 'Redis']),
  );
  expect(all).toContainEqual(expect.objectContaining({ check: 'Queue', state: 'ok' }));
  expect(all).toContainEqual(expect.objectContaining({ check: 'Cloud number', state: 'ok' }));
});

test('dead letters and held leads are told where they wait', async () => {
  const world = await aWorld();
  world.kommo.control.down();
  await world.says('oi');
  await world.minutes(3);
  world.kommo.control.up();
  const all = await findings(world);
  expect(all).toContainEqual(
    expect.objectContaining({ check: 'Supabase', says: expect.stringContaining('leads are held') }),
  );
});

test("doctor offers to mend Kommo's webhook to a person, and to nobody else", async () => {
  const world = await aWorld();
  const url = world.url;
  const environment = { KOMMO_WEBHOOK_SECRET: 'new-secret', PUBLIC_URL: url };

  const alone = await ops(world, ['doctor'], { environment });
  expect(alone.code).toBe(1);
  expect(world.kommo.control.subscriptions()).toHaveLength(1);

  const declined = await ops(world, ['doctor'], { environment, answers: ['n'] });
  expect(declined.code).toBe(1);
  expect(world.kommo.control.subscriptions()).toHaveLength(1);

  const accepted = await ops(world, ['doctor'], { environment, answers: ['y'] });
  expect(accepted.out).toContain('subscribed to 13 events');
  expect(accepted.code).toBe(0);
  expect(world.kommo.control.subscriptions().map(({ destination }) => destination)).toContain(
    `${url}/webhooks/kommo/new-secret/`,
  );
});
