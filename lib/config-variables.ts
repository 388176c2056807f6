/**
 * Every variable of the environment, by subject: the only file of `lib` that knows their names (design §11). What each decides is
 * said once, here: the error of a bad start, docs/configuration.md and .env.example repeat it.
 */
import {
  calendarId,
  duration,
  fieldIds,
  ladder,
  otlpHeaders,
  people,
  serviceAccount,
  stageIds,
  templates,
  texts,
  tokenPrice,
  weeklyHours,
} from './config-forms.ts';
import {
  like,
  oneOf,
  optional,
  pathSegment,
  required,
  salt,
  text,
  timezone,
  url,
  wholeNumber,
  withDefault,
} from './config-reader.ts';

const id = wholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER });

export const KOMMO = {
  baseUrl: required(
    'KOMMO_BASE_URL',
    'which Kommo account is read',
    like(url, '`https://your-account.kommo.com`, without `/api/v4`'),
  ),
  token: required('KOMMO_TOKEN', 'whether Kommo can be read at all', text),
  pipelineId: required('KOMMO_PIPELINE_ID', "which pipeline is the bot's", id),
  accountId: required('KOMMO_ACCOUNT_ID', 'whose webhooks are believed', id),
  rps: withDefault(
    'KOMMO_RPS',
    'how many requests a second all functions together send to Kommo',
    wholeNumber({ min: 1, max: 1000 }),
    '5',
  ),
  combined: withDefault(
    'KOMMO_COMBINED',
    'whether functions that wait for that budget share their requests',
    oneOf('yes', 'no'),
    'yes',
  ),
  stageIds: withDefault('KOMMO_STAGE_IDS', 'which stage is which, where names do not tell', stageIds, '{}'),
  fieldIds: withDefault(
    'KOMMO_FIELD_IDS',
    'which custom field is which, where names do not tell',
    fieldIds,
    '{}',
  ),
} as const;
export const KOMMO_WEBHOOK = {
  accountId: KOMMO.accountId,
  pipelineId: KOMMO.pipelineId,
  stageIds: KOMMO.stageIds,
  // Absent is our fault and answered 5xx by the handler, never 401.
  secret: optional(
    'KOMMO_WEBHOOK_SECRET',
    'who may post Kommo hooks',
    pathSegment('last part of `/webhooks/kommo/{secret}`'),
  ),
} as const;

export const PROVIDER = {
  provider: required('WHATSAPP_PROVIDER', 'which WhatsApp transport is used', oneOf('cloud', 'evolution')),
} as const;
export const CLOUD = {
  apiUrl: required(
    'CLOUD_API_URL',
    'where the Graph API is, with its version',
    like(url, '`https://graph.facebook.com/v23.0`'),
  ),
  phoneNumberId: required('CLOUD_PHONE_NUMBER_ID', 'which number sends', text),
  token: required('CLOUD_TOKEN', 'whether WhatsApp accepts a send', text),
} as const;
export const CLOUD_WEBHOOK = {
  phoneNumberId: CLOUD.phoneNumberId,
  appSecret: optional('CLOUD_APP_SECRET', 'whose webhooks are believed', text),
  verifyToken: optional('CLOUD_VERIFY_TOKEN', "whether Meta's handshake succeeds", text),
} as const;
export const EVOLUTION = {
  url: required('EVOLUTION_URL', 'where the Evolution API is', url),
  apiKey: required('EVOLUTION_API_KEY', 'whether WhatsApp accepts a send', text),
  instance: required('EVOLUTION_INSTANCE', 'which number sends', text),
} as const;
export const EVOLUTION_WEBHOOK = {
  instance: EVOLUTION.instance,
  webhookSecret: optional(
    'EVOLUTION_WEBHOOK_SECRET',
    'whose webhooks are believed',
    like(text, 'comes in the header `x-webhook-secret`'),
  ),
} as const;

export const STORES = {
  supabaseUrl: required('SUPABASE_URL', 'where leads and messages are kept', url),
  supabaseServiceKey: required('SUPABASE_SERVICE_KEY', 'whether they can be read', text),
} as const;
export const REDIS = {
  redisUrl: required('UPSTASH_REDIS_REST_URL', 'where marks and flags are kept', url),
  redisToken: required('UPSTASH_REDIS_REST_TOKEN', 'whether they can be read', text),
} as const;
export const QUEUE = {
  leadQueueUrl: required(
    'LEAD_QUEUE_URL',
    'where events wait for their turn',
    like(url, 'URL of the FIFO queue'),
  ),
} as const;

/** Of who puts statuses in line and who takes them out. */
export const STATUSES = {
  statusQueueUrl: optional(
    'STATUS_QUEUE_URL',
    'where statuses of sends wait to be recorded together; without it each waits in `LEAD_QUEUE_URL`',
    like(url, 'URL of the standard queue'),
  ),
} as const;

/** A whole number from 1 to `max`. */
const upTo = (max: number, fallback: string, name: string, decides: string) =>
  withDefault(name, decides, wholeNumber({ min: 1, max }), fallback);

