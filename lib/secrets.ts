/**
 * Secrets of a deployed function. They are linked by SST: encrypted in the function's own bundle (`resource.enc`), the key
 * in its environment, so neither the console nor `GetFunctionConfiguration` shows a value, no call is made at start, and a
 * new value takes a deploy (facts/serverless.md §1, §7). Here they take the names that `config.ts` reads, which therefore
 * need not know where a value came from. Anywhere else (tests, the local stack) nothing is linked and nothing changes.
 */
import { Resource } from 'sst/resource';
import * as z from 'zod/mini';

/** Every variable that is a secret: deployed, it never stands in a function's plain environment. */
export const SECRETS = [
  'KOMMO_TOKEN',
  'KOMMO_WEBHOOK_SECRET',
  'CLOUD_TOKEN',
  'CLOUD_APP_SECRET',
  'CLOUD_VERIFY_TOKEN',
  'EVOLUTION_API_KEY',
  'EVOLUTION_WEBHOOK_SECRET',
  'SUPABASE_SERVICE_KEY',
  'UPSTASH_REDIS_REST_TOKEN',
  'LLM_API_KEY',
  'LLM_FALLBACK_API_KEY',
  'GOOGLE_SERVICE_ACCOUNT',
  'CONSOLE_TOKENS',
  'SUPPRESSION_SALT',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const;
export type SecretVariable = (typeof SECRETS)[number];

/** The name that `sst secret set` takes: KOMMO_TOKEN is KommoToken. */
export const secretName = (variable: SecretVariable): string =>
  variable.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

type Environment = Readonly<Record<string, string | undefined>>;

const Secret = z.object({ value: z.string() });

/** `environment` with what is linked to this process laid over it. @throws when the linked file cannot be decrypted. */
export function withLinked(environment: Environment): Environment {
  const linked: Record<string, string> = {};
  for (const variable of SECRETS) {
    const name = secretName(variable);
    const secret = name in Resource ? z.safeParse(Secret, Reflect.get(Resource, name)) : null;
    if (secret?.success) linked[variable] = secret.data.value;
  }
  return { ...environment, ...linked };
}
