/**
 * What `setup` can fix, found out before anything is changed: each step says what it would do, and does it only when told to. Running
 * it again finds nothing left to do.
 */

import { SOLUTIONS } from '../lib/agent/playbook.ts';
import { FIELD_KEYS, type FieldKey } from '../lib/config.ts';
import { createKommoBreaker } from '../lib/kommo/breaker.ts';
import type { KommoResult } from '../lib/kommo/kommo.ts';
import { FIELD_NAMES } from '../lib/kommo/metadata.ts';
import { STAGE_KEYS, STAGES } from '../lib/pipeline.ts';
import { createCloudAdmin } from './admin/cloud.ts';
import { createEvolutionAdmin } from './admin/evolution.ts';
import { createKommoAdmin, HOOK_EVENTS, type KommoAdmin, type NewField } from './admin/kommo.ts';
import { leadsTo } from './checks/door.ts';
import { EVOLUTION_PATH, evolutionCause } from './checks/evolution.ts';
import { stagesByName } from './checks/kommo.ts';
import { causeFinding } from './checks/kommo-causes.ts';
import { fieldsByName } from './checks/kommo-fields.ts';
import { hookState, leadsToUs } from './checks/kommo-hook.ts';
import { graphCause } from './checks/whatsapp.ts';
import type { Context } from './context.ts';
import { wrongUse } from './failure.ts';
import { type Finding, failed, ok } from './report.ts';

/** One change, not yet made. */
export type Step = {
  /** "Subscribe Kommo's webhook to 8 events" */
  readonly change: string;
  apply(): Promise<Finding>;
};

/** What stands already, what could not be looked at, and what would be changed. */
export type Plan = { readonly findings: readonly Finding[]; readonly steps: readonly Step[] };

const NOTHING: Plan = { findings: [], steps: [] };
const joined = (plans: readonly Plan[]): Plan => ({
  findings: plans.flatMap(({ findings }) => findings),
  steps: plans.flatMap(({ steps }) => steps),
});

const written = (check: string, says: string, result: KommoResult<unknown>): Finding => {
  if (result.kind === 'ok' || (result.kind === 'absent' && says === 'removed')) return ok(check, says);
  if (result.kind === 'failed' && result.cause === 'rejected') {
    const paths = result.problems.map(({ code, path }) => `${code} at ${path}`).join(', ');
    return failed(
      check,
      `Kommo refuses (${paths || result.status})`,
      'set it up by hand in Kommo; the plan of the account may not allow it by API',
    );
  }
  return causeFinding(check, result);
};

const FIELDS: Readonly<Record<FieldKey, Omit<NewField, 'name'>>> = {
  whatsapp: { type: 'text', options: [] },
  bill_value: { type: 'numeric', options: [] },
  solution: { type: 'select', options: [...SOLUTIONS.map(({ kommoOption }) => kommoOption), 'Não Definido'] },
  score: { type: 'numeric', options: [] },
  meeting_link: { type: 'url', options: [] },
};
const SORT_STEP = 10;

async function stagePlan(
  admin: KommoAdmin,
  config: ReturnType<Context['connection']['settings']['kommo']>,
): Promise<Plan> {
  const check = 'Kommo stages';
  const pipelines = await admin.pipelines();
  if (pipelines.kind !== 'ok') return { findings: [causeFinding(check, pipelines)], steps: [] };
  const pipeline = pipelines.value.find(({ pipelineId }) => pipelineId === config.pipelineId);
  if (!pipeline)
    return {
      findings: [
        failed(
          check,
          `the account has no pipeline ${config.pipelineId}`,
          'npm run ops -- doctor lists those it has',
        ),
      ],
      steps: [],
    };
  const byName = stagesByName(pipeline);
  const missing = STAGE_KEYS.filter((key) => !byName.has(key) && config.stageIds[key] === undefined);
  const steps = missing.map((key, index): Step => {
    const name = STAGES[key].name.toUpperCase();
    return {
      change: `create the stage ${name} in pipeline ${pipeline.name}`,
      apply: async () =>
        written(
          check,
          `${name} created`,
          await admin.createStage({
            pipelineId: pipeline.pipelineId,
            name,
            sort: pipeline.lastSort + (index + 1) * SORT_STEP,
          }),
        ),
    };
  });
  return { findings: steps.length === 0 ? [ok(check, 'all there')] : [], steps };
}

