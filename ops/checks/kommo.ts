/** The Kommo account: token, breaker, pipeline and fields against the configuration (H16, C7), the webhook subscription. */
import * as z from 'zod/mini';
import { FIELD_KEYS, type FieldKey } from '../../lib/config.ts';
import type { KommoField, KommoResult, KommoWebhook } from '../../lib/kommo/kommo.ts';
import { FIELD_NAMES, foldFieldName } from '../../lib/kommo/metadata.ts';
import { storedJson } from '../../lib/kommo/redis-guard.ts';
import { expiryOf } from '../../lib/kommo/token.ts';
import {
  createStageMap,
  foldStageName,
  STAGE_KEYS,
  STAGES,
  type StageKey,
  StageMapError,
} from '../../lib/pipeline.ts';
import type { KommoCause } from '../../lib/reasons.ts';
import { createKommoAdmin, HOOK_EVENTS, type NamedPipeline } from '../admin/kommo.ts';
import { age, type Finding, failed, ok, warning } from '../report.ts';
import { type Check, type CheckContext, expiryFinding, settingsOr } from './check.ts';

type KommoConfig = ReturnType<CheckContext['connection']['settings']['kommo']>;

const NEW_TOKEN =
  'make a new long-lived token in Kommo (private integration) and put it in: npm run ops -- rotate KOMMO_TOKEN';

const CAUSES: Readonly<Record<KommoCause, readonly [says: string, todo: string]>> = {
  unauthorized: ['Kommo refuses the token (401)', NEW_TOKEN],
  payment_required: [
    'the account is not paid (402)',
    'pay the Kommo subscription; held leads are answered by themselves afterwards',
  ],
  forbidden: [
    'Kommo blocks the account, or the token has no administrator behind it (403)',
    'ask Kommo support to lift the block; do not retry in a loop',
  ],
  throttled: [
    'Kommo asks to wait (429)',
    'wait 5 minutes; if it comes back, lower KOMMO_RPS or find who else uses the account',
  ],
  timeout: ['Kommo does not answer in time', 'try again in a minute; look at https://status.kommo.com'],
  network: [
    'Kommo cannot be reached',
    'check KOMMO_BASE_URL (https://<subdomain>.kommo.com) and the network',
  ],
  server_error: ['Kommo answers with an error of its own (5xx)', 'try again in a minute'],
  malformed: [
    'what answers is not Kommo',
    'check KOMMO_BASE_URL: https://<subdomain>.kommo.com, without /api/v4',
  ],
  rejected: [
    'Kommo refuses the request',
    'the account may lack the plan for it (webhooks by API need Advanced or higher)',
  ],
  breaker_open: ['not asked: Kommo refused before', 'fix what failed above first'],
  over_budget: ['not asked: the budget is used up', 'try again in a minute'],
};

/** The finding for an answer that is none; `absent` is said by the caller. */
export function causeFinding(
  check: string,
  result: Extract<KommoResult<unknown>, { kind: 'failed' | 'absent' }>,
): Finding {
  if (result.kind === 'absent')
    return failed(check, 'Kommo has no such thing', 'check KOMMO_BASE_URL and the plan of the account');
  const [says, todo] = CAUSES[result.cause];
  return failed(check, says, todo);
}

const BreakerState = z.object({ cause: z.string(), untilMs: z.number() });

/** What all functions believe about the account right now. */
async function breakerFinding(
  { connection, clock }: CheckContext,
  accountId: number,
): Promise<Finding | null> {
  const check = 'Kommo breaker';
  try {
    const state = BreakerState.safeParse(
      storedJson(await connection.redis().get(`kommo:breaker:${accountId}`)),
    );
    if (!state.success) return ok(check, 'closed');
    const leftMs = state.data.untilMs - clock.nowMs();
    const when = leftMs > 0 ? `for another ${age(leftMs)}` : 'until the next probe succeeds';
    return warning(
      check,
      `open (${state.data.cause}) ${when}: turns are held`,
      'fix the cause, then: npm run ops -- setup (it offers to close it)',
    );
  } catch {
    // Redis has findings of its own.
    return null;
  }
}

