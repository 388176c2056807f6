import { expect, test } from 'vitest';
import * as groups from '../../lib/config-variables.ts';
import { SECRETS } from '../../lib/secrets.ts';
import { citationProblems } from '../../scripts/docs/citations.ts';
import { variables } from '../../scripts/docs/configuration.ts';
import { textOf } from '../../scripts/docs/files.ts';
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

test('V10 · every variable that the code reads is on the page of variables', () => {
  const read = Object.values(groups).flatMap((group) => Object.values(group).map(({ name }) => name));
  const told = variables().flatMap(({ variables: those }) => those.map(({ name }) => name));
  expect([...new Set(read)].sort()).toEqual([...told].sort());
});

test('V10 · .env.example has every variable, once, and no secret that could be filled in by mistake', () => {
  const lines = textOf('.env.example').split('\n');
  const names = variables().flatMap(({ variables: those }) => those.map(({ name }) => name));
  for (const name of names)
    expect(
      lines.filter((line) => new RegExp(`^#?${name}=`).test(line)),
      name,
    ).toHaveLength(1);
  for (const secret of SECRETS) expect(lines).toContain(`#${secret}=`);
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
