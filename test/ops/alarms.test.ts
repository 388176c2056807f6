/** V2 · doctor sees whether anybody would hear an alarm, and the doors count whom they refuse. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { METRICS, metricsOf } from '../../lib/metrics.ts';
import { ACCOUNT } from '../../local/stack.ts';
import { useWorlds } from '../support/world.ts';
import { ops } from './support/ops.ts';

const world = useWorlds();
const TOPIC = 'arn:aws:sns:sa-east-1:123456789012:bastao-dev-alarms';

let server: Server | null = null;
afterEach(async () => {
  const closing = server;
  server = null;
  if (closing) await new Promise((resolve) => closing.close(resolve));
});

/** SNS as far as `ListSubscriptionsByTopic` goes: the query protocol's XML (AWS API reference). */
async function sns(
  subscriptions: readonly (readonly [protocol: string, arn: string])[] | 'denied',
): Promise<string> {
  const members =
    subscriptions === 'denied'
      ? []
      : subscriptions.map(
          ([protocol, arn]) =>
            `<member><TopicArn>${TOPIC}</TopicArn><Protocol>${protocol}</Protocol><SubscriptionArn>${arn}</SubscriptionArn><Owner>123456789012</Owner><Endpoint>x</Endpoint></member>`,
        );
  const xmlns = 'http://sns.amazonaws.com/doc/2010-03-31/';
  const made = createServer((request, response) => {
    request.resume();
    response.writeHead(subscriptions === 'denied' ? 403 : 200, { 'content-type': 'text/xml' });
    response.end(
      subscriptions === 'denied'
        ? `<ErrorResponse xmlns="${xmlns}"><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>`
        : `<ListSubscriptionsByTopicResponse xmlns="${xmlns}"><ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
    );
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  // A TCP server has an address of this form.
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

test.each([
  ['nobody subscribed', [], 'failed', 'nobody is told'],
  [
    'an e-mail that nobody confirmed',
    [['email', 'PendingConfirmation']],
    'failed',
    'no subscription is confirmed',
  ],
  [
    'a pager confirmed and an e-mail not',
    [
      ['https', `${TOPIC}:1`],
      ['email', 'PendingConfirmation'],
    ],
    'warning',
    '1 of 2',
  ],
  ['all confirmed', [['email', `${TOPIC}:1`]], 'ok', '1 confirmed'],
  ['SNS that may not be asked', 'denied', 'failed', 'cannot be asked'],
] as const)('V2 · doctor on the alarms: %s', async (_, subscriptions, state, says) => {
  const w = await world();
  const { findings } = (
    await ops(w, ['doctor', '--json'], {
      environment: { ALARM_TOPIC_ARN: TOPIC, AWS_ENDPOINT_URL_SNS: await sns(subscriptions) },
    })
  ).json() as { findings: { check: string; state: string; says: string }[] };
  const [alarms] = findings.filter(({ check }) => check === 'Alarms');
  expect(alarms).toMatchObject({ state });
  expect(alarms?.says).toContain(says);
});

for (const provider of ['cloud', 'evolution'] as const)
  test(`V2 · whom the doors refuse is counted, and the line holds nothing of theirs: ${provider}`, async () => {
    const w = await world({ provider });
    const knocks = [
      [`/webhooks/whatsapp/${provider}`, { 'x-hub-signature-256': 'sha256=00', apikey: 'segredo-errado' }],
      ['/webhooks/kommo/segredo-errado/', {}],
    ] as const;
    for (const [path, headers] of knocks) {
      const { status } = await fetch(`${w.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"object":"segredo-do-corpo"}',
      });
      expect(status).toBe(401);
    }
    const lines = w.logLines.filter((line) => JSON.parse(line).event === 'webhook.refused');
    expect(lines.map((line) => JSON.parse(line).provider)).toEqual([provider, 'kommo']);
    expect(lines.join('')).not.toMatch(/segredo/);
    expect(ACCOUNT.kommoSecret).not.toBe('segredo-errado');
  });

test.each([
  ['webhook.refused', { provider: 'kommo', status: 401 }, 'WebhooksRefused', 1],
  ['webhook.malformed', { provider: 'kommo', reason: 'x' }, 'WebhooksUnreadable', 1],
  ['takeover.deferred', { kind: 'card' }, 'TakeoversDeferred', 1],
  ['takeover.unattributed', {}, 'TakeoversUnattributed', 1],
  ['egress.unconfirmed', { leadId: 'a', sends: 3 }, 'UnconfirmedSends', 3],
  ['egress.late', {}, 'CommitsTooSlow', 1],
  ['vitals.inbound', { silent: 1, openHours: 9 }, 'NothingInbound', 1],
] as const)('V2 · the line %s is counted', (noun, fields, metric, count) => {
  expect(metricsOf(noun, fields, { stage: 'dev', atMs: 0 })).toMatchObject({ [metric]: count });
  expect(Object.keys(METRICS)).toContain(metric);
});