/** The id of each stage that the pipeline has by name. */
export function stagesByName(pipeline: NamedPipeline): ReadonlyMap<StageKey, number> {
  const found = new Map<StageKey, number>();
  for (const key of STAGE_KEYS) {
    const status = pipeline.statuses.find(
      ({ name, isUnsorted }) => !isUnsorted && foldStageName(name) === foldStageName(STAGES[key].name),
    );
    if (status) found.set(key, status.statusId);
  }
  return found;
}

/** The id of each field that the account has by name. */
export function fieldsByName(fields: readonly KommoField[]): ReadonlyMap<FieldKey, KommoField> {
  const found = new Map<FieldKey, KommoField>();
  for (const key of FIELD_KEYS) {
    const field = fields.find(({ name }) => foldFieldName(name) === foldFieldName(FIELD_NAMES[key]));
    if (field) found.set(key, field);
  }
  return found;
}

const asVariable = (name: string, ids: Iterable<readonly [string, number]>): string =>
  `${name}='${JSON.stringify(Object.fromEntries(ids))}'`;

function stageFindings(pipelines: readonly NamedPipeline[], config: KommoConfig): readonly Finding[] {
  const check = 'Kommo stages';
  const pipeline = pipelines.find(({ pipelineId }) => pipelineId === config.pipelineId);
  if (!pipeline) {
    const choices = pipelines
      .map(({ name, pipelineId }) => `KOMMO_PIPELINE_ID=${pipelineId} (${name})`)
      .join(', ');
    return [
      failed('Kommo pipeline', `the account has no pipeline ${config.pipelineId}`, `set one of: ${choices}`),
    ];
  }
  const byName = stagesByName(pipeline);
  const proposal = asVariable('KOMMO_STAGE_IDS', byName);
  const missing = STAGE_KEYS.filter(
    (key) => !byName.has(key) && config.stageIds[key] === undefined && !STAGES[key].optional,
  );
  const create =
    missing.length > 0
      ? `create ${missing.map((key) => STAGES[key].name.toUpperCase()).join(', ')} (npm run ops -- setup), or `
      : '';
  try {
    const map = createStageMap({ pipeline, configuredIds: config.stageIds });
    const resolved = STAGE_KEYS.flatMap((key) => {
      const id = map.statusIdOf(key);
      return id === null ? [] : [[key, id] as const];
    });
    return [
      ok('Kommo pipeline', `${pipeline.name} (${pipeline.pipelineId})`),
      ok(check, asVariable('KOMMO_STAGE_IDS', resolved)),
      ...map.absent.map((key) =>
        warning(
          check,
          `the pipeline has no ${STAGES[key].name.toUpperCase()}: the bot skips it`,
          'create it if you want to see it: npm run ops -- setup',
        ),
      ),
    ];
  } catch (error) {
    if (!(error instanceof StageMapError)) throw error;
    return [
      ok('Kommo pipeline', `${pipeline.name} (${pipeline.pipelineId})`),
      failed(check, error.message, `${create}set ${proposal}; every turn is held until then`),
    ];
  }
}

const FIELD_TYPES: Readonly<Record<FieldKey, readonly string[]>> = {
  whatsapp: ['text'],
  bill_value: ['numeric', 'text', 'monetary'],
  solution: ['select', 'text'],
  score: ['numeric', 'text'],
  meeting_link: ['url', 'text'],
};

