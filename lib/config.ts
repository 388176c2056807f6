/**
 * Configuration: read once, whole, and refused by name. The error lists every missing or bad variable and says what each
 * decides. An empty string is absent (H16: a coerced '' would be 0); a secret has no default. The only file of `lib` that
 * knows the environment's names (design §11).
 */
import * as z from 'zod/mini';
import { STAGE_KEYS, type StageKey } from './pipeline.ts';
import { parseWeeklyHours } from './weekly-hours.ts';

/** Every variable that is missing or bad, in one message. Values are never quoted: some are secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `decides` completes the sentence "… decides" in the error. */
type Variable<T> = { readonly decides: string; read(raw: string | undefined): T };

const required = <T>(decides: string, parse: (raw: string) => T): Variable<T> => ({
  decides,
  read: (raw) => {
    if (raw === undefined) throw new Error('is missing');
    return parse(raw);
  },
});
const optional = <T>(decides: string, parse: (raw: string) => T, fallback: T): Variable<T> => ({
  decides,
  read: (raw) => (raw === undefined ? fallback : parse(raw)),
});

const text = (raw: string): string => raw;
const url = (raw: string): string => {
  const parsed = URL.parse(raw);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw new Error('is not an http(s) URL');
  return raw.replace(/\/+$/, '');
};
const oneOf =
  <const T extends string>(...values: readonly T[]) =>
  (raw: string): T => {
    const found = values.find((value) => value === raw);
    if (found === undefined) throw new Error(`is not one of ${values.join(', ')}`);
    return found;
  };
const wholeNumber =
  ({ min, max }: { min: number; max: number }) =>
  (raw: string): number => {
    const value = Number(raw);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new Error(`is not a whole number from ${min} to ${max}`);
    return value;
  };
const timezone = (raw: string): string => {
  try {
    new Intl.DateTimeFormat('pt-BR', { timeZone: raw });
  } catch {
    throw new Error('is not an IANA time zone');
  }
  return raw;
};
const fromJson =
  <S extends z.ZodMiniType>(schema: S) =>
  (raw: string): z.output<S> => {
    let value: unknown;
    try {
      value = JSON.parse(raw);
    } catch {
      throw new Error('is not JSON');
    }
    const parsed = z.safeParse(schema, value);
    if (!parsed.success) throw new Error('has not the form that the README shows');
    return parsed.data;
  };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** `30m`, `24h`: at least a second, at most 60 days. */
const duration = (raw: string): number => {
  const [, count = '', unit = ''] = /^(\d{1,6})\s*([smhd])$/.exec(raw.trim()) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (count === '' || ms < 1000 || ms > 60 * 86_400_000)
    throw new Error('is not a duration like `30m` or `24h`');
  return ms;
};
const LADDER_STEPS_MAX = 5;
const ladder = (raw: string): readonly number[] => {
  const steps = raw.split(',').map(duration);
  if (steps.length > LADDER_STEPS_MAX) throw new Error(`has more than ${LADDER_STEPS_MAX} steps`);
  if (steps.some((step, index) => step <= (steps[index - 1] ?? 0)))
    throw new Error('is not rising from step to step');
  return steps;
};

const stageIds = z.partialRecord(z.enum(STAGE_KEYS), z.int().check(z.positive()));
/** The custom fields of a card that the bot writes. */
export const FIELD_KEYS = ['whatsapp', 'bill_value', 'solution', 'score', 'meeting_link'] as const;
const fieldIds = z.partialRecord(z.enum(FIELD_KEYS), z.int().check(z.positive()));
export type FieldKey = (typeof FIELD_KEYS)[number];

const id = wholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER });

const AGE = {
  maxMessageAgeMinutes: [
    'MAX_MESSAGE_AGE_MINUTES',
    optional('from what age on arrival a message is not answered', wholeNumber({ min: 1, max: 1440 }), 15),
  ],
} as const;

