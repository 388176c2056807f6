import { expect, test } from 'vitest';
import {
  ConfigError,
  loadConversationConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../lib/config.ts';

const STORES = {
  SUPABASE_URL: 'https://projeto.example.com',
  SUPABASE_SERVICE_KEY: 'segredo-supabase',
  SUPPRESSION_SALT: 'segredo-de-quem-pediu-para-parar-1',
  UPSTASH_REDIS_REST_URL: 'https://redis.example.com',
  UPSTASH_REDIS_REST_TOKEN: 'segredo-redis',
  LEAD_QUEUE_URL: 'https://sqs.example.com/1/lead-events.fifo',
};
const KOMMO = {
  KOMMO_BASE_URL: 'https://solarexemplo.kommo.com',
  KOMMO_TOKEN: 'segredo-kommo',
  KOMMO_PIPELINE_ID: '8100001',
  KOMMO_ACCOUNT_ID: '31000001',
  KOMMO_WEBHOOK_SECRET: 'segredo-gancho',
};
const CLOUD = {
  WHATSAPP_PROVIDER: 'cloud',
  CLOUD_API_URL: 'https://graph.example.com/v26.0',
  CLOUD_PHONE_NUMBER_ID: '106500000001000',
  CLOUD_TOKEN: 'segredo-cloud',
  CLOUD_APP_SECRET: 'segredo-app',
  CLOUD_VERIFY_TOKEN: 'segredo-aperto',
};
const EVOLUTION = {
  WHATSAPP_PROVIDER: 'evolution',
  EVOLUTION_URL: 'https://evolution.example.com',
  EVOLUTION_API_KEY: 'segredo-evolution',
  EVOLUTION_INSTANCE: 'solar-exemplo',
  EVOLUTION_WEBHOOK_SECRET: 'segredo-cabecalho',
};
const SCHEDULE = {
  SCHEDULE_GROUP: 'bastao-producao',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/agenda',
  FOLLOW_UP_FUNCTION_ARN: 'arn:aws:lambda:sa-east-1:000000000000:function:follow-up-executor',
};
const COMPLETE = { ...STORES, ...KOMMO, ...CLOUD, ...SCHEDULE };
type Environment = Readonly<Record<string, string | undefined>>;

/** The one error that starting with this environment gives. */
const refusal = (load: (environment: Environment) => unknown, environment: Environment): string => {
  try {
    load(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it started');
};
const namesIn = (message: string): readonly string[] =>
  [...new Set(message.match(/\b[A-Z]{2,}(?:_[A-Z]+)*(?= (?:is|has) )/g) ?? [])].sort();

test('a complete environment starts every function, with the defaults of the design', () => {
  expect(loadConversationConfig(COMPLETE)).toMatchObject({
    provider: 'cloud',
    evolution: null,
    kommo: { pipelineId: 8100001, accountId: 31000001, rps: 5, stageIds: {}, fieldIds: {} },
    stageMaxAgeMs: 1000,
    maxMessageAgeMinutes: 15,
    humanReplyPauseHours: 24,
    minBillBrl: 400,
    minQualificationScore: 50,
    returningLead: 'task',
    timezone: 'America/Sao_Paulo',
    autoReplyTexts: [],
  });
  expect(loadConversationConfig({ ...STORES, ...KOMMO, ...EVOLUTION, ...SCHEDULE })).toMatchObject({
    cloud: null,
    evolution: { instance: 'solar-exemplo' },
  });
  expect(loadWhatsAppWebhookConfig(COMPLETE).cloud).toMatchObject({ appSecret: 'segredo-app' });
  expect(loadKommoWebhookConfig(COMPLETE).kommo).toMatchObject({ secret: 'segredo-gancho' });
  expect(loadReconcileConfig(COMPLETE)).toMatchObject({ kommo: { token: 'segredo-kommo' }, holdMaxHours: 6 });
});

test('one error names every missing variable, and says what each decides', () => {
  const required = (environment: object): string[] =>
    Object.keys(environment).filter((name) => !/SECRET|VERIFY/.test(name));
  const message = refusal(loadConversationConfig, { WHATSAPP_PROVIDER: 'cloud' });
  expect(namesIn(message)).toEqual(
    [...required(STORES), ...required(KOMMO), ...required(CLOUD), ...required(SCHEDULE)]
      .filter((name) => name !== 'WHATSAPP_PROVIDER')
      .sort(),
  );
  expect(message).toContain('KOMMO_TOKEN is missing (it decides whether Kommo can be read at all)');
  expect(namesIn(refusal(loadConversationConfig, {}))).toContain('WHATSAPP_PROVIDER');
  // It starts the executor and schedules nothing.
  expect(namesIn(refusal(loadReconcileConfig, {}))).toEqual(
    [...required(STORES), ...required(KOMMO), 'FOLLOW_UP_FUNCTION_ARN', 'WHATSAPP_PROVIDER'].sort(),
  );
});

test.each([
  ['KOMMO_BASE_URL', 'solarexemplo.kommo.com'],
  ['KOMMO_BASE_URL', 'ftp://solarexemplo.kommo.com'],
  ['KOMMO_PIPELINE_ID', '0'],
  ['KOMMO_PIPELINE_ID', '81.5'],
  ['KOMMO_PIPELINE_ID', 'oito'],
  ['KOMMO_ACCOUNT_ID', '-1'],
  ['KOMMO_RPS', '0'],
  ['WHATSAPP_PROVIDER', 'telegram'],
  ['STAGE_MAX_AGE_MS', '-1'],
  ['STAGE_MAX_AGE_MS', '1e9'],
  ['MAX_MESSAGE_AGE_MINUTES', '0'],
  ['HUMAN_REPLY_PAUSE_HOURS', 'um dia'],
  ['TIMEZONE', 'Recife'],
  ['RETURNING_LEAD', 'sempre'],
  ['MIN_QUALIFICATION_SCORE', '101'],
  ['AUTO_REPLY_TEXTS', 'Olá!'],
  ['AUTO_REPLY_TEXTS', '{"a":1}'],
  ['KOMMO_FIELD_IDS', '{"outro":1}'],
  ['FOLLOW_UP_LADDER', '30m,24h,24h'],
  ['FOLLOW_UP_LADDER', '48h,24h'],
  ['FOLLOW_UP_LADDER', 'logo'],
  ['FOLLOW_UP_LADDER', '1h,2h,3h,4h,5h,6h'],
  ['CLOSE_AFTER', '0h'],
  ['CLOSE_AFTER', '1 semana'],
  ['CLOUD_TEMPLATES', '{"passo1":{"name":"a","language":"pt_BR"}}'],
  ['CLOUD_TEMPLATES', '{"step1":{"name":"a","language":"pt_BR","params":["cpf"]}}'],
])('%s = %j stops the start by name', (name, value) => {
  expect(namesIn(refusal(loadConversationConfig, { ...COMPLETE, [name]: value }))).toContain(name);
});

test('the executor of follow-ups needs no queue, and knows the ladder with its templates', () => {
  const { LEAD_QUEUE_URL: _queue, ...withoutQueue } = COMPLETE;
  expect(loadFollowUpConfig(withoutQueue)).toMatchObject({
    followUp: {
      ladderMs: [30 * 60_000, 24 * 3_600_000, 48 * 3_600_000],
      closeAfterMs: 24 * 3_600_000,
      templates: {},
    },
    schedule: { group: 'bastao-producao' },
  });
  const { followUp } = loadFollowUpConfig({
    ...COMPLETE,
    FOLLOW_UP_LADDER: '45m, 2d',
    CLOSE_AFTER: '12h',
    CLOUD_TEMPLATES:
      '{"step1":{"name":"retomada","language":"pt_BR","params":{"nome":"name"}},"reminder_2h":{"name":"lembrete","language":"pt_BR","params":["name"]}}',
  });
  expect(followUp).toEqual({
    ladderMs: [45 * 60_000, 48 * 3_600_000],
    closeAfterMs: 12 * 3_600_000,
    templates: {
      step1: { name: 'retomada', language: 'pt_BR', params: [{ name: 'nome', value: 'name' }] },
      reminder_2h: { name: 'lembrete', language: 'pt_BR', params: [{ name: 'name', value: 'name' }] },
    },
  });
});

test('one error names every bad variable beside the missing ones', () => {
  const message = refusal(loadConversationConfig, {
    ...COMPLETE,
    KOMMO_TOKEN: undefined,
    KOMMO_RPS: 'muitos',
    TIMEZONE: 'x',
    RETURNING_LEAD: 'y',
  });
  expect(namesIn(message)).toEqual(['KOMMO_RPS', 'KOMMO_TOKEN', 'RETURNING_LEAD', 'TIMEZONE']);
});

test.each(['', '   '])(
  'H16 · %j is absent: a required number is missing, not 0, and an optional one has its default',
  (empty) => {
    expect(refusal(loadConversationConfig, { ...COMPLETE, KOMMO_PIPELINE_ID: empty })).toContain(
      'KOMMO_PIPELINE_ID is missing',
    );
    const config = loadConversationConfig({
      ...COMPLETE,
      STAGE_MAX_AGE_MS: empty,
      MIN_BILL_BRL: empty,
      KOMMO_STAGE_IDS: empty,
    });
    expect(config).toMatchObject({ stageMaxAgeMs: 1000, minBillBrl: 400, kommo: { stageIds: {} } });
  },
);

test.each([
  '{"atendimento_humano":0}',
  '{"atendimento_humano":""}',
  '{"atendimento_humano":"81000016"}',
  '{"atendimento_humano":-1}',
  '{"atendimento_humano":8.1}',
  '{"atendimento_humano":null}',
  '{"ATENDIMENTO HUMANO":81000016}',
  '[81000016]',
  '81000016',
])('H16 · KOMMO_STAGE_IDS = %s is refused, by the conversation and by the webhook alike', (value) => {
  for (const load of [loadConversationConfig, loadKommoWebhookConfig, loadReconcileConfig])
    expect(namesIn(refusal(load, { ...COMPLETE, KOMMO_STAGE_IDS: value }))).toContain('KOMMO_STAGE_IDS');
});
test('H16 · a stage id that is a whole number is taken as it is', () => {
  expect(
    loadConversationConfig({ ...COMPLETE, KOMMO_STAGE_IDS: '{"atendimento_humano":81000016}' }).kommo
      .stageIds,
  ).toEqual({
    atendimento_humano: 81000016,
  });
});

test('O2 · no value is ever quoted, for it may be a secret put under the wrong name', () => {
  const misplaced = 'segredo-no-lugar-errado';
  const everywhere = Object.fromEntries(
    [...Object.keys({ ...COMPLETE, ...EVOLUTION }), 'KOMMO_RPS', 'KOMMO_STAGE_IDS', 'TIMEZONE'].map(
      (name) => [name, misplaced],
    ),
  );
  for (const load of [
    loadConversationConfig,
    loadWhatsAppWebhookConfig,
    loadKommoWebhookConfig,
    loadReconcileConfig,
  ]) {
    expect(refusal(load, everywhere)).not.toContain('segredo');
    expect(refusal(load, { ...COMPLETE, SUPABASE_URL: misplaced })).not.toContain('segredo');
  }
});

test('a webhook secret that is absent starts, for it is answered 5xx; a function asks for no secret that it does not use', () => {
  expect(loadKommoWebhookConfig({ ...COMPLETE, KOMMO_WEBHOOK_SECRET: '' }).kommo.secret).toBeNull();
  expect(loadWhatsAppWebhookConfig({ ...STORES, ...CLOUD, CLOUD_APP_SECRET: '' }).cloud).toMatchObject({
    appSecret: null,
  });
  expect(
    loadWhatsAppWebhookConfig({ ...STORES, ...EVOLUTION, EVOLUTION_WEBHOOK_SECRET: undefined }).evolution,
  ).toMatchObject({
    webhookSecret: null,
  });
  // The webhooks can neither read Kommo nor send.
  expect(JSON.stringify(loadWhatsAppWebhookConfig(COMPLETE))).not.toMatch(/segredo-(kommo|cloud|evolution)/);
  expect(JSON.stringify(loadKommoWebhookConfig(COMPLETE))).not.toMatch(/segredo-(kommo|cloud|app)/);
});
