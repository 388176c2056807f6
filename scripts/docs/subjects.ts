/** The variables as a person meets them, subject by subject: docs/configuration.md and .env.example are made from this. */
import type { Group } from '../../lib/config-reader.ts';
import {
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
} from '../../lib/config-variables.ts';

/** What the deploy itself makes: nobody sets these in production. */
export const MADE_BY_DEPLOY = [
  'LEAD_QUEUE_URL',
  'STATUS_QUEUE_URL',
  'SCHEDULE_GROUP',
  'SCHEDULE_ROLE_ARN',
  'FOLLOW_UP_FUNCTION_ARN',
  'LEAD_QUEUE_CONSUMER',
  'PUBLIC_URL',
  'ALARM_TOPIC_ARN',
  'STAGE',
] as const;

/** All of them, as a reader meets them. A subject names what it needs, where it is not always read. */
export const SUBJECTS: readonly {
  readonly title: string;
  readonly when?: string;
  readonly groups: readonly Group[];
}[] = [
  { title: 'Kommo', groups: [KOMMO, KOMMO_WEBHOOK] },
  { title: 'WhatsApp', groups: [PROVIDER] },
  { title: 'Meta Cloud API', when: '`WHATSAPP_PROVIDER=cloud`', groups: [CLOUD, CLOUD_WEBHOOK] },
  { title: 'Evolution API', when: '`WHATSAPP_PROVIDER=evolution`', groups: [EVOLUTION, EVOLUTION_WEBHOOK] },
  { title: 'Stores and queue', groups: [STORES, REDIS, QUEUE, STATUSES] },
  { title: 'Who holds the conversation', groups: [PAUSE, HOLD] },
  { title: 'Conversation', groups: [BEHAVIOUR] },
  { title: 'Meetings', groups: [CALENDAR] },
  {
    title: 'Google Calendar',
    when: '`GOOGLE_CALENDAR_ID` set; without it meetings live in Postgres alone',
    groups: [GOOGLE],
  },
  { title: 'Follow-ups', groups: [FOLLOW_UP, SCHEDULE] },
  { title: 'Models', groups: [LLM, LLM_LIMITS] },
  { title: 'First model', when: '`LLM_PROVIDER` other than `scripted`', groups: [MODEL] },
  {
    title: 'Second model',
    when: '`LLM_FALLBACK_PROVIDER` set; after it the scripted brain answers',
    groups: [FALLBACK_MODEL],
  },
  { title: 'Traces', groups: [TRACES] },
  { title: 'Collector of traces', when: '`OTEL_EXPORTER_OTLP_ENDPOINT` set', groups: [TRACE_HEADERS] },
  {
    title: 'Console',
    when: '`CONSOLE_TOKENS` set; without it nothing of the console is deployed',
    groups: [CONSOLE],
  },
  { title: 'Operations', groups: [RETENTION, SUPPRESSION, VITALS, OPERATIONS, DEPLOYMENT, DEPLOYED] },
];