export const PAUSE = {
  humanReplyPauseHours: withDefault(
    'HUMAN_REPLY_PAUSE_HOURS',
    "how long a person's reply silences the bot",
    wholeNumber({ min: 1, max: 720 }),
    '24',
  ),
  autoReplyTexts: withDefault('AUTO_REPLY_TEXTS', 'which automatic texts are no takeover', texts, '[]'),
} as const;
export const HOLD = {
  holdMaxHours: upTo(168, '6', 'HOLD_MAX_HOURS', 'when a held turn becomes a task for a person'),
} as const;
export const RETENTION = {
  retentionDays: upTo(3650, '365', 'RETENTION_DAYS', 'how long what was said is kept'),
  leadRetentionDays: optional(
    'LEAD_RETENTION_DAYS',
    'after how many days without a word a lead is erased as by `ops forget`; without it never',
    wholeNumber({ min: 30, max: 3650 }),
  ),
} as const;
export const SUPPRESSION = {
  suppressionSalt: required(
    'SUPPRESSION_SALT',
    'whether whoever asked to stop is known again after their data was erased; another one forgets them all',
    salt,
  ),
} as const;
export const VITALS = {
  inboundSilenceHours: withDefault(
    'INBOUND_SILENCE_HOURS',
    'after how many business hours without a message somebody is told; 0: never',
    wholeNumber({ min: 0, max: 200 }),
    '9',
  ),
} as const;
export const AGE = {
  maxMessageAgeMinutes: upTo(
    1440,
    '15',
    'MAX_MESSAGE_AGE_MINUTES',
    'from what age on arrival a message is not answered',
  ),
} as const;
export const BEHAVIOUR = {
  stageMaxAgeMs: withDefault(
    'STAGE_MAX_AGE_MS',
    'how old a stage read may be when a bubble leaves',
    wholeNumber({ min: 0, max: 60_000 }),
    '1000',
  ),
  contactLookMinutes: withDefault(
    'CONTACT_LOOK_MINUTES',
    "how often everybody in Kommo with a lead's phone is looked for, should every hook be lost",
    wholeNumber({ min: 1, max: 1440 }),
    '10',
  ),
  ...AGE,
  loopTurns: withDefault(
    'LOOP_TURNS',
    'after how many turns that taught nothing a talk runs in a circle',
    wholeNumber({ min: 2, max: 100 }),
    '8',
  ),
  loopMinutes: withDefault(
    'LOOP_MINUTES',
    'within how many minutes those turns count',
    wholeNumber({ min: 1, max: 1440 }),
    '10',
  ),
  returningLead: withDefault(
    'RETURNING_LEAD',
    'what a lead whose only cards are closed gets',
    oneOf('task', 'new_card'),
    'task',
  ),
  timezone: withDefault('TIMEZONE', 'which clock the greetings follow', timezone, 'America/Sao_Paulo'),
  minBillBrl: withDefault(
    'MIN_BILL_BRL',
    'from which monthly bill (BRL) a lead qualifies',
    wholeNumber({ min: 0, max: 1_000_000 }),
    '400',
  ),
  minQualificationScore: withDefault(
    'MIN_QUALIFICATION_SCORE',
    'from which score a lead qualifies',
    wholeNumber({ min: 0, max: 100 }),
    '50',
  ),
  agentName: withDefault('AGENT_NAME', 'how the agent introduces herself', text, 'Helena'),
  companyName: withDefault('COMPANY_NAME', 'for which company', text, 'Solar Exemplo'),
} as const;

export const CALENDAR = {
  googleCalendarId: optional('GOOGLE_CALENDAR_ID', 'in whose calendar meetings are', calendarId),
  businessHours: withDefault(
    'BUSINESS_HOURS',
    'when meetings are offered and leads are written to first',
    weeklyHours,
    'mon-fri 08:00-18:00',
  ),
  meetingMinutes: withDefault(
    'MEETING_MINUTES',
    'how long a meeting is',
    wholeNumber({ min: 10, max: 480 }),
    '30',
  ),
  meetingNoticeMinutes: withDefault(
    'MEETING_NOTICE_MINUTES',
    'how far ahead the first offered time is',
    wholeNumber({ min: 0, max: 10_080 }),
    '120',
  ),
} as const;
/** Only with a Google calendar. */
export const GOOGLE = {
  account: required('GOOGLE_SERVICE_ACCOUNT', 'whether the calendar can be read and written', serviceAccount),
  apiUrl: withDefault('GOOGLE_API_URL', 'where Google Calendar is', url, 'https://www.googleapis.com'),
  // Google lets an account that acts for nobody make neither a Meet link nor an invitation.
  subject: optional(
    'GOOGLE_SUBJECT',
    'for which Workspace user events are made',
    like(text, 'e-mail; without one Google allows neither Meet link nor invitation'),
  ),
} as const;

