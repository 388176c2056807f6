/** The Kommo account: token, breaker, pipeline and fields against the configuration (H16, C7), the webhook subscription. */
import * as z from 'zod/mini';
import { storedJson } from '../../lib/kommo/redis-guard.ts';
import { expiryOf } from '../../lib/kommo/token.ts';
import {
  createStageMap,
  foldStageName,
  STAGE_KEYS,
  STAGES,
  type StageKey,
  type StageMap,
  StageMapError,
} from '../../lib/pipeline.ts';
import { createKommoAdmin, type NamedPipeline } from '../admin/kommo.ts';
import { age, type Finding, failed, ok, warning } from '../report.ts';
import { asVariable, type Check, type CheckContext, expiryFinding, settingsOr } from './check.ts';
import { causeFinding, NEW_TOKEN } from './kommo-causes.ts';
import { fieldFindings } from './kommo-fields.ts';
import { hookFinding } from './kommo-hook.ts';

type KommoConfig = ReturnType<CheckContext['connection']['settings']['kommo']>;

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

/** P17: a stage that the bot does not know is a person's; whoever renamed one by mistake reads it here. */
function ofNobody(pipeline: NamedPipeline, map: StageMap): readonly Finding[] {
  const names = pipeline.statuses.filter(
    ({ statusId }) => map.placeOf({ pipelineId: pipeline.pipelineId, statusId }) === 'unmapped',
  );
  if (names.length === 0) return [];
  return [
    ok(
      'Kommo stages',
      `the bot keeps silent in ${names.map(({ name }) => `"${name}"`).join(', ')}: stages it does not know`,
    ),
  ];
}

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
      ...ofNobody(pipeline, map),
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