function fieldFindings(fields: readonly KommoField[], config: KommoConfig): readonly Finding[] {
  const check = 'Kommo fields';
  const byName = fieldsByName(fields);
  const proposal = asVariable(
    'KOMMO_FIELD_IDS',
    [...byName].map(([key, { id }]) => [key, id] as const),
  );
  const resolved: (readonly [FieldKey, number])[] = [];
  const findings = FIELD_KEYS.flatMap((key): readonly Finding[] => {
    const configured = config.fieldIds[key];
    const field = configured === undefined ? byName.get(key) : fields.find(({ id }) => id === configured);
    const name = FIELD_NAMES[key];
    if (!field && configured !== undefined)
      return [failed(check, `${key}: the account has no field ${configured}`, `set ${proposal}`)];
    if (!field)
      return [
        warning(
          check,
          `the account has no field "${name}": it is not written`,
          'create it: npm run ops -- setup',
        ),
      ];
    // H16: ids swapped by hand are seen by the names that the fields carry.
    const carried = FIELD_KEYS.find(
      (other) => foldFieldName(FIELD_NAMES[other]) === foldFieldName(field.name),
    );
    if (carried !== undefined && carried !== key)
      return [failed(check, `${key}: field ${field.id} is named "${field.name}"`, `set ${proposal}`)];
    if (!FIELD_TYPES[key].includes(field.type))
      return [
        failed(
          check,
          `"${field.name}" is of type ${field.type}: Kommo will refuse what is written`,
          `make it ${FIELD_TYPES[key][0]} in Kommo`,
        ),
      ];
    resolved.push([key, field.id]);
    return [];
  });
  return [...(resolved.length > 0 ? [ok(check, asVariable('KOMMO_FIELD_IDS', resolved))] : []), ...findings];
}

/** Does this subscription lead to our door? Kommo takes both forms of the path (facts/kommo.md §9.2). */
export function leadsToUs(
  destination: string,
  { secret, publicUrl }: { secret: string; publicUrl: string | null },
): boolean {
  const url = URL.parse(destination);
  if (
    !url ||
    url.pathname.replace(/\/$/, '') !==
      `${new URL(publicUrl ?? url.origin).pathname.replace(/\/$/, '')}/webhooks/kommo/${secret}`
  )
    return false;
  return publicUrl === null || url.origin === new URL(publicUrl).origin;
}

export type HookState =
  | { readonly kind: 'missing'; readonly elsewhere: boolean }
  | { readonly kind: 'found'; readonly hook: KommoWebhook; readonly missingEvents: readonly string[] };