const KOMMO = {
  baseUrl: ['KOMMO_BASE_URL', required('which Kommo account is read', url)],
  token: ['KOMMO_TOKEN', required('whether Kommo can be read at all', text)],
  pipelineId: ['KOMMO_PIPELINE_ID', required("which pipeline is the bot's", id)],
  accountId: ['KOMMO_ACCOUNT_ID', required('whose webhooks are believed', id)],
  rps: [
    'KOMMO_RPS',
    optional(
      'how many requests a second all functions together send to Kommo',
      wholeNumber({ min: 1, max: 1000 }),
      5,
    ),
  ],
  stageIds: [
    'KOMMO_STAGE_IDS',
    optional<Partial<Record<StageKey, number>>>(
      'which stage is which, where names do not tell',
      fromJson(stageIds),
      {},
    ),
  ],
  fieldIds: [
    'KOMMO_FIELD_IDS',
    optional<Partial<Record<FieldKey, number>>>(
      'which custom field is which, where names do not tell',
      fromJson(fieldIds),
      {},
    ),
  ],
} as const;
const KOMMO_WEBHOOK = {
  accountId: KOMMO.accountId,
  pipelineId: KOMMO.pipelineId,
  stageIds: KOMMO.stageIds,
  // Absent is our fault and answered 5xx by the handler, never 401.
  secret: ['KOMMO_WEBHOOK_SECRET', optional<string | null>('who may post Kommo hooks', text, null)],
} as const;
const PROVIDER = {
  provider: ['WHATSAPP_PROVIDER', required('which WhatsApp transport is used', oneOf('cloud', 'evolution'))],
} as const;
const CLOUD = {
  apiUrl: ['CLOUD_API_URL', required('where the Graph API is, with its version', url)],
  phoneNumberId: ['CLOUD_PHONE_NUMBER_ID', required('which number sends', text)],
  token: ['CLOUD_TOKEN', required('whether WhatsApp accepts a send', text)],
} as const;
const CLOUD_WEBHOOK = {
  phoneNumberId: CLOUD.phoneNumberId,
  appSecret: ['CLOUD_APP_SECRET', optional<string | null>('whose webhooks are believed', text, null)],
  verifyToken: [
    'CLOUD_VERIFY_TOKEN',
    optional<string | null>("whether Meta's handshake succeeds", text, null),
  ],
} as const;
const EVOLUTION = {
  url: ['EVOLUTION_URL', required('where the Evolution API is', url)],
  apiKey: ['EVOLUTION_API_KEY', required('whether WhatsApp accepts a send', text)],
  instance: ['EVOLUTION_INSTANCE', required('which number sends', text)],
} as const;
const EVOLUTION_WEBHOOK = {
  instance: EVOLUTION.instance,
  webhookSecret: [
    'EVOLUTION_WEBHOOK_SECRET',
    optional<string | null>('whose webhooks are believed', text, null),
  ],
} as const;
const STORES = {
  supabaseUrl: ['SUPABASE_URL', required('where leads and messages are kept', url)],
  supabaseServiceKey: ['SUPABASE_SERVICE_KEY', required('whether they can be read', text)],
} as const;
const REDIS = {
  redisUrl: ['UPSTASH_REDIS_REST_URL', required('where marks and flags are kept', url)],
  redisToken: ['UPSTASH_REDIS_REST_TOKEN', required('whether they can be read', text)],
} as const;
const QUEUE = {
  leadQueueUrl: ['LEAD_QUEUE_URL', required('where events wait for their turn', url)],
} as const;
const PAUSE = {
  humanReplyPauseHours: [
    'HUMAN_REPLY_PAUSE_HOURS',
    optional("how long a person's reply silences the bot", wholeNumber({ min: 1, max: 720 }), 24),
  ],
  autoReplyTexts: [
    'AUTO_REPLY_TEXTS',
    optional<readonly string[]>(
      'which automatic texts are no takeover',
      fromJson(z.array(z.string().check(z.maxLength(1000)))),
      [],
    ),
  ],
} as const;
const HOLD = {
  holdMaxHours: [
    'HOLD_MAX_HOURS',
    optional('when a held turn becomes a task for a person', wholeNumber({ min: 1, max: 168 }), 6),
  ],
} as const;
const RETENTION = {
  retentionDays: [
    'RETENTION_DAYS',
    optional('how long what was said is kept', wholeNumber({ min: 1, max: 3650 }), 365),
  ],
} as const;
const BEHAVIOUR = {
  stageMaxAgeMs: [
    'STAGE_MAX_AGE_MS',
    optional('how old a stage read may be when a bubble leaves', wholeNumber({ min: 0, max: 60_000 }), 1000),
  ],
  ...AGE,
  returningLead: [
    'RETURNING_LEAD',
    optional('what a lead whose only cards are closed gets', oneOf('task', 'new_card'), 'task'),
  ],
  timezone: ['TIMEZONE', optional('which clock the greetings follow', timezone, 'America/Sao_Paulo')],
  minBillBrl: [
    'MIN_BILL_BRL',
    optional('from which monthly bill (BRL) a lead qualifies', wholeNumber({ min: 0, max: 1_000_000 }), 400),
  ],
  minQualificationScore: [
    'MIN_QUALIFICATION_SCORE',
    optional('from which score a lead qualifies', wholeNumber({ min: 0, max: 100 }), 50),
  ],
  agentName: ['AGENT_NAME', optional('how the agent introduces herself', text, 'Helena')],
  companyName: ['COMPANY_NAME', optional('for which company', text, 'Solar Exemplo')],
} as const;

