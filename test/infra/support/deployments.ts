/** Two deployments, so that every choice of the configuration is taken in one of them. Made-up accounts; secrets that can be searched for. */
import { generateKeyPairSync } from 'node:crypto';
import { SECRETS, secretName } from '../../../lib/secrets.ts';
import type { Deployment } from './evaluate.ts';

// A key of the moment: the calendar's client reads it at the start of a function.
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SERVICE_ACCOUNT = {
  client_email: 'agenda@solar-exemplo.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  private_key_id: 'canary',
};

/** A value for every secret, each with the word `canary` in it. */
export const CANARIES: Readonly<Record<string, string>> = Object.fromEntries(
  SECRETS.map((variable) => [
    secretName(variable),
    variable === 'GOOGLE_SERVICE_ACCOUNT'
      ? JSON.stringify(SERVICE_ACCOUNT)
      : variable === 'CONSOLE_TOKENS'
        ? 'Ana:canary-console-tokens-of-ana-0000000, Bruno:canary-console-tokens-of-bruno-00000'
        : // As long as a salt has to be.
          `canary-${variable.toLowerCase()}`.padEnd(40, '-'),
  ]),
);

const SETTINGS = {
  KOMMO_BASE_URL: 'https://solar-exemplo.kommo.com',
  KOMMO_PIPELINE_ID: '8100001',
  KOMMO_ACCOUNT_ID: '31000001',
  SUPABASE_URL: 'https://exemplo.supabase.co',
  UPSTASH_REDIS_REST_URL: 'https://exemplo.upstash.io',
};

const { ConsoleTokens: _tokens, ...WITHOUT_CONSOLE } = CANARIES;

/** The least that can be deployed: Cloud API, the scripted brain, the built-in calendar, no console. */
export const dev: Deployment = {
  stage: 'dev',
  settings: {
    ...SETTINGS,
    WHATSAPP_PROVIDER: 'cloud',
    CLOUD_API_URL: 'https://graph.facebook.com/v23.0',
    CLOUD_PHONE_NUMBER_ID: '106500000001000',
  },
  secrets: WITHOUT_CONSOLE,
};

/** Everything switched on: Evolution, a model with a fallback, Google's calendar, alarms by e-mail, the console. */
export const production: Deployment = {
  stage: 'production',
  settings: {
    ...SETTINGS,
    WHATSAPP_PROVIDER: 'evolution',
    EVOLUTION_URL: 'https://evolution.solar-exemplo.com.br',
    EVOLUTION_INSTANCE: 'solar-exemplo',
    LLM_PROVIDER: 'google',
    LLM_MODEL: 'gemini-flash',
    LLM_FALLBACK_PROVIDER: 'openai',
    LLM_FALLBACK_MODEL: 'gpt-mini',
    GOOGLE_CALENDAR_ID: 'agenda@group.calendar.google.com',
    DEBOUNCE_SECONDS: '9',
    ALARM_EMAIL: 'plantao@solar-exemplo.com.br',
    ALARM_WEBHOOK_URL: 'https://pager.example/integration/bastao',
    DOOR_CONCURRENCY: '20',
  },
  secrets: CANARIES,
};