/** What Kommo knows of our door. `elsewhere`: something of Bastão's is subscribed, under another host or secret. */
export function hookState(
  hooks: readonly KommoWebhook[],
  ours: { secret: string; publicUrl: string | null },
): HookState {
  const mine = hooks.filter(({ destination }) => leadsToUs(destination, ours));
  const hook = mine.find(({ disabled }) => !disabled) ?? mine[0];
  if (!hook)
    return {
      kind: 'missing',
      elsewhere: hooks.some(({ destination }) => /\/webhooks\/kommo\//.test(destination)),
    };
  return {
    kind: 'found',
    hook,
    missingEvents: HOOK_EVENTS.filter((event) => !hook.settings.includes(event)),
  };
}

const CREATE_HOOK = 'npm run ops -- setup creates it (it needs PUBLIC_URL, or --url)';

function hookFinding(hooks: readonly KommoWebhook[], { connection }: CheckContext): Finding {
  const check = 'Kommo webhook';
  const settings = settingsOr(check, () => ({
    ...connection.settings.kommoWebhook(),
    ...connection.settings.operations(),
  }));
  if (settings.kind === 'bad') return settings.finding;
  const { secret, publicUrl } = settings.value;
  if (secret === null)
    return failed(
      check,
      'KOMMO_WEBHOOK_SECRET is missing: every hook of Kommo is answered 500',
      'set it (npm run ops -- rotate KOMMO_WEBHOOK_SECRET), then setup',
    );
  const state = hookState(hooks, { secret, publicUrl });
  if (state.kind === 'missing') {
    const says = state.elsewhere
      ? 'subscribed with another address or another secret: its hooks are refused'
      : 'not subscribed: moves are seen only by the live read';
    return failed(check, says, CREATE_HOOK);
  }
  if (state.hook.disabled)
    return failed(
      check,
      'Kommo switched it off: more than 100 of its calls failed within 2 hours',
      'see why (docs/runbook.md, "kommo-hook-down"), then: npm run ops -- setup',
    );
  if (state.missingEvents.includes('status_lead'))
    return failed(
      check,
      `not told of moves (${state.missingEvents.join(', ')} missing)`,
      'npm run ops -- setup',
    );
  if (state.missingEvents.length > 0)
    return warning(check, `not told of ${state.missingEvents.join(', ')}`, 'npm run ops -- setup');
  return ok(check, `subscribed to ${state.hook.settings.length} events, enabled`);
}

/** What a user did of late: long enough to see a working week, with its weekend. */
const HANDS_SECONDS = 9 * 86_400;

/** P2: the bot knows its own moves by having kept them; a person who shares its user is told apart, but reads oddly in Kommo. */
async function handsFinding(
  admin: Pick<ReturnType<typeof createKommoAdmin>, 'movedBy'>,
  { userId, nowMs }: { userId: number; nowMs: number },
): Promise<Finding> {
  const check = 'Kommo user';
  const moved = await admin.movedBy(userId, Math.floor(nowMs / 1000) - HANDS_SECONDS);
  if (moved.kind !== 'ok') return causeFinding(check, moved);
  return moved.value
    ? warning(
        check,
        `user ${userId}, whose token this is, also moves cards by hand`,
        "give the integration a user of its own: a person's moves and the bot's are then told apart in Kommo too",
      )
    : ok(check, `user ${userId} moves no cards by hand`);
}

/** At most five requests; none after the token was refused. */
export const checkKommo: Check = async (context) => {
  const { connection, clock } = context;
  const settings = settingsOr('Kommo settings', connection.settings.kommo);
  if (settings.kind === 'bad') return [settings.finding];
  const config = settings.value;
  const admin = createKommoAdmin({ config, clock, log: connection.log });
  try {
    const [account, breaker] = await Promise.all([
      admin.kommo.account(),
      breakerFinding(context, config.accountId),
    ]);
    const findings: Finding[] = [];
    const expiry = expiryFinding('Kommo token', {
      endsAtMs: expiryOf(config.token),
      nowMs: clock.nowMs(),
      renew: NEW_TOKEN,
    });
    if (expiry) findings.push(expiry);
    if (account.kind !== 'ok')
      return [...findings, causeFinding('Kommo token', account), ...(breaker ? [breaker] : [])];
    if (account.value.accountId !== config.accountId)
      findings.push(
        failed(
          'Kommo account',
          `the token belongs to account ${account.value.accountId}, not ${config.accountId}: every hook would be ignored`,
          `set KOMMO_ACCOUNT_ID=${account.value.accountId}, or take the right account's token`,
        ),
      );
    else
      findings.push(
        ok(
          'Kommo token',
          `account ${account.value.accountId}, acting as user ${account.value.userId ?? 'unknown'}`,
        ),
      );
    if (breaker) findings.push(breaker);
    const { userId } = account.value;
    if (userId !== null) findings.push(await handsFinding(admin, { userId, nowMs: clock.nowMs() }));
    // P23: Kommo tells nobody which Salesbots and AI agents it runs; one that writes rings another-robot.
    findings.push(
      ok(
        'Other robots',
        'not to be read from Kommo: no Salesbot or AI agent may answer on this number (alarm another-robot)',
      ),
    );

    const pipelines = await admin.pipelines();
    findings.push(
      ...(pipelines.kind === 'ok'
        ? stageFindings(pipelines.value, config)
        : [causeFinding('Kommo stages', pipelines)]),
    );
    const fields = await admin.kommo.leadFields();
    findings.push(
      ...(fields.kind === 'ok'
        ? fieldFindings(fields.value, config)
        : [causeFinding('Kommo fields', fields)]),
    );
    const hooks = await admin.kommo.webhooks();
    findings.push(
      hooks.kind === 'ok' ? hookFinding(hooks.value, context) : causeFinding('Kommo webhook', hooks),
    );
    return findings;
  } finally {
    await admin.close();
  }
};
