/** The environment of every function: what `sst deploy` sets, pointing at the stack. */
import { ACCOUNT } from './account.ts';
import { GOOGLE_ACCOUNT } from './emulators/google-calendar/accounts.ts';
import type { StackOptions } from './stack-options.ts';

/** Follow-ups are in a group of their own; what the deployment schedules is in `default`. */
export const SCHEDULE_GROUP = 'bastao-local';
export const SCHEDULE_ROLE_ARN = 'arn:aws:iam::000000000000:role/bastao-local-scheduler';
export const FOLLOW_UP_EXECUTOR = 'follow-up-executor';

export function environmentOf({
  url,
  options,
  queueUrl,
  statusQueueUrl,
  serviceAccount,
}: {
  url: string;
  options: Pick<StackOptions, 'mode' | 'provider' | 'calendar' | 'environment'>;
  queueUrl: string;
  statusQueueUrl: string;
  serviceAccount: string;
}): Readonly<Record<string, string>> {
  const modelUrl = (provider: string | undefined): string =>
    `${url}/model/${provider === 'google' ? 'v1beta' : 'v1'}`;
  return {
    KOMMO_BASE_URL: `${url}/kommo`,
    KOMMO_TOKEN: ACCOUNT.kommoToken,
    KOMMO_PIPELINE_ID: String(ACCOUNT.pipelineId),
    KOMMO_ACCOUNT_ID: String(ACCOUNT.kommoAccountId),
    KOMMO_WEBHOOK_SECRET: ACCOUNT.kommoSecret,
    // The limiter counts real seconds; the stack's clock may run a day in one.
    KOMMO_RPS: options.mode === 'manual' ? '1000' : '5',
    WHATSAPP_PROVIDER: options.provider,
    CLOUD_API_URL: `${url}/cloud/v26.0`,
    CLOUD_PHONE_NUMBER_ID: ACCOUNT.phoneNumberId,
    CLOUD_TOKEN: ACCOUNT.cloudToken,
    CLOUD_APP_SECRET: ACCOUNT.cloudAppSecret,
    CLOUD_VERIFY_TOKEN: ACCOUNT.cloudVerifyToken,
    EVOLUTION_URL: `${url}/evolution`,
    EVOLUTION_API_KEY: ACCOUNT.evolutionApiKey,
    EVOLUTION_INSTANCE: ACCOUNT.evolutionInstance,
    EVOLUTION_WEBHOOK_SECRET: ACCOUNT.evolutionSecret,
    SUPABASE_URL: `${url}/supabase`,
    SUPABASE_SERVICE_KEY: ACCOUNT.serviceKey,
    SUPPRESSION_SALT: ACCOUNT.suppressionSalt,
    UPSTASH_REDIS_REST_URL: `${url}/upstash`,
    UPSTASH_REDIS_REST_TOKEN: ACCOUNT.redisToken,
    LEAD_QUEUE_URL: queueUrl,
    STATUS_QUEUE_URL: statusQueueUrl,
    AWS_ENDPOINT_URL_SQS: `${url}/sqs`,
    SCHEDULE_GROUP,
    SCHEDULE_ROLE_ARN,
    FOLLOW_UP_FUNCTION_ARN: `arn:aws:lambda:sa-east-1:000000000000:function:${FOLLOW_UP_EXECUTOR}`,
    AWS_ENDPOINT_URL_SCHEDULER: `${url}/scheduler`,
    AWS_ENDPOINT_URL_LAMBDA: `${url}/lambda`,
    LLM_MODEL: 'modelo-local',
    LLM_API_KEY: ACCOUNT.modelKey,
    LLM_BASE_URL: modelUrl(options.environment?.['LLM_PROVIDER']),
    LLM_FALLBACK_MODEL: 'modelo-reserva',
    LLM_FALLBACK_API_KEY: ACCOUNT.modelKey,
    LLM_FALLBACK_BASE_URL: modelUrl(options.environment?.['LLM_FALLBACK_PROVIDER']),
    ...((options.calendar ?? 'google') === 'google' && {
      GOOGLE_CALENDAR_ID: GOOGLE_ACCOUNT.calendarId,
      GOOGLE_SERVICE_ACCOUNT: serviceAccount,
      GOOGLE_SUBJECT: GOOGLE_ACCOUNT.subject,
      GOOGLE_API_URL: `${url}/google`,
    }),
    ...options.environment,
  };
}

/** The AWS SDK finds region and credentials in the process, as in Lambda; these open nothing. */
export function setAwsEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const service of ['SQS', 'SCHEDULER', 'LAMBDA'])
    process.env[`AWS_ENDPOINT_URL_${service}`] = environment[`AWS_ENDPOINT_URL_${service}`];
  process.env['AWS_REGION'] ??= 'sa-east-1';
  process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
}
