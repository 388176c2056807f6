/** docs/configuration.md and .env.example, from the variables themselves and from the loaders that ask for them. */
import {
  loadConsoleConfig,
  loadConversationConfig,
  loadDeploymentConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadStage,
  loadWhatsAppWebhookConfig,
  settingsIn,
} from '../../lib/config.ts';
import type { Variable } from '../../lib/config-reader.ts';
import { SECRETS, secretName } from '../../lib/secrets.ts';
import { MADE_BY_DEPLOY, SUBJECTS } from './subjects.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Choices under which, together, every variable is asked for. */
const CHOICES: readonly Environment[] = [
  {
    WHATSAPP_PROVIDER: 'cloud',
    LLM_PROVIDER: 'google',
    LLM_FALLBACK_PROVIDER: 'openai',
    GOOGLE_CALENDAR_ID: 'a',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a',
  },
  { WHATSAPP_PROVIDER: 'evolution' },
];

/** Which variables this reader looks at, whatever it thinks of their values. */
function askedBy(load: (environment: Environment) => unknown): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const choice of CHOICES) {
    try {
      load(
        new Proxy(choice, {
          get: (target, name) => {
            asked.add(String(name));
            return Reflect.get(target, name);
          },
        }),
      );
    } catch {
      // Most are missing here; which were asked for is all that counts.
    }
  }
  return asked;
}

const askedByOps = (): ReadonlySet<string> => {
  const parts = Object.keys(settingsIn({})).map((name) =>
    askedBy((environment) => Reflect.get(settingsIn(environment), name)()),
  );
  return new Set(parts.flatMap((part) => [...part]));
};

const FUNCTIONS = {
  'whatsapp-webhook': askedBy(loadWhatsAppWebhookConfig),
  'kommo-webhook': askedBy(loadKommoWebhookConfig),
  conversation: askedBy(loadConversationConfig),
  'follow-up-executor': askedBy(loadFollowUpConfig),
  reconcile: askedBy(loadReconcileConfig),
} as const;
const OTHERS = {
  // Deployed only where its tokens are set.
  'console-api': askedBy(loadConsoleConfig),
  ops: askedByOps(),
  '`sst deploy`': askedBy(loadDeploymentConfig),
  'the log of every function': askedBy(loadStage),
} as const;

function readersOf(name: string): string {
  const functions = Object.entries(FUNCTIONS).filter(([, asked]) => asked.has(name));
  const others = Object.entries(OTHERS).filter(([, asked]) => asked.has(name));
  const all = functions.length === Object.keys(FUNCTIONS).length;
  return [
    ...(all ? ['every function'] : functions.map(([reader]) => reader)),
    ...others.map(([reader]) => reader),
  ].join(', ');
}

const isSecret = (name: string): boolean => SECRETS.some((secret) => secret === name);
const isMade = (name: string): boolean => MADE_BY_DEPLOY.some((made) => made === name);

/** Each variable once, under the subject that names it first. */
export function variables(): readonly {
  title: string;
  when?: string;
  variables: readonly Variable<unknown>[];
}[] {
  const seen = new Set<string>();
  return SUBJECTS.map(({ groups, ...subject }) => ({
    ...subject,
    variables: groups
      .flatMap((group) => Object.values(group))
      .filter(({ name }) => !seen.has(name) && Boolean(seen.add(name))),
  }));
}

const defaultOf = ({ name, fallback, isRequired }: Variable<unknown>): string => {
  if (fallback !== null) return `\`${fallback}\``;
  if (isMade(name)) return 'made by the deploy';
  return isRequired ? '**required**' : '–';
};
const cell = (words: string): string => words.replaceAll('|', '\\|');

export function configurationPage(): string {
  const parts = variables().map(({ title, when, variables: those }) =>
    [
      `## ${title}`,
      ...(when ? ['', `Read with ${when}.`] : []),
      '',
      '| variable | decides | form | default | read by |',
      '|---|---|---|---|---|',
      ...those.map(
        (variable) =>
          `| \`${variable.name}\`${isSecret(variable.name) ? ' (secret)' : ''} | ${cell(variable.decides)} | ${cell(variable.form)} | ${cell(defaultOf(variable))} | ${readersOf(variable.name)} |`,
      ),
    ].join('\n'),
  );
  return `# Configuration

<!-- Generated from lib/config-variables.ts by \`npm run docs\`. Do not edit. -->

Read once per container and validated as a whole: the error names every variable that is missing or bad, and what it decides. An empty value counts as absent. A secret has no default and is set by \`sst secret set <Name>\` ([deploy.md](deploy.md#5-secrets)); every other variable stands in \`.env.<stage>\` ([\`.env.example\`](../.env.example)).

AWS is reached by the SDK's own variables (\`AWS_REGION\`, \`AWS_ENDPOINT_URL_SQS\`, …). Locally, \`npm start\` takes every variable of the product's behaviour as it stands; \`SUPABASE_URL\` with \`SUPABASE_SERVICE_KEY\` is an empty Postgres of yours, \`REDIS_URL\` a Redis of yours. What belongs to an account (\`KOMMO_TOKEN\`, \`EVOLUTION_URL\`, …) is used with \`--kommo real\` or \`--whatsapp real\`, and refused without it.

${parts.join('\n\n')}
`;
}

export function envExample(): string {
  const lines = variables().flatMap(({ title, when, variables: those }) => {
    const plain = those.filter(({ name }) => !isSecret(name) && !isMade(name));
    if (plain.length === 0) return [];
    return [
      '',
      `# ${title}${when ? `: with ${when.replaceAll('`', '')}` : ''}`,
      ...plain.flatMap(({ name, decides, form, fallback, isRequired }) => [
        `# ${decides}${form === 'text' ? '' : ` (${form.replaceAll('`', '')})`}`,
        isRequired && !when ? `${name}=` : `#${name}=${fallback ?? ''}`,
      ]),
    ];
  });
  const secrets = SECRETS.map((secret) => secretName(secret)).join(', ');
  return `# What \`sst deploy\` reads beside the secrets: copy to .env.<stage>, fill in, keep out of the repository.
# Generated by \`npm run docs\`. An empty variable is absent; one behind a # shows its default.
# Secrets do not stand here, \`sst secret set\` takes them: ${secrets}.
${lines.join('\n')}
`;
}
