import { expect, test } from 'vitest';
import { citationProblems } from '../../scripts/docs/citations.ts';
import {
  alarmProblems,
  linkProblems,
  namedPageProblems,
  nameProblems,
  pathProblems,
} from '../../scripts/docs/references.ts';

test('V10 · no alarm points to a heading that the runbook does not have, in either language', () => {
  expect(alarmProblems()).toEqual([]);
});

test('V10 · no page names a variable, a script or a command that is not there', () => {
  expect(nameProblems()).toEqual([]);
});

test('V10 · no link, path or page name leads nowhere', () => {
  expect([...linkProblems(), ...pathProblems(), ...namedPageProblems()]).toEqual([]);
});

test('V10 · every id and section that code, tests and pages cite is defined', () => {
  expect(citationProblems()).toEqual([]);
});
