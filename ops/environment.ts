/**
 * Which settings a command works with. In order, the later one winning: the process's own environment; what `sst shell` put into it for
 * the stage (`SST_RESOURCE_<Name>`, one JSON each: a secret `KommoToken` is the variable KOMMO_TOKEN, and a resource's properties in
 * capitals are variables as they stand); the file of `--env-file`. A file that was named is never overruled by what happens to be
 * exported: two accounts mixed in one command would be the worst mistake of all.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import * as z from 'zod/mini';
import { wrongUse } from './failure.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const RESOURCE = /^SST_RESOURCE_(.+)$/;
const VARIABLE = /^[A-Z][A-Z0-9_]+$/;
const Properties = z.record(z.string(), z.unknown());
const FILE_MAX_BYTES = 256 * 1024;

/** `KommoWebhookSecret` → `KOMMO_WEBHOOK_SECRET`. */
const variableOf = (resource: string): string =>
  resource.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

function resourcesIn(environment: Environment): Map<string, Record<string, unknown>> {
  const resources = new Map<string, Record<string, unknown>>();
  for (const [name, value] of Object.entries(environment)) {
    const [, resource] = RESOURCE.exec(name) ?? [];
    if (resource === undefined || value === undefined) continue;
    try {
      const properties = Properties.safeParse(JSON.parse(value));
      if (properties.success) resources.set(resource, properties.data);
    } catch {
      // Not one of SST's: it is nobody's setting.
    }
  }
  return resources;
}

function variablesOf(resources: ReadonlyMap<string, Record<string, unknown>>): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [resource, properties] of resources) {
    if (typeof properties['value'] === 'string') variables[variableOf(resource)] = properties['value'];
    for (const [key, value] of Object.entries(properties)) {
      if (VARIABLE.test(key) && (typeof value === 'string' || typeof value === 'number'))
        variables[key] = String(value);
    }
  }
  return variables;
}

function fileVariables(path: string): Record<string, string> {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > FILE_MAX_BYTES)
      throw wrongUse(`${path} is too long for a file of settings`, 'name a file of NAME=value lines');
    // Every value of a parsed file is a string.
    return Object.fromEntries(
      Object.entries(parseEnv(text)).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw wrongUse(`${path} cannot be read`, 'name a file of NAME=value lines after --env-file');
    throw error;
  }
}

/** The settings, and the stage they are of; null: whatever the environment describes, the local stack for one. */
export type Resolved = { readonly environment: Environment; readonly stage: string | null };

/** @throws {OpsError} of exit code 2 for a file that cannot be read, or a stage that is not the one this shell holds. */
export function resolveEnvironment(
  own: Environment,
  { stage, envFile }: { stage?: string | undefined; envFile?: string | undefined },
): Resolved {
  const resources = resourcesIn(own);
  const held = resources.get('App')?.['stage'];
  if (stage !== undefined && typeof held === 'string' && held !== stage)
    throw wrongUse(
      `this shell holds the settings of stage ${held}, not of ${stage}`,
      `run: npx sst shell --stage ${stage} -- npm run ops -- <command> --stage ${stage}`,
    );
  if (stage !== undefined && typeof held !== 'string' && envFile === undefined)
    throw wrongUse(
      `nothing here says what stage ${stage} is configured with`,
      `run: npx sst shell --stage ${stage} -- npm run ops -- <command> --stage ${stage} (or name its settings with --env-file)`,
    );
  const environment = {
    ...own,
    ...variablesOf(resources),
    ...(envFile !== undefined && fileVariables(envFile)),
  };
  return { environment, stage: stage ?? (typeof held === 'string' ? held : null) };
}