export const FOLLOW_UP = {
  ladderMs: withDefault(
    'FOLLOW_UP_LADDER',
    'when a lead that stops answering is written to again',
    ladder,
    '30m,24h,48h',
  ),
  closeAfterMs: withDefault(
    'CLOSE_AFTER',
    'how long after the last follow-up a silent lead is given up',
    duration,
    '24h',
  ),
  templates: withDefault('CLOUD_TEMPLATES', 'what is sent when the 24 h window is closed', templates, '{}'),
} as const;
export const SCHEDULE = {
  group: required('SCHEDULE_GROUP', 'where follow-ups are scheduled', text),
  roleArn: required('SCHEDULE_ROLE_ARN', 'whether the Scheduler may start them', text),
  functionArn: required('FOLLOW_UP_FUNCTION_ARN', 'which function sends them', text),
} as const;

export const LLM = {
  provider: withDefault(
    'LLM_PROVIDER',
    'who words the replies',
    oneOf('scripted', 'google', 'openai'),
    'scripted',
  ),
  fallbackProvider: optional(
    'LLM_FALLBACK_PROVIDER',
    'who words them when the first model cannot',
    oneOf('google', 'openai'),
  ),
  audioModel: withDefault(
    'LLM_AUDIO_MODEL',
    "which model writes down voice notes, beside one of OpenAI's",
    text,
    'whisper-1',
  ),
} as const;
/** Of one minute, which is all that a function has. */
export const LLM_LIMITS = {
  timeoutSeconds: withDefault(
    'LLM_TIMEOUT_SECONDS',
    'how long one answer of a model is waited for',
    wholeNumber({ min: 1, max: 45 }),
    '20',
  ),
  budgetSeconds: withDefault(
    'LLM_BUDGET_SECONDS',
    'how long all answers to one burst may take before the scripted brain answers',
    wholeNumber({ min: 1, max: 45 }),
    '30',
  ),
  attempts: withDefault(
    'LLM_ATTEMPTS',
    'how often one model is asked for one reply, each time with the reason why the last may not be said',
    wholeNumber({ min: 1, max: 3 }),
    '2',
  ),
  mediaSeconds: withDefault(
    'LLM_MEDIA_SECONDS',
    'how long a voice note or a bill may take to be read',
    wholeNumber({ min: 1, max: 30 }),
    '12',
  ),
} as const;
export const MODEL = {
  model: required('LLM_MODEL', 'which model words the replies', text),
  apiKey: required('LLM_API_KEY', 'whether that model answers', text),
  baseUrl: optional('LLM_BASE_URL', "where that model is, if not at its provider's", url),
  price: optional('LLM_PRICE', 'what a reply is said to have cost', tokenPrice),
} as const;
export const FALLBACK_MODEL = {
  model: required('LLM_FALLBACK_MODEL', 'which model steps in', text),
  apiKey: required('LLM_FALLBACK_API_KEY', 'whether that model answers', text),
  baseUrl: optional('LLM_FALLBACK_BASE_URL', "where that model is, if not at its provider's", url),
  price: optional('LLM_FALLBACK_PRICE', 'what a reply of it is said to have cost', tokenPrice),
} as const;

export const TRACES = {
  otlpEndpoint: optional(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'where a trace of each turn is sent (OpenTelemetry, OTLP over HTTP); without it nowhere',
    url,
  ),
} as const;
/** Only with a collector. */
export const TRACE_HEADERS = {
  otlpHeaders: required('OTEL_EXPORTER_OTLP_HEADERS', 'whether the collector takes them', otlpHeaders),
} as const;

/** For the operator's commands alone. */
export const OPERATIONS = {
  // The gateway's address, as `sst deploy` prints it: needed only where a webhook is created.
  publicUrl: optional('PUBLIC_URL', 'where webhooks are sent', url),
  // Meta tells it with the token where the token may know; only for a token that may not.
  cloudWabaId: optional(
    'CLOUD_WABA_ID',
    "whose app subscription is looked at, where the token's own is not meant",
    text,
  ),
  alarmTopicArn: optional('ALARM_TOPIC_ARN', 'whose subscriptions are looked at: who hears an alarm', text),
} as const;
export const DEPLOYMENT = {
  kommoRps: KOMMO.rps,
  debounceSeconds: withDefault(
    'DEBOUNCE_SECONDS',
    'how long the queue waits for the rest of a burst',
    wholeNumber({ min: 0, max: 900 }),
    '6',
  ),
  alarmEmail: optional('ALARM_EMAIL', 'who is told when an alarm rings', text),
  alarmWebhookUrl: optional(
    'ALARM_WEBHOOK_URL',
    'which pager is told as well; it must confirm an SNS subscription by itself',
    like(url, '`https://…`, as the pager gives it'),
  ),
  doorConcurrency: optional(
    'DOOR_CONCURRENCY',
    'how many runs are kept free for each webhook; the account must have 100 beside them',
    wholeNumber({ min: 1, max: 500 }),
  ),
} as const;
export const CONSOLE = {
  people: required(
    'CONSOLE_TOKENS',
    'who may open the deployed console, and under which name; without it there is none',
    people,
  ),
  /** AWS's own id of the mapping from the queue to the conversation. */
  queueConsumer: required(
    'LEAD_QUEUE_CONSUMER',
    'what the console switches off when somebody stops the bot',
    text,
  ),
} as const;
export const DEPLOYED = { stage: optional('STAGE', 'which deployment this is', text) } as const;
