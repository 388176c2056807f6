/** What to do when a secret changes: the order matters, for between two steps one side knows the new one and the other the old. */
import type { CheckName } from './commands/doctor.ts';

export type Rotation = {
  /** What stops when it is wrong. */
  readonly matters: string;
  /** In order. `{set}` is the command that stores it. */
  readonly steps: readonly string[];
  /** Which checks of doctor tell whether it worked. */
  readonly checks: readonly CheckName[];
};

const DEPLOY = 'npx sst deploy --stage <stage> (a function keeps the old value until then)';
const SMOKE = 'npm run ops -- smoke --stage <stage>';

export const ROTATIONS = {
  KOMMO_TOKEN: {
    matters: 'Kommo cannot be read: every turn is held, nobody is answered',
    steps: [
      'Kommo: Settings → Integrations → the private integration → a new long-lived token; leave the old one alive',
      '{set}',
      DEPLOY,
      SMOKE,
      'Kommo: revoke the old token',
    ],
    checks: ['kommo'],
  },
  KOMMO_WEBHOOK_SECRET: {
    matters:
      "Kommo's hooks are refused: moves are seen by the live read alone, and Kommo gives up after 100 refusals in 2 hours",
    steps: [
      'make one: openssl rand -hex 24',
      '{set}',
      DEPLOY,
      'at once: npm run ops -- setup --stage <stage> (subscribes the new address, removes the old one)',
      SMOKE,
    ],
    checks: ['kommo'],
  },
  CLOUD_TOKEN: {
    matters: 'nothing can be sent by WhatsApp (190)',
    steps: [
      'Meta Business settings → System users → a new token that never ends, with whatsapp_business_messaging and whatsapp_business_management',
      '{set}',
      DEPLOY,
      SMOKE,
      'revoke the old token',
    ],
    checks: ['whatsapp'],
  },
  CLOUD_APP_SECRET: {
    matters: 'every message from a lead is refused (401); Meta repeats them for up to 7 days',
    steps: [
      'Meta app → Settings → Basic → reset the app secret; from now on messages wait at Meta',
      '{set}',
      `${DEPLOY}, quickly`,
      SMOKE,
    ],
    checks: ['whatsapp'],
  },
  CLOUD_VERIFY_TOKEN: {
    matters: "only Meta's handshake, when the callback is saved",
    steps: [
      'make one: openssl rand -hex 24',
      '{set}',
      DEPLOY,
      'Meta app → WhatsApp → Configuration: save the callback again with the new token',
    ],
    checks: ['whatsapp'],
  },
  EVOLUTION_API_KEY: {
    matters: 'nothing can be sent by WhatsApp',
    steps: [
      "Evolution: the server's AUTHENTICATION_API_KEY, or the instance's token",
      '{set}',
      DEPLOY,
      SMOKE,
    ],
    checks: ['whatsapp'],
  },
  EVOLUTION_WEBHOOK_SECRET: {
    matters: "a lead's message is refused (401), and Evolution does not repeat it: it is lost",
    steps: [
      'at a quiet hour; make one: openssl rand -hex 24',
      '{set}',
      DEPLOY,
      'at once: npm run ops -- setup --stage <stage> (sets the header in Evolution); messages in between are lost',
      SMOKE,
    ],
    checks: ['whatsapp'],
  },
  SUPABASE_SERVICE_KEY: {
    matters: 'nothing can be read or recorded: webhooks still queue, turns come back',
    steps: [
      'Supabase → Project settings → API keys → a new secret key; leave the old one alive',
      '{set}',
      DEPLOY,
      SMOKE,
      'Supabase: delete the old key',
    ],
    checks: ['database'],
  },
  UPSTASH_REDIS_REST_TOKEN: {
    matters:
      'bursts are answered message by message, functions no longer share what they know of Kommo; nothing is lost',
    steps: [
      'Upstash → the database → reset credentials (the old token ends at once)',
      '{set}',
      `${DEPLOY}, quickly`,
      SMOKE,
    ],
    checks: ['redis'],
  },
  LLM_API_KEY: {
    matters: 'the fallback or the scripted brain words the replies',
    steps: ["the model provider's console: a new key", '{set}', DEPLOY, SMOKE, 'delete the old key'],
    checks: ['model'],
  },
  LLM_FALLBACK_API_KEY: {
    matters: 'only when the first model fails',
    steps: ["the fallback provider's console: a new key", '{set}', DEPLOY, 'delete the old key'],
    checks: ['model'],
  },
  GOOGLE_SERVICE_ACCOUNT: {
    matters: 'no meeting is offered, booked or moved',
    steps: [
      'Google Cloud → IAM → Service accounts → Keys → a new JSON key',
      '{set} (the whole file)',
      DEPLOY,
      'Google Cloud: delete the old key',
    ],
    checks: ['calendar'],
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    matters: 'only the traces: the collector refuses them, the log says trace.not_sent',
    steps: ["the collector's console: a new key", '{set} (name=value)', DEPLOY, 'delete the old key'],
    checks: [],
  },
  SUPPRESSION_SALT: {
    matters:
      'whoever asked to stop and was erased since is answered like a stranger: with a new one none of them is known again',
    steps: [
      'leave it, unless it leaked and the database with it: nothing can be read with the salt alone',
      'make one: openssl rand -hex 32',
      '{set}',
      DEPLOY,
    ],
    checks: ['database'],
  },
} as const satisfies Readonly<Record<string, Rotation>>;
export type SecretVariable = keyof typeof ROTATIONS;

/** `KOMMO_TOKEN` is the secret `KommoToken` of SST. */
const secretName = (variable: string): string =>
  variable.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const stepsOf = (variable: SecretVariable): readonly string[] =>
  ROTATIONS[variable].steps.map((step) =>
    step.replace('{set}', `npx sst secret set ${secretName(variable)} --stage <stage>`),
  );