async function fieldPlan(
  admin: KommoAdmin,
  config: ReturnType<Context['connection']['settings']['kommo']>,
): Promise<Plan> {
  const check = 'Kommo fields';
  const fields = await admin.kommo.leadFields();
  if (fields.kind !== 'ok') return { findings: [causeFinding(check, fields)], steps: [] };
  const byName = fieldsByName(fields.value);
  const steps = FIELD_KEYS.filter((key) => !byName.has(key) && config.fieldIds[key] === undefined).map(
    (key): Step => {
      const name = FIELD_NAMES[key];
      return {
        change: `create the field "${name}" (${FIELDS[key].type}) on leads`,
        apply: async () =>
          written(check, `"${name}" created`, await admin.createField({ name, ...FIELDS[key] })),
      };
    },
  );
  return { findings: steps.length === 0 ? [ok(check, 'all there')] : [], steps };
}

/** The webhook with every event, enabled, at our address; what leads to our door with another host or an old secret is taken away. */
async function hookPlan(admin: KommoAdmin, context: Context, publicUrl: string | null): Promise<Plan> {
  const check = 'Kommo webhook';
  const { secret } = context.connection.settings.kommoWebhook();
  if (secret === null)
    return {
      findings: [
        failed(
          check,
          'KOMMO_WEBHOOK_SECRET is missing',
          'set it and deploy: npm run ops -- rotate KOMMO_WEBHOOK_SECRET',
        ),
      ],
      steps: [],
    };
  const hooks = await admin.kommo.webhooks();
  if (hooks.kind !== 'ok') return { findings: [causeFinding(check, hooks)], steps: [] };
  const state = hookState(hooks.value, { secret, publicUrl });
  if (state.kind === 'found' && !state.hook.disabled && state.missingEvents.length === 0)
    return { findings: [ok(check, 'subscribed and enabled')], steps: [] };
  const destination =
    state.kind === 'found'
      ? state.hook.destination
      : publicUrl === null
        ? null
        : `${publicUrl}/webhooks/kommo/${secret}/`;
  if (destination === null)
    throw wrongUse(
      "the webhook's address is not known",
      'set PUBLIC_URL, or add --url https://<api>.execute-api.<region>.amazonaws.com (sst deploy prints it)',
    );
  const old = hooks.value.filter(
    (hook) => hook.destination !== destination && leadsToUs(hook.destination, { secret, publicUrl: null }),
  );
  return {
    findings: [],
    steps: [
      ...old.map(
        ({ destination: gone }): Step => ({
          change: 'remove the subscription of an earlier address',
          apply: async () => written(check, 'removed', await admin.unsubscribe(gone)),
        }),
      ),
      {
        change:
          state.kind === 'found' && state.hook.disabled
            ? 'switch the webhook on again (removed and subscribed anew)'
            : `subscribe the webhook to ${HOOK_EVENTS.length} events`,
        apply: async () => {
          // Nobody could confirm that a POST enables what Kommo switched off (facts/kommo.md §1.2): a DELETE before it does.
          if (state.kind === 'found' && state.hook.disabled) {
            const removed = await admin.unsubscribe(destination);
            if (removed.kind === 'failed') return causeFinding(check, removed);
          }
          const subscribed = await admin.subscribe({ destination, events: HOOK_EVENTS });
          if (subscribed.kind !== 'ok') return written(check, 'subscribed', subscribed);
          // What it took is read back: the documentation does not promise that a list is replaced.
          const after = await admin.kommo.webhooks();
          if (after.kind !== 'ok') return causeFinding(check, after);
          const now = hookState(after.value, { secret, publicUrl });
          return now.kind === 'found' && !now.hook.disabled && now.missingEvents.length === 0
            ? ok(check, `subscribed to ${HOOK_EVENTS.length} events`)
            : failed(
                check,
                'Kommo took the request and did not do what it says',
                'set it up by hand: Settings → Integrations → Webhooks',
              );
        },
      },
    ],
  };
}

/** The account answers, and our functions still believe that it does not: an operator's word closes the breaker. */
async function breakerPlan(context: Context, accountId: number): Promise<Plan> {
  const { connection, clock } = context;
  const key = `kommo:breaker:${accountId}`;
  try {
    if ((await connection.redis().get(key)) === null) return NOTHING;
    const breaker = createKommoBreaker({
      redis: connection.redis(),
      accountKey: String(accountId),
      clock,
      log: connection.log,
    });
    const apply = async (): Promise<Finding> => {
      await breaker.reset();
      return (await connection.redis().get(key)) === null
        ? ok('Kommo breaker', 'closed: held turns go on within a minute')
        : failed('Kommo breaker', 'is still open', 'Redis did not take the word: npm run ops -- doctor');
    };
    return { findings: [], steps: [{ change: 'close the breaker: Kommo answers again', apply }] };
  } catch {
    return {
      findings: [failed('Kommo breaker', 'Redis cannot be reached', 'npm run ops -- doctor')],
      steps: [],
    };
  }
}

