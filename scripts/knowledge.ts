/** Writes lib/agent/knowledge/compiled.generated.ts from knowledge/*.md; `--check` writes nothing and fails when it is stale or the Markdown is wrong. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, sourcesIn } from '../ops/knowledge/compile.ts';
import { KnowledgeError } from '../ops/knowledge/front-matter.ts';
import { generatedFrom } from '../ops/knowledge/generated.ts';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const TARGET = path('lib/agent/knowledge/compiled.generated.ts');

try {
  const text = generatedFrom(compile(sourcesIn(path('knowledge'))));
  const isStale = !existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text;
  if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
  else if (isStale) {
    console.error('lib/agent/knowledge/compiled.generated.ts is stale: npm run knowledge');
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof KnowledgeError)) throw error;
  for (const problem of error.problems) console.error(`knowledge/${problem}`);
  process.exitCode = 1;
}
