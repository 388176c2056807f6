/** The deployed console: off unless somebody may open it, behind a door of its own, with one right, and no voice in its bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ROOT } from './support/platform.ts';
import { all, arn, environmentOf, rights, text, the } from './support/questions.ts';

const { dev, production } = inject('programs');
const KILOBYTE = 1024;
const BUNDLE_MAX_KB = 450;
const PAGE = join(ROOT, 'dist/console');

const PLAYED = [
  '/lead-says',
  '/lead-sends',
  '/person-answers',
  '/move',
  '/clock',
  '/kommo',
  '/fault',
  '/hook',
  '/kill',
  '/story',
  '/fixture',
  '/replay',
] as const;

const pageFiles = (): readonly string[] =>
  readdirSync(PAGE, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
const bundle = () => {
  const found = production.bundles['console-api'];
  if (!found) throw new Error('console-api was not bundled');
  return found;
};

test('without CONSOLE_TOKENS there is no console: no function, no role, no door, no alarm, no output', () => {
  const named = dev.resources
    .filter(({ type }) => type.startsWith('aws:'))
    .map(({ name, inputs }) => `${name} ${text(inputs['name'] ?? '')}`);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => /console/i.test(name))).toEqual([]);
  expect(Object.keys(dev.bundles)).not.toContain('console-api');
  expect(dev.outputs).not.toHaveProperty('console');
  // The same question of the stage that has one is answered.
  expect(production.outputs['console']).toBe('https://console456.execute-api.sa-east-1.amazonaws.com');
});

test('it has a door of its own: four routes to the one function, no CORS, a brake, and a log without addresses', () => {
  const routes = all(production, 'apigatewayv2/route').filter(
    ({ inputs }) => inputs['apiId'] === 'console456',
  );
  expect(routes.map(({ inputs }) => inputs['routeKey']).sort()).toEqual([
    'GET /',
    'GET /assets/{file}',
    'GET /console-api/{proxy+}',
    'POST /console-api/{proxy+}',
  ]);
  for (const route of routes) {
    const integration = all(production, 'apigatewayv2/integration').find(
      ({ name }) => `integrations/${name}-id` === route.inputs['target'],
    );
    expect(text(integration?.inputs['integrationUri'])).toMatch(/function:bastao-production-console-api$/);
  }
  expect(the(production, 'apigatewayv2/api', 'ConsoleApi').inputs['corsConfiguration']).toEqual({});
  const { defaultRouteSettings, accessLogSettings } = the(
    production,
    'apigatewayv2/stage',
    'ConsoleStage',
  ).inputs;
  expect(defaultRouteSettings).toEqual({ throttlingRateLimit: 20, throttlingBurstLimit: 40 });
  expect(JSON.stringify(accessLogSettings)).toContain('$context.routeKey');
  expect(JSON.stringify(accessLogSettings)).not.toMatch(
    /identity|sourceIp|userAgent|\$context\.path|authorizer/i,
  );
});

test('V5 · it may switch the consumer of the queue off, write its own log, and nothing else', () => {
  const role = the(production, 'iam/role', 'ConsoleApiRole');
  const conversation = 'arn:aws:lambda:sa-east-1:123456789012:function:bastao-production-conversation';
  expect(rights(role)).toEqual(
    [
      `lambda:UpdateEventSourceMapping on arn:aws:lambda:sa-east-1:123456789012:event-source-mapping:mapping-1 if {"ArnEquals":{"lambda:FunctionArn":["${conversation}"]}}`,
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map(
        (action) =>
          `${action} on arn:aws:logs:sa-east-1:123456789012:log-group:/aws/lambda/bastao-production-console-api:*`,
      ),
    ].sort(),
  );
  const lambda = all(production, 'lambda/function').find(
    ({ inputs }) => inputs['name'] === 'bastao-production-console-api',
  );
  if (!lambda) throw new Error('no function console-api');
  expect(environmentOf(lambda)['LEAD_QUEUE_CONSUMER']).toBe('mapping-1');
  expect(Number(lambda.inputs['timeout'])).toBeLessThan(30);
  expect(arn(lambda)).toBe('arn:aws:lambda:sa-east-1:123456789012:function:bastao-production-console-api');
});

test(`its start loads at most ${BUNDLE_MAX_KB} KB`, () => {
  expect(bundle().startBytes / KILOBYTE).toBeLessThanOrEqual(BUNDLE_MAX_KB);
});

test('I9 · its bundle has no Kommo, no WhatsApp, no model, no queue, no gate and no far-end switch', () => {
  const { startInputs, lazyInputs } = bundle();
  const inputs = [...startInputs, ...lazyInputs];
  expect(inputs.some((path) => path === 'lib/console/view.ts')).toBe(true);
  expect(
    inputs.filter((path) =>
      /^(local|console|ops)\/|^lib\/(kommo|conversation|follow-up|reconcile|calendar|queue\.ts|handoff\/(gate|egress)|whatsapp\/(?!authenticity\.ts))|@aws-sdk\/client-(sqs|scheduler)|node_modules\/(ai|@ai-sdk)\//.test(
        path,
      ),
    ),
  ).toEqual([]);
});

test('the page that lies beside it plays nothing: no switch of a far end, no clock, no writing as a lead', () => {
  expect(pageFiles().some((path) => path.endsWith('index.html'))).toBe(true);
  const whole = pageFiles()
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const asks = (act: string): boolean =>
    ['"', "'", '`'].some((quote) => whole.includes(`${quote}${act}${quote}`));
  // What is asked for must be in it, or the search finds nothing because it looks wrong.
  for (const act of ['/take', '/give-back', '/speech']) expect(asks(act), act).toBe(true);
  for (const act of PLAYED) expect(asks(act), act).toBe(false);
});

test('the page is copied into the function as deployed', () => {
  const asked = production.copied['console-api'];
  expect(asked).toEqual([{ from: PAGE, to: 'page', isDir: true }]);
});