const calendarId = (raw: string): string => {
  // S2: it would be the service account's own, which nobody looks into.
  if (raw === 'primary')
    throw new Error('has to name a calendar; `primary` is whichever belongs to the account');
  return raw;
};
const serviceAccount = z.pipe(
  z.object({
    client_email: z.string().check(z.minLength(3)),
    private_key: z.string().check(z.regex(/^-----BEGIN (?:RSA )?PRIVATE KEY-----/)),
    private_key_id: z.optional(z.string()),
    token_uri: z._default(z.url(), 'https://oauth2.googleapis.com/token'),
  }),
  z.transform((file) => ({
    clientEmail: file.client_email,
    privateKey: file.private_key,
    privateKeyId: file.private_key_id ?? null,
    tokenUri: file.token_uri,
  })),
);
const CALENDAR = {
  googleCalendarId: [
    'GOOGLE_CALENDAR_ID',
    optional<string | null>('in whose calendar meetings are', calendarId, null),
  ],
  businessHours: [
    'BUSINESS_HOURS',
    optional(
      'when meetings are offered and leads are written to first',
      parseWeeklyHours,
      parseWeeklyHours('mon-fri 08:00-18:00'),
    ),
  ],
  meetingMinutes: [
    'MEETING_MINUTES',
    optional('how long a meeting is', wholeNumber({ min: 10, max: 480 }), 30),
  ],
  meetingNoticeMinutes: [
    'MEETING_NOTICE_MINUTES',
    optional('how far ahead the first offered time is', wholeNumber({ min: 0, max: 10_080 }), 120),
  ],
} as const;
/** Only with a calendar of Google's. */
const GOOGLE = {
  account: [
    'GOOGLE_SERVICE_ACCOUNT',
    required('whether the calendar can be read and written', fromJson(serviceAccount)),
  ],
  apiUrl: ['GOOGLE_API_URL', optional('where Google Calendar is', url, 'https://www.googleapis.com')],
  // Google lets an account that acts for nobody make neither a Meet link nor an invitation.
  subject: [
    'GOOGLE_SUBJECT',
    optional<string | null>('for which Workspace user events are made', text, null),
  ],
} as const;

/** What may stand in a template's parameters. */
export const TEMPLATE_VALUES = ['name', 'company', 'agent', 'meeting_time', 'meeting_link'] as const;
const templateValue = z.enum(TEMPLATE_VALUES);
const template = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(512)),
  language: z.string().check(z.minLength(2), z.maxLength(20)),
  /** Parameters named after their values, or each by its name in the template. */
  params: z._default(
    z.union([
      z.array(templateValue),
      z.pipe(
        z.record(z.string(), templateValue),
        z.transform((named) => Object.entries(named).map(([name, value]) => ({ name, value }))),
      ),
    ]),
    [],
  ),
});
const templates = z.partialRecord(
  z.enum(['step1', 'step2', 'step3', 'step4', 'step5', 'reminder_24h', 'reminder_2h']),
  z.pipe(
    template,
    z.transform(({ name, language, params }) => ({
      name,
      language,
      params: params.map((param) => (typeof param === 'string' ? { name: param, value: param } : param)),
    })),
  ),
);
export type TemplateKey = keyof z.infer<typeof templates>;
export type Templates = Readonly<z.infer<typeof templates>>;

const HOUR_MS = 3_600_000;
const FOLLOW_UP = {
  ladderMs: [
    'FOLLOW_UP_LADDER',
    optional<readonly number[]>('when a lead that stops answering is written to again', ladder, [
      HOUR_MS / 2,
      24 * HOUR_MS,
      48 * HOUR_MS,
    ]),
  ],
  closeAfterMs: [
    'CLOSE_AFTER',
    optional('how long after the last follow-up a silent lead is given up', duration, 24 * HOUR_MS),
  ],
  templates: [
    'CLOUD_TEMPLATES',
    optional<Templates>('what is sent when the 24 h window is closed', fromJson(templates), {}),
  ],
} as const;
const SCHEDULE = {
  group: ['SCHEDULE_GROUP', required('where follow-ups are scheduled', text)],
  roleArn: ['SCHEDULE_ROLE_ARN', required('whether the Scheduler may start them', text)],
  functionArn: ['FOLLOW_UP_FUNCTION_ARN', required('which function sends them', text)],
} as const;

