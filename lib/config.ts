/**
 * Configuration: read once, whole, and refused by name. The error lists every missing or bad variable and says what each
 * decides; a secret has no default (design §11). The variables themselves stand in `config-variables.ts`.
 */
import { createReader, type Environment, type Reader } from './config-reader.ts';
import {
  AGE,
  BEHAVIOUR,
  CALENDAR,
  CLOUD,
  CLOUD_WEBHOOK,
  CONSOLE,
  DEPLOYED,
  DEPLOYMENT,
  EVOLUTION,
  EVOLUTION_WEBHOOK,
  FALLBACK_MODEL,
  FOLLOW_UP,
  GOOGLE,
  HOLD,
  KOMMO,
  KOMMO_WEBHOOK,
  LLM,
  LLM_LIMITS,
  MODEL,
  OPERATIONS,
  PAUSE,
  PROVIDER,
  QUEUE,
  REDIS,
  RETENTION,
  SCHEDULE,
  STATUSES,
  STORES,
  SUPPRESSION,
  TRACE_HEADERS,
  TRACES,
  VITALS,
} from './config-variables.ts';

export {
  FIELD_KEYS,
  type FieldKey,
  TEMPLATE_VALUES,
  type TemplateKey,
  type Templates,
} from './config-forms.ts';
export { ConfigError } from './config-reader.ts';

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
    ...read.group(STATUSES),
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
function speakingGroups(read: Reader) {
  const { provider } = read.group(PROVIDER);
  const { provider: llm, fallbackProvider, audioModel } = read.group(LLM);
  const calendar = read.group(CALENDAR);
  const { otlpEndpoint } = read.group(TRACES);
  return {
    provider,
    /** Null: no turn is traced. */
    traces: otlpEndpoint === null ? null : { endpoint: otlpEndpoint, ...read.group(TRACE_HEADERS) },
    /** Null: the scripted brain alone. */
    model: llm === 'scripted' ? null : { provider: llm, audioModel, ...read.group(MODEL) },
    fallbackModel:
      llm === 'scripted' || fallbackProvider === null
        ? null
        : { provider: fallbackProvider, audioModel, ...read.group(FALLBACK_MODEL) },
    llmLimits: read.group(LLM_LIMITS),
    kommo: read.group(KOMMO),
    cloud: provider === 'cloud' ? read.group(CLOUD) : null,
    evolution: provider === 'evolution' ? read.group(EVOLUTION) : null,
    schedule: read.group(SCHEDULE),
    followUp: read.group(FOLLOW_UP),
    ...calendar,
    google: calendar.googleCalendarId ? read.group(GOOGLE) : null,
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(BEHAVIOUR),
  };
}

/** What the conversation function needs. */
export function loadConversationConfig(environment: Environment) {
  const read = createReader(environment);
  const config = {
    ...speakingGroups(read),
    ...read.group(QUEUE),
    ...read.group(STATUSES),
    ...read.group(PAUSE),
    ...read.group(SUPPRESSION),
  };
  read.finish();
  return config;
}
export type ConversationConfig = ReturnType<typeof loadConversationConfig>;

/** What the executor of follow-ups needs: it speaks, reads the calendar, but no queue, and books nothing. */
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
  const { googleCalendarId, businessHours } = read.group({
    googleCalendarId: CALENDAR.googleCalendarId,
    businessHours: CALENDAR.businessHours,
  });
  const config = {
    googleCalendarId,
    google: googleCalendarId ? read.group(GOOGLE) : null,
    /** Whose connection is watched; the Cloud API tells of its own by webhooks. */
    evolution: read.group(PROVIDER).provider === 'evolution' ? read.group(EVOLUTION) : null,
    kommo: read.group(KOMMO),
    /** Ours among the account's hooks. */
    ...read.group({ secret: KOMMO_WEBHOOK.secret }),
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(QUEUE),
    ...read.group(PAUSE),
    ...read.group(HOLD),
    ...read.group(RETENTION),
    ...read.group(SUPPRESSION),
    ...read.group(VITALS),
    ...read.group({
      followUpFunctionArn: SCHEDULE.functionArn,
      // When a reminder is due.
      timezone: BEHAVIOUR.timezone,
    }),
    businessHours,
  };
  read.finish();
  return config;
}
export type ReconcileConfig = ReturnType<typeof loadReconcileConfig>;

/** What the deployed console needs: the stores, who may open it, and what it may stop. No Kommo, no voice. */
export function loadConsoleConfig(environment: Environment) {
  const read = createReader(environment);
  const config = {
    ...read.group(CONSOLE),
    ...read.group(STORES),
    ...read.group(REDIS),
    ...read.group(PAUSE),
    ...read.group({ stageMaxAgeMs: BEHAVIOUR.stageMaxAgeMs, timezone: BEHAVIOUR.timezone }),
  };
  read.finish();
  return config;
}
export type ConsoleConfig = ReturnType<typeof loadConsoleConfig>;

/**
 * The settings part by part, for an operator's commands: what one part lacks must not hide the state of the others. Each part throws
 * {@link ConfigError} by itself when it is asked for.
 */
export function settingsIn(environment: Environment) {
  const part =
    <T>(from: (read: Reader) => T) =>
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
    queue: part((read) => ({ ...read.group(QUEUE), ...read.group(STATUSES) })),
    schedule: part((read) => read.group(SCHEDULE)),
    pause: part((read) => read.group(PAUSE)),
    hold: part((read) => read.group(HOLD)),
    suppression: part((read) => read.group(SUPPRESSION)),
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
export function loadStage(environment: Environment): string | null {
  return createReader(environment).group(DEPLOYED).stage;
}

/** What `sst deploy` itself needs, beside what it hands to the functions. */
export function loadDeploymentConfig(environment: Environment) {
  const read = createReader(environment);
  const config = read.group(DEPLOYMENT);
  read.finish();
  return config;
}
