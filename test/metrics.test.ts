/** What the log counts: CloudWatch reads it from the line itself, so a wrong line is an alarm that never rings. */
import { expect, test } from 'vitest';
import { loadStage } from '../lib/config.ts';
import { createLog, type LogFields } from '../lib/log.ts';
import { COUNTED_NOUNS, METRIC_NAMESPACE, METRICS, metricsOf } from '../lib/metrics.ts';

const AT_MS = Date.parse('2026-11-23T13:00:00Z');

function lineOf(
  noun: string,
  fields: LogFields,
  stage: string | null = 'production',
): Record<string, unknown> {
  const lines: string[] = [];
  createLog({ nowMs: () => AT_MS, stage, write: (line) => lines.push(line) }).info(noun, fields);
  return JSON.parse(lines[0] ?? '');
}

test('O1 · a line that counts says so in the form that CloudWatch reads, and is still the line it was', () => {
  expect(lineOf('egress.sent', { leadId: 'a1', messageId: 'm1', stageAgeMs: 180, epoch: 4 })).toEqual({
    at: '2026-11-23T13:00:00.000Z',
    level: 'info',
    event: 'egress.sent',
    leadId: 'a1',
    messageId: 'm1',
    stageAgeMs: 180,
    epoch: 4,
    stage: 'production',
    BubblesSent: 1,
    StageAge: 180,
    _aws: {
      Timestamp: AT_MS,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [['stage']],
          Metrics: [
            { Name: 'BubblesSent', Unit: 'Count' },
            { Name: 'StageAge', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
  });
});

test('O1 · a silence is counted with its reason, and in all', () => {
  const line = lineOf('gate.silence', { leadId: 'a1', reason: 'human_stage', stageAgeMs: 40, epoch: 2 });
  expect(line).toMatchObject({
    Silences: 1,
    reason: 'human_stage',
    _aws: { CloudWatchMetrics: [{ Dimensions: [['stage'], ['stage', 'reason']] }] },
  });
});

test('no other field becomes a dimension: each value would be a metric of its own, a lead among them', () => {
  for (const noun of COUNTED_NOUNS) {
    const block = metricsOf(
      noun,
      { leadId: 'a1', ms: 1, leads: 1, cause: 'unauthorized', status: 'sent' },
      { stage: 'dev', atMs: AT_MS },
    );
    expect(JSON.stringify(block['_aws'] ?? ''), noun).not.toMatch(/leadId|cause/);
  }
});

test('a refusal that a person must mend is counted; a throttled or slow Kommo is not', () => {
  for (const cause of ['unauthorized', 'payment_required', 'forbidden'])
    expect(lineOf('kommo.failed', { cause })).toMatchObject({ KommoRefusals: 1 });
  for (const cause of ['throttled', 'timeout', 'server_error'])
    expect(lineOf('kommo.failed', { cause })).not.toHaveProperty('_aws');
});

test('a value that is not known is left out, and a line of which nothing is left counts nothing', () => {
  expect(lineOf('turn.ended', { ms: 900, sinceQueuedMs: null })).not.toHaveProperty('AnswerTime');
  expect(lineOf('vitals.held', { leads: Number.NaN })).not.toHaveProperty('_aws');
  expect(lineOf('vitals.held', { leads: 0 })).toMatchObject({ HeldLeads: 0 });
});

test('nothing is counted on a laptop, and no line that nobody named', () => {
  expect(lineOf('egress.sent', { stageAgeMs: 180 }, null)).not.toHaveProperty('_aws');
  expect(lineOf('webhook.received', { events: 3 })).not.toHaveProperty('_aws');
  expect(loadStage({})).toBeNull();
  expect(loadStage({ STAGE: ' ' })).toBeNull();
  expect(loadStage({ STAGE: 'dev' })).toBe('dev');
});

test('O1 · every metric has a line that counts it', () => {
  const fields = {
    ms: 1,
    sinceQueuedMs: 1,
    stageAgeMs: 1,
    leads: 1,
    overdue: 1,
    down: 1,
    daysLeft: 1,
    cause: 'forbidden',
    status: 'sent',
    silent: 1,
    sends: 1,
    reason: 'x',
  };
  const counted = COUNTED_NOUNS.flatMap((noun) =>
    Object.keys(metricsOf(noun, fields, { stage: 'dev', atMs: AT_MS })),
  );
  expect(Object.keys(METRICS).filter((name) => !counted.includes(name))).toEqual([]);
});