const LLM = {
  provider: [
    'LLM_PROVIDER',
    optional<'scripted' | 'google' | 'openai'>(
      'who words the replies',
      oneOf('scripted', 'google', 'openai'),
      'scripted',
    ),
  ],
  fallbackProvider: [
    'LLM_FALLBACK_PROVIDER',
    optional<'google' | 'openai' | null>(
      'who words them when the first model cannot',
      oneOf('google', 'openai'),
      null,
    ),
  ],
  audioModel: [
    'LLM_AUDIO_MODEL',
    optional("which model writes down voice notes, beside one of OpenAI's", text, 'whisper-1'),
  ],
} as const;
const MODEL = {
  model: ['LLM_MODEL', required('which model words the replies', text)],
  apiKey: ['LLM_API_KEY', required('whether that model answers', text)],
  baseUrl: [
    'LLM_BASE_URL',
    optional<string | null>("where that model is, if not at its provider's", url, null),
  ],
} as const;
const FALLBACK_MODEL = {
  model: ['LLM_FALLBACK_MODEL', required('which model steps in', text)],
  apiKey: ['LLM_FALLBACK_API_KEY', required('whether that model answers', text)],
  baseUrl: [
    'LLM_FALLBACK_BASE_URL',
    optional<string | null>("where that model is, if not at its provider's", url, null),
  ],
} as const;

type Group = Readonly<Record<string, readonly [string, Variable<unknown>]>>;
type Values<G extends Group> = { readonly [K in keyof G]: G[K][1] extends Variable<infer T> ? T : never };

function createReader(environment: Environment) {
  const problems = new Map<string, string>();
  return {
    group<G extends Group>(group: G): Values<G> {
      const values: Record<string, unknown> = {};
      for (const [key, [name, variable]] of Object.entries(group)) {
        const raw = environment[name]?.trim();
        try {
          values[key] = variable.read(raw === '' ? undefined : raw);
        } catch (error) {
          problems.set(
            name,
            `${name} ${error instanceof Error ? error.message : 'is bad'} (it decides ${variable.decides})`,
          );
        }
      }
      // Complete unless a problem was noted, and then `finish` throws before anybody reads it.
      return values as Values<G>;
    },
    finish(): void {
      if (problems.size > 0) throw new ConfigError(`Configuration: ${[...problems.values()].join('; ')}.`);
    },
  };
}

/** Exactly what the WhatsApp webhook needs; it has no Kommo token. */
export function loadWhatsAppWebhookConfig(environment: Environment) {
  const read = createReader(environment);
  const { provider } = read.group(PROVIDER);
  const config = {
    provider,
    cloud: provider === 'cloud' ? read.group(CLOUD_WEBHOOK) : null,
    evolution: provider === 'evolution' ? read.group(EVOLUTION_WEBHOOK) : null,
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(QUEUE),
    ...read.group(PAUSE),
    ...read.group(AGE),
  };
  read.finish();
  return config;
}
export type WhatsAppWebhookConfig = ReturnType<typeof loadWhatsAppWebhookConfig>;

/** Exactly what the Kommo webhook needs; it never calls Kommo. */
export function loadKommoWebhookConfig(environment: Environment) {
  const read = createReader(environment);
  const config = {
    kommo: read.group(KOMMO_WEBHOOK),
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(QUEUE),
    ...read.group(PAUSE),
  };
  read.finish();
  return config;
}
export type KommoWebhookConfig = ReturnType<typeof loadKommoWebhookConfig>;

/** What every function needs that thinks and speaks. */
function speakingGroups(read: ReturnType<typeof createReader>) {
  const { provider } = read.group(PROVIDER);
  const { provider: llm, fallbackProvider, audioModel } = read.group(LLM);
  return {
    provider,
    /** Null: the scripted brain alone. */
    model: llm === 'scripted' ? null : { provider: llm, audioModel, ...read.group(MODEL) },
    fallbackModel:
      llm === 'scripted' || fallbackProvider === null
        ? null
        : { provider: fallbackProvider, audioModel, ...read.group(FALLBACK_MODEL) },
    kommo: read.group(KOMMO),
    cloud: provider === 'cloud' ? read.group(CLOUD) : null,
    evolution: provider === 'evolution' ? read.group(EVOLUTION) : null,
    schedule: read.group(SCHEDULE),
    followUp: read.group(FOLLOW_UP),
    ...read.group(CALENDAR),
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(BEHAVIOUR),
  };
}

/** What the conversation function needs. */
export function loadConversationConfig(environment: Environment) {
  const read = createReader(environment);
  const speaking = speakingGroups(read);
  const config = {
    ...speaking,
    google: speaking.googleCalendarId ? read.group(GOOGLE) : null,
    ...read.group(QUEUE),
    ...read.group(PAUSE),
  };
  read.finish();
  return config;
}
export type ConversationConfig = ReturnType<typeof loadConversationConfig>;

