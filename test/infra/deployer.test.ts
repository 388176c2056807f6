/** The policy of whoever deploys (docs/deploy.md) against what a deploy would make: nothing is missing, and nothing is left over. */
import { expect, inject, test } from 'vitest';
import { deployerPolicy, PARTS, POLICY_MAX_CHARACTERS } from '../../scripts/docs/deployer-policy.ts';
import { all, text } from './support/questions.ts';

const programs = Object.entries(inject('programs'));
const KINDS = new Set(
  programs.flatMap(([, { resources }]) =>
    resources.flatMap(({ type }) => /^aws:([^:]+):/.exec(type)?.[1] ?? []),
  ),
);
/** Data that are read, and what Pulumi keeps for itself. */
const needed = [...KINDS].sort();

test('V10 · whoever deploys may make every kind of thing that infra/ makes', () => {
  expect(needed.length).toBeGreaterThan(15);
  expect(needed.filter((kind) => !PARTS.some(({ kinds }) => kinds.includes(kind)))).toEqual([]);
});

test('V10 · and no kind that it does not make', () => {
  const granted = PARTS.flatMap(({ kinds }) => kinds);
  expect(granted.filter((kind) => !KINDS.has(kind))).toEqual([]);
});

const covers = (pattern: string, arn: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll('<account>', '123456789012')
      .replace(/[.+?^()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  ).test(arn);

test.each([
  ['sqs/queue', 'Queues'],
  ['lambda/function', 'Functions'],
  ['iam/role', 'Roles'],
  ['scheduler/scheduleGroup', 'Schedules'],
  ['cloudwatch/logGroup', 'Logs'],
  ['sns/topic', 'WhoIsTold'],
])('V10 · every %s that a deploy makes is within the reach of "%s"', (kind, sid) => {
  const part = PARTS.find((each) => each.sid === sid);
  for (const [, program] of programs)
    for (const made of all(program, kind)) {
      const arn = text(made.state['arn']);
      expect(
        part?.resources.some((pattern) => covers(pattern, arn)),
        arn,
      ).toBe(true);
    }
});

test('O2 · no action is a wildcard, and everything that has a name is named', () => {
  for (const { sid, actions, resources } of PARTS) {
    for (const action of actions) expect(action, sid).not.toContain('*');
    if (resources.includes('*')) expect(['WhoAmI', 'QueueConsumer', 'LogDelivery']).toContain(sid);
  }
});

test('AWS would take the policy: its names are plain, and it is short enough', () => {
  for (const { sid } of PARTS) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  expect(new Set(PARTS.map(({ sid }) => sid)).size).toBe(PARTS.length);
  expect(deployerPolicy().replace(/\s/g, '').length).toBeLessThanOrEqual(POLICY_MAX_CHARACTERS);
});
