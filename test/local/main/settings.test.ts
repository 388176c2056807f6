/** V3, V4 · what `npm start` makes of the variables it is given: honoured, or refused with the reason, and real far ends asked first. */
import { expect, test } from 'vitest';
import {
  loadConversationConfig,
  loadDeploymentConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../../../lib/config.ts';
import { ACCOUNT } from '../../../local/account.ts';
import { checkRealEnds, claimProject } from '../../../local/console/real-ends.ts';
import { chooseServices, UsageError } from '../../../local/console/services.ts';
import { wordsIn } from '../../../local/console/words.ts';
import { variables } from '../../../scripts/docs/configuration.ts';
import { useWorlds } from '../../support/world.ts';

const world = useWorlds();

type Options = Parameters<typeof chooseServices>[1];
const AS_IT_IS: Options = {
  provider: 'evolution',
  llm: undefined,
  kommo: 'local',
  whatsapp: 'local',
  supabase: undefined,
  redis: undefined,
};
const chosen = (environment: Record<string, string>, options: Partial<Options> = {}) =>
  chooseServices(environment, { ...AS_IT_IS, ...options });

/** The one line of a refusal; fails where nothing is refused. */
async function refused(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UsageError) return error.inWords(wordsIn('en'));
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing was refused');
}

/** Of the deploy, of an operator's commands and of the deployed console: no function of `npm start` reads them. */
const NOT_THE_FUNCTIONS = [
  'ALARM_EMAIL',
  'ALARM_TOPIC_ARN',
  'ALARM_WEBHOOK_URL',
  'CLOUD_WABA_ID',
  'CONSOLE_TOKENS',
  'DOOR_CONCURRENCY',
  'LEAD_QUEUE_CONSUMER',
  'PUBLIC_URL',
  'STAGE',
];
const EVERY = variables()
  .flatMap(({ variables: those }) => those.map(({ name }) => name))
  .filter((name) => !NOT_THE_FUNCTIONS.includes(name));

test.each(EVERY)('V4 · %s is used as it stands or refused by name, never left unused', async (name) => {
  const elsewhere = ['WHATSAPP_PROVIDER', 'SUPABASE_URL', 'UPSTASH_REDIS_REST_URL'];
  if (elsewhere.includes(name))
    return expect(await refused(() => chosen({ [name]: 'nonsense' }).settings).catch(() => name)).toContain(
      name,
    );
  const paired: Record<string, string> = {
    SUPABASE_SERVICE_KEY: 'SUPABASE_URL',
    UPSTASH_REDIS_REST_TOKEN: 'UPSTASH_REDIS_REST_URL',
  };
  const address = paired[name];
  if (address !== undefined) {
    const { supabase, upstash } = chosen({ [name]: 'a-key', [address]: 'https://example.com' });
    expect(JSON.stringify([supabase, upstash])).toContain('a-key');
    return;
  }
  const given = { LLM_PROVIDER: 'google', GOOGLE_CALENDAR_ID: 'a@b.c', [name]: 'given' };
  let used: Readonly<Record<string, string>>;
  try {
    used = chosen(given).settings;
  } catch (error) {
    expect(error instanceof UsageError && error.inWords(wordsIn('en'))).toContain(name);
    return;
  }
  expect(used[name]).toBe('given');
});

test('V4 · hours, ladder, model and calendar reach the functions, and nonsense is their own error', async () => {
  const w = await world();
  const { settings } = chosen({
    BUSINESS_HOURS: 'sat 09:00-12:00',
    FOLLOW_UP_LADDER: '5m',
    RETENTION_DAYS: '7',
    KOMMO_RPS: '2',
  });
  const config = loadConversationConfig({ ...w.environment, ...settings });
  expect(config.businessHours[6]).toEqual([{ opensAtMinute: 540, closesAtMinute: 720 }]);
  expect(config.followUp.ladderMs).toEqual([300_000]);
  expect(config.kommo.rps).toBe(2);
  expect(loadReconcileConfig({ ...w.environment, ...settings }).retentionDays).toBe(7);
  const bad = chosen({ BUSINESS_HOURS: 'sometimes' }).settings;
  expect(() => loadConversationConfig({ ...w.environment, ...bad })).toThrow(
    /BUSINESS_HOURS is not of the form/,
  );
});

