/**
 * What each function is handed, found out by asking the very code that will read it: its loader runs here, under `sst
 * deploy`, over the deployer's settings, and what it asks for is what the function gets. So no function holds a variable or
 * a secret that it does not read, and a missing or bad setting stops the deploy, by name, instead of the first message
 * (H16). This is why `infra` imports the loaders, and not constants alone.
 */
import {
  loadConsoleConfig,
  loadConversationConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../lib/config.ts';
import { SECRETS, type SecretVariable } from '../lib/secrets.ts';
import type { FunctionName } from './stage.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Loader = (environment: Environment) => unknown;

const LOADERS: Readonly<Record<FunctionName, Loader>> = {
  'whatsapp-webhook': loadWhatsAppWebhookConfig,
  'kommo-webhook': loadKommoWebhookConfig,
  conversation: loadConversationConfig,
  'follow-up-executor': loadFollowUpConfig,
  reconcile: loadReconcileConfig,
  'console-api': loadConsoleConfig,
};

/** Variables whose value the deploy itself makes, each with one of the right form for the rehearsal. */
const MADE = {
  LEAD_QUEUE_URL: 'https://sqs.sa-east-1.amazonaws.com/000000000000/lead-events.fifo',
  STATUS_QUEUE_URL: 'https://sqs.sa-east-1.amazonaws.com/000000000000/statuses',
  SCHEDULE_GROUP: 'follow-ups',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/scheduler',
  FOLLOW_UP_FUNCTION_ARN: 'arn:aws:lambda:sa-east-1:000000000000:function:follow-up-executor',
  LEAD_QUEUE_CONSUMER: '00000000-0000-4000-8000-000000000000',
} as const;
export type MadeVariable = keyof typeof MADE;

/** In the rehearsal a secret is only there; its value is nobody's business here. Three have a form that is checked. */
const REHEARSED: Partial<Record<SecretVariable, string>> = {
  GOOGLE_SERVICE_ACCOUNT: JSON.stringify({
    client_email: 'a@b.c',
    private_key: '-----BEGIN PRIVATE KEY-----',
  }),
  CONSOLE_TOKENS: 'Ana:rehearsal-rehearsal-rehearsal-rehearsal',
  SUPPRESSION_SALT: '0'.repeat(32),
  OTEL_EXPORTER_OTLP_HEADERS: 'none',
};

const isMade = (name: string): name is MadeVariable => name in MADE;
const isSecret = (name: string): name is SecretVariable => SECRETS.some((secret) => secret === name);

export type Needs = {
  /** The deployer's settings, as they are. */
  readonly plain: Readonly<Record<string, string>>;
  readonly made: readonly MadeVariable[];
  readonly secrets: readonly SecretVariable[];
};

/** @throws {ConfigError} naming every setting that is missing or bad. */
export function needsOf(name: FunctionName, settings: Environment): Needs {
  const rehearsal: Environment = {
    ...settings,
    ...MADE,
    ...Object.fromEntries(SECRETS.map((secret) => [secret, REHEARSED[secret] ?? 'rehearsal'])),
  };
  const asked = new Set<string>();
  LOADERS[name](
    new Proxy(rehearsal, {
      get: (target, variable) => {
        asked.add(String(variable));
        return Reflect.get(target, variable);
      },
    }),
  );
  const plain: Record<string, string> = {};
  for (const variable of asked) {
    const value = settings[variable]?.trim();
    if (value && !isMade(variable) && !isSecret(variable)) plain[variable] = value;
  }
  return { plain, made: [...asked].filter(isMade), secrets: [...asked].filter(isSecret) };
}
