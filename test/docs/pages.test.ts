import { expect, test } from 'vitest';
import { citationProblems } from '../../scripts/docs/citations.ts';
import {
  alarmProblems,
  linkProblems,
  namedPageProblems,
  nameProblems,
  pathProblems,
} from '../../scripts/docs/references.ts';
import { translationProblems, versionProblems } from '../../scripts/docs/translations.ts';

test('V10 · no alarm points to a heading that the runbook does not have, in either language', () => {
  expect(alarmProblems()).toEqual([]);
});

test('V10 · a page in two languages has the same sections, commands and rows in both', () => {
  expect(translationProblems()).toEqual([]);
});

test('V10 · no page says another version than the one that is installed', () => {
  expect(versionProblems()).toEqual([]);
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