const LOADERS = [
  loadWhatsAppWebhookConfig,
  loadKommoWebhookConfig,
  loadConversationConfig,
  loadFollowUpConfig,
  loadReconcileConfig,
  loadDeploymentConfig,
] as const;
/** What the functions say of these settings, each loader once. */
const saidBy = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  LOADERS.map((load) => {
    try {
      load(environment);
      return 'fine';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });

test('V4 · nonsense in any variable is the very error of the functions, or is refused by its name', async () => {
  const w = await world();
  let refusedBySomeLoader = 0;
  for (const name of EVERY) {
    const nonsense = { [name]: '{ nonsense' };
    let settings: Readonly<Record<string, string>>;
    try {
      ({ settings } = chosen(nonsense));
    } catch (error) {
      expect(error instanceof UsageError && error.inWords(wordsIn('en'))).toContain(name);
      continue;
    }
    // Of these `npm start` has an option, and of a calendar or a model nothing of the stack's own is left.
    if (['WHATSAPP_PROVIDER', 'LLM_PROVIDER', 'GOOGLE_CALENDAR_ID'].includes(name)) continue;
    const bare = Object.fromEntries(Object.entries(w.environment).filter(([key]) => !(key in settings)));
    const functions = saidBy({ ...bare, ...nonsense });
    expect(saidBy({ ...w.environment, ...settings }), name).toEqual(functions);
    if (functions.some((said) => said.includes(name))) refusedBySomeLoader += 1;
  }
  expect(refusedBySomeLoader).toBeGreaterThan(20);
});

test('V4 · with a real model nothing of the stack’s own stands in for what is missing', async () => {
  const w = await world();
  const { settings } = chosen({}, { llm: 'openai' });
  expect(() => loadConversationConfig({ ...w.environment, ...settings })).toThrow(
    /LLM_MODEL is missing.*LLM_API_KEY is missing/,
  );
});

const kommoOf = (w: { environment: Readonly<Record<string, string>> }): Record<string, string> =>
  Object.fromEntries(
    ['KOMMO_BASE_URL', 'KOMMO_TOKEN', 'KOMMO_PIPELINE_ID', 'KOMMO_ACCOUNT_ID', 'KOMMO_WEBHOOK_SECRET'].map(
      (name) => [name, w.environment[name] ?? ''],
    ),
  );

test.each([
  ['as it should be', {}, null],
  ['a wrong token', { KOMMO_TOKEN: 'x' }, 'Kommo refuses (401): check address and token'],
  ['nobody there', { KOMMO_BASE_URL: 'http://127.0.0.1:1' }, 'Kommo does not answer'],
  ['another account', { KOMMO_ACCOUNT_ID: '7' }, 'it is not the account 7'],
  ['no such pipeline', { KOMMO_PIPELINE_ID: '7' }, 'no pipeline 7'],
  ['no secret for its hooks', { KOMMO_WEBHOOK_SECRET: '' }, 'KOMMO_WEBHOOK_SECRET is missing'],
  [
    'a secret that fits no address',
    { KOMMO_WEBHOOK_SECRET: 'a/b' },
    'KOMMO_WEBHOOK_SECRET does not fit into an address',
  ],
  ['half of the variables', { KOMMO_PIPELINE_ID: '' }, 'KOMMO_PIPELINE_ID is missing'],
] as const)('V4 · --kommo real: %s', async (_, other, line) => {
  const w = await world();
  const { settings, real } = chosen({ ...kommoOf(w), ...other }, { kommo: 'real' });
  if (line !== null) return expect(await refused(() => checkRealEnds(settings, real))).toContain(line);
  const lines = (await checkRealEnds(settings, real)).map((each) => each(wordsIn('en')));
  expect(lines).toEqual([expect.stringContaining(`pipeline ${ACCOUNT.pipelineId}`)]);
  expect(lines.join('')).not.toContain(ACCOUNT.kommoSecret);
});

for (const provider of ['cloud', 'evolution'] as const)
  test(`V4 · --whatsapp real by ${provider}: asked first, and a wrong key is one line`, async () => {
    const w = await world({ provider });
    const given = Object.fromEntries(
      Object.entries(w.environment).filter(
        ([name]) => name.startsWith(`${provider.toUpperCase()}_`) && name !== 'CLOUD_TEMPLATES',
      ),
    );
    const options = { whatsapp: 'real', provider } as const;
    const { settings, real } = chosen(given, options);
    expect((await checkRealEnds(settings, real)).map((each) => each(wordsIn('pt')))).toEqual([
      expect.stringContaining(`/webhooks/whatsapp/${provider}`),
    ]);
    const key = provider === 'cloud' ? 'CLOUD_TOKEN' : 'EVOLUTION_API_KEY';
    const wrong = chosen({ ...given, [key]: 'x' }, options);
    expect(await refused(() => checkRealEnds(wrong.settings, wrong.real))).toMatch(
      /refuses \(401\)|is not open \(http_401\)/,
    );
    const half = chosen({ ...given, [key]: '' }, options);
    expect(await refused(() => checkRealEnds(half.settings, half.real))).toContain(`${key} is missing`);
  });

test('V3 · a project with rows that no local run made is refused before anything is written there; its own it knows again', async () => {
  const w = await world();
  const project = { url: w.environment['SUPABASE_URL'] ?? '', serviceKey: ACCOUNT.serviceKey };
  await w.says('oi');
  const before = await w.lead();
  expect(await refused(() => claimProject(project))).toContain('rows that no npm start made');
  expect(await w.lead()).toEqual(before);
  // Refused again: the refusal left no mark.
  expect(await refused(() => claimProject(project))).toContain('rows that no npm start made');

  await w.supabase.control.reset();
  await claimProject(project);
  const again = await world();
  await again.says('oi');
  await claimProject(project);
  expect(await refused(() => claimProject({ ...project, serviceKey: 'x' }))).toContain(
    'does not answer as it should',
  );
});
