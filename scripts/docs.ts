/**
 * Writes what pages repeat from the code: the configuration, the reasons, the tests behind each failure, the excerpt of the
 * README. `--check` writes nothing and fails when one is stale, and when code or a page cites what is not there.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { citationProblems } from './docs/citations.ts';
import { configurationPage, envExample } from './docs/configuration.ts';
import { withCosts } from './docs/costs.ts';
import { deployerPolicy } from './docs/deployer-policy.ts';
import { withCode } from './docs/excerpt.ts';
import { ROOT, textOf } from './docs/files.ts';
import { reasonsPage } from './docs/reasons.ts';
import {
  alarmProblems,
  linkProblems,
  namedPageProblems,
  nameProblems,
  pathProblems,
} from './docs/references.ts';
import { withTests } from './docs/tests-column.ts';
import { textsPage } from './docs/texts.ts';
import { translationProblems, versionProblems } from './docs/translations.ts';

const PAGES: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  '.env.example': envExample,
  'docs/deploy.md': () => withCosts(textOf('docs/deploy.md'), 'en', '../'),
  'docs/pt-BR/deploy.md': () => withCosts(textOf('docs/pt-BR/deploy.md'), 'pt', '../../'),
  'docs/deployer-policy.json': () => `${deployerPolicy()}\n`,
  'docs/reasons.md': reasonsPage,
  'docs/texts.md': textsPage,
  'docs/failures.md': () => withTests(textOf('docs/failures.md')),
  'README.md': () => withCode(textOf('README.md')),
  'README.pt-BR.md': () => withCode(textOf('README.pt-BR.md')),
};

const stale = Object.entries(PAGES).filter(
  ([path, render]) => !existsSync(join(ROOT, path)) || render() !== textOf(path),
);
if (process.argv.includes('--check')) {
  const problems = [
    ...stale.map(([path]) => `${path} is stale: npm run docs`),
    ...citationProblems(),
    ...linkProblems(),
    ...namedPageProblems(),
    ...pathProblems(),
    ...alarmProblems(),
    ...nameProblems(),
    ...translationProblems(),
    ...versionProblems(),
  ];
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'every page is true' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} else {
  for (const [path, render] of stale) writeFileSync(join(ROOT, path), render());
  console.log(stale.length === 0 ? 'nothing to write' : `wrote ${stale.map(([path]) => path).join(', ')}`);
}
