/** The stages that the Kommo webhook finds in Redis (I4): a hint that may silence, and never one that lets the bot speak. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishedStageMap, publishStages } from '../../lib/kommo/published-stages.ts';
import { createRedis } from '../../lib/redis.ts';
import { ACCOUNT, STATUS } from '../../local/stack.ts';
import { useWorlds } from '../support/world.ts';
import { openAccount } from './support/account.ts';
import { manualClock, recordedLog } from './support/builders.ts';
import { fixtureJson } from './support/fixtures.ts';
import { createFakeRedis, type FakeRedis } from './support/redis.ts';

const world = useWorlds();
let redis: FakeRedis;
beforeEach(async () => {
  redis = await createFakeRedis(manualClock());
});
afterEach(() => redis.close());

const KEY = `kommo:stages:${ACCOUNT.pipelineId}`;
async function thePipeline() {
  const account = await openAccount();
  const pipeline = await account.kommo.pipeline(ACCOUNT.pipelineId);
  await account.close();
  if (pipeline.kind !== 'ok') throw new Error('no pipeline');
  return pipeline.value;
}
const found = (stageIds = {}, log = recordedLog()) =>
  publishedStageMap({ redis: redis.client(), log, pipelineId: ACCOUNT.pipelineId, stageIds });

test('what one function published, another one reads as the same table', async () => {
  await publishStages({ redis: redis.client(), log: recordedLog(), pipeline: await thePipeline() });
  const map = await found();
  expect(map?.placeOf({ pipelineId: ACCOUNT.pipelineId, statusId: STATUS.atendimento_humano })).toBe(
    'atendimento_humano',
  );
  expect(map?.placeOf({ pipelineId: ACCOUNT.pipelineId, statusId: STATUS.novo_lead })).toBe('novo_lead');
});

test('H20 · nobody has published, or Redis is down: there is no table, and no error', async () => {
  expect(await found()).toBeNull();
  redis.down = true;
  expect(await found()).toBeNull();
  await expect(
    publishStages({ redis: redis.client(), log: recordedLog(), pipeline: await thePipeline() }),
  ).resolves.toBeUndefined();
});

const GARBAGE: readonly (readonly [string, string])[] = [
  ['no JSON', 'novo_lead'],
  ['another shape', JSON.stringify({ pipelineId: 'x', statuses: {} })],
  ['an empty pipeline', JSON.stringify({ pipelineId: ACCOUNT.pipelineId, statuses: [] })],
  ['a page', JSON.stringify(fixtureJson('api/leads.json'))],
];
test.each(GARBAGE)('I4 · %s under the key is no table', async (_name, value) => {
  await redis.client().set(KEY, value);
  expect(await found()).toBeNull();
});

test('H16 · a configured id that what was published does not have: no table, and the log says so', async () => {
  await publishStages({ redis: redis.client(), log: recordedLog(), pipeline: await thePipeline() });
  const log = recordedLog();
  expect(await found({ atendimento_humano: 999 }, log)).toBeNull();
  expect(log.lines.map(({ noun }) => noun)).toEqual(['kommo.stages_do_not_fit']);
});

test('I4 · a table in Redis that calls ATENDIMENTO HUMANO a stage of the bot’s opens nothing: the gate reads Kommo itself', async () => {
  const w = await world();
  await w.says('oi');
  const before = w.fromBot();
  const swapped = {
    pipelineId: ACCOUNT.pipelineId,
    statuses: Object.entries(STATUS).map(([name, statusId]) => ({
      statusId:
        name === 'atendimento_humano'
          ? STATUS.em_qualificacao
          : name === 'em_qualificacao'
            ? STATUS.atendimento_humano
            : statusId,
      name:
        name === 'won' || name === 'lost'
          ? name
          : name.replaceAll('_', ' ').replace('qualificacao', 'qualificação'),
      isUnsorted: false,
    })),
  };
  const client = createRedis({
    url: w.environment['UPSTASH_REDIS_REST_URL'] ?? '',
    token: w.environment['UPSTASH_REDIS_REST_TOKEN'] ?? '',
  });
  await client.set(KEY, JSON.stringify(swapped));
  // The lie is one that the webhook believes.
  const believed = await publishedStageMap({
    redis: client,
    log: recordedLog(),
    pipelineId: ACCOUNT.pipelineId,
    stageIds: {},
  });
  expect(believed?.placeOf({ pipelineId: ACCOUNT.pipelineId, statusId: STATUS.atendimento_humano })).toBe(
    'em_qualificacao',
  );

  w.moves('atendimento_humano');
  await w.says('oi?');
  expect(w.fromBot()).toEqual(before);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
});
