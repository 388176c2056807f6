/** The made-up account that the fixtures describe too: a pipeline of Kommo's, two sellers, a number on WhatsApp, and their keys. */

export const ACCOUNT = {
  kommoAccountId: 31000001,
  pipelineId: 8100001,
  kommoToken: 'local_kommo_token',
  kommoSecret: 'local-kommo-secret',
  phoneNumberId: '106500000001000',
  cloudToken: 'test_cloud_token',
  cloudAppSecret: 'test_app_secret',
  cloudVerifyToken: 'test_verify_token',
  evolutionInstance: 'solar-exemplo',
  evolutionApiKey: 'test_evolution_key',
  evolutionSecret: 'local-evolution-secret',
  serviceKey: 'local_service_key',
  suppressionSalt: 'only_of_the_local_stack_0123456789',
  redisToken: 'local_redis_token',
  modelKey: 'local_model_key',
} as const;

export const SELLERS = { marcos: 9000101, paula: 9000102 } as const;
export const STATUS = {
  novo_lead: 81000011,
  em_qualificacao: 81000012,
  qualificado: 81000013,
  desqualificado: 81000014,
  reuniao_agendada: 81000015,
  atendimento_humano: 81000016,
  nao_interessado: 81000017,
  won: 142,
  lost: 143,
} as const;