/** What the executor of follow-ups needs: it speaks, but reads no queue and books nothing. */
export function loadFollowUpConfig(environment: Environment) {
  const read = createReader(environment);
  const config = speakingGroups(read);
  read.finish();
  return config;
}
export type FollowUpConfig = ReturnType<typeof loadFollowUpConfig>;

/** What reconcile needs: the stores, the queue, Kommo and which function follows up; no voice of its own, and no right to schedule. */
export function loadReconcileConfig(environment: Environment) {
  const read = createReader(environment);
  const config = {
    kommo: read.group(KOMMO),
    /** Ours among the account's hooks. */
    ...read.group({ secret: KOMMO_WEBHOOK.secret }),
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(QUEUE),
    ...read.group(PAUSE),
    ...read.group(HOLD),
    ...read.group(RETENTION),
    ...read.group({
      followUpFunctionArn: SCHEDULE.functionArn,
      // When a reminder is due.
      timezone: BEHAVIOUR.timezone,
      businessHours: CALENDAR.businessHours,
    }),
  };
  read.finish();
  return config;
}
export type ReconcileConfig = ReturnType<typeof loadReconcileConfig>;

const OPERATIONS = {
  // The gateway's address, as `sst deploy` prints it: needed only where a webhook is created.
  publicUrl: ['PUBLIC_URL', optional<string | null>('where webhooks are sent', url, null)],
  // Meta tells it with the token where the token may know; only for a token that may not.
  cloudWabaId: [
    'CLOUD_WABA_ID',
    optional<string | null>(
      "whose app subscription is looked at, where the token's own is not meant",
      text,
      null,
    ),
  ],
} as const;

/**
 * The settings part by part, for an operator's commands: what one part lacks must not hide the state of the others. Each part throws
 * {@link ConfigError} by itself when it is asked for.
 */
export function settingsIn(environment: Environment) {
  const part =
    <T>(from: (read: ReturnType<typeof createReader>) => T) =>
    (): T => {
      const read = createReader(environment);
      const values = from(read);
      read.finish();
      return values;
    };
  return {
    kommo: part((read) => read.group(KOMMO)),
    kommoWebhook: part((read) => read.group(KOMMO_WEBHOOK)),
    provider: part((read) => read.group(PROVIDER).provider),
    cloud: part((read) => ({ ...read.group(CLOUD), ...read.group(CLOUD_WEBHOOK) })),
    evolution: part((read) => ({ ...read.group(EVOLUTION), ...read.group(EVOLUTION_WEBHOOK) })),
    database: part((read) => read.group(STORES)),
    redis: part((read) => read.group(REDIS)),
    queue: part((read) => read.group(QUEUE)),
    schedule: part((read) => read.group(SCHEDULE)),
    pause: part((read) => read.group(PAUSE)),
    hold: part((read) => read.group(HOLD)),
    behaviour: part((read) => read.group(BEHAVIOUR)),
    calendar: part((read) => {
      const calendar = read.group(CALENDAR);
      return {
        ...calendar,
        timezone: read.group(BEHAVIOUR).timezone,
        google: calendar.googleCalendarId ? read.group(GOOGLE) : null,
      };
    }),
    models: part((read) => {
      const { provider, fallbackProvider } = read.group(LLM);
      return {
        first: provider === 'scripted' ? null : { provider, ...read.group(MODEL) },
        fallback:
          provider === 'scripted' || fallbackProvider === null
            ? null
            : { provider: fallbackProvider, ...read.group(FALLBACK_MODEL) },
      };
    }),
    operations: part((read) => read.group(OPERATIONS)),
  };
}
export type Settings = ReturnType<typeof settingsIn>;

/** Which deployment this is; null on a laptop, where nobody counts. */
export const loadStage = (environment: Environment): string | null => environment['STAGE']?.trim() || null;

const DEPLOYMENT = {
  debounceSeconds: [
    'DEBOUNCE_SECONDS',
    optional('how long the queue waits for the rest of a burst', wholeNumber({ min: 0, max: 900 }), 6),
  ],
  alarmEmail: ['ALARM_EMAIL', optional<string | null>('who is told when an alarm rings', text, null)],
} as const;

/** What `sst deploy` itself needs, beside what it hands to the functions. */
export function loadDeploymentConfig(environment: Environment) {
  const read = createReader(environment);
  const config = read.group(DEPLOYMENT);
  read.finish();
  return config;
}