/** Everything in Kommo. `close` after the steps were applied. */
export async function kommoPlan(
  context: Context,
  { publicUrl, only }: { publicUrl: string | null; only?: 'webhook' },
): Promise<Plan & { close(): Promise<void> }> {
  const { connection, clock } = context;
  const config = connection.settings.kommo();
  const admin = createKommoAdmin({ config, clock, log: connection.log });
  try {
    const account = await admin.kommo.account();
    if (account.kind !== 'ok')
      return { findings: [causeFinding('Kommo', account)], steps: [], close: admin.close };
    if (account.value.accountId !== config.accountId)
      return {
        findings: [
          failed(
            'Kommo',
            `the token belongs to account ${account.value.accountId}, not ${config.accountId}: nothing is changed there`,
            'npm run ops -- doctor',
          ),
        ],
        steps: [],
        close: admin.close,
      };
    const plans =
      only === 'webhook'
        ? [await hookPlan(admin, context, publicUrl)]
        : [
            await breakerPlan(context, config.accountId),
            await stagePlan(admin, config),
            await fieldPlan(admin, config),
            await hookPlan(admin, context, publicUrl),
          ];
    return { ...joined(plans), close: admin.close };
  } catch (error) {
    await admin.close();
    throw error;
  }
}

async function evolutionPlan({ connection, clock }: Context, publicUrl: string | null): Promise<Plan> {
  const check = 'Evolution webhook';
  const { webhookSecret, ...config } = connection.settings.evolution();
  if (webhookSecret === null)
    return {
      findings: [
        failed(
          check,
          'EVOLUTION_WEBHOOK_SECRET is missing',
          'set it and deploy: npm run ops -- rotate EVOLUTION_WEBHOOK_SECRET',
        ),
      ],
      steps: [],
    };
  const admin = createEvolutionAdmin({ ...config, clock });
  const hook = await admin.webhook();
  if (hook.kind === 'failed') return { findings: [evolutionCause(check, hook)], steps: [] };
  const { enabled, url, secret, byEvents, base64, missingEvents } = hook.value;
  const isOurs = url !== '' && leadsTo(url, { path: EVOLUTION_PATH, publicUrl });
  if (enabled && isOurs && secret === webhookSecret && !byEvents && !base64 && missingEvents.length === 0)
    return { findings: [ok(check, 'on, with the secret header')], steps: [] };
  const destination = publicUrl !== null ? `${publicUrl}${EVOLUTION_PATH}` : isOurs ? url : null;
  if (destination === null)
    throw wrongUse(
      "the webhook's address is not known",
      'set PUBLIC_URL, or add --url https://<api>.execute-api.<region>.amazonaws.com (sst deploy prints it)',
    );
  return {
    findings: [],
    steps: [
      {
        change: `set the webhook of instance ${config.instance}, with its secret header`,
        apply: async () => {
          const set = await admin.setWebhook({ url: destination, secret: webhookSecret });
          return set.kind === 'ok' ? ok(check, 'set') : evolutionCause(check, set);
        },
      },
    ],
  };
}

async function cloudPlan({ connection, clock }: Context): Promise<Plan> {
  const check = 'Cloud subscription';
  const admin = createCloudAdmin({ ...connection.settings.cloud(), clock });
  const token = await admin.token();
  if (token.kind !== 'ok') return { findings: [graphCause(check, token)], steps: [] };
  const wabaId = connection.settings.operations().cloudWabaId ?? token.value.wabaIds[0];
  if (wabaId === undefined)
    return {
      findings: [
        failed(check, 'the token does not say which business account it may manage', 'set CLOUD_WABA_ID'),
      ],
      steps: [],
    };
  const apps = await admin.subscribedApps(wabaId);
  if (apps.kind !== 'ok') return { findings: [graphCause(check, apps)], steps: [] };
  if (apps.value.some(({ appId }) => appId === token.value.appId))
    return { findings: [ok(check, 'subscribed')], steps: [] };
  return {
    findings: [],
    steps: [
      {
        change: `subscribe the app to business account ${wabaId}`,
        apply: async () => {
          const done = await admin.subscribe(wabaId);
          return done.kind === 'ok' ? ok(check, 'subscribed') : graphCause(check, done);
        },
      },
    ],
  };
}

export const whatsappPlan = (context: Context, { publicUrl }: { publicUrl: string | null }): Promise<Plan> =>
  context.connection.settings.provider() === 'cloud' ? cloudPlan(context) : evolutionPlan(context, publicUrl);
