/** The process that evaluates the program: Pulumi's mocks in the place of the engine. Only ever run as bundled by evaluate.ts. */
import { writeFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import { run } from 'sst/platform/auto/run.ts';
import config from '../../../sst.config.ts';

const ACCOUNT = '123456789012';
const REGION = 'sa-east-1';
/** Pulumi wraps a secret value under this key. */
const SECRET_KEY = '4dabf18193072939515e22adb298388d';

const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  if (SECRET_KEY in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
};
const arn = (service, resource) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** The webhooks' door, and the console's. */
const apiId = (name) => (/console/i.test(name) ? 'console456' : 'api123');

/** What AWS would answer. */
const STATE = {
  'aws:sqs/queue:Queue': ({ name }) => ({
    arn: arn('sqs', name),
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
  }),
  'aws:lambda/function:Function': ({ name }) => ({ arn: arn('lambda', `function:${name}`) }),
  'aws:iam/role:Role': ({ name }) => ({ arn: `arn:aws:iam::${ACCOUNT}:role/${name}` }),
  'aws:scheduler/scheduleGroup:ScheduleGroup': ({ name }) => ({
    arn: arn('scheduler', `schedule-group/${name}`),
  }),
  'aws:sns/topic:Topic': ({ name }) => ({ arn: arn('sns', name) }),
  'aws:cloudwatch/logGroup:LogGroup': ({ name }) => ({ arn: arn('logs', `log-group:${name}`) }),
  'aws:apigatewayv2/api:Api': ({ name }) => ({
    apiEndpoint: `https://${apiId(name)}.execute-api.${REGION}.amazonaws.com`,
    executionArn: arn('execute-api', apiId(name)),
  }),
  'aws:lambda/eventSourceMapping:EventSourceMapping': () => ({ uuid: 'mapping-1' }),
  'aws:s3/bucketObjectv2:BucketObjectv2': () => ({ bucket: 'assets', key: 'code.zip' }),
  'random:index/randomBytes:RandomBytes': () => ({ base64: Buffer.alloc(32, 7).toString('base64') }),
};

const statementOf = ({ effect, actions, resources, conditions, principals }) => ({
  Effect: effect ?? 'Allow',
  Action: actions,
  ...(resources && { Resource: resources }),
  ...(principals && {
    Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
  }),
  ...(conditions && {
    Condition: Object.fromEntries(
      conditions.map(({ test, variable, values }) => [test, { [variable]: values }]),
    ),
  }),
});
const CALLS = {
  'aws:index/getRegion:getRegion': () => ({ name: REGION, region: REGION, id: REGION }),
  'aws:index/getCallerIdentity:getCallerIdentity': () => ({ accountId: ACCOUNT }),
  'aws:index/getPartition:getPartition': () => ({ partition: 'aws' }),
  'aws:iam/getPolicyDocument:getPolicyDocument': ({ statements }) => ({
    // As the provider: an empty list comes back as none.
    statements: statements?.length ? statements : undefined,
    json: JSON.stringify({ Version: '2012-10-17', Statement: (statements ?? []).map(statementOf) }),
  }),
};

const resources = [];
const options = {};
let outputs = {};

await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs, id }) => {
      const given = plain(inputs);
      const state = { ...given, ...STATE[type]?.(given) };
      resources.push({ type, name, inputs: given, state });
      return { id: id || (type === 'aws:apigatewayv2/api:Api' ? apiId(name) : `${name}-id`), state };
    },
    call: ({ token, inputs }) => {
      const known = CALLS[token];
      if (!known) throw new Error(`the mocks do not know ${token}`);
      return known(plain(inputs));
    },
  },
  'bastao',
  process.env['PROGRAM_STAGE'],
);

// What stands in `apply` is made after the program returned: the end is when nothing is left to do.
process.once('beforeExit', () => {
  writeFileSync(process.env['PROGRAM_RESULT'], JSON.stringify({ resources, outputs, options }));
});

await pulumi.runtime.runInPulumiStack(async () => {
  pulumi.runtime.registerStackTransformation(({ name, opts }) => {
    // Looked at when every other transformation has run.
    process.nextTick(() => {
      options[name] = { retainOnDelete: opts.retainOnDelete === true };
    });
    return undefined;
  });
  const named = await run(config.run);
  pulumi.output(named).apply((value) => {
    outputs = plain(value);
  });
  return named;
});
